# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs of benches: tenants of some sizes, and playbooks and scripts against them."""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "emulator"))

from zpa_emulator import Emulator, Tenant  # noqa: E402  (found only once its folder is on the path)
from zpa_emulator.policies import PolicySet  # noqa: E402  (as above)
from zpa_emulator.seeds import (  # noqa: E402  (as above)
    add_app_connector_group,
    add_application,
    add_segment_group,
)
from zpa_emulator.state import ApiClient  # noqa: E402  (as above)

SDK_PYTHON = "ZPA_TEST_ZSCALER_SDK_PYTHON"
SECRET = "the-secret-of-%s"  # noqa: S105  (the emulator takes any)
DELAY, FOREVER = 0.1, 10**9
WRITES, PERIOD = 10, 10
PLACE = {"latitude": "37.3382082", "longitude": "-121.8863286", "location": "San Jose, CA, USA"}
LOOP, HERE, CONFIG, SDK = (
    "loop over modules",
    "loop, in process",
    "zpa_config",
    "script on zscaler-sdk-python",
)
# How a module runs: in a process of its own, or in that of Ansible.
SWITCHES = {LOOP: ("-e", "zpa_in_process=false"), HERE: ("-e", "zpa_in_process=true")}
Config = dict[str, Any]

# What reads the lists of a tenant: the folder of the driver, and how to sign in, come as arguments.
SDK_SCRIPT = """
import json, sys
sys.path.insert(0, sys.argv[1])
from drive_zscaler_sdk_python import sign_in

def every(method, *given):
    found, response, error = method(*given, query_params={"page_size": 500})
    while not error:
        yield from found
        if not response.has_next():
            return
        found, response, error = response.next()
    sys.exit(str(error))

zpa = sign_in(**json.loads(sys.argv[2]))
print(
    len(list(every(zpa.segment_groups.list_groups))),
    len(list(every(zpa.app_connector_groups.list_connector_groups))),
    len(list(every(zpa.policies.list_rules, "access"))),
)
"""
# What runs zpa_config in its own process: the file of the options and that of the profile come as arguments.
PLAN_SCRIPT = """
import contextlib, cProfile, io, json, os, pathlib, resource, sys, time

# The peak of a process that was started counts the memory of who started it, that of a fork does not.
fork = os.fork()
if fork:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1]))

from ansible.module_utils.testing import patch_module_args
from ansible_collections.zerotrust.zpa.plugins.modules import zpa_config

options = json.loads(pathlib.Path(sys.argv[1]).read_text("utf-8"))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
output, profile = io.StringIO(), cProfile.Profile()
with patch_module_args(options), contextlib.redirect_stdout(output), contextlib.suppress(SystemExit):
    if sys.argv[2]:
        profile.enable()
    begun = time.process_time()
    try:
        zpa_config.main()
    finally:
        seconds = time.process_time() - begun
        profile.disable()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if sys.argv[2]:
    profile.dump_stats(sys.argv[2])
result = json.loads(output.getvalue())
print(json.dumps([seconds, before, peak, result.get("summary"), result.get("msg")]))
"""


# -- Tenants ---------------------------------------------------------------------------------------------


class Size(NamedTuple):
    """How many objects a tenant has."""

    groups: int
    rules: int
    connector_groups: int = 0

    @property
    def total(self) -> int:
        return sum(self)

    def __str__(self) -> str:
        return "/".join("{:,}".format(count) for count in self if count)  # noqa: UP032  (as everywhere)


SMALL, MIDDLE, LARGE, HUGE = Size(50, 25), Size(200, 100, 50), Size(2000, 1000), Size(10000, 2000)


