# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The end of a run tells where its time went."""

from __future__ import annotations

import subprocess
import sys

from support import spending


def test_what_a_process_costs_that_a_test_has_started_counts() -> None:
    before = spending.spent()
    subprocess.run([sys.executable, "-c", "sum(range(3_000_000))"], check=True)
    assert spending.spent() > before


def test_folders_are_told_and_then_the_files_that_cost_most() -> None:
    tests = [("tests/unit/a/test_a.py::test_b[x::y]", 1.0), ("tests/contract/test_c.py::Test::test_d", 2.5)]
    assert spending.table([*tests, ("tests/unit/test_e.py::test_f", 0.5)]) == [
        "    2.5 s  62%  tests/contract",
        "    1.5 s  38%  tests/unit",
        "    4.0 s 100%  together",
        "    2.5 s  62%  tests/contract/test_c.py",
        "    1.0 s  25%  tests/unit/a/test_a.py",
        "    0.5 s  12%  tests/unit/test_e.py",
    ]


def test_nothing_is_told_where_nothing_was_run() -> None:
    assert spending.table([]) == []
