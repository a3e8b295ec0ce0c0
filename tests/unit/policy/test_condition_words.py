# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions as people see them."""

from __future__ import annotations

import random

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition import (
    AND,
    OR,
    Condition,
    Operand,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition_options import (
    Draft,
    Findings,
    draft_conditions,
    word_of,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.object_types import OBJECT_TYPES
from hypothesis import assume, given
from hypothesis import strategies as st
from support.drawn_conditions import (
    CONDITIONS,
    any_sets,
    as_read,
    chances,
    known_sets,
    one_condition,
    operands_of,
    thorough,
)


def meant(draft: Draft) -> Operand:
    """The operand that a draft means where every name is an id."""
    row = OBJECT_TYPES.get(draft.object_type)
    if row is None:
        return Operand(draft.object_type, draft.left.token, draft.right.token)
    return Operand(
        draft.object_type, word_of(row.left, draft.left.token), word_of(row.right, draft.right.token)
    )


# -- as people see them --------------------------------------------------------------------------


@thorough
@given(any_sets)
def test_what_is_shown_can_be_given_again(conditions: frozenset[Condition]) -> None:
    findings = Findings([], [])
    drafted = draft_conditions(CONDITIONS.show(conditions), findings)
    assert findings.problems == []
    assert all("no document lists" in oddity.sentence for oddity in findings.odd)
    assert conditions == {
        Condition(one.operator, one.negated, frozenset(meant(draft) for draft in one.drafts))
        for one in drafted
    }


@given(any_sets)
def test_what_is_shown_has_only_options(conditions: frozenset[Condition]) -> None:
    options = CONDITIONS.option["options"]
    for condition in CONDITIONS.show(conditions):
        assert set(condition) == set(options)
        for operand in condition["operands"]:
            assert set(operand) <= set(options["operands"]["options"])
            assert ("objects" in operand) is not ("entries" in operand)


def test_what_can_be_listed_is_listed() -> None:
    operands = (
        Operand("APP", "id", "1", right_name="SAP"),
        Operand("APP", "id", "2"),
        Operand("PLATFORM", "mac", "true"),
        Operand("RISK_FACTOR_TYPE", "ZIA", "HIGH"),
        Operand("CHROME_ENTERPRISE", "managed", "false"),
        Operand("POSTURE", "u", "true", left_name="Disk"),
        Operand("NEW_THING", "id", "9"),
    )
    assert CONDITIONS.show(one_condition(*operands)) == [
        {
            "operator": "OR",
            "negated": False,
            "operands": [
                {"object_type": "APP", "objects": ["2", "SAP"]},
                {"object_type": "CHROME_ENTERPRISE", "objects": ["false"]},
                {"object_type": "NEW_THING", "objects": ["9"]},
                {"object_type": "PLATFORM", "objects": ["mac"]},
                {"object_type": "POSTURE", "entries": [{"lhs": "Disk", "rhs": "true"}]},
                {"object_type": "RISK_FACTOR_TYPE", "objects": ["HIGH"]},
            ],
        }
    ]


def test_a_platform_that_is_not_there_is_shown_with_both_sides() -> None:
    operands = (Operand("PLATFORM", "mac", "true"), Operand("PLATFORM", "ios", "false"))
    assert CONDITIONS.show(one_condition(*operands))[0]["operands"] == [
        {
            "object_type": "PLATFORM",
            "entries": [{"lhs": "ios", "rhs": "false"}, {"lhs": "mac", "rhs": "true"}],
        }
    ]


def test_attributes_of_one_name_are_shown_with_their_identity_providers() -> None:
    operands = (
        Operand("SCIM", "1", "x", left_name="userName", idp="5", idp_name="Okta"),
        Operand("SCIM", "2", "x", left_name="userName", idp="6", idp_name="Entra"),
        Operand("SCIM", "3", "x", idp="6", idp_name="Entra"),
    )
    assert CONDITIONS.show(one_condition(*operands))[0]["operands"] == [
        {"object_type": "SCIM", "entries": [{"lhs": "3", "rhs": "x"}]},
        {"object_type": "SCIM", "idp": "Entra", "entries": [{"lhs": "userName", "rhs": "x"}]},
        {"object_type": "SCIM", "idp": "Okta", "entries": [{"lhs": "userName", "rhs": "x"}]},
    ]


def lines(contrast: list[dict[str, list[str]]]) -> list[str]:
    return sorted(line for condition in contrast for found in condition.values() for line in found)


@thorough
@given(known_sets.filter(bool), chances, st.data())
def test_a_changed_operand_is_one_line_less_and_one_more(
    conditions: frozenset[Condition], chance: random.Random, data: st.DataObject
) -> None:
    one = chance.choice(sorted(conditions, key=repr))
    old = chance.choice(sorted(one.operands))
    new = data.draw(operands_of(old.object_type))
    assume(new not in one.operands)
    after = (conditions - {one}) | {one._replace(operands=(one.operands - {old}) | {new})}
    assume(len(after) == len(conditions))
    before_lines, after_lines = lines(CONDITIONS.contrast(conditions)), lines(CONDITIONS.contrast(after))
    for line in list(before_lines):
        if line in after_lines:
            before_lines.remove(line)
            after_lines.remove(line)
    assert (len(before_lines), len(after_lines)) == (1, 1)


@thorough
@given(any_sets, any_sets)
def test_two_sides_of_a_diff_are_equal_exactly_if_they_mean_the_same(
    one: frozenset[Condition], other: frozenset[Condition]
) -> None:
    same = CONDITIONS.contrast(one, other) == CONDITIONS.contrast(other, one)
    assert same is (one == other)


@pytest.mark.parametrize(
    ("operand", "line"),
    [
        (Operand("APP_GROUP", "id", "1", right_name="Finance apps"), "APP_GROUP is Finance apps"),
        (Operand("PLATFORM", "mac", "true"), "PLATFORM is mac"),
        (Operand("POSTURE", "u", "false", left_name="Disk encrypted"), "POSTURE Disk encrypted is false"),
        (Operand("SCIM_GROUP", "5", "6", "Okta", "Sales", idp="5"), "SCIM_GROUP Okta is Sales"),
        (
            Operand("SAML", "1", "x", left_name="Email", idp="5", idp_name="Okta"),
            "SAML Email of Okta is x",
        ),
        (Operand("NEW_THING", "a", "b"), "NEW_THING a is b"),
    ],
)
def test_an_operand_is_a_line_of_a_diff(operand: Operand, line: str) -> None:
    assert CONDITIONS.contrast(one_condition(operand)) == [{"any of": [line]}]


@pytest.mark.parametrize(
    ("operator", "negated", "heading"),
    [(OR, False, "any of"), (AND, False, "all of"), (OR, True, "NOT (any of)"), (AND, True, "NOT (all of)")],
)
def test_a_condition_has_a_heading_in_a_diff(operator: str, negated: bool, heading: str) -> None:
    conditions = one_condition(Operand("APP", "id", "1"), operator=operator, negated=negated)
    assert CONDITIONS.contrast(conditions) == [{heading: ["APP is 1"]}]


def test_the_names_that_either_side_knows_are_told() -> None:
    one = one_condition(Operand("SAML", "1", "x", left_name="Email"), Operand("APP", "id", "2"))
    other = one_condition(
        Operand("SAML", "1", "x", idp="5", idp_name="Okta"), Operand("APP", "id", "2", right_name="SAP")
    )
    (told,) = CONDITIONS.told(one, other)
    assert {tuple(operand)[:7] for operand in told.operands} == {
        ("SAML", "1", "x", "Email", "", "5", "Okta"),
        ("APP", "id", "2", "", "SAP", "", ""),
    }
    assert CONDITIONS.told(other, one) == CONDITIONS.told(one, other) == one


@given(any_sets)
def test_telling_changes_no_meaning(conditions: frozenset[Condition]) -> None:
    assert CONDITIONS.told(conditions, conditions) == conditions
    assert CONDITIONS.accept(list(conditions)) == conditions


# -- names that do not tell apart ----------------------------------------------------------------


def test_two_objects_of_one_name_are_a_change_that_can_be_seen() -> None:
    before = one_condition(Operand("SCIM_GROUP", "5", "6", "Okta", "Sales", idp="5"))
    after = one_condition(Operand("SCIM_GROUP", "5", "7", "Okta", "Sales", idp="5"))
    assert CONDITIONS.contrast(before, after) != CONDITIONS.contrast(after, before)


def test_two_objects_of_one_name_are_shown_by_their_ids() -> None:
    operands = (Operand("APP", "id", "71", right_name="Twin"), Operand("APP", "id", "72", right_name="Twin"))
    (shown,) = CONDITIONS.show(one_condition(*operands))
    assert shown["operands"] == [{"object_type": "APP", "objects": ["71", "72"]}]


def test_a_name_that_would_be_taken_for_an_id_is_not_shown() -> None:
    (shown,) = CONDITIONS.show(one_condition(Operand("APP", "id", "71", right_name="4711")))
    assert shown["operands"] == [{"object_type": "APP", "objects": ["71"]}]


@pytest.mark.parametrize(
    "operand",
    [
        Operand("RISK_FACTOR_TYPE", "OTHER", "HIGH"),
        Operand("CHROME_ENTERPRISE", "unmanaged", "true"),
        Operand("APP", "name", "SAP"),
    ],
)
def test_an_unusual_left_side_is_shown(operand: Operand) -> None:
    (shown,) = CONDITIONS.show(one_condition(operand))
    assert shown["operands"] == [
        {"object_type": operand.object_type, "entries": [{"lhs": operand.left, "rhs": operand.right}]}
    ]


def test_a_value_with_an_escape_means_the_same_given_and_read_back() -> None:
    findings = Findings([], [])
    pair = {"lhs": "1", "rhs": "R&amp;D"}
    (drafted,) = draft_conditions([{"operands": [{"object_type": "SAML", "entries": [pair]}]}], findings)
    conditions = one_condition(*map(meant, drafted.drafts))
    assert CONDITIONS.decode(as_read(CONDITIONS.encode(conditions), random.Random(1))) == conditions
