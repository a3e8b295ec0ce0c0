# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tenant of a large company: requests, CPU and memory of its export and audit, and many tenants at once.

Two sizes, one five times as large as the other, show how cost grows. Machines are noisy: what counts is CPU
and ratios. ``--quick``: a twentieth of all. ``--only PART``: ``growth`` or ``tenants``.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench_runs import FOREVER, ROOT, Bench, as_yaml, tool
from bench_tenants import say, table

sys.path[:0] = [str(ROOT / ".cache" / "collections"), str(ROOT / "tests")]

from support.company import UNPACED, most_requests, reads_of_one, told  # noqa: E402  (found only once its folder is on the path)
from support.tenants import TestTenant, new_tenant  # noqa: E402  (as above)
from zpa_emulator import Emulator, Fault  # noqa: E402  (as above)
from zpa_emulator.company import LARGE, CompanySize, drift, seed  # noqa: E402  (as above)

LATENCY, HOSTS, FORKS, DRIFTED, STEP = 0.08, 50, 10, 0.01, 5
# How often the memory of forks is looked at, in seconds.
CLOSE = 0.2
CONNECTION = ("customer_id", "client_id", "client_secret")
AUDIT = {
    "hosts": "all",
    "gather_facts": False,
    "tasks": [
        {
            "zerotrust.zpa.zpa_config": {
                **{name: "{{ %s }}" % name for name in CONNECTION},
                "config": "{{ lookup('zerotrust.zpa.tenant_folder', tenant_dir) }}",
                "read_limit": UNPACED["read_limit"],
            }
        }
    ],
}


# -- Growth ----------------------------------------------------------------------------------------------


class Measured(NamedTuple):
    """What one task took in a process of its own."""

    what: str
    objects: int
    requests: int
    at_most: int
    of_one: int
    seconds: float
    megabytes: float


def growth(bench: Bench, size: CompanySize) -> list[Measured]:
    """Export and audit one company, with drift and without."""
    zpa = new_tenant(bench.emulator, bench.new_folder())
    seed(zpa.tenant, size)
    config = told(zpa)
    audit = {"config": config, "_ansible_check_mode": True}
    found = [
        measured(bench, zpa, "export", size, {"state": "gathered"}),
        measured(bench, zpa, "audit without drift", size, audit),
    ]
    drift(zpa.tenant, DRIFTED)
    return [*found, measured(bench, zpa, "audit, one in a hundred drifted", size, audit)]


def measured(
    bench: Bench, zpa: TestTenant, what: str, size: CompanySize, options: dict[str, Any]
) -> Measured:
    zpa.forget()
    taken = bench.alone({**zpa.connection, **UNPACED, **options})
    say("%s of %d: %.2f s of CPU" % (what, size.creatable, taken.seconds))
    counts = (len(zpa.calls), most_requests(zpa), len(reads_of_one(zpa)))
    return Measured(what, size.creatable, *counts, taken.seconds, taken.peak / 1024)


def growth_rows(small: list[Measured], large: list[Measured]) -> Iterator[list[str]]:
    for one, other in zip(small, large, strict=True):
        yield [*_row(one), "-"]
        times = "%.1f (objects: %.1f)" % (other.seconds / one.seconds, other.objects / one.objects)
        yield [*_row(other), times]


def _row(one: Measured) -> list[str]:
    requests = "%d, of one object %d" % (one.requests, one.of_one)
    return [
        "{:,}".format(one.objects),  # noqa: UP032  (as everywhere)
        one.what,
        requests,
        str(one.at_most),
        "%.2f" % one.seconds,
        "%.0f" % one.megabytes,
    ]


# -- Many tenants ----------------------------------------------------------------------------------------


class Memory(threading.Thread):
    """Looks at the children of a process while it runs: the most that one of them has for itself alone."""

    def __init__(self, parent: int) -> None:
        super().__init__(daemon=True)
        self._parent, self._is_over = parent, threading.Event()
        self.own, self.whole = 0, 0

    def run(self) -> None:
        while not self._is_over.wait(CLOSE):
            for pid in self._children():
                own, whole = _kilobytes(pid)
                self.own, self.whole = max(self.own, own), max(self.whole, whole)

    def end(self) -> None:
        self._is_over.set()
        self.join()

    def _children(self) -> list[int]:
        try:
            tasks = Path("/proc/%d/task/%d/children" % (self._parent, self._parent)).read_text("ascii")
        except OSError:
            return []
        return [int(pid) for pid in tasks.split()]


def _kilobytes(pid: int) -> tuple[int, int]:
    """What a process has for itself alone, and with what it shares with others. 0: it has ended."""
    try:
        lines = Path("/proc/%d/smaps_rollup" % pid).read_text("ascii").splitlines()
    except OSError:
        return 0, 0
    sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.endswith("kB")}
    return sizes.get("Private_Dirty", 0) + sizes.get("Private_Clean", 0), sizes.get("Rss", 0)


