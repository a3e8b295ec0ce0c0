# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What modules of zscaler.zpacloud send about application segments, and what this collection makes of it.

The requests are those that the modules of its release 2.2.11 sent to the emulator with zscaler-sdk-python
1.11.3, as data. Names are other ones.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from support.policies import add_look_up
from support.tenants import TestTenant
from support.wire import Wire

NO_PORTS: dict[str, Any] = {"tcpPortRanges": [], "tcpPortRange": [], "udpPortRanges": [], "udpPortRange": []}
# What they fill in, and what is true after it.
FILLED = {
    "bypassType": "NEVER",
    "healthCheckType": "DEFAULT",
    "matchStyle": "EXCLUSIVE",
    "passiveHealthEnabled": True,
}


def application(domain: str, port: str, protocol: str, sort: str, **more: Any) -> dict[str, Any]:
    return {
        "name": domain,
        "domain": domain,
        "applicationPort": port,
        "applicationProtocol": protocol,
        "appTypes": [sort],
        "enabled": True,
        **more,
    }


class Sort(NamedTuple):
    """One sort of application as their modules have it, and the options that say the same here.

    ``own_id``, ``deleted``: their keys; ``shown``: where a segment shows the applications; ``entries``: the
    options of the two applications here.
    """

    type: str
    own_id: str
    deleted: str
    shown: str
    first: dict[str, Any]
    second: dict[str, Any]
    ports: list[str]
    option: str
    entries: list[dict[str, Any]]


SSH = application("a.example.com", "22", "SSH", "SECURE_REMOTE_ACCESS")
RDP = application("b.example.com", "3389", "RDP", "SECURE_REMOTE_ACCESS", connectionSecurity="ANY")
WEB = application("a.example.com", "8443", "HTTPS", "BROWSER_ACCESS", certificateId="900")
PLAIN = application("b.example.com", "8443", "HTTPS", "BROWSER_ACCESS", certificateId="900")
INSPECTED = [application(name + ".example.com", "80", "HTTP", "INSPECT") for name in "ab"]
SORTS = [
    Sort(
        "SECURE_REMOTE_ACCESS",
        "praAppId",
        "deletedPraApps",
        "praApps",
        SSH,
        RDP,
        ["22", "22", "3389", "3389"],
        "pra_apps",
        [
            {"domain": "a.example.com", "application_port": 22, "application_protocol": "SSH"},
            {
                "domain": "b.example.com",
                "application_port": 3389,
                "application_protocol": "RDP",
                "connection_security": "ANY",
            },
        ],
    ),
    Sort(
        "BROWSER_ACCESS",
        "baAppId",
        "deletedBaApps",
        "clientlessApps",
        WEB,
        PLAIN,
        ["8443", "8443"],
        "browser_access",
        [
            {
                "domain": domain,
                "application_port": 8443,
                "application_protocol": "HTTPS",
                "certificate": "Wildcard",
            }
            for domain in ("a.example.com", "b.example.com")
        ],
    ),
    Sort(
        "INSPECT",
        "inspectAppId",
        "deletedInspectApps",
        "inspectionApps",
        *INSPECTED,
        ["80", "80"],
        "inspection_apps",
        [
            {"domain": domain, "application_port": 80, "application_protocol": "HTTP"}
            for domain in ("a.example.com", "b.example.com")
        ],
    ),
]


@pytest.fixture
def wire(zpa: TestTenant) -> Wire:
    zpa.add_group("Finance apps")
    zpa.add_server_group("Finance servers")
    add_look_up(zpa.tenant, "certificate", "Wildcard", object_id="900")
    return Wire(zpa)


def body_of(zpa: TestTenant, **keys: Any) -> dict[str, Any]:
    return {
        "name": "Salaries",
        "enabled": True,
        "segmentGroupId": zpa.stored("Finance apps")["id"],
        "serverGroups": [{"id": zpa.stored("Finance servers", "serverGroup")["id"]}],
        "domainNames": ["a.example.com", "b.example.com"],
        **keys,
    }


def declared(**options: Any) -> dict[str, Any]:
    return {
        "name": "Salaries",
        "enabled": True,
        "segment_group": "Finance apps",
        "server_groups": ["Finance servers"],
        "domain_names": ["a.example.com", "b.example.com"],
        **options,
    }


