# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a rule: what does not go with its policy type is told before anything is written."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition import Condition, Operand
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition_options import Oddity
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import POLICY_RULE
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule_options import (
    doubts_of_rule,
    mistaken_words,
    policy_argument_spec,
    policy_info_argument_spec,
    unfit_rule,
    with_lists,
    wrong_policy_info_options,
    wrong_policy_options,
    wrong_policy_order_options,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import Reference
from hypothesis import given, settings
from hypothesis import strategies as st
from support.randomly import share

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
    assert problem.startswith("policy_type: 'acess' is not a policy type. Near matches: 'access'")
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
    "options",
    [
        {"action": "WHATEVER"},
        {"policy_type": "siem", "action": "ANYTHING"},
        {"operator": "XOR"},
        {"action": " "},
        {"policy_type": "credential", "credential": "x", "credential_pool": "y"},
        {"app_connector_groups": ["x"] * 49},
        {"conditions": [{"operands": [{"object_type": "NEW_THING", "objects": ["x"]}]}]},
        {"conditions": [{"operands": [{"object_type": "PLATFORM", "objects": ["beos"]}]}]},
    ],
)
def test_what_a_rule_of_the_tenant_may_have_is_no_problem_before_it_is_known(options: Values) -> None:
    assert wrong(**options) == []


