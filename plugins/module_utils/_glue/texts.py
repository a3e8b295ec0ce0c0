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
    """Return a value with a mark for each half of a character, which no text in UTF-8 can hold."""
    if isinstance(value, str):
        whole = _HALVES.sub(NO_CHARACTER, value)
        return Whole(value, []) if whole == value else Whole(whole, [path])
    if isinstance(value, dict):
        whole_dict, paths = {}, []
        for key, entry in value.items():
            name, is_torn = without_halves(key)
            at = "%s.%s" % (path, name) if path else str(name)
            found = without_halves(entry, at)
            whole_dict[name] = found.value
            paths += [at] if is_torn else found.paths
        return Whole(whole_dict, paths)
    if isinstance(value, list):
        entries = [without_halves(entry, "%s[%d]" % (path, place)) for place, entry in enumerate(value)]
        return Whole([one.value for one in entries], [place for one in entries for place in one.paths])
    return Whole(value, [])


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
