# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A signal ends a task: what is being written is finished, what was done and what was not is told."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from support.tenants import TestTenant

CONFIG = {"segment_groups": [{"name": "Group %d" % number} for number in range(5)]}
WRITES = "(POST|PUT|DELETE) /mgmtconfig/"


@pytest.fixture(autouse=True)
def survivor(code_patch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The tests outlive a signal that no task heeds."""
    got: list[int] = []
    kept = signal.signal(signal.SIGTERM, lambda number, frame: got.append(number))
    yield got
    signal.signal(signal.SIGTERM, kept)


def end_at(zpa: TestTenant, where: str, skip: int = 0, kind: str = "slow", **details: Any) -> None:
    """Send this process the signal while a request is under way."""
    zpa.fault(kind, where, skip=skip, on_strike=lambda: os.kill(os.getpid(), signal.SIGTERM), **details)


def configure(zpa: TestTenant) -> dict[str, Any]:
    return zpa.run("zpa_config", config=CONFIG)


def test_a_configuration_tells_what_was_done_and_what_was_not_tried(zpa: TestTenant) -> None:
    end_at(zpa, WRITES, skip=1, seconds=0.1)
    result = configure(zpa)
    assert result["failed"]
    assert result["msg"].startswith(
        "The task was told to end (SIGTERM). What it was writing then is complete, and it wrote nothing "
        "more. Not done: create segment group 'Group 2'. Of 5 steps 2 were taken before that, and 3 were not "
        "tried. Run the task again"
    )
    assert [step["status"] for step in result["plan"]] == ["done"] * 2 + ["not_tried"] * 3
    assert result["changed"]
    assert [entry.status for entry in zpa.writes] == [201, 201]


def test_a_configuration_that_is_still_read_ends_at_once(zpa: TestTenant) -> None:
    end_at(zpa, "GET /mgmtconfig/.*segmentGroup", seconds=0.3)
    result = configure(zpa)
    assert (
        result["msg"]
        == "The task was told to end (SIGTERM). Nothing was written. Not done: list segment groups"
    )
    assert zpa.writes == []
    assert not result.get("changed")


def test_a_wait_for_the_api_is_left_at_once(zpa: TestTenant) -> None:
    end_at(zpa, WRITES, kind="throttle", retry_after="200s")
    result = zpa.group(name="New")
    assert "The task was told to end (SIGTERM)" in result["msg"]
    assert "Not done: create segment group 'New'" in result["msg"]
    assert [entry.status for entry in zpa.writes] == [429]


def test_a_write_whose_outcome_is_unknown_is_told_as_such(zpa: TestTenant) -> None:
    end_at(zpa, WRITES, kind="cut_after", skip=1)
    result = configure(zpa)
    assert "its outcome is unknown: run the task again to find out" in result["msg"]
    assert [step["status"] for step in result["plan"]] == ["done", "failed", *["not_tried"] * 3]
    assert len(zpa.writes) == 2


def test_a_last_write_completes_the_task(zpa: TestTenant) -> None:
    end_at(zpa, WRITES, skip=4, seconds=0.1)
    result = configure(zpa)
    assert not result.get("failed")
    assert [step["status"] for step in result["plan"]] == ["done"] * 5


def test_the_next_run_goes_on_from_there(zpa: TestTenant, survivor: list[int]) -> None:
    end_at(zpa, WRITES, skip=2, seconds=0.1)
    configure(zpa)
    result = configure(zpa)
    assert result["summary"] == {"created": 2, "updated": 0, "deleted": 0, "reordered": 0, "unchanged": 3}
    assert survivor == []
