# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules in processes of their own that are killed at a request."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import Any

from ansible_collections.zerotrust.zpa.plugins.plugin_utils._in_process import encoded
from zpa_emulator import LogEntry

from ..modules import MODULES
from ..tenants import TestTenant

# Whether the request that is under way when the process dies takes effect.
EFFECTS = {"dead before its effect": "cut_before", "dead after its effect": "cut_after"}


class Mourner:
    """Waits for the end of the request at which a process was killed. An emulator tells it by ``on_log``."""

    def __init__(self) -> None:
        self.is_over = threading.Event()

    def log(self, entry: LogEntry) -> None:
        if entry.fault:
            self.is_over.set()


def run_killed(
    zpa: TestTenant, mourner: Mourner, module: str, options: dict[str, Any], kind: str, number: int
) -> int:
    """Run a module in a process of its own, kill it at a request, and return its exit code.

    ``kind``: one of EFFECTS. ``number``: of the request, counted from 0.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "%s.%s" % (MODULES, module)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={
            **os.environ,
            "PYTHONPATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
            "ZPA_TOKEN_CACHE_DIR": str(zpa.cache),
        },
    )
    mourner.is_over.clear()
    zpa.fault(kind, ".", skip=number, on_strike=process.kill)
    process.communicate(encoded({**zpa.connection, **options}))
    assert mourner.is_over.wait(10), "the process ended before this request"
    return process.returncode
