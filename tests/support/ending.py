# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ends runs of ``ansible-playbook`` from outside while they write, and looks at what becomes of them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from .playbooks import Run, prepared
from .tenants import TestTenant

PROC = Path("/proc")
needs_proc = pytest.mark.skipif(
    not (PROC / "self" / "environ").exists(), reason="only Linux tells of the processes of others"
)
WRITES = "(POST|PUT|DELETE) .*/customers/"
# How long the write takes during which a run is ended, and how long anything else may take.
SLOW, PATIENCE = 0.15, 30.0

PLAYBOOK, GROUP, WORKER, MODULE = "ansible-playbook", "its process group", "its worker", "its module"

GROUPS = ["Group %02d" % number for number in range(24)]
RULES = ["Rule %02d" % number for number in range(6)]
TASKS: dict[str, dict[str, Any]] = {
    "zpa_config": {
        "zerotrust.zpa.zpa_config": {
            "config": {
                "segment_groups": [{"name": name} for name in GROUPS],
                "policy_rules": {"access": [{"name": name, "action": "DENY"} for name in RULES]},
            },
        }
    },
    "a loop of modules": {
        "zerotrust.zpa.zpa_segment_group": {"name": "{{ item }}"},
        "loop": GROUPS,
    },
}


class Blow(NamedTuple):
    """How a run is ended: which of its processes gets which signal, during which of its writes."""

    target: str
    signal: signal.Signals
    at: int = 8


class Processes:
    """The processes of one run: all that have a mark in their environment."""

    def __init__(self, folder: Path) -> None:
        self.mark = {"ENDING_MARK": str(folder)}  # no other test has it
        self._words = [("%s=%s" % pair).encode() for pair in self.mark.items()]

    def parents(self) -> dict[int, int]:
        """Return the processes that run, each with its parent."""
        found = {}
        for folder in PROC.glob("[0-9]*"):
            with contextlib.suppress(OSError):
                state, parent = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()[:2]
                environ = (folder / "environ").read_bytes().split(b"\0")
                if state not in "ZX" and set(self._words) <= set(environ):
                    found[int(folder.name)] = int(parent)
        return found

    def strike(self, first: int, blow: Blow) -> None:
        """Send the signal, where ``first`` is the process of ``ansible-playbook``."""
        if blow.target == GROUP:
            os.killpg(first, blow.signal)
        else:
            os.kill(self._found(first, blow.target), blow.signal)

    def _found(self, first: int, target: str) -> int:
        parents = self.parents()
        found = first
        for _generation in range({PLAYBOOK: 0, WORKER: 1}.get(target, len(parents))):
            children = [child for child, parent in parents.items() if parent == found]
            found = children[0] if children else found
        return found

    def kill(self) -> None:
        for number in self.parents():
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Wait for what happens by itself."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "waited in vain until %s" % what
        os.sched_yield()


def end_run(
    zpa: TestTenant, task: dict[str, Any], folder: Path, processes: Processes, blow: Blow, *flags: str
) -> Run:
    """Run a task, end it by the blow, and return what is left once ``ansible-playbook`` itself is gone."""
    running: list[int] = []
    failed: list[BaseException] = []

    def strike() -> None:
        try:
            processes.strike(running[0], blow)
        except BaseException as error:
            failed.append(error)

    zpa.forget()
    zpa.fault("slow", WRITES, skip=blow.at - 1, seconds=SLOW, on_strike=strike)
    zpa.fault("slow", WRITES, skip=blow.at, times=1000, seconds=SLOW / 3)
    command, env = prepared(zpa, [task], folder, *flags, **processes.mark)
    output = folder / "output"
    with output.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=env,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=heed_signals,
        )
    running.append(process.pid)
    process.wait(PATIENCE)
    assert failed == []
    return Run(process.returncode, output.read_text("utf-8"))


def heed_signals() -> None:
    """Undo what whoever runs the tests may have chosen for what it runs in the background."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
