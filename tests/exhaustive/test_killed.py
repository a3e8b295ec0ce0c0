# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The process killed at any request: nothing is lost or twice, and the next run goes on from there."""

from __future__ import annotations

import json
import signal
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.exhaustive.fault_counts import Counts
from support.exhaustive.fault_scenarios import SCENARIOS, Scenario
from support.exhaustive.fault_stage import Seam, Stage, aftermath
from support.exhaustive.killing import EFFECTS, Mourner, run_killed
from zpa_emulator import Emulator

CASES = [
    pytest.param(scenario, effect, id="%s, %s" % (scenario.name, effect))
    for scenario in SCENARIOS
    for effect in EFFECTS
    if scenario.page_size == 500  # a process of its own has pages of the usual size
]
SAMPLE = 40


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """All cases, or one in so many."""
    if "effect" in metafunc.fixturenames:
        is_full = metafunc.config.getoption("exhaustive")
        chosen = [case for case in CASES if is_full or checksum(str(case.id)) % SAMPLE == 0]
        metafunc.parametrize(("scenario", "effect"), chosen)


def checksum(name: str) -> int:
    return zlib.crc32(name.encode())


@pytest.fixture(scope="module")
def mourner() -> Mourner:
    return Mourner()


@pytest.fixture(scope="module")
def own_emulator(mourner: Mourner) -> Iterator[Emulator]:
    with Emulator(on_log=mourner.log) as running:
        yield running


@pytest.fixture(scope="module")
def counts(exhaustive: bool) -> Iterator[Counts]:
    counted = Counts()
    yield counted
    if exhaustive:
        print(counted.table("Processes that were killed, by what they did; partial: something was written"))


def test_a_run_that_is_killed_at_any_request_is_completed_by_the_next(
    own_emulator: Emulator,
    mourner: Mourner,
    code_patch: pytest.MonkeyPatch,
    counts: Counts,
    exhaustive: bool,
    tmp_path: Path,
    scenario: Scenario,
    effect: str,
) -> None:
    seam, stage = Seam.into(code_patch), Stage(own_emulator, scenario, tmp_path / "tokens")
    clean = stage.clean(seam)
    numbers = range(len(clean.requests))
    name = "%s, %s" % (scenario.name, effect)
    wrong = []
    for number in numbers if exhaustive else [checksum(name) // SAMPLE % len(numbers)]:
        stage.reset()
        assert kill_at(stage, mourner, EFFECTS[effect], number) == -signal.SIGKILL
        found = stage.changes()
        complaints = damage_to(stage.zpa.cache, has_token=number > 0)
        if found != clean.changes[number + (effect == "dead after its effect")]:
            complaints.append("the tenant is in another state than at this request: %s" % found)
        stage.zpa.tenant.faults.clear()
        complaints += aftermath(stage, seam, clean)
        counts.add(scenario.module, scenario.kind, end="failed" if found == clean.stages[0] else "partial")
        wrong += ["%d, %s: %s" % (number, clean.requests[number], words) for words in complaints]
    assert wrong == [], "\n".join(wrong)


def kill_at(stage: Stage, mourner: Mourner, kind: str, number: int) -> int:
    """Run the scenario in a process of its own, kill it at a request, and return its exit code."""
    options = {**stage.scenario.options, "_ansible_check_mode": stage.scenario.check}
    return run_killed(stage.zpa, mourner, stage.scenario.module, options, kind, number)


def damage_to(cache: Path, has_token: bool) -> list[str]:
    """Return what is wrong with a token cache: what is no token, or could be read by others, or lacks."""
    wrong, tokens = [], [file for file in cache.iterdir() if file.suffix != ".lock"]
    if len(tokens) != has_token:
        wrong.append("the cache holds %d tokens" % len(tokens))
    for file in cache.iterdir():
        if stat.S_IMODE(file.stat().st_mode) != 0o600:
            wrong.append("%s can be read by others" % file.name)
    for file in tokens:
        if not json.loads(file.read_text("utf-8"))["access_token"]:
            wrong.append("%s holds no token" % file.name)
    return wrong
