# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What real runs of Ansible print and leave behind has no secret in it, at the highest verbosity.

Each run has tasks for many cases: every sign-in, answers that repeat what was sent, and crashes.
"""

from __future__ import annotations

import itertools
import os
import zlib
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from support.awx import TOOLS, Injected, run_job
from support.exhaustive.hostile import HostileServer
from support.exhaustive.secrecy import Found, Keys, files_in, found_in
from support.exhaustive.secret_cases import (
    SIGN_INS,
    VARIABLES,
    Case,
    cases_of,
    options_of,
    sample,
    task_of,
    variables_for,
)
from support.exhaustive.secret_counts import Counts, counting
from support.exhaustive.secret_plays import Folders, Play, leaks_of
from support.playbooks import FLAGS_OF_PATHS, ROOT, run_playbook
from support.tenants import TestTenant

# What prints results, each with what it is told.
OUTPUTS: dict[str, dict[str, str]] = {
    "default": {},
    "YAML": {"ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml"},
    "minimal": {"ANSIBLE_STDOUT_CALLBACK": "minimal"},
    "oneline": {"ANSIBLE_STDOUT_CALLBACK": "oneline"},
}
FULL = "is part of the full run"
# Makes a request fail with all that it sends in the exception, which no library does on purpose. Python runs
# it at its start, so that it works wherever a module runs.
CRASH = """
import http.client
SEND = http.client.HTTPConnection.send

def send(self, data):
    sent = getattr(self, "sent", "") + (data.decode() if isinstance(data, bytes) else "")
    self.sent = sent
    if "/%s/" in sent and ("Bearer " in sent or "client_secret=" in sent or "client_assertion=" in sent):
        raise KeyError(sent)
    return SEND(self, data)

