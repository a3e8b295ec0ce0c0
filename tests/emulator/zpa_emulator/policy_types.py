# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the API accepts in the rules of each policy type: data, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .site_rules import CONNECTOR_GROUP_INSIDE, SERVER_GROUP_INSIDE, SERVICE_EDGE_GROUP_INSIDE

# Where policy sets and their rules are kept.
SETS, RULES = "policySet", "policyRule"
IDENTITY = ("SAML", "SCIM", "SCIM_GROUP")
APPLICATIONS = ("APP", "APP_GROUP")
# The vendor's page on access policies writes CLOUD_, the one on isolation policies and all SDKs write EDGE_.
CLOUD_CONNECTORS = ("EDGE_CONNECTOR_GROUP", "CLOUD_CONNECTOR_GROUP")
EXPORTER = "zpn_client_type_exporter"


@dataclass(frozen=True)
class PolicyType:
    """A policy type. ``code``, ``set_name`` and ``set_description`` are what objects of it show.

    ``actions``, ``object_types``, ``client_types``: what documents and clients, with their live tests, know
    of each, and more only where the server refuses it; none given: any.
    ``filters``: the actions that lists can be searched for; none given: all.
    ``fields``: the writable keys beyond those of every rule.
    ``default_action``: the action of a rule that gives none. ``default_rule``: the rule that is always last.
    """

    name: str
    aliases: tuple[str, ...]
    code: str
    set_name: str
    set_description: str
    actions: tuple[str, ...]
    object_types: tuple[str, ...]
    filters: tuple[str, ...] = ()
    client_types: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    default_action: str = ""
    default_rule: dict[str, Any] = field(default_factory=dict)


POLICY_TYPES = (
    PolicyType(
        "ACCESS_POLICY",
        ("GLOBAL_POLICY",),
        "1",
        "Global_Policy",
        "The rules in this policy set are executed first.",
        actions=("ALLOW", "DENY", "REQUIRE_APPROVAL"),
        filters=("ALLOW", "DENY"),
        default_action="ALLOW",
        object_types=(
            *APPLICATIONS,
            "CLIENT_TYPE",
            "IDP",
            *IDENTITY,
            "POSTURE",
            "TRUSTED_NETWORK",
            "PLATFORM",
            "MACHINE_GRP",
            *CLOUD_CONNECTORS,
            "BRANCH_CONNECTOR_GROUP",
            "LOCATION",
            "COUNTRY_CODE",
            "RISK_FACTOR_TYPE",
            "CHROME_ENTERPRISE",
            "CHROME_POSTURE_PROFILE",
            "WORKLOAD_TAG_GROUP",
        ),
        fields=("appConnectorGroups", "appServerGroups", "extranetEnabled", "extranetDTO"),
    ),
    PolicyType(
        "TIMEOUT_POLICY",
        ("REAUTH_POLICY",),
        "2",
        "ReAuth_Policy",
        "Re-Authentication policies.",
        actions=("RE_AUTH",),
        object_types=(*APPLICATIONS, "CLIENT_TYPE", "IDP", *IDENTITY, "POSTURE", "PLATFORM"),
        fields=("reauthTimeout", "reauthIdleTimeout"),
        default_rule={
            "description": "This is the default Timeout Policy rule",
            "action": "RE_AUTH",
            "reauthTimeout": "-1",
            "reauthIdleTimeout": "-1",
            "customMsg": "Your access to private applications has expired",
        },
    ),
    PolicyType(
        "SIEM_POLICY",
        (),
        "3",
        "Siem_Policy",
        "SIEM policies.",
        actions=("LOG",),
        object_types=(*APPLICATIONS, "CLIENT_TYPE", "IDP", *IDENTITY),
    ),
    PolicyType(
        "CLIENT_FORWARDING_POLICY",
        ("BYPASS_POLICY",),
        "4",
        "Bypass_Policy",
        "Bypass policies.",
        actions=("BYPASS", "INTERCEPT", "INTERCEPT_ACCESSIBLE"),
        object_types=(
            *APPLICATIONS,
            "CLIENT_TYPE",
            "IDP",
            *IDENTITY,
            "POSTURE",
            "TRUSTED_NETWORK",
            "PLATFORM",
            "MACHINE_GRP",
            *CLOUD_CONNECTORS,
            "BRANCH_CONNECTOR_GROUP",
        ),
        default_rule={
            "description": "This is the default Client Forwarding Policy rule",
            "action": "INTERCEPT",
        },
    ),
    PolicyType(
        "ISOLATION_POLICY",
        (),
        "5",
        "Isolation_Policy",
        "Isolation policies.",
        actions=("ISOLATE", "BYPASS_ISOLATE"),
        object_types=(
            *APPLICATIONS,
            "CLIENT_TYPE",
            "IDP",
            *IDENTITY,
            "POSTURE",
            "TRUSTED_NETWORK",
            "PLATFORM",
            "MACHINE_GRP",
            *CLOUD_CONNECTORS,
            "CHROME_ENTERPRISE",
            "CHROME_POSTURE_PROFILE",
        ),
        client_types=(EXPORTER, "zpn_client_type_zapp"),
        fields=("zpnIsolationProfileId",),
        default_rule={
            "description": "This is the default Isolation Policy rule",
            "action": "BYPASS_ISOLATE",
            "conditions": [
                {"operands": [{"objectType": "CLIENT_TYPE", "lhs": "id", "rhs": EXPORTER}]},
            ],
        },
    ),
    PolicyType(
        "INSPECTION_POLICY",
        (),
        "6",
        "Inspection_Policy",
        "Inspection policies.",
        actions=("INSPECT", "BYPASS_INSPECT"),
        object_types=(
            *APPLICATIONS,
            "CLIENT_TYPE",
            "IDP",
            *IDENTITY,
            "POSTURE",
            "TRUSTED_NETWORK",
            *CLOUD_CONNECTORS,
            "PLATFORM",
            "MACHINE_GRP",
        ),
        fields=("zpnInspectionProfileId",),
    ),
    PolicyType(
        "REDIRECTION_POLICY",
        (),
        "7",
        "Redirection_Policy",
        "Redirection policies.",
        actions=("REDIRECT_DEFAULT", "REDIRECT_PREFERRED", "REDIRECT_ALWAYS"),
        object_types=("CLIENT_TYPE", "COUNTRY_CODE", "SAML", "SCIM"),
        client_types=(
            "zpn_client_type_edge_connector",
            "zpn_client_type_branch_connector",
            "zpn_client_type_machine_tunnel",
            "zpn_client_type_zapp",
            "zpn_client_type_zapp_partner",
        ),
        fields=("serviceEdgeGroups",),
    ),
    PolicyType(
        "CREDENTIAL_POLICY",
        (),
        "8",
        "Credential_Policy",
        "Credential policies.",
        actions=("INJECT_CREDENTIALS",),
        object_types=(*IDENTITY, "CONSOLE"),
        fields=("credential", "credentialPool"),
    ),
    PolicyType(
        "CAPABILITIES_POLICY",
        (),
        "9",
        "Capabilities_Policy",
        "Capabilities policies.",
        actions=("CHECK_CAPABILITIES",),
        object_types=(*APPLICATIONS, *IDENTITY),
        fields=("privilegedCapabilities",),
    ),
    PolicyType(
        "CLIENTLESS_SESSION_PROTECTION_POLICY",
        (),
        "10",
        "Clientless_Session_Protection_Policy",
        "Clientless session protection policies.",
        actions=("MONITOR", "DO_NOT_MONITOR"),
        object_types=(*APPLICATIONS, "CLIENT_TYPE", *IDENTITY, "USER_PORTAL"),
    ),
    PolicyType(
        "PROTECTION_POLICY",
        (),
        "11",
        "Protection_Policy",
        "Protection policies.",
        actions=(),
        object_types=(),
    ),
    PolicyType(
        "PRIVILEGED_PORTAL_POLICY",
        (),
        "12",
        "Privileged_Portal_Policy",
        "Privileged portal policies.",
        actions=("CHECK_PRIVILEGED_PORTAL_CAPABILITIES",),
        object_types=(*IDENTITY, "COUNTRY_CODE", "PRIVILEGE_PORTAL"),
        fields=("privilegedPortalCapabilities",),
    ),
)

