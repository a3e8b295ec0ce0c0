# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of objects inside an object that have ids of their own, and names elsewhere. Pure and private.

Nothing else tells the server which of them is meant: one that comes back without its id is another one, one
that is only left out may stay for ever, and one that comes with the id of a neighbour's is taken from there.
"""

from __future__ import annotations

import typing as t

from .entry_rules import EntryRule, broken
from .field_type import API_DECIDES, Path, Record
from .fields import Field
from .nested import Entry, Option
from .nested_list import SAID_TWICE, NestedList


class OwnedList(NestedList):
    """A list of objects with ids of their own, of which an update says all that stay, and which ones go.

    - ``key``: what tells them apart; ``also``: what does so where the object has several of one key;
    - ``carrier``: the keys on the way to the list of an update that has them;
    - ``removed``: the keys on the way to the list of an update that has the ids of those that go;
    - ``own_id``: the key under which an update has the id of each. Answers have it as ``id``;
    - ``owner``: the key with the id of the object around: what has another one's belongs to that;
    - ``among``: the option of domain names that should cover the key of each;
    - ``marks``: what each says of itself in an update, beside what it came with;
    - ``start``: what a new one says beside its fields;
    - ``named``: the key under which a new one says its ``key`` once more;
    - ``only_with``: fields that mean something only beside values of another one: name, other, values;
    - ``rules``: what the fields of one say to each other;
    - ``computed``: the keys that an update does not carry, since the API works them out;
    - ``ignored``: further keys that no option says and nobody is told of.
    """

    def __init__(
        self,
        key: str,
        *fields: Field,
        carrier: Path,
        removed: Path,
        own_id: str = "id",
        owner: str = "",
        also: tuple[str, ...] = (),
        among: str = "",
        marks: tuple[tuple[str, t.Any], ...] = (),
        start: tuple[tuple[str, t.Any], ...] = (),
        named: str = "",
        only_with: tuple[tuple[str, str, tuple[t.Any, ...]], ...] = (),
        rules: tuple[EntryRule, ...] = (),
        computed: t.AbstractSet[str] = frozenset(),
        ignored: tuple[str, ...] = (),
    ) -> None:
        known = {own_id, owner, named, *computed, *ignored, *(name for name, _value in (*marks, *start))}
        super().__init__(key, *fields, ignored=tuple(known))
        self.carriers = (carrier, removed)
        self._own_id = own_id
        self._owner = owner
        self._also = also
        self.among = among
        self._marks = marks
        self._start = start
        self._named = named
        self._only_with = only_with
        self._rules = rules
        self._computed = computed

    def own(self, wire: t.Any, owner_id: str) -> t.Any:
        if not isinstance(wire, list) or not owner_id:
            return wire
        return [one for one in wire if not isinstance(one, dict) or self._owner_of(one) in ("", owner_id)]

    def carried(self, wire: t.Any, value: t.Any, owner_id: str) -> t.Iterator[tuple[Path, list[t.Any]]]:
        fates, new = self._placed(wire, value)
        if not fates and not new:
            return
        carrier, removed = self.carriers
        staying = [(one, entry) for one, entry in fates if entry is not None]
        going = [self._id_of(one) for one, entry in fates if entry is None]
        yield (
            carrier,
            [
                *(self._that_stays(one, entry, owner_id) for one, entry in staying),
                *map(self._that_is_new, new),
            ],
        )
        if any(going):
            yield removed, [own_id for own_id in going if own_id]

    def mistakes(self, option: t.Any, path: str) -> t.Iterator[str]:
        yield from super().mistakes(option, path)
        never = [rule for rule in self._rules if rule.is_certain and not rule.can_be_had]
        for place, entry in self._entries(option, path):
            for rule in broken(never, self._said_of(never, entry), None):
                yield "%s.%s: %s" % (place, rule.option, rule.sentence)

    def oddities(
        self, option: t.Any, path: str, wanted: t.Any = None, present: t.Any = None
    ) -> t.Iterator[str]:
        yield from super().oddities(option, path, wanted, present)
        had = [entry.values.get(self.key) for entry in present or ()]
        said: dict[t.Any, list[str]] = {}
        for place, entry in self._entries(option, path):
            key = self._said(entry)
            places = said.setdefault(key, [])
            places.append(place)
            if key is not None and len(places) > max(1, had.count(key)):
                yield SAID_TWICE % ("%s.%s" % (place, self.key), places[0])
        certain = [rule for rule in self._rules if rule.is_certain]
        yield from self._broken(certain, option, path, wanted, present)

    def doubts(self, option: t.Any, path: str, wanted: t.Any, present: t.Any) -> t.Iterator[str]:
        yield from super().doubts(option, path, wanted, present)
        uncertain = [rule for rule in self._rules if not rule.is_certain]
        for sentence in self._broken(uncertain, option, path, wanted, present):
            yield "%s %s" % (sentence, API_DECIDES)

    def keys_in(self, value: t.Any) -> set[t.Any]:
        """Return the keys of entries."""
        return {entry.values.get(self.key) for entry in value or ()}

    def _broken(
        self, rules: t.Sequence[EntryRule], option: t.Any, path: str, wanted: t.Any, present: t.Any
    ) -> t.Iterator[str]:
        new, old = self._by_key(wanted), self._by_key(present)
        for place, entry in self._entries(option, path):
            key = self._said(entry)
            if key in new or wanted is None:
                # What means nothing is in no value, though it may be said. Before the tenant is known an
                # entry is what it says.
                values = {**(new[key].values if key in new else {}), **self._said_of(rules, entry)}
                for rule in broken(rules, values, old[key].values if key in old else None):
                    yield "%s.%s: %s" % (place, rule.option, rule.sentence)

    def _said_of(self, rules: t.Iterable[EntryRule], entry: Option) -> dict[str, t.Any]:
        """Return the canonical values in an entry of an option that rules are about."""
        names = {name for rule in rules for name in rule.about if entry.get(name) is not None}
        return {name: self._said(entry, name) for name in names}

    def _told_apart_by(self, entry: Option) -> t.Any:
        """Several of one key are no mistake as long as the object has as many."""
        return tuple(self._said(entry, name) for name in (self.key, *self._also))

    def _read(self, wire: Record) -> Entry:
        return self._without_idle(super()._read(wire))

    def _over(self, entry: Entry, present: Entry | None) -> Entry:
        return self._without_idle(super()._over(entry, present))

    def _without_idle(self, entry: Entry) -> Entry:
        """Return an entry with nothing in fields that mean nothing beside the others."""
        names = [name for name in self._idle(entry) if name in entry.values]
        idle = {name: self._field(name).type.decode(None) for name in names}
        return Entry({**entry.values, **idle}, entry.worked_out) if idle else entry

    def _idle(self, entry: Entry) -> list[str]:
        return [
            name
            for name, other, values in self._only_with
            if other in entry.values and entry.values[other] not in values
        ]

    def _that_stays(self, wire: Record, entry: Entry, owner_id: str) -> dict[str, t.Any]:
        body = {key: value for key, value in self._written(wire, entry).items() if key not in self._computed}
        for key in ("id", *(self._field(name).wire for name in self._idle(entry))):
            body.pop(key, None)
        ids = {self._own_id: self._id_of(wire), self._owner: owner_id}
        return {**body, **{key: found for key, found in ids.items() if key and found}, **dict(self._marks)}

    def _that_is_new(self, entry: Entry) -> dict[str, t.Any]:
        body = {**dict(self._start), **self._written({}, entry), **dict(self._marks)}
        return {self._named: body[self._field(self.key).wire], **body} if self._named else body

    def _id_of(self, wire: Record) -> str:
        found = wire.get(self._own_id) or wire.get("id")
        return "" if found is None else str(found)

    def _owner_of(self, wire: Record) -> str:
        found = wire.get(self._owner)
        return "" if found is None else str(found)
