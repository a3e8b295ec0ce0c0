# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Extranets, as access rules and server groups have them alike. Private to this collection.

The form is that of the vendor's SDKs: ``extranetDTO`` with ``zpnErId``, ``locationDTO`` and
``locationGroupDTO``. ``EXTRANET`` are the fields of an option ``extranet``, ``FLAT_EXTRANET`` the same as
options beside each other.
"""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.reference_types import DetailedSet, ReferenceTo
from .._schema.scalars import Bool

_INSIDE = "extranetDTO"

EXTRANET = (
    Field(
        "enabled",
        "extranetEnabled",
        Bool(),
        text="Whether the %s is for an extranet.",
    ),
    Field(
        "partner",
        "zpnErId",
        ReferenceTo("extranet_partner"),
        inside=_INSIDE,
        label="ziaErName",
        echoes=("ziaErId",),
        text="the partner whose extranet it is.",
    ),
    Field(
        "locations",
        "locationDTO",
        DetailedSet("extranet_location"),
        inside=_INSIDE,
        owner="partner",
        text="the locations of the extranet.",
    ),
    Field(
        "location_groups",
        "locationGroupDTO",
        DetailedSet("extranet_location_group"),
        inside=_INSIDE,
        owner="partner",
        text="the location groups of the extranet.",
    ),
)

FLAT_EXTRANET = tuple(
    field._replace(name="extranet_" + field.name, owner=field.owner and "extranet_" + field.owner)
    for field in EXTRANET
)
