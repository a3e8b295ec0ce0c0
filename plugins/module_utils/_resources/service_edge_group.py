# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Service edge groups: TestServiceEdgeGroup.yaml of the vendor's Python SDK, and the models of both SDKs.

Private to this collection.
"""

from __future__ import annotations

from .._schema.compound import Number
from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, text
from .._schema.reference_types import ReferenceSet
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import Bool, WordFlag, WordOrNone
from .._schema.switched import Switched
from .enrolling_group import (
    IN_DR_MODE,
    OF_VERSION_PROFILE,
    SITE,
    enrollment,
    identity_and_place,
    upgrades,
    version,
)
from .lookups import LOOKUPS

EDGES = "service edges"

# Recorded: the value comes back as "10.0".
_GRACE_DISTANCE = Switched(
    Field(
        "enabled",
        "graceDistanceEnabled",
        Bool(),
        text="Whether there is a grace distance. To give O(grace_distance.value) or O(grace_distance.unit) "
        "switches it on, unless this is V(false). While it is on, both are needed.",
        shown="Whether there is a grace distance.",
    ),
    Field("value", "graceDistanceValue", Number(), text="How far it is."),
    Field(
        "unit",
        "graceDistanceValueUnit",
        WordOrNone("MILES", "KMS"),
        text="Whether that is in miles or in kilometres.",
    ),
)

SERVICE_EDGE_GROUP = Resource(
    kind=LOOKUPS["service_edge_group"],
    key="service_edge_group",
    fields=(
        *identity_and_place(EDGES),
        Field(
            "is_public",
            "isPublic",
            WordFlag(),
            create_default=False,
            text="Whether the service edges can be reached from the public internet.",
        ),
        *upgrades(EDGES),
        *version(EDGES),
        Field(
            "grace_distance",
            _GRACE_DISTANCE.keys[0],
            _GRACE_DISTANCE,
            parts=_GRACE_DISTANCE.keys[1:],
            create_default=_GRACE_DISTANCE.decode(None),
            text="How much farther away than a public service edge the group may be and still be chosen. "
            "O(grace_distance.enabled=false) switches it off.\n"
            "What it leaves out is left alone.",
            shown="How much farther away than a public service edge the group may be and still be chosen.",
        ),
        # Members come from enrolment, and say their group themselves.
        Field(
            "service_edges",
            "serviceEdges",
            ReferenceSet("service_edge"),
            is_exclusive=True,
            text="the service edges of the group.\n"
            "Service edges join a group when they enroll, so that most playbooks leave this out.",
        ),
        # Here by the id of its own, not by the one that rules have.
        Field(
            "trusted_networks",
            "trustedNetworks",
            ReferenceSet("trusted_network_by_id"),
            text="the trusted networks from which users are sent to the group.",
        ),
        IN_DR_MODE,
        Field(
            "exclusive_for_business_continuity",
            "exclusiveForBusinessContinuity",
            Bool(),
            create_default=False,
            text="Whether the service edge group is for business continuity alone.",
        ),
        *enrollment(EDGES, "service edge", "Service Edge", "SERVICE_EDGE_GRP"),
        SITE,
    ),
    metadata=(
        *RECORDED,
        Metadata("city_country", "cityCountry", text),
        Metadata("version_profile_id", "versionProfileId", text),
        Metadata("version_profile_name", "versionProfileName", text),
        Metadata("upgrade_priority", "upgradePriority", text),
    ),
    read_only=COMPUTED | OF_VERSION_PROFILE,
    unmanaged=(
        Unmanaged("altCloud", "the other cloud of the group"),
        Unmanaged("city", "the town"),
        Unmanaged("geoLocationId", "the place in ZPA's own list"),
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
        Unmanaged("objectType", "what ZPA calls the kind of group"),
        Unmanaged("scopeName", "what the admin portal calls the microtenant", ("Default",)),
        Unmanaged("siteName", "the name of the site"),
    ),
)
