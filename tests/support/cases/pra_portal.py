# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privileged portals: the tenant has Operations, of which all is set, and two certificates."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.pra_portal import PRA_PORTAL
from zpa_emulator.policy_seeds import add_look_up

from support import read_form
from support.policies import Id
from support.tenants import TestTenant

from .case import Case, FieldCases, Subject, field_cases

PORTAL_ID, CERTIFICATE_ID = "216196257331299970", "216196257331299971"
DOMAIN = {"domain": "new.example.com"}
SET = {
    "description": "Old",
    "domain": "pra.example.com",
    "certificateId": CERTIFICATE_ID,
    "userNotification": "Hello",
    "userNotificationEnabled": True,
    "approvalReviewers": ["ann@example.com", "bob@example.com"],
}
FIELDS = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "enabled": FieldCases(False, False, (True, "yes")),
    "domain": FieldCases("other.example.com", "other.example.com", ("pra.example.com",)),
    "certificate": FieldCases(
        "other.example.com", "other.example.com", ("pra.example.com", CERTIFICATE_ID), lookups=1
    ),
    "user_notification_enabled": FieldCases(False, False, (True,)),
    "user_notification": FieldCases("Bye", "Bye", ("Hello",), ""),
    "approval_reviewers": FieldCases(
        ["cy@example.com"],
        ["cy@example.com"],
        (["bob@example.com", "ann@example.com"], ["Ann@example.com", "bob@example.com"]),
        [],
    ),
}


def add(zpa: TestTenant, name: str, **values: Any) -> dict[str, Any]:
    return add_look_up(zpa.tenant, "praPortal", name, **{**DOMAIN, **values})


def prepare(zpa: TestTenant) -> None:
    add_look_up(zpa.tenant, "certificate", "pra.example.com", object_id=CERTIFICATE_ID)
    add_look_up(zpa.tenant, "certificate", "other.example.com")
    add(zpa, "Operations", object_id=PORTAL_ID, **SET)


CASES = {
    "create with what is required": Case(
        {"name": "New", **DOMAIN},
        {
            "name": "New",
            "description": "",
            "enabled": True,
            **DOMAIN,
            "certificate": None,
            "user_notification_enabled": False,
            "user_notification": "",
            "approval_reviewers": [],
        },
        3,
        prepared=False,
    ),
    "nothing to do": Case({"name": "Operations", "enabled": True}, {"enabled": True}, 1, changed=False),
    "nothing to do by id": Case({"id": PORTAL_ID, "enabled": True}, {"enabled": True}, 1, changed=False),
    **field_cases(FIELDS, "Operations", PORTAL_ID),
    "rename": Case({"id": PORTAL_ID, "name": "Main"}, {"name": "Main", "description": "Old"}, 4),
    "delete": Case({"name": "Operations", "state": "absent"}, None, 17),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
    "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 1, changed=False),
}

PRA_PORTALS = Subject(
    resource=PRA_PORTAL,
    key="pra_portal",
    path="praPortal",
    prepare=prepare,
    fields=("name", *FIELDS),
    created=("name", "enabled", "domain"),
    cases=CASES,
    add=add,
    required=DOMAIN,
    answers={
        **read_form.EVERY,
        "enabled": False,
        "domain": "portal01-example-com.pra.p.zscalerportal.net",
        "certificateId": Id("certificate", "certificates A"),
        "certificateName": "certificates A",
        "cName": "1.2.pra.p.zpa-app.net",
        "getcName": "1.2.pra.p.zpa-app.net",
        "userNotification": "Read this",
        "userNotificationEnabled": True,
        "approvalReviewers": ["cy@example.com"],
        "extLabel": "portal01",
        "extDomain": "example.com",
        "extDomainName": "example-com.pra.p.zscalerportal.net",
        "extDomainTranslation": "example.com",
        "userPortalGid": "216196257331387233",
        "userPortalName": "Staff",
    },
    worked_out=frozenset({"certificateName", "cName", "getcName"}),
)
