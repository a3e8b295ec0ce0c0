# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who reaches what, as the module tells it: of two configurations, and of a tenant."""

from __future__ import annotations

from typing import Any

import pytest
from support.access_results import MODULE, Result, analysed, told_segments
from support.modules import run_module
from support.policies import furnish
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_deception_rule


def problems_of(**options: Any) -> list[str]:
    result = run_module(MODULE, options)
    assert result["failed"]
    return list(result["problems"])


# -- A tenant --------------------------------------------------------------------------------------------

GROUPS = [{"name": "Money", "enabled": True}, {"name": "Common", "enabled": True}]
OKTA = {"idp": "Okta"}


def segment(name: str, group: str, *ports: str, **more: Any) -> Result:
    return {
        "name": name,
        "enabled": True,
        "segment_group": group,
        "server_groups": ["Zurich servers"],
        "domain_names": ["%s.corp.example" % name.lower()],
        "tcp_ports": list(ports),
        **more,
    }


def rule(name: str, action: str, *operands: Result) -> Result:
    conditions = [{"operands": [operand]} for operand in operands]
    return {"name": name, "action": action, **({"conditions": conditions} if conditions else {})}


def of_group(*names: str) -> Result:
    return {"object_type": "APP_GROUP", "objects": list(names)}


def members(*names: str) -> Result:
    return {"object_type": "SCIM_GROUP", "entries": [{"lhs": "Okta", "rhs": name} for name in names]}


DECLARED: Result = {
    "segment_groups": GROUPS,
    "application_segments": [segment("Ledger", "Money", "443"), segment("Wiki", "Common", "443")],
    "policy_rules": {
        "access": [
            rule("Finance", "ALLOW", of_group("Money"), members("Finance")),
            rule("Staff", "ALLOW", of_group("Common"), members("Finance", "Engineering")),
        ]
    },
}


@pytest.fixture
def tenant(zpa: TestTenant) -> TestTenant:
    """A tenant as DECLARED, with its other things out of the way."""
    furnish(zpa)
    made = zpa.run("zpa_config", config=DECLARED)
    assert not made.get("failed"), made["msg"]
    zpa.forget()
    return zpa


def analysed_on(tenant: TestTenant, **options: Any) -> Result:
    writes = len(tenant.writes)
    result = tenant.run(MODULE, **options)
    assert not result.get("failed"), result["msg"]
    assert len(tenant.writes) == writes
    return result


EDITS: dict[str, tuple[Result, str, list[str]]] = {
    "a new rule": (
        {"policy_rules": {"access": [rule("Guests", "ALLOW", of_group("Common"), members("Sales"))]}},
        "merged",
        ["gained Wiki"],
    ),
    "a rule that moves up": (
        {
            "policy_rules": {
                "access": [rule("None", "DENY", of_group("Money")), *DECLARED["policy_rules"]["access"]]
            }
        },
        "overridden",
        ["lost Ledger"],
    ),
    "a rule that goes": (
        {"policy_rules": {"access": [{"name": "Finance", "state": "absent"}]}},
        "merged",
        ["lost Ledger"],
    ),
    "rules that are not declared": (
        {"policy_rules": {"access": []}},
        "overridden",
        ["lost Ledger", "lost Wiki"],
    ),
    "a segment that moves, as it says": (
        {"application_segments": [{"name": "Ledger", "segment_group": "Common"}]},
        "merged",
        ["gained Ledger"],
    ),
    "a segment that moves, as its group says": (
        {"segment_groups": [{"name": "Common", "applications": ["Ledger", "Wiki"]}]},
        "merged",
        ["gained Ledger"],
    ),
    "a new segment": (
        {"application_segments": [segment("Chat", "Common", "443")]},
        "merged",
        ["gained Chat"],
    ),
    "a new group with a new segment and a rule for it": (
        {
            "segment_groups": [{"name": "Labs", "enabled": True}],
            "application_segments": [segment("Bench", "Labs", "22")],
            "policy_rules": {"access": [rule("Labs", "ALLOW", of_group("Labs"))]},
        },
        "merged",
        ["gained Bench"],
    ),
    "one port more": (
        {"application_segments": [{"name": "Wiki", "tcp_ports": ["443", "8443"]}]},
        "merged",
        ["gained Wiki"],
    ),
    "a group that is disabled": (
        {"segment_groups": [{"name": "Money", "enabled": False}]},
        "merged",
        ["lost Ledger"],
    ),
    "another name for a group": (
        {"segment_groups": [{"id": "@Money", "name": "Cash"}]},
        "merged",
        [],
    ),
    "nothing new": (DECLARED, "merged", []),
}


