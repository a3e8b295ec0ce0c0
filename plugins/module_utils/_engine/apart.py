# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What of an object is read and written at paths of their own. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import Client, JsonObject
from .._errors import ApiError, while_doing
from .._schema.field_type import Record
from .._schema.fields import Apart, Field
from .._schema.resource import Resource
from .plan import UPDATE, Plan, Values


class Due(t.NamedTuple):
    """A field that an object does not show as it shall be, and the canonical value that it shall have.

    ``is_lost``: whether it had that, and an update of something else has taken it away.
    """

    field: Field
    value: t.Any
    is_lost: bool


def read(client: Client, resource: Resource, record: Record, fields: t.Iterable[Field]) -> JsonObject:
    """Return an object with what it has at the paths of these fields. What is not there is nothing."""
    found = dict(record)
    for field in fields:
        apart = field.apart or Apart("")
        if apart.is_read:
            with while_doing("read %s of %s '%s'" % (field.name, resource.kind.noun, resource.title(record))):
                found[field.wire] = _there(client, resource, record, apart)
    return found


def _there(client: Client, resource: Resource, record: Record, apart: Apart) -> t.Any:
    kind = resource.kind.of(record)
    try:
        return client.get(_path(resource, record, apart), kind.version, kind.scoped) or {}
    except ApiError as error:
        if not error.not_found:
            raise
        return {}


def write(client: Client, resource: Resource, record: Record, due: Due) -> None:
    """Give an object what a field shall have. Raises what ``Client.put`` does."""
    apart = due.field.apart or Apart("")
    body = due.field.apart_body(record, due.value)
    client.put(_path(resource, record, apart), body, resource.kind.of(record).version)


def _path(resource: Resource, record: Record, apart: Apart) -> str:
    return "%s/%s" % (resource.kind.of(record).path_of(str(record["id"])), apart.path)


def kept(resource: Resource, plan: Plan) -> dict[str, t.Any]:
    """Return what an update can take away although nothing is said of it: canonical values."""
    if plan.operation != UPDATE or not resource.apart:
        return {}
    present = resource.decode(plan.current or {})
    names = [field.name for field in resource.apart if field.name not in plan.after]
    return {name: present[name] for name in names if present.get(name)}


def own_part(resource: Resource, plan: Plan) -> Plan:
    """Return the plan for what the body of an object carries."""
    names = {field.name for field in resource.apart}
    before, after = (
        {name: value for name, value in values.items() if name not in names}
        for values in (plan.before, plan.after)
    )
    return plan._replace(before=before, after=after)


def with_regained(resource: Resource, plan: Plan, written: t.Iterable[Due]) -> Plan:
    """Return the plan with what was brought back, which has to be there as well."""
    regained = {one.field.name: one.value for one in written if one.is_lost}
    had = resource.decode(plan.current or {})
    before = {**plan.before, **{name: had.get(name) for name in regained}}
    return plan._replace(before=before, after={**plan.after, **regained})


def due(resource: Resource, plan: Plan, keep: Values, record: Record) -> list[Due]:
    """Return what of an object just read is to be written at paths of their own.

    That is what is planned, and what the object had before and does not show any more: ``keep``.
    """
    values = resource.decode(record)
    found = []
    for field in resource.apart:
        shown = values.get(field.name)
        if field.name in plan.after:
            promised = plan.after[field.name]
            found += [] if field.type.fulfils(promised, shown) else [Due(field, promised, False)]
        elif keep.get(field.name):
            had = (
                field.type.within(keep[field.name], values[field.among]) if field.among else keep[field.name]
            )
            found += [Due(field, had, True)] if had and not field.type.is_kept(had, shown) else []
    return found
