# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Provisioning keys: the tenant has Main, of which all is set, and one of service edges called so as well."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.provisioning_key import (
    PROVISIONING_KEY,
)
from zpa_emulator.seeds import add_service_edge_group

from support import read_form
from support.policies import Id
from support.tenants import TestTenant

from .case import Case, FieldCases, Subject, field_cases

MAIN_ID, EDGES_ID = "58001", "58002"
KLOTEN_ID = "216196257331299983"
OF_CONNECTORS = {"association_type": "app_connector_group"}
PLACE = {"app_connector_group": "Kloten", "max_usage": 10}
CREATED = ("association_type", "name", "enabled", "max_usage", "app_connector_group", "enrollment_cert")

FIELDS = {
    "enabled": FieldCases(False, False, (True, "yes")),
    "max_usage": FieldCases(20, 20, (10, "10")),
    "ip_acl": FieldCases(
        ["10.2.0.0/16", "10.1.0.1"],
        ["10.1.0.1", "10.2.0.0/16"],
        (["10.1.0.0/16", "192.0.2.1"], ["192.0.2.1", "10.1.0.0/16"]),
        [],
    ),
}


def add(zpa: TestTenant, name: str, object_id: str | None = None, **values: Any) -> dict[str, Any]:
    furnish(zpa)
    values = {key: value for key, value in values.items() if key != "description"}
    return zpa.add_provisioning_key(name, "Kloten", object_id=object_id, **values)


def furnish(zpa: TestTenant, microtenant_id: str | None = None) -> None:
    """Let there be what a new key names."""
    groups = zpa.tenant.table("appConnectorGroup").values()
    owners = {group.get("microtenantId") for group in groups if group["name"] == "Kloten"}
    if microtenant_id not in owners:
        zpa.add_connector_group(
            "Kloten", microtenant_id=microtenant_id, object_id=None if microtenant_id else KLOTEN_ID
        )


def prepare(zpa: TestTenant) -> None:
    furnish(zpa)
    add_service_edge_group(zpa.tenant, "Geneva")
    add(zpa, "Main", MAIN_ID, usage_count=2, ipAcl=["10.1.0.0/16", "192.0.2.1"])
    zpa.add_provisioning_key("Main", "Geneva", "SERVICE_EDGE_GRP", object_id=EDGES_ID)


CASES = {
    "create with what is required": Case(
        {"name": "New", **PLACE},
        {
            **OF_CONNECTORS,
            "name": "New",
            "enabled": True,
            **PLACE,
            "service_edge_group": None,
            "zcomponent_id": None,
            "enrollment_cert": "Connector",
            "exportable": True,
            "ip_acl": [],
        },
        5,
    ),
    "nothing to do": Case({"name": "Main", "enabled": True}, {"enabled": True}, 1, changed=False),
    "nothing to do by id": Case({"id": MAIN_ID, "max_usage": 10}, {"max_usage": 10}, 1, changed=False),
    "everything as it is": Case(
        {
            "name": "Main",
            **{name: field.same[0] for name, field in FIELDS.items()},
            "app_connector_group": KLOTEN_ID,
            "exportable": True,
        },
        {},
        1,
        changed=False,
    ),
    "names as they are": Case(
        {"name": "Main", "app_connector_group": "Kloten", "enrollment_cert": "Connector"},
        {},
        1,
        changed=False,
    ),
    **field_cases(FIELDS, "Main", MAIN_ID),
    "rename": Case({"id": MAIN_ID, "name": "All"}, {"name": "All", "max_usage": 10}, 4),
    "delete": Case({"name": "Main", "state": "absent"}, None, 2),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
    "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 1, changed=False),
}

ANSWERS: dict[str, Any] = {
    **{key: value for key, value in read_form.EVERY.items() if key != "description"},
    "maxUsage": "7",
    "usageCount": "3",
    "enabled": False,
    "exportable": False,
    "zcomponentId": Id("appConnectorGroup", "Frankfurt"),
    "zcomponentName": "Frankfurt",
    "enrollmentCertId": Id("enrollmentCert", "Client"),
    "enrollmentCertName": "Client",
    "ipAcl": ["10.1.0.0/16"],
    "provisioningKey": "3|api.private.zscaler.com|bm90aGluZyB0aGF0IG9wZW5zIGFueXRoaW5n-7",
    "appConnectorGroupId": "216196257331299997",
    "appConnectorGroupName": "Frankfurt",
    "autoSign": "1",
    "uiConfig": "{}",
}

PROVISIONING_KEYS = Subject(
    resource=PROVISIONING_KEY,
    key="provisioning_key",
    path="associationType/CONNECTOR_GRP/provisioningKey",
    where=OF_CONNECTORS,
    prepare=prepare,
    fields=("association_type", "name", "app_connector_group", "enrollment_cert", "exportable", *FIELDS),
    created=CREATED,
    cases=CASES,
    add=add,
    required=PLACE,
    furnish=furnish,
    creation=5,
    answers=ANSWERS,
    worked_out=frozenset({"usageCount", "provisioningKey", "zcomponentName", "enrollmentCertName"}),
)
