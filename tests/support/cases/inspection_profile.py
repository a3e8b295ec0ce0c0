# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Inspection profiles: the tenant has Web and Unused, and the custom controls Headers and Cookies."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.inspection_profile import (
    INSPECTION_PROFILE,
)
from zpa_emulator.inspection_catalog import CONTROLS, VERSIONS, preprocessors_of

from support import read_form
from support.policies import Id
from support.tenants import TestTenant

from .case import REFERRERS, Case, FieldCases, Looked, Subject, field_cases

PROFILE_ID = "216196257331299987"
VERSION = VERSIONS[0]
CUSTOM = "inspectionControls/custom"
NOT_LISTED = ("predefined_controls_version", "predefined_controls", "custom_controls")
REQUIRED = {"paranoia_level": 2}
NUMBERS = {(control["version"], control["controlNumber"]): control["id"] for control in CONTROLS.values()}


def shown(*numbers: str, version: str = VERSION, **actions: str) -> list[dict[str, Any]]:
    """Predefined controls as results show them, with those of the preprocessors."""
    ids = [*preprocessors_of(version), *(NUMBERS[version, number] for number in numbers)]
    controls = sorted((CONTROLS[one] for one in ids), key=lambda one: one["controlNumber"])
    return [
        {
            "control": one["controlNumber"],
            "called": one["name"],
            "action": actions.get("_" + one["controlNumber"], one["defaultAction"]),
            "action_value": "",
        }
        for one in controls
    ]


def custom(name: str, action: str, value: str = "") -> dict[str, str]:
    return {"control": name, "action": action, "action_value": value}


SQL = {"control": "942100", "action": "BLOCK"}
FIELDS = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "paranoia_level": FieldCases(4, 4, (2, "2")),
    "predefined_controls": FieldCases(
        [
            {"control": 941100},
            {"control": "942480", "action": "redirect", "action_value": "https://a.example.com"},
        ],
        [
            {**one, "action": "REDIRECT", "action_value": "https://a.example.com"}
            if one["control"] == "942480"
            else one
            for one in shown("941100", "942480")
        ],
        tuple(
            Looked(same, 2)
            for same in (
                [SQL],
                [{"control": "SQL Injection Attack Detected via libinjection", "action": "block"}],
                [{"control": NUMBERS[VERSION, "942100"]}, {"control": 200002, "action": "BLOCK"}],
            )
        ),
        lookups=1,
    ),
    "custom_controls": FieldCases(
        [custom("Cookies", "PASS")],
        [custom("Cookies", "PASS")],
        tuple(
            Looked(same)
            for same in (
                [{"control": "Headers", "action": "block"}],
                [{"control": "Headers"}],
            )
        ),
        [],
        lookups=1,
    ),
    "global_control_actions": FieldCases(
        ["custom:block", "OVERRIDE_ACTION:COMMON"],
        ["CUSTOM:BLOCK", "OVERRIDE_ACTION:COMMON"],
        (["PREDEFINED:PASS"], ["predefined:pass", "CUSTOM:NONE"]),
        [],
    ),
}


def furnish(zpa: TestTenant, microtenant_id: str | None = None) -> None:
    known = {one["name"] for one in zpa.tenant.table(CUSTOM).values()}
    for name in ("Headers", "Cookies"):
        if name not in known:
            entry = {"name": name, "type": "REQUEST", "severity": "CRITICAL", "controlRuleJson": "[]"}
            usual = {"defaultAction": "PASS", "paranoiaLevel": "1", "protocolType": "HTTP"}
            zpa.tenant.add(CUSTOM, {**entry, **usual})


def add(zpa: TestTenant, name: str, object_id: str | None = None, **values: Any) -> dict[str, Any]:
    own = {key: value for key, value in values.items() if key != "enabled"}
    controls = [{"id": one, "action": "BLOCK"} for one in preprocessors_of(VERSION)]
    entry = {
        "name": name,
        "paranoiaLevel": "2",
        "predefinedControlsVersion": VERSION,
        "predefinedControls": [{"id": NUMBERS[VERSION, "942100"], "action": "BLOCK"}, *controls],
        "globalControlActions": ["PREDEFINED:PASS", "CUSTOM:NONE", "OVERRIDE_ACTION:NONE"],
        "commonGlobalOverrideActionsConfig": {
            "PREDEF_CNTRL_GLOBAL_ACTION": "PASS",
            "IS_OVERRIDE_ACTION_NONE": "TRUE",
        },
    }
    headers = [one for one in zpa.tenant.table(CUSTOM).values() if one["name"] == "Headers"]
    if headers:
        entry["customControls"] = [{"id": headers[0]["id"], "action": "BLOCK"}]
    return zpa.tenant.add("inspectionProfile", {**entry, **own}, object_id=object_id)


def in_diff(zpa: TestTenant, profile: dict[str, Any]) -> dict[str, Any]:
    """Without what ZPA alone sets."""
    controls = profile["predefined_controls"]
    own = [{key: one for key, one in each.items() if key != "called"} for each in controls]
    return {**profile, "predefined_controls": own}


