# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kinds whose lists show less than the answer by id: what is not listed is not taken for nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.reconcile import Converged, converge
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.repository import Store
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import ChangedMeanwhile
from ansible_collections.zerotrust.zpa.plugins.module_utils._info.objects import Listed, find_objects
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.options import wrong_options
from support.clients import World
from support.toys import SITE, ToyServer

MAIN_DOOR = {"id": "71", "domain": "a.example", "port": "443", "lock": "iron", "siteId": "1", "extra": "x"}
DECLARED_DOOR = {"domain": "a.example", "port": "443"}

Open = Callable[..., Client]


@pytest.fixture
def server() -> Iterator[ToyServer]:
    with ToyServer() as server:
        server.add("appConnectorGroup", id="31", name="Berlin")
        server.add("appConnectorGroup", id="32", name="Paris")
        server.add(
            "site",
            id="1",
            name="Wiki",
            description="old",
            doors=[MAIN_DOOR],
            guests=["ada@example.com"],
            color="red",
            connectors=[{"id": "31", "name": "Berlin"}],
        )
        yield server


@pytest.fixture
def settings_of(server: ToyServer) -> Callable[..., Settings]:
    return server.settings


def run(client: Client, **options: Any) -> Converged:
    given = {"state": "present", "name": "Wiki", **options}
    assert wrong_options(SITE, given) == []
    return converge(Store(client, SITE), given)


def bring_about(server: ToyServer, connect: Open, **options: Any) -> Converged:
    """Run for real what check mode has foretold. The reads are those of the real run."""
    foretold = run(connect(read_only=True), **options)
    server.received.clear()
    done = run(connect(), **options)
    assert (foretold.changed, foretold.diff) == (done.changed, done.diff)
    assert {**foretold.shown, "id": 0} == {**done.shown, "id": 0}
    return done


def sent(server: ToyServer) -> dict[str, Any]:
    (body,) = [json.loads(one.body) for one in server.received if one.method == "PUT"]
    return dict(body)


# -- What stays as it is ----------------------------------------------------------------------------------


def test_what_a_task_says_nothing_of_takes_no_second_request_and_is_told_as_unknown(
    server: ToyServer, connect: Open
) -> None:
    done = bring_about(server, connect, description="old")
    assert server.reads == ["site"]
    assert not done.changed
    assert (done.shown["doors"], done.shown["guests"]) == (None, None)
    assert done.metadata["1"]["color"] is None


@pytest.mark.parametrize("options", [{"doors": [DECLARED_DOOR]}, {"guests": ["Ada@example.com"]}], ids=str)
def test_what_the_list_does_not_show_is_read_by_id_where_a_task_says_something_of_it(
    server: ToyServer, connect: Open, options: dict[str, Any]
) -> None:
    done = bring_about(server, connect, **options)
    assert server.reads == ["site", "site/1"]
    assert not done.changed
    assert done.shown["guests"] == ["ada@example.com"]
    assert done.metadata["1"]["color"] == "red"


def test_what_the_list_shows_of_another_object_it_would_show_of_this_one(
    server: ToyServer, connect: Open
) -> None:
    server.unlisted.clear()
    del server.lists["site"]["1"]["doors"]
    server.add("site", id="2", name="Wiki", doors=[], microtenantId="99", microtenantName="Other")
    done = bring_about(server, connect, doors=[])
    assert (done.changed, server.reads) == (False, ["site"])


def test_nothing_more_is_read_where_the_list_shows_all(server: ToyServer, connect: Open) -> None:
    server.unlisted.clear()
    done = bring_about(server, connect, doors=[DECLARED_DOOR], guests=["ada@example.com"])
    assert (done.changed, server.reads) == (False, ["site"])
    assert done.shown["doors"] == [{"domain": "a.example", "port": "443", "lock": "iron"}]


def test_by_its_id_an_object_is_read_once(server: ToyServer, connect: Open) -> None:
    done = bring_about(server, connect, id="1", name=None, doors=[DECLARED_DOOR])
    assert (done.changed, server.reads) == (False, ["site/1"])


# -- Updates ----------------------------------------------------------------------------------------------


def test_an_update_is_made_of_what_the_object_shows_by_its_id(server: ToyServer, connect: Open) -> None:
    done = bring_about(server, connect, description="new")
    assert server.reads == ["site", "site/1", "site/1"]
    assert server.writes == ["PUT site/1"]
    assert sent(server)["doors"] == [MAIN_DOOR]
    assert (sent(server)["guests"], sent(server)["color"]) == (["ada@example.com"], "red")
    assert done.diff == {
        "before": {"description": "old", "name": "Wiki"},
        "after": {"description": "new", "name": "Wiki"},
    }


def test_what_was_read_by_its_id_already_is_not_read_again_before_the_update(
    server: ToyServer, connect: Open
) -> None:
    bring_about(server, connect, guests=[])
    assert server.reads == ["site", "site/1", "site/1"]
    assert sent(server)["guests"] == []


