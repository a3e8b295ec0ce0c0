# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of objects inside an object. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .field_type import Change, Reference, Token
from .fields import Field
from .nested import Entry, Nested, Option

SAID_TWICE = "%s: is that of %s as well. Say it once."


class NestedList(Nested):
    """A list of objects inside an object, told apart by one of their fields, which is the ``key``.

    Their order has no meaning. Each keeps what it has beside its fields, its id included, as long as it
    keeps its key.
    """

    form = "a list of objects"

    def __init__(self, key: str, *fields: Field, ignored: tuple[str, ...] = ()) -> None:
        super().__init__(*fields, ignored=ignored)
        self.key = key

    @property
    def option(self) -> dict[str, t.Any]:  # type: ignore[override]
        return {"type": "list", "elements": "dict", "options": self._spec()}

    def has_form(self, wire: t.Any) -> bool:
        return wire == "" or (isinstance(wire, list) and all(map(self._is_object, wire)))

    def decode(self, wire: t.Any) -> frozenset[Entry]:
        return frozenset(self._read(entry) for entry in wire or () if isinstance(entry, dict))

    def accept(self, option: t.Any) -> frozenset[Entry]:
        return frozenset(map(self._taken, option))

    def mistakes(self, option: t.Any, path: str) -> t.Iterator[str]:
        said: dict[t.Any, str] = {}
        for place, entry in self._entries(option, path):
            if entry.get(self.key) is None:
                yield "%s.%s: is missing. It tells one entry from another." % (place, self.key)
            else:
                earlier = said.setdefault(self._told_apart_by(entry), place)
                if earlier != place:
                    yield SAID_TWICE % ("%s.%s" % (place, self.key), earlier)
            yield from super().mistakes(entry, place)

    def oddities(
        self, option: t.Any, path: str, wanted: t.Any = None, present: t.Any = None
    ) -> t.Iterator[str]:
        if not option:
            return
        new, had = self._by_key(wanted), self._by_key(present)
        for place, entry in self._entries(option, path):
            key = self._said(entry)
            yield from super().oddities(entry, place, new.get(key), had.get(key))

    def tokens(self, option: t.Any, path: str, present: t.Any = None) -> t.Iterator[Token]:
        if not option:
            return
        had = self._by_key(present)
        for place, entry in self._entries(option, path):
            yield from super().tokens(entry, place, had.get(self._said(entry)))

    def resolved(self, option: t.Any, path: str, found: t.Mapping[str, Reference]) -> t.Any:
        return [
            super(NestedList, self).resolved(entry, place, found)
            for place, entry in self._entries(option, path)
        ]

    def over(self, value: t.Any, present: t.Any) -> frozenset[Entry]:
        return frozenset(self._over(entry, had) for entry, had in self._pairs(value, present))

    def fulfils(self, promised: t.Any, found: t.Any) -> bool:
        return len(promised) == len(found) and all(
            super(NestedList, self).fulfils(entry, there) for entry, there in self._pairs(promised, found)
        )

    def again(self, wire: t.Any) -> t.Any:
        return [self._kept(entry) for entry in wire] if isinstance(wire, list) else wire

    def beyond(self, wire: t.Any) -> list[str]:
        entries = [entry for entry in wire if isinstance(entry, dict)] if isinstance(wire, list) else []
        return sorted({key for entry in entries for key in self._unknown(entry)})

    def encode(self, value: t.Any) -> t.Any:
        return self.instead([], value)

    def instead(self, wire: t.Any, value: t.Any) -> list[dict[str, t.Any]]:
        """Those that stay keep their places; what is new comes after them."""
        there, new = self._placed(wire, value)
        return [
            *(self._written(one, entry) for one, entry in there if entry is not None),
            *(self._written({}, entry) for entry in new),
        ]

    def show(self, value: t.Any, beside: t.Any = None) -> t.Any:
        return [super(NestedList, self).show(entry, other) for entry, other in self._pairs(value, beside)]

    def say(self, value: t.Any) -> t.Any:
        return [super(NestedList, self).say(entry) for entry, _other in self._pairs(value, ())]

    def contrast(self, value: t.Any, beside: t.Any = None) -> t.Any:
        return [super(NestedList, self).contrast(entry, other) for entry, other in self._pairs(value, beside)]

    def doubt(self, value: t.Any) -> str:
        found = [
            (entry.values.get(self.key), super(NestedList, self).doubt(entry))
            for entry, _other in self._pairs(value, ())
        ]
        return " ".join("%s: %s" % row for row in found if row[1])

    def told(self, before: t.Any, after: t.Any) -> frozenset[Entry]:
        return frozenset(
            super(NestedList, self).told(entry, other) for entry, other in self._pairs(before, after)
        )

    def references(self, value: t.Any) -> t.Iterator[tuple[str, Reference]]:
        for entry in value or ():
            yield from super().references(entry)

    def with_references(self, value: t.Any, change: Change) -> frozenset[Entry]:
        return frozenset(super(NestedList, self).with_references(entry, change) for entry in value or ())

    def ids(self, value: t.Any, shown: t.Any) -> t.Iterator[str]:
        for place, (entry, _other) in enumerate(self._pairs(value, ())):
            yield from super().ids(entry, shown[place])

    def secrets(self, value: t.Any) -> t.Iterator[str]:
        for entry in value or ():
            yield from super().secrets(entry)

    def _entries(self, option: t.Any, path: str) -> t.Iterator[tuple[str, dict[str, t.Any]]]:
        """Yield each entry of an option, and where it is. Those of a wrong type are told elsewhere."""
        for place, entry in enumerate(option if isinstance(option, list) else ()):
            if isinstance(entry, dict):
                yield "%s[%d]" % (path, place), entry

    def _told_apart_by(self, entry: Option) -> t.Any:
        """Return what tells an entry of an option from the others."""
        return self._said(entry)

    def _said(self, entry: Option, name: str = "") -> t.Any:
        """Return the canonical key of an entry of an option, or another one of its fields."""
        given = entry.get(name or self.key)
        if given is None:
            return None
        found = self._field(name or self.key).type.accept(given)
        return found if isinstance(found, t.Hashable) else None

    def _by_key(self, value: t.Any) -> dict[t.Any, Entry]:
        """Return inner objects by their keys, the first one of each."""
        found: dict[t.Any, Entry] = {}
        for entry, _other in self._pairs(value, ()):
            found.setdefault(entry.values.get(self.key), entry)
        return found

    def _pairs(self, value: t.Any, others: t.Any) -> list[tuple[Entry, Entry | None]]:
        """Return entries in the order of their keys, each with the one of the others that it is, if any.

        Of several with one key it is the one that is most like it.
        """
        if not value:
            return []
        left: dict[t.Any, list[Entry]] = {}
        for other in others or ():
            left.setdefault(other.values.get(self.key), []).append(other)
        entries = sorted(value, key=self._order) if len(value) > 1 else list(value)
        if not left:
            return [(entry, None) for entry in entries]
        alike = [(entry, other) for entry in entries for other in left.get(entry.values.get(self.key), ())]
        found: dict[Entry, Entry] = {}
        taken: set[Entry] = set()
        for entry, other in sorted(alike, key=lambda pair: (-_likeness(*pair), self._order(pair[1]))):
            if entry not in found and other not in taken:
                found[entry] = other
                taken.add(other)
        return [(entry, found.get(entry)) for entry in entries]

    def _placed(
        self, wire: t.Any, value: t.Any
    ) -> tuple[list[tuple[dict[str, t.Any], Entry | None]], list[Entry]]:
        """Return each object of the wire with what it shall be, None where it goes, and what is new.

        Two that look alike to options share their fate.
        """
        there = [one for one in wire if isinstance(one, dict)] if isinstance(wire, list) else []
        shown = [(one, self._read(one)) for one in there]
        pairs = self._pairs(value, {entry for _one, entry in shown})
        meant = {other: entry for entry, other in pairs if other is not None}
        return [(one, meant.get(entry)) for one, entry in shown], [
            entry for entry, other in pairs if other is None
        ]

    def _order(self, entry: Entry) -> tuple[str, str]:
        return str(entry.values.get(self.key)), repr(entry)


def _likeness(entry: Entry, other: Entry) -> int:
    """In how many of its fields an entry is like another one."""
    return sum(name in other.values and value == other.values[name] for name, value in entry.values.items())
