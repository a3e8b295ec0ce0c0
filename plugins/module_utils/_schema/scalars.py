# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Field types of single values, and of sets of words. Pure and private to this collection."""

from __future__ import annotations

import re
import typing as t
from decimal import Decimal, InvalidOperation

from .._client.forms import is_scalar
from .._client.search import unescape
from .._words import not_one_of
from .field_type import API_DECIDES, FieldType, documented, is_id, not_listed, spelled, whole

# No angle, however noisy or wrong, has as many degrees as that.
FAR_OUT = 1000


class Degrees(t.NamedTuple):
    """A geographical coordinate, exact; equality is to six decimals, which is a hand's breadth.

    Rounding to nine decimals first takes away the noise of binary fractions, with which the API
    returns -122.6048473 as -122.60484730000002 and which could tip the last of the six.
    """

    exact: Decimal

    @property
    def meant(self) -> Decimal:
        return self.exact.quantize(Decimal("1e-9")).quantize(Decimal("1e-6"))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Degrees) and self.meant == other.meant

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.meant)


class Text(FieldType):
    """A text. Missing, null and empty are one value; blanks at its ends mean nothing.

    HTML escapes of the API are undone.

    ``longest``: how many characters the API takes. ``can_be_empty``: whether it takes none.
    """

    is_text = True

    def __init__(self, longest: int | None = None, can_be_empty: bool = True) -> None:
        self._longest = longest
        self._can_be_empty = can_be_empty

    def decode(self, wire: t.Any) -> str:
        return unescape(str(wire)).strip() if wire is not None else ""

    def wrong(self, option: t.Any) -> str:
        text = self.decode(option)
        if not self._can_be_empty and not text.strip():
            return "is empty. Give a text, or leave the option out."
        if self._longest is not None and len(text) > self._longest:
            return "has %d characters. Give at most %d." % (len(text), self._longest)
        return ""

    def takes(self) -> str:
        return "" if self._longest is None else "At most %d characters." % self._longest

    def again(self, wire: t.Any) -> t.Any:
        return wire if wire is None else unescape(str(wire))


def tidied(name: str) -> str:
    """Return a name as a server has it that joins runs of blanks. Recorded is one that does not."""
    return " ".join(name.split())


class Name(Text):
    """What an object is called."""

    def is_stored_as(self, sent: t.Any, found: t.Any) -> bool:
        return bool(found == tidied(sent))

    def wrong(self, option: t.Any) -> str:
        return "" if self.decode(option) else "is empty. Give a name, or leave the option out."


class Id(FieldType):
    """The id of something that cannot be looked up by name."""

    def decode(self, wire: t.Any) -> str:
        return "" if wire is None else str(wire).strip()

    def wrong(self, option: t.Any) -> str:
        if not self.decode(option) or is_id(self.decode(option)):
            return ""
        return "'%s' is not an id of ZPA, which is a decimal number." % option

    def ids(self, value: t.Any, shown: t.Any) -> t.Iterator[str]:
        yield from filter(None, [shown])


class Bool(FieldType):
    """True or false; the API also spells it ``"1"`` and ``"TRUE"``. ``missing``: what no key means."""

    option: t.ClassVar[dict[str, t.Any]] = {"type": "bool"}
    form = "true or false"
    has_few_values = True

    def __init__(self, missing: bool = False) -> None:
        self._missing = missing

    def has_form(self, wire: t.Any) -> bool:
        return str(wire).lower() in ("true", "false", "1", "0", "yes", "no", "")

    def decode(self, wire: t.Any) -> bool:
        if isinstance(wire, bool):
            return wire
        return self._missing if wire in (None, "") else str(wire).lower() in ("true", "1", "yes")


class NumberFlag(Bool):
    """True or false, which the API takes as ``"1"`` and ``"0"``."""

    def encode(self, value: bool) -> str:
        return "1" if value else "0"


class WordFlag(Bool):
    """True or false, which the API takes as ``"TRUE"`` and ``"FALSE"``."""

    def encode(self, value: bool) -> str:
        return str(value).upper()


class Enabled(Bool):
    """Whether something is on. The wire says the opposite: "1" for off, "0" or nothing at all for on.

    Rules are switched off like that: ``disabled`` is a text wherever it was recorded, and both of the
    vendor's SDKs send it.
    """

    def decode(self, wire: t.Any) -> bool:
        return not super().decode(wire)

    def accept(self, option: t.Any) -> bool:
        return super().decode(option)

    def encode(self, value: bool) -> str:
        return "0" if value else "1"


