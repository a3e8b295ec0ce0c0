# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the API refuses means what its id says, whatever the status, to every module."""

from __future__ import annotations

from typing import Any

import pytest
from support.policies import add_rule
from support.tenants import TestTenant
from zpa_emulator.policies import PolicySet

STATUSES = [200, 400, 401, 403, 404, 409]
ABSENT_STATUSES = [200, 400, 404, 409]
UNLICENSED = {
    "params": ["ui.waf", "72057594000000001"],
    "id": "authz.featureflag.permission.denied",
    "reason": "Feature flag ui.waf disabled for customer 72057594000000001",
}
ABSENT = {"id": "resource.not.found", "reason": "No resource exists with the given id/name"}
RULE, CONFIG = "zpa_policy_rule", "zpa_config"


@pytest.fixture
def tenant(zpa: TestTenant) -> TestTenant:
    zpa.add_group("Finance", object_id="42")
    for name in "abc":
        add_rule(zpa, name)
    return zpa


def refuse(zpa: TestTenant, where: str, status: int, body: dict[str, Any], times: int = 9) -> None:
    zpa.fault("status", where, status=status, body=body, times=times)


def sign_ins(zpa: TestTenant) -> int:
    return sum(entry.is_token_request for entry in zpa.tenant.log)


@pytest.mark.parametrize("status", STATUSES)
class TestAFeatureWithoutLicence:
    def test_is_left_out_of_what_is_gathered(
        self, tenant: TestTenant, status: int, pauses: list[float]
    ) -> None:
        refuse(tenant, "GET .*/INSPECTION_POLICY", status, UNLICENSED)
        result = tenant.run(CONFIG, state="gathered", read_limit=1000)
        assert "inspection" not in result["config"]["policy_rules"]
        assert "policy_rules.inspection: left out, since the API does not list it" in str(
            result["not_carried"]
        )
        asked = [entry for entry in tenant.calls if "INSPECTION_POLICY" in entry.path]
        assert (len(asked), sign_ins(tenant), pauses) == (1, 1, [])

    def test_is_told_of_what_an_audit_lists(self, tenant: TestTenant, status: int) -> None:
        refuse(tenant, "GET .*/INSPECTION_POLICY", status, UNLICENSED)
        result = tenant.run(CONFIG, True, list_objects=True, kinds=["segment_groups", "policy_rules"])
        assert "policy_rules.inspection: the API does not list it" in str(result["not_listed"])
        assert sign_ins(tenant) == 1

    def test_keeps_nothing_from_being_deleted(self, tenant: TestTenant, status: int) -> None:
        refuse(tenant, "GET .*/INSPECTION_POLICY", status, UNLICENSED)
        assert tenant.group(name="Finance", state="absent").get("changed") is True
        assert sign_ins(tenant) == 1

    def test_has_no_policy_set(self, tenant: TestTenant, status: int) -> None:
        refuse(tenant, "GET .*/policyType/INSPECTION_POLICY", status, UNLICENSED)
        found = tenant.run("zpa_reference_info", kind="policy_set")["references"]
        assert "inspection" not in [entry["name"] for entry in found]
        assert sign_ins(tenant) == 1

    def test_is_no_object_that_is_missing(self, tenant: TestTenant, status: int) -> None:
        refuse(tenant, "GET .*/segmentGroup/42", status, UNLICENSED)
        result = tenant.group(id="42", state="absent")
        assert result["msg"] == (
            "Cannot read segment group 42: Feature flag ui.waf disabled for customer 72057594000000001 "
            "(HTTP %d, authz.featureflag.permission.denied)" % status
        )

    @pytest.mark.parametrize(
        ("method", "options"),
        [
            ("POST", {"name": "New"}),
            ("PUT", {"id": "42", "description": "Money"}),
            ("DELETE", {"id": "42", "state": "absent"}),
        ],
    )
    def test_fails_a_write_at_once(
        self,
        tenant: TestTenant,
        status: int,
        method: str,
        options: dict[str, Any],
        pauses: list[float],
    ) -> None:
        refuse(tenant, method + " .*/segmentGroup", status, UNLICENSED)
        result = tenant.group(**options)
        assert result["error_id"] == "authz.featureflag.permission.denied"
        assert (len(tenant.writes), sign_ins(tenant), pauses) == (1, 1, [])
        assert tenant.stored("Finance")["id"] == "42"


