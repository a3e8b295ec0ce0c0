# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Field types: how a value looks in options, on the wire and in a comparison. Pure and private.

Every type has the same four functions:

- ``decode(wire)``: the canonical value of what the API returned, missing included;
- ``accept(option)``: the canonical value of what the user gave;
- ``encode(value)``: the wire form of a canonical value;
- ``show(value)``: what results and diffs say, which can be given back as an option; ``beside``
  is the value that it stands next to, from which it must be told apart.

Canonical values of one field are equal exactly when they mean the same.
"""

from __future__ import annotations

import typing as t

from .._client.search import unescape

Record = t.Mapping[str, t.Any]


class Reference(t.NamedTuple):
    """Another object of the tenant. Equality is by id: a name is only how people say it."""

    id: str
    name: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self.id == other.id

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.id)


class Text:
    """A text. Missing, null and empty are one value; HTML escapes of the API are undone."""

    option: t.ClassVar[dict[str, t.Any]] = {"type": "str"}

    def decode(self, wire: t.Any) -> str:
        return unescape(str(wire)) if wire is not None else ""

    def accept(self, option: t.Any) -> str:
        return self.decode(option)

    def encode(self, value: t.Any) -> t.Any:
        return value

    def show(self, value: t.Any, beside: t.Any = None) -> t.Any:
        return value


class Name(Text):
    """A text without blanks at its ends, as the API stores names."""

    def decode(self, wire: t.Any) -> str:
        return super().decode(wire).strip()


class Bool(Text):
    """True or false; the API also spells it ``"1"`` and ``"TRUE"``."""

    option: t.ClassVar[dict[str, t.Any]] = {"type": "bool"}

    def decode(self, wire: t.Any) -> bool:  # type: ignore[override]
        return str(wire).lower() in ("true", "1", "yes")


class ReferenceSet:
    """A set of other objects of one ``kind``, named or by id; their order has no meaning.

    ``added`` and ``removed``: the keys of the update that take the difference by id, where the
    update does not take the set itself.
    """

    option: t.ClassVar[dict[str, t.Any]] = {"type": "list", "elements": "str"}

    def __init__(self, kind: str, added: str = "", removed: str = "") -> None:
        self.kind = kind
        self.added = added
        self.removed = removed

    def decode(self, wire: t.Any) -> frozenset[Reference]:
        return frozenset(
            Reference(str(entry["id"]), Name().decode(entry.get("name")))
            for entry in wire or ()
            if isinstance(entry, dict) and entry.get("id") is not None
        )

    def accept(self, option: t.Iterable[Reference]) -> frozenset[Reference]:
        return frozenset(option)

    def encode(self, value: t.Iterable[Reference]) -> list[dict[str, str]]:
        return [{"id": reference.id} for reference in sorted(value)]

    def show(self, value: t.Iterable[Reference], beside: t.Iterable[Reference] = ()) -> list[str]:
        """Names; ids where a name is missing, not unique, or would be taken for an id."""
        references = list(value)
        names = [reference.name for reference in {*references, *beside}]
        return sorted(
            reference.name
            if reference.name and not reference.name.isdigit() and names.count(reference.name) == 1
            else reference.id
            for reference in references
        )

    def delta(
        self, before: t.AbstractSet[Reference], after: t.AbstractSet[Reference]
    ) -> dict[str, list[str]]:
        """Return the keys of an update that turn ``before`` into ``after``."""
        return {
            self.added: sorted(reference.id for reference in after - before),
            self.removed: sorted(reference.id for reference in before - after),
        }


FieldType = t.Union[Text, ReferenceSet]


class Field(t.NamedTuple):
    """One option of a resource: its name, its key on the wire, its type.

    ``create_default``: sent on creation where the option is omitted, as documented.
    """

    name: str
    wire: str
    type: FieldType
    create_default: t.Any = None
