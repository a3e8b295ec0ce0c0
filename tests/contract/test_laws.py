# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The laws, for every kind of change to every kind of object: the tables are in support/cases."""

from __future__ import annotations

from typing import Any

import pytest
from support.cases import SUBJECTS, Case, Subject
from support.tenants import TestTenant

RUNS = [
    pytest.param((subject, case), id="%s, %s" % (subject.key, name))
    for subject in SUBJECTS
    for name, case in subject.cases.items()
]


@pytest.fixture(params=RUNS)
def run(request: pytest.FixtureRequest) -> tuple[Subject, Case]:
    return request.param


@pytest.fixture
def subject(run: tuple[Subject, Case]) -> Subject:
    return run[0]


@pytest.fixture
def case(run: tuple[Subject, Case]) -> Case:
    return run[1]


@pytest.fixture
def tenant(zpa: TestTenant, subject: Subject, case: Case) -> TestTenant:
    """The tenant of the table, with a token in the cache and an empty request log."""
    if case.exists:
        subject.prepare(zpa)
    subject.listed(zpa, name="Nobody")
    zpa.forget()
    return zpa


def managed(subject: Subject, case: Case) -> set[str]:
    return set(subject.fields) & set(case.options)


def test_the_second_run_changes_nothing_and_writes_nothing(
    tenant: TestTenant, subject: Subject, case: Case
) -> None:
    subject.run(tenant, **case.options)
    tenant.forget()
    assert subject.run(tenant, **case.options)["changed"] is False
    assert tenant.writes == []


def test_check_mode_writes_nothing(tenant: TestTenant, subject: Subject, case: Case) -> None:
    subject.run(tenant, check=True, **case.options)
    assert tenant.writes == []


def test_check_mode_tells_what_the_real_run_does(tenant: TestTenant, subject: Subject, case: Case) -> None:
    predicted = subject.run(tenant, check=True, **case.options)
    real = subject.run(tenant, **case.options)
    assert predicted["changed"] is real["changed"] is case.changed
    assert predicted["diff"] == real["diff"]


def test_check_mode_predicts_the_result(tenant: TestTenant, subject: Subject, case: Case) -> None:
    predicted = subject.run(tenant, check=True, **case.options)[subject.key]
    real = subject.run(tenant, **case.options)[subject.key]
    unknown = {key: None for key in ("id", *subject.derived) if predicted.get(key, "") in (None, "")}
    assert predicted == real == {} or {**predicted, **unknown} == {**real, **unknown}


def test_a_fresh_read_shows_what_the_diff_promised(tenant: TestTenant, subject: Subject, case: Case) -> None:
    promised = subject.run(tenant, **case.options)["diff"]["after"]
    way = {"id": case.options["id"]} if "id" in case.options else {"name": case.options["name"]}
    found = [{key: group[key] for key in promised} for group in subject.listed(tenant, **way)]
    assert found == [promised] * bool(promised)


def test_the_tenant_is_as_declared(tenant: TestTenant, subject: Subject, case: Case) -> None:
    result = subject.run(tenant, **case.options)
    if case.after is None:
        assert subject.listed(tenant, name=case.options.get("name", "-")) == []
    else:
        found = subject.listed(tenant, id=result[subject.key]["id"])[0]
        assert {key: found[key] for key in case.after} == case.after


def test_the_result_is_what_a_fresh_read_shows(tenant: TestTenant, subject: Subject, case: Case) -> None:
    result = subject.run(tenant, **case.options)[subject.key]
    assert not result or subject.listed(tenant, id=result["id"]) == [result]


def test_the_result_can_be_given_back_as_options(tenant: TestTenant, subject: Subject, case: Case) -> None:
    result = subject.run(tenant, **case.options)[subject.key]
    tenant.forget()
    if result:
        assert subject.run(tenant, **result)["changed"] is False
    assert tenant.writes == []


def test_the_budget_of_requests_holds(tenant: TestTenant, subject: Subject, case: Case) -> None:
    subject.run(tenant, **case.options)
    assert len(tenant.tenant.log) == case.requests, [str(entry) for entry in tenant.tenant.log]


def test_no_task_warns(tenant: TestTenant, subject: Subject, case: Case) -> None:
    assert "warnings" not in subject.run(tenant, **case.options)


def test_the_diff_shows_only_what_is_managed(tenant: TestTenant, subject: Subject, case: Case) -> None:
    diff = subject.run(tenant, **case.options)["diff"]
    if diff["before"] and diff["after"]:
        assert set(diff["before"]) == set(diff["after"]) == managed(subject, case)
    elif diff["after"]:
        assert set(diff["after"]) == managed(subject, case) | set(subject.created)


def test_what_is_not_declared_is_untouched(tenant: TestTenant, subject: Subject, case: Case) -> None:
    before = {group["id"]: group for group in subject.listed(tenant)}
    result = subject.run(tenant, **case.options)[subject.key]
    for found in subject.listed(tenant):
        if found["id"] in before:
            declared = {*case.options, *case.moved} if found["id"] == result.get("id") else set()
            untouched = [key for key in subject.fields if key not in declared]
            old: dict[str, Any] = before[found["id"]]
            assert {key: found[key] for key in untouched} == {key: old[key] for key in untouched}


def test_what_the_collection_does_not_know_survives(tenant: TestTenant, subject: Subject, case: Case) -> None:
    unknown = {"somethingNew": {"kept": [1, 2]}, "anotherNewThing": "x"}
    table = tenant.tenant.table(subject.path)
    for entry in table.values():
        entry.update(unknown)
    seen = set(table)
    subject.run(tenant, **case.options)
    for object_id in seen & set(table):
        assert {key: table[object_id].get(key) for key in unknown} == unknown
