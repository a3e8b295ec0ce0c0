# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Argument specs, and everything that is wrong with options."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector_group import (
    APP_CONNECTOR_GROUP,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.info_options import (
    info_argument_spec,
    wrong_info_options,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.options import (
    argument_spec,
    is_id,
    missing_options,
    odd_options,
    useless_options,
    wrong_options,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import Name
from hypothesis import given
from hypothesis import strategies as st

scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text())
junk = st.one_of(
    scalars,
    st.sampled_from([10**400, "1e999999999", "%s", "-0"]),
    st.lists(scalars, max_size=2),
    st.dictionaries(st.text(), scalars, max_size=2),
)
CONNECTOR_OPTIONS = sorted(argument_spec(APP_CONNECTOR_GROUP))
PLACE = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich, Switzerland"}
OVERRIDE, PROFILE = "override_version_profile", "version_profile"


def problems(**options: Any) -> list[str]:
    return wrong_options(SEGMENT_GROUP, options)


def connector_problems(**options: Any) -> list[str]:
    return wrong_options(APP_CONNECTOR_GROUP, {"name": "x", **options})


def test_problems_are_told_in_the_order_of_the_description_however_options_are_given() -> None:
    names = [field.name for field in APP_CONNECTOR_GROUP.fields]
    wrong: dict[str, Any] = {name: [] for name in names}
    told = odd_options(APP_CONNECTOR_GROUP, wrong) + connector_problems(**wrong)
    assert len({sentence.partition(":")[0] for sentence in told}) > 2
    turned = {name: wrong[name] for name in reversed(names)}
    assert odd_options(APP_CONNECTOR_GROUP, turned) + connector_problems(**turned) == told


def missing(present: dict[str, Any] | None, **options: Any) -> list[str]:
    return missing_options(APP_CONNECTOR_GROUP, options, present)


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


def test_an_empty_entry_of_a_list_is_told_with_advice() -> None:
    assert problems(name="x", applications=[""]) == [
        "applications[0]: is empty. Give a name or an id, or leave the entry out."
    ]


@pytest.mark.parametrize("empty", ["", " ", None])
def test_an_empty_entry_of_a_list_is_a_problem_with_its_place(empty: Any) -> None:
    assert [
        found.split(":")[0] for found in problems(name="x", applications=["SAP", empty, "Jira", empty])
    ] == [
        "applications[1]",
        "applications[3]",
    ]


def test_all_problems_are_told_together() -> None:
    assert sorted(found.split(":")[0] for found in problems(id="x", name="", applications=[""])) == [
        "applications[0]",
        "id",
        "name",
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
    assert "EQ, NE, GT, LT, GE, LE, GTEQ, LTEQ, LIKE" in found[0]


def test_a_listing_is_checked_for_its_id_and_name_as_well() -> None:
    found = wrong_info_options(SEGMENT_GROUP, {"id": "x", "name": " ", "search": "x"})
    assert [problem.split(":")[0] for problem in found] == ["id", "name", "search"]


@given(st.integers(0, 2**63 - 1))
def test_every_number_of_63_bits_is_an_id(number: int) -> None:
    assert is_id(str(number))
    assert is_id(number)


def test_the_argument_spec_of_a_resource_of_many_types_follows_its_description() -> None:
    spec = argument_spec(APP_CONNECTOR_GROUP)
    assert spec == {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "id": {"type": "str"},
        **{field.name: {"type": "str"} for field in APP_CONNECTOR_GROUP.fields},
        "latitude": {"type": "float"},
        "longitude": {"type": "float"},
        "user_codes": {"type": "list", "elements": "str"},
        "upgrade_time_in_secs": {"type": "int"},
        **{
            name: {"type": "bool"}
            for name in (
                "enabled",
                "override_version_profile",
                "tcp_quick_ack",
                "use_in_dr_mode",
                "waf_disabled",
                "pra_enabled",
                "lss_app_connector_group",
            )
        },
    }


@given(st.dictionaries(st.sampled_from(CONNECTOR_OPTIONS), junk))
def test_options_of_a_wrong_type_stop_no_check_of_any_field(options: dict[str, Any]) -> None:
    found = wrong_options(APP_CONNECTOR_GROUP, options) + useless_options(APP_CONNECTOR_GROUP, options)
    assert all(isinstance(problem, str) for problem in found)


@pytest.mark.parametrize("name", CONNECTOR_OPTIONS)
@given(value=junk)
def test_any_value_of_any_option_can_be_checked(name: str, value: Any) -> None:
    options = {"name": "x", name: value}
    found = wrong_options(APP_CONNECTOR_GROUP, options)
    assert useless_options(APP_CONNECTOR_GROUP, options) == []
    assert all(problem.split(":")[0].partition("[")[0] in (name, PROFILE) for problem in found)


@given(st.dictionaries(st.sampled_from(CONNECTOR_OPTIONS), junk))
def test_every_problem_names_its_option_and_is_a_sentence(options: dict[str, Any]) -> None:
    for problem in wrong_options(APP_CONNECTOR_GROUP, options):
        assert problem.split(": ")[0] in CONNECTOR_OPTIONS
        assert problem.endswith(".")


@pytest.mark.parametrize(
    "options",
    [
        {},
        PLACE,
        {"description": "", "dc_hosting_info": "", "site_id": "", "private_cloud_id": ""},
        {"country_code": "ch", "upgrade_day": "monday", "upgrade_time_in_secs": 0, "dns_query_type": "ipv4"},
        {OVERRIDE: True, PROFILE: "0"},
        {OVERRIDE: False},
        {OVERRIDE: False, PROFILE: "Default"},
        {PROFILE: "Default"},
        {name: None for name in CONNECTOR_OPTIONS if name != "name"},
    ],
)
def test_good_options_of_every_type_have_no_problem(options: dict[str, Any]) -> None:
    assert connector_problems(**options) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("latitude", 90.1),
        ("longitude", -180.1),
        ("location", " "),
        ("country_code", "CHE"),
        ("upgrade_day", "Funday"),
        ("upgrade_time_in_secs", 1),
        ("dns_query_type", ""),
        ("version_profile", ""),
        ("dc_hosting_info", "x" * 65),
        ("enrollment_cert", " "),
        ("site_id", "x"),
        ("private_cloud_id", "x"),
    ],
)
def test_a_wrong_value_is_a_problem_of_its_option(name: str, value: Any) -> None:
    found = connector_problems(**{name: value}) + odd_options(APP_CONNECTOR_GROUP, {name: value})
    assert [problem.split(":")[0] for problem in found] == [name]


