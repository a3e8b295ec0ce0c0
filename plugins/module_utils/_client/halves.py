# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers with half of a character in a text, as of a description that was cut within an emoji. Private.

JSON can carry that, and UTF-8 cannot: it can neither be printed nor put into an address. So the rest of the
collection gets texts with a mark in its place, and what goes back unchanged goes back as it came.
"""

from __future__ import annotations

import typing as t

from .._texts import cut, whole, without_halves
from .search import unescape

MOST_TOLD = 10


class Halves:
    """Takes halves of characters out of answers, and puts them back into what is sent. ``warn`` is told."""

    def __init__(self, warn: t.Callable[[str], None]) -> None:
        self._warn = warn
        self._as_they_came: dict[str, dict[str, str]] = {}
        self._told: set[tuple[str, str]] = set()

    def taken_out_of(self, answer: t.Any) -> t.Any:
        """Return an answer, of one object or a list of them, without halves."""
        cleaned, paths = without_halves(answer)
        if not paths and cleaned == answer:
            return answer
        records = _objects_in(cleaned)
        for place, raw in enumerate(_objects_in(answer)):
            record = records[place]
            own_paths = without_halves(raw).paths
            if raw != record:
                texts = self._as_they_came.setdefault(str(record.get("id")), {})
                texts.update(_differences(raw, record))
            if own_paths:
                self._tell(record, own_paths)
        return cleaned

    def put_back_into(self, body: t.Any, object_id: str) -> t.Any:
        """Return what is sent of an object with the texts that came with it."""
        known = self._as_they_came.get(object_id)
        return _replaced(body, known) if known else body

    def _tell(self, record: t.Mapping[str, t.Any], paths: t.Sequence[str]) -> None:
        key = (str(record.get("id")), paths[0])
        if key in self._told or len(self._told) > MOST_TOLD:
            return
        self._told.add(key)
        if len(self._told) > MOST_TOLD:
            self._warn("More objects hold half a character: the others are not told one by one.")
            return
        self._warn(
            "The API shows half a character in %s of '%s' (id %s), as of a text that was cut within an "
            "emoji. It is shown as \ufffd, and sent back as it came unless you set another text."
            % (", ".join(paths[:3]), cut(record.get("name")), cut(record.get("id")))
        )


def _objects_in(answer: t.Any) -> list[t.Any]:
    """Return the objects of an answer: the entries of a list in either form, or the one that it is."""
    listed = answer.get("list") if isinstance(answer, dict) else answer
    found = listed if isinstance(listed, list) else [answer]
    return [one for one in found if isinstance(one, dict)]


def _differences(raw: t.Any, cleaned: t.Any) -> t.Iterator[tuple[str, str]]:
    """Yield each cleaned text with what came, also without the escaping and blanks that do not go back."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield from _differences(key, whole(key))
            yield from _differences(value, cleaned[whole(key)])
    elif isinstance(raw, list):
        for place, value in enumerate(raw):
            yield from _differences(value, cleaned[place])
    elif isinstance(raw, str) and raw != cleaned:
        for form in (str, unescape, str.strip, lambda text: unescape(text).strip()):
            yield form(cleaned), form(raw)


def _replaced(value: t.Any, known: t.Mapping[str, str]) -> t.Any:
    if isinstance(value, str):
        return known.get(value, value)
    if isinstance(value, dict):
        return {known.get(key, key): _replaced(entry, known) for key, entry in value.items()}
    if isinstance(value, list):
        return [_replaced(entry, known) for entry in value]
    return value
