# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""zpa_config: how many requests a plan costs, and how fast they come."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from support.configurations import access, apply, gather, new
from support.modules import run_module
from support.policies import add_rule, furnish
from support.tenants import TestTenant


class TestBudgets:
    GROUPS, SITES, RULES = 200, 50, 100

    @pytest.fixture
    def large(self, zpa: TestTenant) -> TestTenant:
        furnish(zpa)
        names = ["App %03d" % number for number in range(self.GROUPS)]
        zpa.add_application(*names)
        for number in range(self.GROUPS):
            zpa.add_group("Group %03d" % number, applications=["App %03d" % number])
        for number in range(self.SITES):
            zpa.add_connector_group("Site %02d" % number)
        conditions = [
            {"objectType": "APP_GROUP", "values": ["Group 000", "Group 001"]},
            {"objectType": "APP", "values": ["App 000"]},
            {"objectType": "SAML", "entryValues": [{"lhs": "Email_Okta", "rhs": "jdoe@example.com"}]},
            {"objectType": "SCIM_GROUP", "entryValues": [{"lhs": "Okta", "rhs": "Finance"}]},
        ]
        for number in range(self.RULES):
            rule = {"conditions": [{"operands": [conditions[number % 4]]}, {"operands": conditions[:2]}]}
            add_rule(zpa, "Rule %03d" % number, appConnectorGroups=["Site 00"], **rule)
        zpa.run("zpa_segment_group_info", name="-")
        return zpa

    @pytest.fixture
    def config(self, large: TestTenant) -> dict[str, Any]:
        return gather(large, "segment_groups", "app_connector_groups", "policy_rules.access")["config"]

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_an_audit_without_drift_takes_eight_requests_at_most(
        self, large: TestTenant, config: dict[str, Any], check: bool
    ) -> None:
        result = apply(large, config, check)
        assert result["changed"] is False
        assert result["summary"]["unchanged"] == self.GROUPS + 3 + self.SITES + 3 + self.RULES
        assert len(large.calls) <= 8, [str(entry) for entry in large.calls]

    def test_an_audit_with_drift_takes_eight_requests_at_most(
        self, large: TestTenant, config: dict[str, Any]
    ) -> None:
        for number, rule in enumerate(large.tenant.table("policyRule").values()):
            rule["description"] = "drifted"
            if number % 2:
                rule["conditions"] = []
        for group in large.tenant.table("segmentGroup").values():
            group["enabled"] = False
        result = apply(large, config, True)
        assert result["summary"]["updated"] == self.GROUPS + 3 + self.RULES
        assert len(large.calls) <= 8, [str(entry) for entry in large.calls]

    def test_a_gathering_takes_a_request_for_each_list(self, large: TestTenant) -> None:
        gather(large, "segment_groups", "app_connector_groups", "policy_rules.access")
        assert len(large.calls) <= 8, [str(entry) for entry in large.calls]

    def test_many_groups_take_their_pages(self, zpa: TestTenant) -> None:
        for number in range(1200):
            zpa.add_group("Group %04d" % number)
        zpa.run("zpa_segment_group_info", name="-")
        config = gather(zpa, "segment_groups")["config"]
        assert [entry.query["page"] for entry in zpa.calls] == ["1", "2", "3"]
        assert apply(zpa, config, state="overridden")["summary"]["unchanged"] == 1200
        assert [entry.query["page"] for entry in zpa.calls] == ["1", "2", "3"]

    def test_an_update_takes_three_requests_and_a_creation_two_and_a_look_for_all(
        self, estate: TestTenant
    ) -> None:
        apply(estate, {"segment_groups": [{"name": "Finance", "description": "x"}, {"name": "New"}]})
        update, creation, look = ["GET", "PUT", "GET"], ["GET", "POST"], ["GET"]
        assert [entry.method for entry in estate.calls] == ["GET", *update, *creation, *look]
        assert estate.calls[4].query["search"] == "name EQ New"

    def test_new_rules_take_two_looks_at_all_rules_and_one_at_the_policy_set(
        self, estate: TestTenant
    ) -> None:
        apply(estate, access(*(new("n%d" % number) for number in range(4))))
        assert [entry.method for entry in estate.calls] == ["GET", "GET", "GET", *["POST"] * 4, "GET"]

    def test_only_what_is_given_is_listed(self, estate: TestTenant) -> None:
        apply(estate, {"segment_groups": [{"name": "Finance"}]})
        assert len(estate.calls) == 1


