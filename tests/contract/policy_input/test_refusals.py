# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a rule can have wrong: the path of the option, what was given, what to do. Nothing is written."""

from __future__ import annotations

from typing import Any

import pytest
from support.policies import add_rule
from support.policy_input import CLIENT, EXPORTER, about, conditions, pair, refused
from support.tenants import TestTenant

BROWSER = conditions(about("CLIENT_TYPE", EXPORTER))

# Options of a rule that is created, and how a problem begins. Known before any request is sent.
PLAIN: dict[str, tuple[dict[str, Any], str]] = {
    "neither name nor id": ({"name": None}, "name: give the name of the policy rule, or its id."),
    "empty name": ({"name": " "}, "name: is empty."),
    "name as id": ({"id": "Finance"}, "id: 'Finance' is not an id of ZPA, which is a decimal number."),
    "unknown policy type": (
        {"policy_type": "acces"},
        "policy_type: 'acces' is not a policy type. Near matches: 'access'. Choose one of access, ",
    ),
    "empty policy type": ({"policy_type": ""}, "policy_type: '' is not a policy type."),
    "place zero": ({"rule_order": 0}, "rule_order: 0 is not a place. The first is 1."),
    "place below zero": ({"rule_order": -1}, "rule_order: -1 is not a place. The first is 1."),
    "place in words": (
        {"rule_order": "first"},
        "rule_order: is 'first', and the option takes a whole",
    ),
    "foreign option of a timeout rule": (
        {"reauth_timeout": "600"},
        "reauth_timeout: is not an option of access rules, but of timeout. Leave it out, or correct "
        "policy_type.",
    ),
    "foreign option of an access rule": (
        {"policy_type": "isolation", "action": "BYPASS_ISOLATE", "app_connector_groups": ["Zurich"]},
        "app_connector_groups: is not an option of isolation rules, but of access.",
    ),
    "foreign list, empty": ({"service_edge_groups": []}, "service_edge_groups: is not an option of access"),
    "empty group": ({"app_connector_groups": ["Zurich", " "]}, "app_connector_groups[1]: is empty."),
    "empty profile": (
        {"policy_type": "isolation", "action": "ISOLATE", "isolation_profile": " ", **BROWSER},
        "isolation_profile: is empty. Give a name or an id, or leave the option out.",
    ),
    "condition without operands": (
        {"conditions": [{"operands": [about("APP", "SAP")]}, {"operator": "AND"}]},
        "conditions[1].operands: is empty. Give at least one operand, or leave the condition out.",
    ),
    "condition with no operands": (
        {"conditions": [{"operands": []}]},
        "conditions[0].operands: is empty.",
    ),
    "operand without a type": (
        conditions(about(None, "SAP")),
        "conditions[0].operands[0].object_type: is missing. Give one of APP, APP_GROUP",
    ),
    "objects and entries": (
        conditions(CLIENT, about("APP", "SAP", entries=[pair("id", "SAP")])),
        "conditions[0].operands[1]: has both objects and entries. Give one of them.",
    ),
    "objects and entries under their other names": (
        conditions({"object_type": "APP", "values": ["SAP"], "entry_values": [pair("id", "SAP")]}),
        "conditions[0].operands[0]: has both objects and entries.",
    ),
    "neither objects nor entries": (
        conditions(about("APP")),
        "conditions[0].operands[0]: names nothing. Give objects or entries.",
    ),
    "no objects": (
        conditions({"object_type": "APP", "objects": []}),
        "conditions[0].operands[0]: names nothing.",
    ),
    "no entries": (
        conditions({"object_type": "SAML", "entries": []}),
        "conditions[0].operands[0]: names nothing.",
    ),
    "empty object": (
        conditions(about("APP", "SAP", "")),
        "conditions[0].operands[0].objects[1]: is empty. Give a name or an id, or leave the entry out.",
    ),
    "entry without a left side": (
        conditions(about("SAML", entries=[pair(None, "x")])),
        "conditions[0].operands[0].entries[0].lhs: is missing or empty.",
    ),
    "entry without a right side": (
        conditions(about("SAML", entries=pair("Email_Okta", None))),
        "conditions[0].operands[0].entries[0].rhs: is missing or empty.",
    ),
    "entry with an empty right side": (
        conditions(about("SAML", entries=[pair("Email_Okta", "x"), pair("Email_Okta", " ")])),
        "conditions[0].operands[0].entries[1].rhs: is missing or empty.",
    ),
    "left side that is no id": (
        conditions(about("APP", entries=[pair("name", "SAP")])),
        "conditions[0].operands[0].entries[0].lhs: is 'name', but the left side of APP can only be 'id'.",
    ),
    "several ids in one": (
        conditions(about("APP", "72057594037928001, 72057594037928002")),
        "conditions[0].operands[0].objects[0]: '72057594037928001, 72057594037928002' are several ids in "
        "one. Give an entry for each.",
    ),
    "objects of a type with two sides": (
        conditions(about("SAML", "Email_Okta")),
        "conditions[0].operands[0].objects: says one side of SAML only. Give entries with lhs and rhs.",
    ),
    "groups without their identity provider": (
        conditions(about("SCIM_GROUP", "Finance")),
        "conditions[0].operands[0].objects: says one side of SCIM_GROUP only. Give entries with lhs and "
        "rhs, or objects beside idp.",
    ),
    "identity provider beside what has none": (
        conditions(about("APP", "SAP", idp="Okta")),
        "conditions[0].operands[0].idp: means nothing beside APP. Leave it out.",
    ),
    "empty identity provider": (
        conditions(about("SAML", entries=[pair("Email", "x")], idp=" ")),
        "conditions[0].operands[0].idp: is empty.",
    ),
    "unknown key of an operand": (
        conditions({"object_type": "APP", "objects": ["SAP"], "object": ["SAP"]}),
        "conditions[0].operands[0].object: there is no such option. Write objects.",
    ),
    "unknown option": ({"conditons": []}, "conditons: there is no such option. Near matches: 'conditions'."),
}

