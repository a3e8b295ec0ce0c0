# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the API accepts, stores, shows and refuses for each resource: data, no behaviour.

A new resource is one more row of RESOURCES. Sources of the facts are in the README beside.
"""

from __future__ import annotations

from .certificate_rules import BROWSER_ACCESS_CERTIFICATE
from .inspection_rules import INSPECTION
from .isolation_rules import ISOLATION
from .portal_rules import PORTALS
from .pra_rules import PRA
from .range_rules import IP_RANGE
from .receiver_rules import RECEIVER
from .rule_types import Embedding, FieldRule, Membership, OlderShape, Referrer, Rules, Unless
from .site_rules import CONNECTOR_GROUP_INSIDE, SERVER_GROUP_INSIDE, SITE, STAMPED
from .user_rules import EMERGENCY_USER

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
        SERVER,
        SERVER_GROUP,
        *SITE,
        BROWSER_ACCESS_CERTIFICATE,
        *PORTALS,
        *PRA,
        IP_RANGE,
        EMERGENCY_USER,
        RECEIVER,
        VERSION_PROFILES,
        ENROLLMENT_CERT,
        *ISOLATION,
        *INSPECTION,
    )
}

# What a summary shows of an object.
SUMMARY = ("id", "name", "enabled")
# What the server fills in: accepted in requests, since SDKs send back whole objects, and ignored.
STAMPS = ("id", "creationTime", "modifiedTime", "modifiedBy", "microtenantId", "microtenantName")
# What is ignored as well, but gone after an update without it where an update replaces the object.
FLAGS = ("policyMigrated", "readOnly", "restrictedEntity", "restrictionType", "zscalerManaged")
COMPUTED = (*STAMPS, *FLAGS)
