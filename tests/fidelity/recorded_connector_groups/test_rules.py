# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Deletions, restricted groups, microtenants and lists of App Connector groups, and their quirks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.connector_groups_on_wire import LEAST, MICROTENANT, NOT_FOUND, Wire
from zpa_emulator.seeds import add_app_connector_group, add_server_group, read_seed
from zpa_emulator.state import Quirks

# The keys of the first group in the first list of the document, but for its connectors.
OLDER = (
    "id modifiedTime creationTime modifiedBy name enabled upgradeTimeInSecs upgradeDay location latitude "
    "longitude cityCountry countryCode tcpQuickAckApp tcpQuickAckAssistant tcpQuickAckReadAssistant "
    "siemConnectorGroup"
)


# -- Deletions, restricted groups, microtenants, lists -------------------------------------------------


def test_a_group_that_a_server_group_refers_to_is_not_deleted(wire: Wire) -> None:
    group = wire.create()
    add_server_group(wire.zpa.tenant, "Servers", app_connector_groups=["acg-one"])
    answer = wire.send("DELETE", "appConnectorGroup/" + group["id"])
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "params": ["Server Group", "Servers"],
            "id": "resource.referenced",
            "reason": "Resource is being referenced in Server Group : Servers.",
        },
    )
    assert wire.group(group["id"])["name"] == "acg-one"


@pytest.mark.parametrize("flag", ["restrictedEntity", "readOnly", "zscalerManaged"])
def test_a_restricted_group_is_neither_changed_nor_deleted(wire: Wire, flag: str) -> None:
    group = add_app_connector_group(wire.zpa.tenant, "Zscaler Deception", **{flag: True})
    path = "appConnectorGroup/" + group["id"]
    for answer in (wire.send("DELETE", path), wire.send("PUT", path, LEAST)):
        assert answer.status_code == 400
        assert answer.json()["id"] == "non.restricted.entity.authorization.failed"
    assert wire.get(path)[flag] is True


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_certificates_are_not_written(wire: Wire, method: str) -> None:
    path = "enrollmentCert" if method == "POST" else "enrollmentCert/6573"
    assert wire.send(method, path, {"name": "x"}).json() == NOT_FOUND


def test_the_second_version_has_no_connector_groups(wire: Wire) -> None:
    path = "appConnectorGroup/" + wire.create()["id"]
    for method, where in (("GET", "appConnectorGroup"), ("GET", path), ("PUT", path), ("DELETE", path)):
        assert wire.send(method, where, LEAST, "v2").json() == NOT_FOUND


def test_a_group_lands_in_its_microtenant(wire: Wire) -> None:
    there = "appConnectorGroup?microtenantId=" + MICROTENANT
    group = wire.send("POST", there, LEAST).json()
    assert group["microtenantId"] == MICROTENANT
    assert wire.get("appConnectorGroup") == {"totalPages": "0", "totalCount": "0"}
    (listed,) = wire.get(there)["list"]
    assert (listed["id"], listed["microtenantName"]) == (group["id"], "Subsidiary")
    assert wire.send("GET", "appConnectorGroup/" + group["id"]).json() == NOT_FOUND


def test_groups_are_searched_by_name_as_documented(wire: Wire) -> None:
    for name in ("App_Connector_Test", "Production"):
        add_app_connector_group(wire.zpa.tenant, name)
    found = wire.get("appConnectorGroup?search=name%20LIKE%20test")
    assert [group["name"] for group in found["list"]] == ["App_Connector_Test"]


# -- Quirks --------------------------------------------------------------------------------------------


def test_long_coordinates_come_back_as_in_the_document(wire: Wire) -> None:
    group = wire.create(latitude="45.3363593", longitude="-122.6048473")
    wire.zpa.tenant.quirks = Quirks(long_coordinates=True)
    for shown in (wire.group(group["id"]), wire.listed(group["id"])):
        assert shown["longitude"] == "-122.60484730000002"
        assert shown["latitude"] != "45.3363593"
        assert abs(float(shown["latitude"]) - 45.3363593) < 1e-13
        wire.put(group["id"], **shown)


@pytest.mark.parametrize(("latitude", "longitude"), [("90", "180"), ("-90", "-180"), ("0", "0")])
def test_long_coordinates_stay_within_their_range(wire: Wire, latitude: str, longitude: str) -> None:
    wire.zpa.tenant.quirks = Quirks(long_coordinates=True)
    group = wire.create(latitude=latitude, longitude=longitude)
    assert (group["latitude"], group["longitude"]) != (latitude, longitude)
    assert "e" not in group["latitude"] + group["longitude"]
    wire.put(group["id"], **group)


def test_the_older_shape_is_that_of_the_first_list_of_the_document(wire: Wire) -> None:
    wire.zpa.tenant.quirks = Quirks(older_shape=True)
    group = wire.create(enabled=True)
    for shown in (group, wire.group(group["id"]), wire.listed(group["id"])):
        assert set(shown) == set(OLDER.split())


def test_the_older_shape_shows_what_differs_from_the_default(wire: Wire) -> None:
    written: dict[str, Any] = {"praEnabled": True, "wafDisabled": True, "lssAppConnectorGroup": True}
    group = wire.create(overrideVersionProfile=True, versionProfileId="2", **written)
    wire.zpa.tenant.quirks = Quirks(older_shape=True)
    shown = wire.listed(group["id"])
    assert (shown["praEnabled"], shown["wafDisabled"], shown["siemConnectorGroup"]) == (True, True, True)
    assert (shown["versionProfileId"], shown["versionProfileName"]) == ("2", "New Release")
    assert not {"useInDrMode", "lssAppConnectorGroup", "dnsQueryType"} & set(shown)
    assert wire.group(group["id"])["siemConnectorGroup"] is False


# -- Seeds ---------------------------------------------------------------------------------------------


def test_the_example_has_connector_groups_of_every_sort() -> None:
    path = Path(__file__).parents[2] / "emulator" / "seeds" / "example.yml"
    (tenant,) = read_seed(path)
    groups = {group["name"]: group for group in tenant.table("appConnectorGroup").values()}
    assert {one["appConnectorGroupId"] for one in tenant.table("connector").values()} == {
        groups["San Jose"]["id"]
    }
    assert (groups["Frankfurt"]["countryCode"], groups["Frankfurt"]["upgradeDay"]) == ("DE", "SATURDAY")
    assert groups["Log streaming"]["lssAppConnectorGroup"] is True
    assert groups["Singapore"]["enabled"] is False
    assert groups["Zscaler Deception"]["restrictedEntity"] is True
    (server_group,) = tenant.table("serverGroup").values()
    assert server_group["appConnectorGroups"] == [{"id": groups["San Jose"]["id"]}]
