# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the API accepts, stores, shows and refuses for each resource: data, no behaviour.

A new resource is one more row of RESOURCES. Sources of the facts are in the README beside.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class FieldRule:
    """One writable key. ``kind``: ``text``, ``flag`` or ``choice``.

    ``cleared_by_put``: whether leaving it out of a v1 PUT empties it (recorded for texts).
    """

    kind: str
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    cleared_by_put: bool = False


@dataclass(frozen=True)
class Membership:
    """Objects of another resource that belong to this one and are shown inside it.

    ``owner_key``: the member's key that holds the id of its owner. ``created_keys``: what the
    answer to a creation shows of a member. ``added``, ``removed``: the keys of the v2 update.
    """

    key: str
    member: str
    member_noun: str
    owner_key: str
    created_keys: tuple[str, ...]
    added: str
    removed: str


@dataclass(frozen=True)
class Rules:
    """A resource: its path, its fields, and how answers differ by operation."""

    path: str
    fields: dict[str, FieldRule] = field(default_factory=dict)
    members: Membership | None = None
    shown: dict[str, Any] = field(default_factory=dict)
    only_in_lists: dict[str, Any] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    writable: bool = True
    updates: tuple[str, ...] = ("v1",)


APPLICATION = Rules(
    path="application",
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text"),
        "enabled": FieldRule("flag", default=True),
    },
    shown={
        "passiveHealthEnabled": True,
        "doubleEncrypt": False,
        "healthCheckType": "DEFAULT",
        "icmpAccessType": "NONE",
        "bypassType": "NEVER",
        "configSpace": "DEFAULT",
        "cnameConfig": "NOFLATTEN",
        "isCnameEnabled": True,
        "ipAnchored": False,
        "bypassOnReauth": False,
        "inspectTrafficWithZia": False,
        "tcpKeepAlive": "0",
        "useInDrMode": False,
        "selectConnectorCloseToApp": False,
        "matchStyle": "EXCLUSIVE",
        "weightedLoadBalancing": False,
        "extranetEnabled": False,
        "adpEnabled": False,
        "apiProtectionEnabled": False,
        "autoAppProtectEnabled": False,
        "fqdnDnsCheck": False,
        "policyStyle": "NONE",
    },
    writable=False,
)

SEGMENT_GROUP = Rules(
    path="segmentGroup",
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text", cleared_by_put=True),
        "enabled": FieldRule("flag", default=False),
        "configSpace": FieldRule("choice", default="DEFAULT", choices=("DEFAULT", "SIEM")),
        "tcpKeepAliveEnabled": FieldRule("choice", default="0", choices=("0", "1")),
    },
    members=Membership(
        key="applications",
        member="application",
        member_noun="Application",
        owner_key="segmentGroupId",
        created_keys=(
            "id",
            "bypassType",
            "configSpace",
            "isCnameEnabled",
            "ipAnchored",
            "bypassOnReauth",
            "inspectTrafficWithZia",
        ),
        added="addedApps",
        removed="deletedApps",
    ),
    shown={"readOnly": False, "zscalerManaged": False},
    only_in_lists={"policyMigrated": True},
    ignored=("skipDetailedAppInfo", "scopeName", "hideInfoTooltip", "restrictedEntity"),
    updates=("v1", "v2"),
)

RESOURCES = {rules.path: rules for rules in (APPLICATION, SEGMENT_GROUP)}

# What the server fills in: accepted in requests, since SDKs send back whole objects, and ignored.
COMPUTED = (
    "id",
    "creationTime",
    "modifiedTime",
    "modifiedBy",
    "microtenantId",
    "microtenantName",
    "policyMigrated",
    "readOnly",
    "restrictionType",
    "zscalerManaged",
)
