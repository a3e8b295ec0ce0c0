# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Emergency access users: the tenant has Ann, who is active, Ben, who is not any more, and Unused."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.emergency_access_user import (
    EMERGENCY_ACCESS_USER,
)

from support.tenants import TestTenant

from .case import Case, FieldCases, Subject, field_cases

PATH = "emergencyAccess/users"
USER_ID = "216196257331299977"
NAMES = {"first_name": "Ann", "last_name": "Example"}
FIELDS = {
    "first_name": FieldCases("Anna", "Anna", ("Ann", " Ann ")),
    "last_name": FieldCases("Other", "Other", ("Example",)),
}


def add(zpa: TestTenant, name: str, object_id: str | None = None, **values: Any) -> dict[str, Any]:
    """It belongs to the tenant as a whole, whatever ``microtenant_id`` says."""
    values.pop("microtenant_id", None)
    is_active = values.pop("active", True)
    user = {"name": name, "emailId": name, "firstName": "Ann", "lastName": "Example", **values}
    added = zpa.tenant.add(PATH, user, object_id=object_id)
    if not is_active:
        zpa.tenant.ended_users[added["id"]] = zpa.tenant.table(PATH).pop(added["id"])
    return added


def prepare(zpa: TestTenant) -> None:
    add(zpa, "ann@example.com", USER_ID)
    add(zpa, "ben@example.com", active=False)
    add(zpa, "unused@example.com")


CASES = {
    # What is there and deactivated is looked for before anything is created.
    "create": Case(
        {"name": "new@example.com", **NAMES}, {"name": "new@example.com", **NAMES}, 4, prepared=False
    ),
    "nothing to do": Case({"name": "ann@example.com", "first_name": "Ann"}, NAMES, 1, changed=False),
    **field_cases(FIELDS, "ann@example.com", USER_ID),
    "delete": Case({"name": "unused@example.com", "state": "absent"}, None, 2),
    "delete what is deactivated": Case(
        {"name": "ben@example.com", "state": "absent"}, None, 1, changed=False
    ),
}

EMERGENCY_ACCESS_USERS = Subject(
    resource=EMERGENCY_ACCESS_USER,
    key="emergency_access_user",
    path=PATH,
    prepare=prepare,
    fields=("name", *FIELDS),
    created=("name", *NAMES),
    cases=CASES,
    add=add,
    required=NAMES,
    same={"first_name": "Ann"},
    other={"first_name": "Anna"},
    creation=4,
    answers={
        "emailId": "ann@example.com",
        "firstName": "Ann",
        "lastName": "Other",
        "userId": "216196257331299995",
    },
    # What they are known by is under a name here as well.
    worked_out=frozenset(
        {
            *("userStatus", "allowedActivate", "allowedDeactivate", "updateEnabled"),
            *("activatedOn", "lastLoginTime", "name"),
        }
    ),
)
