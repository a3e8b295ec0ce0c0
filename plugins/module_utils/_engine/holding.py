# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sets of which each entry belongs to one object at a time, as a domain does. Pure and private."""

from __future__ import annotations

import typing as t

from .._schema.field_type import Record
from .._schema.resource import Resource
from .plan import Plan

HELD = (
    "%s: '%s' is what %s '%s' (id %s) has already, and one alone can have it. Take it away there first, or "
    "leave it out here."
)


def holders(resource: Resource, records: t.Iterable[Record]) -> dict[t.Any, Record]:
    """Return who has which entry, of those that show it."""
    found: dict[t.Any, Record] = {}
    for record in records:
        for entry in had(resource, record):
            found.setdefault(entry, record)
    return found


def had(resource: Resource, record: Record) -> frozenset[t.Any]:
    """Return the entries of an object."""
    return frozenset(resource.field(resource.one_has).read(record) or ())


def taken(resource: Resource, plan: Plan) -> frozenset[t.Any]:
    """Return the entries that an object gets by a plan."""
    return frozenset(plan.after.get(resource.one_has) or ()) - frozenset(
        plan.before.get(resource.one_has) or ()
    )


def place_said(resource: Resource, options: t.Mapping[str, t.Any], entry: t.Any) -> str:
    """Return where the options have an entry, for example ``domains[2]``."""
    option = resource.one_has
    accept = resource.field(option).type.accept
    for place, given in enumerate(options.get(option) or ()):
        if entry in accept([given]):
            return "%s[%d]" % (option, place)
    return option


def held_by_others(
    resource: Resource, plan: Plan, options: t.Mapping[str, t.Any], records: t.Iterable[Record]
) -> list[str]:
    """Return what is wrong with a plan where others have what it gives to an object."""
    current_id = str((plan.current or {}).get("id"))
    found = holders(resource, (record for record in records if str(record["id"]) != current_id))
    return [
        HELD
        % (
            place_said(resource, options, entry),
            entry,
            resource.kind.noun,
            resource.title(found[entry]),
            found[entry]["id"],
        )
        for entry in sorted(taken(resource, plan))
        if entry in found
    ]
