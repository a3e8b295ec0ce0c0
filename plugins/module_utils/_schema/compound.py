# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Field types of values that are many, or have two halves. Pure and private to this collection."""

from __future__ import annotations

import functools
import re
import typing as t
from decimal import Decimal, InvalidOperation

from .._client.forms import is_scalar, is_scalar_or_none
from .._client.search import unescape
from .._words import near_matches
from .field_type import FieldType, Reference, spelled
from .reference_types import ReferenceSet, are_references
from .scalars import WordSet


class TextSet(FieldType):
    """A set of texts, in a list on the wire; blanks at their ends mean nothing.

    ``folds_case``: whether letter case makes no difference: ZPA then shows small letters, and so is written.
    ``most``: how many the API takes.
    """

    option: t.ClassVar[dict[str, t.Any]] = {"type": "list", "elements": "str"}
    form = "a list of texts"
    # What each of them is.
    noun: t.ClassVar[str] = "a text"

    def __init__(self, folds_case: bool = False, most: int | None = None) -> None:
        self._folds_case = folds_case
        self._most = most

    def has_form(self, wire: t.Any) -> bool:
        return wire == "" or (isinstance(wire, list) and all(map(is_scalar, wire)))

    def decode(self, wire: t.Any) -> frozenset[t.Any]:
        return frozenset(map(self.entry, wire or ()))

    def wrong(self, option: t.Any) -> str:
        if isinstance(option, list) and self._most is not None and len(option) > self._most:
            return "has %d entries. Give at most %d." % (len(option), self._most)
        return ""

    def mistakes(self, option: t.Any, path: str) -> t.Iterator[str]:
        for place, entry in enumerate(option if isinstance(option, list) else ()):
            if entry is None or not str(entry).strip():
                yield "%s[%d]: is empty. Give %s, or leave the entry out." % (path, place, self.noun)

    def takes(self) -> str:
        case = ["Letter case does not matter."] if self._folds_case else []
        return " ".join([*case, *([] if self._most is None else ["At most %d." % self._most])])

    def encode(self, value: t.Iterable[str]) -> list[str]:
        return sorted(value)

    def again(self, wire: t.Any) -> t.Any:
        return [unescape(entry) if isinstance(entry, str) else entry for entry in wire or ()]

    def show(self, value: t.Iterable[str], beside: t.Any = None) -> list[str]:
        return sorted(value)

    def entry(self, entry: t.Any) -> str:
        """Return one of the texts as it is compared."""
        text = unescape(str(entry)).strip()
        return text.lower() if self._folds_case else text


class WordList(WordSet):
    """A set of words as the wire has it in a list of its own, where ``NONE`` is a word for none."""

    NONE: t.ClassVar[str] = "NONE"

    def __init__(self, *listed: str) -> None:
        super().__init__("", *listed)

    def decode(self, wire: t.Any) -> frozenset[str]:
        return super().decode(wire) - {self.NONE}

    def encode(self, value: t.Iterable[str]) -> t.Any:
        return sorted(value)

    def instead(self, wire: t.Any, value: t.Iterable[str]) -> t.Any:
        return self.encode(value)


class FlaggedWordList(WordList):
    """The same in two keys, of which the second one says whether there are any: that of ``Field.parts``."""

    def has_form(self, wire: t.Any) -> bool:
        return isinstance(wire, list) and all(map(super().has_form, wire[:1]))

    def decode(self, wire: t.Any) -> frozenset[str]:
        return super().decode(wire[0] if isinstance(wire, list) and wire else None)

    def accept(self, option: t.Any) -> frozenset[str]:
        return super().decode(option)

    def wrong(self, option: t.Any) -> str:
        is_empty = isinstance(option, list) and "" in self.accept(option)
        return "names an empty word. Leave it out." if is_empty else ""

    def encode(self, value: t.Iterable[str]) -> t.Any:
        words = sorted(value)
        return [words, bool(words)]


class ReferenceIds(ReferenceSet):
    """A set of other objects of one ``kind`` that the wire shows as a list of their ids alone."""

    form = "a list of ids"
    shows_names = False

    def has_form(self, wire: t.Any) -> bool:
        return wire == "" or (isinstance(wire, list) and all(map(is_scalar, wire)))

    def decode(self, wire: t.Any) -> frozenset[Reference]:
        return frozenset(Reference(str(entry)) for entry in wire or () if entry not in (None, ""))

    def encode(self, value: t.Iterable[Reference]) -> list[t.Any]:
        return sorted(reference.id for reference in value)

    def again(self, wire: t.Any) -> t.Any:
        return wire


