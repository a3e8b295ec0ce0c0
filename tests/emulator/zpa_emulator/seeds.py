# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tenants from data: the form is described in the README beside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from . import machines, provisioning
from .places import city_of
from .policy_seeds import add_look_ups, add_policy_rules
from .published import PROTOCOLS, both_forms, kept_ranges
from .rules import APPLICATION, SERVER_GROUP
from .site_rules import (
    APP_CONNECTOR_GROUP,
    GROUPS,
    MACHINES,
    PRIVATE_CLOUD_GROUP,
    SERVICE_EDGE_GROUP,
    key_path,
)
from .state import MICROTENANTS, ApiClient, Quirks, Tenant
from .sub_applications import SORTS, made


def read_seed(path: Path) -> list[Tenant]:
    """Return the tenants that a YAML or JSON file describes."""
    return [tenant_of(entry) for entry in yaml.safe_load(path.read_text("utf-8"))["customers"]]


def tenant_of(entry: dict[str, Any]) -> Tenant:
    """Return the tenant that one entry of a seed describes."""
    tenant = Tenant(str(entry["customer_id"]))
    tenant.spoken_for = frozenset(_object_ids(entry))
    for client in entry.get("api_clients", ()):
        tenant.clients[client["client_id"]] = ApiClient(**client)
    tenant.auth_domains = tuple(entry.get("auth_domains", tenant.auth_domains))
    for microtenant in entry.get("microtenants", ()):
        add_microtenant(tenant, **microtenant)
    tenant.quirks = Quirks(**entry.get("quirks", {}))
    tenant.default_version_profile = str(entry.get("default_version_profile", "0"))
    for application in entry.get("applications", ()):
        add_application(tenant, **application)
    for group in entry.get("segment_groups", ()):
        add_segment_group(tenant, **group)
    for group in entry.get("app_connector_groups", ()):
        add_app_connector_group(tenant, **group)
    for server in entry.get("application_servers", ()):
        add_application_server(tenant, **server)
    for group in entry.get("server_groups", ()):
        add_server_group(tenant, **group)
    add_look_ups(tenant, entry)
    for group in entry.get("service_edge_groups", ()):
        add_service_edge_group(tenant, **group)
    for key in entry.get("provisioning_keys", ()):
        add_provisioning_key(tenant, **key)
    for connector in entry.get("app_connectors", ()):
        add_app_connector(tenant, **connector)
    for edge in entry.get("service_edges", ()):
        add_service_edge(tenant, **edge)
    for path, schedule in entry.get("schedules", {}).items():
        add_schedule(tenant, path, **schedule)
    add_policy_rules(tenant, entry.get("policy_rules", {}))
    return tenant


def _object_ids(value: Any) -> Iterator[str]:
    """Yield the ids that a part of a seed gives to objects."""
    if isinstance(value, dict) and value.get("object_id"):
        yield str(value["object_id"])
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _object_ids(part)


def add_microtenant(
    tenant: Tenant, name: str, domains: list[str] | None = None, id: str | None = None, **extra: Any
) -> dict[str, Any]:
    """Add a microtenant and return it. ``domains``: its auth domains. ``extra``: more wire keys."""
    number = str(id or tenant.new_id())
    tenant.microtenants[number] = name
    made = tenant.table(MICROTENANTS)[number]
    made.update({"criteriaAttributeValues": domains, **extra} if domains else extra)
    return made


def add_schedule(tenant: Tenant, path: str, frequency_interval: int = 30, **extra: Any) -> dict[str, Any]:
    """Add the schedule that deletes machines. ``path``: ``connectorSchedule`` or ``serviceEdgeSchedule``."""
    number = tenant.new_id()
    entry = {
        "id": number,
        "customerId": tenant.customer_id,
        "enabled": True,
        "deleteDisabled": False,
        "frequency": "days",
        "frequencyInterval": str(frequency_interval),
        **extra,
    }
    tenant.table(path)[number] = entry
    return entry


