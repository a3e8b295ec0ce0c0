# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Processes of ``ansible-playbook`` are killed or told to end while a task writes.

Nothing is written by a run that is dead to those who started it, and the next run, which begins at once,
ends as if nothing had happened. The tests run on the ansible-core of the Python that runs them.
"""

from __future__ import annotations

import re
import signal
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.ending import (
    GROUP,
    GROUPS,
    MODULE,
    PLAYBOOK,
    RULES,
    SLOW,
    TASKS,
    WORKER,
    Blow,
    Processes,
    end_run,
    needs_proc,
    wait_until,
)
from support.playbooks import FLAGS_OF_PATHS, run_playbook
from support.policies import rules_in_order
from support.tenants import TestTenant

pytestmark = needs_proc
SIGNALS = (signal.SIGKILL, signal.SIGHUP, signal.SIGTERM, signal.SIGINT)
CASES = [
    (task, path, Blow(target, number))
    for task in TASKS
    for path in FLAGS_OF_PATHS
    for target in (PLAYBOOK, GROUP, WORKER, MODULE)
    for number in SIGNALS
    # A loop whose one module dies is no run that has ended: it goes on with its next item.
    if target != MODULE or (path == "apart" and "loop" not in TASKS[task])
]
SAMPLE = 14


def name_of(task: str, path: str, blow: Blow) -> str:
    return "%s, %s, %s, %s" % (task, path, blow.target, blow.signal.name)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """All cases, or one in so many."""
    if "blow" in metafunc.fixturenames:
        is_full = metafunc.config.getoption("exhaustive")
        chosen = [case for case in CASES if is_full or zlib.crc32(name_of(*case).encode()) % SAMPLE == 0]
        metafunc.parametrize(("task", "path", "blow"), chosen, ids=[name_of(*case) for case in chosen])


@pytest.fixture(scope="module")
def rows(exhaustive: bool) -> Iterator[list[str]]:
    """What was found, to be printed after a full run."""
    found: list[str] = []
    yield found
    if exhaustive:
        print("\n".join(["", "%-56s %s" % ("", "written after the signal, created by the next run"), *found]))


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    found = Processes(tmp_path)
    yield found
    found.kill()


def test_a_run_that_is_ended_writes_nothing_more_and_the_next_completes_it(
    zpa: TestTenant,
    tmp_path: Path,
    processes: Processes,
    rows: list[str],
    task: str,
    path: str,
    blow: Blow,
) -> None:
    flags = FLAGS_OF_PATHS[path]
    end_run(zpa, TASKS[task], tmp_path, processes, blow, *flags)
    created = rerun(zpa, TASKS[task], tmp_path, *flags)
    wait_until(lambda: not processes.parents(), "all processes of the run have ended")
    wanted = len(GROUPS) + (len(RULES) if task == "zpa_config" else 0)
    written = [entry for entry in zpa.writes if entry.method == "POST"]
    late = len(written) - created - blow.at
    rows.append("%-56s %4d %4d" % (name_of(task, path, blow), late, created))
    # A worker that Ctrl-C alone reaches gives its module another quarter of a second: subprocess does so.
    is_given_time = (path, blow.target, blow.signal) == ("apart", WORKER, signal.SIGINT)
    assert late <= (1 + 0.25 / (SLOW / 3) if is_given_time else 1)
    assert Counter(entry.status for entry in written) == {201: wanted}
    assert sorted(group["name"] for group in zpa.tenant.table("segmentGroup").values()) == GROUPS
    if task == "zpa_config":
        assert [name for name in rules_in_order(zpa) if name != "Default_Rule"] == RULES


def rerun(zpa: TestTenant, task: dict[str, Any], folder: Path, *flags: str) -> int:
    """Run the task again at once, and return how many objects that creates."""
    zpa.tenant.faults.clear()
    (folder / "again").mkdir()
    created = "done.results | selectattr('changed') | length" if "loop" in task else "done.summary.created"
    show = {"ansible.builtin.debug": {"msg": "CREATED {{ %s }}" % created}}
    run = run_playbook(zpa, [{**task, "register": "done"}, show], folder / "again", *flags)
    assert run.code == 0, run.output
    found = re.search(r"CREATED (\d+)", run.output)
    assert found, run.output
    return int(found[1])