def config_of(size: Size, owner: str = "") -> Config:
    """Return the configuration of a tenant: an application in each group, two groups in each rule."""

    def named(number: int) -> str:
        return "Group %d" % (number % size.groups)

    return {
        "segment_groups": [
            {
                "name": named(number),
                "description": ("Department %d %s" % (number, owner)).strip(),
                "enabled": True,
                "applications": ["Application %d" % number],
            }
            for number in range(size.groups)
        ],
        "app_connector_groups": [
            {"name": "Site %d" % number, **PLACE} for number in range(size.connector_groups)
        ],
        "policy_rules": {
            "access": [
                {
                    "name": "Rule %d" % number,
                    "action": "ALLOW",
                    "conditions": [
                        {
                            "operands": [
                                {"object_type": "APP_GROUP", "objects": [named(number), named(number + 1)]}
                            ]
                        }
                    ],
                }
                for number in range(size.rules)
            ]
        },
    }


def tenant_of(customer_id: str, size: Size, config: Config, bare: bool = False) -> Tenant:
    """Return a tenant that is as configured; ``bare``: with the applications alone."""
    tenant = Tenant(customer_id)
    client_id = "client-of-%s" % customer_id
    tenant.clients[client_id] = ApiClient(client_id, SECRET % customer_id)
    ids: dict[str, str] = {}
    for number in range(size.groups):
        owner: dict[str, Any] = {}
        if not bare:
            group = {**config["segment_groups"][number], "applications": None}
            ids[group["name"]] = add_segment_group(tenant, **group)["id"]
            owner = {"segmentGroupId": ids[group["name"]]}
        add_application(tenant, "Application %d" % number, **owner)
    if bare:
        return tenant
    for group in config["app_connector_groups"]:
        add_app_connector_group(tenant, **group)
    policy_set = PolicySet.of_type(tenant, "ACCESS_POLICY", None)
    for rule in config["policy_rules"]["access"]:
        values = [ids[name] for name in rule["conditions"][0]["operands"][0]["objects"]]
        condition = {"operands": [{"objectType": "APP_GROUP", "values": values}]}
        policy_set.add({"name": rule["name"], "action": rule["action"], "conditions": [condition]}, "v2")
    return tenant


def sample_of(config: Config, most: int) -> tuple[Config, float]:
    """Return some objects of a configuration, spread over it, and how many times as many it has."""
    rules = config["policy_rules"]["access"]
    groups, sites = config["segment_groups"], config["app_connector_groups"]
    total = len(groups) + len(sites) + len(rules)
    share = min(1.0, most / total)
    few = [spread(entries, share) for entries in (groups, sites, rules)]
    sample = {
        "segment_groups": few[0],
        "app_connector_groups": few[1],
        "policy_rules": {"access": few[2]},
    }
    return sample, total / sum(map(len, few))


