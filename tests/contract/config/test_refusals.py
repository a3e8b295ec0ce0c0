# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""zpa_config: what is refused before anything is written, and what is warned of."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support.configurations import (
    ADD,
    BERLIN,
    DECEPTION,
    DEFAULT,
    FINANCE,
    KINDS,
    PLACE,
    RULE_A,
    UNUSED,
    about,
    access,
    apply,
    entries,
    new,
    override,
    run,
)
from support.policies import add_rule
from support.tenants import TestTenant

OPERAND = "conditions[0].operands[0]"
TWELVE = tuple(new("n%d" % number) for number in range(12))
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "unknown application": (
        {"segment_groups": [{"name": "A"}, {"name": "B", "applications": ["SAP", "Jirra"]}]},
        "config.segment_groups[1].applications[1]: no application segment has the name or id 'Jirra'. "
        "Near matches: 'Jira'",
    ),
    "unknown id": (
        {"segment_groups": [{"id": "4711", "name": "X"}]},
        "config.segment_groups[0].id: no segment group has the id 4711.",
    ),
    "unknown rule id": (
        access({"id": "4711"}),
        "config.policy_rules.access[0].id: no policy rule has the id",
    ),
    "same name twice": (
        {"segment_groups": [{"name": "New"}, {"name": "Web apps"}, {"name": " New "}]},
        "config.segment_groups[2].name: ' New ' is declared already, as config.segment_groups[0].",
    ),
    "same id twice": (
        access({"id": RULE_A}, {"id": RULE_A, "name": "z"}),
        "config.policy_rules.access[1].id: '45' is declared already, as config.policy_rules.access[0].",
    ),
    "name and id of the same group": (
        {"segment_groups": [{"name": "Finance"}, {"id": FINANCE, "description": "x"}]},
        "config.segment_groups[1]: is 'Finance' (id %s), which config.segment_groups[0] is already."
        % FINANCE,
    ),
    "id and name of the same rule": (
        access({"id": RULE_A}, "b", "a"),
        "config.policy_rules.access[2]: is 'a' (id 45), which config.policy_rules.access[0] is already.",
    ),
    "name of another group": (
        {"segment_groups": [{"id": FINANCE, "name": "Unused"}]},
        "config.segment_groups[0].name: 'Unused' is the name of another segment group",
    ),
    "name of another rule": (
        access({"id": RULE_A, "name": "b"}),
        "config.policy_rules.access[0].name: 'b' is the name of another policy rule",
    ),
    "new name that another rule gets": (
        access({"id": RULE_A, "name": "z"}, new("z")),
        "config.policy_rules.access[1]",
    ),
    "new name that two rules get": (
        access({"id": RULE_A, "name": "z"}, {"name": "b"}, {"name": "z", "action": "ALLOW"}),
        "config.policy_rules.access[2]",
    ),
    "name of what is absent that another rule gets": (
        access({"id": RULE_A, "name": "z"}, {"name": "z", "state": "absent"}),
        "config.policy_rules.access[0].name: 'z' is declared to be absent, as config.policy_rules.access[1].",
    ),
    "name of what is absent that another group gets": (
        {"segment_groups": [{"id": FINANCE, "name": "z"}, {"name": "z", "state": "absent"}]},
        "config.segment_groups[1]",
    ),
    "new name that two groups get": (
        {"segment_groups": [{"id": FINANCE, "name": "z"}, {"id": UNUSED, "name": "z"}]},
        "config.segment_groups[1].name: 'z' is",
    ),
    "name of a rule that is deleted only later": (
        access({"id": RULE_A, "state": "absent"}, new("a")),
        "config.policy_rules.access[1]: is 'a' (id 45), which config.policy_rules.access[0] is already.",
    ),
    "name of a connector group that is deleted only later": (
        {"app_connector_groups": [{"id": BERLIN, "state": "absent"}, {"name": "Berlin", **PLACE}]},
        "config.app_connector_groups[1]",
    ),
    "name of a group that is deleted only later": (
        {"segment_groups": [{"id": UNUSED, "state": "absent"}, {"name": "Unused", "description": "x"}]},
        "config.segment_groups[1]",
    ),
    "new name of a group that is deleted only later": (
        {"segment_groups": [{"name": "Unused", "state": "absent"}, {"id": FINANCE, "name": "Unused"}]},
        "config.segment_groups[1]",
    ),
    "application in two groups": (
        {
            "segment_groups": [
                {"name": "A", "applications": ["Git"]},
                {"name": "B", "applications": ["Jira", "Git"]},
            ]
        },
        "config.segment_groups[1].applications: 'Git' belongs to config.segment_groups[0] as well",
    ),
    "deletion of what a declared rule names": (
        {
            "segment_groups": [{"name": "Unused", "state": "absent"}],
            **access("a", {"name": "c", "conditions": about("Web apps", UNUSED)}),
        },
        "config.policy_rules.access[1]",
    ),
    "deletion of what a rule that stays names": (
        {"segment_groups": [{"name": "Web apps", "state": "absent"}], **access("a")},
        "access rule 'b' (id ",
    ),
    "deletion of a group with applications": (
        {
            "segment_groups": [{"name": "Finance", "state": "absent"}],
            **access({"name": "b", "conditions": []}),
        },
        "config.segment_groups[0]: Cannot delete segment group 'Finance' (id %s): it is named by Application "
        "'Payroll' (id " % FINANCE,
    ),
    "deletion of a group some applications of which stay": (
        {
            "segment_groups": [
                {"name": "Finance", "state": "absent"},
                {"name": "New", "applications": ["SAP"]},
            ],
            **access({"name": "b", "conditions": []}),
        },
        "Cannot delete segment group 'Finance' (id %s): it is named by Application 'Payroll' (id " % FINANCE,
    ),
    "deletion of a connector group with server groups": (
        {"app_connector_groups": [{"name": "Paris", "state": "absent"}]},
        "it is named by Server Group 'Paris servers' (id ",
    ),
    "deletion of a connector group that a rule names": (
        {"app_connector_groups": [{"name": "Zurich", "state": "absent"}], **access("c")},
        ", config.policy_rules.access[0])",
    ),
    "deletion of a connector group that a new rule names": (
        {
            "app_connector_groups": [{"name": "Berlin", "state": "absent"}],
            **access({"name": "n", "action": "ALLOW", "app_connector_groups": ["Berlin"]}),
        },
        "access rule 'n' (config.policy_rules.access[0])",
    ),
    "deletion of the default rule": (
        {"policy_rules": {"timeout": [{"name": DEFAULT, "state": "absent"}]}},
        "config.policy_rules.timeout[0]: Cannot delete policy rule 'Default_Rule': it is the default rule",
    ),
    "deletion of what zscaler manages": (
        access({"name": DECEPTION, "state": "absent"}),
        "config.policy_rules.access[0]: Cannot delete policy rule 'Zscaler Deception'",
    ),
    "change of what zscaler manages": (
        access({"name": DECEPTION, "description": "x"}),
        "config.policy_rules.access[0]: Cannot update policy rule 'Zscaler Deception'",
    ),
    "rule without an action": (access({"name": "n"}), "config.policy_rules.access[0].action: is missing."),
    "group without a place": (
        {"app_connector_groups": [{"name": "n", "latitude": 1}]},
        "config.app_connector_groups[0].longitude: is missing.",
    ),
    "rule that lacks what its policy demands": (
        {"policy_rules": {"isolation": [{"name": "n", "action": "BYPASS_ISOLATE"}]}},
        "config.policy_rules.isolation[0].conditions: isolation rules need an operand about CLIENT_TYPE.",
    ),
    "unknown option value": (
        access({"name": "a", "operator": "XOR"}),
        "config.policy_rules.access[0].operator: 'XOR' is not one of AND, OR.",
    ),
    "neither name nor id": (
        {"segment_groups": [{"name": "A"}, {"description": "x"}]},
        "config.segment_groups[1].name: give the name of the segment group, or its id.",
    ),
    "name as id": (access({"id": "a"}), "config.policy_rules.access[0].id: 'a' is not an id of ZPA"),
    "unknown platform": (
        access(*TWELVE, {"name": "a", "conditions": about("beos", object_type="PLATFORM")}),
        "config.policy_rules.access[12].%s.objects[0]: 'beos' is nothing that PLATFORM can be." % OPERAND,
    ),
    "condition without operands": (
        access({"name": "a", "conditions": [{"operands": []}]}),
        "config.policy_rules.access[0].conditions[0].operands: is empty.",
    ),
    "empty application": (
        {"segment_groups": [{"name": "A", "applications": [" "]}]},
        "config.segment_groups[0].applications[0]: is empty.",
    ),
    "latitude beyond the pole": (
        {"app_connector_groups": [{"name": "Berlin", "latitude": 91}]},
        "config.app_connector_groups[0].latitude: ",
    ),
    "unknown name in a condition": (
        access(*TWELVE, new("n", conditions=about("Finance", "Finnance"))),
        "config.policy_rules.access[12].%s.objects[1]: no segment group has the name or id 'Finnance'"
        % OPERAND,
    ),
    "unknown connector group": (
        access({"name": "a", "app_connector_groups": ["Zürich"]}),
        "config.policy_rules.access[0].app_connector_groups[0]: no App Connector group has the name or id",
    ),
}