@pytest.mark.parametrize("what", EDITS)
def test_a_plan_is_told_as_what_it_brings_about(tenant: TestTenant, what: str) -> None:
    """What is foretold of a plan is what the tenant has afterwards, compared with what it had."""
    edit, state, expected = EDITS[what]
    ids = {one["name"]: str(one["id"]) for one in tenant.tenant.table("segmentGroup").values()}
    config = {
        key: [{**entry, "id": ids[entry["id"][1:]]} if "id" in entry else entry for entry in value]
        if isinstance(value, list)
        else value
        for key, value in edit.items()
    }
    foretold = analysed_on(tenant, config=config, state=state)["changes"]
    assert sorted("%s %s" % (one["direction"], *told_segments(one)) for one in foretold) == expected
    kinds = ["segment_groups", "application_segments", "policy_rules"]
    before = tenant.run("zpa_config", state="gathered", kinds=kinds)["config"]
    assert not tenant.run("zpa_config", config=config, state=state, max_deletions=100).get("failed")
    after = tenant.run("zpa_config", state="gathered", kinds=kinds)["config"]
    assert analysed(before=before, after=after)["changes"] == foretold


def test_a_tenant_is_analysed_as_it_is_where_nothing_is_planned(tenant: TestTenant) -> None:
    request = {"host": "ledger.corp.example", "port": 443}
    who = {"idp": "Okta", "scim_groups": ["Engineering"]}
    result = analysed_on(tenant, explain=[{**request, "who": who}])
    assert "changes" not in result
    decision = result["decisions"][0]
    assert (decision["outcome"], decision["segments"]) == ("DENY", ["Ledger"])
    access = decision["rules"]["access"]
    assert (access["rule"], access["action"]) == (None, "DENY")
    assert [one["rule"] for one in access["passed_over"]] == ["Finance", "Staff"]
    assert "ledger.corp.example:443" in result["msg"]


def test_rules_of_zscaler_come_first_on_a_tenant(tenant: TestTenant) -> None:
    add_deception_rule(tenant.tenant, action="DENY")
    who = {"idp": "Okta", "scim_groups": ["Finance"]}
    result = analysed_on(tenant, explain=[{"host": "wiki.corp.example", "port": 443, "who": who}])
    assert result["decisions"][0]["rules"]["access"]["rule"] == "Zscaler Deception"
    assert [one["rule"] for one in result["never_match"]] == ["Finance", "Staff"]


def test_a_configuration_alone_is_said_to_lack_what_zscaler_manages() -> None:
    assert any("Deception" in one for one in analysed(after=DECLARED)["assumptions"])


