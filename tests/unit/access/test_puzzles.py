# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Policies that are puzzles: small ones are solved, others end within their work, with what is known."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._access import analysis
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.analysis import Question, analyse
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.configurations import from_config
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.sat import is_installed
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.search import Budget
from support.access_puzzles import LAST, PUZZLES, as_config
from support.access_tenants import condition, objects

pytestmark = pytest.mark.generated

ENGINES = ("search", *(("sat", "") if is_installed() else ()))
SOLVED = {"at random": 7, "pigeons": 4, "parity": 4}
# What takes far more work than LITTLE, with either engine.
HARD = {"at random": 100, "pigeons": 9, "parity": 30}
LITTLE = 1000
SEED = 7
CONTRADICTION = {
    "name": "of two providers",
    "action": "ALLOW",
    "conditions": [condition(objects("IDP", "A")), condition(objects("IDP", "B"))],
}


def analysed(puzzle: str, size: int, engine: str, steps: int, *parts: str) -> dict[str, Any]:
    config = as_config(PUZZLES[puzzle](size, SEED), CONTRADICTION)
    return analyse(Question(from_config(config), engine=engine, steps=steps, parts=parts))


def names(results: list[dict[str, Any]]) -> list[str]:
    return [one["rule"] for one in results]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("puzzle", PUZZLES)
def test_a_small_puzzle_is_solved(puzzle: str, engine: str) -> None:
    result = analysed(puzzle, SOLVED[puzzle], engine, 10**5, "never_match", "redundant")
    assert result["not_decided"] == []
    for part in ("never_match", "redundant"):
        assert {CONTRADICTION["name"], LAST} <= set(names(result[part]))


@pytest.mark.parametrize("part", ["never_match", "redundant", "removable_together"])
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("puzzle", PUZZLES)
def test_a_hard_puzzle_ends_with_what_is_known(
    monkeypatch: pytest.MonkeyPatch, puzzle: str, engine: str, part: str
) -> None:
    budgets: list[Budget] = []

    class Counted(Budget):
        def __init__(self, steps: int, of_question: int) -> None:
            super().__init__(steps, of_question)
            budgets.append(self)

    monkeypatch.setattr(analysis, "Budget", Counted)
    result = analysed(puzzle, HARD[puzzle], engine, LITTLE, part)
    assert "Whether '%s' (access) is of use." % LAST in result["not_decided"]
    assert LAST not in names(result[part])
    assert names(result[part])[:1] == [CONTRADICTION["name"]]
    (budget,) = budgets
    # One question may be under way when all work is done.
    assert budget.left > -LITTLE // 10 and budget.taken <= LITTLE


def test_one_puzzle_leaves_most_of_the_work_to_others() -> None:
    """Rules below it that are about other people, who all break a demand, are known to decide nothing."""
    puzzle = as_config(PUZZLES["pigeons"](8, SEED))
    rules = puzzle["policy_rules"]["access"]
    others = [
        {
            "name": "of B no. %d" % number,
            "action": "DENY",
            "conditions": [condition(objects("SCIM_GROUP", "far-%d" % (number % 10), idp="B"))],
        }
        for number in range(20)
    ]
    rules += others
    question = Question(from_config(puzzle), engine="search", steps=10_000, parts=("never_match",))
    result = analyse(question)
    assert result["not_decided"] == ["Whether '%s' (access) is of use." % LAST]
    assert names(result["never_match"]) == [one["name"] for one in others]