class TestRefusals:
    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    @pytest.mark.parametrize(("config", "words"), REFUSED.values(), ids=REFUSED.keys())
    def test_come_before_any_write_and_name_the_place(
        self, estate: TestTenant, config: dict[str, Any], words: str, check: bool
    ) -> None:
        result = run(estate, check, config={"app_connector_groups": [{"name": "Site", **PLACE}], **config})
        assert result.get("failed"), result["plan"]
        assert words in result["msg"]
        assert any(words in problem for problem in result["problems"])
        assert estate.writes == []

    def test_list_all_problems_of_the_whole_configuration(self, estate: TestTenant) -> None:
        result = run(
            estate,
            config={
                "segment_groups": [
                    {"name": "Finance", "applications": ["SAPP"]},
                    {"id": FINANCE},
                    {"name": "Lab apps", "state": "absent"},
                    {"id": "4711", "description": "x"},
                ],
                "app_connector_groups": [{"name": "Paris", "state": "absent"}, {"name": "Nowhere"}],
                "policy_rules": {
                    "access": [
                        {"name": "a", "conditions": about("Lab apps", "Nobody"), "app_server_groups": ["x"]},
                        new("n", conditions=about("Nobody", object_type="MACHINE_GRP")),
                        {"name": DECEPTION, "state": "absent"},
                    ],
                    "timeout": [{"name": "t3"}, {"name": DEFAULT, "state": "absent"}],
                },
            },
            protect=["Lab*"],
            max_deletions=1,
        )
        paths = {re.split(r": |\.(?=id|name)", problem)[0] for problem in result["problems"]}
        assert {
            "config.segment_groups[0].applications[0]",
            "config.segment_groups[2]",
            "config.segment_groups[3]",
            "config.app_connector_groups[0]",
            "config.app_connector_groups[1].latitude",
            "config.app_connector_groups[1].longitude",
            "config.app_connector_groups[1].location",
            "config.policy_rules.access[0].%s.objects[1]" % OPERAND,
            "config.policy_rules.access[0].app_server_groups[0]",
            "config.policy_rules.access[1].%s.objects[0]" % OPERAND,
            "config.policy_rules.access[2]",
            "config.policy_rules.timeout[0].action",
            "config.policy_rules.timeout[1]",
            "max_deletions",
        } <= paths, "\n".join(sorted(result["problems"]))
        assert estate.writes == []

    def test_of_options_list_all_of_them_before_any_request(self, estate: TestTenant) -> None:
        result = run(
            estate,
            config={
                "segment_groups": [{"description": "x"}, {"name": "A"}, {"name": "A"}, {"id": "x"}],
                "app_connector_groups": [{"name": "B", "latitude": 100, "upgrade_day": "someday"}],
                "policy_rules": {
                    "access": [
                        {"name": "a", "operator": "X", "conditions": about("x", object_type="PLATFORM")}
                    ],
                    "timeout": [{"name": "t", "reauth_timeout": "ages"}],
                },
            },
            kinds=["segment_groups"],
            protect=["x", " "],
            max_deletions=-1,
            read_limit=0,
            write_limit=0,
            customer_id="a/b",
        )
        for path in (
            "config.segment_groups[0].name",
            "config.segment_groups[2].name",
            "config.segment_groups[3].id",
            "config.app_connector_groups[0].latitude",
            "config.app_connector_groups[0].upgrade_day",
            "config.policy_rules.access[0].operator",
            "config.policy_rules.access[0].%s.objects[0]" % OPERAND,
            "config.policy_rules.timeout[0].reauth_timeout",
            "kinds",
            "protect[1]",
            "max_deletions",
            "read_limit",
            "write_limit",
            "customer_id",
        ):
            assert any(problem.startswith(path + ":") for problem in result["problems"]), path
        assert estate.tenant.log == []

    @pytest.mark.parametrize("kind", KINDS)
    def test_tell_of_names_that_are_ambiguous_with_their_ids(self, zpa: TestTenant, kind: str) -> None:
        first, second = ADD[kind](zpa, "Twin"), ADD[kind](zpa, "other")
        second["name"] = "Twin"
        result = run(zpa, config=entries(kind, {"name": "Twin"}))
        assert "config.%s[0].name: 2 " % kind in result["msg"]
        assert "(ids %s, %s). Set id to choose one." % (first["id"], second["id"]) in result["msg"]
        assert zpa.writes == []

    def test_tell_of_references_that_are_ambiguous_with_their_ids(self, zpa: TestTenant) -> None:
        first, second = zpa.add_group("Twin"), zpa.add_group("other")
        second["name"] = "Twin"
        result = run(zpa, config=access(new("n", conditions=about("Twin"))))
        path = "config.policy_rules.access[0].%s.objects[0]" % OPERAND
        assert "%s: 2 segment groups are named 'Twin'." % path in result["msg"]
        assert "%s, %s" % (first["id"], second["id"]) in result["msg"]

    @pytest.mark.parametrize("state", ["merged", "overridden"])
    def test_spare_what_rules_of_other_policies_name(self, estate: TestTenant, state: str) -> None:
        """Also of those whose list is not given: they stay."""
        conditions = [{"operands": [{"objectType": "APP_GROUP", "values": ["Unused"]}]}]
        add_rule(estate, "names it", "client_forwarding", conditions=conditions)
        config = {"segment_groups": [{"name": "New"}, {"name": "Unused", "state": "absent"}]}
        result = run(estate, config=config, state=state, protect=["F*", "Web*", "Lab*"])
        assert result["failed"]
        assert estate.writes == []

    def test_of_undeclared_objects_say_that_the_task_would_delete_them(self, estate: TestTenant) -> None:
        result = override(estate, {"segment_groups": [], **access("b")}, protect=["Lab apps", "Unused"])
        finance, web = result["problems"]
        said = (
            "config.segment_groups: Cannot delete segment group '%s' (id %s), which is not declared: it is "
        )
        assert finance.startswith(said % ("Finance", FINANCE) + "named by Application 'Payroll' (id ")
        assert ", config.policy_rules.access[0])" in finance
        assert web.startswith(
            said % ("Web apps", estate.stored("Web apps")["id"]) + "named by access rule 'b'"
        )
        assert web.endswith("Take it out of these in the same task, or declare or protect it.")
        assert estate.writes == []

    def test_never_leak_a_secret(self, estate: TestTenant) -> None:
        result = run(estate, config={"segment_groups": [{"name": "A", "applications": ["x"]}]})
        assert estate.client_secret not in str(result)

    def test_name_the_options_that_gathered_does_not_take(self, zpa: TestTenant) -> None:
        result = run(zpa, state="gathered", config={"segment_groups": []})
        assert "config: has no meaning with state=gathered" in result["msg"]
        assert zpa.tenant.log == []


