# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The laws for random configurations on random tenants.

A case is data: a tenant, and a configuration that can be carried out on it. So every refusal is an error,
but those that a test provokes.
"""

from __future__ import annotations

import importlib
import random
import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from support.drawn_configurations import (
    APPLICATIONS,
    DECEPTION,
    DEFAULT,
    GROUPS,
    PLACES,
    RULES,
    SITES,
    Case,
    cases,
    flags,
    seldom,
    some,
    tenants,
    texts,
)
from support.drawn_tenants import (
    assert_promises_kept,
    assert_reached,
    assert_rest_untouched,
    build,
    furnish,
    in_wire_form,
    resolved,
    rules_of,
    shuffled,
    without_order,
)
from support.policies import Id, add_rule
from support.randomly import executed, few, share
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator, LogEntry
from zpa_emulator.policies import PolicySet
from zpa_emulator.policy_types import POLICY_TYPES

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = "ansible_collections.zerotrust.zpa"


class Task(NamedTuple):
    result: dict[str, Any]
    sent: list[LogEntry]

    @property
    def writes(self) -> list[LogEntry]:
        return [entry for entry in self.sent if entry.is_write]


def run(zpa: TestTenant, check: bool = False, **options: Any) -> Task:
    zpa.forget()
    result = zpa.run("zpa_config", check, **options)
    assert zpa.client_secret not in str(result)
    return Task(result, list(zpa.calls))


def succeed(zpa: TestTenant, check: bool = False, **options: Any) -> Task:
    task = run(zpa, check, **options)
    assert "failed" not in task.result, task.result["msg"]
    return task


def gather(zpa: TestTenant) -> dict[str, Any]:
    return succeed(zpa, state="gathered").result


def assert_nothing_to_do(task: Task) -> None:
    assert (task.result["changed"], task.result["plan"], task.writes) == (False, [], [])


def tables(zpa: TestTenant) -> dict[str, Any]:
    return deepcopy(
        {path: zpa.tenant.table(path) for path in (GROUPS, SITES, RULES, "policySet", "application")}
    )


@pytest.fixture
def new(emulator: Emulator, tmp_path: Path) -> Callable[[], TestTenant]:
    """Makes tenants, each with a token in the cache."""

    def make() -> TestTenant:
        zpa = new_tenant(emulator, tmp_path)
        zpa.run("zpa_segment_group_info", name="-")
        return zpa

    return make


@pytest.fixture(autouse=True, scope="module")
def everything_is_imported() -> None:
    """Hypothesis draws also from the constants of what is imported: the tests before must not matter."""
    for path in (ROOT / "plugins").rglob("*.py"):
        importlib.import_module(".".join([COLLECTION, *path.relative_to(ROOT).with_suffix("").parts]))


def bare(task: Task) -> list[dict[str, Any]]:
    return [{**step, "id": "", "status": ""} for step in task.result["plan"]]


def test_every_configuration_is_foreseen_reached_and_kept(new: Callable[[], TestTenant]) -> None:
    @executed(few(120))
    @given(cases(), st.integers(0, 9))
    def lives(case: Case, seed: int) -> None:
        zpa = build(new(), case)
        config, options = resolved(zpa, case.config), resolved(zpa, case.options)
        note(repr((config, options)))
        before = tables(zpa)
        predicted = succeed(zpa, True, config=config, **options)
        assert predicted.writes == []
        assert tables(zpa) == before
        asked = [(entry.path, tuple(entry.query.items())) for entry in predicted.sent]
        assert len(asked) == len(set(asked))
        real = succeed(zpa, config=config, **options)
        for key in ("changed", "diff", "summary"):
            assert predicted.result[key] == real.result[key]
        assert bare(predicted) == bare(real)
        assert predicted.result.get("warnings") == real.result.get("warnings")
        assert bool(real.writes) is real.result["changed"]
        assert len(real.writes) <= len(real.result["plan"])
        assert len(real.sent) <= len(predicted.sent) + 4 * len(real.result["plan"])
        assert_promises_kept(zpa, real.result["plan"])
        assert_reached(zpa, case, config)
        assert_rest_untouched(zpa, case, config, options.get("protect", []), before)
        assert_nothing_to_do(succeed(zpa, config=config, **options))
        again = shuffled(zpa, config, random.Random(seed))
        assert_nothing_to_do(succeed(zpa, config=again, **options))

    lives()


BAD_ENTRIES: dict[str, list[dict[str, Any]]] = {
    "segment_groups": [
        {"name": "Bad", "applications": ["Nobody"]},
        {"id": "4711", "description": "x"},
        {"name": "Guarded", "state": "absent"},
        {"description": "x"},
    ],
    "app_connector_groups": [
        {"name": "Bad"},
        {"name": "Bad", **PLACES["zurich"], "latitude": 91},
        {"name": "Bad", **PLACES["zurich"], "override_version_profile": True, "version_profile": "Nobody"},
    ],
    "policy_rules": [
        {"name": "Bad"},
        {"name": "Bad", "action": ""},
        {"id": "4711"},
        {"name": "Bad", "description": "x", "conditions": [{"operands": []}]},
    ],
}


def test_one_bad_entry_keeps_everything_from_being_written(new: Callable[[], TestTenant]) -> None:
    @executed(few(60))
    @given(cases(), st.data())
    def is_refused(case: Case, data: st.DataObject) -> None:
        zpa = build(new(), case)
        zpa.add_group("Guarded")
        config, options = resolved(zpa, case.config), resolved(zpa, case.options)
        options["protect"] = [*options.get("protect", []), "Guarded"]
        case.config = config
        path, entries = data.draw(st.sampled_from(sorted(case.lists(), key=lambda row: row[0])))
        twins = [
            {**one, "description": "x"}
            for one in entries
            if one.get("state") != "absent" and one.get("name") not in (DECEPTION, DEFAULT)
        ]
        bad = data.draw(st.sampled_from(BAD_ENTRIES[path.split(".")[0]] + twins))
        place = data.draw(st.integers(0, len(entries)))
        entries.insert(place, deepcopy(bad))
        note(repr((config, options, path, bad)))
        before = tables(zpa)
        results = [run(zpa, check, config=config, **options) for check in (True, False)]
        assert tables(zpa) == before
        for task in results:
            assert task.writes == []
            assert task.result.get("failed")
            wanted = "config.%s[%s]" % (re.escape(path), "\\d+" if bad in twins else place)
            problems = [
                one for one in task.result["problems"] if re.match(wanted.replace("[", "\\[", 1), one)
            ]
            assert problems, task.result["problems"]
        assert results[0].result["problems"] == results[1].result["problems"]

    is_refused()


# What a rule that names something unknown is refused for; in check mode that is a warning.
NOT_THERE = "has the name or id"


@st.composite
def contradictions(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A configuration of the tenant below in which anything may be at odds with anything."""
    pool = ["One", "Two", "Three", "Four"]

    def entry(path: str, name: str, options: dict[str, Callable[[], Any]]) -> dict[str, Any]:
        named: dict[str, Any] = {"name": draw(st.sampled_from(pool)) if seldom(draw) else name}
        if name in pool[:3] and draw(flags):
            named["id"] = Id(path, name)
            if seldom(draw):
                del named["name"]
        if seldom(draw):
            return {**named, "state": "absent"}
        return {**named, **{key: make() for key, make in options.items() if draw(flags)}}

    def entries(path: str, options: dict[str, Callable[[], Any]]) -> list[dict[str, Any]]:
        return [entry(path, name, options) for name in some(draw, pool)]

    rule = {
        "description": lambda: draw(texts),
        "conditions": lambda: [
            {"operands": [{"object_type": "APP_GROUP", "objects": some(draw, pool[:3], 1)[:2]}]}
        ],
        "app_connector_groups": lambda: some(draw, pool[:3])[:2],
    }
    group = {"description": lambda: draw(texts), "applications": lambda: some(draw, APPLICATIONS)[:2]}
    lists: dict[str, Callable[[], list[dict[str, Any]]]] = {
        "segment_groups": lambda: entries(GROUPS, group),
        "app_connector_groups": lambda: [
            one if "state" in one else {**PLACES["zurich"], **one}
            for one in entries(SITES, {"description": lambda: draw(texts)})
        ],
        "access": lambda: [
            one if "state" in one else {"action": "ALLOW", **one} for one in entries(RULES + ":access", rule)
        ],
    }
    config: dict[str, Any] = {name: lists[name]() for name in some(draw, list(lists), 1)}
    if "access" in config:
        config["policy_rules"] = {"access": config.pop("access")}
    options: dict[str, Any] = {"state": "overridden" if seldom(draw) else "merged"}
    if seldom(draw):
        options["max_deletions"] = draw(st.integers(0, 2))
    if seldom(draw):
        options["protect"] = some(draw, ["One", "T*", "Four"])
    return config, options


