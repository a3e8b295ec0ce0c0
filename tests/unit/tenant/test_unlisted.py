# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A configuration with a kind whose list shows less than the answer by id, and whose parts have their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import ApiError, ConfigurationFailed
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant import sections
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.apply import bring_about_config
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.export import gathered_config
from support.toys import CONNECTOR, DOORS, SITE, ToyServer

LISTS = ["site", DOORS.path]

Open = Callable[..., Client]


@pytest.fixture(autouse=True)
def lists(monkeypatch: pytest.MonkeyPatch) -> None:
    toys = (sections.Section("connectors", CONNECTOR), sections.Section("sites", SITE))
    monkeypatch.setattr(sections, "SECTIONS", toys)


@pytest.fixture
def server() -> Iterator[ToyServer]:
    with ToyServer() as server:
        for number in range(1, 5):
            add(server, number)
        yield server


def add(server: ToyServer, number: int, **values: Any) -> None:
    """Add a site with a door, with what only answers by id show, and with a key that nobody knows."""
    door = {
        "id": "7%d" % number,
        "name": "d%d" % number,
        "domain": "d%d.example" % number,
        "port": "443",
        "lock": "iron",
        "siteId": str(number),
    }
    server.add(
        "site",
        **{
            "id": str(number),
            "name": "Site %d" % number,
            "description": "old",
            "doors": [door],
            "guests": ["ada@example.com"],
            "color": "red",
            **values,
        },
    )


@pytest.fixture
def settings_of(server: ToyServer) -> Callable[..., Settings]:
    return server.settings


def apply(client: Client, *sites: dict[str, Any], **options: Any) -> dict[str, Any]:
    entries = {"sites": [{"state": "present", **site} for site in sites]}
    given = {"state": "merged", "kinds": None, "list_objects": False, "max_deletions": 10, "protect": []}
    given.update(options, config=entries)
    assert sections.wrong_config_options(given) == []
    return bring_about_config(client, given, lambda done, total, what: None)


