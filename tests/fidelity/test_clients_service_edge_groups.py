# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Service edge groups that zscaler-sdk-python and the module share. The path is ``serviceEdgeGroup``."""

from __future__ import annotations

from typing import Any

from fidelity.clients import Client
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_trusted_network

PLACE = {"latitude": "47.3768866", "longitude": "8.541694", "location": "Zurich"}
GRACE = {"grace_distance_enabled": True, "grace_distance_value": "10.0", "grace_distance_value_unit": "KMS"}


def succeeded(result: dict[str, Any]) -> dict[str, Any]:
    assert not result.get("failed"), result
    return result


def test_a_service_edge_group_of_the_sdk_is_unchanged_if_it_is_declared_so(
    sdk: Client, zpa: TestTenant
) -> None:
    network = add_trusted_network(zpa.tenant, "Office")["id"]
    given = {"name": "edges", "enabled": True, **PLACE}
    sdk.call(
        "service_edge_group",
        "add_service_edge_group",
        **given,
        **GRACE,
        is_public="TRUE",
        trusted_network_ids=[network],
    ).must_succeed()
    zpa.forget()
    declared = {
        **given,
        "is_public": True,
        "grace_distance": {"value": 10, "unit": "kms"},
        "trusted_networks": ["Office"],
    }
    assert succeeded(zpa.run("zpa_service_edge_group", **declared))["changed"] is False
    assert zpa.writes == []


def test_a_service_edge_group_of_a_task_is_read_changed_and_deleted_by_the_sdk(
    sdk: Client, zpa: TestTenant
) -> None:
    declared = {"name": "edges", "description": "d", "is_public": True, **PLACE}
    created = succeeded(zpa.run("zpa_service_edge_group", **declared))["service_edge_group"]["id"]
    read = sdk.call("service_edge_group", "get_service_edge_group", created).value
    assert (read["name"], read["enabled"], read["is_public"]) == ("edges", True, "TRUE")
    sdk.call(
        "service_edge_group", "update_service_edge_group", created, **{**declared, "is_public": "FALSE"}
    ).must_succeed()
    assert succeeded(zpa.run("zpa_service_edge_group", **declared))["changed"] is True
    sdk.call("service_edge_group", "delete_service_edge_group", created).must_succeed()
    assert succeeded(zpa.run("zpa_service_edge_group", name="edges", state="absent"))["changed"] is False