def test_what_contradicts_itself_is_refused_before_any_write(new: Callable[[], TestTenant]) -> None:
    """And what does not is done: nothing fails half way."""
    outcomes = {"done": 0, "refused": 0}

    @executed(share(240))
    @given(contradictions())
    def is_all_or_nothing(drawn: tuple[dict[str, Any], dict[str, Any]]) -> None:
        zpa = new()
        zpa.add_application(*APPLICATIONS)
        for name, applications in (("One", ["App A", "App B"]), ("Two", ["App C"]), ("Three", [])):
            zpa.add_group(name, applications=applications)
            zpa.add_connector_group(name)
        add_rule(zpa, "One", conditions=in_wire_form(zpa, OF_GROUP_ONE))
        add_rule(zpa, "Two", appConnectorGroups=["Two"])
        add_rule(zpa, "Three")
        for policy_type in POLICY_TYPES:
            PolicySet.of_type(zpa.tenant, policy_type.name, None)
        config, options = resolved(zpa, drawn[0]), resolved(zpa, drawn[1])
        note(repr((config, options)))
        before = tables(zpa)
        predicted = run(zpa, True, config=config, **options)
        assert tables(zpa) == before
        real = run(zpa, config=config, **options)
        if real.result.get("failed"):
            outcomes["refused"] += 1
            assert real.writes == []
            if not any(NOT_THERE in problem for problem in real.result["problems"]):
                assert predicted.result["problems"] == real.result["problems"]
            return
        outcomes["done"] += 1
        assert bare(predicted) == bare(real)
        assert {step["status"] for step in real.result["plan"]} <= {"done"}
        assert_promises_kept(zpa, real.result["plan"])
        for path in (GROUPS, SITES, RULES):
            names = [
                entry["name"] for entry in zpa.tenant.table(path).values() if not entry.get("defaultRule")
            ]
            assert len(names) == len(set(names))
        assert_nothing_to_do(succeed(zpa, config=config, **options))

    is_all_or_nothing()
    assert min(outcomes.values()) >= 10, outcomes