def spread(entries: Sequence[Any], share: float) -> list[Any]:
    count = round(len(entries) * share)
    return [entries[place * len(entries) // count] for place in range(count)]


def connection(base_url: str, customer_id: str) -> dict[str, str]:
    return {
        "base_url": base_url,
        "client_id": "client-of-%s" % customer_id,
        "client_secret": SECRET % customer_id,
        "customer_id": customer_id,
    }


# -- Runs ------------------------------------------------------------------------------------------------


@dataclass
class Taken:
    """What runs of one kind took. ``factor``: of how many times as many objects the whole would be."""

    seconds: list[float] = field(default_factory=list)
    requests: int = 0
    refused: int = 0
    factor: float = 1.0

    def whole(self, start: float) -> float:
        """Return the median, extrapolated to all objects if only some of them were looped over."""
        return start + (statistics.median(self.seconds) - start) * self.factor


class Alone(NamedTuple):
    """What ``zpa_config`` took in a process of its own: seconds of CPU, kilobytes before and at the peak."""

    seconds: float
    before: int
    peak: int
    summary: dict[str, int] | None


class Bench:
    """Runs playbooks and scripts against the tenants of one emulator."""

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        self.emulator, self.folder = emulator, folder
        self._serial = itertools.count()
        self._customers = itertools.count(216196257331281920)

    def new_tenant(self, size: Size, config: Config, bare: bool = False) -> Tenant:
        return self.emulator.add(tenant_of(str(next(self._customers)), size, config, bare))

    def new_folder(self) -> Path:
        folder = self.folder / ("run-%d" % next(self._serial))
        folder.mkdir(mode=0o700)  # the token cache takes no other
        return folder

    def timed(self, command: Sequence[object], environment: dict[str, str], expected: str = "") -> float:
        """Run a command, and return its seconds. Each has a token cache of its own."""
        begun = time.perf_counter()
        done = subprocess.run(
            [str(word) for word in command],
            env={**os.environ, "ZPA_TOKEN_CACHE_DIR": str(self.new_folder()), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - begun
        if done.returncode or expected not in done.stdout:
            sys.exit("%s\n%s\n%s" % (command, done.stdout[-5000:], done.stderr[-5000:]))
        return seconds

    def playbook(
        self,
        customer_id: str,
        tasks: Sequence[dict[str, Any]],
        config: Config,
        *flags: str,
        expected: str = "changed=0",
    ) -> float:
        folder = self.new_folder()
        play = {"hosts": "localhost", "gather_facts": False, "tasks": list(tasks)}
        (folder / "play.yml").write_text(as_yaml([play]), "utf-8")
        (folder / "config.yml").write_text(as_yaml({"config": config}), "utf-8")
        variables = connection(self.emulator.base_url, customer_id)
        return self.timed(
            [
                tool("ansible-playbook"),
                folder / "play.yml",
                "--extra-vars",
                "@%s" % (folder / "config.yml"),
                *flags,
            ],
            {"ZPA_" + name.upper(): value for name, value in variables.items()},
            expected,
        )

    def alone(self, options: dict[str, Any], profile: str = "") -> Alone:
        """Run ``zpa_config`` in a process of its own, without Ansible around it."""
        folder = self.new_folder()
        script, given = folder / "plan.py", folder / "options.json"
        script.write_text(PLAN_SCRIPT, "utf-8")
        given.write_text(json.dumps(options), "utf-8")
        done = subprocess.run(
            [sys.executable, str(script), str(given), profile],
            env={
                **os.environ,
                "PYTHONPATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
                "ZPA_TOKEN_CACHE_DIR": str(folder),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(done.stderr)
        *taken, problem = json.loads(done.stdout)
        if problem:
            sys.exit(str(problem))
        return Alone(*taken)

    def start(self) -> float:
        """Return the seconds of a play that does nothing."""
        task = {"ansible.builtin.meta": "noop"}
        return self.playbook("1", [task], {}, expected="")

    def sdk(self, tenant: Tenant, size: Size) -> float:
        sign_in = {**connection(self.emulator.base_url, tenant.customer_id), "oneapi": False}
        script = self.new_folder() / "read.py"
        script.write_text(SDK_SCRIPT, "utf-8")
        command = [os.environ[SDK_PYTHON], script, ROOT / "tests" / "fidelity", json.dumps(sign_in)]
        environment = {"ZSCALER_CLIENT_CACHE_ENABLED": "false", "PYTHONDONTWRITEBYTECODE": "1"}
        expected = "%d %d %d\n" % (size.groups, size.connector_groups, size.rules)
        return self.timed(command, environment, expected)


def tool(name: str) -> Path:
    return Path(sys.executable).parent / name


def as_yaml(data: Any) -> str:
    """Return data in the form in which people write it for Ansible."""
    return yaml.dump(data, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper))


def loop_tasks(config: Config) -> list[dict[str, Any]]:
    """Return one task for each kind, with a loop over its objects."""
    looped = {
        "zpa_segment_group": "config.segment_groups",
        "zpa_app_connector_group": "config.app_connector_groups",
        "zpa_policy_rule": "config.policy_rules.access",
    }
    lists = (config["segment_groups"], config["app_connector_groups"], config["policy_rules"]["access"])
    return [
        {
            "zerotrust.zpa.%s" % module: {key: "{{ item.%s }}" % key for key in entries[0]},
            "loop": "{{ %s }}" % looped[module],
            "loop_control": {"label": "{{ item.name }}"},
        }
        for module, entries in zip(looped, lists, strict=True)
        if entries
    ]
