# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a rule can have wrong: the path of the option, what was given, what to do. Nothing is written."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest
from support.policies import add_rule, furnish
from support.tenants import TestTenant
from zpa_emulator import conditions as known
from zpa_emulator import policies, policy_routes

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


@pytest.fixture
def furnished(zpa: TestTenant) -> TestTenant:
    furnish(zpa)
    for policy_type in ("access", "isolation", "inspection", "redirection"):
        add_rule(zpa, "Main", policy_type, object_id="42" if policy_type == "access" else None)
    return zpa


def warned(result: dict[str, Any]) -> list[str]:
    """Return the warnings of a task, which Ansible's releases spell in two ways."""
    found = result.get("warnings", [])
    return [warning["event"]["msg"] if isinstance(warning, dict) else warning for warning in found]


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


# Options of a new rule that no document has, and how the warning begins.
DOUBTED: dict[str, tuple[dict[str, Any], str]] = {
    "unknown action": (
        {"action": "CONDITIONAL_ACCESS", **conditions(about("APP", "SAP"))},
        "action: no document lists 'CONDITIONAL_ACCESS', but ALLOW, DENY, REQUIRE_APPROVAL.",
    ),
    "action of another policy type": (
        {"policy_type": "timeout", "action": "ALLOW"},
        "action: no document lists 'ALLOW', but RE_AUTH.",
    ),
    "short timeout": (
        {"policy_type": "timeout", "action": "RE_AUTH", "reauth_timeout": "9 Minutes"},
        "reauth_timeout: 540 is less than the 600 seconds that the vendor's clients send at least.",
    ),
    "unknown capability": (
        {"policy_type": "capabilities", "action": "CHECK_CAPABILITIES", "privileged_capabilities": ["FLY"]},
        "privileged_capabilities: no document lists 'FLY', but CLIPBOARD_COPY",
    ),
    "unknown object type": (
        conditions(about("APLICATION", "SAP")),
        "conditions[0].operands[0].object_type: no document lists 'APLICATION', but APP, ",
    ),
    "object type of another policy type": (
        conditions(about("CONSOLE", "pra consoles A")),
        "conditions: no document has CONSOLE in access rules, which are known to be about APP, ",
    ),
    "client type of another policy type": (
        {
            "policy_type": "redirection",
            "action": "REDIRECT_DEFAULT",
            **conditions(about("CLIENT_TYPE", EXPORTER)),
        },
        "conditions: redirection rules are known to take the client types ",
    ),
    "posture without client types": (
        conditions(about("POSTURE", entries=[pair("Disk encrypted", "false")])),
        "conditions: POSTURE is documented beside CLIENT_TYPE only, ",
    ),
    "network without client types": (
        conditions(about("TRUSTED_NETWORK", entries=[pair("Headquarters", "true")])),
        "conditions: TRUSTED_NETWORK is documented beside CLIENT_TYPE only, ",
    ),
    "platform that is false": (
        conditions(about("PLATFORM", entries=[pair("mac", "false")])),
        "conditions[0].operands[0].entries[0].rhs: no document lists 'false', but true.",
    ),
    "INSPECT without a profile": (
        {"policy_type": "inspection", "action": "INSPECT"},
        "inspection_profile: is missing, and action=INSPECT is known with it only.",
    ),
    "redirection without groups": (
        {"policy_type": "redirection", "action": "REDIRECT_ALWAYS"},
        "service_edge_groups: is missing, and action=REDIRECT_ALWAYS is known with it only.",
    ),
    "no redirection with groups": (
        {"policy_type": "redirection", "action": "REDIRECT_DEFAULT", "service_edge_groups": ["Zurich edge"]},
        "service_edge_groups: is given, and action=REDIRECT_DEFAULT is known without it only.",
    ),
    "neither credential nor pool": (
        {"policy_type": "credential", "action": "INJECT_CREDENTIALS"},
        "credential or credential_pool: is missing, and action=INJECT_CREDENTIALS is known with it only.",
    ),
}
# Options that live tests of the vendor's clients have, or documents list.
KNOWN: dict[str, dict[str, Any]] = {
    "platform and machine group in an inspection rule": {
        "policy_type": "inspection",
        "action": "INSPECT",
        "inspection_profile": "inspection profiles A",
        "conditions": [
            {"operands": [about("SAML", entries=[pair("Email_Okta", "user1@example.com")])]},
            {"operands": [about("PLATFORM", "linux", "windows")]},
            {"operands": [about("MACHINE_GRP", "machine groups A")]},
            {"operands": [about("CLIENT_TYPE", EXPORTER)]},
        ],
    },
    "attributes in a redirection rule": {
        "policy_type": "redirection",
        "action": "REDIRECT_DEFAULT",
        "conditions": [
            {"operands": [about("CLIENT_TYPE", ZAPP)]},
            {"operands": [about("SAML", entries=[pair("Email_Okta", "user1@example.com")])]},
        ],
    },
    "both documented client types in an isolation rule": {
        "policy_type": "isolation",
        "action": "BYPASS_ISOLATE",
        **conditions(about("CLIENT_TYPE", EXPORTER, ZAPP)),
    },
    "trusted network that is not": conditions(
        CLIENT, about("TRUSTED_NETWORK", entries=[pair("Headquarters", "false")])
    ),
}


