# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A test that looks at many laws tells each that is broken."""

from __future__ import annotations

import pytest
from support.holding import broken, hold, laws_in


def law_small(story: int) -> None:
    assert story < 5, "it is big"


def law_even(story: int, of: dict[str, int]) -> None:
    assert story % of["two"] == 0


def law_positive(story: int) -> None:
    assert story > 0


def lawless(story: int) -> None:
    raise AssertionError


LAWS = laws_in(globals())


def test_laws_are_the_functions_that_are_called_so() -> None:
    assert (law_small, law_even, law_positive) == LAWS


def test_nothing_is_told_of_what_holds() -> None:
    hold(LAWS, story=4, of={"two": 2})


def test_each_law_that_is_broken_is_told_by_its_name() -> None:
    with pytest.raises(AssertionError) as failed:
        hold(LAWS, story=7, of={"two": 2})
    said = str(failed.value)
    assert "small\nAssertionError: it is big" in said
    assert "even\nAssertionError: assert (7 % 2) == 0" in said
    assert "positive" not in said


def test_a_law_that_stumbles_is_broken_and_the_others_are_looked_at() -> None:
    assert broken(LAWS, story=7, of={}) == {
        "small": broken(LAWS, story=7, of={"two": 2})["small"],
        "even": "KeyError: 'two'",
    }
