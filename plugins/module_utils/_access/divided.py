# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requesters for whom a change is one under one of two readings alone. Pure, private.

A rule that is new for those who failed a posture is so under every reading; whether it is for a browser,
which reports none, is open. Such requesters are looked for among the plainest ones, of whom least is told,
and those who differ from them in what readings are about: the client and the identity provider. Which ones
these are depends on the rules alone, and not on who was found before or by which engine.
"""

from __future__ import annotations

import typing as t
from collections import Counter
from itertools import islice

from .cells import Cell, Pair
from .differences import Cause, Differences
from .oracle import Oracle
from .program import AFTER, BEFORE, NO_ROW, bits, deciding, once_each, sum_of
from .readings import BROWSERS, CLIENT_CONNECTORS
from .search import Budget, OutOfSteps, Requester
from .space import CLIENT, Space, VariableKey
from .spots import Spot, is_at, is_confirmed, outcomes_at, plainest_at, witness_at

# With how many other rows that may match them requesters are looked for, and how much work that is worth.
MOST_ROWS = 4
STEPS, STEPS_OF_QUESTION = 20_000, 500

# What a cell belongs to under either reading.
CellOfBoth = t.Tuple[Cell, Pair, Pair]


class Alone(t.NamedTuple):
    """Cells for which a change is one for somebody under one reading alone, and who that is for the first.

    ``pairs``: what the cells belong to.
    """

    cells: tuple[Cell, ...]
    pairs: tuple[Pair, ...]
    spot: Spot
    witness: dict[str, t.Any]


# Where a change is one under one reading alone, and a request of which that is confirmed.
Found = t.Tuple[Spot, t.Dict[str, t.Any]]


class Divider:
    """Two readings: for whom a change that both have is one under ``one`` and not under ``other``."""

    def __init__(self, one: Differences, other: Differences) -> None:
        self.one, self.other = one, other
        self._are_alike = one.program.space.keys == other.program.space.keys
        # Of requesters who are looked for here, those of every change anew.
        self._oracles: list[Oracle] = []
        # What only one of them tells apart: attributes with values that differ in letter case alone.
        self._spelled = [] if self._are_alike else _spelled_in_several_ways(one, other)
        # Whether rows have the same places as well.
        self._are_aligned = self._are_alike and len(one.program.rows) == len(other.program.rows)
        # The rows that match other requesters under the other reading.
        self._open = 0 if one.program is other.program else _rows_that_differ(one, other)

    def alone(self, key: Cause, places: t.Iterable[CellOfBoth]) -> Alone | None:
        """Return where that is so for somebody, None if nobody is found."""
        self._oracles = [
            Oracle(of.program, Budget(STEPS, STEPS_OF_QUESTION), "search") for of in (self.one, self.other)
        ]
        known: dict[tuple[int, ...], Found | None] = {}
        cells: list[Cell] = []
        pairs: dict[Pair, Found] = {}
        for cell, here, there in places:
            ours, others = self.one.program.masks(here), self.other.program.masks(there)
            masks = (*ours, *others)
            if masks not in known:
                open_rows = self._open & sum_of(ours)
                if self._are_aligned:
                    open_rows |= self._open & sum_of(others)
                    open_rows |= ours[BEFORE] ^ others[BEFORE] | ours[AFTER] ^ others[AFTER]
                known[masks] = self._find(key, (cell, here, there), open_rows) if open_rows else None
            found = known[masks]
            if found is not None:
                cells.append(cell)
                pairs.setdefault(here, found)
        return Alone(tuple(cells), tuple(pairs), *next(iter(pairs.values()))) if cells else None

    def _find(self, key: Cause, place: CellOfBoth, open_rows: int) -> Found | None:
        cell, here, there = place
        one, other = self.one, self.other
        for transition in sorted(one.transitions[key][here], key=lambda known: known[:4]):
            outcomes = (transition.was, transition.now)
            for requester in self._tried(Spot(here, transition, transition.requester), open_rows):
                spot = Spot(here, transition, _fitted(one, requester))
                if not is_at(one, spot, spot.requester.matching):
                    continue
                # Numbers tell it soonest, where they mean the same.
                if self._are_alike and outcomes == outcomes_at(
                    other, there, _fitted(other, requester).matching
                ):
                    continue
                for witness in self._requests(cell, spot, requester):
                    if is_confirmed(one, witness, transition) and not is_confirmed(
                        other, witness, transition
                    ):
                        return spot, witness
        return None

    def _requests(self, cell: Cell, spot: Spot, requester: Requester) -> t.Iterator[dict[str, t.Any]]:
        """Yield a requester in words: of what one reading makes nothing, the other one may make something."""
        witness = witness_at(self.one, cell, spot.requester)
        yield witness
        if self._are_alike:
            yield witness_at(self.other, cell, _fitted(self.other, requester))
            return
        for kind, provider, attribute, value in self._spelled:
            if witness.get("idp") in (None, provider):
                name = kind.lower()
                values = {**witness.get(name, {}), attribute: [value]}
                yield {**witness, "idp": provider, name: values}

    def _tried(self, spot: Spot, open_rows: int) -> t.Iterator[Requester]:
        """Yield requesters for whom a change may be one under one reading alone."""
        for way in self._ways(spot):
            decided = next(self._asked(0, *way), None)
            if decided is not None and is_at(self.one, spot, decided.matching):
                break
        else:
            return
        yield from self._alike(plainest_at(self.one, spot._replace(requester=decided)))
        cause = spot.transition.cause
        for wanted, unwanted in dict.fromkeys((((cause,), self._above(spot)), way)):
            for row in islice(bits(open_rows & ~sum_of(1 << one for one in wanted)), MOST_ROWS):
                for number in (0, 1) if self._are_aligned else (0,):
                    for found in self._asked(number, once_each(*wanted, row), unwanted & ~(1 << row)):
                        yield from self._alike(found)

    def _alike(self, requester: Requester) -> t.Iterator[Requester]:
        """Yield a requester, and those who differ from it in what readings are about."""
        if not self._are_alike:
            return iter((requester,))
        is_of_risk = self.one.reading.any_risk or self.other.reading.any_risk
        return _like(self.one.program.space, requester, is_of_risk)

    def _ways(self, spot: Spot) -> t.Iterator[tuple[tuple[int, ...], int]]:
        """Yield rows that match those whom the cause of a change decides, and rows that do not.

        By what decides them on the other side, and by what forwards them on the same one.
        """
        program, cause, above = self.one.program, spot.transition.cause, self._above(spot)
        masks = program.masks(spot.selections)
        yield (cause,), above
        others = masks[AFTER - spot.transition.side]
        for row in islice(bits(others & ~(1 << cause)), MOST_ROWS * MOST_ROWS):
            yield once_each(cause, row), above | others & ((1 << row) - 1)
        forwarding = masks[spot.transition.side] & program.zones[0]
        if cause >= program.first and forwarding:
            for row in (NO_ROW, *islice(bits(forwarding), MOST_ROWS * MOST_ROWS)):
                wanted, unwanted = deciding(forwarding, row)
                yield once_each(cause, *wanted), above | unwanted

    def _above(self, spot: Spot) -> int:
        """Return the rows that come before the cause of a change, of the same policy."""
        program, cause = self.one.program, spot.transition.cause
        zone = program.zones[0 if cause < program.first else 1]
        return self.one.program.masks(spot.selections)[spot.transition.side] & zone & ((1 << cause) - 1)

    def _asked(self, number: int, wanted: tuple[int, ...], unwanted: int) -> t.Iterator[Requester]:
        try:
            found = self._oracles[number].ask(wanted, unwanted)
        except OutOfSteps:
            return
        if found is not None:
            yield found


def _rows_that_differ(one: Differences, other: Differences) -> int:
    """Return the rows of a reading that match others under another one."""
    bodies, others = _in_words(one), _in_words(other)
    if len(bodies) != len(others) or one.program.space.support != other.program.space.support:
        return -1
    return sum(1 << place for place, body in enumerate(bodies) if body != others[place])


def _in_words(of: Differences) -> list[list[set[tuple[VariableKey, int]]]]:
    """Return what rows ask for, by what that is: variables have other numbers under another reading."""
    keys = of.program.space.keys
    return [
        [{(keys[number], bits) for number, bits in clause} for clause in body] for body in of.program.bodies
    ]


def _spelled_in_several_ways(one: Differences, other: Differences) -> list[VariableKey]:
    keys = dict.fromkeys((*one.program.space.keys, *other.program.space.keys))
    attributes = [key for key in keys if key[0] in ("SAML", "SCIM") and key[1]]
    folded = Counter((*key[:-1], key[-1].casefold()) for key in attributes)
    return [key for key in attributes if folded[(*key[:-1], key[-1].casefold())] > 1]


def _like(space: Space, requester: Requester, is_of_risk: bool) -> t.Iterator[Requester]:
    """Yield a requester, and those who differ from it in what readings are about.

    That is the client, having no identity provider, and, if a reading is about it, the risk without one.
    """
    clients = space.values[CLIENT]
    others = [0, *(clients.index(name) for name in (BROWSERS[0], CLIENT_CONNECTORS[0]))]
    risks = [number for number, key in enumerate(space.keys) if is_of_risk and key[0] == "RISK_FACTOR_TYPE"]
    for provider in dict.fromkeys((requester.provider, 0)):
        for client in dict.fromkeys((requester.client, *others)):
            alike = requester._replace(client=client, provider=provider)
            yield alike
            for number in () if provider else risks:
                for value in range(len(space.values[number])):
                    yield alike._replace(chosen={**alike.chosen, number: value})


def _fitted(of: Differences, requester: Requester) -> Requester:
    """Return a requester without what goes with another client or identity provider."""
    space, program = of.program.space, of.program
    client, provider = requester.client, requester.provider
    chosen = {
        number: value
        for number, value in requester.chosen.items()
        if space.goes_with(number, value, client, provider)
    }
    return Requester(client, provider, chosen, program.matching(chosen, client, provider))
