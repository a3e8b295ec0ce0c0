# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The search grammar of list endpoints. Pure, and private to this collection.

A term is ``<field> <OPERATOR> <value>`` (the vendor's API pages). The server's answer is a hint: what
is unsupported is unspecified, so every hit is checked here again.
"""

from __future__ import annotations

import html
import re
import typing as t

from .forms import seconds_lasted

# The pages on App Connectors spell two of them otherwise, and compare times such as ``15d`` by them.
_LONG = {"GTEQ": "GE", "LTEQ": "LE"}
OPERATORS = ("EQ", "NE", "GT", "LT", "GE", "LE", *_LONG, "LIKE", "CONTAINS", "STARTSWITH", "ENDSWITH")
_TERM = re.compile(r"^\s*(\w+)\s+(%s)\s+(.*\S)\s*$" % "|".join(OPERATORS), re.DOTALL)

# What joins two terms: AND is documented for App Connectors. A name can have such a word as well.
_JOINT = re.compile(r"(?:^|\s)(?:AND|OR)(?:\s|$)", re.IGNORECASE)
_JOINED = re.compile(r"\s(?:AND|OR)\s+\w+\s+(?:%s)\s" % "|".join(OPERATORS), re.IGNORECASE)

# Characters that are seen to pass the server's search unharmed in names; others may hide an
# object from it (the vendor's own SDK strips them before it searches).
_SEARCHABLE = re.compile(r"[A-Za-z0-9_/.-]+( [A-Za-z0-9_/.-]+)*")

# What escaping for HTML makes, once or again and again; other entities are text that people wrote.
_ESCAPE = re.compile(r"&(?:amp;)*(amp|lt|gt|quot|apos|#0*(?:3[489]|6[02])|#[xX]0*(?:2[267]|3[cCeE]));")


class Term(t.NamedTuple):
    """One search term; ``str()`` gives what goes on the wire, before percent-encoding."""

    field: str
    operator: str
    wanted: str

    def __str__(self) -> str:
        return "%s %s %s" % self

    def matches(self, found: t.Mapping[str, t.Any], trust: bool = False) -> bool:
        """Whether an object of a list answers this term; letter case does not matter.

        A field that is missing is empty. With ``trust`` it is left to the server, which was asked
        and can know fields that it does not show.
        """
        present = found.get(self.field)
        if trust and (present is None or isinstance(present, (dict, list))):
            return True
        text = _text(present)
        return _COMPARE[_LONG.get(self.operator, self.operator)](text, _text(self.wanted))


class PlainTerm(t.NamedTuple):
    """What some lists search for: a part of the name, without field and operator."""

    text: str

    def __str__(self) -> str:
        return self.text


def parse(text: str) -> Term | None:
    """Return the term that ``text`` spells, None where it is no term, or two of them."""
    match = _TERM.match(text)
    return Term(*match.groups()) if match and not _JOINED.search(text) else None


def is_searchable(name: str) -> bool:
    """Whether a search that finds nothing proves that no object has this name."""
    return bool(_SEARCHABLE.fullmatch(name)) and not can_be_two(name)


def can_be_two(wanted: str) -> bool:
    """Whether the server may take a search for this value for two terms."""
    return bool(_JOINT.search(wanted))


def unescape(text: str) -> str:
    """Undo the HTML escaping, sometimes manifold, with which the API may return names and texts."""
    if "&" not in text:
        return text
    return _ESCAPE.sub(lambda escape: html.unescape("&%s;" % escape.group(1)), text)


def _text(value: t.Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else unescape(str(value)).casefold()


def _ordered(text: str) -> tuple[bool, float, str]:
    """Numbers before words, so that any two values have an order; ids are exact to the last digit.

    A length of time is the number of its seconds.
    """
    lasted = seconds_lasted(text)
    if lasted is not None:
        return (False, lasted, "")
    try:
        return (False, int(text) if text.isdigit() else float(text), "")
    except ValueError:
        return (True, 0, text)


_COMPARE: dict[str, t.Callable[[str, str], bool]] = {
    "EQ": lambda found, wanted: found == wanted,
    "NE": lambda found, wanted: found != wanted,
    "GT": lambda found, wanted: _ordered(found) > _ordered(wanted),
    "LT": lambda found, wanted: _ordered(found) < _ordered(wanted),
    "GE": lambda found, wanted: _ordered(found) >= _ordered(wanted),
    "LE": lambda found, wanted: _ordered(found) <= _ordered(wanted),
    "LIKE": lambda found, wanted: wanted in found,
    "CONTAINS": lambda found, wanted: wanted in found,
    "STARTSWITH": lambda found, wanted: found.startswith(wanted),
    "ENDSWITH": lambda found, wanted: found.endswith(wanted),
}
