# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields with paths of their own, on a kind that nothing manages, whatever becomes of the requests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.reconcile import Converged, converge
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.repository import Store
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import InvalidInput, ZpaError
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.compound import SharedWith
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Apart, Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.kind import Kind
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.load_balancing import LoadBalancing
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.metadata import COMPUTED, RECORDED
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.options import wrong_options
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.reference_types import ReferenceSet
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import Name, Text
from support.clients import World
from support.scripted import Answer, Received
from support.toys import ToyServer

LIST = "shelf"
SHELF = Resource(
    kind=Kind("shelf", LIST),
    key="shelf",
    fields=(
        Field("name", "name", Name()),
        Field("description", "description", Text()),
        Field("server_groups", "serverGroups", ReferenceSet("server_group"), is_always_sent=True),
        Field(
            "shared_with",
            "sharedTo",
            SharedWith("microtenant"),
            inside="sharing",
            in_body=False,
            apart=Apart("share", key="shareTo"),
        ),
        Field(
            "load_balancing",
            "balance",
            LoadBalancing(),
            in_body=False,
            apart=Apart("balance", id_key="applicationId", is_read=True, flag="isBalanced"),
            among="server_groups",
        ),
    ),
    metadata=RECORDED,
    read_only=COMPUTED | {"isBalanced", "sharing"},
)
Open = Callable[..., Client]
TENANTS = {"71": "Bakery", "72": "Dairy"}
GROUPS = {"31": "Berlin", "32": "Paris", "33": "Rome"}
SHARING, LOADS = ["Bakery"], [{"server_group": "Berlin", "weight": 3}, {"server_group": "Paris", "weight": 1}]
ALL_LOADS = [{"server_group": "Berlin", "weight": 3, "passive": False}, {**LOADS[1], "passive": False}]


class Server(ToyServer):
    """Keeps sharing and balance apart, and shows the one in the object and of the other a flag.

    ``resets``: whether an update forgets both. ``faults``: what becomes of the writes, by their number:
    ``lost`` on the way, without an ``answer``, or a status with which it is refused.
    """

    resets = False

    def __init__(self) -> None:
        super().__init__()
        self.lists.update({LIST: {}, "microtenants": {}, "serverGroup": {}})
        self.faults: dict[int, str | int] = {}

    def _obey(self, received: Received) -> Answer:
        number = sum(one.method != "GET" for one in self.received) - 1
        fault = self.faults.get(number) if received.method != "GET" else None
        if fault == "lost":
            return Answer(504)
        if isinstance(fault, int):
            return Answer(fault, json.dumps({"id": "no.way", "reason": "No way: shareTo"}))
        answer = self._done(received)
        return Answer(504) if fault == "answer" else answer

    def _done(self, received: Received) -> Answer:
        path = received.path.partition("?")[0].partition("/customers/1/")[2]
        kind, _slash, rest = path.partition("/")
        object_id, _slash, what = rest.partition("/")
        body = json.loads(received.body) if received.body else {}
        if kind == LIST and what:
            shelf = self.lists[LIST][object_id]
            if received.method == "GET":
                return Answer(200, json.dumps(self._balance(shelf)))
            if what == "share":
                shelf["sharing"] = {
                    "sharedTo": [{"id": one, "name": TENANTS[one]} for one in body["shareTo"]]
                }
            else:
                shelf["isBalanced"] = body["weightedLoadBalancing"]
                shelf["loads"] = {one["id"]: one for one in body["applicationToServerGroupMappings"]}
            return Answer(204)
        if kind == LIST and received.method == "PUT":
            before = dict(self.lists[LIST][object_id])
            answer = super()._obey(received)
            kept = ("sharing", "isBalanced", "loads")
            if not self.resets:
                self.lists[LIST][object_id].update({key: before[key] for key in kept if key in before})
            return answer
        return super()._obey(received)

    def _balance(self, shelf: dict[str, Any]) -> dict[str, Any]:
        loads = shelf.get("loads", {})
        return {
            "applicationId": shelf["id"],
            "weightedLoadBalancing": shelf.get("isBalanced", False),
            "applicationToServerGroupMappings": [
                {
                    "weight": "0",
                    "passive": False,
                    **loads.get(one["id"], {}),
                    "id": one["id"],
                    "name": GROUPS[one["id"]],
                }
                for one in shelf["serverGroups"]
            ],
        }

    def _shown(self, record: dict[str, Any]) -> dict[str, Any]:
        shown = {"isBalanced": False, **{key: value for key, value in record.items() if key != "loads"}}
        if "serverGroups" in shown:
            shown["serverGroups"] = [{**one, "name": GROUPS[one["id"]]} for one in shown["serverGroups"]]
        return shown

    @property
    def sent(self) -> list[Any]:
        """The bodies of the writes."""
        return [json.loads(one.body) for one in self.received if one.method in ("POST", "PUT")]

    def shelf(self) -> dict[str, Any]:
        (found,) = self.lists[LIST].values()
        return found

    def put_up(self, **changes: Any) -> str:
        """Put up a shelf that is shared and balanced."""
        return self.add(
            LIST,
            **{
                "name": "A",
                "description": "",
                "serverGroups": [{"id": "31"}, {"id": "32"}],
                "sharing": {"sharedTo": [{"id": "71", "name": "Bakery"}]},
                "isBalanced": True,
                "loads": {"31": {"weight": "3"}, "32": {"weight": "1"}},
                **changes,
            },
        )


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        for object_id, name in TENANTS.items():
            server.add("microtenants", id=object_id, name=name)
        for object_id, name in GROUPS.items():
            server.add("serverGroup", id=object_id, name=name)
        yield server


