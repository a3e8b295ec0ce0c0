# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Isolation banners: the tenant has Corporate and Unused."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.isolation_banner import (
    ISOLATION_BANNER,
)

from support.tenants import TestTenant

from .case import Case, FieldCases, Subject, field_cases

BANNER_ID = "f06ad268-0b4c-41ca-becc-5f3b253208af"
LOGO = "data:image/png;base64,iVBORw0KGgo="
KNOWN = {
    "primaryColor": "#0076BE",
    "textColor": "#FFFFFF",
    "notificationTitle": "Isolated",
    "notificationText": "This page is shown from a container.",
    "logo": LOGO,
    "banner": True,
    "persist": False,
}
FIELDS = {
    "primary_color": FieldCases("#36BE00", "#36be00", ("#0076BE", "#0076be")),
    "text_color": FieldCases("#000000", "#000000", ("#FFFFFF", "#ffffff")),
    "notification_title": FieldCases("Look", "Look", ("Isolated",), ""),
    "notification_text": FieldCases("All is well.", "All is well.", (KNOWN["notificationText"],), ""),
    "logo": FieldCases(LOGO + "AA", LOGO + "AA", (LOGO,), ""),
    "banner": FieldCases(False, False, (True, "yes")),
    "persist": FieldCases(True, True, (False, "no")),
}


def add(zpa: TestTenant, name: str, object_id: str | None = None, **values: Any) -> dict[str, Any]:
    """``values`` that the kind does not have are left out."""
    own = {key: value for key, value in values.items() if key not in ("description", "enabled")}
    entry = {"name": name, **KNOWN, **own}
    return zpa.tenant.add("banners", entry, object_id=object_id or zpa.tenant.new_uuid())


def prepare(zpa: TestTenant) -> None:
    add(zpa, "Corporate", BANNER_ID)
    add(zpa, "Unused")


CASES = {
    "create": Case({"name": "New"}, {"name": "New"}, 3, prepared=False),
    "create with everything": Case(
        {"name": "New", "primary_color": "#123456", "notification_title": "t", "banner": True, "logo": LOGO},
        {"primary_color": "#123456", "notification_title": "t", "banner": True, "logo": LOGO},
        3,
    ),
    "nothing to do": Case({"name": "Corporate", "banner": True}, {"banner": True}, 1, changed=False),
    "nothing to do by id": Case({"id": BANNER_ID, "banner": True}, {"banner": True}, 1, changed=False),
    **field_cases(FIELDS, "Corporate", BANNER_ID),
    "rename": Case({"id": BANNER_ID, "name": "Main"}, {"name": "Main", "banner": True}, 4),
    # Profiles of isolation are asked whether one names it, and what became of it meanwhile.
    "delete": Case({"name": "Unused", "state": "absent"}, None, 4),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
}

ISOLATION_BANNERS = Subject(
    resource=ISOLATION_BANNER,
    key="isolation_banner",
    path="banners",
    prepare=prepare,
    fields=("name", *FIELDS),
    created=("name",),
    cases=CASES,
    add=add,
    required={},
    same={"banner": True},
    other={"banner": False},
    answers={"name": "Main", **KNOWN, "banner": True, "persist": True, "isDefault": False},
    worked_out=frozenset(),
)