@pytest.mark.parametrize(("options", "words"), DOUBTED.values(), ids=DOUBTED.keys())
def test_what_no_document_has_is_written_with_one_warning(
    furnished: TestTenant, options: dict[str, Any], words: str
) -> None:
    task = {"name": "New", "action": "ALLOW", **options}
    foreseen, done = (furnished.run("zpa_policy_rule", check, **task) for check in (True, False))
    assert foreseen["changed"] is done["changed"] is True
    assert warned(foreseen) == warned(done)
    (warning,) = warned(done)
    assert warning.startswith(words)
    assert "The API may refuse it." in warning
    again = furnished.run("zpa_policy_rule", **task)
    assert again["changed"] is False
    assert warned(again) == []
    other = furnished.run("zpa_policy_rule", **{**task, "description": "New"})
    assert other["changed"] is True
    assert warned(other) == []


@pytest.mark.parametrize(("options", "words"), DOUBTED.values(), ids=DOUBTED.keys())
def test_a_refusal_of_what_no_document_has_is_explained(
    furnished: TestTenant, options: dict[str, Any], words: str
) -> None:
    furnished.tenant.quirks.undocumented_refused = True
    result = furnished.run("zpa_policy_rule", **{"name": "New", "action": "ALLOW", **options})
    assert result["msg"].startswith("Cannot create policy rule 'New': One or more input fields ")
    assert "What no document has may be the reason: %s" % words in result["msg"]
    assert (result["status"], result["error_id"]) == (400, "invalid.resource.argument")
    assert "New" not in [rule["name"] for rule in furnished.tenant.table("policyRule").values()]


@pytest.mark.parametrize("options", KNOWN.values(), ids=KNOWN.keys())
def test_what_documents_and_live_tests_have_is_written_without_a_word(
    furnished: TestTenant, options: dict[str, Any]
) -> None:
    task = {"name": "New", "action": "ALLOW", **options}
    result = furnished.run("zpa_policy_rule", **task)
    assert result.get("changed") is True, result["msg"]
    assert warned(result) == []
    assert furnished.run("zpa_policy_rule", **task)["changed"] is False


def test_an_update_that_is_refused_for_what_the_rule_has_already_is_explained(furnished: TestTenant) -> None:
    network = conditions(about("TRUSTED_NETWORK", entries=[pair("Headquarters", "true")]))
    furnished.run("zpa_policy_rule", name="Main", **network)
    furnished.tenant.quirks.undocumented_refused = True
    result = furnished.run("zpa_policy_rule", name="Main", description="New")
    assert (
        "may be the reason: conditions: TRUSTED_NETWORK is documented beside CLIENT_TYPE only"
        in result["msg"]
    )


def test_a_whole_configuration_is_not_held_up_by_a_doubt(furnished: TestTenant) -> None:
    rules = [
        {"name": "One", "action": "ALLOW"},
        {"name": "Two", "action": "ALLOW", **DOUBTED["network without client types"][0]},
    ]
    config = {"config": {"policy_rules": {"access": rules}}}
    foreseen, done = (furnished.run("zpa_config", check, **config) for check in (True, False))
    assert warned(foreseen) == warned(done)
    (warning,) = warned(done)
    assert warning.startswith("config.policy_rules.access[1].conditions: TRUSTED_NETWORK is documented ")
    assert furnished.run("zpa_config", **config)["changed"] is False