class Choice(FieldType):
    """One of a few words, in any letter case. A missing one is ``missing``.

    ``can_be_empty``: whether none can be given.
    """

    has_few_values = True

    def __init__(self, *allowed: str, missing: str, can_be_empty: bool = False) -> None:
        self._allowed = allowed
        self._missing = missing
        self._can_be_empty = can_be_empty

    def decode(self, wire: t.Any) -> str:
        return str(wire if wire is not None else "").strip().upper() or self._missing

    def wrong(self, option: t.Any) -> str:
        word = str(option).strip().upper()
        if word in self._allowed or (self._can_be_empty and not word):
            return ""
        return not_one_of("'%s'" % option, str(option), self._allowed)

    def takes(self) -> str:
        return "One of %s. Letter case does not matter." % documented(self._allowed, "and")


class WordOrNone(Choice):
    """The same where there can be none, which nobody can give: results show it as null."""

    def __init__(self, *allowed: str) -> None:
        super().__init__(*allowed, missing="")

    def show(self, value: str, beside: t.Any = None) -> str | None:
        return value or None


class CountryCode(FieldType):
    """Two letters, in any letter case; None where ZPA knows no country."""

    def decode(self, wire: t.Any) -> str | None:
        return str(wire if wire is not None else "").strip().upper() or None

    def wrong(self, option: t.Any) -> str:
        from .countries import country_hint, is_country

        if is_country(str(option)):
            return ""
        sentence = "'%s' is not a country code of ISO 3166-1, which is two letters such as US.%s"
        return sentence % (option, country_hint(str(option)))

    def takes(self) -> str:
        return "It is two letters of ISO 3166-1. Letter case does not matter."


class WholeNumber(FieldType):
    """A number that the wire spells as a string: ``least`` or more, less than ``end``, in steps."""

    option: t.ClassVar[dict[str, t.Any]] = {"type": "int"}
    form = "a whole number"
    has_few_values = True

    def __init__(self, least: int, end: int, step: int, missing: int) -> None:
        self._range = range(least, end, step)
        self._missing = missing

    def has_form(self, wire: t.Any) -> bool:
        return wire == "" or whole(wire) is not None

    def decode(self, wire: t.Any) -> t.Any:
        """Return the number; what is none stays the text that it is, which equals no number."""
        if wire is None:
            return self._missing
        number = whole(wire)
        return str(wire) if number is None else number

    def wrong(self, option: t.Any) -> str:
        if not isinstance(option, int) or (option in self._range and not isinstance(option, bool)):
            return ""
        return "%s is not a number from %d to %d%s." % (
            spelled(option),
            self._range[0],
            self._range[-1],
            self._steps,
        )

    def takes(self) -> str:
        return "From V(%d) to V(%d)%s." % (self._range[0], self._range[-1], self._steps)

    @property
    def _steps(self) -> str:
        return "" if self._range.step == 1 else " in steps of %d" % self._range.step

    def encode(self, value: t.Any) -> str:
        return str(value)


# No policy has as many rules.
LAST_PLACE = 10**9


class Place(FieldType):
    """A place in an order, counted from 1, which the wire spells as a string."""

    option: t.ClassVar[dict[str, t.Any]] = {"type": "int"}
    can_be_had = False

    def decode(self, wire: t.Any) -> int | None:
        return whole(wire)

    def wrong(self, option: t.Any) -> str:
        if not isinstance(option, int) or (1 <= option <= LAST_PLACE and not isinstance(option, bool)):
            return ""
        return "%s is not a place. The first is 1." % spelled(option)

    def takes(self) -> str:
        return "The first is V(1)."


