# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the vendor's pages say of rules: "Configuring Access Policies Using API" and the one on isolation.

Their payloads are sent as they stand there, with the ids of a tenant for their placeholders. What they say in
two ways, or what cannot be meant, is told where it is mended.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
from support.tenants import TestTenant
from support.wire import V1, V2, Wire
from zpa_emulator.errors import Refusal
from zpa_emulator.policy_seeds import (
    add_deception_rule,
    add_idp,
    add_isolation_profile,
    add_look_up,
    add_policy_rule,
    add_posture_profile,
    add_saml_attribute,
    add_scim_attribute,
    add_scim_group,
    add_trusted_network,
)
from zpa_emulator.policy_types import POLICY_TYPES
from zpa_emulator.references import refuse_if_in_rules
from zpa_emulator.seeds import add_service_edge_group

MICROTENANT = "216196257331290001"
UNKNOWN = "216196257331999999"
NO_ADMIN = "mgmtconfig/v1"

# -- The payloads of the pages ---------------------------------------------------------------------------

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
APPROVAL = {
    "policySetId": "<policySetId>",
    "conditions": [],
    "name": "approval",
    "description": "approval",
    "action": "REQUIRE_APPROVAL",
    "connectorGroups": [],
    "appServerGroups": [],
    "customMsg": "approval",
}
SERVER_GROUP = {
    "configSpace": "DEFAULT",
    "creationTime": 0,
    "description": "string",
    "enabled": True,
    "id": "<serverGroupId>",
    "learningEnabled": True,
    "modifiedBy": 0,
    "modifiedTime": 0,
    "name": "string",
    "restrictedEntity": True,
}
CONNECTOR = {
    "applicationStartTime": 0,
    "connectorGroupId": "string",
    "controlChannelStatus": "UNKNOWN",
    "enabled": True,
    "id": 0,
    "ipAcl": ["string"],
    "latitude": 0,
    "signingCert": {"additionalProp1": "string"},
    "upgradeStatus": "COMPLETE",
}
# The model of a rule with every key, where ids must be those of something, and USER is no object type.
APPROVAL_MODEL = {
    "action": "REQUIRE_APPROVAL",
    "actionId": 0,
    "appServerGroups": [SERVER_GROUP],
    "connectorGroups": [
        {
            "connectors": [CONNECTOR],
            "cityCountry": "string",
            "countryCode": "string",
            "creationTime": 0,
            "dnsQueryType": "IPV4_IPV6",
            "enabled": True,
            "geoLocationId": 0,
            "id": "<appConnectorGroupId>",
            "latitude": "string",
            "name": "string",
            "overrideVersionProfile": True,
            "restrictedEntity": True,
            "serverGroups": [SERVER_GROUP],
            "lssAppConnectorGroup": True,
            "tcpQuickAckApp": True,
            "upgradeDay": "string",
            "versionProfileId": 0,
            "versionProfileVisibilityScope": "ALL",
        }
    ],
    "conditions": [
        {
            "creationTime": 0,
            "id": 0,
            "modifiedBy": 0,
            "modifiedTime": 0,
            "negated": True,
            "operands": [
                {
                    "creationTime": 0,
                    "id": 0,
                    "idpId": 0,
                    "lhs": "<samlAttrId>",
                    "modifiedBy": 0,
                    "modifiedTime": 0,
                    "name": "string",
                    "objectType": "SAML",
                    "rhs": "string",
                }
            ],
            "operator": "AND",
        }
    ],
    "creationTime": 0,
    "customMsg": "string",
    "defaultRule": True,
    "defaultRuleName": "string",
    "description": "string",
    "id": 0,
    "modifiedBy": 0,
    "modifiedTime": 0,
    "name": "string",
    "operator": "AND",
    "policySetId": 0,
    "policyType": 0,
    "priority": 0,
    "reauthIdleTimeout": 0,
    "reauthTimeout": 0,
    "restrictedEntity": True,
    "ruleOrder": 0,
    "zpnCbiProfileId": 0,
    "zpnInspectionProfileId": 0,
    "zpnInspectionProfileName": "string",
}
ISOLATION_CONDITIONS = [
    {"operands": [APP, APP_GROUP]},
    {"operands": [{"objectType": "EDGE_CONNECTOR_GROUP", "lhs": "id", "rhs": "<edgeConnectorGroupId>"}]},
    {"operands": [{"objectType": "IDP", "lhs": "id", "rhs": "<idpId>"}]},
    MACHINES,
    *IDENTITY,
    *DEVICE,
    # The page has zapp here for a creation, and exporter everywhere else.
    EXPORTER,
]
ISOLATION = {
    "policySetId": "<policySetId>",
    "name": "Rule name",
    "description": "Rule description",
    "action": "ISOLATE",
    "zpnIsolationProfileId": "<isolationProfileId>",
}
ISOLATION_V1 = {**ISOLATION, "conditions": ISOLATION_CONDITIONS}
ISOLATION_FULL = {
    **ISOLATION,
    "conditions": [
        {"operands": [{**APP, "name": "Test App"}, {**APP_GROUP, "name": "Test App Group"}]},
        {
            "operands": [
                {"objectType": "SAML", "lhs": "<samlAttrId>", "rhs": "test", "name": "Test attribute"}
            ],
            "operator": "OR",
        },
        {
            "operands": [
                {"objectType": "POSTURE", "lhs": "<postureUdid>", "rhs": True, "name": "Test Posture"}
            ],
            "operator": "OR",
        },
        DEVICE[1],
        EXPORTER,
    ],
}
ISOLATION_LEAST = {**ISOLATION, "conditions": [EXPORTER]}
del ISOLATION_LEAST["description"]
# The page has no client type here, although it says that there must be one.
EXPORTER_V2 = {"operands": [{"objectType": "CLIENT_TYPE", "values": ["zpn_client_type_exporter"]}]}
ISOLATION_V2 = {**ISOLATION, "conditions": [APPLICATIONS_V2, EXPORTER_V2]}

PAYLOADS = {
    "access v1": ("ACCESS_POLICY", V1, ACCESS_V1),
    "access v2": ("ACCESS_POLICY", V2, ACCESS_V2),
    "access approval": ("ACCESS_POLICY", V1, APPROVAL),
    "access approval model": ("ACCESS_POLICY", V1, APPROVAL_MODEL),
    "isolation v1": ("ISOLATION_POLICY", V1, ISOLATION_V1),
    "isolation full": ("ISOLATION_POLICY", V1, ISOLATION_FULL),
    "isolation least": ("ISOLATION_POLICY", V1, ISOLATION_LEAST),
    "isolation v2": ("ISOLATION_POLICY", V2, ISOLATION_V2),
}
# The keys that the pages show, without auditMessage, which recordings do not have.
CREATED = (
    "id modifiedTime creationTime modifiedBy name ruleOrder priority policyType operator action defaultRule"
)
READ = CREATED + " policySetId"


