# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of RESOURCES, see rules.py: IP ranges of client-to-client connectivity."""

from __future__ import annotations

from .rule_types import FieldRule, Rules

IP_RANGE = Rules(
    path="v2/ipRanges",
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text"),
        "enabled": FieldRule("flag", default=False),
        "ipRangeBegin": FieldRule("text"),
        "ipRangeEnd": FieldRule("text"),
        "subnetCidr": FieldRule("text"),
        "location": FieldRule("text"),
        "locationHint": FieldRule("text"),
        "countryCode": FieldRule("text"),
        "latitudeInDb": FieldRule("decimal", low=-90, high=90),
        "longitudeInDb": FieldRule("decimal", low=-180, high=180),
        "sccmFlag": FieldRule("flag", default=False),
    },
    computed=("availableIps", "totalIps", "usedIps", "customerId", "isDeleted"),
    scoped=False,
)
