# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import copy
import datetime
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.unquoted import (
    Misread,
    leaves,
    moments,
    take_misread,
    unfolded,
)
from hypothesis import given
from hypothesis import strategies as st

SPEC: dict[str, dict[str, Any]] = {
    "name": {"type": "str"},
    "size": {"type": "int"},
    "on": {"type": "bool"},
    "state": {"type": "str", "choices": ["present"]},
    "parts": {"type": "list", "elements": "str", "aliases": ["values"]},
    "groups": {"type": "list", "elements": "dict", "options": {"name": {}}},
}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=3),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=3), inside, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*SPEC, "values", "colour"]), ANYTHING))
def test_afterwards_every_text_is_one(options: dict[str, Any]) -> None:
    tidy = unfolded(SPEC, copy.deepcopy(options))
    take_misread(list(leaves(SPEC, tidy)))
    for leaf in leaves(SPEC, tidy):
        if leaf.takes == "str" and leaf.option["type"] != "list":
            assert isinstance(leaf.value, (str, int)) and not isinstance(leaf.value, bool)
    assert take_misread(list(leaves(SPEC, tidy))) == []


def test_a_value_is_found_by_the_keys_that_are_given_and_told_by_the_name_of_the_option() -> None:
    (leaf,) = leaves(SPEC, {"values": ["A"]})
    assert (leaf.path, leaf.way, leaf.value, leaf.takes) == ("parts[0]", ("values", 0), "A", "str")


@pytest.mark.parametrize(
    ("problem", "is_the_same"),
    [
        ("parts[1]: is unknown.", True),
        ("parts[1].x: is unknown.", True),
        ("parts: 'True' is not an id.", True),
        ("parts: 'True', 'B' is not one of A.", False),
        ("parts[11]: is unknown.", False),
        ("parts: is too long.", False),
    ],
)
def test_a_second_complaint_about_a_value_is_known(problem: str, is_the_same: bool) -> None:
    assert Misread("parts[1]", "", "True").is_meant_by(problem) is is_the_same


def test_a_moment_is_told_with_its_place_and_a_date_is_a_text() -> None:
    moment = datetime.datetime(2024, 5, 1, 10)
    assert list(moments({"a": [{"b": moment}], "c": datetime.date(2024, 5, 1)})) == [
        "a[0].b: is a moment, which YAML makes of a date with a time without quotes. Put the text in quotes."
    ]