def many_tenants(bench: Bench, hosts: int, forks: int, size: CompanySize) -> list[str]:
    """Audit many tenants, a host each, one after the other and several at once; return the lines about it."""
    folder = bench.new_folder()
    tenants: dict[str, TestTenant] = {}
    for number in range(hosts):
        name = "tenant-%02d" % number
        zpa = tenants[name] = new_tenant(bench.emulator, bench.new_folder())
        seed(zpa.tenant, size)
        _write_folder(folder / "tenants" / name, told(zpa))
        zpa.tenant.faults = [Fault("slow", "/mgmtconfig/", times=FOREVER, seconds=LATENCY)]
    variables = {
        "ansible_connection": "local",
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
        "tenant_dir": "{{ inventory_dir }}/tenants/{{ inventory_hostname }}",
    }
    (folder / "play.yml").write_text(as_yaml([AUDIT]), "utf-8")
    inventory = {name: _variables(zpa) for name, zpa in tenants.items()}
    (folder / "inventory.yml").write_text(as_yaml({"all": {"vars": variables, "hosts": inventory}}), "utf-8")
    lines, seconds = [], {}
    for count in (1, forks):
        for zpa in tenants.values():
            zpa.forget()
        before = _processor()
        seconds[count], memory = _audit_all(bench, folder, count, tenants)
        of_ansible, of_emulator = (now - was for now, was in zip(_processor(), before, strict=True))
        requests = sorted({len(zpa.calls) for zpa in tenants.values()})
        lines.append(
            "%d tenants of %d objects, forks %d: %.1f s; requests each: %s; CPU each: %.2f s, "
            "and %.2f s of the emulator; a fork has %.0f MB, %.0f its own"
            % (
                hosts,
                size.creatable,
                count,
                seconds[count],
                ", ".join(map(str, requests)),
                of_ansible / hosts,
                of_emulator / hosts,
                memory.whole / 1024,
                memory.own / 1024,
            )
        )
    return [*lines, "forks %d are %.1f times as fast as one" % (forks, seconds[1] / seconds[forks])]


def _processor() -> tuple[float, float]:
    """The seconds of the processor that processes of others took from here, and this one."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    others, own = (one.ru_utime + one.ru_stime for one in used)
    return others, own


def _variables(zpa: TestTenant) -> dict[str, str]:
    return {name: zpa.connection[name] for name in CONNECTION}


def _write_folder(folder: Path, config: dict[str, Any]) -> None:
    folder.mkdir(parents=True)
    for kind, entries in config.items():
        (folder / ("%s.yml" % kind)).write_text(as_yaml({kind: entries}), "utf-8")


def _audit_all(
    bench: Bench, folder: Path, forks: int, tenants: dict[str, TestTenant]
) -> tuple[float, Memory]:
    command = [
        str(tool("ansible-playbook")),
        str(folder / "play.yml"),
        "--inventory",
        str(folder / "inventory.yml"),
        "--forks",
        str(forks),
        "--check",
    ]
    environment = {
        "ZPA_BASE_URL": bench.emulator.base_url,
        "ZPA_TOKEN_CACHE_DIR": str(bench.new_folder()),
    }
    begun = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=str(bench.new_folder()),
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        memory = Memory(process.pid)
        memory.start()
        output = process.communicate()[0]
        memory.end()
    seconds = time.perf_counter() - begun
    idle = [name for name, zpa in tenants.items() if not zpa.calls or zpa.writes]
    if process.returncode or idle:
        sys.exit("%s\n%s" % (idle, output[-5000:]))
    say("audited %d tenants with forks %d in %.0f s" % (len(tenants), forks, seconds))
    return seconds, memory


# -- Everything ------------------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench company", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a twentieth of all")
    parser.add_argument("--only", choices=("growth", "tenants"), help="a part of it")
    arguments = parser.parse_args()
    large = LARGE.scaled(0.05) if arguments.quick else LARGE
    with Emulator() as emulator, tempfile.TemporaryDirectory() as folder:
        bench = Bench(emulator, Path(folder))
        if arguments.only != "tenants":
            small = growth(bench, large.scaled(1 / STEP))
            rows = list(growth_rows(small, growth(bench, large)))
            print("Each task in a process of its own, without Ansible around it.\n")
            table(["objects", "task", "requests", "at most", "CPU s", "peak MB", "growth"], rows)
        if arguments.only != "growth":
            hosts = HOSTS // 5 if arguments.quick else HOSTS
            print("\nAudits of many tenants, each read takes %d ms more.\n" % (LATENCY * 1000))
            print("\n".join("- " + line for line in many_tenants(bench, hosts, FORKS, LARGE.scaled(0.01))))


if __name__ == "__main__":
    main()