OF_GROUP_ONE = [
    {"operator": "OR", "negated": False, "operands": [{"object_type": "APP_GROUP", "objects": ["One"]}]}
]

FAULTS: list[dict[str, Any]] = [
    {"kind": "throttle", "retry_after": "4s"},
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 503, "retry_after": "2"},
    {"kind": "status", "status": 400, "body": {"id": "api.concurrent.access.error", "reason": "Busy."}},
    {"kind": "status", "status": 400, "body": {"id": "some.error", "reason": "No."}},
    {"kind": "status", "status": 403, "body": {"id": "authz.denied", "reason": "No."}, "times": 2},
    {"kind": "status", "status": 500, "times": 30},
    {"kind": "cut_before"},
    {"kind": "cut_after"},
    {"kind": "cut_before", "times": 30},
    {"kind": "cut_after", "times": 2},
    {"kind": "truncated"},
    {"kind": "text", "body": "<html>Welcome to the hotel</html>"},
    {"kind": "expired"},
]


def test_a_fault_at_any_request_changes_nothing_in_the_end(new: Callable[[], TestTenant]) -> None:
    @executed(few(100))
    @given(cases(more_names=()), st.sampled_from(FAULTS), st.integers(0, 1000), st.booleans())
    def survives(case: Case, fault: dict[str, Any], number: int, hits_a_write: bool) -> None:
        spared, struck = build(new(), case), build(new(), case)
        smooth = succeed(spared, config=resolved(spared, case.config), **resolved(spared, case.options))
        config, options = resolved(struck, case.config), resolved(struck, case.options)
        hits_a_write = hits_a_write and bool(smooth.writes)
        where = "(POST|PUT|DELETE) .*/customers/" if hits_a_write else ""
        count = len(smooth.writes) if hits_a_write else len(smooth.sent)
        skip = number % count if count else 0  # what declares nothing sends nothing
        struck.fault(where=where, skip=skip, **fault)
        note(repr((config, options, fault, where, skip)))
        task = run(struck, config=config, **options)
        if task.result.get("failed") and "plan" in task.result:
            statuses = [(step["status"], step["operation"]) for step in task.result["plan"]]
            assert re.fullmatch("d*fn*", "".join(status[0] for status, _operation in statuses))
            # A look whether new rules are in their places is told of only if it fails.
            unexpected = len(statuses) - len(smooth.result["plan"])
            assert unexpected in (0, int(("failed", "reorder") in statuses))
        elif task.result.get("failed"):
            assert task.writes == []
        struck.tenant.faults.clear()
        if task.result.get("failed"):
            succeed(struck, config=config, **options)
        assert_nothing_to_do(succeed(struck, config=config, **options))
        assert_reached(struck, case, config)
        for path in (GROUPS, SITES):
            names = [entry["name"] for entry in struck.tenant.table(path).values()]
            assert len(names) == len(set(names))
        assert without_order(gather(struck)["config"]) == without_order(gather(spared)["config"])

    survives()


