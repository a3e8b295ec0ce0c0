# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is there once per tenant, and what no task can create."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import WrongAnswer
from ansible_collections.zerotrust.zpa.plugins.module_utils._info.objects import find_objects
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.info_options import info_argument_spec
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.options import (
    argument_spec,
    wrong_options,
)
from support.clients import World
from support.identities import Open, bring_about, problems_of, run
from support.toys import CONNECTOR, KEY, RESETTABLE, SCHEDULE, SETTINGS, ToyServer

# -- One per tenant ---------------------------------------------------------------------------------------


def test_the_one_of_a_tenant_is_created_and_updated_without_a_name(server: ToyServer, connect: Open) -> None:
    made = bring_about(connect, SCHEDULE, kind="app_connector", frequency_interval="7")
    assert made.shown == {
        "kind": "app_connector",
        "enabled": True,
        "frequency_interval": "7",
        "delete_disabled": False,
        "microtenant_id": None,
    }
    object_id = server.single["connectorSchedule"]["id"]
    assert bring_about(connect, SCHEDULE, kind="app_connector", delete_disabled=True).changed
    assert not bring_about(connect, SCHEDULE, kind="app_connector", delete_disabled=True).changed
    assert server.writes == ["POST connectorSchedule", "PUT connectorSchedule/" + object_id]
    assert server.single["connectorSchedule"]["id"] == object_id
    assert server.single["serviceEdgeSchedule"] == {}


@pytest.mark.parametrize("tells_made", [True, False], ids=["shown", "not_shown"])
@pytest.mark.parametrize("loses", [0, 1], ids=["answered", "lost"])
def test_the_one_of_a_tenant_is_found_however_its_creation_is_answered(
    server: ToyServer, connect: Open, tells_made: bool, loses: int
) -> None:
    server.tells_made, server.loses = tells_made, loses
    done = run(connect(), SCHEDULE, kind="service_edge", frequency_interval="30")
    assert (done.shown["kind"], done.shown["frequency_interval"]) == ("service_edge", "30")
    assert server.writes == ["POST serviceEdgeSchedule"]


def test_the_one_of_a_tenant_that_somebody_else_makes_first_is_updated(
    server: ToyServer, connect: Open, world: World
) -> None:
    def make() -> None:
        server.before_write = lambda: None
        server.single["connectorSchedule"] = {"id": "5", "enabled": False, "frequencyInterval": "5"}

    server.before_write = make
    done = run(connect(), SCHEDULE, kind="app_connector", enabled=True)
    assert done.shown["enabled"] is True
    assert server.writes == ["POST connectorSchedule", "PUT connectorSchedule/5"]
    assert any(said.startswith("kind: somebody else has created the") for said in world.warnings)


def test_the_one_of_a_tenant_has_no_id_and_no_name_to_give() -> None:
    assert set(argument_spec(SCHEDULE)) == {
        "state",
        "kind",
        "enabled",
        "frequency_interval",
        "delete_disabled",
    }
    assert set(info_argument_spec(SCHEDULE)) == {"enabled", "kind"}
    assert wrong_options(SCHEDULE, {"state": "present"}) == [
        "kind: give it: it tells one connector schedule from another."
    ]


def test_what_is_there_once_without_an_id_is_written_where_it_is(server: ToyServer, connect: Open) -> None:
    server.single["settings"] = {"enabled": True, "description": "x", "other": 5}
    done = bring_about(connect, SETTINGS, enabled=False)
    assert done.shown == {"enabled": False, "description": "x", "microtenant_id": None}
    assert server.writes == ["PUT settings"]
    assert server.single["settings"] == {"enabled": False, "description": "x", "other": 5}
    assert not bring_about(connect, SETTINGS, enabled=False).changed
    assert set(argument_spec(SETTINGS)) == {"state", "enabled", "description"}


def test_what_is_there_once_and_no_task_can_create_is_told(server: ToyServer, connect: Open) -> None:
    assert problems_of(connect(), SETTINGS, enabled=False) == [
        "state: there is no such page of settings, and no task can create one. ZPA makes it with the tenant."
    ]
    assert server.writes == []


def test_an_answer_that_is_no_object_is_not_taken_for_nothing(server: ToyServer, connect: Open) -> None:
    server.single["settings"] = ["x"]  # type: ignore[assignment]
    with pytest.raises(WrongAnswer, match="not an object as the API documents it"):
        run(connect(), SETTINGS, enabled=False)


