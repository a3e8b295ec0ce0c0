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
    """One writable key. ``kind``: one of those in kinds.py.

    ``longest``: how many characters a text may have. ``low``, ``high``, ``step``: the range of a
    number. ``refers_to``: the resource that an id must exist in. ``cleared_by_put``: whether
    leaving it out of a v1 PUT empties it (recorded for a few).
    """

    kind: str
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    longest: int | None = None
    low: int | None = None
    high: int | None = None
    step: int | None = None
    refers_to: str = ""
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
class Embedding:
    """A stored list of ids, ``[{"id": ...}]``, whose objects answers show with ``keys``.

    ``created_keys``: what the answer to a creation shows of one. ``makes``: whether one that is given by a
    name without an id is made.
    """

    key: str
    resource: str
    keys: tuple[str, ...]
    created_keys: tuple[str, ...] = ()
    makes: bool = False


@dataclass(frozen=True)
class Referrer:
    """Objects of another resource that name this one in a list of ids.

    They are shown under ``key`` with ``keys``, by their ids alone where there are none, and this object is
    not deleted while there are any. ``list_key``: their list of ids. ``noun``: what a refusal calls them.
    ``can_be_written``: whether a list of their ids under ``key`` decides which they are.
    """

    key: str
    resource: str
    list_key: str
    noun: str
    keys: tuple[str, ...] = ()
    can_be_written: bool = False


@dataclass(frozen=True)
class Unless:
    """A list that has entries if a flag is off, and none if it is on."""

    key: str
    flag: str


@dataclass(frozen=True)
class Pick:
    """A reference that counts only while a flag is set; the server picks the object otherwise.

    ``flag``: the key of the flag. ``key``: the key of the id. ``resource``: where the object is.
    ``picked``: the attribute of the tenant with the server's choice. ``shown``, ``shown_on_reads``:
    what answers show of the object, as pairs of their key and the object's.
    """

    flag: str
    key: str
    resource: str
    picked: str
    shown: tuple[tuple[str, str], ...] = ()
    shown_on_reads: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Place:
    """Keys of a place that the server works out from coordinates whenever these are written."""

    latitude: str
    longitude: str
    city: str
    country: str


