# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Links that can be declared at both ends: what has members lists them, and each says where it belongs.

Reads, and writes nothing. Private to this collection.

A segment group lists application segments, and a segment says its segment group. The end of the member is
what is written: once for each, whatever it comes from and goes to. So what a list says of members that say it
themselves, and of those that go, is taken out of it before anything is planned, and what it says of a new one
becomes what that says. Of the others the list is written, as it is where nobody declares them.
"""

from __future__ import annotations

import typing as t

from .._engine.names import Names
from .._engine.references import Unresolved
from .._engine.source import Forecast
from .._resources.lookups import LOOKUPS
from .._schema.field_type import PURGE, Record, Reference
from .._schema.fields import Field
from .._schema.options import ABSENT
from .._schema.scalars import Name, tidied
from .repositories import Stores
from .sections import DeclaredEntry, Section, below
from .steps import stand_in

Given = t.Sequence[t.Tuple[Section, t.List[DeclaredEntry]]]
Lists = t.Mapping[str, t.List[DeclaredEntry]]
Members = t.FrozenSet[Reference]
# Finds the ids of what goes although no entry says so, from those of what entries mean.
Doomed = t.Callable[[Section, t.Collection[str]], t.AbstractSet[str]]

OTHERWISE = "%s: '%s' is listed here, but %s says %s '%s'. Let both say the same, or leave one of them out."
LACKS = "%s: does not list '%s', but %s says this %s. Let both say the same, or leave one of them out."
GOES = "%s: '%s' is listed here, but %s. Decide on one of them."
TWICE = "%s: '%s' belongs to %s as well, and to one %s only it can belong. List it once."


class Belonging(t.NamedTuple):
    """What the entry of a member says: in which place, and to what it belongs."""

    place: str
    owner: Reference


class Split(t.NamedTuple):
    """What a list still has to do where members do the rest themselves.

    ``written``: what it has to be when it is written, which gives it ``added`` and takes ``removed``;
    ``end``: what it will be in the end; ``is_all``: whether nothing else than the list changes it.
    """

    written: Members
    added: Members
    removed: Members
    end: Members
    is_all: bool


class MemberList(t.NamedTuple):
    """Who shall belong to an object. ``had``: who does so far; ``is_whole``: whether others shall not."""

    owner: Reference
    had: Members
    listed: Members
    is_whole: bool

    def without(
        self, said: t.Mapping[Reference, Belonging], gone: t.Collection[Reference], new: Members
    ) -> Split:
        """Return what is left for the list to do.

        ``said``: what members say themselves; ``gone``, ``new``: those that will not be there, and that are
        not there yet.
        """
        mine = self.listed - said.keys() - new
        here = {member for member, its in said.items() if its.owner == self.owner}
        leaving = self.had & (said.keys() - here | {*gone})
        is_all = not leaving and mine == self.listed
        if not self.is_whole:
            end = self.listed | here | (self.had - leaving)
            return Split(mine, mine - self.had, frozenset(), end, is_all)
        # When it is written, those that come have not come yet, and those that leave are still there.
        written = mine | leaving | (self.listed & self.had)
        return Split(written, written - self.had, self.had - written, self.listed, is_all)


class Agreed(t.NamedTuple):
    """``lists``: what to plan, by paths of sections. ``ends``: who will be listed, by paths of entries."""

    lists: Lists
    ends: t.Mapping[str, Members]


def agree(stores: Stores, lists: Given, doomed: Doomed, problems: list[str]) -> Agreed:
    """Return a configuration in which each link is declared at one end.

    Adds to ``problems`` where two ends do not say the same. Puts what lists do to members into the forecast.
    """
    agreed = Agreed({section.path: entries for section, entries in lists}, {})
    sections = {section.resource.key: section for section, _entries in lists}
    for section in sections.values():
        option = section.resource.members
        field = section.resource.field(option) if option else None
        members = sections.get(field.type.kinds[0]) if field and field.other_end else None
        if members and any(_says(entry, option) for entry in agreed.lists[section.path]):
            agreed = _Link(stores, section, members, agreed, problems).settle(doomed)
    return agreed


def _says(entry: DeclaredEntry, option: str) -> bool:
    return entry.options["state"] != ABSENT and entry.options.get(option) is not None


class _Link:
    """The link between two lists of a configuration, of which names are read as they will be."""

    def __init__(
        self, stores: Stores, owners: Section, members: Section, agreed: Agreed, problems: list[str]
    ) -> None:
        self._stores, self._agreed, self._problems = stores, agreed, problems
        self._owners, self._members = owners, members
        self._field = owners.resource.field(owners.resource.members)
        self._other = members.resource.field(self._field.other_end)
        self._source = Forecast(stores.source)
        self._names = Names(self._source)
        # What each entry means, by its path.
        self._meant: dict[str, Reference] = {}
        for section in (owners, members):
            for entry in agreed.lists[section.path]:
                self._foresee(section, entry)
        # What entries of members say, and what lists say for those that say nothing.
        self._said: dict[Reference, Belonging] = {}
        self._filled: dict[Reference, Belonging] = {}
        # Those that go, each with the reason.
        self._gone: dict[Reference, str] = {}
        self._ends = dict(agreed.ends)

    def settle(self, doomed: Doomed) -> Agreed:
        """Return the lists in which the link is declared at one end."""
        owners, entries = (self._agreed.lists[section.path] for section in (self._owners, self._members))
        known = {self._meant[entry.path]: entry for entry in entries if entry.path in self._meant}
        undeclared = "it is not declared in config.%s and would be deleted" % self._members.path
        others = doomed(self._members, {member.id for member in known})
        self._gone = dict.fromkeys(map(Reference, others), undeclared)
        for member, entry in known.items():
            if entry.options["state"] == ABSENT:
                self._gone[member] = "%s declares it to be absent" % entry.path
            elif _says(entry, self._other.name):
                self._note_said(member, entry)
        if not known and not self._gone:
            return self._agreed
        settled = [self._settled(one) if _says(one, self._field.name) else one for one in owners]
        filled = [self._with_owner(one) for one in entries]
        return Agreed(
            {**self._agreed.lists, self._owners.path: settled, self._members.path: filled}, self._ends
        )

    def _foresee(self, section: Section, entry: DeclaredEntry) -> None:
        """Find what an entry means, and put it where names are looked up, by the name that it will have.

        Of what it is wrong to say nothing is found: that is told when it is planned.
        """
        table, given = self._stores.of(section).table, entry.options
        name = Name().decode(given.get("name"))
        if given.get("id") is None:
            found = table.named(name) or table.named(tidied(name))
        else:
            found = list(filter(None, [table.with_id(str(given["id"]))]))
        is_new = not found and given.get("id") is None and given["state"] != ABSENT and bool(name)
        if len(found) != 1 and not is_new:
            return
        record: Record = found[0] if found else {"id": stand_in(entry.path)}
        if name and given["state"] != ABSENT and tidied(name) != record.get("name"):
            record = {**record, "name": name}
        self._meant[entry.path] = Reference(str(record["id"]), Name().decode(record.get("name")))
        self._source.table(section.resource.kind).put(dict(record))

    def _note_said(self, member: Reference, entry: DeclaredEntry) -> None:
        """Note where a member says that it belongs. What is unknown is told when it is planned."""
        for place, owner in self._resolved(self._other, entry.options[self._other.name], (), []):
            if not isinstance(owner, Unresolved):
                self._said[member] = Belonging("%s.%s" % (entry.path, place), owner)

    def _resolved(
        self, field: Field, given: t.Any, known: t.Iterable[Reference], problems: list[str]
    ) -> list[tuple[str, Reference]]:
        """Return what an option refers to, each with its place."""
        texts = {token.path: token.text for token in field.type.tokens(given, field.name)}
        found = self._names.several(field.type.kinds[0], texts, known, problems)
        return list(found.items())

    def _settled(self, entry: DeclaredEntry) -> DeclaredEntry:
        """Return the entry of an owner with those that are for its list to write."""
        option, owner = self._field.name, self._meant.get(entry.path)
        if owner is None:
            return entry
        record = self._stores.of(self._owners).table.with_id(owner.id) or {}
        kind = LOOKUPS[self._field.type.kinds[0]]
        had = frozenset(self._source.as_listed(kind, self._field.read(record)))
        problems: list[str] = []
        found = self._resolved(self._field, entry.options[option], had, problems)
        places = {one: place for place, one in reversed(found) if not isinstance(one, Unresolved)}
        is_whole = entry.options.get(PURGE + option) is not False
        listing = MemberList(owner, had, frozenset(places), is_whole)
        problems += self._contradictions(listing, places)
        table = self._stores.of(self._members).table
        new = frozenset(one for one in places if table.with_id(one.id) is None)
        split = listing.without(self._said, self._gone, new)
        for member in split.removed:
            self._foretell_loss(member, owner)
        for member in sorted(places, key=lambda one: places[one]):
            if member in split.added:
                self._foretell(member, owner)
            if member in new - self._said.keys():
                problems += self._fill(member, entry, owner)
            elif member in split.added:
                self._filled.setdefault(member, Belonging(entry.path, owner))
        self._problems += [below(entry.path, problem) for problem in problems]
        return entry._replace(options=self._left(entry, split, bool(problems)))

    def _left(self, entry: DeclaredEntry, split: Split, is_wrong: bool) -> dict[str, t.Any]:
        """Return the options of an owner that are left to be planned."""
        option, listed = self._field.name, self._stores.of(self._members).table
        is_renamed = any(not listed.named(one.name) for one in split.written)
        if split.is_all and not is_renamed and not is_wrong:
            return dict(entry.options)
        is_left = not is_wrong and (split.added or split.removed)
        if not is_left:
            return {**entry.options, option: None}
        self._ends[entry.path] = split.end
        return {**entry.options, option: sorted(one.id for one in split.written)}

    def _contradictions(self, listing: MemberList, places: t.Mapping[Reference, str]) -> t.Iterator[str]:
        """Yield where a list and its members do not say the same."""
        noun = self._owners.resource.kind.noun
        for member, place in places.items():
            said = self._said.get(member)
            if member in self._gone:
                yield GOES % (place, member.name, self._gone[member])
            elif said and said.owner != listing.owner:
                yield OTHERWISE % (place, member.name, said.place, noun, said.owner.name)
        for member, said in self._said.items() if listing.is_whole else ():
            if said.owner == listing.owner and member not in places:
                yield LACKS % (self._field.name, member.name, said.place, noun)

    def _foretell_loss(self, member: Reference, owner: Reference) -> None:
        """Take a member from an owner in the forecast, unless another list has given it to another one."""
        record = self._stores.of(self._members).table.with_id(member.id)
        if record and self._other.read(record) == owner:
            self._foretell(member, None)

    def _foretell(self, member: Reference, owner: Reference | None) -> None:
        """Put a member into the forecast as the list of an owner is going to leave it."""
        table = self._stores.of(self._members).table
        record = dict(table.with_id(member.id) or {})
        if not record:
            return
        self._other.write(record, owner)
        if self._other.label:
            record[self._other.label] = owner.name if owner else None
        table.put(record)

    def _fill(self, member: Reference, entry: DeclaredEntry, owner: Reference) -> t.Iterator[str]:
        """Let a list say for a new member what this does not say itself."""
        earlier = self._filled.setdefault(member, Belonging(entry.path, owner))
        if earlier.owner != owner:
            yield TWICE % (self._field.name, member.name, earlier.place, self._owners.resource.kind.noun)

    def _with_owner(self, entry: DeclaredEntry) -> DeclaredEntry:
        """Return the entry of a member with what a list says for it.

        Also of one that the list has moved by then: it is read again before it is written, which can show
        late where it belongs.
        """
        member, option = self._meant.get(entry.path), self._other.name
        said = self._filled.get(member) if member else None
        if said is None or entry.options["state"] == ABSENT or entry.options.get(option) is not None:
            return entry
        is_new = self._stores.of(self._owners).table.with_id(said.owner.id) is None
        return entry._replace(options={**entry.options, option: said.owner.name if is_new else said.owner.id})
