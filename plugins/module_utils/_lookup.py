# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding objects of any kind by id, by exact name, or all. Private to this collection."""

from __future__ import annotations

import typing as t
from urllib.parse import quote

from ._client.client import Client, Record
from ._client.search import Term
from ._errors import ApiError, ConnectionFailed, InvalidInput, while_doing
from ._model.fields import Name
from ._model.resource import Kind, is_in_scope


def by_id(client: Client, kind: Kind, object_id: str, name: str = "") -> Record | None:
    """Return the object with this id, None where there is none.

    ``name``: what it is called, if that is known; it saves requests where the list is the truth.
    """
    with while_doing("read %s %s" % (kind.noun, object_id)):
        if kind.list_only:
            return _with_id(object_id, client.list_all(kind.path, None, kind.version, kind.scoped))
        if kind.list_is_truth:
            return _listed(client, kind, object_id, name)
        return _single(client, kind, object_id)


def _listed(client: Client, kind: Kind, object_id: str, name: str) -> Record | None:
    """Return the object as the list shows it.

    On a tenant of any size that takes three requests at most, if its name is one that a search finds.
    """
    found = _with_id(object_id, _named(client, kind, name)) if name else None
    if not name:
        first = next(client.pages(kind.path, None, kind.version, kind.scoped))
        found = _with_id(object_id, first.records)
    if found is None:
        alone = _single(client, kind, object_id)
        found = alone and (_with_id(object_id, _named(client, kind, name_of(alone))) or alone)
    return found


def _single(client: Client, kind: Kind, object_id: str) -> Record | None:
    path, version = path_of(kind, object_id), kind.single_version or kind.version
    try:
        found = client.get(path, version, kind.scoped)
    except ApiError as error:
        if error.not_found:
            return None
        raise
    if not isinstance(found, dict) or str(found.get("id")) != object_id:
        detail = "the answer does not show the object asked for"
        raise ConnectionFailed(detail, "GET", client.full_path(path, version))
    return found


def _named(client: Client, kind: Kind, name: str) -> list[Record]:
    return client.named(kind.path, name, kind.version, kind.scoped)


def _with_id(object_id: str, records: t.Iterable[Record]) -> Record | None:
    return next((record for record in records if str(record["id"]) == object_id), None)


def all_named(client: Client, kind: Kind, name: str) -> list[Record]:
    """Return the objects with exactly this name, in the microtenant of the connection."""
    with while_doing("look up %s '%s'" % (kind.noun, name)):
        if kind.list_only:
            candidates = client.list_all(kind.path, None, kind.version, kind.scoped)
        else:
            candidates = _named(client, kind, name)
    wanted = spelling(kind, name)
    return [
        record for record in in_scope(client, kind, candidates) if spelling(kind, name_of(record)) == wanted
    ]


def everything(client: Client, kind: Kind, term: Term | None = None) -> list[Record]:
    """Return all objects of a kind, in the API's order; with ``term`` what the server finds for it."""
    with while_doing("list %s" % kind.plural):
        records = client.list_all(kind.path, term, kind.version, kind.scoped)
    return in_scope(client, kind, records) if client.settings.microtenant_id else records


def by_name(client: Client, kind: Kind, name: str) -> Record | None:
    """Return the object with exactly this name. Raises InvalidInput where it is not the only one."""
    found = all_named(client, kind, name)
    if len(found) > 1:
        raise InvalidInput(
            [
                "name: %d %s are named '%s' (ids %s). Set id to choose one."
                % (len(found), kind.plural, name, ", ".join(sorted(str(record["id"]) for record in found)))
            ]
        )
    return found[0] if found else None


def path_of(kind: Kind, object_id: str) -> str:
    return "%s/%s" % (kind.path, quote(object_id, safe=""))


def name_of(record: t.Mapping[str, t.Any]) -> str:
    return Name().decode(record.get("name"))


def spelling(kind: Kind, name: str) -> str:
    """Return a name in the form in which names of this kind are compared."""
    return name.casefold() if kind.folds_case else name


def in_scope(client: Client, kind: Kind, records: t.Iterable[Record]) -> list[Record]:
    """Leave out what certainly belongs to another microtenant."""
    microtenant_id = client.settings.microtenant_id
    return [record for record in records if not kind.scoped or is_in_scope(record, microtenant_id)]
