# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions as options give them are taken apart, and what is wrong is told with its path."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition_options import (
    DraftedCondition,
    Findings,
    Oddity,
    draft_conditions,
    word_of,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.object_types import OBJECT_TYPES
from hypothesis import given, settings
from hypothesis import strategies as st
from support.randomly import share

Operand = dict[str, Any]
Sides = tuple[str, str, str]
PATH = "conditions[0].operands[0]"


def drafted(given_value: Any) -> tuple[list[DraftedCondition], list[str], list[str]]:
    findings = Findings([], [])
    conditions = draft_conditions(given_value, findings)
    return conditions, findings.problems, [oddity.sentence for oddity in findings.odd]


def operand(**given_operand: Any) -> tuple[list[Sides], list[str], list[str]]:
    """The drafts of one operand by type and sides, and what is wrong with it."""
    conditions, problems, doubts = drafted([{"operands": [given_operand]}])
    sides = [(one.object_type, one.left.token, one.right.token) for one in conditions[0].drafts]
    return sides, problems, doubts


# -- what is taken apart -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_operand", "sides"),
    [
        ({"object_type": "APP", "objects": ["SAP", "7"]}, [("APP", "id", "SAP"), ("APP", "id", "7")]),
        ({"object_type": "app_group ", "objects": [" x "]}, [("APP_GROUP", "id", "x")]),
        ({"object_type": "APP", "entries": [{"lhs": "ID", "rhs": "x"}]}, [("APP", "ID", "x")]),
        ({"object_type": "PLATFORM", "objects": ["Mac"]}, [("PLATFORM", "Mac", "true")]),
        (
            {"object_type": "PLATFORM", "entries": [{"lhs": "mac", "rhs": True}]},
            [("PLATFORM", "mac", "True")],
        ),
        ({"object_type": "COUNTRY_CODE", "objects": ["ch"]}, [("COUNTRY_CODE", "ch", "true")]),
        ({"object_type": "RISK_FACTOR_TYPE", "objects": ["high"]}, [("RISK_FACTOR_TYPE", "ZIA", "high")]),
        (
            {"object_type": "CHROME_ENTERPRISE", "objects": ["false"]},
            [("CHROME_ENTERPRISE", "managed", "false")],
        ),
        (
            {"object_type": "POSTURE", "entries": [{"lhs": "Disk", "rhs": "true"}]},
            [("POSTURE", "Disk", "true")],
        ),
        ({"object_type": "SAML", "entries": [{"lhs": "Email", "rhs": " x "}]}, [("SAML", "Email", "x")]),
        (
            {"object_type": "SCIM_GROUP", "idp": "Okta", "objects": ["Sales"]},
            [("SCIM_GROUP", "Okta", "Sales")],
        ),
        (
            {"object_type": "SCIM_GROUP", "entries": [{"lhs": "Okta", "rhs": 7}]},
            [("SCIM_GROUP", "Okta", "7")],
        ),
        ({"object_type": "CLOUD_CONNECTOR_GROUP", "objects": ["x"]}, [("EDGE_CONNECTOR_GROUP", "id", "x")]),
    ],
)
def test_an_operand_is_taken_apart(given_operand: Operand, sides: list[Sides]) -> None:
    assert operand(**given_operand) == (sides, [], [])


def test_every_side_remembers_where_it_was_given() -> None:
    given_conditions = [
        {"operands": [{"object_type": "APP", "objects": ["a", "b"]}]},
        {
            "operands": [
                {"object_type": "SAML", "idp": "Okta", "entries": [{"lhs": "Email", "rhs": "x"}]},
                {"object_type": "PLATFORM", "objects": ["mac"]},
                {"object_type": "SCIM_GROUP", "idp": "Okta", "objects": ["Sales"]},
            ]
        },
    ]
    conditions, _problems, _doubts = drafted(given_conditions)
    second = conditions[1].drafts
    assert conditions[0].drafts[1].right == ("conditions[0].operands[0].objects[1]", "b")
    assert second[0].left == ("conditions[1].operands[0].entries[0].lhs", "Email")
    assert second[0].right == ("conditions[1].operands[0].entries[0].rhs", "x")
    assert second[0].idp == ("conditions[1].operands[0].idp", "Okta")
    assert second[1].left == ("conditions[1].operands[1].objects[0]", "mac")
    assert second[2].left == second[2].idp == ("conditions[1].operands[2].idp", "Okta")