def test_an_update_by_id_takes_no_list(server: ToyServer, connect: Open) -> None:
    bring_about(server, connect, id="1", description="new")
    assert server.reads == ["site/1", "site/1"]


def test_an_update_that_only_a_list_asks_for_writes_nothing(server: ToyServer, connect: Open) -> None:
    server.stale["1"] = {"description": "older"}
    done = bring_about(server, connect, description="old")
    assert (done.changed, server.writes, server.reads) == (False, [], ["site", "site/1"])
    assert done.diff["before"] == done.diff["after"]
    assert done.shown["description"] == "old"


def test_what_is_told_of_an_update_is_what_the_object_had(server: ToyServer, connect: Open) -> None:
    server.stale["1"] = {"description": "older", "connectors": []}
    done = bring_about(server, connect, description="new", connectors=["Berlin"])
    assert done.diff["before"]["description"] == "old"
    assert done.diff["before"]["connectors"] == done.diff["after"]["connectors"] == ["Berlin"]


def test_a_name_is_looked_up_once_however_often_it_is_planned(server: ToyServer, connect: Open) -> None:
    bring_about(server, connect, connectors=["Paris"])
    assert server.reads.count("appConnectorGroup") == 1


def test_a_name_that_nothing_has_is_told_once(server: ToyServer, connect: Open, world: World) -> None:
    run(connect(read_only=True), connectors=["Nowhere"])
    assert len([warning for warning in world.warnings if "Nowhere" in warning]) == 1


def test_what_is_gone_by_its_id_is_no_longer_what_the_list_shows(server: ToyServer, connect: Open) -> None:
    site = server.lists["site"].pop("1")
    server.lists["site"] = {"gone": site}
    for options in ({"description": "new"}, {"guests": []}):
        with pytest.raises(ChangedMeanwhile, match="was deleted since"):
            run(connect(), **options)
    assert server.writes == []


def test_an_update_whose_answer_is_lost_is_planned_again_from_the_object(
    server: ToyServer, connect: Open
) -> None:
    server.loses = 1
    done = run(connect(), description="new", doors=[DECLARED_DOOR])
    assert done.changed
    assert server.writes == ["PUT site/1"]
    assert server.lists["site"]["1"]["doors"] == [MAIN_DOOR]


# -- Creations and deletions ------------------------------------------------------------------------------


def test_what_somebody_else_created_meanwhile_is_updated_from_what_it_shows_by_its_id(
    server: ToyServer, connect: Open
) -> None:
    there = server.lists["site"].pop("1")

    def create_first() -> None:
        server.lists["site"].setdefault("1", there)

    server.before_write = create_first
    done = run(connect(), description="new")
    assert server.writes == ["POST site", "PUT site/1"]
    assert sent(server)["doors"] == [MAIN_DOOR]
    assert done.diff["before"]["description"] == "old"


def test_a_creation_and_a_deletion_take_what_they_take_of_any_kind(server: ToyServer, connect: Open) -> None:
    done = bring_about(server, connect, name="New", guests=["bob@example.com"])
    assert (server.writes, len(server.reads)) == (["POST site"], 2)
    assert done.shown["guests"] == ["bob@example.com"]
    server.received.clear()
    gone = run(connect(), name="Wiki", state="absent")
    assert (server.writes, server.reads) == (["DELETE site/1"], ["site"])
    assert "doors" not in gone.diff["before"]


# -- Listing ----------------------------------------------------------------------------------------------


def listed(client: Client, **options: Any) -> Listed:
    return find_objects(client, SITE, options)


def test_one_object_is_listed_with_all_that_it_has(server: ToyServer, connect: Open) -> None:
    (shown,) = listed(connect(), name="Wiki").shown
    assert shown["doors"] == [{"domain": "a.example", "port": "443", "lock": "iron"}]
    assert shown["guests"] == ["ada@example.com"]
    assert server.reads == ["site", "site/1"]


def test_many_objects_are_listed_with_what_lists_tell_and_the_rest_is_unknown(
    server: ToyServer, connect: Open
) -> None:
    server.add("site", id="2", name="Mail")
    first, second = listed(connect()).shown
    assert first["doors"] == [{"domain": "a.example", "port": "443", "lock": "iron"}]
    assert second["doors"] == []
    assert first["guests"] is second["guests"] is None
    assert server.reads == ["site", "site/getPartsByType"]


def test_what_has_a_part_of_which_a_list_shows_too_little_is_read_by_its_id_among_many(
    server: ToyServer, connect: Open
) -> None:
    server.add("site", id="2", name="Mail")
    server.of_doors.remove("lock")
    first, second = listed(connect()).shown
    assert [door["lock"] for door in first["doors"]] == ["iron"]
    assert second["doors"] == []
    assert server.reads == ["site", "site/getPartsByType", "site/1"]
