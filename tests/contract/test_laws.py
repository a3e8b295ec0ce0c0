# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The laws, for every kind of change to every kind of object: the tables are in support/cases.

Each case is lived through on a tenant of its own, and every law looks at what happened. Updates are lived
through once for each meaning of PUT, since no document says what becomes of what an update leaves out; all
else where an update replaces everything. In an ordinary run updates take turns with one meaning each
(``test_untouched.py`` has an update of each kind with all of them), and what rules of each policy type do
alike is done by those of FULL, and by each other one in so many cases.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import POLICY_RULE
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource
from support.cases import SUBJECTS, Case, Subject
from support.holding import hold, laws_in
from support.policies import make_policy_sets
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator, LogEntry
from zpa_emulator.state import AS_RECORDED, KEEPS, REPLACES

# The policy types whose rules live through every case in an ordinary run.
FULL, ONE_IN = ("access rule", "timeout rule"), 5
UNKNOWN = {"somethingNew": {"kept": [1, 2]}, "anotherNewThing": "x"}
# What every update changes; what the server works out from the rest; what else it makes anew with a rule.
STAMPS = {"modifiedTime", "modifiedBy"}
WORKED_OUT = {"country_code": {"cityCountry"}, "version_profile": {"versionProfileId"}}
RENEWED = {"id", "creationTime", "modifiedTime", "modifiedBy", "conditionId"}


def meanings(subject: Subject, case: Case) -> tuple[str, ...]:
    """The meanings of PUT that differ. Of rules no update that leaves something out was recorded."""
    if not case.changed or not case.prepared or case.after is None or case.options.get("name") == "New":
        return (REPLACES,)
    return (REPLACES, KEEPS) if subject.key == POLICY_RULE.key else (REPLACES, AS_RECORDED, KEEPS)


def runs(is_full: bool) -> list[Any]:
    """All cases with all meanings of PUT; in an ordinary run cases take turns with one each.

    Then policy types that are not of FULL have what none of these has, and one in ONE_IN of the rest.
    """
    found = []
    known = {name for subject in SUBJECTS if str(subject) in FULL for name in subject.cases}
    for number, subject in enumerate(SUBJECTS):
        turn = 0
        is_alike = subject.key == POLICY_RULE.key and str(subject) not in FULL
        for place, (name, case) in enumerate(subject.cases.items()):
            if is_alike and not is_full and name in known and (place + number) % ONE_IN:
                continue
            puts = meanings(subject, case)
            turn += len(puts) > 1
            for put in puts if is_full else (puts[turn % len(puts)],):
                title = "%s, %s, PUT %s" % (subject, name, put)
                found.append(pytest.param((subject, case, put), id=title))
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "run" in metafunc.fixturenames:
        given = runs(metafunc.config.getoption("exhaustive"))
        metafunc.parametrize("run", given, indirect=True)


def test_an_ordinary_run_takes_every_kind_of_case_and_each_meaning_of_put_of_each_subject() -> None:
    every, taken = ([run.values[0] for run in runs(is_full)] for is_full in (True, False))
    chosen = {(str(subject), id(case)) for subject, case, _put in taken}
    for subject in SUBJECTS:
        cases = [name for name, case in subject.cases.items() if (str(subject), id(case)) in chosen]
        if subject.key != POLICY_RULE.key or str(subject) in FULL:
            assert cases == [*subject.cases]
        assert len(cases) >= len(subject.cases) // ONE_IN
    titles = [
        {(one.key, name) for one, case, _put in some for name, other in one.cases.items() if other is case}
        for some in (every, taken)
    ]
    assert titles[0] == titles[1]
    assert {(str(subject), put) for subject, _case, put in taken} == {
        (str(subject), put) for subject, _case, put in every
    }


class Task(NamedTuple):
    """What one task returned and which requests it sent."""

    result: dict[str, Any]
    sent: list[LogEntry]

    @property
    def writes(self) -> list[LogEntry]:
        return [entry for entry in self.sent if entry.is_write]


Objects = Mapping[tuple[str, str], dict[str, Any]]


class Story(NamedTuple):
    """A case from beginning to end.

    ``before``, ``after``: all objects of the tenant by their path and id, as the server keeps them.
    ``found``: the objects that the case
    is about, afterwards, as it tells them; ``told``: as a diff does. ``result``, ``read``: the result
    and what a fresh read shows of it, with names.
    """

    before: Objects
    predicted: Task
    real: Task
    after: Objects
    found: list[dict[str, Any]]
    told: list[dict[str, Any]]
    result: list[dict[str, Any]]
    read: list[dict[str, Any]]
    again: Task
    back: Task


@pytest.fixture
def run(request: pytest.FixtureRequest) -> tuple[Subject, Case, str]:
    return request.param


@pytest.fixture
def subject(run: tuple[Subject, Case, str]) -> Subject:
    return run[0]


@pytest.fixture
def case(run: tuple[Subject, Case, str]) -> Case:
    return run[1]


