# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that keep a task from going too far, in the forms in which variables bring them. Pure, private.

A survey of AWX gives texts only: lines for a list, nothing at all for a number. A brake that is not
understood must not be taken for one that is not there.
"""

from __future__ import annotations

import ast
import json
import re
import typing as t

LISTS, NUMBERS = ("protect", "kinds"), ("max_deletions", "read_limit", "write_limit")
# A list in a text, or a piece of one, that could not be taken apart; as a name it would protect nothing.
_PIECE = re.compile(r"\[[^\]]*\]|\[.*[,'\"].*\]|(['\"]).*\1|-\s.*|.*,")


def with_brakes(options: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return options as given with lists in place of texts. A number that is a blank text is not given."""
    found = {
        name: value
        for name, value in options.items()
        if not (name in NUMBERS and isinstance(value, str) and not value.strip())
    }
    return {name: listed(value) if name in LISTS else value for name, value in found.items()}


def listed(given: t.Any) -> t.Any:
    """Return the list that a text stands for: of lines, in brackets, or with commas; else what is given.

    One in brackets that is no list of JSON or Python stays one text, which ``wrong_pattern`` refuses.
    """
    if not isinstance(given, str):
        return given
    text = given.strip()
    if text.startswith("[") and text.endswith("]"):
        return _in_brackets(text)
    lines = text.splitlines()
    entries = lines if len(lines) > 1 else text.split(",") if text else []
    return [entry.strip() for entry in entries if entry.strip() or len(lines) == 1]


def _in_brackets(text: str) -> list[t.Any]:
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(found, list):
            return found
    return [text]


def wrong_pattern(pattern: str) -> str:
    """Return what is wrong with an entry of ``protect``, a sentence without its subject, or ""."""
    name = pattern.strip()
    if not name:
        return "is empty. Give a name, a pattern or an id."
    if len(name.splitlines()) > 1:
        return "has a line break, which no name has. Give an entry for each line."
    if _PIECE.fullmatch(name):
        return (
            "'%s' looks like a list in a text, or a piece of one, and as a name it would protect nothing. "
            "Give a list, or a text with a name in each line, without brackets, quotes and dashes." % name
        )
    return ""
