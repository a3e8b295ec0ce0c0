# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of RESOURCES, see rules.py: what stands at sites, and how it enrols."""

from __future__ import annotations

from dataclasses import dataclass

from .rule_types import Embedding, FieldRule, Named, Nested, OlderShape, Pick, Place, Referrer, Rules

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

PICK = Pick(
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
)
PLACE = Place("latitude", "longitude", "cityCountry", "countryCode")
# The groups that machines enrol in, by what paths call them; of some there is nothing else here.
GROUPS = {
    "CONNECTOR_GRP": "appConnectorGroup",
    "SERVICE_EDGE_GRP": "serviceEdgeGroup",
    "NP_ASSISTANT_GRP": "",
    "SITE_CONTROLLER_GRP": "",
    "EXPORTER_GRP": "",
}


def key_path(association: str) -> str:
    """The path of the provisioning keys of one type of groups."""
    return "associationType/%s/provisioningKey" % association


def keys_of(association: str) -> Referrer:
    """The provisioning keys of a group, which it does not show."""
    return Referrer("", key_path(association), "zcomponentId", "Provisioning Key", is_content=True)


@dataclass(frozen=True)
class Machine:
    """Machines that enrol: their group, their keys, what refusals and what groups call them.

    ``version``: under which key a group shows what it knows of the software of one, with the keys for it
    where they differ.
    """

    association: str
    group_key: str
    noun: str
    inside: str
    version: Nested
    can_be_chosen: bool = False


_VERSION_KEYS = {
    key: key
    for key in (
        "expectedVersion",
        "currentVersion",
        "previousVersion",
        "applicationStartTime",
        "platform",
        "platformDetail",
        "runtimeOS",
        "upgradeStatus",
        "upgradeAttempt",
        "latitude",
        "longitude",
        "privateIp",
        "publicIp",
        "sargeVersion",
    )
}
MACHINES = {
    "connector": Machine(
        association="CONNECTOR_GRP",
        group_key="appConnectorGroupId",
        noun="App Connector",
        inside="connectors",
        version=Nested(
            "assistantVersion",
            "controlChannelStatus",
            {
                "id": "id",
                **_VERSION_KEYS,
                "controlChannelStatus": "ctrlChannelStatus",
                "lastBrokerConnectTime": "lastBrokerConnectTime",
                "lastBrokerDisconnectTime": "lastBrokerDisconnectTime",
                "lastUpgradeTime": "lastUpgradedTime",
                "appConnectorGroupId": "appConnectorGroupId",
            },
        ),
    ),
    "serviceEdge": Machine(
        association="SERVICE_EDGE_GRP",
        group_key="serviceEdgeGroupId",
        noun="Service Edge",
        inside="serviceEdges",
        version=Nested(
            "privateBrokerVersion",
            "controlChannelStatus",
            {
                "id": "id",
                **_VERSION_KEYS,
                "controlChannelStatus": "ctrlChannelStatus",
                "lastBrokerConnectTime": "lastConnectTime",
                "lastBrokerDisconnectTime": "lastDisconnectTime",
                "lastUpgradeTime": "lastUpgradedTime",
                "serviceEdgeGroupId": "serviceEdgeGroupId",
            },
        ),
        can_be_chosen=True,
    ),
}


def machines_of(path: str) -> Referrer:
    """The machines in a group, as it shows them."""
    machine = MACHINES[path]
    keys = ("description", "fingerprint", "issuedCertId", "enabled", "upgradeAttempt", "provisioningKeyId")
    return Referrer(
        machine.inside,
        path,
        machine.group_key,
        machine.noun,
        keys=(*STAMPED, *keys, machine.version.key),
        can_be_written=machine.can_be_chosen,
        is_content=True,
    )


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
        keys_of("CONNECTOR_GRP"),
        machines_of("connector"),
        Referrer("", "lssConfig", "connectorGroups", "LSS Configuration"),
    ),
    pick=PICK,
    place=PLACE,
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

SERVICE_EDGE_GROUP = Rules(
    path="serviceEdgeGroup",
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text"),
        "enabled": FieldRule("flag", default=False),
        "latitude": FieldRule("decimal", required=True, low=-90, high=90),
        "longitude": FieldRule("decimal", required=True, low=-180, high=180),
        "location": FieldRule("text", required=True),
        "upgradeDay": FieldRule("choice", default="SUNDAY", choices=DAYS),
        "upgradeTimeInSecs": FieldRule("whole", default="66600", low=0, high=86399, step=900),
        "overrideVersionProfile": FieldRule("flag", default=False),
        "versionProfileId": FieldRule("id"),
        "isPublic": FieldRule("choice", choices=("TRUE", "FALSE")),
        "useInDrMode": FieldRule("flag", default=False),
        "exclusiveForBusinessContinuity": FieldRule("flag", default=False),
        "graceDistanceEnabled": FieldRule("flag", default=False),
        "graceDistanceValue": FieldRule("real", low=0),
        "graceDistanceValueUnit": FieldRule("choice", choices=("MILES", "KMS")),
        "trustedNetworks": FieldRule("ids", refers_to="network"),
        "enrollmentCertId": FieldRule("id", refers_to="enrollmentCert"),
        "siteId": FieldRule("id"),
        "city": FieldRule("text"),
        "altCloud": FieldRule("text"),
    },
    embeds=(
        Embedding(
            key="trustedNetworks",
            resource="network",
            keys=(*STAMPED, "networkId", "zscalerCloud"),
            created_keys=("id",),
        ),
    ),
    referrers=(keys_of("SERVICE_EDGE_GRP"), machines_of("serviceEdge")),
    needs={"graceDistanceEnabled": ("graceDistanceValue", "graceDistanceValueUnit")},
    pick=PICK,
    place=PLACE,
    shown={"readOnly": False, "zscalerManaged": False},
    if_created=("versionProfileName",),
    asked_for=("enrollmentCertId", "signingCertId"),
    computed=(
        "serviceEdges",
        "cityCountry",
        "countryCode",
        "versionProfileName",
        "upgradePriority",
        "versionProfileVisibilityScope",
        "version",
        "siteName",
        "nameWithoutTrim",
    ),
)


