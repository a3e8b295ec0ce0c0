# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.brakes import (
    listed,
    protected,
    readings,
    with_brakes,
    wrong_pattern,
)
from hypothesis import given
from hypothesis import strategies as st

NAMES = st.lists(st.text("ab ,'\"[]*-\n", min_size=1).map(str.strip).filter(bool), min_size=1, max_size=3)


LINE = st.text("ab ,;'\"[]{}*-", min_size=1).map(str.strip).filter(bool)


@given(NAMES)
def test_lines_are_the_names_or_refused(names: list[str]) -> None:
    text = "\n".join(["Keep me", *names])
    found = protected(text)
    if not any(map(wrong_pattern, found)):
        assert found == [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n", " \n "])
def test_one_line_with_a_line_break_is_one_name(end: str) -> None:
    assert protected("Sales, EU" + end) == protected(end + "Sales, EU") == ["Sales, EU"]


@given(LINE)
def test_a_line_is_the_whole_and_its_parts_or_refused(text: str) -> None:
    found = protected(text)
    if text[0] + text[-1] != "[]" and not any(map(wrong_pattern, found)):
        parts = [part.strip() for part in text.replace(";", ",").split(",")]
        assert text in found
        assert set(parts) <= set(found)


def test_parts_in_a_row_are_a_reading_too() -> None:
    found = protected("Sales, EU, Lab; X")
    assert found[:4] == ["Sales", "EU", "Lab", "X"]
    assert found[4:] == [
        "Sales, EU",
        "EU, Lab",
        "Lab; X",
        "Sales, EU, Lab",
        "EU, Lab; X",
        "Sales, EU, Lab; X",
    ]
    assert readings(found)[3] == ["X", "Lab; X", "EU, Lab; X", "Sales, EU, Lab; X"]
    assert len(readings(found)) == 4


def test_a_long_line_does_not_become_endless() -> None:
    assert len(protected(", ".join(["a"] * 1000))) < 4001


@pytest.mark.parametrize(
    "protect", [[], ["A"], ["A", "A, B"], ["B", "A", "A, B"], ["A", "B"], ["", "x,", "y"]]
)
def test_of_a_list_each_entry_is_its_only_reading(protect: list[str]) -> None:
    assert readings(protect) == [[entry] for entry in protect]


@given(NAMES)
def test_a_list_in_a_text_is_the_list(names: list[str]) -> None:
    assert listed(repr(names)) == protected(repr(names)) == names


@pytest.mark.parametrize("given", [["A"], [], None, 5, True, {"a": "b"}])
def test_what_is_no_text_is_left_alone(given: Any) -> None:
    assert listed(given) == protected(given) == given


@pytest.mark.parametrize(
    "text",
    [
        *(
            "[" * 100000 + "]",
            "[1, 2",
            "{'a'}",
            "['a'][0]]",
            "[print()]",
            '"Sales, EU"',
            "{'a': 1}",
            "{'a', 'b'}",
        ),
        *(
            "Sales, EU;[Prod]",
            "('Sales', 'EU')",
            "'Sales, EU",
            "Sales, EU]",
            "['Sales\n'EU']",
            "[\nSales\nEU\n]",
        ),
        *("Sales;\nEU;", ", Sales", "{Sales, EU", '"Sales"\n"EU"', "[[]A], ['b', 'c']"),
    ],
)
def test_a_text_that_is_no_list_is_refused_and_never_run(text: str) -> None:
    assert any(map(wrong_pattern, protected(text)))


@pytest.mark.parametrize(
    "name",
    [
        *(
            "[Kk]eep me",
            "Sales [EU]",
            "[EU] Sales",
            'Team "A"',
            "'A' team",
            "O'Brien",
            "Finance; EU",
            "Sales, EU",
        ),
        *("[[]Prod]", "[[]A, 'B']", "Sales {EU}", "(old) Sales", "*]*", "-x", 'The 24" ones'),
    ],
)
def test_a_name_or_a_pattern_that_is_whole_is_taken(name: str) -> None:
    assert wrong_pattern(name) == ""


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("[Prod]", "[[]Prod]"),
        ('"A"', "?A?"),
        ("{a}", "?a?"),
        ("- x", "? x"),
        ("A, B,", "A, B?"),
        ("[", "[[]"),
    ],
)
def test_a_name_that_looks_like_a_list_can_be_given_as_a_pattern(name: str, pattern: str) -> None:
    assert wrong_pattern(name).endswith("give its id, or the pattern '%s'." % pattern)


@given(LINE)
def test_such_a_pattern_is_taken_and_fits(name: str) -> None:
    wrong = wrong_pattern(name)
    if wrong:
        pattern = wrong.rpartition(" the pattern ")[2][1:-2]
        assert wrong_pattern(pattern) == ""
        assert fnmatchcase(name, pattern)


def test_other_options_are_as_they_were() -> None:
    options = {"config": {"protect": "a\nb"}, "state": "", "max_deletions": " ", "protect": "a\nb"}
    assert with_brakes(options) == {"config": {"protect": "a\nb"}, "state": "", "protect": ["a", "b"]}
