# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a rule can have wrong: the path of the option, what was given, what to do. Nothing is written."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support.policies import add_rule, furnish
from support.tenants import TestTenant

EXPORTER, ZAPP = "zpn_client_type_exporter", "zpn_client_type_zapp"


def about(object_type: str | None, *objects: Any, **more: Any) -> dict[str, Any]:
    """An operand."""
    operand = {"object_type": object_type, "objects": list(objects) or None, **more}
    return {key: value for key, value in operand.items() if value is not None}


def pair(lhs: Any, rhs: Any) -> dict[str, Any]:
    return {key: value for key, value in (("lhs", lhs), ("rhs", rhs)) if value is not None}


def conditions(*operands: dict[str, Any], **beside: Any) -> dict[str, Any]:
    """Options with one condition."""
    return {"conditions": [{"operands": list(operands)}], **beside}


CLIENT = about("CLIENT_TYPE", ZAPP)
BROWSER = conditions(about("CLIENT_TYPE", EXPORTER))

# Options of a rule that is created, and how a problem begins. Known before any request is sent.
PLAIN: dict[str, tuple[dict[str, Any], str]] = {
    "neither name nor id": ({"name": None}, "name: give the name of the policy rule, or its id."),
    "empty name": ({"name": " "}, "name: is empty."),
    "name as id": ({"id": "Finance"}, "id: 'Finance' is not an id of ZPA, which is a decimal number."),
    "unknown policy type": (
        {"policy_type": "acces"},
        "policy_type: 'acces' is not a policy type. Choose one of access, timeout, client_forwarding",
    ),
    "empty policy type": ({"policy_type": ""}, "policy_type: '' is not a policy type."),
    "unknown action": (
        {"action": "PERMIT"},
        "action: 'PERMIT' is not what access rules can do. Choose one of ALLOW, DENY, REQUIRE_APPROVAL.",
    ),
    "action of another policy type": (
        {"policy_type": "timeout", "action": "ALLOW"},
        "action: 'ALLOW' is not what timeout rules can do. Choose one of RE_AUTH.",
    ),
    "empty action": ({"action": ""}, "action: '' is not what access rules can do."),
    "place zero": ({"rule_order": 0}, "rule_order: 0 is not a place. The first is 1."),
    "place below zero": ({"rule_order": -1}, "rule_order: -1 is not a place. The first is 1."),
    "place in words": ({"rule_order": "first"}, "argument 'rule_order' is of type"),
    "unknown operator": ({"operator": "XOR"}, "operator: 'XOR' is not one of AND, OR."),
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
    "49 App Connector groups": (
        {"app_connector_groups": [str(number) for number in range(1, 50)]},
        "app_connector_groups: has 49 entries. Give at most 48.",
    ),
    "short timeout": (
        {"policy_type": "timeout", "action": "RE_AUTH", "reauth_timeout": "599"},
        "reauth_timeout: '599' is less than the 600 seconds that ZPA demands, or Never.",
    ),
    "short idle timeout": (
        {"policy_type": "timeout", "action": "RE_AUTH", "reauth_idle_timeout": "9 Minutes"},
        "reauth_idle_timeout: '9 Minutes' is less than the 600 seconds",
    ),
    "negative timeout": (
        {"policy_type": "timeout", "action": "RE_AUTH", "reauth_timeout": "-2"},
        "reauth_timeout: '-2' is not a duration. Give seconds, or for example '30 Minutes'",
    ),
    "timeout in other words": (
        {"policy_type": "timeout", "action": "RE_AUTH", "reauth_timeout": "a fortnight"},
        "reauth_timeout: 'a fortnight' is not a duration.",
    ),
    "unknown capability": (
        {"policy_type": "capabilities", "action": "CHECK_CAPABILITIES", "privileged_capabilities": ["FLY"]},
        "privileged_capabilities: 'FLY' is not one of CLIPBOARD_COPY, CLIPBOARD_PASTE",
    ),
    "capability of the portal": (
        {
            "policy_type": "privileged_portal",
            "action": "CHECK_PRIVILEGED_PORTAL_CAPABILITIES",
            "privileged_portal_capabilities": ["DELETE_FILE", "FILE_UPLOAD"],
        },
        "privileged_portal_capabilities: 'FILE_UPLOAD' is not one of ACCESS_UNINSPECTED_FILE",
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
    "unknown operator of a condition": (
        {"conditions": [{"operator": "NOT", "operands": [CLIENT]}]},
        "conditions[0]: value of operator must be one of: AND, OR, got: NOT",
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
    "platform that is false": (
        conditions(about("PLATFORM", entries=[pair("mac", "false")])),
        "conditions[0].operands[0].entries[0].rhs: 'false' is nothing that PLATFORM can be.",
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
        "conditions[0].operands[0]: Unsupported options: object. Supported parameters include: entries",
    ),
    "unknown option": ({"conditons": []}, "Unsupported options: conditons."),
}

# The same, known only once the rules have been read, since what a tenant has is left alone.
AGAINST_THE_TENANT: dict[str, tuple[dict[str, Any], str]] = {
    "no action": ({"action": None}, "action: is missing. ZPA creates no policy rule without it."),
    "unknown object type": (
        conditions(about("APPLICATION", "SAP")),
        "conditions[0].operands[0].object_type: 'APPLICATION' is not an object type. Give one of APP, ",
    ),
    "unknown client type": (
        conditions(about("CLIENT_TYPE", "zpn_client_type_zappl")),
        "conditions[0].operands[0].objects[0]: 'zpn_client_type_zappl' is nothing that CLIENT_TYPE can be.",
    ),
    "object type of another policy type": (
        conditions(about("CONSOLE", "pra consoles A")),
        "conditions: CONSOLE is nothing that access rules can be about. They can be about APP, ",
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
    "INSPECT without a profile": (
        {"policy_type": "inspection", "action": "INSPECT"},
        "inspection_profile: is missing, and action=INSPECT needs it.",
    ),
    "posture without client types": (
        conditions(about("POSTURE", entries=[pair("Disk encrypted", "true")])),
        "conditions: POSTURE works for client types only. Add an operand about CLIENT_TYPE, such as "
        "zpn_client_type_zapp.",
    ),
    "network without client types": (
        conditions(about("TRUSTED_NETWORK", entries=[pair("Headquarters", "true")])),
        "conditions: TRUSTED_NETWORK works for client types only.",
    ),
    "redirection without groups": (
        {"policy_type": "redirection", "action": "REDIRECT_ALWAYS"},
        "service_edge_groups: is missing, and action=REDIRECT_ALWAYS needs it.",
    ),
    "no redirection with groups": (
        {"policy_type": "redirection", "action": "REDIRECT_DEFAULT", "service_edge_groups": ["Zurich edge"]},
        "service_edge_groups: does not go with action=REDIRECT_DEFAULT.",
    ),
    "neither credential nor pool": (
        {"policy_type": "credential", "action": "INJECT_CREDENTIALS"},
        "credential or credential_pool: is missing, and action=INJECT_CREDENTIALS needs it.",
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
    "INSPECT without a profile": (
        "inspection",
        {"action": "INSPECT"},
        "inspection_profile: is missing, and action=INSPECT needs it.",
    ),
    "redirection without groups": (
        "redirection",
        {"action": "REDIRECT_PREFERRED"},
        "service_edge_groups: is missing, and action=REDIRECT_PREFERRED needs it.",
    ),
    "groups without a redirection": (
        "redirection",
        {"service_edge_groups": ["Zurich edge"]},
        "service_edge_groups: does not go with action=REDIRECT_DEFAULT.",
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
    "action: ",
    "rule_order: ",
    "operator: ",
    "app_server_groups: ",
    "reauth_timeout: ",
    "reauth_idle_timeout: ",
    "conditions[0].operands: ",
    "conditions[1].operands[0]: ",
    "conditions[1].operands[1].entries[0].lhs: ",
    "conditions[1].operands[1].entries[1].rhs: ",
    "conditions[2].operands[0].object_type: ",
    "conditions[2].operands[1].objects[0]: ",
    "conditions[2].operands[1].objects[2]: ",
    "conditions[3].operands[0].object_type: ",
    "conditions[3].operands[1].objects[0]: ",
)


@pytest.fixture
def furnished(zpa: TestTenant) -> TestTenant:
    furnish(zpa)
    for policy_type in ("access", "isolation", "inspection", "redirection"):
        add_rule(zpa, "Main", policy_type, object_id="42" if policy_type == "access" else None)
    return zpa


def refused(zpa: TestTenant, options: dict[str, Any]) -> list[str]:
    """Return the problems of a task, which check mode and the real run tell alike, and write nothing."""
    told = []
    for check in (True, False):
        result = zpa.run("zpa_policy_rule", check, **options)
        assert result["failed"]
        told.append(result.get("problems"))
    assert told[0] == told[1]
    assert told[0]
    assert zpa.writes == []
    return told[0]


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
        "conditions: CONSOLE ",
        "conditions: isolation rules need ",
        "conditions: POSTURE ",
    ):
        assert any(problem.startswith(path) for problem in problems), path


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("APP", "conditions[0]: "),
        ([{"operands": "APP"}], "conditions[0].operands[0]: "),
        ([{"operands": [about("SAML", entries="Email_Okta")]}], "conditions[0].operands[0].entries[0]: "),
        ([{"operands": [about("APP", "SAP")], "negated": "perhaps"}], "conditions[0]: argument 'negated' "),
    ],
)
def test_what_is_of_a_wrong_type_is_named(furnished: TestTenant, given: Any, path: str) -> None:
    problems = refused(furnished, {"name": "New", "action": "ALLOW", "conditions": given})
    # Some words are those of Ansible, whose releases spell the type in two ways.
    assert any(problem.startswith(path) and re.search("is of type .*str", problem) for problem in problems)
    assert furnished.tenant.log == []


@pytest.mark.parametrize(
    "spelling", ["ACCESS_POLICY", "GLOBAL_POLICY", "Access", "access", " access ", "global_policy"]
)
def test_any_name_of_a_policy_type_is_understood(furnished: TestTenant, spelling: str) -> None:
    result = furnished.run("zpa_policy_rule", name="Main", action="ALLOW", policy_type=spelling)
    assert result["changed"] is False
    assert result["policy_rule"]["policy_type"] == "access"


def test_a_client_type_that_no_source_names_for_a_policy_type_is_a_warning(furnished: TestTenant) -> None:
    options = {"name": "New", "policy_type": "redirection", "action": "REDIRECT_DEFAULT"}
    result = furnished.run("zpa_policy_rule", True, **options, **conditions(about("CLIENT_TYPE", EXPORTER)))
    assert result["changed"]
    assert "redirection rules are known to take the client types" in str(result["warnings"])
    assert EXPORTER in str(result["warnings"])


@pytest.mark.parametrize("policy_type", ["siem", "protection"])
def test_a_policy_type_that_no_source_describes_takes_what_the_api_takes(
    zpa: TestTenant, policy_type: str
) -> None:
    options = {"name": "New", "policy_type": policy_type, "action": "whatever", **conditions(CLIENT)}
    furnish(zpa)
    result = zpa.run("zpa_policy_rule", True, **options)
    assert result["policy_rule"]["action"] == "WHATEVER"
