# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules that decide nothing, rules that change nothing, and rules for everyone: of one policy. Pure, private.

What is said of one configuration holds for its classes: sets of rows that apply to the same requests.
"""

from __future__ import annotations

import typing as t

from .facts import ALLOW, ALWAYS_DIRECT, Rule
from .oracle import Oracle
from .program import BEFORE, NO_ROW, Program, bits, sum_of
from .rows import applies
from .search import OutOfSteps
from .selection import Selection

# Of rules below more than so many others it is not told which of these decide their requests.
MOST_ABOVE = 24
NO_RULE = -1
CONTRADICTION, SHADOWED, NOTHING = "contradiction", "shadowed", "nothing"


class Dead(t.NamedTuple):
    """A rule that decides no request.

    ``reason``: nothing meets its conditions, which exclude each other; earlier rules take all of its
    requests; or it is about no request at all, since what it names is empty, switched off or bypassed.
    ``by``: the rules that decide its requests in its place; below many rules only some that suffice, which
    ``is_all`` tells. ``alone``: one that takes all of them, None where only several do.
    """

    rule: Rule
    reason: str
    by: tuple[Rule, ...] = ()
    alone: Rule | None = None
    is_all: bool = True


class Policy:
    """The rules of one policy of one configuration, with their rows.

    ``selections``: what requests belong to, of which those with the same rows are one class.
    """

    def __init__(self, oracle: Oracle, rules: t.Sequence[Rule], selections: t.Collection[Selection]) -> None:
        self.oracle = oracle
        self.program: Program = oracle.program
        self.reading = oracle.program.space.reading
        self._selections = selections
        masks = {self.program.mask(BEFORE, one) for one in selections}
        # Of forwarding counts what segments say of themselves: browsers may not be subject to its rules.
        zone = self.program.zones[1] | self.program.own_bypass
        self.masks = sorted({mask & zone for mask in masks} - {0})
        self.rules = [rule for rule in rules if rule.enabled]
        self.rows: dict[int, list[int]] = {place: [] for place in range(len(self.rules))}
        by_rule = {id(rule): place for place, rule in enumerate(self.rules)}
        self.owner: dict[int, int] = {}
        for row in range(self.program.first, len(self.program.rows)):
            rule = self.program.rows[row].rules[BEFORE]
            if rule is not None:
                self.owner[row] = by_rule[id(rule)]
                self.rows[self.owner[row]].append(row)
        self.undecided: list[Rule] = []

    # -- Never matching ----------------------------------------------------------------------------------

    def is_dead(self, place: int) -> bool:
        """Whether a rule decides no request. Raises OutOfSteps."""
        return not any(self._decides(row, mask) for row in self.rows[place] for mask in self._with(row))

    def never_match(self, among: t.Container[int] | None = None) -> list[int]:
        """Return the places of rules that decide no request; what is not decided is remembered."""
        found = []
        for place, rule in enumerate(self.rules):
            if among is not None and place not in among:
                continue
            try:
                if self.is_dead(place):
                    found.append(place)
            except OutOfSteps:
                self.undecided.append(rule)
        return found

    def why_dead(self, place: int) -> Dead:
        """Return why a rule that is dead is so."""
        rule = self.rules[place]
        try:
            possible = [row for row in self.rows[place] if self.oracle.ask((row,), 0) is not None]
            if not possible:
                return Dead(rule, CONTRADICTION)
            rows = [row for row in possible if self._with(row)]
            if not rows:
                return Dead(rule, CONTRADICTION if any(map(self._is_apart, possible)) else NOTHING)
            above = {row for one in rows for row in bits(sum_of(self._with(one)) & ((1 << one) - 1))}
            is_all = len({self.owner.get(row) for row in above}) <= MOST_ABOVE
            likely = self._likely(rows)
            takers: set[int] = set()
            if is_all:
                takers = {self.owner.get(taker, NO_RULE) for row in rows for taker in self._takers(row)}
                likely = [one for one in likely if one in takers]
            alone = next((one for one in likely if self._takes_all(one, rows)), None)
            if not is_all:
                takers = {alone} if alone is not None else self._sufficing(rows)
        except OutOfSteps:
            return Dead(rule, SHADOWED, is_all=False)
        by = tuple(self.rules[taker] for taker in sorted(takers - {place, NO_RULE}))
        if not by:
            return Dead(rule, NOTHING)
        return Dead(rule, SHADOWED, by, None if alone is None else self.rules[alone], is_all)

    def _likely(self, rows: t.Sequence[int]) -> list[int]:
        """Return the rules that match one requester of each of some rows: no other can take all of them."""
        found: set[int] | None = None
        for row in rows:
            requester = self.oracle.ask((row,), 0)
            matching = requester.matching & ((1 << row) - 1) & self.program.zones[1] if requester else 0
            owners = {self.owner[one] for one in bits(matching) if one in self.owner}
            found = owners if found is None else found & owners
        return sorted(found or ())

    def _sufficing(self, rows: t.Sequence[int]) -> set[int]:
        """Return rules that together take all requests of some rows."""
        cores = [
            self.oracle.core((row,), mask & ((1 << row) - 1)) for row in rows for mask in self._with(row)
        ]
        return {self.owner.get(one, NO_RULE) for one in bits(sum_of(cores))}

    def _decides(self, row: int, mask: int) -> bool:
        return self.oracle.ask((row,), mask & ((1 << row) - 1)) is not None

    def _is_apart(self, row: int) -> bool:
        """Whether there are requests for each application that a row asks for, and none for all of them."""
        there = self.program.configurations[BEFORE].segments
        asked = [[there[key] for key in one.open] for one in self._selections if one.bypass != ALWAYS_DIRECT]
        guard = self.program.rows[row].guards[BEFORE] or ()
        return all(any(applies((clause,), segments) for segments in asked if segments) for clause in guard)

    def _with(self, row: int) -> list[int]:
        """Return the classes to which a row applies, as what of them stands above it and the row itself."""
        upto = (2 << row) - 1
        return sorted({mask & upto for mask in self.masks if mask >> row & 1}, key=_size)

    def _takers(self, row: int) -> t.Iterator[int]:
        """Yield the rows that decide requests which a row matches as well."""
        masks = self._with(row)
        every = masks[0]
        union = 0
        for mask in masks:
            every &= mask
            union |= mask
        for taker in bits(union & ((1 << row) - 1)):
            above = (1 << taker) - 1
            pair = (taker, row)
            for mask in masks:
                if mask >> taker & 1 and self.oracle.ask(pair, mask & above) is not None:
                    yield taker
                    break
                if self.oracle.is_refuted(pair, every & above):
                    break

    def _takes_all(self, place: int, rows: t.Sequence[int]) -> bool:
        # What a segment sends past ZPA is nobody's to take.
        taking = sum(1 << row for row in self.rows[place]) | self.program.own_bypass
        return all(
            self.oracle.ask((row,), unwanted) is None
            for row in rows
            for unwanted in {mask & taking for mask in self._with(row)}
        )

    # -- Redundant ---------------------------------------------------------------------------------------

    def redundant(self, dead: t.Container[int], among: t.Container[int] | None = None) -> list[int]:
        """Return the places of rules without any one of which every outcome stays the same."""
        found = []
        for place, rule in enumerate(self.rules):
            if among is not None and place not in among:
                continue
            try:
                if place in dead or self.changes_nothing(place, 0):
                    found.append(place)
            except OutOfSteps:
                self.undecided.append(rule)
        return found

    def removable_together(self, dead: t.Container[int] = (), others: t.Sequence[Policy] = ()) -> list[int]:
        """Return places of rules that can all go at once, chosen from the last one upwards.

        ``dead``: rules that decide nothing, which the end of later ones does not change. ``others``: the same
        rules under other readings, under each of which they have to be so.
        """
        policies = (self, *others)
        gone = [0] * len(policies)
        found = []
        for place in reversed(range(len(self.rules))):
            try:
                if place in dead or all(
                    one.changes_nothing(place, gone[number]) for number, one in enumerate(policies)
                ):
                    found.append(place)
                    for number, one in enumerate(policies):
                        gone[number] |= sum(1 << row for row in one.rows[place])
            except OutOfSteps:
                self.undecided.append(self.rules[place])
        return sorted(found)

    def changes_nothing(self, place: int, gone: int) -> bool:
        """Whether every outcome stays without a rule, where some rows are gone already. Raises OutOfSteps."""
        own = sum(1 << row for row in self.rows[place])
        masks = {mask & ~gone for mask in self.masks if mask & own}
        return not any(
            self._makes_difference(row, mask, mask & ~own)
            for row in self.rows[place]
            for mask in masks
            if mask >> row & 1
        )

    def _makes_difference(self, row: int, mask: int, without: int) -> bool:
        """Whether a row decides a request that would have another outcome without its rule."""
        result = self.program.result(BEFORE, row)
        above = mask & ((1 << row) - 1)
        unmatched = self.program.result(BEFORE, NO_ROW)
        if unmatched != result and self.oracle.ask((row,), above | without) is not None:
            return True
        for following in bits(without >> row + 1 << row + 1):
            if self.program.result(BEFORE, following) != result:
                unwanted = above | without & ((1 << following) - 1)
                if self.oracle.ask((row, following), unwanted) is not None:
                    return True
        return False

    # -- For everyone ------------------------------------------------------------------------------------

    def everyone(self) -> list[tuple[Rule, bool]]:
        """Return the rules that allow whoever asks, and whether they do so for every application."""
        found = []
        for place, rule in enumerate(self.rules):
            if rule.action != ALLOW:
                continue
            for row in self.rows[place]:
                is_all = not self.program.rows[row].guards[BEFORE]
                applies = is_all or any(mask >> row & 1 for mask in self.masks)
                if applies and self.oracle.is_possible((), 1 << row) is False:
                    found.append((rule, is_all))
                    break
        return found


def _size(mask: int) -> int:
    return bin(mask).count("1")
