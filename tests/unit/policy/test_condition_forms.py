# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How conditions are written and read, with all that this collection does not understand."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition import AND, Condition, Operand
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.conditions import is_known
from hypothesis import given
from support.drawn_conditions import CONDITIONS, Wire, any_sets, known_sets, one_condition, read

# -- the written form ----------------------------------------------------------------------------


@given(known_sets)
def test_known_types_are_written_once_a_condition_in_the_second_form(
    conditions: frozenset[Condition],
) -> None:
    for condition in CONDITIONS.encode(conditions):
        types = [entry["objectType"] for entry in condition["operands"]]
        assert len(types) == len(set(types))
        for entry in condition["operands"]:
            assert len(entry) == 2
            assert len(entry.get("values") or entry.get("entryValues")) >= 1


@given(any_sets)
def test_an_unknown_type_has_everything_written_in_the_first_form(conditions: frozenset[Condition]) -> None:
    operands = [entry for one in CONDITIONS.encode(conditions) for entry in one["operands"]]
    first = all({"objectType", "lhs", "rhs"} <= set(entry) for entry in operands)
    assert not operands or first is not all(is_known(condition) for condition in conditions)


def test_values_and_pairs_are_written_apart() -> None:
    operands = (
        Operand("APP", "id", "2"),
        Operand("APP", "id", "1"),
        Operand("PLATFORM", "mac", "true"),
        Operand("SCIM_GROUP", "5", "6"),
    )
    assert CONDITIONS.encode(one_condition(*operands, operator=AND)) == [
        {
            "operator": "AND",
            "operands": [
                {"objectType": "APP", "values": ["1", "2"]},
                {"objectType": "PLATFORM", "entryValues": [{"lhs": "mac", "rhs": "true"}]},
                {"objectType": "SCIM_GROUP", "entryValues": [{"lhs": "5", "rhs": "6"}]},
            ],
        }
    ]


def test_an_attribute_in_the_first_form_names_its_identity_provider() -> None:
    operands = (Operand("SAML", "1", "x", idp="5"), Operand("NEW_THING", "a", "b"))
    assert CONDITIONS.encode(one_condition(*operands))[0]["operands"] == [
        {"objectType": "NEW_THING", "lhs": "a", "rhs": "b"},
        {"objectType": "SAML", "lhs": "1", "rhs": "x", "idpId": "5"},
    ]


@pytest.mark.parametrize("negated", [False, True])
def test_a_negation_is_written_only_where_there_is_one(negated: bool) -> None:
    (body,) = CONDITIONS.encode(one_condition(Operand("APP", "id", "1"), negated=negated))
    assert ("negated" in body) is negated


def read_operand(**operand: Any) -> Operand:
    (condition,) = read(operand)
    (found,) = condition.operands
    return found


# -- the read form -------------------------------------------------------------------------------


@pytest.mark.parametrize("wire", [None, [], [{}], [{"operands": []}], [{"operands": None}], [None, "x"]])
def test_no_conditions_are_no_conditions(wire: Any) -> None:
    assert CONDITIONS.decode(wire) == frozenset()


@pytest.mark.parametrize("operator", [None, "", "OR", "or"])
def test_a_missing_operator_means_or(operator: str | None) -> None:
    assert read({"objectType": "APP", "lhs": "id", "rhs": "1"}, operator=operator) == one_condition(
        Operand("APP", "id", "1")
    )


@pytest.mark.parametrize(
    ("wire", "negated"), [(True, True), ("true", True), ("1", True), (None, False), ("0", False)]
)
def test_a_negation_is_read_in_every_spelling(wire: Any, negated: bool) -> None:
    operand = {"objectType": "APP", "lhs": "id", "rhs": "1"}
    assert read(operand, negated=wire) == one_condition(Operand("APP", "id", "1"), negated=negated)


@pytest.mark.parametrize(
    ("wire", "text"),
    [(True, "true"), (False, "false"), ("true", "true"), ("TRUE", "true"), (" true ", "true")],
)
def test_a_boolean_on_the_wire_is_a_text(wire: Any, text: str) -> None:
    assert read_operand(objectType="POSTURE", lhs="x", rhs=wire) == Operand("POSTURE", "x", text)


@pytest.mark.parametrize(("wire", "text"), [(True, "true"), (False, "false"), ("True", "True")])
def test_a_boolean_on_the_wire_is_the_text_that_json_has_for_it(wire: Any, text: str) -> None:
    assert read_operand(objectType="SAML", lhs="1", rhs=wire) == Operand("SAML", "1", text)
    assert read_operand(objectType="NEW_THING", lhs="1", rhs=wire) == Operand("NEW_THING", "1", text)


@pytest.mark.parametrize("wire", [293476, "293476", " 293476 "])
def test_a_number_on_the_wire_is_a_text(wire: Any) -> None:
    found = read_operand(objectType="SCIM_GROUP", lhs=wire, rhs=wire)
    assert (found.left, found.right) == ("293476", "293476")
    assert read_operand(objectType="APP", values=[wire]) == Operand("APP", "id", "293476")


@pytest.mark.parametrize(
    "object_type", ["CLOUD_CONNECTOR_GROUP", "EDGE_CONNECTOR_GROUP", "edge_connector_group "]
)
def test_there_is_one_name_for_cloud_connector_groups(object_type: str) -> None:
    found = read_operand(objectType=object_type, lhs="id", rhs="1")
    assert found == Operand("EDGE_CONNECTOR_GROUP", "id", "1")
    assert found.object_type == "EDGE_CONNECTOR_GROUP"