def test_names_that_the_tenant_does_not_have_are_refused_with_near_matches(tenant: TestTenant) -> None:
    who = {"idp": "Okta", "scim_groups": ["Financ"], "posture": {"Disk encryptd": True}}
    result = tenant.run(
        MODULE,
        access_tests=[
            {"who": who, "what": {"segments": ["Ledgr"]}, "expect": "block", "place": "a.yml, line 3"}
        ],
        explain=[{"host": "ledger.corp.example", "port": 443, "who": {"idp": "Oktta"}}],
    )
    assert result["problems"] == [
        "a.yml, line 3: access_tests[0].who.scim_groups: 'Financ' is not known. Near matches: 'Finance'.",
        "a.yml, line 3: access_tests[0].who.posture: 'Disk encryptd' is not known. Near matches: 'Disk "
        "encrypted'.",
        "a.yml, line 3: access_tests[0].what.segments: no application segment is called 'Ledgr'. Near "
        "matches: 'Ledger'. The others are 'Expenses', 'Git', 'Jira', 'Payroll', 'SAP', 'Wiki'.",
        "explain[0].who.idp: 'Oktta' is not known. Near matches: 'Okta'.",
    ]


def test_a_name_that_no_rule_has_and_the_tenant_has_is_taken(tenant: TestTenant) -> None:
    who = {"idp": "Okta", "scim_groups": ["Sales"], "posture": {"Firewall on": True}}
    test = {"who": who, "what": {"segments": ["Wiki"]}, "expect": "block"}
    # With Sales somebody may be in Engineering, which lets in.
    assert analysed_on(tenant, access_tests=[test])["tests"][0]["passed"] is False


def test_what_has_an_id_goes_by_that_as_well(tenant: TestTenant) -> None:
    """Ids of a tenant are what its names are, in requests and in tests."""
    groups = {one["name"]: str(one["id"]) for one in tenant.tenant.table("scimgroup").values()}
    segments = {one["name"]: one["id"] for one in tenant.tenant.table("application").values()}
    who = {"idp": tenant.tenant.find("idp", "Okta")["id"], "scim_groups": [groups["Engineering"]]}
    test = {"who": who, "what": {"segments": [segments["Wiki"]]}, "expect": "allow"}
    request = {"host": "wiki.corp.example", "port": 443, "who": who}
    result = analysed_on(tenant, access_tests=[test], explain=[request])
    assert (result["tests"][0]["passed"], result["decisions"][0]["rules"]["access"]["rule"]) == (
        True,
        "Staff",
    )


def test_a_profile_goes_by_its_name_with_its_cloud_and_without(tenant: TestTenant) -> None:
    posture = {"object_type": "POSTURE", "entries": [{"lhs": "Disk encrypted", "rhs": "true"}]}
    config = {"policy_rules": {"access": [rule("Safe", "ALLOW", of_group("Money"), posture)]}}
    who = {"posture": {"Disk encrypted": True}, "client_type": "zpn_client_type_zapp"}
    test = {"who": who, "what": {"segments": ["Ledger"]}, "expect": "allow"}
    result = analysed_on(tenant, config=config, access_tests=[test])
    assert result["tests"][0]["passed"] is True
    assert result["changes"][0]["witness"]["posture"] == {"Disk encrypted (zscalerthree.net)": True}
    written = {
        **DECLARED,
        "policy_rules": {"access": [*DECLARED["policy_rules"]["access"], *config["policy_rules"]["access"]]},
    }
    whole = {**posture, "entries": [{"lhs": "Disk encrypted (zscalerthree.net)", "rhs": "true"}]}
    exported = {
        **written,
        "policy_rules": {
            "access": [*DECLARED["policy_rules"]["access"], rule("Safe", "ALLOW", of_group("Money"), whole)]
        },
    }
    compared = analysed(before=written, after=exported, access_tests=[test])
    assert (compared["changes"], compared["tests"][0]["passed"]) == ([], True)


def test_a_wrong_configuration_is_refused_as_zpa_config_does(tenant: TestTenant) -> None:
    config = {
        "segment_groups": [{"name": "A", "applications": ["Nothing"]}],
        "policy_rules": {"access": [{}]},
    }
    ours = tenant.run(MODULE, config=config)
    theirs = tenant.run("zpa_config", config=config)
    assert ours["problems"] == theirs["problems"]


# -- Options ---------------------------------------------------------------------------------------------


