# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who names whom, from records alone."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.referrers import (
    Referrer,
    shown_referrers,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import policy_rule
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.pra_console import PRA_CONSOLE
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import ANY_KIND
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.graph import (
    Edge,
    Graph,
    Node,
    edges_of,
)
from hypothesis import given
from hypothesis import strategies as st

GROUP, SITE, RULE = Node("segment_group", "42"), Node("app_connector_group", "42"), Node("policy_rule", "9")
APPS = [{"id": "2", "name": "SAP"}, {"id": 1, "name": "Jira"}]


def condition(**operand: Any) -> dict[str, Any]:
    return {"conditions": [{"operator": "OR", "operands": [operand]}]}


def options_that_name(victim: Node, policy_type: str, **rule: Any) -> list[str]:
    """The options by which a rule names something, "" where no option says it."""
    edges = edges_of(policy_rule(policy_type), RULE, {"id": "9", "name": "r", **rule})
    return [edge.option for edge in Graph(edges).referrers_of([victim])[victim]]


@pytest.mark.parametrize("policy_type", POLICY_TYPES)
@pytest.mark.parametrize(
    ("rule", "option"),
    [
        (condition(objectType="APP_GROUP", lhs="id", rhs="42"), "conditions"),
        (condition(objectType="APP_GROUP", lhs="id", rhs=42), "conditions"),
        (condition(objectType="app_group", values=["41", "42"]), "conditions"),
        (condition(objectType="NEWER_GROUP", lhs="id", rhs="42"), "conditions"),
        (condition(objectType="NEWER_GROUP", lhs="42", rhs="true"), "conditions"),
        (condition(objectType="NEWER_GROUP", others={"of": [42]}), "conditions"),
        ({"conditions": [{"operands": "not a list", "more": ["42"]}]}, ""),
        ({"newerKey": [{"id": "42"}]}, ""),
        ({"newerKey": {"deep": [{"er": 42}]}}, ""),
    ],
)
def test_a_rule_names_a_group_in_whatever_form(policy_type: str, rule: dict[str, Any], option: str) -> None:
    assert options_that_name(GROUP, policy_type, **rule) == [option]


@pytest.mark.parametrize(
    "rule",
    [
        condition(objectType="APP", lhs="id", rhs="42"),
        condition(objectType="APP_GROUP", lhs="id", rhs="421"),
        condition(objectType="APP_GROUP", lhs="id", rhs="41", id="42", conditionId="42", idpId="42"),
        condition(objectType="SAML", lhs="7", rhs="42", idpId="1"),
        {"ruleOrder": "42", "priority": 42, "reauthTimeout": "42", "policySetId": "42", "newerKey": "42"},
        {"appConnectorGroups": [{"id": "42"}], "appServerGroups": [{"id": "42"}]},
    ],
)
def test_a_rule_names_no_group_by_a_number_that_means_something_else(rule: dict[str, Any]) -> None:
    assert options_that_name(GROUP, "access", **rule) == []


@pytest.mark.parametrize("key", ["appConnectorGroups", "connectorGroups"])
@pytest.mark.parametrize("policy_type", POLICY_TYPES)
def test_a_rule_names_connector_groups_beside_its_conditions(policy_type: str, key: str) -> None:
    assert len(options_that_name(SITE, policy_type, **{key: [{"id": "42"}]})) == 1


def test_a_rule_names_what_it_is_planned_to_name() -> None:
    resource = policy_rule("access")
    record = {"id": "9", "name": "r", **condition(objectType="APP_GROUP", lhs="id", rhs="42")}
    values = {**resource.decode(record), "conditions": frozenset()}
    assert [edge.target for edge in edges_of(resource, RULE, record)] == [GROUP]
    assert list(edges_of(resource, RULE, record, values)) == []


def test_what_belongs_to_a_group_names_the_group_and_not_the_other_way() -> None:
    record = {"id": "42", "name": "Finance", "applications": APPS}
    assert list(edges_of(SEGMENT_GROUP, GROUP, record)) == []
    graph = Graph()
    graph.add_named(GROUP, shown_referrers(SEGMENT_GROUP, record))
    assert list(map(str, graph.named_by([GROUP])[GROUP])) == [
        "Application 'Jira' (id 1)",
        "Application 'SAP' (id 2)",
    ]


def test_what_names_something_twice_is_told_once() -> None:
    graph = Graph()
    for option in ("conditions", "app_connector_groups"):
        graph.edges.append(Edge(RULE, GROUP, option))
    graph.told[RULE] = Referrer("access rule", "r", "9")
    assert graph.named_by([GROUP]) == {GROUP: [Referrer("access rule", "r", "9")]}


NODES = st.builds(Node, st.sampled_from("abc"), st.sampled_from("1234"))
TARGETS = NODES | st.builds(Node, st.just(ANY_KIND), st.sampled_from("1234"))
EDGES = st.lists(st.builds(Edge, NODES, TARGETS, st.just("x")))


@given(EDGES, st.sets(NODES), st.sets(NODES))
def test_referrers_are_those_that_stay_and_name_one_of_the_victims(
    edges: list[Edge], gone: set[Node], victims: set[Node]
) -> None:
    found = Graph(edges).without(gone).referrers_of(victims)
    assert found.keys() == victims
    for victim, named in found.items():
        assert {edge.source for edge in named} == {
            edge.source
            for edge in edges
            if edge.source not in gone
            and edge.source != victim
            and edge.target in (victim, Node(ANY_KIND, victim.id))
        }
        assert len(named) == len({edge.source for edge in named})


@pytest.mark.parametrize(
    "record",
    [
        {"praApplication": {"id": "72", "name": "rdp.example.com"}},
        {"praApplication": {"id": 72}},
        {"praApplication": {"id": "73", "appId": "42"}},
        {"praApplication": "", "newerKey": [{"of": ["42"]}]},
    ],
    ids=["by its part", "by a number", "by its own id beside a part", "by an unknown key"],
)
def test_a_console_names_a_segment_and_its_parts(record: dict[str, Any]) -> None:
    console, victim = Node("pra_console", "9"), Node("application_segment", "42")
    graph = Graph()
    graph.add(PRA_CONSOLE, console, Referrer("console", "c", "9"), {"id": "9", "name": "c", **record})
    graph.add_parts(victim, {"71", "72"})
    assert graph.named_by([victim]) == {victim: [Referrer("console", "c", "9")]}
    assert graph.without([console]).named_by([victim]) == {victim: []}


def test_what_is_part_of_something_else_keeps_nothing() -> None:
    graph, console = Graph(), {"id": "9", "name": "c", "praApplication": {"id": "71"}}
    graph.add(PRA_CONSOLE, Node("pra_console", "9"), Referrer("console", "c", "9"), console)
    graph.add_parts(Node("application_segment", "41"), {"71"})
    victim = Node("application_segment", "42")
    assert graph.named_by([victim]) == {victim: []}