@pytest.mark.parametrize("is_there", [False, True])
def test_every_rule_of_a_configuration_is_warned_about(furnished: TestTenant, is_there: bool) -> None:
    """Also where all have the same name, and differ by their ids."""
    posture = DOUBTED["posture without client types"][0]
    rules: list[dict[str, Any]] = [{"name": name, "action": "ALLOW", **posture} for name in "ABC"]
    if is_there:
        rules = [{**rule, "id": add_rule(furnished, "Same")["id"], "name": "Same"} for rule in rules]
    config = {"config": {"policy_rules": {"access": rules}}}
    foreseen, done = (furnished.run("zpa_config", check, **config) for check in (True, False))
    assert warned(foreseen) == warned(done)
    assert [warning.partition(": ")[0] for warning in warned(done)] == [
        "config.policy_rules.access[%d].conditions" % place for place in range(3)
    ]


class TestAnIsolationRuleThatLacksWhatADocumentDemands:
    """The tenant has it: what its API took once can be changed in everything else."""

    CHANGES: tuple[dict[str, Any], ...] = (
        {"enabled": False},
        {"description": "New"},
        {"conditions": [{"operands": [about("APP", "SAP")]}, {"operands": [about("APP_GROUP", "Web apps")]}]},
    )

    @pytest.fixture
    def lacking(self, furnished: TestTenant) -> TestTenant:
        stored = add_rule(furnished, "Lacking", "isolation")
        stored["action"] = "ISOLATE"
        operand = {"id": "2", "objectType": "APP", "lhs": "id"}
        operand["rhs"] = furnished.stored("SAP", "application")["id"]
        stored["conditions"] = [{"id": "1", "operator": "OR", "negated": False, "operands": [operand]}]
        return furnished

    @pytest.mark.parametrize("options", CHANGES)
    def test_is_changed(
        self, lacking: TestTenant, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]
    ) -> None:
        monkeypatch.setattr(policies, "_isolation", dict)
        for check in (True, False):
            result = lacking.run("zpa_policy_rule", check, name="Lacking", policy_type="isolation", **options)
            assert result.get("changed") is True, result["msg"]

    @pytest.mark.parametrize("options", CHANGES)
    def test_does_not_hold_up_a_configuration(
        self, lacking: TestTenant, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]
    ) -> None:
        monkeypatch.setattr(policies, "_isolation", dict)
        rules = {"isolation": [{"name": "Lacking", **options}], "access": [{"name": "New", "action": "DENY"}]}
        result = lacking.run("zpa_config", config={"policy_rules": rules})
        assert [step["status"] for step in result["plan"]] == ["done", "done"], result["msg"]

    def test_is_told_where_the_api_refuses_it(self, lacking: TestTenant) -> None:
        result = lacking.run("zpa_policy_rule", name="Lacking", policy_type="isolation", enabled=False)
        assert result["status"] == 400
        assert "may be the reason: isolation_profile: is missing, and action=ISOLATE needs" in result["msg"]
        assert "conditions: isolation rules need an operand about CLIENT_TYPE." in result["msg"]


