# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What segments have at paths of their own: with whom they are shared, and how their traffic is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from support.tenants import TestTenant

SUBSIDIARY, OTHER = "216196257331290001", "216196257331290002"
LOADS = [{"server_group": "Berlin", "weight": 3}, {"server_group": "Paris", "passive": True}]
SHOWN = [
    {"server_group": "Berlin", "weight": 3, "passive": False},
    {"server_group": "Paris", "weight": 0, "passive": True},
]
NEW: dict[str, Any] = {
    "name": "New",
    "segment_group": "Web",
    "domain_names": ["new.corp.example.com"],
    "server_groups": ["Berlin", "Paris"],
    "shared_with": ["Subsidiary"],
    "load_balancing": LOADS,
}


@pytest.fixture
def zpa(zpa: TestTenant, monkeypatch: pytest.MonkeyPatch) -> TestTenant:
    monkeypatch.setattr(Client, "wait_for_consistency", lambda *arguments: True)
    zpa.add_microtenant("Other", object_id=OTHER)
    zpa.add_group("Web", object_id="41")
    for object_id, name in (("31", "Berlin"), ("32", "Paris"), ("33", "Rome")):
        zpa.add_server_group(name, object_id=object_id)
    zpa.add_application_segment(
        "Books",
        object_id="51",
        segmentGroupId="41",
        serverGroups=[
            {"id": "31", "weight": "3", "passive": False},
            {"id": "32", "weight": "0", "passive": True},
        ],
        weightedLoadBalancing=True,
        sharedMicrotenantDetails={"sharedToMicrotenants": [{"id": SUBSIDIARY, "name": "Subsidiary"}]},
    )
    zpa.add_application_segment("Plain", object_id="52", segmentGroupId="41", serverGroups=[{"id": "31"}])
    return zpa