class TestPace:
    @pytest.fixture(autouse=True)
    def limits(self, zpa: TestTenant) -> None:
        zpa.limits.clear()

    def test_writes_wait_for_their_turn(self, zpa: TestTenant, pauses: list[float]) -> None:
        config = {"segment_groups": [{"name": "Group %d" % number} for number in range(5)]}
        apply(zpa, config, write_limit=2)
        assert len(zpa.writes) == 5
        assert len(pauses) == 3
        assert all(9 < pause <= 10 for pause in pauses)

    def test_reads_wait_for_their_turn(self, estate: TestTenant, pauses: list[float]) -> None:
        gather(estate, "segment_groups", "app_connector_groups", "policy_rules.timeout", read_limit=2)
        assert len(pauses) == len(estate.calls) - 2 == 1

    @staticmethod
    def gather_two(zpa: TestTenant, environment: dict[str, str], **options: Any) -> dict[str, Any]:
        lists = {"state": "gathered", "kinds": ["segment_groups", "app_connector_groups"]}
        environment = {"ZPA_TOKEN_CACHE_DIR": str(zpa.cache), **environment}
        return run_module("zpa_config", {**zpa.connection, **lists, **options}, environment=environment)

    def test_the_environment_says_the_limits_that_no_option_says(
        self, estate: TestTenant, pauses: list[float]
    ) -> None:
        self.gather_two(estate, {"ZPA_READ_LIMIT": "1"}, read_limit=2)
        assert pauses == []
        self.gather_two(estate, {"ZPA_READ_LIMIT": "1"})
        assert len(pauses) == 1

    def test_a_limit_of_the_environment_is_checked_as_one_of_an_option(self, estate: TestTenant) -> None:
        assert "write_limit: " in self.gather_two(estate, {"ZPA_WRITE_LIMIT": "many"})["msg"]
        assert estate.calls == []

    @pytest.mark.parametrize(("count", "waits"), [(10, 0), (11, 1)])
    def test_ten_writes_in_ten_seconds_are_the_most_unless_told_otherwise(
        self, zpa: TestTenant, pauses: list[float], count: int, waits: int
    ) -> None:
        config = {"segment_groups": [{"name": "Group %d" % number} for number in range(count)]}
        apply(zpa, config)
        assert len(pauses) == waits

    def test_twenty_reads_in_ten_seconds_are_the_most_unless_told_otherwise(
        self, zpa: TestTenant, pauses: list[float]
    ) -> None:
        for number in range(8):
            zpa.add_group("Group %d" % number)
        config = {
            "segment_groups": [{"name": "Group %d" % number, "description": "x"} for number in range(8)]
        }
        apply(zpa, config)
        assert len(zpa.calls) - len(zpa.writes) == 17
        assert pauses == []
        for entry in config["segment_groups"]:
            entry["description"] = "y"
        config["segment_groups"] += [{"name": "New", "applications": ["SAP"]}]
        zpa.add_group("Group 8")
        zpa.add_group("Group 9")
        config["segment_groups"] += [{"name": "Group %d" % number, "description": "x"} for number in (8, 9)]
        apply(zpa, config, write_limit=1000)
        assert len(pauses) == len(zpa.calls) - len(zpa.writes) - 20 > 0

    def test_a_tenant_with_rate_limits_never_has_to_refuse(
        self, zpa: TestTenant, code_patch: pytest.MonkeyPatch
    ) -> None:
        """The limits of the emulator are those that ZPA documents. Time passes only while somebody waits."""
        now = [0.0]

        class Clock:
            def __init__(self, limit: int) -> None:
                self.windows: list[float] = []
                self.limit = limit

            def hit(self) -> None:
                self.windows.append(now[0])
                assert sum(now[0] - when < 10.0 for when in self.windows) <= self.limit

        reads, writes = Clock(20), Clock(10)
        call = Client._call

        def timed(client: Client, method: str, *arguments: Any, **keywords: Any) -> Any:
            if client.pace is not None:
                client.pace._clock = lambda: now[0]
            answer = call(client, method, *arguments, **keywords)
            (reads if method == "GET" else writes).hit()
            return answer

        def pass_time(seconds: float) -> None:
            now[0] += seconds

        code_patch.setattr(Client, "_call", timed)
        code_patch.setattr("time.sleep", pass_time)
        for number in range(12):
            zpa.add_group("Old %d" % number)
        config = {
            "segment_groups": [{"name": "Old %d" % number, "description": "x"} for number in range(12)]
            + [{"name": "New %d" % number} for number in range(12)]
        }
        apply(zpa, config)
        assert now[0] >= 20.0
