# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``zpa_policy_rule`` does beyond the laws: order, protected rules, microtenants."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from support.policies import add_rule, furnish, rules_in_order
from support.rule_options import about, both, conditions, rule
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_deception_rule

MICROTENANT = "216196257331290001"


class TestOrder:
    @pytest.fixture
    def abc(self, zpa: TestTenant) -> TestTenant:
        for name in "ABCD":
            add_rule(zpa, name)
        return zpa

    @pytest.mark.parametrize(
        ("name", "place", "order"),
        [
            ("A", 1, "ABCD"),
            ("A", 2, "BACD"),
            ("A", 4, "BCDA"),
            ("D", 1, "DABC"),
            ("D", 4, "ABCD"),
            ("C", 2, "ACBD"),
            ("B", 3, "ACBD"),
            ("E", 1, "EABCD"),
            ("E", 3, "ABECD"),
            ("E", 5, "ABCDE"),
        ],
    )
    def test_is_as_declared(self, abc: TestTenant, name: str, place: int, order: str) -> None:
        before = rules_in_order(abc)
        result = both(abc, name=name, action="ALLOW", rule_order=place)
        assert rules_in_order(abc) == list(order)
        assert result["changed"] is (rules_in_order(abc) != before)
        assert result["policy_rule"]["rule_order"] == place
        assert result["diff"]["after"]["rule_order"] == place
        assert both(abc, name=name, action="ALLOW", rule_order=place)["changed"] is False

    @pytest.mark.parametrize(
        ("name", "place", "end"), [("A", 5, 4), ("D", 99, 4), ("E", 6, 5), ("E", 999, 5)]
    )
    def test_beyond_the_end_is_refused(self, abc: TestTenant, name: str, place: int, end: int) -> None:
        (problem,) = both(abc, name=name, action="ALLOW", rule_order=place)["problems"]
        assert problem.startswith(
            "rule_order: %d is not a place for '%s', which can have 1 to %d." % (place, name, end)
        )
        assert rules_in_order(abc) == list("ABCD")

    def test_and_other_fields_change_in_one_task(self, abc: TestTenant) -> None:
        result = both(abc, name="C", rule_order=1, action="DENY", description="New")
        assert result["diff"] == {
            "before": {"name": "C", "description": "", "action": "ALLOW", "rule_order": 3},
            "after": {"name": "C", "description": "New", "action": "DENY", "rule_order": 1},
        }
        assert rules_in_order(abc) == list("CABD")
        assert [entry.method for entry in abc.writes] == ["PUT", "PUT"]
        assert abc.writes[1].path.endswith("/reorder/1")
        assert both(abc, name="C", rule_order=1, action="DENY", description="New")["changed"] is False

    def test_alone_writes_no_rule(self, abc: TestTenant) -> None:
        both(abc, name="C", rule_order=1)
        (move,) = abc.writes
        assert move.path.endswith("/reorder/1")
        assert move.body is None

    def test_that_is_omitted_puts_a_new_rule_last(self, abc: TestTenant) -> None:
        assert both(abc, name="E", action="DENY")["policy_rule"]["rule_order"] == 5
        assert rules_in_order(abc) == list("ABCDE")

    def test_that_is_omitted_moves_nothing(self, abc: TestTenant) -> None:
        both(abc, name="B", action="DENY")
        assert rules_in_order(abc) == list("ABCD")

    @pytest.mark.parametrize(("name", "place", "ok"), [("A", 3, True), ("A", 4, False), ("C", 1, True)])
    def test_leaves_the_default_rule_last(self, zpa: TestTenant, name: str, place: int, ok: bool) -> None:
        for each in "ABC":
            add_rule(zpa, each, "timeout")
        result = both(zpa, name=name, policy_type="timeout", rule_order=place)
        assert ("failed" not in result) is ok
        assert rules_in_order(zpa, "timeout")[-1] == "Default_Rule"

    def test_of_a_new_rule_can_be_the_last_before_the_default_rule(self, zpa: TestTenant) -> None:
        add_rule(zpa, "A", "timeout")
        options = {"policy_type": "timeout", "action": "RE_AUTH", "rule_order": 2}
        assert both(zpa, name="B", **options)["changed"]
        assert rules_in_order(zpa, "timeout") == ["A", "B", "Default_Rule"]

    @pytest.mark.parametrize("name", ["B", "C", "new"])
    def test_above_a_restricted_rule_is_refused(self, zpa: TestTenant, name: str) -> None:
        for each in "ABC":
            add_rule(zpa, each)
        add_deception_rule(zpa.tenant, position=2)
        zpa.forget()
        for place in (1, 2):
            (problem,) = both(zpa, name=name, action="DENY", rule_order=place)["problems"]
            assert problem.startswith("rule_order: %d is not a place for '%s'" % (place, name))
            assert "nothing goes above a restricted rule" in problem
        assert rules_in_order(zpa) == ["A", "Zscaler Deception", "B", "C"]

    def test_below_a_restricted_rule_is_free(self, zpa: TestTenant) -> None:
        for each in "ABC":
            add_rule(zpa, each)
        add_deception_rule(zpa.tenant)
        assert both(zpa, name="C", rule_order=2)["changed"]
        assert rules_in_order(zpa) == ["Zscaler Deception", "C", "A", "B"]

    def test_is_not_taken_from_a_rule_above_a_restricted_one(self, zpa: TestTenant) -> None:
        for each in "AB":
            add_rule(zpa, each)
        add_deception_rule(zpa.tenant, position=2)
        assert "1 only" in both(zpa, name="A", rule_order=3)["problems"][0]

    def test_that_another_writer_changed_meanwhile_is_set_by_the_next_run(self, abc: TestTenant) -> None:
        both(abc, name="D", rule_order=1)
        both(abc, name="A", rule_order=1)
        assert both(abc, name="D", rule_order=1)["changed"]
        assert rules_in_order(abc) == list("DABC")


