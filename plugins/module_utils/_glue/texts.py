# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts in options and in results, however deep they are. Pure, and private to this collection."""

from __future__ import annotations

import re
import typing as t

NO_CHARACTER = "\ufffd"
_HALVES = re.compile("[\ud800-\udfff]")


class Whole(t.NamedTuple):
    """A value without halves of characters, and the paths at which there were some."""

    value: t.Any
    paths: list[str]


def without_halves(value: t.Any, path: str = "") -> Whole:
    """Return a value with a mark for each half of a character, which no text in UTF-8 can hold.

    Names of options are not told: no option has such a name.
    """
    if isinstance(value, str):
        whole = _whole(value)
        return Whole(value, []) if whole == value else Whole(whole, [path])
    if isinstance(value, dict):
        found = {
            _whole(key): without_halves(entry, "%s.%s" % (path, _whole(key)) if path else _whole(key))
            for key, entry in value.items()
        }
        paths = [place for one in found.values() for place in one.paths]
        return Whole({key: one.value for key, one in found.items()}, paths)
    if isinstance(value, list):
        entries = [without_halves(entry, "%s[%d]" % (path, place)) for place, entry in enumerate(value)]
        return Whole([one.value for one in entries], [place for one in entries for place in one.paths])
    return Whole(value, [])


def _whole(text: t.Any) -> str:
    return _HALVES.sub(NO_CHARACTER, str(text))


def texts_in(value: t.Any) -> t.Iterator[str]:
    """Yield all texts in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from texts_in(key)
            yield from texts_in(entry)
    elif isinstance(value, (list, tuple)):
        for entry in value:
            yield from texts_in(entry)


def is_blank(value: t.Any) -> bool:
    """Whether a value is a text without anything to see."""
    return isinstance(value, str) and not value.strip()
