# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What of one list goes from one object to another in a plan: see ``_engine.holding``. Pure and private.

Who gives something up is written before who gets it. What is deleted gives nothing up: deletions come last.
"""

from __future__ import annotations

import typing as t

from .._engine import holding
from .._engine.plan import DELETE
from .._schema.field_type import Record
from .._schema.resource import Resource
from .sections import below
from .steps import Planned

GOES_LAST = (
    "%s: '%s' is what %s '%s' (id %s) has when this is written; deletions come last. Declare it without "
    "that and absent in another task."
)
IN_TURN = (
    "%s: '%s' is what %s '%s' (id %s) has, which gets something in turn. Do it in two tasks: take both away "
    "first."
)
GIVEN_TWICE = "%s: '%s' is declared for '%s' as well, %s, and one alone can have it. List it once."


class Handover(t.NamedTuple):
    """``giver``: who has the entry so far, None where no plan is about that; ``holder``: it as it is."""

    entry: t.Any
    taker: Planned
    giver: Planned | None
    holder: Record


def in_turn(resource: Resource, planned: t.Sequence[Planned]) -> list[Planned]:
    """Return what is planned, with who gives something up before who gets it."""
    if not resource.one_has:
        return list(planned)
    records = [one.plan.current for one in planned if one.plan.current]
    givers: dict[int, list[Planned]] = {}
    for handover in _handovers(resource, planned, records):
        if handover.giver:
            givers.setdefault(id(handover.taker), []).append(handover.giver)
    found: dict[int, Planned] = {}

    def add(one: Planned, waiting: tuple[int, ...] = ()) -> None:
        if id(one) in waiting or id(one) in found:
            return
        for giver in givers.get(id(one), ()):
            add(giver, (*waiting, id(one)))
        found[id(one)] = one

    for one in planned:
        add(one)
    return list(found.values())


def not_handed_over(
    resource: Resource, planned: t.Sequence[Planned], records: t.Iterable[Record]
) -> t.Iterator[str]:
    """Yield why the entries of a list cannot be handed over as planned. ``records``: the list as it is."""
    if not resource.one_has:
        return
    first: dict[t.Any, Planned] = {}
    for one in planned:
        for entry in sorted(one.plan.after.get(resource.one_has) or ()):
            earlier = first.setdefault(entry, one)
            if earlier is not one and one.entry:
                place = holding.place_said(resource, one.entry.options, entry)
                yield below(one.path, GIVEN_TWICE % (place, entry, earlier.name, earlier.path))
    order = {id(one): place for place, one in enumerate(in_turn(resource, planned))}
    for entry, taker, giver, holder in _handovers(resource, planned, records):
        place = holding.place_said(resource, taker.entry.options if taker.entry else {}, entry)
        said = (place, entry, resource.kind.noun, resource.title(holder), holder["id"])
        if giver is None:
            yield below(taker.path, holding.HELD % said)
        elif giver.plan.operation == DELETE:
            yield below(taker.path, GOES_LAST % said)
        elif order[id(giver)] > order[id(taker)]:
            yield below(taker.path, IN_TURN % said)


def _handovers(
    resource: Resource, planned: t.Sequence[Planned], records: t.Iterable[Record]
) -> t.Iterator[Handover]:
    by_id = {one.id: one for one in planned if one.id}
    holders = holding.holders(resource, records)
    for one in planned:
        for entry in sorted(holding.taken(resource, one.plan)):
            holder = holders.get(entry)
            if holder is None or str(holder["id"]) == one.id:
                continue
            giver = by_id.get(str(holder["id"]))
            left = giver.plan.after.get(resource.one_has) if giver else None
            # What two of them declare is told of as such.
            if entry not in (left or ()):
                gives = giver and (left is not None or giver.plan.operation == DELETE)
                yield Handover(entry, one, giver if gives else None, holder)
