# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What exhaustion has found, as the smallest cases that show it."""

from __future__ import annotations

from typing import Any

import pytest
from contract.test_every_module import PLACE
from support.exhaustive.fault_scenarios import GROUP_ID, RULE_ID, furnish_for_faults
from support.exhaustive.fault_stage import TELLS_OF_A_WRITE, Seam
from support.exhaustive.fault_troubles import BUSY, DENIED, FOR_EVER, PAGE, status
from support.tenants import TestTenant

Result = dict[str, Any]


@pytest.fixture
def seam(code_patch: pytest.MonkeyPatch) -> Seam:
    return Seam.into(code_patch)


@pytest.fixture
def tenant(zpa: TestTenant, seam: Seam) -> TestTenant:
    zpa.tenant.tables["application"].clear()
    furnish_for_faults(zpa)
    return zpa


def config(tenant: TestTenant, **lists: Any) -> Result:
    return tenant.run("zpa_config", config=lists)


def strike_from_a_write_on(tenant: TestTenant, write: Result, reads: Result) -> None:
    """Let something go wrong with the first write, and something else with every read after it."""
    tenant.fault(**reads, where="GET ", times=0)
    later = tenant.tenant.faults[-1]
    tenant.fault(
        **write,
        where="(POST|PUT|DELETE) .*/customers/",
        on_strike=lambda: setattr(later, "times", FOR_EVER),
    )


class TestAWriteOfUnknownOutcomeThatCannotBeLookedAfter:
    """The connection breaks with the write, and the server is down from then on."""

    @pytest.fixture
    def lost(self, tenant: TestTenant) -> TestTenant:
        strike_from_a_write_on(tenant, {"kind": "cut_after"}, status(503))
        return tenant

    @pytest.mark.parametrize(
        ("module", "options"),
        [
            ("zpa_segment_group", {"name": "New"}),
            ("zpa_segment_group", {"name": "Finance", "description": "changed"}),
            ("zpa_segment_group", {"name": "Unused", "state": "absent"}),
            ("zpa_policy_rule", {"name": "New", "action": "DENY"}),
            ("zpa_policy_rule", {"name": "Main", "rule_order": 2}),
            ("zpa_policy_rule_order", {"rules": ["Main", "Web"]}),
        ],
    )
    def test_is_told(self, lost: TestTenant, module: str, options: Result) -> None:
        result = lost.run(module, **options)
        assert result["failed"]
        assert TELLS_OF_A_WRITE.search(result["msg"]), result["msg"]

    def test_counts_as_a_change_of_a_configuration(self, lost: TestTenant) -> None:
        assert config(lost, segment_groups=[{"name": "New"}])["changed"] is True
        assert lost.stored("New")


class TestAWriteThatWasAcceptedAndCannotBeReadBack:
    @pytest.mark.parametrize(
        "lists",
        [
            {"segment_groups": [{"id": GROUP_ID, "name": "Treasury"}]},
            {"policy_rules": {"access": [{"name": "Main"}, {"name": "Web"}]}},
        ],
    )
    def test_counts_as_a_change_of_a_configuration(self, tenant: TestTenant, lists: Result) -> None:
        strike_from_a_write_on(tenant, {"kind": "late"}, status(403, DENIED))
        result = config(tenant, **lists)
        assert "itself was accepted" in result["msg"]
        assert result["changed"] is True


class TestAListThatOnlyAFaultHides:
    """What the API itself refuses to list is left out and told. A fault is no such answer."""

    @pytest.mark.parametrize("fault", [status(403, PAGE), status(404, PAGE), status(400, BUSY)])
    def test_is_not_left_out_of_what_is_gathered(self, tenant: TestTenant, fault: Result) -> None:
        tenant.fault(**fault, where="GET .*/TIMEOUT_POLICY", times=FOR_EVER)
        assert tenant.run("zpa_config", state="gathered").get("failed") is True


class TestWhatAnotherWriterTookAwayFromARule:
    def test_does_not_come_back_with_an_update_of_something_else(
        self, tenant: TestTenant, seam: Seam
    ) -> None:
        stored = tenant.tenant.table("policyRule")[RULE_ID]

        def before(number: int, transport: object) -> None:
            if number == 2:  # after the list, before the rule is read alone
                stored.pop("customMsg")

        seam.before_request = before
        assert tenant.run("zpa_policy_rule", name="Main", description="changed")["changed"]
        assert "customMsg" not in stored


class TestAnObjectThatAnotherWriterRenames:
    """Somebody gives the object another name, and a use, while a configuration is applied."""

    @pytest.mark.parametrize("path", ["segmentGroup", "policyRule"])
    def test_is_not_deleted_by_the_name_that_it_had(self, tenant: TestTenant, path: str) -> None:
        old = {"segmentGroup": "Unused", "policyRule": "Odd"}[path]
        stored, table = tenant.stored(old, path), tenant.tenant.table(path)
        gone = [{"name": old, "state": "absent"}]
        lists = {"segmentGroup": {"segment_groups": gone}, "policyRule": {"policy_rules": {"access": gone}}}
        tenant.fault("late", "POST .*/appConnectorGroup", on_strike=lambda: stored.update(name="Theirs"))
        config(tenant, app_connector_groups=[{"name": "New", **PLACE}], **lists[path])
        assert table[stored["id"]]["name"] == "Theirs"
