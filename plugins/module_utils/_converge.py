# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From declared options to a plan, and from a plan to the tenant. Private to this collection."""

from __future__ import annotations

import typing as t

from . import _apply, _lookup, _references
from ._client.client import Client
from ._errors import InvalidInput
from ._model.fields import Field, Name, ReferenceSet, ReferenceTo
from ._model.kinds import KINDS
from ._model.metadata import describe
from ._model.options import ABSENT, PURGE, missing_options, useless_options
from ._model.resource import Record, Resource
from ._plan import Plan, plan_absent, plan_present, predict

Options = t.Mapping[str, t.Any]


class Outcome(t.NamedTuple):
    """What a task did or, in check mode, would do. ``shown`` is {} where the object is gone."""

    changed: bool
    diff: dict[str, dict[str, t.Any]]
    shown: dict[str, t.Any]
    metadata: dict[str, dict[str, t.Any]]


def converge(client: Client, resource: Resource, options: Options) -> Outcome:
    """Bring one object to the state that ``options`` declare; a read-only client only plans it.

    Raises InvalidInput with every problem found, RestrictedObject, or what the client raises.
    """
    plan = make_plan(client, resource, options)
    _apply.refuse_forbidden(client, resource, plan)
    for warning in useless_options(resource, options) if options["state"] != ABSENT else ():
        client.warn(warning)
    record = plan.current
    if plan.changes and not client.read_only:
        sought = dict(options, id=str(plan.current["id"])) if plan.current else options
        record = _apply.carry_out(client, resource, plan, replan=lambda: make_plan(client, resource, sought))
    if options["state"] == ABSENT:
        return Outcome(plan.changes, plan.diff(resource), {}, {})
    values = predict(resource, plan._replace(current=record))
    metadata = {str(record["id"]): describe(resource, record)} if record else {}
    shown = show(client, resource, record or {}, values)
    return Outcome(plan.changes, plan.diff(resource), shown, metadata)


def make_plan(client: Client, resource: Resource, options: Options) -> Plan:
    """Read what is needed and plan. Writes nothing. Raises InvalidInput with every problem."""
    current, problems = _find(client, resource, options)
    if options["state"] == ABSENT:
        return plan_absent(resource, current)
    present = resource.decode(current) if current else None
    if current or options.get("id") is None:
        problems += missing_options(resource, options, present)
    wanted: dict[str, t.Any] = {}
    for field in resource.fields:
        given = options.get(field.name)
        if given is None or options.get(field.needs) is False:
            continue
        given = _resolved(client, field, given, (present or {}).get(field.name), problems)
        if given is not None:
            wanted[field.name] = field.type.accept(given)
    if problems:
        raise InvalidInput(problems)
    only_add = {field.name for field in resource.fields if options.get(PURGE + field.name) is False}
    return plan_present(resource, current, wanted, only_add)


def _resolved(client: Client, field: Field, given: t.Any, present: t.Any, problems: list[str]) -> t.Any:
    """Return an option with references in place of names and ids, None where one is unknown."""
    if isinstance(field.type, ReferenceSet):
        tokens = {"%s[%d]" % (field.name, place): token for place, token in enumerate(given)}
        return _references.resolve(client, KINDS[field.type.kind], tokens, present or (), problems)
    if isinstance(field.type, ReferenceTo):
        known = [present] if present else []
        found = _references.resolve(client, KINDS[field.type.kind], {field.name: given}, known, problems)
        return found[0] if found else None
    return given


def show(
    client: Client, resource: Resource, record: Record, values: t.Mapping[str, t.Any]
) -> dict[str, t.Any]:
    """Return an object in the form of a result, each key of which is an option."""
    owner = record.get("microtenantId") or client.settings.microtenant_id
    return {
        "id": str(record["id"]) if "id" in record else None,
        **resource.show(values),
        "microtenant_id": str(owner) if owner else None,
    }


def _find(client: Client, resource: Resource, options: Options) -> tuple[Record | None, list[str]]:
    """Return the object that the options mean, None where there is none, and what is wrong."""
    kind = resource.kind
    object_id, name = options.get("id"), options.get("name")
    name = Name().accept(name) if name is not None else None
    if object_id is None:
        return _lookup.by_name(client, kind, name or ""), []
    current = _lookup.by_id(client, kind, object_id)
    if options["state"] == ABSENT:
        return current, []
    if current is None:
        return None, [
            "id: no %s has the id %s. Leave id out to create one, or correct it." % (kind.noun, object_id)
        ]
    if name is None or name == _lookup.name_of(current):
        return current, []
    return current, [
        "name: '%s' is the name of another %s (id %s) already. Choose another name, or delete that one first."
        % (name, kind.noun, holder["id"])
        for holder in _lookup.all_named(client, kind, name)
    ]
