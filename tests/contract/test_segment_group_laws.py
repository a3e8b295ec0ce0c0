# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The laws, for every kind of change to a segment group: one table, one test for each law."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from support.tenants import TestTenant

GROUP_ID = "216196257331299999"
DECLARED = {"description": "For accounting", "enabled": True, "applications": ["SAP", "Payroll"]}


@dataclass(frozen=True)
class Case:
    """A declaration against a tenant that has the group Finance, or against one that has not.

    ``after``: what the fields are afterwards, None where the group is gone. ``requests``: the
    budget with a cached token. ``again``: the options of the second run where they differ.
    """

    options: dict[str, Any]
    after: dict[str, Any] | None
    requests: int
    exists: bool = True
    changed: bool = True
    again: dict[str, Any] = field(default_factory=dict)


CASES = {
    "create with a name alone": Case({"name": "New"}, {"name": "New", "enabled": False}, 2, exists=False),
    "create with everything": Case(
        {"name": "New", **DECLARED}, {"name": "New", **DECLARED, "applications": ["Payroll", "SAP"]}, 3, False
    ),
    "create with one application": Case(
        {"name": "New", "applications": ["Jira"]}, {"applications": ["Jira"], "enabled": False}, 3, False
    ),
    "nothing to do": Case({"name": "Finance", "enabled": True}, {"enabled": True}, 1, changed=False),
    "nothing to do by id": Case({"id": GROUP_ID, "enabled": True}, {"enabled": True}, 1, changed=False),
    "nothing to do with applications in another order": Case(
        {"name": "Finance", "applications": ["SAP", "Payroll"]},
        {"applications": ["Payroll", "SAP"]},
        1,
        changed=False,
    ),
    "change the description": Case(
        {"name": "Finance", "description": "New"}, {"description": "New", "enabled": True}, 3
    ),
    "empty the description": Case({"name": "Finance", "description": ""}, {"description": ""}, 3),
    "disable": Case({"name": "Finance", "enabled": False}, {"enabled": False, "description": "Old"}, 3),
    "rename": Case(
        {"id": GROUP_ID, "name": "Treasury"}, {"name": "Treasury", "applications": ["Payroll", "SAP"]}, 4
    ),
    "add an application": Case(
        {"name": "Finance", "applications": ["Jira"], "purge_applications": False},
        {"applications": ["Jira", "Payroll", "SAP"]},
        4,
    ),
    "remove an application": Case({"name": "Finance", "applications": ["SAP"]}, {"applications": ["SAP"]}, 3),
    "exchange applications": Case(
        {"name": "Finance", "applications": ["SAP", "Jira", "Git"]},
        {"applications": ["Git", "Jira", "SAP"]},
        4,
    ),
    "empty the applications": Case(
        {"name": "Finance", "applications": []}, {"applications": [], "description": "Old"}, 3
    ),
    "change everything": Case(
        {"id": GROUP_ID, "name": "T", "description": "", "enabled": False, "applications": ["Git"]},
        {"name": "T", "description": "", "enabled": False, "applications": ["Git"]},
        5,
    ),
    "delete": Case({"name": "Unused", "state": "absent"}, None, 2),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
    "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 1, changed=False),
}


@pytest.fixture(params=CASES.values(), ids=CASES.keys())
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture
def tenant(zpa: TestTenant, case: Case) -> TestTenant:
    if case.exists:
        zpa.add_group("Finance", description="Old", applications=["SAP", "Payroll"], object_id=GROUP_ID)
        zpa.add_group("Unused")
    zpa.groups(name="Finance")
    zpa.forget()
    return zpa


def test_the_second_run_changes_nothing_and_writes_nothing(tenant: TestTenant, case: Case) -> None:
    tenant.group(**case.options)
    tenant.forget()
    assert tenant.group(**case.options)["changed"] is False
    assert tenant.writes == []


def test_check_mode_writes_nothing(tenant: TestTenant, case: Case) -> None:
    tenant.group(check=True, **case.options)
    assert tenant.writes == []


def test_check_mode_tells_what_the_real_run_does(tenant: TestTenant, case: Case) -> None:
    predicted = tenant.group(check=True, **case.options)
    real = tenant.group(**case.options)
    assert predicted["changed"] is real["changed"] is case.changed
    assert predicted["diff"] == real["diff"]


def test_check_mode_predicts_the_result(tenant: TestTenant, case: Case) -> None:
    predicted = tenant.group(check=True, **case.options)["segment_group"]
    real = tenant.group(**case.options)["segment_group"]
    assert {**predicted, "id": None} == {**real, "id": None} or predicted == real == {}


def test_a_fresh_read_shows_what_the_diff_promised(tenant: TestTenant, case: Case) -> None:
    promised = tenant.group(**case.options)["diff"]["after"]
    found = tenant.groups(
        **({"id": case.options["id"]} if "id" in case.options else {"name": case.options["name"]})
    )
    assert [{key: group[key] for key in promised} for group in found["segment_groups"]] == [promised] * bool(
        promised
    )


def test_the_tenant_is_as_declared(tenant: TestTenant, case: Case) -> None:
    result = tenant.group(**case.options)
    if case.after is None:
        assert tenant.groups(name=case.options.get("name", "-"))["segment_groups"] == []
    else:
        found = tenant.groups(id=result["segment_group"]["id"])["segment_groups"][0]
        assert {key: found[key] for key in case.after} == case.after


def test_the_result_is_what_a_fresh_read_shows(tenant: TestTenant, case: Case) -> None:
    result = tenant.group(**case.options)["segment_group"]
    assert not result or tenant.groups(id=result["id"])["segment_groups"] == [result]


def test_the_result_can_be_given_back_as_options(tenant: TestTenant, case: Case) -> None:
    result = tenant.group(**case.options)["segment_group"]
    tenant.forget()
    if result:
        assert tenant.group(**result)["changed"] is False
    assert tenant.writes == []


def test_the_budget_of_requests_holds(tenant: TestTenant, case: Case) -> None:
    tenant.group(**case.options)
    assert len(tenant.tenant.log) == case.requests, [str(entry) for entry in tenant.tenant.log]


def test_no_task_warns(tenant: TestTenant, case: Case) -> None:
    assert "warnings" not in tenant.group(**case.options)


def test_the_diff_shows_only_what_is_managed(tenant: TestTenant, case: Case) -> None:
    diff = tenant.group(**case.options)["diff"]
    if diff["before"] and diff["after"]:
        managed = {"name", "description", "enabled", "applications"} & set(case.options)
        assert set(diff["before"]) == set(diff["after"]) == managed


def test_what_is_not_declared_is_untouched(tenant: TestTenant, case: Case) -> None:
    fields = ("name", "description", "enabled", "applications")
    before = {group["id"]: group for group in tenant.groups()["segment_groups"]}
    result = tenant.group(**case.options)["segment_group"]
    for found in tenant.groups()["segment_groups"]:
        declared = set(case.options) if found["id"] == result.get("id") else set()
        old = before.get(found["id"], {**found, "description": ""})
        untouched = [
            key for key in fields if key not in declared and not (key == "enabled" and not case.exists)
        ]
        assert {key: found[key] for key in untouched} == {key: old[key] for key in untouched}
