# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ``search`` parameter: one term, as recorded and as documented."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .errors import refuse

# Percent-decoded once, blanks or literal plus signs separate: both are seen on the wire.
TERM = re.compile(
    r"^(\w+)[ +]+(EQ|NE|GT|LT|GE|LE|GTEQ|LTEQ|LIKE|CONTAINS|STARTSWITH|ENDSWITH)[ +]+(.*)$", re.DOTALL
)
SAFE = re.compile(r"[\w /.-]*$", re.ASCII)

OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "EQ": lambda found, wanted: found == wanted,
    "NE": lambda found, wanted: found != wanted,
    "GT": lambda found, wanted: found > wanted,
    "LT": lambda found, wanted: found < wanted,
    "GE": lambda found, wanted: found >= wanted,
    "LE": lambda found, wanted: found <= wanted,
    "GTEQ": lambda found, wanted: found >= wanted,
    "LTEQ": lambda found, wanted: found <= wanted,
    "LIKE": lambda found, wanted: wanted in found,
    "CONTAINS": lambda found, wanted: wanted in found,
    "STARTSWITH": lambda found, wanted: found.startswith(wanted),
    "ENDSWITH": lambda found, wanted: found.endswith(wanted),
}


# How long something is: ``15d``, ``1d 2h``, in the units of the documents.
DURATION = re.compile(r"(?:\d+[dhms][ +]*)+")
_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_AND = re.compile(r"[ +]+AND[ +]+")


def search(
    objects: list[dict[str, Any]], text: str, blind: bool, two_terms: bool = False
) -> list[dict[str, Any]]:
    """Return the objects that answer the search.

    ``blind``: special characters defeat it. ``two_terms``: AND stands between two of them.
    """
    for term in _AND.split(text, 1) if two_terms else [text]:
        objects = _by_term(objects, term, blind)
    return objects


def seconds_of(duration: str) -> int:
    """The length of a duration such as ``15d``."""
    return sum(int(part[:-1]) * _SECONDS[part[-1]] for part in re.findall(r"\d+[dhms]", duration))


def _by_term(objects: list[dict[str, Any]], text: str, blind: bool) -> list[dict[str, Any]]:
    match = TERM.match(text)
    if match:
        key, operator, wanted = match.groups()
    elif " " in text.strip():
        raise refuse("filtering.input.invalid.operand", "The search string is not valid.")
    else:
        key, operator, wanted = "name", "LIKE", text.strip()
    if blind and not SAFE.match(wanted):
        return []
    compare = OPERATORS[operator]
    if key.endswith("Duration") and DURATION.fullmatch(wanted):
        objects = [found for found in objects if found.get(key)]
        seconds = {found["id"]: "%012d" % seconds_of(found[key]) for found in objects}
        return [found for found in objects if compare(seconds[found["id"]], "%012d" % seconds_of(wanted))]
    return [found for found in objects if compare(_text(found.get(key)), wanted.casefold())]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).casefold()
