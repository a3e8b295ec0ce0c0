# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the API of isolation accepts, stores, shows and refuses: data, no behaviour."""

from __future__ import annotations

from typing import Any

from .rule_types import Bodies, FieldRule, Rules

_OFF = FieldRule("flag", default=False)
# Recorded without times, and with a list in another order each time.
_CBI: dict[str, Any] = {
    "version": "cbi",
    "is_bare": True,
    "has_uuids": True,
    "scoped": False,
    "hidden": ("creationTime", "modifiedTime", "modifiedBy"),
    "computed": ("isDefault",),
}
BANNER = Rules(
    path="banners",
    created_at="banner",
    fields={
        "name": FieldRule("text", required=True),
        "primaryColor": FieldRule("text"),
        "textColor": FieldRule("text"),
        "notificationTitle": FieldRule("text"),
        "notificationText": FieldRule("text"),
        "logo": FieldRule("text"),
        "banner": _OFF,
        "persist": _OFF,
    },
    bodies=Bodies(deleted="Banner deleted successfully."),
    shown={"isDefault": False},
    **_CBI,
)
CBI_CERTIFICATE = Rules(
    path="certificates",
    created_at="certificate",
    fields={"name": FieldRule("text", required=True), "pem": FieldRule("text", required=True)},
    bodies=Bodies(updated=None, deleted="Certificate deleted successfully."),
    shown={"isDefault": False},
    **_CBI,
)

REGION = Rules(path="regions", writable=False, single=False, **_CBI)
PROFILE = Rules(
    path="profiles",
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text"),
        "bannerId": FieldRule("text", required=True, refers_to="banners"),
        "regionIds": FieldRule("texts", required=True),
        "certificateIds": FieldRule("texts"),
        "securityControls": FieldRule("object"),
        "userExperience": FieldRule("object"),
    },
    bodies=Bodies(deleted="Profile deleted successfully."),
    shown={"isDefault": False},
    **{**_CBI, "computed": ("isDefault", "banner", "regions", "certificates")},
)

ISOLATION = (BANNER, CBI_CERTIFICATE, REGION, PROFILE)
