# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Extranets, as access rules and server groups have them alike. Private to this collection.

The form is that of the vendor's SDKs: ``extranetDTO`` with ``zpnErId``, ``locationDTO`` and
``locationGroupDTO``.
"""

from __future__ import annotations

from .._schema.fields import Bool, DetailedSet, Field, ReferenceTo

_INSIDE = "extranetDTO"

EXTRANET = (
    Field(
        "extranet_enabled",
        "extranetEnabled",
        Bool(),
        text="Whether the %s is for an extranet.",
    ),
    Field(
        "extranet_partner",
        "zpnErId",
        ReferenceTo("extranet_partner"),
        inside=_INSIDE,
        label="ziaErName",
        echoes=("ziaErId",),
        text="the partner whose extranet it is.",
    ),
    Field(
        "extranet_locations",
        "locationDTO",
        DetailedSet("extranet_location"),
        inside=_INSIDE,
        owner="extranet_partner",
        text="the locations of the extranet.",
    ),
    Field(
        "extranet_location_groups",
        "locationGroupDTO",
        DetailedSet("extranet_location_group"),
        inside=_INSIDE,
        owner="extranet_partner",
        text="the location groups of the extranet.",
    ),
)
