# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Custom controls of AppProtection as recorded, request by request, and what the module makes of them.

The recording is TestAppProtectionCustomControl.yaml of zscaler/zscaler-sdk-python, in
tests/integration/zpa/cassettes, at inspectionControls/custom. Names are other ones here.
"""

from __future__ import annotations

import json
from typing import Any

from support.tenants import TestTenant
from support.wire import Wire
from zpa_emulator.inspection_catalog import preprocessors_of

PATH = "inspectionControls/custom"
CONDITIONS = [{"lhs": "SIZE", "op": "GE", "rhs": "1000"}]
RULES = [
    {"type": "RESPONSE_HEADERS", "names": ["test"], "conditions": CONDITIONS},
    {"type": "RESPONSE_BODY", "conditions": CONDITIONS},
]
TEXT = json.dumps(RULES, separators=(",", ":"))
KNOWN = {
    "name": "control",
    "description": "d",
    "defaultAction": "PASS",
    "paranoiaLevel": "1",
    "severity": "CRITICAL",
    "type": "RESPONSE",
}
FILLED_IN = {"controlNumber": "4500001", "version": "1.0", "protocolType": "HTTP", "controlRuleJson": TEXT}
STAMPS = {"id", "modifiedTime", "creationTime", "modifiedBy"}


def without_stamps(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key not in STAMPS}


def test_the_life_of_a_custom_control_is_as_recorded(zpa: TestTenant) -> None:
    wire = Wire(zpa)
    created = wire.post(PATH, {**KNOWN, "action": "PASS", "rules": RULES})
    assert without_stamps(created) == {**KNOWN, **FILLED_IN, "action": "PASS", "rules": RULES}
    path = "%s/%s" % (PATH, created["id"])
    read = wire.get(path)
    assert without_stamps(read) == {**KNOWN, **FILLED_IN}
    nothing = {"action": None, "controlType": None, "associatedInspectionProfileNames": [], "rules": []}
    wire.put(path, {**read, **nothing, "name": "control Updated"})
    assert without_stamps(wire.get(path)) == {**KNOWN, **FILLED_IN, "name": "control Updated"}
    assert [one["name"] for one in wire.get(PATH)["list"]] == ["control Updated"]
    wire.delete(path)


def test_what_was_recorded_is_unchanged_if_it_is_declared_so(zpa: TestTenant) -> None:
    Wire(zpa).post(PATH, {**KNOWN, "action": "PASS", "rules": RULES})
    declared = {"name": "control", "type": "RESPONSE", "severity": "CRITICAL", "rules": RULES[::-1]}
    assert zpa.run("zpa_inspection_custom_control", **declared)["changed"] is False


def test_an_update_of_something_else_sends_the_rules_as_they_are(zpa: TestTenant) -> None:
    created = Wire(zpa).post(PATH, {**KNOWN, "rules": RULES})
    zpa.forget()
    assert zpa.run("zpa_inspection_custom_control", name="control", severity="INFO")["changed"] is True
    (sent,) = zpa.writes
    assert (sent.body["rules"], "controlRuleJson" in sent.body) == (RULES, False)
    assert Wire(zpa).get("%s/%s" % (PATH, created["id"]))["controlRuleJson"] == TEXT


def test_rules_that_are_no_json_are_not_lost_by_an_update(zpa: TestTenant) -> None:
    created = Wire(zpa).post(PATH, {**KNOWN, "rules": RULES})
    zpa.tenant.table(PATH)[created["id"]]["controlRuleJson"] = "[{"
    zpa.forget()
    result = zpa.run("zpa_inspection_custom_control", name="control", severity="INFO")
    assert (result["failed"], zpa.writes) == (True, [])


def test_a_control_that_a_profile_has_is_not_deleted(zpa: TestTenant) -> None:
    created = Wire(zpa).post(PATH, {**KNOWN, "rules": RULES})
    zpa.tenant.add("inspectionProfile", {"name": "Everything", "customControls": [{"id": created["id"]}]})
    zpa.forget()
    result = zpa.run("zpa_inspection_custom_control", name="control", state="absent")
    assert (result["failed"], zpa.writes) == (True, [])
    assert "Inspection Profile 'Everything'" in result["msg"]


# Of profiles there is no recording: that is the page "Configuring AppProtection Profiles Using API".
PROFILES = "inspectionProfile"
PREPROCESSORS = [{"id": one, "action": "BLOCK"} for one in preprocessors_of("OWASP_CRS/3.3.0")]
SMALLEST = {
    "name": "profile",
    "paranoiaLevel": "1",
    "predefinedControlsVersion": "OWASP_CRS/3.3.0",
    "predefinedControls": PREPROCESSORS,
}


def test_versions_of_predefined_controls_are_an_array_of_texts(zpa: TestTenant) -> None:
    """Recorded in TestAppProtectionControls.yaml: two of them, of which the page shows one more."""
    found = Wire(zpa).get("inspectionControls/predefined/versions")
    assert found == ["OWASP_CRS/4.8.0", "OWASP_CRS/3.3.5", "OWASP_CRS/3.3.0"]


def test_the_answer_to_the_smallest_creation_is_as_documented(zpa: TestTenant) -> None:
    created = Wire(zpa).post(PROFILES, SMALLEST)
    assert without_stamps(created) == {
        **SMALLEST,
        "globalControlActions": ["PREDEFINED:NONE", "CUSTOM:NONE", "OVERRIDE_ACTION:NONE"],
        "commonGlobalOverrideActionsConfig": {"IS_OVERRIDE_ACTION_NONE": "TRUE"},
        "incarnationNumber": "1",
    }


def test_a_list_shows_how_many_controls_there_are_and_an_answer_by_id_which(zpa: TestTenant) -> None:
    wire = Wire(zpa)
    created = wire.post(PROFILES, SMALLEST)
    (listed,) = wire.get(PROFILES)["list"]
    assert listed["controlsInfo"] == [{"controlType": "PREDEFINED", "count": str(len(PREPROCESSORS))}]
    assert "predefinedControls" not in listed
    read = wire.get("%s/%s" % (PROFILES, created["id"]))
    assert [one["controlGroup"] for one in read["predefinedControls"]] == ["Preprocessors"] * len(
        PREPROCESSORS
    )


def test_the_mandatory_controls_must_be_passed(zpa: TestTenant) -> None:
    answer = Wire(zpa).send("POST", PROFILES, {**SMALLEST, "predefinedControls": PREPROCESSORS[1:]})
    assert answer.status_code == 400
    assert "predefinedControls" in answer.json()["params"]


def test_an_update_replaces_the_controls_and_a_partial_one_adds_to_them(zpa: TestTenant) -> None:
    wire = Wire(zpa)
    path = "%s/%s" % (PROFILES, wire.post(PROFILES, SMALLEST)["id"])
    assert (
        wire.send("PUT", path + "/associateAllPredefinedControls?version=OWASP_CRS/3.3.0").status_code == 204
    )
    assert len(wire.get(path)["predefinedControls"]) > len(PREPROCESSORS)
    wire.put(path, SMALLEST)
    assert len(wire.get(path)["predefinedControls"]) == len(PREPROCESSORS)
    control = wire.post(PATH, {**KNOWN, "rules": RULES})
    partial = {"customControls": [{"id": control["id"], "action": "PASS"}]}
    assert wire.send("PATCH", path + "/patch", partial).status_code == 204
    read = wire.get(path)
    assert (len(read["predefinedControls"]), len(read["customControls"])) == (len(PREPROCESSORS), 1)
