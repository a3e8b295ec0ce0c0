# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Inspection profiles: what each has in any case, what nobody declares, what they name and what names one."""

from __future__ import annotations

from typing import Any

import pytest
from support.cases.inspection_profile import CUSTOM, NUMBERS, PROFILE_ID, SQL, VERSION, add, furnish
from support.tenants import TestTenant
from zpa_emulator.inspection_catalog import VERSIONS, preprocessors_of

PATH = "inspectionProfile"
RULE = {"name": "Inspect", "action": "INSPECT"}
PREPROCESSORS = set(preprocessors_of(VERSION))


@pytest.fixture
def inspected(zpa: TestTenant) -> TestTenant:
    furnish(zpa)
    add(zpa, "Web", PROFILE_ID)
    return zpa


def run(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    zpa.forget()
    return zpa.run("zpa_inspection_profile", check, **options)


def stored(zpa: TestTenant, name: str = "Web") -> dict[str, Any]:
    return zpa.tenant.find(PATH, name)


def ids(profile: dict[str, Any]) -> set[str]:
    return {one["id"] for one in profile["predefinedControls"]}


def both(profile: dict[str, Any], **rule: Any) -> dict[str, Any]:
    return {"inspection_profiles": [profile], "policy_rules": {"inspection": [{**RULE, **rule}]}}


# -- What is in each in any case -------------------------------------------------------------------------


def test_a_new_profile_has_the_preprocessors_of_the_newest_version(zpa: TestTenant) -> None:
    run(zpa, name="New", paranoia_level=1)
    assert stored(zpa, "New")["predefinedControlsVersion"] == VERSIONS[0]
    assert ids(stored(zpa, "New")) == PREPROCESSORS


def test_a_version_that_is_given_is_not_looked_for(zpa: TestTenant) -> None:
    run(zpa, name="New", paranoia_level=1, predefined_controls_version=VERSIONS[2])
    assert not [entry for entry in zpa.calls if entry.path.endswith("/versions")]
    assert ids(stored(zpa, "New")) == set(preprocessors_of(VERSIONS[2]))


def test_the_newest_version_is_that_of_the_largest_number_in_any_order(
    zpa: TestTenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zpa_emulator.inspection_catalog.VERSIONS", (*VERSIONS[::-1], "OWASP_CRS/3.10.0"))
    result = run(zpa, True, name="New", paranoia_level=1)
    assert result["inspection_profile"]["predefined_controls_version"] == "OWASP_CRS/4.8.0"


def test_a_declared_list_implies_the_preprocessors(inspected: TestTenant) -> None:
    assert run(inspected, name="Web", predefined_controls=[])["changed"]
    assert ids(stored(inspected)) == PREPROCESSORS
    assert run(inspected, name="Web", predefined_controls=[])["changed"] is False


def test_a_preprocessor_that_is_listed_is_not_there_twice(inspected: TestTenant) -> None:
    listed = [{"control": "Failed to parse request body"}, {"control": 911100}, SQL]
    assert run(inspected, name="Web", predefined_controls=listed)["changed"] is False


def test_a_task_about_something_else_looks_at_no_controls(inspected: TestTenant) -> None:
    before = dict(stored(inspected))
    assert run(inspected, name="Web", description="New")["changed"]
    assert not [entry for entry in inspected.calls if "inspectionControls" in entry.path]
    after = stored(inspected)
    assert {key: after[key] for key in before if key not in ("modifiedTime", "description")} == {
        key: before[key] for key in before if key not in ("modifiedTime", "description")
    }


def test_a_tenant_without_a_list_of_versions_needs_one(zpa: TestTenant) -> None:
    zpa.fault("status", "GET .*predefined/versions", status=404, times=9)
    result = run(zpa, name="New", paranoia_level=1)
    assert "predefined_controls_version: is missing, and the newest cannot be had: " in result["msg"]
    assert zpa.writes == []
    said = {"predefined_controls_version": VERSION}
    assert run(zpa, name="New", paranoia_level=1, **said)["changed"]


# -- What nobody declares --------------------------------------------------------------------------------


def test_what_no_option_says_survives_an_update(inspected: TestTenant) -> None:
    others = {
        "threatlabzControls": [{"id": "9", "action": "PASS"}],
        "websocketControls": [{"id": "8", "action": "BLOCK"}],
        "predefinedApiControls": [{"id": "7", "action": "BLOCK"}],
        "zsDefinedControlChoice": "SPECIFIC",
        "future": {"a": [1]},
    }
    stored(inspected).update(others)
    assert run(inspected, name="Web", predefined_controls=[], custom_controls=[])["changed"]
    assert {key: stored(inspected)[key] for key in others} == others


def test_a_control_that_stays_goes_back_as_it_came(inspected: TestTenant) -> None:
    run(inspected, name="Web", predefined_controls=[SQL, {"control": "941100"}])
    (sent,) = inspected.writes
    (kept,) = [one for one in sent.body["predefinedControls"] if one.get("controlNumber") == "942100"]
    assert (kept["action"], kept["controlGroup"]) == ("BLOCK", "SQL Injection")
    (new,) = [one for one in sent.body["predefinedControls"] if one["id"] == NUMBERS[VERSION, "941100"]]
    assert new == {"id": new["id"], "action": "PASS"}


def test_the_order_in_which_the_server_has_controls_is_no_difference(inspected: TestTenant) -> None:
    stored(inspected)["predefinedControls"].reverse()
    assert run(inspected, name="Web", predefined_controls=[SQL])["changed"] is False


def test_actions_for_all_are_sent_for_every_sort(inspected: TestTenant) -> None:
    run(inspected, name="Web", global_control_actions=["OVERRIDE_ACTION:COMMON"])
    (sent,) = inspected.writes
    assert sent.body["globalControlActions"] == ["PREDEFINED:NONE", "CUSTOM:NONE", "OVERRIDE_ACTION:COMMON"]
    assert "commonGlobalOverrideActionsConfig" not in sent.body


# -- What is refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"predefined_controls": [{"control": "Node-Validator Deny List Keywords"}]},
            "predefined_controls[0].control: 2 predefined inspection controls are named "
            "'Node-Validator Deny List Keywords'. Give the number of the one you mean: 941180, 941181.",
        ),
        (
            {"predefined_controls": [{"control": "Nothing"}]},
            "predefined_controls[0].control: no predefined inspection control has the name or id 'Nothing'.",
        ),
        (
            {"predefined_controls": [{"control": "942100", "action": "REDIRECT"}]},
            "predefined_controls (942100).action_value: is missing, and action=REDIRECT needs it. "
            "Give the URL.",
        ),
        (
            {"predefined_controls": [SQL, {"control": NUMBERS[VERSION, "942100"]}]},
            "predefined_controls: names 942100 twice. Say it once.",
        ),
        (
            {"predefined_controls_version": VERSIONS[1]},
            "predefined_controls: stays, and belongs to another predefined_controls_version than the new",
        ),
        ({"custom_controls": [{"control": "Cookies"}]}, "custom_controls[0].action: is missing."),
        ({"paranoia_level": 5}, "paranoia_level: 5 is not a number from 1 to 4."),
        (
            {"global_control_actions": ["PASS"]},
            "global_control_actions: 'PASS' is not of the form SORT:ACTION",
        ),
        (
            {"global_control_actions": ["CUSTOM:PASS", "CUSTOM:BLOCK"]},
            "global_control_actions: says more than one action for CUSTOM.",
        ),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    inspected: TestTenant, options: dict[str, Any], said: str
) -> None:
    result = run(inspected, name="Web", **options)
    assert said in result["msg"]
    assert inspected.writes == []


