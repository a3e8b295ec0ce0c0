# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields of App Connector groups that depend on each other, and what else is in a group."""

from __future__ import annotations

from typing import Any

import pytest
from support.connector_groups_on_wire import LEAST, MICROTENANT, NOT_FOUND, Wire, refused
from zpa_emulator.seeds import add_app_connector_group, add_server_group

UNKNOWN = "216196257331999999"

EL8 = "72057594037929501"


# -- Fields that depend on each other ------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        {"tcpQuickAckApp": True},
        {"tcpQuickAckApp": True, "tcpQuickAckAssistant": True},
        {"tcpQuickAckApp": True, "tcpQuickAckAssistant": True, "tcpQuickAckReadAssistant": False},
    ],
)
def test_the_three_quick_acknowledgements_are_equal_after_a_write(wire: Wire, body: dict[str, Any]) -> None:
    names = ("tcpQuickAckApp", "tcpQuickAckAssistant", "tcpQuickAckReadAssistant")
    refused(wire.send("POST", "appConnectorGroup", {**LEAST, **body}), *names)
    off, on = wire.create(), wire.create(**dict.fromkeys(names, True), name="acg-two")
    refused(wire.send("PUT", "appConnectorGroup/" + off["id"], {**LEAST, **body}), *names)
    assert wire.group(off["id"])["tcpQuickAckApp"] is False
    answer = wire.send("PUT", "appConnectorGroup/" + on["id"], {**LEAST, "name": "acg-two", **body})
    assert answer.status_code == (400 if False in body.values() else 204)


@pytest.mark.parametrize("value", [None, "", UNKNOWN])
def test_an_override_needs_a_version_profile_that_exists(wire: Wire, value: str | None) -> None:
    body = {"overrideVersionProfile": True, "versionProfileId": value}
    refused(wire.send("POST", "appConnectorGroup", {**LEAST, **body}), "versionProfileId")
    group = wire.create()
    path = "appConnectorGroup/" + group["id"]
    refused(wire.send("PUT", path, {**LEAST, **body}), "versionProfileId")


@pytest.mark.parametrize(
    ("profile", "name", "platform"), [("2", "New Release", "el9"), (EL8, "Default - el8", "el8")]
)
def test_an_override_shows_its_profile_whatever_name_is_written(
    wire: Wire, profile: str, name: str, platform: str
) -> None:
    written: dict[str, Any] = {"versionProfileId": profile, "versionProfileName": "Default"}
    group = wire.create(overrideVersionProfile=True, **written)
    assert (group["versionProfileId"], group["versionProfileName"]) == (profile, name)
    shown = wire.group(group["id"])
    assert (shown["versionProfileId"], shown["versionProfileName"]) == (profile, name)
    assert (shown["version"]["version_profile_gid"], shown["version"]["latestPlatform"]) == (
        profile,
        platform,
    )


def test_an_override_keeps_its_profile_when_an_update_leaves_it_out(wire: Wire) -> None:
    group = wire.create(overrideVersionProfile=True, versionProfileId=2)
    wire.put(group["id"], **LEAST, description="d")
    assert wire.group(group["id"])["versionProfileId"] == "2"


def test_without_an_override_the_server_picks_the_profile(wire: Wire) -> None:
    group = wire.create(overrideVersionProfile=False, versionProfileId="2")
    assert (group["versionProfileId"], group["versionProfileName"]) == ("0", "Default")
    wire.zpa.tenant.default_version_profile = "1"
    shown = wire.group(group["id"])
    assert (shown["versionProfileId"], shown["versionProfileName"]) == ("1", "Previous Default")
    path = "appConnectorGroup/" + group["id"]
    refused(wire.send("PUT", path, {**LEAST, "overrideVersionProfile": True}), "versionProfileId")
    wire.put(group["id"], **{**shown, "overrideVersionProfile": True})
    assert wire.group(group["id"])["versionProfileId"] == "1"


def test_version_profiles_are_listed_and_nothing_else(wire: Wire) -> None:
    profiles = wire.get("visible/versionProfiles")["list"]
    assert {profile["name"]: profile["id"] for profile in profiles} == {
        "Default": "0",
        "Previous Default": "1",
        "New Release": "2",
        "Default - el8": EL8,
        "Previous Default - el8": "72057594037929502",
        "New Release - el8": "72057594037929503",
    }
    for profile in profiles:
        keys = {"id", "name", "description", "visibilityScope", "upgradePriority", "versions"}
        assert set(profile) == keys
        assert profile["versions"][0]["version_profile_gid"] == profile["id"]
    for path in ("visible/versionProfiles/0", "visible", "versionProfiles", "visible/versionProfiles/0/x"):
        assert wire.send("GET", path).json() == NOT_FOUND
    assert wire.send("POST", "visible/versionProfiles", {"name": "x"}).json() == NOT_FOUND


