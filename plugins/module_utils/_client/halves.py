# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers with half of a character in a text, as of a description that was cut within an emoji. Private.

JSON can carry that, and UTF-8 cannot: it can neither be printed nor put into an address. So the rest of the
collection gets texts with a mark in its place, and what goes back unchanged goes back as it came.
"""

from __future__ import annotations

import typing as t

from .._texts import cut, mended, without_halves
from .search import unescape

MOST_TOLD = 10
# The keys of a list in its documented forms, and those by which objects are known: users have others.
_LISTS, _IDS, _NAMES = ("list", "items"), ("id", "userId"), ("name", "emailId")


class Halves:
    """Takes halves of characters out of answers, and puts them back into what is sent. ``warn`` is told."""

    def __init__(self, warn: t.Callable[[str], None]) -> None:
        self._warn = warn
        self._as_they_came: dict[str, _Texts] = {}
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
                self._as_they_came.setdefault(_first(record, _IDS), _Texts()).learn(raw, record)
            if own_paths:
                self._tell(record, own_paths)
        return cleaned

    def put_back_into(self, body: t.Any, object_id: str) -> t.Any:
        """Return what is sent of an object with the texts that came with it."""
        known = self._as_they_came.get(object_id)
        return known.put_back_into(body) if known else body

    def _tell(self, record: t.Mapping[str, t.Any], paths: t.Sequence[str]) -> None:
        object_id, name = _first(record, _IDS), _first(record, _NAMES)
        key = (object_id, paths[0])
        if key in self._told or len(self._told) > MOST_TOLD:
            return
        self._told.add(key)
        if len(self._told) > MOST_TOLD:
            self._warn("More objects hold half a character: the others are not told one by one.")
            return
        self._warn(
            "The API shows half a character in %s of %s(id %s), as of a text that was cut within an "
            "emoji. It is shown as \ufffd, and sent back as it came unless you set another text."
            % (", ".join(paths[:3]), "'%s' " % cut(name) if name else "an object ", cut(object_id))
        )


def _objects_in(answer: t.Any) -> list[t.Any]:
    """Return the objects of an answer: the entries of a list in either form, or the one that it is."""
    lists = [answer.get(key) for key in _LISTS] if isinstance(answer, dict) else [answer]
    found = next((one for one in lists if isinstance(one, list)), [answer])
    return [one for one in found if isinstance(one, dict)]


def _first(record: t.Mapping[str, t.Any], keys: t.Sequence[str]) -> str:
    """Return what an object has under one of these keys, empty where it has none."""
    return next((str(record[key]) for key in keys if record.get(key)), "")


class _Texts:
    """The texts of one object that held halves: as they came, by the key that they stood under.

    A body can have another form than the answer: then a text is known by itself, if only one came so.
    """

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, str], str] = {}
        self._by_text: dict[str, set[str]] = {}

    def learn(self, raw: t.Any, cleaned: t.Any, under: str = "") -> None:
        """Take note of each cleaned text, also without the escaping and blanks that do not go back."""
        if isinstance(raw, dict):
            for key, value in raw.items():
                self.learn(key, mended(key))
                self.learn(value, cleaned[mended(key)], mended(key))
        elif isinstance(raw, list):
            for place, value in enumerate(raw):
                self.learn(value, cleaned[place], under)
        elif isinstance(raw, str) and raw != cleaned:
            for form in (str, unescape, str.strip, lambda text: unescape(text).strip()):
                self._by_key[under, form(cleaned)] = form(raw)
                self._by_text.setdefault(form(cleaned), set()).add(form(raw))

    def put_back_into(self, value: t.Any, under: str = "") -> t.Any:
        """Return a value with the texts that came in it."""
        if isinstance(value, str):
            alike = self._by_text.get(value, set())
            return self._by_key.get((under, value), next(iter(alike)) if len(alike) == 1 else value)
        if isinstance(value, dict):
            return {self.put_back_into(key): self.put_back_into(entry, key) for key, entry in value.items()}
        if isinstance(value, list):
            return [self.put_back_into(entry, under) for entry in value]
        return value