def test_a_profile_without_controls_that_are_there_in_any_case_is_not_created(
    zpa: TestTenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zpa_emulator.inspection_catalog.CONTROLS", {})
    result = run(zpa, name="New", paranoia_level=1)
    assert "predefined_controls: is missing, and version of predefined inspection controls" in result["msg"]
    assert zpa.writes == []


# -- What they name, and what names them -----------------------------------------------------------------


def test_a_rule_names_a_profile_that_the_same_task_makes(inspected: TestTenant) -> None:
    control = {"name": "Sizes", "type": "REQUEST", "severity": "INFO"}
    profile = {
        "name": "New",
        "paranoia_level": 1,
        "custom_controls": [{"control": "Sizes", "action": "BLOCK"}],
    }
    config = {"inspection_custom_controls": [control], **both(profile, inspection_profile="New")}
    checked = inspected.run("zpa_config", True, config=config)
    made = inspected.run("zpa_config", config=config)
    assert (checked["changed"], made.get("msg")) == (True, None)
    rule = inspected.tenant.find("policyRule", "Inspect")
    assert rule["zpnInspectionProfileId"] == stored(inspected, "New")["id"]
    assert [one["id"] for one in stored(inspected, "New")["customControls"]] == [
        inspected.tenant.find(CUSTOM, "Sizes")["id"]
    ]
    assert inspected.run("zpa_config", config=config)["changed"] is False


def test_names_follow_what_the_same_task_renames(inspected: TestTenant) -> None:
    headers = inspected.tenant.find(CUSTOM, "Headers")["id"]
    profile = {
        "id": PROFILE_ID,
        "name": "Pages",
        "custom_controls": [{"control": "Sizes", "action": "BLOCK"}],
    }
    config = {
        "inspection_custom_controls": [{"id": headers, "name": "Sizes"}],
        **both(profile, inspection_profile="Pages"),
    }
    result = inspected.run("zpa_config", config=config)
    assert result.get("msg") is None
    assert inspected.tenant.find("policyRule", "Inspect")["zpnInspectionProfileId"] == PROFILE_ID
    assert [one["id"] for one in stored(inspected, "Pages")["customControls"]] == [headers]


def test_what_names_goes_before_what_is_named(inspected: TestTenant) -> None:
    assert inspected.run("zpa_config", config=both({"name": "Web"}, inspection_profile="Web"))["changed"]
    empty = {
        "inspection_custom_controls": [],
        "inspection_profiles": [],
        "policy_rules": {"inspection": []},
    }
    inspected.forget()
    result = inspected.run("zpa_config", state="overridden", config=empty)
    assert result.get("msg") is None
    kinds = ["/rule/", "/inspectionProfile/", "/custom/"]
    turns = [next(kind for kind in kinds if kind in entry.path) for entry in inspected.writes]
    assert list(dict.fromkeys(turns)) == kinds


def test_a_profile_that_a_rule_names_is_not_deleted(inspected: TestTenant) -> None:
    rule = {**RULE, "inspection_profile": "Web"}
    assert inspected.run("zpa_policy_rule", policy_type="inspection", **rule)["changed"]
    result = run(inspected, name="Web", state="absent")
    assert "inspection rule 'Inspect'" in result["msg"]
    assert inspected.writes == []


def test_an_export_has_names_and_numbers_and_makes_the_same_on_another_tenant(inspected: TestTenant) -> None:
    kinds = ["inspection_custom_controls", "inspection_profiles"]
    config = inspected.run("zpa_config", state="gathered", kinds=kinds)["config"]
    (profile,) = config["inspection_profiles"]
    assert [one["control"] for one in profile["custom_controls"]] == ["Headers"]
    assert {"control": "942100", "action": "BLOCK", "action_value": ""} in profile["predefined_controls"]
    for path in (PATH, CUSTOM):
        inspected.tenant.table(path).clear()
    assert inspected.run("zpa_config", config=config).get("msg") is None
    assert inspected.run("zpa_config", config=config)["changed"] is False
