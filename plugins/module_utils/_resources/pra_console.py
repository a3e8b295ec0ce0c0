# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privileged consoles: TestAccessPrivilegedConsoleV2.yaml of the vendor's Python SDK.

Recorded is that a console names an application in a segment by the id that this has of its own, and shows
the segment beside. Private to this collection.
"""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.metadata import COMPUTED, RECORDED
from .._schema.part_named import PartNamed
from .._schema.reference_types import ReferenceSet, ReferenceTo
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import Bool, Name, Text
from .lookups import LOOKUPS

_APPLICATION = "praApplication"

PRA_CONSOLE = Resource(
    kind=LOOKUPS["pra_console"],
    key="pra_console",
    fields=(
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field("description", "description", Text()),
        Field("enabled", "enabled", Bool(), create_default=True),
        Field("icon_text", "iconText", Text(), text="The icon, as the data URL of a picture."),
        Field(
            "application_segment",
            "appId",
            ReferenceTo("application_segment"),
            inside=_APPLICATION,
            required=True,
            text="the application segment with the application that the console opens.",
        ),
        Field(
            "application",
            "domain",
            Name(),
            inside=_APPLICATION,
            required=True,
            text="The application in the segment that the console opens, by its domain name: one of "
            "O(zerotrust.zpa.zpa_application_segment#module:pra_apps[].domain).",
        ),
        Field(
            "portals",
            "praPortals",
            ReferenceSet("pra_portal"),
            required=True,
            text="the privileged portals that show the console.",
        ),
    ),
    metadata=RECORDED,
    read_only=COMPUTED,
    # It can name what it opens by keys that nobody has seen yet.
    names_unknown=True,
    part_named=PartNamed(_APPLICATION, "application_segment", "application", "praApps", "domain", "pra_apps"),
    unmanaged=(Unmanaged("nameWithoutTrim", "the name as it was typed"),),
)