class TestWordsThatATenantLists:
    """Client types, platforms and risk scores can be newer than the documents."""

    @pytest.fixture
    def newer(self, furnished: TestTenant, monkeypatch: pytest.MonkeyPatch) -> TestTenant:
        """A tenant that knows more words, lists these, and takes them."""
        monkeypatch.setitem(known.CLIENT_TYPES, "zpn_client_type_watch", "Watch")
        monkeypatch.setitem(known.PLATFORMS, "chromeos", "ChromeOS")
        for name, row in (
            ("CLIENT_TYPE", {"rhs": frozenset(known.CLIENT_TYPES)}),
            ("PLATFORM", {"lhs": frozenset(known.PLATFORMS)}),
            ("RISK_FACTOR_TYPE", {"rhs": frozenset((*known.RISK_SCORES, "EXTREME"))}),
        ):
            changed = dataclasses.replace(known.OBJECT_TYPES[name], **row)
            monkeypatch.setitem(known.OBJECT_TYPES, name, changed)
        monkeypatch.setattr(policy_routes, "RISK_SCORES", (*known.RISK_SCORES, "EXTREME"))
        return furnished

    WORDS = (
        ("CLIENT_TYPE", "zpn_client_type_watch", "clientTypes"),
        ("PLATFORM", "ChromeOS", "platform"),
        ("RISK_FACTOR_TYPE", "extreme", "riskScoreValues"),
    )

    @pytest.mark.parametrize(("object_type", "word", "path"), WORDS)
    def test_are_taken_for_one_request_more(
        self, newer: TestTenant, object_type: str, word: str, path: str
    ) -> None:
        task = {"name": "New", "action": "ALLOW", **conditions(about(object_type, word))}
        for check in (True, False):
            newer.tenant.log.clear()
            result = newer.run("zpa_policy_rule", check, **task)
            assert result.get("changed") is True, result["msg"]
            assert sum(path in call.path for call in newer.tenant.log) == 1
        newer.tenant.log.clear()
        assert newer.run("zpa_policy_rule", **task)["changed"] is False
        assert [call for call in newer.tenant.log if path in call.path] == []

    @pytest.mark.parametrize(("object_type", "word", "path"), WORDS)
    def test_are_refused_where_the_tenant_does_not_list_them(
        self, furnished: TestTenant, object_type: str, word: str, path: str
    ) -> None:
        task = {"name": "New", "action": "ALLOW", **conditions(about(object_type, word))}
        (problem,) = refused(furnished, task)
        assert "'%s' is nothing that %s can be. Give one of " % (word, object_type) in problem

    @pytest.mark.parametrize(
        ("object_type", "word", "meant"),
        [
            ("CLIENT_TYPE", "zpn_client_type_wath", "zpn_client_type_watch"),
            ("PLATFORM", "chromos", "chromeos"),
            ("RISK_FACTOR_TYPE", "extrem", "EXTREME"),
        ],
    )
    def test_are_among_those_to_choose_from(
        self, newer: TestTenant, object_type: str, word: str, meant: str
    ) -> None:
        task = {"name": "New", "action": "ALLOW", **conditions(about(object_type, word))}
        (problem,) = refused(newer, task)
        documented, _dot, near = problem.partition(" Near matches: ")
        assert documented.count(meant) == 1
        assert "'%s'" % meant in near

    def test_are_refused_where_the_tenant_has_no_list(self, furnished: TestTenant) -> None:
        furnished.fault("status", "GET .*/platform", status=404, body={"id": "x", "reason": "No."}, times=9)
        task = {"name": "New", "action": "ALLOW", **conditions(about("PLATFORM", "widnows"))}
        (problem,) = refused(furnished, task)
        assert "Near matches: 'windows'" in problem

    def test_cost_nothing_where_documents_have_them(self, furnished: TestTenant) -> None:
        task = {"name": "New", "action": "ALLOW", **conditions(about("PLATFORM", "mac"), CLIENT)}
        furnished.run("zpa_policy_rule", **task)
        assert [call.path for call in furnished.tenant.log if "latform" in call.path] == []


@pytest.mark.parametrize("policy_type", ["siem", "protection"])
def test_a_policy_type_that_no_source_describes_takes_what_the_api_takes(
    zpa: TestTenant, policy_type: str
) -> None:
    options = {"name": "New", "policy_type": policy_type, "action": "whatever", **conditions(CLIENT)}
    furnish(zpa)
    result = zpa.run("zpa_policy_rule", True, **options)
    assert result["policy_rule"]["action"] == "WHATEVER"


