# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Seconds per unchanged task, beside a module that only imports ``requests``: in turns, one run.

Machines are noisy: what counts is the ratio of the medians.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "emulator"))

from zpa_emulator import Emulator, Tenant  # noqa: E402  (found only once its folder is on the path)
from zpa_emulator.seeds import add_segment_group  # noqa: E402  (as above)
from zpa_emulator.state import ApiClient  # noqa: E402  (as above)

GROUPS = 50
ROUNDS = 3
BASELINE = """#!/usr/bin/python
import requests
from ansible.module_utils.basic import AnsibleModule
AnsibleModule({"name": {"type": "str"}}).exit_json(version=requests.__version__)
"""
TASKS = {"a module that imports requests": "baseline", "zpa_segment_group": "zerotrust.zpa.zpa_segment_group"}


def main() -> None:
    tenant = Tenant("216196257331281920")
    tenant.clients["bench"] = ApiClient("bench", "the-secret-of-the-benchmark")
    for number in range(GROUPS):
        add_segment_group(tenant, "Group %d" % number)
    with Emulator() as emulator, tempfile.TemporaryDirectory() as folder:
        emulator.add(tenant)
        env = environment(emulator.base_url, Path(folder))
        seconds: dict[str, list[float]] = {name: [] for name in TASKS}
        for number in range(ROUNDS):
            for name, module in TASKS.items():
                seconds[name].append(per_task(module, env, Path(folder)))
                print("round %d: %-32s %.3f s a task" % (number + 1, name, seconds[name][-1]), flush=True)
    medians = [statistics.median(seconds[name]) for name in TASKS]
    calls = len(tenant.calls) / (ROUNDS * GROUPS)
    tokens = len(tenant.log) - len(tenant.calls)
    print("medians %.3f and %.3f s, ratio %.2f" % (*medians, medians[1] / medians[0]))
    print("%.2f requests a task, %d token requests in all" % (calls, tokens))


def environment(base_url: str, folder: Path) -> dict[str, str]:
    (folder / "library").mkdir()
    (folder / "library" / "baseline.py").write_text(BASELINE, "utf-8")
    return {
        **os.environ,
        "ANSIBLE_LIBRARY": str(folder / "library"),
        "ZPA_BASE_URL": base_url,
        "ZPA_CLIENT_ID": "bench",
        "ZPA_CLIENT_SECRET": "the-secret-of-the-benchmark",
        "ZPA_CUSTOMER_ID": "216196257331281920",
        "ZPA_TOKEN_CACHE_DIR": str(folder / "tokens"),
    }


def per_task(module: str, env: dict[str, str], folder: Path) -> float:
    """Return the seconds that one task takes in a loop over all groups, the start-up left out."""
    return (run(module, GROUPS, env, folder) - run(module, 0, env, folder)) / GROUPS


def run(module: str, count: int, env: dict[str, str], folder: Path) -> float:
    names = ["Group %d" % number for number in range(count)]
    task = {"name": "Measure", module: {"name": "{{ item }}"}, "loop": names}
    playbook = folder / "bench.yml"
    playbook.write_text(
        yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}]), "utf-8"
    )
    begun = time.perf_counter()
    command = [str(Path(sys.executable).parent / "ansible-playbook"), str(playbook)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode or "changed=0" not in done.stdout:
        sys.exit(done.stdout + done.stderr)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
