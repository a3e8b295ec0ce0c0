# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Groups of Private Cloud Controllers: the tenant has Frankfurt, of which everything is set, and Unused."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.private_cloud_group import (
    PRIVATE_CLOUD_GROUP,
)
from zpa_emulator.seeds import add_private_cloud_group

from support.policies import Id
from support.tenants import TestTenant

from . import enrolling_group as both
from .case import Case, FieldCases, Subject, field_cases
from .enrolling_group import PLACE

GROUP_ID = "216196257331299976"
FIELDS = {
    **{name: cases for name, cases in both.FIELDS.items() if name != "use_in_dr_mode"},
    "is_public": FieldCases(False, False, (True, "yes")),
}
NEW = {name: value for name, value in both.NEW.items() if name != "use_in_dr_mode"}
STORED = {key: value for key, value in both.STORED.items() if key != "useInDrMode"}


def add(zpa: TestTenant, name: str, object_id: str | None = None, **details: Any) -> dict[str, Any]:
    return add_private_cloud_group(zpa.tenant, name, object_id=object_id, **details)


def prepare(zpa: TestTenant) -> None:
    add(zpa, "Frankfurt", GROUP_ID, **STORED)
    add(zpa, "Unused")


CASES = {
    "create with what is required": Case(
        {"name": "New", **PLACE}, {**NEW, "is_public": False}, 3, prepared=False
    ),
    "create with everything": Case(
        {
            **{name: field.other for name, field in FIELDS.items()},
            "name": "New",
            **PLACE,
            "override_version_profile": True,
            "enrollment_cert": "Connector",
        },
        {"is_public": False, "upgrade_day": "MONDAY", "version_profile": "New Release"},
        5,
    ),
    "nothing to do": Case({"name": "Frankfurt", "enabled": True}, {"enabled": True}, 1, changed=False),
    **field_cases(FIELDS, "Frankfurt", GROUP_ID, looks=1),
    "move": Case({"name": "Frankfurt", **PLACE}, {**PLACE, "country_code": "CH"}, 4, moved=("country_code",)),
    "set the enrollment certificate": Case({"name": "Frankfurt", "enrollment_cert": "Connector"}, {}, 5),
    "rename": Case({"id": GROUP_ID, "name": "Main"}, {"name": "Main", "description": "Old"}, 4),
    "delete": Case({"name": "Unused", "state": "absent"}, None, 2),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
}

PRIVATE_CLOUD_GROUPS = Subject(
    resource=PRIVATE_CLOUD_GROUP,
    key="private_cloud_group",
    path="privateCloudControllerGroup",
    prepare=prepare,
    fields=("name", "country_code", "enrollment_cert", *FIELDS),
    created=(
        "name",
        *PLACE,
        "enabled",
        "is_public",
        "upgrade_day",
        "upgrade_time_in_secs",
        "override_version_profile",
    ),
    cases=CASES,
    add=add,
    required=PLACE,
    members={"latitude": "50.1109221", "longitude": "8.6821267"},
    answers={
        **{key: value for key, value in both.ANSWERS.items() if key != "useInDrMode"},
        "city": "Frankfurt",
        "isPublic": "TRUE",
        "enrollmentCertId": Id("enrollmentCert", "Connector"),
    },
    worked_out=both.WORKED_OUT,
    derived=("country_code",),
)
