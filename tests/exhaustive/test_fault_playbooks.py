# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A few of the faults through ``ansible-playbook`` itself, on both paths of a module, with real pauses."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import zlib
from pathlib import Path
from typing import Any

import pytest
from support.exhaustive.fault_scenarios import BY_NAME, Scenario
from support.exhaustive.fault_stage import Changes, Clean, Seam, Stage, judge
from support.exhaustive.fault_troubles import NEVER_HEARD_OF, status
from support.playbooks import start_playbook
from zpa_emulator import Emulator

PATHS = ("true", "false")
# What goes wrong with a write of a run, None: everything of Ansible is killed; and whether it survives.
STRIKES: dict[str, tuple[dict[str, Any] | None, bool]] = {
    "its answer is lost": ({"kind": "cut_after"}, True),
    "it is lost": ({"kind": "cut_before"}, True),
    "it is throttled": ({"kind": "throttle", "retry_after": "1s"}, True),
    "it is refused": (status(400, NEVER_HEARD_OF), False),
    "ansible is killed before it has an effect": (None, False),
}
SCENARIOS = ("zpa_segment_group create", "zpa_policy_rule update and move", "zpa_config mixed")
CASES = [
    (BY_NAME[scenario], strike, path, "%s, %s, in process %s" % (scenario, strike, path))
    for scenario in SCENARIOS
    for strike in STRIKES
    for path in PATHS
]
SAMPLE = 20


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """All cases, or one in so many."""
    if "strike" in metafunc.fixturenames:
        is_full = metafunc.config.getoption("exhaustive")
        chosen = [case for case in CASES if is_full or zlib.crc32(case[3].encode()) % SAMPLE == 0]
        names = [case[3] for case in chosen]
        metafunc.parametrize(("scenario", "strike", "path"), [case[:3] for case in chosen], ids=names)


def test_a_playbook_keeps_the_promises_of_its_modules(
    emulator: Emulator,
    code_patch: pytest.MonkeyPatch,
    tmp_path: Path,
    scenario: Scenario,
    strike: str,
    path: str,
) -> None:
    stage = Stage(emulator, scenario, tmp_path / "tokens")
    with code_patch.context() as patch:
        clean = stage.clean(Seam.into(patch))
    fault, passes = STRIKES[strike]
    place = min(1, len(clean.stages) - 2)  # the second write, if there is one
    stage.reset()
    if fault:
        stage.zpa.fault(**fault, where="(POST|PUT|DELETE) .*/customers/", skip=place)
    else:
        mark = "FAULT_MARK=%s" % tmp_path  # no other test has it
        stage.zpa.fault(
            "cut_before",
            "(POST|PUT|DELETE) .*/customers/",
            skip=place,
            on_strike=lambda: kill_all(mark.encode()),
        )
    result = play(stage, tmp_path, path)
    if result is None:
        assert fault is None
        assert stage.changes() == clean.stages[place]
    else:
        assert result.get("failed", False) is not passes, result.get("msg")
        assert judge(stage, clean, result, stage.changes()) == []
    assert_it_converges(stage, clean, tmp_path, path)


def assert_it_converges(stage: Stage, clean: Clean, folder: Path, path: str) -> None:
    for is_first in (True, False):
        stage.zpa.forget()
        result = play(stage, folder, path)
        assert result is not None
        assert not result.get("failed"), result["msg"]
        found: Changes = stage.changes()
        assert found == clean.stages[-1]
        assert is_first or (stage.zpa.writes, result["changed"]) == ([], False)


def play(stage: Stage, folder: Path, path: str) -> dict[str, Any] | None:
    """Run the scenario as a task, and return its result; None where Ansible did not live to tell it."""
    told, scenario = folder / "result.json", stage.scenario
    told.unlink(missing_ok=True)
    tasks = [
        {
            "zerotrust.zpa." + scenario.module: scenario.options,
            "diff": True,
            "register": "result",
            "ignore_errors": True,
        },
        {"ansible.builtin.copy": {"content": "{{ result | to_json }}", "dest": str(told), "mode": "0600"}},
    ]
    flags = ("-e", "zpa_in_process=%s" % path)
    with start_playbook(stage.zpa, tasks, folder, *flags, FAULT_MARK=str(folder)) as process:
        output, _nothing = process.communicate()
    if process.returncode == -signal.SIGKILL:
        return None
    assert process.returncode == 0, output
    assert stage.zpa.client_secret not in output
    result = json.loads(told.read_text("utf-8"))
    return {key: value for key, value in result.items() if value or key not in ("failed", "exception")}


def kill_all(mark: bytes) -> None:
    """Kill every process that has a mark in its environment, but this one."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0") and int(folder.name) != os.getpid():
                os.kill(int(folder.name), signal.SIGKILL)
