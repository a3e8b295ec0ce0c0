# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How fast requests follow each other. Times are multiples of 1/8, which add up exactly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.pace import PERIOD, Pace
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import ApiError
from hypothesis import given
from hypothesis import strategies as st
from support.clients import World, legacy_settings
from support.tenants import TestTenant

GROUPS = "segmentGroup"


class Wish(NamedTuple):
    """A request that is wanted ``after`` the last one, and how long it takes to arrive and to be answered."""

    is_write: bool
    after: float
    way_there: float
    way_back: float


class Sent(NamedTuple):
    """The same as it was sent: ``pause`` is what came before it."""

    is_write: bool
    wanted: float
    pause: float
    arrived: float
    answered: float


def send(pace: Pace, now: list[float], wishes: list[Wish]) -> Iterator[Sent]:
    """Send one request after the other, each when it may be; ``now`` is the clock."""
    for wish in wishes:
        now[0] += wish.after
        wanted, pause = now[0], pace.pause(wish.is_write)
        now[0] += pause + wish.way_there
        arrived = now[0]
        now[0] += wish.way_back
        pace.count(wish.is_write)
        yield Sent(wish.is_write, wanted, pause, arrived, now[0])


eighths = st.one_of(st.just(0.0), st.integers(0, 120).map(lambda count: count / 8))
wishes = st.lists(st.builds(Wish, st.booleans(), eighths, eighths, eighths), max_size=40)
limits = st.integers(1, 6)


@given(wishes, limits, limits)
def test_no_ten_seconds_ever_hold_more_than_the_limit(wanted: list[Wish], reads: int, writes: int) -> None:
    now = [0.0]
    sent = list(send(Pace(reads, writes, lambda: now[0]), now, wanted))
    for is_write, limit in ((False, reads), (True, writes)):
        arrivals = [one.arrived for one in sent if one.is_write is is_write]
        for earlier, later in zip(arrivals, arrivals[limit:]):  # noqa: B905
            assert later - earlier >= PERIOD


@given(wishes, limits, limits)
def test_a_pause_is_no_longer_than_needed(wanted: list[Wish], reads: int, writes: int) -> None:
    """It ends ten seconds after the answer to the request that has to be out of sight."""
    now = [0.0]
    answered: dict[bool, list[float]] = {False: [], True: []}
    for one in send(Pace(reads, writes, lambda: now[0]), now, wanted):
        before, limit = answered[one.is_write], writes if one.is_write else reads
        due = before[-limit] + PERIOD if len(before) >= limit else 0.0
        assert one.wanted + one.pause == max(one.wanted, due)
        before.append(one.answered)


@given(wishes, limits)
def test_reads_and_writes_do_not_wait_for_each_other(wanted: list[Wish], limit: int) -> None:
    now = [0.0]
    all_reads = [wish._replace(is_write=False) for wish in wanted]
    assert all(one.pause == 0 for one in send(Pace(100, limit, lambda: now[0]), now, all_reads))
    all_writes = [wish._replace(is_write=True) for wish in wanted]
    assert all(one.pause == 0 for one in send(Pace(limit, 100, lambda: now[0]), now, all_writes))


def test_asking_for_a_pause_counts_nothing() -> None:
    pace = Pace(1, 1, lambda: 0.0)
    assert [pace.pause(False) for _time in range(3)] == [0.0, 0.0, 0.0]


def test_after_a_long_rest_no_more_than_the_limit_goes_at_once() -> None:
    now = [1000.0]
    many = [Wish(True, 0.0, 0.0, 0.0)] * 6
    sent = list(send(Pace(2, 2, lambda: now[0]), now, many))
    assert [one.pause for one in sent] == [0, 0, 10, 0, 10, 0]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def client(zpa: TestTenant, world: World) -> Iterator[Client]:
    """A client that may send two reads and one write in ten seconds."""
    client = world.client(legacy_settings(zpa))
    client.pace = Pace(2, 1, lambda: world.now)
    yield client
    client.close()


def test_a_client_waits_by_sleeping(client: Client, world: World) -> None:
    for _time in range(5):
        client.list_all(GROUPS)
    assert world.pauses == [10.0, 10.0]


def test_a_client_sleeps_only_as_long_as_is_left(client: Client, world: World) -> None:
    for _time in range(3):
        client.list_all(GROUPS)
        world.now += 3
    assert world.pauses == [4.0]


def test_a_client_counts_reads_and_writes_apart(client: Client, world: World) -> None:
    client.list_all(GROUPS)
    client.post(GROUPS, {"name": "One"})
    client.list_all(GROUPS)
    assert world.pauses == []
    client.post(GROUPS, {"name": "Two"})
    assert world.pauses == [10.0]


def test_a_client_does_not_count_sign_ins(zpa: TestTenant, client: Client, world: World) -> None:
    client.post(GROUPS, {"name": "One"})
    assert sum(entry.is_token_request for entry in zpa.tenant.log) == 1
    assert world.pauses == []


def test_a_client_counts_each_page(zpa: TestTenant, client: Client, world: World) -> None:
    for number in range(1001):
        zpa.add_group("Group %d" % number)
    assert len(client.list_all(GROUPS)) == 1001
    assert world.pauses == [10.0]


@pytest.mark.parametrize("kind", ["throttle", "status", "cut_before"])
def test_a_client_counts_what_was_answered_with_an_error(
    zpa: TestTenant, client: Client, world: World, kind: str
) -> None:
    zpa.fault(kind, "GET ")
    client.list_all(GROUPS)
    before = world.now
    client.list_all(GROUPS)
    assert world.now - before > 0


def test_a_client_counts_what_was_refused(client: Client, world: World) -> None:
    for _time in range(2):
        with pytest.raises(ApiError):
            client.post(GROUPS, {"name": ""})
    assert world.pauses == [10.0]


def test_a_client_without_a_pace_never_waits(zpa: TestTenant, world: World) -> None:
    client = world.client(legacy_settings(zpa))
    for _time in range(30):
        client.list_all(GROUPS)
    client.close()
    assert world.pauses == []


def test_waiting_for_its_turn_is_none_of_the_waiting_that_max_wait_limits(
    zpa: TestTenant, world: World
) -> None:
    client = world.client(legacy_settings(zpa, max_wait=5))
    client.pace = Pace(1, 1, lambda: world.now)
    zpa.fault("throttle", "GET ", retry_after="4s", skip=1)
    for _time in range(2):
        client.list_all(GROUPS)
    client.close()
    assert world.pauses == [10.0, 4.0, 6.0]
