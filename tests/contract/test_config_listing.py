# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``zpa_config`` with ``list_objects``: every object, with what there is to say of it."""

from __future__ import annotations

from typing import Any

import pytest
from support.policies import add_rule
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_deception_rule

ALL = ["segment_groups", "app_connector_groups", "policy_rules"]
CONFIG = {
    "segment_groups": [
        {"name": "Same"},
        {"name": "Other", "description": "declared"},
        {"name": "New"},
        {"name": "Gone", "state": "absent"},
        {"name": "Unwanted", "state": "absent"},
    ],
    "policy_rules": {"access": [{"name": "a"}]},
}


@pytest.fixture
def estate(zpa: TestTenant) -> TestTenant:
    for name in ("Same", "Other", "Unwanted", "Stranger"):
        zpa.add_group(name)
    zpa.add_connector_group("Berlin")
    add_deception_rule(zpa.tenant)
    for name in ("a", "b"):
        add_rule(zpa, name)
    add_rule(zpa, "t", "timeout")
    return zpa


def listed(zpa: TestTenant, check: bool = True, **options: Any) -> Any:
    zpa.forget()
    given = {"config": CONFIG, **options}
    result = zpa.run("zpa_config", check, list_objects=True, **given)
    assert "failed" not in result, result["msg"]
    return result


def in_short(result: dict[str, Any], standing: str) -> list[str]:
    return [
        " ".join([one.get("policy_type") or one["kind"], one["name"]])
        for one in result["objects"]
        if one["standing"] == standing
    ]


@pytest.mark.parametrize("check", [True, False], ids=["check mode", "real run"])
def test_says_what_is_as_declared_what_drifted_and_what_nobody_declared(
    estate: TestTenant, check: bool
) -> None:
    result = listed(estate, check)
    assert in_short(result, "as_declared") == ["segment_group Same", "segment_group Gone", "access a"]
    assert in_short(result, "drifted") == ["segment_group " + name for name in ("Other", "New", "Unwanted")]
    assert in_short(result, "unmanaged") == ["segment_group Stranger", "access b"]
    assert result["not_listed"] == []


def test_tells_ids_of_what_exists(estate: TestTenant) -> None:
    ids = {one["name"]: one["id"] for one in listed(estate)["objects"]}
    assert ids["Stranger"] == estate.stored("Stranger")["id"]
    assert ids["Other"] == estate.stored("Other")["id"]
    assert ids["New"] is None
    assert ids["Gone"] is None


def test_looks_at_other_kinds_if_asked_to(estate: TestTenant) -> None:
    result = listed(estate, kinds=ALL)
    assert in_short(result, "unmanaged") == [
        "segment_group Stranger",
        "app_connector_group Berlin",
        "access b",
        "timeout t",
    ]


def test_a_list_that_is_given_empty_is_looked_at(estate: TestTenant) -> None:
    result = listed(estate, config={"app_connector_groups": []})
    assert in_short(result, "unmanaged") == ["app_connector_group Berlin"]
    assert result["changed"] is False


def test_what_shall_go_because_nobody_declared_it_has_drifted(estate: TestTenant) -> None:
    result = listed(estate, state="overridden", protect=["b"], kinds=ALL)
    assert "segment_group Stranger" in in_short(result, "drifted")
    assert in_short(result, "unmanaged") == ["app_connector_group Berlin", "access b", "timeout t"]


@pytest.mark.parametrize(("state", "standing"), [("merged", "unmanaged"), ("overridden", "drifted")])
def test_tells_a_twin_of_what_is_declared_by_its_id(estate: TestTenant, state: str, standing: str) -> None:
    twin = estate.add_group("being made")
    twin["name"] = "Same"
    same = {"name": "Same", "id": estate.stored("Same")["id"]}
    result = listed(estate, state=state, max_deletions=10, config={"segment_groups": [same]})
    found = {one["id"]: one["standing"] for one in result["objects"] if one["name"] == "Same"}
    assert found == {same["id"]: "as_declared", twin["id"]: standing}


def test_takes_no_request_more_for_what_is_declared(estate: TestTenant) -> None:
    listed(estate)
    with_objects = len(estate.calls)
    estate.forget()
    estate.run("zpa_config", True, config=CONFIG)
    assert len(estate.calls) == with_objects


def test_tells_which_lists_the_api_refused(estate: TestTenant) -> None:
    body = {"id": "x", "reason": "No licence."}
    estate.fault("status", "GET .*/SIEM_POLICY", status=403, body=body, times=9)
    (said,) = listed(estate, kinds=ALL)["not_listed"]
    assert said.startswith("policy_rules.siem: the API does not list it: ")
    assert "No licence" in said


def test_fails_where_the_api_is_in_trouble(estate: TestTenant) -> None:
    estate.fault("status", "GET .*/SIEM_POLICY", status=503, times=99)
    result = estate.run("zpa_config", True, config=CONFIG, list_objects=True, kinds=ALL)
    assert result["failed"]


def test_what_belongs_to_another_microtenant_is_not_said_to_be_unmanaged(estate: TestTenant) -> None:
    estate.tenant.add("segmentGroup", {"name": "Theirs", "enabled": True}, "216196257331290001")
    assert "segment_group Theirs" not in in_short(listed(estate), "unmanaged")
    theirs = listed(estate, microtenant_id="216196257331290001", config={"segment_groups": []})
    assert in_short(theirs, "unmanaged") == ["segment_group Theirs"]


def test_is_refused_with_what_lists_everything_anyhow(estate: TestTenant) -> None:
    result = estate.run("zpa_config", state="gathered", list_objects=True)
    assert result["problems"] == ["list_objects: has no meaning with state=gathered, which lists everything."]


def test_is_not_returned_if_nobody_asks(estate: TestTenant) -> None:
    result = estate.run("zpa_config", True, config=CONFIG)
    assert not {"objects", "not_listed"} & set(result)