def segment(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    zpa.forget()
    result = zpa.run("zpa_application_segment", check, **options)
    assert "failed" not in result, result["msg"]
    return result


def refused(zpa: TestTenant, check: bool = False, **options: Any) -> str:
    zpa.forget()
    result = zpa.run("zpa_application_segment", check, **options)
    assert result.get("failed"), result
    return str(result["msg"])


def config(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    zpa.forget()
    result = zpa.run("zpa_config", check, **options)
    assert "failed" not in result, result["msg"]
    return result


def requests_of(zpa: TestTenant) -> list[str]:
    return ["%s %s" % (call.method, re.sub(r".*/customers/\d+/", "", call.path)) for call in zpa.calls]


def writes_of(zpa: TestTenant) -> list[str]:
    return [one for one in requests_of(zpa) if not one.startswith("GET")]


def loads(zpa: TestTenant, name: str = "Books") -> list[tuple[str, str, bool]]:
    return [
        (one["id"], one.get("weight", "0"), one.get("passive", False))
        for one in zpa.stored(name, "application")["serverGroups"]
    ]


def as_foretold(zpa: TestTenant, **options: Any) -> dict[str, Any]:
    """Run what check mode has foretold without a write, and once more, which changes nothing."""
    foretold = segment(zpa, True, **options)
    assert writes_of(zpa) == []
    done = segment(zpa, **options)
    writes = writes_of(zpa)
    assert (foretold["changed"], foretold["diff"]) == (done["changed"], done["diff"])
    key = "application_segment"
    assert {**foretold[key], "id": done[key]["id"]} == done[key]
    assert not segment(zpa, **options)["changed"]
    assert writes_of(zpa) == []
    return {**done, "writes": writes}


# -- One segment -------------------------------------------------------------------------------------------


def test_a_new_segment_is_shared_and_balanced_after_it_was_created(zpa: TestTenant) -> None:
    done = as_foretold(zpa, **NEW)
    new = zpa.stored("New", "application")["id"]
    assert done["writes"] == [
        "POST application",
        "PUT application/%s/share" % new,
        "PUT application/%s/weightedLbConfig" % new,
    ]
    assert done["application_segment"]["shared_with"] == ["Subsidiary"]
    assert done["application_segment"]["load_balancing"] == SHOWN
    assert loads(zpa, "New") == [("31", "3", False), ("32", "0", True)]


def test_a_new_segment_that_balances_nothing_is_read_once(zpa: TestTenant) -> None:
    nothing: dict[str, Any] = {**NEW, "shared_with": [], "load_balancing": []}
    assert segment(zpa, **nothing)["application_segment"]["load_balancing"] == []
    created = [call.method for call in zpa.calls]
    assert created[created.index("POST") :] == ["POST", "GET"]


def test_to_share_takes_names_and_ids_and_writes_nothing_else(zpa: TestTenant) -> None:
    done = as_foretold(zpa, name="Books", shared_with=["Other", SUBSIDIARY])
    assert done["writes"] == ["PUT application/51/share"]
    assert done["diff"]["after"]["shared_with"] == ["Other", "Subsidiary"]
    assert as_foretold(zpa, name="Books", shared_with=[])["writes"] == ["PUT application/51/share"]
    assert "sharedMicrotenantDetails" not in zpa.stored("Books", "application")


def test_what_is_as_declared_costs_one_more_request_for_its_load_balancing(zpa: TestTenant) -> None:
    segment(zpa, name="Books", shared_with=["Subsidiary"])
    assert len(zpa.calls) == 1
    segment(zpa, name="Books", load_balancing=LOADS)
    assert len(zpa.calls) == 2
    segment(zpa, name="Plain", load_balancing=[])
    assert len(zpa.calls) == 1


def test_what_nobody_asks_for_is_not_read(zpa: TestTenant) -> None:
    assert segment(zpa, name="Books", enabled=True)["application_segment"]["load_balancing"] is None
    assert len(zpa.calls) == 1
    assert segment(zpa, name="Plain", enabled=True)["application_segment"]["load_balancing"] == []


def test_an_update_without_load_balancing_asks_for_none(zpa: TestTenant) -> None:
    segment(zpa, name="Plain", description="new")
    assert not any("weightedLbConfig" in one for one in requests_of(zpa))


@pytest.mark.parametrize("weights_lost", [False, True])
def test_load_balancing_outlives_an_update_of_something_else(zpa: TestTenant, weights_lost: bool) -> None:
    zpa.tenant.quirks.weights_lost = weights_lost
    done = as_foretold(zpa, name="Books", description="new")
    assert done["writes"] == ["PUT application/51", *["PUT application/51/weightedLbConfig"] * weights_lost]
    assert loads(zpa) == [("31", "3", False), ("32", "0", True)]
    assert "load_balancing" not in done["diff"]["after"]


def test_the_weights_of_groups_that_go_are_not_brought_back(zpa: TestTenant) -> None:
    zpa.tenant.quirks.weights_lost = True
    done = as_foretold(zpa, name="Books", server_groups=["Paris"])
    assert done["writes"] == ["PUT application/51"]


def test_groups_can_come_with_their_weights(zpa: TestTenant) -> None:
    as_foretold(
        zpa,
        name="Plain",
        server_groups=["Rome", "Berlin"],
        load_balancing=[{"server_group": "33", "weight": 1000}, {"server_group": "Berlin", "weight": 1}],
    )
    assert sorted(loads(zpa, "Plain")) == [("31", "1", False), ("33", "1000", False)]


def test_a_weight_for_a_group_that_the_segment_does_not_have_is_refused(zpa: TestTenant) -> None:
    for check in (False, True):
        said = refused(zpa, check, name="Plain", load_balancing=[{"server_group": "Rome", "weight": 1}])
        assert said == (
            "load_balancing[0].server_group: 'Rome' is not in the server_groups of the application segment. "
            "Add it there, or leave the entry out."
        )
        assert writes_of(zpa) == []


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(zpa: TestTenant) -> None:
    said = refused(
        zpa,
        name="Books",
        shared_with=["Subsidary", ""],
        load_balancing=[{"server_group": "Berlin", "weight": 1001}, {"weight": 1}, {"server_group": "Paris"}],
    )
    assert "shared_with[1]: is empty" in said
    assert "load_balancing[0].weight: 1001 is not a number from 0 to 1000" in said
    assert "load_balancing[1].server_group: is missing" in said
    assert "load_balancing[2]: says neither weight nor passive" in said
    said = refused(zpa, name="Books", shared_with=["Subsidary"])
    assert said.startswith("shared_with[0]: no microtenant has the name or id 'Subsidary'. ")
    assert "Subsidiary" in said


# -- What becomes of the requests ---------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["POST .*/application", "PUT .*/share", "PUT .*/weightedLbConfig"])
@pytest.mark.parametrize("kind", ["cut_before", "cut_after", "truncated"])
def test_a_lost_answer_is_looked_after_and_nothing_is_done_twice(
    zpa: TestTenant, where: str, kind: str
) -> None:
    zpa.fault(kind, where)
    segment(zpa, **NEW)
    assert sum(one == "POST application" for one in writes_of(zpa)) == 1 + (
        kind == "cut_before" and where.startswith("POST")
    )
    assert loads(zpa, "New") == [("31", "3", False), ("32", "0", True)]
    assert not segment(zpa, **NEW)["changed"]


@pytest.mark.parametrize("where", ["PUT .*/share", "PUT .*/weightedLbConfig"])
def test_what_fails_after_the_creation_is_completed_by_the_next_run(zpa: TestTenant, where: str) -> None:
    body = {"id": "invalid.resource.argument", "reason": "No shareToMicrotenants.", "params": []}
    zpa.fault("status", where, status=400, body=body)
    said = refused(zpa, **NEW)
    assert "The creation itself was accepted: run the task again to complete it" in said
    assert "Correct shared_with, which the API calls shareToMicrotenants" in said
    done = as_foretold(zpa, **NEW)
    assert "POST application" not in done["writes"]
    assert loads(zpa, "New") == [("31", "3", False), ("32", "0", True)]


def test_what_an_update_took_away_and_could_not_be_brought_back_is_told(zpa: TestTenant) -> None:
    zpa.tenant.quirks.weights_lost = True
    zpa.fault("status", "PUT .*/weightedLbConfig", status=400, body={"id": "no.way", "reason": "No."})
    said = refused(zpa, name="Books", description="new")
    assert "has taken away what the application segment had in load_balancing" in said
    assert "'server_group': 'Berlin', 'weight': 3" in said


# -- The whole tenant --------------------------------------------------------------------------------------


def test_a_configuration_shares_and_balances_with_groups_of_the_same_plan(zpa: TestTenant) -> None:
    declared = {
        "server_groups": [{"name": "Oslo", "dynamic_discovery": True, "enabled": True}],
        "application_segments": [
            {
                **NEW,
                "server_groups": ["Oslo", "Berlin"],
                "load_balancing": [{"server_group": "Oslo", "weight": 5}],
            },
            {"name": "Books", "shared_with": ["Other"], "load_balancing": LOADS},
        ],
    }
    foretold = config(zpa, True, config=declared)
    assert writes_of(zpa) == []
    done = config(zpa, config=declared)
    assert foretold["diff"] == done["diff"]
    assert [one["status"] for one in done["plan"]] == ["done"] * len(done["plan"])
    assert done["summary"]["created"] == 2
    oslo = zpa.stored("Oslo", "serverGroup")["id"]
    assert sorted(loads(zpa, "New")) == sorted([(oslo, "5", False), ("31", "0", False)])
    assert not config(zpa, config=declared)["changed"]


def test_a_configuration_names_the_place_of_a_group_that_the_segment_does_not_have(zpa: TestTenant) -> None:
    entries = [{"name": "Plain", "load_balancing": [{"server_group": "Rome", "weight": 1}]}]
    result = zpa.run("zpa_config", config={"application_segments": entries})
    assert "application_segments[0].load_balancing[0].server_group: 'Rome' is not in" in result["msg"]


def test_an_export_can_be_applied_and_has_both(zpa: TestTenant) -> None:
    exported = config(zpa, state="gathered", kinds=["application_segments"])["config"]
    entries = {one["name"]: one for one in exported["application_segments"]}
    assert entries["Books"]["shared_with"] == ["Subsidiary"]
    assert entries["Books"]["load_balancing"] == SHOWN
    assert entries["Plain"]["load_balancing"] == []
    assert requests_of(zpa).count("GET application/51/weightedLbConfig") == 1
    assert not any("52/weightedLbConfig" in one for one in requests_of(zpa))
    assert not config(zpa, config=exported)["changed"]
    assert not any(one.startswith("GET application/52") for one in requests_of(zpa))


def test_a_configuration_keeps_what_it_does_not_speak_of(zpa: TestTenant) -> None:
    zpa.tenant.quirks.weights_lost = True
    declared = {"application_segments": [{"name": "Books", "description": "new"}]}
    config(zpa, config=declared)
    assert loads(zpa) == [("31", "3", False), ("32", "0", True)]
    assert not config(zpa, config=declared)["changed"]
