# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts from outside, as far as anybody can use them. Pure, and private to this collection."""

from __future__ import annotations

import re
import typing as t

NO_CHARACTER = "\ufffd"
_HALVES = re.compile("[\ud800-\udfff]")

# What is told of a text that somebody else wrote, and of a whole message.
LONGEST_TEXT = 300
LONGEST_MESSAGE = 20000


class Whole(t.NamedTuple):
    """A value without halves of characters, and the paths at which there were some."""

    value: t.Any
    paths: list[str]


def without_halves(value: t.Any, path: str = "") -> Whole:
    """Return a value with a mark for each half of a character, which no text in UTF-8 can hold.

    Names of options are not told: no option has such a name.
    """
    if isinstance(value, str):
        text = whole(value)
        return Whole(value, []) if text == value else Whole(text, [path])
    if isinstance(value, dict):
        found = {
            whole(key): without_halves(entry, "%s.%s" % (path, whole(key)) if path else whole(key))
            for key, entry in value.items()
        }
        paths = [place for one in found.values() for place in one.paths]
        return Whole({key: one.value for key, one in found.items()}, paths)
    if isinstance(value, list):
        entries = [without_halves(entry, "%s[%d]" % (path, place)) for place, entry in enumerate(value)]
        return Whole([one.value for one in entries], [place for one in entries for place in one.paths])
    return Whole(value, [])


def whole(text: t.Any) -> str:
    """Return a text with a mark for each half of a character."""
    return _HALVES.sub(NO_CHARACTER, str(text))


def cut(text: t.Any, longest: int = LONGEST_TEXT) -> str:
    """Return a text that can be told: without halves of characters, and no longer than it is of use.

    Secrets must be hidden before: half of one would not be known as one any more.
    """
    text = str(text)
    if len(text) <= longest:
        return whole(text)
    return "%s [... %d characters more]" % (whole(text[:longest]), len(text) - longest)
