# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microtenants: "Configuring Microtenants Using API", and TestMicrotenants.yaml of the vendor's SDK.

Private to this collection.
"""

from __future__ import annotations

from .._client.withheld import PASSWORD_SHOWN
from .._schema.domains import AuthDomains
from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, number, text
from .._schema.resource import Resource, Unmanaged
from .._schema.revealed import Revealed
from .._schema.scalars import Bool, Name, Text
from .lookups import LOOKUPS

MICROTENANT = Resource(
    kind=LOOKUPS["microtenant"],
    key="microtenant",
    fields=(
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field("description", "description", Text()),
        # As the admin portal has it: users are reassigned once somebody says so.
        Field("enabled", "enabled", Bool(), create_default=False),
        Field(
            "criteria_attribute_values",
            "criteriaAttributeValues",
            AuthDomains(),
            # Tests of zscaler/zscaler-sdk-go know these ids. What else the refusals say nobody has recorded.
            refused_as=("domains.does.not.belong.to.customer", "domains.already.exists.in.other.microtenant"),
            text="The authentication domains of which the users belong to the microtenant.\n"
            "They are domains of the tenant, and each of them serves one microtenant.\n"
            "With some, ZPA makes the first administrator of a new microtenant, and tells the password once.",
        ),
        Field(
            "privileged_approvals_enabled",
            "privilegedApprovalsEnabled",
            Bool(),
            create_default=False,
            text="Whether users of other domains get into the microtenant by privileged approvals.",
        ),
    ),
    metadata=(
        *RECORDED,
        Metadata("operator", "operator", text),
        Metadata("scope_order", "scopeOrder", number),
    ),
    # Recorded updates and those of the vendor's SDKs do without the place among others. The first
    # administrator is in the answer to a creation alone.
    read_only=COMPUTED | {"scopeOrder", "user"},
    made_by_zpa="Default",
    one_has="criteria_attribute_values",
    # The only one that is documented.
    constants=(("criteriaAttribute", "AuthDomain"),),
    revealed=Revealed(
        withheld=PASSWORD_SHOWN,
        what="password of the first administrator",
        result="password",
        dest="password_dest",
        is_once=True,
        needs="criteria_attribute_values",
        lost="Reset it in the admin portal, or delete the microtenant and create it anew.",
        beside=(
            "admin_user",
            (
                ("id", "id"),
                ("username", "username"),
                ("display_name", "displayName"),
                ("email", "email"),
                ("role_id", "roleId"),
                ("must_change_password", "forcePwdChange"),
            ),
        ),
    ),
    unmanaged=(
        Unmanaged("criteriaAttribute", "what of users decides", ("AuthDomain",)),
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
        Unmanaged("operator", "how domains go together", ("OR",)),
        Unmanaged("priority", "the place among others in older answers"),
        Unmanaged("roles", "the roles of administrators"),
    ),
)
