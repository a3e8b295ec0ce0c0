# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs tests with their modules in process, and again with each in a process of its own.

What a module prints has to be the same both times, call by call. Calls are told apart by their test and
their number in it: no test makes two at once. Words are passed on to pytest; unless they name tests, the
contract tests are run.
"""

from __future__ import annotations

import difflib
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from support.comparing import comparable  # noqa: E402  (found only once its folder is on the path)

TESTS = "tests/contract"
# How much of a difference is shown.
LINES, WIDTH = 12, 200


class Call(NamedTuple):
    """What a module printed when a test called it."""

    module: str
    check: bool
    result: dict[str, Any]


# The calls of each test, in their order.
Results = dict[str, list[Call]]


class Comparison(NamedTuple):
    """``same``: the tests all of whose results agree; ``only_here``: those that ran in process only."""

    same: Results
    only_here: Results
    differences: list[str]

    def __str__(self) -> str:
        parts = (_counted(self.same), _counted(self.only_here), len(self.differences))
        return "%s are the same on both paths, %s are in process only, %d differences" % parts


def comparison_of(folder: Path, words: Sequence[str]) -> Comparison:
    """Run tests on both paths, with results kept in an empty folder. A run that fails is a difference."""
    results, failures = [], []
    for name, path in (("in process", ()), ("apart", ("--apart", "-rs"))):
        kept = folder / name
        kept.mkdir()
        code = _run(kept, *path, *words)
        if code:
            failures.append("The tests, run %s, end with %d." % (name, code))
        results.append(read(kept))
    comparison = compared(*results)
    return comparison._replace(differences=comparison.differences + failures)


def _run(folder: Path, *words: str) -> int:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--results", str(folder)]
    # Some messages of ansible-core list a set, in the order of its hashes.
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    workers = ("--numprocesses", str(os.cpu_count()))
    return subprocess.run([*command, *workers, *words], cwd=ROOT, env=environment, check=False).returncode


def read(folder: Path) -> Results:
    """Return the results that tests have written into a folder."""
    results: Results = {}
    for file in sorted(folder.iterdir()):
        with file.open(encoding="utf-8") as lines:
            for line in map(json.loads, lines):
                call = Call(line["module"], line["check"], line["result"])
                results.setdefault(line["test"], []).append(call)
    return results


def compared(here: Results, apart: Results) -> Comparison:
    """Compare results in process with those in processes of their own."""
    found = {test: list(_differences(here.get(test, []), calls)) for test, calls in apart.items()}
    return Comparison(
        {test: here[test] for test, differences in found.items() if not differences},
        {test: here[test] for test in here.keys() - apart.keys()},
        ["%s, %s" % (test, difference) for test in sorted(found) for difference in found[test]],
    )


def _differences(here: Sequence[Call], apart: Sequence[Call]) -> Iterator[str]:
    for number, calls in enumerate(itertools.zip_longest(here, apart)):
        ours, theirs = (comparable(call).splitlines() for call in calls)
        if ours != theirs:
            lines = list(difflib.unified_diff(ours, theirs, n=0, lineterm=""))[2:]
            shown = [line[:WIDTH] for line in lines if not line.startswith("@@")][:LINES]
            module = (calls[0] or calls[1]).module
            yield "\n  ".join(["call %d, %s, in process (-) and apart (+):" % (number + 1, module), *shown])


def _counted(results: Results) -> str:
    return "%d results of %d tests" % (sum(map(len, results.values())), len(results))


def main(words: Sequence[str]) -> None:
    names_tests = any(word.startswith("tests/") for word in words)
    with tempfile.TemporaryDirectory() as folder:
        comparison = comparison_of(Path(folder), words if names_tests else [TESTS, *words])
    print("\n".join([*comparison.differences, str(comparison)]))
    sys.exit(bool(comparison.differences))


if __name__ == "__main__":
    main(sys.argv[1:])