# What tasks for other tools say, with the only sentence about it: its path, and what to write.
OF_OTHER_TOOLS: dict[str, tuple[dict[str, Any], str, str]] = {
    "side id": (
        conditions({"object_type": "APP", "lhs": "id", "rhs": "216196257331370065"}),
        "conditions[0].operands[0].lhs and rhs: ",
        'Write objects: ["216196257331370065"] in their place, with names or ids.',
    ),
    "group": (
        conditions({"object_type": "SCIM_GROUP", "lhs": "72", "rhs": "490801", "idp_id": "72"}),
        "conditions[0].operands[0].lhs, rhs and idp_id: ",
        'Write entries: [{lhs: "72", rhs: "490801"}] in their place, with names or ids.',
    ),
    "attribute": (
        conditions({"object_type": "SAML", "lhs": "9", "rhs": "a@example.com", "idp_id": "72"}),
        "conditions[0].operands[0].lhs, rhs and idp_id: ",
        'Write entries: [{lhs: "9", rhs: "a@example.com"}] and idp: "72" in their place, with names or ids.',
    ),
    "platform": (
        conditions({"object_type": "PLATFORM", "lhs": "linux", "rhs": "true"}),
        "conditions[0].operands[0].lhs and rhs: ",
        'Write entries: [{lhs: "linux", rhs: "true"}] in their place, with names or ids.',
    ),
    "identity provider by id": (
        conditions(about("SAML", entries=[pair("Email", "x")], idp_id="72")),
        "conditions[0].operands[0].idp_id: ",
        "Write idp, which takes names and ids.",
    ),
    "id of a condition": (
        {"conditions": [{"id": "7", "operands": [about("APP", "SAP")]}]},
        "conditions[0].id: ",
        "Leave it out: a condition is known by what it says.",
    ),
    "connectors": (
        {"app_connector_group_ids": ["7"]},
        "app_connector_group_ids: ",
        "Write app_connector_groups, which takes names and ids.",
    ),
    "servers": (
        {"app_server_group_ids": ["7"]},
        "app_server_group_ids: ",
        "Write app_server_groups, which takes names and ids.",
    ),
    "servers of a provider": (
        {"server_groups": [{"id": ["7"]}]},
        "server_groups: ",
        "Write app_server_groups.",
    ),
    "profile": (
        {"zpn_inspection_profile_id": "7"},
        "zpn_inspection_profile_id: ",
        "Write inspection_profile, which takes names and ids.",
    ),
    "name of the API": ({"customMsg": "No."}, "customMsg: ", "Write custom_msg."),
    "switch of the API": (
        {"disabled": True},
        "disabled: ",
        "Write enabled, which is true where disabled is false.",
    ),
    "groups as objects": (
        {"app_connector_groups": [{"id": "7"}]},
        "app_connector_groups[0]: is a dictionary (id), and the option takes a text. ",
        "Write the id alone, '7'.",
    ),
}


@pytest.mark.parametrize(("given", "path", "advice"), OF_OTHER_TOOLS.values(), ids=OF_OTHER_TOOLS.keys())
def test_the_words_of_other_tools_get_one_sentence_that_says_what_to_write(
    furnished: TestTenant, given: dict[str, Any], path: str, advice: str
) -> None:
    (problem,) = refused(furnished, {"name": "Z", "action": "ALLOW", **given})
    assert problem.startswith(path)
    assert problem.endswith(advice)
    assert furnished.tenant.log == []


@pytest.mark.parametrize("spell", [json.dumps, str], ids=["JSON", "Python"])
def test_conditions_that_come_as_text_are_those_that_it_says(
    furnished: TestTenant, spell: Callable[[Any], str]
) -> None:
    declared: Any = [
        {"operands": [about("APP", "SAP", "Payroll")], "negated": True},
        {"operands": [about("SCIM_GROUP", "Engineering", "Finance", idp="Okta")]},
    ]
    rule = {"name": "J", "action": "ALLOW"}
    assert furnished.run("zpa_policy_rule", **rule, conditions=spell(declared))["changed"]
    assert furnished.run("zpa_policy_rule", **rule, conditions=declared)["changed"] is False
    config = {"policy_rules": {"access": [{**rule, "conditions": spell(declared)}]}}
    assert furnished.run("zpa_config", config=spell(config))["changed"] is False


@pytest.mark.parametrize(
    "text", ["Engineering, Finance", '[{"operands": [{"object_type": "APP"', "operands=APP", "", "[1, 2"]
)
def test_other_text_in_place_of_conditions_is_one_complaint(furnished: TestTenant, text: str) -> None:
    (problem,) = refused(furnished, {"name": "J", "action": "ALLOW", "conditions": text})
    assert problem.startswith("conditions: is '%s', and the option takes a list of dictionaries with" % text)
    assert "from_json" in problem
    assert furnished.tenant.log == []
