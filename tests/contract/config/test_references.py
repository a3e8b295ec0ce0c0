# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""zpa_config: what entries refer to, results, and the order of rules."""

from __future__ import annotations

import pytest
from support.configurations import (
    DECEPTION,
    DEFAULT,
    FINANCE,
    PLACE,
    RULE_A,
    UNUSED,
    about,
    access,
    apply,
    in_short,
    new,
    run,
    written,
)
from support.policies import add_rule, rules_in_order
from support.tenants import TestTenant

# -- References ------------------------------------------------------------------------------------------


class TestReferences:
    def test_to_a_new_segment_group_are_by_its_id(self, estate: TestTenant) -> None:
        apply(estate, {"segment_groups": [{"name": "New"}], **access(new("n", conditions=about("New")))})
        (condition,) = estate.stored("n", "policyRule")["conditions"]
        assert [one["rhs"] for one in condition["operands"]] == [estate.stored("New")["id"]]

    def test_to_a_new_connector_group_are_by_its_id(self, estate: TestTenant) -> None:
        site = {"name": "Site", **PLACE}
        apply(
            estate,
            {"app_connector_groups": [site], **access({"name": "a", "app_connector_groups": ["Site"]})},
        )
        found = estate.stored("a", "policyRule")["appConnectorGroups"]
        assert [one["id"] for one in found] == [estate.stored("Site", "appConnectorGroup")["id"]]

    def test_to_a_renamed_group_are_by_its_id(self, estate: TestTenant) -> None:
        renamed = {"id": UNUSED, "name": "Used"}
        apply(estate, {"segment_groups": [renamed], **access({"name": "a", "conditions": about("Used")})})
        (condition,) = estate.stored("a", "policyRule")["conditions"]
        assert [one["rhs"] for one in condition["operands"]] == [UNUSED]

    def test_to_the_name_that_a_group_loses_are_refused(self, estate: TestTenant) -> None:
        renamed = {"id": UNUSED, "name": "Used"}
        result = run(
            estate,
            config={"segment_groups": [renamed], **access({"name": "a", "conditions": about("Unused")})},
        )
        path = "config.policy_rules.access[0].conditions[0].operands[0].objects[0]"
        assert path + ": no segment group has the name or id 'Unused'. Near matches: 'Used'" in result["msg"]
        assert estate.writes == []

    def test_to_a_new_group_are_shown_by_its_name_in_check_mode(self, estate: TestTenant) -> None:
        result = apply(
            estate, {"segment_groups": [{"name": "New"}], **access(new("n", conditions=about("New")))}, True
        )
        assert result["plan"][1]["after"]["conditions"] == [{"any of": ["APP_GROUP is New"]}]
        assert "warnings" not in result

    @pytest.mark.parametrize(
        "policy_type", ["access", "timeout", "client_forwarding", "isolation", "inspection"]
    )
    def test_to_a_new_group_are_possible_from_every_policy(
        self, estate: TestTenant, policy_type: str
    ) -> None:
        actions = {
            "access": "DENY",
            "timeout": "RE_AUTH",
            "client_forwarding": "BYPASS",
            "isolation": "BYPASS_ISOLATE",
            "inspection": "BYPASS_INSPECT",
        }
        client = about("zpn_client_type_exporter", object_type="CLIENT_TYPE")
        rule = {"name": "n", "action": actions[policy_type], "conditions": about("New") + client}
        apply(estate, {"policy_rules": {policy_type: [rule]}, "segment_groups": [{"name": "New"}]})
        assert "n" in rules_in_order(estate, policy_type)

    def test_of_rules_that_name_a_renamed_group_change_nothing(self, estate: TestTenant) -> None:
        result = apply(
            estate,
            {
                "segment_groups": [{"id": FINANCE, "name": "Treasury"}],
                **access({"name": "b", "conditions": about("Treasury", "Web apps")}),
            },
        )
        assert in_short(result["plan"]) == ["update segment_group Finance"]

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_to_what_neither_the_tenant_nor_the_plan_has_are_an_error(
        self, estate: TestTenant, check: bool
    ) -> None:
        config = {
            **access(new("n", conditions=about("Not there", "New"))),
            "segment_groups": [{"name": "New"}],
        }
        (problem,) = run(estate, check, config=config)["problems"]
        assert problem.startswith("config.policy_rules.access[0].conditions[0].operands[0].objects[0]: no ")
        assert estate.writes == []


