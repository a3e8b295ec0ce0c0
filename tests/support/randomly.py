# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many random cases a run has: all of them in an exhaustive one, otherwise one in so many."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

ONE_IN = 6
# Of cases that run modules, which takes a hundred times as long.
ONE_RUN_IN = 12
# Which of both this run is: ``conftest.py`` knows before tests are imported.
is_full = False


def share(count: int) -> int:
    """How many cases this run has of so many."""
    return count if is_full else count // ONE_IN


def few(count: int) -> int:
    """The same of cases that run modules."""
    return count if is_full else count // ONE_RUN_IN


def executed(count: int) -> settings:
    """So many random cases, the same ones in every run, of tests that run modules and so take their time.

    To have a failure shrunk, add that phase: it takes minutes.
    """
    return settings(
        max_examples=count,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
