# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads that show late what was written, and values that ZPA does not take."""

from __future__ import annotations

from typing import Any

import pytest
from support.policies import add_rule, rules_in_order
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_deception_rule

RULES = "policyRule"
FEW, TOO_MANY = [1, 3], 99
UNPACED = {"read_limit": 100000, "write_limit": 100000}
# Makes the emulator answer a creation as a server that does not obey ``disabled`` there.
ON = {"disabled": "0"}


@pytest.fixture(autouse=True)
def at_once(code_patch: pytest.MonkeyPatch) -> None:
    code_patch.setattr("time.sleep", lambda seconds: None)


def rule(zpa: TestTenant, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_policy_rule", **options)


def turned_on(zpa: TestTenant) -> None:
    """Let creations of rules leave them on."""

    def change(status: int, body: Any) -> tuple[int, Any]:
        zpa.tenant.table(RULES)[body["id"]].update(ON)
        return status, {**body, **ON}

    zpa.fault("changed", "POST .*rule$", change=change)


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
        assert "does not show it. Run the task again in a while" in message


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
            message = own.run("zpa_config", config=config, **UNPACED)["msg"]
        else:
            message = rule(own, **declared)["msg"]
        assert "The update has arrived, and ZPA keeps what it had: leave custom_msg out" in message

    def test_is_no_matter_where_it_is_left_out(self, own: TestTenant) -> None:
        assert rule(own, name="R", action="DENY")["changed"]
        assert rule(own, name="R", action="DENY")["changed"] is False