@pytest.fixture
def settings_of(server: Server) -> Callable[..., Settings]:
    return server.settings


def run(client: Client, **options: Any) -> Converged:
    given = {"state": "present", "name": "A", **options}
    wrong = wrong_options(SHELF, given)
    if wrong:
        raise InvalidInput(wrong)
    return converge(Store(client, SHELF), given)


def bring_about(connect: Open, **options: Any) -> Converged:
    """Run for real what check mode has foretold, and once more, which changes nothing."""
    foretold = run(connect(read_only=True), **options)
    done = run(connect(), **options)
    assert (foretold.changed, foretold.diff) == (done.changed, done.diff)
    assert {**foretold.shown, "id": done.shown["id"]} == done.shown
    assert not run(connect(), **options).changed
    return done


def problems_of(client: Client, **options: Any) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        run(client, **options)
    return refused.value.problems


WHOLE: dict[str, Any] = {
    "description": "new",
    "server_groups": ["Berlin", "Paris"],
    "shared_with": SHARING,
    "load_balancing": LOADS,
}


# -- What is written, and what is not ----------------------------------------------------------------------


def test_a_creation_is_followed_by_what_has_paths_of_its_own(connect: Open, server: Server) -> None:
    done = bring_about(connect, **WHOLE)
    (shelf_id,) = server.lists[LIST]
    assert server.writes == ["POST shelf", "PUT shelf/%s/share" % shelf_id, "PUT shelf/%s/balance" % shelf_id]
    created, shared, balanced = server.sent
    assert created == {"name": "A", "description": "new", "serverGroups": [{"id": "31"}, {"id": "32"}]}
    assert shared == {"shareTo": ["71"]}
    assert balanced == {
        "applicationId": shelf_id,
        "weightedLoadBalancing": True,
        "applicationToServerGroupMappings": [
            {"weight": "3", "passive": False, "id": "31", "name": "Berlin"},
            {"weight": "1", "passive": False, "id": "32", "name": "Paris"},
        ],
    }
    assert done.diff["after"]["load_balancing"] == ALL_LOADS
    assert (done.shown["shared_with"], done.shown["load_balancing"]) == (SHARING, ALL_LOADS)


def test_a_change_of_what_has_a_path_of_its_own_writes_nothing_else(connect: Open, server: Server) -> None:
    shelf_id = server.put_up()
    done = bring_about(connect, shared_with=["Dairy", "71"], server_groups=["Paris", "Berlin"])
    assert server.writes == ["PUT shelf/%s/share" % shelf_id]
    assert done.diff["before"]["shared_with"] == ["Bakery"]
    assert done.diff["after"]["shared_with"] == ["Bakery", "Dairy"]


def test_what_nobody_asks_for_is_neither_read_nor_written(connect: Open, server: Server) -> None:
    server.put_up()
    assert not run(connect(), description="").changed
    assert server.reads == ["shelf"]
    assert run(connect(), description="").shown["load_balancing"] is None


def test_what_is_as_declared_costs_one_more_request(connect: Open, server: Server) -> None:
    shelf_id = server.put_up()
    assert not run(connect(), shared_with=SHARING, load_balancing=LOADS).changed
    assert server.reads == ["shelf", "shelf/%s/balance" % shelf_id]


