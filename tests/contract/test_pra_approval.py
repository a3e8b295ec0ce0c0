# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privileged approvals, beyond what every kind keeps to: times that come and go, and no names."""

from __future__ import annotations

import time
from typing import Any

import pytest
from support.cases.pra_approval import (
    ADA,
    APPROVAL_ID,
    END,
    END_SHOWN,
    HOURS,
    LATER_SHOWN,
    OF_BOB,
    START,
    START_SHOWN,
    TIMES,
    VAULT,
    WHICH,
    add,
    furnish,
    prepare,
)
from support.tenants import TestTenant

MODULE = "zpa_pra_approval"
PAST = {"startTime": "1735689600", "endTime": "1738368000"}
PAST_SHOWN = {"start_time": "2025-01-01T00:00:00Z", "end_time": "2025-02-01T00:00:00Z"}
CHECK = pytest.mark.parametrize("check", [True, False], ids=["check", "real"])


def warned(result: dict[str, Any]) -> list[str]:
    found = result.get("warnings", [])
    return [one if isinstance(one, str) else one["event"]["msg"] for one in found]


def stored(zpa: TestTenant) -> list[dict[str, Any]]:
    return list(zpa.tenant.table("approval").values())


# -- What goes over the wire ---------------------------------------------------------------------------------


def test_times_are_sent_as_numbers_and_addresses_as_they_are_written(zpa: TestTenant) -> None:
    furnish(zpa)
    result = zpa.run(MODULE, **OF_BOB, **TIMES, working_hours=HOURS)
    assert result["changed"], result
    (sent,) = [entry.body for entry in zpa.calls if entry.method == "POST"]
    assert (sent["startTime"], sent["endTime"], sent["emailIds"]) == (START, END, ["Bob@example.com"])
    assert "status" not in sent and "name" not in sent
    assert sent["workingHours"]["startTimeCron"] == "0 0 7 ? * FRI,MON"


def test_an_update_sends_numbers_and_ids_of_segments_and_no_status(zpa: TestTenant) -> None:
    prepare(zpa)
    zpa.run(MODULE, **WHICH, end_time=LATER_SHOWN)
    (sent,) = [entry.body for entry in zpa.calls if entry.method == "PUT"]
    assert sent["startTime"] == START
    assert set(sent["applications"][0]) == {"id"}
    assert "status" not in sent


def test_its_status_is_told_beside_it(zpa: TestTenant) -> None:
    prepare(zpa)
    for now, status in ((START - 1, "FUTURE"), (START, "ACTIVE"), (END, "EXPIRED")):
        zpa.tenant.clock = lambda now=now: now
        result = zpa.run(MODULE, **WHICH)
        assert result["metadata"][APPROVAL_ID]["status"] == status
        assert "status" not in result["pra_approval"]


# -- Times that nobody can have ------------------------------------------------------------------------------


@CHECK
def test_a_new_one_that_is_over_is_refused(zpa: TestTenant, check: bool) -> None:
    furnish(zpa)
    result = zpa.run(MODULE, check, **OF_BOB, **PAST_SHOWN)
    assert result["msg"].startswith(
        "end_time: 2025-02-01T00:00:00Z is past, so that a new privileged approval"
    )
    assert zpa.writes == []


def test_one_that_is_over_stays_as_it_is_declared(zpa: TestTenant) -> None:
    add(zpa, **PAST)
    result = zpa.run(MODULE, **WHICH, **PAST_SHOWN)
    assert (result["changed"], result.get("warnings", []), zpa.writes) == (False, [], [])


@CHECK
def test_one_is_not_ended_by_a_moment_that_is_past(zpa: TestTenant, check: bool) -> None:
    prepare(zpa)
    result = zpa.run(MODULE, check, **WHICH, **PAST_SHOWN)
    assert "Delete the privileged approval to end it at once" in result["msg"]
    assert zpa.writes == []


@pytest.mark.parametrize("end", [START_SHOWN, "2036-06-01T00:00:00Z"])
def test_an_end_that_is_not_after_the_start_is_refused(zpa: TestTenant, end: str) -> None:
    furnish(zpa)
    result = zpa.run(MODULE, **OF_BOB, start_time=START_SHOWN, end_time=end)
    assert "is not after the start, 2036-06-02T06:00:00Z" in result["msg"]
    prepare(zpa)
    assert "is not after the start" in zpa.run(MODULE, **WHICH, end_time=end)["msg"]
    assert zpa.writes == []


@CHECK
def test_the_start_of_what_has_begun_is_refused(zpa: TestTenant, check: bool) -> None:
    prepare(zpa)
    zpa.tenant.clock = lambda: START + 60
    result = zpa.run(MODULE, check, **WHICH, start_time="2036-06-02T07:00:00Z")
    assert "ZPA never changes it once the privileged approval has begun" in result["msg"]
    assert zpa.writes == []
    assert zpa.run(MODULE, check, **WHICH, start_time=START_SHOWN, end_time=LATER_SHOWN)["changed"]


def test_one_that_is_over_can_get_another_end(zpa: TestTenant) -> None:
    add(zpa, **PAST)
    zpa.tenant.clock = lambda: time.time() - 1
    start = zpa.tenant.clock() + 60
    result = zpa.run(MODULE, **WHICH, start_time=str(int(start)), end_time=str(int(start) + 86400))
    assert result["changed"], result
    assert warned(result) == [
        "start_time: the privileged approval is over, and whether ZPA lets one begin anew no document says. "
        "If it refuses, delete it and create it anew."
    ]


def test_a_change_that_lets_nobody_in_is_told(zpa: TestTenant) -> None:
    add(zpa, **PAST)
    result = zpa.run(MODULE, **WHICH, working_hours=HOURS)
    assert "is still of no use to anybody after this change" in warned(result)[0]


