# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules of two configurations in one order, so that sets of rows are numbers. Pure, private.

Rows of both are merged into one sequence: a row that both have, in the same order among those, has one
place. So of the rows that apply to a request, a set of bits, the lowest one decides, before and after. If
a requester is decided by another row than before, one of the two rows is not in both, or a row of both does
something else.
"""

from __future__ import annotations

import typing as t
from difflib import SequenceMatcher

from .facts import (
    ACCESS,
    ALLOW,
    ALWAYS_DIRECT,
    BYPASS,
    DENY,
    DIRECT,
    FORWARDING,
    INTERCEPT_ACCESSIBLE,
    NONE,
    WITHOUT_MATCH,
    Configuration,
    Rule,
)
from .readings import Reading
from .rows import Body, Guard, RuleRow, applies, bypass_body, in_forwarding_order, rows_of, without_browsers
from .selection import Selection
from .space import CLIENT, PROVIDER, Space

BEFORE, AFTER = 0, 1
# Where none of some rows decides.
NO_ROW = -1
# What a segment says by itself, as the rule that it amounts to.
BYPASS_RULE = Rule("", "bypass_type", BYPASS)


class MergedRow(t.NamedTuple):
    """A row of the merged sequence. ``rules``: before and after, None where it is not there."""

    body: Body
    guards: tuple[Guard | None, Guard | None]
    rules: tuple[Rule | None, Rule | None]


class Program:
    """What decides, before and after, for one policy type that may come after forwarding.

    ``policy``: access comes after forwarding; any other policy stands alone. ``extra``: bodies that belong
    to no rule, of which ``extra`` has the places.
    """

    def __init__(
        self,
        configurations: tuple[Configuration, Configuration],
        reading: Reading,
        space: Space,
        policy: str = ACCESS,
        extra: t.Iterable[Body] = (),
    ) -> None:
        self.configurations = configurations
        self.space = space
        self.policy = policy
        forwarding = _forwarding_rows(configurations, reading, space) if policy == ACCESS else []
        own = [
            [(row, one.rules(policy)[row.place]) for row in rows_of(one.rules(policy), one, space)]
            for one in _distinct(configurations)
        ]
        self.rows = [*forwarding, *_merged(own[0], own[-1])]
        # The rows before this one are those of forwarding.
        self.first = len(forwarding)
        self.zones = ((1 << self.first) - 1, ((1 << len(self.rows)) - 1) & ~((1 << self.first) - 1))
        self.extra = []
        for body in extra:
            self.extra.append(len(self.rows))
            self.rows.append(MergedRow(body, (None, None), (None, None)))
        self.bodies = [row.body for row in self.rows]
        self._index_guards()
        self._index_bodies()
        self._masks: tuple[dict[Selection, int], dict[Selection, int]] = ({}, {})
        # The rows of both sides that do something else than before.
        self.changed = self._changed()

    @property
    def own_bypass(self) -> int:
        """The rows of what segments say of themselves."""
        return 3 if self.policy == ACCESS else 0

    # -- Rows that apply ---------------------------------------------------------------------------------

    def _index_guards(self) -> None:
        """Sort the rows by what they ask of applications, for either side."""
        self._always = [0, 0]
        self._by_key: list[dict[tuple[str, str], int]] = [{}, {}]
        self._special: list[list[tuple[int, Guard]]] = [[], []]
        # The rules of forwarding that bypass ZPA, for either side.
        self._bypassing = [
            sum(1 << place for place in range(self.first) if self.action(side, place) == BYPASS)
            for side in (BEFORE, AFTER)
        ]
        start = 2 if self.policy == ACCESS else 0
        for place, row in enumerate(self.rows):
            for side in (BEFORE, AFTER) if place >= start else ():
                guard = row.guards[side]
                if guard is None:
                    continue
                if not guard:
                    self._always[side] |= 1 << place
                elif len(guard) == 1 and all(wanted for _kind, _key, wanted in guard[0]):
                    for kind, key, _wanted in guard[0]:
                        by_key = self._by_key[side]
                        by_key[kind, key] = by_key.get((kind, key), 0) | 1 << place
                else:
                    self._special[side].append((place, guard))

    def mask(self, side: int, selection: Selection) -> int:
        """Return the rows that apply to requests which belong to a selection."""
        memo = self._masks[side]
        if selection not in memo:
            memo[selection] = self._mask(side, selection)
        return memo[selection]

    def masks(self, selections: tuple[Selection, Selection]) -> tuple[int, int]:
        """Return the same for before and after."""
        return self.mask(BEFORE, selections[BEFORE]), self.mask(AFTER, selections[AFTER])

    def _mask(self, side: int, selection: Selection) -> int:
        is_access = self.policy == ACCESS
        is_direct = selection.bypass == ALWAYS_DIRECT
        if is_direct and not (is_access and self.space.reading.spares_browsers):
            return 1 if is_access else 0
        if not selection.open:
            return 1 if is_direct else 0
        found = self._applying(side, selection.open)
        if selection.beside and is_access:
            wider = self._applying(side, (*selection.open, *selection.beside))
            found = found & ~self._bypassing[side] | wider & self._bypassing[side]
        if not is_access or not selection.bypass:
            return found
        return found | (1 if is_direct else 2)

    def _applying(self, side: int, keys: t.Iterable[str]) -> int:
        """Return the rows that apply to requests which belong to these segments."""
        segments = [self.configurations[side].segments[key] for key in keys]
        found = self._always[side]
        for segment in segments:
            found |= self._by_key[side].get(("APP", segment.key), 0)
            found |= self._by_key[side].get(("APP_GROUP", segment.group), 0)
        for place, guard in self._special[side]:
            if applies(guard, segments):
                found |= 1 << place
        return found

    # -- Rows that match ---------------------------------------------------------------------------------

    def _index_bodies(self) -> None:
        """Lay the bodies out so that the rows which match a requester are found for all rows at once.

        Of each row the clauses have numbers; for each number, and for each value of a variable, a number
        has the rows as bits whose clause of that number holds with it.
        """
        self._all = (1 << len(self.rows)) - 1
        depth = max((len(body) for body in self.bodies), default=0)
        self._short = [0] * depth
        holds: list[list[dict[int, int]]] = [[{} for _value in values] for values in self.space.values]
        for place, body in enumerate(self.bodies):
            for number in range(len(body), depth):
                self._short[number] |= 1 << place
            for number, clause in enumerate(body):
                for variable, bits in clause:
                    for value in range(bits.bit_length()):
                        if bits >> value & 1:
                            by_number = holds[variable][value]
                            by_number[number] = by_number.get(number, 0) | 1 << place
        self._holds = [[tuple(one.items()) for one in values] for values in holds]
        # Variables that can make a clause hold without anybody saying so.
        self._tacit = [
            number
            for number in range(PROVIDER + 1, len(holds))
            if holds[number][0] or (self.space.hub[number] == CLIENT and holds[number][1])
        ]

    def matching(self, chosen: t.Mapping[int, int], client: int, provider: int) -> int:
        """Return the rows that match a requester. ``chosen``: values of variables that are not the first."""
        planes = list(self._short)
        holds = self._holds
        for number, bits in holds[CLIENT][client]:
            planes[number] |= bits
        for number, bits in holds[PROVIDER][provider]:
            planes[number] |= bits
        for variable, value in chosen.items():
            for number, bits in holds[variable][value]:
                planes[number] |= bits
        default = self.space.default
        for variable in self._tacit:
            if variable not in chosen:
                for number, bits in holds[variable][default(variable, client, provider)]:
                    planes[number] |= bits
        found = self._all
        for plane in planes:
            found &= plane
        return found

    # -- What a row does ---------------------------------------------------------------------------------

    def deciders(self, side: int, mask: int, matching: int) -> tuple[int, int]:
        """Return the rows that decide a request in forwarding and after that, NO_ROW where none matches."""
        found = mask & matching
        forwarding, own = found & self.zones[0], found & self.zones[1]
        return (forwarding & -forwarding).bit_length() - 1, (own & -own).bit_length() - 1

    def outcome(self, side: int, forwarding: int, own: int) -> str:
        """Return what becomes of a request by the rows that decide it."""
        return self.outcome_of(side, self.action(side, forwarding), own)

    def outcome_of(self, side: int, how: str, own: int) -> str:
        """Return the same by what forwarding does."""
        if how == BYPASS:
            return DIRECT
        done = self.result(side, own)
        return DIRECT if how == INTERCEPT_ACCESSIBLE and done == DENY else done

    def result(self, side: int, own: int) -> str:
        """Return what the policy itself answers, NO_ROW being that no rule matches."""
        if own == NO_ROW:
            return DENY if self.policy == ACCESS else WITHOUT_MATCH.get(self.policy, NONE)
        rule = t.cast(Rule, self.rows[own].rules[side])
        if self.policy == ACCESS:
            return rule.action if rule.action in KNOWN_ACTIONS else ALLOW
        settings = ",".join("%s=%s" % pair for pair in rule.settings)
        return "%s(%s)" % (rule.action, settings) if settings else rule.action

    def action(self, side: int, place: int) -> str:
        rule = self.rows[place].rules[side] if place >= 0 else None
        return rule.action if rule else ""

    def rule(self, side: int, place: int) -> Rule | None:
        return self.rows[place].rules[side] if place >= 0 else None

    def _changed(self) -> int:
        found = 0
        for place, row in enumerate(self.rows):
            if None not in row.rules and self._does(BEFORE, place) != self._does(AFTER, place):
                found |= 1 << place
        return found

    def _does(self, side: int, place: int) -> str:
        return self.action(side, place) if place < self.first else self.result(side, place)


# What other actions of access rules do nobody knows; a stronger sign-in may grant, so that they are access.
KNOWN_ACTIONS = ("ALLOW", "DENY", "REQUIRE_APPROVAL")


def _distinct(configurations: tuple[Configuration, Configuration]) -> tuple[Configuration, ...]:
    return configurations[:1] if configurations[0] is configurations[1] else configurations


def _forwarding_rows(
    configurations: tuple[Configuration, Configuration], reading: Reading, space: Space
) -> list[MergedRow]:
    """Return what bypasses ZPA: segments of themselves, always and on a trusted network, then rules."""
    sides = []
    for one in _distinct(configurations):
        rules = one.rules(FORWARDING)
        rows = in_forwarding_order(rows_of(rules, one, space), rules, reading)
        sides.append([(row, rules[row.place]) for row in rows])
    own = [RuleRow(-1, (), ()), RuleRow(-1, bypass_body(space), ())]
    if reading.spares_browsers:
        own = [without_browsers(row, space) for row in own]
        sides = [[(without_browsers(row, space), rule) for row, rule in side] for side in sides]
    both = (BYPASS_RULE, BYPASS_RULE)
    return [*(MergedRow(row.body, ((), ()), both) for row in own), *_merged(sides[0], sides[-1])]


def _merged(before: list[tuple[RuleRow, Rule]], after: list[tuple[RuleRow, Rule]]) -> list[MergedRow]:
    """Return the rows of both in one order, which keeps that of either."""
    if before is after:
        return [MergedRow(row.body, (row.guard, row.guard), (rule, rule)) for row, rule in before]
    old, new = ([(rule.key, row.body) for row, rule in side] for side in (before, after))
    found = []
    for tag, low, high, first, last in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            for step in range(high - low):
                (row, rule), (other, now) = before[low + step], after[first + step]
                found.append(MergedRow(row.body, (row.guard, other.guard), (rule, now)))
            continue
        found += [MergedRow(row.body, (row.guard, None), (rule, None)) for row, rule in before[low:high]]
        found += [MergedRow(row.body, (None, row.guard), (None, rule)) for row, rule in after[first:last]]
    return found


def deciding(mask: int, row: int) -> tuple[tuple[int, ...], int]:
    """Return which rows must match, and which must not, for a row of a set, or NO_ROW, to decide."""
    return ((), mask) if row == NO_ROW else ((row,), mask & ((1 << row) - 1))


def once_each(*rows: int) -> tuple[int, ...]:
    """Return rows sorted and each once, as an oracle is asked for them."""
    return tuple(sorted({*rows}))


def bits(mask: int) -> t.Iterator[int]:
    """Yield the rows of a set, the first one first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def sum_of(masks: t.Iterable[int]) -> int:
    """Return the rows that are in any of some sets."""
    found = 0
    for mask in masks:
        found |= mask
    return found