http.client.HTTPConnection.send = send
"""


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


@pytest.fixture(scope="module")
def counts(exhaustive: bool) -> Iterator[Counts]:
    """What the tests of this file count, shown at their end if they are run in full."""
    yield from counting(exhaustive, "Secrets of playbooks", "run", "tasks", "leaks")


class Run(NamedTuple):
    """Where modules run, what prints, whether it only checks, and which part of the cases it has."""

    path: str
    output: str
    check: bool
    part: int

    def __str__(self) -> str:
        return "%s, %s, %s, part %d" % (self.path, self.output, "check" if self.check else "real", self.part)


PARTS = 12
# On both paths every kind of secret, with every output, in check mode and not.
RUNS = [
    Run(path, list(OUTPUTS)[part % len(OUTPUTS)], part // len(OUTPUTS) % 2 == 1, part)
    for path in FLAGS_OF_PATHS
    for part in range(PARTS)
]
# The runs of a sample: which part on which path.
FEW = {"in_process": 8, "apart": 5}


def cases_for(part: int, keys: Keys, one_in: int) -> list[Case]:
    """Return one in a number of cases of every sign-in, and of these what belongs to a part of the runs."""
    cases = [case for sign_in in SIGN_INS for case in sample(cases_of(sign_in, keys), one_in, False)]
    return [case for case in cases if zlib.crc32(str(case).encode()) // one_in % PARTS == part]


def ran(run: Run, cases: list[Case], keys: Keys, zpa: TestTenant, folder: Path) -> list[Found]:
    """Carry out a run with a task for each case; return what came out."""
    with HostileServer() as server, Folders.below(folder) as folders:
        (folders.given / "sitecustomize.py").write_text(CRASH % b"crash".hex(), "utf-8")
        play = Play([], {}, set())
        for number, case in enumerate(cases):
            credentials, secret = options_of(case.sign_in, case.kind, keys, folders.given / "keys")
            module, options = task_of(case, server)
            if number % 5 == 0:
                options["base_url"] = server.address(case.where, "cut") + "/" + b"crash".hex()
            # A task that is left alone writes its result into a file.
            alone = {"async": 60, "poll": 1} if number % 7 == 6 and not run.check else {}
            play.add(module, options, credentials, secret, **alone)
        flags = [*FLAGS_OF_PATHS[run.path], "-vvvv", "--diff", *(["--check"] if run.check else [])]
        environment = {**folders.environment(folders.given), **OUTPUTS[run.output]}
        done = run_playbook(zpa, play.written(folders.given), folders.made, *flags, **environment)
        assert done.code == 0, done.output[-2000:]
        assert server.received
        return leaks_of(done.output, folders, play.secrets | server.received - server.given, server.given)


@pytest.mark.parametrize("path", FLAGS_OF_PATHS)
def test_no_run_prints_or_leaves_a_secret(
    path: str, zpa: TestTenant, keys: Keys, tmp_path: Path, exhaustive: bool, counts: Counts
) -> None:
    leaks: list[tuple[str, Found]] = []
    for place, run in enumerate(
        run for run in RUNS if run.path == path and (exhaustive or run.part == FEW[path])
    ):
        cases = cases_for(run.part, keys, 20 if path == "in_process" else 60)
        if not exhaustive:
            # A write is looked after for some seconds, if its answer does not tell what became of it.
            few, cases = 6 if path == "in_process" else 2, [case for case in cases if case.where != "write"]
            cases = cases[:: len(cases) // few][:few]
        found = ran(run, cases, keys, zpa, tmp_path / str(place))
        leaks += [(str(run), leak) for leak in found]
        counts.add(run, len(cases), len(found))
    assert not leaks, "\n".join(map(str, leaks[:20]))


# -- Secrets that ZPA shows ----------------------------------------------------------------------------------


def shown_tasks(dest: Path) -> list[dict[str, Any]]:
    """Tasks of which none tells a key or a password, or says that it must not be told."""
    key = {"association_type": "app_connector_group", "app_connector_group": "Zurich", "max_usage": 3}
    spare, used = {**key, "name": "Spare"}, {**key, "name": "Used"}
    domains = {"criteria_attribute_values": ["example.net"]}
    asked = {"reveal": True}
    tasks: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("provisioning_key", {**key, "name": "New"}, {}),
        ("provisioning_key", {**key, "name": "File", "key_dest": str(dest / "key")}, {}),
        (
            "provisioning_key",
            {**key, "name": "Item", "key_dest": str(dest) + "/{{ item }}"},
            {"loop": [1, 2]},
        ),
        ("provisioning_key", {**spare, "key_dest": str(dest / "alone")}, {"async": 60, "poll": 1}),
        ("provisioning_key", {**spare, **asked, "exportable": False}, {"no_log": True}),
        ("provisioning_key", {**spare, "key_dest": str(dest)}, {}),
        ("provisioning_key", {**spare, "key_dest": str(dest / "no" / "key")}, {}),
        ("provisioning_key", {**used, "max_usage": 1, "key_dest": str(dest / "used")}, {}),
        ("provisioning_key", {**used, "enrollment_cert": "Client"}, {}),
        ("provisioning_key", {**spare, "state": "absent"}, {}),
        ("provisioning_key_info", {}, {}),
        ("provisioning_key_info", asked, {"no_log": True}),
        ("config", {"state": "gathered"}, {}),
        (
            "config",
            {"config": {"provisioning_keys": [used]}, "state": "overridden", "list_objects": True},
            {},
        ),
        ("microtenant", {"name": "One", **domains, "password_dest": str(dest / "password")}, {}),
        ("microtenant", {"name": "One", **asked}, {}),
        ("microtenant", {"name": "Two", "criteria_attribute_values": ["example.org"]}, {}),
        ("microtenant_info", {}, {}),
    ]
    result = {"register": "result", "ignore_errors": True}
    facts = {"ansible.builtin.set_fact": {"kept": "{{ result }}", "cacheable": True}}
    return [
        task
        for module, options, more in tasks
        for task in (
            {"zerotrust.zpa.zpa_" + module: options, **result, **more},
            {"ansible.builtin.debug": {"var": "result"}, "when": "not %r" % ("no_log" in more)},
            {**facts, "when": "not %r" % ("no_log" in more)},
        )
    ]


@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
@pytest.mark.parametrize("path", FLAGS_OF_PATHS)
def test_no_run_prints_or_leaves_a_secret_that_zpa_shows(
    path: str, check: bool, zpa: TestTenant, tmp_path: Path, exhaustive: bool, counts: Counts
) -> None:
    if not exhaustive:
        pytest.skip(FULL)
    zpa.add_connector_group("Zurich")
    zpa.add_provisioning_key("Spare", "Zurich", max_usage=5)
    zpa.add_provisioning_key("Used", "Zurich", max_usage=5, usage_count=3)
    table = zpa.tenant.table("associationType/CONNECTOR_GRP/provisioningKey")
    secrets = {str(key["provisioningKey"]) for key in table.values()}
    with Folders.below(tmp_path) as folders:
        dest = folders.given / "dest"
        dest.mkdir()
        told = folders.environment()
        own = {name: value for name, value in told.items() if value or not name.startswith(("ZPA_", "ZSC"))}
        own.update(
            ANSIBLE_CACHE_PLUGIN="jsonfile", ANSIBLE_CACHE_PLUGIN_CONNECTION=str(folders.made / "facts")
        )
        flags = [*FLAGS_OF_PATHS[path], "-vvvv", "--diff", *(["--check"] if check else [])]
        play = shown_tasks(dest)
        done = run_playbook(zpa, play, folders.given, *flags, **own)
        assert done.code == 0, done.output[-2000:]
        output = done.output
        for role, words in ROLES.items():
            (folders.given / "tenant").mkdir(exist_ok=True)
            (folders.given / "tenant" / "keys.yml").write_text("provisioning_keys: []\n", "utf-8")
            given = [word.format(given=folders.given, made=folders.made) for word in words]
            playbook = ROOT / "playbooks" / (role + ".yml")
            output += run_playbook(zpa, playbook, folders.made, *given, *flags, **own).output
        secrets |= {str(key["provisioningKey"]) for key in table.values()}
        secrets |= set(map(str, zpa.tenant.first_passwords.values()))
        written = set() if check else {"key", "1", "2", "alone", "password"}
        assert {file.name for file in dest.iterdir()} == written
        leaks = leaks_of(output, folders, secrets, set())
    counts.add("shown by ZPA, %s, %s" % (path, "check" if check else "real"), len(play) // 3, len(leaks))
    assert not leaks, "\n".join(map(str, leaks[:20]))


# -- While a module runs -------------------------------------------------------------------------------------


def descendants(pid: int) -> list[int]:
    """The processes that a process has started, and those that these have."""
    children = [
        int(child)
        for task in Path("/proc/%d/task" % pid).glob("*/children")
        for child in task.read_text("ascii").split()
    ]
    return [*children, *(below for child in children for below in descendants(child))]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are listed in /proc")
@pytest.mark.parametrize("path", FLAGS_OF_PATHS)
def test_nobody_sees_a_secret_while_a_module_waits_for_its_answer(
    path: str, zpa: TestTenant, keys: Keys, server: HostileServer, tmp_path: Path, exhaustive: bool
) -> None:
    """Command lines are for everybody. A file may have secrets, if nobody else can come to it."""
    if not exhaustive and path == "in_process":
        pytest.skip(FULL)
    credentials, secret = options_of("OneAPI key", "PEM", keys, tmp_path)
    with Folders.below(tmp_path) as folders, ThreadPoolExecutor(1) as pool:
        play = Play([], {}, set())
        options = {"base_url": server.address("read", "slow"), "timeout": 60}
        play.add("zpa_segment_group_info", options, credentials, secret)
        playbook = play.written(folders.given)
        flags = FLAGS_OF_PATHS[path]
        roots = (folders.made, folders.made / "home", folders.temporary)
        try:
            running = pool.submit(
                run_playbook, zpa, playbook, folders.made, *flags, "-vvvv", **folders.environment()
            )
            assert server.has_come.wait(60), running.result().output if running.done() else "no request"
            processes = descendants(os.getpid())
            lines = {str(pid): Path("/proc/%d/cmdline" % pid).read_text("utf-8") for pid in processes}
            seen = found_in(lines, {secret, *server.secrets})
            files = files_in(folders.made, folders.temporary, but=[folders.tokens])
            open_to_others = [
                found.where
                for found in found_in(files, {secret, *server.secrets})
                if not is_private(Path(found.where), roots)
            ]
        finally:
            server.may_go.set()
        assert running.result().code == 0, running.result().output
    assert any("ansible-playbook" in line for line in lines.values())
    assert seen == []
    assert open_to_others == []


def is_private(path: Path, roots: Collection[Path]) -> bool:
    """Whether nobody else can read a file, or enter a folder between it and where all can be."""
    way = itertools.takewhile(lambda found: found not in roots, (path, *path.parents))
    return any(not found.stat().st_mode & 0o077 for found in way)


# -- Roles and ansible-runner --------------------------------------------------------------------------------


def a_few(keys: Keys, number: int) -> list[Case]:
    """Cases that differ in everything. What a server says of a list is what the roles come to."""
    cases = [case for sign_in in SIGN_INS for case in cases_of(sign_in, keys) if case.where != "write"]
    return sorted(cases, key=lambda case: zlib.crc32(str(case).encode()))[:number]


def in_environment(case: Case, credentials: Mapping[str, Any], server: HostileServer) -> dict[str, str]:
    address = server.address(case.where, case.how, case.said)
    return {
        **dict.fromkeys(VARIABLES.values(), ""),
        **variables_for(credentials),
        "ZPA_BASE_URL": address,
        "ZPA_MAX_WAIT": "0",
    }


RUNS_OF_ROLES = 20
ROLES: dict[str, tuple[str, ...]] = {
    "audit": ("-e", "zpa_audit_tenant_dir={given}/tenant", "-e", "zpa_audit_report_dir={made}/report"),
    "tenant": ("-e", "zpa_tenant_dir={given}/tenant"),
    "export": ("-e", "zpa_export_dir={made}/export"),
}


@pytest.mark.parametrize("role", ROLES)
def test_no_role_prints_or_leaves_a_secret(
    role: str,
    zpa: TestTenant,
    keys: Keys,
    server: HostileServer,
    tmp_path: Path,
    exhaustive: bool,
    counts: Counts,
) -> None:
    if not exhaustive:
        pytest.skip(FULL)
    leaks: list[tuple[str, Found]] = []
    for place, case in enumerate(a_few(keys, RUNS_OF_ROLES)):
        with Folders.below(tmp_path / str(place)) as folders:
            credentials, secret = options_of(case.sign_in, case.kind, keys, folders.given / "keys")
            (folders.given / "tenant").mkdir()
            declared = yaml.safe_dump({"segment_groups": [{"name": "Finance"}]})
            (folders.given / "tenant" / "groups.yml").write_text(declared, "utf-8")
            words = [word.format(given=folders.given, made=folders.made) for word in ROLES[role]]
            environment = {**folders.environment(), **in_environment(case, credentials, server)}
            playbook = ROOT / "playbooks" / (role + ".yml")
            done = run_playbook(zpa, playbook, folders.made, *words, "-vvvv", "--diff", **environment)
            secrets = {secret} | server.received - server.given
            leaks += [(str(case), found) for found in leaks_of(done.output, folders, secrets, server.given)]
    counts.add("role " + role, RUNS_OF_ROLES, len(leaks))
    assert not leaks, "\n".join(map(str, leaks[:20]))


@pytest.mark.skipif(not (TOOLS / "ansible-runner").exists(), reason="ansible-runner is not installed")
def test_no_job_of_ansible_runner_prints_or_keeps_a_secret(
    keys: Keys, server: HostileServer, tmp_path: Path, exhaustive: bool, counts: Counts
) -> None:
    """But for the file ``command``, of which AWX masks the environment."""
    if not exhaustive:
        pytest.skip(FULL)
    leaks: list[tuple[str, Found]] = []
    task = {"zerotrust.zpa.zpa_segment_group_info": {}, "ignore_errors": True, "register": "result"}
    play = {"hosts": "localhost", "gather_facts": False}
    play["tasks"] = [task, {"ansible.builtin.debug": {"var": "result"}}]
    for place, case in enumerate(a_few(keys, RUNS_OF_ROLES)):
        folder = tmp_path / str(place)
        (folder / "project").mkdir(parents=True)
        (folder / "env").mkdir()
        (folder / "project" / "play.yml").write_text(yaml.safe_dump([play]), "utf-8")
        credentials, secret = options_of(case.sign_in, case.kind, keys, folder / "keys")
        variables = in_environment(case, credentials, server)
        variables["ZPA_TOKEN_CACHE_DIR"] = str(folder / "tokens")
        job = run_job(folder, "play.yml", Injected(variables, {}, ["-vvvv"]), {})
        assert job.code == 0, job.output
        secrets = {secret, *server.secrets}
        leaks += [(str(case), found) for found in found_in({"job": job.text}, secrets)]
    counts.add("ansible-runner", RUNS_OF_ROLES, len(leaks))
    assert not leaks, "\n".join(map(str, leaks[:20]))
