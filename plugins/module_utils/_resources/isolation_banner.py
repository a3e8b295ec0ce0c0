# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Isolation banners: TestCBIBanners.yaml of the vendor's Python SDK. Private to this collection."""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.metadata import COMPUTED, RECORDED
from .._schema.resource import Resource
from .._schema.scalars import Bool, Name, Text
from .._schema.written import Color
from .isolation import AS_TYPED, IS_DEFAULT
from .lookups import LOOKUPS

ISOLATION_BANNER = Resource(
    kind=LOOKUPS["isolation_banner"],
    key="isolation_banner",
    fields=(
        Field("name", "name", Name()),
        Field("primary_color", "primaryColor", Color(), text="The background colour of the banner."),
        Field("text_color", "textColor", Color(), text="The colour of its text."),
        Field("notification_title", "notificationTitle", Text(), text="What users read first."),
        Field("notification_text", "notificationText", Text(), text="What users read below that."),
        Field(
            "logo",
            "logo",
            Text(),
            text="The picture in the banner, as a data URL such as V(data:image/png;base64,...).",
        ),
        Field("banner", "banner", Bool(), text="Whether the banner is shown to users at all."),
        Field("persist", "persist", Bool(), text="Whether the banner stays until users close it."),
    ),
    metadata=(*RECORDED, IS_DEFAULT),
    read_only=COMPUTED,
    unmanaged=(AS_TYPED,),
    created_at=("banner", "cbi"),
)
