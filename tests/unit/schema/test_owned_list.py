# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects with ids of their own inside an object: what creations and updates carry of them, and where."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.plan import (
    Plan,
    fields_not_as_planned,
    plan_present,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.accounted import uncarried
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.kind import Kind
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.metadata import COMPUTED, RECORDED
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.options import odd_options, wrong_options
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.owned_list import OwnedList
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.refused import refused_options
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import (
    Bool,
    Name,
    Text,
    WholeNumber,
)

DOORS = Field(
    "doors",
    "doorsShown",
    OwnedList(
        "domain",
        Field("domain", "domain", Name()),
        Field("port", "port", WholeNumber(1, 65536, 1, missing=0), required=True),
        Field("open", "open", Bool(), create_default=False),
        Field("cname", "cname", Text(), is_computed=True),
        carrier=("parts", "config"),
        removed=("parts", "deletedDoors"),
        own_id="doorId",
        owner="houseId",
        also=("port",),
        marks=(("types", ["DOOR"]),),
        start=(("enabled", True),),
        named="name",
        computed=COMPUTED,
    ),
)
GATES = Field(
    "gates",
    "gates",
    OwnedList(
        "domain",
        Field("domain", "domain", Name()),
        Field("port", "port", WholeNumber(1, 65536, 1, missing=0)),
        carrier=("gates",),
        removed=("parts", "deletedGates"),
        owner="houseId",
    ),
)
LAMPS = DOORS._replace(
    name="lamps",
    wire="lampsShown",
    type=OwnedList(
        "domain",
        Field("domain", "domain", Name()),
        carrier=("parts", "config"),
        removed=("parts", "deletedLamps"),
        own_id="lampId",
        owner="houseId",
        marks=(("types", ["LAMP"]),),
    ),
)
HOUSE = Resource(
    kind=Kind("house", "house"),
    key="house",
    fields=(Field("name", "name", Name()), Field("description", "description", Text()), DOORS, GATES, LAMPS),
    metadata=RECORDED,
    read_only=COMPUTED,
    guarded=("doors", "gates", "lamps"),
)
FRONT = {
    "id": "71",
    "houseId": "7",
    "name": "front.example.com",
    "domain": "front.example.com",
    "port": "443",
    "open": True,
    "enabled": False,
    "cname": "1.example.net",
    "newer": {"kept": 1},
    "modifiedTime": "1",
}
BACK = {"id": "72", "houseId": "7", "name": "B", "domain": "back.example.com", "port": "80", "open": False}
LAMP = {"id": "73", "houseId": "7", "domain": "front.example.com"}
GATE = {"id": "74", "houseId": "7", "domain": "front.example.com", "port": "1", "newer": True}
NEIGHBOURS = {"id": "91", "houseId": "9", "domain": "front.example.com", "port": "443", "open": False}
FRONT_SENT = {
    **{key: value for key, value in FRONT.items() if key not in ("id", "modifiedTime")},
    "doorId": "71",
    "types": ["DOOR"],
}
BACK_SENT = {**{key: value for key, value in BACK.items() if key != "id"}, "doorId": "72", "types": ["DOOR"]}
LAMP_SENT = {"domain": "front.example.com", "houseId": "7", "lampId": "73", "types": ["LAMP"]}
EMPTY: dict[str, Any] = {"id": "7", "name": "A"}
FULL = {**EMPTY, "doorsShown": [FRONT, BACK], "lampsShown": [LAMP], "gates": [GATE]}
FRONT_OPTION = {"domain": "front.example.com", "port": 443, "open": True}
BACK_OPTION = {"domain": "back.example.com", "port": 80}


def planned(record: Mapping[str, Any] | None, **options: Any) -> Plan:
    present = HOUSE.decode(record) if record else {}
    wanted = {}
    for name, given in options.items():
        kind = HOUSE.field(name).type
        wanted[name] = kind.over(kind.accept(given), present.get(name))
    return plan_present(HOUSE, record, wanted)