@pytest.mark.parametrize(
    ("name", "value"), [("upgrade_day", "Funday"), ("upgrade_time_in_secs", 1), ("location", " ")]
)
def test_a_wrong_value_is_no_problem_where_the_object_has_it(name: str, value: Any) -> None:
    canonical = APP_CONNECTOR_GROUP.field(name).type.accept(value)
    assert odd_options(APP_CONNECTOR_GROUP, {name: value}, {name: canonical}) == []
    assert len(odd_options(APP_CONNECTOR_GROUP, {name: value}, {name: None})) == 1


def test_a_wrong_value_is_told_beside_what_is_wrong_in_any_case() -> None:
    found = connector_problems(name=" ", latitude=90.1)
    assert [problem.split(":")[0] for problem in found] == ["name", "latitude"]


def test_a_flag_needs_what_it_switches_on() -> None:
    assert connector_problems(override_version_profile=True) == [
        "version_profile: is missing, and override_version_profile=true needs it. Give a name or an id."
    ]


@pytest.mark.parametrize("flag", [False, None, "true", 1])
def test_a_flag_that_is_not_true_needs_nothing(flag: Any) -> None:
    assert connector_problems(override_version_profile=flag) == []


def test_what_a_flag_switches_off_has_no_effect() -> None:
    assert useless_options(APP_CONNECTOR_GROUP, {OVERRIDE: False, PROFILE: "Default"}) == [
        "version_profile: has no effect beside override_version_profile=false: ZPA chooses it then."
    ]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {OVERRIDE: False},
        {OVERRIDE: True, PROFILE: "0"},
        {OVERRIDE: None, PROFILE: "0"},
        {PROFILE: "0"},
        {OVERRIDE: False, PROFILE: None},
    ],
)
def test_every_other_option_has_an_effect(options: dict[str, Any]) -> None:
    assert useless_options(APP_CONNECTOR_GROUP, options) == []


def test_a_creation_needs_what_is_required() -> None:
    assert missing(None, name="x") == [
        "%s: is missing. 'x' would be a new App Connector group, and ZPA creates none without it. "
        "Add it, or correct the name." % name
        for name in PLACE
    ]


@pytest.mark.parametrize("name", PLACE)
def test_a_creation_needs_each_of_what_is_required(name: str) -> None:
    found = missing(None, name="x", **{**PLACE, name: None})
    assert [problem.split(":")[0] for problem in found] == [name]


def test_a_creation_needs_no_more() -> None:
    assert missing(None, name="x", **PLACE) == []
    assert missing(None, name="x", **{**PLACE, "latitude": 0.0, "longitude": 0.0}) == []


def test_what_is_there_needs_nothing_that_is_required() -> None:
    assert missing({}, name="x") == []


@pytest.mark.parametrize("present", [None, {}, {OVERRIDE: False}, {OVERRIDE: None}])
def test_an_option_without_its_flag_is_told_that_it_has_no_effect(present: dict[str, Any] | None) -> None:
    assert missing(present, version_profile="0", **PLACE) == [
        "version_profile: has an effect only with override_version_profile=true, "
        "which neither the task nor the App Connector group has. Add it."
    ]


@pytest.mark.parametrize(
    ("present", "options"),
    [
        ({OVERRIDE: True}, {PROFILE: "0"}),
        ({OVERRIDE: True}, {PROFILE: "0", OVERRIDE: False}),
        ({OVERRIDE: False}, {PROFILE: "0", OVERRIDE: True}),
        ({OVERRIDE: False}, {PROFILE: "0", OVERRIDE: False}),
        ({OVERRIDE: False}, {PROFILE: None}),
        (None, {PROFILE: "0", OVERRIDE: True, **PLACE}),
        (None, {PROFILE: "0", OVERRIDE: False, **PLACE}),
    ],
)
def test_an_option_with_its_flag_lacks_nothing(
    present: dict[str, Any] | None, options: dict[str, Any]
) -> None:
    assert missing(present, **options) == []


def test_a_resource_without_such_fields_lacks_nothing() -> None:
    assert missing_options(SEGMENT_GROUP, {}, None) == []
    assert useless_options(SEGMENT_GROUP, {"enabled": False, "applications": []}) == []
