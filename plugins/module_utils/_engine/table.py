# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The objects of one kind, as listed and as written since. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import Client, JsonObject
from .._schema.kind import Kind
from . import finder
from .index import Index, NearMatches, reference_to


class Table:
    """The objects of one kind, found by id and by name.

    ``index`` leaves out what belongs to another microtenant. ``changes`` counts what was put and dropped.
    """

    def __init__(self, client: Client, kind: Kind, records: t.Iterable[JsonObject]) -> None:
        self._client = client
        self._kind = kind
        self._records: dict[str, JsonObject] = {}
        self.index = Index(kind)
        self.changes = 0
        self._near: NearMatches | None = None
        for record in records:
            self.put(record)

    @property
    def records(self) -> list[JsonObject]:
        """All objects, in the API's order."""
        return list(self._records.values())

    @property
    def in_scope(self) -> list[JsonObject]:
        """Those that do not belong to another microtenant."""
        return self._kind.in_scope(self._records.values(), self._client.settings.microtenant_id)

    @property
    def near(self) -> NearMatches:
        """Names that are like others, as they were when this was first asked for."""
        self._near = self._near or NearMatches(
            self._kind, self.index.spellings, self._client.settings.microtenant_id
        )
        return self._near

    def with_id(self, object_id: str) -> JsonObject | None:
        return self._records.get(object_id)

    def named(self, name: str) -> list[JsonObject]:
        return [self._records[reference.id] for reference in self.index.named(name)]

    def put(self, record: JsonObject) -> None:
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