def bring_about(server: ToyServer, connect: Open, *sites: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Apply for real what check mode has foretold. The requests are those of the real run."""
    foretold = apply(connect(read_only=True), *sites, **options)
    server.received.clear()
    done = apply(connect(), *sites, **options)
    told = [[{**step, "id": 0, "status": ""} for step in result["plan"]] for result in (foretold, done)]
    assert told[0] == told[1]
    assert (foretold["changed"], foretold["diff"]) == (done["changed"], done["diff"])
    return done


def declared(number: int, **door: Any) -> dict[str, Any]:
    shown = {"domain": "d%d.example" % number, "port": "443", "lock": "iron", **door}
    return {"name": "Site %d" % number, "doors": [shown]}


ALL = [declared(number) for number in range(1, 5)]


# -- What stays as it is ----------------------------------------------------------------------------------


def test_parts_of_all_objects_are_read_from_one_list(server: ToyServer, connect: Open) -> None:
    done = bring_about(server, connect, *ALL)
    assert not done["changed"]
    assert done["summary"]["unchanged"] == 4
    assert server.reads == LISTS


def test_the_list_of_parts_is_not_read_where_nobody_says_anything_of_them(
    server: ToyServer, connect: Open
) -> None:
    done = bring_about(server, connect, {"name": "Site 1", "description": "old"})
    assert (done["changed"], server.reads) == (False, ["site"])


def test_the_list_of_parts_is_not_read_where_the_list_of_objects_shows_any_of_them(
    server: ToyServer, connect: Open
) -> None:
    server.unlisted.remove("doors")
    del server.lists["site"]["4"]["doors"]
    done = bring_about(server, connect, *ALL[:3], {"name": "Site 4", "doors": []})
    assert (done["changed"], server.reads) == (False, ["site"])


def test_an_object_without_parts_in_their_list_has_none(server: ToyServer, connect: Open) -> None:
    del server.lists["site"]["4"]["doors"]
    done = bring_about(server, connect, *ALL[:3], {"name": "Site 4", "doors": []})
    assert (done["changed"], server.reads) == (False, LISTS)


def test_what_the_list_of_parts_shows_of_none_of_them_is_read_by_id_where_somebody_says_it(
    server: ToyServer, connect: Open
) -> None:
    server.of_doors.remove("lock")
    without = [{"name": one["name"], "doors": [{**one["doors"][0], "lock": None}]} for one in ALL[:3]]
    done = bring_about(server, connect, *without, declared(4))
    assert (done["changed"], server.reads) == (False, [*LISTS, "site/4"])


def test_parts_of_which_nobody_knows_whose_they_are_are_read_by_the_ids_of_objects(
    server: ToyServer, connect: Open
) -> None:
    server.of_doors.remove("siteId")
    done = bring_about(server, connect, *ALL[:2])
    assert (done["changed"], server.reads) == (False, [*LISTS, "site/1", "site/2"])


def test_parts_that_the_tenant_does_not_list_are_read_by_the_ids_of_objects(
    server: ToyServer, connect: Open
) -> None:
    server.lacking.add(DOORS.path)
    done = bring_about(server, connect, *ALL[:2])
    assert (done["changed"], server.reads) == (False, [*LISTS, "site/1", "site/2"])


def test_what_no_list_has_at_all_is_read_by_the_ids_of_objects(server: ToyServer, connect: Open) -> None:
    done = bring_about(server, connect, {"name": "Site 1", "guests": ["ada@example.com"]})
    assert (done["changed"], server.reads) == (False, ["site", "site/1"])


def test_a_change_that_only_a_list_of_parts_shows_is_looked_after(server: ToyServer, connect: Open) -> None:
    for number in ("1", "2"):
        server.doors_as_listed["7" + number] = {"port": "80"}
    done = bring_about(server, connect, *ALL[:1], declared(2, port="8443"))
    assert [step["name"] for step in done["plan"]] == ["Site 2"]
    assert done["plan"][0]["before"]["doors"][0]["port"] == "443"


# -- Updates ----------------------------------------------------------------------------------------------


def test_an_update_is_made_of_what_the_object_shows_by_its_id(server: ToyServer, connect: Open) -> None:
    before = dict(server.lists["site"]["1"])
    done = bring_about(server, connect, {"name": "Site 1", "description": "new"}, *ALL[1:])
    assert (done["changed"], server.writes) == (True, ["PUT site/1"])
    assert server.reads == [*LISTS, "site/1", "site/1"]
    assert server.lists["site"]["1"] == {**before, "description": "new"}


def test_a_part_that_is_added_leaves_what_nobody_knows_of_the_others(
    server: ToyServer, connect: Open
) -> None:
    server.lists["site"]["1"]["doors"][0]["unknown"] = "kept"
    new = {"domain": "new.example", "port": "22"}
    bring_about(server, connect, {"name": "Site 1", "doors": [{"domain": "d1.example"}, new]})
    kept, added = server.lists["site"]["1"]["doors"]
    assert (kept["id"], kept["unknown"], added["domain"]) == ("71", "kept", "new.example")


def test_an_update_that_only_the_list_asks_for_is_told_as_none(server: ToyServer, connect: Open) -> None:
    server.stale["1"] = {"description": "older"}
    done = apply(
        connect(), {"name": "Site 1", "description": "old"}, {"name": "Site 2", "description": "new"}
    )
    assert server.writes == ["PUT site/2"]
    assert [step["name"] for step in done["plan"]] == ["Site 2"]
    assert done["summary"] == {"created": 0, "updated": 1, "deleted": 0, "reordered": 0, "unchanged": 1}
    server.stale.clear()
    server.stale["2"] = {"description": "older"}
    done = apply(connect(), {"name": "Site 2", "description": "new"})
    assert (done["changed"], done["diff"], done["summary"]["unchanged"]) == (False, [], 1)


def test_what_is_told_of_an_update_is_what_the_object_had(server: ToyServer, connect: Open) -> None:
    server.stale["1"] = {"description": "older"}
    done = apply(connect(), {"name": "Site 1", "description": "new"})
    assert done["plan"][0]["before"]["description"] == "old"
    assert done["diff"][0]["before"]["description"] == "old"


@pytest.mark.parametrize("loses", [1, 2])
def test_an_update_whose_answer_is_lost_is_planned_again_from_the_object(
    server: ToyServer, connect: Open, loses: int
) -> None:
    before = dict(server.lists["site"]["1"])
    server.loses = loses
    done = apply(connect(), {"name": "Site 1", "description": "new", "guests": []})
    assert done["changed"]
    assert server.writes == ["PUT site/1"]
    assert server.lists["site"]["1"] == {**before, "description": "new", "guests": []}


def test_what_somebody_else_created_meanwhile_is_updated_from_what_it_shows_by_its_id(
    server: ToyServer, connect: Open
) -> None:
    there = server.lists["site"].pop("4")
    server.before_write = lambda: server.lists["site"].setdefault("4", there)
    apply(connect(), {"name": "Site 4", "description": "new"})
    assert server.writes == ["POST site", "PUT site/4"]
    assert server.lists["site"]["4"] == {**there, "description": "new"}


def test_a_creation_is_read_back_by_its_id(server: ToyServer, connect: Open) -> None:
    done = bring_about(server, connect, {"name": "New", "guests": ["bob@example.com"]})
    (step,) = done["plan"]
    assert server.writes == ["POST site"]
    assert "site/%s" % step["id"] in server.reads


# -- What is told whole -----------------------------------------------------------------------------------


def test_an_export_has_what_lists_of_parts_tell_and_says_what_no_list_does(
    server: ToyServer, connect: Open
) -> None:
    del server.lists["site"]["4"]["doors"]
    told = gathered_config(connect(), ["sites"])
    first, *_others, last = told["config"]["sites"]
    assert first["doors"] == declared(1)["doors"]
    assert last["doors"] == []
    assert "guests" not in first
    assert server.reads == LISTS
    assert told["not_carried"] == [
        "sites: guests is left out of 'Site 1', 'Site 2', 'Site 3' and 1 more: no list of the API shows it. "
        "Where it is left out it stays as it is."
    ]


def test_an_export_reads_by_id_what_has_parts_of_which_their_list_shows_too_little(
    server: ToyServer, connect: Open
) -> None:
    server.of_doors.remove("lock")
    for number in ("2", "3", "4"):
        del server.lists["site"][number]["doors"]
    told = gathered_config(connect(), ["sites"])
    assert told["config"]["sites"][0]["doors"] == declared(1)["doors"]
    assert server.reads == [*LISTS, "site/1"]


def test_an_export_from_a_tenant_that_does_not_list_parts_leaves_them_out(
    server: ToyServer, connect: Open
) -> None:
    server.lacking.add(DOORS.path)
    told = gathered_config(connect(), ["sites"])
    assert not any("doors" in site for site in told["config"]["sites"])
    assert any("doors is left out of" in remark for remark in told["not_carried"])


def test_an_export_that_is_given_back_changes_nothing(server: ToyServer, connect: Open) -> None:
    told = gathered_config(connect(), ["sites"])
    assert not apply(connect(), *told["config"]["sites"])["changed"]


def test_what_is_deleted_as_undeclared_is_told_whole(server: ToyServer, connect: Open) -> None:
    done = bring_about(server, connect, *ALL[1:], state="overridden")
    (step,) = done["plan"]
    assert (step["operation"], step["before"]["doors"]) == ("delete", declared(1)["doors"])
    assert server.writes == ["DELETE site/1"]


def test_an_audit_reads_lists_alone(server: ToyServer, connect: Open) -> None:
    server.of_doors.remove("lock")
    done = apply(connect(read_only=True), list_objects=True, kinds=["sites"])
    assert len(done["objects"]) == 4
    assert server.reads == LISTS


# -- Trouble ----------------------------------------------------------------------------------------------


def test_a_list_of_parts_that_cannot_be_read_is_not_taken_for_an_empty_one(
    server: ToyServer, connect: Open
) -> None:
    server.failing.add(DOORS.path)
    with pytest.raises(ApiError, match="list sites"):
        apply(connect(), {"name": "Site 1", "doors": []})
    assert server.writes == []


def test_what_was_deleted_since_it_was_listed_is_not_created_in_the_same_task(
    server: ToyServer, connect: Open
) -> None:
    site = server.lists["site"].pop("1")
    server.lists["site"]["gone"] = site
    with pytest.raises(ConfigurationFailed, match="was deleted since"):
        apply(connect(), {"name": "Site 1", "description": "new"})
    assert server.writes == []


def test_an_update_carries_what_somebody_else_wrote_after_the_lists_were_read(
    server: ToyServer, connect: Open
) -> None:
    def write_too() -> None:
        server.lists["site"]["2"]["doors"][0]["lock"] = "gold"
        server.lists["site"]["2"]["color"] = "blue"

    server.before_write = write_too
    server.lists["site"]["1"]["description"] = server.lists["site"]["2"]["description"] = "older"
    apply(connect(), {"name": "Site 1", "description": "new"}, {"name": "Site 2", "description": "new"})
    put = [json.loads(one.body) for one in server.received if one.method == "PUT"][1]
    assert (put["doors"][0]["lock"], put["color"]) == ("gold", "blue")
