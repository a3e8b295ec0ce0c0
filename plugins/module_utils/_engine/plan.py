# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must be done to bring an object to its declared state. Pure and private to this collection.

``changed``, ``diff``, the predicted result and the request body all derive from one plan, so
that check mode and the real run cannot disagree.
"""

from __future__ import annotations

import typing as t
from types import MappingProxyType

from .._schema.field_type import Record
from .._schema.resource import Resource
from .._schema.traits import traits_of

CREATE = "create"
UPDATE = "update"
DELETE = "delete"
NOTHING = "nothing"

Values = t.Mapping[str, t.Any]


class Plan(t.NamedTuple):
    """One step. ``current``: the object as read, None where it does not exist.

    ``before`` and ``after``: canonical values of what is managed; empty where there is no object.
    ``foreseen``: what will be beside that once an object is created. ``is_forced``: whether a deletion is
    asked for whatever names the object. ``is_anew``: whether an update is made by deleting the object and
    creating it anew. ``beside``: what a creation sends as well although ZPA makes something else of it.
    """

    operation: str
    current: Record | None
    before: Values
    after: Values
    foreseen: Values = MappingProxyType({})
    is_forced: bool = False
    is_anew: bool = False
    beside: Values = MappingProxyType({})

    @property
    def changes(self) -> bool:
        return self.operation != NOTHING

    @property
    def is_new(self) -> bool:
        """Whether what is there afterwards was not there before."""
        return self.operation == CREATE or self.is_anew

    @property
    def deletes(self) -> bool:
        """Whether what is there goes, also if another takes its place."""
        return self.operation == DELETE or self.is_anew

    def diff(self, resource: Resource) -> dict[str, t.Any]:
        """Return ``before`` and ``after`` in the options' own terms, of two objects with headings."""
        sides: dict[str, t.Any] = {
            "before": resource.contrast(self.before, self.after),
            "after": resource.contrast(self.after, self.before),
        }
        if not self.is_anew:
            return sides
        # One side is what goes, the other one what comes.
        shown = (("before", self.before, DELETE), ("after", self.after, CREATE))
        for side, values, operation in shown:
            title = resource.title_of(values)
            sides[side + "_header"] = "%s '%s' (%s)" % (resource.kind.noun, title, operation)
        return sides


def plan_present(
    resource: Resource,
    current: Record | None,
    wanted: Values,
    only_add: t.AbstractSet[str] = frozenset(),
    present: Values | None = None,
) -> Plan:
    """Plan that the object exists with the ``wanted`` canonical values; what is not in it stays.

    ``only_add``: names of set-valued fields of which nothing is taken away. ``present``: the canonical values
    of ``current``, where they are known.
    """
    if current is None:
        defaults = {
            field.name: field.create_default for field in resource.fields if field.create_default is not None
        }
        values = _in_order(resource, {**defaults, **wanted})
        lost = resource.rewritten(values)
        kept = {name: value for name, value in values.items() if name not in lost}
        return Plan(CREATE, None, {}, kept, beside={name: values[name] for name in lost if name in values})
    present = resource.decode(current) if present is None else present
    lost = resource.rewritten(present, wanted)
    before: dict[str, t.Any] = {}
    after: dict[str, t.Any] = {}
    operation = NOTHING
    for field in resource.fields:
        name = field.name
        if name not in wanted or name in lost:
            continue
        had, value = present[name], wanted[name]
        if name in only_add:
            value = had | value
        if value == had:
            had = value = field.type.told(had, value)
        else:
            operation = UPDATE
        before[name], after[name] = had, value
    return Plan(operation, current, before, after)


def plan_absent(resource: Resource, current: Record | None, is_forced: bool = False) -> Plan:
    """Plan that the object does not exist, or is as good as absent where there is no deletion.

    ``is_forced``: whatever names it.
    """
    if current is None:
        return Plan(NOTHING, None, {}, {})
    if resource.reset:
        return plan_present(resource, current, dict(resource.reset))
    return Plan(DELETE, current, resource.decode(current), {}, is_forced=is_forced)


def predict(resource: Resource, plan: Plan) -> dict[str, t.Any]:
    """Return the canonical values of all fields that the object will have once the plan is done.

    None for what ZPA will work out from fields that change.
    """
    before = resource.decode(plan.current or {})
    traits = traits_of(resource.fields)
    after = {
        name: resource.field(name).type.over(value, before.get(name)) if name in traits.overlaid else value
        for name, value in plan.after.items()
    }
    unknown: dict[str, t.Any] = {
        field.name: None
        for field in traits.derived
        if any(name in after and after[name] != before[name] for name in field.derived_from)
    }
    values = {**before, **unknown, **plan.foreseen, **after}
    for name in resource.rewritten(values):
        is_as_it_was = all(values[by] == before.get(by) for by in resource.field(name).rewritten_with)
        values[name] = before.get(name) if is_as_it_was else None
    # What refers to members goes with them.
    left = {
        field.name: field.type.within(before[field.name], values[field.among])
        for field in traits.within
        if field.name in before and field.name not in after
    }
    return resource.settle({**values, **left})


def fields_not_as_planned(resource: Resource, plan: Plan, found: Record) -> list[str]:
    """Return the names of the fields that do not read back as planned. What is not shown says nothing."""
    values = resource.decode(found)
    promises = resource.settle(plan.after)
    if plan.operation == UPDATE:
        will_be = predict(resource, plan)
        promises = {**{name: will_be[name] for name in resource.guarded if name in will_be}, **promises}
    return [
        name
        for name, promised in promises.items()
        if name in values
        and not resource.field(name).type.fulfils(promised, values[name])
        and not is_tidied(resource, plan, name, values[name])
        and (name in plan.after or not resource.field(name).type.is_kept(promised, values[name]))
    ]


def is_tidied(resource: Resource, plan: Plan, name: str, found: t.Any) -> bool:
    """Whether a field shows what was written in ZPA's own way, and not only what it was before."""
    is_another = name in plan.after and plan.before.get(name) != found != plan.after[name]
    return is_another and resource.field(name).type.is_stored_as(plan.after[name], found)


def fields_with_unlike_twins(resource: Resource, plan: Plan) -> list[str]:
    """Return the fields whose twins disagree on the tenant, and that the plan leaves so."""
    before = resource.decode(plan.current or {})
    return [
        field.name
        for field in resource.fields
        if field.twins and before.get(field.name, "") is None and field.name not in plan.after
    ]


def _in_order(resource: Resource, values: Values) -> dict[str, t.Any]:
    return {field.name: values[field.name] for field in resource.fields if field.name in values}
