# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wrong types, forms and names of options are told with their place in the data."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.complaints import (
    Complaint,
    complaints,
    understood,
)
from hypothesis import strategies as st

LEAF = {"size": {"type": "int"}, "kind": {"type": "str", "choices": ["a", "b"]}, "ok": {"type": "bool"}}
SPEC: dict[str, dict[str, Any]] = {
    "name": {"type": "str", "required": True},
    "one": {"type": "dict", "options": LEAF},
    "many": {
        "type": "list",
        "elements": "dict",
        "aliases": ["several"],
        "options": {**LEAF, "deep": {"type": "list", "elements": "dict", "options": LEAF}},
    },
}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=3),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=3), inside, max_size=3),
    max_leaves=5,
)
OPERAND: dict[str, dict[str, Any]] = {
    "object_type": {"type": "str"},
    "objects": {"type": "list", "elements": "str", "aliases": ["values"]},
    "entries": {"type": "list", "elements": "dict", "options": {"lhs": {}, "rhs": {}}},
    "idp": {"type": "str"},
}


def given(value: Any) -> Any:
    """What was given of options: what was not is null after the check."""
    if isinstance(value, dict):
        return {key: given(entry) for key, entry in value.items() if entry is not None}
    return [given(entry) for entry in value] if isinstance(value, list) else value


def problems_of(**options: Any) -> list[str]:
    return [one.sentence for one in complaints(SPEC, {"name": "x", **options})]


def test_nothing_is_wrong_with_what_is_right() -> None:
    several = [{"ok": "yes", "deep": [{"kind": "a"}]}]
    options = {"name": 1, "one": {"size": "3"}, "several": several}
    assert list(complaints(SPEC, options)) == []
    found = understood(SPEC, options)
    assert given(found["one"]) == {"size": 3}
    assert given(found["many"]) == [{"ok": True, "deep": [{"kind": "a"}]}]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"colour": 1}, "colour: there is no such option. These exist: 'many', 'name', 'one'."),
        ({"one": {"siez": 1}}, "one.siez: there is no such option. Near matches: 'size'. The others are"),
        ({"many": [{}, {"siez": 1}]}, "many[1].siez: there is no such option. Near matches: 'size'."),
        ({"many": [{"size": "big"}]}, "many[0].size: is 'big', and the option takes a whole number."),
        ({"several": [{"size": "big"}]}, "many[0].size: is 'big', and the option takes a whole number."),
        ({"many": [{"deep": [{}, {"kind": "c"}]}]}, "many[0].deep[1].kind: 'c' is not one of a, b."),
        (
            {"many": [{"deep": [7]}]},
            "many[0].deep[0]: is 7, and the option takes a dictionary with size, kind,",
        ),
        (
            {"many": {"size": 1}},
            "many: is a dictionary (size), and the option takes a list of dictionaries with",
        ),
        (
            {"many": "size=1"},
            "many: is 'size=1', and the option takes a list of dictionaries with size, kind,",
        ),
        ({"name": None}, "name: is missing, and nothing goes without it."),
    ],
)
def test_what_is_wrong_is_told_with_its_place(options: dict[str, Any], problem: str) -> None:
    (told,) = problems_of(**options)
    assert told.startswith(problem)


def test_everything_that_is_wrong_is_told() -> None:
    found = problems_of(
        colour=1, one={"size": "big"}, many=[{"ok": "perhaps"}, "x", {"deep": [{"kind": "c"}]}]
    )
    assert len(found) == 5


def test_a_wrong_entry_does_not_move_the_others() -> None:
    found = understood(SPEC, {"name": "x", "many": ["wrong", {"size": 1}]})
    assert given(found["many"]) == ["wrong", {"size": 1}]


def test_null_counts_as_not_given() -> None:
    assert problems_of(one=None, many=[{"kind": None, "deep": None, "other": None}]) == []


def test_an_entry_that_is_null_is_told_where_it_should_have_options() -> None:
    found = problems_of(many=[{}, None, {"deep": [None]}])
    assert found == [
        "many[1]: is empty. Fill the entry, or leave it out.",
        "many[2].deep[0]: is empty. Fill the entry, or leave it out.",
    ]


def test_an_entry_can_be_spelled_as_text() -> None:
    options = {"name": "x", "many": ["size=4 kind=b", '{"size": 5}']}
    assert list(complaints(SPEC, options)) == []
    assert given(understood(SPEC, options)["many"]) == [{"size": 4, "kind": "b"}, {"size": 5}]


