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

LIMITS = ("max_deletions", "read_limit", "write_limit")
# A list in a text, or a piece of one, that could not be taken apart; as a name it would protect nothing.
# What begins with [[] is the pattern of a name that begins with a bracket.
_PIECE = re.compile(r"\[(?!\[\])([^\]]*|.*[,'\"].*)\]|\{.*\}|\(\s*['\"].*|(['\"]).*\2|-\s.*|.*[,;]|[,;].*")
# So many parts of a line in a row may be one name; as a whole, any number.
MOST_PARTS = 4


def with_brakes(options: dict[str, t.Any], numbers: t.Container[str] = LIMITS) -> dict[str, t.Any]:
    """Return options as given with lists in place of texts. A number that is a blank text is not given."""
    read = {"protect": protected, "kinds": listed}
    return {
        name: read[name](value) if name in read else value
        for name, value in options.items()
        if not (name in numbers and isinstance(value, str) and not value.strip())
    }


def listed(given: t.Any) -> t.Any:
    """Return the words that a text stands for: in brackets, lines, or with commas; else what is given."""
    if not isinstance(given, str):
        return given
    found = in_brackets(given.strip())
    if found is not None:
        return found
    lines = given.strip().splitlines()
    entries = lines if len(lines) > 1 else lines[0].split(",") if lines else []
    return [entry.strip() for entry in entries if entry.strip() or len(lines) == 1]


def protected(given: t.Any) -> t.Any:
    """Return the list of names that a text stands for: in brackets, or of lines; else what is given.

    One line without a break can be a name with commas or several names. Nothing that it may mean is to be
    deleted, so that it stands for its parts, for parts in a row, and as a whole, in this order. What is no
    list that can be read stays one text, or has a piece, that ``wrong_pattern`` refuses.
    """
    if not isinstance(given, str):
        return given
    text = given.strip()
    found = in_brackets(text)
    if found is not None:
        return found
    lines = given.splitlines()
    if lines[:1] != [given]:
        return [line.strip() for line in lines if line.strip()]
    if not text or _is_piece(text):
        return [text] if text else []
    parts = _parts(text)
    if not all(parts):
        return parts
    return [run for _parts_of_it, run in _runs(text)]


def readings(protect: t.Sequence[str]) -> list[list[str]]:
    """Return each entry of ``protect``, and after it the other ones that mean it, too.

    Of a line with commas these are its parts, each with what it may be a part of.
    """
    text = protect[-1] if protect else ""
    if len(protect) < 3 or protected(text) != list(protect):
        return [[entry] for entry in protect]
    return [[run for places, run in _runs(text) if place in places] for place in range(len(_parts(text)))]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split("[,;]", text)]


def _runs(text: str) -> list[tuple[range, str]]:
    """Return parts of a line in a row, short ones first, each with the places of its parts."""
    # Their separators are kept, as they are parts of names.
    pieces = re.split("([,;])", text)
    count = len(pieces) // 2 + 1
    lengths = [*range(1, min(count, MOST_PARTS + 1)), count]
    return [
        (range(start, start + length), "".join(pieces[2 * start : 2 * (start + length) - 1]).strip())
        for length in lengths
        for start in range(count - length + 1)
    ]


def in_brackets(text: str) -> list[t.Any] | None:
    """Return the list of JSON or Python that a text is, or None. Nothing is run."""
    if not (text.startswith("[") and text.endswith("]")):
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(found, list):
            return found
    return None


def wrong_pattern(pattern: str) -> str:
    """Return what is wrong with an entry of ``protect``, a sentence without its subject, or ""."""
    name = pattern.strip()
    if not name:
        return "is empty. Give a name, a pattern or an id."
    if len(name.splitlines()) > 1:
        return "has a line break, which no name has. Give an entry for each line."
    if _is_piece(name):
        return (
            "'%s' looks like a list in a text, or a piece of one, and as a name it would protect nothing. "
            "Give a list, or a text with a name in each line, without brackets, quotes and dashes around "
            "them. If an object has this very name, give its id, or the pattern '%s'."
            % (name, _way_out(name))
        )
    return ""


def _is_piece(name: str) -> bool:
    """Whether a name is enclosed in quotes or brackets, or begins or ends with half a pair of them."""
    if _PIECE.fullmatch(name):
        return True
    ends = {name[0], name[-1]}
    if any(name.count(quote) % 2 for quote in ends & {"'", '"'}):
        return True
    pairs = ("{}",) if name.startswith("[[]") else ("{}", "[]")
    plain = name.replace("[[]", "[")
    return any(ends & set(pair) and plain.count(pair[0]) != plain.count(pair[1]) for pair in pairs)


def _way_out(name: str) -> str:
    """Return a pattern that is no piece of a list and that fits a name that looks like one."""
    signs = "'\"{}()[],;-"
    first, rest = name[0], name[1:].replace("[", "[[]")
    if rest and rest[-1] in signs and not (first == "[" and rest[-1] == "]" and not rest.endswith("[[]")):
        rest = (rest[:-3] if rest.endswith("[[]") else rest[:-1]) + "?"
    return ("[[]" if first == "[" else "?" if first in signs else first) + rest
