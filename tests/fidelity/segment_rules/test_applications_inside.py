# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application segments: the applications inside them, as documents, users and clients say."""

from __future__ import annotations

from typing import Any

import pytest
from support.segments_on_wire import (
    BROWSER,
    HTTP,
    INSPECT,
    PRA,
    RDP,
    SSH,
    body_of,
    create,
    pra_apps,
    read,
    update,
    with_pra,
)
from support.wire import V2, Wire


def listed(wire: Wire, sort: str) -> list[str]:
    found = wire.get("application/getAppsByType?applicationType=%s&expandAll=false" % sort)
    return [app["domain"] for app in found.get("list", ())]


def test_an_update_without_applications_keeps_them(wire: Wire) -> None:
    segment_id = with_pra(wire)
    before = read(wire, segment_id)
    after = update(wire, segment_id, description="d", commonAppsDto={}, praApps=None)
    assert after["praApps"] == before["praApps"]


def test_an_application_keeps_its_id_if_it_is_sent(wire: Wire) -> None:
    segment_id = with_pra(wire)
    ids = pra_apps(wire, segment_id)
    apps = [{**SSH, **PRA, "praAppId": ids["a.example.com"], "appId": segment_id, "applicationPort": "2222"}]
    dto = {"appsConfig": apps, "deletedPraApps": [ids["b.example.com"]]}
    (left,) = update(wire, segment_id, commonAppsDto=dto)["praApps"]
    assert (left["id"], left["applicationPort"]) == (ids["a.example.com"], "2222")
    assert listed(wire, "SECURE_REMOTE_ACCESS") == ["a.example.com"]


@pytest.mark.parametrize(
    ("quirk", "shown", "in_list"),
    [
        ("orphaned", ["a.example.com"], ["a.example.com", "b.example.com"]),
        ("stay", ["a.example.com", "b.example.com"], ["a.example.com", "b.example.com"]),
        ("gone", ["a.example.com"], ["a.example.com"]),
    ],
)
def test_what_becomes_of_an_application_that_is_left_out(
    wire: Wire, quirk: str, shown: list[str], in_list: list[str]
) -> None:
    segment_id = with_pra(wire)
    wire.zpa.tenant.quirks.left_out_apps = quirk
    ids = pra_apps(wire, segment_id)
    apps = [{**SSH, **PRA, "praAppId": ids["a.example.com"]}]
    update(wire, segment_id, commonAppsDto={"appsConfig": apps})
    assert sorted(pra_apps(wire, segment_id)) == shown
    assert listed(wire, "SECURE_REMOTE_ACCESS") == in_list


def test_an_orphan_comes_back_by_its_id_and_goes_by_the_list_of_deletions(wire: Wire) -> None:
    segment_id = with_pra(wire)
    ids = pra_apps(wire, segment_id)
    one, other = ({**app, **PRA, "praAppId": ids[app["domain"]]} for app in (SSH, RDP))
    update(wire, segment_id, commonAppsDto={"appsConfig": [one]})
    update(wire, segment_id, commonAppsDto={"appsConfig": [one, other]})
    assert pra_apps(wire, segment_id) == ids
    update(wire, segment_id, commonAppsDto={"appsConfig": [one]})
    update(wire, segment_id, commonAppsDto={"deletedPraApps": [other["praAppId"]]})
    assert listed(wire, "SECURE_REMOTE_ACCESS") == ["a.example.com"]


def test_an_application_moves_to_a_segment_that_sends_its_id(wire: Wire) -> None:
    """zscaler/zpacloud-ansible#113: so one was taken from another segment."""
    one, other = with_pra(wire), create(wire, "other", tcpPortRanges=["23", "23"])
    taken = pra_apps(wire, one)["a.example.com"]
    update(wire, other, commonAppsDto={"appsConfig": [{**SSH, **PRA, "praAppId": taken}]})
    assert pra_apps(wire, other) == {"a.example.com": taken}
    assert list(pra_apps(wire, one)) == ["b.example.com"]


def test_deletions_reach_into_other_segments(wire: Wire) -> None:
    one, other = with_pra(wire), create(wire, "other", tcpPortRanges=["23", "23"])
    gone = pra_apps(wire, one)["a.example.com"]
    update(wire, other, commonAppsDto={"deletedPraApps": [gone]})
    assert list(pra_apps(wire, one)) == ["b.example.com"]


