# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clients in processes of their own, which ask for a token at the same moment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from .clients import legacy_settings
from .tenants import TestTenant

CHILD = """
import json, sys
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
client = Client(Settings(**json.loads(sys.stdin.readline())))
print("ready", flush=True)
sys.stdin.readline()
print(len(client.list_all("segmentGroup")), flush=True)
"""


class Children:
    """Processes with a client each, which wait until they are told to go. Those that are left are ended."""

    def __init__(self, zpa: TestTenant, number: int, **settings: Any) -> None:
        given = json.dumps(legacy_settings(zpa, cache_folder=str(zpa.cache), **settings)._asdict()) + "\n"
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self.processes = [
            subprocess.Popen(
                [sys.executable, "-c", CHILD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                text=True,
            )
            for _number in range(number)
        ]
        for process in self.processes:
            process.stdin.write(given)
            process.stdin.flush()
        assert [process.stdout.readline() for process in self.processes] == ["ready\n"] * number

    def __enter__(self) -> Children:
        return self

    def __exit__(self, *about: object) -> None:
        for process in self.processes:
            process.kill()
            process.communicate()

    def go(self) -> None:
        for process in self.processes:
            process.stdin.write("go\n")
            process.stdin.flush()

    def answers(self) -> list[str]:
        return [process.communicate(timeout=60)[0] for process in self.processes]


def token_requests(zpa: TestTenant) -> int:
    """How often the tenant was asked for a token."""
    return sum(entry.is_token_request for entry in zpa.tenant.log)
