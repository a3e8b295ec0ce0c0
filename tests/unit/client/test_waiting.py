# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a client tries again, for how long, and when it gives up."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import (
    ApiError,
    ConnectionFailed,
    RequestError,
    UncertainWrite,
)
from support.client_requests import GROUPS, PASSING, Connect, life_of_a_group, names
from support.clients import World
from support.tenants import TestTenant


def test_a_429_is_waited_out_for_as_long_as_the_api_asks(
    zpa: TestTenant, client: Client, world: World
) -> None:
    zpa.fault("throttle", retry_after="4s", times=3)
    client.list_all(GROUPS)
    assert world.pauses == [4.0, 4.0, 4.0]


def test_a_429_without_a_word_is_waited_out_longer_and_longer(
    zpa: TestTenant, client: Client, world: World
) -> None:
    zpa.fault("throttle", times=4)
    client.list_all(GROUPS)
    assert world.pauses == [0.5, 1.0, 2.0, 4.0]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_429_of_a_write_is_waited_out_and_the_write_done_once(
    zpa: TestTenant, client: Client, world: World, method: str
) -> None:
    zpa.fault("throttle", method + " .*segmentGroup", retry_after="2s", times=2)
    life_of_a_group(client)
    assert world.pauses == [2.0, 2.0]
    assert zpa.tenant.table(GROUPS) == {}


def test_the_longest_wait_bounds_all_pauses_of_a_request(
    zpa: TestTenant, connect: Connect, world: World
) -> None:
    zpa.fault("throttle", retry_after="40s", times=99)
    with pytest.raises(ApiError, match=r"The API wants 40 s more after 80 s, the limit being max_wait=100"):
        connect(max_wait=100).list_all(GROUPS)
    assert world.pauses == [40.0, 40.0]
    assert len(zpa.calls) == 3


def test_a_wait_that_is_too_long_from_the_start_costs_no_pause_and_no_request(
    zpa: TestTenant, connect: Connect, world: World
) -> None:
    zpa.fault("throttle", retry_after="301", times=99)
    with pytest.raises(ApiError, match="max_wait=300"):
        connect().list_all(GROUPS)
    assert world.pauses == []
    assert len(zpa.calls) == 1


def test_a_429_for_ever_ends_with_the_limit(zpa: TestTenant, connect: Connect, world: World) -> None:
    zpa.fault("throttle", times=999)
    with pytest.raises(ApiError, match=r"Gave up after \d+ s, the limit being max_wait=60"):
        connect(max_wait=60).list_all(GROUPS)
    assert 30 < sum(world.pauses) <= 60


def test_no_time_to_wait_means_no_retry(zpa: TestTenant, connect: Connect, world: World) -> None:
    zpa.fault("status", status=503)
    with pytest.raises(ApiError, match="Gave up after 0 s, the limit being max_wait=0"):
        connect(max_wait=0).list_all(GROUPS)
    assert (world.pauses, len(zpa.calls)) == ([], 1)


def test_the_limit_counts_for_each_request_anew(zpa: TestTenant, connect: Connect, world: World) -> None:
    client = connect(max_wait=5)
    for _number in range(3):
        zpa.fault("throttle", retry_after="4s")
        client.list_all(GROUPS)
    assert world.pauses == [4.0, 4.0, 4.0]


@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: str(fault.get("status", fault["kind"])))
def test_a_read_outlives_a_fault(
    zpa: TestTenant, client: Client, world: World, fault: dict[str, Any]
) -> None:
    zpa.add_group("Finance")
    zpa.fault(**fault)
    assert names(client.list_all(GROUPS)) == ["Finance"]
    assert world.pauses == [0.5]


@pytest.mark.parametrize(
    ("fault", "tries"),
    [({"kind": "status", "status": 500}, 5), ({"kind": "cut_before"}, 4), ({"kind": "truncated"}, 4)],
    ids=["500", "cut", "truncated"],
)
def test_a_read_that_keeps_failing_is_given_up(
    zpa: TestTenant, client: Client, fault: dict[str, Any], tries: int
) -> None:
    zpa.fault(**fault, times=99)
    with pytest.raises(RequestError):
        client.list_all(GROUPS)
    assert len(zpa.calls) == tries


@pytest.mark.parametrize("fault", PASSING[:-1], ids=lambda fault: str(fault.get("status", fault["kind"])))
def test_a_creation_is_never_sent_again_by_itself(
    zpa: TestTenant, client: Client, world: World, fault: dict[str, Any]
) -> None:
    zpa.fault(where="POST .*segmentGroup", **fault)
    with pytest.raises(UncertainWrite):
        client.post(GROUPS, {"name": "Finance"})
    assert (len(zpa.writes), world.pauses) == (1, [])


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_write_whose_answer_is_lost_is_uncertain(
    zpa: TestTenant, client: Client, method: str, kind: str
) -> None:
    path = "segmentGroup/" + zpa.add_group("Finance")["id"]
    zpa.fault(kind, method + " ")
    with pytest.raises(UncertainWrite):
        client.put(path, {"name": "Finance"}) if method == "PUT" else client.delete(path)
    assert len(zpa.writes) == 1


