# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From options to an outcome, in check mode and for real."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.plan import NOTHING, UPDATE
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.reconcile import (
    Converged,
    converge,
    make_plan,
    show,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.repository import Store
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import (
    ApiError,
    InvalidInput,
    RestrictedObject,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector_group import (
    APP_CONNECTOR_GROUP,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP
from support.clients import World
from support.tenants import TestTenant

Connect = Callable[..., Client]
SUBSIDIARY = "216196257331290001"


def run(client: Client, **options: Any) -> Converged:
    return converge(Store(client, SEGMENT_GROUP), {"state": "present", **options})


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
@pytest.mark.parametrize("key", [{"name": "Unused"}, {"id": "7"}, {"id": "7", "name": " Unused "}])
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
    assert run(client, state="absent", name="Nobody") == Converged(False, {"before": {}, "after": {}}, {}, {})


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


def test_an_id_that_is_not_there_is_told_with_advice(client: Client) -> None:
    assert problems_of(client, id="4711", name="x") == [
        "id: no segment group has the id 4711. Leave id out to create one, or correct it."
    ]


def test_a_deletion_by_id_looks_for_no_name(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Unused", object_id="7")
    assert run(client, state="absent", id="7", name="Unused").changed
    assert not [entry for entry in zpa.calls if "search" in entry.query]


@pytest.mark.parametrize("read_only", [False, True])
def test_a_deletion_by_id_is_refused_beside_a_name_that_the_object_does_not_have(
    zpa: TestTenant, connect: Connect, read_only: bool
) -> None:
    zpa.add_group("Unused", object_id="7")
    with pytest.raises(InvalidInput) as refused:
        run(connect(read_only=read_only), state="absent", id="7", name="Other")
    assert refused.value.problems == [
        "name: 'Other' is not what is to be deleted by its id 7, which is segment group 'Unused'. Give the "
        "name that it has, or leave name or id out."
    ]
    assert zpa.writes == []


@pytest.mark.parametrize(("name", "warnings"), [("Other", 1), ("Nobody", 0), (None, 0)])
def test_a_deletion_by_an_id_of_nothing_spares_what_has_the_name_and_warns(
    zpa: TestTenant, client: Client, world: World, name: str | None, warnings: int
) -> None:
    zpa.add_group("Other", object_id="8")
    assert not run(client, state="absent", id="7", name=name).changed
    said = [
        "id: no segment group has the id 7. Another one is named 'Other' (id 8), and this entry does not "
        "mean it. Correct the id if it should."
    ]
    assert world.warnings == said[:warnings]


def test_members_that_stay_are_not_looked_up(finance: TestTenant, client: Client) -> None:
    assert not run(client, name="Finance", applications=["SAP"]).changed
    assert len(finance.calls) == 1


@pytest.mark.parametrize("read_only", [False, True])
def test_what_is_forbidden_is_refused_before_any_write(
    zpa: TestTenant, connect: Connect, read_only: bool
) -> None:
    zpa.add_group("Decoy", readOnly=True)
    with pytest.raises(RestrictedObject):
        run(connect(read_only=read_only), name="Decoy", enabled=False)
    assert zpa.writes == []


def test_after_a_lost_write_the_object_is_read_again_by_its_id(finance: TestTenant, client: Client) -> None:
    finance.fault("cut_before", "PUT ")
    assert run(client, name="Finance", description="New").changed
    assert [entry.path.rsplit("/", 1)[1] for entry in finance.calls] == ["segmentGroup"] + ["42"] * 4


def test_all_problems_are_told_together(zpa: TestTenant, client: Client) -> None:
    found = problems_of(client, id="4711", applications=["Nobody", "SAP", "Quux"])
    assert [problem.split(":")[0] for problem in found] == ["id", "applications[0]", "applications[2]"]


def test_a_plan_writes_nothing(finance: TestTenant, client: Client) -> None:
    plan = make_plan(Store(client, SEGMENT_GROUP), {"state": "present", "name": "Finance", "enabled": False})
    assert plan.operation == UPDATE
    assert finance.writes == []


def test_a_name_alone_means_that_the_group_exists(finance: TestTenant, client: Client) -> None:
    assert (
        make_plan(Store(client, SEGMENT_GROUP), {"state": "present", "name": "Finance"}).operation == NOTHING
    )


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


# -- options of many types -----------------------------------------------------------------------

PLACE: dict[str, Any] = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich"}


def connect_group(client: Client, **options: Any) -> Converged:
    return converge(Store(client, APP_CONNECTOR_GROUP), {"state": "present", "name": "Zurich", **options})


@pytest.fixture
def zurich(zpa: TestTenant) -> TestTenant:
    zpa.add_connector_group(
        "Zurich", object_id="42", overrideVersionProfile=True, versionProfileId="1", enrollmentCertId="6573"
    )
    return zpa


def test_a_reference_by_name_goes_out_by_id(zurich: TestTenant, client: Client) -> None:
    outcome = connect_group(client, version_profile="new release", enrollment_cert="Client")
    assert outcome.diff["after"] == {
        "name": "Zurich",
        "version_profile": "New Release",
        "enrollment_cert": "Client",
    }
    assert zurich.writes[0].body["versionProfileId"] == "2"
    assert zurich.writes[0].body["enrollmentCertId"] == "6572"


@pytest.mark.parametrize(
    "options",
    [{"version_profile": "previous default"}, {"version_profile": "1"}],
)
def test_a_reference_as_it_is_costs_no_look_up(
    zurich: TestTenant, client: Client, options: dict[str, Any]
) -> None:
    del zurich.stored("Zurich", "appConnectorGroup")["enrollmentCertId"]
    assert not connect_group(client, **options).changed
    assert len(zurich.calls) == 1


@pytest.mark.parametrize("options", [{}, {"enrollment_cert": "Connector"}, {"enrollment_cert": "6573"}])
def test_a_name_that_the_api_does_not_show_is_looked_up(
    zurich: TestTenant, client: Client, options: dict[str, Any]
) -> None:
    outcome = connect_group(client, **options)
    assert (outcome.changed, outcome.shown["enrollment_cert"]) == (False, "Connector")
    assert len(zurich.calls) == 2


def test_unknown_references_are_problems_of_their_options(zurich: TestTenant, client: Client) -> None:
    with pytest.raises(InvalidInput) as refused:
        connect_group(client, version_profile="Quux", enrollment_cert="Quux")
    assert [problem.split(":")[0] for problem in refused.value.problems] == [
        "version_profile",
        "enrollment_cert",
    ]
    assert zurich.writes == []


def test_what_a_creation_lacks_is_told_with_what_is_unknown(zpa: TestTenant, client: Client) -> None:
    with pytest.raises(InvalidInput) as refused:
        connect_group(client, enrollment_cert="Quux", latitude=1.0)
    assert [problem.split(":")[0] for problem in refused.value.problems] == [
        "longitude",
        "location",
        "enrollment_cert",
    ]


@pytest.mark.parametrize("read_only", [False, True])
def test_an_option_without_effect_is_warned_of_once_and_not_looked_up(
    zurich: TestTenant, connect: Connect, world: World, read_only: bool
) -> None:
    outcome = connect_group(
        connect(read_only=read_only), override_version_profile=False, version_profile="Nobody knows"
    )
    assert outcome.diff["after"] == {"name": "Zurich", "override_version_profile": False}
    assert outcome.shown["version_profile"] is None
    assert len(world.warnings) == 1
    assert "version_profile: has no effect" in world.warnings[0]
    assert not any("versionProfiles" in entry.path for entry in zurich.calls)


def test_an_option_without_effect_does_not_matter_for_a_deletion(
    zurich: TestTenant, client: Client, world: World
) -> None:
    options = {"override_version_profile": False, "version_profile": "x", "state": "absent"}
    assert connect_group(client, **options).changed
    assert world.warnings == []


def test_a_creation_shows_what_zpa_worked_out_and_check_mode_does_not_know_it(
    zpa: TestTenant, connect: Connect
) -> None:
    assert connect_group(connect(read_only=True), **PLACE).shown["country_code"] is None
    assert connect_group(connect(), **PLACE).shown["country_code"] == "CH"


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("options", [{}, {"description": "New"}])
def test_a_country_that_zpa_did_not_work_out_is_a_warning_whatever_else_is_to_do(
    zurich: TestTenant, connect: Connect, world: World, options: dict[str, Any], read_only: bool
) -> None:
    outcome = connect_group(connect(read_only=read_only), country_code="fr", **options)
    assert outcome.changed is bool(options)
    assert outcome.shown["country_code"] == "US"
    assert world.warnings == [
        "country_code: is US, which ZPA works out from latitude and longitude, and not 'fr'. "
        "Correct these, or leave country_code out."
    ]


def test_the_country_that_zpa_worked_out_can_be_declared(
    zurich: TestTenant, client: Client, world: World
) -> None:
    assert not connect_group(client, country_code=" us ").changed
    assert world.warnings == []


@pytest.mark.parametrize("name", ["Zurich", "New"])
def test_a_country_that_zpa_works_out_otherwise_is_a_warning_once_the_group_is_there(
    zurich: TestTenant, connect: Connect, world: World, name: str
) -> None:
    options = {"name": name, "country_code": "FR", "latitude": 47.5, "longitude": 8.6, "location": "Z"}
    predicted = connect_group(connect(read_only=True), **options)
    assert world.warnings == []
    real = connect_group(connect(), **options)
    assert len(world.warnings) == 1
    assert "country_code: is CH, which ZPA works out" in world.warnings[0]
    assert real.shown["country_code"] == "CH"
    assert predicted.shown["country_code"] is None
    assert predicted.diff == real.diff
    assert "country_code" not in real.diff["after"]
    assert "countryCode" not in zurich.writes[0].body


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    ("options", "warnings"),
    [({"description": "d"}, 1), ({"tcp_quick_ack": True}, 0), ({"tcp_quick_ack": False}, 0), ({}, 0)],
)
def test_twins_that_disagree_are_warned_of_before_an_update_that_leaves_them_so(
    zpa: TestTenant,
    connect: Connect,
    world: World,
    options: dict[str, Any],
    warnings: int,
    read_only: bool,
) -> None:
    zpa.add_connector_group("Zurich", tcpQuickAckApp=True, tcpQuickAckAssistant=False)
    with contextlib.suppress(ApiError):
        connect_group(connect(read_only=read_only), **options)
    assert [warning.partition(":")[0] for warning in world.warnings] == ["tcp_quick_ack"] * warnings


@pytest.mark.parametrize("text", [" Old ", "Old\n", "\tOld"])
def test_blanks_at_the_ends_of_a_text_are_no_change(zpa: TestTenant, client: Client, text: str) -> None:
    zpa.add_group("Finance", description="Old ")
    assert not run(client, name="Finance", description=text).changed


def test_an_update_gives_back_the_blanks_of_a_text_that_does_not_change(
    zpa: TestTenant, client: Client
) -> None:
    zpa.tenant.quirks.escaped_text = True
    zpa.add_group("Finance", description=" R&D ")
    run(client, name="Finance", description="R&D", enabled=False)
    assert zpa.writes[0].body["description"] == " R&D "


def test_a_deletion_needs_nothing_that_is_required(zpa: TestTenant, client: Client) -> None:
    assert not connect_group(client, state="absent").changed
    assert not connect_group(client, state="absent", version_profile="Quux").changed
