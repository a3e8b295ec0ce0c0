# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans carried out on the emulator, whatever happens to the requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.apply import (
    as_it_is_now,
    carry_out,
    refuse_forbidden,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.reconcile import make_plan
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.repository import (
    READS_UNTIL_CONSISTENT,
    Store,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import (
    ApiError,
    ConnectionFailed,
    InconsistentRead,
    InvalidInput,
    RestrictedObject,
    StillNamed,
    UncertainWrite,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector_group import (
    APP_CONNECTOR_GROUP,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.referrers import find_referrers
from support.clients import World
from support.policies import add_rule
from support.tenants import TestTenant

Connect = Callable[..., Client]
SUBSIDIARY = "216196257331290001"
GROUP_ID = "216196257331299999"
PLACE: dict[str, Any] = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich"}
NO_GROUPS = {"totalPages": "0", "totalCount": "0"}


def apply(client: Client, resource: Resource = SEGMENT_GROUP, **options: Any) -> dict[str, Any] | None:
    """Plan and carry out, as a task does it."""
    wanted = {"state": "present", **options}
    store = Store(client, resource, find_referrers=find_referrers)
    plan = make_plan(store, wanted)
    refuse_forbidden(store, plan)
    sought = {**wanted, "id": plan.current["id"]} if plan.current else wanted
    return carry_out(store, as_it_is_now(store, plan), lambda: make_plan(store, sought)).record


def remove(client: Client, name: str) -> None:
    assert apply(client, name=name, state="absent") is None


def sent(zpa: TestTenant) -> list[str]:
    return [entry.method for entry in zpa.calls]


def body_of(zpa: TestTenant, place: int = 0) -> dict[str, Any]:
    return zpa.writes[place].body


@pytest.fixture
def finance(zpa: TestTenant) -> TestTenant:
    """The test tenant with a group Finance of two applications."""
    zpa.add_group("Finance", description="Old", applications=["SAP", "Payroll"], object_id=GROUP_ID)
    return zpa


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


# -- lost writes ---------------------------------------------------------------------------------

LOST_BEFORE = {
    "cut": {"kind": "cut_before"},
    "500": {"kind": "status", "status": 500},
    "502": {"kind": "status", "status": 502, "body": "<html>"},
    "503": {"kind": "status", "status": 503},
}
LOST_AFTER = {
    "cut": {"kind": "cut_after"},
    "truncated": {"kind": "truncated"},
    "page": {"kind": "text", "body": "<html>Welcome</html>"},
}
before = pytest.mark.parametrize("fault", LOST_BEFORE.values(), ids=LOST_BEFORE.keys())
after = pytest.mark.parametrize("fault", LOST_AFTER.values(), ids=LOST_AFTER.keys())


@after
def test_a_creation_whose_answer_is_lost_is_found_and_not_repeated(
    zpa: TestTenant, client: Client, world: World, fault: dict[str, Any]
) -> None:
    zpa.fault(where="POST .*segmentGroup", **fault)
    created = apply(client, name="New", applications=["SAP"])
    assert created is not None
    assert created["id"] == zpa.stored("New")["id"]
    assert len(zpa.tenant.table("segmentGroup")) == len(zpa.writes) == 1
    assert world.pauses == [0.5]


@before
def test_a_creation_that_never_happened_is_repeated(
    zpa: TestTenant, client: Client, fault: dict[str, Any]
) -> None:
    zpa.fault(where="POST .*segmentGroup", **fault)
    created = apply(client, name="New", applications=["SAP"])
    assert created is not None
    assert created["id"] == zpa.stored("New")["id"]
    assert len(zpa.tenant.table("segmentGroup")) == 1
    look = ["GET", "GET"]
    assert sent(zpa) == [*look, "POST", *look * READS_UNTIL_CONSISTENT, "POST", "GET"]


def test_a_creation_whose_answer_shows_no_object_is_looked_for(zpa: TestTenant, client: Client) -> None:
    zpa.fault("text", "POST .*segmentGroup", body="{}")
    created = apply(client, name="New")
    assert created is not None
    assert created["id"] == zpa.stored("New")["id"]
    assert len(zpa.writes) == 1


@pytest.mark.parametrize("body", ["{}", "[]", "null", '{"id": null}', '{"name": "New"}'])
def test_a_creation_without_an_id_is_never_sent_again(
    zpa: TestTenant, client: Client, world: World, body: str
) -> None:
    zpa.fault("text", "POST .*segmentGroup", body=body)
    zpa.fault("status", "GET .*segmentGroup", status=200, body=NO_GROUPS, skip=1, times=99)
    with pytest.raises(InconsistentRead, match=r"accepted the creation of segment group 'New'.*Run the"):
        apply(client, name="New")
    assert sent(zpa) == ["GET", "POST"] + ["GET"] * READS_UNTIL_CONSISTENT
    assert len(world.pauses) == READS_UNTIL_CONSISTENT - 1


def test_a_creation_without_an_id_is_looked_for_in_the_whole_list(zpa: TestTenant, client: Client) -> None:
    zpa.fault("text", "POST .*segmentGroup", body="{}")
    zpa.fault("status", "GET .*segmentGroup", status=200, body=NO_GROUPS, skip=1)
    created = apply(client, name="New", enabled=False)
    assert created is not None
    assert created["id"] == zpa.stored("New")["id"]
    assert [entry.query.get("search") for entry in zpa.calls] == ["name EQ New", None, None, None, None]


def test_a_creation_without_an_id_is_not_guessed_among_objects_of_its_name(
    zpa: TestTenant, client: Client
) -> None:
    def two() -> None:
        zpa.add_group("New")
        zpa.add_group("New")

    zpa.fault("status", "POST .*segmentGroup", status=200, body={}, on_strike=two)
    with pytest.raises(InconsistentRead, match="shows neither its id nor the object itself yet"):
        apply(client, name="New")
    assert len(zpa.writes) == 1


def test_after_a_lost_write_the_whole_list_decides_and_no_search(zpa: TestTenant, client: Client) -> None:
    zpa.fault("cut_after", "POST .*segmentGroup")
    apply(client, name="New")
    assert [entry.query.get("search") for entry in zpa.calls] == ["name EQ New", None, None]


def test_a_creation_whose_answer_differs_from_the_promise_is_read_back(
    zpa: TestTenant, client: Client
) -> None:
    zpa.fault("text", "POST .*segmentGroup", body='{"id": "%s", "name": "New"}' % GROUP_ID)
    shown = {"id": GROUP_ID, "name": "New", "enabled": True}
    zpa.fault("status", "GET .*segmentGroup/", status=200, body=shown)
    assert apply(client, name="New", enabled=True) == shown


def test_a_lost_creation_that_is_found_to_differ_is_completed(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("New", enabled=False, object_id=GROUP_ID)
    zpa.fault("status", "GET .*segmentGroup", status=200, body=NO_GROUPS)
    zpa.fault("cut_before", "POST .*segmentGroup")
    updated = apply(client, name="New", enabled=True)
    assert updated is not None
    assert (updated["id"], updated["enabled"]) == (GROUP_ID, True)
    assert [entry.method for entry in zpa.writes] == ["POST", "PUT"]


@pytest.mark.parametrize(
    ("looks", "statuses"),
    [(1, [0]), (READS_UNTIL_CONSISTENT - 1, [0]), (READS_UNTIL_CONSISTENT, [0, 400])],
)
def test_a_lost_creation_that_is_not_shown_yet_is_looked_for_again(
    zpa: TestTenant, client: Client, looks: int, statuses: list[int]
) -> None:
    zpa.fault("cut_after", "POST .*segmentGroup")
    zpa.fault("status", "GET .*segmentGroup", status=200, body=NO_GROUPS, skip=1, times=looks)
    created = apply(client, name="New")
    assert created is not None
    assert created["id"] == zpa.stored("New")["id"]
    assert [entry.status for entry in zpa.writes] == statuses


@pytest.mark.parametrize(("looks", "pauses"), [(1, 0), (3, 2)], ids=["at once", "late"])
@pytest.mark.parametrize(
    ("options", "methods"),
    [({}, ["POST"]), ({"description": "d"}, ["POST", "PUT"])],
    ids=["as declared", "otherwise"],
)
def test_what_another_writer_created_first_is_planned_from(
    zpa: TestTenant,
    client: Client,
    world: World,
    looks: int,
    pauses: int,
    options: dict[str, Any],
    methods: list[str],
) -> None:
    theirs = zpa.add_group("New")
    zpa.fault("status", "GET .*segmentGroup", status=200, body=NO_GROUPS, times=looks)
    found = apply(client, name="New", **options)
    assert found is not None
    assert found["id"] == theirs["id"]
    assert [entry.method for entry in zpa.writes] == methods
    assert len(world.pauses) == pauses
    assert "somebody else has created the segment group 'New'" in world.warnings[0]


def test_a_name_that_is_taken_by_what_nobody_shows_is_an_error(
    zpa: TestTenant, client: Client, world: World
) -> None:
    zpa.add_group("New")
    zpa.fault("status", "GET .*segmentGroup", status=200, body=NO_GROUPS, times=99)
    message = r"Cannot create segment group 'New'.*resource\.already\.exist.*Nothing of that name is shown"
    with pytest.raises(ApiError, match=message) as refused:
        apply(client, name="New")
    assert len(zpa.writes) == 1
    assert not refused.value.may_have_written
    assert len(world.pauses) == READS_UNTIL_CONSISTENT - 1


def test_a_new_name_that_is_taken_is_a_refusal(finance: TestTenant, client: Client) -> None:
    finance.add_group("Taken")
    finance.fault("status", "GET .*segmentGroup$", status=200, body=NO_GROUPS, times=99)
    with pytest.raises(ApiError, match="already"):
        apply(client, id=GROUP_ID, name="Taken")
    assert len(finance.writes) == 1


def test_what_another_writer_created_twice_is_an_error_with_both(zpa: TestTenant, client: Client) -> None:
    for object_id in ("7", "8"):
        zpa.add_group("New", object_id=object_id)
    zpa.fault("status", "GET .*segmentGroup", status=200, body=NO_GROUPS)
    with pytest.raises(InvalidInput, match=r"2 segment groups are named 'New' \(ids 7, 8\)"):
        apply(client, name="New")


@before
def test_an_update_that_never_happened_is_repeated(
    finance: TestTenant, client: Client, fault: dict[str, Any]
) -> None:
    finance.fault(where="PUT ", **fault)
    apply(client, name="Finance", description="New", applications=["SAP", "Jira"])
    assert finance.stored("Finance")["description"] == "New"
    assert finance.members("Finance") == ["Jira", "SAP"]
    assert body_of(finance, 1)["addedApps"] == [finance.tenant.find("application", "Jira")["id"]]


def test_an_update_whose_answer_is_lost_is_not_repeated(finance: TestTenant, client: Client) -> None:
    finance.fault("cut_after", "PUT ")
    updated = apply(client, name="Finance", applications=["SAP", "Jira"])
    assert updated is not None
    assert finance.members("Finance") == ["Jira", "SAP"]
    assert len(finance.writes) == 1


def test_a_rename_whose_answer_is_lost_is_not_repeated(finance: TestTenant, client: Client) -> None:
    finance.fault("cut_after", "PUT ")
    updated = apply(client, id=GROUP_ID, name="Treasury")
    assert updated is not None
    assert updated["name"] == "Treasury"
    assert len(finance.writes) == 1


@before
def test_a_deletion_that_never_happened_is_repeated(
    zpa: TestTenant, client: Client, fault: dict[str, Any]
) -> None:
    zpa.add_group("Unused")
    zpa.fault(where="DELETE ", **fault)
    remove(client, "Unused")
    assert zpa.tenant.table("segmentGroup") == {}
    assert len(zpa.writes) == 2


def test_a_deletion_whose_answer_is_lost_is_not_repeated(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Unused")
    zpa.fault("cut_after", "DELETE ")
    remove(client, "Unused")
    assert len(zpa.writes) == 1


def test_what_another_writer_deleted_is_deleted(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Unused")
    zpa.fault("status", "DELETE ", status=404, body={"id": "resource.not.found", "reason": "No."})
    remove(client, "Unused")


def test_a_404_of_a_proxy_is_no_deletion(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Unused")
    zpa.fault("status", "DELETE ", status=404, body="<h1>404</h1>")
    with pytest.raises(ApiError, match="Cannot delete segment group 'Unused'"):
        remove(client, "Unused")


def test_a_page_of_a_proxy_is_no_deletion(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Unused")
    zpa.fault("status", "DELETE ", status=200, body="<h1>Welcome to the hotel</h1>")
    apply(client, name="Unused", state="absent")
    assert zpa.tenant.table("segmentGroup") == {}


@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("POST", {"name": "New"}),
        ("PUT", {"name": "Finance", "description": "New"}),
        ("DELETE", {"name": "Unused", "state": "absent"}),
    ],
)
def test_a_write_that_is_lost_for_ever_is_given_up_and_says_so(
    finance: TestTenant, client: Client, world: World, method: str, options: dict[str, Any]
) -> None:
    finance.add_group("Unused")
    finance.fault("status", method + " .*segmentGroup", status=503, times=99)
    with pytest.raises(UncertainWrite, match=r"Cannot \w+ segment group '\w+'.*run the task again"):
        apply(client, **options)
    assert len(finance.writes) == 5
    backoff = [0.5, 1.0, 2.0, 4.0]
    looks = backoff if method == "POST" else []
    assert world.pauses == [pause for first in backoff for pause in (first, *looks)]


def test_a_lost_write_waits_as_long_as_the_api_asks(zpa: TestTenant, client: Client, world: World) -> None:
    zpa.fault("status", "POST .*segmentGroup", status=503, retry_after="7s")
    apply(client, name="New")
    assert world.pauses[0] == 7.0
    assert world.pauses[1:] == [0.5, 1.0, 2.0, 4.0]


def test_a_host_that_is_down_was_not_written_to(zpa: TestTenant, connect: Connect) -> None:
    client = connect()
    plan = make_plan(Store(client, SEGMENT_GROUP), {"state": "present", "name": "New"})
    down = connect(api_root="http://127.0.0.1:9", access_token="t")
    with pytest.raises(ConnectionFailed, match="Cannot create segment group 'New'"):
        carry_out(Store(down, SEGMENT_GROUP), plan, lambda: plan)


@pytest.mark.parametrize("status", [400, 413])
def test_a_refused_write_is_told_with_what_it_was_for(zpa: TestTenant, client: Client, status: int) -> None:
    zpa.fault("status", "POST .*segmentGroup", status=status, body={"id": "x.y", "reason": "Bad."})
    message = r"Cannot create segment group 'New': Bad \(HTTP %d, x\.y\)" % status
    with pytest.raises(ApiError, match=message):
        apply(client, name="New")
    assert len(zpa.writes) == 1


# -- reading back --------------------------------------------------------------------------------

STALE = {"id": GROUP_ID, "name": "Finance", "description": "Old", "enabled": True}


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


# -- what is forbidden ---------------------------------------------------------------------------

RESTRICTIONS = [
    {"restrictedEntity": True},
    {"readOnly": True},
    {"zscalerManaged": True},
    {"restrictionType": "DECEPTION"},
]


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
