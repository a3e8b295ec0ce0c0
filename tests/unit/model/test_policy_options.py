# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a rule: what does not go with its policy type is told before anything is written."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._model.conditions import Condition, Operand
from ansible_collections.zerotrust.zpa.plugins.module_utils._model.fields import Reference
from ansible_collections.zerotrust.zpa.plugins.module_utils._model.policy_options import (
    policy_argument_spec,
    policy_info_argument_spec,
    policy_warnings,
    unfit_rule,
    with_lists,
    wrong_policy_info_options,
    wrong_policy_options,
    wrong_policy_order_options,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._model.policy_rule import POLICY_RULE
from ansible_collections.zerotrust.zpa.plugins.module_utils._model.policy_types import POLICY_TYPES
from hypothesis import given, settings
from hypothesis import strategies as st

Values = dict[str, Any]
EXPORTER = Operand("CLIENT_TYPE", "id", "zpn_client_type_exporter")
ZAPP = Operand("CLIENT_TYPE", "id", "zpn_client_type_zapp")
APP = Operand("APP", "id", "1")


def wrong(**options: Any) -> list[str]:
    return wrong_policy_options({"state": "present", "name": "x", **options})


def about(*operands: Operand) -> frozenset[Condition]:
    return frozenset(Condition("OR", False, frozenset((operand,))) for operand in operands)


def rule(*operands: Operand, **values: Any) -> Values:
    return {"action": "ALLOW", **values, "conditions": about(*operands)}


# -- whatever the tenant has ---------------------------------------------------------------------


@pytest.mark.parametrize("policy_type", ["access", "ACCESS_POLICY", "global_policy", " Access ", None])
def test_a_policy_type_is_understood_in_every_spelling(policy_type: str | None) -> None:
    assert wrong(policy_type=policy_type, action="ALLOW", app_connector_groups=["x"]) == []


def test_an_unknown_policy_type_is_told_with_those_that_there_are() -> None:
    (problem,) = wrong(policy_type="acess", action="WHATEVER", reauth_timeout="1 Day")
    assert problem.startswith("policy_type: 'acess' is not a policy type. Choose one of access, timeout, ")
    assert "GLOBAL_POLICY" in problem


def test_beside_an_unknown_policy_type_everything_else_is_told() -> None:
    problems = wrong(policy_type="acess", name=" ", conditions=[{"operands": []}], rule_order=0)
    assert [problem.partition(":")[0] for problem in problems] == [
        "policy_type",
        "name",
        "rule_order",
        "conditions[0].operands",
    ]


FOREIGN = {
    "reauth_timeout": ("1 Day", "timeout"),
    "reauth_idle_timeout": ("1 Day", "timeout"),
    "isolation_profile": ("x", "isolation"),
    "inspection_profile": ("x", "inspection"),
    "service_edge_groups": (["x"], "redirection"),
    "privileged_capabilities": (["FILE_UPLOAD"], "capabilities"),
    "privileged_portal_capabilities": (["DELETE_FILE"], "privileged_portal"),
    "credential": ("x", "credential"),
    "credential_pool": ("x", "credential"),
    "app_connector_groups": (["x"], "access"),
    "app_server_groups": (["x"], "access"),
    "extranet_enabled": (True, "access"),
}


@pytest.mark.parametrize("option", sorted(FOREIGN))
def test_an_option_of_another_policy_type_is_told_with_its_home(option: str) -> None:
    value, home = FOREIGN[option]
    other = "siem" if home != "siem" else "access"
    assert wrong(policy_type=home, **{option: value}) == []
    assert wrong(policy_type=other, **{option: value}) == [
        "%s: is not an option of %s rules, but of %s. Leave it out, or correct policy_type."
        % (option, other, home)
    ]


@pytest.mark.parametrize("option", sorted(FOREIGN))
def test_an_option_of_another_policy_type_that_is_null_is_no_problem(option: str) -> None:
    assert wrong(policy_type="siem", **{option: None}) == []


@pytest.mark.parametrize(
    ("policy_type", "action", "is_right"),
    [
        ("access", "ALLOW", True),
        ("access", " allow ", True),
        ("access", "BYPASS", False),
        ("access", "", False),
        ("client_forwarding", "BYPASS", True),
        ("timeout", "RE_AUTH", True),
        ("siem", "ANYTHING", True),
        ("protection", "ANYTHING", True),
    ],
)
def test_an_action_has_to_be_one_of_the_policy_type(policy_type: str, action: str, is_right: bool) -> None:
    problems = wrong(policy_type=policy_type, action=action)
    listed = ", ".join(POLICY_TYPES[policy_type].actions)
    sentence = "action: '%s' is not what %s rules can do. Choose one of %s." % (action, policy_type, listed)
    assert problems == ([] if is_right else [sentence])


def test_a_rule_has_one_credential() -> None:
    assert wrong(policy_type="credential", credential="x", credential_pool="y") == [
        "credential: is given together with credential_pool. Give one of them."
    ]


def test_too_many_connector_groups_are_told() -> None:
    assert wrong(app_connector_groups=["x"] * 48) == []
    assert wrong(app_connector_groups=["x"] * 49) == [
        "app_connector_groups: has 49 entries. Give at most 48."
    ]


def test_what_is_wrong_with_conditions_is_told_with_the_rest() -> None:
    problems = wrong(action="BYPASS", conditions=[{"operands": [{"object_type": "APP"}]}])
    assert [problem.partition(":")[0] for problem in problems] == ["action", "conditions[0].operands[0]"]


NEWER = [{"operands": [{"object_type": "NEW_THING", "objects": ["x"]}]}]


def test_a_doubt_alone_is_no_problem() -> None:
    assert wrong(conditions=NEWER) == []


def test_a_doubt_is_told_with_the_problems() -> None:
    problems = wrong(conditions=NEWER, action="BYPASS")
    assert [problem.partition(":")[0] for problem in problems] == [
        "action",
        "conditions[0].operands[0].object_type",
    ]


@pytest.mark.parametrize(
    ("options", "problems"),
    [
        ({}, []),
        ({"policy_type": "timeout", "id": "7", "name": "x"}, []),
        ({"policy_type": "quux", "id": "x", "name": " "}, ["policy_type", "id", "name"]),
    ],
)
def test_options_of_a_listing_are_checked(options: Values, problems: list[str]) -> None:
    assert [problem.partition(":")[0] for problem in wrong_policy_info_options(options)] == problems


@pytest.mark.parametrize(
    ("rules", "problems"),
    [
        (["a", "7"], []),
        ([], ["rules"]),
        (["a", " ", None, "b"], ["rules[1]", "rules[2]"]),
        (None, []),
        ("x", []),
    ],
)
def test_options_of_an_order_are_checked(rules: Any, problems: list[str]) -> None:
    found = wrong_policy_order_options({"policy_type": "access", "rules": rules})
    assert [problem.partition(":")[0] for problem in found] == problems


def test_there_is_an_option_for_every_field() -> None:
    spec = policy_argument_spec()
    assert {field.name for field in POLICY_RULE.fields} | {"state", "id", "policy_type"} == set(spec)
    assert spec["policy_type"] == policy_info_argument_spec()["policy_type"]


# -- what is written -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy_type", "values", "problems"),
    [
        ("access", {}, []),
        (
            "inspection",
            {"action": "INSPECT"},
            ["inspection_profile: is missing, and action=INSPECT needs it."],
        ),
        ("inspection", {"action": "INSPECT", "inspection_profile": Reference("1")}, []),
        ("inspection", {"action": "BYPASS_INSPECT"}, []),
        (
            "credential",
            {"action": "INJECT_CREDENTIALS"},
            ["credential or credential_pool: is missing, and action=INJECT_CREDENTIALS needs it."],
        ),
        ("credential", {"action": "INJECT_CREDENTIALS", "credential_pool": Reference("1")}, []),
        ("redirection", {"action": "REDIRECT_DEFAULT", "service_edge_groups": frozenset()}, []),
        (
            "redirection",
            {"action": "REDIRECT_DEFAULT", "service_edge_groups": frozenset((Reference("1"),))},
            [
                "service_edge_groups: does not go with action=REDIRECT_DEFAULT. "
                "Make it empty, or choose another action."
            ],
        ),
        (
            "redirection",
            {"action": "REDIRECT_ALWAYS", "service_edge_groups": frozenset()},
            ["service_edge_groups: is missing, and action=REDIRECT_ALWAYS needs it."],
        ),
    ],
)
def test_an_action_has_companions(policy_type: str, values: Values, problems: list[str]) -> None:
    assert unfit_rule(policy_type, {}, rule(**values), []) == problems


