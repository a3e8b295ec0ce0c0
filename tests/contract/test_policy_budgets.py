# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many requests tasks about rules send, on small tenants and on a large one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support.policies import Id, add_rule, furnish, rules_in_order, with_ids
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

SAP = [{"operands": [{"object_type": "APP", "objects": ["SAP"]}]}]
OKTA = Id("idp", "Okta")
RULES, APPLICATIONS = 1000, 2000


def shape(zpa: TestTenant) -> list[str]:
    """The requests sent, without ids: ``GET rules`` and so on."""
    sent = []
    for entry in zpa.calls:
        path = re.sub(r"/\d+", "/N", entry.path.split("/customers/")[1].split("/", 1)[1])
        path = re.sub(r"policySet/rules/policyType/\w+", "rules", path)
        sent.append("%s %s%s" % (entry.method, path, "?search" if "search" in entry.query else ""))
    return sent


def run(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    zpa.forget()
    result = zpa.run("zpa_policy_rule", check, **options)
    assert "failed" not in result, result["msg"]
    return result


SET, RULE = "GET policySet/policyType/ACCESS_POLICY", "policySet/N/rule"
UPDATE = ["GET policySet/N/rule/N", "PUT policySet/N/rule/N", "GET policySet/N/rule/N"]
# What a task sends beside its reading of the rules, which is a request for each 500.
TASKS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nothing to do": ({"name": "Rule 7", "action": "ALLOW"}, []),
    "nothing to do, with what it refers to": (
        {"name": "Rule 8", "conditions": SAP, "app_connector_groups": ["Zurich"]},
        [],
    ),
    "nothing to do by id": ({"id": "42", "conditions": SAP}, []),
    "delete what is not there": ({"name": "Nobody", "state": "absent"}, []),
    "create": ({"name": "New", "action": "DENY"}, [SET, "POST " + RULE]),
    "create with a name": (
        {"name": "New", "action": "DENY", "conditions": SAP},
        ["GET application?search", SET, "POST " + RULE],
    ),
    "create at a place": (
        {"name": "New", "action": "DENY", "rule_order": 3},
        [SET, "POST " + RULE, "PUT policySet/N/rule/N/reorder/N", "GET policySet/N/rule/N"],
    ),
    "update": (
        {"name": "Rule 7", "action": "DENY"},
        UPDATE,
    ),
    "update with names": (
        {"name": "Rule 7", "conditions": SAP, "app_connector_groups": ["Zurich"]},
        [
            "GET application?search",
            "GET appConnectorGroup?search",
            *UPDATE,
        ],
    ),
    "rename": ({"id": "42", "name": "Other"}, UPDATE),
    "move": (
        {"name": "Rule 7", "rule_order": 2},
        ["PUT policySet/N/rule/N/reorder/N", "GET policySet/N/rule/N"],
    ),
    "move and update": (
        {"name": "Rule 7", "rule_order": 2, "description": "d"},
        [*UPDATE[:2], "PUT policySet/N/rule/N/reorder/N", UPDATE[2]],
    ),
    "delete": ({"name": "Rule 7", "state": "absent"}, ["DELETE policySet/N/rule/N"]),
}


def fill(zpa: TestTenant, count: int) -> TestTenant:
    """Add rules; Rule 8 refers to something, and so does the one with the id 42."""
    furnish(zpa)
    conditions = [{"operands": [{"objectType": "APP", "values": ["SAP"]}]}]
    for number in range(1, count + 1):
        if number == 8:
            add_rule(zpa, "Rule 8", conditions=conditions, appConnectorGroups=["Zurich"])
        elif number == 9:
            add_rule(zpa, "Rule 9", object_id="42", conditions=conditions)
        elif number < 10:
            add_rule(zpa, "Rule %d" % number)
    _add_plain_rules(zpa, count)
    assert len(rules_in_order(zpa)) == count
    zpa.run("zpa_segment_group_info", name="Nobody")
    return zpa


def _add_plain_rules(zpa: TestTenant, count: int) -> None:
    """Add the rest as copies of the first, since each one added is compared with all others."""
    table = zpa.tenant.table("policyRule")
    (policy_set,) = (
        entry for entry in zpa.tenant.table("policySet").values() if entry["type"] == "ACCESS_POLICY"
    )
    template = table[policy_set["rules"][0]]
    for number in range(len(policy_set["rules"]) + 1, count + 1):
        copied = {**template, "id": zpa.tenant.new_id(), "name": "Rule %d" % number}
        table[copied["id"]] = copied
        policy_set["rules"].append(copied["id"])


@pytest.mark.parametrize(("options", "expected"), TASKS.values(), ids=TASKS.keys())
def test_a_task_on_a_small_tenant(zpa: TestTenant, options: dict[str, Any], expected: list[str]) -> None:
    fill(zpa, 12)
    run(zpa, True, **options)
    assert shape(zpa) == ["GET rules", *(line for line in expected if "?search" in line)]
    run(zpa, **options)
    assert shape(zpa) == ["GET rules", *expected]