@pytest.mark.parametrize(
    ("given_condition", "operator", "negated"),
    [
        ({}, "OR", False),
        ({"operator": None, "negated": None}, "OR", False),
        ({"operator": "and", "negated": True}, "AND", True),
        ({"operator": "OR", "negated": False}, "OR", False),
    ],
)
def test_operator_and_negation_have_defaults(
    given_condition: dict[str, Any], operator: str, negated: bool
) -> None:
    operands = [{"object_type": "APP", "objects": ["a"]}]
    (condition,), _problems, _doubts = drafted([{**given_condition, "operands": operands}])
    assert (condition.operator, condition.negated) == (operator, negated)


@pytest.mark.parametrize("given_value", [None, "x", 7, {}, [], [None], ["x"], [[]]])
def test_what_is_no_list_of_conditions_is_left_to_the_argument_spec(given_value: Any) -> None:
    assert drafted(given_value) == ([], [], [])


@pytest.mark.parametrize(("token", "wire"), [("Mac", "mac"), ("mac", "mac")])
def test_a_word_has_its_wire_form(token: str, wire: str) -> None:
    assert word_of(OBJECT_TYPES["PLATFORM"].left, token) == wire


def test_a_literal_goes_out_as_it_is() -> None:
    assert word_of(OBJECT_TYPES["SCIM"].right, "Sales A") == "Sales A"


# -- what is wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize("operands", [None, [], {}, ""])
def test_a_condition_without_operands_is_wrong(operands: Any) -> None:
    good = {"operands": [{"object_type": "APP", "objects": ["a"]}]}
    _conditions, problems, doubts = drafted([good, {"operator": "AND", "operands": operands}])
    assert problems == [
        "conditions[1].operands: is empty. Give at least one operand, or leave the condition out."
    ]
    assert doubts == []


@pytest.mark.parametrize(
    ("given_operand", "problem"),
    [
        ({"objects": ["a"]}, ".object_type: is missing. Give one of APP, "),
        ({"object_type": " ", "objects": ["a"]}, ".object_type: is missing. Give one of APP, "),
        ({"object_type": "APP"}, ": names nothing. Give objects or entries."),
        ({"object_type": "APP", "objects": []}, ": names nothing. Give objects or entries."),
        ({"object_type": "SAML", "entries": []}, ": names nothing. Give objects or entries."),
        (
            {"object_type": "APP", "objects": ["a"], "entries": [{"lhs": "id", "rhs": "a"}]},
            ": has both objects and entries. Give one of them.",
        ),
        ({"object_type": "APP", "objects": [], "entries": []}, ": has both objects and entries."),
        (
            {"object_type": "APP", "objects": [" "]},
            ".objects[0]: is empty. Give a name or an id, or leave the entry out.",
        ),
        ({"object_type": "PLATFORM", "objects": [None]}, ".objects[0]: is empty. Give a name"),
        (
            {"object_type": "SAML", "objects": ["Email"]},
            ".objects: says one side of SAML only. Give entries with lhs and rhs.",
        ),
        (
            {"object_type": "SCIM_GROUP", "objects": ["Sales"]},
            ".objects: says one side of SCIM_GROUP only. Give entries with lhs and rhs, or objects beside",
        ),
        ({"object_type": "POSTURE", "objects": ["x"]}, ".objects: says one side of POSTURE only. Give"),
        ({"object_type": "SAML", "entries": [{"lhs": "Email"}]}, ".entries[0].rhs: is missing or empty."),
        (
            {"object_type": "SAML", "entries": [{"lhs": "", "rhs": "x"}]},
            ".entries[0].lhs: is missing or empty.",
        ),
        (
            {"object_type": "APP", "entries": [{"lhs": "SAP", "rhs": "x"}]},
            ".entries[0].lhs: is 'SAP', but the left side of APP can only be 'id'. List the right",
        ),
        (
            {"object_type": "SAML", "idp": " ", "entries": [{"lhs": "Email", "rhs": "x"}]},
            ".idp: is empty. Give a name or an id, or leave it out.",
        ),
        (
            {"object_type": "APP", "idp": "Okta", "objects": ["a"]},
            ".idp: means nothing beside APP. Leave it out.",
        ),
        (
            {"object_type": "IDP", "idp": "Okta", "objects": ["a"]},
            ".idp: means nothing beside IDP. Leave it out.",
        ),
        (
            {"object_type": "SCIM_GROUP", "idp": "Okta", "entries": [{"lhs": "Okta", "rhs": "x"}]},
            ".idp: is given beside entries, whose lhs is the identity provider. Leave it out.",
        ),
        (
            {"object_type": "APP", "objects": ["7,8"]},
            ".objects[0]: '7,8' are several ids in one. Give an entry for each.",
        ),
        (
            {"object_type": "SCIM_GROUP", "entries": [{"lhs": "7", "rhs": "8 , 9"}]},
            ".entries[0].rhs: '8 , 9' are several ids in one. Give an entry for each.",
        ),
    ],
)
def test_what_is_wrong_with_an_operand_is_told_with_its_path(given_operand: Operand, problem: str) -> None:
    _sides, problems, doubts = operand(**given_operand)
    assert len(problems) == 1
    assert problems[0].startswith(PATH + problem)
    assert doubts == []


