# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Provisioning keys that zscaler-sdk-python and the module of this collection share.

They are those of ``associationType/CONNECTOR_GRP/provisioningKey``.
"""

from __future__ import annotations

from typing import Any

from fidelity.clients import Client
from support.tenants import TestTenant

DECLARED = {
    "association_type": "app_connector_group",
    "name": "key",
    "app_connector_group": "site",
    "max_usage": 2,
}


def succeeded(result: dict[str, Any]) -> dict[str, Any]:
    assert not result.get("failed"), result
    return result


def test_a_key_of_the_sdk_is_unchanged_if_it_is_declared_so(sdk: Client, zpa: TestTenant) -> None:
    site = zpa.add_connector_group("site")["id"]
    certificate = zpa.stored("Connector", "enrollmentCert")["id"]
    given = {"name": "key", "max_usage": 2, "component_id": site, "enrollment_cert_id": certificate}
    made = sdk.call("provisioning", "add_provisioning_key", "connector", **given)
    made.must_succeed()
    zpa.forget()
    again = succeeded(zpa.run("zpa_provisioning_key", **DECLARED, enrollment_cert="Connector", reveal=True))
    assert again["changed"] is False
    assert again["key"] == made.value["provisioning_key"]
    assert zpa.writes == []


def test_a_key_of_a_task_is_read_and_deleted_by_the_sdk(sdk: Client, zpa: TestTenant) -> None:
    zpa.add_connector_group("site")
    created = succeeded(zpa.run("zpa_provisioning_key", **DECLARED, reveal=True))
    key_id = created["provisioning_key"]["id"]
    read = sdk.call("provisioning", "get_provisioning_key", key_id, "connector").value
    assert (read["name"], read["max_usage"], read["enabled"]) == ("key", "2", True)
    assert read["provisioning_key"] == created["key"]
    sdk.call("provisioning", "delete_provisioning_key", key_id, "connector").must_succeed()
    gone = zpa.run("zpa_provisioning_key", **{**DECLARED, "state": "absent"})
    assert succeeded(gone)["changed"] is False
