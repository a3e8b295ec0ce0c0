# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A configuration with lists of kinds that are told apart by more or less than a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import (
    ApiError,
    ConfigurationFailed,
    InvalidInput,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant import sections
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.apply import bring_about_config
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.export import gathered_config
from support.clients import World
from support.toys import APPROVAL, CONNECTOR, KEY, NOTE, SCHEDULE, ToyServer

OF_CONNECTORS = "associationType/CONNECTOR_GRP/provisioningKey"
OF_EDGES = "associationType/SERVICE_EDGE_GRP/provisioningKey"
TOYS = {
    "connectors": CONNECTOR,
    "provisioning_keys": KEY,
    "connector_schedules": SCHEDULE,
    "approvals": APPROVAL,
    "notes": NOTE,
}

Open = Callable[..., Client]


@pytest.fixture(autouse=True)
def lists(monkeypatch: pytest.MonkeyPatch) -> None:
    toys = tuple(sections.Section(path, resource) for path, resource in TOYS.items())
    monkeypatch.setattr(sections, "SECTIONS", toys)


@pytest.fixture
def server() -> Iterator[ToyServer]:
    with ToyServer() as server:
        server.add("application", id="7", name="Wiki")
        server.add("application", id="8", name="Mail")
        server.add("appConnectorGroup", id="31", name="Berlin")
        yield server


@pytest.fixture
def settings_of(server: ToyServer) -> Callable[..., Settings]:
    return server.settings


def apply(client: Client, config: dict[str, list[dict[str, Any]]], **options: Any) -> dict[str, Any]:
    entries = {name: [{"state": "present", **entry} for entry in given] for name, given in config.items()}
    given = {"state": "merged", "kinds": None, "list_objects": False, "max_deletions": 10, "protect": []}
    given.update(options, config=entries)
    wrong = sections.wrong_config_options(given)
    if wrong:
        raise InvalidInput(wrong)
    return bring_about_config(client, given, lambda done, total, what: None)


def bring_about(connect: Open, config: dict[str, list[dict[str, Any]]], **options: Any) -> dict[str, Any]:
    """Apply for real what check mode has foretold."""
    foretold = apply(connect(read_only=True), config, **options)
    done = apply(connect(), config, **options)
    told = [[{**step, "id": 0, "status": ""} for step in result["plan"]] for result in (foretold, done)]
    assert told[0] == told[1]
    assert (foretold["changed"], foretold["diff"]) == (done["changed"], done["diff"])
    return done


def problems_of(client: Client, config: dict[str, list[dict[str, Any]]], **options: Any) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        apply(client, config, **options)
    return refused.value.problems


def key(name: str = "Berlin", of: str = "app_connector_group", **options: Any) -> dict[str, Any]:
    return {"association_type": of, "name": name, **options}


def approval(*mails: str, to: str = "Wiki", **options: Any) -> dict[str, Any]:
    return {"email_ids": list(mails), "applications": [to], "end_time": 1800000000, **options}


@pytest.fixture
def everything(server: ToyServer) -> dict[str, list[dict[str, Any]]]:
    """A configuration with something of every kind, connectors being there."""
    server.add("connector", id="61", name="Berlin-1", description="", enabled=True)
    return {
        "connectors": [{"name": "Berlin-1", "new_name": "Gate", "enabled": False}],
        "provisioning_keys": [
            key(max_usage=5, app_connector_group="Berlin"),
            key(of="service_edge_group", max_usage=6),
        ],
        "connector_schedules": [
            {"kind": "app_connector", "frequency_interval": "7"},
            {"kind": "service_edge", "frequency_interval": "14"},
        ],
        "approvals": [approval("ada@example.com"), approval("ada@example.com", to="Mail")],
        "notes": [{"app_connector_group": "Berlin", "name": "Keys", "description": "in the drawer"}],
    }


def test_every_kind_is_brought_about_and_left_alone_then(
    server: ToyServer, connect: Open, everything: dict[str, list[dict[str, Any]]]
) -> None:
    done = bring_about(connect, everything)
    assert done["summary"] == {"created": 7, "updated": 1, "deleted": 0, "reordered": 0, "unchanged": 0}
    assert [(step["kind"], step["name"]) for step in done["plan"]] == [
        ("app_connector", "Berlin-1"),
        ("provisioning_key", "Berlin (app_connector_group)"),
        ("provisioning_key", "Berlin (service_edge_group)"),
        ("connector_schedule", "app_connector"),
        ("connector_schedule", "service_edge"),
        ("pra_approval", "ada@example.com; Wiki"),
        ("pra_approval", "ada@example.com; Mail"),
        ("note", "Keys (Berlin)"),
    ]
    writes = len(server.writes)
    again = bring_about(connect, everything)
    assert (again["changed"], again["summary"]["unchanged"]) == (False, 8)
    assert len(server.writes) == writes


