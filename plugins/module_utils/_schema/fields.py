# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Field types: how a value looks in options, on the wire and in a comparison. Pure and private.

Every type has the same functions:

- ``decode(wire)``: the canonical value of what the API returned, missing included;
- ``accept(option)``: the canonical value of what the user gave;
- ``wrong(option)``: what is wrong with what the user gave, a sentence without its subject, or "";
- ``takes()``: what can be given, in sentences of the documentation, where the option's type does not tell;
- ``doubt(value)``: what no document says of a canonical value, as above: it is written, the API decides;
- ``encode(value)``: the wire form of a canonical value;
- ``again(wire)``: what goes back in an update for a field that no option sets;
- ``show(value)``: what results say, which can be given back as an option, and diffs, unless
  ``contrast`` says it otherwise; ``beside`` is the value that it stands next to, from which it must
  be told apart.

Canonical values of one field are equal exactly when they mean the same.
"""

from __future__ import annotations

import re
import typing as t
from decimal import Decimal, InvalidOperation

from .._client.forms import is_scalar, is_scalar_or_none
from .._client.search import unescape
from .._errors import UnexpectedAnswer
from .._words import near_matches

Record = t.Mapping[str, t.Any]

_ID = re.compile(r"0|[1-9][0-9]{0,18}")


def is_id(value: t.Any) -> bool:
    """Whether a value is spelled like an id: decimal digits, no more than 64 bits hold."""
    return bool(_ID.fullmatch(str(value)))


def whole(wire: t.Any) -> int | None:
    """Return a whole number, which the wire may spell ``600``, ``"600"`` or ``"600.0"``."""
    if isinstance(wire, int) and not isinstance(wire, bool):
        return wire
    found = re.fullmatch(r"(-?\d{1,18})(\.0*)?", str(wire).strip())
    return int(found[1]) if found else None


def not_listed(word: str, words: t.Iterable[str]) -> str:
    """Return the doubt about a word that may be newer than the documents, without its subject."""
    return "no document lists '%s', but %s.%s %s" % (
        word,
        ", ".join(words),
        near_matches(word, words),
        API_DECIDES,
    )


API_DECIDES = "The API may refuse it."
# What means nothing in a key that no option sets.
NOTHING_SET: tuple[t.Any, ...] = (None, "", "0", "NONE", False, 0, [], {})
# What begins the name of an option that says whether what is not listed in another one is taken away.
PURGE = "purge_"
# The option that says when a secret is written to what is there already, and what it can say.
UPDATE_SECRET = "update_secret"
ON_CREATE, ALWAYS = "on_create", "always"
# What stands for the kind where nobody knows whether a text is an id, and of what.
ANY_KIND = ""


class Reference(t.NamedTuple):
    """Another object of the tenant. Equality is by id: a name is only how people say it.

    ``owner``: the id of that to which it belongs, where its value tells that.
    """

    id: str
    name: str = ""
    owner: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self.id == other.id

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.id)


# What makes another reference to the same object, from its kind and the reference.
Change = t.Callable[[str, Reference], Reference]


class Token(t.NamedTuple):
    """A name or an id in an option: of which kind, where, and what was given.

    ``known``: what it can mean without a request, which is what the object refers to there. ``owner``: the
    path of the option beside it that tells to what that belongs, if one does, and ``owned_by`` to what the
    object has it belong.
    """

    kind: str
    path: str
    text: str
    known: tuple[Reference, ...] = ()
    owner: str = ""
    owned_by: Reference | None = None


LONG_NUMBER = 10**100
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


def is_reference(wire: t.Any) -> bool:
    """Whether the wire shows an object with an id."""
    return isinstance(wire, dict) and is_scalar(wire.get("id")) and is_scalar_or_none(wire.get("name"))


def are_references(wire: t.Any) -> bool:
    """Whether the wire shows a list of objects with ids, or an empty text in place of one."""
    return wire == "" or (isinstance(wire, list) and all(map(is_reference, wire)))


def spelled(number: int) -> str:
    """Return a number as a text. Python itself spells none that is too long."""
    return str(number) if abs(number) < LONG_NUMBER else "a number of more than 100 digits"


def documented(words: t.Sequence[str], last: str) -> str:
    """Return words as the documentation lists them, with ``last`` before the last one."""
    shown = ["V(%s)" % word for word in words]
    return (" %s " % last).join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


class FieldType:
    """What others ask a type, and what the types have in common: a value that looks the same everywhere.

    Nobody else knows which types there are: what one of them does otherwise is a method here.
    """

    option: t.ClassVar[dict[str, t.Any]] = {"type": "str"}
    # What answers show, in words.
    form: t.ClassVar[str] = "a text or a number"
    # Whether an object can have what ``wrong`` complains of: then it can be given back as it is.
    can_be_had: t.ClassVar[bool] = True
    # Whether a search compares its text; anything else is compared as it means.
    is_text: t.ClassVar[bool] = False
    # Whether answers show it at all: what is write-only can be neither compared nor told.
    is_shown: t.ClassVar[bool] = True
    # Whether the older key of a field has another form of the same, of which an update carries one alone.
    has_two_forms: t.ClassVar[bool] = False
    # Whether answers show the names of what they refer to; if not, lists have to tell these.
    shows_names: t.ClassVar[bool] = True
    # The kinds of what a value can refer to.
    kinds: tuple[str, ...] = ()
    # The fields of what has fields of its own.
    fields: tuple[Field, ...] = ()
    # The keys of an update that take the difference, where it does not take the value itself.
    delta_keys: tuple[str, ...] = ()

    def options(self, name: str) -> dict[str, dict[str, t.Any]]:
        """Return the argument spec of an option of this type, and of those that it brings along."""
        return {name: dict(self.option)}

    def mistakes(self, option: t.Any, path: str) -> t.Iterator[str]:
        """Yield what is wrong with what the user gave whatever the tenant has, full sentences."""
        wrong = "" if self.can_be_had else self.wrong(option)
        if wrong:
            yield "%s: %s" % (path, wrong)

    def oddities(
        self, option: t.Any, path: str, wanted: t.Any = None, present: t.Any = None
    ) -> t.Iterator[str]:
        """Yield what is wrong with what the user gave unless the object has it so, full sentences.

        ``wanted``: the canonical value of it, where that is known; ``present``: that of the object.
        """
        wrong = self.wrong(option) if self.can_be_had else ""
        if wrong and (present is None or present != (self.accept(option) if wanted is None else wanted)):
            yield "%s: %s" % (path, wrong)

    def tokens(self, option: t.Any, path: str, present: t.Any = None) -> t.Iterator[Token]:
        """Yield the names and ids in an option. ``present``: the canonical value of the object."""
        yield from ()

    def resolved(self, option: t.Any, path: str, found: t.Mapping[str, Reference]) -> t.Any:
        """Return an option with references, by the paths of its tokens, in their place."""
        return option

    def delta(self, before: t.Any, after: t.Any) -> dict[str, t.Any]:
        """Return what the ``delta_keys`` of an update hold that turns one canonical value into another."""
        return {}

    def has_form(self, wire: t.Any) -> bool:
        """Whether the API returned, where it is not null, what can be understood and given back."""
        return is_scalar(wire)

    def decode(self, wire: t.Any) -> t.Any:
        return wire

    def accept(self, option: t.Any) -> t.Any:
        return self.decode(option)

    def wrong(self, option: t.Any) -> str:
        return ""

    def takes(self) -> str:
        return ""

    def doubt(self, value: t.Any) -> str:
        return ""

    def encode(self, value: t.Any) -> t.Any:
        return value

    def again(self, wire: t.Any) -> t.Any:
        return wire

    def beyond(self, wire: t.Any) -> list[str]:
        """Return the keys in what the API returned that hold something no option says."""
        return []

    def instead(self, wire: t.Any, value: t.Any) -> t.Any:
        """Return the wire form of a value that takes the place of what the API returned, if anything."""
        return self.encode(value)

    def show(self, value: t.Any, beside: t.Any = None) -> t.Any:
        return value

    def say(self, value: t.Any) -> t.Any:
        """Return the option that makes another object so: what results show but for what no option sets."""
        return self.show(value)

    def contrast(self, value: t.Any, beside: t.Any = None) -> t.Any:
        """Return what a diff says, where that is not what the result says."""
        return self.show(value, beside)

    def is_kept(self, sent: t.Any, found: t.Any) -> bool:
        """Whether a value that an update sent back as it was is still what decides anything."""
        return bool(sent == found)

    def over(self, value: t.Any, present: t.Any) -> t.Any:
        """Return a canonical value that an option means, with what it leaves out as the object has it."""
        return value

    def fulfils(self, promised: t.Any, found: t.Any) -> bool:
        """Whether what an object shows is what was written."""
        return bool(promised == found)

    def secrets(self, value: t.Any) -> t.Iterator[str]:
        """Yield what no message may show of a canonical value."""
        yield from ()

    def is_stored_as(self, sent: t.Any, found: t.Any) -> bool:
        """Whether ZPA may have made what it shows of a value that was sent: its way to write the same."""
        return False

    def told(self, before: t.Any, after: t.Any) -> t.Any:
        """Return the one of two equal values that tells more."""
        return before

    def references(self, value: t.Any) -> t.Iterator[tuple[str, Reference]]:
        """Yield what a canonical value refers to, each with its kind: ANY_KIND where nobody knows that."""
        yield from ()

    def with_references(self, value: t.Any, change: Change) -> t.Any:
        """Return a canonical value with each reference as ``change`` makes it of its kind and itself."""
        return value

    def ids(self, value: t.Any, shown: t.Any) -> t.Iterator[str]:
        """Yield the ids of the tenant in what is shown of a canonical value."""
        yield from ()


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
    """True or false; the API also spells it ``"1"`` and ``"TRUE"``."""

    option: t.ClassVar[dict[str, t.Any]] = {"type": "bool"}
    form = "true or false"

    def has_form(self, wire: t.Any) -> bool:
        return str(wire).lower() in ("true", "false", "1", "0", "yes", "no", "")

    def decode(self, wire: t.Any) -> bool:
        return str(wire).lower() in ("true", "1", "yes")


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
    """One of a few words, in any letter case. A missing one is ``missing``."""

    def __init__(self, *allowed: str, missing: str) -> None:
        self._allowed = allowed
        self._missing = missing

    def decode(self, wire: t.Any) -> str:
        return str(wire if wire is not None else "").strip().upper() or self._missing

    def wrong(self, option: t.Any) -> str:
        if str(option).strip().upper() in self._allowed:
            return ""
        near = near_matches(str(option), self._allowed)
        return "'%s' is not one of %s.%s" % (option, ", ".join(self._allowed), near)

    def takes(self) -> str:
        return "One of %s. Letter case does not matter." % documented(self._allowed, "and")


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
        return "%s is not a number from %d to %d in steps of %d." % (
            spelled(option),
            self._range[0],
            self._range[-1],
            self._range.step,
        )

    def takes(self) -> str:
        return "From V(%d) to V(%d) in steps of %d." % (self._range[0], self._range[-1], self._range.step)

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


class ReferenceTo(FieldType):
    """Another object of one ``kind``, named or by id."""

    can_be_had = False
    shows_names = False

    def __init__(self, kind: str) -> None:
        self.kinds = (kind,)

    def tokens(self, option: t.Any, path: str, present: Reference | None = None) -> t.Iterator[Token]:
        yield Token(self.kinds[0], path, option, (present,) if present else ())

    def resolved(self, option: t.Any, path: str, found: t.Mapping[str, Reference]) -> t.Any:
        return found[path]

    def decode(self, wire: t.Any) -> Reference | None:
        return None if wire in (None, "") else Reference(str(wire))

    def accept(self, option: Reference) -> Reference:
        return option

    def wrong(self, option: t.Any) -> str:
        return "" if str(option).strip() else "is empty. Give a name or an id, or leave the option out."

    def encode(self, value: Reference) -> str:
        return value.id

    def show(self, value: Reference | None, beside: t.Any = None) -> str | None:
        return None if value is None else _spoken(value, _names(value, beside))

    def told(self, before: t.Any, after: t.Any) -> t.Any:
        return after if before is None or not before.name else before

    def references(self, value: Reference | None) -> t.Iterator[tuple[str, Reference]]:
        if value is not None:
            yield self.kinds[0], value

    def with_references(self, value: Reference | None, change: Change) -> Reference | None:
        return None if value is None else change(self.kinds[0], value)

    def ids(self, value: Reference | None, shown: t.Any) -> t.Iterator[str]:
        if value is not None and shown == value.id:
            yield value.id


class EmbeddedReference(ReferenceTo):
    """Another object that the wire shows as an object with its id and name."""

    form = "an object with an id"
    shows_names = True

    def has_form(self, wire: t.Any) -> bool:
        is_nothing = isinstance(wire, dict) and all(value in (None, "") for value in wire.values())
        return wire == "" or is_nothing or is_reference(wire)

    def decode(self, wire: t.Any) -> Reference | None:
        if not isinstance(wire, dict) or wire.get("id") in (None, ""):
            return None
        return Reference(str(wire["id"]), Name().decode(wire.get("name")))

    def encode(self, value: Reference | None) -> t.Any:
        return None if value is None else {"id": value.id}

    def again(self, wire: t.Any) -> t.Any:
        return self.encode(self.decode(wire))


class ReferenceSet(FieldType):
    """A set of other objects of one ``kind``, named or by id; their order has no meaning.

    ``added`` and ``removed``: the keys of the update that take the difference by id, where the
    update does not take the set itself. ``most``: how many the API takes.
    """

    option: t.ClassVar[dict[str, t.Any]] = {"type": "list", "elements": "str"}
    form = "a list of objects with ids"

    def __init__(self, kind: str, added: str = "", removed: str = "", most: int | None = None) -> None:
        self.kinds = (kind,)
        self.delta_keys = (added, removed) if added else ()
        self._most = most

    def options(self, name: str) -> dict[str, dict[str, t.Any]]:
        purge = {PURGE + name: {"type": "bool", "default": True}} if self.delta_keys else {}
        return {**super().options(name), **purge}

    def mistakes(self, option: t.Any, path: str) -> t.Iterator[str]:
        for place, token in enumerate(option if isinstance(option, list) else ()):
            if not str("" if token is None else token).strip():
                yield "%s[%d]: is empty. Give a name or an id, or leave the entry out." % (path, place)

    def tokens(self, option: t.Any, path: str, present: t.Any = None) -> t.Iterator[Token]:
        for place, token in enumerate(option):
            yield Token(self.kinds[0], "%s[%d]" % (path, place), token, tuple(present or ()))

    def resolved(self, option: t.Any, path: str, found: t.Mapping[str, Reference]) -> t.Any:
        return [found["%s[%d]" % (path, place)] for place in range(len(option))]

    def has_form(self, wire: t.Any) -> bool:
        return are_references(wire)

    def decode(self, wire: t.Any) -> frozenset[Reference]:
        return frozenset(
            Reference(str(entry["id"]), Name().decode(entry.get("name")))
            for entry in wire or ()
            if isinstance(entry, dict) and entry.get("id") is not None
        )

    def accept(self, option: t.Iterable[Reference]) -> frozenset[Reference]:
        return frozenset(option)

    def wrong(self, option: t.Any) -> str:
        count = len(option) if isinstance(option, list) else 0
        if self._most is None or count <= self._most:
            return ""
        return "has %d entries. Give at most %d." % (count, self._most)

    def takes(self) -> str:
        return "" if self._most is None else "At most %d." % self._most

    def encode(self, value: t.Iterable[Reference]) -> list[dict[str, str]]:
        return [{"id": reference.id} for reference in sorted(value)]

    def again(self, wire: t.Any) -> list[dict[str, str]]:
        return self.encode(self.decode(wire))

    def show(self, value: t.Iterable[Reference], beside: t.Any = None) -> list[str]:
        names = _names(*value, *(beside or ()))
        return sorted(_spoken(reference, names) for reference in value)

    def delta(self, before: t.AbstractSet[Reference], after: t.AbstractSet[Reference]) -> dict[str, t.Any]:
        added, removed = self.delta_keys
        return {
            added: sorted(reference.id for reference in after - before),
            removed: sorted(reference.id for reference in before - after),
        }

    def references(self, value: t.Iterable[Reference]) -> t.Iterator[tuple[str, Reference]]:
        yield from ((self.kinds[0], reference) for reference in value or ())

    def with_references(self, value: t.Iterable[Reference], change: Change) -> frozenset[Reference]:
        return frozenset(change(self.kinds[0], reference) for reference in value)

    def ids(self, value: t.Iterable[Reference], shown: t.Any) -> t.Iterator[str]:
        yield from (reference.id for reference in value if reference.id in shown)


class DetailedSet(ReferenceSet):
    """The same where the wire shows more of a member than its id: members that stay go back as they came."""

    shows_names = False
    _KNOWN: t.ClassVar[tuple[str, ...]] = ("id", "name", "enabled")

    def again(self, wire: t.Any) -> t.Any:
        return wire

    def instead(self, wire: t.Any, value: t.Iterable[Reference]) -> list[dict[str, t.Any]]:
        wanted = {reference.id for reference in value}
        kept = {str(entry["id"]): entry for entry in wire or () if str(entry["id"]) in wanted}
        return [*kept.values(), *({"id": new} for new in sorted(wanted - set(kept)))]

    def beyond(self, wire: t.Any) -> list[str]:
        entries = [entry for entry in wire if isinstance(entry, dict)] if isinstance(wire, list) else []
        found = {key for entry in entries for key, value in entry.items() if value}
        return sorted(found - {*self._KNOWN})


def _names(*references: Reference | None) -> list[str]:
    return [reference.name for reference in set(references) if reference]


def _spoken(reference: Reference, names: t.Sequence[str]) -> str:
    """The name; the id where a name is missing, not unique, or would be taken for an id."""
    name = reference.name
    return name if name and not name.isdigit() and names.count(name) == 1 else reference.id


class Field(t.NamedTuple):
    """One option of a resource: its name, its key on the wire, its type.

    - ``create_default``: sent on creation where the option is omitted, as documented;
    - ``required``: whether ZPA creates nothing without it;
    - ``twins``: further keys that must carry the same value;
    - ``formerly``: the key in older answers;
    - ``label``: the key under which answers show the name of what is referred to;
    - ``needs``: the flag without which the field means nothing; ZPA then chooses its value;
    - ``unless``: the flag that says whether the set is empty: it has members exactly while the flag is off;
    - ``derived_from``: the fields from which ZPA works the value out;
    - ``in_body``: whether creations and updates carry it;
    - ``inside``: the key of the object inside the object that holds it, and ``label`` and ``echoes``;
    - ``owner``: the field that says to what the objects belong that are referred to;
    - ``is_exclusive``: whether each of its members belongs to one object at a time;
    - ``echoes``: keys without an option that follow from it. They go back as they came unless it changes:
      then they would contradict it, and the server makes them anew;
    - ``refused_as``: what else refusals of the API call it;
    - ``is_immutable``: whether ZPA never changes it: another value is refused before anything is written;
    - ``is_computed``: whether ZPA alone sets it. It is shown, and can be given back as it is;
    - ``is_always_sent``: whether creations and updates carry it also where nobody gives it;
    - ``parts``: further keys that hold one value together with the first, which types get as a list;
    - ``if_asked``: the name of what is sent for a reference that nobody gives, where the API asks for it;
    - ``text``: what the documentation says of the option beyond what follows from the above: paragraphs, one
      a line. Of a reference or a set of them it begins with what is referred to: "the sites of the group".
      ``%s`` stands for the kind where several have the field. ``name``, ``description`` and ``enabled`` need
      none;
    - ``shown``: what it says of the value in results, if that is not the first sentence of ``text``.
    """

    name: str
    wire: str
    type: FieldType
    create_default: t.Any = None
    required: bool = False
    twins: tuple[str, ...] = ()
    formerly: str = ""
    label: str = ""
    needs: str = ""
    unless: str = ""
    derived_from: tuple[str, ...] = ()
    in_body: bool = True
    inside: str = ""
    echoes: tuple[str, ...] = ()
    owner: str = ""
    is_exclusive: bool = False
    refused_as: tuple[str, ...] = ()
    is_immutable: bool = False
    is_computed: bool = False
    is_always_sent: bool = False
    parts: tuple[str, ...] = ()
    if_asked: str = ""
    text: str = ""
    shown: str = ""

    @property
    def is_worked_out(self) -> bool:
        """Whether no option sets it, although there is one: ZPA works it out."""
        return self.is_computed or bool(self.derived_from)

    @property
    def called(self) -> frozenset[str]:
        """What the API can call it in a refusal."""
        return frozenset((*self.keys, self.wire, *self.type.delta_keys, *self.refused_as)) - {""}

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of an object in which answers show it."""
        alone = (self.wire, *self.parts, *self.twins, self.formerly, self.label)
        return tuple(key for key in ((self.inside,) if self.inside else alone) if key)

    @property
    def keys_inside(self) -> tuple[str, ...]:
        """The keys that it has in the object inside the object."""
        return (self.wire, *self.parts, self.label, *self.echoes)

    def wire_in(self, record: Record) -> t.Any:
        """Return what an object as the API returned it shows under the key itself, a list with the parts."""
        return self._shown(self._place(record))

    def owner_in(self, values: t.Mapping[str, t.Any]) -> Reference | None:
        """Return that to which the objects belong that are referred to, of an object with these values."""
        owner = values.get(self.owner) if self.owner else None
        return owner if isinstance(owner, Reference) else None

    def read(self, record: Record) -> t.Any:
        """Return the canonical value in an object as the API returned it.

        None where twins disagree, which is neither of the values that they may have together. Raises
        UnexpectedAnswer where the object shows what cannot be understood: an update would lose it.
        """
        self._check_forms(record)
        place = self._place(record)
        shown = self._shown(place) if self.parts or self.wire in place else record.get(self.formerly)
        value = self.type.decode(shown)
        if any(self.type.decode(record.get(twin)) != value for twin in self.twins):
            return None
        if self.label and isinstance(value, Reference):
            return value._replace(name=Name().decode(place.get(self.label)))
        return value

    def beyond(self, record: Record) -> list[str]:
        """Return the keys of what an object shows for the field that hold something no option says."""
        found = self.type.beyond(self.wire_in(record))
        if self.parts:
            return found
        mark = "[]" if self.type.option["type"] == "list" else ""
        return ["%s%s.%s" % (self.wire, mark, key) for key in found]

    def can_be_read(self, record: Record) -> bool:
        """Whether an object shows what can be understood."""
        try:
            self._check_forms(record)
        except UnexpectedAnswer:
            return False
        return True

    def write(self, body: dict[str, t.Any], value: t.Any) -> None:
        """Put a canonical value into a request body, or take it out where it is nothing."""
        place = body
        if self.inside:
            place = body[self.inside] = dict(self._place(body))
            place.pop(self.label, None)
        for key in (self.formerly, *self.echoes):
            place.pop(key, None)
        if self.parts:
            wires = None if value is None else self.type.instead(self._shown(place), value)
            keys = (self.wire, *self.parts)
            _put(place, {key: wires and wires[number] for number, key in enumerate(keys)})
            return
        for key in (self.wire, *self.twins):
            _put(place, {key: None if value is None else self.type.instead(place.get(key), value)})
        if self.type.has_two_forms and not value:
            # To clear one form may leave the other as it was.
            place[self.formerly] = self.type.encode(value)

    def keep(self, body: dict[str, t.Any]) -> None:
        """Make what the API returned for the field what an update that does not set it sends back.

        What came under the older key goes back under both: the documents know the newer alone.
        """
        if not self.type.is_shown:
            # What an answer shows of a secret is not the secret, and must not become it.
            place = body
            if self.inside in body:
                place = body[self.inside] = dict(self._place(body))
            _put(place, dict.fromkeys((self.wire, *self.twins, self.formerly)))
            return
        if self.formerly in body:
            body.setdefault(self.wire, body[self.formerly])
        if self.type.has_two_forms:
            body.pop(self.formerly, None)
        if self.parts:
            wires = self.type.again(self._shown(body))
            for number, key in enumerate((self.wire, *self.parts)):
                if key in body:
                    body[key] = wires[number]
            return
        for key in (self.wire, *self.twins, self.formerly):
            if key in body:
                body[key] = self.type.again(body[key])

    def _check_forms(self, record: Record) -> None:
        holder = record.get(self.inside) if self.inside else None
        if holder not in (None, "") and not isinstance(holder, dict):
            raise UnexpectedAnswer(record, self.inside, "an object")
        place = self._place(record)
        for field in self.type.fields if self.parts else ():
            field._check_forms(place)
        shown = {self.wire: self._shown(place), **{key: place.get(key) for key in self.twins}}
        shown[self.formerly] = record.get(self.formerly)
        wrong = [key for key, wire in shown.items() if wire is not None and not self.type.has_form(wire)]
        if wrong:
            raise UnexpectedAnswer(record, wrong[0], self.type.form)
        if self.label and not is_scalar_or_none(place.get(self.label)):
            raise UnexpectedAnswer(record, self.label, FieldType.form)

    def _shown(self, place: Record) -> t.Any:
        wires = [place.get(key) for key in (self.wire, *self.parts)]
        return wires if self.parts else wires[0]

    def _place(self, record: Record) -> Record:
        """The object that holds the key: the record itself, or one inside it."""
        inner = record.get(self.inside) if self.inside else record
        return inner if isinstance(inner, dict) else {}


def beyond_inside(fields: t.Iterable[Field], record: Record, known: t.AbstractSet[str]) -> list[str]:
    """Return the keys of objects inside an object that hold something none of the fields says.

    ``known``: further keys that they can have and nobody is told of.
    """
    insides: dict[str, set[str]] = {}
    for field in fields:
        if field.inside:
            insides.setdefault(field.inside, set()).update(field.keys_inside)
    return [
        "%s.%s" % (inside, key)
        for inside, keys in sorted(insides.items())
        for wire in (record.get(inside),)
        if isinstance(wire, dict)
        for key in sorted(wire.keys() - keys - known)
        if wire[key] not in NOTHING_SET
    ]


def _put(place: dict[str, t.Any], wires: t.Mapping[str, t.Any]) -> None:
    """Put wire forms under their keys, and take out what is nothing."""
    for key, wire in wires.items():
        if wire is None:
            place.pop(key, None)
        else:
            place[key] = wire
