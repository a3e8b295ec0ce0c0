# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Deleting an object and creating it anew, where ZPA does not change what shall be another. Private.

Only what was never used, or what nothing names: nothing that was made with it is lost then.
"""

from __future__ import annotations

import json
import typing as t

from .._errors import ChangedMeanwhile, InvalidInput, after_write
from .._schema.field_type import RECREATE, Record, whole
from .._schema.resource import Resource
from . import apply
from .plan import CREATE, Plan, plan_absent, plan_present, predict
from .repository import Store

GONE_BY_NOW = (
    "It was deleted to be created anew. Once that is mended run the task again with all that it had and "
    "shall have: %s"
)
ANEW = (
    "recreate: the %s '%s' is deleted and created anew. The %s of the old one is dead: whatever has it, as a "
    "file, needs that of the new one."
)
ASK = " A task of %s gives it by %s or reveal."


LACKS = (
    "%s: is missing. ZPA never shows it, so that the %s that is deleted and created anew needs it given "
    "again."
)


def refusals(resource: Resource, record: Record, options: t.Mapping[str, t.Any]) -> list[str]:
    """Return why an object is not to be deleted and created anew, as far as it and ``options`` tell."""
    values = resource.decode(record)
    lacking = [
        LACKS % (field.name, resource.kind.noun)
        for field in resource.fields
        if not field.type.is_shown and field.is_needed(values) and options.get(field.name) is None
    ]
    return lacking + (_refusals_of_used(resource, record) if resource.used_by else [])


def _refusals_of_used(resource: Resource, record: Record) -> list[str]:
    used = whole(record.get(resource.used_by))
    if used == 0:
        return []
    told = (
        "nobody knows whether it has been"
        if used is None
        else "it has been %d time%s" % (used, "s" * (used != 1))
    )
    return [
        "%s: is only possible for what was never used, and %s. Create another %s beside it, under another "
        "name." % (RECREATE, told, resource.kind.noun)
    ]


def planned(resource: Resource, plan: Plan, options: t.Mapping[str, t.Any]) -> Plan:
    """Return the plan of an update as one of a deletion and a creation: with all that there is on both sides.

    The new object has what the old one has, but for what shall be another, and for what no answer shows.
    """
    values = predict(resource, plan)
    for field in resource.fields:
        if not field.type.is_shown and options.get(field.name) is not None:
            values[field.name] = field.type.accept(options[field.name])
    after = {
        field.name: values[field.name]
        for field in resource.fields
        if not field.is_worked_out and values[field.name] is not None
    }
    return plan._replace(is_anew=True, before=resource.decode(plan.current or {}), after=after)


def warning(resource: Resource, options: t.Mapping[str, t.Any], plan: Plan) -> str:
    """Say that an object is another one afterwards, and what that means for who has its secret."""
    revealed = resource.revealed
    told = ANEW % (resource.kind.noun, resource.title_of(plan.after), revealed.what if revealed else "id")
    if revealed is None or revealed.is_asked_for(options):
        return told
    return told + ASK % (resource.module, revealed.dest)


def carry_out(store: Store, plan: Plan) -> apply.Done:
    """Delete what a plan is about and create it anew. Raises what these two do."""
    delete(store, plan)
    return apply.Done(create(store, plan), plan)


def delete(store: Store, plan: Plan) -> None:
    """Delete what a plan is about. It is looked at once more before that.

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
    problems = _refusals_of_used(resource, found) if resource.used_by else []
    if problems:
        raise InvalidInput(problems)
    gone = plan_absent(resource, found)
    apply.carry_out(store, gone, lambda: plan_absent(resource, store.alone(object_id, title)))
    store.remember(object_id, None)


def create(store: Store, plan: Plan) -> Record | None:
    """Create anew what was deleted. Raises what ``apply.carry_out`` does, with all that it has to have."""
    resource, values = store.resource, plan.after

    def replan() -> Plan:
        known = store.only_one_like(values)
        return plan_present(resource, known, values)

    shown = {name: value for name, value in resource.show(values).items() if value is not None}
    with after_write(GONE_BY_NOW % json.dumps(shown, ensure_ascii=False)):
        return apply.carry_out(store, Plan(CREATE, None, {}, values), replan).record