def test_that_there_is_none_is_told_by_the_object_itself(connect: Open, server: Server) -> None:
    server.put_up(isBalanced=False)
    assert not run(connect(), load_balancing=[]).changed
    assert server.reads == ["shelf"]


def test_none_switches_it_off_and_leaves_weights_that_nobody_uses(connect: Open, server: Server) -> None:
    server.put_up()
    bring_about(connect, load_balancing=[], shared_with=[])
    shared, balanced = server.sent
    assert shared == {"shareTo": []}
    assert balanced["weightedLoadBalancing"] is False
    assert [one["weight"] for one in balanced["applicationToServerGroupMappings"]] == ["3", "1"]


def test_a_balance_in_which_no_group_counts_is_not_the_same_as_none(connect: Open, server: Server) -> None:
    server.put_up(loads={})
    assert bring_about(connect, load_balancing=[]).changed
    assert server.shelf()["isBalanced"] is False


def test_what_an_entry_leaves_out_stays_as_it_is(connect: Open, server: Server) -> None:
    server.put_up(loads={"31": {"weight": "3", "passive": True, "zone": "x"}, "32": {"weight": "1"}})
    entries = [{"server_group": "Berlin", "weight": 5}, {"server_group": "32", "passive": True}]
    bring_about(connect, load_balancing=entries)
    berlin, paris = server.sent[-1]["applicationToServerGroupMappings"]
    assert (berlin["weight"], berlin["passive"], berlin["zone"]) == ("5", True, "x")
    assert (paris["weight"], paris["passive"]) == ("1", True)


def test_a_group_can_be_added_and_weighted_in_one_task(connect: Open, server: Server) -> None:
    server.put_up()
    loads = [*LOADS, {"server_group": "Rome", "weight": 1000}]
    bring_about(connect, server_groups=["Berlin", "Paris", "Rome"], load_balancing=loads)
    assert server.shelf()["loads"]["33"]["weight"] == "1000"


# -- What is kept ------------------------------------------------------------------------------------------


def test_an_update_that_takes_away_what_nobody_spoke_of_gives_it_back(connect: Open, server: Server) -> None:
    shelf_id = server.put_up()
    server.resets = True
    done = bring_about(connect, description="new")
    assert server.writes == [
        "PUT shelf/%s" % shelf_id,
        "PUT shelf/%s/share" % shelf_id,
        "PUT shelf/%s/balance" % shelf_id,
    ]
    assert server.shelf()["sharing"]["sharedTo"] == [{"id": "71", "name": "Bakery"}]
    assert {key: one["weight"] for key, one in server.shelf()["loads"].items()} == {"31": "3", "32": "1"}
    assert "load_balancing" not in done.diff["after"]


def test_an_update_that_takes_away_nothing_is_one_write(connect: Open, server: Server) -> None:
    shelf_id = server.put_up()
    bring_about(connect, description="new")
    assert server.writes == ["PUT shelf/%s" % shelf_id]


def test_what_an_update_resets_is_written_although_it_was_as_declared(connect: Open, server: Server) -> None:
    server.put_up()
    server.resets = True
    bring_about(connect, **WHOLE)
    assert {key: one["weight"] for key, one in server.shelf()["loads"].items()} == {"31": "3", "32": "1"}


def test_the_weight_of_a_group_that_goes_is_not_brought_back(connect: Open, server: Server) -> None:
    server.put_up()
    server.resets = True
    bring_about(connect, server_groups=["Berlin"])
    assert {key: one["weight"] for key, one in server.shelf()["loads"].items()} == {"31": "3"}


def test_without_any_weight_that_is_left_nothing_is_switched_on_again(connect: Open, server: Server) -> None:
    shelf_id = server.put_up(loads={"31": {"weight": "3"}, "32": {"passive": True}}, sharing={})
    server.resets = True
    bring_about(connect, server_groups=["Paris"])
    assert server.writes == ["PUT shelf/%s" % shelf_id]


def test_what_cannot_be_brought_back_is_told(connect: Open, server: Server) -> None:
    server.put_up(sharing={})
    server.resets, server.faults = True, {1: 400}
    with pytest.raises(ZpaError, match="has taken away what the shelf had in load_balancing") as refused:
        run(connect(), description="new")
    assert "'server_group': 'Berlin', 'weight': 3" in str(refused.value)
    assert refused.value.may_have_written