def test_what_is_refused_unless_the_rule_has_it_is_told_beside_the_rest() -> None:
    problems = wrong(
        operator="XOR",
        rule_order=0,
        app_connector_groups=["x"] * 49,
        conditions=[
            {"operator": "NOT", "operands": [{"object_type": "NEW_THING", "objects": ["x"]}]},
            {"operands": [{"object_type": "PLATFORM", "objects": ["beos"]}, {"object_type": "APP"}]},
        ],
    )
    assert sorted(problem.partition(":")[0] for problem in problems) == [
        "app_connector_groups",
        "conditions[0].operator",
        "conditions[1].operands[0].objects[0]",
        "conditions[1].operands[1]",
        "operator",
        "rule_order",
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


def test_an_isolation_rule_that_isolates_has_a_profile() -> None:
    values = {"action": "ISOLATE"}
    assert unfit_rule("isolation", {}, rule(EXPORTER, **values)) == [
        "isolation_profile: is missing, and action=ISOLATE needs it."
    ]
    assert unfit_rule("isolation", {}, rule(EXPORTER, isolation_profile=Reference("1"), **values)) == []


def test_an_isolation_rule_is_about_a_client_type() -> None:
    values = {"action": "BYPASS_ISOLATE"}
    assert unfit_rule("isolation", {}, rule(APP, EXPORTER, **values)) == []
    assert unfit_rule("isolation", {}, rule(APP, **values)) == [
        "conditions: isolation rules need an operand about CLIENT_TYPE. Add one, such as "
        "zpn_client_type_exporter."
    ]


def test_a_rule_has_one_credential_unless_it_has_both() -> None:
    both = {"credential": Reference("1"), "credential_pool": Reference("2")}
    assert unfit_rule("credential", {}, rule(**both)) == [
        "credential: is given together with credential_pool. Give one of them."
    ]
    assert unfit_rule("credential", rule(**both), rule(APP, **both)) == []


def test_a_missing_profile_is_told_even_where_conditions_stay() -> None:
    before = rule(EXPORTER, action="BYPASS_ISOLATE")
    assert unfit_rule("isolation", before, {**before, "action": "ISOLATE"}) == [
        "isolation_profile: is missing, and action=ISOLATE needs it."
    ]


ANY_OPERAND = Operand("CONSOLE", "id", "1")


@pytest.mark.parametrize(
    ("policy_type", "values", "doubts"),
    [
        ("access", rule(), []),
        ("access", rule(action="PERMIT"), ["action: no document lists 'PERMIT', but ALLOW, DENY, "]),
        ("timeout", rule(), ["action: no document lists 'ALLOW', but RE_AUTH. "]),
        ("siem", rule(ANY_OPERAND, action="ANYTHING"), []),
        ("protection", rule(ANY_OPERAND, action="ANYTHING"), []),
        ("inspection", rule(action="INSPECT"), ["inspection_profile: is missing, and action=INSPECT is "]),
        ("inspection", rule(action="INSPECT", inspection_profile=Reference("1")), []),
        ("inspection", rule(action="BYPASS_INSPECT"), []),
        (
            "inspection",
            rule(Operand("PLATFORM", "mac", "true"), Operand("MACHINE_GRP", "id", "1"), action="INSPECT"),
            ["inspection_profile: is missing"],
        ),
        (
            "credential",
            rule(action="INJECT_CREDENTIALS"),
            ["credential or credential_pool: is missing, and action=INJECT_CREDENTIALS is known with it "],
        ),
        ("credential", rule(action="INJECT_CREDENTIALS", credential_pool=Reference("1")), []),
        ("redirection", rule(Operand("SAML", "1", "x"), action="REDIRECT_DEFAULT"), []),
        (
            "redirection",
            rule(action="REDIRECT_DEFAULT", service_edge_groups=frozenset((Reference("1"),))),
            ["service_edge_groups: is given, and action=REDIRECT_DEFAULT is known without it only. "],
        ),
        (
            "redirection",
            rule(action="REDIRECT_ALWAYS"),
            ["service_edge_groups: is missing, and action=REDIRECT_ALWAYS is known with it only. "],
        ),
        ("timeout", rule(action="RE_AUTH", reauth_timeout=300), ["reauth_timeout: 300 is less than the 600"]),
        (
            "capabilities",
            rule(action="CHECK_CAPABILITIES", privileged_capabilities=frozenset(("FLY",))),
            ["privileged_capabilities: no document lists 'FLY', but "],
        ),
        ("access", rule(APP, ANY_OPERAND), ["conditions: no document has CONSOLE in access rules, which "]),
        ("access", rule(Operand("NEW_THING", "a", "b")), []),
        ("access", rule(Operand("POSTURE", "u", "true"), ZAPP), []),
        (
            "access",
            rule(Operand("POSTURE", "u", "true"), APP),
            ["conditions: POSTURE is documented beside CLIENT_TYPE only, and the rule has no operand "],
        ),
        (
            "access",
            rule(Operand("TRUSTED_NETWORK", "u", "false")),
            ["conditions: TRUSTED_NETWORK is documented beside CLIENT_TYPE only, "],
        ),
        ("isolation", rule(EXPORTER, ZAPP, action="BYPASS_ISOLATE"), []),
        (
            "isolation",
            rule(Operand("CLIENT_TYPE", "id", "zpn_client_type_vdi"), action="BYPASS_ISOLATE"),
            ["conditions: isolation rules are known to take the client types zpn_client_type_exporter, "],
        ),
        ("redirection", rule(ZAPP, action="REDIRECT_DEFAULT"), []),
        ("redirection", rule(EXPORTER, ZAPP, action="REDIRECT_DEFAULT"), ["conditions: redirection rules "]),
    ],
)
def test_what_no_document_says_of_a_rule_is_a_doubt(
    policy_type: str, values: Values, doubts: list[str]
) -> None:
    found = doubts_of_rule(policy_type, {}, values)
    assert len(found) == len(doubts), found
    assert all(doubt.startswith(words) for doubt, words in zip(found, doubts, strict=True))
    assert all("The API may refuse it." in doubt for doubt in found)


ODD = Oddity("conditions[0]: is odd.", ("NEW_THING", "type", ""), is_doubt=True)


def test_what_stays_is_not_doubted() -> None:
    odd = rule(Operand("POSTURE", "u", "true"), ANY_OPERAND, action="PERMIT")
    assert doubts_of_rule("access", odd, {**odd, "description": "d"}, [ODD]) == []
    assert len(doubts_of_rule("access", odd, rule(Operand("POSTURE", "u", "false")), [ODD])) == 2
    assert len(doubts_of_rule("access", {}, odd, [ODD])) == 4


def test_what_the_rule_is_about_already_is_not_doubted() -> None:
    newer = Operand("NEW_THING", "a", "b")
    assert doubts_of_rule("access", rule(), rule(newer), [ODD]) == [ODD.sentence]
    assert doubts_of_rule("access", rule(newer), rule(newer, APP), [ODD]) == []


BEOS = Oddity("conditions[0]: 'beos' is none.", ("PLATFORM", "left", "beos"), "platform")
FALSE = Oddity("conditions[0]: 'x' is none.", ("POSTURE", "right", "x"))


@pytest.mark.parametrize(
    ("present", "listed", "problems"),
    [
        ((), (), [BEOS.sentence, FALSE.sentence]),
        ((), ("linux", "BeOS"), [FALSE.sentence]),
        (about(Operand("PLATFORM", "beos", "true")), (), [FALSE.sentence]),
        (about(Operand("CLIENT_TYPE", "id", "beos")), (), [BEOS.sentence, FALSE.sentence]),
        (about(Operand("POSTURE", "1", "x")), ("beos",), []),
    ],
)
def test_a_word_is_mistaken_unless_the_rule_or_the_tenant_has_it(
    present: Any, listed: Any, problems: list[str]
) -> None:
    assert mistaken_words([BEOS, FALSE, ODD], present, lambda kind: listed) == problems


def test_the_tenant_is_asked_for_words_only_where_nobody_else_knows_them() -> None:
    def listed(kind: str) -> Any:
        raise AssertionError(kind)

    present = about(Operand("PLATFORM", "beos", "true"))
    assert mistaken_words([BEOS, FALSE, ODD], present, listed) == [FALSE.sentence]


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


@settings(max_examples=share(500))
@given(st.dictionaries(st.sampled_from(OPTIONS), junk, max_size=4))
def test_no_option_is_too_odd_to_be_told(options: Values) -> None:
    with_lists(options)
    assert all(problem.endswith(".") for problem in wrong_policy_options(options))
    assert all(problem.endswith(".") for problem in wrong_policy_info_options(options))