def test_every_kind_is_updated_where_it_is(
    server: ToyServer, connect: Open, everything: dict[str, list[dict[str, Any]]]
) -> None:
    apply(connect(), everything)
    del server.received[:]
    (edge,) = server.lists[OF_EDGES]
    first = next(iter(server.lists["approval"]))
    bring_about(
        connect,
        {
            "provisioning_keys": [key(of="service_edge_group", max_usage=60)],
            "connector_schedules": [{"kind": "service_edge", "enabled": False}],
            "approvals": [approval("ADA@example.com", end_time=5)],
        },
    )
    assert server.writes == [
        "PUT %s/%s" % (OF_EDGES, edge),
        "PUT serviceEdgeSchedule/" + server.single["serviceEdgeSchedule"]["id"],
        "PUT approval/" + first,
    ]


def test_a_tenant_as_it_is_given_back_changes_nothing(
    server: ToyServer, connect: Open, everything: dict[str, list[dict[str, Any]]]
) -> None:
    apply(connect(), everything)
    gathered = gathered_config(connect(), None)
    assert {name: len(entries) for name, entries in gathered["config"].items()} == {
        "provisioning_keys": 2,
        "connector_schedules": 2,
        "approvals": 2,
        "notes": 1,
    }
    assert not any("id" in entry for entries in gathered["config"].values() for entry in entries)
    assert gathered["config"]["connector_schedules"][0]["kind"] == "app_connector"
    assert not apply(connect(), gathered["config"])["changed"]
    assert gathered["not_carried"] == [
        "connectors: left out are 'Gate': no task can create them, so that another tenant would refuse the "
        "whole. Name the list in kinds, which the role calls zpa_export_kinds, to have it all the same."
    ]


def test_what_no_task_can_create_is_given_back_if_it_is_asked_for(
    server: ToyServer, connect: Open, everything: dict[str, list[dict[str, Any]]]
) -> None:
    gathered = gathered_config(connect(), ["connectors"])
    assert [entry["name"] for entry in gathered["config"]["connectors"]] == ["Berlin-1"]
    assert gathered["not_carried"] == [
        "connectors[0] ('Berlin-1').name: no task can create it: another tenant must have it already. It "
        "appears once a machine has enrolled with a provisioning key."
    ]


def test_two_of_one_identity_are_given_back_with_their_ids(server: ToyServer, connect: Open) -> None:
    for object_id in ("51", "52"):
        wire = {"emailIds": ["a@x.org"], "applications": [{"id": "7", "name": "Wiki"}], "endTime": "5"}
        server.add("approval", id=object_id, **wire)
    gathered = gathered_config(connect(), ["approvals"])
    assert [entry["id"] for entry in gathered["config"]["approvals"]] == ["51", "52"]
    assert gathered["not_carried"][0] == (
        "approvals[0] ('a@x.org; Wiki').id: 51 tells it from others with the same email_ids and "
        "applications, on this tenant."
    )
    assert not apply(connect(), gathered["config"])["changed"]


def test_what_nobody_declares_is_deleted_if_it_can_be(
    server: ToyServer, connect: Open, everything: dict[str, list[dict[str, Any]]]
) -> None:
    apply(connect(), everything)
    del server.received[:]
    done = bring_about(
        connect,
        {"provisioning_keys": [key()], "connector_schedules": [], "approvals": []},
        state="overridden",
        protect=["*; Mail"],
    )
    assert [(step["operation"], step["name"]) for step in done["plan"]] == [
        ("delete", "ada@example.com; Wiki"),
        ("delete", "Berlin (service_edge_group)"),
    ]
    assert (len(server.lists[OF_CONNECTORS]), len(server.lists[OF_EDGES])) == (1, 0)


@pytest.mark.parametrize("pattern", ["Berlin", "Berlin (service_*"])
def test_what_has_a_parent_is_protected_by_its_name_and_by_both(
    server: ToyServer, connect: Open, pattern: str
) -> None:
    server.add(OF_EDGES, name="Berlin", maxUsage="1")
    done = bring_about(connect, {"provisioning_keys": []}, state="overridden", protect=[pattern])
    assert not done["changed"]


@pytest.mark.parametrize(
    ("path", "first", "second", "said"),
    [
        ("provisioning_keys", key(max_usage=1), key(max_usage=1, of="CONNECTOR_GRP"), "name: 'Berlin'"),
        (
            "connector_schedules",
            {"kind": "app_connector"},
            {"kind": "App_Connector"},
            "kind: 'app_connector'",
        ),
        (
            "approvals",
            approval("a@x.org", "b@x.org"),
            approval("b@x.org", "a@x.org"),
            "email_ids: 'a@x.org, b@x.org; Wiki'",
        ),
        ("approvals", {"id": "5"}, {"id": "5"}, "id: '5'"),
    ],
)
def test_what_is_declared_twice_is_refused(
    connect: Open, path: str, first: dict[str, Any], second: dict[str, Any], said: str
) -> None:
    assert problems_of(connect(), {path: [first, second]}) == [
        "config.%s[1].%s is declared already, as config.%s[0]. Declare each object once." % (path, said, path)
    ]


