# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the vendor's pages say of rules: "Configuring Access Policies Using API" and the one on isolation.

Their payloads are sent as they stand there, with the ids of a tenant for their placeholders. What they say in
two ways, or what cannot be meant, is told where it is mended.
"""

from __future__ import annotations

from typing import Any

import pytest
from support.policy_payloads import (
    ACCESS_V1,
    ACCESS_V2,
    ALLOW,
    APP,
    APP_GROUP,
    APPLICATIONS_V2,
    DEVICE,
    EXPORTER,
    IDENTITY,
    ISOLATION,
    ISOLATION_LEAST,
    MACHINES,
    MICROTENANT,
    filled,
    operands_of,
    rules_path,
)
from support.wire import V1, V2, Wire
from zpa_emulator.policy_types import POLICY_TYPES

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


# -- The payloads of the pages ---------------------------------------------------------------------------


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