class SharedWith(ReferenceIds):
    """The same where answers show objects."""

    form = "a list of objects with ids"

    def has_form(self, wire: t.Any) -> bool:
        return super().has_form(wire) or are_references(wire)

    def decode(self, wire: t.Any) -> frozenset[Reference]:
        entries = list(wire or ())
        shown = [entry for entry in entries if isinstance(entry, dict)]
        return super().decode(entry for entry in entries if entry not in shown) | ReferenceSet.decode(
            self, shown
        )

    def is_kept(self, sent: t.Any, found: t.Any) -> bool:
        """Another writer can have added to it."""
        return bool(sent <= found)


FIRST_PORT, LAST_PORT = 1, 65535
_PORTS = re.compile(r"\s*(\d{1,5})\s*(?:-\s*(\d{1,5})\s*)?", re.ASCII)

# The first and the last port.
Range = t.Tuple[int, int]


class PortRanges(FieldType):
    """A set of ports. Ranges that touch or overlap are one range; their order has no meaning.

    The wire has a list of objects with ``from`` and ``to``, and another one of pairs in one row, which "will
    be deprecated" says the vendor's page. ``is_flat``: whether that one is written. Both are understood. Of
    two forms that differ nobody knows which counts, so that one alone goes out: an empty list in both, where
    that is to clear them.
    """

    option: t.ClassVar[dict[str, t.Any]] = {"type": "list", "elements": "str"}
    form = "a list of port ranges"
    has_two_forms = True

    def __init__(self, is_flat: bool = False) -> None:
        self._is_flat = is_flat

    def has_form(self, wire: t.Any) -> bool:
        return wire == "" or (isinstance(wire, list) and None not in _ranges_on_wire(wire))

    def decode(self, wire: t.Any) -> tuple[Range, ...]:
        return merged(found for found in _ranges_on_wire(wire or []) if found)

    def accept(self, option: t.Iterable[t.Any]) -> tuple[Range, ...]:
        return merged(found for found in map(_range_given, option) if found)

    def mistakes(self, option: t.Any, path: str) -> t.Iterator[str]:
        for place, entry in enumerate(option if isinstance(option, list) else ()):
            found = _range_given(entry)
            if found is None or not FIRST_PORT <= found[0] <= found[1] <= LAST_PORT:
                yield (
                    "%s[%d]: '%s' is no port and no range of ports. Give a number from %d to %d, or two of "
                    "them such as '8000-8010', the lower one first."
                    % (path, place, _as_given(entry), FIRST_PORT, LAST_PORT)
                )

    def takes(self) -> str:
        return "Ports such as V(443) and ranges such as V(8000-8010). What touches or overlaps is one range."

    def again(self, wire: t.Any) -> t.Any:
        """Ranges in the form that is written, and otherwise as they came."""
        if not isinstance(wire, list) or not wire or isinstance(wire[0], dict) is not self._is_flat:
            return wire
        return self.encode(found for found in _ranges_on_wire(wire) if found)

    def encode(self, value: t.Iterable[Range]) -> list[t.Any]:
        if self._is_flat:
            return [str(port) for ports in value for port in ports]
        return [{"from": str(first), "to": str(last)} for first, last in value]

    def show(self, value: t.Iterable[Range], beside: t.Any = None) -> list[str]:
        return [str(first) if first == last else "%d-%d" % (first, last) for first, last in value]


def merged(ranges: t.Iterable[Range]) -> tuple[Range, ...]:
    """Return the fewest ranges that have the same ports, in ascending order."""
    found: list[Range] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def _ranges_on_wire(wire: t.Any) -> list[Range | None]:
    """Return the ranges of either form, None for each that is none."""
    entries = wire if isinstance(wire, list) else [wire]
    if all(isinstance(entry, dict) for entry in entries):
        return [_range(entry.get("from"), entry.get("to")) for entry in entries]
    pairs = [_range(*entries[place : place + 2]) for place in range(0, len(entries) - 1, 2)]
    return [*pairs, *([None] if len(entries) % 2 else [])]


def _range_given(entry: t.Any) -> Range | None:
    found = _PORTS.fullmatch(str(entry)) if isinstance(entry, (str, int)) else None
    return _range(found[1], found[2] or found[1]) if found and not isinstance(entry, bool) else None


def _range(first: t.Any, last: t.Any) -> Range | None:
    return _range_said(first, last) if is_scalar(first) and is_scalar(last) else None


# Many segments have the same few ports.
@functools.lru_cache(maxsize=256, typed=True)
def _range_said(first: t.Any, last: t.Any) -> Range | None:
    numbers = [_PORTS.fullmatch(str(port)) for port in (first, last)]
    ports = [int(found[1]) for found in numbers if found and not found[2]]
    return (ports[0], ports[1]) if len(ports) == 2 and ports[0] <= ports[1] else None