@pytest.mark.parametrize(
    ("given_operand", "problem"),
    [
        (
            {"object_type": "PLATFORM", "objects": ["amiga"]},
            ".objects[0]: 'amiga' is nothing that PLATFORM can be. Give one of linux, android, windows,",
        ),
        (
            {"object_type": "POSTURE", "entries": [{"lhs": "Disk", "rhs": "VERIFIED"}]},
            ".entries[0].rhs: 'VERIFIED' is nothing that POSTURE can be. Give one of true, false.",
        ),
        (
            {"object_type": "COUNTRY_CODE", "objects": ["CHE"]},
            ".objects[0]: 'CHE' is nothing that COUNTRY_CODE can be. Give one of two letters such as US.",
        ),
        (
            {"object_type": "RISK_FACTOR_TYPE", "objects": ["EXTREME"]},
            ".objects[0]: 'EXTREME' is nothing that RISK_FACTOR_TYPE can be. Give one of UNKNOWN, LOW,",
        ),
        (
            {"object_type": "CLIENT_TYPE", "objects": ["zpn_client_type_zappl"]},
            ".objects[0]: 'zpn_client_type_zappl' is nothing that CLIENT_TYPE can be. Give one of zpn_",
        ),
    ],
)
def test_a_word_that_is_none_is_odd(given_operand: Operand, problem: str) -> None:
    """A rule can have it all the same, and a tenant can list client types, platforms and risk scores."""
    _sides, problems, odd = operand(**given_operand)
    assert problems == []
    assert len(odd) == 1
    assert odd[0].startswith(PATH + problem)


def test_an_operator_that_is_none_is_odd() -> None:
    operands = [{"object_type": "APP", "objects": ["a"]}]
    findings = Findings([], [])
    (condition,) = draft_conditions([{"operator": "xor", "operands": operands}], findings)
    assert condition.operator == "XOR"
    assert findings == (
        [],
        [Oddity("conditions[0].operator: 'xor' is not one of AND, OR.", ("", "operator", "XOR"))],
    )


@pytest.mark.parametrize(
    ("given_operand", "sides", "doubt"),
    [
        (
            {"object_type": "new_thing", "objects": ["x"]},
            [("NEW_THING", "id", "x")],
            ".object_type: no document lists 'new_thing', but APP, ",
        ),
        (
            {"object_type": "NEW_THING", "entries": [{"lhs": "a", "rhs": "b"}]},
            [("NEW_THING", "a", "b")],
            ".object_type: no document lists 'NEW_THING', but APP, ",
        ),
        (
            {"object_type": "PLATFORM", "entries": [{"lhs": "mac", "rhs": "false"}]},
            [("PLATFORM", "mac", "false")],
            ".entries[0].rhs: no document lists 'false', but true. The API may refuse it.",
        ),
        (
            {"object_type": "CHROME_ENTERPRISE", "entries": [{"lhs": "other", "rhs": "true"}]},
            [("CHROME_ENTERPRISE", "other", "true")],
            ".entries[0].lhs: no document lists 'other', but managed. The API may refuse it.",
        ),
        (
            {"object_type": "RISK_FACTOR_TYPE", "entries": [{"lhs": "CASB", "rhs": "LOW"}]},
            [("RISK_FACTOR_TYPE", "CASB", "LOW")],
            ".entries[0].lhs: no document lists 'CASB', but ZIA. The API may refuse it.",
        ),
        (
            {"object_type": "SAML", "entries": [{"lhs": "?", "rhs": '{"objectType": "SAML"}'}]},
            [("SAML", "?", '{"objectType": "SAML"}')],
            ".entries[0].rhs: is sent as it is, since nobody knows what it means. The API may refuse it.",
        ),
    ],
)
def test_what_may_be_newer_than_the_documents_is_a_doubt(
    given_operand: Operand, sides: list[Sides], doubt: str
) -> None:
    found, problems, doubts = operand(**given_operand)
    assert (found, problems) == (sides, [])
    assert len(doubts) == 1
    assert doubts[0].startswith(PATH + doubt)