PRIVATE_CLOUD_GROUP = Rules(
    path="privateCloudControllerGroup",
    fields={
        key: rule
        for key, rule in SERVICE_EDGE_GROUP.fields.items()
        if not key.startswith("graceDistance")
        and key not in ("trustedNetworks", "useInDrMode", "exclusiveForBusinessContinuity", "altCloud")
    },
    pick=PICK,
    place=PLACE,
    shown={"readOnly": False, "zscalerManaged": False},
    if_created=("versionProfileName",),
    asked_for=("enrollmentCertId", "signingCertId"),
    computed=tuple(key for key in SERVICE_EDGE_GROUP.computed if key != "serviceEdges"),
    has_summary=True,
)


def _provisioning_key(association: str) -> Rules:
    return Rules(
        path=key_path(association),
        fields={
            "name": FieldRule("text", required=True),
            "maxUsage": FieldRule("whole", required=True, low=1),
            "enrollmentCertId": FieldRule("id", required=True, refers_to="enrollmentCert"),
            "zcomponentId": FieldRule("id", required=True, refers_to=GROUPS[association]),
            "enabled": FieldRule("flag", default=True),
            "exportable": FieldRule("flag or text", default=True),
            "ipAcl": FieldRule("texts"),
        },
        named=(
            Named("zcomponentName", "zcomponentId", GROUPS[association]),
            Named("enrollmentCertName", "enrollmentCertId", "enrollmentCert"),
        ),
        fixed=("zcomponentId", "enrollmentCertId"),
        shown={"readOnly": False, "zscalerManaged": False},
        tells_microtenant=False,
        created_status=200,
        computed=(
            "usageCount",
            "provisioningKey",
            "zcomponentName",
            "enrollmentCertName",
            "associationType",
            "componentId",
        ),
    )


PROVISIONING_KEYS = tuple(map(_provisioning_key, GROUPS))


def _machine(path: str, **fields: FieldRule) -> Rules:
    machine = MACHINES[path]
    key, group = machine.group_key, GROUPS[machine.association]
    return Rules(
        path=path,
        fields={
            "name": FieldRule("text", required=True),
            "description": FieldRule("text"),
            "enabled": FieldRule("flag", default=False),
            **fields,
        },
        named=(
            Named(key.replace("Id", "Name"), key, group),
            Named("provisioningKeyName", "provisioningKeyId", key_path(machine.association)),
        ),
        nested=machine.version,
        shown={key: rule.default for key, rule in fields.items() if rule.default is not None},
        creatable=False,
        two_terms=True,
        # All else is ignored in updates, and none of it is lost.
        writes_only_fields=True,
    )


APP_CONNECTOR = _machine("connector")
SERVICE_EDGE = _machine(
    "serviceEdge",
    listenIps=FieldRule("texts"),
    publishIps=FieldRule("texts"),
    publishIpv6=FieldRule("flag", default=False),
)


def _schedule(path: str) -> Rules:
    return Rules(
        path=path,
        fields={
            "enabled": FieldRule("flag", default=False),
            "deleteDisabled": FieldRule("flag", default=False),
            "frequency": FieldRule("choice", default="days", choices=("days",)),
            "frequencyInterval": FieldRule(
                "choice", required=True, choices=("5", "7", "14", "30", "60", "90")
            ),
        },
        scoped=False,
        single=False,
        deletable=False,
        tells_microtenant=False,
    )


SCHEDULES = tuple(map(_schedule, ("connectorSchedule", "serviceEdgeSchedule")))

MICROTENANT = Rules(
    path="microtenants",
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text"),
        "enabled": FieldRule("flag", default=False),
        "criteriaAttribute": FieldRule("choice", required=True, choices=("AuthDomain",)),
        "criteriaAttributeValues": FieldRule("texts"),
        "privilegedApprovalsEnabled": FieldRule("flag", default=False),
    },
    shown={"operator": "OR"},
    scoped=False,
    tells_microtenant=False,
    computed=("operator", "scopeOrder", "priority", "roles", "user"),
)

# All rows of this page.
SITE = (
    APP_CONNECTOR_GROUP,
    SERVICE_EDGE_GROUP,
    PRIVATE_CLOUD_GROUP,
    *PROVISIONING_KEYS,
    APP_CONNECTOR,
    SERVICE_EDGE,
    *SCHEDULES,
    MICROTENANT,
)