class Duration(FieldType):
    """Seconds, -1 for ever; options may name a unit. The wire spells them as a string.

    ``least``: the shortest one but none at all that other clients send.
    """

    _SECONDS: t.ClassVar[dict[str, int]] = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
    _SPELLED = re.compile(r"(-1|\d{1,18})(?:\s*(second|minute|hour|day)s?)?|(never)", re.IGNORECASE)

    def __init__(self, least: int) -> None:
        self._least = least

    def decode(self, wire: t.Any) -> t.Any:
        """Return the seconds, None where there are none; what is no duration stays a text."""
        if wire in (None, ""):
            return None
        found = self._SPELLED.fullmatch(re.sub(r"\.0*$", "", str(wire).strip()))
        if found is None:
            return str(wire)
        if found[3]:
            return -1
        return int(found[1]) * self._SECONDS[(found[2] or "second").lower()]

    def wrong(self, option: t.Any) -> str:
        seconds = self.decode(option)
        if isinstance(seconds, int) and seconds >= -1:
            return ""
        return (
            "'%s' is not a duration. Give seconds, or for example '30 Minutes', '8 Hours', '10 Days' or "
            "'Never'." % option
        )

    def takes(self) -> str:
        return (
            "Seconds, or for example V(30 Minutes), V(8 Hours), V(10 Days) or V(Never). Less than V(%d) "
            "causes a warning, since the vendor's clients send no less. The API decides." % self._least
        )

    def doubt(self, value: t.Any) -> str:
        if not isinstance(value, int) or value in (-1, 0) or value >= self._least:
            return ""
        return "%d is less than the %d seconds that the vendor's clients send at least. %s" % (
            value,
            self._least,
            API_DECIDES,
        )

    def encode(self, value: t.Any) -> str:
        return str(value)


class WordSet(FieldType):
    """A set of words, in any letter case, which the wire wraps in an object. ``listed``: by documents."""

    option: t.ClassVar[dict[str, t.Any]] = {"type": "list", "elements": "str"}
    form = "a list of words"

    def __init__(self, key: str, *listed: str) -> None:
        self._key = key
        self._listed = listed

    def has_form(self, wire: t.Any) -> bool:
        words = wire.get(self._key) if isinstance(wire, dict) else wire
        return words in (None, "") or (isinstance(words, list) and all(map(is_scalar, words)))

    def decode(self, wire: t.Any) -> frozenset[str]:
        words = wire.get(self._key) if isinstance(wire, dict) else wire
        return frozenset(str(word).strip().upper() for word in words or ())

    def wrong(self, option: t.Any) -> str:
        is_empty = isinstance(option, list) and "" in self.decode(option)
        return "names an empty word. Leave it out." if is_empty else ""

    def takes(self) -> str:
        listed = "Out of %s. Letter case does not matter. Another word causes a warning, and the API decides."
        return listed % documented(self._listed, "and")

    def doubt(self, value: t.Iterable[str]) -> str:
        unknown = sorted(set(value) - set(self._listed))
        return " ".join(not_listed(word, self._listed) for word in unknown)

    def encode(self, value: t.Iterable[str]) -> dict[str, list[str]]:
        return {self._key: sorted(value)}

    def instead(self, wire: t.Any, value: t.Iterable[str]) -> dict[str, t.Any]:
        """What is beside the words in their object stays."""
        return {**(wire if isinstance(wire, dict) else {}), **self.encode(value)}

    def show(self, value: t.Iterable[str], beside: t.Any = None) -> list[str]:
        return sorted(value)


class Word(FieldType):
    """A word in capitals, whatever the letter case given."""

    def decode(self, wire: t.Any) -> str:
        return "" if wire is None else str(wire).strip().upper()

    def wrong(self, option: t.Any) -> str:
        return "" if self.decode(option) else "is empty. Give a word, or leave the option out."

    def takes(self) -> str:
        return "Letter case does not matter."


class Coordinate(FieldType):
    """Degrees north or east, from ``-limit`` to ``limit``. The wire spells them as a string."""

    option: t.ClassVar[dict[str, t.Any]] = {"type": "float"}

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def decode(self, wire: t.Any) -> Degrees | None:
        try:
            exact = Decimal(str(wire))
        except InvalidOperation:
            return None
        return Degrees(exact) if exact.is_finite() and exact.copy_abs() < FAR_OUT else None

    def wrong(self, option: t.Any) -> str:
        if not isinstance(option, (int, float)) or -self._limit <= option <= self._limit:
            return ""
        return "%s is not a number from -%d to %d." % (option, self._limit, self._limit)

    def takes(self) -> str:
        return "From V(-%d) to V(%d). Two values are the same if they agree to six decimals." % (
            self._limit,
            self._limit,
        )

    def encode(self, value: Degrees) -> str:
        """Return every digit that counts, in plain notation: ``45``, ``0.00001``."""
        text = format(value.exact, "f")
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return "0" if text == "-0" else text

    def show(self, value: Degrees | None, beside: t.Any = None) -> float | None:
        if value is None:
            return None
        # The limit itself may come back with the noise of a binary fraction, and has to be an option.
        limit = Decimal(self._limit).copy_sign(value.exact)
        is_noise = value.exact.copy_abs() > self._limit and value == Degrees(limit)
        return float(limit if is_noise else value.exact)
