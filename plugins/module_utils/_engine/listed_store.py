# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where many objects of one resource are found and written, on lists that are read once. Private."""

from __future__ import annotations

import typing as t

from .._client.client import Client, JsonObject
from .._resources.lookups import LOOKUPS
from .._schema.field_type import Record
from .._schema.fields import Field
from .._schema.record import name_of
from .._schema.resource import Resource
from .._schema.unlisted import Parts, as_listed
from . import finder
from .plan import Plan
from .repository import Store, Values
from .source import Source
from .table import Table

if t.TYPE_CHECKING:
    from . import parts
    from .repository import FindReferrers


class ListedStore(Store):
    """The same for many objects: the list is read once, and what is written is kept up with."""

    _plans_all = True

    def __init__(
        self,
        client: Client,
        resource: Resource,
        source: Source | None = None,
        find_referrers: FindReferrers | None = None,
    ) -> None:
        super().__init__(client, resource, source, find_referrers)
        # The fields that were taken from lists of parts, by the ids of their objects.
        self._joined: dict[str, set[str]] = {}

    # Whether the list was read again for what no search finds.
    _has_read_again = False

    @property
    def lists(self) -> Source:
        """Whole lists as they were read and written since."""
        return self.source

    @property
    def table(self) -> Table:
        """The objects as the list showed them and as they were written since."""
        return self.source.table(self.resource.kind)

    def forget(self) -> None:
        self.source.forget(self.resource.kind)

    def look_in(self, options: Values, problems: list[str]) -> dict[str, t.Any]:
        """See ``Store.look_in``. Raises what the API says of a list that the tenant lacks."""
        found = super().look_in(options, problems)
        if self.place is not self.resource.kind:
            self.source.refuse_what_lacks(self.resource.kind, self.place)
        return found

    def with_id(self, object_id: str, name: str = "") -> JsonObject | None:
        found = self.table.with_id(object_id)
        return found if found is None or self.place.is_inside(found) else None

    def alone(self, object_id: str, name: str) -> JsonObject | None:
        known = self.table.with_id(object_id) if self.resource.kind.parents else None
        place = self.resource.kind.of(known) if known else self.place
        return self._by_id(place, object_id, name)

    def look_closer(self, record: Record, fields: t.Sequence[Field], options: Values) -> None:
        """Take parts from their own list, where nothing is written of what is planned so."""
        from . import parts

        found = None
        if self.source.foretells:
            needed = parts.needed_by(fields, options)
            found = parts.joined(self.resource, record, needed, self._parts_list)
        if found is None:
            self.refresh(str(record["id"]), self.resource.title(record))
        else:
            self._joined[str(found["id"])] = {field.name for field in fields}
            self.table.put(found)

    def must_look_closer(self, plan: Plan) -> bool:
        if not self.resource.kind.unlisted or not self.source.foretells:
            return super().must_look_closer(plan)
        # The whole is planned from lists, but nobody is told of a change that only such a list shows.
        object_id = str((plan.current or {})["id"])
        changed = {name for name, value in plan.after.items() if value != plan.before[name]}
        return object_id not in self._alone and not changed.isdisjoint(self._joined.get(object_id, ()))

    def told_whole(self, record: Record, is_read: bool = True, leaves_open: bool = False) -> JsonObject:
        """Return an object with all that it has, as far as lists tell that or, of what is in these, its id.

        ``is_read``: whether it is read by its id where a list tells too little. ``leaves_open``: whether that
        of which documents say that there is nothing may stay NOT_LISTED.
        """
        if not self.resource.kind.unlisted:
            return t.cast(JsonObject, record)
        from . import parts

        found, tells_too_little = parts.with_parts(self.resource, record, self._parts_list, leaves_open)
        if tells_too_little and is_read:
            return self.alone(str(record["id"]), self.resource.title(record)) or found
        return found

    def _parts_list(self, which: Parts) -> parts.PartsList | None:
        return self.source.parts_of(self.resource.kind, which)

    def named(self, name: str) -> list[JsonObject]:
        return list(filter(self.place.is_inside, self.table.named(name)))

    def around(self, name: str) -> list[JsonObject]:
        return self.all()

    def all(self) -> list[JsonObject]:
        return list(filter(self.place.is_inside, self.table.in_scope))

    def put_instead(self, record: Record, found: JsonObject) -> None:
        super().put_instead(record, found)
        self.table.put(found)

    def look_for(self, options: Values) -> None:
        """Look for an object that is going to be created: the list can be old by now, or have moved.

        What this task wrote itself is known better than a search does. For what no search finds, the list is
        read again, once.
        """
        self.look_in(options, [])
        has_names = self.resource.has_names
        hits = finder.searched(self.client, self.place, name_of(options)) if has_names else None
        if hits is None:
            self._read_again_once()
        for found in hits or ():
            if not self.source.has_written(self.resource.kind, str(found["id"])):
                self.table.put(found)

    def _read_again_once(self) -> None:
        if not self._has_read_again:
            self._has_read_again = True
            self.forget()

    def refresh(self, object_id: str, name: str) -> None:
        """Read an object again that is going to be updated: the list can be old by now."""
        found = self.alone(object_id, name)
        if found:
            self.table.put(found)
        else:
            self.table.drop(object_id)

    def list_anew(self) -> Table:
        """Return the objects as the list shows them now, also of what was written."""
        return Source(self.client).table(self.resource.kind)

    def remember(self, object_id: str, record: t.Mapping[str, t.Any] | None) -> None:
        """Keep up with a write. ``record``: the object after it, None where it is gone."""
        self.source.remember(self.resource.kind, object_id, None if record is None else dict(record))
        if self.resource.named_under:
            # Where others look it up ZPA has it under another id.
            self.source.forget(LOOKUPS[self.resource.key])


class SharedStore(ListedStore):
    """The same for one of many tasks, of which others can create what this one names.

    What is found is what a search would find: of what that does not show nobody knows it from others.
    """

    _plans_all = False

    def with_id(self, object_id: str, name: str = "") -> JsonObject | None:
        if object_id in self._alone:
            return self._alone[object_id]
        found = super().with_id(object_id, name)
        # By its id it can show more, or be there although the list does not show it.
        return self.alone(object_id, name) if found is None or self.resource.kind.unlisted else found

    def refresh(self, object_id: str, name: str) -> None:
        """Read an object by its id. That is known to this task alone."""
        if self.alone(object_id, name) is None:
            self.table.drop(object_id)

    def read_around(self, name: str) -> list[JsonObject]:
        return self.all()

    def named(self, name: str) -> list[JsonObject]:
        found = super().named(name)
        if not self.resource.kind.unlisted:
            return found
        return [one for record in found for one in as_listed(self.resource.kind.unlisted, [record])]