def test_a_doubt_says_what_is_like_the_word() -> None:
    _sides, _problems, (doubt,) = operand(object_type="APP_GROPU", objects=["x"])
    assert "Near matches: 'APP_GROUP'" in doubt


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "[]",
        "{}",
        '{"objectType": "APP"}',
        '{"objectType": "SAML", "lhs": "1", "rhs": "x"}',
        '{"objectType": "SAML", "values": ["x"]}',
        '{"objectType": "SAML", "lhs": []}',
        "[" * 100000,
    ],
)
def test_what_is_no_operand_without_words_for_its_sides_is_wrong(text: str) -> None:
    _sides, problems, odd = operand(object_type="SAML", entries=[{"lhs": "?", "rhs": text}])
    assert len(problems) == 1
    assert problems[0].startswith(PATH + ".entries[0].rhs: '")
    assert odd == []


def test_all_that_is_wrong_is_told() -> None:
    conditions, problems, doubts = drafted(
        [
            {"operands": [{"object_type": "PLATFORM", "objects": ["mac", "amiga", "", "Linux"]}]},
            {"operands": []},
            {"operands": [{"objects": ["a"]}, {"object_type": "NEW", "objects": [""]}, None, 7]},
            {"operands": [{"object_type": "SAML", "entries": [{}, None, {"lhs": "a", "rhs": "b"}]}]},
        ]
    )
    assert [problem.partition(": ")[0] for problem in problems] == [
        "conditions[0].operands[0].objects[2]",
        "conditions[1].operands",
        "conditions[2].operands[0].object_type",
        "conditions[2].operands[1].objects[0]",
        "conditions[3].operands[0].entries[0].lhs",
        "conditions[3].operands[0].entries[0].rhs",
    ]
    assert [doubt.partition(": ")[0] for doubt in doubts] == [
        "conditions[0].operands[0].objects[1]",
        "conditions[2].operands[1].object_type",
    ]
    assert [len(condition.drafts) for condition in conditions] == [3, 0, 1]


# -- anything at all -----------------------------------------------------------------------------

WORDS = ("operator", "negated", "operands", "object_type", "objects", "entries", "lhs", "rhs", "idp")
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from([*OBJECT_TYPES, "id", "true", "7,8", "AND", ""]),
)
junk = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(WORDS), inner, max_size=4)
    ),
    max_leaves=15,
)
sides = st.dictionaries(st.sampled_from(["lhs", "rhs"]), scalars)
operands = st.fixed_dictionaries(
    {"object_type": st.sampled_from([*OBJECT_TYPES, "NEW"])},
    optional={
        "objects": st.one_of(st.lists(scalars, max_size=3), scalars),
        "entries": st.one_of(st.lists(st.one_of(sides, junk), max_size=3), junk),
        "idp": scalars,
    },
)
nearly_right = st.lists(
    st.fixed_dictionaries(
        {"operands": st.one_of(st.lists(st.one_of(operands, junk), max_size=3), junk)},
        optional={"operator": scalars, "negated": scalars},
    ),
    max_size=3,
)


@settings(max_examples=share(1000))
@given(st.one_of(junk, nearly_right))
def test_nothing_that_can_be_given_is_too_odd(given_value: Any) -> None:
    conditions, problems, doubts = drafted(given_value)
    for sentence in problems + doubts:
        assert sentence.startswith("conditions[")
        assert sentence.endswith(".")
    for condition in conditions:
        for draft in condition.drafts:
            assert draft.left.token and draft.right.token
            assert draft.left.path.startswith("conditions[")
