# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Isolation profiles: the tenant has Contractors and Unused, and what profiles name."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.isolation_profile import (
    ISOLATION_PROFILE,
)

from support import read_form
from support.tenants import TestTenant

from .case import Case, FieldCases, Subject, field_cases

PROFILE_ID = "0068dde3-ba14-453c-a481-201c5a3004d1"
TABLES = {
    "banners": ("Blue", "Green"),
    "certificates": ("Root", "Branch"),
    "regions": ("Paris", "Ohio", "Osaka"),
}
REQUIRED = {"banner": "Blue", "regions": ["Ohio", "Paris"]}
CONTROLS = {"copyPaste": "all", "allowPrinting": True, "watermark": {"enabled": True, "message": "Secret"}}
FIELDS = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "banner": FieldCases("Green", "Green", ("Blue",), lookups=1),
    "regions": FieldCases(["Osaka", "Paris"], ["Osaka", "Paris"], (["Paris", "Ohio"],), lookups=1),
    "certificates": FieldCases(["Branch"], ["Branch"], (["Root"],), [], lookups=1),
    "security_controls": FieldCases(
        {"copy_paste": "None", "watermark": {"text": "Mine"}},
        {
            "copy_paste": "none",
            "upload_download": "none",
            "document_viewer": False,
            "allow_printing": True,
            "flattened_pdf": False,
            "restrict_keystrokes": False,
            "local_render": False,
            "deep_link": None,
            "watermark": {
                "enabled": True,
                "show_user_id": False,
                "show_timestamp": False,
                "show_message": False,
                "text": "Mine",
            },
        },
        ({"copy_paste": "ALL"}, {"allow_printing": True, "watermark": {"enabled": "yes"}}),
    ),
    "user_experience": FieldCases(
        {"translate": True},
        {
            "session_persistence": False,
            "browser_in_browser": False,
            "persist_isolation_bar": False,
            "translate": True,
            "zgpu": False,
            "forward_to_zia": None,
        },
        ({"translate": False},),
    ),
}


def furnish(zpa: TestTenant, microtenant_id: str | None = None) -> None:
    for path, names in TABLES.items():
        known = {one["name"] for one in zpa.tenant.table(path).values()}
        for name in names:
            if name not in known:
                zpa.tenant.add(path, {"name": name}, object_id=zpa.tenant.new_uuid())


def ids(zpa: TestTenant, path: str, *names: str) -> list[str]:
    return [str(zpa.tenant.find(path, name)["id"]) for name in names]


def add(zpa: TestTenant, name: str, object_id: str | None = None, **values: Any) -> dict[str, Any]:
    """``values`` that the kind does not have are left out, and what it names where that is not there."""
    own = {key: value for key, value in values.items() if key != "enabled"}
    named: dict[str, Any] = {}
    if any(region["name"] == "Ohio" for region in zpa.tenant.table("regions").values()):
        named["bannerId"] = ids(zpa, "banners", "Blue")[0]
        named["regionIds"] = sorted(ids(zpa, "regions", "Ohio", "Paris"))
        named["certificateIds"] = ids(zpa, "certificates", "Root")
    entry = {"name": name, **named, "securityControls": dict(CONTROLS), **own}
    made = zpa.tenant.add("profiles", entry, object_id=object_id or zpa.tenant.new_uuid())
    zpa.tenant.add("isolation/profiles", {"name": name, "isolationProfileId": made["id"]})
    return made


def prepare(zpa: TestTenant) -> None:
    furnish(zpa)
    add(zpa, "Contractors", PROFILE_ID, description="Old")
    add(zpa, "Unused")


CASES = {
    "create with what is required": Case({"name": "New", **REQUIRED}, {"name": "New", **REQUIRED}, 5),
    "create with everything": Case(
        {
            "name": "New",
            "description": "d",
            **REQUIRED,
            "certificates": ["Root", "Branch"],
            "security_controls": {"copy_paste": "all", "deep_link": {"enabled": True, "applications": ["a"]}},
            "user_experience": {
                "translate": True,
                "forward_to_zia": {"enabled": True, "organization_id": "7"},
            },
        },
        {"description": "d", **REQUIRED, "certificates": ["Branch", "Root"]},
        6,
    ),
    "nothing to do": Case({"name": "Contractors", "description": "Old"}, {}, 1, changed=False),
    "nothing to do by id": Case({"id": PROFILE_ID, "regions": ["Paris", "Ohio"]}, {}, 1, changed=False),
    **field_cases(FIELDS, "Contractors", PROFILE_ID, looks=1),
    "rename": Case({"id": PROFILE_ID, "name": "Main"}, {"name": "Main", "description": "Old"}, 4),
    "delete": Case({"name": "Unused", "state": "absent"}, None, 16),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
}

ISOLATION_PROFILES = Subject(
    resource=ISOLATION_PROFILE,
    key="isolation_profile",
    path="profiles",
    prepare=prepare,
    fields=("name", *FIELDS),
    created=("name", *REQUIRED),
    cases=CASES,
    add=add,
    furnish=furnish,
    elsewhere="isolation/profiles",
    required=REQUIRED,
    creation=5,
    same={"security_controls": {"copy_paste": "all"}},
    other={"security_controls": {"copy_paste": "none"}},
    answers={
        **{key: value for key, value in read_form.EVERY.items() if key != "enabled"},
        "securityControls": {"copyPaste": "none", "localRender": True},
        "userExperience": {"translate": True},
        "isDefault": False,
        "cbiProfileId": "0068dde3-ba14-453c-a481-201c5a3004d1",
        "cbiTenantId": "ba55848a-36c0-4a09-800f-40660606d5a3",
        "cbiUrl": "https://isolation.example.com",
        "debugMode": {"allowed": True},
        "enabled": False,
        "href": "/profiles/1",
    },
    worked_out=frozenset(),
    formerly=frozenset({"bannerId", "banner", "regionIds", "regions", "certificateIds", "certificates"}),
)
