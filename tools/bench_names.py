# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests and seconds of an unchanged rule by kind of name, on tenants of three sizes.

``--beside CHECKOUT`` measures another checkout in the same run, in turns, and tells the ratios. ``--quick``:
one size, once. A process measures what it imports: each checkout has its own.
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
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "emulator")]

from support import crowds  # noqa: E402  (found only once its folder is on the path)
from zpa_emulator import Emulator, Tenant  # noqa: E402  (as above)
from zpa_emulator.state import ApiClient  # noqa: E402  (as above)

SIZES, FEW, ROUNDS = (300, 3000, 12000), (1, 2, 12), 3
CLIENT = ApiClient("bench", "the-secret-of-the-benchmark")
# Runs one module in a process that has everything imported, and prints the seconds and whether it changed.
RUNNER = """
import json, sys, time
from support.modules import run_module
for line in sys.stdin:
    module, options, environment = json.loads(line)
    begun = time.perf_counter()
    result = run_module(module, options, False, environment)
    seconds = time.perf_counter() - begun
    print("MEASURED " + json.dumps([seconds, result.get("changed"), result.get("msg")]), flush=True)
"""


class Case(NamedTuple):
    """A rule that names ``few`` of the ``size`` objects of a kind."""

    kind: str
    size: int
    few: int


class Taken(NamedTuple):
    requests: int
    seconds: float


class Runner:
    """A process that runs modules of one checkout."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        collections = checkout / ".cache" / "collections"
        paths = (collections, checkout / "tests", checkout / "tests" / "emulator")
        self._environment = {"ZPA_TOKEN_CACHE_DIR": str(folder)}
        self._process = subprocess.Popen(
            [sys.executable, "-c", RUNNER],
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(map(str, paths)),
                "ANSIBLE_COLLECTIONS_PATH": str(collections),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, module: str, options: dict[str, Any]) -> float:
        """Return the seconds that an unchanged task takes."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps([module, options, self._environment]) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith("MEASURED "):
                seconds, changed, message = json.loads(line.partition(" ")[2])
                if changed is not False:
                    sys.exit("It was not unchanged: %s" % message)
                return float(seconds)
        sys.exit("The process that runs modules has ended.")

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


def cases(sizes: tuple[int, ...]) -> Iterator[Case]:
    for kind, row in crowds.KINDS.items():
        for size in sizes:
            yield from (Case(kind, size, few) for few in FEW if few <= row.most)


def measure(case: Case, runners: dict[str, Runner], emulator: Emulator, rounds: int) -> dict[str, Taken]:
    """Return what an unchanged rule takes, by the name of the checkout."""
    tenant = Tenant(str(next(_customers)))
    tenant.clients[CLIENT.client_id] = CLIENT
    emulator.add(tenant)
    crowds.gather(tenant, case.kind, case.size)
    names = crowds.names_of(case.kind, case.size)[: case.few]
    crowds.add_rule_about(tenant, case.kind, names)
    connection = {
        "base_url": emulator.base_url,
        "client_id": CLIENT.client_id,
        "client_secret": CLIENT.client_secret,
        "customer_id": tenant.customer_id,
    }
    options = {**connection, **crowds.task_about(case.kind, names)}
    seconds: dict[str, list[float]] = {name: [] for name in runners}
    requests: dict[str, int] = {}
    for _round in range(rounds + 1):
        for name, runner in runners.items():
            tenant.log.clear()
            seconds[name].append(runner.run("zpa_policy_rule", options))
            requests[name] = len(tenant.calls)
    # The first round signs in and imports.
    return {name: Taken(requests[name], statistics.median(took[1:])) for name, took in seconds.items()}


_customers = iter(range(216196257331281920, 216196257331291920))


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench names", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one size, once")
    parser.add_argument(
        "--beside", metavar="CHECKOUT", type=Path, help="another checkout, set up as this one"
    )
    arguments = parser.parse_args()
    begun = time.monotonic()
    sizes, rounds = (SIZES[1:2], 1) if arguments.quick else (SIZES, ROUNDS)
    checkouts = {"here": ROOT, **({"beside": arguments.beside} if arguments.beside else {})}
    with Emulator() as emulator, tempfile.TemporaryDirectory() as folder:
        runners = {name: Runner(checkout, Path(folder) / name) for name, checkout in checkouts.items()}
        print_head(checkouts)
        for case in cases(sizes):
            print_row(case, measure(case, runners, emulator, rounds))
        for runner in runners.values():
            runner.close()
    print("\nRequests with that for the list of rules; medians of %d rounds." % rounds)
    print("All of it took %.0f s." % (time.monotonic() - begun))


def print_head(checkouts: dict[str, Path]) -> None:
    columns = [column for name in checkouts for column in (name, "seconds")]
    print(("%-24s %7s %6s" + " %10s" * len(columns)) % ("kind of name", "objects", "named", *columns), end="")
    print(" %10s %10s" % ("requests/", "seconds/") if len(checkouts) > 1 else "")


def print_row(case: Case, taken: dict[str, Taken]) -> None:
    print("%-24s %7d %6d" % case, end="")
    for one in taken.values():
        print(" %10d %10.3f" % one, end="")
    if "beside" in taken:
        here, beside = taken["here"], taken["beside"]
        ratios = (beside.requests / here.requests, beside.seconds / here.seconds)
        print(" %10.1f %10.1f" % ratios, end="")
    print(flush=True)


if __name__ == "__main__":
    main()
