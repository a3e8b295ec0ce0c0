# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application segments as requests create, read and update them."""

from __future__ import annotations

from typing import Any

from support.wire import Wire

SSH = {"domain": "a.example.com", "applicationPort": "22", "applicationProtocol": "SSH"}
RDP = {"domain": "b.example.com", "applicationPort": "3389", "applicationProtocol": "RDP"}
HTTP = {"domain": "a.example.com", "applicationPort": "80", "applicationProtocol": "HTTP"}
PRA, INSPECT, BROWSER = {"appTypes": ["SECURE_REMOTE_ACCESS"]}, {"appTypes": ["INSPECT"]}, "BROWSER_ACCESS"


def body_of(wire: Wire, name: str = "seg", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "enabled": True,
        "domainNames": ["a.example.com", "b.example.com"],
        "segmentGroupId": wire.zpa.stored("one")["id"],
        "serverGroups": [{"id": wire.zpa.stored("one", "serverGroup")["id"]}],
        "tcpPortRanges": ["22", "22"],
        **more,
    }


def create(wire: Wire, name: str = "seg", **more: Any) -> str:
    return str(wire.post("application", body_of(wire, name, **more))["id"])


def read(wire: Wire, segment_id: str) -> dict[str, Any]:
    found: dict[str, Any] = wire.get("application/" + segment_id)
    return found


def update(wire: Wire, segment_id: str, **body: Any) -> dict[str, Any]:
    wire.put("application/" + segment_id, body)
    return read(wire, segment_id)


def pra_apps(wire: Wire, segment_id: str) -> dict[str, str]:
    """The ids of the PRA applications that a segment shows, by domain."""
    return {app["domain"]: app["id"] for app in read(wire, segment_id).get("praApps", ())}


def with_pra(wire: Wire, name: str = "seg", **more: Any) -> str:
    apps = [{**SSH, **PRA}, {**RDP, **PRA, "connectionSecurity": "ANY"}]
    return create(wire, name, commonAppsDto={"appsConfig": apps}, **more)
