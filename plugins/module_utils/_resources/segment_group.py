# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Segment groups: "Configuring Segment Groups Using API". Private to this collection."""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, ids, text
from .._schema.reference_types import ReferenceSet
from .._schema.resource import BackReference, Resource, Unmanaged
from .._schema.scalars import Bool, Name, Text
from .lookups import LOOKUPS

SEGMENT_GROUP = Resource(
    kind=LOOKUPS["segment_group"],
    key="segment_group",
    fields=(
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field("description", "description", Text()),
        Field("enabled", "enabled", Bool(), create_default=False),
        Field(
            "applications",
            "applications",
            ReferenceSet("application_segment", added="addedApps", removed="deletedApps"),
            is_exclusive=True,
            other_end="segment_group",
            text="the application segments that belong to the segment group.\n"
            "A segment says the same with O(zerotrust.zpa.zpa_application_segment#module:segment_group). "
            "M(zerotrust.zpa.zpa_config) takes both if they agree, and writes each segment once.",
        ),
    ),
    metadata=(
        *RECORDED,
        Metadata("config_space", "configSpace", text),
        Metadata("application_ids", "applications", ids),
    ),
    read_only=COMPUTED,
    unmanaged=(
        Unmanaged("configSpace", "what the group is for: applications or log streaming", ("DEFAULT",)),
        Unmanaged("tcpKeepAliveEnabled", "whether connections are kept alive"),
        Unmanaged("inspectTrafficWithZia", "whether ZIA inspects the traffic"),
        Unmanaged("InspectTrafficWithZia", "whether ZIA inspects the traffic"),
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
        # Recorded in every list of groups that were created without it. pyZscaler can write it.
        Unmanaged("policyMigrated", "whether ZPA migrated the group", (True,)),
        Unmanaged("scopeName", "what the admin portal calls the microtenant", ("Default",)),
        Unmanaged("skipDetailedAppInfo", "how the admin portal shows the group", (True,)),
        Unmanaged("hideInfoTooltip", "how the admin portal shows the group", (True,)),
    ),
    update_version="v2",
    # With the admin portal's own payload: so that the two lists of differences decide, and not
    # the list of applications that is left out.
    update_constants=(("skipDetailedAppInfo", True), ("hideInfoTooltip", True)),
    # An application segment says its group.
    back_references=(BackReference("applications", "application_segment", "Application"),),
)
