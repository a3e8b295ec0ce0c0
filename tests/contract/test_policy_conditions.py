# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions about every object type: what means the same is no change, what does not is one."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.object_types import OBJECT_TYPES
from support.cases.object_types import OBJECT_TYPE_CASES, ObjectTypeCases, Operands
from support.policies import OF_TYPE, add_rule, furnish, stored_operands, with_ids
from support.tenants import TestTenant

# Beside the operands in question: POSTURE and TRUSTED_NETWORK need it, and isolation rules do.
CLIENTS = {"access": "zpn_client_type_zapp", "isolation": "zpn_client_type_exporter"}
pytestmark = pytest.mark.generated
SPELLINGS = [
    pytest.param(object_type, spelling, id="%s by %s" % (object_type, spelling))
    for object_type, cases in OBJECT_TYPE_CASES.items()
    for spelling in cases.same
]
QUIRKS = ("shuffled_conditions", "older_shape", "escaped_text", "blind_search")


class Rule:
    """A rule with the two operands of a table, and tasks about it."""

    def __init__(self, zpa: TestTenant, object_type: str) -> None:
        self.zpa = furnish(zpa)
        self.cases: ObjectTypeCases = OBJECT_TYPE_CASES[object_type]
        stored = [{"objectType": object_type, "lhs": lhs, "rhs": rhs} for lhs, rhs in self.cases.stored]
        self.conditions = [{"operator": "OR", "operands": stored}]
        companion = CLIENTS.get(self.cases.policy_type)
        self.beside = []
        if companion:
            client = {"objectType": "CLIENT_TYPE", "lhs": "id", "rhs": companion}
            self.conditions.append({"operator": "OR", "operands": [client]})
            self.beside = [{"operands": [{"object_type": "CLIENT_TYPE", "objects": [companion]}]}]
        others = {key: value for key, value in OF_TYPE[self.cases.policy_type].items() if key != "conditions"}
        self.stored = add_rule(
            zpa, "Main", self.cases.policy_type, **{**others, "conditions": self.conditions}
        )
        self.options = {"name": "Main", "policy_type": self.cases.policy_type}

    def declared(self, operands: Operands, **condition: Any) -> dict[str, Any]:
        """The options that declare these operands."""
        conditions = [{"operands": with_ids(self.zpa, operands), **condition}, *self.beside]
        return {**self.options, "conditions": conditions}

    def run(self, operands: Operands, check: bool = False, **condition: Any) -> dict[str, Any]:
        self.zpa.forget()
        return self.zpa.run("zpa_policy_rule", check, **self.declared(operands, **condition))

    def listed(self) -> dict[str, Any]:
        (rule,) = self.zpa.run("zpa_policy_rule_info", **self.options)["policy_rules"]
        return rule


@pytest.fixture
def rule(zpa: TestTenant, object_type: str) -> Rule:
    return Rule(zpa, object_type)


def test_every_object_type_has_cases() -> None:
    assert sorted(OBJECT_TYPE_CASES) == sorted(OBJECT_TYPES)


@pytest.mark.parametrize(("object_type", "spelling"), SPELLINGS)
def test_another_spelling_of_what_is_there_is_no_change(rule: Rule, spelling: str) -> None:
    before = stored_operands(rule.stored)
    result = rule.run(rule.cases.same[spelling])
    assert result.get("changed") is False, result.get("msg")
    assert rule.zpa.writes == []
    assert result["diff"]["before"] == result["diff"]["after"]
    assert stored_operands(rule.stored) == before


@pytest.mark.parametrize(("object_type", "spelling"), SPELLINGS)
def test_every_spelling_creates_the_same(zpa: TestTenant, object_type: str, spelling: str) -> None:
    rule = Rule(zpa, object_type)
    wanted = stored_operands(rule.stored)
    others = {
        "action": rule.stored["action"],
        **({"credential": "credentials A"} if "credential" in rule.stored else {}),
    }
    result = zpa.run(
        "zpa_policy_rule", **{**rule.declared(rule.cases.same[spelling]), **others, "name": "New"}
    )
    assert result.get("changed") is True, result.get("msg")
    stored = stored_operands(zpa.tenant.find("policyRule", "New"))
    assert in_other_words(stored) == in_other_words(wanted)


@pytest.mark.parametrize("object_type", OBJECT_TYPE_CASES)
@pytest.mark.parametrize("quirk", QUIRKS)
def test_no_oddity_of_a_server_is_a_change(rule: Rule, quirk: str) -> None:
    setattr(rule.zpa.tenant.quirks, quirk, True)
    result = rule.run(next(iter(rule.cases.same.values())))
    assert result.get("changed") is False, result.get("msg")
    assert rule.run(rule.cases.three)["changed"] is True
    assert rule.run(rule.cases.three)["changed"] is False


