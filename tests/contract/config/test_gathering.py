# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""zpa_config gathers what a tenant has, as it can be declared again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import config_argument_spec
from support.cases import CREATED, OBJECTS
from support.configurations import (
    ADD,
    DECEPTION,
    DEFAULT,
    FINANCE,
    KINDS,
    MICROTENANT,
    TABLES,
    about,
    apply,
    gather,
    run,
)
from support.policies import add_rule, furnish, stored_operands
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

pytestmark = pytest.mark.generated

TAKEN_OVER = {subject.key + "s": subject.path for subject in CREATED}
LEFT_OUT = {subject.key + "s" for subject in OBJECTS if not subject.is_created}

ALL_KINDS = config_argument_spec()["kinds"]["choices"]


def flattened(config: dict[str, Any]) -> set[str]:
    rules = {"policy_rules." + name for name in config.get("policy_rules", {})}
    return {name for name in config if name != "policy_rules"} | rules


class TestGathered:
    @pytest.mark.parametrize("kind", [kind for kind in ALL_KINDS if kind != "policy_rules"])
    def test_returns_one_kind(self, estate: TestTenant, kind: str) -> None:
        result = gather(estate, kind)
        assert flattened(result["config"]) == {kind}
        assert (result["changed"], result["plan"], estate.writes) == (False, [], [])

    def test_returns_the_rules_of_all_policies(self, estate: TestTenant) -> None:
        config = gather(estate, "policy_rules")["config"]
        assert flattened(config) == {kind for kind in ALL_KINDS if kind.startswith("policy_rules.")}

    def test_returns_everything_unless_told_otherwise(self, estate: TestTenant) -> None:
        everything = set(ALL_KINDS) - {"policy_rules"}
        assert flattened(gather(estate)["config"]) == everything - LEFT_OUT

    def test_returns_some_kinds(self, estate: TestTenant) -> None:
        kinds = ("policy_rules.timeout", "segment_groups", "policy_rules.access")
        assert flattened(gather(estate, *kinds)["config"]) == set(kinds)

    def test_in_check_mode_returns_the_same(self, estate: TestTenant) -> None:
        assert run(estate, True, state="gathered")["config"] == gather(estate)["config"]

    def test_returns_names_in_place_of_ids(self, estate: TestTenant) -> None:
        result = gather(estate)
        assert not re.search(r"\d{10}", str(result["config"]))
        groups = {entry["name"]: entry for entry in result["config"]["segment_groups"]}
        assert "applications" not in groups["Finance"]
        segments = result["config"]["application_segments"]
        assert [one["name"] for one in segments if one.get("segment_group") == "Finance"] == [
            "Payroll",
            "SAP",
        ]
        rules = {entry["name"]: entry for entry in result["config"]["policy_rules"]["access"]}
        assert rules["b"]["conditions"][0]["operands"] == about("Finance", "Web apps")[0]["operands"]
        assert rules["c"]["app_connector_groups"] == ["Zurich"]

    def test_orders_groups_by_name_and_rules_as_they_are(self, estate: TestTenant) -> None:
        config = gather(estate)["config"]
        for kind in TAKEN_OVER:
            names = [entry["name"] for entry in config[kind]]
            assert names == sorted(names, key=str.casefold)
        assert [entry["name"] for entry in config["policy_rules"]["access"]] == list("abcd")
        assert [entry["name"] for entry in config["policy_rules"]["timeout"]] == ["t1", "t2", DEFAULT]

    def test_is_in_the_same_order_whatever_that_of_the_tenant_is(self, estate: TestTenant) -> None:
        once = gather(estate)["config"]
        estate.tenant.quirks.shuffled_conditions = True
        for path in (*TABLES, "application"):
            table = estate.tenant.table(path)
            estate.tenant.tables[path] = dict(reversed(table.items()))
        again = gather(estate)["config"]
        assert again == once
        assert str(again) == str(once)

    def test_returns_only_options_that_can_be_declared(self, estate: TestTenant) -> None:
        spec = config_argument_spec()["config"]["options"]
        config = gather(estate)["config"]
        lists = [(config[kind], spec[kind]["options"]) for kind in TAKEN_OVER]
        for name, entries in config["policy_rules"].items():
            lists.append((entries, spec["policy_rules"]["options"][name]["options"]))
        for entries, options in lists:
            for entry in entries:
                assert set(entry) <= set(options) - {"state"}
                assert None not in entry.values()

    @pytest.mark.parametrize("state", ["merged", "overridden"])
    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_applied_to_its_own_tenant_changes_nothing(
        self, estate: TestTenant, state: str, check: bool
    ) -> None:
        config = gather(estate)["config"]
        result = apply(estate, config, check, state=state, max_deletions=0)
        assert (result["changed"], result["plan"], estate.writes) == (False, [], [])
        assert "warnings" not in result

    def test_gives_ids_to_those_with_the_same_name_and_tells(self, estate: TestTenant) -> None:
        add_rule(estate, "a", object_id="46")
        twin = estate.add_group("x")
        twin["name"] = "Finance"
        result = gather(estate)
        rules = result["config"]["policy_rules"]["access"]
        assert [entry.get("id") for entry in rules] == ["45", None, None, None, "46"]
        groups = [entry for entry in result["config"]["segment_groups"] if entry["name"] == "Finance"]
        assert {entry["id"] for entry in groups} == {FINANCE, twin["id"]}
        told = "policy_rules.access[4] ('a').id: 46 tells it from others with the same name, on this tenant."
        assert told in result["not_carried"]
        assert apply(estate, result["config"], state="overridden")["changed"] is False

    def test_leaves_out_what_zscaler_manages_and_tells(self, estate: TestTenant) -> None:
        estate.stored("Unused")["readOnly"] = True
        result = gather(estate)
        assert (
            "policy_rules.access: '%s' is left out: Zscaler manages it." % DECEPTION in result["not_carried"]
        )
        assert "segment_groups: 'Unused' is left out: Zscaler manages it." in result["not_carried"]
        assert "Unused" not in [entry["name"] for entry in result["config"]["segment_groups"]]

    @pytest.mark.parametrize("kind", [*KINDS, "rules"])
    def test_gives_an_id_to_what_has_the_name_of_something_that_is_left_out(
        self, estate: TestTenant, kind: str
    ) -> None:
        if kind == "rules":
            add_rule(estate, "a", flags={"restrictedEntity": True})
        else:
            ADD[kind](estate, "Twin")
            ADD[kind](estate, "Twin", readOnly=True)
        result = gather(estate)
        for check in (True, False):
            assert apply(estate, result["config"], check)["changed"] is False

    @pytest.mark.parametrize(
        ("policy_type", "wire", "option"),
        [
            ("timeout", {"reauthTimeout": "300"}, "reauth_timeout"),
            ("timeout", {"reauthIdleTimeout": "1"}, "reauth_idle_timeout"),
            (
                "capabilities",
                {"privilegedCapabilities": {"capabilities": ["FILE_UPLOAD", "TELEPORT"]}},
                "privileged_capabilities",
            ),
            ("access", {"action": "SHRUG"}, "action"),
        ],
    )
    def test_tells_a_rule_with_what_no_document_has_as_it_is(
        self, estate: TestTenant, policy_type: str, wire: dict[str, Any], option: str
    ) -> None:
        """With all that it has, and so that it can be compared and made again."""
        condition = {"operands": [{"objectType": "APP", "values": ["SAP"]}]}
        rule = add_rule(estate, "odd", policy_type, conditions=[condition])
        rule.update(wire)
        result = gather(estate)
        assert [said for said in result["not_carried"] if "('odd')" in said] == []
        (entry,) = (one for one in result["config"]["policy_rules"][policy_type] if one["name"] == "odd")
        assert entry["conditions"][0]["operands"] == [{"object_type": "APP", "objects": ["SAP"]}]
        for state in ("merged", "overridden"):
            assert apply(estate, result["config"], state=state)["changed"] is False
        kept = rule.pop("conditions")
        rule["conditions"] = []
        assert [step["name"] for step in apply(estate, result["config"], True)["plan"]] == ["odd"]
        rule["conditions"] = kept
        before = stored_operands(rule)
        estate.run("zpa_policy_rule", policy_type=policy_type, name="odd", state="absent")
        again = apply(estate, result["config"])
        assert "config.policy_rules.%s" % policy_type in str(again["warnings"])
        made = estate.stored("odd", "policyRule")
        assert {key: made[key] for key in wire} == wire
        assert stored_operands(made) == before

    def test_tells_of_a_group_what_no_document_allows_and_that_it_is_bound_to_the_tenant(
        self, estate: TestTenant
    ) -> None:
        site = estate.stored("Berlin", "appConnectorGroup")
        site["upgradeTimeInSecs"] = "100"
        result = gather(estate)
        place, entry = next(
            (place, one)
            for place, one in enumerate(result["config"]["app_connector_groups"])
            if one["name"] == "Berlin"
        )
        assert entry["upgrade_time_in_secs"] == 100
        path = "app_connector_groups[%d] ('Berlin').upgrade_time_in_secs: 100 is not a number" % place
        (said,) = (said for said in result["not_carried"] if said.startswith(path))
        assert said.endswith("Only where the object is so already can this be applied.")
        for state in ("merged", "overridden"):
            assert apply(estate, result["config"], state=state)["changed"] is False
        assert site["upgradeTimeInSecs"] == "100"

    @pytest.mark.parametrize("status", [400, 403, 404])
    def test_leaves_out_a_policy_that_the_tenant_does_not_have_and_tells(
        self, estate: TestTenant, status: int
    ) -> None:
        body = {"id": "x", "reason": "No licence."}
        estate.fault("status", "GET .*/SIEM_POLICY", status=status, body=body, times=9)
        result = gather(estate)
        assert "siem" not in result["config"]["policy_rules"]
        (said,) = (one for one in result["not_carried"] if one.startswith("policy_rules.siem:"))
        assert "left out, since the API does not list it" in said
        assert apply(estate, result["config"])["changed"] is False

    @pytest.mark.parametrize("status", [401, 403])
    def test_leaves_out_a_policy_that_is_not_licensed_whatever_the_status(
        self, estate: TestTenant, status: int
    ) -> None:
        body = {"id": "authz.featureflag.permission.denied", "reason": "Feature flag ui.waf disabled."}
        estate.fault("status", "GET .*/INSPECTION_POLICY", status=status, body=body, times=9)
        result = gather(estate)
        assert "inspection" not in result["config"]["policy_rules"]
        assert "Feature flag ui.waf disabled" in str(result["not_carried"])

    def test_fails_for_a_policy_that_is_asked_for_by_name(self, estate: TestTenant) -> None:
        body = {"id": "x", "reason": "No licence."}
        estate.fault("status", "GET .*/SIEM_POLICY", status=404, body=body, times=9)
        result = run(estate, state="gathered", kinds=["policy_rules.siem"])
        assert "No licence (HTTP 404, x)" in result["msg"]
        assert "left out" in str(gather(estate, "policy_rules")["not_carried"])

    # A tenant can lack some lists of a kind that has several.
    @pytest.mark.parametrize(
        "path",
        [
            *(one.path for one in OBJECTS if not (one.resource.kind.parents or one.resource.kind.can_lack)),
            "ACCESS_POLICY",
        ],
    )
    def test_fails_where_every_tenant_has_a_list(self, estate: TestTenant, path: str) -> None:
        estate.fault("status", "GET .*/" + path, status=404, body={"id": "x", "reason": "No."}, times=9)
        assert run(estate, state="gathered")["failed"]

    @pytest.mark.parametrize("status", [500, 503])
    def test_fails_where_the_api_is_in_trouble(self, estate: TestTenant, status: int) -> None:
        estate.fault("status", "GET .*/SIEM_POLICY", status=status, times=99)
        assert run(estate, state="gathered")["failed"]

    def test_tells_of_ids_that_mean_nothing_elsewhere(self, estate: TestTenant) -> None:
        estate.stored("Berlin", "appConnectorGroup")["siteId"] = "72057594037928001"
        result = gather(estate, "app_connector_groups")
        (entry,) = (one for one in result["config"]["app_connector_groups"] if one["name"] == "Berlin")
        assert entry["site_id"] == "72057594037928001"
        assert [
            said for said in result["not_carried"] if "('Berlin').site_id: 72057594037928001 is an ID" in said
        ]

    def test_of_a_microtenant_returns_what_belongs_to_it(self, estate: TestTenant) -> None:
        estate.add_group("Theirs", microtenant_id=MICROTENANT)
        add_rule(estate, "theirs", microtenant_id=MICROTENANT)
        config = gather(estate, microtenant_id=MICROTENANT)["config"]
        assert [entry["name"] for entry in config["segment_groups"]] == ["Theirs"]
        assert [entry["name"] for entry in config["policy_rules"]["access"]] == ["theirs"]
        estate.tenant.quirks.absent_means_all = True
        assert "Theirs" not in [entry["name"] for entry in gather(estate)["config"]["segment_groups"]]

    def test_orders_conditions_by_what_they_say_and_not_by_ids(
        self, zpa: TestTenant, emulator: Emulator, tmp_path: Path
    ) -> None:
        twin = new_tenant(emulator, tmp_path / "twin")
        twin.add_application("Git", "Jira", "Expenses", "Payroll", "SAP")
        names = ("SAP", "Git", "Jira", "Payroll")
        for tenant in (zpa, twin):
            conditions = [{"operands": [{"objectType": "APP", "values": [name]}]} for name in names]
            add_rule(tenant, "r", conditions=conditions)
        ours, theirs = (gather(tenant, "policy_rules.access")["config"] for tenant in (zpa, twin))
        assert theirs == ours

    def test_applied_to_an_empty_tenant_makes_it_the_same(
        self, estate: TestTenant, emulator: Emulator, tmp_path: Path
    ) -> None:
        twin = new_tenant(emulator, tmp_path / "twin")
        twin.add_application("Unrelated", "SAP", "Payroll", "Expenses", "Jira", "Git")
        furnish(twin)
        config = gather(estate)["config"]
        apply(twin, config)
        other = gather(twin)["config"]
        found = other["application_segments"]
        other["application_segments"] = [one for one in found if one["name"] != "Unrelated"]
        assert other == config