def test_an_update_that_replaces_loses_the_applications_that_it_does_not_send(wire: Wire) -> None:
    segment_id = with_pra(wire)
    wire.zpa.tenant.quirks.put = "replaces"
    assert "praApps" not in update(wire, segment_id, **body_of(wire))


@pytest.mark.parametrize(
    ("put", "sent", "unknown", "hidden"),
    [
        ("keeps", False, "?", True),
        ("as recorded", False, None, True),
        ("as recorded", True, "?", True),
        ("replaces", False, None, False),
        ("replaces", True, "?", False),
    ],
)
def test_an_update_of_an_application_means_what_it_means_for_segments(
    wire: Wire, put: str, sent: bool, unknown: str | None, hidden: bool
) -> None:
    segment_id = create(wire, commonAppsDto={"appsConfig": [{**SSH, **PRA, "hidden": True}]})
    (stored,) = wire.zpa.stored("seg", "application")["praApps"]
    stored["newKey"] = "?"
    wire.zpa.tenant.quirks.put = put
    app = {**SSH, **PRA, "praAppId": stored["id"], **({"newKey": "?"} if sent else {})}
    dto = {"appsConfig": [app]}
    (found,) = update(wire, segment_id, **body_of(wire, commonAppsDto=dto))["praApps"]
    assert (found["id"], found.get("newKey"), found["hidden"]) == (stored["id"], unknown, hidden)


def test_an_empty_text_empties_a_key_of_an_application(wire: Wire) -> None:
    app = {**SSH, **PRA, "description": "d"}
    segment_id = create(wire, commonAppsDto={"appsConfig": [app]})
    app["praAppId"] = pra_apps(wire, segment_id)["a.example.com"]
    (found,) = update(wire, segment_id, commonAppsDto={"appsConfig": [app]})["praApps"]
    assert found["description"] == "d"
    dto = {"appsConfig": [{**app, "description": ""}]}
    (found,) = update(wire, segment_id, commonAppsDto=dto)["praApps"]
    assert "description" not in found


def test_the_bodies_of_the_go_sdk_are_taken(wire: Wire) -> None:
    """zscaler/zscaler-sdk-go sends nulls, empty texts and empty objects for what it does not know."""
    segment_id = with_pra(wire)
    before = read(wire, segment_id)
    ids = pra_apps(wire, segment_id)
    apps: list[dict[str, Any]] = [
        {**SSH, **PRA, "name": "a.example.com", "appId": segment_id, "praAppId": ids["a.example.com"]},
        {**SSH, **PRA, "name": "c", "domain": "c.example.com", "appId": "", "praAppId": ""},
    ]
    groups = [{"id": before["serverGroups"][0]["id"], "name": "", "applications": None, "enabled": False}]
    nothing = {"praApps": None, "zpnErId": None, "shareToMicrotenants": None}
    body = {
        **before,
        **nothing,
        "serverGroups": groups,
        "sharedMicrotenantDetails": {"sharedFromMicrotenant": {}},
        "commonAppsDto": {"appsConfig": apps, "deletedPraApps": [ids["b.example.com"]]},
    }
    after = update(wire, segment_id, **body)
    found = {app["domain"]: app["name"] for app in after["praApps"]}
    assert found == {"a.example.com": "a.example.com", "c.example.com": "c"}
    assert pra_apps(wire, segment_id)["a.example.com"] == ids["a.example.com"]
    assert "sharedMicrotenantDetails" not in after
    empty = {"clientlessApps": None, "commonAppsDto": {}}
    assert update(wire, segment_id, **{**after, **nothing, **empty})["praApps"] == after["praApps"]


def test_a_body_with_domains_and_deletions_is_enough(wire: Wire) -> None:
    segment_id = create(wire, commonAppsDto={"appsConfig": [{**HTTP, **INSPECT}]})
    (app,) = read(wire, segment_id)["inspectionApps"]
    dto = {"deletedInspectApps": [int(app["id"])]}
    found = update(wire, segment_id, domainNames=["b.example.com"], commonAppsDto=dto)
    assert "inspectionApps" not in found
    assert (found["domainNames"], found["tcpPortRanges"]) == (["b.example.com"], ["22", "22"])


