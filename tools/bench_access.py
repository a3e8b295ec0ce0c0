# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""CPU seconds and memory of access analysis on tenants of three sizes, with the search and with python-sat.

Each measurement has a process of its own. ``--quick``: the smallest size, with the search alone.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / ".cache" / "collections"), str(ROOT / "tests")]

from support import access_tenants  # noqa: E402  (found only once its folder is on the path)


class Size(NamedTuple):
    """How many there are of each."""

    rules: int
    segments: int
    groups: int
    postures: int


SIZES = (Size(50, 250, 25, 10), Size(250, 1250, 125, 30), Size(1000, 5000, 500, 60))
Config = dict[str, Any]


class Work(NamedTuple):
    """What is measured: a change of the tenant, None for nothing before, and which results."""

    change: Callable[[Config], Config] | None
    parts: tuple[str, ...]


WORKS: dict[str, Work] = {
    "never_match": Work(None, ("never_match",)),
    "never_match, everyone near the top": Work(access_tenants.with_everyone_near_the_top, ("never_match",)),
    "redundant": Work(None, ("redundant",)),
    "removable_together": Work(None, ("removable_together",)),
    "changes: 50 segments moved": Work(lambda config: access_tenants.moved(config, 50), ("changes",)),
    "changes: 10 actions flipped": Work(lambda config: access_tenants.flipped(config, 10), ("changes",)),
    "changes: a block in the middle": Work(access_tenants.with_block_in_the_middle, ("changes",)),
    "100 tests of access": Work(None, ("tests",)),
    "all of it": Work(
        access_tenants.with_block_in_the_middle,
        ("changes", "never_match", "redundant", "removable_together", "everyone", "tests"),
    ),
}


def tests(size: Size) -> list[dict[str, Any]]:
    return [
        {
            "who": {"idp": "Corp", "scim_groups": ["corp-%d" % number]},
            "what": {"segments": ["segment-%d" % (number * 7 % size.segments)]},
            "expect": ("block", "allow")[number % 2],
        }
        for number in range(100)
    ]


def measure(name: str, size: Size, engine: str) -> dict[str, Any]:
    """Do the work in this process."""
    from ansible_collections.zerotrust.zpa.plugins.module_utils._access.analysis import Question, analyse
    from ansible_collections.zerotrust.zpa.plugins.module_utils._access.configurations import from_config

    work = WORKS[name]
    config = access_tenants.tenant(*size)
    changed = work.change(config) if work.change else config
    begun = time.process_time()
    after = from_config(changed)
    before = from_config(config) if "changes" in work.parts else None
    asked = tests(size) if "tests" in work.parts else []
    result = analyse(Question(after, before, tests=asked, parts=work.parts, engine=engine))
    return {
        "seconds": time.process_time() - begun,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "found": ", ".join("%d %s" % (len(result[part]), part) for part in work.parts if part in result),
        "not decided": len(result["not_decided"]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        name, place, engine = given.one
        print(json.dumps(measure(name, SIZES[int(place)], engine)))
        return
    sizes = SIZES[:1] if given.quick else SIZES
    engines = ["search"] if given.quick else ["search", *(["sat"] if has_sat() else [])]
    print("%-36s %-7s" % ("", "engine"), *("%14s" % ("%d rules" % size.rules) for size in sizes))
    for name in WORKS:
        for engine in engines:
            cells = []
            for place in range(len(sizes)):
                command = [sys.executable, __file__, "--one", name, str(place), engine]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
                found = json.loads(done.stdout)
                cells.append("%6.2f s %3d MB" % (found["seconds"], found["megabytes"]))
            told = found["found"] + (
                ", %d not decided" % found["not decided"] if found["not decided"] else ""
            )
            print("%-36s %-7s" % (name, engine), *cells, " ", told, flush=True)


def has_sat() -> bool:
    from ansible_collections.zerotrust.zpa.plugins.module_utils._access.sat import is_installed

    return is_installed()


if __name__ == "__main__":
    main()
