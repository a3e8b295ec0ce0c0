# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Is there a request that fits these rows and not those: asked once, remembered for all classes. Private.

Applications of one class have the same rows, and those of many classes almost the same. A requester who
was found for one is tried for the others, which costs a comparison of two numbers. So is the reason why
there was none: rows that cannot all fail cannot do so among more rows.
"""

from __future__ import annotations

import typing as t

from .program import Program
from .sat import SatEngine, Unreliable, is_installed
from .search import Budget, Engine, Nobody, OutOfSteps, Requester, Search

# How many requesters that were found for other rows are tried.
MOST_TRIED = 400
# How many steps of the search cost less than asking the solver.
QUICK_STEPS = 200

# True and False, or None where the work that was allowed did not suffice.
Verdict = t.Union[bool, None]


class Both:
    """The search for as long as it is quick, which it mostly is, and the solver for what is left."""

    def __init__(self, program: Program, budget: Budget) -> None:
        self._quick, self._search = Search(program, budget, QUICK_STEPS), Search(program, budget)
        self._budget = budget
        self._solver: SatEngine | None = SatEngine(program, budget)

    def find(self, wanted: t.Sequence[int], unwanted: int) -> Requester | Nobody:
        """See Engine."""
        try:
            return self._quick.find(wanted, unwanted)
        except OutOfSteps:
            if self._budget.left <= 0:
                raise
        if self._solver is not None:
            try:
                return self._solver.find(wanted, unwanted)
            except Unreliable:
                self._solver = None
        return self._search.find(wanted, unwanted)


def engine_of(program: Program, budget: Budget, name: str) -> Engine:
    """Return what answers. ``name``: "search", "sat", or "" for the best that there is."""
    if name == "sat":
        return SatEngine(program, budget)
    return Both(program, budget) if not name and is_installed() else Search(program, budget)


class Oracle:
    """Answers for one program. ``engine``: see engine_of."""

    def __init__(self, program: Program, budget: Budget, engine: str = "") -> None:
        self.program = program
        self.budget = budget
        self._engine = engine_of(program, budget, engine)
        self._found: dict[tuple[int, ...], list[Requester]] = {}
        self._cores: dict[tuple[int, ...], list[int]] = {}
        self._recent: list[Requester] = []
        self.questions = 0

    def ask(self, wanted: tuple[int, ...], unwanted: int) -> Requester | None:
        """Return a requester whom all rows ``wanted`` match and none of ``unwanted``, None if there is none.

        Raises OutOfSteps.
        """
        self.budget.ask()
        if any(unwanted >> row & 1 for row in wanted):
            return None
        if self.is_refuted(wanted, unwanted):
            return None
        for requester in self._found.get(wanted, ()):
            if not requester.matching & unwanted:
                return requester
        all_wanted = sum(1 << row for row in wanted)
        for requester in self._recent:
            if requester.matching & all_wanted == all_wanted and not requester.matching & unwanted:
                self._keep(wanted, requester)
                return requester
        self.questions += 1
        found = self._engine.find(wanted, unwanted)
        if isinstance(found, Nobody):
            cores = self._cores.setdefault(wanted, [])
            cores.append(found.core)
            return None
        self._keep(wanted, found)
        self._recent.append(found)
        if len(self._recent) > MOST_TRIED:
            del self._recent[: MOST_TRIED // 4]
        return found

    def known(self, wanted: tuple[int, ...]) -> tuple[Requester, ...]:
        """Return requesters whom rows match, of those that were found."""
        return tuple(self._found.get(wanted, ()))

    def is_refuted(self, wanted: tuple[int, ...], unwanted: int) -> bool:
        """Whether it is known already that there is none."""
        return any(core & unwanted == core for core in self._cores.get(wanted, ()))

    def core(self, wanted: tuple[int, ...], unwanted: int) -> int:
        """Return rows of ``unwanted`` that suffice for there to be none; 0 where there is one."""
        if self.ask(wanted, unwanted) is not None:
            return 0
        return next((core for core in self._cores.get(wanted, ()) if core & unwanted == core), 0)

    def is_possible(self, wanted: tuple[int, ...], unwanted: int) -> Verdict:
        """Return whether there is such a requester, None if that is not decided."""
        try:
            return self.ask(wanted, unwanted) is not None
        except OutOfSteps:
            return None

    def _keep(self, wanted: tuple[int, ...], requester: Requester) -> None:
        known = self._found.setdefault(wanted, [])
        known.insert(0, requester)
        del known[16:]
