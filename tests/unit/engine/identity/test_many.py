# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kinds that are told from each other by a parent, or by other fields than a name."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import ApiError, WrongAnswer
from ansible_collections.zerotrust.zpa.plugins.module_utils._info.objects import find_objects
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.info_options import (
    info_argument_spec,
    wrong_info_options,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.options import wrong_options
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource
from support.identities import Open, bring_about, problems_of, run
from support.toys import APPROVAL, CONNECTOR, KEY, NOTE, SCHEDULE, ToyServer

OF_CONNECTORS = "associationType/CONNECTOR_GRP/provisioningKey"
OF_EDGES = "associationType/SERVICE_EDGE_GRP/provisioningKey"


class Case(NamedTuple):
    """A kind, options that say which object and what it has, a change, and the path of its list."""

    resource: Resource
    which: dict[str, Any]
    has: dict[str, Any]
    change: dict[str, Any]
    path: str


KEYS = Case(
    KEY,
    {"association_type": "app_connector_group", "name": "Berlin"},
    {"max_usage": 10, "enabled": True, "app_connector_group": "Berlin"},
    {"max_usage": 20},
    OF_CONNECTORS,
)
APPROVALS = Case(
    APPROVAL,
    {"email_ids": ["ada@example.com", "Bob@example.com"], "applications": ["Wiki"]},
    {"end_time": 1800000000},
    {"end_time": 1900000000},
    "approval",
)
NOTES = Case(
    NOTE,
    {"app_connector_group": "Paris", "name": "Keys"},
    {"description": "in the drawer"},
    {"description": "on the desk"},
    "appConnectorGroup/32/note",
)
LISTED = pytest.mark.parametrize("case", [KEYS, APPROVALS, NOTES], ids=lambda case: case.resource.key)


# -- What a list has --------------------------------------------------------------------------------------


@LISTED
def test_it_is_created_where_its_identity_says_and_shown_as_options(
    server: ToyServer, connect: Open, case: Case
) -> None:
    done = bring_about(connect, case.resource, **case.which, **case.has)
    (object_id,) = server.lists[case.path]
    assert server.writes == ["POST " + case.path]
    assert done.shown["id"] == object_id
    again = run(connect(), case.resource, **{name: done.shown[name] for name in (*case.which, *case.has)})
    assert not again.changed


@LISTED
def test_it_is_found_by_its_identity_and_left_alone(server: ToyServer, connect: Open, case: Case) -> None:
    run(connect(), case.resource, **case.which, **case.has)
    done = bring_about(connect, case.resource, **case.which, **case.has)
    assert not done.changed
    assert len(server.writes) == 1


@LISTED
def test_it_is_updated_under_its_own_path(server: ToyServer, connect: Open, case: Case) -> None:
    run(connect(), case.resource, **case.which, **case.has)
    (object_id,) = server.lists[case.path]
    done = bring_about(connect, case.resource, **case.which, **case.change)
    assert server.writes[1:] == ["PUT %s/%s" % (case.path, object_id)]
    assert {name: done.shown[name] for name in case.change} == case.change
    assert set(done.diff["after"]) == {*case.which, *case.change}


@LISTED
def test_what_only_the_path_says_is_in_no_body(server: ToyServer, connect: Open, case: Case) -> None:
    run(connect(), case.resource, **case.which, **case.has)
    run(connect(), case.resource, **case.which, **case.change)
    marks = {"associationType", "ofGroup"}
    assert not any(marks & record.keys() for record in server.lists[case.path].values())


@LISTED
def test_it_is_deleted_by_its_identity_or_its_id(server: ToyServer, connect: Open, case: Case) -> None:
    for named in ("identity", "id"):
        run(connect(), case.resource, **case.which, **case.has)
        (object_id,) = server.lists[case.path]
        which = case.which if named == "identity" else {"id": object_id}
        done = bring_about(connect, case.resource, state="absent", **which)
        assert (done.changed, done.shown) == (True, {})
        assert server.writes[-1] == "DELETE %s/%s" % (case.path, object_id)
    assert not bring_about(connect, case.resource, state="absent", **case.which).changed


@LISTED
@pytest.mark.parametrize("tells_made", [True, False], ids=["shown", "not_shown"])
def test_a_lost_answer_creates_nothing_twice(
    server: ToyServer, connect: Open, case: Case, tells_made: bool
) -> None:
    server.loses, server.tells_made = 1, tells_made
    done = run(connect(), case.resource, **case.which, **case.has)
    assert list(server.lists[case.path]) == [done.shown["id"]]
    assert server.writes == ["POST " + case.path]


@LISTED
def test_a_creation_that_is_answered_without_an_object_is_looked_for(
    server: ToyServer, connect: Open, case: Case
) -> None:
    server.tells_made = False
    done = bring_about(connect, case.resource, **case.which, **case.has)
    assert list(server.lists[case.path]) == [done.shown["id"]]


@LISTED
def test_a_lost_update_and_a_lost_deletion_are_found_done(
    server: ToyServer, connect: Open, case: Case
) -> None:
    run(connect(), case.resource, **case.which, **case.has)
    server.loses = 1
    assert run(connect(), case.resource, **case.which, **case.change).changed
    server.loses = 1
    assert run(connect(), case.resource, state="absent", **case.which).changed
    assert [write.split()[0] for write in server.writes] == ["POST", "PUT", "DELETE"]


@LISTED
def test_every_option_that_says_which_one_is_asked_for(case: Case) -> None:
    said = wrong_options(case.resource, {"state": "absent"})
    assert [sentence.partition(":")[0] for sentence in said] == list(case.which)
    assert all("or the id" in sentence or "or its id" in sentence for sentence in said)
    assert wrong_options(case.resource, {"state": "absent", "id": "7"}) == []


@LISTED
def test_two_of_one_identity_are_told_apart_by_id(server: ToyServer, connect: Open, case: Case) -> None:
    run(connect(), case.resource, **case.which, **case.has)
    (first,) = server.lists[case.path]
    second = server.add(case.path, **{**server.lists[case.path][first], "id": "99"})
    (problem,) = problems_of(connect(), case.resource, **case.which, **case.change)
    assert problem.startswith(case.resource.says_which + ": 2 " + case.resource.kind.plural)
    assert "(ids %s). Set id to choose one." % ", ".join(sorted([first, second])) in problem
    assert run(connect(), case.resource, id=first, **case.which, **case.change).changed


@LISTED
def test_an_identity_that_another_one_has_is_refused(server: ToyServer, connect: Open, case: Case) -> None:
    run(connect(), case.resource, **case.which, **case.has)
    (first,) = server.lists[case.path]
    other = {"name": "Other"} if "name" in case.which else {"email_ids": ["eve@example.com"]}
    run(connect(), case.resource, **{**case.which, **other}, **case.has)
    second = next(object_id for object_id in server.lists[case.path] if object_id != first)
    (problem,) = problems_of(connect(), case.resource, id=second, **case.which)
    assert problem.startswith(case.resource.says_which + ": ")
    assert "(id %s)" % first in problem


@pytest.mark.parametrize(
    ("resource", "options", "reads"),
    [
        (KEY, {"association_type": "app_connector_group", "name": "Berlin"}, [OF_CONNECTORS]),
        (KEY, {"association_type": "app_connector_group", "id": "5"}, [OF_CONNECTORS + "/5"]),
        (SCHEDULE, {"kind": "app_connector"}, ["connectorSchedule"]),
        (CONNECTOR, {"name": "Berlin"}, ["connector"]),
        (APPROVAL, {"email_ids": ["a@x.org"], "applications": ["Wiki"]}, ["application", "approval"]),
    ],
)
def test_what_is_as_declared_costs_a_request_and_one_for_names(
    server: ToyServer, connect: Open, resource: Resource, options: dict[str, Any], reads: list[str]
) -> None:
    server.add(OF_CONNECTORS, id="5", name="Berlin", maxUsage="3")
    server.single["connectorSchedule"] = {"id": "5", "enabled": True}
    server.add("connector", name="Berlin")
    server.add("approval", emailIds=["a@x.org"], applications=[{"id": "7"}])
    assert not run(connect(), resource, **options).changed
    assert server.reads == reads


# -- Parents ----------------------------------------------------------------------------------------------


def test_one_name_under_two_parents_is_two_objects(server: ToyServer, connect: Open) -> None:
    run(connect(), KEY, association_type="app_connector_group", name="Berlin", max_usage=1)
    done = run(connect(), KEY, association_type="service_edge_group", name="Berlin", max_usage=1)
    assert done.changed
    assert (len(server.lists[OF_CONNECTORS]), len(server.lists[OF_EDGES])) == (1, 1)
    assert done.shown["association_type"] == "service_edge_group"


def test_a_parent_is_taken_as_the_path_says_it(server: ToyServer, connect: Open) -> None:
    run(connect(), KEY, association_type="CONNECTOR_GRP", name="Berlin", max_usage=1)
    done = run(connect(), KEY, association_type="App_Connector_Group", name="Berlin", max_usage=1)
    assert not done.changed
    assert len(server.lists[OF_CONNECTORS]) == 1


def test_a_wrong_parent_is_told_with_those_that_there_are() -> None:
    assert wrong_options(KEY, {"association_type": "connector_groups", "name": "Berlin"}) == [
        "association_type: 'connector_groups' is not one of app_connector_group, service_edge_group. Near "
        "matches: 'app_connector_group'."
    ]


def test_an_id_alone_is_looked_for_under_every_parent(server: ToyServer, connect: Open) -> None:
    object_id = server.add(OF_EDGES, name="Edge", maxUsage="3")
    done = bring_about(connect, KEY, id=object_id, name="Edges")
    assert server.writes == ["PUT %s/%s" % (OF_EDGES, object_id)]
    assert (done.shown["association_type"], done.shown["name"]) == ("service_edge_group", "Edges")


def test_an_id_of_another_parent_is_not_taken(server: ToyServer, connect: Open) -> None:
    object_id = server.add(OF_EDGES, name="Edge", maxUsage="3")
    (problem,) = problems_of(
        connect(), KEY, id=object_id, association_type="app_connector_group", max_usage=5
    )
    assert problem.startswith("id: no provisioning key has the id %s." % object_id)


def test_a_list_that_the_tenant_lacks_is_told_only_where_it_is_meant(
    server: ToyServer, connect: Open
) -> None:
    server.lacking = {OF_EDGES}
    object_id = server.add(OF_CONNECTORS, name="Berlin", maxUsage="3")
    assert [one["id"] for one in find_objects(connect(), KEY, {}).shown] == [object_id]
    with pytest.raises(ApiError):
        run(connect(), KEY, association_type="service_edge_group", name="Edge", max_usage=1)
    assert server.writes == []


def test_one_object_in_the_lists_of_two_parents_is_not_taken_for_two(
    server: ToyServer, connect: Open
) -> None:
    """As of a server that does not look at what the path says."""
    for path in (OF_CONNECTORS, OF_EDGES):
        server.add(path, id="5", name="Berlin", maxUsage="3")
    with pytest.raises(WrongAnswer, match=r"an object \(id 5\) that another list has as well"):
        find_objects(connect(), KEY, {})


def test_an_info_module_lists_all_parents_or_one(server: ToyServer, connect: Open) -> None:
    server.add(OF_CONNECTORS, name="Berlin", maxUsage="3")
    server.add(OF_EDGES, name="Berlin", maxUsage="3")
    edges = "service_edge_group"
    every = find_objects(connect(), KEY, {}).shown
    assert [one["association_type"] for one in every] == ["app_connector_group", edges]
    assert [one["name"] for one in find_objects(connect(), KEY, {"name": "Berlin"}).shown] == ["Berlin"] * 2
    found = find_objects(connect(), KEY, {"association_type": edges, "name": "Berlin"}).shown
    assert [one["association_type"] for one in found] == [edges]
    assert set(info_argument_spec(KEY)) == {"id", "name", "search", "enabled", "association_type"}
    assert wrong_info_options(KEY, {"association_type": "x"}) != []


def test_a_parent_can_be_named_or_given_by_its_id(server: ToyServer, connect: Open) -> None:
    object_id = server.add("appConnectorGroup/32/note", name="Keys", description="")
    for group in ("Paris", "32"):
        done = bring_about(connect, NOTE, app_connector_group=group, name="Keys")
        assert not done.changed
        assert (done.shown["id"], done.shown["app_connector_group"]) == (object_id, "Paris")


def test_an_unknown_parent_is_told_before_anything_is_looked_for(server: ToyServer, connect: Open) -> None:
    (problem,) = problems_of(connect(), NOTE, app_connector_group="Rome", name="Keys")
    assert problem.startswith("app_connector_group: no App Connector group has the name or id 'Rome'.")
    assert not any(path.endswith("note") for path in server.reads)


def test_what_all_parents_have_is_listed_with_the_names_of_these(server: ToyServer, connect: Open) -> None:
    server.add("appConnectorGroup/31/note", name="Keys")
    server.add("appConnectorGroup/32/note", name="Keys")
    shown = find_objects(connect(), NOTE, {}).shown
    assert [one["app_connector_group"] for one in shown] == ["Berlin", "Paris"]


# -- Without a name ---------------------------------------------------------------------------------------


def test_the_order_and_the_letters_of_what_tells_apart_do_not_matter(
    server: ToyServer, connect: Open
) -> None:
    run(connect(), APPROVAL, email_ids=["a@x.org", "b@x.org"], applications=["Wiki", "Mail"], end_time=5)
    done = run(connect(), APPROVAL, email_ids=["B@x.org", "A@x.org"], applications=["8", "Wiki"], end_time=5)
    assert not done.changed


def test_what_tells_it_from_others_changes_by_id(server: ToyServer, connect: Open) -> None:
    object_id = server.add("approval", emailIds=["a@x.org"], applications=[{"id": "7"}], endTime="5")
    done = bring_about(connect, APPROVAL, id=object_id, email_ids=["c@x.org"])
    assert done.diff == {"before": {"email_ids": ["a@x.org"]}, "after": {"email_ids": ["c@x.org"]}}
    assert server.lists["approval"][object_id]["emailIds"] == ["c@x.org"]


def test_another_identity_beside_the_id_of_what_shall_go_is_refused(server: ToyServer, connect: Open) -> None:
    object_id = server.add("approval", emailIds=["a@x.org"], applications=[{"id": "7"}], endTime="5")
    (problem,) = problems_of(connect(), APPROVAL, state="absent", id=object_id, email_ids=["c@x.org"])
    assert problem.startswith("email_ids: is not that of what is to be deleted by its id %s" % object_id)


def test_an_unknown_name_in_an_identity_is_told_before_anything_is_looked_for(
    server: ToyServer, connect: Open
) -> None:
    (problem,) = problems_of(connect(), APPROVAL, email_ids=["a@x.org"], applications=["Wikis"], end_time=5)
    assert problem.startswith("applications[0]: no application segment has the name or id 'Wikis'.")
    assert "approval" not in server.reads


def test_errors_call_it_by_what_it_has_in_place_of_a_name(server: ToyServer, connect: Open) -> None:
    server.lacking = {"approval/5"}
    server.add("approval", id="5", emailIds=["a@x.org"], applications=[{"id": "7", "name": "Wiki"}])
    with pytest.raises(ApiError) as refused:
        run(connect(), APPROVAL, email_ids=["a@x.org"], applications=["Wiki"], end_time=5)
    assert "update privileged approval 'a@x.org; Wiki'" in str(refused.value)
