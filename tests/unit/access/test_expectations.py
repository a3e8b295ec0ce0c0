# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests of access, requests that are explained, and what is wrong with either."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.analysis import (
    Question,
    analyse,
    wrong_question,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.asked import MOST_COMPARED
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.configurations import from_config
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.matrix import matrix_of
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.readings import ANSWERS_SAID
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.sat import is_installed
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.search import Budget
from support.access_tenants import Config, condition, entries, objects

ENGINES = ["search", *(["sat"] if is_installed() else [])]
ZAPP, BROWSER = "zpn_client_type_zapp", "zpn_client_type_exporter"


def members(*names: str, idp: str = "Corp") -> dict[str, Any]:
    return condition(objects("SCIM_GROUP", *names, idp=idp))


def about(*names: str) -> dict[str, Any]:
    return condition(objects("APP", *names))


def rule(name: str, action: str, *conditions: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "action": action, "conditions": list(conditions)}


def config(*rules: dict[str, Any], **more: Any) -> Config:
    segments = [
        {"name": name, "enabled": True, "segment_group": group, "domain_names": [host], "tcp_ports": ["443"]}
        for name, group, host in (
            ("Payroll", "Finance", "payroll.corp.example"),
            ("Ledger", "Finance", "ledger.corp.example"),
            ("Wiki", "Common", "*.wiki.example"),
        )
    ]
    return {
        "application_segments": segments,
        "segment_groups": [{"name": name, "enabled": True} for name in ("Finance", "Common")],
        "policy_rules": {"access": list(rules), **more},
    }


HR = rule("HR", "ALLOW", about("Payroll"), members("hr"))
NO_GUESTS = rule("No guests", "DENY", members("guests"))
WIKI = rule("Wiki for all", "ALLOW", about("Wiki"))


def result_of(
    test: dict[str, Any], *rules: dict[str, Any], engine: str = "search", **more: Any
) -> dict[str, Any]:
    question = Question(from_config(config(*rules, **more)), tests=[test], parts=["tests"], engine=engine)
    assert wrong_question(question) == []
    return analyse(question)["tests"][0]


