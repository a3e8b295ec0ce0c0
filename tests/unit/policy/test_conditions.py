# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions mean the same whatever their form and order, and nothing else does."""

from __future__ import annotations

import random
from typing import Any

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
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.conditions import Conditions, is_known
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.object_types import (
    CLIENT_TYPES,
    OBJECT_TYPES,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import Name
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.randomly import share

Wire = dict[str, Any]
CONDITIONS = Conditions()
thorough = settings(max_examples=share(600))

# -- what conditions there can be ----------------------------------------------------------------

ids = st.integers(1, 4).map(str)
uuids = st.sampled_from(["2bc09ba7-5f5a-4d3a-8c1e-0c0ffee00001", "2bc09ba7-5f5a-4d3a-8c1e-0c0ffee00002"])
true_or_false = st.sampled_from(["true", "false"])
literals = st.one_of(
    st.sampled_from(["Engineering", "engineering", "ENGINEERING", "a b", "R&D", "x < y", "id", "true", "ß"]),
    st.text().map(Name().decode).filter(lambda text: text and Name().decode(text) == text),
)
LISTED_IDS = (
    "APP",
    "APP_GROUP",
    "BRANCH_CONNECTOR_GROUP",
    "CHROME_POSTURE_PROFILE",
    "CONSOLE",
    "EDGE_CONNECTOR_GROUP",
    "IDP",
    "LOCATION",
    "MACHINE_GRP",
    "PRIVILEGE_PORTAL",
    "USER_PORTAL",
    "WORKLOAD_TAG_GROUP",
)
SIDES: dict[str, tuple[st.SearchStrategy[str], st.SearchStrategy[str]]] = {
    **{object_type: (st.just("id"), ids) for object_type in LISTED_IDS},
    "CLIENT_TYPE": (st.just("id"), st.sampled_from(CLIENT_TYPES)),
    "CHROME_ENTERPRISE": (st.just("managed"), true_or_false),
    "COUNTRY_CODE": (st.sampled_from(["CH", "DE", "US"]), st.just("true")),
    "PLATFORM": (st.sampled_from(["linux", "windows", "mac"]), st.just("true")),
    "POSTURE": (uuids, true_or_false),
    "RISK_FACTOR_TYPE": (st.just("ZIA"), st.sampled_from(["LOW", "HIGH"])),
    "SAML": (ids, literals),
    "SCIM": (ids, literals),
    "SCIM_GROUP": (ids, ids),
    "TRUSTED_NETWORK": (uuids, true_or_false),
}
UNKNOWN = ("NEW_THING", "TEST APP_GROUP")


def operands_of(object_type: str) -> st.SearchStrategy[Operand]:
    left, right = SIDES[object_type]
    return st.tuples(st.just(object_type), left, right).map(lambda sides: Operand(*sides))


known_operands = st.sampled_from(sorted(SIDES)).flatmap(operands_of)
unknown_operands = st.tuples(
    st.sampled_from(UNKNOWN), st.sampled_from(["id", "1", "Some side"]), st.sampled_from(["1", "x"])
).map(lambda sides: Operand(*sides))
any_operands = st.one_of(known_operands, known_operands, unknown_operands)


def sets_of(operands: st.SearchStrategy[Operand]) -> st.SearchStrategy[frozenset[Condition]]:
    condition = st.builds(
        Condition,
        st.sampled_from([AND, OR]),
        st.booleans(),
        st.frozensets(operands, min_size=1, max_size=6),
        st.none(),
    )
    return st.frozensets(condition, max_size=4)


known_sets, any_sets = sets_of(known_operands), sets_of(any_operands)
chances = st.integers(0, 10**6).map(random.Random)


# -- what the API makes of them ------------------------------------------------------------------


def as_read(body: list[Wire], chance: random.Random) -> list[Wire]:
    """What the API shows of conditions that were written, in another order."""
    shown = []
    for condition in body:
        operands = [
            {**found, **noise(found, chance)} for entry in condition["operands"] for found in unpacked(entry)
        ]
        chance.shuffle(operands)
        entry = {"id": "7", "operator": condition["operator"], "operands": operands, "ruleGid": "8"}
        entry["negated"] = condition.get("negated", False)
        shown.append({**entry, "modifiedTime": "1773370207", "modifiedBy": "9", "creationTime": "1773370207"})
    chance.shuffle(shown)
    return shown


def unpacked(entry: Wire) -> list[Wire]:
    """One operand a value, as the API keeps them."""
    object_type = entry["objectType"]
    if "values" in entry:
        return [{"objectType": object_type, "lhs": "id", "rhs": value} for value in entry["values"]]
    if "entryValues" in entry:
        return [{"objectType": object_type, **pair} for pair in entry["entryValues"]]
    return [entry]


def noise(operand: Wire, chance: random.Random) -> Wire:
    """The keys that an answer has beside what was written, some or all of them."""
    keys = {
        "id": "46277414",
        "conditionId": "46277413",
        "modifiedTime": "1773370207",
        "creationTime": "1773370207",
        "modifiedBy": "9",
        "name": "Somebody",
        "idpId": operand["lhs"] if operand["objectType"] == "SCIM_GROUP" else "5",
        "idpName": "Okta",
    }
    return {key: value for key, value in keys.items() if chance.random() < 0.7}


def split(body: list[Wire], chance: random.Random) -> list[Wire]:
    """The same conditions with more than one entry an object type."""
    return [
        {**one, "operands": [part for entry in one["operands"] for part in parts(entry, chance)]}
        for one in body
    ]


def parts(entry: Wire, chance: random.Random) -> list[Wire]:
    key = next((key for key in ("values", "entryValues") if key in entry), "")
    if not key or chance.random() < 0.3:
        return [entry]
    cut = chance.randint(1, len(entry[key]))
    chance.shuffle(entry[key])
    halves = (entry[key][:cut], entry[key][cut:])
    return [{"objectType": entry["objectType"], key: half} for half in halves if half]


# -- the property --------------------------------------------------------------------------------


@thorough
@given(known_sets, chances)
def test_conditions_mean_the_same_written_and_read_back(
    conditions: frozenset[Condition], chance: random.Random
) -> None:
    body = CONDITIONS.encode(conditions)
    assert CONDITIONS.decode(as_read(body, chance)) == conditions
    assert CONDITIONS.decode(as_read(split(body, chance), chance)) == conditions


@thorough
@given(any_sets, chances)
def test_conditions_of_unknown_types_mean_the_same_written_and_read_back(
    conditions: frozenset[Condition], chance: random.Random
) -> None:
    assert CONDITIONS.decode(as_read(CONDITIONS.encode(conditions), chance)) == conditions


@thorough
@given(any_sets, chances)
def test_what_is_read_goes_back_as_it_means(conditions: frozenset[Condition], chance: random.Random) -> None:
    wire = as_read(CONDITIONS.encode(conditions), chance)
    again = CONDITIONS.again(wire)
    assert CONDITIONS.decode(again) == CONDITIONS.decode(as_read(again, chance)) == conditions


@thorough
@given(known_sets)
def test_both_written_forms_are_understood(conditions: frozenset[Condition]) -> None:
    second = CONDITIONS.encode(conditions)
    first = [
        {**one, "operands": [found for entry in one["operands"] for found in unpacked(entry)]}
        for one in second
    ]
    assert CONDITIONS.decode(first) == CONDITIONS.decode(second) == conditions


def changed(condition: Condition, how: str, operand: Operand, chance: random.Random) -> Condition | None:
    """A condition that differs in one thing, None where it then has no operands left."""
    present = sorted(condition.operands)
    one = chance.choice(present)
    if how == "operator":
        return condition._replace(operator=AND if condition.operator == OR else OR)
    if how == "negated":
        return condition._replace(negated=not condition.negated)
    if how == "added":
        return condition._replace(operands=condition.operands | {operand})
    rest = condition.operands - {one}
    if how == "removed":
        return condition._replace(operands=rest) if rest else None
    left, right = ("9", one.right) if how == "left" else (one.left, "9")
    return condition._replace(operands=rest | {one._replace(left=left, right=right)})


@settings(max_examples=share(1200))
@given(
    any_sets.filter(bool),
    st.sampled_from(["operator", "negated", "added", "removed", "left", "right", "gone"]),
    known_operands,
    chances,
)
def test_every_difference_is_one_when_it_is_read_back(
    conditions: frozenset[Condition], how: str, operand: Operand, chance: random.Random
) -> None:
    one = chance.choice(sorted(conditions, key=repr))
    assume(how != "added" or operand not in one.operands)
    # Where only one thing can stand on the left, as the documents have it, nothing else is written.
    takes_values = any(found.takes_values for found in one.operands)
    assume(how != "left" or not takes_values)
    other = None if how == "gone" else changed(one, how, operand, chance)
    after = (conditions - {one}) | ({other} if other else frozenset())
    read = CONDITIONS.decode(as_read(CONDITIONS.encode(after), chance))
    assert read == after
    assert read != CONDITIONS.decode(as_read(CONDITIONS.encode(conditions), chance))


@given(any_sets, chances)
def test_the_order_in_which_conditions_are_given_is_not_seen(
    conditions: frozenset[Condition], chance: random.Random
) -> None:
    shuffled = [
        one._replace(operands=frozenset(chance.sample(sorted(one.operands), len(one.operands))))
        for one in chance.sample(sorted(conditions, key=repr), len(conditions))
    ]
    assert CONDITIONS.encode(shuffled) == CONDITIONS.encode(conditions)
    assert CONDITIONS.show(shuffled) == CONDITIONS.show(conditions)
    assert CONDITIONS.contrast(shuffled) == CONDITIONS.contrast(conditions)


# -- the written form ----------------------------------------------------------------------------


def one_condition(*operands: Operand, operator: str = OR, negated: bool = False) -> frozenset[Condition]:
    return frozenset((Condition(operator, negated, frozenset(operands)),))


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


# -- the read form -------------------------------------------------------------------------------


def read(*operands: Wire, **condition: Any) -> frozenset[Condition]:
    return CONDITIONS.decode([{"operator": "OR", **condition, "operands": list(operands)}])


def read_operand(**operand: Any) -> Operand:
    (condition,) = read(operand)
    (found,) = condition.operands
    return found


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


# -- as people see them --------------------------------------------------------------------------


def meant(draft: Draft) -> Operand:
    """The operand that a draft means where every name is an id."""
    row = OBJECT_TYPES.get(draft.object_type)
    if row is None:
        return Operand(draft.object_type, draft.left.token, draft.right.token)
    return Operand(
        draft.object_type, word_of(row.left, draft.left.token), word_of(row.right, draft.right.token)
    )


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
