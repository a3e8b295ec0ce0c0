# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects that name a part of another object by an id that only this one shows. Private to this collection.

People say the object and what tells its part from the others. The id is looked up when it is needed: the
object can be new, or its part.
"""

from __future__ import annotations

import typing as t

from .._client.client import Client, JsonObject
from .._errors import InvalidInput
from .._resources.lookups import LOOKUPS
from .._schema.field_type import Record, Reference
from .._schema.part_named import PartNamed
from .._schema.resource import Resource
from . import finder, references
from .plan import Plan

Answer = t.TypeVar("Answer")

Values = t.Mapping[str, t.Any]


class Namer(t.Protocol):
    """What is needed of where objects are read and written: see ``repository.Store``."""

    client: Client
    resource: Resource

    def once_shown(self, look: t.Callable[[], Answer | None]) -> Answer | None:
        """See ``Store.once_shown``."""


NO_PART = "%s: %s '%s' has no '%s' in %s. It has: %s. Add it there, or correct this."


def put_id(store: Namer, body: JsonObject, current: Record, values: Values) -> None:
    """Name the part in the body of a write by its id. Raises InvalidInput where there is no such part."""
    named = t.cast(PartNamed, store.resource.part_named)
    before = store.resource.decode(current) if current else {}
    after = {**before, **values}
    known = current.get(named.wire)
    if isinstance(known, dict) and all(after[name] == before[name] for name in (named.owner, named.by)):
        body[named.wire] = {"id": str(known["id"])}
        return
    problems: list[str] = []
    found = store.once_shown(lambda: _id_of(store, named, after, problems))
    if found is None:
        raise InvalidInput(problems[-1:])
    body[named.wire] = {"id": found}


def missing(store: Namer, plan: Plan) -> list[str]:
    """Return what is wrong with the part that an object shall name, as far as that can be known yet."""
    named = t.cast(PartNamed, store.resource.part_named)
    after = {**store.resource.decode(plan.current or {}), **plan.after}
    is_another = any(plan.after.get(name) != plan.before.get(name) for name in (named.owner, named.by))
    owner = after.get(named.owner)
    if not plan.changes or not is_another or not isinstance(owner, Reference) or not after.get(named.by):
        return []
    problems: list[str] = []
    if not owner.id.endswith(references.NOT_YET):
        _id_of(store, named, after, problems)
    return problems


def _id_of(store: Namer, named: PartNamed, values: Values, problems: list[str]) -> str | None:
    """Return the id of a part, None where there is none: that is added to ``problems``."""
    kind, owner, wanted = (
        LOOKUPS[store.resource.field(named.owner).type.kinds[0]],
        values[named.owner],
        values[named.by],
    )
    record = finder.by_id(store.client, kind, owner.id, owner.name) or {}
    shown = record.get(named.parts)
    parts = {str(part.get(named.called)).lower(): part for part in shown or () if isinstance(part, dict)}
    if wanted.lower() in parts:
        return str(parts[wanted.lower()]["id"])
    known = ", ".join("'%s'" % one for one in sorted(parts)) or "none"
    name = owner.name or owner.id
    problems.append(NO_PART % (named.by, kind.noun, name, wanted, named.option, known))
    return None
