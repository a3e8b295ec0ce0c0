# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Links of user portals: TestUserPortalLink.yaml of the vendor's Python SDK, and the models of both SDKs.

Private to this collection. Recorded: an update without a description erases it, and a portal is deleted
after its links.
"""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.metadata import COMPUTED, RECORDED
from .._schema.optional_reference import ReferenceOrNone
from .._schema.reference_types import ReferenceSet
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import Bool, Name, Text
from .lookups import LOOKUPS

USER_PORTAL_LINK = Resource(
    kind=LOOKUPS["user_portal_link"],
    key="user_portal_link",
    fields=(
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field("description", "description", Text()),
        Field("enabled", "enabled", Bool(), create_default=True),
        Field(
            "link",
            "link",
            Text(can_be_empty=False),
            required=True,
            text="Where the link leads: a domain name, without V(https://).",
        ),
        Field("link_path", "linkPath", Text(), text="The path there, for example V(/start)."),
        Field(
            "protocol",
            "protocol",
            Text(can_be_empty=False),
            create_default="https://",
            text="What stands before O(link), for example V(http://).",
            shown="What stands before the domain name.",
        ),
        Field("icon_text", "iconText", Text(), text="The picture of the link: its file as base64."),
        Field(
            "application_segment",
            "applicationId",
            ReferenceOrNone("application_segment"),
            text="the application segment that the link leads into.",
        ),
        # Always there in recorded requests, and in the vendor's SDKs also if it is empty.
        Field(
            "user_portals",
            "userPortals",
            ReferenceSet("user_portal"),
            is_always_sent=True,
            text="the user portals that show the link.",
        ),
    ),
    metadata=RECORDED,
    read_only=COMPUTED,
    unmanaged=(
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
        Unmanaged("userPortalId", "one of its portals, as requests for many links say it"),
    ),
)