def test_what_is_gathered_changes_nothing_where_it_comes_from(new: Callable[[], TestTenant]) -> None:
    """Also of a tenant with values that no document allows, and with names that occur twice."""

    @executed(few(60))
    @given(tenants(), st.data())
    def stays(case: Case, data: st.DataObject) -> None:
        zpa = build(new(), case)
        for rule in rules_of(zpa, "timeout"):
            if data.draw(flags):
                rule["reauthTimeout"] = "300"
        for table in (zpa.tenant.table(GROUPS), zpa.tenant.table(SITES)):
            for entry in list(table.values()):
                if seldom(data.draw):
                    table[zpa.tenant.new_id()] = {**deepcopy(entry), "id": next(reversed(table))}
                    twin_id = next(reversed(table))
                    table[twin_id]["id"] = twin_id
                if seldom(data.draw):
                    entry["readOnly"] = True
        zpa.tenant.quirks.shuffled_conditions = data.draw(flags)
        before = tables(zpa)
        gathered = gather(zpa)
        note(repr(gathered))
        for check in (True, False):
            for state in ("merged", "overridden"):
                assert_nothing_to_do(
                    succeed(zpa, check, config=gathered["config"], state=state, max_deletions=0)
                )
        assert tables(zpa)[RULES] == before[RULES]
        assert gather(zpa) == gathered

    stays()


def test_what_is_gathered_makes_an_empty_tenant_the_same(new: Callable[[], TestTenant]) -> None:
    @executed(few(60))
    @given(tenants(more_names=()))
    def is_carried_over(case: Case) -> None:
        zpa, twin = build(new(), case), new()
        twin.tenant.new_id()
        furnish(twin, turned=True)
        gathered = gather(zpa)
        predicted = succeed(twin, True, config=gathered["config"])
        real = succeed(twin, config=gathered["config"])
        assert bare(predicted) == bare(real)
        assert without_order(gather(twin)["config"]) == without_order(gathered["config"])
        assert_nothing_to_do(succeed(twin, config=gathered["config"], state="overridden", max_deletions=0))
        deception = "policy_rules.access: '%s' is left out: Zscaler manages it." % DECEPTION
        # What nobody knows is on every object, and told of once for a list.
        said = [one for one in gathered["not_carried"] if ": not managed: " not in one]
        assert said == [deception] * case.has_deception

    is_carried_over()
