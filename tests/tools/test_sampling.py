# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sample of generated tests of an everyday run misses no test, and in the end no row."""

from __future__ import annotations

import pytest
from support.sampling import ONE_IN, left_out

TESTS = [*["long"] * 10, "single", *["pair"] * 2, *["long"] * 7]


def rows(turn: int) -> set[int]:
    return {number for number, is_out in enumerate(left_out(TESTS, turn)) if not is_out}


@pytest.mark.parametrize("turn", range(ONE_IN))
def test_each_test_has_about_one_row_in_so_many_and_at_least_one(turn: int) -> None:
    ran = [TESTS[number] for number in rows(turn)]
    assert ran.count("single") == ran.count("pair") == 1
    assert 17 // ONE_IN <= ran.count("long") <= 17 // ONE_IN + 1


def test_each_row_is_run_in_the_course_of_so_many_commits() -> None:
    assert set().union(*(rows(turn) for turn in range(100, 100 + ONE_IN))) == set(range(len(TESTS)))


def test_a_commit_has_the_same_rows_each_time() -> None:
    assert rows(7) == rows(7)


def test_tests_of_the_same_kinds_begin_at_different_ones() -> None:
    named = ["test %d" % number for number in range(20) for _kind in range(ONE_IN)]
    starts = [left_out(named, 0)[at : at + ONE_IN].index(False) for at in range(0, len(named), ONE_IN)]
    assert set(starts) == set(range(ONE_IN))
