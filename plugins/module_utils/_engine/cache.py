# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lists of a tenant as one task knows them: each is read once. Private to this collection."""

from __future__ import annotations

import contextlib
import typing as t

from .._client.client import Client, Record
from .._errors import ApiError, WrongAnswer, while_doing
from .._schema.fields import Reference
from .._schema.resource import Kind, name_of
from .._words import suggestion
from . import finder, sparing


def reference_to(kind: Kind, record: Record) -> Reference:
    """Return what options and rules say of an object; without an id where it lacks what rules refer by."""
    refers_by = record.get(kind.refers_by)
    return Reference("" if refers_by is None else str(refers_by), name_of(record))


class _Entry(t.NamedTuple):
    reference: Reference
    own_id: str
    short: str


class Index:
    """References by id and by name."""

    def __init__(self, kind: Kind, references: t.Iterable[Reference] = ()) -> None:
        self._kind = kind
        self._entries: dict[str, _Entry] = {}
        self._by_own_id: dict[str, Reference] = {}
        self._by_name: dict[str, dict[str, Reference]] = {}
        self._by_short: dict[str, dict[str, Reference]] = {}
        for reference in references:
            self.put(reference)

    def put(self, reference: Reference, own_id: str = "", short: str | None = None) -> None:
        """Add a reference, in the place of one with the same id.

        ``own_id``: another id that it has. ``short``: what is enough to say of its name.
        """
        self.drop(reference.id)
        short = finder.shortened(self._kind, reference.name) if short is None else short
        self._entries[reference.id] = _Entry(reference, own_id, short)
        if own_id not in ("", reference.id):
            self._by_own_id[own_id] = reference
        self._by_name.setdefault(reference.name, {})[reference.id] = reference
        self._by_short.setdefault(short, {})[reference.id] = reference

    def drop(self, reference_id: str) -> None:
        """Take a reference out, if it is there."""
        known = self._entries.pop(reference_id, None)
        if known is not None:
            del self._by_name[known.reference.name][reference_id]
            del self._by_short[known.short][reference_id]
            if self._by_own_id.get(known.own_id) == known.reference:
                del self._by_own_id[known.own_id]

    def find(self, token: str) -> list[Reference]:
        """Return all that a name or an id can mean."""
        found = {reference.id: reference for reference in (*self.identified(token), *self.named(token))}
        return list(found.values())

    def identified(self, token: str) -> list[Reference]:
        """Return what has an id."""
        found = {
            reference.id: reference
            for reference in (self.with_id(token), self._by_own_id.get(token))
            if reference
        }
        return list(found.values())

    def with_id(self, reference_id: str) -> Reference | None:
        known = self._entries.get(reference_id)
        return known.reference if known else None

    def exactly(self, name: str) -> list[Reference]:
        """Return what has exactly this name."""
        return list(self._by_name.get(name, {}).values())

    def named(self, name: str) -> list[Reference]:
        """Return what has exactly this name; only where nothing has, that of which it says enough."""
        short = finder.shortened(self._kind, name)
        return self.exactly(name) or list(self._by_short.get(short, {}).values())

    @property
    def spellings(self) -> list[tuple[str, str]]:
        """How names can be written, each with the name itself."""
        return sorted(
            {
                (said, one.reference.name)
                for one in self._entries.values()
                for said in (one.short, one.reference.name)
            }
        )


class NearMatches:
    """Finds names that are like one that nothing has, for as many as are worth the time."""

    MOST = 20

    def __init__(self, kind: Kind, spellings: t.Iterable[tuple[str, str]]) -> None:
        """``spellings``: how names can be written, each with the name itself."""
        self._kind = kind
        self._names = dict(spellings)
        self._asked = 0

    def advice(self, token: str) -> str:
        """Return a sentence that helps to correct ``token``."""
        self._asked += 1
        found = suggestion(token, self._names) if self._asked <= self.MOST else ""
        if found:
            return found
        is_unlike = "No name on the tenant is like it; " if self._asked <= self.MOST else ""
        count = len(set(self._names.values()))
        return "%s%d %s were compared." % (is_unlike, count, self._kind.plural)


