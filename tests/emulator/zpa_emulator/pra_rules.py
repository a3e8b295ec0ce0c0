# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of RESOURCES, see rules.py: what Privileged Remote Access is made of."""

from __future__ import annotations

from .rule_types import FieldRule, Named, Referrer, Rules

CERTIFICATES, PORTALS, CONSOLES = "certificate", "praPortal", "praConsole"

PORTAL = Rules(
    path=PORTALS,
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text", cleared_by_put=True),
        "enabled": FieldRule("flag", default=False),
        "domain": FieldRule("text", required=True),
        "certificateId": FieldRule("id", refers_to=CERTIFICATES),
        "userNotification": FieldRule("text"),
        "userNotificationEnabled": FieldRule("flag", default=False),
        "approvalReviewers": FieldRule("texts"),
    },
    named=(Named("certificateName", "certificateId", CERTIFICATES),),
    referrers=(Referrer("", CONSOLES, "praPortals", "Console"),),
    computed=("certificateName", "cName", "getcName"),
)

# All rows of this page.
PRA = (PORTAL,)
