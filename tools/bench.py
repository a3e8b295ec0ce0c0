# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Seconds and requests per unchanged task, beside a module that only imports ``requests``.

All in turns in one run. Machines are noisy: what counts is the ratios of the medians.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "emulator"))

from zpa_emulator import Emulator, Tenant  # noqa: E402  (found only once its folder is on the path)
from zpa_emulator.policy_seeds import add_policy_rule  # noqa: E402  (as above)
from zpa_emulator.seeds import (  # noqa: E402  (as above)
    add_app_connector_group,
    add_application,
    add_segment_group,
)
from zpa_emulator.state import ApiClient  # noqa: E402  (as above)

REPETITIONS = 20
ROUNDS = 3
CONNECTOR_GROUPS = 500
RULES, APPLICATIONS = 1000, 2000
BASELINE = """#!/usr/bin/python
import requests
from ansible.module_utils.basic import AnsibleModule
AnsibleModule({"name": {"type": "str"}}).exit_json(version=requests.__version__)
"""
# What is measured: the module, and its options for each of the numbers 0 to REPETITIONS - 1.
TASKS: dict[str, tuple[str, dict[str, Any]]] = {
    "a module that imports requests": ("baseline", {"name": "Group {{ item }}"}),
    "an unchanged segment group": ("zerotrust.zpa.zpa_segment_group", {"name": "Group {{ item }}"}),
    "an unchanged App Connector group": (
        "zerotrust.zpa.zpa_app_connector_group",
        {"name": "Group {{ item }}", "latitude": "37.33820820"},
    ),
    "the same by id": (
        "zerotrust.zpa.zpa_app_connector_group",
        {"id": "{{ 1000 + item }}", "latitude": "37.33820820"},
    ),
    "an unchanged rule": (
        "zerotrust.zpa.zpa_policy_rule",
        {
            "name": "Rule {{ item }}",
            "action": "ALLOW",
            "conditions": [{"operands": [{"object_type": "APP", "objects": ["Application {{ item }}"]}]}],
        },
    ),
    "all rules": ("zerotrust.zpa.zpa_policy_rule_info", {}),
    "an order of two rules": ("zerotrust.zpa.zpa_policy_rule_order", {"rules": ["Rule 1", "Rule 999"]}),
    "all App Connector groups": ("zerotrust.zpa.zpa_app_connector_group_info", {}),
}


def main() -> None:
    tenant = bench_tenant()
    with Emulator() as emulator, tempfile.TemporaryDirectory() as folder:
        emulator.add(tenant)
        env = environment(emulator.base_url, Path(folder))
        seconds: dict[str, list[float]] = {name: [] for name in TASKS}
        requests: dict[str, float] = {}
        for _round in range(ROUNDS):
            for name, (module, options) in TASKS.items():
                tenant.log.clear()
                seconds[name].append(per_task(module, options, env, Path(folder)))
                requests[name] = len(tenant.calls) / REPETITIONS
    print(
        "%d tasks each, %d rounds, medians; on the tenant %d App Connector groups, %d rules, %d applications"
        % (REPETITIONS, ROUNDS, CONNECTOR_GROUPS, RULES, APPLICATIONS)
    )
    baseline = statistics.median(next(iter(seconds.values())))
    for name, measured in seconds.items():
        median = statistics.median(measured)
        print("%-34s %.3f s, ratio %.2f, %.2f requests" % (name, median, median / baseline, requests[name]))


def bench_tenant() -> Tenant:
    """Return a tenant with as many groups as are measured, with two App Connectors in each."""
    tenant = Tenant("216196257331281920")
    tenant.clients["bench"] = ApiClient("bench", "the-secret-of-the-benchmark")
    for number in range(REPETITIONS):
        add_segment_group(tenant, "Group %d" % number)
    for number in range(CONNECTOR_GROUPS):
        connectors = [{"id": "%d%d" % (number, end), "name": "Connector %d" % end} for end in (1, 2)]
        add_app_connector_group(
            tenant, "Group %d" % number, object_id=str(1000 + number), connectors=connectors
        )
    for number in range(APPLICATIONS):
        add_application(tenant, "Application %d" % number)
    for number in range(RULES):
        condition = {"operands": [{"objectType": "APP", "values": ["Application %d" % number]}]}
        add_policy_rule(tenant, "access", "Rule %d" % number, action="ALLOW", conditions=[condition])
    return tenant


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


def per_task(module: str, options: dict[str, Any], env: dict[str, str], folder: Path) -> float:
    """Return the seconds that one task takes in a loop, the start-up of the playbook left out."""
    loop = run(module, options, REPETITIONS, env, folder)
    return (loop - run(module, options, 0, env, folder)) / REPETITIONS


def run(module: str, options: dict[str, Any], count: int, env: dict[str, str], folder: Path) -> float:
    task = {"name": "Measure", module: options, "loop": list(range(count))}
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
