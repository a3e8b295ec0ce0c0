# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What no source decides about sites, the emulator decides in every way: modules do the same each time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.tenants import TestTenant
from zpa_emulator.enrolment import enrol, show_code
from zpa_emulator.policy_seeds import add_trusted_network
from zpa_emulator.seeds import (
    add_app_connector,
    add_service_edge,
    add_service_edge_group,
)
from zpa_emulator.state import KEEPS, REPLACES, Quirks

PLACE = {"latitude": "47.3768866", "longitude": "8.541694", "location": "Zurich"}
KEYS = "associationType/CONNECTOR_GRP/provisioningKey"
MACHINES = {"app_connector": "connector", "service_edge": "serviceEdge"}
# Of every kind.
COMMON: list[dict[str, Any]] = [
    {},
    {"put": REPLACES},
    {"put": KEEPS},
    {"late_reads": 1},
    {"escaped_text": True},
    {"no_total_count": True},
    {"pages_as_count": True},
    {"blind_search": True},
    {"deaf_search": True},
    {"absent_means_all": True},
    {"inherited_shown": True},
    {"content_goes": True},
]
OF_KEYS = [
    {"fixed_fields": "ignored"},
    {"fixed_fields": "taken"},
    {"hides_new_key": True},
    {"usage_below": True},
    {"refused_key_types": ("NP_ASSISTANT_GRP", "SITE_CONTROLLER_GRP", "EXPORTER_GRP")},
]
OF_SCHEDULES = [
    {"no_schedule": "empty"},
    {"silent_schedule": True},
    {"no_schedule": "empty", "silent_schedule": True},
]

OF_CODES = [
    {"plain_user_codes": True},
    {"user_codes_key": "userCodes", "user_codes_at": "associationType"},
    {"user_codes_key": "userCodes", "user_codes_at": "none"},
    {"user_codes_key": "user_codes", "user_codes_at": "associationType"},
    {"user_codes_key": "user_codes", "user_codes_at": "none"},
]


def under(*more: dict[str, Any]) -> pytest.MarkDecorator:
    """A test under each of the common quirks, and of some more."""
    return pytest.mark.parametrize("quirks", [*COMMON, *more], ids=str)


def ran(zpa: TestTenant, module: str, changed: bool, **options: Any) -> dict[str, Any]:
    result = zpa.run("zpa_" + module, **options)
    assert (result.get("failed", False), result.get("changed")) == (False, changed), result
    return result


def refused(zpa: TestTenant, module: str, **options: Any) -> str:
    """What a module says that sends no write."""
    zpa.forget()
    result = zpa.run("zpa_" + module, **options)
    assert (result.get("failed"), zpa.writes) == (True, []), result
    return str(result["msg"])


@under(*OF_KEYS)
def test_a_provisioning_key(zpa: TestTenant, tmp_path: Path, quirks: dict[str, Any]) -> None:
    zpa.tenant.quirks = Quirks(**quirks)
    for group in ("site", "other"):
        zpa.add_connector_group(group)
    file = tmp_path / "key"
    named = {"name": "A & B", "association_type": "app_connector_group", "app_connector_group": "site"}
    result = ran(zpa, "provisioning_key", True, **named, max_usage=3, key_dest=str(file))
    secret = zpa.stored("A & B", KEYS)["provisioningKey"]
    assert (file.read_text("utf-8").strip(), secret in str(result)) == (secret, False)
    ran(zpa, "provisioning_key", False, **named, max_usage=3, key_dest=str(file))
    ran(zpa, "provisioning_key", True, **named, max_usage=5)
    for _machine in range(2):
        enrol([zpa.tenant], secret)
    assert "max_usage" in refused(zpa, "provisioning_key", **named, max_usage=1)
    moved = {**named, "app_connector_group": "other"}
    assert "app_connector_group" in refused(zpa, "provisioning_key", **moved)
    ran(zpa, "provisioning_key", True, **named, exportable=False)
    assert "exportable" in refused(zpa, "provisioning_key", **named, exportable=True)
    gathered = zpa.run("zpa_config", state="gathered")
    assert [key["name"] for key in gathered["config"]["provisioning_keys"]] == ["A & B"]
    assert secret not in str(gathered)
    assert "A & B" in refused(zpa, "app_connector_group", name="site", state="absent")
    ran(zpa, "provisioning_key", True, **named, state="absent")


