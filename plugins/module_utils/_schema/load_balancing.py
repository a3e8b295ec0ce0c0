# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the traffic of an object is shared among its server groups. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .field_type import Reference, Token
from .fields import Field
from .nested import Entry
from .nested_list import NestedList
from .reference_types import ReferenceTo
from .scalars import Bool, WholeNumber

KEY, WEIGHT, PASSIVE = "server_group", "weight", "passive"
MOST_WEIGHT = 1000
# What the vendor's SDKs call the flag and the list.
ON, GROUPS = "weightedLoadBalancing", "applicationToServerGroupMappings"


class LoadBalancing(NestedList):
    """The server groups that have a weight or are passive; every other one has neither, and gets no traffic.

    None where load balancing is on and no group has either, which no option says: it is not the same as off.
    The wire has an object with a flag and a list of all server groups, of which each keeps what else it has.
    """

    form = "an object"

    def __init__(self) -> None:
        super().__init__(
            KEY,
            Field(KEY, "id", ReferenceTo("server_group"), label="name", text="the server group."),
            Field(
                WEIGHT,
                WEIGHT,
                WholeNumber(0, MOST_WEIGHT + 1, 1, missing=0),
                create_default=0,
                text="The share of the traffic that the server group gets, in proportion to the weights of "
                "the others. With V(0) it gets none.",
                shown="Its share of the traffic, in proportion to the weights of the others.",
            ),
            Field(
                PASSIVE,
                PASSIVE,
                Bool(),
                create_default=False,
                text="Whether the server group is kept in reserve.",
            ),
        )

    def has_form(self, wire: t.Any) -> bool:
        return wire == {} or (isinstance(wire, dict) and super().has_form(wire.get(GROUPS) or []))

    def decode(self, wire: t.Any) -> t.Any:
        config = wire if isinstance(wire, dict) else {}
        if not Bool().decode(config.get(ON)):
            return frozenset()
        return _counting(super().decode(config.get(GROUPS))) or None

    def mistakes(self, option: t.Any, path: str) -> t.Iterator[str]:
        yield from super().mistakes(option, path)
        for place, entry in self._entries(option, path):
            if entry.get(WEIGHT) is None and entry.get(PASSIVE) is None:
                yield "%s: says neither weight nor passive. Give one of them, or leave the entry out." % place

    def tokens(self, option: t.Any, path: str, present: t.Any = None) -> t.Iterator[Token]:
        known = tuple(entry.values[KEY] for entry in present or ())
        for place, entry in self._entries(option, path):
            if entry.get(KEY) is not None:
                yield Token(self.kinds[0], "%s.%s" % (place, KEY), entry[KEY], known)

    def twice(self, given: t.Any, path: str) -> t.Iterator[tuple[str, str]]:
        """Yield where what is referred to is said once more, and where it was said first."""
        said: dict[Reference, str] = {}
        for place, entry in self._entries(given, path):
            group = entry.get(KEY)
            earlier = said.setdefault(group, place) if isinstance(group, Reference) else place
            if earlier != place:
                yield "%s.%s" % (place, KEY), earlier

    def outsiders(
        self, given: t.Any, path: str, members: t.Collection[Reference]
    ) -> t.Iterator[tuple[str, str]]:
        for place, entry in self._entries(given, path):
            group = entry.get(KEY)
            if isinstance(group, Reference) and group not in members:
                yield "%s.%s" % (place, KEY), group.name or group.id

    def over(self, value: t.Any, present: t.Any) -> t.Any:
        return None if value is None else _counting(super().over(value, present))

    def fulfils(self, promised: t.Any, found: t.Any) -> bool:
        return promised is found if promised is None or found is None else super().fulfils(promised, found)

    def again(self, wire: t.Any) -> t.Any:
        return wire

    def beyond(self, wire: t.Any) -> list[str]:
        return super().beyond(wire.get(GROUPS)) if isinstance(wire, dict) else []

    def instead(self, wire: t.Any, value: t.Any) -> t.Any:
        """To switch it off takes the flag alone: the weights that nobody uses stay as they are."""
        config = dict(wire) if isinstance(wire, dict) else {}
        groups = [dict(group) for group in config.get(GROUPS) or ()]
        if value:
            wanted = self._by_key(value)
            groups += [{"id": group.id} for group in sorted(wanted) if group.id not in _ids(groups)]
            for group in groups:
                entry = wanted.get(Reference(str(group["id"])), Entry({WEIGHT: 0, PASSIVE: False}))
                group.update({WEIGHT: str(entry.values[WEIGHT]), PASSIVE: entry.values[PASSIVE]})
        return {**config, ON: bool(value), GROUPS: groups}

    def show(self, value: t.Any, beside: t.Any = None) -> t.Any:
        return None if value is None else super().show(_told_apart(value, beside), beside)

    def say(self, value: t.Any) -> t.Any:
        return None if value is None else super().say(_told_apart(value))

    def contrast(self, value: t.Any, beside: t.Any = None) -> t.Any:
        return None if value is None else super().contrast(_told_apart(value, beside), beside)

    def told(self, before: t.Any, after: t.Any) -> t.Any:
        return None if before is None else super().told(before, after)

    def with_references(self, value: t.Any, change: t.Any) -> t.Any:
        return None if value is None else super().with_references(value, change)

    def within(self, value: t.Any, members: t.Collection[Reference]) -> t.Any:
        """Without any weight that is left, ZPA switches it off."""
        left = frozenset(entry for entry in value or () if entry.values[KEY] in members)
        return left if left == value or any(entry.values[WEIGHT] for entry in left) else frozenset()


def _counting(entries: t.Iterable[Entry]) -> frozenset[Entry]:
    return frozenset(one for one in entries if one.values.get(WEIGHT) != 0 or one.values.get(PASSIVE))


def _told_apart(entries: t.Iterable[Entry], beside: t.Iterable[Entry] | None = None) -> frozenset[Entry]:
    """Return entries without the names that others have as well: their ids tell those apart."""
    own = [one.values[KEY] for one in entries]
    ids_of: dict[str, set[str]] = {}
    for group in [*own, *(one.values[KEY] for one in beside or ())]:
        ids_of.setdefault(group.name, set()).add(group.id)
    return frozenset(
        Entry({**one.values, KEY: Reference(one.values[KEY].id)})
        if len(ids_of[one.values[KEY].name]) > 1
        else one
        for one in entries
    )


def _ids(groups: t.Iterable[t.Mapping[str, t.Any]]) -> set[str]:
    return {str(group["id"]) for group in groups}
