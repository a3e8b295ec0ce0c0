# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application servers: the tenant has ERP, which a server group lists, and Unused."""

from __future__ import annotations

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.application_server import (
    APPLICATION_SERVER,
)

from support import read_form
from support.tenants import TestTenant

from .case import Case, FieldCases, Subject, field_cases

SERVER_ID = "216196257331299990"
ADDRESS = {"address": "10.20.30.41"}

FIELDS = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "enabled": FieldCases(False, False, (True, "yes")),
    "address": FieldCases("erp.corp.example.com", "erp.corp.example.com", ("10.20.30.40", " 10.20.30.40 ")),
}


def prepare(zpa: TestTenant) -> None:
    zpa.add_application_server("ERP", object_id=SERVER_ID, description="Old")
    zpa.add_application_server("Unused")
    zpa.add_server_group("Listed", application_servers=["ERP"])


CASES = {
    "create with what is required": Case(
        {"name": "New", **ADDRESS},
        {"name": "New", "description": "", "enabled": False, **ADDRESS},
        3,
        prepared=False,
    ),
    "create with everything": Case(
        {"name": "New", "description": "d", "enabled": True, **ADDRESS},
        {"description": "d", "enabled": True, **ADDRESS},
        3,
    ),
    "nothing to do": Case({"name": "ERP", "enabled": True}, {"enabled": True}, 1, changed=False),
    "nothing to do by id": Case({"id": SERVER_ID, "enabled": True}, {"enabled": True}, 1, changed=False),
    **field_cases(FIELDS, "ERP", SERVER_ID),
    "rename": Case({"id": SERVER_ID, "name": "Main"}, {"name": "Main", "description": "Old"}, 4),
    # The list of server groups tells whether one names it.
    "delete": Case({"name": "Unused", "state": "absent"}, None, 4),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
    "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 1, changed=False),
}

APPLICATION_SERVERS = Subject(
    resource=APPLICATION_SERVER,
    key="application_server",
    path="server",
    prepare=prepare,
    fields=("name", *FIELDS),
    created=("name", "enabled", "address"),
    cases=CASES,
    add=TestTenant.add_application_server,
    required=ADDRESS,
    answers={**read_form.EVERY, "enabled": False, "address": "10.20.30.42", "configSpace": "SIEM"},
    worked_out=frozenset(),
    formerly=frozenset({"appServerGroupIds", "appServerGroupAssociations"}),
)
