# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""User portals: TestUserPortal.yaml of the vendor's Python SDK, and the models of both SDKs. Private.

Recorded is of a portal under a domain that Zscaler manages: what is sent as ``domain`` and ``extDomainName``
does not count, ZPA makes both of the label and the domain, and no answer shows that Zscaler manages it. The
vendor's Terraform provider refuses a certificate beside such a domain for privileged portals.
"""

from __future__ import annotations

from .._schema.addresses import HOST_NAME, FormedText
from .._schema.exclusions import Exclusion, OneSide
from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, text
from .._schema.optional_reference import ReferenceOrNone
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import Bool, Name, Text
from .lookups import LOOKUPS

MANAGED_BY = ("ext_label", "ext_domain")

USER_PORTAL = Resource(
    kind=LOOKUPS["user_portal"],
    key="user_portal",
    fields=(
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field("description", "description", Text()),
        Field("enabled", "enabled", Bool(), create_default=True),
        Field(
            "certificate",
            "certificateId",
            ReferenceOrNone("browser_access_certificate"),
            label="certificateName",
            text="the Browser Access certificate of the portal. It must be for O(domain).",
        ),
        Field(
            "domain",
            "domain",
            FormedText(HOST_NAME),
            rewritten_with=MANAGED_BY,
            text="The domain name under which users reach the portal.\n"
            "With O(ext_label) and O(ext_domain) ZPA makes it of these. Leave it out then: what is given "
            "is sent when the portal is created, and counts for nothing.",
            shown="The domain name under which users reach the portal.",
        ),
        Field(
            "ext_label",
            "extLabel",
            Text(),
            text="The first part of the domain name of a portal whose certificate Zscaler manages, for "
            "example V(staff).",
            shown="The first part of the domain name, where Zscaler manages the certificate.",
        ),
        Field(
            "ext_domain",
            "extDomain",
            Text(),
            # Filled in by ZPA.
            echoes=("extDomainTranslation",),
            text="The company's own domain name, of which ZPA makes the rest of the domain name of a portal "
            "whose certificate Zscaler manages.",
            shown="The company's own domain name, where Zscaler manages the certificate.",
        ),
        Field(
            "ext_domain_name",
            "extDomainName",
            Text(),
            rewritten_with=MANAGED_BY,
            text="The domain of Zscaler's in which such a portal is. ZPA makes it of O(ext_domain). Leave "
            "it out: what is given is sent when the portal is created, and counts for nothing.",
            shown="The domain of Zscaler's in which a portal is whose certificate Zscaler manages.",
        ),
        Field(
            "user_notification",
            "userNotification",
            Text(),
            text="What the portal tells its users, if O(user_notification_enabled) is V(true).",
            shown="What the portal tells its users.",
        ),
        Field(
            "user_notification_enabled",
            "userNotificationEnabled",
            Bool(),
            create_default=False,
            text="Whether the portal shows O(user_notification).",
        ),
    ),
    metadata=(
        *RECORDED,
        Metadata("certificate_name", "certificateName", text),
        Metadata("cname", "getcName", text),
        Metadata("ext_domain_translation", "extDomainTranslation", text),
    ),
    read_only=COMPUTED | {"certificateName", "getcName"},
    unmanaged=(
        Unmanaged("imageData", "the picture of the portal"),
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
    ),
    exclusions=(
        Exclusion(
            OneSide("ext_label", "a domain that Zscaler manages", bool),
            OneSide("certificate", "a certificate", bool),
        ),
    ),
    sent_with=(("ext_label", "managedByZs", True),),
)