def test_what_clients_of_the_vendor_refuse_is_a_warning(zpa: TestTenant) -> None:
    furnish(zpa)
    times = {"start_time": "2026-01-01T00:00:00Z", "end_time": "2036-01-01T00:00:00Z"}
    told = warned(zpa.run(MODULE, True, **OF_BOB, **times))
    assert "is more than 60 minutes ago" in told[0]
    assert "is more than 365 days after the start" in told[1]
    several = {**OF_BOB, "email_ids": [ADA, "bob@example.com"]}
    assert "has 2 addresses" in warned(zpa.run(MODULE, True, **several, **TIMES))[0]


def test_a_time_of_day_that_yaml_made_a_number_of_is_refused(zpa: TestTenant) -> None:
    furnish(zpa)
    result = zpa.run(MODULE, **OF_BOB, **TIMES, working_hours={"end_time": 1020})
    assert "working_hours.end_time: '1020' is not a time from 00:00 to 23:59" in result["msg"]


# -- Which one is meant --------------------------------------------------------------------------------------


def test_two_that_are_the_same_are_refused_and_told_by_their_ids(zpa: TestTenant) -> None:
    prepare(zpa)
    add(zpa, object_id="20473")
    for state in ("present", "absent"):
        result = zpa.run(MODULE, **WHICH, state=state)
        assert "(ids 20472, 20473). Set id to choose one." in result["msg"]
    assert zpa.run(MODULE, id="20473", state="absent")["changed"]
    assert [one["id"] for one in stored(zpa)] == [APPROVAL_ID]


def test_one_that_is_over_gives_way_to_the_one_that_is_not(zpa: TestTenant) -> None:
    prepare(zpa)
    add(zpa, object_id="20473", **PAST)
    assert zpa.run(MODULE, **WHICH, **TIMES)["changed"] is False
    assert "Set id to choose one." in zpa.run(MODULE, **WHICH, state="absent")["msg"]


def test_they_are_listed_by_address_and_by_status(zpa: TestTenant) -> None:
    prepare(zpa)
    add(zpa, "bob@example.com", object_id="20473", **PAST)
    for options, ids in (
        ({}, [APPROVAL_ID, "20473"]),
        ({"email_id": "BOB@example.com"}, ["20473"]),
        ({"status": "expired"}, ["20473"]),
        ({"status": "EXPIRED", "email_id": ADA}, []),
    ):
        found = zpa.run("zpa_pra_approval_info", **options)["pra_approvals"]
        assert [one["id"] for one in found] == ids


# -- A whole tenant ------------------------------------------------------------------------------------------

SEGMENT = {
    "name": "New",
    "domain_names": ["new.example.com"],
    "segment_group": "Servers",
    "server_groups": ["Servers"],
    "tcp_ports": [22],
}
WHOLE: dict[str, Any] = {
    "segment_groups": [{"name": "Servers"}],
    "server_groups": [{"name": "Servers", "dynamic_discovery": True}],
    "application_segments": [SEGMENT],
    "pra_approvals": [{"email_ids": [ADA], "application_segments": ["New"], **TIMES}],
}


@CHECK
def test_one_can_name_a_segment_of_the_same_plan(zpa: TestTenant, check: bool) -> None:
    result = zpa.run("zpa_config", check, config=WHOLE)
    assert result["changed"], result["msg"]
    (step,) = [step for step in result["plan"] if step["kind"] == "pra_approval"]
    assert (step["operation"], step["name"]) == ("create", "ada@example.com; New")
    if not check:
        zpa.forget()
        assert zpa.run("zpa_config", config=WHOLE)["changed"] is False
        assert zpa.writes == []


def test_it_goes_before_the_segment_that_it_names(zpa: TestTenant) -> None:
    zpa.run("zpa_config", config=WHOLE)
    result = zpa.run("zpa_application_segment", name="New", state="absent")
    assert "privileged approval 'ada@example.com; New' (id " in result["msg"]
    gone = {
        "application_segments": [{"name": "New", "state": "absent"}],
        "pra_approvals": [{"email_ids": [ADA], "application_segments": ["New"], "state": "absent"}],
    }
    zpa.forget()
    result = zpa.run("zpa_config", config=gone)
    assert result["changed"], result["msg"]
    assert [entry.path.split("/")[-2] for entry in zpa.writes] == ["approval", "application"]


def test_what_is_over_is_neither_exported_nor_deleted_unasked(zpa: TestTenant) -> None:
    prepare(zpa)
    add(zpa, "bob@example.com", **PAST)
    gathered = zpa.run("zpa_config", state="gathered", kinds=["pra_approvals"])
    (entry,) = gathered["config"]["pra_approvals"]
    assert entry == {**WHICH, **TIMES, "working_hours": HOURS}
    assert (
        "pra_approvals: left out are 'bob@example.com; %s': they are over." % VAULT in gathered["not_carried"]
    )
    for entries in ([entry], []):
        zpa.run("zpa_config", state="overridden", config={"pra_approvals": entries})
        assert "bob@example.com" in [one["emailIds"][0] for one in stored(zpa)]
    assert len(stored(zpa)) == 1


def test_the_end_of_one_that_has_it_so_shows_in_results_in_utc(zpa: TestTenant) -> None:
    prepare(zpa)
    shown = zpa.run(MODULE, **WHICH)["pra_approval"]
    assert (shown["start_time"], shown["end_time"]) == (START_SHOWN, END_SHOWN)
    assert zpa.run(MODULE, **{**shown, "working_hours": shown["working_hours"]})["changed"] is False
