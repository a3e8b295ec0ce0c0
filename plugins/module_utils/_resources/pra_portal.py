# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privileged portals: TestPRAPortal.yaml of the vendor's Python SDK, and models of its SDKs.

Recorded is one with a certificate of the tenant, and one that Zscaler has a certificate for. Private to this
collection.
"""

from __future__ import annotations

from .._schema.addresses import HOST_NAME, FormedText
from .._schema.compound import TextSet
from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, text
from .._schema.reference_types import ReferenceTo
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import Bool, Name, Text
from .lookups import LOOKUPS

PRA_PORTAL = Resource(
    kind=LOOKUPS["pra_portal"],
    key="pra_portal",
    fields=(
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field("description", "description", Text()),
        Field("enabled", "enabled", Bool(), create_default=True),
        Field(
            "domain",
            "domain",
            FormedText(HOST_NAME, can_be_empty=False),
            required=True,
            text="The domain name under which users reach the portal, without V(https://).",
        ),
        Field(
            "certificate",
            "certificateId",
            ReferenceTo("browser_access_certificate"),
            label="certificateName",
            text="the Browser Access certificate that browsers are shown. It has to be for O(domain).",
        ),
        Field(
            "user_notification_enabled",
            "userNotificationEnabled",
            Bool(),
            text="Whether users are shown O(user_notification) when they enter.",
            shown="Whether users are shown a notice when they enter.",
        ),
        Field(
            "user_notification",
            "userNotification",
            Text(),
            text="The notice that users are shown, if O(user_notification_enabled) is V(true).",
            shown="The notice that users are shown.",
        ),
        Field(
            "approval_reviewers",
            "approvalReviewers",
            TextSet(folds_case=True),
            text="The e-mail addresses of those who decide when users ask for access, in any order.",
        ),
    ),
    metadata=(*RECORDED, Metadata("canonical_name", "cName", text)),
    # Recorded answers to creations have neither.
    read_only=COMPUTED | {"certificateName", "cName", "getcName"},
    unmanaged=(
        Unmanaged("extDomain", "the domain that Zscaler has a certificate for"),
        Unmanaged("extDomainName", "the domain name that Zscaler makes of it"),
        Unmanaged("extDomainTranslation", "the domain that users see of it"),
        Unmanaged("extLabel", "the first part of a domain name that Zscaler has a certificate for"),
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
        Unmanaged("userPortalGid", "the user portal that it belongs to"),
        Unmanaged("userPortalName", "the name of that user portal"),
    ),
)
