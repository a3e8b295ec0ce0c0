# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Words that a rule can have: those that a tenant lists, and those of other tools."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest
from support.policies import furnish
from support.policy_input import CLIENT, about, conditions, pair, refused
from support.tenants import TestTenant
from zpa_emulator import conditions as known
from zpa_emulator import policy_routes


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