@pytest.mark.parametrize(
    ("operand", "problem"),
    [
        (
            {"object_type": "APP", "lhs": "id", "rhs": "72"},
            'lhs and rhs: there are no such options. Write objects: ["72"] in their place',
        ),
        (
            {"object_type": "scim_group", "lhs": "72", "rhs": 7, "idp_id": "72"},
            'lhs, rhs and idp_id: there are no such options. Write entries: [{lhs: "72", rhs: "7"}] in their',
        ),
        (
            {"object_type": "SAML", "rhs": "a@b", "lhs": "9", "idpId": "72"},
            'rhs, lhs and idpId: there are no such options. Write entries: [{lhs: "9", rhs: "a@b"}] and '
            'idp: "72" in their place',
        ),
        (
            {"object_type": "NEWER", "rhs": ["a"]},
            "rhs: there is no such option. Write entries: [{lhs: ..., rhs: ...}] in their place",
        ),
        (
            {"object_type": "SAML", "idp_id": "7"},
            "idp_id: there is no such option. Write idp, which takes names",
        ),
        ({"objectType": "SAML"}, "objectType: there is no such option. Write object_type."),
        (
            {"name": "SAML"},
            "name: there is no such option. Leave it out: an operand is known by what it says.",
        ),
    ],
)
def test_an_operand_in_the_form_of_other_tools_is_told_in_one_sentence(
    operand: dict[str, Any], problem: str
) -> None:
    (told,) = complaints(OPERAND, operand, "operands[0].")
    assert told.sentence.startswith("operands[0]." + problem)


@pytest.mark.parametrize("name", ["lhs", "idp_id", "object", "objectType"])
def test_an_operand_of_another_form_says_nothing_else(name: str) -> None:
    (told,) = complaints(OPERAND, {name: "x"}, "operands[0].")
    assert told.explains("operands[0]: names nothing. Give objects or entries.")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"size": 1}, "size: there is no such option. These exist:"),
        ({"deep": []}, "deep: there is no such option. It belongs in many."),
        ({"one": {"several": []}}, "one.several: there is no such option. It belongs beside one."),
        (
            {"many": [{}, {"deep": [{"name": "a"}]}]},
            "many[1].deep[0].name: there is no such option. It belongs beside many.",
        ),
        (
            {"many": [{"deep": [{"deep": []}]}]},
            "many[0].deep[0].deep: there is no such option. It belongs beside many[0].deep.",
        ),
    ],
)
def test_an_option_at_the_wrong_depth_is_told_where_it_belongs(options: dict[str, Any], problem: str) -> None:
    (told,) = problems_of(**options)
    assert told.startswith(problem)


def test_what_belongs_inside_explains_that_there_is_nothing() -> None:
    (told,) = complaints({"operands": {"type": "list", "elements": "dict", "options": OPERAND}}, {"idp": "7"})
    assert told.sentence == "idp: there is no such option. It belongs in operands."
    assert told.explains("operands: is empty. Give at least one operand, or leave the condition out.")


def test_an_unknown_name_explains_that_what_it_may_mean_is_missing() -> None:
    missing, told = complaints(SPEC, {"nam": "x"})
    assert missing.sentence == "name: is missing, and nothing goes without it."
    assert told.sentence.startswith("nam: ")
    assert told.explains("name: is missing, and nothing goes without it.")
    assert not told.explains("many: is missing, and nothing goes without it.")


@pytest.mark.parametrize(
    ("problem", "is_the_same"),
    [
        ("parts[1]: is unknown.", True),
        ("parts[1].x: is unknown.", True),
        ("parts: 'True' is not an id.", True),
        ("parts: 'True', 'B' is not one of A.", False),
        ("parts[11]: is unknown.", False),
        ("parts: is too long.", False),
        ("parts: names nothing. Give some.", True),
        ("part: names nothing. Give some.", False),
    ],
)
def test_a_second_complaint_about_a_value_is_known(problem: str, is_the_same: bool) -> None:
    assert Complaint("parts[1]", "", "True").explains(problem) is is_the_same


@hypothesis.given(st.dictionaries(st.sampled_from([*SPEC, "several", "colour"]), ANYTHING))
def test_what_is_understood_has_nothing_wrong_but_words_and_entries(options: dict[str, Any]) -> None:
    found = understood(SPEC, options)
    for one in complaints(SPEC, given(found)):
        is_entry = one.path.endswith("]")
        assert is_entry or one.sentence.endswith("goes without it.") or " is not one of " in one.sentence, one


def test_a_secret_is_not_shown() -> None:
    spec = {"key": {"type": "str", "no_log": True}}
    for secret in ([["hush"]], {"hush": 1}, 7.5, True):
        (told,) = complaints(spec, {"key": secret})
        assert "hush" not in told.sentence
        assert "7.5" not in told.sentence