@pytest.mark.parametrize(
    ("object_type", "one", "other", "same"),
    [
        ("SCIM", ("1", "Engineering"), ("1", "ENGINEERING"), True),
        ("SCIM", ("1", "straße"), ("1", "STRASSE"), True),
        ("SCIM", ("1", "Engineering"), ("2", "Engineering"), False),
        ("SAML", ("1", "Engineering"), ("1", "engineering"), False),
        ("SAML", ("1", "Engineering"), ("1", "Engineering"), True),
        ("PLATFORM", ("Windows", "TRUE"), ("windows", "true"), True),
        ("COUNTRY_CODE", ("ch", "true"), ("CH", "true"), True),
        ("RISK_FACTOR_TYPE", ("zia", "high"), ("ZIA", "HIGH"), True),
        ("POSTURE", ("a", "true"), ("a", "false"), False),
        ("POSTURE", ("a", "true"), ("A", "true"), False),
        ("APP", ("ID", "1"), ("id", "1"), True),
        ("CLIENT_TYPE", ("id", "ZPN_client_type_zapp"), ("id", "zpn_client_type_zapp"), True),
        ("NEW_THING", ("a", "x"), ("a", "X"), False),
    ],
)
def test_letter_case_counts_only_where_it_means_something(
    object_type: str, one: tuple[str, str], other: tuple[str, str], same: bool
) -> None:
    first, second = Operand(object_type, *one), Operand(object_type, *other)
    assert (first == second) is same
    assert (first != second) is not same
    assert not same or hash(first) == hash(second)


def test_an_operand_equals_nothing_but_an_operand() -> None:
    assert Operand("APP", "id", "1") != ("APP", "id", "1", "", "", "", "")


def test_names_are_never_compared() -> None:
    named = Operand("SAML", "1", "x", left_name="Email", right_name="x", idp="5", idp_name="Okta")
    assert named == Operand("SAML", "1", "x")
    assert one_condition(named) == one_condition(Operand("SAML", "1", "x"))


@pytest.mark.parametrize(
    ("operand", "left_name", "right_name", "idp", "idp_name"),
    [
        ({"objectType": "APP", "lhs": "id", "rhs": "1", "name": " R&amp;D "}, "", "R&D", "", ""),
        ({"objectType": "CLIENT_TYPE", "lhs": "id", "rhs": "x", "name": "x"}, "", "", "", ""),
        # Some answers have the name of the provider there, others that of the group.
        ({"objectType": "SCIM_GROUP", "lhs": "5", "rhs": "6", "name": "Okta"}, "", "", "5", ""),
        (
            {"objectType": "SCIM_GROUP", "lhs": "5", "rhs": "6", "idpId": "5", "idpName": "Okta"},
            "Okta",
            "",
            "5",
            "Okta",
        ),
        (
            {"objectType": "SAML", "lhs": "1", "rhs": "x", "idpId": 5, "idpName": "Okta"},
            "",
            "",
            "5",
            "Okta",
        ),
        ({"objectType": "SAML", "lhs": "1", "rhs": "x", "idpName": "Okta"}, "", "", "", ""),
        ({"objectType": "NEW_THING", "lhs": "1", "rhs": "x", "name": "N", "idpId": "5"}, "", "", "", ""),
    ],
)
def test_an_answer_tells_names_of_its_own(
    operand: Wire, left_name: str, right_name: str, idp: str, idp_name: str
) -> None:
    found = read_operand(**operand)
    assert (found.left_name, found.right_name, found.idp, found.idp_name) == (
        left_name,
        right_name,
        idp,
        idp_name,
    )


# -- what this collection does not understand ----------------------------------------------------


@pytest.mark.parametrize(
    "operand",
    [
        {"objectType": "NEW_THING", "weird": {"a": [1, None]}},
        {"objectType": "APP", "range": ["1", "9"]},
        {"objectType": "NEW_THING", "lhs": "a", "rhs": "b", "scope": {"deep": True}},
        {"objectType": "NEW_THING"},
    ],
)
def test_an_operand_that_is_not_understood_goes_back_as_it_came(operand: Wire) -> None:
    plain = {"objectType": "PLATFORM", "lhs": "mac", "rhs": "true"}
    computed = {"id": "1", "conditionId": "2", "modifiedTime": "3", "name": "x"}
    (body,) = CONDITIONS.again([{"operator": "OR", "operands": [{**operand, **computed}, plain]}])
    assert sorted(body["operands"], key=repr) == sorted([operand, plain], key=repr)


@pytest.mark.parametrize("beside", [{"scope": {"deep": [1, None]}}, {"schedule": "9 to 5"}])
def test_what_is_not_understood_beside_operands_goes_back_as_it_came(beside: Wire) -> None:
    plain = {"objectType": "PLATFORM", "lhs": "mac", "rhs": "true"}
    entry = {"operator": "OR", "negated": False, **beside, "operands": [plain]}
    (body,) = CONDITIONS.again([{**entry, "id": "1", "modifiedTime": "2"}])
    assert body == entry


def test_operands_that_are_not_understood_are_told_apart() -> None:
    one, other = {"objectType": "NEW_THING", "weird": [1]}, {"objectType": "NEW_THING", "weird": [2]}
    assert read({**one, "id": "1"}) == read({**one, "id": "2"})
    assert read(one) != read(other)
    assert len(CONDITIONS.again([{"operands": [one, other]}])[0]["operands"]) == 2