@under({"asks_for_certificate": True}, {"long_coordinates": True})
def test_a_service_edge_group(zpa: TestTenant, quirks: dict[str, Any]) -> None:
    zpa.tenant.quirks = Quirks(**quirks)
    network = add_trusted_network(zpa.tenant, "Zurich")
    declared = {"name": "A & B", "is_public": True, "trusted_networks": [network["name"]], **PLACE}
    grace = {"grace_distance": {"value": "10", "unit": "miles"}}
    ran(zpa, "service_edge_group", True, **declared, **grace)
    for edge in ("one", "two"):
        add_service_edge(zpa.tenant, edge, "A & B")
    ran(zpa, "service_edge_group", False, **declared, **grace)
    ran(zpa, "service_edge_group", True, name="A & B", description="d")
    group = zpa.stored("A & B", "serviceEdgeGroup")
    assert (group["trustedNetworks"], group["graceDistanceValue"]) == ([{"id": network["id"]}], "10.0")
    members = [edge["serviceEdgeGroupId"] for edge in zpa.tenant.table("serviceEdge").values()]
    assert members == [group["id"]] * 2
    ran(zpa, "service_edge_group", True, name="A & B", grace_distance={"enabled": False})
    ran(zpa, "service_edge_group", False, name="A & B", grace_distance={"enabled": False})


@under()
@pytest.mark.parametrize("kind", MACHINES)
def test_machines(zpa: TestTenant, kind: str, quirks: dict[str, Any]) -> None:
    zpa.tenant.quirks = Quirks(**quirks)
    zpa.add_connector_group("site")
    add_service_edge_group(zpa.tenant, "site")
    add = {"app_connector": add_app_connector, "service_edge": add_service_edge}[kind]
    add(zpa.tenant, "A & B", "site")
    for name in ("gone", "gone too", "gone as well"):
        add(zpa.tenant, name, "site", disconnected_for="40d")
    add(zpa.tenant, "never there", "site", connected=False)
    ran(zpa, kind, True, name="A & B", description="d", enabled=False)
    ran(zpa, kind, False, name="A & B", description="d", enabled=False)
    ran(zpa, kind, True, name="A & B", new_name="C")
    stored = zpa.stored("C", MACHINES[kind])
    assert (stored["description"], stored["enabled"], stored["currentVersion"]) == ("d", False, "26.52.3")
    found = zpa.run("zpa_%s_info" % kind, disconnected_for_days=30)["%ss" % kind]
    assert [one["name"] for one in found] == ["gone", "gone as well", "gone too"]
    zpa.forget()
    leaving = [{"name": one["name"], "state": "absent"} for one in found[:2]]
    ran(zpa, "config", True, config={kind + "s": leaving})
    assert [entry.path.rpartition("/")[2] for entry in zpa.writes] == ["bulkDelete"]
    ran(zpa, kind, True, name="gone too", state="absent")
    ran(zpa, kind, False, name="gone too", state="absent")


@under(*OF_SCHEDULES)
@pytest.mark.parametrize("kind", MACHINES)
def test_a_schedule(zpa: TestTenant, kind: str, quirks: dict[str, Any]) -> None:
    zpa.tenant.quirks = Quirks(**quirks)
    ran(zpa, "connector_schedule", True, kind=kind, frequency_interval=30)
    ran(zpa, "connector_schedule", False, kind=kind, frequency_interval=30)
    ran(zpa, "connector_schedule", True, kind=kind, frequency_interval=60, enabled=False)
    ran(zpa, "connector_schedule", False, kind=kind, frequency_interval=60, enabled=False)
    assert "enabled" in refused(zpa, "connector_schedule", kind=kind, state="absent")


@under()
def test_a_microtenant(zpa: TestTenant, quirks: dict[str, Any]) -> None:
    zpa.tenant.quirks = Quirks(**quirks)
    declared = {"name": "north", "criteria_attribute_values": ["example.net"]}
    ran(zpa, "microtenant", True, **declared)
    ran(zpa, "microtenant", False, **declared)
    ran(zpa, "microtenant", True, name="north", description="d")
    stored = zpa.stored("north", "microtenants")
    assert stored["criteriaAttributeValues"] == ["example.net"]
    inside = {"name": "Finance", "microtenant_id": "north"}
    ran(zpa, "segment_group", True, **inside)
    ran(zpa, "segment_group", False, **inside)
    assert "Finance" in refused(zpa, "microtenant", name="north", state="absent")
    ran(zpa, "segment_group", True, **inside, state="absent")
    ran(zpa, "microtenant", True, name="north", state="absent")
    assert "Default" in refused(zpa, "microtenant", name="Default", description="d")


@under(*OF_CODES)
@pytest.mark.parametrize("kind", ["app_connector_group", "service_edge_group"])
def test_user_codes(zpa: TestTenant, kind: str, quirks: dict[str, Any]) -> None:
    zpa.tenant.quirks = Quirks(**quirks)
    of_connectors = kind == "app_connector_group"
    code = show_code(zpa.tenant, "CONNECTOR_GRP" if of_connectors else "SERVICE_EDGE_GRP")
    ran(zpa, kind, True, name="site", **PLACE, user_codes=[code])
    ran(zpa, kind, False, name="site", **PLACE, user_codes=[code])
    machines = zpa.tenant.table("connector" if of_connectors else "serviceEdge")
    assert [machine["name"] for machine in machines.values()] == ["site-1"]
