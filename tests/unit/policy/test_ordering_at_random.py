# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ten thousand tenants and wishes: what the planner promises holds for every one."""

from __future__ import annotations

import random

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.ordering import (
    FIRST,
    KEEP,
    LAST,
    UNLISTED,
    Placed,
    arrange,
    single_move,
)

PAIRS = 10_000


def tenant(dice: random.Random) -> list[Placed]:
    rules = [Placed(str(number), "r%d" % number, dice.random() < 0.1) for number in range(dice.randint(0, 9))]
    return [*rules, Placed("d", "Default_Rule", is_default=True)] if dice.random() < 0.5 else rules


def check(rules: list[Placed], wish: list[str], unlisted: str, order: list[str]) -> None:
    """Assert what is promised of a new order."""
    ids = [rule.id for rule in rules]
    before = {rule_id: place for place, rule_id in enumerate(ids)}
    after = {rule_id: place for place, rule_id in enumerate(order)}
    assert sorted(order) == sorted(ids)
    for rule in rules:
        if rule.is_restricted:
            assert after[rule.id] == before[rule.id]
            assert all(before[other] < before[rule.id] for other in ids if after[other] < after[rule.id])
        if rule.is_default:
            assert order[-1] == rule.id
    assert [after[rule_id] for rule_id in wish] == sorted(after[rule_id] for rule_id in wish)
    fixed = {rule.id for rule in rules if rule.is_fixed}
    listed = [after[rule_id] for rule_id in wish if rule_id not in fixed]
    others = [rule_id for rule_id in ids if rule_id not in fixed and rule_id not in wish]
    assert [after[rule_id] for rule_id in others] == sorted(after[rule_id] for rule_id in others)
    if unlisted == KEEP:
        assert all(after[rule_id] == before[rule_id] for rule_id in others)
    for first, second, applies in (
        (listed, [after[rule_id] for rule_id in others], unlisted == LAST),
        ([after[rule_id] for rule_id in others], listed, unlisted == FIRST),
    ):
        assert not applies or not first or not second or max(first) < min(second)


@pytest.mark.parametrize("seed", range(4))
def test_every_plan_keeps_its_promises(seed: int) -> None:
    dice = random.Random(seed)
    met = 0
    for _number in range(PAIRS // 4):
        rules = tenant(dice)
        ids = [rule.id for rule in rules]
        wish = dice.sample(ids, dice.randint(0, len(ids)))
        unlisted = dice.choice(UNLISTED)
        problems: list[str] = []
        order = arrange(rules, wish, unlisted, problems)
        if problems:
            assert order == ids
            continue
        met += 1
        check(rules, wish, unlisted, order)
        by_id = {rule.id: rule for rule in rules}
        assert arrange([by_id[rule_id] for rule_id in order], wish, unlisted, problems) == order
        move = single_move(ids, order)
        if move:
            moved = [rule_id for rule_id in ids if rule_id != move.rule_id]
            moved.insert(move.place - 1, move.rule_id)
            assert moved == order
        assert not problems
    assert met > PAIRS // 10
