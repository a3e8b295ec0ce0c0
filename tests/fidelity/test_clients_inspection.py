# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Custom controls and profiles that zscaler-sdk-python and modules share.

They are at inspectionControls/custom and at inspectionProfile.
"""

from __future__ import annotations

from fidelity.clients import Client
from support.tenants import TestTenant

CONDITIONS = [{"lhs": "SIZE", "op": "GE", "rhs": "1000"}]
RULES = [{"type": "RESPONSE_BODY", "names": [], "conditions": CONDITIONS}]
GIVEN = {"name": "control", "severity": "CRITICAL", "type": "RESPONSE", "default_action": "BLOCK"}


def test_what_the_sdk_makes_is_unchanged_if_it_is_declared_so(sdk: Client, zpa: TestTenant) -> None:
    sdk.call("app_protection", "add_custom_control", **GIVEN, rules=RULES).must_succeed()
    zpa.forget()
    result = zpa.run("zpa_inspection_custom_control", **GIVEN, rules=RULES)
    assert (result.get("failed"), result["changed"], zpa.writes) == (None, False, [])


def test_what_a_task_makes_is_read_and_deleted_by_the_sdk(sdk: Client, zpa: TestTenant) -> None:
    made = zpa.run("zpa_inspection_custom_control", **GIVEN, rules=RULES)["inspection_custom_control"]
    read = sdk.call("app_protection", "get_custom_control", made["id"]).value
    assert (read["name"], read["default_action"]) == ("control", "BLOCK")
    sdk.call("app_protection", "delete_custom_control", made["id"]).must_succeed()
    assert zpa.run("zpa_inspection_custom_control", name="control", state="absent")["changed"] is False


PROFILE = {"name": "profile", "description": "d"}


def test_a_profile_that_the_sdk_makes_is_unchanged_if_it_is_declared_so(sdk: Client, zpa: TestTenant) -> None:
    """The SDK sends the preprocessors of the oldest version by itself."""
    made = sdk.call(
        "app_protection",
        "add_profile",
        **PROFILE,
        paranoia_level="1",
        incarnation_number=6,
        global_control_actions=["PREDEFINED:PASS", "CUSTOM:NONE", "OVERRIDE_ACTION:COMMON"],
        common_global_override_actions_config={
            "PREDEF_CNTRL_GLOBAL_ACTION": "PASS",
            "IS_OVERRIDE_ACTION_COMMON": "TRUE",
        },
    )
    made.must_succeed()
    zpa.forget()
    result = zpa.run(
        "zpa_inspection_profile",
        **PROFILE,
        paranoia_level=1,
        predefined_controls_version="OWASP_CRS/3.3.0",
        predefined_controls=[],
        global_control_actions=["OVERRIDE_ACTION:COMMON", "PREDEFINED:PASS"],
    )
    assert (result.get("failed"), result["changed"], zpa.writes) == (None, False, [])


def test_a_profile_that_a_task_makes_is_read_updated_and_deleted_by_the_sdk(
    sdk: Client, zpa: TestTenant
) -> None:
    zpa.run("zpa_inspection_custom_control", **GIVEN, rules=RULES)
    given = {
        **PROFILE,
        "paranoia_level": 2,
        "predefined_controls_version": "OWASP_CRS/3.3.0",
        "predefined_controls": [{"control": "942100", "action": "BLOCK"}],
        "custom_controls": [{"control": "control", "action": "BLOCK"}],
    }
    made = zpa.run("zpa_inspection_profile", **given)["inspection_profile"]
    read = sdk.call("app_protection", "get_profile", made["id"]).value
    numbers = sorted(one["control_number"] for one in read["predefined_controls"])
    assert numbers == [one["control"] for one in made["predefined_controls"]]
    assert [one["name"] for one in read["custom_controls"]] == ["control"]
    sdk.call("app_protection", "update_profile", made["id"], name="renamed").must_succeed()
    left = zpa.run("zpa_inspection_profile_info", name="renamed", id=made["id"])["inspection_profiles"]
    # As documented, an update replaces the predefined controls: the SDK sends the preprocessors alone.
    assert "942100" not in [one["control"] for one in left[0]["predefined_controls"]]
    sdk.call("app_protection", "delete_profile", made["id"]).must_succeed()
    assert zpa.run("zpa_inspection_profile", name="renamed", state="absent")["changed"] is False


def test_the_sdk_lists_the_versions_and_the_groups_of_predefined_controls(
    sdk: Client, zpa: TestTenant
) -> None:
    versions = sdk.call("app_protection", "list_predef_control_versions").value
    listed = zpa.run("zpa_reference_info", kind="inspection_control_version")["references"]
    assert versions == [one["name"] for one in listed]
    groups = sdk.call("app_protection", "list_predef_controls", query_params={"version": versions[0]}).value
    inside = [one for group in groups for one in group["predefined_inspection_controls"]]
    known = zpa.run(
        "zpa_reference_info", kind="inspection_predefined_control", predefined_controls_version=versions[0]
    )["references"]
    assert [one["control_number"] for one in inside] == [one["name"] for one in known]
    assert [group["control_group"] for group in groups if group.get("default_group")] == ["Preprocessors"]