@pytest.fixture(scope="module")
def large(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory, no_proxy: None) -> TestTenant:
    """1,000 rules and 2,000 applications. Tasks in check mode leave it as it is."""
    zpa = new_tenant(emulator, tmp_path_factory.mktemp("tokens"))
    zpa.add_application("SAP", "Jira", *("App %04d" % number for number in range(APPLICATIONS - 2)))
    return fill(zpa, RULES)


@pytest.mark.parametrize(("options", "expected"), TASKS.values(), ids=TASKS.keys())
def test_a_task_in_check_mode_on_a_large_tenant(
    large: TestTenant, options: dict[str, Any], expected: list[str]
) -> None:
    run(large, True, **options)
    assert shape(large) == ["GET rules"] * 2 + [line for line in expected if "?search" in line]


@pytest.mark.parametrize(
    ("objects", "searches"),
    [(["SAP", "Jira"], 1 + 2), (["SAP", "Jira", "App 0001", "App 0002", "App 0003"], 4)],
)
def test_names_on_a_large_tenant_cost_searches_or_pages_whichever_is_less(
    large: TestTenant, objects: list[str], searches: int
) -> None:
    conditions = [{"operands": [{"object_type": "APP", "objects": objects}]}]
    run(large, True, name="Rule 7", conditions=conditions)
    assert len(shape(large)) == 2 + searches, shape(large)


def test_a_rule_with_many_operands_costs_the_same(large: TestTenant) -> None:
    names = ["App %04d" % number for number in range(1200)]
    conditions = [{"operands": [{"object_type": "APP", "objects": names}]}]
    predicted = run(large, True, name="Rule 7", conditions=conditions)
    assert len(shape(large)) == 2 + 4
    (told,) = predicted["diff"]["after"]["conditions"]
    assert len(told["any of"]) == 1200


@pytest.mark.parametrize(
    ("operand", "lookups"),
    [
        ({"object_type": "APP", "objects": [Id("application", "SAP")]}, 1),
        ({"object_type": "APP", "objects": ["SAP"]}, 1),
        ({"object_type": "POSTURE", "entries": {"lhs": "Jailbroken", "rhs": "true"}}, 1),
        ({"object_type": "SAML", "entries": {"lhs": "Email_Okta", "rhs": "x"}}, 2),
        ({"object_type": "SCIM", "idp": "Okta", "entries": {"lhs": "title", "rhs": "x"}}, 3),
        ({"object_type": "SCIM_GROUP", "entries": {"lhs": "Okta", "rhs": "Sales"}}, 2),
        ({"object_type": "SCIM_GROUP", "entries": {"lhs": OKTA, "rhs": Id("scimgroup", "Sales")}}, 2),
        ({"object_type": "IDP", "objects": ["Okta", "Azure"]}, 1),
        ({"object_type": "LOCATION", "objects": ["locations A", "locations B"]}, 1),
        ({"object_type": "PLATFORM", "objects": ["mac"]}, 0),
        ({"object_type": "COUNTRY_CODE", "objects": ["DE"]}, 0),
    ],
    ids=lambda value: value["object_type"] if isinstance(value, dict) else "",
)
def test_each_kind_of_name_costs_one_request(zpa: TestTenant, operand: dict[str, Any], lookups: int) -> None:
    """And so does the identity provider of it, and of a SCIM attribute what users have."""
    furnish(zpa)
    zpa.run("zpa_segment_group_info", name="Nobody")
    client = {"operands": [{"object_type": "CLIENT_TYPE", "objects": ["zpn_client_type_zapp"]}]}
    conditions = [{"operands": [with_ids(zpa, operand)]}, client]
    run(zpa, True, name="R", action="ALLOW", conditions=conditions)
    assert len(shape(zpa)) == 1 + lookups, shape(zpa)
    run(zpa, name="R", action="ALLOW", conditions=conditions)
    assert len(shape(zpa)) == 1 + lookups + 2, shape(zpa)


def test_a_list_of_all_rules_costs_its_pages(large: TestTenant) -> None:
    large.forget()
    found = large.run("zpa_policy_rule_info")["policy_rules"]
    assert len(found) == RULES
    assert shape(large) == ["GET rules"] * 2
    assert [rule["rule_order"] for rule in found] == list(range(1, RULES + 1))


def test_tasks_on_a_large_tenant(large: TestTenant) -> None:
    """For real, one after the other: the last page is as long as it must be."""
    for options, expected in (
        TASKS["nothing to do"],
        TASKS["create with a name"],
        ({"name": "New", "state": "absent"}, ["DELETE policySet/N/rule/N"]),
        TASKS["update with names"],
        TASKS["move"],
        ({"name": "Rule 999", "rule_order": 1}, TASKS["move"][1]),
    ):
        pages = -(-len(rules_in_order(large)) // 500)
        run(large, **options)
        assert shape(large) == ["GET rules"] * pages + expected, options