BY_NAME = {name: kind for kind in POLICY_TYPES for name in (kind.name, *kind.aliases)}

CAPABILITIES = {
    "privilegedCapabilities": (
        "CLIPBOARD_COPY",
        "CLIPBOARD_PASTE",
        "FILE_UPLOAD",
        "FILE_DOWNLOAD",
        "INSPECT_FILE_UPLOAD",
        "INSPECT_FILE_DOWNLOAD",
        "MONITOR_SESSION",
        "RECORD_SESSION",
        "SHARE_SESSION",
        "JOIN_SESSION",
        "CONTROL_SESSION",
    ),
    "privilegedPortalCapabilities": (
        "DELETE_FILE",
        "ACCESS_UNINSPECTED_FILE",
        "ACCESS_UNINSPECTED_FILE_SANDBOX",
        "REQUEST_APPROVALS",
        "REVIEW_APPROVALS",
        "UPLOAD_INSPECTED_SANDBOX",
        "UPLOAD_INSPECTED_SCAN",
    ),
}


@dataclass(frozen=True)
class Embedded:
    """Objects that a rule names: ``path`` of their resource, and ``keys`` that reads show of each.

    ``created``: what the answer to a creation shows of each beside its id. ``most``: how many it may name.
    """

    path: str
    keys: tuple[str, ...]
    created: dict[str, Any] = field(default_factory=dict)
    most: int = 0


EMBEDDED = {
    "appConnectorGroups": Embedded(
        "appConnectorGroup",
        CONNECTOR_GROUP_INSIDE,
        created={
            "useInDrMode": False,
            "connectorGroupType": "APP",
            "wafDisabled": False,
            "lssAppConnectorGroup": False,
        },
        most=48,
    ),
    "appServerGroups": Embedded(
        "serverGroup",
        SERVER_GROUP_INSIDE,
        created={
            "enabled": False,
            "configSpace": "DEFAULT",
            "extranetEnabled": False,
            "dynamicDiscovery": False,
        },
    ),
    "serviceEdgeGroups": Embedded("serviceEdgeGroup", SERVICE_EDGE_GROUP_INSIDE),
}
NAMED = {"credential": "credential", "credentialPool": "credential-pool"}
PROFILES = {"zpnIsolationProfileId": "isolation/profiles", "zpnInspectionProfileId": "inspectionProfile"}
