# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application segments: microtenants, load balancing, match styles, dry runs and counts."""

from __future__ import annotations

from typing import Any

import pytest
from support.segments_on_wire import HTTP, PRA, SSH, body_of, create, read, update, with_pra
from support.wire import V2, Wire

MICROTENANT = "216196257331290001"


# -- Microtenants, load balancing, match styles ----------------------------------------------------------


@pytest.mark.parametrize("root", ["mgmtconfig/v1/admin", "mgmtconfig/v1"])
def test_a_segment_is_shared_and_no_longer_shared(wire: Wire, root: str) -> None:
    segment_id = with_pra(wire)
    wire.put("application/%s/share" % segment_id, {"shareToMicrotenants": [MICROTENANT]}, root)
    shared = {"sharedToMicrotenants": [{"id": MICROTENANT, "name": "Subsidiary"}]}
    assert read(wire, segment_id)["sharedMicrotenantDetails"] == shared
    path = "application/getAppsByType?applicationType=SECURE_REMOTE_ACCESS&search=ownershipType%20EQ%20"
    assert len(wire.get(path + "SHARED_FROM_THIS_MICROTENANT")["list"]) == 2
    path += "SHARED_TO_THIS_MICROTENANT"
    assert len(wire.get(path + "&microtenantId=" + MICROTENANT)["list"]) == 2
    wire.put("application/%s/share" % segment_id, {"shareToMicrotenants": []}, root)
    assert "sharedMicrotenantDetails" not in read(wire, segment_id)


def test_a_microtenant_may_see_what_is_shared_with_it_and_not_write_it(wire: Wire) -> None:
    segment_id = create(wire)
    wire.put("application/%s/share" % segment_id, {"shareToMicrotenants": [MICROTENANT]})
    there = "?microtenantId=" + MICROTENANT
    assert "list" not in wire.get("application" + there)
    wire.zpa.tenant.quirks.shared_shown = True
    (found,) = wire.get("application" + there)["list"]
    assert found["sharedMicrotenantDetails"] == {"sharedFromMicrotenant": {"id": "0", "name": "Default"}}
    for method in ("PUT", "DELETE"):
        assert wire.refused(method, "application/%s%s" % (segment_id, there), {})[0] == 400
    assert len(wire.get("application?microtenantId=null")["list"]) == 1


