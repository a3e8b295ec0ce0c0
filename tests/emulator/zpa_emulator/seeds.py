# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tenants from data: the form is described in the README beside."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import yaml

from .rules import RESOURCES
from .state import ApiClient, Tenant


def read_seed(path: Path) -> list[Tenant]:
    """Return the tenants that a YAML or JSON file describes."""
    return [tenant_of(entry) for entry in yaml.safe_load(path.read_text("utf-8"))["customers"]]


def tenant_of(entry: dict[str, Any]) -> Tenant:
    """Return the tenant that one entry of a seed describes."""
    tenant = Tenant(str(entry["customer_id"]))
    for client in entry.get("api_clients", ()):
        tenant.clients[client["client_id"]] = ApiClient(**client)
    for microtenant in entry.get("microtenants", ()):
        tenant.microtenants[str(microtenant["id"])] = microtenant["name"]
    for application in entry.get("applications", ()):
        add_application(tenant, **application)
    for group in entry.get("segment_groups", ()):
        add_segment_group(tenant, **group)
    return tenant


def add_application(
    tenant: Tenant,
    name: str,
    domains: list[str] | None = None,
    tcp_port: int = 443,
    microtenant_id: str | None = None,
    object_id: str | None = None,
    **extra: Any,
) -> dict[str, Any]:
    """Add an application segment in its wire form and return it."""
    domains = domains or ["%s.example.com" % "".join(filter(str.isalnum, name)).lower()]
    port = str(tcp_port)
    ports = {"tcpPortRanges": [port, port], "tcpPortRange": [{"from": port, "to": port}]}
    values = {"name": name, "enabled": True, "domainName": domains[0], "domainNames": domains, **ports}
    return _add(tenant, "application", {**values, **extra}, microtenant_id, object_id)


def add_segment_group(
    tenant: Tenant,
    name: str,
    description: str | None = None,
    enabled: bool = True,
    applications: list[str] | None = None,
    microtenant_id: str | None = None,
    object_id: str | None = None,
    **extra: Any,
) -> dict[str, Any]:
    """Add a segment group with applications by name, and return it. ``extra``: more wire keys."""
    values = {"name": name, "enabled": enabled, "configSpace": "DEFAULT", "tcpKeepAliveEnabled": "0"}
    if description:
        values["description"] = description
    group = _add(tenant, "segmentGroup", {**values, **extra}, microtenant_id, object_id)
    for application in applications or ():
        tenant.find("application", application)["segmentGroupId"] = group["id"]
    return group


def _add(
    tenant: Tenant,
    path: str,
    values: dict[str, Any],
    microtenant_id: str | None,
    object_id: str | None,
) -> dict[str, Any]:
    assert path in RESOURCES
    now = str(int(time.time()))
    stamp = {"modifiedTime": now, "creationTime": now, "modifiedBy": "216196257331282070"}
    entry = {"id": object_id or tenant.new_id(), **stamp, **values}
    if microtenant_id:
        entry["microtenantId"] = microtenant_id
    tenant.table(path)[entry["id"]] = entry
    return entry
