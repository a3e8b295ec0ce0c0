# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tenants: seconds and requests of a loop over modules, of ``zpa_config``, and of a script on an SDK.

All of it is measured in turns, and medians are shown. Machines are noisy: what counts is the ratios. What
a loop over many objects takes is extrapolated from some of them, and marked with a tilde.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from bench_runs import (
    CONFIG,
    DELAY,
    FOREVER,
    HERE,
    HUGE,
    LARGE,
    LOOP,
    MIDDLE,
    PERIOD,
    SDK,
    SMALL,
    SWITCHES,
    WRITES,
    Bench,
    Config,
    Size,
    Taken,
    as_yaml,
    config_of,
    connection,
    loop_tasks,
    sample_of,
    tool,
)

from zpa_emulator import Emulator, Fault, LogEntry, Tenant  # isort: skip  (found only once its folder is on the path)
from zpa_emulator.state import Throttle  # isort: skip

CONFIG_TASK = {"zerotrust.zpa.zpa_config": {"config": "{{ config }}"}}


# -- Audits ----------------------------------------------------------------------------------------------


@dataclass
class Audit:
    """An unchanged tenant under some conditions, and what it took to find that out, in each way."""

    size: Size
    conditions: str
    tenant: Tenant
    config: Config
    sample: int
    delay: float = 0.0
    limited: bool = False
    taken: dict[str, Taken] = field(
        default_factory=lambda: {way: Taken() for way in (LOOP, HERE, CONFIG, SDK)}
    )

    def run(self, bench: Bench) -> None:
        """Measure every way once."""
        few, factor = sample_of(self.config, self.sample)
        customer_id = self.tenant.customer_id

        def loop(way: str) -> float:
            return bench.playbook(customer_id, loop_tasks(few), few, "--check", *SWITCHES[way])

        for way in SWITCHES:
            self.taken[way].factor = factor
            self._measure(way, functools.partial(loop, way))
        self._measure(CONFIG, lambda: bench.playbook(customer_id, [CONFIG_TASK], self.config, "--check"))
        self._measure(SDK, lambda: bench.sdk(self.tenant, self.size))

    def _measure(self, way: str, run: Callable[[], float]) -> None:
        self.tenant.faults = [Fault("slow", times=FOREVER, seconds=self.delay)] if self.delay else []
        self.tenant.throttle = Throttle() if self.limited else None
        self.tenant.log.clear()
        taken = self.taken[way]
        taken.seconds.append(run())
        if len(self.tenant.log) - len(self.tenant.calls) != 1:
            sys.exit("%s signs in more than once, so that the token cache does not work" % way)
        taken.requests, taken.refused = len(self.tenant.calls), refusals(self.tenant.log)
        say("%s %s: %s %.1f s" % (self.size, self.conditions, way, taken.seconds[-1]))

    def rows(self, start: float) -> list[list[str]]:
        config = self.taken[CONFIG].whole(start)
        return [self._row(way, taken, start, config) for way, taken in self.taken.items()]

    def _row(self, way: str, taken: Taken, start: float, config: float) -> list[str]:
        about, seconds = "~" if taken.factor > 1 else "", taken.whole(start)
        # The script has another start, which is that of Python and of its imports.
        without_start = "-" if way == SDK else "%s%.1f" % (about, (seconds - start) / (config - start))
        return [
            str(self.size),
            self.conditions,
            way,
            "%s%d" % (about, round(taken.requests * taken.factor)),
            "%s%d" % (about, round(taken.refused * taken.factor)),
            "%s%.1f" % (about, seconds),
            "%s%.2f" % (about, seconds / config),
            without_start,
        ]


def refusals(log: Sequence[LogEntry]) -> int:
    return sum(entry.status == 429 for entry in log)


def audits(bench: Bench, small_sample: int, sample: int) -> list[Audit]:
    """Return those without rate limits."""
    made = []
    for size in (SMALL, MIDDLE, LARGE):
        config = config_of(size)
        tenant = bench.new_tenant(size, config)
        most = small_sample if size is SMALL else sample
        made.append(Audit(size, "no delay", tenant, config, most))
        made.append(Audit(size, "100 ms", tenant, config, min(most, sample), DELAY))
    return made


def limited_audits(bench: Bench, sample: int) -> list[Audit]:
    made = []
    for size in (SMALL, MIDDLE):
        config = config_of(size)
        tenant = bench.new_tenant(size, config)
        made.append(Audit(size, "rate limits", tenant, config, sample, limited=True))
    return made


