# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of RESOURCES, see rules.py: emergency access users."""

from __future__ import annotations

from .rule_types import FieldRule, Rules

EMERGENCY_USER = Rules(
    path="emergencyAccess/users",
    created_at="emergencyAccess/user",
    fields={
        "name": FieldRule("text"),
        "emailId": FieldRule("text", required=True),
        "firstName": FieldRule("text", required=True),
        "lastName": FieldRule("text", required=True),
    },
    fixed=("emailId",),
    hidden=("id", "name", "creationTime", "modifiedTime", "modifiedBy", "microtenantId"),
    ignored=("activateNow",),
    computed=(
        "userId",
        "userStatus",
        "allowedActivate",
        "allowedDeactivate",
        "updateEnabled",
        "activatedOn",
        "lastLoginTime",
    ),
    scoped=False,
    single=False,
    deletable=False,
)
