# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Argument specs, and everything that is wrong with options."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._model.fields import Field, Name
from ansible_collections.zerotrust.zpa.plugins.module_utils._model.options import (
    argument_spec,
    info_argument_spec,
    is_id,
    wrong_info_options,
    wrong_options,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._model.segment_group import SEGMENT_GROUP
from hypothesis import given
from hypothesis import strategies as st

junk = st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.lists(st.text()), st.just({}))


def problems(**options: Any) -> list[str]:
    return wrong_options(SEGMENT_GROUP, options)


def test_the_argument_spec_of_a_resource_follows_its_description() -> None:
    assert argument_spec(SEGMENT_GROUP) == {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "id": {"type": "str"},
        "name": {"type": "str"},
        "description": {"type": "str"},
        "enabled": {"type": "bool"},
        "applications": {"type": "list", "elements": "str"},
        "purge_applications": {"type": "bool", "default": True},
    }


def test_the_argument_spec_of_a_listing_follows_the_description_too() -> None:
    assert info_argument_spec(SEGMENT_GROUP) == {
        "id": {"type": "str"},
        "name": {"type": "str"},
        "search": {"type": "str"},
        "enabled": {"type": "bool"},
    }


def test_what_cannot_be_disabled_is_not_listed_by_that() -> None:
    resource = SEGMENT_GROUP._replace(fields=(Field("name", "name", Name()),))
    assert "enabled" not in info_argument_spec(resource)


def test_an_argument_spec_can_be_changed_without_changing_the_next() -> None:
    argument_spec(SEGMENT_GROUP)["applications"]["elements"] = "int"
    assert argument_spec(SEGMENT_GROUP)["applications"]["elements"] == "str"


@pytest.mark.parametrize(
    "options",
    [{"name": "x"}, {"id": "7"}, {"id": "7", "name": "x"}, {"name": "x", "applications": []}, {"id": "0"}],
)
def test_good_options_have_no_problem(options: dict[str, Any]) -> None:
    assert problems(**options) == []


def test_without_name_and_id_nothing_is_meant() -> None:
    assert problems() == ["name: give the name of the segment group, or its id."]


@pytest.mark.parametrize("name", ["", " ", "\t\n"])
def test_an_empty_name_is_a_problem(name: str) -> None:
    assert problems(name=name) == ["name: is empty. Give a name, or leave the option out."]


@pytest.mark.parametrize("object_id", ["Finance", "", " 7", "7.0", "-7", "٣", "1" * 20])
def test_an_id_that_is_none_is_a_problem(object_id: str) -> None:
    found = problems(id=object_id)
    assert len(found) == 1
    assert found[0].startswith("id: '%s' is not an id of ZPA" % object_id)


@pytest.mark.parametrize("empty", ["", " ", None])
def test_an_empty_entry_of_a_list_is_a_problem_with_its_place(empty: Any) -> None:
    assert [
        found.split(":")[0] for found in problems(name="x", applications=["SAP", empty, "Jira", empty])
    ] == [
        "applications[1]",
        "applications[3]",
    ]


def test_all_problems_are_told_together() -> None:
    assert [found.split(":")[0] for found in problems(id="x", name="", applications=[""])] == [
        "id",
        "name",
        "applications[0]",
    ]


@given(st.dictionaries(st.sampled_from(["id", "name", "applications", "search", "enabled"]), junk))
def test_options_of_a_wrong_type_stop_no_check(options: dict[str, Any]) -> None:
    found = wrong_options(SEGMENT_GROUP, options) + wrong_info_options(SEGMENT_GROUP, options)
    assert all(isinstance(problem, str) for problem in found)


def test_a_listing_needs_no_option() -> None:
    assert wrong_info_options(SEGMENT_GROUP, {}) == []


def test_a_search_that_follows_the_grammar_has_no_problem() -> None:
    assert wrong_info_options(SEGMENT_GROUP, {"search": "name LIKE web"}) == []


@pytest.mark.parametrize("search", ["", "web", "name like web"])
def test_a_search_that_does_not_follow_the_grammar_is_told_the_operators(search: str) -> None:
    found = wrong_info_options(SEGMENT_GROUP, {"search": search})
    assert len(found) == 1
    assert found[0].startswith("search: ")
    assert "EQ, NE, GT, LT, GE, LE, LIKE" in found[0]


def test_a_listing_is_checked_for_its_id_and_name_as_well() -> None:
    found = wrong_info_options(SEGMENT_GROUP, {"id": "x", "name": " ", "search": "x"})
    assert [problem.split(":")[0] for problem in found] == ["id", "name", "search"]


@given(st.integers(0, 2**63 - 1))
def test_every_number_of_63_bits_is_an_id(number: int) -> None:
    assert is_id(str(number))
    assert is_id(number)
