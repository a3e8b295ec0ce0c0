# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Policy rules as zscaler-sdk-python and pyZscaler see them.

pyZscaler knows the first version only, and no isolation policy.
"""

from __future__ import annotations

from typing import Any

import pytest
from fidelity.clients import Client, Rules
from fidelity.named import add_what_rules_name
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_deception_rule, add_policy_rule

UNKNOWN = "216196257331999999"
NOT_FOUND = (404, "resource.not.found")
INVALID = (400, "invalid.resource.argument")
RESTRICTED = (400, "non.restricted.entity.authorization.failed")
ZAPP, EXPORTER = (("CLIENT_TYPE", "id", "zpn_client_type_" + name) for name in ("zapp", "exporter"))
Operands = list[list[tuple[str, str, str]]]


@pytest.fixture
def ids(zpa: TestTenant) -> dict[str, str]:
    return add_what_rules_name(zpa)


@pytest.fixture
def rules(client: Client) -> Rules:
    """Access rules with each client, signed in in each way."""
    return client.rules("access")


@pytest.fixture
def sdk_rules(sdk: Client) -> Rules:
    return sdk.rules("access")


@pytest.fixture
def isolation(sdk: Client) -> Rules:
    return sdk.rules("isolation")


@pytest.fixture
def three(zpa: TestTenant) -> dict[str, str]:
    """The ids of three access rules by name, in their order."""
    actions = {"Finance": "DENY", "Everyone": "ALLOW", "Last": "REQUIRE_APPROVAL"}
    return {
        name: add_policy_rule(zpa.tenant, "access", name, action=action)["id"]
        for name, action in actions.items()
    }


def operands(rule: dict[str, Any]) -> Operands:
    """The operands of a rule by condition. pyZscaler and the SDK spell the type differently."""
    return [
        [(entry.get("objectType") or entry["object_type"], entry["lhs"], entry["rhs"]) for entry in found]
        for found in (condition["operands"] for condition in rule.get("conditions") or ())
    ]


def operators(rule: dict[str, Any]) -> dict[str, str]:
    """The operator of each condition by the type of its first operand."""
    return {
        found[0][0]: condition["operator"]
        for found, condition in zip(operands(rule), rule["conditions"], strict=True)
    }


# -- Both clients ----------------------------------------------------------------------------------------


def test_rules_are_listed_in_their_order(rules: Rules, three: dict[str, str]) -> None:
    listed = rules.list()
    assert listed.names == ["Finance", "Everyone", "Last"]
    assert [rule["rule_order"] for rule in listed.value] == ["1", "2", "3"]
    assert [rule["priority"] for rule in listed.value] == ["3", "2", "1"]


def test_rules_are_filtered_by_their_action(rules: Rules, three: dict[str, str]) -> None:
    if rules.client.is_pyzscaler:
        assert rules.list(search="action EQ DENY").names == ["Finance"]
    else:
        assert rules.list({"search": "action+EQ+DENY"}).names == ["Finance"]


def test_a_new_rule_is_the_last(rules: Rules, three: dict[str, str]) -> None:
    added = rules.add("New", "allow", description="From managed devices", custom_msg="Hello").value
    assert (added["name"], added["action"], added["custom_msg"]) == ("New", "ALLOW", "Hello")
    assert rules.get(added["id"]).value["description"] == "From managed devices"
    assert rules.list().names == ["Finance", "Everyone", "Last", "New"]


def test_a_second_rule_of_a_name_is_refused(rules: Rules, three: dict[str, str]) -> None:
    assert rules.add("Finance", "deny").refusal == (400, "resource.already.exist")


def test_a_rule_about_an_application_that_does_not_exist_is_refused(rules: Rules) -> None:
    assert rules.add("Nothing", "allow", conditions=[("app", "id", UNKNOWN)]).refusal == INVALID


def test_a_rule_is_moved(rules: Rules, three: dict[str, str]) -> None:
    moved = rules.move(three["Last"], "1")
    if rules.client.is_pyzscaler:
        assert moved.value["rule_order"] == "1"
    else:
        assert moved.status == 204
    assert rules.list().names == ["Last", "Finance", "Everyone"]


def test_a_deleted_rule_is_gone(rules: Rules, three: dict[str, str]) -> None:
    answer = rules.delete(three["Finance"])
    assert answer.told.get("status", answer.value) == 204
    assert rules.get(three["Finance"]).refusal == NOT_FOUND
    assert rules.delete(three["Finance"]).refusal == NOT_FOUND
    assert rules.list().names == ["Everyone", "Last"]


def test_a_rule_of_deception_is_neither_changed_moved_nor_deleted(
    rules: Rules, zpa: TestTenant, three: dict[str, str]
) -> None:
    rule_id = add_deception_rule(zpa.tenant)["id"]
    assert rules.update(rule_id, name="Mine", action="ALLOW").refusal == RESTRICTED
    assert rules.delete(rule_id).refusal == RESTRICTED
    for moved, position in ((rule_id, "2"), (three["Last"], "1")):
        answer = rules.move(moved, position)
        assert answer.refusal == INVALID
        assert answer.reason == "Rule id %s is a restricted entity and cannot be reordered" % rule_id


def test_a_group_that_a_rule_names_is_not_deleted(
    client: Client, rules: Rules, ids: dict[str, str], zpa: TestTenant
) -> None:
    rules.add("Finance", "allow", conditions=[("app_group", "id", ids["finance"])]).must_succeed()
    alone = zpa.add_connector_group("Frankfurt")["id"]
    add_policy_rule(zpa.tenant, "access", "Engineering", appConnectorGroups=[alone])
    named = (
        ("Finance", client.segment_groups, ids["finance"]),
        ("Engineering", client.connector_groups, alone),
    )
    for name, groups, group_id in named:
        answer = groups.delete(group_id)
        assert answer.refusal == (400, "resource.referenced")
        assert answer.params == ["Rule", name]


# -- zscaler-sdk-python ----------------------------------------------------------------------------------


def v1_of_the_sdk(ids: dict[str, str]) -> list[Any]:
    return [
        ("app", "id", ids["sap"]),
        ("app_group", "id", ids["finance"]),
        ("scim_group", ids["idp"], ids["group"]),
        ("AND", ("posture", ids["posture"], "true")),
        ("client_type", "id", "zpn_client_type_zapp"),
    ]


def test_the_sdk_adds_an_access_rule_in_the_first_version(sdk_rules: Rules, ids: dict[str, str]) -> None:
    added = sdk_rules.add("Finance", "allow", conditions=v1_of_the_sdk(ids))
    assert added.status == 201
    wanted: Operands = [
        [("APP", "id", ids["sap"]), ("APP_GROUP", "id", ids["finance"])],
        [("SCIM_GROUP", ids["idp"], ids["group"])],
        [ZAPP],
        [("POSTURE", ids["posture"], "true")],
    ]
    read = sdk_rules.get(added.value["id"]).value
    assert operands(added.value) == operands(read) == wanted


def test_the_sdk_sees_names_of_groups_only_when_it_reads(sdk_rules: Rules, ids: dict[str, str]) -> None:
    added = sdk_rules.add(
        "Finance",
        "allow",
        app_connector_group_ids=[ids["connectors"]],
        app_server_group_ids=[ids["servers"]],
    ).value
    read = sdk_rules.get(added["id"]).value
    for key, group_id, name in (
        ("app_connector_groups", ids["connectors"], "San Jose"),
        ("app_server_groups", ids["servers"], "ERP servers"),
    ):
        assert [(group["id"], group.get("name")) for group in added[key]] == [(group_id, None)]
        assert [(group["id"], group["name"]) for group in read[key]] == [(group_id, name)]


def test_the_sdk_clears_what_it_leaves_out_of_an_update(sdk_rules: Rules, ids: dict[str, str]) -> None:
    given = v1_of_the_sdk(ids)
    added = sdk_rules.add(
        "Finance", "allow", description="All of it", custom_msg="Hello", conditions=given
    ).value
    answer = sdk_rules.update(added["id"], name="Finance", action="deny", conditions=given[:2])
    assert answer.status == 204
    read = sdk_rules.get(added["id"]).value
    assert (read["action"], read.get("description"), read.get("custom_msg")) == ("DENY", None, None)
    assert operands(read) == operands(added)[:1]


def v2_of_the_sdk(ids: dict[str, str]) -> list[Any]:
    return [
        ("app", [ids["sap"], ids["jira"]]),
        ("app_group", [ids["finance"]]),
        ("client_type", ["zpn_client_type_exporter", "zpn_client_type_zapp"]),
        ("scim_group", [(ids["idp"], ids["group"])]),
        ("AND", ("posture", [(ids["posture"], "true")])),
        ("AND", ("trusted_network", [(ids["network"], "true")])),
        ("platform", [("windows", "true"), ("mac", "true")]),
        ("country_code", [("DE", "true")]),
        ("risk_factor_type", [("ZIA", "CRITICAL")]),
        ("chrome_enterprise", "managed", "true"),
        ("machine_grp", [ids["machines"]]),
    ]


def test_the_sdk_adds_an_access_rule_in_the_second_version(sdk_rules: Rules, ids: dict[str, str]) -> None:
    added = sdk_rules.add_v2("Everything", "allow", conditions=v2_of_the_sdk(ids))
    assert added.status == 201
    read = sdk_rules.get(added.value["id"]).value
    assert operands(read) == [
        [("CHROME_ENTERPRISE", "managed", "true")],
        [("APP", "id", ids["sap"]), ("APP", "id", ids["jira"]), ("APP_GROUP", "id", ids["finance"])],
        [EXPORTER, ZAPP],
        [("MACHINE_GRP", "id", ids["machines"])],
        [("SCIM_GROUP", ids["idp"], ids["group"])],
        [("POSTURE", ids["posture"], "true")],
        [("TRUSTED_NETWORK", ids["network"], "true")],
        [("PLATFORM", "windows", "true"), ("PLATFORM", "mac", "true")],
        [("COUNTRY_CODE", "DE", "true")],
        [("RISK_FACTOR_TYPE", "ZIA", "CRITICAL")],
    ]
    joined_by_and = {kind for kind, operator in operators(read).items() if operator == "AND"}
    assert joined_by_and == {"POSTURE", "TRUSTED_NETWORK"}


def test_the_sdk_updates_an_access_rule_in_the_second_version(sdk_rules: Rules, ids: dict[str, str]) -> None:
    given = v2_of_the_sdk(ids)
    rule_id = sdk_rules.add_v2("Everything", "allow", conditions=given).value["id"]
    answer = sdk_rules.update_v2(rule_id, name="Everyone", action="allow", conditions=given[:1])
    assert answer.status == 204
    read = sdk_rules.get(rule_id).value
    assert read["name"] == "Everyone"
    assert operands(read) == [[("APP", "id", ids["sap"]), ("APP", "id", ids["jira"])]]


def test_the_sdk_is_told_of_nothing_in_the_second_version_as_well(sdk_rules: Rules) -> None:
    assert sdk_rules.add_v2("Nothing", "allow", conditions=[("app", [UNKNOWN])]).refusal == INVALID


def test_the_sdk_arranges_all_rules_at_once(sdk_rules: Rules, three: dict[str, str]) -> None:
    assert sdk_rules.arrange([three[name] for name in ("Everyone", "Finance", "Last")]).status == 204
    assert sdk_rules.list().names == ["Everyone", "Finance", "Last"]


def test_the_sdk_does_not_arrange_a_part_of_the_rules(sdk_rules: Rules, three: dict[str, str]) -> None:
    answer = sdk_rules.arrange([three["Last"], three["Finance"]])
    assert answer.refusal == INVALID
    assert answer.reason == "resource input length is not valid"
    assert sdk_rules.list().names == list(three)


def test_the_sdk_adds_isolation_rules_in_both_versions(isolation: Rules, ids: dict[str, str]) -> None:
    """In the first one it adds the client type that the API insists on."""
    profile = ids["profile"]
    first = isolation.add("First", "isolate", profile, conditions=[("app", "id", ids["sap"])]).value
    second = isolation.add_v2("Second", "isolate", profile, conditions=[("app", [ids["jira"]])]).value
    assert isolation.list().names == ["First", "Second", "Default_Rule"]
    for added, application in ((first, ids["sap"]), (second, ids["jira"])):
        read = isolation.get(added["id"]).value
        assert added["zpn_isolation_profile_id"] == read["zpn_isolation_profile_id"] == profile
        assert operands(read) == [[("APP", "id", application)], [EXPORTER]]


def test_the_sdk_updates_isolation_rules_in_both_versions(isolation: Rules, ids: dict[str, str]) -> None:
    first, second = (isolation.add(name, "isolate", ids["profile"]).value["id"] for name in ("1", "2"))
    assert isolation.update(first, name="First", action="bypass_isolate").status == 204
    given = ("Second", "isolate", ids["profile"])
    assert isolation.update_v2(second, *given, description="All").status == 204
    one, two, default = isolation.list().value
    assert (one["name"], one["action"]) == ("First", "BYPASS_ISOLATE")
    assert one.get("zpn_isolation_profile_id") is None
    assert (two["name"], two["description"], default["default_rule"]) == ("Second", "All", True)


def test_the_sdk_arranges_isolation_rules_above_the_default_rule(
    isolation: Rules, ids: dict[str, str]
) -> None:
    first, second = (isolation.add(name, "isolate", ids["profile"]).value["id"] for name in ("1", "2"))
    default = isolation.list().value[-1]["id"]
    refused = (400, "default.rule.reorder.notallowed")
    assert isolation.arrange([default, first, second]).refusal == refused
    assert isolation.arrange([second, first, default]).status == 204
    assert isolation.list().names == ["2", "1", "Default_Rule"]
    assert isolation.delete(default).refusal == INVALID


def test_the_sdk_adds_a_rule_of_every_other_policy_type(sdk: Client, ids: dict[str, str]) -> None:
    """By the second version."""
    group = {"conditions": [("scim_group", [(ids["idp"], ids["group"])])]}
    zapp = {"conditions": [("client_type", ["zpn_client_type_zapp"])]}
    inspection, edges = (
        {"zpn_inspection_profile_id": ids["inspection"]},
        {"service_edge_group_ids": [ids["edges"]]},
    )
    seconds = {"re_auth_timeout": "864000", "re_auth_idle_timeout": "600"}
    copying = {"privileged_capabilities": {"clipboard_copy": True}}
    given: dict[str, tuple[list[str], dict[str, Any], str]] = {
        "timeout": ([], {**zapp, **seconds}, "RE_AUTH"),
        "client_forwarding": (["bypass"], zapp, "BYPASS"),
        "app_protection": (["inspect"], {**zapp, **inspection}, "INSPECT"),
        "redirection": (["redirect_preferred"], {**zapp, **edges}, "REDIRECT_PREFERRED"),
        "privileged_credential": ([], {**group, "credential_id": ids["credential"]}, "INJECT_CREDENTIALS"),
        "capabilities": ([], {**group, **copying}, "CHECK_CAPABILITIES"),
        "browser_protection": (["monitor"], group, "MONITOR"),
    }
    for noun, (action, options, wanted) in given.items():
        added = sdk.rules(noun).add_v2("Rule", *action, **options)
        assert (added.status, added.value["action"]) == (201, wanted)


def test_the_sdk_gets_what_is_no_list_of_objects(sdk: Client) -> None:
    assert sdk.call("policies", "get_policy", "capabilities").value["policyType"] == "9"
    assert sdk.call("policies", "get_policy_rule_count", "timeout").value == {"count": "1"}
    known = sdk.call("policies", "get_risk_score_values", {"exclude_unknown": True}).value
    assert known == ["CRITICAL", "HIGH", "MEDIUM", "LOW"]


# -- pyZscaler -------------------------------------------------------------------------------------------


def v1_of_pyzscaler(ids: dict[str, str]) -> list[Any]:
    return [
        [("app", "id", ids["sap"]), ("app_group", "id", ids["finance"]), "or"],
        ("scim_group", ids["idp"], ids["group"]),
        [("posture", ids["posture"], "true"), "and"],
        ("trusted_network", ids["network"], True),
    ]


def test_pyzscaler_adds_an_access_rule(pyzscaler: Client, ids: dict[str, str]) -> None:
    rules = pyzscaler.rules("access")
    added = rules.add("Finance", "allow", conditions=v1_of_pyzscaler(ids)).value
    read = rules.get(added["id"]).value
    wanted: Operands = [
        [("APP", "id", ids["sap"]), ("APP_GROUP", "id", ids["finance"])],
        [("SCIM_GROUP", ids["idp"], ids["group"])],
        [("POSTURE", ids["posture"], "true")],
        [("TRUSTED_NETWORK", ids["network"], "true")],
    ]
    assert operands(added) == operands(read) == wanted
    assert [condition["operator"] for condition in read["conditions"]] == ["OR", "OR", "AND", "OR"]


def test_pyzscaler_changes_only_what_it_is_told_to(pyzscaler: Client, ids: dict[str, str]) -> None:
    """It reads the rule and sends it back whole."""
    rules = pyzscaler.rules("access")
    given = {"conditions": v1_of_pyzscaler(ids), "description": "From managed devices"}
    added = rules.add("Finance", "allow", **given).value
    renamed = rules.update(added["id"], name="Treasury").value
    assert (renamed["name"], renamed["description"]) == ("Treasury", "From managed devices")
    assert operands(renamed) == operands(added)
    emptied = rules.update(added["id"], conditions=[], action="DENY").value
    assert (emptied["name"], emptied["action"], operands(emptied)) == ("Treasury", "DENY", [])


def test_pyzscaler_keeps_the_groups_of_a_rule(
    pyzscaler: Client, ids: dict[str, str], zpa: TestTenant
) -> None:
    """It sends back all that a read shows of them."""
    groups = {"appConnectorGroups": ["San Jose"], "appServerGroups": ["ERP servers"]}
    rule_id = add_policy_rule(zpa.tenant, "access", "Finance", **groups)["id"]
    rules = pyzscaler.rules("access")
    before = rules.get(rule_id).value
    after = rules.update(rule_id, name="Treasury").value
    for key in ("app_connector_groups", "app_server_groups"):
        assert after[key] == before[key]


def test_pyzscaler_sends_timeouts_as_numbers(pyzscaler: Client) -> None:
    rules = pyzscaler.rules("timeout")
    zapp = [("client_type", "id", "zpn_client_type_zapp")]
    assert rules.add("Two days", conditions=zapp).value["reauth_timeout"] == "172800"
    assert rules.list().names == ["Two days", "Default_Rule"]


def test_pyzscaler_adds_a_rule_of_client_forwarding_above_the_default_rule(pyzscaler: Client) -> None:
    rules = pyzscaler.rules("client_forwarding")
    zapp = [("client_type", "id", "zpn_client_type_zapp")]
    rules.add("Bypass", "bypass", conditions=zapp).must_succeed()
    assert rules.list().names == ["Bypass", "Default_Rule"]


def test_pyzscaler_reads_a_policy_set(pyzscaler: Client) -> None:
    assert pyzscaler.call("policies", "get_policy", "siem").value["policy_type"] == "3"