@pytest.fixture
def story(
    run: tuple[Subject, Case, str],
    emulator: Emulator,
    tmp_path: Path,
) -> Story:
    """Live through a case on the tenant of its table, with a token in the cache."""
    subject, case, put = run
    zpa = new_tenant(emulator, tmp_path / "tokens")
    zpa.add_application("SAP", "Payroll", "Expenses", "Jira", "Git")
    if case.prepared:
        subject.prepare(zpa)
    zpa.tenant.quirks.put = put

    def task(check: bool, options: dict[str, Any]) -> Task:
        zpa.forget()
        result = subject.run(zpa, check, **options)
        return Task(result, list(zpa.calls))

    def listed(**way: Any) -> list[dict[str, Any]]:
        return subject.listed(zpa, **way)

    make_policy_sets(zpa, *(zpa.tenant.microtenants if subject.resource.kind.holds_others else ()))
    for entry in zpa.tenant.table(subject.path).values():
        entry.update(UNKNOWN)
    before = everything(zpa)
    predicted, real = task(True, case.options), task(False, case.options)
    after = everything(zpa)
    shown = real.result.get(subject.key, {})
    found = listed(**way_to(subject, case.options))
    read = listed(**({"id": shown["id"]} if "id" in shown else {})) if shown else []
    return Story(
        before=before,
        predicted=predicted,
        real=real,
        after=after,
        found=found,
        told=[subject.in_diff(zpa, entry) for entry in found],
        result=[subject.with_names(zpa, shown)] if shown else [],
        read=[subject.with_names(zpa, entry) for entry in read],
        again=task(False, case.options),
        back=task(False, shown) if shown else Task({"changed": False}, []),
    )


def way_to(subject: Subject, options: Mapping[str, Any]) -> dict[str, Any]:
    """How what a task was about is listed afterwards."""
    if "id" in options:
        return {"id": options["id"]}
    if subject.resource.has_names:
        return {"name": options.get("new_name", options["name"])}
    return subject.way(options)


def everything(zpa: TestTenant) -> Objects:
    """Return all that the server keeps, without what it makes anew with each update of a rule.

    Policy sets say when rules came and went, and in which order they are, which has laws of its own.
    """
    kept = copy.deepcopy(zpa.tenant.tables)
    for rule in kept.get("policyRule", {}).values():
        rule["conditions"] = [renewed(entry) for entry in rule["conditions"]]
    return {
        (path, object_id): entry
        for path, table in kept.items()
        for object_id, entry in table.items()
        if path != "policySet"
    }


def renewed(condition: dict[str, Any]) -> dict[str, Any]:
    operands = [
        {key: value for key, value in operand.items() if key not in RENEWED}
        for operand in condition["operands"]
    ]
    others = {key: value for key, value in condition.items() if key not in RENEWED}
    return {**others, "operands": sorted(operands, key=str)}


def own_id(subject: Subject, result: Mapping[str, Any]) -> str:
    """The id that the server has for what a task was about. Of what is there once, metadata have it alone."""
    known = result[subject.key].get("id") or next(iter(result["metadata"]), "")
    return str(known).rpartition("/")[2]


def said(entry: Mapping[str, Any], key: str) -> Any:
    """What an object says under a key. Answers show a switch that is off where nothing is kept."""
    return None if entry.get(key) in (False, "0") else entry.get(key)


def wire_keys(subject: Subject, options: set[str]) -> set[str]:
    """The keys that the server keeps for options."""
    fields = [field for field in subject.resource.fields if field.name in options]
    echoes = {key for option in options for key in WORKED_OUT.get(option, ())}
    return {key for field in fields for key in (*field.keys, field.wire, *field.echoes)} | echoes


def parts_of(subject: Subject, objects: Objects) -> set[tuple[str, str]]:
    """The rules that are parts of what a case is about."""
    known = {str(entry["ruleId"]) for entry in objects.values() if "ruleId" in entry}
    return {("policyRule", rule_id) for rule_id in known if subject.resource.rule}


def managed(subject: Subject, case: Case) -> set[str]:
    """The fields that a diff tells; what ZPA works out is none of them."""
    told = {name for name in subject.fields if not subject.resource.field(name).is_worked_out}
    return told & {*case.options, *case.beside, *subject.where}


def law_every_task_succeeds(story: Story) -> None:
    for task in (story.predicted, story.real, story.again, story.back):
        assert "failed" not in task.result, task.result["msg"]


def law_the_second_run_changes_nothing_and_writes_nothing(story: Story) -> None:
    assert story.again.result["changed"] is False
    assert story.again.writes == []


def law_check_mode_writes_nothing(story: Story) -> None:
    assert story.predicted.writes == []


def law_what_changes_nothing_writes_nothing(story: Story) -> None:
    assert bool(story.real.writes) is story.real.result["changed"]