@dataclass(frozen=True)
class OlderShape:
    """How answers looked before: other names of keys, and keys that were not there.

    ``without``: never there. ``without_if_false``: not there if false. ``without_unpicked``: not
    there while the server picks (see Pick).
    """

    renamed: dict[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    without_if_false: tuple[str, ...] = ()
    without_unpicked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """A resource: its path, its fields, and how answers differ by operation.

    ``shown``: keys of every answer. ``not_created``: keys that the answer to a creation does not have,
    ``if_created``: those that it has if they were sent. ``only_in_lists``: more keys of lists.
    ``wrong_by_id``: what a GET by id says instead of the truth. ``hidden``: stored keys of no answer.
    ``ignored``: accepted, not kept. ``computed``: accepted and ignored as well, but filled in by the
    server, so that no PUT loses them. ``equal``: keys that must have the same value after a write.
    ``scoped``: whether objects belong to microtenants. ``asked_for``: a key without which nothing is
    written where a quirk says so, and what refusals call it. ``too_large``: lists that a body cannot
    have more than a number of. ``unless``: see there. ``tells_microtenant``: whether reads name it.
    ``has_summary``: whether there is a list of names. ``single``: whether there is a GET by id.
    ``list_versions``: the API versions of the list; everything else but updates is v1.
    """

    path: str
    fields: dict[str, FieldRule] = field(default_factory=dict)
    members: Membership | None = None
    embeds: tuple[Embedding, ...] = ()
    referrers: tuple[Referrer, ...] = ()
    pick: Pick | None = None
    place: Place | None = None
    equal: tuple[tuple[str, ...], ...] = ()
    unless: Unless | None = None
    too_large: tuple[tuple[str, int], ...] = ()
    shown: dict[str, Any] = field(default_factory=dict)
    not_created: tuple[str, ...] = ()
    if_created: tuple[str, ...] = ()
    only_in_lists: dict[str, Any] = field(default_factory=dict)
    wrong_by_id: dict[str, Any] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()
    older: OlderShape | None = None
    scoped: bool = True
    tells_microtenant: bool = True
    has_summary: bool = False
    writable: bool = True
    single: bool = True
    asked_for: tuple[str, str] | None = None
    list_versions: tuple[str, ...] = ("v1",)
    updates: tuple[str, ...] = ("v1",)


CONFIG_SPACES = ("DEFAULT", "SIEM")

SEGMENT_GROUP = Rules(
    path="segmentGroup",
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text", cleared_by_put=True),
        "enabled": FieldRule("flag", default=False),
        "configSpace": FieldRule("choice", default="DEFAULT", choices=CONFIG_SPACES),
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
    ignored=("skipDetailedAppInfo", "scopeName", "hideInfoTooltip"),
    updates=("v1", "v2"),
)

STAMPED = ("id", "modifiedTime", "creationTime", "modifiedBy", "name")
QUICK_ACKS = ("tcpQuickAckApp", "tcpQuickAckAssistant", "tcpQuickAckReadAssistant")
DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
# What other objects show of a group that they name.
CONNECTOR_GROUP_INSIDE = (
    *STAMPED,
    "enabled",
    "description",
    "versionProfileId",
    "overrideVersionProfile",
    "location",
    "dnsQueryType",
    "cityCountry",
    "countryCode",
    *QUICK_ACKS,
    "praEnabled",
    "useInDrMode",
    "connectorGroupType",
    "wafDisabled",
    "lssAppConnectorGroup",
)
SERVICE_EDGE_GROUP_INSIDE = (*STAMPED, "description", "enabled")
SERVER_GROUP_INSIDE = (*STAMPED, "description", "enabled", "configSpace", "dynamicDiscovery")

APP_CONNECTOR_GROUP = Rules(
    path="appConnectorGroup",
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text"),
        "enabled": FieldRule("flag", default=False),
        "latitude": FieldRule("decimal", required=True, low=-90, high=90, cleared_by_put=True),
        "longitude": FieldRule("decimal", required=True, low=-180, high=180, cleared_by_put=True),
        "location": FieldRule("text", required=True),
        "upgradeDay": FieldRule("choice", default="SUNDAY", choices=DAYS),
        "upgradeTimeInSecs": FieldRule("whole", default="66600", low=0, high=86399, step=900),
        "dnsQueryType": FieldRule("choice", default="IPV4_IPV6", choices=("IPV4_IPV6", "IPV4", "IPV6")),
        "overrideVersionProfile": FieldRule("flag", default=False),
        "versionProfileId": FieldRule("id"),
        **{key: FieldRule("flag", default=False) for key in QUICK_ACKS},
        "praEnabled": FieldRule("flag", default=False),
        "useInDrMode": FieldRule("flag", default=False),
        "wafDisabled": FieldRule("flag", default=False),
        "lssAppConnectorGroup": FieldRule("flag", default=False),
        "dcHostingInfo": FieldRule("text", longest=64),
        "enrollmentCertId": FieldRule("id", refers_to="enrollmentCert"),
        "siteId": FieldRule("id"),
        "privateCloudId": FieldRule("id"),
    },
    referrers=(
        Referrer(
            key="serverGroups",
            resource="serverGroup",
            list_key="appConnectorGroups",
            noun="Server Group",
            keys=SERVER_GROUP_INSIDE,
        ),
    ),
    pick=Pick(
        flag="overrideVersionProfile",
        key="versionProfileId",
        resource="visible/versionProfiles",
        picked="default_version_profile",
        shown=(("versionProfileId", "id"), ("versionProfileName", "name")),
        shown_on_reads=(
            ("upgradePriority", "upgradePriority"),
            ("versionProfileVisibilityScope", "visibilityScope"),
            ("version", "version"),
        ),
    ),
    place=Place("latitude", "longitude", "cityCountry", "countryCode"),
    equal=(QUICK_ACKS,),
    shown={"connectorGroupType": "APP", "readOnly": False, "zscalerManaged": False},
    wrong_by_id={"lssAppConnectorGroup": False},
    asked_for=("enrollmentCertId", "signingCertId"),
    computed=(
        "connectors",
        "serverGroups",
        "cityCountry",
        "countryCode",
        "connectorGroupType",
        "versionProfileName",
        "upgradePriority",
        "versionProfileVisibilityScope",
        "version",
    ),
    older=OlderShape(
        renamed={"lssAppConnectorGroup": "siemConnectorGroup"},
        without=("dnsQueryType", "connectorGroupType", "upgradePriority", "version", "microtenantName"),
        without_if_false=("praEnabled", "useInDrMode", "wafDisabled", "readOnly", "zscalerManaged"),
        without_unpicked=(
            "versionProfileId",
            "overrideVersionProfile",
            "versionProfileName",
            "versionProfileVisibilityScope",
        ),
    ),
)