# -- Creations under rate limits -------------------------------------------------------------------------


def apply_limited(bench: Bench, size: Size) -> list[str]:
    """Create everything of a tenant under rate limits, and return the rows about it."""
    config = config_of(size)
    tenant = bench.new_tenant(size, config, bare=True)
    tenant.throttle = Throttle()
    seconds = bench.playbook(tenant.customer_id, [CONFIG_TASK], config, expected="changed=1")
    writes = tenant.writes
    floor = (size.total - 1) // WRITES * PERIOD
    between = writes[-1].time - writes[0].time
    say("applied %d in %.0f s" % (size.total, seconds))
    return [
        "%d creations by zpa_config under rate limits: %.1f s, %d writes, %d reads, %d answers 429"
        % (size.total, seconds, len(writes), len(tenant.calls) - len(writes), refusals(tenant.log)),
        "first to last write %.1f s, floor %d s, ratio %.3f; of the whole run to the floor %.3f"
        % (between, floor, between / floor, seconds / floor),
    ]


# -- Many tenants ----------------------------------------------------------------------------------------


def fleet(bench: Bench, hosts: int, size: Size, forks: int) -> list[str]:
    """Audit many tenants in one playbook, a host for each, and return the lines about it.

    Their descriptions differ, so that none is unchanged by the configuration of another.
    """
    tenants: dict[str, Tenant] = {}
    inventory: dict[str, Any] = {}
    for number in range(hosts):
        name = "tenant-%02d" % number
        config = config_of(size, "of %s" % name)
        tenants[name] = bench.new_tenant(size, config)
        inventory[name] = {"config": config, **connection(bench.emulator.base_url, tenants[name].customer_id)}
    folder = bench.new_folder()
    variables = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    everybody = {"all": {"hosts": inventory, "vars": variables}}
    (folder / "inventory.yml").write_text(as_yaml(everybody), "utf-8")
    options = {name: "{{ %s }}" % name for name in connection("", "")}
    task = {"zerotrust.zpa.zpa_config": {**options, "config": "{{ config }}"}}
    play = {"hosts": "all", "gather_facts": False, "tasks": [task]}
    (folder / "play.yml").write_text(as_yaml([play]), "utf-8")
    flags = ["--inventory", folder / "inventory.yml", "--forks", forks, "--check"]
    seconds = bench.timed([tool("ansible-playbook"), folder / "play.yml", *flags], {})
    say("%d tenants in %.0f s" % (hosts, seconds))
    crossed = [name for name, tenant in tenants.items() if not is_alone(tenant)]
    total = sum(len(tenant.calls) for tenant in tenants.values())
    counts = sorted({len(tenant.calls) for tenant in tenants.values()})
    return [
        "%d tenants of %s, one host each, forks %d, audit by zpa_config: %.1f s, %d requests"
        % (hosts, size, forks, seconds, total),
        "requests a tenant: %s; tenants with requests of others, or none, or changes: %s"
        % (", ".join(map(str, counts)), ", ".join(crossed) or "none"),
    ]


def is_alone(tenant: Tenant) -> bool:
    """Whether the log has one sign-in of the tenant's own client, and only requests with its token.

    The emulator refuses the token of another client.
    """
    sign_ins = [entry for entry in tenant.log if entry.is_token_request]
    return (
        len(sign_ins) == 1
        and len(tenant.calls) > 0
        and all(entry.status == 200 for entry in tenant.log)
        and all("/customers/%s/" % tenant.customer_id in entry.path for entry in tenant.calls)
    )


# -- Planning --------------------------------------------------------------------------------------------


@dataclass
class Planning:
    """Plans one tenant in a process of its own, without Ansible around it."""

    size: Size
    bare: bool
    tenant: Tenant
    options: dict[str, Any]
    seconds: list[float] = field(default_factory=list)
    before: int = 0
    peak: int = 0

    def run(self, bench: Bench, profile: str = "") -> None:
        seconds, self.before, self.peak, summary = bench.alone(self.options, profile)
        key = "created" if self.bare else "unchanged"
        if not summary or summary[key] != self.size.total:
            sys.exit("%s: %s" % (self.size, summary))
        if not profile:
            self.seconds.append(seconds)
        say("planned %s, %s: %.2f s of CPU" % (self.size, self.state, seconds))

    @property
    def state(self) -> str:
        return "all to be created" if self.bare else "all unchanged"

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def row(self, smaller: Planning | None) -> list[str]:
        growth = "-"
        if smaller:
            times = self.median / smaller.median
            growth = "%.1f (objects: %.1f)" % (times, self.size.total / smaller.size.total)
        return [
            str(self.size),
            self.state,
            "%.2f" % self.median,
            "%.2f" % (1000 * self.median / self.size.total),
            growth,
            "%.0f" % (self.peak / 1024),
            "%.0f" % (self.before / 1024),
        ]