# What makes a rule one of Zscaler's.
RESTRICTED: dict[str, dict[str, Any]] = {
    "by flag": {"name": "Decoys", "restrictedEntity": True},
    "by name": {"name": "Zscaler Deception", "restrictedEntity": False},
}


class TestProtected:
    @pytest.fixture(params=RESTRICTED.values(), ids=RESTRICTED.keys())
    def name(self, zpa: TestTenant, request: pytest.FixtureRequest) -> str:
        for each in "AB":
            add_rule(zpa, each)
        add_deception_rule(zpa.tenant, **request.param, position=1, description="Old")
        return request.param["name"]

    @pytest.mark.parametrize(
        "options",
        [
            {"action": "DENY"},
            {"description": ""},
            {"conditions": [{"operands": [about("APP", "SAP")]}]},
            {"state": "absent"},
        ],
        ids=str,
    )
    def test_restricted_rules_are_neither_changed_nor_deleted(
        self, zpa: TestTenant, name: str, options: dict[str, Any]
    ) -> None:
        before = copy.deepcopy(zpa.tenant.table("policyRule"))
        result = both(zpa, name=name, **options)
        assert "it is managed by Zscaler" in result["msg"]
        assert zpa.tenant.table("policyRule") == before

    def test_restricted_rules_are_not_moved(self, zpa: TestTenant, name: str) -> None:
        result = both(zpa, name=name, rule_order=2)
        assert "rule" in result["msg"]
        assert "keeps its place" in result["msg"] or "managed by Zscaler" in result["msg"]
        assert rules_in_order(zpa)[0] == name

    def test_restricted_rules_as_they_are_are_no_error(self, zpa: TestTenant, name: str) -> None:
        options = {"description": "Old", "action": "ALLOW", "rule_order": 1}
        assert both(zpa, name=name, **options)["changed"] is False

    def test_others_are_not_renamed_to_the_reserved_name(self, zpa: TestTenant) -> None:
        add_rule(zpa, "A", object_id="42")
        assert "reserved" in both(zpa, id="42", name="Zscaler Deception")["msg"]

    @pytest.mark.parametrize("policy_type", ["timeout", "client_forwarding", "isolation"])
    def test_default_rules_are_not_deleted(self, zpa: TestTenant, policy_type: str) -> None:
        add_rule(zpa, "A", policy_type)
        message = both(zpa, name="Default_Rule", policy_type=policy_type, state="absent")["msg"]
        assert "it is the default rule of its policy, which cannot be deleted" in message
        assert rules_in_order(zpa, policy_type) == ["A", "Default_Rule"]

    @pytest.mark.parametrize("policy_type", ["timeout", "client_forwarding", "isolation"])
    def test_default_rules_are_not_moved(self, zpa: TestTenant, policy_type: str) -> None:
        add_rule(zpa, "A", policy_type)
        result = both(zpa, name="Default_Rule", policy_type=policy_type, rule_order=1)
        assert "rule_order: 'Default_Rule' is a default rule, which keeps its place." in result["msg"]
        assert rules_in_order(zpa, policy_type) == ["A", "Default_Rule"]

    def test_default_rules_can_be_given_their_place(self, zpa: TestTenant) -> None:
        add_rule(zpa, "A", "timeout")
        assert both(zpa, name="Default_Rule", policy_type="timeout", rule_order=2)["changed"] is False

    @pytest.mark.parametrize(
        ("policy_type", "options"),
        [
            ("client_forwarding", {"action": "BYPASS"}),
            ("isolation", {"action": "ISOLATE", "isolation_profile": "Safe browsing"}),
            ("timeout", {"reauth_timeout": "8 Hours", "reauth_idle_timeout": "Never"}),
            ("timeout", {"custom_msg": ""}),
        ],
    )
    def test_default_rules_can_be_changed(
        self, zpa: TestTenant, policy_type: str, options: dict[str, Any]
    ) -> None:
        furnish(zpa)
        add_rule(zpa, "A", policy_type)
        assert both(zpa, name="Default_Rule", policy_type=policy_type, **options)["changed"]
        assert both(zpa, name="Default_Rule", policy_type=policy_type, **options)["changed"] is False
        assert zpa.tenant.find("policyRule", "Default_Rule")["defaultRule"] is True


