# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every field type can do: how a value looks in options, on the wire and in a comparison.

Pure and private.

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

from .._client.forms import is_scalar
from .._words import near_matches

Record = t.Mapping[str, t.Any]

# The keys on the way to something inside an object.
Path = t.Tuple[str, ...]


_ID = re.compile(r"0|[1-9][0-9]{0,18}")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def is_id(value: t.Any) -> bool:
    """Whether a value is spelled like an id: decimal digits, no more than 64 bits hold."""
    return bool(_ID.fullmatch(str(value)))


def is_uuid(value: t.Any) -> bool:
    """Whether a value is spelled like an id of what has UUIDs."""
    return bool(_UUID.fullmatch(str(value)))


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


# The option that says whether what others still name is deleted all the same.
FORCE = "force_delete"


# The option that says whether what ZPA does not change is deleted and created anew.
RECREATE = "recreate"

# Stands among options for the name of what they were found to mean.
WAS_CALLED = "was_called"
# Stands among options of which some are of a wrong type, so that they never get to the tenant.
IS_WRONG = "is_wrong"


# The option that says whether a result has a secret that ZPA shows.
REVEAL = "reveal"


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
    # Whether objects have few values among them, as of a switch.
    has_few_values: t.ClassVar[bool] = False
    # Whether answers show it at all: what is write-only can be neither compared nor told.
    is_shown: t.ClassVar[bool] = True
    # Whether the older key of a field has another form of the same, of which an update carries one alone.
    has_two_forms: t.ClassVar[bool] = False
    # Whether answers show the names of what they refer to; if not, lists have to tell these.
    shows_names: t.ClassVar[bool] = True
    # The kinds of what a value can refer to.
    kinds: tuple[str, ...] = ()
    # The fields of what has fields of its own: each a ``fields.Field``, which knows types.
    fields: tuple[t.Any, ...] = ()
    # The keys of an update that take the difference, where it does not take the value itself.
    delta_keys: tuple[str, ...] = ()
    # The option beside it, of domain names, that should cover the key of each of its entries.
    among: str = ""
    # What an update has in the place of a value that is taken away; None where it leaves the key out.
    nothing: t.ClassVar[str | None] = None
    # Of what is write-only the option that tells whether it is another one: it is written with that alone.
    goes_with: str = ""
    # The lists of creations and updates that have it, where they have it elsewhere than answers.
    carriers: tuple[Path, ...] = ()

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

    def doubts(self, option: t.Any, path: str, wanted: t.Any, present: t.Any) -> t.Iterator[str]:
        """Yield what may be wrong with what the user gave, full sentences: no document is plain about it.

        The rest is as above. Nothing is said of what the object has so.
        """
        doubt = self.doubt(wanted) if wanted != present else ""
        if doubt:
            yield "%s: %s" % (path, doubt)

    def tokens(self, option: t.Any, path: str, present: t.Any = None) -> t.Iterator[Token]:
        """Yield the names and ids in an option. ``present``: the canonical value of the object."""
        yield from ()

    def resolved(self, option: t.Any, path: str, found: t.Mapping[str, Reference]) -> t.Any:
        """Return an option with references, by the paths of its tokens, in their place."""
        return option

    def delta(self, before: t.Any, after: t.Any) -> dict[str, t.Any]:
        """Return what the ``delta_keys`` of an update hold that turns one canonical value into another."""
        return {}

    def keys_in(self, value: t.Any) -> set[t.Any]:
        """Return what tells the entries of a canonical value from each other."""
        return set()

    def own(self, wire: t.Any, owner_id: str) -> t.Any:
        """Return what of that which an object shows belongs to it, and not to another one."""
        return wire

    def carried(self, wire: t.Any, value: t.Any, owner_id: str) -> t.Iterator[tuple[Path, list[t.Any]]]:
        """Yield what the ``carriers`` have that turns what an object shows into a canonical value.

        ``owner_id``: the id of the object, "" for a new one.
        """
        yield from ()

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

    def is_final(self, value: t.Any) -> bool:
        """Whether what has this canonical value never has another one."""
        return False

    def beyond(self, wire: t.Any) -> list[str]:
        """Return the keys in what the API returned that hold something no option says."""
        return []

    def instead(self, wire: t.Any, value: t.Any) -> t.Any:
        """Return the wire form of a value that takes the place of what the API returned, if anything."""
        return self.encode(value)

    def show(self, value: t.Any, beside: t.Any = None) -> t.Any:
        return value

    def in_words(self, value: t.Any) -> str:
        """Return a value as a sentence has it: a switch as YAML spells it."""
        shown = self.show(value)
        return str(shown).lower() if isinstance(shown, bool) else "'%s'" % shown

    def say(self, value: t.Any) -> t.Any:
        """Return the option that makes another object so: what results show but for what no option sets."""
        return self.show(value)

    def contrast(self, value: t.Any, beside: t.Any = None) -> t.Any:
        """Return what a diff says, where that is not what the result says."""
        return self.show(value, beside)

    def is_kept(self, sent: t.Any, found: t.Any) -> bool:
        """Whether a value that an update sent back as it was is still what decides anything."""
        return bool(sent == found)

    def twice(self, given: t.Any, path: str) -> t.Iterator[tuple[str, str]]:
        """Yield the path of what an option refers to once more, and that of where it did so first.

        ``given``: the option with references in place of names and ids.
        """
        yield from ()

    def outsiders(
        self, given: t.Any, path: str, members: t.Collection[Reference]
    ) -> t.Iterator[tuple[str, str]]:
        """Yield what an option refers to that is none of these, each with its path; see ``Field.among``.

        ``given``: the option with references in place of names and ids.
        """
        yield from ()

    def within(self, value: t.Any, members: t.Collection[Reference]) -> t.Any:
        """Return what is left of a canonical value where the object has these members alone."""
        return value

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
