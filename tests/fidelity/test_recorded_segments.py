# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application segments as recorded, request by request.

The recordings are TestApplicationSegment.yaml, TestApplicationSegmentPRA.yaml,
TestApplicationSegmentInspection.yaml, TestAccessPrivilegedConsoleV2.yaml and TestPRAApproval.yaml of
zscaler/zscaler-sdk-python, in tests/integration/zpa/cassettes. Names and ids are other ones here.
"""

from __future__ import annotations

from typing import Any

import pytest
from support.tenants import TestTenant
from support.wire import V2, Wire
from zpa_emulator.policy_seeds import add_console, add_look_up

STAMPS = {"id", "modifiedTime", "creationTime", "modifiedBy"}
DOMAIN = "one.example.com"
# What the server fills in, in the answer to a creation.
FILLED_IN = {
    "passiveHealthEnabled": True,
    "doubleEncrypt": False,
    "configSpace": "DEFAULT",
    "bypassType": "NEVER",
    "healthCheckType": "DEFAULT",
    "icmpAccessType": "NONE",
    "isCnameEnabled": True,
    "ipAnchored": False,
    "bypassOnReauth": False,
    "inspectTrafficWithZia": False,
    "tcpKeepAlive": "0",
    "matchStyle": "EXCLUSIVE",
    "isIncompleteDRConfig": False,
    "adpEnabled": False,
    "autoAppProtectEnabled": False,
    "apiProtectionEnabled": False,
    "fqdnDnsCheck": False,
    "weightedLoadBalancing": False,
    "extranetEnabled": False,
}
# What reads show beyond that.
READ = {
    "healthReporting": "ON_ACCESS",
    "useInDrMode": False,
    "selectConnectorCloseToApp": False,
    "policyStyle": "NONE",
    "readOnly": False,
    "zscalerManaged": False,
    "microtenantName": "Default",
    "segmentGroupName": "group",
}
LYING_STUB = {
    "enabled": False,
    "configSpace": "DEFAULT",
    "extranetEnabled": False,
    "dynamicDiscovery": False,
}
# What the answer to a creation shows of every application in a segment.
APP = {
    "name": DOMAIN,
    "enabled": True,
    "domain": DOMAIN,
    "hidden": False,
    "portal": False,
    "trustUntrustedCert": False,
    "allowOptions": False,
    "adpEnabled": False,
}


@pytest.fixture
def wire(zpa: TestTenant) -> Wire:
    zpa.add_group("group")
    zpa.add_server_group("servers", description="d", enabled=False)
    add_look_up(zpa.tenant, "certificate", "cert.example.com")
    return Wire(zpa)


def body_of(wire: Wire, port: str = "9001", **more: Any) -> dict[str, Any]:
    return {
        "name": DOMAIN,
        "description": "d",
        "enabled": True,
        "domainNames": [DOMAIN],
        "segmentGroupId": wire.zpa.stored("group")["id"],
        "serverGroups": [{"id": wire.zpa.stored("servers", "serverGroup")["id"]}],
        "tcpPortRanges": [port, port],
        **more,
    }


def app_config(port: str, protocol: str, sort: str, **more: Any) -> dict[str, Any]:
    common = {"enabled": True, "applicationPort": port, "applicationProtocol": protocol, "domain": DOMAIN}
    return {**common, "appTypes": [sort], **more}


def without_stamps(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key not in STAMPS}


def test_the_life_of_a_segment_is_as_recorded(wire: Wire) -> None:
    body = body_of(wire)
    created = wire.post("application", body)
    (servers,) = body["serverGroups"]
    told = {**body, **FILLED_IN, "serverGroups": [{**servers, **LYING_STUB}]}
    assert created == {**told, "id": created["id"]}
    path = "application/" + created["id"]

    (listed,) = wire.get("application?search=name%2BEQ%2B" + DOMAIN)["list"]
    (inside,) = listed.pop("serverGroups")
    assert without_stamps(inside) == {
        "name": "servers",
        "enabled": False,
        "description": "d",
        "configSpace": "DEFAULT",
        "extranetEnabled": False,
        "dynamicDiscovery": True,
    }
    assert set(inside) >= STAMPS
    told.pop("serverGroups")
    both_forms = {"tcpPortRange": [{"from": "9001", "to": "9001"}]}
    assert without_stamps(listed) == {**told, **READ, **both_forms}
    assert set(listed) >= STAMPS

    read = wire.get(path)
    assert read.pop("serverGroups") == [{**inside, "weight": "0", "passive": False}]
    assert read == listed

    ports = {"tcpPortRanges": ["9002", "9002"], "tcpPortRange": [], "udpPortRanges": [], "udpPortRange": []}
    wire.put(path, {**body, "description": "Updated", **ports})
    after = wire.get(path)
    after.pop("serverGroups")
    both_forms = {"tcpPortRanges": ["9002", "9002"], "tcpPortRange": [{"from": "9002", "to": "9002"}]}
    assert without_stamps(after) == {**without_stamps(read), **both_forms, "description": "Updated"}
    wire.delete(path + "?forceDelete=true")
    wire.delete("serverGroup/" + servers["id"])
    wire.delete("segmentGroup/" + body["segmentGroupId"])


@pytest.mark.parametrize(
    ("config", "listed"),
    [
        (app_config("2222", "SSH", "SECURE_REMOTE_ACCESS"), {"hidden": False, "microtenantName": "Default"}),
        (
            app_config("3389", "RDP", "SECURE_REMOTE_ACCESS", connectionSecurity="ANY"),
            {"hidden": False, "connectionSecurity": "ANY", "microtenantName": "Default"},
        ),
        (
            app_config("4443", "HTTPS", "INSPECT"),
            {"certificateName": "cert.example.com", "trustUntrustedCert": False},
        ),
    ],
    ids=lambda value: value.get("applicationProtocol", ""),
)
def test_the_life_of_an_application_in_a_segment_is_as_recorded(
    wire: Wire, config: dict[str, Any], listed: dict[str, Any]
) -> None:
    (sort,) = config["appTypes"]
    own_id = {"SECURE_REMOTE_ACCESS": "praAppId", "INSPECT": "inspectAppId"}[sort]
    if sort == "INSPECT":
        (certificate,) = wire.get("clientlessCertificate/issued", V2)["list"]
        config = {**config, "certificateId": certificate["id"]}
        listed = {**listed, "certificateId": certificate["id"]}
    port = config["applicationPort"]
    created = wire.post("application", body_of(wire, port, commonAppsDto={"appsConfig": [config]}))
    assert set(created) == {*body_of(wire), *FILLED_IN, "commonAppsDto", "id"}
    (app,) = created["commonAppsDto"]["appsConfig"]
    assert app == {**APP, **config, own_id: app[own_id], "appId": created["id"]}

    answer = wire.get("application/getAppsByType?applicationType=%s&expandAll=false" % sort)
    (found,) = answer.pop("list")
    assert answer == {"totalPages": "1", "totalCount": "0"}
    assert found == {
        "id": app[own_id],
        "appId": created["id"],
        "name": DOMAIN,
        "enabled": True,
        "domain": DOMAIN,
        "applicationPort": port,
        "applicationProtocol": config["applicationProtocol"],
        **listed,
    }

    path = "application/" + created["id"]
    ports = {"tcpPortRange": [], "udpPortRanges": [], "udpPortRange": []}
    # As recorded: appId beside the own id of one sort, and not of the other.
    ids = {own_id: app[own_id], **({"appId": created["id"]} if own_id == "praAppId" else {})}
    apps = {"commonAppsDto": {"appsConfig": [{**config, **ids}]}}
    wire.put(path, {**body_of(wire, port), **ports, **apps, "description": "Updated"})
    again = wire.get("application/getAppsByType?search=name%%2BEQ%%2B%s&applicationType=%s" % (DOMAIN, sort))
    assert again["list"] == [found]
    wire.delete(path + "?forceDelete=true")
    assert "list" not in wire.get("application/getAppsByType?applicationType=" + sort)


def test_a_console_is_read_with_the_application_that_it_opens(wire: Wire) -> None:
    config = app_config("3389", "RDP", "SECURE_REMOTE_ACCESS", connectionSecurity="ANY")
    body = body_of(wire, "3389", commonAppsDto={"appsConfig": [config]})
    created = wire.post("application", body)
    (app,) = created["commonAppsDto"]["appsConfig"]
    add_console(wire.zpa.tenant, "console", domain=DOMAIN)
    (console,) = wire.get("praConsole")["list"]
    assert "microtenantName" not in console
    inside = console["praApplication"]
    assert without_stamps(inside) == {
        "name": DOMAIN,
        "enabled": True,
        "domain": DOMAIN,
        "appId": created["id"],
        "hidden": False,
        "applicationProtocol": "RDP",
        "applicationPort": "3389",
        "connectionSecurity": "ANY",
    }
    assert inside["id"] == app["praAppId"]
    assert set(inside) >= STAMPS


def test_what_was_recorded_is_unchanged_if_it_is_declared_so(wire: Wire) -> None:
    wire.post("application", body_of(wire))
    declared = {
        "name": DOMAIN,
        "description": "d",
        "enabled": True,
        "domain_names": [DOMAIN],
        "segment_group": "group",
        "server_groups": ["servers"],
        "tcp_ports": [9001],
        "udp_ports": [],
        "health_reporting": "ON_ACCESS",
        "icmp_access_type": "NONE",
        "passive_health_enabled": True,
        "tcp_keep_alive": False,
    }
    result = wire.zpa.run("zpa_application_segment", **declared)
    assert (result.get("msg"), result["changed"]) == (None, False)
