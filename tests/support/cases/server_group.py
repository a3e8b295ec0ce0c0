# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Server groups: the tenant has Found, whose servers are found and of which all else is set, Listed with two
servers, and Unused.
"""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.server_group import SERVER_GROUP

from support import read_form
from support.policies import Id, furnish_extranets
from support.tenants import TestTenant

from .case import REFERRERS, Case, FieldCases, Subject, field_cases

FOUND_ID, LISTED_ID = "216196257331299991", "216196257331299992"
ZURICH_ID, ERP_ID = "216196257331299993", "216196257331299994"
LOCATION, PARTNER = "Berlin | zscalerthree.net", "extranet partners A"
EXTRANET = {"enabled": True, "partner": PARTNER, "locations": [LOCATION], "location_groups": ["Branches"]}
NO_EXTRANET = {"enabled": False, "partner": None, "locations": [], "location_groups": []}
DYNAMIC = {"dynamic_discovery": True}
CREATED = ("name", "enabled", "dynamic_discovery", "ip_anchored", "config_space", "extranet")

FIELDS = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "enabled": FieldCases(False, False, (True, "yes")),
    "app_connector_groups": FieldCases(
        ["Berlin", ZURICH_ID], ["Berlin", "Zurich"], (["Zurich"], [ZURICH_ID]), [], lookups=1
    ),
    "ip_anchored": FieldCases(False, False, (True,)),
    "config_space": FieldCases("default", "DEFAULT", ("SIEM", "siem")),
    "extranet": FieldCases(
        {"locations": ["Munich"]},
        {**EXTRANET, "locations": ["Munich"]},
        (
            EXTRANET,
            {},
            {"enabled": True},
            {"partner": PARTNER},
            {"locations": [LOCATION], "location_groups": ["Branches"]},
            {"locations": ["51"], "location_groups": ["61"]},
        ),
        lookups=1,
    ),
}


def prepare(zpa: TestTenant) -> None:
    furnish_extranets(zpa)
    zpa.add_connector_group("Zurich", object_id=ZURICH_ID)
    zpa.add_connector_group("Berlin")
    zpa.add_application_server("ERP", object_id=ERP_ID)
    zpa.add_application_server("CRM", address="crm.corp.example.com")
    zpa.add_application_server("Books")
    partner = zpa.stored(PARTNER, "extranetResource/partner")
    zpa.add_server_group(
        "Found",
        description="Old",
        object_id=FOUND_ID,
        app_connector_groups=["Zurich"],
        applications=["SAP", "Payroll"],
        ipAnchored=True,
        configSpace="SIEM",
        extranetEnabled=True,
        extranetDTO={
            "zpnErId": partner["id"],
            "ziaErName": partner["name"],
            "locationDTO": [{"id": "51", "name": LOCATION}],
            "locationGroupDTO": [{"id": "61", "name": "Branches"}],
        },
    )
    zpa.add_server_group(
        "Listed",
        object_id=LISTED_ID,
        app_connector_groups=["Zurich"],
        application_servers=["ERP", "CRM"],
    )
    zpa.add_server_group("Unused", app_connector_groups=["Berlin"])


CASES = {
    "create with what is required": Case(
        {"name": "New", **DYNAMIC},
        {
            "name": "New",
            "description": "",
            "enabled": False,
            **DYNAMIC,
            "app_connector_groups": [],
            "application_servers": [],
            "ip_anchored": False,
            "config_space": "DEFAULT",
            "extranet": NO_EXTRANET,
        },
        3,
        prepared=False,
    ),
    "create with servers": Case(
        {
            "name": "New",
            "enabled": True,
            "dynamic_discovery": False,
            "application_servers": ["CRM", ERP_ID],
            "app_connector_groups": ["Zurich"],
        },
        {
            "enabled": True,
            "dynamic_discovery": False,
            "application_servers": ["CRM", "ERP"],
            "app_connector_groups": ["Zurich"],
        },
        5,
    ),
    "create for an extranet": Case(
        {
            "name": "New",
            **DYNAMIC,
            "extranet": {"enabled": True, "partner": PARTNER, "locations": ["Munich"]},
        },
        {"extranet": {**EXTRANET, "locations": ["Munich"], "location_groups": []}},
        5,
    ),
    "create for an extranet that is off": Case(
        {"name": "New", **DYNAMIC, "extranet": {"partner": PARTNER}},
        {"extranet": {**NO_EXTRANET, "partner": PARTNER}},
        4,
    ),
    "switch an extranet off": Case(
        {"name": "Found", "extranet": {"enabled": False}}, {"extranet": {**EXTRANET, "enabled": False}}, 3
    ),
    "empty an extranet": Case(
        {"name": "Found", "extranet": {"locations": [], "location_groups": []}},
        {"extranet": {**EXTRANET, "locations": [], "location_groups": []}},
        3,
    ),
    "switch an extranet on": Case(
        {"name": "Unused", "extranet": EXTRANET},
        {"extranet": EXTRANET},
        6,
    ),
    "have no extranet": Case(
        {"name": "Unused", "extranet": NO_EXTRANET}, {"extranet": NO_EXTRANET}, 1, changed=False
    ),
    "nothing to do": Case({"name": "Found", "enabled": True}, {"enabled": True}, 1, changed=False),
    "nothing to do by id": Case({"id": FOUND_ID, **DYNAMIC}, DYNAMIC, 1, changed=False),
    "everything as it is": Case(
        {
            "name": "Found",
            **DYNAMIC,
            **{name: field.same[0] for name, field in FIELDS.items()},
            "application_servers": [],
        },
        {},
        1,
        changed=False,
    ),
    "servers in another order": Case(
        {"name": "Listed", "application_servers": ["ERP", "CRM"]},
        {"application_servers": ["CRM", "ERP"]},
        1,
        changed=False,
    ),
    **field_cases(FIELDS, "Found", FOUND_ID),
    "exchange servers": Case(
        {"name": "Listed", "application_servers": ["Books", "CRM"]},
        {"application_servers": ["Books", "CRM"], "dynamic_discovery": False},
        4,
    ),
    "let servers be found": Case(
        {"name": "Listed", **DYNAMIC, "application_servers": []},
        {**DYNAMIC, "application_servers": []},
        3,
    ),
    "list servers": Case(
        {"name": "Found", "dynamic_discovery": False, "application_servers": ["Books"]},
        {"dynamic_discovery": False, "application_servers": ["Books"], "description": "Old"},
        4,
    ),
    "describe one with servers": Case(
        {"id": LISTED_ID, "description": "New"},
        {"description": "New", "application_servers": ["CRM", "ERP"]},
        3,
    ),
    "rename": Case(
        {"id": FOUND_ID, "name": "Main"}, {"name": "Main", "description": "Old", "ip_anchored": True}, 4
    ),
    "delete": Case({"name": "Unused", "state": "absent"}, None, 2 + REFERRERS),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
    "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 2, changed=False),
}

ANSWERS: dict[str, Any] = {
    **read_form.EVERY,
    "enabled": False,
    "dynamicDiscovery": True,
    "appConnectorGroups": [{"id": Id("appConnectorGroup", "Frankfurt")}],
    "ipAnchored": True,
    "configSpace": "SIEM",
    "extranetEnabled": True,
    "extranetDTO": {
        "zpnErId": Id("extranetResource/partner", PARTNER),
        "ziaErName": "Partner",
        "locationDTO": [{"id": "51", "name": "Berlin"}],
        "locationGroupDTO": [{"id": "61"}],
    },
    "weight": "50",
    "passive": True,
}

SERVER_GROUPS = Subject(
    resource=SERVER_GROUP,
    key="server_group",
    path="serverGroup",
    prepare=prepare,
    fields=("name", "dynamic_discovery", "application_servers", *FIELDS),
    created=CREATED,
    cases=CASES,
    add=TestTenant.add_server_group,
    required=DYNAMIC,
    members={"applications": ["SAP", "Jira"]},
    answers=ANSWERS,
    worked_out=frozenset({"applications"}),
    formerly=frozenset({"learningEnabled", "connectorGroups"}),
)
