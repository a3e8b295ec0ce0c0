# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The payloads of the vendor's pages on rules, as they stand there, and how they become requests."""

from __future__ import annotations

from typing import Any

from support.wire import Wire

MICROTENANT = "216196257331290001"
UNKNOWN = "216196257331999999"

APP = {"objectType": "APP", "lhs": "id", "rhs": "<applicationId>"}
APP_GROUP = {"objectType": "APP_GROUP", "lhs": "id", "rhs": "<segmentGroupId>"}
IDENTITY = [
    {"operands": [{"objectType": "SAML", "lhs": "<samlAttrId>", "rhs": "test"}], "operator": "OR"},
    {"operands": [{"objectType": "SCIM", "lhs": "<scimAttrId>", "rhs": "test"}], "operator": "OR"},
    # The pages write the id of a group attribute and its value; the recordings have these.
    {"operands": [{"objectType": "SCIM_GROUP", "lhs": "<idpId>", "rhs": "<scimGroupId>"}], "operator": "OR"},
]
DEVICE = [
    {"operands": [{"objectType": "POSTURE", "lhs": "<postureUdid>", "rhs": True}], "operator": "OR"},
    {"operands": [{"objectType": "TRUSTED_NETWORK", "lhs": "<networkId>", "rhs": True}], "operator": "OR"},
]
MACHINES = {"operands": [{"objectType": "MACHINE_GRP", "lhs": "id", "rhs": "<machineGroupId>"}]}
ZAPP, EXPORTER = (
    {"operands": [{"objectType": "CLIENT_TYPE", "lhs": "id", "rhs": "zpn_client_type_" + name}]}
    for name in ("zapp", "exporter")
)
ACCESS_V1 = {
    "conditions": [
        {"operands": [APP, APP_GROUP]},
        *IDENTITY,
        *DEVICE,
        {**ZAPP, "operator": "OR"},
        {**MACHINES, "operator": "OR"},
        {
            "operands": [
                {"objectType": "CLOUD_CONNECTOR_GROUP", "lhs": "id", "rhs": "<CloudConnectorGroupId>"}
            ]
        },
    ],
    "name": "PolicyName",
    "description": "Description",
    "action": "ALLOW",
    "customMsg": "MsgString",
}
APPLICATIONS_V2 = {
    "operands": [
        {"objectType": "APP", "values": ["<applicationId>", "<secondId>", "<thirdId>"]},
        {"objectType": "APP_GROUP", "values": ["<segmentGroupId>"]},
    ]
}
ACCESS_V2 = {
    "policySetId": "<policySetId>",
    "conditions": [APPLICATIONS_V2],
    "name": "Example Policy Rule Name",
    "description": "Example Policy Rule Description",
    "action": "ALLOW",
    "appConnectorGroups": [
        {"id": "<appConnectorGroupId>", "name": "Example App Connector Group Name"},
        {"id": "<otherConnectorGroupId>", "name": "Example App Connector Group Name 2"},
    ],
    "appServerGroups": [],
    "customMsg": "MsgString",
}

ISOLATION = {
    "policySetId": "<policySetId>",
    "name": "Rule name",
    "description": "Rule description",
    "action": "ISOLATE",
    "zpnIsolationProfileId": "<isolationProfileId>",
}

ISOLATION_LEAST = {**ISOLATION, "conditions": [EXPORTER]}


del ISOLATION_LEAST["description"]


def filled(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: filled(entry, ids) for key, entry in value.items()}
    if isinstance(value, list):
        return [filled(entry, ids) for entry in value]
    return ids.get(value, value) if isinstance(value, str) else value


def rules_path(wire: Wire, policy_type: str) -> str:
    return "policySet/%s/rule" % wire.get("policySet/policyType/" + policy_type)["id"]


def operands_of(rule: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (operand["objectType"], operand["lhs"], operand["rhs"])
        for condition in rule.get("conditions", ())
        for operand in condition["operands"]
    ]


def v2(object_type: str, **forms: Any) -> dict[str, Any]:
    return {"conditions": [{"operands": [{"objectType": object_type, **forms}]}]}


ALLOW: dict[str, Any] = {"name": "rule", "action": "ALLOW"}
