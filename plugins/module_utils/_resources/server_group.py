# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Server groups: "Configuring Server Groups Using API", and TestServerGroup.yaml of the vendor's Python SDK.

Private to this collection.
"""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, ids
from .._schema.nested import NestedInParts
from .._schema.reference_types import ReferenceSet
from .._schema.resource import BackReference, Resource, Unmanaged
from .._schema.scalars import Bool, Choice, Name, Text
from .extranet import EXTRANET
from .lookups import LOOKUPS

_EXTRANET = NestedInParts(EXTRANET[0]._replace(create_default=False), *EXTRANET[1:])

SERVER_GROUP = Resource(
    kind=LOOKUPS["server_group"],
    key="server_group",
    fields=(
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field("description", "description", Text()),
        # Recorded: left out, it makes a disabled group, and the answer to the creation does not show it.
        Field("enabled", "enabled", Bool(), create_default=False),
        Field(
            "dynamic_discovery",
            "dynamicDiscovery",
            Bool(),
            required=True,
            formerly="learningEnabled",
            text="Whether App Connectors find the servers of an application themselves, by resolving its "
            "domain names. If not, O(application_servers) lists them.",
            shown="Whether App Connectors find the servers themselves.",
        ),
        # The vendor's example of a group for an extranet has none.
        Field(
            "app_connector_groups",
            "appConnectorGroups",
            ReferenceSet("app_connector_group"),
            formerly="connectorGroups",
            text="the App Connector groups through which the servers are reached.",
        ),
        # By id alone: a name would make a server on the fly.
        Field(
            "application_servers",
            "servers",
            ReferenceSet("application_server"),
            unless="dynamic_discovery",
            text="the application servers of the group.",
        ),
        Field(
            "ip_anchored",
            "ipAnchored",
            Bool(),
            create_default=False,
            text="Whether the group is for source IP anchoring.",
        ),
        Field(
            "config_space",
            "configSpace",
            Choice("DEFAULT", "SIEM", missing="DEFAULT"),
            create_default="DEFAULT",
            text="What the group is for: applications, V(DEFAULT), or log streaming, V(SIEM).",
        ),
        Field(
            "extranet",
            _EXTRANET.keys[0],
            _EXTRANET,
            parts=_EXTRANET.keys[1:],
            create_default=_EXTRANET.decode(None),
            text="The extranet that the group is for. O(extranet.enabled=false) switches it off.\n"
            "What it leaves out is left alone.",
            shown="The extranet that the group is for.",
        ),
    ),
    metadata=(*RECORDED, Metadata("application_ids", "applications", ids)),
    read_only=COMPUTED,
    unmanaged=(
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
        Unmanaged("passive", "whether a segment keeps it in reserve, which its load balancing says"),
        Unmanaged("weight", "its share of a segment's traffic, which the load balancing of that says"),
    ),
    # An application segment says its groups. On a large tenant a body with all segments of a group is
    # refused: 413 (zscaler/zscaler-sdk-python#506).
    back_references=(BackReference("applications", "application_segment", "Application"),),
)