def add_application(
    tenant: Tenant,
    name: str,
    domains: list[str] | None = None,
    tcp_port: int = 443,
    microtenant_id: str | None = None,
    object_id: str | None = None,
    **extra: Any,
) -> dict[str, Any]:
    """Add an application segment in its wire form and return it.

    ``extra``: more wire keys; ports in the flat form; of applications inside it a domain is enough.
    """
    domains = domains or ["%s.example.com" % "".join(filter(str.isalnum, name)).lower()]
    ports = {"tcpPortRanges": [str(tcp_port), str(tcp_port)]}
    fields = APPLICATION.fields
    filled_in = {key: rule.default for key, rule in fields.items() if rule.default is not None}
    values = {**filled_in, "name": name, "enabled": True, "domainNames": domains, **ports, **extra}
    for protocol in PROTOCOLS:
        values.update(both_forms(kept_ranges(values, protocol), protocol, "as sent"))
    for sort in SORTS.values():
        values[sort.key] = [made(sort, app, tenant) for app in values.get(sort.key, ())]
    for key in [key for key, value in values.items() if value == []]:
        del values[key]
    return tenant.add("application", values, microtenant_id, object_id)


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
    group = tenant.add("segmentGroup", {**values, **extra}, microtenant_id, object_id)
    for application in applications or ():
        tenant.find("application", application)["segmentGroupId"] = group["id"]
    return group


def add_app_connector_group(
    tenant: Tenant,
    name: str,
    latitude: str | float = "37.3382082",
    longitude: str | float = "-121.8863286",
    location: str = "San Jose, CA, USA",
    connectors: list[dict[str, Any]] | None = None,
    microtenant_id: str | None = None,
    object_id: str | None = None,
    **extra: Any,
) -> dict[str, Any]:
    """Add an enabled App Connector group and return it. ``extra``: more wire keys.

    ``connectors``: as `add_app_connector` takes them, with an ``id`` if they are to have it.
    """
    fields = APP_CONNECTOR_GROUP.fields
    values = {key: rule.default for key, rule in fields.items() if rule.default is not None}
    values.update(name=name, enabled=True, location=location)
    values.update(latitude=str(latitude), longitude=str(longitude))
    values["cityCountry"], values["countryCode"] = city_of(str(latitude), str(longitude))
    group = tenant.add("appConnectorGroup", {**values, **extra}, microtenant_id, object_id)
    for connector in connectors or ():
        add_app_connector(tenant, group=name, **connector)
    return group


def add_application_server(
    tenant: Tenant,
    name: str,
    address: str = "10.20.30.40",
    enabled: bool = True,
    microtenant_id: str | None = None,
    object_id: str | None = None,
    **extra: Any,
) -> dict[str, Any]:
    """Add a server and return it. ``extra``: more wire keys."""
    values = {"name": name, "address": address, "enabled": enabled, "configSpace": "DEFAULT"}
    return tenant.add("server", {**values, **extra}, microtenant_id, object_id)


def add_server_group(
    tenant: Tenant,
    name: str,
    description: str | None = None,
    enabled: bool = True,
    app_connector_groups: list[str] | None = None,
    application_servers: list[str] | None = None,
    applications: list[str] | None = None,
    microtenant_id: str | None = None,
    object_id: str | None = None,
    **extra: Any,
) -> dict[str, Any]:
    """Add a server group and return it. What it refers to, and the applications that name it, are names.

    It finds its servers itself unless it is given some. ``extra``: more wire keys.
    """
    values = {key: rule.default for key, rule in SERVER_GROUP.fields.items() if rule.default is not None}
    values.update(name=name, enabled=enabled, dynamicDiscovery=not application_servers)
    if description:
        values["description"] = description
    groups = [tenant.find("appConnectorGroup", group) for group in app_connector_groups or ()]
    values["appConnectorGroups"] = [{"id": group["id"]} for group in groups]
    servers = [tenant.find("server", server) for server in application_servers or ()]
    if servers:
        values["servers"] = [{"id": server["id"]} for server in servers]
    group = tenant.add("serverGroup", {**values, **extra}, microtenant_id, object_id)
    for application in applications or ():
        tenant.find("application", application).setdefault("serverGroups", []).append({"id": group["id"]})
    return group