def plannings(bench: Bench, sizes: Sequence[Size]) -> list[Planning]:
    made = []
    for size, bare in itertools.product(sizes, (False, True)):
        config = config_of(size)
        tenant = bench.new_tenant(size, config, bare)
        # So many reads would be paced, which costs no CPU, but time.
        options = {**connection(bench.emulator.base_url, tenant.customer_id), "read_limit": 10000}
        planned = {**options, "config": config, "_ansible_check_mode": True}
        made.append(Planning(size, bare, tenant, planned))
    return made


def planning_rows(made: Sequence[Planning]) -> list[list[str]]:
    rows = []
    for bare in (False, True):
        alike = [planning for planning in made if planning.bare is bare]
        rows += [one.row(smaller) for one, smaller in zip(alike, [None, *alike], strict=False)]
    return rows


# -- Everything ------------------------------------------------------------------------------------------


class Extent(NamedTuple):
    """How much is measured."""

    rounds: int
    small_sample: int
    sample: int
    limited_sample: int
    creations: Size
    hosts: int
    sizes: tuple[Size, ...]


FULL = Extent(3, SMALL.total, 30, MIDDLE.total, Size(200, 100), 50, (MIDDLE, LARGE, HUGE))
QUICK = Extent(1, 12, 12, 24, Size(40, 20), 10, (MIDDLE, LARGE))


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench tenants", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less of everything, once: about two minutes")
    parser.add_argument("--profile", metavar="FOLDER", type=Path, help="write profiles of the planning here")
    arguments = parser.parse_args()
    begun = time.monotonic()
    with Emulator() as emulator, tempfile.TemporaryDirectory() as folder:
        bench = Bench(emulator, Path(folder))
        report(bench, QUICK if arguments.quick else FULL, arguments.profile)
    print("\nAll of it took %.0f s." % (time.monotonic() - begun))


def report(bench: Bench, extent: Extent, profiles: Path | None) -> None:
    starts = Taken()
    free = audits(bench, extent.small_sample, extent.sample)
    for _round in range(extent.rounds):
        starts.seconds.append(bench.start())
        for audit in free:
            audit.run(bench)
    start = starts.whole(0)
    limited = limited_audits(bench, extent.limited_sample)
    # What waits most of the time waits at the same time.
    with ThreadPoolExecutor() as pool:
        applied: Future[list[str]] = pool.submit(apply_limited, bench, extent.creations)
        for waiting in [pool.submit(audit.run, bench) for audit in limited]:
            waiting.result()
        lines = applied.result()
    lines += fleet(bench, extent.hosts, SMALL, 2)
    planned = plannings(bench, extent.sizes)
    for _round in range(extent.rounds):
        for planning in planned:
            planning.run(bench)
    if profiles:
        profiles.mkdir(parents=True, exist_ok=True)
        for planning in planned:
            planning.run(bench, str(profiles / ("%d-%s.prof" % (planning.size.total, planning.state))))

    print("Audits of unchanged tenants: segment groups/access rules(/App Connector groups)")
    print("Rounds: %d, those under rate limits 1; medians.\n" % extent.rounds)
    head = ["tenant", "conditions", "way", "requests", "429", "seconds", "ratio", "without start"]
    empty = ["-", "-", "an empty play", "0", "0", "%.1f" % start, "-", "-"]
    table(head, [empty, *(row for audit in [*free, *limited] for row in audit.rows(start))])
    print("\nratio: to zpa_config. without start: the same, an empty play subtracted from both.")
    print("~: extrapolated from a loop over some of the objects.\n")
    print("\n".join("- " + line for line in lines))
    print("\nPlanning by zpa_config in its own process; rounds: %d; medians.\n" % extent.rounds)
    head = ["tenant", "state", "CPU s", "ms an object", "growth", "peak MB", "MB before"]
    table(head, planning_rows(planned))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table, the first columns of words, the others of numbers."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, ["-" * width for width in widths], *rows]:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")


def say(sentence: str) -> None:
    """Tell how far it is, apart from the result."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