def test_what_is_declared_twice_in_other_words_is_refused(server: ToyServer, connect: Open) -> None:
    assert problems_of(connect(), {"approvals": [approval("a@x.org"), approval("A@x.org", to="7")]}) == [
        "config.approvals[1]: is 'a@x.org; 7' (id config.approvals[0] to be created), which "
        "config.approvals[0] is already. Declare each object once."
    ]


def test_an_identity_that_another_object_still_has_is_refused(server: ToyServer, connect: Open) -> None:
    for object_id, mail in (("51", "a@x.org"), ("52", "b@x.org")):
        wire = {"emailIds": [mail], "applications": [{"id": "7", "name": "Wiki"}], "endTime": "5"}
        server.add("approval", id=object_id, **wire)
    config = {"approvals": [approval("a@x.org", state="absent"), {"id": "52", "email_ids": ["a@x.org"]}]}
    (problem,) = problems_of(connect(), config)
    assert problem.startswith("config.approvals[1].email_ids: ")
    assert "(id 51)" in problem


def test_what_is_not_what_it_was_when_its_deletion_was_planned_stays(
    server: ToyServer, connect: Open, world: World
) -> None:
    """Somebody else changes the second while the first is deleted."""
    for object_id, mail in (("51", "a@x.org"), ("52", "b@x.org")):
        wire = {"emailIds": [mail], "applications": [{"id": "7"}], "endTime": "5"}
        server.add("approval", id=object_id, **wire)

    def change() -> None:
        server.lists["approval"]["52"]["emailIds"] = ["c@x.org"]

    server.before_write = change
    with pytest.raises(ConfigurationFailed, match=r"was renamed to 'c@x\.org; Wiki' since"):
        apply(connect(), {"approvals": []}, state="overridden")
    assert list(server.lists["approval"]) == ["52"]


def test_one_name_of_two_parents_is_no_conflict(server: ToyServer, connect: Open) -> None:
    config = {
        "provisioning_keys": [
            key(state="absent"),
            key(of="service_edge_group", max_usage=1),
            key("berlin", of="service_edge_group", max_usage=1),
        ]
    }
    assert bring_about(connect, config)["summary"]["created"] == 2


def test_what_no_task_can_create_is_told_with_its_place(server: ToyServer, connect: Open) -> None:
    (problem,) = problems_of(connect(), {"connectors": [{"name": "Gate", "enabled": True}]})
    assert problem.startswith("config.connectors[0].name: no App Connector is called 'Gate', and no task can")


def test_what_cannot_be_deleted_is_told_with_its_place(connect: Open) -> None:
    config = {"connector_schedules": [{"kind": "app_connector", "state": "absent"}]}
    (problem,) = problems_of(connect(), config)
    assert problem.startswith("config.connector_schedules[0].state: absent is not possible")


def test_a_list_that_the_tenant_lacks_is_told_only_where_it_is_meant(
    server: ToyServer, connect: Open
) -> None:
    server.lacking = {OF_EDGES}
    assert bring_about(connect, {"provisioning_keys": [key(max_usage=1)]})["changed"]
    with pytest.raises(ApiError):
        apply(connect(), {"provisioning_keys": [key(of="service_edge_group", max_usage=1)]})
    assert server.writes == ["POST " + OF_CONNECTORS]


@pytest.mark.parametrize("tells_made", [True, False], ids=["shown", "not_shown"])
def test_lost_answers_create_nothing_twice(
    server: ToyServer, connect: Open, everything: dict[str, list[dict[str, Any]]], tells_made: bool
) -> None:
    server.tells_made, server.loses = tells_made, 8
    assert apply(connect(), everything)["summary"]["created"] == 7
    assert len(server.writes) == 8


def test_a_list_of_objects_tells_how_each_of_them_stands(
    server: ToyServer, connect: Open, everything: dict[str, list[dict[str, Any]]]
) -> None:
    apply(connect(), everything)
    config = {"approvals": [approval("ada@example.com")], "connector_schedules": []}
    listed = apply(connect(read_only=True), config, list_objects=True)["objects"]
    assert [(one["kind"], one["name"], one["standing"]) for one in listed] == [
        ("connector_schedule", "app_connector", "unmanaged"),
        ("connector_schedule", "service_edge", "unmanaged"),
        ("pra_approval", "ada@example.com; Wiki", "as_declared"),
        ("pra_approval", "ada@example.com; Mail", "unmanaged"),
    ]


def test_an_entry_has_the_options_that_its_kind_has() -> None:
    spec = sections.config_argument_spec()["config"]["options"]
    of = {path: spec[path]["options"] for path in TOYS}
    assert [path for path in TOYS if "id" not in of[path]] == ["connector_schedules"]
    assert [path for path in TOYS if "new_name" in of[path]] == ["connectors"]