SERVER_GROUP = Rules(
    path="serverGroup",
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text", cleared_by_put=True),
        "enabled": FieldRule("flag", default=False),
        "dynamicDiscovery": FieldRule("flag", required=True),
        "appConnectorGroups": FieldRule("ids", refers_to="appConnectorGroup"),
        "servers": FieldRule("ids", refers_to="server"),
        "ipAnchored": FieldRule("flag", default=False),
        "configSpace": FieldRule("choice", default="DEFAULT", choices=CONFIG_SPACES),
        "extranetEnabled": FieldRule("flag", default=False),
        "extranetDTO": FieldRule("object"),
    },
    embeds=(
        Embedding(
            key="appConnectorGroups",
            resource="appConnectorGroup",
            keys=CONNECTOR_GROUP_INSIDE,
            created_keys=(
                "id",
                "name",
                "useInDrMode",
                "connectorGroupType",
                "wafDisabled",
                "lssAppConnectorGroup",
            ),
        ),
        Embedding(
            key="servers",
            resource="server",
            keys=(*STAMPED, "address", "enabled", "description", "configSpace"),
            created_keys=("id", "configSpace"),
            makes=True,
        ),
    ),
    referrers=(
        Referrer(
            key="applications",
            resource="application",
            list_key="serverGroups",
            noun="Application",
            keys=("id", "name", "enabled"),
        ),
    ),
    unless=Unless("servers", "dynamicDiscovery"),
    too_large=(("applications", 500),),
    shown={"readOnly": False, "zscalerManaged": False},
    not_created=("modifiedTime", "creationTime", "modifiedBy", "readOnly", "zscalerManaged"),
    if_created=("enabled",),
    ignored=("weight", "passive"),
    computed=("applications",),
    older=OlderShape(
        renamed={"dynamicDiscovery": "learningEnabled", "appConnectorGroups": "connectorGroups"},
        without=("extranetEnabled", "microtenantName"),
        without_if_false=("readOnly", "zscalerManaged"),
    ),
)

SERVER = Rules(
    path="server",
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text", cleared_by_put=True),
        "enabled": FieldRule("flag", default=False),
        "address": FieldRule("text", required=True),
        "configSpace": FieldRule("choice", default="DEFAULT", choices=CONFIG_SPACES),
    },
    referrers=(
        Referrer(
            key="appServerGroupIds",
            resource="serverGroup",
            list_key="servers",
            noun="Server Group",
            can_be_written=True,
        ),
    ),
    computed=("appServerGroupIds",),
    tells_microtenant=False,
    has_summary=True,
)

SERVICE_EDGE_GROUP = Rules(
    path="serviceEdgeGroup",
    shown={
        "enabled": True,
        "versionProfileId": "0",
        "overrideVersionProfile": False,
        "versionProfileName": "Default",
        "upgradePriority": "WEEK",
        "versionProfileVisibilityScope": "ALL",
        "upgradeTimeInSecs": "66600",
        "upgradeDay": "SUNDAY",
        "isPublic": "TRUE",
        "useInDrMode": False,
        "exclusiveForBusinessContinuity": False,
        "graceDistanceEnabled": False,
        "readOnly": False,
        "zscalerManaged": False,
    },
    writable=False,
)

VERSION_PROFILES = Rules(
    path="visible/versionProfiles",
    # What connector groups show of a profile, not the profile itself.
    hidden=("version",),
    scoped=False,
    writable=False,
    single=False,
)

ENROLLMENT_CERT = Rules(
    path="enrollmentCert",
    shown={"storeInHsm": False, "readOnly": False, "zscalerManaged": False},
    scoped=False,
    writable=False,
    list_versions=("v2",),
)

_OFF = FieldRule("flag", default=False)
_ON = FieldRule("flag", default=True)
AD_PROTOCOLS = ("NONE", "LDAP", "SMB", "KERBEROS")


def _one_of(*choices: str, default: str) -> FieldRule:
    return FieldRule("choice", default=default, choices=choices)