# The same, known only once the rules have been read, since what a tenant has is left alone.
AGAINST_THE_TENANT: dict[str, tuple[dict[str, Any], str]] = {
    "empty action": ({"action": ""}, "action: is empty. Give a word, or leave the option out."),
    "unknown operator": ({"operator": "XOR"}, "operator: 'XOR' is not one of AND, OR."),
    "negative timeout": (
        {"policy_type": "timeout", "action": "RE_AUTH", "reauth_timeout": "-2"},
        "reauth_timeout: '-2' is not a duration. Give seconds, or for example '30 Minutes'",
    ),
    "timeout in other words": (
        {"policy_type": "timeout", "action": "RE_AUTH", "reauth_timeout": "a fortnight"},
        "reauth_timeout: 'a fortnight' is not a duration.",
    ),
    "credential and pool": (
        {
            "policy_type": "credential",
            "action": "INJECT_CREDENTIALS",
            "credential": "credentials A",
            "credential_pool": "credential pools A",
        },
        "credential: is given together with credential_pool. Give one of them.",
    ),
    "unknown operator of a condition": (
        {"conditions": [{"operator": "NOT", "operands": [CLIENT]}]},
        "conditions[0].operator: 'NOT' is not one of AND, OR.",
    ),
    "posture neither true nor false": (
        conditions(CLIENT, about("POSTURE", entries=[pair("Disk encrypted", "VERIFIED")])),
        "conditions[0].operands[1].entries[0].rhs: 'VERIFIED' is nothing that POSTURE can be. Give one of "
        "true, false.",
    ),
    "unknown platform": (
        conditions(about("PLATFORM", "mac", "beos")),
        "conditions[0].operands[0].objects[1]: 'beos' is nothing that PLATFORM can be. Give one of linux, "
        "android, windows, ios, mac.",
    ),
    "country in full": (
        conditions(about("COUNTRY_CODE", "Germany")),
        "conditions[0].operands[0].objects[0]: 'Germany' is nothing that COUNTRY_CODE can be. Give one of "
        "two letters such as US.",
    ),
    "unknown risk": (
        conditions(about("RISK_FACTOR_TYPE", "EXTREME")),
        "conditions[0].operands[0].objects[0]: 'EXTREME' is nothing that RISK_FACTOR_TYPE can be. Give one "
        "of UNKNOWN, LOW, MEDIUM, HIGH, CRITICAL.",
    ),
    "no action": ({"action": None}, "action: is missing. 'New' would be a new policy rule"),
    "unknown client type": (
        conditions(about("CLIENT_TYPE", "zpn_client_type_zappl")),
        "conditions[0].operands[0].objects[0]: 'zpn_client_type_zappl' is nothing that CLIENT_TYPE can be.",
    ),
    "ISOLATE without a profile": (
        {"policy_type": "isolation", "action": "ISOLATE", **BROWSER},
        "isolation_profile: is missing, and action=ISOLATE needs it.",
    ),
    "isolation without client types": (
        {"policy_type": "isolation", "action": "BYPASS_ISOLATE", **conditions(about("APP", "SAP"))},
        "conditions: isolation rules need an operand about CLIENT_TYPE. Add one, such as "
        "zpn_client_type_exporter.",
    ),
    "isolation without conditions": (
        {"policy_type": "isolation", "action": "BYPASS_ISOLATE"},
        "conditions: isolation rules need an operand about CLIENT_TYPE.",
    ),
    "place beyond the end": (
        {"rule_order": 3},
        "rule_order: 3 is not a place for 'New', which can have 1 to 2.",
    ),
    "id that is not there": ({"id": "4711"}, "id: no policy rule has the id 4711."),
}

