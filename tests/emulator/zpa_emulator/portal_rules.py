# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of RESOURCES, see rules.py: user portals and their links."""

from __future__ import annotations

from .rule_types import Embedding, FieldRule, Named, Referrer, Rules
from .site_rules import STAMPED

_NOTIFICATION = {
    "userNotification": FieldRule("text", cleared_by_put=True),
    "userNotificationEnabled": FieldRule("flag", default=False),
}
USER_PORTAL = Rules(
    path="userPortal",
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text", cleared_by_put=True),
        "enabled": FieldRule("flag", default=False),
        "certificateId": FieldRule("id", refers_to="certificate"),
        "domain": FieldRule("text"),
        **_NOTIFICATION,
        "extLabel": FieldRule("text"),
        "extDomain": FieldRule("text"),
        "extDomainName": FieldRule("text"),
        "imageData": FieldRule("text"),
    },
    needs={"extLabel": ("extDomain",), "extDomain": ("extLabel",)},
    named=(Named("certificateName", "certificateId", "certificate"),),
    referrers=(Referrer("", "userPortalLink", "userPortals", "User Portal Link"),),
    ignored=("managedByZs", "certificateName"),
    computed=("extDomainTranslation",),
    shown={"enabled": True, "userNotificationEnabled": False},
)
USER_PORTAL_LINK = Rules(
    path="userPortalLink",
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text", cleared_by_put=True),
        "enabled": FieldRule("flag", default=False),
        "link": FieldRule("text", required=True),
        "linkPath": FieldRule("text"),
        "protocol": FieldRule("text", default="https://"),
        "iconText": FieldRule("text"),
        "applicationId": FieldRule("id", refers_to="application"),
        "userPortals": FieldRule("ids", refers_to="userPortal"),
    },
    embeds=(
        Embedding(
            "userPortals",
            "userPortal",
            keys=(
                *STAMPED,
                "enabled",
                "description",
                "domain",
                *_NOTIFICATION,
                "extDomainTranslation",
                "extLabel",
            ),
            created_keys=("id", "enabled"),
        ),
    ),
    ignored=("userNotificationEnabled", "userPortalIds"),
    shown={"enabled": True, "protocol": "https://"},
)
PORTALS = (USER_PORTAL, USER_PORTAL_LINK)
