# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many requests tasks about rules send, on small tenants and on a large one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import crowds
from support.policies import Id, add_rule, furnish, rules_in_order, with_ids
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

pytestmark = pytest.mark.generated

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
    "create": ({"name": "New", "action": "DENY"}, [SET, "POST " + RULE, "GET policySet/N/rule/N"]),
    "create with a name": (
        {"name": "New", "action": "DENY", "conditions": SAP},
        ["GET application?search", SET, "POST " + RULE, "GET policySet/N/rule/N"],
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
    assert len(shape(zpa)) == 1 + lookups + 3, shape(zpa)


# -- Names of every kind, by the few and by the dozen, on tenants of two sizes ---------------------------

SMALL, LARGE = 12, 1700
PAGES = 4
Crowd = Callable[[str, int, list[str]], TestTenant]
# Nothing else than their list is known to tell their names, nor does a rule.
NO_SEARCH = ("extranet_partner",)


@pytest.fixture
def crowd(emulator: Emulator, tmp_path: Path, no_proxy: None) -> Crowd:
    """A tenant with so many objects of a kind, and with a rule that names some of them."""

    def made(kind: str, count: int, names: list[str]) -> TestTenant:
        zpa = new_tenant(emulator, tmp_path / "tokens")
        crowds.gather(zpa.tenant, kind, count)
        crowds.add_rule_about(zpa.tenant, kind, names)
        zpa.run("zpa_segment_group_info", name="Nobody")
        return zpa

    return made


def look_ups(zpa: TestTenant) -> list[str]:
    """The requests sent beside those for rules."""
    return [line for line in shape(zpa) if "policySet" not in line and line != "GET rules"]


def neighbours(kind: str, few: int) -> list[str]:
    return crowds.names_of(kind, LARGE)[: min(few, crowds.KINDS[kind].most)]


@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
@pytest.mark.parametrize("count", [SMALL, LARGE])
@pytest.mark.parametrize("kind", crowds.KINDS)
def test_an_unchanged_rule_costs_a_request_a_kind_of_name(
    crowd: Crowd, kind: str, count: int, check: bool
) -> None:
    names = crowds.some_of(kind, crowds.names_of(kind, count), 1)
    zpa = crowd(kind, count, names)
    result = run(zpa, check, **crowds.task_about(kind, names))
    assert result["changed"] is False
    allowed = PAGES if kind in NO_SEARCH and count == LARGE else 1
    assert len(look_ups(zpa)) <= allowed, shape(zpa)
    assert shape(zpa).count("GET rules") == 1


@pytest.mark.parametrize("count", [SMALL, LARGE])
@pytest.mark.parametrize("kind", [kind for kind, row in crowds.KINDS.items() if row.most > 1])
def test_an_unchanged_rule_with_names_by_the_dozen_costs_as_much(crowd: Crowd, kind: str, count: int) -> None:
    """If their names have something in common that not too many others have."""
    names = neighbours(kind, 12)
    zpa = crowd(kind, count, names)
    assert run(zpa, **crowds.task_about(kind, names))["changed"] is False
    # No search for SCIM attributes is known. An identity provider has some dozens of them.
    allowed = PAGES if kind == "SCIM" and count == LARGE else 1
    assert len(look_ups(zpa)) <= allowed, shape(zpa)


@pytest.mark.parametrize("kind", ["SAML", "SCIM"])
def test_several_values_of_an_attribute_cost_as_much_as_one(crowd: Crowd, kind: str) -> None:
    (name,) = neighbours(kind, 1)
    zpa = crowd(kind, LARGE, [name])
    (rule,) = zpa.tenant.table("policyRule").values()
    (operand,) = rule["conditions"][0]["operands"]
    rule["conditions"][0]["operands"] += [{**operand, "rhs": "y"}, {**operand, "rhs": "z"}]
    task = crowds.task_about(kind, [name])
    (entry,) = task["conditions"][0]["operands"][0]["entries"]
    task["conditions"][0]["operands"][0]["entries"] += [{**entry, "rhs": "y"}, {**entry, "rhs": "z"}]
    assert run(zpa, **task)["changed"] is False
    assert len(look_ups(zpa)) == 1, shape(zpa)


def test_an_attribute_that_several_providers_have_is_the_one_that_the_rule_has(zpa: TestTenant) -> None:
    furnish(zpa)
    azure = next(
        entry
        for entry in zpa.tenant.table("scimattribute").values()
        if entry["name"] == "department" and str(entry["idpId"]) == zpa.tenant.find("idp", "Azure")["id"]
    )
    operands = [{"objectType": "SCIM", "lhs": azure["id"], "rhs": "Finance"}]
    add_rule(zpa, "Azure alone", conditions=[{"operands": operands}])
    zpa.run("zpa_segment_group_info", name="Nobody")
    said = [{"operands": [{"object_type": "SCIM", "entries": {"lhs": "department", "rhs": "Finance"}}]}]
    assert run(zpa, name="Azure alone", conditions=said)["changed"] is False
    assert len(look_ups(zpa)) == 1, shape(zpa)
    new = zpa.run("zpa_policy_rule", name="New", action="ALLOW", conditions=said)
    assert "2 SCIM attributes are named 'department'" in new["msg"]


@pytest.mark.parametrize("few", [2, 3, 40])
@pytest.mark.parametrize("kind", [kind for kind, row in crowds.KINDS.items() if row.most > 1])
def test_names_that_have_little_in_common_cost_no_more_than_the_pages(
    crowd: Crowd, kind: str, few: int
) -> None:
    names = crowds.some_of(kind, crowds.names_of(kind, LARGE), few)
    zpa = crowd(kind, LARGE, names)
    assert run(zpa, **crowds.task_about(kind, names))["changed"] is False
    assert len(look_ups(zpa)) <= PAGES, shape(zpa)


@pytest.mark.parametrize("kind", crowds.KINDS)
def test_an_unchanged_rule_is_shown_by_the_names_that_were_given(crowd: Crowd, kind: str) -> None:
    names = crowds.some_of(kind, crowds.names_of(kind, LARGE), 1)
    zpa = crowd(kind, LARGE, names)
    result = run(zpa, **crowds.task_about(kind, names))
    assert result["diff"]["before"] == result["diff"]["after"]
    if kind != "extranet_partner":
        assert names[0] in str(result["policy_rule"])
    again = {key: value for key, value in result["policy_rule"].items() if value not in (None, [])}
    assert run(zpa, **again)["changed"] is False


@pytest.mark.parametrize("kind", ["SCIM_GROUP", "SAML", "SCIM"])
def test_names_of_a_diff_are_asked_for_only_where_something_differs(crowd: Crowd, kind: str) -> None:
    one, other = neighbours(kind, 2)
    zpa = crowd(kind, LARGE, [one])
    for check in (True, False):
        diff = run(zpa, check, **crowds.task_about(kind, [other]))["diff"]
        assert (one in str(diff["before"]), other in str(diff["after"])) == (True, True)
        # An attribute without its identity provider is looked for in all of them, and its value among all.
        most = PAGES + 3 if kind == "SCIM" else 2
        assert len(look_ups(zpa)) <= most, shape(zpa)


def test_a_list_of_a_rule_reads_the_names_of_few_by_their_ids(crowd: Crowd) -> None:
    names = neighbours("SCIM_GROUP", 2)
    zpa = crowd("SCIM_GROUP", LARGE, names)
    zpa.forget()
    (shown,) = zpa.run("zpa_policy_rule_info", name=crowds.RULE)["policy_rules"]
    assert all(name in str(shown["conditions"]) for name in names)
    assert sorted(look_ups(zpa)) == ["GET scimgroup/N", "GET scimgroup/N", "GET scimgroup/idpId/N"]


def test_a_rule_with_names_of_every_kind_costs_a_request_for_each_that_it_does_not_show(
    zpa: TestTenant,
) -> None:
    kinds = [kind for kind, row in crowds.KINDS.items() if row.policy_type == "access"]
    conditions: list[dict[str, Any]] = []
    stored: list[dict[str, Any]] = []
    for kind in kinds:
        crowds.gather(zpa.tenant, kind, SMALL)
        names = neighbours(kind, 3)
        conditions += crowds.KINDS[kind].options(names).get("conditions", [])
        stored += crowds.KINDS[kind].wire(names).get("conditions", [])
    add_rule(zpa, "All", conditions=stored)
    zpa.run("zpa_segment_group_info", name="Nobody")
    assert run(zpa, name="All", action="ALLOW", conditions=conditions)["changed"] is False
    asked = look_ups(zpa)
    assert len(asked) == len(set(asked)) == 5, asked


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