def test_everything_that_is_wrong_is_told_at_once() -> None:
    """Names of tests and of requests, who cannot be, what is empty, hosts and ports that cannot be read."""
    found = problems_of(
        after=DECLARED,
        max_steps=0,
        access_tests=[
            {
                "who": {"client_type": "zpn_client_type_exporter", "posture": {"p": True}},
                "what": {},
                "expect": "no",
            },
            {"what": {"host": "a b", "port": 0}, "expect": "allow"},
            {"what": {"segment_groups": ["Mony"]}, "expect": "allow", "when": "today"},
            {"who": {"risk": [1], "chrome": "yes"}, "what": {"segments": ["Wiki"]}, "expect": "allow"},
        ],
        explain=[{"host": "ledger..example", "port": 70000}, {"port": 1}],
    )
    starts = sorted(problem.partition(": ")[0] for problem in found)
    assert starts == [
        "access_tests[0].expect",
        "access_tests[0].what",
        "access_tests[0].who.posture",
        "access_tests[1].what.host",
        "access_tests[1].what.port",
        "access_tests[2].what.segment_groups",
        "access_tests[2].when",
        "access_tests[3].who.chrome",
        "access_tests[3].who.risk",
        "explain[0].host",
        "explain[0].port",
        "explain[1].host",
        "max_steps",
    ]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"before": DECLARED}, "before: is compared with after"),
        ({"after": DECLARED, "config": DECLARED}, "config: goes with what a tenant has"),
        ({"after": {"segment_groups": []}}, "after: has no application_segments and no policy_rules.access"),
        ({"after": DECLARED, "before": {"segment_group": []}}, "before.segment_group: "),
        (
            {"after": DECLARED, "before": {**DECLARED, "segment_groups": [{"enabled": True}]}},
            "before.segment_groups[0].name: ",
        ),
        ({"after": DECLARED, "max_access_gained": -1}, "max_access_gained: -1 is less than 0"),
    ],
)
def test_wrong_options_are_refused_without_a_connection(options: Result, problem: str) -> None:
    assert [one[: len(problem)] for one in problems_of(**options)] == [problem]


def test_identity_providers_are_told_beside_a_configuration() -> None:
    """Where policies do not ask for SCIM a rule about a group blocks nobody."""
    block = rule("No contractors", "DENY", members("Contractors"))
    after = {**DECLARED, "policy_rules": {"access": [block, rule("All", "ALLOW")]}}
    off = {**after, "identity_providers": [{"name": "Okta", "scim": False}]}
    who = {"idp": "Okta", "scim_groups": ["Contractors"]}
    request = {"host": "wiki.corp.example", "port": 443, "who": who}
    decided = [analysed(after=one, explain=[request])["decisions"][0]["outcome"] for one in (after, off)]
    assert decided == ["DENY", "ALLOW"]
    change = analysed(before=after, after=off)["changes"][0]
    assert (change["direction"], change["because"]) == (
        "gained",
        ["SAML or SCIM is switched on or off at 'Okta'"],
    )
    wrong = [{"name": "Okta"}, {"name": "Okta", "scimm": True}, {}]
    found = problems_of(after={**DECLARED, "identity_providers": wrong})
    assert [one.partition(": ")[0] for one in found] == [
        "after.identity_providers[1].scimm",
        "after.identity_providers[2].name",
    ]
    twice = {**DECLARED, "identity_providers": [{"name": "Okta"}, {"name": "Okta"}]}
    assert problems_of(after=twice) == [
        "after.identity_providers[1].name: 'Okta' is there already. Tell of it once."
    ]


def test_what_is_taken_of_identity_providers_is_told() -> None:
    told = analysed(after={**DECLARED, "identity_providers": [{"name": "Otka"}]})["assumptions"]
    assert [one for one in told if "Otka" in one]
    assert [one for one in analysed(after=DECLARED)["assumptions"] if "identity_providers" in one]


