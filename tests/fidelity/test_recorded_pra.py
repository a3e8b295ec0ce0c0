# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privileged Remote Access as recorded, request by request.

The recordings are TestPRAApproval.yaml for ``approval``, TestPRAPortal.yaml for ``praPortal``,
TestPRACredential.yaml for ``credential``, TestAccessPrivilegedConsoleV2.yaml for ``praConsole``, of
zscaler/zscaler-sdk-python, in tests/integration/zpa/cassettes. Names and domains are other ones here.
"""

from __future__ import annotations

from typing import Any

import pytest
from support.tenants import TestTenant
from support.wire import Wire
from zpa_emulator.policy_seeds import add_look_up

STAMPS = {"id", "modifiedTime", "creationTime", "modifiedBy"}


@pytest.fixture
def wire(zpa: TestTenant) -> Wire:
    return Wire(zpa, oneapi=True)


def without_stamps(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key not in STAMPS}


def test_the_life_of_a_credential_is_as_recorded(wire: Wire) -> None:
    shown = {"name": "credential", "description": "d", "credentialType": "PASSWORD"}
    hidden = {"userDomain": "example.com", "password": "opens nothing"}
    created = wire.post("credential", {**shown, **hidden})
    when = created["modifiedTime"]
    assert without_stamps(created) == {**shown, "lastCredentialResetTime": when, "microtenantName": "Default"}
    path = "credential/" + created["id"]
    assert wire.get("credential")["list"] == [created]
    assert wire.get(path) == created
    wire.put(path, {**shown, **hidden, "name": "other"})
    assert wire.get(path)["name"] == "other"
    wire.delete(path)
    assert "list" not in wire.get("credential")


def test_the_life_of_a_portal_is_as_recorded(wire: Wire) -> None:
    certificate = add_look_up(wire.zpa.tenant, "certificate", "pra.example.com")
    body = {
        "name": "portal",
        "description": "d",
        "enabled": True,
        "domain": "pra.example.com",
        "certificateId": certificate["id"],
        "userNotificationEnabled": True,
        "userNotification": "Hello",
    }
    created = wire.post("praPortal", body)
    assert without_stamps(created) == body
    path = "praPortal/" + created["id"]
    more = {
        "certificateName": "pra.example.com",
        "cName": "%s.%s.pra.p.zpa-app.net" % (created["id"], wire.zpa.tenant.customer_id),
        "microtenantName": "Default",
    }
    assert wire.get(path) == {**created, **more}
    assert wire.get("praPortal")["list"] == [{**created, **more}]
    wire.put(path, {**body, "name": "other", "description": "e"})
    assert wire.get(path) == {**created, **more, "name": "other", "description": "e"}
    wire.delete(path)
    assert "list" not in wire.get("praPortal")


def test_the_life_of_an_approval_is_as_recorded(wire: Wire) -> None:
    segment = wire.zpa.add_application_segment("segment", domains=["app.example.com"])
    wire.zpa.tenant.clock = lambda: 1773370063.0
    hours = {
        "startTimeCron": "0 0 16 ? * SUN,MON,TUE,WED,THU,FRI,SAT",
        "endTimeCron": "0 0 0 ? * MON,TUE,WED,THU,FRI,SAT,SUN",
        "startTime": "09:00",
        "endTime": "17:00",
        "days": ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
        "timeZone": "America/Vancouver",
    }
    body = {
        "emailIds": ["carol@example.com"],
        "status": "ACTIVE",
        "workingHours": hours,
        "startTime": 1773370054,
        "endTime": 1804819654,
        "applications": [{"id": segment["id"]}],
    }
    created = wire.post("approval", body)
    times = {"startTime": "1773370054", "endTime": "1804819654"}
    assert without_stamps({**created, "applications": body["applications"]}) == {**body, **times}
    (of_new,) = created["applications"]
    assert of_new["id"] == segment["id"] and "name" not in of_new
    path = "approval/" + created["id"]
    read = wire.get(path)
    assert read["applications"][0]["name"] == "segment"
    assert {key: read[key] for key in (*times, "status", "workingHours")} == {
        key: created[key] for key in (*times, "status", "workingHours")
    }
    assert wire.get("approval")["list"] == [read]
    wire.delete(path)
    assert "list" not in wire.get("approval")


def test_the_life_of_a_console_is_as_recorded(wire: Wire) -> None:
    app = {"domain": "rdp.example.com", "applicationProtocol": "RDP", "applicationPort": "3389"}
    segment = wire.zpa.add_application_segment("segment", domains=["rdp.example.com"], praApps=[app])
    portal = wire.post("praPortal", {"name": "portal", "enabled": True, "domain": "pra.example.com"})
    app_id = segment["praApps"][0]["id"]
    shown = {"name": "console", "description": "d", "enabled": True}
    body = {**shown, "praApplication": {"id": app_id}, "praPortals": [{"id": portal["id"]}]}
    created = wire.post("praConsole", {**body, "praApplicationId": app_id})
    assert without_stamps(created).keys() == {*body}
    assert created["praPortals"] == [{"id": portal["id"], "enabled": True}]
    assert created["praApplication"]["microtenantName"] == "Default"
    path = "praConsole/" + created["id"]
    read = wire.get(path)
    assert (read["praApplication"]["id"], read["praApplication"]["appId"]) == (app_id, segment["id"])
    assert read["praPortals"][0]["name"] == "portal"
    assert wire.get("praConsole")["list"] == [read]
    assert wire.refused("POST", "praConsole", {**body, "praApplication": {"id": segment["id"]}})[0] == 400
    assert wire.refused("DELETE", "praPortal/" + portal["id"])[0] == 400
    wire.put(path, {**body, "name": "other"})
    wire.delete(path)
    assert "list" not in wire.get("praConsole")