def test_the_life_of_a_segment_of_theirs(zpa: TestTenant, wire: Wire) -> None:
    ports = {"tcpPortRanges": ["443", "443", "8000", "8010"], "udpPortRanges": ["53", "53"]}
    assert "Salaries" not in [one["name"] for one in wire.get("application?pagesize=500")["list"]]
    created = wire.post("application", body_of(zpa, **FILLED, **ports, icmpAccessType="PING"))
    path = "application/" + created["id"]
    read = wire.get(path)
    assert read["tcpPortRange"] == [{"from": "443", "to": "443"}, {"from": "8000", "to": "8010"}]
    options = declared(tcp_ports=[443, "8000-8010"], udp_ports=[53], icmp_access_type="PING")
    assert zpa.run("zpa_application_segment", **options)["changed"] is False
    # An update of theirs that is about the description alone.
    wire.put(path, body_of(zpa, **FILLED, **NO_PORTS, description="What people earn"))
    assert not {key for key in wire.get(path) if "PortRange" in key}
    wire.delete(path)


@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.option)
def test_the_life_of_their_applications(zpa: TestTenant, wire: Wire, sort: Sort) -> None:
    def config(one: dict[str, Any], app_id: str = "", own_id: str = "") -> dict[str, Any]:
        return {**one, "appId": app_id, sort.own_id: own_id}

    both = {"appsConfig": [config(sort.first), config(sort.second)]}
    body = body_of(
        zpa, bypassType="NEVER", healthReporting="NONE", tcpPortRanges=sort.ports, udpPortRanges=[]
    )
    segment_id = wire.post("application", {**body, "commonAppsDto": both})["id"]
    path, ports = "application/" + segment_id, {**NO_PORTS, "tcpPortRanges": sort.ports}
    query = "application/getAppsByType?applicationType=%s&expandAll=%s&pagesize=500"
    listed = wire.get(query % (sort.type, "none"))["list"]
    assert [one["appId"] for one in listed] == [segment_id, segment_id]
    ids = {one["domain"]: one["id"] for one in listed}
    assert ids == {one["domain"]: one["id"] for one in wire.get(path)[sort.shown]}
    options = declared(
        **{sort.option: sort.entries}, tcp_ports=["%s-%s" % pair for pair in pairs(sort.ports)]
    )
    assert zpa.run("zpa_application_segment", **options)["changed"] is False
    stays = config(sort.first, segment_id, ids["a.example.com"])
    less = {"appsConfig": [stays], sort.deleted: [ids["b.example.com"]]}
    wire.put(path, {**body, **ports, "domainNames": ["a.example.com"], "commonAppsDto": less})
    assert {one["domain"]: one["id"] for one in wire.get(path)[sort.shown]} == {
        "a.example.com": ids["a.example.com"]
    }
    options |= {"domain_names": ["a.example.com"], sort.option: sort.entries[:1]}
    assert zpa.run("zpa_application_segment", **options)["changed"] is False


def pairs(flat: list[str]) -> list[tuple[str, str]]:
    return list(zip(flat[::2], flat[1::2], strict=True))


def test_their_load_balancing(zpa: TestTenant, wire: Wire) -> None:
    body = body_of(zpa, **FILLED, tcpPortRanges=["443", "443"], udpPortRanges=[])
    path = "application/%s/weightedLbConfig" % wire.post("application", body)["id"]
    group_id = zpa.stored("Finance servers", "serverGroup")["id"]
    assert wire.get(path)["weightedLoadBalancing"] is False
    mappings = [{"id": group_id, "weight": "10", "passive": False}]
    sent = {"weightedLoadBalancing": True, "applicationToServerGroupMappings": mappings}
    wire.put(path, sent)
    balanced = [{"server_group": "Finance servers", "weight": 10}]
    assert zpa.run("zpa_application_segment", name="Salaries", load_balancing=balanced)["changed"] is False


def test_their_match_styles(zpa: TestTenant, wire: Wire) -> None:
    body = body_of(zpa, **FILLED, tcpPortRanges=["443", "443"], udpPortRanges=[])
    segment_id = wire.post("application", body)["id"]
    sent = {"applicationIds": [int(segment_id)], "matchStyle": "INCLUSIVE"}
    wire.put("application/bulkUpdateMultiMatch", sent)
    assert zpa.run("zpa_application_segment", name="Salaries", match_style="INCLUSIVE")["changed"] is False
    answer = wire.send("POST", "application/multimatchUnsupportedReferences", ["a.example.com"])
    assert answer.status_code == 200
