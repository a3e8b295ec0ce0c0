# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What results of tasks say about objects."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift import identities
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.findings import (
    About,
    Finding,
    TaskResult,
    UnmanagedObject,
    findings_of,
    tenants_of,
    unmanaged_of,
    unnamed_of,
)
from support.policies import add_rule
from support.tenants import TestTenant
from support.toys import KEY, SCHEDULE

ABOUT = About("Keep it", "site.yml:3", "alpha")


def only(module: str, result: dict[str, Any], **options: Any) -> Finding:
    (finding,) = findings_of(module, result, options, ABOUT)
    return finding


def group(zpa: TestTenant, **options: Any) -> Finding:
    """What a task says about a segment group."""
    return only("zpa_segment_group", zpa.group(check=True, **options), **options)


def said(finding: Finding) -> tuple[str, str | None, str]:
    return finding.status, finding.operation, finding.name


class TestSingleObjects:
    def test_one_with_more_than_a_name_is_called_by_all_that_tells_it_from_others(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Two provisioning keys of one name are two findings."""
        monkeypatch.setitem(identities.WITH_MORE_THAN_A_NAME, "provisioning_key", KEY)
        monkeypatch.setitem(identities.WITH_MORE_THAN_A_NAME, "connector_schedule", SCHEDULE)
        key = {"association_type": "service_edge_group", "name": "Berlin"}
        made = {"diff": {"before": {}, "after": key}, "provisioning_key": {**key, "id": None}}
        options = {"association_type": "SERVICE_EDGE_GRP", "name": "Berlin"}
        name = "Berlin (service_edge_group)"
        assert said(only("zpa_provisioning_key", made, **options)) == ("drifted", "create", name)
        assert said(only("zpa_provisioning_key", {"msg": "No."}, **options)) == ("error", None, name)
        kept = {"diff": {"before": {"enabled": True}, "after": {"enabled": True}}}
        schedule = only("zpa_connector_schedule", kept, kind="app_connector")
        assert said(schedule) == ("as_declared", None, "app_connector")

    def test_one_that_is_missing_is_to_be_created(self, zpa: TestTenant) -> None:
        finding = group(zpa, name="New", description="d")
        assert said(finding) == ("drifted", "create", "New")
        assert (finding.kind, finding.policy_type, finding.id) == ("segment_group", None, None)
        assert finding.found == {}
        assert finding.declared == {"name": "New", "description": "d", "enabled": False}

    def test_one_that_differs_is_to_be_updated_where_it_differs(self, zpa: TestTenant) -> None:
        stored = zpa.add_group("Old", description="x")
        finding = group(zpa, name="Old", description="y", enabled=True)
        assert said(finding) == ("drifted", "update", "Old")
        assert finding.id == stored["id"]
        assert finding.differences == [{"option": "description", "found": "x", "declared": "y"}]
        assert finding.found == {"name": "Old", "description": "x", "enabled": True}

    def test_one_with_another_name_is_called_as_it_is_on_the_tenant(self, zpa: TestTenant) -> None:
        stored = zpa.add_group("Old")
        assert said(group(zpa, id=stored["id"], name="New")) == ("drifted", "update", "Old")

    def test_one_that_shall_not_be_there_is_to_be_deleted(self, zpa: TestTenant) -> None:
        zpa.add_group("Old")
        finding = group(zpa, name="Old", state="absent")
        assert said(finding) == ("drifted", "delete", "Old")
        assert finding.declared == {}

    def test_one_that_is_as_declared_is_named(self, zpa: TestTenant) -> None:
        zpa.add_group("Old", description="x")
        assert said(group(zpa, name="Old", description="x")) == ("as_declared", None, "Old")

    def test_one_that_is_absent_as_declared_is_named(self, zpa: TestTenant) -> None:
        assert said(group(zpa, name="Gone", state="absent")) == ("as_declared", None, "Gone")

    def test_one_that_could_not_be_compared_is_an_error(self, zpa: TestTenant) -> None:
        finding = group(zpa, name="New", applications=["4711"])
        assert said(finding) == ("error", None, "New")
        assert str(finding.message).startswith("applications[0]: no application segment")

    def test_a_rule_has_its_policy_type_however_it_is_spelled(self, zpa: TestTenant) -> None:
        add_rule(zpa, "Long", "timeout")
        options = {"policy_type": "REAUTH_POLICY", "name": "Long"}
        for state in ("present", "absent"):
            result = zpa.run("zpa_policy_rule", check=True, **options, state=state)
            assert only("zpa_policy_rule", result, **options).policy_type == "timeout"
        assert only("zpa_policy_rule", {"msg": "no", "failed": True}, **options).policy_type == "timeout"

    def test_a_rule_is_an_access_rule_unless_it_says_otherwise(self, zpa: TestTenant) -> None:
        result = zpa.run("zpa_policy_rule", check=True, name="N", action="DENY")
        finding = only("zpa_policy_rule", result, name="N")
        assert (finding.kind, finding.policy_type, finding.operation) == ("policy_rule", "access", "create")

    def test_it_says_where_it_comes_from(self, zpa: TestTenant) -> None:
        finding = group(zpa, name="New")
        assert (finding.task, finding.place, finding.host, finding.connection) == ABOUT


class TestOrders:
    def test_rules_in_another_order_are_told_as_the_fewest_moves(self, zpa: TestTenant) -> None:
        for name in "ABCD":
            add_rule(zpa, name)
        result = zpa.run("zpa_policy_rule_order", check=True, rules=["D", "A", "B", "C"])
        finding = only("zpa_policy_rule_order", result)
        assert said(finding) == ("drifted", "reorder", "access")
        assert finding.moves == [{"name": "D", "from": 4, "to": 1}]
        assert finding.found == {"rules": ["A", "B", "C", "D"]}

    def test_rules_in_their_order_are_as_declared(self, zpa: TestTenant) -> None:
        add_rule(zpa, "A")
        result = zpa.run("zpa_policy_rule_order", check=True, rules=["A"])
        finding = only("zpa_policy_rule_order", result)
        assert said(finding) == ("as_declared", None, "access")
        assert finding.moves == []

    def test_a_rule_that_does_not_exist_yet_is_new_in_the_order(self, zpa: TestTenant) -> None:
        add_rule(zpa, "A")
        finding = only(
            "zpa_policy_rule_order", zpa.run("zpa_policy_rule_order", check=True, rules=["A", "N"])
        )
        assert said(finding) == ("drifted", "reorder", "access")
        assert finding.moves == [{"name": "N (does not exist yet)", "from": None, "to": 2}]
        assert finding.found == {"rules": ["A"]}

    def test_an_order_that_cannot_be_had_is_an_error_of_its_policy(self, zpa: TestTenant) -> None:
        options = {"policy_type": "timeout", "rules": ["A", "A"]}
        finding = only(
            "zpa_policy_rule_order", zpa.run("zpa_policy_rule_order", check=True, **options), **options
        )
        assert said(finding) == ("error", None, "timeout")


class TestConfigurations:
    def audit(self, zpa: TestTenant, **options: Any) -> dict[str, Any]:
        return zpa.run("zpa_config", check=True, **options)

    def test_each_step_is_a_finding(self, zpa: TestTenant) -> None:
        zpa.add_group("Old", description="x")
        zpa.add_group("Gone")
        config = {
            "segment_groups": [
                {"name": "Old", "description": "y"},
                {"name": "New"},
                {"name": "Gone", "state": "absent"},
            ]
        }
        found = findings_of("zpa_config", self.audit(zpa, config=config), {}, ABOUT)
        assert {said(finding) for finding in found} == {
            ("drifted", "update", "Old"),
            ("drifted", "create", "New"),
            ("drifted", "delete", "Gone"),
        }

    def test_an_order_follows_renamed_rules(self, zpa: TestTenant) -> None:
        stored = add_rule(zpa, "First")
        for name in ("Second", "Third"):
            add_rule(zpa, name)
        rules = [{"name": "Third"}, {"id": stored["id"], "name": "Renamed"}, {"name": "Second"}]
        result = self.audit(zpa, config={"policy_rules": {"access": rules}})
        (order,) = [one for one in findings_of("zpa_config", result, {}, ABOUT) if one.operation == "reorder"]
        assert order.kind == "policy_rule_order"
        assert order.moves == [{"name": "Third", "from": 3, "to": 1}]

    def test_of_what_is_not_listed_only_the_number_is_known(self, zpa: TestTenant) -> None:
        zpa.add_group("Old")
        result = self.audit(zpa, config={"segment_groups": [{"name": "Old"}]})
        assert findings_of("zpa_config", result, {}, ABOUT) == []
        assert unnamed_of(result) == 1

    def test_what_is_listed_is_named_once(self) -> None:
        row = {"kind": "segment_group", "name": "A", "id": "1", "standing": "drifted"}
        step = {**row, "operation": "update", "before": {"enabled": True}, "after": {"enabled": False}}
        other = {**row, "name": "B", "id": "2", "standing": "as_declared"}
        nobodys = {**row, "name": "C", "id": "3", "standing": "unmanaged"}
        result = {"plan": [step], "objects": [row, other, nobodys], "summary": {"unchanged": 1}}
        assert [said(finding) for finding in findings_of("zpa_config", result, {}, ABOUT)] == [
            ("drifted", "update", "A"),
            ("as_declared", None, "B"),
        ]
        assert unnamed_of(result) == 0
        assert unmanaged_of(result) == [UnmanagedObject("segment_group", None, "C", "3")]

    def test_what_nobody_declared_and_the_plan_deletes_is_drift(self) -> None:
        row = {"kind": "segment_group", "name": "A", "id": "1", "standing": "unmanaged"}
        step = {**row, "operation": "delete", "before": {"name": "A"}, "after": {}}
        result = {"plan": [step], "objects": [row]}
        assert unmanaged_of(result) == []
        assert [one.operation for one in findings_of("zpa_config", result, {}, ABOUT)] == ["delete"]

    def test_a_rule_that_differs_in_its_place_alone_is_told_by_the_order(self) -> None:
        row = {"kind": "policy_rule", "policy_type": "access", "name": "A", "id": "1", "standing": "drifted"}
        order = {
            **row,
            "name": "access",
            "id": None,
            "operation": "reorder",
            "before": {"rules": ["A", "B"]},
            "after": {"rules": ["B", "A"]},
        }
        found = findings_of("zpa_config", {"plan": [order], "objects": [row]}, {}, ABOUT)
        assert [said(finding) for finding in found] == [
            ("drifted", "reorder", "access"),
            ("as_declared", None, "A"),
        ]

    def test_a_configuration_that_is_refused_is_one_error(self, zpa: TestTenant) -> None:
        config = {"segment_groups": [{"name": "A", "applications": ["SAPP"]}]}
        finding = only("zpa_config", self.audit(zpa, config=config))
        assert (finding.kind, finding.status, finding.name) == ("configuration", "error", "Keep it")
        assert "SAPP" in str(finding.message)

    def test_gathering_says_nothing(self, zpa: TestTenant) -> None:
        assert findings_of("zpa_config", self.audit(zpa, state="gathered"), {}, ABOUT) == []


class TestOtherResults:
    @pytest.mark.parametrize("module", ["zpa_segment_group_info", "zpa_reference_info", "zpa_config_files"])
    def test_modules_that_declare_nothing_say_nothing(self, module: str) -> None:
        assert findings_of(module, {"changed": True, "diff": {}}, {}, ABOUT) == []

    def test_a_skipped_task_says_nothing(self) -> None:
        assert findings_of("zpa_segment_group", {"skipped": True, "changed": False}, {}, ABOUT) == []

    @pytest.mark.parametrize(
        ("facts", "status"),
        [
            ({"changed": True}, "drifted"),
            ({"changed": False}, "as_declared"),
            ({"changed": False, "failed": True}, "error"),
        ],
    )
    def test_what_no_log_hides_is_known_by_its_task(self, facts: dict[str, Any], status: str) -> None:
        finding = only("zpa_segment_group", {"censored": "hidden", **facts}, name="secret")
        assert said(finding) == (status, None, "Keep it")
        assert "no_log" in str(finding.message)

    def test_failed_when_makes_no_error_of_drift(self) -> None:
        diff = {"before": {}, "after": {"name": "A"}}
        finding = only("zpa_segment_group", {"failed": True, "msg": "failed_when", "diff": diff})
        assert said(finding) == ("drifted", "create", "A")

    def test_a_failure_without_a_reason_says_so(self) -> None:
        assert "gave no reason" in str(only("zpa_segment_group", {"failed": True}).message)


class TestTenants:
    def test_each_host_is_one_and_the_same_object_twice_stays_two_findings(self) -> None:
        result = {"diff": {"before": {}, "after": {"name": "A"}}}
        results = [
            TaskResult("zpa_segment_group", result, {}, ABOUT._replace(host=host))
            for host in ("beta", "alpha", "beta")
        ]
        tenants = tenants_of(results, {"beta": ["A note."], "gamma": ["Another."]})
        assert [(one.name, len(one.findings), one.notes) for one in tenants] == [
            ("beta", 2, ["A note."]),
            ("alpha", 1, []),
            ("gamma", 0, ["Another."]),
        ]

    def test_what_two_tasks_list_is_there_once(self) -> None:
        row = {"kind": "segment_group", "name": "C", "id": "3", "standing": "unmanaged"}
        result = {"plan": [], "objects": [row], "not_listed": ["siem rules: not there."]}
        (tenant,) = tenants_of([TaskResult("zpa_config", result, {}, ABOUT)] * 2)
        assert tenant.unmanaged == [UnmanagedObject("segment_group", None, "C", "3")]
        assert tenant.notes == ["siem rules: not there."]

    def test_what_is_declared_on_one_tenant_can_be_unmanaged_on_another(self) -> None:
        row = {"kind": "segment_group", "name": "A", "id": "3", "standing": "unmanaged"}
        on = {name: ABOUT._replace(connection={"cloud": "BETA", "customer_id": name}) for name in "12"}
        listed = {"plan": [], "objects": [row]}
        shown = {"diff": {"before": {"name": "A"}, "after": {"name": "A"}}}
        (tenant,) = tenants_of(
            [
                TaskResult("zpa_segment_group", shown, {"name": "A"}, on["1"]),
                TaskResult("zpa_config", listed, {}, on["1"]),
                TaskResult("zpa_config", listed, {}, on["2"]),
            ]
        )
        assert [one.connection for one in tenant.findings] == [{"customer_id": "1"}]
        assert tenant.unmanaged == [UnmanagedObject("segment_group", None, "A", "3", {"customer_id": "2"})]

    def test_a_hidden_task_does_not_say_where(self) -> None:
        hidden = {"censored": "hidden", "changed": False}
        about = [ABOUT._replace(connection={"customer_id": name}) for name in "12"]
        (tenant,) = tenants_of([TaskResult("zpa_segment_group", hidden, {}, one) for one in about])
        assert [one.connection for one in tenant.findings] == [{}, {}]
