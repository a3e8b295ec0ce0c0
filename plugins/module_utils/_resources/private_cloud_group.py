# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Groups of Private Cloud Controllers: the models of the vendor's SDKs. Private to this collection.

They are like service edge groups, as far as the models go. Nobody has recorded one.
"""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, text
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import WordFlag
from .enrolling_group import OF_VERSION_PROFILE, SITE, enrollment, identity_and_place, upgrades, version
from .lookups import LOOKUPS

CONTROLLERS = "Private Cloud Controllers"
ENROLLMENT_CERT, _USER_CODES = enrollment(
    CONTROLLERS, "Private Cloud Controller", "Connector", "SITE_CONTROLLER_GRP"
)

PRIVATE_CLOUD_GROUP = Resource(
    kind=LOOKUPS["private_cloud_group"],
    key="private_cloud_group",
    fields=(
        *identity_and_place(CONTROLLERS),
        Field(
            "is_public",
            "isPublic",
            WordFlag(),
            create_default=False,
            text="Whether the Private Cloud Controllers can be reached from the public internet.",
        ),
        *upgrades(CONTROLLERS),
        *version(CONTROLLERS),
        ENROLLMENT_CERT,
        SITE,
    ),
    metadata=(
        *RECORDED,
        Metadata("city_country", "cityCountry", text),
        Metadata("version_profile_id", "versionProfileId", text),
        Metadata("version_profile_name", "versionProfileName", text),
    ),
    read_only=COMPUTED | OF_VERSION_PROFILE,
    unmanaged=(
        Unmanaged("city", "the town"),
        Unmanaged("geoLocationId", "the place in ZPA's own list"),
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
        Unmanaged("siteName", "the name of the site"),
    ),
)
