# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Custom controls of AppProtection: the tenant has Headers and Unused."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.inspection_custom_control import (
    INSPECTION_CUSTOM_CONTROL,
)

from support import read_form
from support.tenants import TestTenant

from .case import Case, FieldCases, Subject, field_cases

CONTROL_ID = "216196257331299989"
SIZE = {"lhs": "SIZE", "op": "GE", "rhs": "1000"}
VALUE = {"lhs": "VALUE", "op": "RX", "rhs": "test"}
HEADERS = {"type": "REQUEST_HEADERS", "names": ["x-a", "x-b"], "conditions": [SIZE, VALUE]}
BODY = {"type": "REQUEST_BODY", "conditions": [SIZE]}
SHOWN_BODY = {**BODY, "names": []}
REQUIRED = {"type": "REQUEST", "severity": "CRITICAL"}
OTHER_RULES = [{"type": "REQUEST_URI", "names": [], "conditions": [VALUE]}, HEADERS]
FIELDS = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "type": FieldCases("response", "RESPONSE", ("REQUEST", "request")),
    "severity": FieldCases("info", "INFO", ("CRITICAL", "critical")),
    "default_action": FieldCases("BLOCK", "BLOCK", ("PASS", "pass")),
    "default_action_value": FieldCases("https://a.example.com", "https://a.example.com", ("",)),
    "paranoia_level": FieldCases(3, 3, (1, "1")),
    "protocol_type": FieldCases("websocket", "WEBSOCKET", ("HTTP", "http")),
    "rules": FieldCases(
        OTHER_RULES,
        [HEADERS, OTHER_RULES[0]],
        (
            [BODY, HEADERS],
            [{**HEADERS, "names": ["x-b", "x-a"], "conditions": [VALUE, SIZE]}, SHOWN_BODY],
            [{**HEADERS, "type": "request_headers"}, {**BODY, "conditions": [{**SIZE, "rhs": 1000}]}],
        ),
    ),
}


def add(zpa: TestTenant, name: str, object_id: str | None = None, **values: Any) -> dict[str, Any]:
    known = {"defaultAction": "PASS", "paranoiaLevel": "1", "protocolType": "HTTP"}
    rules = json.dumps([HEADERS, BODY], indent=1)
    entry = {"name": name, **REQUIRED, **known, "controlRuleJson": rules, **values}
    return zpa.tenant.add("inspectionControls/custom", entry, object_id=object_id)


def prepare(zpa: TestTenant) -> None:
    add(zpa, "Headers", CONTROL_ID, description="Old")
    add(zpa, "Unused")


CASES = {
    "create with what is required": Case(
        {"name": "New", **REQUIRED}, {"name": "New", "default_action": "PASS", **REQUIRED}, 3, prepared=False
    ),
    "create with everything": Case(
        {
            "name": "New",
            "description": "d",
            "type": "RESPONSE",
            "severity": "ERROR",
            "default_action": "REDIRECT",
            "default_action_value": "https://a.example.com",
            "paranoia_level": 2,
            "rules": [{"type": "RESPONSE_BODY", "conditions": [SIZE]}],
        },
        {
            "type": "RESPONSE",
            "default_action": "REDIRECT",
            "paranoia_level": 2,
            "rules": [{"type": "RESPONSE_BODY", "names": [], "conditions": [SIZE]}],
        },
        3,
    ),
    "nothing to do": Case({"name": "Headers", "severity": "CRITICAL"}, {}, 1, changed=False),
    "nothing to do by id": Case({"id": CONTROL_ID, "rules": [HEADERS, BODY]}, {}, 1, changed=False),
    **field_cases(FIELDS, "Headers", CONTROL_ID),
    "rename": Case({"id": CONTROL_ID, "name": "Main"}, {"name": "Main", "description": "Old"}, 4),
    "delete": Case({"name": "Unused", "state": "absent"}, None, 2),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
}

INSPECTION_CUSTOM_CONTROLS = Subject(
    resource=INSPECTION_CUSTOM_CONTROL,
    key="inspection_custom_control",
    path="inspectionControls/custom",
    prepare=prepare,
    fields=("name", *FIELDS),
    created=("name", "default_action", "paranoia_level", *REQUIRED),
    cases=CASES,
    add=add,
    required=REQUIRED,
    derived=("protocol_type",),
    same={"severity": "CRITICAL"},
    other={"severity": "INFO"},
    answers={
        **{key: value for key, value in read_form.EVERY.items() if key != "enabled"},
        "type": "RESPONSE",
        "severity": "ERROR",
        "defaultAction": "REDIRECT",
        "defaultActionValue": "https://a.example.com",
        "paranoiaLevel": "2",
        "protocolType": "WEBSOCKET",
        "controlRuleJson": json.dumps([BODY]),
        "action": "BLOCK",
        "actionValue": "https://b.example.com",
        "controlException": "x",
        "controlType": "WEBSOCKET_CUSTOM",
    },
    worked_out=frozenset({"controlNumber", "version", "associatedInspectionProfileNames"}),
)