def test_an_info_module_lists_what_is_there_once(server: ToyServer, connect: Open) -> None:
    server.single["serviceEdgeSchedule"] = {"id": "5", "enabled": True, "frequencyInterval": "5"}
    server.single["connectorSchedule"] = {"id": "5", "enabled": False, "frequencyInterval": "5"}
    found = find_objects(connect(), SCHEDULE, {})
    assert [(one["kind"], one["enabled"]) for one in found.shown] == [
        ("app_connector", False),
        ("service_edge", True),
    ]
    assert "id" not in found.shown[0]
    assert list(found.metadata) == ["connectorSchedule/5", "serviceEdgeSchedule/5"]


def test_what_cannot_be_deleted_is_refused_with_what_to_do() -> None:
    assert wrong_options(SCHEDULE, {"state": "absent", "kind": "app_connector"}) == [
        "state: absent is not possible for connector schedules. ZPA keeps a schedule once it is "
        "there. Set enabled to false."
    ]


def test_what_cannot_be_deleted_is_reset_where_its_description_says_to_what(
    server: ToyServer, connect: Open
) -> None:
    assert not bring_about(connect, RESETTABLE, kind="app_connector", state="absent").changed
    run(connect(), RESETTABLE, kind="app_connector", enabled=True, frequency_interval="14")
    done = bring_about(connect, RESETTABLE, kind="app_connector", state="absent")
    assert done.diff == {"before": {"enabled": True}, "after": {"enabled": False}}
    assert (done.shown["enabled"], done.shown["frequency_interval"]) == (False, "14")
    assert not bring_about(connect, RESETTABLE, kind="app_connector", state="absent").changed
    assert [write.split()[0] for write in server.writes] == ["POST", "PUT"]


@pytest.fixture
def berlin(server: ToyServer) -> str:
    return server.add("connector", name="Berlin-1", description="", enabled=True)


# -- What no task can create ------------------------------------------------------------------------------


def test_what_no_task_can_create_is_refused_with_how_it_comes_into_being(
    server: ToyServer, connect: Open, berlin: str
) -> None:
    for read_only in (True, False):
        assert problems_of(connect(read_only=read_only), CONNECTOR, name="Berlin-2", enabled=False) == [
            "name: no App Connector is called 'Berlin-2', and no task can create one. It appears once a "
            "machine has enrolled with a provisioning key. Near matches: 'Berlin-1'."
        ]
    assert server.writes == []
    assert not bring_about(connect, CONNECTOR, name="Berlin-2", state="absent").changed


def test_it_is_renamed_by_its_old_name_once(server: ToyServer, connect: Open, berlin: str) -> None:
    options = {"name": "Berlin-1", "new_name": "Gate", "description": "At the gate"}
    done = bring_about(connect, CONNECTOR, **options)
    assert done.diff["after"] == {"name": "Gate", "description": "At the gate"}
    assert server.lists["connector"][berlin]["name"] == "Gate"
    assert not bring_about(connect, CONNECTOR, **options).changed
    assert server.writes == ["PUT connector/" + berlin]


def test_it_is_renamed_by_its_id_as_anything_else(server: ToyServer, connect: Open, berlin: str) -> None:
    assert bring_about(connect, CONNECTOR, id=berlin, name="Gate").changed
    assert server.lists["connector"][berlin]["name"] == "Gate"


def test_a_lost_rename_is_found_done(server: ToyServer, connect: Open, berlin: str) -> None:
    server.loses = 1
    assert run(connect(), CONNECTOR, name="Berlin-1", new_name="Gate").shown["name"] == "Gate"
    assert server.writes == ["PUT connector/" + berlin]


def test_a_new_name_that_another_one_has_is_refused(server: ToyServer, connect: Open, berlin: str) -> None:
    other = server.add("connector", name="Gate")
    assert problems_of(connect(), CONNECTOR, name="Berlin-1", new_name="Gate") == [
        "new_name: 'Gate' is the name of another App Connector (id %s) already. Choose another name, or "
        "delete that one first." % other
    ]


def test_a_new_name_is_for_what_is_found_by_its_old_one() -> None:
    assert wrong_options(CONNECTOR, {"state": "present", "id": "5", "new_name": "x"}) == [
        "new_name: has no meaning beside id. Give the new name as name, or leave id out."
    ]
    assert wrong_options(CONNECTOR, {"state": "absent", "name": "y", "new_name": "x"}) == [
        "new_name: has no meaning with state=absent. Leave it out."
    ]
    assert wrong_options(CONNECTOR, {"state": "present", "name": "y", "new_name": " "}) == [
        "new_name: is empty. Give a name, or leave the option out."
    ]
    assert "new_name" not in argument_spec(KEY)


def test_it_is_deleted_as_anything_else(server: ToyServer, connect: Open, berlin: str) -> None:
    assert bring_about(connect, CONNECTOR, name="Berlin-1", state="absent").changed
    assert server.lists["connector"] == {}
