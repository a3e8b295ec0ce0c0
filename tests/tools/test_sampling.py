# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sample of an everyday run misses no pool of tests, and in the end no test."""

from __future__ import annotations

import pytest
from support.sampling import ONE_ROW_IN, Pool, left_out

LONG, SINGLE, PAIR, PLAYBOOKS = Pool("long"), Pool("single"), Pool("pair"), Pool("playbooks", one_in=4)
TOGETHER = Pool("together", one_in=4, together=True)
POOLS = [*[LONG] * 20, SINGLE, *[PAIR] * 2, *[PLAYBOOKS] * 12, *[LONG] * 14, *[TOGETHER] * 3]


def rows(turn: int) -> set[int]:
    return {number for number, is_out in enumerate(left_out(POOLS, turn)) if not is_out}


@pytest.mark.parametrize("turn", range(ONE_ROW_IN))
def test_each_pool_has_about_one_test_in_so_many_and_at_least_one(turn: int) -> None:
    ran = [POOLS[number] for number in rows(turn)]
    assert ran.count(SINGLE) == ran.count(PAIR) == 1
    assert 34 // ONE_ROW_IN <= ran.count(LONG) <= 34 // ONE_ROW_IN + 1
    assert ran.count(PLAYBOOKS) == 12 // 4


def test_each_test_is_run_in_the_course_of_so_many_commits() -> None:
    assert set().union(*(rows(turn) for turn in range(100, 100 + ONE_ROW_IN))) == set(range(len(POOLS)))


def test_what_shares_its_turn_is_run_in_one_of_so_many_commits_and_all_of_it() -> None:
    counts = [[POOLS[number] for number in rows(turn)].count(TOGETHER) for turn in range(4)]
    assert sorted(counts) == [0, 0, 0, 3]


def test_a_commit_has_the_same_tests_each_time() -> None:
    assert rows(7) == rows(7)


def test_pools_of_the_same_kinds_begin_at_different_ones() -> None:
    named = [Pool("test %d" % number) for number in range(60) for _kind in range(ONE_ROW_IN)]
    outs = left_out(named, 0)
    starts = [outs[at : at + ONE_ROW_IN].index(False) for at in range(0, len(named), ONE_ROW_IN)]
    assert set(starts) == set(range(ONE_ROW_IN))