class TestResults:
    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_have_the_same_keys_whatever_happens(self, estate: TestTenant, check: bool) -> None:
        for config in ({"segment_groups": [{"name": "New"}]}, {"segment_groups": [{"name": "Finance"}]}):
            result = apply(estate, config, check)
            assert set(result) - {"invocation"} == {"changed", "plan", "plan_summary", "summary", "diff"}
        assert set(run(estate, check, state="gathered")) - {"invocation"} == {
            "changed",
            "plan",
            "config",
            "not_carried",
        }

    def test_count_what_is_declared_and_as_it_shall_be(self, estate: TestTenant) -> None:
        config = {"segment_groups": [{"name": "Finance"}, {"name": "New"}, {"name": "x", "state": "absent"}]}
        assert apply(estate, {**config, **access("a", "b")}, True)["summary"] == {
            "created": 1,
            "updated": 0,
            "deleted": 0,
            "reordered": 0,
            "unchanged": 4,
        }

    @pytest.mark.parametrize("option", ["access_token", "private_key"])
    def test_never_show_a_secret_of_the_connection(self, estate: TestTenant, option: str) -> None:
        secret = "a-very-secret-thing-from-elsewhere"
        result = run(estate, state="gathered", **{option: secret})
        assert result["failed"]
        assert secret not in str(result)


# -- The order of rules ----------------------------------------------------------------------------------


class TestOrder:
    def test_is_as_declared_with_new_rules_in_the_middle(self, estate: TestTenant) -> None:
        apply(estate, access("d", new("n"), "c", new("m"), "b", "a"))
        assert rules_in_order(estate) == [DECEPTION, "d", "n", "c", "m", "b", "a"]

    def test_leaves_rules_that_are_not_listed_in_their_places(self, estate: TestTenant) -> None:
        apply(estate, access("d", "a"))
        assert rules_in_order(estate) == [DECEPTION, "d", "b", "c", "a"]

    def test_takes_one_write_for_each_policy(self, estate: TestTenant) -> None:
        apply(
            estate,
            {
                "policy_rules": {
                    "access": [{"name": x} for x in "dcba"],
                    "timeout": [{"name": "t2"}, {"name": "t1"}],
                }
            },
        )
        assert ["reorder" in line for line in written(estate)] == [True, True]

    def test_is_looked_after_before_anything_is_deleted(self, estate: TestTenant) -> None:
        apply(estate, access("d", {"name": "b", "state": "absent"}, "a"))
        assert [line.split()[0] for line in written(estate)] == ["PUT", "DELETE"]
        assert rules_in_order(estate) == [DECEPTION, "d", "c", "a"]

    def test_of_renamed_rules_is_by_their_new_names(self, estate: TestTenant) -> None:
        result = apply(estate, access("d", {"id": RULE_A, "name": "alpha"}))
        assert result["plan"][-1]["after"] == {"rules": [DECEPTION, "d", "b", "c", "alpha"]}
        assert rules_in_order(estate) == [DECEPTION, "d", "b", "c", "alpha"]

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_that_puts_a_rule_above_deception_is_refused(self, estate: TestTenant, check: bool) -> None:
        result = run(estate, check, config={**access("a", DECEPTION), "segment_groups": [{"name": "New"}]})
        assert "config.policy_rules.access: 'Zscaler Deception' is listed after 'a'" in result["msg"]
        assert estate.writes == []

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_that_puts_a_rule_below_the_default_rule_is_refused(
        self, estate: TestTenant, check: bool
    ) -> None:
        config = {"policy_rules": {"timeout": [{"name": DEFAULT}, {"name": "t1"}]}}
        result = run(estate, check, config=config)
        assert "config.policy_rules.timeout: 'Default_Rule' is listed before 't1'" in result["msg"]
        assert estate.writes == []

    def test_that_puts_a_new_rule_above_a_restricted_one_is_refused(self, estate: TestTenant) -> None:
        add_rule(estate, "Decoy", flags={"restrictedEntity": True})
        result = run(estate, config=access(new("n"), "d"))
        assert "config.policy_rules.access: 'n' would go above 'Decoy'" in result["msg"]
        assert estate.writes == []

    def test_is_none_of_the_business_of_a_rule_that_changes(self, estate: TestTenant) -> None:
        apply(estate, access({"name": "c", "description": "x"}))
        assert rules_in_order(estate) == [DECEPTION, *"abcd"]
        assert written(estate) == ["PUT policySet/rule"]

    def test_of_a_new_rule_that_is_listed_last_takes_no_write_of_its_own(self, estate: TestTenant) -> None:
        apply(estate, access("a", new("n")))
        assert written(estate) == ["POST policySet/rule"]
        assert rules_in_order(estate) == [DECEPTION, *"abcd", "n"]

    def test_holds_before_the_default_rule_for_new_rules(self, estate: TestTenant) -> None:
        rule = {"name": "t0", "action": "RE_AUTH"}
        apply(estate, {"policy_rules": {"timeout": [rule, {"name": "t1"}, {"name": DEFAULT}]}})
        assert rules_in_order(estate, "timeout") == ["t0", "t2", "t1", DEFAULT]

    def test_of_hundreds_of_rules_takes_one_write(self, zpa: TestTenant) -> None:
        names = ["Rule %03d" % number for number in range(300)]
        for name in names:
            add_rule(zpa, name)
        apply(zpa, access(*reversed(names)))
        assert written(zpa) == ["PUT policySet/reorder"]
        assert rules_in_order(zpa) == names[::-1]
