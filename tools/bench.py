# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Seconds and requests per unchanged task, in process and apart, beside a module that imports ``requests``.

All in turns in one run; ``--quick``: fewer tasks and one round. Machines are noisy: what counts is the
ratios of the medians.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "emulator"))

from zpa_emulator import Emulator, Fault, Tenant  # noqa: E402  (found only once its folder is on the path)
from zpa_emulator.policy_seeds import add_policy_rule  # noqa: E402  (as above)
from zpa_emulator.seeds import (  # noqa: E402  (as above)
    add_app_connector_group,
    add_application,
    add_segment_group,
)
from zpa_emulator.state import ApiClient  # noqa: E402  (as above)

REPETITIONS, LOOP = 20, 100
ROUNDS = 3
CONNECTOR_GROUPS = 500
RULES, APPLICATIONS = 1000, 2000
PRA = {"applicationPort": "443", "applicationProtocol": "SSH"}
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
    "an unchanged application segment": (
        "zerotrust.zpa.zpa_application_segment",
        {
            "name": "Application {{ item }}",
            "segment_group": "Group {{ item }}",
            "domain_names": ["application{{ item }}.example.com"],
            "tcp_ports": [443],
        },
    ),
    "the same with a PRA application": (
        "zerotrust.zpa.zpa_application_segment",
        {
            "name": "Application {{ item }}",
            "pra_apps": [
                {
                    "domain": "application{{ item }}.example.com",
                    "application_port": 443,
                    "application_protocol": "SSH",
                }
            ],
        },
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


# The items of a loop share nothing here: what is measured is a task. ``bench loops`` measures loops.
ALONE = ("-e", "zpa_view_seconds=0")
IN_PROCESS, APART = ("-e", "zpa_in_process=true", *ALONE), ("-e", "zpa_in_process=false")
PATHS = {"in process": IN_PROCESS, "as a module": APART}
GROUP = "an unchanged segment group"
TASKS_OF_PLAY, DELAY, FOREVER = 20, 0.1, 10**9
# The same requests without Ansible. It prints the seconds that one takes.
FLOOR = """
import json, os, sys, time, requests
base, urls = os.environ["ZPA_BASE_URL"], json.loads(sys.argv[1])
session = requests.Session()
form = {name: os.environ["ZPA_" + name.upper()] for name in ("client_id", "client_secret")}
token = session.post(base + "/signin", data=form).json()["access_token"]
session.headers["Authorization"] = "Bearer " + token
begun = time.perf_counter()
for url in urls:
    session.get(base + url).raise_for_status()
print((time.perf_counter() - begun) / len(urls))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer tasks, one round")
    quick = parser.parse_args().quick
    tenant = bench_tenant()
    with Emulator() as emulator, tempfile.TemporaryDirectory() as folder:
        emulator.add(tenant)
        env = environment(emulator.base_url, Path(folder))
        bench = Bench(tenant, env, Path(folder))
        print_modules(bench, 1 if quick else ROUNDS)
        print_paths(bench, REPETITIONS if quick else LOOP, 1 if quick else ROUNDS)


def print_modules(bench: Bench, rounds: int) -> None:
    """Measure every module on both paths, and print a table."""
    seconds: dict[tuple[str, str], list[float]] = {}
    requests: dict[str, float] = {}
    for _round in range(rounds):
        for name in TASKS:
            for path in PATHS:
                measured, count = bench.per_task(name, PATHS[path], REPETITIONS)
                seconds.setdefault((name, path), []).append(measured)
                requests[name] = count
    print(
        "%d tasks each, %d rounds, medians; on the tenant %d App Connector groups, %d rules, %d applications"
        % (REPETITIONS, rounds, CONNECTOR_GROUPS, RULES, APPLICATIONS)
    )
    row = "%-34s %11s %12s %6s %15s %9s"
    print(row % ("", "in process", "as a module", "ratio", "to the baseline", "requests"))
    baseline = statistics.median(seconds[next(iter(TASKS)), "as a module"])
    for name in TASKS:
        here, apart = (statistics.median(seconds[name, path]) for path in PATHS)
        figures = ("%.3f s" % here, "%.3f s" % apart, "%.1f" % (apart / here), "%.2f" % (apart / baseline))
        print(row % (name, *figures, "%.2f" % requests[name]))


def print_paths(bench: Bench, loop: int, rounds: int) -> None:
    """Measure an unchanged segment group on both paths, with a slow server as well, and print a table."""
    measured: dict[tuple[float, str], list[float]] = {}
    for _round in range(rounds):
        for delay in (0.0, DELAY):
            bench.tenant.faults = [Fault("slow", times=FOREVER, seconds=delay)] if delay else []
            for path, flags in PATHS.items():
                looped, requests = bench.per_task(GROUP, flags, loop)
                tasks, requests = bench.per_task(GROUP, flags, TASKS_OF_PLAY, apart=True)
                measured.setdefault((delay, "loop, " + path), []).append(looped)
                measured.setdefault((delay, "tasks, " + path), []).append(tasks)
            floor = bench.floor(loop) * requests
            measured.setdefault((delay, "script on requests"), []).append(floor)
    bench.tenant.faults = []
    print(
        "\nAn unchanged segment group, %.0f requests: a loop of %d, %d tasks"
        % (requests, loop, TASKS_OF_PLAY)
    )
    print("An empty play takes %.2f s" % bench.start(IN_PROCESS))
    row = "%-8s %-20s %10s %16s %22s"
    print(row % ("delay", "", "per task", "to the script", "over it, per request"))
    for (delay, way), found in measured.items():
        floor = statistics.median(measured[delay, "script on requests"])
        median = statistics.median(found)
        over = "%.0f ms" % (1000 * (median - floor) / requests)
        figures = ("%.3f s" % median, "%.1f" % (median / floor), over)
        print(row % ("%.0f ms" % (1000 * delay), way, *figures))
    for delay in (0.0, DELAY):
        for kind in ("loop", "tasks"):
            here, apart = (statistics.median(measured[delay, "%s, %s" % (kind, path)]) for path in PATHS)
            print("%.0f ms, %s: in process %.1f times as fast" % (1000 * delay, kind, apart / here))


def bench_tenant() -> Tenant:
    """Return a tenant with as many groups as are measured, with two App Connectors in each."""
    tenant = Tenant("216196257331281920")
    tenant.clients["bench"] = ApiClient("bench", "the-secret-of-the-benchmark")
    groups = [add_segment_group(tenant, "Group %d" % number)["id"] for number in range(REPETITIONS)]
    for number in range(CONNECTOR_GROUPS):
        connectors = [{"id": "%d%d" % (number, end), "name": "Connector %d" % end} for end in (1, 2)]
        add_app_connector_group(
            tenant, "Group %d" % number, object_id=str(1000 + number), connectors=connectors
        )
    for number in range(APPLICATIONS):
        app = {"domain": "application%d.example.com" % number, **PRA}
        inside = {"segmentGroupId": groups[number], "praApps": [app]} if number < REPETITIONS else {}
        add_application(tenant, "Application %d" % number, **inside)
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


class Bench:
    """Runs plays against one tenant."""

    def __init__(self, tenant: Tenant, env: dict[str, str], folder: Path) -> None:
        self.tenant, self._env, self._folder = tenant, env, folder

    def start(self, flags: Sequence[str]) -> float:
        """Return the seconds of a play that does nothing."""
        return self._play([{"ansible.builtin.meta": "noop"}], flags)

    def per_task(
        self, name: str, flags: Sequence[str], count: int, apart: bool = False
    ) -> tuple[float, float]:
        """Return the seconds and requests of one task in a loop, or as tasks apart, without the start."""
        module, options = TASKS[name]
        task = {"name": "Measure", module: options}
        tasks = [{**task, "vars": {"item": number}} for number in range(count)]
        items = [number % REPETITIONS for number in range(count)]
        # Where nothing is looped over the play loads what a task needs, so that only tasks are measured.
        start = self._play([{**task, "loop": []}], flags)
        self.tenant.log.clear()
        seconds = self._play(tasks if apart else [{**task, "loop": items}], flags)
        return (seconds - start) / count, len(self.tenant.calls) / count

    def floor(self, count: int) -> float:
        """Return the seconds of one of the requests that were made last, made by a script."""
        urls = [entry.path + "?" + urlencode(entry.query) for entry in self.tenant.calls]
        urls = (urls * count)[:count]
        command = [sys.executable, "-c", FLOOR, json.dumps(urls)]
        return float(self._run(command).stdout)

    def _play(self, tasks: Sequence[dict[str, Any]], flags: Sequence[str]) -> float:
        playbook = self._folder / "bench.yml"
        play = {"hosts": "localhost", "gather_facts": False, "tasks": list(tasks)}
        playbook.write_text(yaml.safe_dump([play]), "utf-8")
        begun = time.perf_counter()
        done = self._run([str(Path(sys.executable).parent / "ansible-playbook"), str(playbook), *flags])
        if "changed=" in done.stdout and "changed=0" not in done.stdout:
            sys.exit(done.stdout)
        return time.perf_counter() - begun

    def _run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(command, env=self._env, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(done.stdout + done.stderr)
        return done


if __name__ == "__main__":
    main()
