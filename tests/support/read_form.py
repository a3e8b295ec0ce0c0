# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every key that answers are known to show of each kind of object, with a value that is not the usual one.

Here is what all kinds have, and rules; what others have is in their tables of ``support.cases``. From the
vendor's pages on segment groups, App Connector groups, access and isolation policies, from the recorded
traffic that tests/fidelity replays, and from the models of zscaler/zscaler-sdk-go and
zscaler/zscaler-sdk-python, which send all of them back. What belongs to Zscaler is never updated, so that the
flags of that have their usual values here.
"""

from __future__ import annotations

from typing import Any

from support.policies import Id


def condition(object_type: str, left: Any, right: Any) -> dict[str, Any]:
    operand = {"objectType": object_type, "lhs": left, "rhs": right}
    return {"operator": "AND", "negated": True, "operands": [operand]}


# What the server itself says of every object.
STAMPS = {
    "id": "216196257331299995",
    "creationTime": "1500000000",
    "modifiedTime": "1500000001",
    "modifiedBy": "216196257331299996",
    "microtenantId": "0",
    "microtenantName": "Default",
}
EVERY: dict[str, Any] = {
    "name": "Main",
    "description": "Old",
    "nameWithoutTrim": " Main ",
    "readOnly": False,
    "zscalerManaged": False,
    "restrictedEntity": False,
    "restrictionType": "NONE",
}
RULE: dict[str, Any] = {
    **EVERY,
    "disabled": "1",
    "operator": "OR",
    "customMsg": "Ask Ann.",
    "conditions": [condition("CLIENT_TYPE", "id", "zpn_client_type_exporter")],
    "defaultRule": False,
    "defaultRuleName": "Another name",
    "bypassDefaultRule": True,
    "lssDefaultRule": True,
    "reauthDefaultRule": True,
    "auditMessage": '{"name":"Main"}',
    "policyMigrated": True,
    "actionId": "7",
    "postActions": [{"id": "8", "level": "2"}],
    "postActionTypes": ["STEP_UP"],
    "groupId": "555",
    "policyGroupName": "Team A",
    "browserPostureProfileId": "9",
    "browserPostureName": "Managed",
    "desktopPolicyMappings": [{"id": "10", "imageId": "11"}],
    "version": "3",
    "devicePostureFailureNotificationEnabled": True,
    "extranetEnabled": True,
    "extranetDTO": {
        "zpnErId": Id("extranetResource/partner", "extranet partners A"),
        "ziaErName": "Partner",
        "locationDTO": [{"id": "51", "name": "Berlin"}],
        "locationGroupDTO": [{"id": "61"}],
    },
    "appConnectorGroups": [{"id": Id("appConnectorGroup", "Frankfurt")}],
    "connectorGroups": [{"id": Id("appConnectorGroup", "Zurich")}],
    "appServerGroups": [{"id": Id("serverGroup", "Frankfurt servers")}],
    "serviceEdgeGroups": [{"id": Id("serviceEdgeGroup", "Frankfurt edge")}],
    "reauthTimeout": "3600",
    "reauthIdleTimeout": "1200",
    "zpnIsolationProfileId": Id("isolation/profiles", "Safe browsing"),
    "zpnCbiProfileId": Id("isolation/profiles", "Contractors"),
    "zpnInspectionProfileId": Id("inspectionProfile", "inspection profiles A"),
    "privilegedCapabilities": {"capabilities": ["FILE_UPLOAD"]},
    "privilegedPortalCapabilities": {"capabilities": ["DELETE_FILE"]},
    "credential": {"id": Id("credential", "credentials A")},
    "credentialPool": {"id": Id("credential-pool", "credential pools A")},
}
# What the server works out, which no value that is written changes.
RULE_WORKED_OUT = {"policySetId", "policyType", "priority", "ruleOrder", "zpnInspectionProfileName"}
# What an action of the policy type needs, what its rules are about, and which of two credentials they have.
OF_TYPE: dict[str, dict[str, Any]] = {
    "redirection": {
        "action": "REDIRECT_PREFERRED",
        "conditions": [condition("CLIENT_TYPE", "id", "zpn_client_type_zapp")],
    },
    "inspection": {"action": "INSPECT"},
    "isolation": {"action": "ISOLATE"},
    "capabilities": {"conditions": [condition("APP", "id", Id("application", "SAP"))]},
    "credential": {
        "credentialPool": None,
        "conditions": [condition("CONSOLE", "id", Id("praConsole", "pra consoles A"))],
    },
    "privileged_portal": {"conditions": [condition("COUNTRY_CODE", "DE", "true")]},
    "siem": {"action": "LOG"},
}
UNKNOWN = {"somethingNew": {"kept": [1, 2]}, "anotherNewThing": "x"}
