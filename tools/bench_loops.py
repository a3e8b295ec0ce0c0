# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests and seconds of loops over modules, whose items share what they read, and of the same without that.

All of it is measured in turns in one run, and medians are shown; ``--quick``: once. Where the documented
limit is on, the server answers 429 beyond 20 reads and 10 writes in 10 seconds. Machines are noisy: what
counts is the ratios.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "emulator"))

from zpa_emulator import Emulator, Fault, Tenant  # noqa: E402  (found only once its folder is on the path)
from zpa_emulator.policy_seeds import add_policy_rule  # noqa: E402  (as above)
from zpa_emulator.seeds import (  # noqa: E402  (as above)
    add_application,
    add_segment_group,
    add_server_group,
)
from zpa_emulator.state import ApiClient, Throttle  # noqa: E402  (as above)

ROUNDS, FOREVER = 3, 10**9
CUSTOMER, CLIENT = "216196257331281920", ApiClient("bench", "the-secret-of-the-benchmark")
SHARED, ALONE = (), ("-e", "zpa_view_seconds=0")
GROUP, RULE, SEGMENT = (
    "zerotrust.zpa.zpa_%s" % one for one in ("segment_group", "policy_rule", "application_segment")
)
Task = dict[str, Any]


class Work(NamedTuple):
    """What is measured. ``seed`` fills a tenant, each answer of which takes ``delay`` seconds more."""

    title: str
    seed: Callable[[Tenant], None]
    tasks: Sequence[Task]
    is_limited: bool = False
    flags: Sequence[str] = ()
    delay: float = 0.0


def looped(module: str, options: Task, count: int) -> Task:
    # Of a list that is written in the playbook ansible-core sends all of it with each result.
    return {module: options, "loop": "{{ range(%d) | list }}" % count}


def groups(count: int) -> Callable[[Tenant], None]:
    def seed(tenant: Tenant) -> None:
        for number in range(count):
            add_segment_group(tenant, "Group %d" % number)

    return seed


def applications(tenant: Tenant) -> None:
    for number in range(50):
        group = add_segment_group(tenant, "Group %d" % number)["id"]
        servers = add_server_group(tenant, "Servers %d" % number)["id"]
        add_application(
            tenant,
            "Application %d" % number,
            segmentGroupId=group,
            segmentGroupName="Group %d" % number,
            serverGroups=[{"id": servers, "name": "Servers %d" % number}],
        )
        operands = [
            {"objectType": "APP_GROUP", "values": ["Group %d" % number]},
            {"objectType": "APP", "values": ["Application %d" % number]},
        ]
        conditions = [{"operands": operands}]
        add_policy_rule(tenant, "access", "Rule %d" % number, action="ALLOW", conditions=conditions)


OPERANDS = [
    {"object_type": "APP_GROUP", "objects": ["Group {{ item }}"]},
    {"object_type": "APP", "objects": ["Application {{ item }}"]},
]
NAMED = {"name": "Group {{ item }}"}
CHANGED = {**NAMED, "description": "{{ 'new' if item % 20 == 0 else omit }}"}
RULES = looped(
    RULE, {"name": "Rule {{ item }}", "action": "ALLOW", "conditions": [{"operands": OPERANDS}]}, 50
)
SEGMENTS = looped(
    SEGMENT,
    {
        "name": "Application {{ item }}",
        "segment_group": "Group {{ item }}",
        "server_groups": ["Servers {{ item }}"],
    },
    30,
)
DRIFTED = looped(GROUP, {**NAMED, "description": "{{ 'drifted' if item % 25 == 0 else omit }}"}, 200)
UNCHANGED = looped(GROUP, NAMED, 200)
# What ansible-core needs for a loop that does nothing, which no module can do without.
NOTHING = looped("ansible.builtin.debug", {"msg": "{{ item }}"}, 200)
WORKS = [
    Work("200 times nothing, by ansible.builtin.debug", groups(0), [NOTHING]),
    Work("200 unchanged groups", groups(200), [UNCHANGED]),
    Work("200 unchanged groups, 10 ms per answer", groups(200), [UNCHANGED], delay=0.01),
    Work("40 unchanged groups of 2,000, limit on", groups(2000), [looped(GROUP, NAMED, 40)], is_limited=True),
    Work("50 unchanged rules with names", applications, [RULES]),
    Work("200 groups, 10 changed, limit on", groups(200), [looped(GROUP, CHANGED, 200)], is_limited=True),
    Work("30 unchanged application segments", applications, [SEGMENTS]),
    Work("an audit of 200 groups, 8 drifted", groups(200), [DRIFTED], flags=("--check", "--diff")),
    Work("one task", groups(200), [{GROUP: {"name": "Group 1"}}]),
]


class Taken(NamedTuple):
    requests: int
    writes: int
    seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round")
    rounds = 1 if parser.parse_args().quick else ROUNDS
    row = "%-44s %20s %20s %6s %s"
    print(row % ("", "shared", "each alone", "ratio", "requests, seconds"))
    for work in WORKS:
        found: dict[Sequence[str], list[Taken]] = {}
        for _round in range(rounds):
            for flags in (SHARED, ALONE):
                found.setdefault(flags, []).append(measured(work, flags))
        shared, alone = (middle(found[flags]) for flags in (SHARED, ALONE))
        figures = ["%d, %.1f s" % (taken.requests, taken.seconds) for taken in (shared, alone)]
        same = "the same writes" if shared.writes == alone.writes else "NOT the same writes"
        print(row % (work.title, *figures, "%.2f" % (shared.seconds / alone.seconds), same), flush=True)


def middle(found: Sequence[Taken]) -> Taken:
    return Taken(*(statistics.median(values) for values in zip(*found, strict=True)))


def measured(work: Work, flags: Sequence[str]) -> Taken:
    """Return what a play takes on a tenant of its own, without the sign-in and the start of Ansible."""
    tenant = Tenant(CUSTOMER)
    tenant.clients[CLIENT.client_id] = CLIENT
    work.seed(tenant)
    with Emulator() as emulator, tempfile.TemporaryDirectory() as folder:
        emulator.add(tenant)
        env = {
            **os.environ,
            "ZPA_BASE_URL": emulator.base_url,
            "ZPA_CLIENT_ID": CLIENT.client_id,
            "ZPA_CLIENT_SECRET": CLIENT.client_secret,
            "ZPA_CUSTOMER_ID": CUSTOMER,
            "ZPA_TOKEN_CACHE_DIR": str(Path(folder) / "tokens"),
        }
        start = played(env, Path(folder), [{**task, "loop": []} for task in work.tasks], flags)
        tenant.log.clear()
        tenant.throttle = Throttle() if work.is_limited else None
        tenant.faults = [Fault("slow", times=FOREVER, seconds=work.delay)] if work.delay else []
        seconds = played(env, Path(folder), work.tasks, [*work.flags, *flags])
        return Taken(len(tenant.calls), len(tenant.writes), max(seconds - start, 0.01))


def played(env: dict[str, str], folder: Path, tasks: Sequence[Task], flags: Sequence[str]) -> float:
    playbook = folder / "bench.yml"
    play = {"hosts": "localhost", "gather_facts": False, "tasks": list(tasks)}
    playbook.write_text(yaml.safe_dump([play]), "utf-8")
    command = [str(Path(sys.executable).parent / "ansible-playbook"), str(playbook), *flags]
    begun = time.perf_counter()
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
