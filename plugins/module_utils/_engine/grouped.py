# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of groups, each with its objects, as they are of predefined controls. Private to this collection.

The vendor's page "Configuring AppProtection Controls Using API" shows an array without pages, for one version
of the rule set, which the query says.
"""

from __future__ import annotations

import typing as t
from urllib.parse import parse_qsl

from .._client.client import Client, JsonObject
from .._client.forms import is_id_on_wire
from .._errors import WrongAnswer
from .._schema.kind import CALLED, Kind
from .._schema.scalars import Name


def members(client: Client, kind: Kind) -> list[JsonObject]:
    """Return the objects of all groups, each once, with what its group says beside them.

    Raises what ``Client.get`` does, and WrongAnswer for what is no list of groups.
    """
    path, _mark, query = kind.path.partition("?")
    answer = client.get(path, kind.version, kind.scoped, dict(parse_qsl(query)))
    found: dict[str, JsonObject] = {}
    for group in _groups(answer):
        inside = group.get(kind.grouped) or [] if isinstance(group, dict) else None
        if not isinstance(inside, list) or not all(map(_is_object, inside)):
            detail = "the answer is not a list of groups as the API documents it"
            raise WrongAnswer(detail, "GET", client.full_path(path, kind.version))
        beside = {key: value for key, value in group.items() if key != kind.grouped}
        for one in inside:
            found.setdefault(str(one["id"]), _numbered(kind, {**beside, **one}))
    return list(found.values())


def _groups(answer: t.Any) -> list[t.Any]:
    """Return the groups of an answer: an array, one in an envelope, or a group alone."""
    if isinstance(answer, dict):
        answer = answer.get("list", [answer])
    return answer if isinstance(answer, list) else [answer]


def _is_object(one: t.Any) -> bool:
    return isinstance(one, dict) and is_id_on_wire(one.get("id"))


def _numbered(kind: Kind, record: JsonObject) -> JsonObject:
    """Return an object with its number for a name, if it has one."""
    name, number = Name().decode(record.get("name")), Name().decode(record.get(kind.numbered))
    return {**record, "name": number or name, CALLED: name}