def with_names(zpa: TestTenant, profile: dict[str, Any]) -> dict[str, Any]:
    """With what lists do not show, where a result was made of one."""
    unknown = [key for key in NOT_LISTED if profile[key] is None]
    if not unknown or profile["id"] is None:
        return profile
    (whole,) = zpa.run("zpa_inspection_profile_info", id=profile["id"])["inspection_profiles"]
    return {**profile, **{key: whole[key] for key in unknown}}


def prepare(zpa: TestTenant) -> None:
    furnish(zpa)
    add(zpa, "Web", PROFILE_ID, description="Old")
    add(zpa, "Unused")


CASES = {
    "create with what is required": Case(
        {"name": "New", **REQUIRED},
        {
            "name": "New",
            **REQUIRED,
            "predefined_controls_version": VERSION,
            "predefined_controls": shown(),
            "custom_controls": [],
        },
        5,
        prepared=False,
    ),
    "create with everything": Case(
        {
            "name": "New",
            "description": "d",
            "paranoia_level": 1,
            "predefined_controls_version": VERSIONS[1],
            "predefined_controls": [SQL, {"control": "941100"}],
            "custom_controls": [
                custom("Headers", "BLOCK"),
                custom("Cookies", "REDIRECT", "https://a.example.com"),
            ],
            "global_control_actions": ["OVERRIDE_ACTION:SPECIFIC"],
        },
        {
            "description": "d",
            "paranoia_level": 1,
            "predefined_controls_version": VERSIONS[1],
            "predefined_controls": shown("941100", "942100", version=VERSIONS[1], _942100="BLOCK"),
            "custom_controls": [
                custom("Cookies", "REDIRECT", "https://a.example.com"),
                custom("Headers", "BLOCK"),
            ],
            "global_control_actions": ["OVERRIDE_ACTION:SPECIFIC"],
        },
        5,
    ),
    "nothing to do": Case({"name": "Web", "paranoia_level": 2}, {}, 1, changed=False),
    "nothing to do by id": Case({"id": PROFILE_ID, "predefined_controls": [SQL]}, {}, 2, changed=False),
    **field_cases(FIELDS, "Web", PROFILE_ID, looks=1),
    "keep the preprocessors alone": Case(
        {"id": PROFILE_ID, "predefined_controls": []}, {"predefined_controls": shown()}, 4
    ),
    "move to another version": Case(
        {"id": PROFILE_ID, "predefined_controls_version": VERSIONS[1], "predefined_controls": [SQL]},
        {
            "predefined_controls_version": VERSIONS[1],
            "predefined_controls": shown("942100", version=VERSIONS[1], _942100="BLOCK"),
        },
        4,
    ),
    "rename": Case({"id": PROFILE_ID, "name": "Main"}, {"name": "Main", "description": "Old"}, 4),
    "delete": Case({"name": "Unused", "state": "absent"}, None, 1 + REFERRERS + 1),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
}

INSPECTION_PROFILES = Subject(
    resource=INSPECTION_PROFILE,
    key="inspection_profile",
    path="inspectionProfile",
    prepare=prepare,
    fields=("name", "predefined_controls_version", *FIELDS),
    created=("name", "predefined_controls_version", "predefined_controls", *REQUIRED),
    cases=CASES,
    add=add,
    furnish=furnish,
    required=REQUIRED,
    creation=5,
    same={"paranoia_level": 2},
    other={"paranoia_level": 3},
    answers={
        **{key: value for key, value in read_form.EVERY.items() if key != "enabled"},
        "paranoiaLevel": "3",
        "predefinedControlsVersion": VERSION,
        "predefinedControls": [
            {"id": NUMBERS[VERSION, "942100"], "action": "PASS", "controlNumber": "942100"},
            *({"id": one, "action": "BLOCK"} for one in preprocessors_of(VERSION)),
        ],
        "customControls": [{"id": Id(CUSTOM, "Headers"), "name": "Headers", "action": "PASS"}],
        "globalControlActions": ["PREDEFINED:BLOCK", "CUSTOM:NONE", "OVERRIDE_ACTION:COMMON"],
        "apiDiscoveryEnabled": True,
        "apiProfile": True,
        "checkControlDeploymentStatus": True,
        "exceptionsVersion": "1",
        "overrideAction": "COMMON",
        "incarnationNumber": "7",
        "controlsInfo": [{"controlType": "PREDEFINED", "count": "8"}],
        "commonGlobalOverrideActionsConfig": {
            "PREDEF_CNTRL_GLOBAL_ACTION": "BLOCK",
            "IS_OVERRIDE_ACTION_COMMON": "TRUE",
        },
        "predefinedADPControls": [{"id": "1"}],
        "predefinedApiControls": [{"id": "2"}],
        "threatlabzControls": [{"id": "3"}],
        "websocketControls": [{"id": "4"}],
        "zsDefinedControlChoice": "ALL",
    },
    in_diff=in_diff,
    with_names=with_names,
    worked_out=frozenset(),
)
