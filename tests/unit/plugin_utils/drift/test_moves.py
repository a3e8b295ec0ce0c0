# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fewest moves from one order to another."""

from __future__ import annotations

from itertools import combinations

from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.moves import longest_rising, moves_between
from hypothesis import given
from hypothesis import strategies as st


def test_one_that_goes_to_the_end_is_the_only_one_that_moves() -> None:
    assert moves_between("ABCD", "BCDA") == [{"name": "A", "from": 1, "to": 4}]


def test_nothing_moves_where_nothing_differs() -> None:
    assert moves_between("ABC", "ABC") == []


def test_a_new_one_comes_from_nowhere_and_what_goes_away_does_not_move() -> None:
    assert moves_between("ABC", "NBC") == [{"name": "N", "from": None, "to": 1}]


def test_those_with_the_same_name_are_told_apart() -> None:
    assert moves_between(["A", "A", "B"], ["A", "B", "A"]) in (
        [{"name": "A", "from": 2, "to": 3}],
        [{"name": "B", "from": 3, "to": 2}],
    )


@given(st.permutations(range(7)))
def test_no_fewer_could_do(order: list[int]) -> None:
    rising = max(
        size
        for size in range(len(order) + 1)
        if any(list(chosen) == sorted(chosen) for chosen in combinations(order, size))
    )
    assert len(longest_rising(order)) == rising


@given(st.permutations("ABCDEFGH"))
def test_moving_them_gives_the_declared_order(declared: list[str]) -> None:
    moves = {move["name"]: move["to"] for move in moves_between("ABCDEFGH", declared)}
    order = [name for name in "ABCDEFGH" if name not in moves]
    for name, to in sorted(moves.items(), key=lambda move: move[1]):
        order.insert(to - 1, name)
    assert order == declared