class Table:
    """The objects of one kind, found by id and by name.

    ``index`` leaves out what belongs to another microtenant. ``changes`` counts what was put and dropped.
    """

    def __init__(self, client: Client, kind: Kind, records: t.Iterable[Record]) -> None:
        self._client = client
        self._kind = kind
        self._records: dict[str, Record] = {}
        self.index = Index(kind)
        self.changes = 0
        self._near: NearMatches | None = None
        for record in records:
            self.put(record)

    @property
    def records(self) -> list[Record]:
        """All objects, in the API's order."""
        return list(self._records.values())

    @property
    def in_scope(self) -> list[Record]:
        """Those that do not belong to another microtenant."""
        return self._kind.in_scope(self._records.values(), self._client.settings.microtenant_id)

    @property
    def near(self) -> NearMatches:
        """Names that are like others, as they were when this was first asked for."""
        self._near = self._near or NearMatches(self._kind, self.index.spellings)
        return self._near

    def with_id(self, object_id: str) -> Record | None:
        return self._records.get(object_id)

    def named(self, name: str) -> list[Record]:
        return [self._records[reference.id] for reference in self.index.named(name)]

    def put(self, record: Record) -> None:
        """Add an object, or what became of one."""
        object_id = str(record["id"])
        self._forget(object_id)
        self._records[object_id] = record
        reference = reference_to(self._kind, record)
        if reference.id and self._kind.in_scope([record], self._client.settings.microtenant_id):
            self.index.put(reference, object_id, finder.short_name(self._kind, record))

    def drop(self, object_id: str) -> None:
        """Take an object out, if it is there."""
        self._forget(object_id)
        self._records.pop(object_id, None)

    def _forget(self, object_id: str) -> None:
        self.changes += 1
        if object_id in self._records:
            self.index.drop(reference_to(self._kind, self._records[object_id]).id)

    def copy(self) -> Table:
        return Table(self._client, self._kind, self._records.values())


class Source:
    """Reads whole lists, each once: what a task about many objects needs."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._tables: dict[tuple[str, str], Table] = {}
        self._written: dict[tuple[str, str], dict[str, Record | None]] = {}
        # Why the API does not list what is under a path, where somebody has asked for it.
        self.refused: dict[str, ApiError] = {}

    def table(self, kind: Kind, doing: str = "") -> Table:
        """Return all objects of a kind. ``doing``: what an error says was tried."""
        if not self.has(kind):
            self._keep(kind, finder.everything(self.client, kind, doing=doing))
        return self._tables[self._key(kind)]

    def _keep(self, kind: Kind, records: t.Iterable[Record]) -> None:
        """Keep a whole list as it was read. It can be behind what this task wrote itself."""
        table = self._tables[self._key(kind)] = Table(self.client, kind, records)
        for object_id, record in self._written.get(self._key(kind), {}).items():
            if record is None:
                table.drop(object_id)
            elif table.with_id(object_id) is None:
                table.put(record)

    def remember(self, kind: Kind, object_id: str, record: Record | None) -> None:
        """Keep up with a write. ``record``: the object after it, None where it is gone."""
        self._written.setdefault(self._key(kind), {})[object_id] = record
        if record is None:
            self.table(kind).drop(object_id)
        else:
            self.table(kind).put(record)

    def has_written(self, kind: Kind, object_id: str) -> bool:
        """Whether an object was written, as far as that is remembered."""
        return object_id in self._written.get(self._key(kind), {})

    def among(self, kind: Kind, tokens: t.Collection[str], members: t.Collection[str] = ()) -> Index:
        """Return references among which is what names and ids mean, if it exists.

        ``members``: the ids of those that a rule refers to, and of which it does not show the names.
        """
        return self.table(kind).index

    def some(
        self, kind: Kind, wishes: t.Collection[sparing.Wish], members: t.Collection[str] = ()
    ) -> list[Record]:
        """Return objects among which is what is wished for, as far as it can be found; see ``sparing``."""
        return self.table(kind).records

    def as_listed(self, kind: Kind, references: t.Iterable[Reference]) -> list[Reference]:
        """Return references by the names that the list has for them, if it was read: others may be stale."""
        if not self.has(kind):
            return list(references)
        index = self.table(kind).index
        return [index.with_id(reference.id) or reference for reference in references]

    def has(self, kind: Kind) -> bool:
        """Whether the list of a kind was read."""
        return self._key(kind) in self._tables

    def forget(self, kind: Kind) -> None:
        """Read the list again when it is asked for next."""
        self._tables.pop(self._key(kind), None)

    def forget_writes(self, kind: Kind) -> None:
        """Read the list again, and believe it whatever was written."""
        self._written.pop(self._key(kind), None)
        self.forget(kind)

    @staticmethod
    def _key(kind: Kind) -> tuple[str, str]:
        return (kind.path, kind.version)


class Forecast(Source):
    """The lists of another source, to which changes can be made that are only planned."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.client)
        self._source = source

    def table(self, kind: Kind, doing: str = "") -> Table:
        if not self.has(kind):
            self._tables[self._key(kind)] = self._source.table(kind, doing).copy()
        return self._tables[self._key(kind)]