@pytest.mark.parametrize(
    ("status", "error_id", "tries"),
    [
        (400, "non.restricted.entity.authorization.failed", 3),
        (409, "", 6),
        (400, "resource.referenced", 1),
        (400, "bad.request", 1),
        (413, "", 1),
    ],
)
def test_a_refusal_that_changed_nothing_is_retried_as_often_as_it_deserves(
    zpa: TestTenant, client: Client, status: int, error_id: str, tries: int
) -> None:
    zpa.fault(
        "status", "POST .*segmentGroup", status=status, body={"id": error_id, "reason": "No."}, times=99
    )
    with pytest.raises(ApiError) as refused:
        client.post(GROUPS, {"name": "Finance"})
    assert (refused.value.status, refused.value.error_id) == (status, error_id)
    assert len(zpa.writes) == tries


def refusal(error_id: str) -> dict[str, Any]:
    return {"kind": "status", "status": 400, "body": {"id": error_id, "reason": "No."}}


def test_what_was_refused_once_is_not_said_to_be_given_up(zpa: TestTenant, client: Client) -> None:
    zpa.fault("throttle", "POST .*segmentGroup", times=7)
    zpa.fault(where="POST .*segmentGroup", **refusal("resource.referenced"))
    with pytest.raises(ApiError, match="HTTP 400, resource") as refused:
        client.post(GROUPS, {"name": "Finance"})
    assert "Gave up" not in str(refused.value)
    assert len(zpa.writes) == 8


def test_what_is_worth_two_more_tries_gets_them_after_other_troubles(zpa: TestTenant, client: Client) -> None:
    zpa.fault("throttle", "POST .*segmentGroup", times=7)
    zpa.fault(where="POST .*segmentGroup", times=9, **refusal("non.restricted.entity.authorization.failed"))
    with pytest.raises(ApiError, match="Gave up after 3 tries"):
        client.post(GROUPS, {"name": "Finance"})
    assert len(zpa.writes) == 10


@pytest.mark.parametrize("status", [400, 409])
def test_a_name_that_is_taken_is_not_tried_again(
    zpa: TestTenant, client: Client, world: World, status: int
) -> None:
    body = {"id": "conflict", "reason": "A segment group of this name already exists."}
    zpa.fault("status", "POST .*segmentGroup", status=status, body=body, times=9)
    with pytest.raises(ApiError) as refused:
        client.post(GROUPS, {"name": "Finance"})
    assert refused.value.already_exists
    assert (len(zpa.writes), world.pauses) == (1, [])


@pytest.mark.parametrize("error_id", ["api.concurrent.access.error", "db.simultaneous.request"])
def test_simultaneous_changes_are_waited_out(zpa: TestTenant, client: Client, error_id: str) -> None:
    zpa.fault("status", "POST .*segmentGroup", status=400, body={"id": error_id, "reason": "No."}, times=7)
    client.post(GROUPS, {"name": "Finance"})
    assert len(zpa.writes) == 8


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_host_that_is_down_is_tried_four_times(connect: Connect, world: World, method: str) -> None:
    client = connect(api_root="http://127.0.0.1:9", access_token="t")
    with pytest.raises(ConnectionFailed, match="connection refused"):
        client.get("x") if method == "GET" else client.post("x", {})
    assert world.pauses == [0.5, 1.0, 2.0]


def test_the_dice_spread_the_pauses(zpa: TestTenant, client: Client, world: World) -> None:
    world.chance = 1.0
    zpa.fault("throttle", retry_after="4s")
    zpa.fault("throttle")
    client.list_all(GROUPS)
    assert world.pauses == [4.4, 2.0]


def lost_write(asked: float | None = None) -> UncertainWrite:
    lost = UncertainWrite("lost", "POST", "/path", 503)
    lost.asked = asked
    return lost


def test_before_a_lost_write_is_looked_after_there_is_a_pause(client: Client, world: World) -> None:
    patience = client.new_patience()
    for attempt in range(4):
        client.wait_after(lost_write(), attempt, patience)
    assert world.pauses == [0.5, 1.0, 2.0, 4.0]


def test_before_a_lost_write_is_looked_after_the_api_gets_the_time_it_asks_for(
    client: Client, world: World
) -> None:
    client.wait_after(lost_write(asked=9.0), 0, client.new_patience())
    assert world.pauses == [9.0]


def test_a_write_that_is_lost_again_and_again_is_given_up(client: Client, world: World) -> None:
    lost = lost_write()
    with pytest.raises(UncertainWrite, match="run the task again to find out") as given_up:
        client.wait_after(lost, 4, client.new_patience())
    assert given_up.value is lost
    assert world.pauses == []


def test_a_lost_write_is_not_looked_after_where_that_takes_too_long(connect: Connect, world: World) -> None:
    with pytest.raises(UncertainWrite, match="max_wait=5"):
        impatient = connect(max_wait=5)
        impatient.wait_after(lost_write(asked=9.0), 0, impatient.new_patience())
    assert world.pauses == []


def test_all_the_waiting_for_one_write_together_stays_below_max_wait(connect: Connect, world: World) -> None:
    client = connect(max_wait=20)
    patience = client.new_patience()
    client.wait_after(lost_write(asked=9.0), 0, patience)
    client.wait_after(lost_write(asked=9.0), 1, patience)
    with pytest.raises(UncertainWrite, match="after 18 s, the limit being max_wait=20"):
        client.wait_after(lost_write(asked=9.0), 2, patience)
    assert world.pauses == [9.0, 9.0]
