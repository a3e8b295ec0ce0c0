# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What becomes of several objects of a configuration by one request. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .._engine.plan import UPDATE, predict
from .._schema.exclusions import is_refused_between
from .._schema.fields import Field
from .sections import Section
from .steps import DELETE_MANY, TOGETHER, Planned, Step

AT_ONCE, AFTERWARDS, ALONE = "at once", "afterwards", "alone"


def together(section: Section, planned: t.Sequence[tuple[Planned, Step]]) -> list[Step]:
    """Return a step for each value that two or more objects get together."""
    steps = []
    for field in section.resource.together:
        groups: dict[t.Any, list[tuple[str, Step]]] = {}
        for one, step in planned:
            when = _when(field, one)
            if when != ALONE:
                groups.setdefault(one.plan.after[field.name], []).append((when, step))
        for value, group in groups.items():
            if len(group) > 1:
                options = {
                    "field": field.name,
                    "value": value,
                    "first": [step for when, step in group if when == AFTERWARDS],
                    "members": [step for _when, step in group],
                }
                path = "config.%s" % section.path
                steps.append(
                    Step(section, TOGETHER, field.name, None, {}, {}, path, options, is_expected=False)
                )
    return steps


def deleted_together(section: Section, deletions: list[Step]) -> list[Step]:
    """Return a step that deletes what these steps are about, where one request can do it."""
    if not section.resource.deletes_many or len(deletions) < 2:
        return []
    path, options = "config.%s" % section.path, {"members": deletions}
    return [Step(section, DELETE_MANY, section.name, None, {}, {}, path, options, is_expected=False)]


def _when(field: Field, one: Planned) -> str:
    """Return when an object can get its value of a field: before everything else, after it, or with it.

    What it is in between must not be what the API refuses. One that is not there yet is created with it.
    """
    plan, resource = one.plan, one.section.resource
    if plan.operation != UPDATE or field.name not in plan.after:
        return ALONE
    old, new = plan.before[field.name], plan.after[field.name]
    if old == new:
        return ALONE
    present, values = resource.decode(plan.current or {}), predict(resource, plan)
    if not is_refused_between(resource.exclusions, present, {**present, field.name: new}, values):
        return AT_ONCE
    if not is_refused_between(resource.exclusions, present, {**values, field.name: old}, values):
        return AFTERWARDS
    return ALONE