@pytest.mark.parametrize("status", ABSENT_STATUSES)
class TestWhatIsMissing:
    def test_needs_no_deletion(self, tenant: TestTenant, status: int, pauses: list[float]) -> None:
        refuse(tenant, "GET .*/segmentGroup/42", status, ABSENT)
        assert tenant.group(id="42", state="absent").get("changed") is False
        assert (len(tenant.calls), pauses) == (1, [])

    def test_was_deleted_by_somebody_else(self, tenant: TestTenant, status: int, pauses: list[float]) -> None:
        refuse(tenant, "DELETE ", status, ABSENT)
        assert tenant.group(name="Finance", state="absent").get("changed") is True
        assert (len(tenant.writes), pauses) == (1, [])

    @pytest.mark.parametrize("method", ["POST", "PUT"])
    def test_is_never_a_write_that_was_done(
        self, tenant: TestTenant, status: int, method: str, pauses: list[float]
    ) -> None:
        refuse(tenant, method + " .*/segmentGroup", status, ABSENT)
        options = {"name": "New"} if method == "POST" else {"id": "42", "description": "Money"}
        result = tenant.group(**options)
        assert "No resource exists with the given id/name (HTTP %d" % status in result["msg"]
        assert (len(tenant.writes), pauses) == (1, [])

    def test_is_never_an_empty_list(self, tenant: TestTenant, status: int) -> None:
        refuse(tenant, "GET .*/segmentGroup", status, ABSENT)
        for options in ({"name": "Finance"}, {"name": "Brand new"}, {"name": "Marks & Co"}):
            assert tenant.group(**options)["error_id"] == "resource.not.found"
        assert tenant.writes == []

    def test_is_no_search_that_found_nothing(self, tenant: TestTenant, status: int) -> None:
        refuse(tenant, "GET .*/segmentGroup", status, ABSENT, times=1)
        assert tenant.group(name="Finance").get("changed") is False

    def test_is_a_policy_that_the_tenant_does_not_have(self, tenant: TestTenant, status: int) -> None:
        refuse(tenant, "GET .*/INSPECTION_POLICY", status, ABSENT)
        result = tenant.run(CONFIG, state="gathered")
        assert "policy_rules.inspection: left out" in str(result["not_carried"])

    def test_is_no_rule_any_more(self, tenant: TestTenant, status: int) -> None:
        refuse(tenant, "DELETE .*/rule/", status, ABSENT)
        assert tenant.run(RULE, name="a", state="absent").get("changed") is True

    def test_of_rules_that_are_ordered_is_planned_for(self, tenant: TestTenant, status: int) -> None:
        access = PolicySet.of_type(tenant.tenant, "ACCESS_POLICY", None)
        rules = tenant.run("zpa_policy_rule_info")["policy_rules"]
        tenant.fault(
            "status",
            "PUT .*/reorder",
            status=status,
            body=ABSENT,
            on_strike=lambda: access.delete(rules[1]["id"]),
        )
        result = tenant.run("zpa_policy_rule_order", rules=["c", "a"], unlisted="last")
        assert [rule["name"] for rule in result.get("rules", [])][:2] == ["c", "a"], result.get("msg")


@pytest.mark.parametrize("body", [UNLICENSED, ABSENT], ids=["unlicensed", "missing"])
def test_a_list_that_breaks_off_is_not_one_that_the_tenant_does_not_have(
    tenant: TestTenant, body: dict[str, Any]
) -> None:
    for number in range(501):
        add_rule(tenant, "rule %d" % number, policy_type="siem")
    tenant.fault("status", "GET .*/SIEM_POLICY", status=404, body=body, skip=1, times=9)
    result = tenant.run(CONFIG, state="gathered")
    assert "Cannot list siem rules: page 2 of the list cannot be had" in result["msg"]
