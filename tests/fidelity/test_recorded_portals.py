# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""User portals and their links as recorded, request by request, and what modules make of them.

The recordings are TestUserPortal.yaml and TestUserPortalLink.yaml of zscaler/zscaler-sdk-python, in
tests/integration/zpa/cassettes. Names are other ones here.
"""

from __future__ import annotations

from support.tenants import TestTenant
from support.wire import Wire

NOTICE = {"userNotification": "d", "userNotificationEnabled": True}
PORTAL = {"name": "staff", "description": "d", "enabled": True, **NOTICE}
LABEL = {"extLabel": "staff", "extDomain": "corp.example.com"}
SENT = {
    **PORTAL,
    **LABEL,
    "managedByZs": True,
    "domain": "corp.example.com",
    "extDomainName": "-corp-example-com.b.zscalerportal.net",
}
MADE = {
    **PORTAL,
    **LABEL,
    "domain": "staff-corp-example-com.p.zscalerportal.net",
    "extDomainName": "corp-example-com.p.zscalerportal.net",
    "extDomainTranslation": "corp.example.com",
}
STAMPS = {"id", "modifiedTime", "creationTime", "modifiedBy"}
LINK = {"name": "books", "description": "d", "enabled": True, "link": "books.corp.example.com"}


def without_stamps(answer: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in answer.items() if key not in STAMPS}


def test_the_life_of_a_user_portal_is_as_recorded(zpa: TestTenant) -> None:
    wire = Wire(zpa)
    created = wire.post("userPortal", SENT)
    assert without_stamps(created) == {**MADE, "extDomainName": SENT["extDomainName"]}
    path = "userPortal/" + created["id"]
    read = {**MADE, "microtenantName": "Default"}
    assert without_stamps(wire.get(path)) == read
    wire.put(path, {**SENT, "name": "staff Updated"})
    assert without_stamps(wire.get(path)) == {**read, "name": "staff Updated"}
    (listed,) = wire.get("userPortal")["list"]
    assert listed == wire.get(path)
    wire.delete(path)


def test_the_life_of_a_link_is_as_recorded(zpa: TestTenant) -> None:
    wire = Wire(zpa)
    portal = {"id": wire.post("userPortal", SENT)["id"]}
    beside = {
        "userNotificationEnabled": True,
        "iconText": "",
        "protocol": "https://",
        "userPortals": [portal],
    }
    created = wire.post("userPortalLink", {**LINK, **beside})
    stub = {**portal, "enabled": True}
    assert without_stamps(created) == {**LINK, "protocol": "https://", "userPortals": [stub]}
    path = "userPortalLink/" + created["id"]
    (inside,) = wire.get(path)["userPortals"]
    assert without_stamps(inside) == {
        key: value for key, value in MADE.items() if key not in ("extDomain", "extDomainName")
    }
    update = {key: value for key, value in LINK.items() if key != "description"}
    wire.put(path, {**update, **beside, "name": "books Updated", "userPortalIds": [portal["id"]]})
    assert without_stamps(wire.get(path)) == {
        **update,
        "name": "books Updated",
        "protocol": "https://",
        "userPortals": [inside],
        "microtenantName": "Default",
    }
    assert wire.refused("DELETE", "userPortal/" + portal["id"])[0] == 400
    wire.delete(path)
    wire.delete("userPortal/" + portal["id"])


def test_what_was_recorded_is_unchanged_if_it_is_declared_so(zpa: TestTenant) -> None:
    wire = Wire(zpa)
    portal = {"id": wire.post("userPortal", SENT)["id"]}
    wire.post("userPortalLink", {**LINK, "protocol": "https://", "userPortals": [portal]})
    declared = {"name": "staff", "ext_label": "staff", "ext_domain": "corp.example.com"}
    assert zpa.run("zpa_user_portal", **declared, user_notification="d")["changed"] is False
    assert zpa.run("zpa_user_portal_link", **LINK, user_portals=["staff"])["changed"] is False


def test_what_a_portal_cannot_be_is_refused(zpa: TestTenant) -> None:
    wire = Wire(zpa)
    for body, keys in (
        ({"domain": None, "extLabel": None, "extDomain": None, "managedByZs": None}, ["domain"]),
        ({"extLabel": None, "extDomain": None}, ["extLabel"]),
        ({"extDomain": None}, ["extDomain"]),
        ({"certificateId": "4711"}, ["certificateId"]),
    ):
        assert wire.refused("POST", "userPortal", {**SENT, **body})[1]["params"] == keys
