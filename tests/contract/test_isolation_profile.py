# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Isolation profiles beside rules, which know them by another id."""

from __future__ import annotations

from typing import Any

import pytest
from support.cases.isolation_profile import REQUIRED, add, furnish
from support.tenants import TestTenant

RULE = {
    "name": "Isolate",
    "action": "ISOLATE",
    "conditions": [{"operands": [{"object_type": "CLIENT_TYPE", "objects": ["zpn_client_type_exporter"]}]}],
}


@pytest.fixture
def isolated(zpa: TestTenant) -> TestTenant:
    furnish(zpa)
    return zpa


def both(profile: dict[str, Any], **rule: Any) -> dict[str, Any]:
    return {"isolation_profiles": [profile], "policy_rules": {"isolation": [{**RULE, **rule}]}}


def name_it(zpa: TestTenant) -> None:
    rule = {**RULE, "isolation_profile": "Old"}
    assert zpa.run("zpa_policy_rule", policy_type="isolation", **rule)["changed"]


def test_a_rule_names_a_profile_that_the_same_task_makes(isolated: TestTenant) -> None:
    config = both({"name": "New", **REQUIRED}, isolation_profile="New")
    checked = isolated.run("zpa_config", True, config=config)
    made = isolated.run("zpa_config", config=config)
    assert (checked["changed"], made.get("msg")) == (True, None)
    row = isolated.tenant.find("isolation/profiles", "New")
    rule = isolated.tenant.find("policyRule", "Isolate")
    assert rule["zpnIsolationProfileId"] == row["id"] != row["isolationProfileId"]
    assert isolated.run("zpa_config", config=config)["changed"] is False


def test_a_rule_names_a_profile_by_the_name_that_the_same_task_gives_it(isolated: TestTenant) -> None:
    profile = add(isolated, "Old")
    config = both({"id": profile["id"], "name": "New"}, isolation_profile="New")
    assert isolated.run("zpa_config", config=config).get("msg") is None
    row = isolated.tenant.find("isolation/profiles", "New")
    assert isolated.tenant.find("policyRule", "Isolate")["zpnIsolationProfileId"] == row["id"]


def test_a_profile_that_a_rule_names_is_not_deleted(isolated: TestTenant) -> None:
    add(isolated, "Old")
    assert isolated.run("zpa_policy_rule", policy_type="isolation", **RULE, isolation_profile="Old")[
        "changed"
    ]
    isolated.forget()
    result = isolated.run("zpa_isolation_profile", name="Old", state="absent")
    assert "isolation rule 'Isolate'" in result["msg"]
    assert isolated.writes == []


def test_a_rule_goes_before_the_profile_that_it_names(isolated: TestTenant) -> None:
    add(isolated, "Old")
    assert isolated.run("zpa_policy_rule", policy_type="isolation", **RULE, isolation_profile="Old")[
        "changed"
    ]
    empty = {"isolation_profiles": [], "policy_rules": {"isolation": []}}
    alone = isolated.run("zpa_config", state="overridden", config={"isolation_profiles": []})
    assert "isolation rule 'Isolate'" in alone["msg"]
    isolated.forget()
    assert isolated.run("zpa_config", state="overridden", config=empty).get("msg") is None
    assert ["/rule/" in entry.path for entry in isolated.writes] == [True, False]


def test_fewer_regions_than_two_are_refused(isolated: TestTenant) -> None:
    result = isolated.run("zpa_isolation_profile", name="New", banner="Blue", regions=["Ohio"])
    assert result["msg"] == "regions: has 1 entries. Give at least 2."
    assert isolated.writes == []