class TestWarnings:
    def test_tell_of_a_group_that_loses_an_application_unasked(self, estate: TestTenant) -> None:
        config = {"segment_groups": [{"name": "New", "applications": ["SAP"]}]}
        for check in (True, False):
            result = apply(estate, config, check)
            assert "config.segment_groups[0].applications: 'SAP' leaves segment group 'Finance'" in str(
                result["warnings"]
            )
        assert estate.members("Finance") == ["Payroll"]

    def test_have_the_place_of_what_they_are_about(self, estate: TestTenant) -> None:
        rule = {"name": "n", "action": "BYPASS_ISOLATE"}
        rule["conditions"] = about("zpn_client_type_vdi", object_type="CLIENT_TYPE")
        result = apply(estate, {"policy_rules": {"isolation": [rule]}}, True)
        assert "config.policy_rules.isolation[0].conditions: isolation rules are known to take" in str(
            result["warnings"]
        )

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_come_once_although_each_step_is_planned_twice(self, estate: TestTenant, check: bool) -> None:
        rule = {"name": "n", "action": "BYPASS_ISOLATE"}
        rule["conditions"] = about("zpn_client_type_vdi", object_type="CLIENT_TYPE")
        result = run(estate, check, config={"policy_rules": {"isolation": [rule]}})
        assert str(result["warnings"]).count("isolation rules are known to take") == 1

    def test_come_once(self, estate: TestTenant) -> None:
        result = apply(
            estate,
            {"segment_groups": [{"name": "New", "applications": ["SAP"]}], **access(new("n"), new("m"))},
        )
        told = [str(warning) for warning in result["warnings"]]
        assert len(told) == len(set(told)) == 1
