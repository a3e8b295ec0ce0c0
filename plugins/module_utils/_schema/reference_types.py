# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Field types of what refers to other objects of the tenant. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .._client.forms import is_scalar, is_scalar_or_none
from .field_type import PURGE, Change, FieldType, Reference, Token
from .scalars import Name


def is_reference(wire: t.Any) -> bool:
    """Whether the wire shows an object with an id."""
    return isinstance(wire, dict) and is_scalar(wire.get("id")) and is_scalar_or_none(wire.get("name"))


def are_references(wire: t.Any) -> bool:
    """Whether the wire shows a list of objects with ids, or an empty text in place of one."""
    return wire == "" or (isinstance(wire, list) and all(map(is_reference, wire)))


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


class DetailedReference(EmbeddedReference):
    """The same where the wire shows more of it than id and name, which goes back while it stays."""

    shows_names = False

    def again(self, wire: t.Any) -> t.Any:
        return wire

    def instead(self, wire: t.Any, value: Reference | None) -> t.Any:
        return wire if value is not None and self.decode(wire) == value else self.encode(value)


class ReferenceSet(FieldType):
    """A set of other objects of one ``kind``, named or by id; their order has no meaning.

    ``added`` and ``removed``: the keys of the update that take the difference by id, where the
    update does not take the set itself. ``most``: how many the API takes; ``least``: how many there
    have to be.
    """

    option: t.ClassVar[dict[str, t.Any]] = {"type": "list", "elements": "str"}
    form = "a list of objects with ids"

    def __init__(
        self, kind: str, added: str = "", removed: str = "", most: int | None = None, least: int = 0
    ) -> None:
        self.kinds = (kind,)
        self.delta_keys = (added, removed) if added else ()
        self._most = most
        self._least = least

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
        if isinstance(option, list) and count < self._least:
            return "has %d entries. Give at least %d." % (count, self._least)
        if self._most is None or count <= self._most:
            return ""
        return "has %d entries. Give at most %d." % (count, self._most)

    def takes(self) -> str:
        if self._least:
            return "At least %d." % self._least
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
