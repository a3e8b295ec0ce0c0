# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes whose answer is lost: nobody writes twice, and nothing is left half done."""

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
    ConnectionFailed,
    InconsistentRead,
    InvalidInput,
    UncertainWrite,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP
from support.applying import GROUP_ID, NO_GROUPS, Connect, apply, body_of, remove, sent
from support.clients import World
from support.tenants import TestTenant

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