def update(record: Mapping[str, Any], **options: Any) -> dict[str, Any]:
    """Return the body of an update. What was read stays as it was."""
    before = copy.deepcopy(record)
    body = HOUSE.update_body(record, planned(record, **options).after)
    assert record == before
    return body


def test_an_update_of_something_else_carries_all_of_them_as_they_came() -> None:
    body = update(FULL, description="New")
    assert body["parts"] == {"config": [FRONT_SENT, BACK_SENT, LAMP_SENT]}
    assert body["gates"] == [GATE]
    assert not {"doorsShown", "lampsShown"} & set(body)


def test_an_update_of_an_object_without_any_carries_none() -> None:
    assert set(update(EMPTY, description="New")) == {"id", "name", "description"}


def test_an_update_of_one_keeps_its_id_and_what_no_option_says() -> None:
    body = update(FULL, doors=[BACK_OPTION, {**FRONT_OPTION, "port": 8443}])
    assert body["parts"] == {"config": [{**FRONT_SENT, "port": "8443"}, BACK_SENT, LAMP_SENT]}


def test_one_that_goes_is_named_by_its_id_and_the_others_stay() -> None:
    body = update(FULL, doors=[BACK_OPTION])
    assert body["parts"] == {"config": [BACK_SENT, LAMP_SENT], "deletedDoors": ["71"]}


def test_the_last_that_go_leave_an_empty_list() -> None:
    record = {**EMPTY, "doorsShown": [FRONT], "gates": [GATE]}
    body = update(record, doors=[], gates=[])
    assert body["parts"] == {"config": [], "deletedDoors": ["71"], "deletedGates": ["74"]}
    assert body["gates"] == []


def test_a_new_one_has_no_id_and_its_key_for_a_name() -> None:
    new = {"domain": "side.example.com", "port": 90}
    sent = {
        "name": "side.example.com",
        "enabled": True,
        "domain": "side.example.com",
        "port": "90",
        "open": False,
        "types": ["DOOR"],
    }
    body = update(FULL, doors=[new, BACK_OPTION, FRONT_OPTION])
    assert body["parts"] == {"config": [FRONT_SENT, BACK_SENT, sent, LAMP_SENT]}
    assert HOUSE.create_body(planned(None, name="A", doors=[new]).after, "") == {
        "name": "A",
        "parts": {"config": [sent]},
    }


def test_the_order_of_options_and_of_answers_means_nothing() -> None:
    turned = {**FULL, "doorsShown": [BACK, FRONT]}
    for record in (FULL, turned):
        assert not planned(record, doors=[FRONT_OPTION, BACK_OPTION]).changes
        assert not planned(record, doors=[BACK_OPTION, FRONT_OPTION]).changes
    assert HOUSE.show(HOUSE.decode(FULL)) == HOUSE.show(HOUSE.decode(turned))


def test_what_belongs_to_another_object_is_neither_shown_nor_touched() -> None:
    record = {**EMPTY, "doorsShown": [NEIGHBOURS, BACK], "gates": [{**GATE, "houseId": "9"}]}
    assert HOUSE.show(HOUSE.decode(record))["gates"] == []
    assert update(record, description="New")["parts"] == {"config": [BACK_SENT]}
    body = update(record, doors=[FRONT_OPTION], gates=[])
    (front,) = body["parts"].pop("config")
    assert "doorId" not in front
    assert body["parts"] == {"deletedDoors": ["72"]}
    assert "gates" not in body


def test_one_that_does_not_say_whose_it_is_belongs_to_the_object_that_shows_it() -> None:
    alone = {key: value for key, value in FRONT.items() if key != "houseId"}
    assert update({**EMPTY, "doorsShown": [alone]}, description="New")["parts"] == {"config": [FRONT_SENT]}


def test_an_id_under_its_key_of_updates_is_one_as_well() -> None:
    renamed = {**{key: value for key, value in BACK.items() if key != "id"}, "doorId": "72"}
    record = {**EMPTY, "doorsShown": [renamed]}
    assert update(record, doors=[])["parts"]["deletedDoors"] == ["72"]


