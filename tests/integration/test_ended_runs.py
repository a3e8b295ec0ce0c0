# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs that are killed or cancelled, a sample: see ``tests/exhaustive/test_killed_playbooks.py`` for all."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import ansible_runner
import pytest
import yaml
from support.ending import (
    PLAYBOOK,
    SLOW,
    TASKS,
    WORKER,
    WRITES,
    Blow,
    Processes,
    end_run,
    needs_proc,
    wait_until,
)
from support.playbooks import FLAGS_OF_PATHS, run_playbook
from support.tenants import TestTenant

pytestmark = needs_proc


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    found = Processes(tmp_path)
    yield found
    found.kill()


@pytest.mark.parametrize("path", FLAGS_OF_PATHS)
def test_a_run_whose_ansible_is_killed_writes_nothing_more(
    zpa: TestTenant, tmp_path: Path, processes: Processes, path: str
) -> None:
    blow = Blow(PLAYBOOK, signal.SIGKILL)
    end_run(zpa, TASKS["zpa_config"], tmp_path, processes, blow, *FLAGS_OF_PATHS[path])
    wait_until(lambda: not processes.parents(), "all processes of the run have ended")
    assert len(zpa.writes) == blow.at


def test_a_worker_that_is_told_to_end_says_what_was_done_and_what_was_not(
    zpa: TestTenant, tmp_path: Path, processes: Processes
) -> None:
    blow = Blow(WORKER, signal.SIGTERM)
    run = end_run(zpa, TASKS["zpa_config"], tmp_path, processes, blow)
    assert run.code == 2
    assert "The task was told to end (SIGTERM)" in run.output
    assert "Of 30 steps 8 were taken before that, and 22 were not tried" in run.output
    assert len(zpa.writes) == blow.at


def test_a_loop_that_is_told_to_end_begins_no_other_item(
    zpa: TestTenant, tmp_path: Path, processes: Processes
) -> None:
    blow = Blow(WORKER, signal.SIGTERM)
    run = end_run(zpa, TASKS["a loop of modules"], tmp_path, processes, blow)
    assert run.code == 2
    assert len(zpa.writes) == blow.at
    refused = re.findall(r"^failed: \[.* \(item=.*Nothing was written", run.output, re.MULTILINE)
    assert len(refused) == 24 - blow.at


def test_a_detached_task_goes_on_without_ansible(
    zpa: TestTenant, tmp_path: Path, processes: Processes
) -> None:
    task = {**TASKS["zpa_config"], "async": 60, "poll": 1}
    folder = {"environment": {"ANSIBLE_ASYNC_DIR": str(tmp_path / "async")}}
    end_run(zpa, {**task, **folder}, tmp_path, processes, Blow(PLAYBOOK, signal.SIGKILL))
    wait_until(lambda: len(zpa.writes) == 30, "it is done")


def test_a_job_that_is_cancelled_writes_nothing_more(
    zpa: TestTenant, tmp_path: Path, processes: Processes
) -> None:
    """As AWX cancels: ansible-runner kills the process group of ``ansible-playbook``."""
    is_cancelled = threading.Event()
    zpa.fault("slow", WRITES, skip=7, seconds=SLOW, on_strike=is_cancelled.set)
    zpa.fault("slow", WRITES, skip=8, times=1000, seconds=SLOW)
    folder = tmp_path / "job"
    (folder / "project").mkdir(parents=True)
    play = {"hosts": "localhost", "gather_facts": False, "tasks": [TASKS["zpa_config"]]}
    (folder / "project" / "play.yml").write_text(yaml.safe_dump([play]), "utf-8")
    tools = Path(sys.executable).parent
    job = ansible_runner.run(
        private_data_dir=str(folder),
        playbook="play.yml",
        quiet=True,
        cancel_callback=is_cancelled.is_set,
        settings={"pexpect_timeout": 0.05},
        envvars={
            **zpa.environment,
            **processes.mark,
            "ANSIBLE_COLLECTIONS_PATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
            "ANSIBLE_HOME": str(folder / "ansible"),
            "PATH": os.pathsep.join([str(tools), os.environ["PATH"]]),
        },
    )
    written = len(zpa.writes)
    assert job.status == "canceled"
    assert 8 <= written < 30
    wait_until(lambda: not processes.parents(), "all processes of the job have ended")
    assert len(zpa.writes) <= written + 1
    zpa.tenant.faults.clear()
    shutil.rmtree(folder)
    run = run_playbook(zpa, [TASKS["zpa_config"]], tmp_path)
    assert run.code == 0, run.output
    assert [entry.status for entry in zpa.writes if entry.method == "POST"] == [201] * 30