# -- What becomes of the requests ---------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("fault", ["lost", "answer"])
@pytest.mark.parametrize("is_new", [True, False], ids=["created", "updated"])
def test_what_was_lost_is_found_out_and_nothing_is_done_twice(
    connect: Open, server: Server, fault: str, number: int, is_new: bool
) -> None:
    if not is_new:
        server.put_up(sharing={}, isBalanced=False, loads={})
    server.faults = {number: fault}
    run(connect(), **WHOLE)
    writes = len(server.writes)
    assert len(server.lists[LIST]) == 1
    assert writes == (4 if fault == "lost" else 3)
    assert not run(connect(), **WHOLE).changed
    assert len(server.writes) == writes


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("is_new", [True, False], ids=["created", "updated"])
def test_the_next_run_completes_what_was_refused_in_between(
    connect: Open, server: Server, number: int, is_new: bool
) -> None:
    if not is_new:
        server.put_up(sharing={}, isBalanced=False, loads={})
    server.faults = {number: 400}
    with pytest.raises(ZpaError, match="itself was accepted: run the task again to complete it") as refused:
        run(connect(), **WHOLE)
    assert refused.value.may_have_written
    server.faults = {}
    bring_about(connect, **WHOLE)
    assert len(server.lists[LIST]) == 1
    assert len(server.writes) == 4


def test_a_refusal_is_told_in_terms_of_the_option(connect: Open, server: Server) -> None:
    server.put_up(sharing={})
    server.faults = {0: 400}
    with pytest.raises(ZpaError, match="Correct shared_with, which the API calls shareTo") as refused:
        run(connect(), shared_with=SHARING)
    assert not refused.value.may_have_written


@pytest.mark.parametrize("fault", ["lost", "answer"])
def test_what_a_lost_update_has_taken_away_is_given_back(connect: Open, server: Server, fault: str) -> None:
    server.put_up()
    server.resets, server.faults = True, {0: fault}
    run(connect(), description="new")
    assert server.shelf()["description"] == "new"
    assert server.shelf()["sharing"]["sharedTo"] == [{"id": "71", "name": "Bakery"}]
    assert server.shelf()["isBalanced"] is True


def test_what_is_given_up_after_a_creation_is_not_created_again(
    connect: Open, server: Server, world: World
) -> None:
    server.faults = dict.fromkeys(range(1, 50), "lost")
    with pytest.raises(ZpaError, match="itself was accepted"):
        run(connect(), **WHOLE)
    assert server.writes.count("POST shelf") == 1
    server.faults = {}
    bring_about(connect, **WHOLE)
    assert len(server.lists[LIST]) == 1


# -- What is wrong -----------------------------------------------------------------------------------------


def test_a_weight_for_a_group_that_the_object_does_not_have_is_refused(connect: Open, server: Server) -> None:
    server.put_up()
    loads = [*LOADS, {"server_group": "Rome", "weight": 1}]
    said = "load_balancing[2].server_group: 'Rome' is not in the server_groups of the shelf. "
    assert problems_of(connect(), load_balancing=loads) == [said + "Add it there, or leave the entry out."]
    groups_too = {"server_groups": ["Berlin"], "load_balancing": LOADS}
    assert problems_of(connect(), **groups_too)[0].startswith(
        "load_balancing[1].server_group: 'Paris' is not"
    )
    assert problems_of(connect(), name="B", load_balancing=LOADS[:1])[0].startswith(
        "load_balancing[0].server"
    )
    assert server.writes == []


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([{"server_group": "Berlin", "weight": 1001}], "load_balancing[0].weight: 1001 is not a number"),
        ([{"server_group": "Berlin", "weight": -1}], "load_balancing[0].weight: -1 is not a number"),
        ([{"weight": 1}], "load_balancing[0].server_group: is missing"),
        ([{"server_group": "Berlin"}], "load_balancing[0]: says neither weight nor passive"),
        ([LOADS[0], LOADS[0]], "load_balancing[1].server_group: is that of load_balancing[0] as well"),
        ([LOADS[0], {"server_group": "31", "weight": 1}], "load_balancing[1].server_group: is that of"),
    ],
)
def test_entries_that_cannot_be_meant_are_refused(
    connect: Open, server: Server, entries: list[Any], said: str
) -> None:
    server.put_up()
    assert problems_of(connect(), load_balancing=entries)[0].startswith(said)
    assert server.writes == []


def test_an_answer_in_another_form_is_no_reason_to_guess(connect: Open, server: Server) -> None:
    server.put_up(loads={"31": {"weight": ["x"]}})
    with pytest.raises(ZpaError, match="in a form that is not documented: balance is not an object"):
        run(connect(), load_balancing=LOADS)
