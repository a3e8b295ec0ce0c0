# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""User portals: the tenant has Staff with a certificate, Managed under a domain of Zscaler's, and Unused."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.user_portal import USER_PORTAL
from zpa_emulator.policy_seeds import add_look_up

from support import read_form
from support.policies import Id
from support.tenants import TestTenant

from .case import REFERRERS_WITH_RECEIVERS, Case, FieldCases, Subject, field_cases

PORTAL_ID = "216196257331299970"
PLACE = {"domain": "portal.corp.example.com"}
LABEL = {"ext_label": "staff", "ext_domain": "corp.example.com"}
MADE = {
    **LABEL,
    "domain": "staff-corp-example-com.p.zscalerportal.net",
    "ext_domain_name": "corp-example-com.p.zscalerportal.net",
}
STORED = {
    "extLabel": "old",
    "extDomain": "corp.example.com",
    "extDomainTranslation": "corp.example.com",
    "extDomainName": "corp-example-com.p.zscalerportal.net",
}

FIELDS = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "enabled": FieldCases(False, False, (True, "yes")),
    "domain": FieldCases("other.corp.example.com", "other.corp.example.com", (" portal.corp.example.com ",)),
    "certificate": FieldCases("Other", "Other", ("Main",), lookups=1),
    "user_notification": FieldCases("New", "New", ("Welcome",), ""),
    "user_notification_enabled": FieldCases(False, False, (True,)),
}


def add(zpa: TestTenant, name: str, object_id: str | None = None, **values: Any) -> dict[str, Any]:
    microtenant_id = values.pop("microtenant_id", None)
    portal = {"name": name, "enabled": True, **PLACE, **values}
    return zpa.tenant.add("userPortal", portal, microtenant_id, object_id)


def prepare(zpa: TestTenant) -> None:
    main, _other = (add_look_up(zpa.tenant, "certificate", name) for name in ("Main", "Other"))
    notice = {"userNotification": "Welcome", "userNotificationEnabled": True}
    add(zpa, "Staff", PORTAL_ID, description="Old", certificateId=main["id"], **notice)
    add(zpa, "Managed", domain="old-corp-example-com.p.zscalerportal.net", **STORED)
    add(zpa, "Unused")


CASES = {
    "create": Case(
        {"name": "New", **PLACE},
        {"name": "New", "enabled": True, **PLACE, "ext_label": "", "user_notification_enabled": False},
        3,
        prepared=False,
    ),
    "create under a domain of Zscaler's": Case({"name": "New", **LABEL}, MADE, 3, prepared=False),
    "nothing to do": Case({"name": "Staff", "enabled": True}, {"enabled": True}, 1, changed=False),
    **field_cases(FIELDS, "Staff", PORTAL_ID),
    "take the certificate away": Case({"name": "Staff", "certificate": ""}, {"certificate": None}, 3),
    "nothing to do with what ZPA has made": Case(
        {"name": "Managed", "ext_label": "old", "ext_domain": "corp.example.com"},
        {"domain": "old-corp-example-com.p.zscalerportal.net"},
        1,
        changed=False,
    ),
    "change the label": Case({"name": "Managed", "ext_label": "staff"}, MADE, 3, moved=("domain",)),
    "take the certificate of Zscaler's instead": Case(
        {"name": "Staff", "certificate": "", **LABEL},
        {"certificate": None, **MADE},
        3,
        moved=("domain", "ext_domain_name"),
    ),
    "rename": Case({"id": PORTAL_ID, "name": "All"}, {"name": "All", "description": "Old"}, 4),
    # The list of links tells whether one names it.
    "delete": Case({"name": "Unused", "state": "absent"}, None, 3 + REFERRERS_WITH_RECEIVERS),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
}

USER_PORTALS = Subject(
    resource=USER_PORTAL,
    key="user_portal",
    path="userPortal",
    prepare=prepare,
    fields=("name", "ext_label", "ext_domain", "ext_domain_name", *FIELDS),
    created=("name", "enabled", "user_notification_enabled"),
    cases=CASES,
    add=add,
    required=PLACE,
    answers={
        **read_form.EVERY,
        "enabled": False,
        **PLACE,
        "certificateId": Id("certificate", "certificates A"),
        "userNotification": "Welcome",
        "userNotificationEnabled": True,
        "imageData": "aW1hZ2U=",
    },
    worked_out=frozenset({"certificateName", "getcName"}),
    # In the place of a certificate.
    formerly=frozenset({"extLabel", "extDomain", "extDomainName", "extDomainTranslation"}),
    derived=("domain", "ext_domain_name"),
)
