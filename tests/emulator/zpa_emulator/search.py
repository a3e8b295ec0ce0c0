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
TERM = re.compile(r"^(\w+)[ +]+(EQ|NE|GT|LT|GE|LE|LIKE|CONTAINS|STARTSWITH|ENDSWITH)[ +]+(.*)$", re.DOTALL)
SAFE = re.compile(r"[\w /.-]*$", re.ASCII)

OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "EQ": lambda found, wanted: found == wanted,
    "NE": lambda found, wanted: found != wanted,
    "GT": lambda found, wanted: found > wanted,
    "LT": lambda found, wanted: found < wanted,
    "GE": lambda found, wanted: found >= wanted,
    "LE": lambda found, wanted: found <= wanted,
    "LIKE": lambda found, wanted: wanted in found,
    "CONTAINS": lambda found, wanted: wanted in found,
    "STARTSWITH": lambda found, wanted: found.startswith(wanted),
    "ENDSWITH": lambda found, wanted: found.endswith(wanted),
}


def search(objects: list[dict[str, Any]], text: str, blind: bool) -> list[dict[str, Any]]:
    """Return the objects that answer the search. ``blind``: special characters defeat it."""
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
    return [found for found in objects if compare(_text(found.get(key)), wanted.casefold())]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).casefold()
