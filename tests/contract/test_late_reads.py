# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads that show late what was written, and values that ZPA does not take."""

from __future__ import annotations

from typing import Any

import pytest
from support.cases import CREATED, MADE, Subject
from support.policies import add_rule, rules_in_order
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_deception_rule

RULES = "policyRule"
FEW, TOO_MANY = [1, 3], 99
# Makes the emulator answer a creation as a server that does not obey ``disabled`` there.
ON = {"disabled": "0"}

NAMES_IT: dict[str, Any] = {
    "name": "New rule",
    "action": "ALLOW",
    "conditions": [{"operands": [{"object_type": "APP_GROUP", "objects": ["New group"]}]}],
}


def rule(zpa: TestTenant, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_policy_rule", **options)


def turned_on(zpa: TestTenant) -> None:
    """Let creations of rules leave them on."""

    def change(status: int, body: Any) -> tuple[int, Any]:
        zpa.tenant.table(RULES)[body["id"]].update(ON)
        return status, {**body, **ON}

    zpa.fault("changed", "POST .*rule$", change=change)


def posts(zpa: TestTenant) -> int:
    return sum(entry.method == "POST" for entry in zpa.writes)


def config(zpa: TestTenant, **lists: Any) -> dict[str, Any]:
    return zpa.run("zpa_config", config=lists)


@pytest.mark.parametrize("subject", MADE, ids=str)
class TestACreation:
    """What is new shows late, by id, in searches and in lists alike."""

    @pytest.mark.parametrize("late", FEW)
    def test_is_over_once_the_object_is_shown(self, zpa: TestTenant, subject: Subject, late: int) -> None:
        zpa.tenant.quirks.late_reads = late
        created = subject.create(zpa, name="New")
        assert created["changed"], created
        zpa.forget()
        again = subject.create(zpa, name="New")
        assert again["changed"] is False
        # What a list does not show is not known.
        known = {option: value for option, value in again[subject.key].items() if value is not None}
        assert {**created[subject.key], **known} == created[subject.key]
        assert zpa.writes == []

    def test_that_never_shows_is_told_with_its_id_and_not_repeated(
        self, zpa: TestTenant, subject: Subject
    ) -> None:
        zpa.tenant.quirks.late_reads = TOO_MANY
        result = subject.create(zpa, name="New")
        object_id = zpa.stored("New", subject.path)["id"]
        said = "The API accepted the creation of %s '%s'" % (subject.noun, subject.title("New"))
        if subject.tells_new:
            said += " (id %s), but does not show it yet." % object_id
        else:
            said += ", but shows neither its id nor the object itself yet."
        assert result["msg"].startswith(said)
        assert "Run the task again in a while" in result["msg"]
        assert posts(zpa) == 1
        zpa.tenant.hidden.clear()
        assert subject.create(zpa, name="New")["changed"] is False

    def test_is_not_read_in_check_mode(self, zpa: TestTenant, subject: Subject) -> None:
        subject.create(zpa, True, name="New")
        assert len(zpa.calls) <= subject.creation
        assert zpa.writes == []


class TestAConfiguration:
    @pytest.mark.parametrize("late", FEW)
    def test_writes_nothing_that_names_what_is_not_shown_yet(self, zpa: TestTenant, late: int) -> None:
        hidden: list[int] = []
        zpa.tenant.quirks.late_reads = late
        group = {"name": "New group"}

        def look() -> None:
            hidden.append(zpa.tenant.hidden[zpa.stored("New group")["id"]])

        zpa.fault("late", "POST .*/rule$", on_strike=look)
        result = config(zpa, segment_groups=[group], policy_rules={"access": [NAMES_IT]})
        assert not result.get("failed"), result["msg"]
        assert hidden == [0]
        zpa.forget()
        again = config(zpa, segment_groups=[group], policy_rules={"access": [NAMES_IT]})
        assert (again["changed"], zpa.writes) == (False, [])

    @pytest.mark.parametrize("late", FEW)
    def test_ends_once_all_is_shown(self, zpa: TestTenant, late: int) -> None:
        zpa.tenant.quirks.late_reads = late
        lists: dict[str, Any] = {}
        for subject in MADE:
            subject.furnish(zpa)
            names = ("A", "B") if subject in CREATED[:1] else ("C",)
            lists.update(subject.config(*({"name": name, **subject.required} for name in names)))
        assert config(zpa, **lists)["summary"]["created"] == len(MADE) + 1
        zpa.forget()
        assert config(zpa, **lists)["changed"] is False
        assert zpa.writes == []

    def test_looks_once_at_each_list_for_all_that_is_new_in_it(self, zpa: TestTenant) -> None:
        few, many = ([{"name": "G%d" % number} for number in range(count)] for count in (1, 7))
        counts = []
        for groups in (few, many):
            zpa.forget()
            config(zpa, segment_groups=groups)
            reads = [entry for entry in zpa.calls if entry.method == "GET" and not entry.query.get("search")]
            counts.append(len(reads))
        assert counts == [2, 2]

    def test_says_what_is_not_shown_and_goes_on_from_there(self, zpa: TestTenant) -> None:
        def hide() -> None:
            zpa.tenant.hidden[zpa.stored("A")["id"]] = TOO_MANY

        zpa.fault("late", "POST .*/segmentGroup$", skip=1, on_strike=hide)
        groups = [{"name": "A"}, {"name": "B"}, {"name": "New group"}]
        lists = {"segment_groups": groups, "policy_rules": {"access": [NAMES_IT]}}
        result = config(zpa, **lists)
        object_id = zpa.stored("A")["id"]
        said = "accepted the creation of segment group 'A' (id %s), but does not list it yet." % object_id
        assert said in result["msg"]
        assert [step["status"] for step in result["plan"]] == ["failed", "done", "done", "not_tried"]
        assert result["plan"][0]["id"] == object_id
        zpa.tenant.hidden.clear()
        again = config(zpa, **lists)
        assert [step["name"] for step in again["plan"]] == ["New rule"]
        assert posts(zpa) == 4

    def test_tells_of_many_that_are_not_shown_how_many_more_there_are(self, zpa: TestTenant) -> None:
        zpa.tenant.quirks.late_reads = TOO_MANY
        message = config(zpa, segment_groups=[{"name": "G%02d" % number} for number in range(12)])["msg"]
        assert "accepted the creation of segment groups 'G00' (id " in message
        assert "), 2 more, but does not list them yet." in message

    def test_that_cannot_look_says_what_was_created(self, zpa: TestTenant) -> None:
        zpa.fault("status", "GET .*/segmentGroup$", skip=2, status=403, times=TOO_MANY)
        result = config(zpa, segment_groups=[{"name": "A"}])
        assert "The creation itself was accepted" in result["msg"]
        assert [step["status"] for step in result["plan"]] == ["failed"]
        assert [step["operation"] for step in result["plan"]] == ["create"]
        assert result["changed"]

    @pytest.mark.parametrize("times", FEW)
    def test_waits_for_a_list_that_shows_a_new_object_as_planned(self, zpa: TestTenant, times: int) -> None:
        self.show_otherwise(zpa, "GET .*/segmentGroup$", times)
        assert config(zpa, segment_groups=[{"name": "A", "description": "d"}])["changed"]
        assert [fault.times for fault in zpa.tenant.faults] == [0]

    def test_asks_for_an_object_alone_that_a_list_never_shows_as_planned(self, zpa: TestTenant) -> None:
        self.show_otherwise(zpa, "GET .*/segmentGroup$", TOO_MANY)
        assert config(zpa, segment_groups=[{"name": "A", "description": "d"}])["changed"]
        assert zpa.calls[-1].path.endswith(zpa.stored("A")["id"])

    def test_tells_what_is_not_as_planned(self, zpa: TestTenant) -> None:
        self.show_otherwise(zpa, "GET .*/segmentGroup", TOO_MANY)
        result = config(zpa, segment_groups=[{"name": "A", "description": "d"}, {"name": "B"}])
        assert "description is 'other' instead of 'd'" in result["msg"]
        assert [step["status"] for step in result["plan"]] == ["failed", "done"]

    def test_tells_what_is_not_as_planned_of_a_rule(self, zpa: TestTenant) -> None:
        self.show_otherwise(zpa, "GET .*/rule", TOO_MANY)
        rule = {"name": "A", "action": "ALLOW", "description": "d"}
        result = config(zpa, policy_rules={"access": [rule]})
        assert "description is 'other' instead of 'd'" in result["msg"]
        assert [step["status"] for step in result["plan"]] == ["failed"]

    @staticmethod
    def show_otherwise(zpa: TestTenant, where: str, times: int) -> None:
        """Let reads show another description of what is called A."""

        def change(status: int, body: Any) -> tuple[int, Any]:
            for record in body.get("list", [body]):
                if record.get("name") == "A":
                    record["description"] = "other"
            return status, body

        zpa.fault("changed", where, times=times + 1, change=change)


class TestANewRule:
    @pytest.mark.parametrize("late", FEW)
    def test_that_shows_late_is_switched_off(self, zpa: TestTenant, late: int) -> None:
        turned_on(zpa)
        zpa.tenant.quirks.late_reads = late
        result = rule(zpa, name="R", action="ALLOW", enabled=False)
        assert not result.get("failed"), result["msg"]
        assert zpa.stored("R", RULES)["disabled"] == "1"

    def test_that_never_shows_is_said_to_be_on(self, zpa: TestTenant) -> None:
        turned_on(zpa)
        zpa.tenant.quirks.late_reads = TOO_MANY
        message = rule(zpa, name="R", action="ALLOW", enabled=False)["msg"]
        assert "The API does not show the rule 'R'" in message
        assert "The rule itself was created, and could not be switched off: it is on" in message

    @pytest.mark.parametrize("late", FEW)
    def test_that_shows_late_gets_its_place(self, zpa: TestTenant, late: int) -> None:
        for name in ("A", "B"):
            add_rule(zpa, name)
        zpa.tenant.quirks.late_reads = late
        result = rule(zpa, name="R", action="ALLOW", rule_order=1)
        assert result["policy_rule"]["rule_order"] == 1
        assert rules_in_order(zpa) == ["R", "A", "B"]

    @pytest.mark.parametrize("late", FEW)
    def test_that_is_not_known_yet_where_it_is_moved_gets_its_place(self, zpa: TestTenant, late: int) -> None:
        add_rule(zpa, "A")
        zpa.fault("status", "PUT .*/reorder/", status=404, times=late)
        assert rule(zpa, name="R", action="ALLOW", rule_order=1)["policy_rule"]["rule_order"] == 1
        assert rules_in_order(zpa) == ["R", "A"]

    def test_that_is_never_known_where_it_is_moved_is_told_as_created(self, zpa: TestTenant) -> None:
        add_rule(zpa, "A")
        zpa.fault("status", "PUT .*/reorder/", status=404, times=TOO_MANY)
        message = rule(zpa, name="R", action="ALLOW", rule_order=1)["msg"]
        assert "The rule itself was created, but could not be moved to place 1" in message
        assert len(zpa.writes) == 6

    def test_of_long_ago_that_is_not_there_to_be_moved_is_not_waited_for(self, zpa: TestTenant) -> None:
        for name in ("A", "B"):
            add_rule(zpa, name)
        zpa.fault("status", "PUT .*/reorder/", status=404, times=TOO_MANY)
        assert rule(zpa, name="B", rule_order=1)["failed"]
        assert len(zpa.writes) == 1

    @pytest.mark.parametrize("late", FEW)
    def test_that_is_not_known_yet_where_it_is_switched_off_is_off(self, zpa: TestTenant, late: int) -> None:
        turned_on(zpa)
        zpa.fault("status", r"PUT .*/rule/\d+$", status=404, times=late)
        assert rule(zpa, name="R", action="ALLOW", enabled=False)["changed"]
        assert zpa.stored("R", RULES)["disabled"] == "1"

    @pytest.mark.parametrize("late", FEW)
    def test_of_a_configuration_that_is_not_known_yet_where_it_is_moved_gets_its_place(
        self, zpa: TestTenant, late: int
    ) -> None:
        add_rule(zpa, "A")
        zpa.fault("status", "PUT .*/reorder/", status=404, times=late)
        rules = [{"name": "R", "action": "ALLOW"}, {"name": "A"}]
        assert config(zpa, policy_rules={"access": rules})["changed"]
        assert rules_in_order(zpa) == ["R", "A"]

    @pytest.mark.parametrize("late", FEW)
    def test_that_shows_late_can_be_updated(self, zpa: TestTenant, late: int) -> None:
        made = add_rule(zpa, "R")
        listed = [True] * late
        zpa.fault("status", "GET .*rule/%s$" % made["id"], status=404, times=len(listed))
        assert rule(zpa, name="R", description="new")["changed"]

    def test_that_never_shows_is_told_as_such(self, zpa: TestTenant) -> None:
        add_rule(zpa, "A")
        zpa.tenant.quirks.late_reads = TOO_MANY
        message = rule(zpa, name="R", action="ALLOW", rule_order=1)["msg"]
        assert "accepted the creation of policy rule 'R'" in message
        assert "does not show it yet. What is new can show late. Run the task again in a while" in message


class TestARuleAboveARestrictedOne:
    @pytest.fixture
    def guarded(self, zpa: TestTenant) -> TestTenant:
        for name in ("A", "B"):
            add_rule(zpa, name)
        add_deception_rule(zpa.tenant, position=3)
        return zpa

    def test_that_a_list_leaves_out_for_a_while_is_moved(self, guarded: TestTenant) -> None:
        late = {guarded.stored("B", RULES)["id"]: 2}
        guarded.fault("late", skip=1, on_strike=lambda: guarded.tenant.hidden.update(late))
        assert rule(guarded, name="B", rule_order=1)["changed"]
        assert rules_in_order(guarded) == ["B", "A", "Zscaler Deception"]

    def test_that_got_another_neighbour_meanwhile_is_not_moved(self, guarded: TestTenant) -> None:
        def restrict() -> None:
            guarded.stored("A", RULES)["restrictedEntity"] = True

        guarded.fault("late", skip=1, on_strike=restrict)
        message = rule(guarded, name="B", rule_order=1)["msg"]
        assert "Rules changed since it was planned to move one: rule_order: 1 is not a place" in message
        assert guarded.writes == []


class TestAValueThatZpaDoesNotTake:
    """Such as a message that is filled in where there is none."""

    @pytest.fixture
    def own(self, zpa: TestTenant) -> TestTenant:
        zpa.tenant.quirks.own_message = "Ask your administrator"
        return zpa

    def test_is_told_of_a_new_rule(self, own: TestTenant) -> None:
        message = rule(own, name="R", action="DENY", custom_msg="")["msg"]
        assert "custom_msg is 'Ask your administrator' instead of ''. ZPA may have filled that in" in message
        assert "leave custom_msg out, or give another value" in message

    @pytest.mark.parametrize("options", [{}, {"description": "new"}], ids=["alone", "beside others"])
    @pytest.mark.parametrize("as_config", [False, True], ids=["module", "configuration"])
    def test_is_told_of_a_rule_that_keeps_it(
        self, own: TestTenant, options: dict[str, Any], as_config: bool
    ) -> None:
        add_rule(own, "R", flags={"customMsg": "Ask your administrator", "modifiedTime": "1600000000"})
        declared = {"name": "R", "custom_msg": "", **options}
        if as_config:
            config = {"policy_rules": {"access": [declared]}}
            message = own.run("zpa_config", config=config)["msg"]
        else:
            message = rule(own, **declared)["msg"]
        assert "The update has arrived, and ZPA keeps what it had: leave custom_msg out" in message

    def test_is_no_matter_where_it_is_left_out(self, own: TestTenant) -> None:
        assert rule(own, name="R", action="DENY")["changed"]
        assert rule(own, name="R", action="DENY")["changed"] is False