def law_check_mode_tells_what_the_real_run_does(story: Story, case: Case) -> None:
    assert story.predicted.result["changed"] is story.real.result["changed"] is case.changed
    assert story.predicted.result["diff"] == story.real.result["diff"]


def as_far_as_foreseen(resource: Resource, shown: Any, predicted: Any) -> dict[str, Any]:
    """Return a result with None for what ZPA works out inside of it, where check mode says that of it."""
    found = dict(shown)
    for field in resource.fields if found else ():
        inner = {one.name for one in field.type.fields if one.is_computed}
        if inner and isinstance(found[field.name], list):
            found[field.name] = [
                {
                    name: None if name in inner and said.get(name) is None else one
                    for name, one in entry.items()
                }
                for entry, said in zip(found[field.name], predicted[field.name], strict=True)
            ]
    return found


def law_check_mode_predicts_the_result(story: Story, subject: Subject) -> None:
    predicted = story.predicted.result[subject.key]
    real = as_far_as_foreseen(subject.resource, story.real.result[subject.key], predicted)
    unknown = {key: None for key in ("id", *subject.derived) if predicted.get(key, "") in (None, "")}
    assert predicted == real == {} or {**predicted, **unknown} == {**real, **unknown}


def law_a_fresh_read_shows_what_the_diff_promised(story: Story, subject: Subject) -> None:
    shown = {field.name for field in subject.resource.fields if field.type.is_shown}
    promised = {name: value for name, value in story.real.result["diff"]["after"].items() if name in shown}
    assert [{key: entry[key] for key in promised} for entry in story.told] == [promised] * bool(promised)


def law_the_tenant_is_as_declared(story: Story, case: Case) -> None:
    if case.after is None:
        assert story.found == []
    else:
        (found,) = story.found
        assert {key: found[key] for key in case.after} == case.after


def law_the_result_is_what_a_fresh_read_shows(story: Story) -> None:
    assert story.read == story.result


def law_the_result_can_be_given_back_as_options(story: Story) -> None:
    assert story.back.result["changed"] is False
    assert story.back.writes == []


def law_the_budget_of_requests_holds(story: Story, case: Case) -> None:
    assert len(story.real.sent) == case.requests, [str(entry) for entry in story.real.sent]


def law_no_task_warns(story: Story, case: Case) -> None:
    for task in (story.predicted, story.real):
        told = [str(warning) for warning in task.result.get("warnings", ())]
        assert [case.warning in one for one in told] == [True] * bool(case.warning)


def law_the_diff_shows_only_what_is_managed(story: Story, subject: Subject, case: Case) -> None:
    diff = story.real.result["diff"]
    if diff["before"] and diff["after"]:
        assert set(diff["before"]) == set(diff["after"]) == managed(subject, case)
    elif diff["after"]:
        assert set(diff["after"]) == managed(subject, case) | set(subject.created)


def law_what_is_not_declared_is_untouched(story: Story, subject: Subject, case: Case) -> None:
    """All keys of all objects are as they were, but for those that say what is declared."""
    ours = (subject.path, own_id(subject, story.real.result))
    # Members say themselves to what they belong.
    said_by = {
        "applications": ("application", "segmentGroupId"),
        "serviceEdges": ("serviceEdge", "serviceEdgeGroupId"),
    }
    parts = parts_of(subject, story.before)
    joins = dict(said_by[key] for key in wire_keys(subject, {*case.options}) & said_by.keys())
    for where in story.before.keys() & story.after.keys():
        changes: set[str] = {joins[where[0]]} if where[0] in joins else set()
        if where == ours or where in parts:
            changes = wire_keys(subject, {*case.options, *case.moved}) | STAMPS
        old, new = story.before[where], story.after[where]
        different = {key for key in old.keys() | new.keys() if said(old, key) != said(new, key)}
        if where[0] == subject.elsewhere:
            changes = {"name"}
        assert different <= changes, {key: (old.get(key), new.get(key)) for key in different - changes}


def law_what_is_not_declared_is_neither_made_nor_deleted(story: Story, subject: Subject, case: Case) -> None:
    gone, new = story.before.keys() - story.after.keys(), story.after.keys() - story.before.keys()
    gone, new = ({node for node in nodes if node[0] != subject.elsewhere} for nodes in (gone, new))
    gone, new = gone - parts_of(subject, story.before), new - parts_of(subject, story.after)
    assert all(path == subject.path for path, _object_id in gone | new)
    assert (len(gone), len(new)) in ((0, 0), (1, 0) if case.after is None else (0, 1))


def law_what_the_collection_does_not_know_survives(story: Story, subject: Subject) -> None:
    for path, object_id in story.before.keys() & story.after.keys():
        if path == subject.path:
            found = story.after[path, object_id]
            assert {key: found.get(key) for key in UNKNOWN} == UNKNOWN


LAWS = laws_in(globals())


@pytest.mark.generated
def test_all_laws_hold(story: Story, subject: Subject, case: Case) -> None:
    hold(LAWS, story=story, subject=subject, case=case)