@pytest.mark.parametrize("object_type", OBJECT_TYPE_CASES)
def test_the_order_of_everything_has_no_meaning(rule: Rule) -> None:
    conditions = [
        {**entry, "operands": entry["operands"][::-1]}
        for entry in rule.declared(rule.cases.three)["conditions"]
    ]
    assert rule.run(rule.cases.three)["changed"]
    again = {**rule.options, "conditions": conditions[::-1]}
    assert rule.zpa.run("zpa_policy_rule", **again)["changed"] is False
    rule.stored["conditions"].reverse()
    for condition in rule.stored["conditions"]:
        condition["operands"].reverse()
    assert rule.run(rule.cases.three)["changed"] is False


def in_other_words(stored: list[Any]) -> list[Any]:
    """Conditions as they are kept, two names of one type taken for one, and letter case for nothing."""
    return [
        (
            operator,
            negated,
            sorted(
                (kind.replace("CLOUD_CONNECTOR", "EDGE_CONNECTOR"), lhs, rhs.casefold())
                for kind, lhs, rhs in operands
            ),
        )
        for operator, negated, operands in stored
    ]


CHANGES = {
    "add an operand": lambda cases: (cases.three, {}),
    "remove an operand": lambda cases: (cases.one, {}),
    "exchange the operands": lambda cases: (cases.another, {}),
    "change the operator": lambda cases: (next(iter(cases.same.values())), {"operator": "AND"}),
    "negate the condition": lambda cases: (next(iter(cases.same.values())), {"negated": True}),
}


@pytest.mark.parametrize("object_type", OBJECT_TYPE_CASES)
@pytest.mark.parametrize("change", CHANGES)
def test_what_means_something_else_is_a_change(rule: Rule, change: str) -> None:
    operands, condition = CHANGES[change](rule.cases)
    before = stored_operands(rule.stored)
    predicted = rule.run(operands, check=True, **condition)
    assert predicted.get("changed") is True, predicted.get("msg")
    assert stored_operands(rule.stored) == before
    real = rule.run(operands, **condition)
    assert real["changed"] is True
    assert predicted["diff"] == real["diff"]
    assert predicted["policy_rule"] == real["policy_rule"]
    assert stored_operands(rule.stored) != before
    assert rule.run(operands, **condition)["changed"] is False
    assert rule.zpa.writes == []


@pytest.mark.parametrize("object_type", OBJECT_TYPE_CASES)
def test_the_wire_has_what_the_emulator_would_have_made_of_it(rule: Rule) -> None:
    """Away from the operands and back to them: what is stored is what was there."""
    before = stored_operands(rule.stored)
    rule.run(rule.cases.another)
    rule.run(next(iter(rule.cases.same.values())))
    assert in_other_words(stored_operands(rule.stored)) == in_other_words(before)


@pytest.mark.parametrize("object_type", OBJECT_TYPE_CASES)
def test_results_and_lists_say_names(rule: Rule, object_type: str) -> None:
    spoken = next(iter(rule.cases.same.values()))
    wanted = object_type.replace("CLOUD_C", "EDGE_C")
    for shown in (rule.listed(), rule.run(rule.cases.one)["policy_rule"], rule.run(spoken)["policy_rule"]):
        kinds = [operand["object_type"] for entry in shown["conditions"] for operand in entry["operands"]]
        assert wanted in kinds
        assert "21619625" not in str(shown["conditions"])


@pytest.mark.parametrize("object_type", OBJECT_TYPE_CASES)
def test_the_two_sides_of_a_diff_say_names(rule: Rule) -> None:
    diff = rule.run(rule.cases.another)["diff"]
    assert "21619625" not in str([diff[side]["conditions"] for side in ("before", "after")])


@pytest.mark.parametrize("object_type", OBJECT_TYPE_CASES)
def test_what_is_listed_can_be_given_back(rule: Rule) -> None:
    rule.run(rule.cases.three)
    shown = rule.listed()
    rule.zpa.forget()
    result = rule.zpa.run("zpa_policy_rule", **shown)
    assert result.get("changed") is False, result.get("msg")
    assert rule.zpa.writes == []


@pytest.mark.parametrize("object_type", OBJECT_TYPE_CASES)
@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
@pytest.mark.parametrize("operands", ["one", "three", "another"])
def test_each_list_is_read_once(rule: Rule, operands: str, check: bool) -> None:
    assert rule.run(getattr(rule.cases, operands), check)["changed"]
    paths = [entry.path for entry in rule.zpa.calls if "/policySet/" not in entry.path]
    assert len(paths) == len(set(paths)), paths
