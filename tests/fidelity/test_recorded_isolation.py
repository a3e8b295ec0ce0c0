# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Isolation banners and certificates as recorded, request by request, and what modules make of them.

The recordings are TestCBIBanners.yaml and TestCBICertificates.yaml of zscaler/zscaler-sdk-python, in
tests/integration/zpa/cassettes. Names and texts are other ones here.
"""

from __future__ import annotations

from typing import Any

from support.cases.isolation_banner import KNOWN
from support.cases.isolation_certificate import OLD
from support.tenants import TestTenant
from support.wire import ISOLATION, Wire


def said(wire: Wire, method: str, path: str, body: Any = None) -> Any:
    """What is answered with 200, as all of them are."""
    answer = wire.send(method, path, body, ISOLATION)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_life_of_a_banner_is_as_recorded(zpa: TestTenant) -> None:
    wire, body = Wire(zpa), {"name": "ban", **KNOWN}
    created = said(wire, "POST", "banner", {key: body[key] for key in body if key != "persist"})
    assert [*created] == ["id"]
    path = "banners/" + created["id"]
    read = {**created, **body, "isDefault": False}
    assert said(wire, "GET", path) == read
    assert said(wire, "GET", "banners") == [read]
    sent = {key: body[key] for key in body if key not in ("persist", "logo")}
    assert said(wire, "PUT", path, {**sent, "name": "ban Updated"}) == created
    assert said(wire, "DELETE", path) == {"message": "Banner deleted successfully."}
    assert wire.send("GET", "banner", root=ISOLATION).status_code == 404


def test_the_life_of_a_certificate_is_as_recorded(zpa: TestTenant) -> None:
    wire = Wire(zpa)
    created = said(wire, "POST", "certificate", {"name": "cert", "pem": OLD})
    path = "certificates/" + created["id"]
    updated = {**created, "name": "cert Updated", "pem": OLD, "isDefault": False}
    assert said(wire, "PUT", path, {"name": "cert Updated"}) == updated
    assert said(wire, "GET", path) == updated
    assert said(wire, "GET", "certificates") == [updated]
    assert said(wire, "DELETE", path) == {"message": "Certificate deleted successfully."}


def test_lists_come_in_another_order_each_time(zpa: TestTenant) -> None:
    wire = Wire(zpa)
    for name in ("one", "two"):
        said(wire, "POST", "banner", {"name": name})
    first, second = (said(wire, "GET", "banners") for _time in range(2))
    assert first == second[::-1]


def test_what_was_recorded_is_unchanged_if_it_is_declared_so(zpa: TestTenant) -> None:
    wire = Wire(zpa)
    said(wire, "POST", "banner", {"name": "ban", **KNOWN})
    said(wire, "POST", "certificate", {"name": "cert", "pem": OLD})
    declared = {"name": "ban", "primary_color": "#0076BE", "banner": True, "notification_title": "Isolated"}
    assert zpa.run("zpa_isolation_banner", **declared)["changed"] is False
    assert zpa.run("zpa_isolation_certificate", name="cert", pem=OLD)["changed"] is False


def test_what_a_tenant_has_from_the_beginning_is_not_deleted(zpa: TestTenant) -> None:
    """Recorded are a banner and a certificate, the latter without what is in it."""
    stock = {"name": "Zscaler Root Certificate", "isDefault": True}
    zpa.tenant.add("certificates", stock, object_id="87122222-457f-11ed-b878-0242ac120002")
    result = zpa.run("zpa_isolation_certificate", name=stock["name"], state="absent")
    assert "it is what a tenant has from the beginning, which cannot be deleted" in result["msg"]
    exported = zpa.run("zpa_config", state="gathered", kinds=["isolation_certificates"])
    assert exported["config"] == {"isolation_certificates": [{"name": stock["name"]}]}
    emptied = zpa.run("zpa_config", state="overridden", config={"isolation_certificates": []})
    assert (emptied["changed"], zpa.writes) == (False, [])
