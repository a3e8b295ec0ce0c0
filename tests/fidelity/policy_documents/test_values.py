# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the vendor's pages say that rules accept, and what they do not."""

from __future__ import annotations

from typing import Any

import pytest
from support.policy_payloads import (
    ACCESS_V1,
    ACCESS_V2,
    ALLOW,
    ISOLATION_LEAST,
    MICROTENANT,
    UNKNOWN,
    ZAPP,
    filled,
    operands_of,
    rules_path,
    v2,
)
from support.wire import V1, V2, Wire
from zpa_emulator.policy_seeds import add_idp, add_policy_rule


def one(object_type: str, lhs: Any, rhs: Any) -> dict[str, Any]:
    return {"conditions": [{"operands": [{"objectType": object_type, "lhs": lhs, "rhs": rhs}]}]}


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


# -- What rules accept -----------------------------------------------------------------------------------


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


# -- What rules do not accept ----------------------------------------------------------------------------


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