def test_an_object_type_of_another_policy_type_is_told() -> None:
    (problem,) = unfit_rule("access", {}, rule(APP, Operand("CONSOLE", "id", "1")), [])
    assert problem.startswith("conditions: CONSOLE is nothing that access rules can be about. They can be ")


def test_an_unknown_object_type_is_left_to_the_doubts() -> None:
    assert unfit_rule("access", {}, rule(Operand("NEW_THING", "a", "b")), ["a doubt"]) == ["a doubt"]


@pytest.mark.parametrize("policy_type", ["siem", "protection"])
def test_any_object_type_will_do_where_no_document_lists_them(policy_type: str) -> None:
    assert unfit_rule(policy_type, {}, rule(Operand("CONSOLE", "id", "1")), []) == []


def test_an_isolation_rule_is_about_a_client_type() -> None:
    values = {"action": "BYPASS_ISOLATE"}
    assert unfit_rule("isolation", {}, rule(APP, EXPORTER, **values), []) == []
    assert unfit_rule("isolation", {}, rule(APP, **values), []) == [
        "conditions: isolation rules need an operand about CLIENT_TYPE. Add one, such as "
        "zpn_client_type_exporter."
    ]


@pytest.mark.parametrize(
    "operand", [Operand("POSTURE", "u", "true"), Operand("TRUSTED_NETWORK", "u", "true")]
)
def test_what_only_clients_know_needs_a_client_type(operand: Operand) -> None:
    assert unfit_rule("access", {}, rule(operand, ZAPP), []) == []
    assert unfit_rule("access", {}, rule(operand, APP), []) == [
        "conditions: %s works for client types only. Add an operand about CLIENT_TYPE, such as "
        "zpn_client_type_zapp." % operand.object_type
    ]