APPLICATION_FIELDS = {
    "name": FieldRule("text", required=True),
    "description": FieldRule("text"),
    "enabled": _OFF,
    "segmentGroupId": FieldRule("id", required=True, refers_to="segmentGroup"),
    "serverGroups": FieldRule("ids", refers_to="serverGroup"),
    "bypassType": _one_of("ALWAYS", "NEVER", "ON_NET", default="NEVER"),
    "bypassOnReauth": FieldRule("flag or text", default=False),
    "healthCheckType": _one_of("DEFAULT", "NONE", default="DEFAULT"),
    "healthReporting": _one_of("NONE", "ON_ACCESS", "CONTINUOUS", default="ON_ACCESS"),
    "passiveHealthEnabled": _ON,
    "icmpAccessType": _one_of("NONE", "PING", "PING_TRACEROUTING", default="NONE"),
    "doubleEncrypt": _OFF,
    "ipAnchored": _OFF,
    "isCnameEnabled": FieldRule("flag or text", default=True),
    "matchStyle": _one_of("EXCLUSIVE", "INCLUSIVE", default="EXCLUSIVE"),
    "tcpKeepAlive": _one_of("0", "1", default="0"),
    "selectConnectorCloseToApp": _OFF,
    "useInDrMode": FieldRule("flag or text", default=False),
    "isIncompleteDRConfig": _OFF,
    "inspectTrafficWithZia": _OFF,
    "adpEnabled": _OFF,
    "autoAppProtectEnabled": _OFF,
    "apiProtectionEnabled": _OFF,
    "fqdnDnsCheck": _OFF,
    "extranetEnabled": _OFF,
    "policyStyle": _one_of("NONE", "DUAL_POLICY_EVAL", default="NONE"),
    "tcpProtocols": FieldRule("texts", choices=AD_PROTOCOLS),
    "udpProtocols": FieldRule("texts", choices=AD_PROTOCOLS),
    "configSpace": FieldRule("choice", default="DEFAULT", choices=CONFIG_SPACES),
    "defaultIdleTimeout": FieldRule("whole"),
    "defaultMaxAge": FieldRule("whole"),
    "zpnErId": FieldRule("object"),
}
APPLICATION_READS = (
    "healthReporting",
    "useInDrMode",
    "selectConnectorCloseToApp",
    "policyStyle",
    "readOnly",
    "zscalerManaged",
)
APPLICATION = Rules(
    path="application",
    fields=APPLICATION_FIELDS,
    embeds=(
        Embedding(
            key="serverGroups",
            resource="serverGroup",
            keys=(*SERVER_GROUP_INSIDE, "extranetEnabled"),
            created_keys=("id",),
        ),
    ),
    shown={
        **{key: rule.default for key, rule in APPLICATION_FIELDS.items() if rule.default is not None},
        "weightedLoadBalancing": False,
        "readOnly": False,
        "zscalerManaged": False,
    },
    not_created=(
        "creationTime",
        "modifiedTime",
        "modifiedBy",
        "tcpPortRange",
        "udpPortRange",
        *APPLICATION_READS,
    ),
    hidden=("orphans", "domainName", "cnameConfig"),
    # Domains, ports and applications inside are written as well: see segments.py.
    computed=(
        "domainName",
        "domainNames",
        "tcpPortRanges",
        "tcpPortRange",
        "udpPortRanges",
        "udpPortRange",
        "clientlessApps",
        "praApps",
        "inspectionApps",
        "commonAppsDto",
        "orphans",
        "segmentGroupName",
        "weightedLoadBalancing",
        "sharedMicrotenantDetails",
        "inconsistentConfigDetails",
    ),
)
# What its segment group shows of a segment beyond what it shows itself, and what it does not.
OF_MEMBER = {"cnameConfig": "NOFLATTEN"}
NOT_OF_MEMBER = (
    "segmentGroupId",
    "microtenantId",
    "serverGroups",
    "healthReporting",
    "isIncompleteDRConfig",
    "readOnly",
    "zscalerManaged",
    "clientlessApps",
    "praApps",
    "inspectionApps",
    "orphans",
    "sharedMicrotenantDetails",
)

RESOURCES = {
    rules.path: rules
    for rules in (
        APPLICATION,
        SEGMENT_GROUP,
        APP_CONNECTOR_GROUP,
        SERVER,
        SERVER_GROUP,
        SERVICE_EDGE_GROUP,
        VERSION_PROFILES,
        ENROLLMENT_CERT,
    )
}

# What the server fills in: accepted in requests, since SDKs send back whole objects, and ignored.
STAMPS = ("id", "creationTime", "modifiedTime", "modifiedBy", "microtenantId", "microtenantName")
# What is ignored as well, but gone after an update without it where an update replaces the object.
FLAGS = ("policyMigrated", "readOnly", "restrictedEntity", "restrictionType", "zscalerManaged")
COMPUTED = (*STAMPS, *FLAGS)