def add_service_edge_group(
    tenant: Tenant,
    name: str,
    latitude: str | float = "37.3382082",
    longitude: str | float = "-121.8863286",
    location: str = "San Jose, CA, USA",
    trusted_networks: list[str] | None = None,
    microtenant_id: str | None = None,
    object_id: str | None = None,
    **extra: Any,
) -> dict[str, Any]:
    """Add an enabled and public service edge group and return it.

    ``trusted_networks``: by name, with the cloud or without. ``extra``: more wire keys.
    """
    fields = SERVICE_EDGE_GROUP.fields
    values = {key: rule.default for key, rule in fields.items() if rule.default is not None}
    values.update(name=name, enabled=True, isPublic="TRUE", location=location)
    values.update(latitude=str(latitude), longitude=str(longitude))
    values["cityCountry"], values["countryCode"] = city_of(str(latitude), str(longitude))
    if trusted_networks:
        values["trustedNetworks"] = [{"id": _network(tenant, network)} for network in trusted_networks]
    return tenant.add("serviceEdgeGroup", {**values, **extra}, microtenant_id, object_id)


def add_private_cloud_group(tenant: Tenant, name: str, **details: Any) -> dict[str, Any]:
    """Add a group of Private Cloud Controllers and return it. ``details``: as of a service edge group."""
    group = add_service_edge_group(tenant, name, **details)
    del tenant.table("serviceEdgeGroup")[group["id"]]
    for key in group.keys() & (SERVICE_EDGE_GROUP.fields.keys() - PRIVATE_CLOUD_GROUP.fields.keys()):
        del group[key]
    tenant.table(PRIVATE_CLOUD_GROUP.path)[group["id"]] = group
    return group


def _network(tenant: Tenant, name: str) -> str:
    names = (name, "%s (" % name)
    found = (entry for entry in tenant.table("network").values() if entry["name"].startswith(names))
    return str(next(found)["id"])


def add_provisioning_key(
    tenant: Tenant,
    name: str,
    group: str,
    association_type: str = "CONNECTOR_GRP",
    max_usage: int = 10,
    usage_count: int = 0,
    microtenant_id: str | None = None,
    object_id: str | None = None,
    **extra: Any,
) -> dict[str, Any]:
    """Add a provisioning key and return it. ``group``: a name, or an id where groups have none here."""
    path = GROUPS[association_type]
    certificate = "Service Edge" if association_type == "SERVICE_EDGE_GRP" else "Connector"
    values = {
        "name": name,
        "maxUsage": str(max_usage),
        "zcomponentId": tenant.find(path, group)["id"] if path else group,
        "enabled": True,
        "exportable": True,
        "enrollmentCertId": tenant.find("enrollmentCert", certificate)["id"],
        **provisioning.fresh(tenant),
        "usageCount": str(usage_count),
        **extra,
    }
    number = object_id or provisioning.new_id(tenant)
    return tenant.add(key_path(association_type), values, microtenant_id, number)


def add_app_connector(tenant: Tenant, name: str, group: str, **details: Any) -> dict[str, Any]:
    """Add an App Connector to a group, by its name, and return it. ``details``: see `add_machine`."""
    return add_machine(tenant, "connector", name, group, **details)


def add_service_edge(tenant: Tenant, name: str, group: str, **details: Any) -> dict[str, Any]:
    """Add a service edge to a group, by its name, and return it. ``details``: see `add_machine`."""
    return add_machine(tenant, "serviceEdge", name, group, **details)


def add_machine(
    tenant: Tenant,
    path: str,
    name: str,
    group: str,
    key: str | None = None,
    connected: bool = True,
    disconnected_for: str = "",
    object_id: str | None = None,
    **extra: Any,
) -> dict[str, Any]:
    """Add a machine that has enrolled with the key of that name, or with one that is gone.

    ``connected``: whether it ever was. ``disconnected_for``: how long it is not any more, such as ``40d``.
    ``extra``: more wire keys.
    """
    machine = MACHINES[path]
    owner = tenant.find(GROUPS[machine.association], group)
    used = tenant.find(key_path(machine.association), key) if key else None
    values = machines.new_machine(tenant, path, name, owner, used)
    if connected or disconnected_for:
        values.update(machines.connection(owner, disconnected_for))
    number = object_id or extra.pop("id", None)
    return tenant.add(path, {**values, **extra}, owner.get("microtenantId"), number)
