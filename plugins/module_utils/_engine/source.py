# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lists of a tenant as one task knows them: each is read once. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import Client, JsonObject
from .._errors import ApiError
from .._schema.field_type import Record, Reference
from .._schema.kind import Kind
from .._schema.resource import Resource
from .._schema.unlisted import Parts
from . import finder
from .index import Index
from .table import Table

if t.TYPE_CHECKING:
    from . import parts, sparing
    from .plan import Plan


# Tells lists apart: their path and version, and the key by which what is in them is referred to.
ListKey = t.Tuple[str, str, str]


class Source:
    """Reads whole lists, each once: what a task about many objects needs."""

    # Whether what is planned on it is planned again before it is carried out.
    foretells: t.ClassVar[bool] = False

    def __init__(self, client: Client) -> None:
        self.client = client
        self._tables: dict[ListKey, Table] = {}
        self._written: dict[ListKey, dict[str, JsonObject | None]] = {}
        self._parts: dict[Parts, parts.PartsList | None] = {}
        # Why the API does not list what is under a path, where somebody has asked for it.
        self.refused: dict[str, ApiError] = {}
        # What the API says of those lists of a kind that the tenant lacks, where it has others.
        self._lacks: finder.Refused = {}

    def before_changes(self) -> None:
        """Raise what keeps a plan that changes something from being carried out."""

    def keep_up(self, resource: Resource, plan: Plan, record: Record | None, stands_alone: bool) -> None:
        """Know that a plan was carried out. ``record``: the object as it is then, None where it is gone.

        ``stands_alone``: whether that leaves others of its kind as they are.
        """

    def table(self, kind: Kind, doing: str = "") -> Table:
        """Return all objects of a kind. ``doing``: what an error says was tried."""
        if not self.has(kind):
            self._keep(kind, finder.everything(self.client, kind, doing=doing, refused=self._lacks))
        return self._tables[self._key(kind)]

    def listed(self, kind: Kind, doing: str = "") -> list[JsonObject]:
        """Return all objects of a kind, none where the tenant does not have them, as without a licence.

        Raises what the client raises for a list that cannot be read although the tenant has it.
        """
        try:
            return self.table(kind, doing).records
        except ApiError as error:
            if not error.is_not_there:
                raise
            return []

    def parts_of(self, kind: Kind, which: Parts) -> parts.PartsList | None:
        """Return what is listed of the objects of a kind apart, None where the tenant has no such list."""
        if which not in self._parts:
            # Most kinds have none.
            from . import parts

            self._parts[which] = parts.read_parts(self.client, kind, which)
        return self._parts[which]

    def refuse_what_lacks(self, kind: Kind, place: Kind) -> None:
        """Raise what the API says of one of the lists of a kind, if that is that the tenant lacks it."""
        self.table(kind)
        if place.path in self._lacks:
            raise self._lacks[place.path]

    def _keep(self, kind: Kind, records: t.Iterable[JsonObject]) -> None:
        """Keep a whole list as it was read. It can be behind what this task wrote itself."""
        table = self._tables[self._key(kind)] = Table(self.client, kind, records)
        for object_id, record in self._written.get(self._key(kind), {}).items():
            if record is None:
                table.drop(object_id)
            elif table.with_id(object_id) is None:
                table.put(record)

    def remember(self, kind: Kind, object_id: str, record: JsonObject | None) -> None:
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
    ) -> list[JsonObject]:
        """Return objects among which is what is wished for, as far as it can be found; see ``sparing``."""
        return self.table(kind).records

    def as_listed(self, kind: Kind, references: t.Iterable[Reference]) -> list[Reference]:
        """Return references by the names that the list has for them, if it was read: others may be stale."""
        if not self.has(kind):
            return list(references)
        index = self.table(kind).index
        return [index.with_id(reference.id) or reference for reference in references]

    def seen(self, kind: Kind) -> list[JsonObject]:
        """Return the objects of a kind that were read so far."""
        return self.table(kind).records if self.has(kind) else []

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
    def _key(kind: Kind) -> ListKey:
        return (kind.path, kind.version, kind.refers_by)


class Forecast(Source):
    """The lists of another source, to which changes can be made that are only planned."""

    foretells = True

    def __init__(self, source: Source) -> None:
        super().__init__(source.client)
        self._source = source

    def refuse_what_lacks(self, kind: Kind, place: Kind) -> None:
        self._source.refuse_what_lacks(kind, place)

    def parts_of(self, kind: Kind, which: Parts) -> parts.PartsList | None:
        return self._source.parts_of(kind, which)

    def table(self, kind: Kind, doing: str = "") -> Table:
        if not self.has(kind):
            self._tables[self._key(kind)] = self._source.table(kind, doing).copy()
        return self._tables[self._key(kind)]
