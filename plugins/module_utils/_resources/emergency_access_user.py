# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Emergency access users: the models of the vendor's SDKs, and its pages on them. Private to this collection.

They are kept by the identity provider, which deletes none: ZPA activates and deactivates them. "You can only
edit the First Name and Last Name fields."
"""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, text
from .._schema.resource import Resource
from .._schema.scalars import Bool, Name, Text
from .lookups import LOOKUPS

EMERGENCY_ACCESS_USER = Resource(
    kind=LOOKUPS["emergency_access_user"],
    key="emergency_access_user",
    fields=(
        Field(
            "name",
            "emailId",
            Name(),
            is_immutable=True,
            text="The email address of the user, by which it is known. Required if O(id) is omitted.",
            shown="The email address of the user.",
        ),
        Field(
            "first_name",
            "firstName",
            Text(can_be_empty=False),
            required=True,
            text="The first name of the user.",
        ),
        Field(
            "last_name",
            "lastName",
            Text(can_be_empty=False),
            required=True,
            text="The last name of the user.",
        ),
    ),
    metadata=(
        Metadata("activated_on", "activatedOn", text),
        Metadata("last_login_time", "lastLoginTime", text),
        Metadata("update_enabled", "updateEnabled", Bool().decode),
        Metadata("user_status", "userStatus", text),
    ),
    # The keys by which they are known here are no keys of theirs.
    read_only=COMPUTED
    | {
        "id",
        "name",
        "activatedOn",
        "allowedActivate",
        "allowedDeactivate",
        "lastLoginTime",
        "updateEnabled",
        "userStatus",
    },
    created_at=("emergencyAccess/user", "v1"),
)
