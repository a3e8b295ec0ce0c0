# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is inside a microtenant: the question before its deletion. Private to this collection.

No document tells what becomes of it. Lists of a microtenant can show what it inherits, and some kinds never
show whose an object is: then it is inherited if the Default microtenant has it as well.
"""

from __future__ import annotations

import typing as t

from .._client.client import Client, JsonObject
from .._engine.referrers import Referrer, named_by
from .._engine.source import Source
from .._errors import ZpaError
from .._resources.every_lookup import EVERY
from .._schema.field_type import Record
from .._schema.kind import Kind
from .._schema.record import DEFAULT_MICROTENANT, is_default, is_in_scope, is_restricted, name_of
from .._schema.resource import Resource
from .referrers import shelves


class NotEmpty(ZpaError):
    """What holds others is not deleted with them."""

    def __init__(self, doing: str, inside: str) -> None:
        super().__init__(
            "Cannot %s: in it are %s. No document tells what becomes of them, so nothing was sent. Delete "
            "them first, or move them elsewhere." % (doing, inside)
        )


def refuse_full(source: Source, resource: Resource, record: Record) -> None:
    """Raise NotEmpty where something is inside what shall be deleted."""
    found = what_is_inside(source.client, str(record["id"]))
    if found:
        raise NotEmpty("delete %s '%s'" % (resource.kind.noun, resource.title(record)), named_by(found))


def what_is_inside(client: Client, microtenant_id: str) -> list[Referrer]:
    """Return what a microtenant has, kind by kind, but for what ZPA makes itself.

    Raises what the client raises for a list that cannot be read although the tenant has it.
    """
    there, here = Source(client.within(microtenant_id)), Source(client.within(DEFAULT_MICROTENANT))
    return [
        Referrer(noun, title(record), str(record["id"]))
        for noun, kind, title in lists_of_microtenants()
        for record in _own(kind, there, here, microtenant_id)
        if not is_restricted(record) and not is_default(record)
    ]


def lists_of_microtenants() -> t.Iterator[tuple[str, Kind, t.Callable[[JsonObject], str]]]:
    """Yield every list in which a microtenant can have something: what an object is called, and how."""
    known = [shelf for shelf in shelves() if shelf.kind.scoped]
    yield from ((shelf.noun, shelf.kind, shelf.what.title) for shelf in known)
    paths = {shelf.kind.path for shelf in known}
    for kind in EVERY.values():
        if kind.scoped and kind.creatable and not kind.owners and kind.path not in paths:
            yield kind.noun, kind, name_of


def _own(kind: Kind, there: Source, here: Source, microtenant_id: str) -> list[JsonObject]:
    records = there.listed(kind)
    own = [record for record in records if is_in_scope(record, microtenant_id)]
    is_told = all(record.get("microtenantId") or record.get("microtenantName") for record in own)
    if is_told:
        return own
    inherited = {str(record["id"]) for record in here.listed(kind)}
    return [record for record in own if record.get("microtenantId") or str(record["id"]) not in inherited]