def test_conditions_that_stay_are_not_doubted() -> None:
    odd = rule(Operand("POSTURE", "u", "true"), Operand("CONSOLE", "id", "1"))
    assert unfit_rule("access", odd, {**odd, "description": "d"}, ["a doubt"]) == []
    assert len(unfit_rule("access", odd, rule(Operand("POSTURE", "u", "false")), ["a doubt"])) == 2
    assert len(unfit_rule("access", {}, odd, ["a doubt"])) == 3


def test_a_missing_companion_is_told_even_where_conditions_stay() -> None:
    before = rule(EXPORTER, action="BYPASS_ISOLATE")
    assert unfit_rule("isolation", before, {**before, "action": "ISOLATE"}, []) == [
        "isolation_profile: is missing, and action=ISOLATE needs it."
    ]


def test_what_the_sources_disagree_about_is_a_warning() -> None:
    assert policy_warnings("isolation", about(APP, ZAPP)) == [
        "conditions: isolation rules are known to take the client types zpn_client_type_exporter only, "
        "not zpn_client_type_zapp. The API may refuse it."
    ]
    assert policy_warnings("isolation", about(APP, EXPORTER)) == []
    assert policy_warnings("access", about(APP, ZAPP)) == []
    assert policy_warnings("redirection", about(ZAPP)) == []
    assert len(policy_warnings("redirection", about(EXPORTER, ZAPP))) == 1


# -- one dictionary in the place of a list -------------------------------------------------------

PAIR = {"lhs": "a", "rhs": "b"}


@pytest.mark.parametrize("name", ["entries", "entry_values"])
def test_one_pair_alone_becomes_a_list(name: str) -> None:
    options = {"conditions": [{"operands": [{"object_type": "SAML", name: dict(PAIR)}]}]}
    assert with_lists(options)["conditions"][0]["operands"] == [{"object_type": "SAML", name: [PAIR]}]


def test_a_list_of_pairs_stays_one() -> None:
    options = {"conditions": [{"operands": [{"object_type": "SAML", "entries": [PAIR, PAIR]}]}], "name": "x"}
    assert with_lists(copy.deepcopy(options)) == options


# -- anything at all -----------------------------------------------------------------------------

scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5))
junk = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["operands", "object_type", "entries", "lhs", "conditions"]), inner, max_size=3
        ),
    ),
    max_leaves=8,
)
OPTIONS = sorted(policy_argument_spec())


@settings(max_examples=500)
@given(st.dictionaries(st.sampled_from(OPTIONS), junk, max_size=4))
def test_no_option_is_too_odd_to_be_told(options: Values) -> None:
    with_lists(options)
    assert all(problem.endswith(".") for problem in wrong_policy_options(options))
    assert all(problem.endswith(".") for problem in wrong_policy_info_options(options))
