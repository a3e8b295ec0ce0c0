# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a module's own ``main()`` over real HTTP, and returns what it prints.

It runs in this process, as the action plugins of the collection run it, or in a process of its own, as
any module: that is what the option ``--apart`` of pytest asks for.
"""

from __future__ import annotations

import importlib
import itertools
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from unittest import mock

from ansible_collections.zerotrust.zpa.plugins.plugin_utils._in_process import encoded, printed_by

MODULES = "ansible_collections.zerotrust.zpa.plugins.modules"
SLEEP = time.sleep
# The emulator counts no requests unless a test says so: pauses would tell nothing and last for minutes.
UNPACED = {"ZPA_READ_LIMIT": "100000", "ZPA_WRITE_LIMIT": "100000"}
# What a process runs instead of a module where no pause is to be made: the module, with the pauses that it
# would have made in the last line of stderr.
WITHOUT_PAUSES = """
import json, runpy, sys, time
pauses = []
time.sleep = pauses.append
try:
    runpy.run_module(sys.argv.pop(), run_name="__main__", alter_sys=True)
finally:
    print(json.dumps(pauses), file=sys.stderr)
"""


class Results:
    """Writes what modules print into a file, a line for each call that a test makes."""

    def __init__(self, file: Path, test: str) -> None:
        self._file, self._test, self._calls = file, test, itertools.count()

    def add(self, module: str, check: bool, result: dict[str, Any]) -> None:
        line = {"test": self._test, "call": next(self._calls), "module": module, "check": check}
        with self._file.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({**line, "result": result}) + "\n")


# Set for each test, as the options of pytest say.
runs_apart: bool = False
results: Results | None = None


def run_module(
    name: str, arguments: dict[str, Any], check: bool = False, environment: dict[str, str] | None = None
) -> dict[str, Any]:
    """Return the result of a module. ``environment`` replaces the variables that it could read."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ZPA_", "ZSCALER_"))}
    given = encoded({**arguments, "_ansible_check_mode": check})
    run = _printed_apart if runs_apart else _printed_here
    with mock.patch.dict(os.environ, kept, clear=True):
        printed = run("%s.%s" % (MODULES, name), given, environment or {})
    result = json.loads(printed.strip().splitlines()[-1])
    # From ansible-core 2.22 on for the controller alone, which takes it out.
    result.pop("_ansible_new_secrets", None)
    if results:
        results.add(name, check, result)
    return result


def _printed_here(module: str, arguments: bytes, environment: dict[str, str]) -> str:
    return printed_by(importlib.import_module(module), arguments, environment)


def _printed_apart(module: str, arguments: bytes, environment: dict[str, str]) -> str:
    """Run a module in a process of its own, and return what it prints.

    Where a test has replaced ``time.sleep``, it is called afterwards for each pause that was not made.
    """
    is_patient = time.sleep is SLEEP
    command = [sys.executable, *(("-m",) if is_patient else ("-c", WITHOUT_PAUSES)), module]
    env = {**os.environ, "PYTHONPATH": os.environ["ANSIBLE_COLLECTIONS_PATH"], **environment}
    done = subprocess.run(command, input=arguments, env=env, capture_output=True, check=False)
    assert done.stdout, done.stderr.decode()
    if not is_patient:
        for pause in json.loads(done.stderr.splitlines()[-1]):
            time.sleep(pause)
    return done.stdout.decode()
