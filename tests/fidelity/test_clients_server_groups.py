# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Server groups and application servers that zscaler-sdk-python and the modules of this collection share."""

from __future__ import annotations

from typing import Any

from fidelity.clients import Client
from support.tenants import TestTenant

ADDRESS = {"address": "10.20.30.41"}


def succeeded(result: dict[str, Any]) -> dict[str, Any]:
    assert not result.get("failed"), result
    return result


def test_a_server_group_of_the_sdk_is_unchanged_if_it_is_declared_so(sdk: Client, zpa: TestTenant) -> None:
    site = zpa.add_connector_group("site")["id"]
    given = {"name": "grp", "description": "d", "enabled": True, "dynamic_discovery": True}
    sdk.server_groups.add(**given, app_connector_group_ids=[site]).must_succeed()
    zpa.forget()
    assert succeeded(zpa.run("zpa_server_group", **given, app_connector_groups=["site"]))["changed"] is False
    assert zpa.writes == []


def test_a_server_group_of_a_task_is_read_changed_and_deleted_by_the_sdk(
    sdk: Client, zpa: TestTenant
) -> None:
    """An update of the SDK sends back what it reads."""
    zpa.add_connector_group("site")
    declared = {"name": "grp", "enabled": True, "dynamic_discovery": True, "app_connector_groups": ["site"]}
    group_id = succeeded(zpa.run("zpa_server_group", **declared))["server_group"]["id"]
    read = sdk.server_groups.get(group_id).value
    assert (read["name"], read["enabled"], read["dynamic_discovery"]) == ("grp", True, True)
    assert [entry["name"] for entry in read["app_connector_groups"]] == ["site"]
    sdk.server_groups.update(group_id, description="By the SDK").must_succeed()
    assert succeeded(zpa.run("zpa_server_group", **declared))["changed"] is False
    assert succeeded(zpa.run("zpa_server_group", **declared, description=""))["changed"] is True
    sdk.server_groups.delete(group_id).must_succeed()
    assert succeeded(zpa.run("zpa_server_group", name="grp", state="absent"))["changed"] is False


def test_a_server_of_the_sdk_is_unchanged_if_it_is_declared_so(sdk: Client, zpa: TestTenant) -> None:
    given = {"name": "srv", "description": "d", "enabled": True, **ADDRESS}
    sdk.call("servers", "add_server", **given).must_succeed()
    zpa.forget()
    assert succeeded(zpa.run("zpa_application_server", **given))["changed"] is False
    assert zpa.writes == []


def test_a_server_of_a_task_is_read_changed_and_deleted_by_the_sdk(sdk: Client, zpa: TestTenant) -> None:
    declared = {"name": "srv", "description": "d", "enabled": True, **ADDRESS}
    server_id = succeeded(zpa.run("zpa_application_server", **declared))["application_server"]["id"]
    read = sdk.call("servers", "get_server", server_id).value
    assert {key: read[key] for key in declared} == declared
    sdk.call("servers", "update_server", server_id, name="srv").must_succeed()
    assert succeeded(zpa.run("zpa_application_server", **declared))["changed"] is True
    sdk.call("servers", "delete_server", server_id).must_succeed()
    assert succeeded(zpa.run("zpa_application_server", name="srv", state="absent"))["changed"] is False