@pytest.fixture
def wire(zpa: TestTenant) -> Wire:
    return Wire(zpa)


@pytest.fixture
def ids(zpa: TestTenant) -> dict[str, str]:
    """The ids for the placeholders of the pages."""
    tenant = zpa.tenant
    idp = add_idp(tenant, "Okta")
    clouds = add_look_up(tenant, "cloudConnectorGroup", "aws | NONE | zscalerthree")["id"]
    return {
        "<applicationId>": tenant.find("application", "SAP")["id"],
        "<secondId>": tenant.find("application", "Jira")["id"],
        "<thirdId>": tenant.find("application", "Git")["id"],
        "<segmentGroupId>": zpa.add_group("Finance")["id"],
        "<idpId>": idp["id"],
        "<samlAttrId>": add_saml_attribute(tenant, "Okta", "Email")["id"],
        "<scimAttrId>": add_scim_attribute(tenant, "Okta", "department", ["Finance"])["id"],
        "<scimGroupId>": str(add_scim_group(tenant, "Okta", "Engineering")["id"]),
        "<postureUdid>": add_posture_profile(tenant, "Disk encrypted")["postureUdid"],
        "<networkId>": add_trusted_network(tenant, "Headquarters")["networkId"],
        "<machineGroupId>": add_look_up(tenant, "machineGroup", "Kiosks")["id"],
        "<CloudConnectorGroupId>": clouds,
        "<edgeConnectorGroupId>": clouds,
        "<appConnectorGroupId>": zpa.add_connector_group("San Jose")["id"],
        "<otherConnectorGroupId>": zpa.add_connector_group("Frankfurt")["id"],
        "<serverGroupId>": zpa.add_server_group("Servers")["id"],
        "<isolationProfileId>": add_isolation_profile(tenant, "Contractors")["id"],
        "<inspectionProfileId>": add_look_up(tenant, "inspectionProfile", "OWASP Top 10")["id"],
        "<serviceEdgeGroupId>": add_service_edge_group(tenant, "Ottawa")["id"],
        "<credentialId>": add_look_up(tenant, "credential", "root")["id"],
        "<credentialPoolId>": add_look_up(tenant, "credential-pool", "admins")["id"],
        "<consoleId>": add_look_up(tenant, "praConsole", "Jump host")["id"],
        "<portalId>": add_look_up(tenant, "praPortal", "Administration")["id"],
        "<userPortalId>": add_look_up(tenant, "userPortal", "Intranet")["id"],
        "<locationId>": add_look_up(tenant, "location/summary", "Road Warrior")["id"],
        "<branchId>": add_look_up(tenant, "branchConnectorGroup", "Branch")["id"],
        "<browserId>": add_look_up(tenant, "managedBrowserProfile/search", "Managed")["id"],
        "<tagGroupId>": add_look_up(tenant, "workloadTagGroup/summary", "Production")["id"],
    }


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


