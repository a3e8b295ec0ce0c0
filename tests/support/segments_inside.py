# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Segments with applications inside, as tasks declare them and as a tenant has them."""

from __future__ import annotations

from typing import Any

from support.tenants import TestTenant

WEB, SSH, RDP, SCAN = "web.example.com", "ssh.example.com", "rdp.example.com", "scan.example.com"
DOMAINS = [WEB, SSH, RDP, SCAN]
BROWSER = {
    "domain": WEB,
    "application_protocol": "HTTPS",
    "application_port": 443,
    "certificate": "web.example.com",
}
SHELL = {"domain": SSH, "application_protocol": "SSH", "application_port": 22}
DESKTOP = {
    "domain": RDP,
    "application_protocol": "RDP",
    "application_port": 3389,
    "connection_security": "ANY",
}
SCANNED = {
    "domain": SCAN,
    "application_protocol": "HTTPS",
    "application_port": 8443,
    "certificate": "web.example.com",
}
ALL = {"browser_access": [BROWSER], "pra_apps": [SHELL, DESKTOP], "inspection_apps": [SCANNED]}
SORTS = {
    "browser_access": ("clientlessApps", "deletedBaApps"),
    "pra_apps": ("praApps", "deletedPraApps"),
    "inspection_apps": ("inspectionApps", "deletedInspectApps"),
}
Stored = dict[str, Any]


def segment(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_application_segment", check, **options)


def published(zpa: TestTenant, name: str = "Office", **options: Any) -> dict[str, Any]:
    """Let there be a segment."""
    place = {"segment_group": "Apps", "domain_names": DOMAINS, "tcp_ports": ["1-65535"], "enabled": True}
    result = segment(zpa, name=name, **{**place, **options})
    assert result["changed"], result.get("msg")
    zpa.forget()
    return dict(result["application_segment"])


def stored(zpa: TestTenant, name: str = "Office") -> Stored:
    return zpa.stored(name, "application")


def ids(zpa: TestTenant, name: str = "Office") -> dict[str, dict[str, str]]:
    """The ids of all applications of a segment, by sort and domain."""
    entry = stored(zpa, name)
    return {
        sort: {app["domain"]: app["id"] for app in entry.get(key, ())} for sort, (key, _path) in SORTS.items()
    }


def sent(zpa: TestTenant) -> Stored:
    (write,) = zpa.writes
    return dict(write.body)
