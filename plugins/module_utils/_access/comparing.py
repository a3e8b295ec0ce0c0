# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which outcomes differ between two configurations, for one class of applications. Pure, private.

A requester is decided by a row of forwarding and one of access, before and after. If the outcome differs,
one of these rows is a cause: it applies on one side only, or does something else. So every cause is asked
whether it decides a request that has another outcome on the other side. Rows of forwarding are causes where
the request is sent elsewhere, and those of access where it is not. Of two causes that after counts.
"""

from __future__ import annotations

import typing as t

from .facts import BYPASS, INTERCEPT_ACCESSIBLE
from .oracle import Oracle
from .program import AFTER, BEFORE, NO_ROW, bits, deciding, once_each
from .search import OutOfSteps, Requester


class Transition(t.NamedTuple):
    """Requests of a class whose outcome differs.

    ``side``: where ``cause`` decides. ``requester``: one of them.
    """

    side: int
    cause: int
    was: str
    now: str
    requester: Requester


class Undecided(t.NamedTuple):
    """A cause of which nothing more could be found out."""

    side: int
    cause: int


class Comparer:
    """Compares class after class; equal ones are compared once."""

    def __init__(self, oracle: Oracle) -> None:
        self.oracle = oracle
        self._program = oracle.program
        self._changed = self._program.changed
        self._memo: dict[tuple[int, int], tuple[list[Transition], list[Undecided]]] = {}
        self._interned: dict[tuple[int, int, str, str, int], Transition] = {}
        # The rows of access by what they do, for either side.
        self._by_result: tuple[dict[str, int], dict[str, int]] = ({}, {})
        for row in range(self._program.first, len(self._program.rows)):
            for side in (BEFORE, AFTER):
                if self._program.rule(side, row) is not None:
                    result = self._program.result(side, row)
                    self._by_result[side][result] = self._by_result[side].get(result, 0) | 1 << row

    def compare(self, before: int, after: int) -> tuple[list[Transition], list[Undecided]]:
        """Return what differs for requests to which these rows apply, and what is not decided."""
        key = (before, after)
        if key not in self._memo:
            self._memo[key] = self._compare(before, after)
        return self._memo[key]

    def _compare(self, before: int, after: int) -> tuple[list[Transition], list[Undecided]]:
        same = before & after & ~self._changed
        found: list[Transition] = []
        undecided: list[Undecided] = []
        if before == after == same:
            return found, undecided
        for side, causes in ((AFTER, after & ~same), (BEFORE, before & ~after)):
            for cause in bits(causes):
                try:
                    found += self._of_cause(_Class(before, after, same), side, cause)
                except OutOfSteps:
                    undecided.append(Undecided(side, cause))
        return found, undecided

    def _of_cause(self, of: _Class, side: int, cause: int) -> t.Iterator[Transition]:
        zone = 0 if cause < self._program.first else 1
        mask = of.masks[side] & self._program.zones[zone]
        above = mask & ((1 << cause) - 1)
        if self.oracle.ask((cause,), above) is None:
            return
        if zone == 1 and not (of.before | of.after) & self._program.zones[0]:
            yield from self._without_forwarding(of, side, cause, above)
            return
        seen: set[tuple[str, str]] = set()
        if zone == 1:
            for known in self.oracle.known((cause,)):
                outcomes = self._seen(of, side, above, known)
                if outcomes is not None and outcomes not in seen:
                    seen.add(outcomes)
                    yield self._transition(side, cause, *outcomes, known)
        possible: dict[str, set[tuple[str, str]]] = {}
        for rows in self._forwarding(of, side, cause, zone):
            if zone == 1:
                how = self._how(BEFORE, t.cast(int, rows[BEFORE]))
                if how not in possible:
                    possible[how] = self._possible(of, side, cause, how)
                if possible[how] <= seen:
                    continue
            wanted, unwanted = self._deciding(of, 0, rows)
            if zone == 1:
                unwanted |= above
                wanted = once_each(cause, *wanted)
            if self.oracle.ask(wanted, unwanted) is None:
                continue
            for own in self._own(of, side, cause, zone, rows):
                was, now = self._outcomes(rows, own)
                if was == now or (was, now) in seen:
                    continue
                also, fails = self._deciding(of, 1, own)
                requester = self.oracle.ask(once_each(*wanted, *also), unwanted | fails)
                if requester is not None:
                    seen.add((was, now))
                    yield self._transition(side, cause, was, now, requester)

    def _seen(self, of: _Class, side: int, above: int, requester: Requester) -> tuple[str, str] | None:
        """Return how the outcome differs for a requester whom a cause matches, None if not by it."""
        if requester.matching & above:
            return None
        rows = [
            self._program.deciders(number, of.masks[number], requester.matching) for number in (BEFORE, AFTER)
        ]
        hows = [self._how(number, rows[number][0]) for number in (BEFORE, AFTER)]
        other = rows[AFTER - side][1]
        is_its = side == AFTER or other == NO_ROW or of.same >> other & 1
        if hows[BEFORE] != hows[AFTER] or hows[BEFORE] == BYPASS or not is_its:
            return None
        was, now = (self._program.outcome(number, *rows[number]) for number in (BEFORE, AFTER))
        return (was, now) if was != now else None

    def _possible(self, of: _Class, side: int, cause: int, how: str) -> set[tuple[str, str]]:
        """Return how outcomes can differ at all where a row of access is the cause and forwarding alike."""
        program, other = self._program, AFTER - side
        allowed = of.masks[other] if side == AFTER else of.same
        own = program.outcome_of(side, how, cause)
        found = {program.outcome_of(other, how, NO_ROW)}
        for rows in self._by_result[other].values():
            if rows & allowed:
                found.add(program.outcome_of(other, how, (rows & allowed).bit_length() - 1))
        return {(one, own) if side == AFTER else (own, one) for one in found if one != own}

    def _without_forwarding(self, of: _Class, side: int, cause: int, above: int) -> t.Iterator[Transition]:
        """Yield the same where no rule of forwarding applies, which is mostly so."""
        program, other = self._program, AFTER - side
        zone = program.zones[1]
        allowed = of.masks[other] & zone if side == AFTER else of.same & zone
        result = program.result(side, cause)
        rows_of = {one: rows & allowed for one, rows in self._by_result[other].items() if rows & allowed}
        blocked = program.result(other, NO_ROW)
        rows_of.setdefault(blocked, 0)
        rows_of.pop(result, None)
        # Those who were found for other classes come first.
        for requester in self.oracle.known((cause,)):
            if not rows_of:
                return
            if not requester.matching & above:
                decider = program.deciders(other, of.masks[other], requester.matching)[1]
                outcome = program.result(other, decider)
                if outcome in rows_of and (decider == NO_ROW or allowed >> decider & 1):
                    del rows_of[outcome]
                    yield self._between(side, cause, result, outcome, requester)
        for outcome, rows in rows_of.items():
            for decider in (*((NO_ROW,) if outcome == blocked else ()), *bits(rows)):
                wanted, fails = deciding(of.masks[other] & zone, decider)
                found = self.oracle.ask(once_each(cause, *wanted), above | fails)
                if found is not None:
                    yield self._between(side, cause, result, outcome, found)
                    break

    def _between(self, side: int, cause: int, result: str, outcome: str, requester: Requester) -> Transition:
        was, now = (outcome, result) if side == AFTER else (result, outcome)
        return self._transition(side, cause, was, now, requester)

    def _transition(self, side: int, cause: int, was: str, now: str, requester: Requester) -> Transition:
        """Return a transition, the same one for the same requester: classes are many, and mostly alike."""
        key = (side, cause, was, now, id(requester))
        if key not in self._interned:
            self._interned[key] = Transition(side, cause, was, now, requester)
        return self._interned[key]

    def _forwarding(
        self, of: _Class, side: int, cause: int, zone: int
    ) -> t.Iterator[tuple[int | None, int | None]]:
        """Yield the rows of forwarding that can decide before and after."""
        olds, news = ([NO_ROW, *bits(mask & self._program.zones[0])] for mask in of.masks)
        same = {NO_ROW, *bits(of.same & self._program.zones[0])}
        if zone == 1:
            # Who is sent on alike differs by the rules of access alone; of who bypasses ZPA nothing differs.
            for old in olds:
                how = self._how(BEFORE, old)
                for new in news if how != BYPASS else ():
                    if how == self._how(AFTER, new) and (old == new or not {old, new} <= same):
                        yield old, new
        elif side == AFTER:
            how = self._how(AFTER, cause)
            yield from ((row, cause) for row in olds if self._how(BEFORE, row) != how)
        else:
            how = self._how(BEFORE, cause)
            yield from ((cause, row) for row in news if row in same and self._how(AFTER, row) != how)

    def _how(self, side: int, row: int) -> str:
        """Return what a row of forwarding does that makes a difference."""
        action = self._program.action(side, row)
        return action if action in (BYPASS, INTERCEPT_ACCESSIBLE) else ""

    def _own(
        self, of: _Class, side: int, cause: int, zone: int, forwarding: tuple[int | None, int | None]
    ) -> t.Iterator[tuple[int | None, int | None]]:
        """Yield the rows of access that can decide before and after, None where nobody asks them."""
        masks = [mask & self._program.zones[1] for mask in of.masks]
        if zone == 1:
            if side == AFTER:
                yield from ((row, cause) for row in (NO_ROW, *bits(masks[BEFORE])))
            else:
                yield from ((cause, row) for row in (NO_ROW, *bits(of.same & self._program.zones[1])))
            return
        is_asked = [
            self._program.action(number, t.cast(int, forwarding[number])) != BYPASS
            for number in (BEFORE, AFTER)
        ]
        olds: list[int | None] = [NO_ROW, *bits(masks[BEFORE])] if is_asked[BEFORE] else [None]
        news: list[int | None] = [NO_ROW, *bits(masks[AFTER])] if is_asked[AFTER] else [None]
        if not all(is_asked):
            yield from ((old, new) for old in olds for new in news)
            return
        same: set[int | None] = {NO_ROW, *bits(of.same & self._program.zones[1])}
        # Where another row decides than before, one of both is a cause as well.
        yield from ((row, row) for row in olds if row in same)
        yield from ((old, new) for old in olds for new in news if old != new and not {old, new} <= same)
        yield from ((row, row) for row in olds if row in news and row not in same)

    def _deciding(
        self, of: _Class, zone: int, rows: tuple[int | None, int | None]
    ) -> tuple[tuple[int, ...], int]:
        """Return which rows must match, and which must not, for these to decide before and after."""
        wanted: list[int] = []
        unwanted = 0
        for side in (BEFORE, AFTER):
            row = rows[side]
            if row is not None:
                matching, failing = deciding(of.masks[side] & self._program.zones[zone], row)
                wanted += matching
                unwanted |= failing
        return once_each(*wanted), unwanted

    def _outcomes(
        self, forwarding: tuple[int | None, int | None], own: tuple[int | None, int | None]
    ) -> tuple[str, str]:
        was, now = (
            self._program.outcome(side, t.cast(int, forwarding[side]), NO_ROW if row is None else row)
            for side, row in ((BEFORE, own[BEFORE]), (AFTER, own[AFTER]))
        )
        return was, now


class _Class(t.NamedTuple):
    """The rows that apply before and after, and those that apply on both sides and do the same."""

    before: int
    after: int
    same: int

    @property
    def masks(self) -> tuple[int, int]:
        return (self.before, self.after)
