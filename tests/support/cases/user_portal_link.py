# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Links of user portals: the tenant has Books in the portal Staff, the portal Partners, and Payroll."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.user_portal_link import (
    USER_PORTAL_LINK,
)

from support import read_form
from support.policies import Id
from support.tenants import TestTenant

from . import user_portal
from .case import Case, FieldCases, Subject, field_cases

LINK_ID = "216196257331299971"
LINK = {"link": "books.corp.example.com"}

FIELDS = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "enabled": FieldCases(False, False, (True, "yes")),
    "link": FieldCases("other.corp.example.com", "other.corp.example.com", (" books.corp.example.com ",)),
    "link_path": FieldCases("/other", "/other", ("/start",), ""),
    "protocol": FieldCases("http://", "http://", ("https://",)),
    "icon_text": FieldCases("bmV3", "bmV3", ("b2xk",), ""),
    "user_portals": FieldCases(["Partners"], ["Partners"], (["Staff"],), [], lookups=1),
}


def add(zpa: TestTenant, name: str, object_id: str | None = None, **values: Any) -> dict[str, Any]:
    microtenant_id = values.pop("microtenant_id", None)
    link = {"name": name, "enabled": True, "protocol": "https://", **LINK, **values}
    return zpa.tenant.add("userPortalLink", link, microtenant_id, object_id)


def prepare(zpa: TestTenant) -> None:
    staff, _partners = (user_portal.add(zpa, name) for name in ("Staff", "Partners"))
    add(
        zpa,
        "Books",
        LINK_ID,
        description="Old",
        linkPath="/start",
        iconText="b2xk",
        userPortals=[{"id": staff["id"]}],
    )
    add(zpa, "Payroll", applicationId=zpa.tenant.find("application", "Payroll")["id"])


CASES = {
    "create": Case(
        {"name": "New", **LINK},
        {"name": "New", "enabled": True, "protocol": "https://", **LINK, "user_portals": []},
        3,
        prepared=False,
    ),
    "create with everything": Case(
        {**{name: each.other for name, each in FIELDS.items()}, "name": "New", "application_segment": "SAP"},
        {**{name: each.reads for name, each in FIELDS.items()}, "application_segment": "SAP"},
        5,
    ),
    "nothing to do": Case({"name": "Books", "enabled": True}, {"enabled": True}, 1, changed=False),
    **field_cases(FIELDS, "Books", LINK_ID),
    # A result has the name of the segment, which no answer shows.
    "be of another segment": Case(
        {"name": "Payroll", "application_segment": "SAP"}, {"application_segment": "SAP"}, 5
    ),
    "be of no segment": Case(
        {"name": "Payroll", "application_segment": ""}, {"application_segment": None}, 4
    ),
    "stay of a segment": Case({"name": "Payroll", "application_segment": "Payroll"}, {}, 2, changed=False),
    "be in both portals": Case(
        {"name": "Books", "user_portals": ["Staff", "Partners"]}, {"user_portals": ["Partners", "Staff"]}, 4
    ),
    "rename": Case({"id": LINK_ID, "name": "All"}, {"name": "All", "description": "Old"}, 4),
    "delete": Case({"name": "Books", "state": "absent"}, None, 2),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
}

USER_PORTAL_LINKS = Subject(
    resource=USER_PORTAL_LINK,
    key="user_portal_link",
    path="userPortalLink",
    prepare=prepare,
    fields=("name", "application_segment", *FIELDS),
    created=("name", "enabled", "link", "protocol"),
    cases=CASES,
    add=add,
    required=LINK,
    answers={
        **read_form.EVERY,
        "enabled": False,
        **LINK,
        "linkPath": "/start",
        "protocol": "http://",
        "iconText": "b2xk",
        "applicationId": Id("application", "SAP"),
        "userPortals": [{"id": Id("userPortal", "user portals A")}],
        "userPortalId": "7",
    },
    worked_out=frozenset(),
)