class TestMicrotenant:
    def test_can_require_an_approval(self, zpa: TestTenant) -> None:
        options = {"name": "R", "action": "REQUIRE_APPROVAL", "microtenant_id": MICROTENANT}
        result = both(zpa, **options)
        assert result["policy_rule"]["action"] == "REQUIRE_APPROVAL"
        assert result["policy_rule"]["microtenant_id"] == MICROTENANT
        assert both(zpa, **options)["changed"] is False
        assert rules_in_order(zpa, "access", MICROTENANT) == ["R"]

    def test_has_a_policy_set_and_an_order_of_its_own(self, zpa: TestTenant) -> None:
        for name in "AB":
            add_rule(zpa, name)
            add_rule(zpa, name, microtenant_id=MICROTENANT)
        assert both(zpa, name="B", rule_order=1, microtenant_id=MICROTENANT)["changed"]
        assert rules_in_order(zpa, "access", MICROTENANT) == ["B", "A"]
        assert rules_in_order(zpa) == ["A", "B"]
        assert {entry.query.get("microtenantId") for entry in zpa.calls} == {MICROTENANT}

    def test_has_applications_of_its_own(self, zpa: TestTenant) -> None:
        (ours,) = zpa.add_application("Shared", microtenant_id=MICROTENANT)
        zpa.add_application("Shared", "Elsewhere")
        options = {"name": "R", "action": "ALLOW", "microtenant_id": MICROTENANT}
        assert both(zpa, **options, **conditions(about("APP", "Shared")))["changed"]
        stored = zpa.tenant.find("policyRule", "R")
        assert stored["conditions"][0]["operands"][0]["rhs"] == ours["id"]
        assert rule(zpa, **options, **conditions(about("APP", "Elsewhere")))["failed"]

    def test_of_a_result_can_be_given_back(self, zpa: TestTenant) -> None:
        shown = both(zpa, name="R", action="ALLOW", microtenant_id=MICROTENANT)["policy_rule"]
        assert both(zpa, **shown)["changed"] is False

    @pytest.mark.parametrize("action", ["state", "description"])
    def test_does_not_touch_the_rule_of_that_name_of_another(self, zpa: TestTenant, action: str) -> None:
        add_rule(zpa, "R")
        add_rule(zpa, "R", microtenant_id=MICROTENANT)
        change = {"state": "absent"} if action == "state" else {"description": "New"}
        assert both(zpa, name="R", microtenant_id=MICROTENANT, **change)["changed"]
        assert rules_in_order(zpa) == ["R"]
        rules = zpa.run("zpa_policy_rule_info", name="R")["policy_rules"]
        assert [entry["description"] for entry in rules] == [""]

    @pytest.fixture
    def shared(self, zpa: TestTenant, code_patch: pytest.MonkeyPatch) -> TestTenant:
        """A tenant that lists a rule of a microtenant among its own."""
        original = Client.list_all

        def generous(*words: Any, **keywords: Any) -> list[dict[str, Any]]:
            found = original(*words, **keywords)
            return [{**one, "microtenantId": MICROTENANT} if one["id"] == "42" else one for one in found]

        add_rule(zpa, "Theirs", object_id="42")
        add_rule(zpa, "Ours")
        code_patch.setattr(Client, "list_all", generous)
        return zpa

    @pytest.mark.parametrize("options", [{"description": "New"}, {"state": "absent"}])
    def test_does_not_touch_the_rule_of_another_by_its_id(
        self, shared: TestTenant, options: dict[str, Any]
    ) -> None:
        result = both(shared, id="42", **options)
        assert result.get("failed") or result["changed"] is False
        assert shared.writes == []

    def test_cannot_order_rules_among_those_of_another(self, shared: TestTenant) -> None:
        assert "lists rules of other microtenants" in both(shared, name="Ours", rule_order=1)["msg"]
        assert shared.writes == []


def test_metadata_tells_what_no_option_sets(zpa: TestTenant) -> None:
    stored = add_rule(zpa, "R", object_id="42", flags={"groupId": "555", "policyGroupName": "Team A"})
    add_rule(zpa, "Last")
    facts = zpa.run("zpa_policy_rule_info", id="42")["metadata"]["42"]
    policy_sets = list(zpa.tenant.table("policySet"))
    assert facts == {
        "creation_time": int(stored["creationTime"]),
        "default_rule": False,
        "microtenant_id": "0",
        "microtenant_name": "",
        "modified_by": stored["modifiedBy"],
        "modified_time": int(stored["modifiedTime"]),
        "policy_group_id": "555",
        "policy_group_name": "Team A",
        "policy_set_id": policy_sets[0],
        "priority": 2,
        "restricted": False,
    }
