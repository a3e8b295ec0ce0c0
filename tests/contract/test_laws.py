# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The laws, for every kind of change to every kind of object: the tables are in support/cases.

Each case is lived through once, on a tenant of its own, and every law looks at what happened.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from support.cases import SUBJECTS, Case, Subject
from support.tenants import new_tenant
from zpa_emulator import Emulator, LogEntry

UNKNOWN = {"somethingNew": {"kept": [1, 2]}, "anotherNewThing": "x"}
RUNS = [
    pytest.param((subject, case), id="%s, %s" % (subject, name))
    for subject in SUBJECTS
    for name, case in subject.cases.items()
]


class Task(NamedTuple):
    """What one task returned and which requests it sent."""

    result: dict[str, Any]
    sent: list[LogEntry]

    @property
    def writes(self) -> list[LogEntry]:
        return [entry for entry in self.sent if entry.is_write]


class Story(NamedTuple):
    """A case from beginning to end.

    ``before``, ``after``: all objects by id, as they are listed. ``found``: the objects that the case
    is about, afterwards, as it tells them; ``told``: as a diff does. ``result``, ``read``: the result
    and what a fresh read shows of it, with names. ``lost``: the keys that an object no longer has.
    """

    before: dict[str, dict[str, Any]]
    predicted: Task
    real: Task
    after: dict[str, dict[str, Any]]
    found: list[dict[str, Any]]
    told: list[dict[str, Any]]
    result: list[dict[str, Any]]
    read: list[dict[str, Any]]
    lost: dict[str, Any]
    again: Task
    back: Task


@pytest.fixture(scope="module", params=RUNS)
def run(request: pytest.FixtureRequest) -> tuple[Subject, Case]:
    return request.param


@pytest.fixture
def subject(run: tuple[Subject, Case]) -> Subject:
    return run[0]


@pytest.fixture
def case(run: tuple[Subject, Case]) -> Case:
    return run[1]


@pytest.fixture(scope="module")
def story(
    run: tuple[Subject, Case], emulator: Emulator, tmp_path_factory: pytest.TempPathFactory, no_proxy: None
) -> Story:
    """Live through a case on the tenant of its table, with a token in the cache."""
    subject, case = run
    zpa = new_tenant(emulator, tmp_path_factory.mktemp("tokens"))
    zpa.add_application("SAP", "Payroll", "Expenses", "Jira", "Git")
    if case.prepared:
        subject.prepare(zpa)
    table = zpa.tenant.table(subject.path)
    for entry in table.values():
        entry.update(UNKNOWN)
    seen = set(table)

    def task(check: bool, options: dict[str, Any]) -> Task:
        zpa.forget()
        result = subject.run(zpa, check, **options)
        return Task(result, list(zpa.calls))

    def listed(**way: Any) -> list[dict[str, Any]]:
        return subject.listed(zpa, **way)

    before = {entry["id"]: entry for entry in listed()}
    predicted, real = task(True, case.options), task(False, case.options)
    shown = real.result.get(subject.key, {})
    way = {"id": case.options["id"]} if "id" in case.options else {"name": case.options["name"]}
    found = listed(**way)
    read = listed(id=shown["id"]) if shown else []
    return Story(
        before=before,
        predicted=predicted,
        real=real,
        after={entry["id"]: entry for entry in listed()},
        found=found,
        told=[subject.in_diff(zpa, entry) for entry in found],
        result=[subject.with_names(zpa, shown)] if shown else [],
        read=[subject.with_names(zpa, entry) for entry in read],
        lost={
            object_id: table[object_id]
            for object_id in seen & set(table)
            if {key: table[object_id].get(key) for key in UNKNOWN} != UNKNOWN
        },
        again=task(False, case.options),
        back=task(False, shown) if shown else Task({"changed": False}, []),
    )


def managed(subject: Subject, case: Case) -> set[str]:
    """The fields that a diff tells; what ZPA works out is none of them."""
    return (set(subject.fields) - set(subject.derived)) & {*case.options, *case.beside}


def test_every_task_succeeds(story: Story) -> None:
    for task in (story.predicted, story.real, story.again, story.back):
        assert "failed" not in task.result, task.result["msg"]


def test_the_second_run_changes_nothing_and_writes_nothing(story: Story) -> None:
    assert story.again.result["changed"] is False
    assert story.again.writes == []


def test_check_mode_writes_nothing(story: Story) -> None:
    assert story.predicted.writes == []


def test_what_changes_nothing_writes_nothing(story: Story) -> None:
    assert bool(story.real.writes) is story.real.result["changed"]


def test_check_mode_tells_what_the_real_run_does(story: Story, case: Case) -> None:
    assert story.predicted.result["changed"] is story.real.result["changed"] is case.changed
    assert story.predicted.result["diff"] == story.real.result["diff"]


def test_check_mode_predicts_the_result(story: Story, subject: Subject) -> None:
    predicted, real = story.predicted.result[subject.key], story.real.result[subject.key]
    unknown = {key: None for key in ("id", *subject.derived) if predicted.get(key, "") in (None, "")}
    assert predicted == real == {} or {**predicted, **unknown} == {**real, **unknown}


def test_a_fresh_read_shows_what_the_diff_promised(story: Story) -> None:
    promised = story.real.result["diff"]["after"]
    assert [{key: entry[key] for key in promised} for entry in story.told] == [promised] * bool(promised)


def test_the_tenant_is_as_declared(story: Story, case: Case) -> None:
    if case.after is None:
        assert story.found == []
    else:
        (found,) = story.found
        assert {key: found[key] for key in case.after} == case.after


def test_the_result_is_what_a_fresh_read_shows(story: Story) -> None:
    assert story.read == story.result


def test_the_result_can_be_given_back_as_options(story: Story) -> None:
    assert story.back.result["changed"] is False
    assert story.back.writes == []


def test_the_budget_of_requests_holds(story: Story, case: Case) -> None:
    assert len(story.real.sent) == case.requests, [str(entry) for entry in story.real.sent]


def test_no_task_warns(story: Story) -> None:
    assert "warnings" not in story.predicted.result
    assert "warnings" not in story.real.result


def test_the_diff_shows_only_what_is_managed(story: Story, subject: Subject, case: Case) -> None:
    diff = story.real.result["diff"]
    if diff["before"] and diff["after"]:
        assert set(diff["before"]) == set(diff["after"]) == managed(subject, case)
    elif diff["after"]:
        assert set(diff["after"]) == managed(subject, case) | set(subject.created)


def test_what_is_not_declared_is_untouched(story: Story, subject: Subject, case: Case) -> None:
    ours = story.real.result[subject.key].get("id")
    for object_id, found in story.after.items():
        if object_id in story.before:
            declared = {*case.options, *case.moved} if object_id == ours else set(subject.shifting)
            old = story.before[object_id]
            untouched = [key for key in subject.fields if key not in declared]
            assert {key: found[key] for key in untouched} == {key: old[key] for key in untouched}


def test_what_the_collection_does_not_know_survives(story: Story) -> None:
    assert story.lost == {}