def test_active_directory_is_inspected_at_port_0(wire: Wire) -> None:
    protocols = {"tcpProtocols": ["LDAP"], "udpProtocols": ["KERBEROS"], "udpPortRanges": ["334", "334"]}
    app = {
        "domain": "a.example.com",
        "protocols": ["LDAP", "SMB"],
        "applicationProtocol": "NONE",
        "applicationPort": 0,
        "certificateId": None,
        "adpEnabled": True,
        **INSPECT,
    }
    dto = {"appsConfig": [app]}
    created = wire.post("application", body_of(wire, adpEnabled=True, commonAppsDto=dto, **protocols))
    (echo,) = created["commonAppsDto"]["appsConfig"]
    assert (echo["applicationPort"], echo["protocols"], echo["adpEnabled"]) == ("0", ["LDAP", "SMB"], True)
    assert (created["adpEnabled"], created["tcpProtocols"]) == (True, ["LDAP"])


@pytest.mark.parametrize("form", ["clientlessApps", "commonAppsDto"])
def test_browser_access_is_written_in_two_ways_and_read_in_one(wire: Wire, form: str) -> None:
    certificate = wire.get("clientlessCertificate/issued", V2)["list"][0]["id"]
    app = {**HTTP, "certificateId": certificate}
    given: Any = [app] if form == "clientlessApps" else {"appsConfig": [{**app, "appTypes": [BROWSER]}]}
    segment_id = create(wire, **{form: given})
    (found,) = read(wire, segment_id)["clientlessApps"]
    assert {key: found[key] for key in app} == app
    assert (found["appId"], found["path"], found["certificateName"]) == (segment_id, "/", "cert")
    assert found["cname"].endswith(".%s.h.b.zpa-app.net" % wire.zpa.tenant.customer_id)
    assert listed(wire, BROWSER) == ["a.example.com"]
    wire.put("application/" + segment_id, {"clientlessApps": []})
    assert listed(wire, BROWSER) == []


@pytest.mark.parametrize(
    ("app", "param"),
    [
        ({**SSH, **PRA, "domain": ""}, "domain"),
        ({**SSH, **PRA, "applicationProtocol": "TELNET"}, "applicationProtocol"),
        ({**SSH, **PRA, "applicationPort": "70000"}, "applicationPort"),
        ({**RDP, **PRA, "connectionSecurity": "NONE"}, "connectionSecurity"),
        ({**SSH, **PRA, "praAppId": "1"}, "praAppId"),
        ({**SSH, "appTypes": ["GUEST"]}, "appTypes"),
        ({**HTTP, **INSPECT, "certificateId": "1"}, "certificateId"),
        ({**HTTP, **INSPECT, "applicationProtocol": "HTTPS"}, "certificateId"),
        ({**HTTP, "appTypes": [BROWSER]}, "certificateId"),
    ],
)
def test_a_wrong_application_is_refused(wire: Wire, app: dict[str, Any], param: str) -> None:
    body = body_of(wire, commonAppsDto={"appsConfig": [app]})
    status, refusal = wire.refused("POST", "application", body)
    assert (status, refusal["id"], refusal["params"]) == (400, "invalid.resource.argument", [param])
    assert wire.zpa.tenant.table("application") == {}


def test_inspection_is_refused_where_domains_are_shared(wire: Wire) -> None:
    body = body_of(wire, matchStyle="INCLUSIVE", commonAppsDto={"appsConfig": [{**HTTP, **INSPECT}]})
    assert wire.refused("POST", "application", body)[1]["params"] == ["matchStyle", "inspectionApps"]


@pytest.mark.parametrize(
    ("quirk", "keys"),
    [("documented", {"clientlessApps"}), ("all", {"clientlessApps", "praApps"}), ("none", set())],
)
def test_a_list_shows_some_of_the_applications(wire: Wire, quirk: str, keys: set[str]) -> None:
    certificate = wire.get("clientlessCertificate/issued", V2)["list"][0]["id"]
    segment_id = with_pra(wire, clientlessApps=[{**HTTP, "certificateId": certificate}])
    wire.zpa.tenant.quirks.apps_in_lists = quirk
    (found,) = wire.get("application")["list"]
    assert {"clientlessApps", "praApps", "inspectionApps"} & found.keys() == keys
    assert {"clientlessApps", "praApps"} <= read(wire, segment_id).keys()


def test_applications_of_one_sort_are_deleted_together(wire: Wire) -> None:
    segment_id = with_pra(wire)
    wire.delete("application/%s/deleteAppByType?applicationType=SECURE_REMOTE_ACCESS" % segment_id)
    assert pra_apps(wire, segment_id) == {}
    assert read(wire, segment_id)["name"] == "seg"