@pytest.mark.parametrize("microtenant", ["0", "null", "", MICROTENANT, UNKNOWN])
def test_version_profiles_are_the_same_for_every_microtenant(wire: Wire, microtenant: str) -> None:
    everywhere = wire.get("visible/versionProfiles")
    assert wire.get("visible/versionProfiles?microtenantId=" + microtenant) == everywhere


def test_version_profiles_are_searched_and_paged(wire: Wire) -> None:
    found = wire.get("visible/versionProfiles?search=name%20LIKE%20el8&pagesize=2&page=2")
    assert (found["totalPages"], found["totalCount"], len(found["list"])) == ("2", "3", 1)


# -- Log streaming -------------------------------------------------------------------------------------


def test_a_read_by_id_denies_that_a_group_is_for_log_streaming(wire: Wire) -> None:
    group = wire.create(lssAppConnectorGroup=True)
    assert group["lssAppConnectorGroup"] is True
    assert wire.group(group["id"])["lssAppConnectorGroup"] is False
    assert wire.listed(group["id"])["lssAppConnectorGroup"] is True


def test_what_a_read_by_id_denies_is_lost_when_it_is_sent_back(wire: Wire) -> None:
    group = wire.create(lssAppConnectorGroup=True)
    wire.put(group["id"], **LEAST)
    assert wire.listed(group["id"])["lssAppConnectorGroup"] is True
    wire.put(group["id"], **wire.group(group["id"]))
    assert wire.listed(group["id"])["lssAppConnectorGroup"] is False


# -- What else is in a group ---------------------------------------------------------------------------


def test_connectors_and_server_groups_are_shown_and_survive_every_update(wire: Wire) -> None:
    connectors = [{"id": "216196257331295001", "name": "one", "enabled": True}]
    tenant = wire.zpa.tenant
    group = add_app_connector_group(tenant, "Berlin", "52.52", "13.405", "Berlin", connectors=connectors)
    add_server_group(tenant, "Servers", app_connector_groups=["Berlin"])
    before = wire.group(group["id"])
    (connector,) = before["connectors"]
    assert (connector["name"], before["cityCountry"]) == ("one", "Berlin, DE")
    assert connector["assistantVersion"]["ctrlChannelStatus"] == "ZPN_STATUS_AUTHENTICATED"
    (server_group,) = before["serverGroups"]
    assert (server_group["id"], server_group["name"]) == (
        tenant.find("serverGroup", "Servers")["id"],
        "Servers",
    )
    wire.put(group["id"], name="Berlin", connectors=[], serverGroups=[])
    wire.put(group["id"], name="Munich")
    after = wire.listed(group["id"])
    assert (after["connectors"], after["serverGroups"]) == ([connector], before["serverGroups"])


def test_a_whole_group_may_be_sent_back(wire: Wire) -> None:
    connectors = [{"id": "1", "name": "one"}]
    extra: dict[str, Any] = {"connectors": connectors, "ipAcl": ["192.0.2.0/24"], "description": "d"}
    group = add_app_connector_group(wire.zpa.tenant, "Berlin", 52.52, 13.405, "Berlin", **extra)
    add_server_group(wire.zpa.tenant, "Servers", app_connector_groups=["Berlin"])
    before = wire.listed(group["id"])
    wire.put(group["id"], **before)
    after = wire.listed(group["id"])
    moving = ("modifiedTime", "modifiedBy")
    assert {**before, **{key: after[key] for key in moving}} == after


def test_an_update_loses_unknown_keys_that_it_leaves_out(wire: Wire) -> None:
    group = add_app_connector_group(wire.zpa.tenant, "Berlin", ipAcl=["192.0.2.0/24"])
    wire.put(group["id"], **LEAST, ipAcl=["192.0.2.0/24"])
    assert wire.group(group["id"])["ipAcl"] == ["192.0.2.0/24"]
    wire.put(group["id"], **LEAST)
    assert "ipAcl" not in wire.group(group["id"])


def test_unknown_keys_and_those_of_the_server_are_ignored(wire: Wire) -> None:
    group = wire.create(colour="blue", connectors=[{"id": "1"}], serverGroups=[{"id": "1"}], readOnly=True)
    assert not {"colour", "connectors", "serverGroups"} & set(group)
    assert group["readOnly"] is False
