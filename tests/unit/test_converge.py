# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From options to an outcome, in check mode and for real."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._converge import (
    Outcome,
    converge,
    make_plan,
    show,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import InvalidInput
from ansible_collections.zerotrust.zpa.plugins.module_utils._model.segment_group import SEGMENT_GROUP
from ansible_collections.zerotrust.zpa.plugins.module_utils._plan import NOTHING, UPDATE
from support.tenants import TestTenant

Connect = Callable[..., Client]
SUBSIDIARY = "216196257331290001"


def run(client: Client, **options: Any) -> Outcome:
    return converge(client, SEGMENT_GROUP, {"state": "present", **options})


def problems_of(client: Client, **options: Any) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        run(client, **options)
    return refused.value.problems


@pytest.fixture
def finance(zpa: TestTenant) -> TestTenant:
    zpa.add_group("Finance", description="Old", applications=["SAP"], object_id="42")
    return zpa


def test_a_creation_is_shown_as_options(zpa: TestTenant, client: Client) -> None:
    outcome = run(client, name=" New ", applications=["SAP"])
    assert outcome.changed
    assert outcome.shown == {
        "id": zpa.stored("New")["id"],
        "name": "New",
        "description": "",
        "enabled": False,
        "applications": ["SAP"],
        "microtenant_id": None,
    }


def test_check_mode_shows_what_the_real_run_then_shows(finance: TestTenant, connect: Connect) -> None:
    options = {"id": "42", "name": "Treasury", "description": "", "applications": ["Jira", "Git"]}
    predicted = run(connect(read_only=True), **options)
    real = run(connect(), **options)
    assert (predicted.changed, predicted.diff, predicted.shown) == (real.changed, real.diff, real.shown)


def test_check_mode_of_a_creation_knows_no_id(zpa: TestTenant, connect: Connect) -> None:
    outcome = run(connect(read_only=True), name="New")
    assert outcome.changed
    assert (outcome.shown["id"], outcome.metadata) == (None, {})
    assert zpa.writes == []


def test_metadata_are_told_by_id(finance: TestTenant, client: Client) -> None:
    outcome = run(client, name="Finance")
    assert outcome.metadata["42"]["microtenant_name"] == "Default"


def test_nothing_to_do_is_no_change(finance: TestTenant, client: Client) -> None:
    outcome = run(client, name="Finance", description="Old")
    assert not outcome.changed
    assert outcome.diff["before"] == outcome.diff["after"] == {"name": "Finance", "description": "Old"}


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("key", [{"name": "Unused"}, {"id": "7"}, {"id": "7", "name": "Other"}])
def test_a_deletion_shows_nothing_any_more(
    zpa: TestTenant, connect: Connect, key: dict[str, str], read_only: bool
) -> None:
    zpa.add_group("Unused", object_id="7")
    outcome = run(connect(read_only=read_only), state="absent", **key)
    assert (outcome.changed, outcome.shown, outcome.metadata) == (True, {}, {})
    assert outcome.diff["before"]["name"] == "Unused"
    assert outcome.diff["after"] == {}
    assert len(zpa.writes) == (0 if read_only else 1)


def test_what_is_not_there_need_not_be_deleted(client: Client) -> None:
    assert run(client, state="absent", name="Nobody") == Outcome(False, {"before": {}, "after": {}}, {}, {})


def test_two_groups_of_one_name_are_not_deleted(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Twin")
    zpa.add_group("Twin")
    assert "2 segment groups are named 'Twin'" in problems_of(client, state="absent", name="Twin")[0]
    assert zpa.writes == []


def test_an_option_that_is_null_is_left_alone(finance: TestTenant, client: Client) -> None:
    assert not run(client, name="Finance", description=None, applications=None, enabled=None).changed


def test_an_empty_option_empties(finance: TestTenant, client: Client) -> None:
    outcome = run(client, name="Finance", description="", applications=[])
    assert (outcome.shown["description"], outcome.shown["applications"]) == ("", [])


def test_applications_are_an_exact_set(finance: TestTenant, client: Client) -> None:
    assert run(client, name="Finance", applications=["Jira"]).shown["applications"] == ["Jira"]


def test_applications_are_only_added_where_that_is_wanted(finance: TestTenant, client: Client) -> None:
    outcome = run(client, name="Finance", applications=["Jira"], purge_applications=False)
    assert outcome.shown["applications"] == ["Jira", "SAP"]


def test_an_id_with_another_name_renames(finance: TestTenant, client: Client) -> None:
    outcome = run(client, id="42", name="Treasury")
    assert (outcome.shown["id"], outcome.shown["name"]) == ("42", "Treasury")


def test_an_id_with_its_own_name_costs_one_request(finance: TestTenant, client: Client) -> None:
    assert not run(client, id="42", name="Finance").changed
    assert len(finance.calls) == 1


def test_a_name_that_is_taken_is_a_problem_before_any_write(finance: TestTenant, client: Client) -> None:
    finance.add_group("Treasury", object_id="43")
    assert problems_of(client, id="42", name="Treasury") == [
        "name: 'Treasury' is the name of another segment group (id 43) already. "
        "Choose another name, or delete that one first."
    ]
    assert finance.writes == []


def test_an_id_that_is_not_there_is_a_problem_before_any_write(zpa: TestTenant, client: Client) -> None:
    assert "id: no segment group has the id 4711." in problems_of(client, id="4711", name="x")[0]
    assert zpa.writes == []


def test_all_problems_are_told_together(zpa: TestTenant, client: Client) -> None:
    found = problems_of(client, id="4711", applications=["Nobody", "SAP", "Quux"])
    assert [problem.split(":")[0] for problem in found] == ["id", "applications[0]", "applications[2]"]


def test_a_plan_writes_nothing(finance: TestTenant, client: Client) -> None:
    plan = make_plan(client, SEGMENT_GROUP, {"state": "present", "name": "Finance", "enabled": False})
    assert plan.operation == UPDATE
    assert finance.writes == []


def test_a_name_alone_means_that_the_group_exists(finance: TestTenant, client: Client) -> None:
    assert make_plan(client, SEGMENT_GROUP, {"state": "present", "name": "Finance"}).operation == NOTHING


@pytest.mark.parametrize(
    ("record", "configured", "shown"),
    [
        ({}, "", None),
        ({}, "0", "0"),
        ({}, SUBSIDIARY, SUBSIDIARY),
        ({"microtenantId": SUBSIDIARY}, "", SUBSIDIARY),
        ({"microtenantId": 7}, SUBSIDIARY, "7"),
    ],
)
def test_the_microtenant_of_an_object_is_shown(
    connect: Connect, record: dict[str, Any], configured: str, shown: str | None
) -> None:
    client = connect(microtenant_id=configured)
    assert show(client, SEGMENT_GROUP, {"id": 1, **record}, {}) == {"id": "1", "microtenant_id": shown}
