# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From results of tasks to what they say of who reaches what. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .beyond import ANALYSIS

# What is compared: a tenant with a plan, what is declared with a tenant, two configurations.
PLAN, TENANT, TWO_GIVEN = "plan", "tenant", "configurations"
IN_ANALYSIS = (
    *("changes", "tests", "never_match", "redundant", "removable_together", "everyone"),
    *("assumptions", "not_decided", "refused"),
)
ACCESS_FIGURES = ("gained", "lost", "other", "tests_passed", "tests_failed", "tests_undecided")
OF_ACCESS = "access_"


class AccessAnalysis(t.NamedTuple):
    """What one task has found out of access.

    ``compared``: PLAN, TENANT or TWO_GIVEN. ``is_enforced``: whether it fails where access is not as it has
    to be. ``results``: lists as zpa_access_analysis returns them, and why access is not as it has to be.
    """

    compared: str
    is_enforced: bool
    results: dict[str, list[t.Any]]
    task: str = ""
    place: str = ""
    connection: t.Mapping[str, t.Any] = {}


def analysis_in(module: str, result: t.Mapping[str, t.Any], enforces: bool) -> AccessAnalysis | None:
    """Return what a result says of access, None where it says nothing.

    ``enforces``: whether an audit fails for what is not as it has to be.
    """
    told = result if module == ANALYSIS else result.get("access")
    if "censored" in result or not isinstance(told, t.Mapping) or "tests" not in told:
        return None
    lists = {name: list(told.get(name) or ()) for name in IN_ANALYSIS}
    if module == ANALYSIS:
        return AccessAnalysis(TWO_GIVEN, bool(result.get("failed")), lists)
    mode = told.get("mode")
    is_enforced = mode == "enforce" or (mode == "audit" and enforces)
    return AccessAnalysis(TENANT if mode == "audit" else PLAN, is_enforced, lists)


def access_shown(analysis: AccessAnalysis) -> dict[str, t.Any]:
    """Return an analysis in the form of the report."""
    return {
        "compared": analysis.compared,
        "enforced": analysis.is_enforced,
        "summary": access_summary(analysis.results),
        **analysis.results,
        "task": analysis.task,
        "place": analysis.place,
        "connection": dict(analysis.connection),
    }


def access_summary(results: t.Mapping[str, t.Sequence[t.Mapping[str, t.Any]]]) -> dict[str, int]:
    """Return how many changes and tests of each sort there are."""
    directions = [change["direction"] for change in results["changes"]]
    passed = [test["passed"] for test in results["tests"]]
    return {
        **{name: directions.count(name) for name in ACCESS_FIGURES[:3]},
        "tests_passed": passed.count(True),
        "tests_failed": passed.count(False),
        "tests_undecided": passed.count(None),
    }


def access_counts(analyses: t.Sequence[t.Mapping[str, t.Any]]) -> dict[str, int]:
    """Return what a summary has of access. Without an analysis everything is 0."""
    return {
        "access_analyses": len(analyses),
        **{OF_ACCESS + name: sum(one["summary"][name] for one in analyses) for name in ACCESS_FIGURES},
        "access_refused": sum(len(one["refused"]) for one in analyses if one["enforced"]),
    }