# Options for the rule Main of a policy type that is there.
OF_AN_UPDATE: dict[str, tuple[str, dict[str, Any], str]] = {
    "ISOLATE without a profile": (
        "isolation",
        {"action": "ISOLATE"},
        "isolation_profile: is missing, and action=ISOLATE needs it.",
    ),
    "no more client types": (
        "isolation",
        {"conditions": []},
        "conditions: isolation rules need an operand about CLIENT_TYPE.",
    ),
    "name that is taken": ("access", {"id": "42", "name": "Other"}, "name: 'Other' is the name of another"),
}
MANY: dict[str, Any] = {
    "policy_type": "timeout",
    "action": "ALLOW",
    "rule_order": 0,
    "operator": "XOR",
    "app_server_groups": ["x"],
    "reauth_timeout": "1 Minute",
    "reauth_idle_timeout": "soon",
    "conditions": [
        {"operands": []},
        {"operands": [about("APP"), about("SAML", entries=[pair(None, "x"), pair("Email_Okta", "")])]},
        {"operands": [about(None, "x"), about("PLATFORM", "beos", "mac", "amiga")]},
        {"operands": [about("APPLICATION", "SAP"), about("APP", "1,2")]},
    ],
}
PATHS = (
    "rule_order: ",
    "operator: ",
    "app_server_groups: ",
    "reauth_idle_timeout: ",
    "conditions[0].operands: ",
    "conditions[1].operands[0]: ",
    "conditions[1].operands[1].entries[0].lhs: ",
    "conditions[1].operands[1].entries[1].rhs: ",
    "conditions[2].operands[0].object_type: ",
    "conditions[2].operands[1].objects[0]: ",
    "conditions[2].operands[1].objects[2]: ",
    "conditions[3].operands[1].objects[0]: ",
)


@pytest.mark.parametrize(("options", "words"), PLAIN.values(), ids=PLAIN.keys())
def test_is_refused_before_any_request(furnished: TestTenant, options: dict[str, Any], words: str) -> None:
    problems = refused(furnished, {"name": "New", "action": "ALLOW", **options})
    assert any(problem.startswith(words) or words in problem for problem in problems), problems
    assert len(problems) == 1
    assert furnished.tenant.log == []