def expanded(body: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The operands that a body of either version means."""
    found = []
    for operand in (operand for entry in body["conditions"] for operand in entry["operands"]):
        name = operand["objectType"]
        found += [(name, "id", value) for value in operand.get("values", ())]
        found += [(name, pair["lhs"], pair["rhs"]) for pair in operand.get("entryValues", ())]
        if "lhs" in operand:
            rhs = operand["rhs"]
            found.append((name, operand["lhs"], str(rhs).lower() if isinstance(rhs, bool) else rhs))
    return found


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_payload_of_the_pages_creates_a_rule(wire: Wire, ids: dict[str, str], name: str) -> None:
    policy_type, root, payload = PAYLOADS[name]
    body, path = filled(payload, ids), rules_path(wire, policy_type)
    created = wire.post(path, body, root)
    assert set(created) >= set(CREATED.split())
    read = wire.get("%s/%s" % (path, created["id"]))
    assert set(read) >= set(READ.split())
    for key in ("name", "description", "action", "customMsg", "zpnIsolationProfileId"):
        assert read.get(key) == body.get(key)
    assert (read["operator"], read["defaultRule"]) == ("AND", False)
    assert operands_of(created) == operands_of(read) == expanded(body)
    (listed,) = (
        rule
        for rule in wire.get("policySet/rules/policyType/" + policy_type)["list"]
        if rule["id"] == created["id"]
    )
    assert listed == read


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_payload_of_the_pages_updates_a_rule(wire: Wire, ids: dict[str, str], name: str) -> None:
    policy_type, root, payload = PAYLOADS[name]
    before = ISOLATION_LEAST if policy_type == "ISOLATION_POLICY" else {"name": "before", "action": "DENY"}
    path = rules_path(wire, policy_type)
    rule_path = "%s/%s" % (path, wire.post(path, filled(before, ids))["id"])
    body = filled(payload, ids)
    wire.put(rule_path, {**body, "id": rule_path.rpartition("/")[2]} if root == V2 else body, root)
    read = wire.get(rule_path)
    assert (read["name"], read["action"]) == (body["name"], body["action"])
    assert operands_of(read) == expanded(body)


def test_the_groups_of_a_payload_are_shown_by_their_names(wire: Wire, ids: dict[str, str]) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    rule_id = wire.post(path, filled(ACCESS_V2, ids), V2)["id"]
    read = wire.get("%s/%s" % (path, rule_id))
    assert [group["name"] for group in read["appConnectorGroups"]] == ["San Jose", "Frankfurt"]
    assert "appServerGroups" not in read


def test_groups_in_a_rule_are_shown_as_they_are_in_each_other(wire: Wire) -> None:
    """With what the server adds, such as the version profile, and without places and upgrades."""
    connectors = wire.zpa.add_connector_group("San Jose", description="The first")["id"]
    servers = wire.zpa.add_server_group("ERP", app_connector_groups=["San Jose"])["id"]
    groups = {"appConnectorGroups": [{"id": connectors}], "appServerGroups": [{"id": servers}]}
    path = rules_path(wire, "ACCESS_POLICY")
    read = wire.get("%s/%s" % (path, wire.post(path, {**ALLOW, **groups})["id"]))
    assert read["appConnectorGroups"] == wire.get("serverGroup/" + servers)["appConnectorGroups"]
    assert read["appServerGroups"] == wire.get("appConnectorGroup/" + connectors)["serverGroups"]
    assert read["appConnectorGroups"][0]["versionProfileId"] == "0"
    assert read["appServerGroups"][0]["dynamicDiscovery"] is True


def test_connector_groups_can_have_their_older_name(wire: Wire, ids: dict[str, str]) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    rule_id = wire.post(path, filled(APPROVAL_MODEL, ids))["id"]
    read = wire.get("%s/%s" % (path, rule_id))
    assert [group["name"] for group in read["appConnectorGroups"]] == ["San Jose"]
    assert [group["name"] for group in read["appServerGroups"]] == ["Servers"]
    assert not {"connectorGroups", "reauthTimeout", "zpnInspectionProfileId", "actionId"} & set(read)


def test_an_approval_can_be_created_in_a_microtenant(wire: Wire, ids: dict[str, str]) -> None:
    here = "?microtenantId=" + MICROTENANT
    policy_set = wire.get("policySet/policyType/ACCESS_POLICY" + here)
    assert policy_set["id"] != wire.get("policySet/policyType/ACCESS_POLICY")["id"]
    path = "policySet/%s/rule" % policy_set["id"]
    created = wire.post(path + here, filled(APPROVAL, ids))
    assert created["microtenantId"] == MICROTENANT
    read = wire.get("%s/%s%s" % (path, created["id"], here))
    assert (read["microtenantId"], read["microtenantName"]) == (MICROTENANT, "Subsidiary")
    assert "list" not in wire.get("policySet/rules/policyType/ACCESS_POLICY")
    assert len(wire.get("policySet/rules/policyType/ACCESS_POLICY" + here)["list"]) == 1
    assert wire.refused("POST", path, filled(APPROVAL, ids))[0] == 404


# -- Policy types ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", POLICY_TYPES, ids=lambda kind: kind.name)
def test_every_policy_type_has_a_set_under_each_of_its_names(wire: Wire, kind: Any) -> None:
    names = (kind.name, *kind.aliases)
    sets = [wire.get("policySet/policyType/" + name) for name in names]
    assert all(entry == sets[0] for entry in sets)
    assert sets[0]["policyType"] == kind.code
    count = wire.get("policySet/rules/policyType/%s/count" % names[-1])["count"]
    defaults = ("TIMEOUT_POLICY", "CLIENT_FORWARDING_POLICY", "ISOLATION_POLICY")
    assert count == ("1" if kind.name in defaults else "0")


def test_there_is_no_other_policy_type(wire: Wire) -> None:
    assert wire.refused("GET", "policySet/policyType/OTHER_POLICY")[0] == 404
    assert wire.refused("GET", "policySet/rules/policyType/OTHER_POLICY")[0] == 404


def test_there_is_no_second_version_of_reads(wire: Wire, ids: dict[str, str]) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    rule_id = wire.post(path, filled(ACCESS_V1, ids))["id"]
    assert wire.refused("GET", "%s/%s" % (path, rule_id), root=V2)[0] == 404
    assert wire.refused("GET", "policySet/rules/policyType/ACCESS_POLICY", root=V2)[0] == 404


# -- Lists -----------------------------------------------------------------------------------------------


def test_rules_are_paged_in_their_order(wire: Wire) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    for number in range(25, 0, -1):
        wire.post(path, {"name": "rule %02d" % number, "action": "ALLOW"})
    listed = wire.get("policySet/rules/policyType/ACCESS_POLICY")
    assert (listed["totalPages"], listed["totalCount"], len(listed["list"])) == ("2", "25", 20)
    second = wire.get("policySet/rules/policyType/GLOBAL_POLICY?page=2&pagesize=20")["list"]
    assert [rule["ruleOrder"] for rule in second] == ["21", "22", "23", "24", "25"]
    assert [rule["name"] for rule in second][-1] == "rule 01"
    assert wire.refused("GET", "policySet/rules/policyType/ACCESS_POLICY?pagesize=501")[0] == 400


@pytest.mark.parametrize("search", ["action%20EQ%20ALLOW", "action%2BEQ%2BALLOW"])
def test_rules_are_filtered_by_their_action_and_keep_their_order(wire: Wire, search: str) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    for number, action in enumerate(("ALLOW", "DENY", "ALLOW", "ALLOW"), 1):
        wire.post(path, {"name": "rule %d" % number, "action": action})
    answer = wire.get("policySet/rules/policyType/ACCESS_POLICY?page=1&pagesize=500&search=" + search)
    assert [rule["ruleOrder"] for rule in answer["list"]] == ["1", "3", "4"]
    assert (answer["totalPages"], answer["totalCount"]) == ("1", "0")


@pytest.mark.parametrize(
    "search",
    [
        "action%20LIKE%20ALLOW",
        "action%20EQ%20REQUIRE_APPROVAL",
        "action%20EQ%20ISOLATE",
        "name%20EQ%20x",
        "x",
    ],
)
def test_nothing_else_filters_rules(wire: Wire, search: str) -> None:
    path = "policySet/rules/policyType/ACCESS_POLICY?search=" + search
    status, body = wire.refused("GET", path)
    assert (status, body["id"]) == (400, "filtering.input.invalid.operand")


def test_rules_about_an_application_can_be_listed(wire: Wire, ids: dict[str, str]) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    wire.post(path, filled(ACCESS_V1, ids))
    wire.post(path, {"name": "another", "action": "ALLOW"})
    base = "policySet/rules/policyType/ACCESS_POLICY/application/"
    assert [rule["name"] for rule in wire.get(base + ids["<applicationId>"])["list"]] == ["PolicyName"]
    assert "list" not in wire.get(base + ids["<secondId>"])


# -- What rules accept -----------------------------------------------------------------------------------


def one(object_type: str, lhs: Any, rhs: Any) -> dict[str, Any]:
    return {"conditions": [{"operands": [{"objectType": object_type, "lhs": lhs, "rhs": rhs}]}]}


def v2(object_type: str, **forms: Any) -> dict[str, Any]:
    return {"conditions": [{"operands": [{"objectType": object_type, **forms}]}]}


CLIENT = ("CLIENT_TYPE", "id", "zpn_client_type_zapp")
# What every policy type takes: an action, the fields that it asks for, and operands.
EVERY_TYPE: dict[str, tuple[dict[str, Any], list[tuple[str, Any, Any]]]] = {
    "ACCESS_POLICY": (
        {"action": "ALLOW", "extranetEnabled": True, "extranetDTO": {"zpnErId": "1"}},
        [
            ("APP", "id", "<applicationId>"),
            ("APP_GROUP", "id", "<segmentGroupId>"),
            CLIENT,
            ("IDP", "id", "<idpId>"),
            ("SAML", "<samlAttrId>", "Finance"),
            ("SCIM", "<scimAttrId>", "Finance"),
            ("SCIM_GROUP", "<idpId>", "<scimGroupId>"),
            ("POSTURE", "<postureUdid>", "false"),
            ("TRUSTED_NETWORK", "<networkId>", "true"),
            ("PLATFORM", "windows", "true"),
            ("MACHINE_GRP", "id", "<machineGroupId>"),
            ("EDGE_CONNECTOR_GROUP", "id", "<edgeConnectorGroupId>"),
            ("BRANCH_CONNECTOR_GROUP", "id", "<branchId>"),
            ("LOCATION", "id", "<locationId>"),
            ("COUNTRY_CODE", "DE", "true"),
            ("RISK_FACTOR_TYPE", "ZIA", "CRITICAL"),
            ("CHROME_ENTERPRISE", "managed", "true"),
            ("CHROME_POSTURE_PROFILE", "id", "<browserId>"),
            ("WORKLOAD_TAG_GROUP", "id", "<tagGroupId>"),
        ],
    ),
    "TIMEOUT_POLICY": (
        {"action": "RE_AUTH", "reauthTimeout": 172800, "reauthIdleTimeout": "300"},
        [CLIENT, ("POSTURE", "<postureUdid>", "true"), ("PLATFORM", "mac", "true")],
    ),
    "SIEM_POLICY": ({"action": "LOG"}, [CLIENT, ("IDP", "id", "<idpId>")]),
    "CLIENT_FORWARDING_POLICY": (
        {"action": "INTERCEPT_ACCESSIBLE"},
        [CLIENT, ("BRANCH_CONNECTOR_GROUP", "id", "<branchId>"), ("TRUSTED_NETWORK", "<networkId>", "true")],
    ),
    "ISOLATION_POLICY": (
        {"action": "ISOLATE", "zpnIsolationProfileId": "<isolationProfileId>"},
        [("CLIENT_TYPE", "id", "zpn_client_type_exporter"), ("CHROME_ENTERPRISE", "managed", "false")],
    ),
    "INSPECTION_POLICY": (
        {"action": "INSPECT", "zpnInspectionProfileId": "<inspectionProfileId>"},
        [CLIENT, ("APP", "id", "<applicationId>")],
    ),
    "REDIRECTION_POLICY": (
        {"action": "REDIRECT_ALWAYS", "serviceEdgeGroups": [{"id": "<serviceEdgeGroupId>"}]},
        [CLIENT, ("COUNTRY_CODE", "US", "true")],
    ),
    "CREDENTIAL_POLICY": (
        {"action": "INJECT_CREDENTIALS", "credential": {"id": "<credentialId>"}},
        [("CONSOLE", "id", "<consoleId>"), ("SAML", "<samlAttrId>", "x")],
    ),
    "CAPABILITIES_POLICY": (
        {
            "action": "CHECK_CAPABILITIES",
            "privilegedCapabilities": {"capabilities": ["CLIPBOARD_COPY", "JOIN_SESSION"]},
        },
        [("APP", "id", "<applicationId>"), ("SCIM_GROUP", "<idpId>", "<scimGroupId>")],
    ),
    "CLIENTLESS_SESSION_PROTECTION_POLICY": (
        {"action": "DO_NOT_MONITOR"},
        [("CLIENT_TYPE", "id", "zpn_client_type_exporter"), ("USER_PORTAL", "id", "<userPortalId>")],
    ),
    "PROTECTION_POLICY": ({"action": "MONITOR"}, [CLIENT]),
    "PRIVILEGED_PORTAL_POLICY": (
        {
            "action": "CHECK_PRIVILEGED_PORTAL_CAPABILITIES",
            "privilegedPortalCapabilities": {"capabilities": ["REQUEST_APPROVALS"]},
        },
        [("PRIVILEGE_PORTAL", "id", "<portalId>"), ("COUNTRY_CODE", "CH", "true")],
    ),
}


@pytest.mark.parametrize("version", [V1, V2], ids=["v1", "v2"])
@pytest.mark.parametrize("policy_type", EVERY_TYPE)
def test_every_policy_type_takes_its_rules(
    wire: Wire, ids: dict[str, str], policy_type: str, version: str
) -> None:
    values, operands = (
        filled(EVERY_TYPE[policy_type][0], ids),
        filled([list(operand) for operand in EVERY_TYPE[policy_type][1]], ids),
    )
    conditions = [
        one(*operand)["conditions"][0]
        if version == V1
        else v2(operand[0], values=[operand[2]])["conditions"][0]
        if operand[1] == "id"
        else v2(operand[0], entryValues=[{"lhs": operand[1], "rhs": operand[2]}])["conditions"][0]
        for operand in operands
    ]
    path = rules_path(wire, policy_type)
    created = wire.post(path, {"name": "rule", **values, "conditions": conditions}, version)
    read = wire.get("%s/%s" % (path, created["id"]))
    assert operands_of(read) == [tuple(operand) for operand in operands]
    for key, value in values.items():
        if key in ("serviceEdgeGroups", "credential"):
            continue
        assert read[key] == (str(value) if isinstance(value, int) and value is not True else value)
    if policy_type == "REDIRECTION_POLICY":
        assert [group["name"] for group in read["serviceEdgeGroups"]] == ["Ottawa"]
    if policy_type == "CREDENTIAL_POLICY":
        assert read["credential"] == {"id": ids["<credentialId>"], "name": "root"}
    if policy_type == "INSPECTION_POLICY":
        assert read["zpnInspectionProfileName"] == "OWASP Top 10"
    assert len({condition["id"] for condition in read["conditions"]}) == len(operands)


def test_operands_are_shown_by_name_or_by_their_idp(wire: Wire, ids: dict[str, str]) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    created = wire.post(path, filled(ACCESS_V1, ids))
    read = wire.get("%s/%s" % (path, created["id"]))
    shown = {
        operand["objectType"]: (operand.get("name"), operand.get("idpName"))
        for condition in read["conditions"]
        for operand in condition["operands"]
    }
    assert shown == {
        "APP": ("SAP", None),
        "APP_GROUP": ("Finance", None),
        "SAML": (None, "Okta"),
        "SCIM": (None, "Okta"),
        "SCIM_GROUP": (None, "Okta"),
        "POSTURE": ("Disk encrypted (zscalerthree.net)", None),
        "TRUSTED_NETWORK": ("Headquarters (zscalerthree.net)", None),
        "CLIENT_TYPE": ("zpn_client_type_zapp", None),
        "MACHINE_GRP": ("Kiosks", None),
        "CLOUD_CONNECTOR_GROUP": ("aws | NONE | zscalerthree", None),
    }


@pytest.mark.parametrize("form", ["values", "entryValues"])
def test_v2_takes_an_idp_in_both_forms(wire: Wire, ids: dict[str, str], form: str) -> None:
    given: Any = ids["<idpId>"] if form == "values" else {"lhs": "id", "rhs": ids["<idpId>"]}
    path = rules_path(wire, "ACCESS_POLICY")
    body = {"name": "rule", "action": "ALLOW", **v2("IDP", **{form: [given]})}
    assert operands_of(wire.post(path, body, V2)) == [("IDP", "id", ids["<idpId>"])]


def test_a_whole_rule_can_be_sent_back(wire: Wire, ids: dict[str, str]) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    created = wire.post(
        path, filled({**ACCESS_V1, "appConnectorGroups": [{"id": "<appConnectorGroupId>"}]}, ids)
    )
    rule_path = "%s/%s" % (path, created["id"])
    read = wire.get(rule_path)
    wire.put(rule_path, {**read, "microtenantId": "", "customMsg": None})
    again = wire.get(rule_path)
    assert operands_of(again) == operands_of(read)
    assert again["appConnectorGroups"] == read["appConnectorGroups"]
    assert "customMsg" not in again


def test_what_an_update_leaves_out_is_cleared(wire: Wire, ids: dict[str, str]) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    wire.post(path, {"name": "first", "action": "ALLOW"})
    created = wire.post(path, filled(ACCESS_V2, ids), V2)
    rule_path = "%s/%s" % (path, created["id"])
    wire.put(rule_path, {"name": "renamed", "action": "DENY", "ruleOrder": "1"})
    read = wire.get(rule_path)
    assert not {"description", "customMsg", "conditions", "appConnectorGroups"} & set(read)
    assert (read["name"], read["action"], read["ruleOrder"]) == ("renamed", "DENY", "2")


def test_a_key_of_a_seed_survives_an_update_that_brings_it(wire: Wire) -> None:
    stored = add_policy_rule(wire.zpa.tenant, "access", "rule")
    stored["postActions"] = "unknown here"
    path = "%s/%s" % (rules_path(wire, "ACCESS_POLICY"), stored["id"])
    wire.put(path, wire.get(path))
    assert wire.get(path)["postActions"] == "unknown here"
    wire.put(path, {"name": "rule", "action": "ALLOW"})
    assert "postActions" not in wire.get(path)


def test_a_rule_without_an_action_allows(wire: Wire) -> None:
    created = wire.post(rules_path(wire, "ACCESS_POLICY"), {"name": "  rule "})
    assert (created["action"], created["name"]) == ("ALLOW", "rule")


def test_a_given_order_places_no_rule(wire: Wire) -> None:
    path = rules_path(wire, "TIMEOUT_POLICY")
    orders = [
        wire.post(path, {"name": name, "action": "RE_AUTH", "ruleOrder": "1"})["ruleOrder"] for name in "abc"
    ]
    assert orders == ["1", "2", "3"]
    listed = wire.get("policySet/rules/policyType/TIMEOUT_POLICY")["list"]
    assert [rule["name"] for rule in listed] == ["a", "b", "c", "Default_Rule"]


def test_a_deletion_closes_the_gap(wire: Wire) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    rules = [wire.post(path, {"name": name, "action": "ALLOW"})["id"] for name in "abc"]
    wire.delete("%s/%s" % (path, rules[1]))
    listed = wire.get("policySet/rules/policyType/ACCESS_POLICY")["list"]
    assert [(rule["name"], rule["ruleOrder"], rule["priority"]) for rule in listed] == [
        ("a", "1", "2"),
        ("c", "2", "1"),
    ]


def test_48_connector_groups_are_the_most(wire: Wire) -> None:
    groups = [{"id": wire.zpa.add_connector_group("group %d" % n)["id"]} for n in range(49)]
    path, body = rules_path(wire, "ACCESS_POLICY"), {"name": "rule", "action": "ALLOW"}
    status, answer = wire.refused("POST", path, {**body, "appConnectorGroups": groups})
    assert (status, answer["params"]) == (400, ["appConnectorGroups"])
    assert len(wire.post(path, {**body, "appConnectorGroups": groups[:48]})["appConnectorGroups"]) == 48


# -- What rules do not accept ----------------------------------------------------------------------------

ALLOW: dict[str, Any] = {"name": "rule", "action": "ALLOW"}
Wrong = tuple[str, str, dict[str, Any], tuple[str, ...]]


def access(wrong: dict[str, Any], *params: str, root: str = V1) -> Wrong:
    """An access rule with something wrong in it, and the fields that the refusal names."""
    return "ACCESS_POLICY", root, {**ALLOW, **wrong}, params


def other(policy_type: str, *params: str, **wrong: Any) -> Wrong:
    """A rule of another policy type with something wrong in it, and the fields that the refusal names."""
    return policy_type + "_POLICY", V1, {"name": "rule", **wrong}, params


def isolation(*params: str, **wrong: Any) -> Wrong:
    return other("ISOLATION", *params, **{**ISOLATION_LEAST, **wrong})


GROUP = "<scimGroupId>"
EDGES, CREDENTIAL = [{"id": "<serviceEdgeGroupId>"}], {"id": "<credentialId>"}
INJECT = {"action": "INJECT_CREDENTIALS"}
BOTH_CREDENTIALS = {"credential": CREDENTIAL, "credentialPool": {"id": "<credentialPoolId>"}}
FLYING = {"privilegedCapabilities": {"capabilities": ["FLY"]}}
WRONG = {
    "empty name": access({"name": " "}, "name"),
    "no name": access({"name": None}, "name"),
    "operator": access({"operator": "XOR"}, "operator"),
    "description": access({"description": ["1"]}, "description"),
    "conditions": access({"conditions": {}}, "conditions"),
    "no operand": access({"conditions": [{"operands": ["x"]}]}, "operands"),
    "condition's operator": access({"conditions": [{**ZAPP, "operator": "XOR"}]}, "operator"),
    "negated": access({"conditions": [{**ZAPP, "negated": "no"}]}, "negated"),
    "no left side": access(one("APP", None, "<applicationId>"), "lhs"),
    "left side": access(one("APP", "1", "<applicationId>"), "lhs"),
    "two ids in one": access(one("APP", "id", "1,2"), "rhs"),
    "v2 in v1": access(v2("APP", values=["<applicationId>"]), "lhs"),
    "v1 in v2": access(one("APP", "id", "<applicationId>"), "values", root=V2),
    "no values": access(v2("APP", values=[]), "values", root=V2),
    "values of pairs": access(v2("POSTURE", values=["<postureUdid>"]), "values", root=V2),
    "pairs of values": access(v2("APP", entryValues=[{"lhs": "id"}]), "entryValues", root=V2),
    "no pair": access(v2("POSTURE", entryValues=["<postureUdid>"]), "entryValues", root=V2),
    "posture by id": access(one("POSTURE", "1", "true"), "lhs"),
    "posture verified": access(one("POSTURE", "<postureUdid>", "VERIFIED"), "rhs"),
    "client type": access(one("CLIENT_TYPE", "id", "zpn_client_type_zappl"), "rhs"),
    "platform": access(one("PLATFORM", "Windows", "true"), "lhs"),
    "country": access(one("COUNTRY_CODE", "UK", "true"), "lhs"),
    "risk": access(one("RISK_FACTOR_TYPE", "ZIA", "SEVERE"), "rhs"),
    "browser": access(one("CHROME_ENTERPRISE", "unmanaged", "true"), "lhs"),
    "group of no idp": access(one("SCIM_GROUP", "1", GROUP), "lhs"),
    "unknown group": access(one("SCIM_GROUP", "<idpId>", "1"), "rhs"),
    "group of other idp": access(one("SCIM_GROUP", "<otherIdpId>", GROUP), "rhs"),
    "empty saml": access(one("SAML", "<samlAttrId>", ""), "rhs"),
    "connector groups": access({"appConnectorGroups": [{"id": "1"}]}, "appConnectorGroups"),
    "ids of groups": access({"appConnectorGroups": ["<appConnectorGroupId>"]}, "appConnectorGroups"),
    "server groups": access({"appServerGroups": [{"id": "1"}]}, "appServerGroups"),
    "microtenant": access({"microtenantId": MICROTENANT}, "microtenantId"),
    "extranet": access({"extranetEnabled": "true"}, "extranetEnabled"),
    "no action": other("TIMEOUT", "action"),
    "timeout": other("TIMEOUT", "reauthTimeout", action="RE_AUTH", reauthTimeout="2 Days"),
    "no client type": isolation("conditions", conditions=[]),
    "no profile": isolation("zpnIsolationProfileId", zpnIsolationProfileId=""),
    "unknown profile": isolation("zpnIsolationProfileId", zpnIsolationProfileId="1"),
}

# What no document or client has, although none says that a server refuses it.
UNDOCUMENTED = {
    "foreign action": access({"action": "ISOLATE"}, "action"),
    "unknown type": access(one("USER", "id", "1"), "objectType"),
    "platform false": access(one("PLATFORM", "windows", "false"), "rhs"),
    "foreign type": other("TIMEOUT", "objectType", action="RE_AUTH", **one("COUNTRY_CODE", "DE", "true")),
    "client type": isolation("rhs", conditions=one("CLIENT_TYPE", "id", "zpn_client_type_vdi")["conditions"]),
    "no inspection": other("INSPECTION", "zpnInspectionProfileId", action="INSPECT"),
    "no edges": other("REDIRECTION", "serviceEdgeGroups", action="REDIRECT_ALWAYS"),
    "edges": other("REDIRECTION", "serviceEdgeGroups", action="REDIRECT_DEFAULT", serviceEdgeGroups=EDGES),
    "no credential": other("CREDENTIAL", "credential", "credentialPool", **INJECT),
    "two": other("CREDENTIAL", "credential", "credentialPool", **INJECT, **BOTH_CREDENTIALS),
    "capability": other("CAPABILITIES", "privilegedCapabilities", action="CHECK_CAPABILITIES", **FLYING),
    "posture alone": access(one("POSTURE", "<postureUdid>", "true"), "conditions"),
    "short timeout": other("TIMEOUT", "reauthTimeout", action="RE_AUTH", reauthTimeout="300"),
}


# What some document or client has, though others say less.
NAMED_SOMEWHERE = {
    "network false": (
        "ACCESS",
        {**ALLOW, "conditions": [ZAPP, *one("TRUSTED_NETWORK", "<networkId>", "false")["conditions"]]},
    ),
    "client connector in isolation": ("ISOLATION", {**ISOLATION_LEAST, "conditions": [ZAPP]}),
    "platform in inspection": (
        "INSPECTION",
        {"action": "BYPASS_INSPECT", **one("PLATFORM", "linux", "true")},
    ),
}


@pytest.mark.parametrize("name", NAMED_SOMEWHERE)
def test_what_some_document_or_client_has_is_taken_where_nothing_else_is(
    wire: Wire, ids: dict[str, str], name: str
) -> None:
    wire.zpa.tenant.quirks.undocumented_refused = True
    policy_type, body = NAMED_SOMEWHERE[name]
    added = wire.post(rules_path(wire, policy_type + "_POLICY"), filled({**body, "name": "rule"}, ids))
    assert added["name"] == "rule"


@pytest.mark.parametrize("version", [V1, V2])
def test_numbers_are_taken_for_texts_and_shown_as_those(wire: Wire, version: str) -> None:
    path = rules_path(wire, "TIMEOUT_POLICY")
    numbers = {"name": 7, "description": 8, "customMsg": 9, "disabled": 1, "reauthTimeout": 3600}
    added = wire.post(path, {**numbers, "action": "RE_AUTH"}, version)
    texts = {key: str(value) for key, value in numbers.items()}
    assert {key: added[key] for key in texts} == texts
    shown = wire.get("%s/%s" % (path, added["id"]))
    assert {key: shown[key] for key in texts} == texts
    wire.put("%s/%s" % (path, added["id"]), {**shown, "description": "x", "disabled": 1}, version)
    assert wire.get("%s/%s" % (path, added["id"]))["disabled"] == "1"


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_rule_is_refused(wire: Wire, ids: dict[str, str], name: str) -> None:
    refuses(wire, ids, WRONG[name])


@pytest.mark.parametrize("name", UNDOCUMENTED)
def test_a_rule_that_no_document_has_is_taken_or_refused(wire: Wire, ids: dict[str, str], name: str) -> None:
    wire.zpa.tenant.quirks.undocumented_refused = True
    refuses(wire, ids, UNDOCUMENTED[name])
    wire.zpa.tenant.quirks.undocumented_refused = False
    policy_type, root, body, _params = UNDOCUMENTED[name]
    assert wire.post(rules_path(wire, policy_type), filled(body, ids), root)["name"] == body["name"]


def refuses(wire: Wire, ids: dict[str, str], wrong: Wrong) -> None:
    """Look that a rule is refused with the names of its wrong fields, and that nothing is stored of it."""
    policy_type, root, body, params = wrong
    ids["<otherIdpId>"] = add_idp(wire.zpa.tenant, "Partners")["id"]
    path = rules_path(wire, policy_type)
    before = wire.get("policySet/rules/policyType/" + policy_type)
    status, answer = wire.refused("POST", path, filled(body, ids), root)
    reason = "One or more input fields %s are not valid." % ", ".join(params)
    assert (status, answer) == (
        400,
        {"params": list(params), "id": "invalid.resource.argument", "reason": reason},
    )
    assert wire.get("policySet/rules/policyType/" + policy_type) == before


REFERRING = sorted(
    {
        (name, lhs, rhs)
        for _values, operands in EVERY_TYPE.values()
        for name, lhs, rhs in operands
        if "<" in lhs + rhs
    }
)


@pytest.mark.parametrize(("object_type", "lhs", "rhs"), REFERRING)
def test_a_rule_about_nothing_is_refused(
    wire: Wire, ids: dict[str, str], object_type: str, lhs: str, rhs: str
) -> None:
    policy_type = next(
        name
        for name, (_values, operands) in EVERY_TYPE.items()
        if object_type in [entry[0] for entry in operands]
    )
    side = "rhs" if rhs.startswith("<") else "lhs"
    operand = {"objectType": object_type, "lhs": lhs, "rhs": rhs, side: UNKNOWN}
    values = {"name": "rule", **EVERY_TYPE[policy_type][0], "conditions": [{"operands": [operand]}]}
    status, answer = wire.refused("POST", rules_path(wire, policy_type), filled(values, ids))
    assert (status, answer["params"]) == (400, [side])


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("root", [V1, V2], ids=["v1", "v2"])
def test_a_condition_without_operands_breaks_the_server(wire: Wire, method: str, root: str) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    body = {**ALLOW, "conditions": [{"operator": "OR", "operands": []}]}
    if method == "PUT":
        path += "/" + wire.post(path, ALLOW)["id"]
    status, answer = wire.refused(method, path, body, root)
    assert status == 500
    assert "id" not in answer


def test_a_name_is_taken_within_its_set_only(wire: Wire) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    wire.post(path, ALLOW)
    other = wire.post(path, {**ALLOW, "name": "other"})["id"]
    wire.post(rules_path(wire, "CLIENT_FORWARDING_POLICY"), {"name": "rule", "action": "BYPASS"})
    for method, where in (("POST", path), ("PUT", "%s/%s" % (path, other))):
        status, answer = wire.refused(method, where, ALLOW)
        assert (status, answer["id"]) == (400, "resource.already.exist")
    wire.put("%s/%s" % (path, other), {**ALLOW, "name": "other"})


def test_a_body_that_is_no_object_is_refused(wire: Wire) -> None:
    status, answer = wire.refused("POST", rules_path(wire, "ACCESS_POLICY"), [])
    assert (status, answer["reason"]) == (400, "The provided request is invalid")


def test_an_unknown_set_or_rule_is_not_found(wire: Wire) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    mine = wire.post(rules_path(wire, "SIEM_POLICY"), {"name": "rule", "action": "LOG"})["id"]
    for where in (UNKNOWN, mine):
        rule_path = "%s/%s" % (path, where)
        for method in ("GET", "PUT", "DELETE"):
            status, answer = wire.refused(method, rule_path, {} if method == "GET" else ALLOW)
            assert (status, answer["id"]) == (404, "resource.not.found")
        assert wire.refused("PUT", rule_path + "/reorder/1")[0] == 404
    assert wire.refused("POST", "policySet/%s/rule" % UNKNOWN, ALLOW)[0] == 404
    assert wire.refused("POST", "policySet//rule", ALLOW)[0] == 404
    assert wire.refused("PUT", "policySet/%s/reorder" % UNKNOWN, [])[0] == 404


# -- Default and restricted rules ------------------------------------------------------------------------


def test_a_default_rule_can_be_changed_but_not_deleted(wire: Wire) -> None:
    path = rules_path(wire, "CLIENT_FORWARDING_POLICY")
    (rule,) = wire.get("policySet/rules/policyType/BYPASS_POLICY")["list"]
    rule_path = "%s/%s" % (path, rule["id"])
    wire.put(rule_path, {**rule, "action": "BYPASS"})
    changed = wire.get(rule_path)
    assert (changed["action"], changed["defaultRule"]) == ("BYPASS", True)
    status, answer = wire.refused("DELETE", rule_path)
    assert (status, answer["reason"]) == (400, "Deletion not allowed for default rule " + rule["id"])


def test_a_rule_of_deception_is_neither_updated_nor_deleted(wire: Wire) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    wire.post(path, ALLOW)
    add_deception_rule(wire.zpa.tenant)
    first, second = wire.get("policySet/rules/policyType/ACCESS_POLICY")["list"]
    assert (first["name"], first["restrictedEntity"], first["readOnly"]) == ("Zscaler Deception", True, True)
    assert ("restrictedEntity" in second, second["readOnly"]) == (False, False)
    for method, body in (("PUT", first), ("DELETE", None)):
        status, answer = wire.refused(method, "%s/%s" % (path, first["id"]), body)
        assert (status, answer["id"]) == (400, "non.restricted.entity.authorization.failed")


# -- Order -----------------------------------------------------------------------------------------------


def ordered(wire: Wire, policy_type: str, *names: str) -> tuple[str, dict[str, str]]:
    """The path of a set with these rules, and their ids by name, the default rule's among them."""
    path = rules_path(wire, policy_type)
    for name in names:
        wire.post(path, {"name": name, "action": "ALLOW" if policy_type == "ACCESS_POLICY" else "BYPASS"})
    listed = wire.get("policySet/rules/policyType/" + policy_type)["list"]
    return path.removesuffix("/rule"), {rule["name"]: rule["id"] for rule in listed}


def order(wire: Wire, policy_type: str) -> str:
    return " ".join(rule["name"] for rule in wire.get("policySet/rules/policyType/" + policy_type)["list"])


@pytest.mark.parametrize("root", [V1, NO_ADMIN], ids=["admin", "no admin"])
def test_rules_are_reordered_below_both_paths(wire: Wire, root: str) -> None:
    path, rules = ordered(wire, "ACCESS_POLICY", "a", "b", "c", "d")
    wire.put("%s/rule/%s/reorder/2" % (path, rules["d"]), root=root)
    assert order(wire, "ACCESS_POLICY") == "a d b c"
    wire.put("%s/rule/%s/reorder/4" % (path, rules["a"]), root=root)
    assert order(wire, "ACCESS_POLICY") == "d b c a"
    wire.put(path + "/reorder", [int(rules[name]) for name in "abcd"], root)
    assert order(wire, "ACCESS_POLICY") == "a b c d"


@pytest.mark.parametrize("position", ["0", "-1", "5", "first"])
def test_there_are_no_other_positions_than_those_of_the_rules(wire: Wire, position: str) -> None:
    path, rules = ordered(wire, "ACCESS_POLICY", "a", "b", "c", "d")
    status, answer = wire.refused("PUT", "%s/rule/%s/reorder/%s" % (path, rules["a"], position))
    assert (status, answer["id"]) == (400, "invalid.resource.argument")


# The order that is asked for, by the names of the rules; the answer to it.
TWISTED = {
    "d a b": (None, "resource input length is not valid"),
    "d c b x": (None, "The ruleId: %(x)s does not belong to the policySetId: %(set)s"),
    "d x x x": (None, "The ruleId: %(x)s does not belong to the policySetId: %(set)s"),
    "d c a a": ("missing.rule", "Missing ruleIds: %(b)s from policySet %(set)s"),
    "d d a a": ("missing.rule", "Missing ruleIds: %(b)s, %(c)s from policySet %(set)s"),
    "a d b c": (None, "Rule id %(d)s is a restricted entity and cannot be reordered"),
}


@pytest.mark.parametrize("wanted", TWISTED)
def test_a_wrong_order_of_all_rules_is_refused(wire: Wire, wanted: str) -> None:
    path, rules = ordered(wire, "ACCESS_POLICY", "a", "b", "c")
    rules.update(d=add_deception_rule(wire.zpa.tenant)["id"], x=UNKNOWN, set=path.partition("/")[2])
    error_id, reason = TWISTED[wanted]
    status, answer = wire.refused("PUT", path + "/reorder", [rules[name] for name in wanted.split()])
    assert status == 400
    assert answer == {"id": error_id or "invalid.resource.argument", "reason": reason % rules}
    assert order(wire, "ACCESS_POLICY") == "Zscaler Deception a b c"


def test_an_order_is_a_list(wire: Wire) -> None:
    path, rules = ordered(wire, "ACCESS_POLICY", "a", "b")
    assert wire.refused("PUT", path + "/reorder", {"rules": list(rules.values())})[0] == 400


def test_a_default_rule_stays_the_last(wire: Wire) -> None:
    path, rules = ordered(wire, "CLIENT_FORWARDING_POLICY", "a", "b")
    default = rules["Default_Rule"]
    told = {
        "id": "default.rule.reorder.notallowed",
        "reason": "Reordering not allowed for default rule " + default,
    }
    attempts = (
        ("/reorder", [rules["a"], default, rules["b"]]),
        ("/rule/%s/reorder/1" % default, None),
        ("/rule/%s/reorder/3" % default, None),
        ("/rule/%s/reorder/3" % rules["a"], None),
    )
    for where, body in attempts:
        assert wire.refused("PUT", path + where, body) == (400, told)
    wire.put(path + "/reorder", [rules["b"], rules["a"], default])
    assert order(wire, "CLIENT_FORWARDING_POLICY") == "b a Default_Rule"


def test_nothing_goes_above_a_rule_of_deception(wire: Wire) -> None:
    path, rules = ordered(wire, "ACCESS_POLICY", "a", "b")
    deception = add_deception_rule(wire.zpa.tenant)["id"]
    told = {
        "id": "invalid.resource.argument",
        "reason": "Rule id %s is a restricted entity and cannot be reordered" % deception,
    }
    for rule_id, position in ((rules["b"], 1), (deception, 2), (deception, 1)):
        assert wire.refused("PUT", "%s/rule/%s/reorder/%d" % (path, rule_id, position)) == (400, told)
    wire.put("%s/rule/%s/reorder/2" % (path, rules["b"]))
    assert order(wire, "ACCESS_POLICY") == "Zscaler Deception b a"


# -- References ------------------------------------------------------------------------------------------


IN_RULE = {
    "params": ["Rule", "rule"],
    "id": "resource.referenced",
    "reason": "Resource is being referenced in Rule : rule.",
}
# Resources, the placeholders for ids of theirs, and what names these in a rule.
NAMING: dict[str, tuple[str, dict[str, Any]]] = {
    "segmentGroup": ("<segmentGroupId>", {"conditions": [{"operands": [APP_GROUP]}]}),
    "appConnectorGroup": ("<appConnectorGroupId>", {"appConnectorGroups": [{"id": "<appConnectorGroupId>"}]}),
    "serverGroup": ("<serverGroupId>", {"appServerGroups": [{"id": "<serverGroupId>"}]}),
}


@pytest.mark.parametrize("resource", ["segmentGroup", "appConnectorGroup"])
def test_what_a_rule_names_is_not_deleted(wire: Wire, ids: dict[str, str], resource: str) -> None:
    placeholder, naming = NAMING[resource]
    path, where = rules_path(wire, "ACCESS_POLICY"), "%s/%s" % (resource, ids[placeholder])
    rule_id = wire.post(path, filled({**ALLOW, **naming}, ids))["id"]
    assert wire.refused("DELETE", where) == (400, IN_RULE)
    wire.delete("%s/%s" % (path, rule_id))
    wire.delete(where)


@pytest.mark.parametrize("resource", NAMING)
def test_what_a_rule_names_would_not_be_deleted(wire: Wire, ids: dict[str, str], resource: str) -> None:
    """Server groups are only read so far."""
    placeholder, naming = NAMING[resource]
    refuse_if_in_rules(wire.zpa.tenant, resource, ids[placeholder])
    wire.post(rules_path(wire, "ACCESS_POLICY"), filled({**ALLOW, **naming}, ids))
    with pytest.raises(Refusal) as refusal:
        refuse_if_in_rules(wire.zpa.tenant, resource, ids[placeholder])
    assert (refusal.value.status, refusal.value.body) == (400, IN_RULE)


# -- Quirks ----------------------------------------------------------------------------------------------

OLDER_LIST = (
    "id modifiedTime creationTime modifiedBy name description ruleOrder priority policyType operator "
    "conditions action zpnCbiProfileId defaultRule defaultRuleName restrictedEntity"
)
OLDER_CONDITION = "id modifiedTime creationTime modifiedBy operator negated operands"
OLDER_OPERAND = "id creationTime modifiedBy objectType lhs rhs name"


def test_rules_can_be_shown_as_in_older_examples(wire: Wire, ids: dict[str, str]) -> None:
    wire.zpa.tenant.quirks.older_shape = True
    path = rules_path(wire, "ISOLATION_POLICY")
    body = filled({**ISOLATION, "conditions": [{"operands": [APP]}, EXPORTER]}, ids)
    rule_id = wire.post(path, body)["id"]
    listed = wire.get("policySet/rules/policyType/ISOLATION_POLICY")["list"][0]
    assert set(listed) == set(OLDER_LIST.split())
    assert listed["zpnCbiProfileId"] == ids["<isolationProfileId>"]
    assert set(listed["conditions"][0]) == set(OLDER_CONDITION.split())
    assert set(listed["conditions"][0]["operands"][0]) == set(OLDER_OPERAND.split())
    read = wire.get("%s/%s" % (path, rule_id))
    assert "zpnIsolationProfileId" in read
    assert "policySetId" in read


def test_conditions_can_be_shown_in_another_order(wire: Wire, ids: dict[str, str]) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    body = filled({**ALLOW, "conditions": [APPLICATIONS_V2, *DEVICE]}, ids)
    body["conditions"][1:] = [v2("CLIENT_TYPE", values=["zpn_client_type_zapp"])["conditions"][0]]
    rule_path = "%s/%s" % (path, wire.post(path, body, V2)["id"])
    straight = wire.get(rule_path)
    wire.zpa.tenant.quirks.shuffled_conditions = True
    shuffled = wire.get(rule_path)
    assert wire.get(rule_path) == shuffled
    kinds = [[entry["objectType"] for entry in condition["operands"]] for condition in shuffled["conditions"]]
    assert kinds == [["CLIENT_TYPE"], ["APP_GROUP", "APP", "APP", "APP"]]
    assert operands_of(shuffled) != operands_of(straight)

    def sorted_up(rule: dict[str, Any]) -> Any:
        rule = copy.deepcopy(rule)
        for condition in rule["conditions"]:
            condition["operands"].sort(key=lambda operand: operand["id"])
        rule["conditions"].sort(key=lambda condition: condition["id"])
        return rule

    assert sorted_up(shuffled) == sorted_up(straight)