def test_what_an_answer_echoes_of_an_update_is_said_anew() -> None:
    echo = {"config": [{"doorId": "71"}, {"doorId": "99"}], "deletedDoors": ["5"], "newer": 1}
    body = update({**FULL, "parts": echo}, description="New")
    assert body["parts"] == {"config": [FRONT_SENT, BACK_SENT, LAMP_SENT], "newer": 1}
    assert "parts" not in update({**EMPTY, "parts": {"config": []}}, description="New")


def test_of_two_with_one_domain_each_keeps_its_own_id() -> None:
    """Options say one domain once, unless the object has it more than once."""
    other = {**FRONT, "id": "75", "port": "22"}
    record = {**EMPTY, "doorsShown": [other, FRONT]}
    both = [{**FRONT_OPTION, "port": 22}, FRONT_OPTION]
    assert not planned(record, doors=both).changes
    shown = HOUSE.show(HOUSE.decode(record))["doors"]
    assert sorted(door["port"] for door in shown) == [22, 443]
    assert wrong_options(HOUSE, {"name": "A", "state": "present", "doors": both}) == []
    assert odd_options(HOUSE, {"doors": both}, HOUSE.decode(record)) == []
    assert update(record, doors=[FRONT_OPTION])["parts"] == {"config": [FRONT_SENT], "deletedDoors": ["75"]}
    assert update(record, doors=[both[0]])["parts"]["deletedDoors"] == ["71"]
    assert len(update(record, description="New")["parts"]["config"]) == 2


def test_of_two_that_look_alike_none_is_lost() -> None:
    record = {**EMPTY, "doorsShown": [FRONT, {**FRONT, "id": "75"}]}
    config = update(record, doors=[FRONT_OPTION, BACK_OPTION])["parts"]["config"]
    assert [door.get("doorId") for door in config] == ["71", "75", None]


@pytest.mark.parametrize(
    ("doors", "problem"),
    [
        ([FRONT_OPTION, FRONT_OPTION], "doors[1].domain: is that of doors[0] as well. Say it once."),
        ([BACK_OPTION, FRONT_OPTION, {**FRONT_OPTION, "port": 22}], "doors[2].domain: is that of doors[1]"),
        ([{"domain": "new.example.com"}], "doors[0].port: is missing. ZPA creates none without it."),
    ],
)
def test_what_is_wrong_inside_is_told_with_its_path(doors: list[dict[str, Any]], problem: str) -> None:
    options = {"name": "A", "state": "present", "doors": doors}
    plan = planned(FULL, doors=doors)
    told = [*wrong_options(HOUSE, options), *odd_options(HOUSE, options, HOUSE.decode(FULL), plan.after)]
    assert any(sentence.startswith(problem) for sentence in told)


def test_one_that_is_still_there_afterwards_was_not_removed() -> None:
    plan = planned(FULL, doors=[BACK_OPTION])
    assert fields_not_as_planned(HOUSE, plan, FULL) == ["doors"]
    assert fields_not_as_planned(HOUSE, plan, {**FULL, "doorsShown": [BACK]}) == []


def test_one_that_an_update_of_something_else_loses_is_missed() -> None:
    plan = planned(FULL, description="New")
    found = {**FULL, "description": "New", "lampsShown": []}
    assert fields_not_as_planned(HOUSE, plan, found) == ["lamps"]


def test_what_is_exported_has_neither_ids_nor_what_zpa_works_out() -> None:
    value = HOUSE.decode(FULL)["doors"]
    assert DOORS.type.show(value)[1]["cname"] == "1.example.net"
    assert DOORS.type.say(value) == [
        {"domain": "back.example.com", "port": 80, "open": False},
        FRONT_OPTION,
    ]


def test_a_refusal_that_is_about_the_lists_of_an_update_names_the_options() -> None:
    assert refused_options(HOUSE, ["deletedLamps"], "") == {"deletedLamps": ["lamps"]}
    assert refused_options(HOUSE, ["config"], "") == {"config": ["doors", "lamps"]}
    assert uncarried(HOUSE, {**FULL, "parts": {"config": [FRONT]}}) == {
        "doorsShown[].newer": "",
        "gates[].newer": "",
    }
