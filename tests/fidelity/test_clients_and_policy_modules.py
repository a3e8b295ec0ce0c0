# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Policy rules that other people's clients and the modules of this collection have in common."""

from __future__ import annotations

from typing import Any

import pytest
from fidelity.clients import Client
from fidelity.named import add_what_rules_name
from support.tenants import TestTenant

EXPORTER = "zpn_client_type_exporter"
DECLARED: dict[str, Any] = {
    "name": "Finance",
    "description": "From managed devices",
    "action": "allow",
    "custom_msg": "Ask the help desk",
    "conditions": [
        {"operands": [{"object_type": "APP_GROUP", "objects": ["Finance"]}]},
        {"operands": [{"object_type": "APP", "objects": ["SAP", "Jira"]}]},
        {"operands": [{"object_type": "SCIM_GROUP", "entries": [{"lhs": "Okta", "rhs": "Engineering"}]}]},
        {"operands": [{"object_type": "POSTURE", "entries": [{"lhs": "Disk encrypted", "rhs": "true"}]}]},
        {"operands": [{"object_type": "CLIENT_TYPE", "objects": ["zpn_client_type_zapp"]}]},
    ],
}


@pytest.fixture
def ids(zpa: TestTenant) -> dict[str, str]:
    return add_what_rules_name(zpa)


def v1_tuples(ids: dict[str, str]) -> list[Any]:
    """The conditions of DECLARED as the clients' first version takes them."""
    return [
        {"tuple": ["app_group", "id", ids["finance"]]},
        {"tuple": ["app", "id", ids["sap"]]},
        {"tuple": ["app", "id", ids["jira"]]},
        {"tuple": ["scim_group", ids["idp"], ids["group"]]},
        {"tuple": ["posture", ids["posture"], "true"]},
        {"tuple": ["client_type", "id", "zpn_client_type_zapp"]},
    ]


def module(zpa: TestTenant, **options: Any) -> dict[str, Any]:
    result = zpa.run("zpa_policy_rule", **options)
    assert not result.get("failed"), result
    return result


def listed(zpa: TestTenant, **options: Any) -> list[dict[str, Any]]:
    return zpa.run("zpa_policy_rule_info", **options)["policy_rules"]


def add(client: Client, ids: dict[str, str]) -> str:
    options: dict[str, Any] = {"description": "From managed devices", "custom_msg": "Ask the help desk"}
    answer = client.rules("access").add("Finance", "allow", conditions=v1_tuples(ids), **options)
    return answer.value["id"]


def test_a_rule_that_a_client_created_can_be_given_back_and_changes_nothing(
    client: Client, zpa: TestTenant, ids: dict[str, str]
) -> None:
    add(client, ids)
    (shown,) = listed(zpa)
    zpa.forget()
    assert module(zpa, **shown)["changed"] is False
    assert zpa.writes == []


def test_a_rule_that_a_client_created_is_shown_with_names(
    client: Client, zpa: TestTenant, ids: dict[str, str]
) -> None:
    add(client, ids)
    (shown,) = listed(zpa)
    text = str(shown["conditions"])
    assert all(name in text for name in ("Finance", "SAP", "Jira", "Okta", "Engineering", "Disk encrypted"))
    assert ids["group"] not in text


def test_a_task_makes_the_rule_of_a_client_as_declared(
    client: Client, zpa: TestTenant, ids: dict[str, str]
) -> None:
    rule_id = add(client, ids)
    assert module(zpa, **DECLARED)["policy_rule"]["id"] == rule_id
    assert module(zpa, **DECLARED)["changed"] is False


def test_a_rule_that_a_task_created_is_read_by_the_clients(
    client: Client, zpa: TestTenant, ids: dict[str, str]
) -> None:
    module(zpa, **DECLARED)
    (rule,) = client.rules("access").list().value
    pairs = {
        (entry.get("objectType") or entry["object_type"], entry["lhs"], entry["rhs"])
        for condition in rule["conditions"]
        for entry in condition["operands"]
    }
    assert pairs == {
        ("APP_GROUP", "id", ids["finance"]),
        ("APP", "id", ids["sap"]),
        ("APP", "id", ids["jira"]),
        ("SCIM_GROUP", ids["idp"], ids["group"]),
        ("POSTURE", ids["posture"], "true"),
        ("CLIENT_TYPE", "id", "zpn_client_type_zapp"),
    }


def test_a_rule_that_a_task_deleted_is_gone_for_the_clients(
    client: Client, zpa: TestTenant, ids: dict[str, str]
) -> None:
    rule_id = add(client, ids)
    module(zpa, name="Finance", state="absent")
    assert client.rules("access").get(rule_id).refusal == (404, "resource.not.found")


def test_an_isolation_rule_of_the_sdk_is_as_declared(
    sdk: Client, zpa: TestTenant, ids: dict[str, str]
) -> None:
    conditions = [{"tuple": ["app", [ids["sap"]]]}, {"tuple": ["client_type", [EXPORTER]]}]
    sdk.rules("isolation").add_v2(
        name="SAP in isolation",
        action="isolate",
        zpn_isolation_profile_id=ids["profile"],
        conditions=conditions,
    ).must_succeed()
    (shown,) = [rule for rule in listed(zpa, policy_type="isolation") if rule["name"] != "Default_Rule"]
    assert shown["isolation_profile"] == "Contractors"
    declared = {
        "policy_type": "isolation",
        "name": "SAP in isolation",
        "action": "ISOLATE",
        "isolation_profile": "Contractors",
        "conditions": [
            {"operands": [{"object_type": "CLIENT_TYPE", "objects": [EXPORTER]}]},
            {"operands": [{"object_type": "APP", "objects": ["SAP"]}]},
        ],
    }
    assert module(zpa, **declared)["changed"] is False


class TestOrder:
    @pytest.fixture
    def four(self, zpa: TestTenant) -> dict[str, str]:
        """The ids of four rules by name, in their order."""
        return {name: module(zpa, name=name, action="deny")["policy_rule"]["id"] for name in "abcd"}

    @staticmethod
    def order(zpa: TestTenant, *rules: str, **options: Any) -> dict[str, Any]:
        result = zpa.run("zpa_policy_rule_order", rules=list(rules), **options)
        assert not result.get("failed"), result
        return result

    def test_that_a_client_disturbed_is_restored(
        self, client: Client, zpa: TestTenant, four: dict[str, str]
    ) -> None:
        client.rules("access").move(four["d"], "1")
        assert self.order(zpa, "a", "b", "c", "d")["changed"]
        assert client.rules("access").list().names == list("abcd")

    def test_that_the_sdk_made_of_all_rules_is_as_declared(
        self, sdk: Client, zpa: TestTenant, four: dict[str, str]
    ) -> None:
        sdk.rules("access").arrange([four[name] for name in "dcba"])
        assert self.order(zpa, "d", "c", "b", "a", unlisted="fail")["changed"] is False

    def test_that_a_task_made_is_what_the_clients_list(
        self, client: Client, zpa: TestTenant, four: dict[str, str]
    ) -> None:
        self.order(zpa, "c", "a", unlisted="last")
        assert client.rules("access").list().names == list("cabd")