def _as_given(entry: t.Any) -> str:
    return spelled(entry) if isinstance(entry, int) else str(entry)


# No quantity has as many.
MOST = 10**15


class Amount(t.NamedTuple):
    """A number, exact, and its unit. ``10.0`` is ``10``."""

    number: Decimal
    unit: str


class Number(FieldType):
    """A number that the wire spells as a text, None where there is none. ``10.0`` is ``10``."""

    option: t.ClassVar[dict[str, t.Any]] = {"type": "float"}
    form = "a number"

    def has_form(self, wire: t.Any) -> bool:
        return wire == "" or (is_scalar(wire) and self.decode(wire) is not None)

    def decode(self, wire: t.Any) -> Decimal | None:
        found = _amount(wire, "")
        return found.number if found else None

    def wrong(self, option: t.Any) -> str:
        if not isinstance(option, (int, float)) or (0 <= option < MOST and not isinstance(option, bool)):
            return ""
        return "%s is not a number from 0." % (spelled(option) if isinstance(option, int) else option)

    def takes(self) -> str:
        return "From V(0)."

    def encode(self, value: Decimal) -> str:
        return _plain(value)

    def show(self, value: Decimal | None, beside: t.Any = None) -> float | None:
        return None if value is None else float(value)


class Quantity(FieldType):
    """A number with a unit, None where there is none.

    ``units``: in capitals, in any letter case in options. ``is_text``: whether options say it as a text such
    as ``10 MILES`` and not as a dictionary. The wire has it as such a text, or in two keys, of which the
    second one is that of ``Field.parts``.
    """

    form = "a number with a unit"
    _SPELLED = re.compile(r"\s*(-?\d{1,18}(?:\.\d{0,18})?)\s*([^\W\d]*)\s*")

    def __init__(self, *units: str, in_text: bool = False, in_two_keys: bool = True) -> None:
        self._units = units
        self._in_text = in_text
        self._in_two_keys = in_two_keys

    # It depends on how options say it.
    @property
    def option(self) -> dict[str, t.Any]:  # type: ignore[override]
        if self._in_text:
            return {"type": "str"}
        return {"type": "dict", "options": {"value": {"type": "float"}, "unit": {"type": "str"}}}

    def has_form(self, wire: t.Any) -> bool:
        if isinstance(wire, list):
            is_nothing = all(part in (None, "") for part in wire)
            return is_nothing or (all(map(is_scalar_or_none, wire)) and self.decode(wire) is not None)
        return wire == "" or (is_scalar(wire) and self.decode(wire) is not None)

    def decode(self, wire: t.Any) -> Amount | None:
        if isinstance(wire, (list, tuple)):
            number, unit = (*wire, None, None)[:2]
            return _amount(number, unit)
        found = self._SPELLED.fullmatch(str(wire)) if is_scalar(wire) else None
        return _amount(found[1], found[2]) if found else None

    def accept(self, option: t.Any) -> Amount | None:
        if isinstance(option, dict):
            return _amount(option.get("value"), option.get("unit"))
        return self.decode(option)

    def wrong(self, option: t.Any) -> str:
        if not isinstance(option, (str, dict)):
            return ""
        example = "'10 %s'" % self._units[0] if self._in_text else "value: 10, unit: %s" % self._units[0]
        amount = self.accept(option)
        if amount is None or amount.number < 0:
            return "is not a number with a unit. Give for example %s." % example
        if amount.unit in self._units:
            return ""
        near = near_matches(amount.unit, self._units)
        return "has the unit '%s', which is not one of %s.%s" % (amount.unit, ", ".join(self._units), near)

    def takes(self) -> str:
        return "The unit is one of %s. Letter case does not matter." % ", ".join(
            "V(%s)" % unit for unit in self._units
        )

    def encode(self, value: Amount) -> t.Any:
        number = _plain(value.number)
        return [number, value.unit] if self._in_two_keys else ("%s %s" % (number, value.unit)).strip()

    def show(self, value: Amount | None, beside: t.Any = None) -> t.Any:
        if value is None:
            return None
        if self._in_text:
            return ("%s %s" % (_plain(value.number), value.unit)).strip()
        return {"value": float(value.number), "unit": value.unit}


def _amount(number: t.Any, unit: t.Any) -> Amount | None:
    try:
        exact = Decimal(str(number).strip())
    except InvalidOperation:
        return None
    if not exact.is_finite() or exact.copy_abs() >= MOST:
        return None
    # An option is a binary fraction: what that cannot tell apart is one number.
    told = Decimal(repr(float(exact.quantize(Decimal("1e-9")))))
    return Amount(told, "" if unit is None else str(unit).strip().upper())


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
