# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Is there a requester whom these rows match and those do not, and who is it? Pure, private.

The search needs nothing but Python. It begins with the plainest requester, who has nothing but what the
wanted rows ask for outright. Only if that is not one yet does it choose: which of the alternatives of a
wanted row holds, or which clause of an unwanted row fails. It takes what leaves the fewest choices first.
What was chosen is remembered beside each variable, so that a dead end undoes the last choice that mattered.

Where there is none, it names unwanted rows of which that is true already.
"""

from __future__ import annotations

import typing as t

from .program import Program
from .rows import Clause
from .space import CLIENT, PROVIDER, OneOf

# How many rows are looked at before one is chosen, and how deep choices go.
LOOKED_AT, DEEPEST = 12, 300
LOOKUPS_PER_STEP = 16
# How many steps every question may take.
LEAST_OF_QUESTION = 200


class Requester(t.NamedTuple):
    """Values of variables, those left out being the plainest, and all rows that match.

    ``chosen`` has neither the client nor the provider.
    """

    client: int
    provider: int
    chosen: t.Mapping[int, int]
    matching: int


class Nobody(t.NamedTuple):
    """That there is none, since the rows of ``core`` cannot all fail."""

    core: int


class OutOfSteps(Exception):
    """The work that was allowed is done, and nothing is decided."""


class Budget:
    """How many steps may be taken: in all, and for one question.

    A question that takes all it may leaves half as much for others: where one is a puzzle, hundreds are.
    """

    def __init__(self, steps: int, of_question: int) -> None:
        self.left = steps
        self.of_question = of_question
        self.taken = 0
        self._asked = 0
        self._until = 0
        self._is_try = False

    def ask(self) -> None:
        """Something is looked up that may be known already, which is a step for every few."""
        self._asked += 1
        if self._asked % LOOKUPS_PER_STEP == 0:
            self.left -= 1
        if self.left <= 0:
            raise OutOfSteps

    def start(self, most: int = 0) -> None:
        """A question begins, which may take so many steps if not as many as any."""
        self._until = self.taken + min(self.left, most or self.of_question)
        self._is_try = bool(most)
        if self.left <= 0:
            raise OutOfSteps

    def take(self) -> None:
        self.taken += 1
        self.left -= 1
        if self.taken > self._until:
            self.end()

    def spend(self, steps: int) -> None:
        """Work was done that nobody counted step by step."""
        self.left -= steps

    def end(self) -> t.NoReturn:
        """A question is not decided. Raises OutOfSteps."""
        if not self._is_try:
            self.of_question = max(self.of_question // 2, min(self.of_question, LEAST_OF_QUESTION))
        raise OutOfSteps


class Engine(t.Protocol):
    """What answers the one question."""

    def find(self, wanted: t.Sequence[int], unwanted: int) -> Requester | Nobody:
        """Return a requester whom all rows ``wanted`` match and none of the set ``unwanted``.

        Raises OutOfSteps.
        """


# Levels at which something was chosen, as bits.
Levels = int
# What was found: a requester, or why not: the levels to blame and the rows.
Found = t.Union[Requester, t.Tuple[Levels, int]]
Branch = t.Tuple[OneOf, ...]


class _State:
    """Which values are left for each variable, and the levels that ruled out others."""

    __slots__ = ("full", "hub", "left", "support", "why")

    def __init__(self, program: Program) -> None:
        space = program.space
        self.full, self.hub, self.support = space.full, space.hub, space.support
        self.left: dict[int, int] = {CLIENT: self.full[CLIENT], PROVIDER: self.full[PROVIDER]}
        self.why: dict[int, Levels] = {CLIENT: 0, PROVIDER: 0}

    def copy(self) -> _State:
        other = _State.__new__(_State)
        other.full, other.hub, other.support = self.full, self.hub, self.support
        other.left, other.why = dict(self.left), dict(self.why)
        return other

    def keep(self, variable: int, bits: int, levels: Levels) -> Levels | None:
        """Leave only some values of a variable. Return the levels to blame if none is left."""
        left = self.left.get(variable, self.full[variable])
        kept = left & bits
        if kept == left:
            return None
        self.left[variable] = kept
        self.why[variable] = levels = self.why.get(variable, 0) | levels
        hub = self.hub[variable]
        if hub < 0:
            return None if kept else levels
        fitting = 0
        for value, support in enumerate(self.support[variable]):
            if kept >> value & 1:
                fitting |= support
        blamed = self.keep(hub, fitting, levels)
        if blamed is None and not self.left[hub]:
            blamed = self.why[hub]
        return blamed

    def has(self, variable: int, bits: int) -> bool:
        """Whether one of some values is still possible, as far as the variable and its hub tell."""
        left = self.left.get(variable, self.full[variable]) & bits
        hub = self.hub[variable]
        if not left or hub < 0:
            return bool(left)
        fits = self.left[hub]
        return any(
            left >> value & 1 and fits & support for value, support in enumerate(self.support[variable])
        )

    def blame(self, variable: int) -> Levels:
        hub = self.hub[variable]
        return self.why.get(variable, 0) | (self.why[hub] if hub >= 0 else 0)

    def plainest(self, program: Program) -> Requester:
        """Return the requester who has the first values that are left."""
        left = self.left
        client = (left[CLIENT] & -left[CLIENT]).bit_length() - 1
        provider = (left[PROVIDER] & -left[PROVIDER]).bit_length() - 1
        chosen: dict[int, int] = {}
        for variable, values in left.items():
            if variable <= PROVIDER:
                continue
            hub = self.hub[variable]
            if hub < 0:
                value = (values & -values).bit_length() - 1
            else:
                bit = 1 << (client if hub == CLIENT else provider)
                support = self.support[variable]
                value = next(
                    number for number in range(len(support)) if values >> number & 1 and support[number] & bit
                )
            chosen[variable] = value
        return Requester(client, provider, chosen, program.matching(chosen, client, provider))


class Search:
    """The search on one program."""

    def __init__(self, program: Program, budget: Budget, most: int = 0) -> None:
        """``most``: how many steps a question may take, if fewer than the budget says."""
        self._program = program
        self._budget = budget
        self._most = most

    def find(self, wanted: t.Sequence[int], unwanted: int) -> Requester | Nobody:
        """See Engine."""
        self._budget.start(self._most)
        self._wanted = sum(1 << row for row in set(wanted))
        self._unwanted = unwanted
        state = _State(self._program)
        self._clauses: list[Clause] = []
        for row in wanted:
            for clause in self._program.bodies[row]:
                if len(clause) > 1:
                    self._clauses.append(clause)
                elif state.keep(*clause[0], 0) is not None:
                    return Nobody(0)
        found = self._from(state, 0)
        return found if isinstance(found, Requester) else Nobody(found[1])

    def _from(self, state: _State, depth: int) -> Found:
        """Search below a state, which is used up."""
        if depth > DEEPEST:
            raise OutOfSteps
        rows = 0
        while True:
            self._budget.take()
            requester = state.plainest(self._program)
            choice = self._choice(state, requester)
            if choice is None:
                return requester
            row, branches, blamed = choice
            rows |= row
            if not branches:
                return blamed, rows
            if len(branches) > 1:
                return self._each(state, branches, depth, blamed, rows)
            for variable, bits in branches[0]:
                dead = state.keep(variable, bits, blamed)
                if dead is not None:
                    return dead, rows

    def _each(self, state: _State, branches: list[Branch], depth: int, blamed: Levels, rows: int) -> Found:
        level = 1 << depth
        core = rows
        for branch in branches:
            inside = state.copy()
            dead = None
            for variable, bits in branch:
                dead = inside.keep(variable, bits, level)
                if dead is not None:
                    break
            found: Found = self._from(inside, depth + 1) if dead is None else (dead, 0)
            if isinstance(found, Requester):
                return found
            levels, needed = found
            core |= needed
            if not levels & level:
                return levels, core
            blamed |= levels & ~level
            if len(branch) == 1:
                # From here on the opposite holds, for the same reasons.
                variable, bits = branch[0]
                dead = state.keep(variable, state.full[variable] & ~bits, levels & ~level)
                if dead is not None:
                    return dead | blamed, core
        return blamed, core

    def _choice(self, state: _State, requester: Requester) -> tuple[int, list[Branch], Levels] | None:
        """Return what is still to be chosen, with the fewest choices first; None if nothing is.

        That is the row, the choices that are possible, and the levels to blame for those that are not.
        """
        if requester.matching & self._wanted != self._wanted:
            clause = next(one for one in self._clauses if not self._holds(one, requester))
            branches, blamed = _possible(state, [(literal,) for literal in clause])
            return 0, branches, blamed
        failing = requester.matching & self._unwanted
        best: tuple[int, list[Branch], Levels] | None = None
        for _number in range(LOOKED_AT):
            if not failing:
                break
            lowest = failing & -failing
            failing ^= lowest
            ways = self._ways_to_fail(lowest.bit_length() - 1)
            branches, blamed = _possible(state, ways)
            if best is None or len(branches) < len(best[1]):
                best = (lowest, branches, blamed)
            if len(branches) < 2:
                break
        return best

    def _ways_to_fail(self, row: int) -> list[Branch]:
        full = self._program.space.full
        return [
            tuple((variable, full[variable] & ~bits) for variable, bits in clause)
            for clause in self._program.bodies[row]
        ]

    def _holds(self, clause: Clause, requester: Requester) -> bool:
        return any(
            bits >> value_in(requester, variable, self._program.space.default) & 1
            for variable, bits in clause
        )


def value_in(requester: Requester, variable: int, default: t.Callable[[int, int, int], int]) -> int:
    """Return the value of a variable that a requester has."""
    if variable == CLIENT:
        return requester.client
    if variable == PROVIDER:
        return requester.provider
    found = requester.chosen.get(variable)
    return default(variable, requester.client, requester.provider) if found is None else found


def _possible(state: _State, ways: list[Branch]) -> tuple[list[Branch], Levels]:
    """Return those of some ways that are possible, the least binding first, and why others are not."""
    possible: list[Branch] = []
    blamed = 0
    for way in ways:
        bad = next((variable for variable, bits in way if not state.has(variable, bits)), None)
        if bad is None:
            possible.append(way)
        else:
            blamed |= state.blame(bad)
    possible.sort(key=len)
    return possible, blamed
