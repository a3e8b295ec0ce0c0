# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Places where something differs, each with a requester who shows it. Pure, private."""

from __future__ import annotations

import typing as t

from .cells import Cell, Pair
from .comparing import Transition
from .differences import Differences
from .facts import BYPASS, DENY, Atom, Rule
from .program import AFTER, BEFORE
from .search import Requester
from .space import Space
from .who import NOT_UNDERSTOOD, riddle, simplest, who_is


class Spot(t.NamedTuple):
    """Where something differs, with one requester for whom it does."""

    selections: Pair
    transition: Transition
    requester: Requester


def plainest_at(one: Differences, place: Spot) -> Requester:
    """Return a requester with nothing that the difference does not need."""
    program, transition = one.program, place.transition
    wanted = _deciding(one, place.selections, place.requester.matching)
    zone = 0 if transition.cause < program.first else 1

    def is_one(matching: int) -> bool:
        is_same = zone == 1 or _deciding(one, place.selections, matching) == wanted
        return is_same and is_at(one, place, matching)

    return simplest(program.space, place.requester, is_one, program.matching)


def is_at(one: Differences, place: Spot, matching: int) -> bool:
    """Whether what differs at a place does so for a requester whom these rows match."""
    program, transition = one.program, place.transition
    zone = 0 if transition.cause < program.first else 1
    is_cause = _deciding(one, place.selections, matching)[transition.side][zone] == transition.cause
    return is_cause and outcomes_at(one, place.selections, matching) == (transition.was, transition.now)


def _deciding(one: Differences, selections: Pair, matching: int) -> list[tuple[int, int]]:
    masks = one.program.masks(selections)
    return [one.program.deciders(side, masks[side], matching) for side in (BEFORE, AFTER)]


def witness_at(one: Differences, cell: Cell, requester: Requester) -> dict[str, t.Any]:
    """Return a request of a cell, in words."""
    return {
        "host": cell.sample,
        "port": cell.ports[0],
        "protocol": cell.protocol,
        **who_is(one.program.space, requester),
    }


def outcomes_at(one: Differences, selections: Pair, matching: int) -> tuple[str, ...]:
    """Return the outcomes before and after for a requester whom these rows match."""
    deciding = _deciding(one, selections, matching)
    return tuple(one.program.outcome(side, *deciding[side]) for side in (BEFORE, AFTER))


def deciders_at(one: Differences, place: Spot) -> tuple[Rule | None, Rule | None]:
    """Return the rules that decide the request of a place."""
    found = []
    for side, rows in enumerate(_deciding(one, place.selections, place.requester.matching)):
        forwarding, own = rows
        is_bypassed = one.program.action(side, forwarding) == BYPASS
        found.append(one.program.rule(side, forwarding if is_bypassed else own))
    return found[0], found[1]


def is_confirmed(one: Differences, witness: t.Mapping[str, t.Any], transition: Transition) -> bool:
    """Whether the plain evaluator finds the same outcomes for a request."""
    told = dict.fromkeys(_riddles(one.program.space), False)
    told.update(witness.get(NOT_UNDERSTOOD) or {})
    request = {**witness, NOT_UNDERSTOOD: told}
    was, now = (plain.decide(request).outcome for plain in one.plains)
    return (_as_block(was), _as_block(now)) == (transition.was, transition.now)


def _as_block(outcome: str) -> str:
    return DENY if outcome == "NONE" else outcome


def _riddles(space: Space) -> list[str]:
    return [riddle(Atom(*space.keys[number][1:])) for number in space.unknown]
