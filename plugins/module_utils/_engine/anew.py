# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Deleting an object and creating it anew, where ZPA does not change what shall be another. Private.

Only what was never used: nothing that was made with it is lost then.
"""

from __future__ import annotations

import typing as t

from .._errors import ChangedMeanwhile, InvalidInput, after_write
from .._schema.field_type import RECREATE, Record, whole
from .._schema.resource import Resource
from . import apply
from .plan import CREATE, Plan, plan_absent, plan_present, predict
from .repository import Store

GONE_BY_NOW = "It was deleted to be created anew. Run the task again to create it"


def refusals(resource: Resource, record: Record) -> list[str]:
    """Return why an object is not to be deleted and created anew."""
    used = whole(record.get(resource.used_by))
    if used == 0:
        return []
    told = "nobody knows whether it has been" if used is None else "it has been %d times" % used
    return [
        "%s: is only possible for what was never used, and %s. Create another %s beside it, under another "
        "name." % (RECREATE, told, resource.kind.noun)
    ]


def carry_out(store: Store, plan: Plan) -> apply.Done:
    """Delete what a plan is about and create it anew. It is looked at once more before that.

    Raises what ``apply.carry_out`` does, and InvalidInput where it was used meanwhile.
    """
    resource, current = store.resource, plan.current or {}
    object_id, title = str(current["id"]), resource.title(current)
    found = store.alone(object_id, title)
    if found is None:
        raise ChangedMeanwhile(
            "%s '%s' (id %s) was deleted since it was planned to create it anew. Run the task again."
            % (resource.kind.noun.capitalize(), title, object_id)
        )
    problems = refusals(resource, found)
    if problems:
        raise InvalidInput(problems)
    values = _to_create(resource, plan)
    gone = plan_absent(resource, found)
    apply.carry_out(store, gone, lambda: plan_absent(resource, store.alone(object_id, title)))
    store.remember(object_id, None)

    def replan() -> Plan:
        known = store.only_one_like(values)
        return plan_present(resource, known, values)

    with after_write(GONE_BY_NOW):
        done = apply.carry_out(store, Plan(CREATE, None, {}, values), replan)
    return apply.Done(done.record, plan)


def _to_create(resource: Resource, plan: Plan) -> dict[str, t.Any]:
    """Return what the new object has: all that the old one has, but for what shall be another."""
    values = predict(resource, plan)
    return {field.name: values[field.name] for field in resource.fields if not field.is_worked_out}