@pytest.mark.parametrize(("options", "words"), AGAINST_THE_TENANT.values(), ids=AGAINST_THE_TENANT.keys())
def test_is_refused_before_any_write(furnished: TestTenant, options: dict[str, Any], words: str) -> None:
    problems = refused(furnished, {"name": "New", "action": "ALLOW", **options})
    assert problems[0].startswith(words), problems
    assert len(problems) == 1


@pytest.mark.parametrize(("policy_type", "options", "words"), OF_AN_UPDATE.values(), ids=OF_AN_UPDATE.keys())
def test_is_refused_of_a_rule_that_is_there(
    furnished: TestTenant, policy_type: str, options: dict[str, Any], words: str
) -> None:
    add_rule(furnished, "Other")
    (problem,) = refused(furnished, {"name": "Main", "policy_type": policy_type, **options})
    assert problem.startswith(words)


def test_more_app_connector_groups_than_the_api_takes_are_refused_unless_the_rule_has_them(
    furnished: TestTenant,
) -> None:
    names = [furnished.add_connector_group("Site %d" % number)["name"] for number in range(49)]
    options = {"action": "ALLOW", "app_connector_groups": names}
    problem = "app_connector_groups: has 49 entries. Give at most 48."
    assert refused(furnished, {"name": "New", **options}) == [problem]
    ids = [{"id": group["id"]} for group in furnished.tenant.table("appConnectorGroup").values()]
    add_rule(furnished, "Old", flags={"appConnectorGroups": [one for one in ids if one][-49:]})
    assert furnished.run("zpa_policy_rule", name="Old", **options)["changed"] is False


def test_is_refused_with_all_its_problems_at_once(furnished: TestTenant) -> None:
    problems = refused(furnished, {"name": "New", **MANY})
    assert sorted(problems) == sorted(
        problem for path in PATHS for problem in problems if problem.startswith(path)
    )
    assert [path for path in PATHS if not any(problem.startswith(path) for problem in problems)] == []
    assert furnished.tenant.log == []


def test_all_that_the_tenant_contradicts_is_told_at_once(furnished: TestTenant) -> None:
    problems = refused(
        furnished,
        {
            "name": "New",
            "policy_type": "isolation",
            "action": "ISOLATE",
            "rule_order": 9,
            "isolation_profile": "99",
            **conditions(
                about("APP", "99", "98"),
                about("CONSOLE", "97"),
                about("SAML", entries=[pair("96", "x")]),
                about("POSTURE", entries=[pair("95", "true")]),
            ),
        },
    )
    for path in (
        "rule_order: ",
        "isolation_profile: ",
        "conditions[0].operands[0].objects[0]: ",
        "conditions[0].operands[0].objects[1]: ",
        "conditions[0].operands[1].objects[0]: ",
        "conditions[0].operands[2].entries[0].lhs: ",
        "conditions[0].operands[3].entries[0].lhs: ",
        "conditions: isolation rules need ",
    ):
        assert any(problem.startswith(path) for problem in problems), path


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("APP", "conditions: is 'APP', and"),
        ([{"operands": "APP"}], "conditions[0].operands: is 'APP', and"),
        (
            [{"operands": [about("SAML", entries="Email_Okta")]}],
            "conditions[0].operands[0].entries: is 'Email_Okta', and",
        ),
        (
            [{"operands": [about("APP", "SAP")], "negated": "perhaps"}],
            "conditions[0].negated: is 'perhaps', and",
        ),
    ],
)
def test_what_is_of_a_wrong_type_is_named(furnished: TestTenant, given: Any, path: str) -> None:
    problems = refused(furnished, {"name": "New", "action": "ALLOW", "conditions": given})
    assert [problem.startswith(path) for problem in problems] == [True]
    assert furnished.tenant.log == []


@pytest.mark.parametrize(
    "spelling", ["ACCESS_POLICY", "GLOBAL_POLICY", "Access", "access", " access ", "global_policy"]
)
def test_any_name_of_a_policy_type_is_understood(furnished: TestTenant, spelling: str) -> None:
    result = furnished.run("zpa_policy_rule", name="Main", action="ALLOW", policy_type=spelling)
    assert result["changed"] is False
    assert result["policy_rule"]["policy_type"] == "access"
