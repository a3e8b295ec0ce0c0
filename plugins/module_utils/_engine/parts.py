# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Parts of objects that the API has in lists of their own, for all objects together. Private.

One list takes the place of a read of every object whose own list does not show the key. It can show less of
each part than the object itself does: what it shows of no part is not known.
"""

from __future__ import annotations

import typing as t

from .._client.client import Client, JsonObject
from .._errors import ApiError, while_doing
from .._schema.field_type import Record
from .._schema.fields import Field
from .._schema.kind import Kind
from .._schema.resource import Resource
from .._schema.unlisted import NOT_LISTED, Parts, keys_not_listed

# The keys of parts that have to be known, by the key under which objects show these.
Needed = t.Mapping[str, t.AbstractSet[str]]


class PartsList:
    """One list of parts, by the objects that they belong to."""

    def __init__(self, parts: Parts, records: t.Sequence[JsonObject]) -> None:
        self._parts = parts
        self._keys = parts.shows.union(*records)
        self._by_owner: dict[str, list[JsonObject]] = {}
        for record in records:
            self._by_owner.setdefault(str(record.get(parts.owner) or ""), []).append(record)

    def of(
        self, object_id: str, needed: t.AbstractSet[str], leaves_open: bool = False
    ) -> list[JsonObject] | None:
        """Return the parts of an object, None where the list does not tell these or one of the keys.

        ``leaves_open``: of a part that has nothing under a key, as documented, the key may stay NOT_LISTED.
        """
        if "" in self._by_owner:
            # Of what says of none of the objects that it is its part, any object can have it.
            return None
        found, unknown = self._by_owner.get(object_id, []), needed - self._keys
        if not found or not unknown:
            return found
        if not leaves_open or not all(unknown <= self._parts.left_open(part) for part in found):
            return None
        return [{**part, **dict.fromkeys(unknown, NOT_LISTED)} for part in found]


def read_parts(client: Client, kind: Kind, parts: Parts) -> PartsList | None:
    """Return a list of parts, None where the tenant does not have it. Raises what the client raises."""
    with while_doing("list %s" % kind.plural):
        try:
            listing = client.listing(parts.path, None, kind.version, kind.scoped, query=parts.query)
            return PartsList(parts, listing.all())
        except ApiError as error:
            if not error.is_not_there:
                raise
            return None


def joined(
    resource: Resource,
    record: Record,
    needed: Needed,
    lists: t.Callable[[Parts], PartsList | None],
) -> JsonObject | None:
    """Return an object with all that is needed of it, None where only the answer by its id tells that."""
    found = dict(record)
    for wire, keys in needed.items():
        parts = next((one for one in resource.kind.parts if one.wire == wire), None)
        there = lists(parts) if parts else None
        own = there.of(str(record["id"]), keys) if there else None
        if own is None:
            return None
        found[wire] = own
    return found


def needed_by(fields: t.Iterable[Field], options: t.Mapping[str, t.Any]) -> dict[str, set[str]]:
    """Return what has to be known of the parts of an object to compare them with options."""
    return {field.place: _keys_said(field, options[field.name]) for field in fields}


def with_parts(
    resource: Resource,
    record: Record,
    lists: t.Callable[[Parts], PartsList | None],
    leaves_open: bool = False,
) -> tuple[JsonObject, bool]:
    """Return an object with what lists of parts tell of all that it has, and whether one tells too little.

    ``leaves_open``: see ``PartsList.of``.
    """
    hidden = keys_not_listed(record).intersection(field.place for field in resource.fields)
    # Kinds of which there is no list of parts have few objects.
    found, tells_too_little = dict(record), bool(hidden) and not resource.kind.parts
    for parts in resource.kind.parts if hidden else ():
        there = lists(parts) if parts.wire in hidden else None
        if there is None:
            continue
        own = there.of(str(record["id"]), _all_keys(resource, parts), leaves_open)
        tells_too_little = tells_too_little or own is None
        found[parts.wire] = NOT_LISTED if own is None else own
    return found, tells_too_little


def _all_keys(resource: Resource, parts: Parts) -> set[str]:
    fields = [field for field in resource.fields if field.place == parts.wire]
    return {inner.place for field in fields for inner in field.type.fields if inner.type.is_shown}


def _keys_said(field: Field, option: t.Any) -> set[str]:
    entries = [entry for entry in option if isinstance(entry, dict)] if isinstance(option, list) else ()
    return {
        inner.place for entry in entries for inner in field.type.fields if entry.get(inner.name) is not None
    }