class Searching(Source):
    """Searches where that takes fewer requests than a whole list: what a task about one object needs."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        # What was found of lists that were not read: the names in a diff are mostly among it.
        self._seen: dict[tuple[str, str], dict[str, Record]] = {}

    def among(self, kind: Kind, tokens: t.Collection[str], members: t.Collection[str] = ()) -> Index:
        """See ``Source.among``. A number can be an id and the name of something else, which is a search
        more than a name costs. That, or the pages of the list, whichever is less.
        """
        numbers = [token for token in tokens if finder.can_be_id(kind, token)]
        if not tokens:
            return Index(kind)
        if self.has(kind) or (kind.list_only and numbers):
            return self.table(kind).index
        if not numbers:
            wishes = [sparing.named(kind, token) for token in tokens]
            return self._index(kind, self.some(kind, wishes, members))
        with while_doing("list %s" % kind.plural):
            listing = self.client.listing(kind.path, None, kind.version, kind.scoped)
            if (listing.first.pages_left or 0) > len(tokens) + len(numbers):
                records = listing.first.records + self._hits(kind, tokens)
            else:
                records = listing.all()
        return self._index(kind, records + self._late(kind, numbers, records))

    def some(
        self, kind: Kind, wishes: t.Collection[sparing.Wish], members: t.Collection[str] = ()
    ) -> list[Record]:
        if self.has(kind) or (kind.list_only and not kind.hint and not kind.can_be_read):
            return self.table(kind).records
        seen = self._seen.setdefault(self._key(kind), {})
        found = sparing.find(self.client, kind, wishes, members, list(seen.values()))
        if found.whole is not None:
            self._keep(kind, found.whole)
            return self.table(kind).records
        seen.update((str(record["id"]), record) for record in found.records)
        return found.records

    def _hits(self, kind: Kind, tokens: t.Iterable[str]) -> list[Record]:
        return [record for token in tokens for record in finder.all_named(self.client, kind, token)]

    def _late(self, kind: Kind, numbers: t.Iterable[str], records: t.Iterable[Record]) -> list[Record]:
        """Return what has an id and is not among the records: a list can be behind."""
        listed = {str(record["id"]) for record in records}
        found = []
        for number in numbers:
            if number not in listed:
                with while_doing("read %s %s" % (kind.noun, number)), contextlib.suppress(WrongAnswer):
                    found.append(finder.single(self.client, kind, number))
        return [record for record in found if record]

    def _index(self, kind: Kind, records: t.Iterable[Record]) -> Index:
        return Table(self.client, kind, records).index
