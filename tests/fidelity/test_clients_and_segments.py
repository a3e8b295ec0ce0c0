# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application segments that zscaler-sdk-python and the modules of this collection share."""

from __future__ import annotations

from typing import Any

import pytest
from fidelity.clients import Client
from support.tenants import TestTenant

A, B = "a.example.com", "b.example.com"
MODULE = "zpa_application_segment"
DECLARED = {
    "name": "seg",
    "enabled": True,
    "description": "d",
    "segment_group": "group",
    "server_groups": ["servers"],
    "domain_names": ["A.example.com", B],
    "tcp_ports": [22, "8080-8090"],
    "udp_ports": [53],
}


def succeeded(result: dict[str, Any]) -> dict[str, Any]:
    assert not result.get("failed"), result
    return result


@pytest.fixture
def given(zpa: TestTenant) -> dict[str, Any]:
    """The same segment in the words of the SDK, on a tenant without segments."""
    zpa.tenant.table("application").clear()
    return {
        "name": "seg",
        "enabled": True,
        "description": "d",
        "segment_group_id": zpa.add_group("group")["id"],
        "server_group_ids": [zpa.add_server_group("servers")["id"]],
        "domain_names": [B, A],
        "tcp_port_ranges": ["8080", "8090", "22", "22"],
        "udp_port_range": [{"from": "53", "to": "53"}],
    }


def test_a_segment_of_the_sdk_is_unchanged_if_it_is_declared_so(
    sdk: Client, zpa: TestTenant, given: dict[str, Any]
) -> None:
    sdk.call("application_segment", "add_segment", **given).must_succeed()
    zpa.forget()
    assert succeeded(zpa.run(MODULE, **DECLARED))["changed"] is False
    assert zpa.writes == []


def test_a_segment_of_a_task_is_read_changed_and_deleted_by_the_sdk(
    sdk: Client, zpa: TestTenant, given: dict[str, Any]
) -> None:
    segment_id = succeeded(zpa.run(MODULE, **DECLARED))["application_segment"]["id"]
    read = sdk.call("application_segment", "get_segment", segment_id).value
    assert (read["name"], read["enabled"], read["segment_group_name"]) == ("seg", True, "group")
    assert sorted(read["domain_names"]) == [A, B]
    assert read["tcp_port_ranges"] == ["22", "22", "8080", "8090"]
    changed = {key: value for key, value in given.items() if key != "udp_port_range"}
    sdk.call("application_segment", "update_segment", segment_id, **changed).must_succeed()
    repaired = succeeded(zpa.run(MODULE, **DECLARED))
    assert (repaired["changed"], repaired["application_segment"]["udp_ports"]) == (True, ["53"])
    sdk.call("application_segment", "delete_segment", segment_id).must_succeed()
    assert succeeded(zpa.run(MODULE, name="seg", state="absent"))["changed"] is False
