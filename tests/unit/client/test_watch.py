# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a client that nobody waits for any more goes on, and when it does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.pace import Pace
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.watch import Watch
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import Abandoned, UncertainWrite
from support.clients import World, legacy_settings
from support.tenants import TestTenant

WHY = "Nobody is there"


@pytest.fixture
def gone() -> list[str]:
    """Why the task is to end, once something is put into it."""
    return []


@pytest.fixture
def watch(gone: list[str]) -> Watch:
    return Watch([lambda: "".join(gone)])


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def client(zpa: TestTenant, world: World, watch: Watch) -> Client:
    client = Client(
        legacy_settings(zpa), sleep=world.sleep, clock=lambda: world.now, chance=lambda: 0.0, watch=watch
    )
    client.list_all("segmentGroup")
    zpa.forget()
    return client


WRITES: dict[str, Callable[[Client], object]] = {
    "post": lambda client: client.post("segmentGroup", {"name": "New"}),
    "put": lambda client: client.put("segmentGroup/1", {"name": "New"}),
    "delete": lambda client: client.delete("segmentGroup/1"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_nothing_is_written_for_nobody(
    zpa: TestTenant, client: Client, gone: list[str], write: Callable[[Client], object]
) -> None:
    gone.append(WHY)
    with pytest.raises(Abandoned, match=r"^Nobody is there\. Nothing was written$"):
        write(client)
    assert zpa.calls == []


def test_nothing_is_read_for_nobody_before_something_is_written(
    zpa: TestTenant, client: Client, gone: list[str]
) -> None:
    gone.append(WHY)
    with pytest.raises(Abandoned):
        client.list_all("segmentGroup")
    assert zpa.calls == []


def test_what_was_written_is_still_looked_at(client: Client, gone: list[str]) -> None:
    created = client.post("segmentGroup", {"name": "New"})
    gone.append(WHY)
    assert client.get("segmentGroup/" + created["id"])["name"] == "New"
    with pytest.raises(Abandoned, match="What it was writing then is complete, and it wrote nothing more"):
        client.delete("segmentGroup/" + created["id"])


def test_a_write_that_is_refused_for_a_while_is_not_sent_again(
    zpa: TestTenant, client: Client, gone: list[str]
) -> None:
    zpa.fault("throttle", retry_after="30s", on_strike=lambda: gone.append(WHY))
    with pytest.raises(Abandoned):
        client.post("segmentGroup", {"name": "New"})
    assert [entry.status for entry in zpa.writes] == [429]


def test_a_long_pause_is_left_within_a_second(client: Client, world: World, gone: list[str]) -> None:
    pace = Pace(reads=1, writes=1, clock=lambda: world.now)
    client.pace = pace
    pace.count(True)
    begun, sleep = world.now, client._sleep

    def nap(seconds: float) -> None:
        sleep(seconds)
        if world.now - begun > 3:
            gone.append(WHY)

    client._sleep = nap
    with pytest.raises(Abandoned):
        client.post("segmentGroup", {"name": "New"})
    assert max(world.pauses) <= 1.0
    assert 3 < world.now - begun <= 5


def test_a_pause_is_as_long_as_it_shall_be(client: Client, world: World) -> None:
    begun = world.now
    client._watch.pause(4.25, client._sleep)
    assert world.now - begun == pytest.approx(4.25)


def test_a_pause_that_nothing_has_to_look_into_is_one(world: World) -> None:
    Watch().pause(4.25, world.sleep)
    assert world.pauses == [4.25]


def test_a_write_of_unknown_outcome_stays_one(client: Client, gone: list[str]) -> None:
    lost = UncertainWrite("lost", "POST", "/path")
    gone.append(WHY)
    with pytest.raises(Abandoned, match="its outcome is unknown") as told:
        client.wait_after(lost, 0, client.new_patience())
    assert told.value.may_have_written


def test_what_is_told_ends_a_pause_and_a_read_at_once(watch: Watch) -> None:
    def sleep(seconds: float) -> None:
        watch.tell(WHY)
        pytest.fail("it went on")

    with pytest.raises(Abandoned):
        watch.pause(60, sleep)
    other = Watch()
    with pytest.raises(Abandoned), other.reading():
        other.tell(WHY)
        pytest.fail("it went on")


def test_what_is_told_during_a_write_is_heard_before_the_next(watch: Watch) -> None:
    watch.before_write()
    watch.tell(WHY)
    watch.tell("Something else")
    with watch.reading():
        pass
    with pytest.raises(Abandoned, match=WHY):
        watch.before_write()
