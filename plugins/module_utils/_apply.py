# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carrying out a plan. Private to this collection.

A write whose outcome is unknown is never simply repeated: the object is read again and what is
left to do is planned from that.
"""

from __future__ import annotations

import typing as t

from . import _lookup
from ._client.client import Client
from ._errors import (
    ApiError,
    InconsistentRead,
    PredictedRefusal,
    RequestError,
    RestrictedObject,
    UncertainWrite,
    while_doing,
)
from ._model.resource import DECEPTION, Record, Resource, is_restricted
from ._plan import CREATE, DELETE, NOTHING, UPDATE, Plan, broken_promises, members_in_the_way, torn_fields

READS_UNTIL_CONSISTENT = 3


def refuse_forbidden(client: Client, resource: Resource, plan: Plan) -> None:
    """Raise for a plan that the API will refuse, before anything is written.

    A deletion that the object's own members forbid is predicted in check mode only: in a real
    run the API has the last word.
    """
    if plan.operation in (UPDATE, DELETE) and is_restricted(plan.current or {}):
        raise RestrictedObject(
            "Cannot %s: it is managed by Zscaler (Deception or a built-in object), for which update "
            "and delete are unavailable. Change it where it is configured, or leave it out."
            % _doing(resource, plan)
        )
    if plan.operation in (CREATE, UPDATE) and plan.after.get("name") == DECEPTION:
        raise RestrictedObject(
            "Cannot %s %s '%s': the name is reserved for the object that Zscaler Deception makes."
            % (plan.operation, resource.kind.noun, DECEPTION)
        )
    members = members_in_the_way(resource, plan)
    if client.read_only and members and resource.blocks_delete:
        noun = resource.blocks_delete[1]
        reason = "Resource is being referenced in %s : %s." % (noun, ", ".join(members))
        raise PredictedRefusal(_doing(resource, plan), "resource.referenced", reason, [noun, *members])


def carry_out(
    client: Client,
    resource: Resource,
    plan: Plan,
    replan: t.Callable[[], Plan],
) -> Record | None:
    """Do what the plan says and return the object as the API then shows it, None if deleted.

    ``replan`` reads the object again and plans what is left; it is called when the outcome of a
    write is unknown. Raises ApiError, ConnectionFailed, UncertainWrite or InconsistentRead.
    """
    attempt = 0
    patience = client.new_patience()
    while plan.operation != NOTHING:
        with while_doing(_doing(resource, plan)):
            try:
                return _write(client, resource, plan)
            except UncertainWrite as lost:
                client.wait_after(lost, attempt, patience)
            except ApiError as error:
                if not (attempt and error.already_exists):
                    raise
                client.wait_after(UncertainWrite.because(error), attempt, patience)
        attempt += 1
        plan = replan()
        refuse_forbidden(client, resource, plan)
    return plan.current


def _doing(resource: Resource, plan: Plan) -> str:
    name = _lookup.name_of(plan.current or plan.after)
    return "%s %s '%s'" % (plan.operation, resource.kind.noun, name)


def _write(client: Client, resource: Resource, plan: Plan) -> Record | None:
    return _WRITES[plan.operation](client, resource, plan)


def _create(client: Client, resource: Resource, plan: Plan) -> Record | None:
    kind = resource.kind
    body = resource.create_body(plan.after, client.settings.microtenant_id)
    created = client.post(kind.path, body, kind.version)
    if not isinstance(created, dict) or "id" not in created:
        path = client.full_path(kind.path, kind.version)
        raise UncertainWrite("the answer does not show the new object", "POST", path)
    if not broken_promises(resource, plan, created):
        return created
    return _read_back(client, resource, plan, str(created["id"]))


def _update(client: Client, resource: Resource, plan: Plan) -> Record | None:
    current = plan.current or {}
    path = _lookup.path_of(resource.kind, str(current["id"]))
    try:
        client.put(path, resource.update_body(current, plan.after), resource.update_version)
    except ApiError as error:
        for name in torn_fields(resource, plan):
            error.hint("The fields behind %s, which must be the same, differ on the tenant: set it" % name)
        raise
    return _read_back(client, resource, plan, str(current["id"]))


def _delete(client: Client, resource: Resource, plan: Plan) -> Record | None:
    path = _lookup.path_of(resource.kind, str((plan.current or {})["id"]))
    try:
        client.delete(path, resource.kind.version)
    except ApiError as error:
        if not error.not_found:
            raise
    return None


_WRITES = {CREATE: _create, UPDATE: _update, DELETE: _delete}


def _read_back(client: Client, resource: Resource, plan: Plan, object_id: str) -> Record:
    """Return the object once it shows what was written; a lagging replica gets a little time."""
    found: Record | None = None
    broken: list[str] = []
    name = _lookup.name_of(plan.after if "name" in plan.after else plan.current or {})
    for attempt in range(READS_UNTIL_CONSISTENT):
        if attempt:
            client.wait_for_consistency(attempt)
        try:
            found = _lookup.by_id(client, resource.kind, object_id, name)
        except RequestError as error:
            error.hint("The %s itself was accepted" % plan.operation)
            raise
        broken = broken_promises(resource, plan, found) if found else list(plan.after)
        if found and not broken:
            return found
    values = resource.decode(found or {})
    shown, promised = resource.show(values), resource.show(plan.after)
    listed = ", ".join("%s is %r instead of %r" % (field, shown[field], promised[field]) for field in broken)
    raise InconsistentRead(
        "The API accepted the %s of %s '%s' (id %s), but read back %s. %s"
        % (plan.operation, resource.kind.noun, name, object_id, listed, _explain(resource, broken))
    )


def _explain(resource: Resource, broken: t.Sequence[str]) -> str:
    derived = [name for name in broken if resource.field(name).derived_from]
    if derived and len(derived) == len(broken):
        sources = " and ".join(resource.field(derived[0]).derived_from)
        return "ZPA works it out from %s: leave %s out." % (sources, derived[0])
    return "Look at the object in the admin portal: another writer may have changed it meanwhile."
