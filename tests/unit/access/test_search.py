# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The search and the solver: the same answers, reasons that hold, and an end to all work."""

from __future__ import annotations

import random
import sys
import types
from collections.abc import Iterator

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._access import oracle as oracle_module
from ansible_collections.zerotrust.zpa.plugins.module_utils._access import sat
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.analysis import Question, analyse
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.configurations import from_config
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.oracle import Oracle
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.program import Program
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.readings import USUAL
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.search import (
    Budget,
    Nobody,
    OutOfSteps,
    Requester,
    Search,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.space import Space
from support import access_tenants, randomly
from support.access_tenants import condition, entries, objects

PROGRAMS = 12


def program_of(seed: int, rules: int = 40) -> Program:
    """Rules that overlap a lot: few segments, all of them for everything."""
    config = access_tenants.tenant(rules, 3, 2, 4, seed)
    for rule in config["policy_rules"]["access"]:
        rule["conditions"] = [
            one for one in rule["conditions"] if one["operands"][0]["object_type"] not in ("APP", "APP_GROUP")
        ]
        for one in rule["conditions"]:
            for operand in one["operands"]:
                if operand["object_type"] == "SCIM_GROUP":
                    few = (int(name[-1]) % 3 for name in operand["objects"])
                    operand["objects"] = ["%s%d" % (operand["idp"], number) for number in few]
    configuration = from_config(config)
    space = Space(USUAL, [configuration])
    space.settle()
    return Program((configuration, configuration), USUAL, space)


def questions(program: Program, dice: random.Random) -> Iterator[tuple[tuple[int, ...], int]]:
    rows = range(program.first, len(program.rows))
    for _one in range(60):
        wanted = tuple(sorted(dice.sample(rows, dice.randint(0, 2))))
        yield (
            wanted,
            sum(1 << row for row in dice.sample(rows, dice.randint(0, len(rows) // 2)) if row not in wanted),
        )


def budget() -> Budget:
    return Budget(10**6, 10**5)


@pytest.mark.parametrize("seed", range(randomly.share(PROGRAMS * 3)))
def test_what_the_search_finds_holds_and_so_does_why_there_is_nobody(seed: int) -> None:
    program = program_of(seed)
    search = Search(program, budget())
    for wanted, unwanted in questions(program, random.Random(seed)):
        found = search.find(wanted, unwanted)
        if isinstance(found, Requester):
            assert all(found.matching >> row & 1 for row in wanted)
            assert not found.matching & unwanted
        else:
            # The reason alone suffices, and is among what was not wanted.
            assert found.core & ~unwanted == 0
            assert isinstance(search.find(wanted, found.core), Nobody)


@pytest.mark.skipif(not sat.is_installed(), reason="python-sat is not installed")
@pytest.mark.parametrize("seed", range(randomly.share(PROGRAMS * 3)))
def test_the_solver_and_the_search_say_the_same(seed: int) -> None:
    program = program_of(seed)
    search, solver = Search(program, budget()), sat.SatEngine(program, budget())
    for wanted, unwanted in questions(program, random.Random(seed)):
        found, other = search.find(wanted, unwanted), solver.find(wanted, unwanted)
        assert type(found) is type(other)
        if isinstance(other, Nobody):
            assert isinstance(search.find(wanted, other.core), Nobody)
        if isinstance(found, Nobody):
            assert isinstance(solver.find(wanted, found.core), Nobody)


@pytest.mark.skipif(not sat.is_installed(), reason="python-sat is not installed")
def test_a_tenant_is_analysed_alike_with_the_solver_and_without() -> None:
    before = access_tenants.tenant(100, 40, 8, 8)
    after = access_tenants.with_block_in_the_middle(
        access_tenants.moved(access_tenants.flipped(before, 5), 5)
    )
    told = []
    for engine in ("search", "sat", ""):
        result = analyse(Question(from_config(after), from_config(before), engine=engine))
        causes = [
            (one["because"], one["from"], one["to"], one["what"], one["depends_on"])
            for one in result["changes"]
        ]
        dead = [(one["rule"], one["reason"], one["alone"]) for one in result["never_match"]]
        told.append((sorted(map(str, causes)), dead, result["redundant"], result["everyone"]))
    assert told[0] == told[1] == told[2]


def test_an_oracle_asks_once_for_what_it_knows_already() -> None:
    program = program_of(1)
    oracle = Oracle(program, budget(), "search")
    asked = list(questions(program, random.Random(1)))
    answers = [oracle.is_possible(*one) for one in asked]
    count = oracle.questions
    assert [oracle.is_possible(*one) for one in asked] == answers
    assert oracle.questions == count < len(asked)


def test_a_row_that_is_wanted_and_unwanted_has_nobody() -> None:
    oracle = Oracle(program_of(1), budget(), "search")
    assert oracle.ask((2,), 1 << 2) is None


# -- The library -----------------------------------------------------------------------------------------


def test_without_the_library_the_search_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sat, "Solver", None)
    assert not sat.is_installed()
    program = program_of(1)
    assert Oracle(program, budget()).is_possible((2,), 0)
    with pytest.raises(sat.Unreliable, match="python-sat is not installed"):
        sat.SatEngine(program, budget())


class Mute:
    """A solver that says nothing, as one does that is not held any more, or is used after its end."""

    says: bool | None = True

    def __init__(self, name: str) -> None:
        self.name = name

    def add_clause(self, clause: list[int]) -> None:
        pass

    def set_phases(self, phases: list[int]) -> None:
        pass

    def conf_budget(self, conflicts: int) -> None:
        pass

    def solve_limited(self, assumptions: list[int]) -> bool | None:
        return self.says

    def accum_stats(self) -> None:
        return None

    def get_model(self) -> None:
        return None

    def get_core(self) -> None:
        return None


class MuteNo(Mute):
    says = False


class Tired(Mute):
    says = None


class Liar(Mute):
    """A solver whose model has nothing to do with the clauses."""

    def get_model(self) -> list[int]:  # type: ignore[override]
        return []


@pytest.mark.parametrize(
    ("solver", "error", "message"),
    [
        (Mute, sat.Unreliable, "and not what"),
        (MuteNo, sat.Unreliable, "and not why"),
        (Tired, OutOfSteps, None),
        (Liar, sat.Unreliable, "disagree"),
    ],
)
def test_a_solver_that_says_nothing_is_not_taken_for_no(
    monkeypatch: pytest.MonkeyPatch, solver: type, error: type[Exception], message: str | None
) -> None:
    monkeypatch.setattr(sat, "Solver", solver)
    engine = sat.SatEngine(program_of(1), budget())
    with pytest.raises(error, match=message):
        engine.find((2,), 0)


@pytest.mark.parametrize("solver", [Mute, MuteNo, Liar])
def test_what_a_solver_does_not_tell_the_search_finds_out(
    monkeypatch: pytest.MonkeyPatch, solver: type
) -> None:
    monkeypatch.setattr(sat, "Solver", solver)
    monkeypatch.setattr(oracle_module, "QUICK_STEPS", 1)
    config = access_tenants.tenant(0, 3, 2, 4)
    config["policy_rules"]["access"] = pigeons(4)
    result = analyse(Question(from_config(config), parts=["never_match"]))
    assert [one["rule"] for one in result["never_match"]] == ["all at home"]


def test_the_library_is_looked_for_where_it_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("pysat.solvers")
    module.Solver = Mute  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pysat", types.ModuleType("pysat"))
    monkeypatch.setitem(sys.modules, "pysat.solvers", module)
    assert sat._solver() is Mute


# -- Limits ----------------------------------------------------------------------------------------------


def pigeons(count: int) -> list[dict[str, object]]:
    """Rules with no end of ways to fail: each pigeon has a hole, no two have the same, and one is missing."""
    rules = [
        {
            "name": "hole %d of %d and %d" % (hole, one, other),
            "action": "DENY",
            "conditions": [
                condition(
                    entries("POSTURE", ("%d-%d" % (one, hole), "true"), ("%d-%d" % (other, hole), "true")),
                    operator="AND",
                )
            ],
        }
        for hole in range(count - 1)
        for one in range(count)
        for other in range(one)
    ]
    homes = [
        condition(entries("POSTURE", *(("%d-%d" % (pigeon, hole), "true") for hole in range(count - 1))))
        for pigeon in range(count)
    ]
    return [*rules, {"name": "all at home", "action": "ALLOW", "conditions": homes}]


def test_work_ends_and_what_is_known_until_then_is_told() -> None:
    config = access_tenants.tenant(0, 3, 2, 4)
    dead = {
        "name": "dead",
        "action": "ALLOW",
        "conditions": [condition(objects("IDP", "A")), condition(objects("IDP", "B"))],
    }
    config["policy_rules"]["access"] = [dead, *pigeons(9)]
    result = analyse(Question(from_config(config), engine="search", steps=3000, parts=["never_match"]))
    assert [one["rule"] for one in result["never_match"]] == ["dead"]
    assert result["not_decided"] == ["Whether 'all at home' (access) is of use."]


def test_a_small_puzzle_is_solved() -> None:
    config = access_tenants.tenant(0, 3, 2, 4)
    config["policy_rules"]["access"] = pigeons(4)
    result = analyse(Question(from_config(config), engine="search", parts=["never_match"]))
    assert [one["rule"] for one in result["never_match"]] == ["all at home"]
    assert result["not_decided"] == []


def test_a_comparison_that_is_not_decided_says_of_what() -> None:
    config = access_tenants.tenant(0, 3, 2, 4)
    config["policy_rules"]["access"] = pigeons(9)
    more = access_tenants.tenant(0, 3, 2, 4)
    more["policy_rules"]["access"] = pigeons(9)[:-1]
    question = Question(
        from_config(config), from_config(more), engine="search", steps=3000, parts=["changes"]
    )
    result = analyse(question)
    assert result["changes"] == []
    assert result["not_decided"] == [
        "Whether 'all at home' changes who reaches 'segment-0', 'segment-1', 'segment-2'."
    ]


def test_questions_that_take_all_they_may_leave_less_for_others() -> None:
    """Else hundreds of puzzles take hundreds of times as long as one. A mere try costs nobody."""
    budget = Budget(10**6, 1000)
    allowed = []
    for most in (0, 50, 0, 0, 0):
        budget.start(most)
        before = budget.taken
        with pytest.raises(OutOfSteps):
            while True:
                budget.take()
        allowed.append(budget.taken - before - 1)
    assert allowed == [1000, 50, 500, 250, 200]
