# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules in policy groups: shown, kept, and never ordered, since no document says what that does to groups."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.repository import in_order
from support.policies import add_rule, rules_in_order
from support.tenants import TestTenant

GROUP = {"groupId": "555", "policyGroupName": "Team A"}
REASON = "some of them are in policy groups, for example 'B' in 'Team A'."


@pytest.fixture
def grouped(zpa: TestTenant) -> TestTenant:
    """The access rules A, B and C, of which B is in a policy group."""
    for name in "ABC":
        add_rule(zpa, name, flags=GROUP if name == "B" else None)
    return zpa


def entries(names: str) -> dict[str, Any]:
    return {"policy_rules": {"access": [{"name": name} for name in names]}}


# What would order rules: the module, its options, and what the reason stands behind.
ORDERS: dict[str, tuple[str, dict[str, Any], str]] = {
    "a list of rules": ("zpa_policy_rule_order", {"rules": ["C", "A"]}, "rules: "),
    "rules that are not listed": ("zpa_policy_rule_order", {"rules": ["B"], "unlisted": "first"}, "rules: "),
    "the place of a rule": ("zpa_policy_rule", {"name": "C", "rule_order": 1}, "rule_order: "),
    "the place of a new rule": (
        "zpa_policy_rule",
        {"name": "New", "action": "ALLOW", "rule_order": 1},
        "rule_order: ",
    ),
    "a configuration": ("zpa_config", {"config": entries("CA")}, "config.policy_rules.access: "),
    "a configuration with other changes": (
        "zpa_config",
        {"config": {"segment_groups": [{"name": "New"}], **entries("BA")}},
        "config.policy_rules.access: ",
    ),
}


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("case", ORDERS.values(), ids=ORDERS.keys())
def test_a_new_order_is_refused_with_the_reason_before_any_write(
    grouped: TestTenant, case: tuple[str, dict[str, Any], str], check: bool
) -> None:
    module, options, subject = case
    result = grouped.run(module, check, **options)
    assert subject + REASON in result["msg"]
    assert "Order the rules in the admin portal" in result["msg"]
    assert grouped.writes == []
    assert rules_in_order(grouped) == ["A", "B", "C"]


KEPT: dict[str, tuple[str, dict[str, Any]]] = {
    "a list of rules": ("zpa_policy_rule_order", {"rules": ["A", "C"]}),
    "the place of a rule": ("zpa_policy_rule", {"name": "C", "rule_order": 3}),
    "a configuration": ("zpa_config", {"config": entries("AC"), "state": "merged"}),
}


@pytest.mark.parametrize("case", KEPT.values(), ids=KEPT.keys())
def test_the_order_that_there_is_is_not_refused(
    grouped: TestTenant, case: tuple[str, dict[str, Any]]
) -> None:
    result = grouped.run(case[0], **case[1])
    assert result.get("changed") is False, result["msg"]


def test_a_group_without_a_name_is_told_by_its_id(zpa: TestTenant) -> None:
    add_rule(zpa, "A")
    add_rule(zpa, "B", flags={"groupId": "555"})
    message = zpa.run("zpa_policy_rule_order", rules=["B", "A"])["msg"]
    assert "for example 'B' in '555'." in message


def test_rules_that_are_in_no_group_are_ordered(zpa: TestTenant) -> None:
    for name in "AB":
        add_rule(zpa, name, flags={"groupId": "0", "policyGroupName": ""})
    assert zpa.run("zpa_policy_rule_order", rules=["B", "A"])["changed"]
    assert rules_in_order(zpa) == ["B", "A"]


def test_an_update_keeps_the_group(grouped: TestTenant) -> None:
    assert grouped.run("zpa_policy_rule", name="B", description="New")["changed"]
    (write,) = grouped.writes
    assert {key: write.body[key] for key in GROUP} == GROUP


def test_a_result_tells_the_group(grouped: TestTenant) -> None:
    (facts,) = grouped.run("zpa_policy_rule", name="B", description="New")["metadata"].values()
    assert (facts["policy_group_id"], facts["policy_group_name"]) == ("555", "Team A")


def test_an_export_and_an_audit_tell_which_group_a_rule_is_in(grouped: TestTenant) -> None:
    add_rule(grouped, "D", flags={"groupId": "556", "policyGroupName": "Team B"})
    gathered = grouped.run("zpa_config", state="gathered", kinds=["policy_rules.access"])
    audited = grouped.run("zpa_config", True, config=entries("A"), list_objects=True)
    for notes in (gathered["not_carried"], audited["not_listed"]):
        (note,) = (note for note in notes if note.startswith("policy_rules.access: not managed"))
        assert "policyGroupName (the name of the policy group, 'Team A') of 'B'" in note
        assert "policyGroupName (the name of the policy group, 'Team B') of 'D'" in note


def test_places_that_are_counted_anew_in_each_group_leave_the_rules_as_they_are_listed() -> None:
    listed = [{"id": "1", "ruleOrder": "1"}, {"id": "2", "ruleOrder": "2"}, {"id": "3", "ruleOrder": "1"}]
    assert in_order(listed) == listed
    assert in_order(listed[1::-1]) == listed[:2]
