# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tenant of a company, which tests and benchmarks of whole tenants share."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import SECTIONS
from support.tenants import new_tenant
from zpa_emulator import Emulator, Tenant
from zpa_emulator.company import BY_HAND, LARGE, drift, seed
from zpa_emulator.company_rules import OTHER_RULES
from zpa_emulator.state import MICROTENANTS

CERTIFICATES = "certificate"

SMALL = LARGE.scaled(0.02)
SORTS = ("clientlessApps", "praApps", "inspectionApps")
_customers = itertools.count(72057594900000001)


def company(**options: Any) -> Tenant:
    return seed(Tenant(str(next(_customers))), SMALL, **options)


def in_default(tenant: Tenant, path: str) -> list[dict[str, Any]]:
    return [entry for entry in tenant.table(path).values() if not entry.get("microtenantId")]


def names(tenant: Tenant) -> dict[str, list[str]]:
    return {
        path: [entry.get("name", "") for entry in table.values()] for path, table in tenant.tables.items()
    }


def test_a_large_company_has_as_many_objects_as_its_size_says() -> None:
    tenant = seed(Tenant(str(next(_customers))), LARGE)
    found = {path: len(in_default(tenant, path)) for path in tenant.tables}
    assert found["application"] == 5000
    assert found["serverGroup"] == 400
    assert found["segmentGroup"] == 500
    assert found["server"] == 60
    assert found["appConnectorGroup"] == 50
    assert found["connector"] == 100
    keys = [count for path, count in found.items() if path.endswith("/provisioningKey")]
    assert (len(keys), sum(keys)) == (2, 20)
    # Beside the default rules of four policy types, and the rules that are parts of log receivers.
    of_receivers = {entry.get("ruleId") for entry in tenant.table("lssConfig").values()}
    rules = [
        rule
        for rule in tenant.table("policyRule").values()
        if not (rule["defaultRule"] or rule["id"] in of_receivers)
    ]
    assert len(rules) == 1100 + LARGE.microtenants * LARGE.own
    assert found[MICROTENANTS] == 1 + 3
    assert all(sum(sort in one for one in tenant.table("application").values()) == 100 for sort in SORTS)


def test_a_small_company_has_some_of_everything() -> None:
    tenant = company()
    segments = in_default(tenant, "application")
    for sort in SORTS:
        assert any(sort in segment for segment in segments), sort
    assert any("sharedMicrotenantDetails" in segment for segment in segments)
    types = {policy_set["type"].removesuffix("_POLICY") for policy_set in tenant.table("policySet").values()}
    assert types == {"ACCESS", "SIEM", *OTHER_RULES}


def test_companies_of_one_size_have_the_same_objects() -> None:
    assert names(company()) == names(company())


def test_a_bare_company_has_what_no_task_creates() -> None:
    whole, bare = names(company()), names(company(bare=True))
    made_too = {path: whole[path] for path in (MICROTENANTS, CERTIFICATES)}
    assert {path: whole[path] for path in bare} == {**bare, **made_too}
    assert bare[MICROTENANTS] == ["Default"]
    # Of this one nobody has the key.
    assert bare[CERTIFICATES] == ["corp.example.com"]


def test_every_object_belongs_to_one_that_is_used() -> None:
    tenant = company()
    groups, servers = tenant.table("segmentGroup"), tenant.table("serverGroup")
    for segment in tenant.table("application").values():
        owner = segment.get("microtenantId")
        assert groups[segment["segmentGroupId"]].get("microtenantId") == owner
        assert all(servers[stub["id"]].get("microtenantId") == owner for stub in segment["serverGroups"])


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_drift_changes_a_share_of_each_kind(share: float) -> None:
    tenant = company()
    count = drift(tenant, share)
    segments = in_default(tenant, "application")
    assert sum(one.get("description") == BY_HAND for one in segments) == round(len(segments) * share)
    machines = 2 * SMALL.machines * SMALL.connector_groups
    assert count == pytest.approx(share * (SMALL.creatable + machines), abs=6)


def test_what_a_company_has_is_told_and_taken_by_the_collection(emulator: Emulator, tmp_path: Path) -> None:
    zpa = new_tenant(emulator, tmp_path / "tokens")
    seed(zpa.tenant, SMALL)
    told = zpa.run("zpa_config", state="gathered")["config"]
    machines = zpa.run("zpa_config", state="gathered", kinds=["app_connectors", "service_edges"])["config"]
    lists = {**told, **machines, **told["policy_rules"]}
    assert {section.name for section in SECTIONS if not lists.get(section.name)} == {"siem", "protection"}
    segments = told["application_segments"]
    assert len(segments) == SMALL.segments
    changed = [{"name": one["name"], "description": "Described"} for one in segments]
    config = {"application_segments": changed}
    assert zpa.run("zpa_config", config=config)["summary"]["updated"] == SMALL.segments
