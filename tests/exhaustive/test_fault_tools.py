# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of faults rely on: the emulator strikes as it is told, and the judge sees what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from support.exhaustive.fault_counts import Counts
from support.exhaustive.fault_scenarios import BY_NAME, GROUP_ID, SCENARIOS
from support.exhaustive.fault_stage import Clean, Seam, Stage, judge
from support.tenants import TestTenant
from support.wire import Wire
from zpa_emulator import Emulator


@pytest.fixture(scope="module")
def own_emulator() -> Iterator[Emulator]:
    with Emulator() as running:
        yield running


@pytest.fixture
def seam(code_patch: pytest.MonkeyPatch) -> Seam:
    return Seam.into(code_patch)


@pytest.fixture
def stage(own_emulator: Emulator, tmp_path: Path) -> Stage:
    return Stage(own_emulator, BY_NAME["zpa_config mixed"], tmp_path / "tokens")


@pytest.fixture
def clean(stage: Stage, seam: Seam) -> Clean:
    found = stage.clean(seam)
    stage.reset()
    return found


class TestTheEmulator:
    def test_can_answer_late_what_took_effect_at_once(self, zpa: TestTenant) -> None:
        seconds: list[float] = []
        wire = Wire(zpa)
        zpa.fault("late", "POST .*/segmentGroup", seconds=0.05)
        answer = wire.send("POST", "segmentGroup", {"name": "New"})
        seconds.append(answer.elapsed.total_seconds())
        assert zpa.stored("New")["id"] == answer.json()["id"]
        assert seconds[0] >= 0.05

    def test_tells_when_it_strikes_before_the_request_has_an_effect(self, zpa: TestTenant) -> None:
        names: list[list[str]] = []
        wire = Wire(zpa)
        table = zpa.tenant.table("segmentGroup")
        zpa.fault(
            "cut_after", "POST ", on_strike=lambda: names.append([found["name"] for found in table.values()])
        )
        with pytest.raises(requests.ConnectionError):
            wire.send("POST", "segmentGroup", {"name": "New"})
        assert names == [[]]
        assert zpa.stored("New")

    def test_refuses_connections_until_it_takes_them_again(self, own_emulator: Emulator) -> None:
        with requests.Session() as session:
            health = own_emulator.base_url + "/_emulator/health"
            assert session.get(health, timeout=5).ok
            own_emulator.refuse()
            with pytest.raises(requests.ConnectionError, match="refused"):
                session.get(health, timeout=5)
            own_emulator.accept()
            own_emulator.accept()
            assert session.get(health, timeout=5).ok


class TestTheStage:
    def test_is_the_same_before_every_run(self, stage: Stage, clean: Clean) -> None:
        assert stage.changes() == {}
        assert stage.zpa.tenant.log == []

    def test_sees_an_object_that_is_written_as_it_was(self, stage: Stage, clean: Clean) -> None:
        stage.zpa.stored("Finance")["modifiedTime"] = "1700000000"
        assert list(stage.changes()) == ["segmentGroup Finance"]

    def test_sees_an_object_that_is_there_twice(self, stage: Stage, clean: Clean) -> None:
        for _number in range(2):
            stage.zpa.add_group("Twice")
        assert list(stage.changes()) == ["new segmentGroup Twice", "new segmentGroup Twice again"]

    def test_sees_what_is_lost(self, stage: Stage, clean: Clean) -> None:
        del stage.zpa.tenant.table("segmentGroup")[GROUP_ID]
        assert stage.changes() == {"segmentGroup Finance": None}


class TestTheJudge:
    def test_finds_nothing_wrong_with_a_run_without_trouble(self, stage: Stage, clean: Clean) -> None:
        assert judge(stage, clean, clean.result, clean.changes[-1]) == []

    def test_minds_success_without_its_effect(self, stage: Stage, clean: Clean) -> None:
        assert "not as wanted" in judge(stage, clean, clean.result, {})[0]

    def test_minds_a_state_that_no_run_makes(self, stage: Stage, clean: Clean) -> None:
        assert "never makes" in judge(stage, clean, {"failed": True, "msg": "x"}, {"segmentGroup X": None})[0]

    def test_minds_a_failure_that_hides_a_write(self, stage: Stage, clean: Clean) -> None:
        result = {"failed": True, "msg": "The server is down."}
        assert "does not tell that something was written" in judge(stage, clean, result, clean.stages[1])[0]

    def test_minds_a_failure_that_boasts_of_a_change(self, stage: Stage, clean: Clean) -> None:
        result = {"failed": True, "changed": True, "msg": "The server is down."}
        assert "nothing can have been" in judge(stage, clean, result, {})[0]

    @pytest.mark.parametrize(("done", "stage_number"), [(2, 0), (1, 3), (0, 2)])
    def test_minds_a_plan_whose_statuses_are_not_those_of_the_tenant(
        self, stage: Stage, clean: Clean, done: int, stage_number: int
    ) -> None:
        plan = [{**step, "status": "not_tried"} for step in clean.result["plan"]]
        for step in plan[:done]:
            step["status"] = "done"
        plan[done]["status"] = "failed"
        result = {"failed": True, "changed": True, "msg": "Run the task again.", "plan": plan}
        assert "the tenant is not so" in str(judge(stage, clean, result, clean.stages[stage_number]))


def test_every_step_of_a_plan_takes_one_write(stage: Stage, clean: Clean) -> None:
    writes = [entry for entry in clean.requests if entry.is_write]
    assert len(writes) == len(clean.result["plan"]) == len(clean.stages) - 1


def test_no_two_scenarios_have_the_same_name() -> None:
    assert len(BY_NAME) == len(SCENARIOS)


def test_counts_are_told_by_label_and_in_all() -> None:
    counts = Counts()
    for end in ("ok", "ok", "partial"):
        counts.add("create", end=end)
    row, total = [line.split() for line in counts.table("Title").splitlines()[-2:]]
    assert row == ["create", "3", "2", "0", "1"]
    assert total[-4:] == row[1:]
