# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding objects of any kind by id, by exact name, or all. Private to this collection."""

from __future__ import annotations

import typing as t
from urllib.parse import quote

from ._client.client import Client, Record
from ._errors import ApiError, ConnectionFailed, InvalidInput, while_doing
from ._model.fields import Name
from ._model.resource import Kind, is_in_scope


def by_id(client: Client, kind: Kind, object_id: str) -> Record | None:
    """Return the object with this id, None where there is none."""
    with while_doing("read %s %s" % (kind.noun, object_id)):
        path = path_of(kind, object_id)
        try:
            found = client.get(path, kind.version, kind.scoped)
        except ApiError as error:
            if error.not_found:
                return None
            raise
        if not isinstance(found, dict) or str(found.get("id")) != object_id:
            detail = "the answer does not show the object asked for"
            raise ConnectionFailed(detail, "GET", client.full_path(path, kind.version))
        return found


def all_named(client: Client, kind: Kind, name: str) -> list[Record]:
    """Return the objects with exactly this name, in the microtenant of the connection."""
    with while_doing("look up %s '%s'" % (kind.noun, name)):
        candidates = client.named(kind.path, name, kind.version, kind.scoped)
    return [record for record in in_scope(client, kind, candidates) if name_of(record) == name]


def everything(client: Client, kind: Kind) -> list[Record]:
    """Return all objects of a kind, in the API's order."""
    with while_doing("list %s" % kind.plural):
        return client.list_all(kind.path, None, kind.version, kind.scoped)


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


def in_scope(client: Client, kind: Kind, records: t.Iterable[Record]) -> list[Record]:
    """Leave out what certainly belongs to another microtenant."""
    microtenant_id = client.settings.microtenant_id
    return [record for record in records if not kind.scoped or is_in_scope(record, microtenant_id)]
