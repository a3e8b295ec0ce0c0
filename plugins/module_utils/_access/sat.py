# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one question answered by python-sat, where it is installed. Pure, private.

A solver that is not held any more, or is used after it was deleted, has no models and says nothing, which
would read as "impossible": here it is an attribute, is never deleted before its owner, and a model that it
gives is checked against the rows.
"""

from __future__ import annotations

import importlib
import typing as t

from .program import Program
from .rows import Clause
from .search import Budget, Nobody, Requester
from .space import CLIENT, PROVIDER, OneOf


def _solver() -> t.Any:
    """Return the class of solvers, None where the library is not there: it is an option."""
    try:
        return importlib.import_module("pysat.solvers").Solver
    except (ImportError, OSError):
        return None


Solver = _solver()

# Conflicts of the solver that count as one step of the search.
CONFLICTS_PER_STEP = 4


def is_installed() -> bool:
    return Solver is not None


class Unreliable(Exception):
    """The solver says nothing, or something that is not so."""


class SatEngine:
    """The rows of one program as clauses, made once. A row is a variable: true where it matches."""

    def __init__(self, program: Program, budget: Budget) -> None:
        if Solver is None:
            raise Unreliable("python-sat is not installed")
        self._program = program
        self._budget = budget
        self._solver = Solver(name="minisat22")
        self._count = 0
        space = program.space
        # For each value of each variable a solver's variable; of two values the second one is enough.
        self._values: list[list[int]] = [self._numbers(len(values)) for values in space.values]
        for variable, hub in enumerate(space.hub):
            for value, support in enumerate(space.support[variable]) if hub >= 0 else ():
                if support != space.full[hub]:
                    self._add([-self._values[variable][value], *self._any((hub, support))])
        self._known: dict[Clause, int] = {}
        self._rows = [self._row(body) for body in program.bodies]
        self._row_of = {number: row for row, number in enumerate(self._rows)}
        # The plainest requester is tried first.
        firsts = [number for numbers in self._values for number in numbers[:1]]
        others = [-number for numbers in self._values for number in numbers[1:]]
        self._solver.set_phases(firsts + [number for number in others if -number not in firsts])

    def find(self, wanted: t.Sequence[int], unwanted: int) -> Requester | Nobody:
        """See Engine."""
        self._budget.start()
        self._budget.take()
        excluded = []
        left = unwanted
        while left:
            lowest = left & -left
            left ^= lowest
            excluded.append(-self._rows[lowest.bit_length() - 1])
        assumptions = [self._rows[row] for row in wanted] + excluded
        self._solver.conf_budget(
            max(1, min(self._budget.left, self._budget.of_question)) * CONFLICTS_PER_STEP
        )
        before = self._conflicts()
        is_possible = self._solver.solve_limited(assumptions=assumptions)
        self._budget.spend((self._conflicts() - before) // CONFLICTS_PER_STEP)
        if is_possible is None:
            self._budget.end()
        if is_possible:
            return self._requester(self._solver.get_model(), wanted, unwanted)
        core = self._solver.get_core()
        if core is None:
            raise Unreliable("The solver says that nothing is possible, and not why.")
        return Nobody(sum(1 << self._row_of[-number] for number in set(core) if -number in self._row_of))

    def _conflicts(self) -> int:
        """Return how many conflicts there were until now. A solver that is gone tells of none."""
        return int((self._solver.accum_stats() or {}).get("conflicts", 0))

    def _requester(self, model: list[int] | None, wanted: t.Sequence[int], unwanted: int) -> Requester:
        if model is None:
            raise Unreliable("The solver says that something is possible, and not what.")
        true = {number for number in model if number > 0}
        values = [
            next((value for value, number in enumerate(numbers) if (number > 0) is (abs(number) in true)), 0)
            for numbers in self._values
        ]
        client, provider = values[CLIENT], values[PROVIDER]
        default = self._program.space.default
        chosen = {
            variable: value
            for variable, value in enumerate(values)
            if variable > PROVIDER and value != default(variable, client, provider)
        }
        found = Requester(client, provider, chosen, self._program.matching(chosen, client, provider))
        if found.matching & unwanted or not all(found.matching >> row & 1 for row in wanted):
            raise Unreliable("The solver and the rows disagree.")
        return found

    # -- Clauses -----------------------------------------------------------------------------------------

    def _new(self) -> int:
        self._count += 1
        return self._count

    def _add(self, clause: list[int]) -> None:
        self._solver.add_clause(clause)

    def _numbers(self, size: int) -> list[int]:
        """Return the solver's variables of values, of which exactly one is true."""
        if size == 1:
            only = self._new()
            self._add([only])
            return [only]
        if size == 2:
            second = self._new()
            return [-second, second]
        numbers = [self._new() for _value in range(size)]
        self._add(numbers)
        for place, number in enumerate(numbers):
            for other in numbers[place + 1 :]:
                self._add([-number, -other])
        return numbers

    def _any(self, literal: OneOf) -> list[int]:
        variable, bits = literal
        return [number for value, number in enumerate(self._values[variable]) if bits >> value & 1]

    def _row(self, body: tuple[Clause, ...]) -> int:
        """Return a variable that is true exactly where a row matches."""
        row = self._new()
        clauses = [self._clause(clause) for clause in body]
        for clause in clauses:
            self._add([-row, clause])
        self._add([row, *(-clause for clause in clauses)])
        return row

    def _clause(self, clause: Clause) -> int:
        """Return a variable that is true exactly where a clause holds."""
        if clause not in self._known:
            parts = [number for literal in clause for number in self._any(literal)]
            if len(parts) == 1:
                self._known[clause] = parts[0]
            else:
                number = self._known[clause] = self._new()
                self._add([-number, *parts])
                for part in parts:
                    self._add([number, -part])
        return self._known[clause]