@pytest.mark.parametrize("name", ["max_steps", "max_access_gained", "read_limit"])
def test_a_blank_number_is_none(name: str) -> None:
    assert analysed(after=DECLARED, **{name: " "}) == analysed(after=DECLARED)


def test_a_tenant_needs_a_connection() -> None:
    assert any(problem.startswith("client_id") for problem in problems_of(config=DECLARED))


# -- Tests, brakes, limits -------------------------------------------------------------------------------

OPENED = {
    **DECLARED,
    "policy_rules": {"access": [rule("Everybody", "ALLOW"), *DECLARED["policy_rules"]["access"]]},
}
SECRET_TEST: Result = {
    "name": "Money is for Finance",
    "who": {"idp": "Okta", "scim_groups": []},
    "what": {"segment_groups": ["Money"]},
    "expect": "block",
}


def test_a_test_that_fails_shows_a_request_and_the_rule_that_decides() -> None:
    result = analysed(after=OPENED, access_tests=[SECRET_TEST])
    test = result["tests"][0]
    assert (test["passed"], test["witness"]["host"], test["witness"]["rule"]) == (
        False,
        "ledger.corp.example",
        "Everybody",
    )
    assert "test 'Money is for Finance' fails: it expects block" in result["msg"]
    assert result["summary"]["tests_failed"] == 1


def test_what_has_to_hold_is_enforced() -> None:
    options = {"after": OPENED, "before": DECLARED, "access_tests": [SECRET_TEST], "max_access_gained": 0}
    result = run_module(MODULE, {**options, "enforce": True})
    assert result["failed"] and result["msg"].startswith("Access is not as it has to be:")
    assert "test 'Money is for Finance' fails" in result["msg"]
    assert "max_access_gained: " in result["msg"]
    told = analysed(**options)
    assert {key: result[key] for key in ("changes", "tests", "summary")} == {
        key: told[key] for key in ("changes", "tests", "summary")
    }
    assert not run_module(MODULE, {"after": DECLARED, "access_tests": [SECRET_TEST], "enforce": True}).get(
        "failed"
    )


def test_what_takes_too_much_work_is_not_decided_and_not_enough() -> None:
    options = {"after": OPENED, "before": DECLARED, "max_steps": 1, "max_access_gained": 10}
    result = analysed(**options)
    assert result["not_decided"] and result["summary"]["not_decided"] == len(result["not_decided"])
    assert "max_steps" in run_module(MODULE, {**options, "enforce": True})["msg"]


def test_the_message_says_first_who_gains_and_loses() -> None:
    moved = {
        **DECLARED,
        "application_segments": [segment("Ledger", "Common", "443"), segment("Wiki", "Money")],
    }
    lines = analysed(before=DECLARED, after=moved)["msg"].splitlines()
    assert lines[0].startswith("Access: gained 1, lost 1.")
    assert lines[1].startswith("- gained: ledger.corp.example:443 for ")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/idp", "identity providers: not analysed, since the API does not list it:"),
        (
            "/CLIENT_FORWARDING_POLICY",
            "policy_rules.client_forwarding: not analysed, since the API does not list it:",
        ),
        ("/ACCESS_POLICY", ""),
        ("/application", ""),
    ],
)
def test_a_list_that_the_tenant_does_not_show_is_told_in_the_result_unless_nothing_is_known_without_it(
    zpa: TestTenant, path: str, told: str
) -> None:
    """The result is what a report has; warnings are not."""
    furnish(zpa)
    denied = {"id": "access.denied", "reason": "No"}
    zpa.fault("status", "GET .*%s([?].*)?$" % path, status=403, body=denied, times=9)
    for run in ({}, {"config": {"segment_groups": [{"name": "New"}]}}):
        result = zpa.run("zpa_access_analysis", **run)
        assert bool(result.get("failed")) is not bool(told), result
        assert not told or [one for one in result["assumptions"] if one.startswith(told)]
