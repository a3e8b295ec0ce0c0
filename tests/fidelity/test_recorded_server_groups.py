# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Server groups and application servers as recorded, request by request, and what modules make of them.

The recordings are TestServerGroup.yaml and TestApplicationServer.yaml of zscaler/zscaler-sdk-python, in
tests/integration/zpa/cassettes. Names are other ones here.
"""

from __future__ import annotations

from typing import Any

from support.tenants import TestTenant
from support.wire import Wire

STAMPS = {"id", "modifiedTime", "creationTime", "modifiedBy"}
STUB = {
    "useInDrMode": False,
    "connectorGroupType": "APP",
    "wafDisabled": False,
    "lssAppConnectorGroup": False,
}
SERVER = {"name": "srv-one", "description": "d", "enabled": True, "address": "192.168.200.1"}


def without_stamps(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key not in STAMPS}


def test_the_life_of_a_server_group_is_as_recorded(zpa: TestTenant) -> None:
    wire, site = Wire(zpa), zpa.add_connector_group("site")
    body = {"name": "grp", "description": "d", "dynamicDiscovery": True}
    answer = wire.send("POST", "serverGroup", {**body, "appConnectorGroups": [{"id": site["id"]}]})
    created = answer.json()
    filled_in = {"ipAnchored": False, "configSpace": "DEFAULT", "extranetEnabled": False}
    stub = {"id": site["id"], "name": "site", **STUB}
    assert (answer.status_code, {**created, "id": "1"}) == (
        201,
        {"id": "1", **body, **filled_in, "appConnectorGroups": [stub]},
    )
    path = "serverGroup/" + created["id"]
    read = wire.get(path)
    assert read["enabled"] is False
    assert read["microtenantName"] == "Default"
    (inside,) = read["appConnectorGroups"]
    assert not {"latitude", "longitude", "upgradeDay", "upgradeTimeInSecs"} & set(inside)
    nothing = {"weight": None, "extranetDTO": None, "restrictionType": None, "applications": []}
    answer = wire.send("PUT", path, {**read, **nothing, "name": "grp Updated"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert without_stamps(wire.get(path)) == {**without_stamps(read), "name": "grp Updated"}
    assert wire.send("DELETE", path).status_code == 204
    assert wire.send("DELETE", "appConnectorGroup/" + site["id"]).status_code == 204


def test_the_life_of_a_server_is_as_recorded(zpa: TestTenant) -> None:
    wire = Wire(zpa)
    answer = wire.send("POST", "server", SERVER)
    created = answer.json()
    assert (answer.status_code, without_stamps(created)) == (201, {**SERVER, "configSpace": "DEFAULT"})
    path = "server/" + created["id"]
    assert wire.get(path) == created
    assert wire.send("PUT", path, {"name": "srv-one Updated"}).status_code == 204
    left = {key: value for key, value in SERVER.items() if key != "description"}
    assert without_stamps(wire.get(path)) == {**left, "name": "srv-one Updated", "configSpace": "DEFAULT"}
    (listed,) = wire.get("server/summary")["list"]
    assert listed == {"id": created["id"], "name": "srv-one Updated", "enabled": True}
    assert wire.send("DELETE", path).status_code == 204


def test_what_was_recorded_is_unchanged_if_it_is_declared_so(zpa: TestTenant) -> None:
    wire, site = Wire(zpa), zpa.add_connector_group("site")
    wire.send("POST", "server", SERVER)
    body = {"name": "grp", "dynamicDiscovery": True, "appConnectorGroups": [{"id": site["id"]}]}
    wire.send("POST", "serverGroup", body)
    declared = {"name": "grp", "dynamic_discovery": True, "app_connector_groups": ["site"], "enabled": False}
    assert zpa.run("zpa_server_group", **declared)["changed"] is False
    assert zpa.run("zpa_application_server", **SERVER)["changed"] is False


def test_a_name_in_the_place_of_an_id_makes_a_server(zpa: TestTenant) -> None:
    """The document says so, and no module sends one."""
    body = {"name": "grp", "dynamicDiscovery": False, "servers": [{"name": "made.corp.example.com"}]}
    created = Wire(zpa).send("POST", "serverGroup", body).json()
    assert created["servers"] == [
        {"id": zpa.stored("made.corp.example.com", "server")["id"], "configSpace": "DEFAULT"}
    ]


def test_what_a_server_group_cannot_be_is_refused(zpa: TestTenant) -> None:
    wire = Wire(zpa)
    group = zpa.add_server_group("grp")
    for body, key in (
        ({"servers": [{"id": "4711"}]}, "servers"),
        ({"dynamicDiscovery": False}, "servers"),
        ({"appConnectorGroups": [{"id": "4711"}]}, "appConnectorGroups"),
        ({"configSpace": "OTHER"}, "configSpace"),
    ):
        answer = wire.send("PUT", "serverGroup/" + group["id"], {**group, **body})
        assert (answer.status_code, answer.json()["params"]) == (400, [key])
    large = {**group, "applications": [{"id": str(number)} for number in range(501)]}
    assert wire.send("PUT", "serverGroup/" + group["id"], large).status_code == 413


def test_a_server_in_a_group_is_not_deleted(zpa: TestTenant) -> None:
    server = zpa.add_application_server("ERP")
    group = zpa.add_server_group("grp", application_servers=["ERP"])
    wire = Wire(zpa)
    assert wire.get("server/" + server["id"])["appServerGroupIds"] == [group["id"]]
    answer = wire.send("DELETE", "server/" + server["id"])
    assert (answer.status_code, answer.json()["params"]) == (400, ["Server Group", "grp"])