def test_a_segment_moves_to_a_microtenant_without_its_certificates(wire: Wire) -> None:
    group = wire.zpa.add_group("there", microtenant_id=MICROTENANT)["id"]
    servers = wire.zpa.add_server_group("there", microtenant_id=MICROTENANT)["id"]
    certificate = wire.get("clientlessCertificate/issued", V2)["list"][0]["id"]
    segment_id = create(wire, clientlessApps=[{**HTTP, "certificateId": certificate}])
    target = {"targetSegmentGroupId": group, "targetServerGroupId": servers}
    answer = wire.send(
        "POST", "application/%s/move" % segment_id, {**target, "targetMicrotenantId": MICROTENANT}
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert wire.refused("GET", "application/" + segment_id)[0] == 404
    found = read(wire, "%s?microtenantId=%s" % (segment_id, MICROTENANT))
    assert (found["microtenantName"], found["segmentGroupName"]) == ("Subsidiary", "there")
    assert "certificateId" not in found["clientlessApps"][0]


def balanced(wire: Wire) -> tuple[str, str, str]:
    """Return the ids of a segment whose traffic is balanced, and of its two server groups."""
    one, two = (wire.zpa.stored(name, "serverGroup")["id"] for name in ("one", "two"))
    segment_id = create(wire, serverGroups=[{"id": one}, {"id": two}])
    loads = [{"id": one, "weight": "12", "passive": False}, {"id": two, "weight": "0", "passive": True}]
    body = {"weightedLoadBalancing": True, "applicationToServerGroupMappings": loads}
    wire.put("application/%s/weightedLbConfig" % segment_id, {"applicationId": segment_id, **body})
    return segment_id, one, two


def test_load_balancing_is_read_where_it_is_written_and_survives_updates(wire: Wire) -> None:
    segment_id, one, two = balanced(wire)
    read_back = wire.get("application/%s/weightedLbConfig" % segment_id)
    assert read_back == {
        "applicationId": segment_id,
        "weightedLoadBalancing": True,
        "applicationToServerGroupMappings": [
            {"id": one, "name": "one", "weight": "12", "passive": False},
            {"id": two, "name": "two", "weight": "0", "passive": True},
        ],
    }
    found = update(wire, segment_id, serverGroups=[{"id": two}, {"id": one}], weightedLoadBalancing=False)
    assert found["weightedLoadBalancing"] is True
    assert [group["weight"] for group in found["serverGroups"]] == ["0", "12"]


def test_load_balancing_ends_with_the_last_group_that_has_a_weight(wire: Wire) -> None:
    segment_id, _one, two = balanced(wire)
    assert update(wire, segment_id, serverGroups=[{"id": two}])["weightedLoadBalancing"] is False


def test_an_update_may_lose_the_weights(wire: Wire) -> None:
    segment_id, one, two = balanced(wire)
    wire.zpa.tenant.quirks.weights_lost = True
    found = update(wire, segment_id, serverGroups=[{"id": one}, {"id": two}])
    assert (found["weightedLoadBalancing"], found["serverGroups"][0]["weight"]) == (False, "0")


def test_overlapping_segments_change_their_match_style_together(wire: Wire) -> None:
    one, other = create(wire), create(wire, "other", tcpPortRanges=["23", "23"])
    refusal = wire.refused("PUT", "application/" + one, {"matchStyle": "INCLUSIVE"})[1]
    assert (refusal["id"], refusal["params"]) == ("domain.match.style.overlapping", ["other"])
    answer = wire.send("POST", "application/multimatchUnsupportedReferences", ["A.example.com"])
    found = {
        "id": one,
        "appSegmentName": "seg",
        "domains": ["a.example.com", "b.example.com"],
        "matchStyle": "EXCLUSIVE",
        "tcpPorts": [22, 22],
        "udpPorts": [],
        "scopeId": None,
        "scopeName": None,
        "unsupportedFeatures": [],
    }
    assert answer.json() == [found, {**found, "id": other, "appSegmentName": "other", "tcpPorts": [23, 23]}]
    body = {"matchStyle": "INCLUSIVE"}
    path = "application/bulkUpdateMultiMatch"
    assert wire.refused("PUT", path, {**body, "applicationIds": [one]})[1] == {
        "code": "multimatch.inconsistent.missing.apps",
        "message": "The following application(s) are missing from the request but are required for the "
        "update: [%s]" % other,
    }
    wire.put(path, {**body, "applicationIds": [one, other]})
    assert [read(wire, each)["matchStyle"] for each in (one, other)] == ["INCLUSIVE"] * 2
    wire.zpa.tenant.quirks.numbers_in_bulk = True
    body = {"matchStyle": "EXCLUSIVE", "applicationIds": [one, other]}
    assert wire.refused("PUT", path, body)[1]["id"] == "read.message.failed"
    wire.put(path, {**body, "applicationIds": [int(one), int(other)]})


def test_what_keeps_a_segment_from_sharing_its_domains_is_told_as_documented(wire: Wire) -> None:
    certificate = wire.get("clientlessCertificate/issued", V2)["list"][0]["id"]
    apps = [{**HTTP, "certificateId": certificate}]
    segment_id = create(wire, "Legacy App", doubleEncrypt=True, clientlessApps=apps)
    path = "application/multimatchUnsupportedReferences"
    (found,) = wire.send("POST", path, ["a.example.com"]).json()
    assert found["unsupportedFeatures"] == ["Double Encryption", "BROWSER_ACCESS"]
    assert wire.refused("POST", path, []) == (
        400,
        {"message": "Domain(s) are not provided for checking multimatch unsupported features"},
    )
    body = {"applicationIds": [int(segment_id)], "matchStyle": "INCLUSIVE"}
    assert wire.refused("PUT", "application/bulkUpdateMultiMatch", body)[1] == {
        "code": "features.not.supported.for.multimatch",
        "message": "The following features [Double Encryption, BROWSER_ACCESS] are not supported for "
        "multimatch in application segment Legacy App",
    }


def test_pra_is_refused_where_domains_are_shared_by_an_older_page_only(wire: Wire) -> None:
    body = body_of(wire, matchStyle="INCLUSIVE", commonAppsDto={"appsConfig": [{**SSH, **PRA}]})
    wire.zpa.tenant.quirks.older_multimatch = True
    assert wire.refused("POST", "application", body)[1]["params"] == ["matchStyle", "praApps"]
    wire.zpa.tenant.quirks.older_multimatch = False
    wire.post("application", body)


@pytest.mark.parametrize("flag", ["doubleEncrypt", "ipAnchored", "inspectTrafficWithZia", "adpEnabled"])
def test_what_only_exclusive_segments_have(wire: Wire, flag: str) -> None:
    wire.zpa.tenant.quirks.older_multimatch = True
    body = body_of(wire, matchStyle="INCLUSIVE", **{flag: True})
    assert wire.refused("POST", "application", body)[1]["params"] == ["matchStyle", flag]


@pytest.mark.parametrize(
    ("fields", "params"),
    [
        ({"ipAnchored": True, "inspectTrafficWithZia": True}, ["ipAnchored", "inspectTrafficWithZia"]),
        ({"ipAnchored": True, "doubleEncrypt": True}, ["ipAnchored", "doubleEncrypt"]),
        ({"healthReporting": "CONTINUOUS", "tcpPortRanges": ["1", "11"]}, ["healthReporting"]),
        (
            {"healthReporting": "NONE", "selectConnectorCloseToApp": True},
            ["selectConnectorCloseToApp", "healthReporting"],
        ),
    ],
)
def test_the_portal_rules_out_more_than_the_pages_on_the_api(
    wire: Wire, fields: dict[str, Any], params: list[str]
) -> None:
    wire.zpa.tenant.quirks.portal_rules = True
    assert wire.refused("POST", "application", body_of(wire, **fields))[1]["params"] == params
    wire.zpa.tenant.quirks.portal_rules = False
    create(wire, **fields)


def test_the_port_of_browser_access_can_have_to_be_one_of_the_segment(wire: Wire) -> None:
    certificate = wire.get("clientlessCertificate/issued", V2)["list"][0]["id"]
    body = body_of(wire, clientlessApps=[{**HTTP, "certificateId": certificate}])
    wire.zpa.tenant.quirks.portal_rules = True
    assert wire.refused("POST", "application", body)[1]["params"] == ["applicationPort"]
    wire.post("application", {**body, "tcpPortRanges": ["80", "80"]})


# -- Dry runs and counts ---------------------------------------------------------------------------------


def test_a_dry_run_refuses_what_a_write_refuses_and_writes_nothing(wire: Wire) -> None:
    path = "application/validate"
    assert wire.send("POST", path, body_of(wire)).status_code == 200
    assert wire.refused("POST", path, body_of(wire, tcpPortRanges=["22"]))[0] == 400
    assert wire.zpa.tenant.table("application") == {}


def test_one_call_makes_a_segment_and_its_groups(wire: Wire) -> None:
    group, servers = {"name": "new", "enabled": True}, {"name": "new", "dynamicDiscovery": True}
    body = body_of(wire, segmentGroupId=None, applicationGroup=group, serverGroupDtos=[servers])
    segment_id = wire.post("application/provision", body)["id"]
    found = read(wire, segment_id)
    assert found["segmentGroupName"] == "new"
    assert [entry["name"] for entry in found["serverGroups"]] == ["one", "new"]


def test_segments_are_counted(wire: Wire) -> None:
    create(wire)
    assert wire.get("application/count/currentAndMaxLimit") == {
        "currentAppsCount": "1",
        "maxAppsLimit": "6000",
    }
    (count,) = wire.get("application/configured/count")
    assert count["appsConfigured"] == "1"


def test_a_segment_that_deception_made_is_neither_changed_nor_deleted(wire: Wire) -> None:
    segment_id = wire.zpa.add_application("lure", readOnly=True)[0]["id"]
    for method, path in (("PUT", ""), ("DELETE", "?forceDelete=true")):
        refusal = wire.refused(method, "application/" + segment_id + path, {"enabled": False})[1]
        assert refusal["id"] == "non.restricted.entity.authorization.failed"
