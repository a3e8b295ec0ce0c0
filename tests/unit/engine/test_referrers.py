# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What names an object, from records alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.referrers import (
    Referrer,
    Rule,
    find_referrers,
    members_of,
    named_by,
    targets_of,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import policy_rule
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector_group import (
    APP_CONNECTOR_GROUP,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP

APPS = [{"id": "2", "name": "SAP"}, {"id": 1, "name": "Jira"}, {"id": "3"}]
GROUP = {"id": "42", "name": "Finance", "applications": APPS}
TARGET = ("segment_group", "42")
RULE = Rule(Referrer("access rule", "r", "9"), frozenset([TARGET]))


def condition(**operand: Any) -> dict[str, Any]:
    return {"conditions": [{"operator": "OR", "operands": [operand]}]}


@pytest.mark.parametrize(
    ("resource", "record", "members"),
    [
        (
            SEGMENT_GROUP,
            GROUP,
            ["Application '3' (id 3)", "Application 'Jira' (id 1)", "Application 'SAP' (id 2)"],
        ),
        (SEGMENT_GROUP, {"id": "42"}, []),
        (SEGMENT_GROUP, {"id": "42", "applications": None}, []),
        (
            APP_CONNECTOR_GROUP,
            {"id": "7", "serverGroups": [{"id": "9", "name": "ERP"}, {"id": 8}]},
            ["Server Group '8' (id 8)", "Server Group 'ERP' (id 9)"],
        ),
        (policy_rule("access"), {"id": "7", "applications": APPS}, []),
    ],
)
def test_an_object_shows_the_members_that_name_it(
    resource: Any, record: dict[str, Any], members: list[str]
) -> None:
    assert sorted(map(str, members_of(resource, record))) == members


@pytest.mark.parametrize("policy_type", POLICY_TYPES)
@pytest.mark.parametrize(
    "rule",
    [
        condition(objectType="APP_GROUP", lhs="id", rhs="42"),
        condition(objectType="APP_GROUP", lhs="id", rhs=42),
        condition(objectType="app_group", values=["41", "42"]),
        condition(objectType="NEWER_GROUP", lhs="id", rhs="42"),
        condition(objectType="NEWER_GROUP", lhs="42", rhs="true"),
        condition(objectType="NEWER_GROUP", others={"of": [42]}),
        {"conditions": [{"operands": "not a list", "more": ["42"]}]},
        {"newerKey": [{"id": "42"}]},
        {"newerKey": {"deep": [{"er": 42}]}},
    ],
)
def test_a_rule_names_a_group_in_whatever_form(policy_type: str, rule: dict[str, Any]) -> None:
    targets = targets_of(policy_rule(policy_type), {"id": "9", "name": "r", **rule})
    found = find_referrers([(SEGMENT_GROUP, GROUP)], [RULE._replace(targets=targets)], {"1", "2", "3"})
    assert found == {TARGET: [RULE.referrer]}


@pytest.mark.parametrize(
    "rule",
    [
        condition(objectType="APP", lhs="id", rhs="42"),
        condition(objectType="APP_GROUP", lhs="id", rhs="421"),
        condition(objectType="APP_GROUP", lhs="id", rhs="41", id="42", conditionId="42", idpId="42"),
        condition(objectType="SAML", lhs="7", rhs="42", idpId="1"),
        {"ruleOrder": "42", "priority": 42, "reauthTimeout": "42", "policySetId": "42", "newerKey": "42"},
        {"appConnectorGroups": [{"id": "42"}], "appServerGroups": [{"id": "42"}]},
        {"id": "42"},
    ],
)
def test_a_rule_names_no_group_by_a_number_that_means_something_else(rule: dict[str, Any]) -> None:
    targets = targets_of(policy_rule("access"), {"id": "9", "name": "r", **rule})
    assert find_referrers([(SEGMENT_GROUP, {"id": "42"})], [RULE._replace(targets=targets)]) == {TARGET: []}


@pytest.mark.parametrize("key", ["appConnectorGroups", "connectorGroups"])
@pytest.mark.parametrize("policy_type", POLICY_TYPES)
def test_a_rule_names_connector_groups_beside_its_conditions(policy_type: str, key: str) -> None:
    targets = targets_of(policy_rule(policy_type), {"id": "9", "name": "r", key: [{"id": "42"}]})
    group = {"id": "42", "name": "Zurich"}
    found = find_referrers([(APP_CONNECTOR_GROUP, group)], [RULE._replace(targets=targets)])
    assert found == {("app_connector_group", "42"): [RULE.referrer]}


def test_a_rule_names_what_it_is_planned_to_name() -> None:
    resource = policy_rule("access")
    record = {"id": "9", "name": "r", **condition(objectType="APP_GROUP", lhs="id", rhs="42")}
    values = {**resource.decode(record), "conditions": frozenset()}
    assert TARGET in targets_of(resource, record)
    assert targets_of(resource, record, values) == frozenset()


def test_members_that_move_and_rules_that_are_not_there_keep_nothing() -> None:
    assert find_referrers([(SEGMENT_GROUP, GROUP)], [], {"1", "2", "3"}) == {TARGET: []}
    (left,) = find_referrers([(SEGMENT_GROUP, GROUP)], [], {"1", "2"})[TARGET]
    assert left.id == "3"


def test_rules_are_not_read_for_what_no_rule_can_name() -> None:
    def unread() -> Iterator[Rule]:
        pytest.fail("rules were read")
        yield RULE

    rule = policy_rule("access")
    assert find_referrers([(rule, {"id": "9"})], unread()) == {("policy_rule", "9"): []}
    assert find_referrers([], unread()) == {}


@pytest.mark.parametrize(
    ("referrer", "said"),
    [
        (Referrer("access rule", "r", "9"), "access rule 'r' (id 9)"),
        (Referrer("access rule", "r", "9", "config.x[1]"), "access rule 'r' (id 9, config.x[1])"),
        (Referrer("access rule", "r", "", "config.x[1]"), "access rule 'r' (config.x[1])"),
    ],
)
def test_a_referrer_is_told_with_its_id_and_its_place(referrer: Referrer, said: str) -> None:
    assert str(referrer) == said


@pytest.mark.parametrize(("count", "end"), [(20, "'19' (id 19)"), (21, " and 1 more")])
def test_of_very_many_referrers_twenty_are_told(count: int, end: str) -> None:
    said = named_by([Referrer("rule", str(number), str(number)) for number in range(count)])
    assert said.endswith(end)
    assert said.count("(id ") == 20