def of(groups: list[str], segments: list[str], expect: str) -> dict[str, Any]:
    return {"who": {"scim_groups": groups, "idp": "Corp"}, "what": {"segments": segments}, "expect": expect}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_test_passes_where_every_request_that_fits_has_the_outcome(engine: str) -> None:
    assert result_of(of(["guests"], ["Payroll", "Wiki"], "block"), NO_GUESTS, HR, WIKI, engine=engine)[
        "passed"
    ]
    assert result_of(of(["hr"], ["Payroll"], "allow"), HR, engine=engine)["passed"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_test_fails_for_who_has_something_else_besides(engine: str) -> None:
    found = result_of(of(["guests"], ["Payroll"], "block"), HR, NO_GUESTS, engine=engine)
    assert found["passed"] is False
    assert found["witness"] == {
        "host": "payroll.corp.example",
        "port": 443,
        "protocol": "tcp",
        "idp": "Corp",
        "scim_groups": ["hr", "guests"],
        "outcome": "ALLOW",
        "rule": "HR",
    }


def test_where_no_rule_matches_the_witness_has_no_rule() -> None:
    found = result_of(of(["hr"], ["Ledger"], "allow"), HR)
    assert (found["passed"], found["witness"]["outcome"], found["witness"]["rule"]) == (False, "DENY", None)


def test_an_approval_is_an_outcome_of_its_own() -> None:
    approval = rule("Ask", "REQUIRE_APPROVAL", members("vendors"))
    for expect, passed in (("require_approval", True), ("allow", False), ("block", False)):
        assert result_of(of(["vendors"], ["Ledger"], expect), approval)["passed"] is passed


def test_segment_groups_and_hosts_are_what_a_test_can_be_about() -> None:
    for what, passed in (
        ({"segment_groups": ["Finance"]}, False),
        ({"host": "payroll.corp.example", "port": 443}, True),
        ({"host": "payroll.corp.example"}, True),
        ({"host": "payroll.corp.example", "port": 22}, False),
        ({"host": "nowhere.example", "port": 443}, False),
    ):
        test = {"who": {"scim_groups": ["hr"]}, "what": what, "expect": "allow"}
        assert result_of(test, HR)["passed"] is passed, what


def test_a_test_is_about_each_protocol_that_is_reached_unless_it_says_one() -> None:
    """Whether it names a host or a segment: what is open by UDP alone is open."""
    open_ports = config(WIKI)
    open_ports["application_segments"][2].update(tcp_ports=[], udp_ports=["53"])
    for what in ({"host": "a.wiki.example"}, {"host": "a.wiki.example", "port": 53}, {"segments": ["Wiki"]}):
        for protocol, passed in (({}, False), ({"protocol": "udp"}, False), ({"protocol": "tcp"}, True)):
            test = {"what": {**what, **protocol}, "expect": "block"}
            found = analyse(Question(from_config(open_ports), tests=[test], parts=["tests"]))["tests"][0]
            assert found["passed"] is passed, test


def test_whom_nobody_keeps_out_of_zpa_is_not_blocked_by_a_rule() -> None:
    bypass = rule("Office", "BYPASS", condition(entries("TRUSTED_NETWORK", ("HQ", "true"))))
    test = {
        "who": {"trusted_networks": ["HQ"], "client_type": ZAPP},
        "what": {"segments": ["Wiki"]},
        "expect": "block",
    }
    found = result_of(test, rule("Nobody", "DENY"), client_forwarding=[bypass])
    assert (found["passed"], found["witness"]["outcome"], found["witness"]["rule"]) == (
        False,
        "DIRECT",
        "Office",
    )


def test_an_empty_list_is_none_at_all() -> None:
    test = {"who": {"idp": "Corp", "scim_groups": []}, "what": {"segments": ["Payroll"]}, "expect": "block"}
    assert result_of(test, HR)["passed"]
    assert not result_of({**test, "who": {"idp": "Corp"}}, HR)["passed"]


def test_an_attribute_with_an_empty_list_has_no_value() -> None:
    reds = rule("Reds", "ALLOW", condition(entries("SAML", ("team", "Red"), idp="Corp")))
    test = {"who": {"idp": "Corp", "saml": {"team": []}}, "what": {"segments": ["Wiki"]}, "expect": "block"}
    assert result_of(test, reds)["passed"]
    assert not result_of({**test, "who": {"idp": "Corp"}}, reds)["passed"]


def test_a_request_from_no_connector_group_is_from_none_of_several() -> None:
    """Whether it can come from several at once or not."""
    both = [
        rule(name, "ALLOW", condition(objects("EDGE_CONNECTOR_GROUP", name))) for name in ("east", "west")
    ]
    test = {"who": {"cloud_connector_groups": []}, "what": {"segments": ["Wiki"]}, "expect": "block"}
    assert result_of(test, *both)["passed"]


def test_who_has_no_user_is_in_no_group() -> None:
    assert result_of({"who": {"idp": "none"}, "what": {"segments": ["Payroll"]}, "expect": "block"}, HR)[
        "passed"
    ]


def test_a_test_of_a_block_fails_if_any_reading_lets_somebody_in() -> None:
    failed = rule("Failed", "ALLOW", condition(entries("POSTURE", ("Disk", "false"))))
    test = {"who": {"client_type": BROWSER}, "what": {"segments": ["Wiki"]}, "expect": "block"}
    found = result_of(test, failed)
    assert (found["passed"], found["depends_on"]) == (False, [ANSWERS_SAID["browsers_fail"][1]])


def test_a_test_that_allows_tells_on_which_reading_that_depends() -> None:
    test = {"who": {"scim_groups": ["hr"]}, "what": {"segment_groups": ["Finance"]}, "expect": "allow"}
    off = config(rule("HR", "ALLOW", members("hr")))
    off["application_segments"][0]["enabled"] = False
    question = Question(from_config(off), tests=[test], parts=["tests"])
    assert analyse(question)["tests"][0]["passed"] is True


def test_a_test_about_nothing_says_so() -> None:
    off = config(HR)
    off["application_segments"][0]["enabled"] = False
    for expect, passed in (("allow", False), ("block", True)):
        question = Question(from_config(off), tests=[of(["hr"], ["Payroll"], expect)], parts=["tests"])
        found = analyse(question)["tests"][0]
        assert (found["passed"], found["nothing_fits"]) == (passed, True)


def test_work_that_does_not_suffice_decides_nothing() -> None:
    question = Question(
        from_config(config(HR)), tests=[of(["guests"], ["Payroll"], "block")], parts=["tests"], steps=0
    )
    assert analyse(question)["tests"][0]["passed"] is None


# -- Decisions -------------------------------------------------------------------------------------------


def test_a_decision_says_why_earlier_rules_did_not_match() -> None:
    request = {"host": "payroll.corp.example", "port": 443, "who": {"scim_groups": ["hr"]}}
    found = analyse(Question(from_config(config(NO_GUESTS, WIKI, HR)), explain=[request]))["decisions"][0]
    assert (found["outcome"], found["segments"], found["rules"]["access"]["rule"]) == (
        "ALLOW",
        ["Payroll"],
        "HR",
    )
    assert found["rules"]["access"]["passed_over"] == [
        {"rule": "No guests", "because": "it asks for SCIM_GROUP guests of Corp"},
        {"rule": "Wiki for all", "because": "it asks for APP Wiki"},
    ]


def test_a_decision_about_an_approval_can_be_told_that_there_is_one() -> None:
    configuration = from_config(config(rule("Ask", "REQUIRE_APPROVAL")))
    requests = [{"host": "a.wiki.example", "port": 443, "approved": one} for one in (None, True, False)]
    found = analyse(Question(configuration, explain=requests))["decisions"]
    assert [one["outcome"] for one in found] == ["REQUIRE_APPROVAL", "ALLOW", "DENY"]


def test_a_decision_tells_what_bypasses_zpa() -> None:
    direct = config()
    direct["application_segments"][0]["bypass_type"] = "ALWAYS"
    request = {"host": "payroll.corp.example", "port": 22}
    found = analyse(Question(from_config(direct), explain=[request]))["decisions"][0]
    assert (found["outcome"], found["status"], found["bypassed_by"]) == (
        "DIRECT",
        "bypass",
        "bypass_type=ALWAYS",
    )


def test_a_decision_that_depends_on_letter_case_says_so() -> None:
    """No rule has to spell a value in two ways for that: a request does."""
    reds = rule("Reds", "ALLOW", condition(entries("SAML", ("team", "Red"), idp="Corp")))
    request = {"host": "a.wiki.example", "port": 443, "who": {"idp": "Corp", "saml": {"team": ["red"]}}}
    test = {"who": request["who"], "what": {"segments": ["Wiki"]}, "expect": "allow"}
    found = analyse(Question(from_config(config(reds)), explain=[request], tests=[test]))
    decision = found["decisions"][0]
    assert (decision["outcome"], decision["depends_on"]) == ("DENY", [ANSWERS_SAID["folds_values"][1]])
    assert (found["tests"][0]["passed"], found["tests"][0]["depends_on"]) == (False, decision["depends_on"])


def test_a_decision_tells_the_rule_of_each_policy() -> None:
    """Those that need access are asked where there is some."""
    others = {
        name: [rule(name, "ANY")]
        for name in (
            "timeout",
            "redirection",
            "inspection",
            "credential",
            "capabilities",
            "privileged_portal",
        )
    }
    requests = [{"host": host, "port": 443} for host in ("a.wiki.example", "payroll.corp.example")]
    found = analyse(Question(from_config(config(WIKI, **others)), explain=requests))["decisions"]
    rules = [{policy: one["rule"] for policy, one in decision["rules"].items()} for decision in found]
    besides = {"client_forwarding": None}
    assert rules[0] == {
        **besides,
        "access": "Wiki for all",
        "isolation": None,
        **{name: name for name in others},
    }
    assert rules[1] == {**besides, "access": None, "timeout": "timeout", "redirection": "redirection"}


def test_what_nobody_reports_is_told() -> None:
    request = {"host": "a.wiki.example", "port": 443, "who": {"posture": {"Disk": True}}}
    told = analyse(Question(from_config(config(WIKI)), explain=[request]))["assumptions"]
    assert any(one.startswith("explain[0].who.posture: no client is told") for one in told)


def test_icmp_has_no_port_or_the_port_zero() -> None:
    requests = [{"host": "a.wiki.example", "protocol": "icmp", **port} for port in ({}, {"port": 0})]
    assert wrong_question(Question(from_config(config(WIKI)), explain=requests)) == []


# -- What is wrong ---------------------------------------------------------------------------------------

GOOD = of(["hr"], ["Payroll"], "allow")


@pytest.mark.parametrize(
    ("test", "message"),
    [
        (
            {**GOOD, "expect": "alow"},
            "access_tests[0].expect: 'alow' is not one of allow, block, require_approval.",
        ),
        (
            {**GOOD, "what": {}},
            "access_tests[0].what: says nothing. Give segments, segment_groups or a host.",
        ),
        (
            {**GOOD, "what": {"segments": ["Payrol"]}},
            "access_tests[0].what.segments: no application segment is called 'Payrol'.",
        ),
        (
            {**GOOD, "what": {"segment_groups": ["Fin"]}},
            "access_tests[0].what.segment_groups: no segment group is called 'Fin'.",
        ),
        (
            {**GOOD, "what": {"host": "https://x.example"}},
            "access_tests[0].what.host: 'https://x.example' is no host.",
        ),
        (
            {**GOOD, "what": {"host": "x.example", "port": 70000}},
            "access_tests[0].what.port: '70000' is no port.",
        ),
        (
            {**GOOD, "what": {"host": "x.example", "protocol": "sctp"}},
            "access_tests[0].what.protocol: 'sctp' is not one of",
        ),
        ({**GOOD, "waht": 1}, "access_tests[0].waht: is not known."),
        (
            {**GOOD, "who": {"scim_group": ["hr"]}},
            "access_tests[0].who.scim_group: is nothing that a requester has.",
        ),
        ({**GOOD, "who": {"scim_groups": "hr"}}, "access_tests[0].who.scim_groups: is no list of names."),
        ({**GOOD, "who": {"platform": "beos"}}, "access_tests[0].who.platform: 'beos' is not one of"),
        ({**GOOD, "who": {"client_type": "zapp"}}, "access_tests[0].who.client_type: 'zapp' is not one of"),
        ({**GOOD, "who": {"country": "Germany"}}, "access_tests[0].who.country: 'Germany' is no country."),
        ({**GOOD, "who": {"risk": "EXTREME"}}, "access_tests[0].who.risk: 'EXTREME' is not one of"),
        (
            {**GOOD, "who": {"scim_groups": ["hr", "far"]}},
            "access_tests[0].who: scim_groups 'hr' and scim_groups 'far' belong",
        ),
        (
            {**GOOD, "who": {"scim_groups": ["nobody"]}},
            "access_tests[0].who.scim_groups: nobody tells of which identity provider",
        ),
        (
            {**GOOD, "who": {"idp": "none", "scim_groups": ["hr"]}},
            "access_tests[0].who.scim_groups: 'hr' is of a user",
        ),
        (
            {**GOOD, "who": {"client_type": BROWSER, "posture": {"Disk": True}}},
            "access_tests[0].who.posture: zpn_client_type_exporter reports none",
        ),
        (
            {**GOOD, "who": {"posture": ["Disk"]}},
            "access_tests[0].who.posture: is no dictionary of names with true or false.",
        ),
        (
            {**GOOD, "who": {"machine_group": "Lab", "workload_tag_groups": ["w"]}},
            "access_tests[0].who: machine_group and workload_tag_groups go with different clients",
        ),
        (
            {**GOOD, "who": {"chrome": "managed"}},
            "access_tests[0].who.chrome: is no dictionary of names with true or false.",
        ),
        (
            {**GOOD, "who": {"client_type": ZAPP, "machine_group": "Lab"}},
            "access_tests[0].who.machine_group: goes with client_type",
        ),
    ],
)
def test_a_test_that_is_wrong_is_refused(test: dict[str, Any], message: str) -> None:
    far = rule("Far", "ALLOW", members("far", idp="Partners"))
    found = wrong_question(Question(from_config(config(HR, far)), tests=[test]))
    assert [problem for problem in found if problem.startswith(message)], found


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = wrong_question(
        Question(
            from_config(config(HR)),
            tests=[{**GOOD, "expect": "x", "what": {"segments": ["x"]}}, {**GOOD, "who": {"x": 1}}],
            explain=[{"port": 0}],
        )
    )
    assert [problem.partition(":")[0] for problem in found] == [
        "access_tests[0].expect",
        "access_tests[0].what.segments",
        "access_tests[1].who.x",
        "explain[0].host",
        "explain[0].port",
    ]


def test_names_that_the_tenant_does_not_have_are_refused_where_they_are_known() -> None:
    question = Question(
        from_config(config(HR)), tests=[of(["hrr"], ["Payroll"], "allow")], known={"scim_groups": ["hr"]}
    )
    assert wrong_question(question) == [
        "access_tests[0].who.scim_groups: 'hrr' is not known. Near matches: 'hr'."
    ]


def test_a_name_that_no_rule_has_is_told() -> None:
    question = Question(
        from_config(config(HR)), tests=[of(["interns"], ["Payroll"], "block")], parts=["tests"]
    )
    assert analyse(question)["assumptions"] == [
        "scim_groups: no rule names 'interns', so that it makes no difference."
    ]


def test_of_many_names_that_no_rule_has_the_first_come_with_what_is_like_them() -> None:
    names = ["hr%d" % number for number in range(MOST_COMPARED + 2)]
    question = Question(from_config(config(HR)), tests=[of(names, ["Payroll"], "block")], parts=["tests"])
    told = analyse(question)["assumptions"]
    assert [one.partition("'")[2].partition("'")[0] for one in told] == names
    assert [one.endswith("Near matches: 'hr'.") for one in told] == [True] * MOST_COMPARED + [False] * 2


def test_a_group_that_rules_name_of_another_identity_provider_is_told() -> None:
    far = rule("Far", "ALLOW", members("far", idp="Partners"))
    test = {"who": {"idp": "Corp", "scim_groups": ["far"]}, "what": {"segments": ["Wiki"]}, "expect": "block"}
    told = analyse(Question(from_config(config(HR, far)), tests=[test], parts=["tests"]))["assumptions"]
    assert any(one.startswith("scim_groups: no rule names 'far'") for one in told)


@pytest.mark.parametrize("chrome", [True, {"managed": True}])
def test_a_browser_is_managed_whoever_says_so(chrome: Any) -> None:
    managed = rule("Managed", "ALLOW", condition(entries("CHROME_ENTERPRISE", ("managed", "true"))))
    test = {"who": {"chrome": chrome}, "what": {"segments": ["Wiki"]}, "expect": "allow"}
    assert result_of(test, managed)["passed"]


# -- Who by what -----------------------------------------------------------------------------------------


def test_who_reaches_what_is_a_table() -> None:
    healthy = condition(entries("POSTURE", ("Disk", "true")))
    it = rule("IT", "ALLOW", about("Ledger"), members("it"), healthy)
    found = matrix_of(from_config(config(NO_GUESTS, HR, it, WIKI)), Budget(10**6, 10**5))
    table = {
        (str(found.who[row].get("scim_groups", ["anyone"])[0]), name): (
            found.rules[rule],
            outcome,
            needs_more,
        )
        for row, cells in enumerate(found.cells)
        for column, (rule, outcome, needs_more) in cells.items()
        for name in found.what[column]
    }
    assert table == {
        **{(who, "Wiki"): ("Wiki for all", "ALLOW", False) for who in ("anyone", "hr", "it")},
        **{("guests", name): ("No guests", "DENY", False) for name in ("Payroll", "Ledger", "Wiki")},
        ("hr", "Payroll"): ("HR", "ALLOW", False),
        ("it", "Ledger"): ("IT", "ALLOW", True),
    }
