# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans carried out on the emulator, whatever happens to the requests."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.apply import carry_out
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.reconcile import make_plan
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.repository import (
    READS_UNTIL_CONSISTENT,
    Store,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import (
    ApiError,
    InconsistentRead,
    RestrictedObject,
    StillNamed,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector_group import (
    APP_CONNECTOR_GROUP,
)
from support.applying import GROUP_ID, NO_GROUPS, Connect, apply, body_of, remove, sent
from support.clients import World
from support.policies import add_rule
from support.tenants import TestTenant

SUBSIDIARY = "216196257331290001"
PLACE: dict[str, Any] = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich"}


# -- without faults ------------------------------------------------------------------------------


def test_a_creation_returns_the_object(zpa: TestTenant, client: Client) -> None:
    created = apply(client, name="New", description="d", enabled=True)
    assert created is not None
    assert created["id"] == zpa.stored("New")["id"]
    assert sent(zpa) == ["GET", "POST", "GET"]


def test_an_update_returns_the_object_as_it_is_then_shown(finance: TestTenant, client: Client) -> None:
    updated = apply(client, name="Finance", description="New")
    assert updated is not None
    assert (updated["description"], updated["microtenantName"]) == ("New", "Default")
    assert sent(finance) == ["GET", "PUT", "GET"]


def test_a_deletion_returns_nothing(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Unused")
    remove(client, "Unused")
    assert zpa.tenant.table("segmentGroup") == {}
    assert sent(zpa) == ["GET", *["GET"] * (len(POLICY_TYPES) + 1), "GET", "DELETE"]


def test_nothing_to_do_returns_what_is_there(finance: TestTenant, client: Client) -> None:
    found = apply(client, name="Finance", description="Old")
    assert found is not None
    assert found["id"] == GROUP_ID
    assert sent(finance) == ["GET"]


def test_members_are_added_and_removed_by_their_difference(finance: TestTenant, client: Client) -> None:
    apply(client, name="Finance", applications=["SAP", "Jira"])
    assert finance.members("Finance") == ["Jira", "SAP"]
    assert body_of(finance)["addedApps"] == [finance.tenant.find("application", "Jira")["id"]]
    assert body_of(finance)["deletedApps"] == [finance.tenant.find("application", "Payroll")["id"]]


# -- updates keep what they do not mean ----------------------------------------------------------


def test_an_update_keeps_what_this_collection_does_not_know(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Finance", futureField={"a": [1]}, configSpace="SIEM")
    apply(client, name="Finance", description="New")
    stored = zpa.stored("Finance")
    assert (stored["futureField"], stored["configSpace"]) == ({"a": [1]}, "SIEM")


def test_an_update_keeps_what_is_not_given(finance: TestTenant, client: Client) -> None:
    apply(client, name="Finance", enabled=False)
    assert finance.stored("Finance")["description"] == "Old"
    assert finance.members("Finance") == ["Payroll", "SAP"]


def test_an_update_does_not_store_the_escaping_of_the_answer(zpa: TestTenant, client: Client) -> None:
    zpa.tenant.quirks.escaped_text = True
    zpa.add_group("R&D <1>", description='"a" & b')
    apply(client, name="R&D <1>", enabled=False)
    assert zpa.stored("R&D <1>")["description"] == '"a" & b'


def test_an_update_sends_nothing_that_the_api_computes(finance: TestTenant, client: Client) -> None:
    apply(client, name="Finance", enabled=False)
    assert set(body_of(finance)) == {
        "id",
        "name",
        "description",
        "enabled",
        "configSpace",
        "tcpKeepAliveEnabled",
        "readOnly",
        "zscalerManaged",
        "policyMigrated",
        "skipDetailedAppInfo",
        "hideInfoTooltip",
        "addedApps",
        "deletedApps",
    }


def test_an_update_goes_to_the_second_version_of_the_api(finance: TestTenant, client: Client) -> None:
    apply(client, name="Finance", enabled=False)
    assert finance.writes[0].path.startswith("/mgmtconfig/v2/")


# -- microtenants --------------------------------------------------------------------------------


def test_a_creation_lands_in_the_microtenant(zpa: TestTenant, connect: Connect) -> None:
    apply(connect(microtenant_id=SUBSIDIARY), name="New")
    assert zpa.stored("New")["microtenantId"] == SUBSIDIARY
    assert body_of(zpa)["microtenantId"] == zpa.writes[0].query["microtenantId"] == SUBSIDIARY


@pytest.mark.parametrize("microtenant_id", ["", "0"])
def test_a_creation_lands_in_the_default_microtenant(
    zpa: TestTenant, connect: Connect, microtenant_id: str
) -> None:
    apply(connect(microtenant_id=microtenant_id), name="New")
    assert "microtenantId" not in zpa.stored("New")


def test_a_group_of_the_same_name_elsewhere_stays_alone(zpa: TestTenant, connect: Connect) -> None:
    zpa.add_group("Finance", description="Ours", object_id="1")
    zpa.add_group("Finance", description="Theirs", object_id="2", microtenant_id=SUBSIDIARY)
    client = connect(microtenant_id=SUBSIDIARY)
    apply(client, name="Finance", description="New")
    remove(client, "Finance")
    table = zpa.tenant.table("segmentGroup")
    assert {key: group["description"] for key, group in table.items()} == {"1": "Ours"}


STALE = {"id": GROUP_ID, "name": "Finance", "description": "Old", "enabled": True}


# -- reading back --------------------------------------------------------------------------------


def test_a_replica_that_lags_gets_a_little_time(finance: TestTenant, client: Client, world: World) -> None:
    finance.fault("status", "GET .*segmentGroup/", status=200, body=STALE, times=2)
    updated = apply(client, name="Finance", description="New")
    assert updated is not None
    assert updated["description"] == "New"
    assert world.pauses == [0.5, 1.0]


def test_what_does_not_read_back_is_an_error_that_names_it(finance: TestTenant, client: Client) -> None:
    finance.fault("status", "GET .*segmentGroup/", status=200, body=STALE, times=READS_UNTIL_CONSISTENT)
    message = r"accepted the update of segment group 'Finance' \(id %s\), but read back description is 'Old'"
    with pytest.raises(InconsistentRead, match=message % GROUP_ID + " instead of 'New'"):
        apply(client, name="Finance", description="New", enabled=True)


def test_all_that_does_not_read_back_is_named(finance: TestTenant, client: Client) -> None:
    finance.fault("status", "GET .*segmentGroup/", status=200, body=STALE, times=READS_UNTIL_CONSISTENT)
    message = r"read back description is 'Old' instead of 'New', enabled is True instead of False\. That"
    with pytest.raises(InconsistentRead, match=message):
        apply(client, name="Finance", description="New", enabled=False)


def test_a_failure_to_read_back_says_that_the_write_was_accepted(finance: TestTenant, client: Client) -> None:
    finance.fault("status", "GET .*segmentGroup/", status=400, body={"id": "x", "reason": "No."})
    with pytest.raises(ApiError, match="The update itself was accepted"):
        apply(client, name="Finance", description="New")


def test_what_vanishes_after_an_update_is_an_error(finance: TestTenant, client: Client) -> None:
    gone = {"id": "resource.not.found", "reason": "No."}
    finance.fault("status", "GET .*segmentGroup/", status=404, body=gone, times=READS_UNTIL_CONSISTENT)
    with pytest.raises(
        InconsistentRead, match=r"update of segment group 'Finance' .*, but does not show it\."
    ):
        apply(client, name="Finance", description="New")


def test_what_has_arrived_without_one_of_its_values_is_not_taken_by_zpa(
    finance: TestTenant, client: Client
) -> None:
    half = {**STALE, "enabled": False}
    finance.fault("status", "GET .*segmentGroup/", status=200, body=half, times=READS_UNTIL_CONSISTENT)
    message = (
        r"description is 'Old' instead of 'New'\. The update has arrived, and ZPA keeps what it had: leave "
    )
    with pytest.raises(InconsistentRead, match=message + "description out"):
        apply(client, name="Finance", description="New", enabled=False)


@pytest.mark.parametrize(
    ("shown", "message"),
    [
        ({}, "It may not be complete yet: .*leave description out"),
        ({"description": "Theirs"}, "ZPA may have filled that in itself, .*leave description out"),
    ],
)
def test_a_creation_that_is_never_shown_as_declared_says_what_may_be(
    zpa: TestTenant, client: Client, world: World, shown: dict[str, Any], message: str
) -> None:
    answer = {"id": GROUP_ID, "name": "New", "enabled": True, **shown}
    zpa.fault("status", "POST .*segmentGroup", status=201, body=answer)
    zpa.fault("status", "GET .*segmentGroup/", status=200, body=answer, times=READS_UNTIL_CONSISTENT)
    with pytest.raises(InconsistentRead, match="accepted the creation of .*" + message):
        apply(client, name="New", description="d", enabled=True)
    assert len(world.pauses) == READS_UNTIL_CONSISTENT - 1


def test_a_creation_that_is_never_shown_says_so(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", "POST .*segmentGroup", status=201, body={"id": GROUP_ID})
    with pytest.raises(InconsistentRead, match=r"but does not show it yet\..*Run the task again in a while"):
        apply(client, name="New")


def test_members_that_do_not_read_back_are_told_by_name(finance: TestTenant, client: Client) -> None:
    finance.fault("status", "GET .*segmentGroup/", status=200, body=STALE, times=READS_UNTIL_CONSISTENT)
    with pytest.raises(InconsistentRead, match=r"applications is \[\] instead of \['Jira'\]"):
        apply(client, name="Finance", applications=["Jira"])


def test_what_does_not_read_back_may_be_another_writers_doing(finance: TestTenant, client: Client) -> None:
    other = {**STALE, "description": "Newer"}
    finance.fault("status", "GET .*segmentGroup/", status=200, body=other, times=READS_UNTIL_CONSISTENT)
    with pytest.raises(InconsistentRead, match=r"\. Look at the object .* meanwhile\.$"):
        apply(client, name="Finance", description="New")


def test_what_reads_back_as_it_was_before_may_arrive_later(finance: TestTenant, client: Client) -> None:
    finance.fault("status", "GET .*segmentGroup/", status=200, body=STALE, times=READS_UNTIL_CONSISTENT)
    with pytest.raises(InconsistentRead, match=r"\. That is how it was before: run the task again .*\.$"):
        apply(client, name="Finance", description="New")


@pytest.mark.parametrize("new_name", [None, "Main"])
def test_what_the_list_tells_is_read_back_by_its_new_name(
    zpa: TestTenant, client: Client, new_name: str | None
) -> None:
    zpa.add_connector_group("Zurich", object_id=GROUP_ID, lssAppConnectorGroup=True)
    for number in range(600):
        zpa.add_connector_group("Group %d" % number)
    changes = {"description": "d"} if new_name is None else {"name": new_name}
    plan = make_plan(Store(client, APP_CONNECTOR_GROUP), {"state": "present", "id": GROUP_ID, **changes})
    zpa.forget()
    updated = carry_out(Store(client, APP_CONNECTOR_GROUP), plan, lambda: plan).record
    assert updated is not None
    assert updated["lssAppConnectorGroup"] is True
    assert [entry.query.get("search") for entry in zpa.calls] == [None, "name EQ %s" % (new_name or "Zurich")]


def test_a_country_that_zpa_did_not_work_out_is_no_broken_promise(
    zpa: TestTenant, client: Client, world: World
) -> None:
    created = apply(client, APP_CONNECTOR_GROUP, name="Zurich", country_code="FR", **PLACE)
    assert created is not None
    assert created["countryCode"] == "CH"
    assert len(zpa.calls) == 3
    assert "countryCode" not in body_of(zpa)


@pytest.mark.parametrize("is_listed", [True, False])
def test_what_the_answer_by_id_has_wrong_keeps_its_value_where_no_list_shows_the_object(
    zpa: TestTenant, client: Client, is_listed: bool
) -> None:
    zpa.add_connector_group("Zurich", object_id=GROUP_ID, lssAppConnectorGroup=True)
    store = Store(client, APP_CONNECTOR_GROUP)
    plan = make_plan(store, {"state": "present", "name": "Zurich", "description": "d"})
    if not is_listed:
        zpa.fault("status", r"GET .*appConnectorGroup$", status=200, body=NO_GROUPS, times=99)
    updated = carry_out(store, plan, lambda: plan).record
    assert updated is not None
    assert (updated["description"], updated["lssAppConnectorGroup"]) == ("d", True)


def test_what_refers_to_a_group_keeps_it_from_being_deleted(zpa: TestTenant, connect: Connect) -> None:
    zpa.add_connector_group("Zurich")
    zpa.add_server_group("ERP", app_connector_groups=["Zurich"])
    with pytest.raises(StillNamed, match="it is named by Server Group 'ERP' "):
        apply(connect(read_only=True), APP_CONNECTOR_GROUP, name="Zurich", state="absent")


RESTRICTIONS = [
    {"restrictedEntity": True},
    {"readOnly": True},
    {"zscalerManaged": True},
    {"restrictionType": "DECEPTION"},
]


# -- what is forbidden ---------------------------------------------------------------------------


@pytest.mark.parametrize("flags", RESTRICTIONS, ids=lambda flags: next(iter(flags)))
@pytest.mark.parametrize("options", [{"description": "x"}, {"state": "absent"}], ids=["update", "delete"])
@pytest.mark.parametrize("read_only", [False, True], ids=["real", "check"])
def test_a_restricted_object_is_refused_before_any_write(
    zpa: TestTenant, connect: Connect, flags: dict[str, Any], options: dict[str, Any], read_only: bool
) -> None:
    zpa.add_group("Finance", **flags)
    with pytest.raises(RestrictedObject, match="'Finance': it is managed by Zscaler"):
        apply(connect(read_only=read_only), name="Finance", **options)
    assert zpa.writes == []


def test_a_restricted_object_that_is_as_declared_is_no_error(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Finance", description="d", restrictedEntity=True)
    assert apply(client, name="Finance", description="d") is not None


@pytest.mark.parametrize("exists", [False, True])
def test_the_name_of_the_deception_group_is_reserved(zpa: TestTenant, client: Client, exists: bool) -> None:
    if exists:
        zpa.add_group("Finance", object_id=GROUP_ID)
    with pytest.raises(RestrictedObject, match="the name is reserved"):
        apply(client, id=GROUP_ID if exists else None, name="Zscaler Deception")
    assert zpa.writes == []


@pytest.mark.parametrize("read_only", [True, False], ids=["check", "real"])
def test_members_keep_a_group_from_being_deleted_before_anything_is_sent(
    finance: TestTenant, connect: Connect, read_only: bool
) -> None:
    with pytest.raises(StillNamed, match="Cannot delete segment group 'Finance'") as refused:
        apply(connect(read_only=read_only), name="Finance", state="absent")
    assert refused.value.details() == {
        "error_id": "resource.referenced",
        "params": ["Application", "Payroll", "Application", "SAP"],
    }
    assert finance.writes == []


def test_what_the_api_refuses_to_delete_is_told_in_its_own_words(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Unused")
    body = {"id": "resource.referenced", "reason": "In use elsewhere.", "params": ["Console", "x"]}
    zpa.fault("status", "DELETE ", status=400, body=body)
    with pytest.raises(ApiError, match="In use elsewhere") as refused:
        remove(client, "Unused")
    assert refused.value.params == ["Console", "x"]


def test_rules_are_looked_at_again_before_a_lost_deletion_is_sent_again(
    zpa: TestTenant, client: Client
) -> None:
    group = zpa.add_group("Unused")
    about = [{"operands": [{"objectType": "APP_GROUP", "values": [group["id"]]}]}]
    zpa.fault("cut_before", "DELETE ", on_strike=lambda: add_rule(zpa, "Names it", conditions=about))
    with pytest.raises(StillNamed, match="access rule 'Names it'"):
        remove(client, "Unused")
    assert len(zpa.writes) == 1


def test_an_object_that_became_restricted_meanwhile_is_not_written_again(
    finance: TestTenant, client: Client
) -> None:
    finance.fault("cut_before", "PUT ")
    finance.fault("status", "GET .*segmentGroup/", status=200, body={**STALE, "readOnly": True})
    with pytest.raises(RestrictedObject):
        apply(client, name="Finance", description="New")
    assert len(finance.writes) == 1
