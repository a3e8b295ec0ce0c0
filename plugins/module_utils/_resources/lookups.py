# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kinds that can be found by name or id, managed or not: one row each. Private to this collection.

Parent-only kinds, which a tenant has once for all its microtenants, are not scoped.
"""

from __future__ import annotations

import typing as t

from .._schema.identity import Parent
from .._schema.metadata import names, number, text, texts
from .._schema.resource import DEFAULT_MICROTENANT, EQ, LIKE, PLAIN, Kind, Metadata
from .._schema.scalars import Bool
from .._schema.unlisted import Parts

_ENABLED = Metadata("enabled", "enabled", Bool().decode)
_DESCRIPTION = Metadata("description", "description", text)
_VALID_TO = Metadata("valid_to", "validToInEpochSec", number)
_IDP = (Metadata("idp_id", "idpId", text), Metadata("idp_name", "idpName", text))

# What enrols with a provisioning key, or with a user code: as options say it, and as paths do.
ASSOCIATION = Parent(
    "association_type",
    "associationType",
    (
        ("app_connector_group", "CONNECTOR_GRP"),
        ("service_edge_group", "SERVICE_EDGE_GRP"),
        ("network_connector_group", "NP_ASSISTANT_GRP"),
        ("private_cloud_controller_group", "SITE_CONTROLLER_GRP"),
        ("exporter_group", "EXPORTER_GRP"),
    ),
)


def _sub_applications(wire: str, sort: str, *keys: str, **details: t.Any) -> Parts:
    """Return where sub-applications of one sort are listed. Recorded are lists of these and ``keys``."""
    recorded = {"id", "name", "enabled", "applicationPort", "applicationProtocol", "domain", "appId", *keys}
    query = (("applicationType", sort), ("expandAll", "false"))
    return Parts(wire, "application/getAppsByType", query, "appId", frozenset(recorded), **details)


_ISOLATION: dict[str, t.Any] = {"version": "cbi", "scoped": False, "list_only": True, "has_uuids": True}

SCHEDULE_OF = Parent(
    "kind", "scheduleOf", (("app_connector", "connectorSchedule"), ("service_edge", "serviceEdgeSchedule"))
)

LOOKUPS = {
    "app_connector": Kind("App Connector", "connector", creatable=False, facts=(_ENABLED, _DESCRIPTION)),
    "app_connector_group": Kind(
        "App Connector group",
        "appConnectorGroup",
        # Asked for one group by its id, the API can say that a group for log streaming is none.
        wrong_by_id=("lssAppConnectorGroup",),
        facts=(_ENABLED, _DESCRIPTION, Metadata("location", "location", text)),
    ),
    "application_segment": Kind(
        "application segment",
        "application",
        # Recorded lists show less of a server group than the answer by id, and no recorded or documented one
        # shows these keys for sure.
        unlisted=("clientlessApps", "praApps", "inspectionApps"),
        parts=(
            _sub_applications("clientlessApps", "BROWSER_ACCESS"),
            _sub_applications("praApps", "SECURE_REMOTE_ACCESS", "connectionSecurity"),
            # Protocols of Active Directory, which an application of its own sort has.
            _sub_applications(
                "inspectionApps",
                "INSPECT",
                only_beside=(("protocols", "applicationProtocol", ("NONE", "")),),
            ),
        ),
        facts=(_ENABLED, _DESCRIPTION, Metadata("domain_names", "domainNames", texts)),
    ),
    "application_server": Kind(
        "application server",
        "server",
        facts=(_ENABLED, _DESCRIPTION, Metadata("address", "address", text)),
    ),
    "branch_connector_group": Kind(
        "branch connector group", "branchConnectorGroup", scoped=False, creatable=False, facts=(_ENABLED,)
    ),
    # Those that are issued, which alone can be used. Recorded and in both of the vendor's SDKs is the first
    # path; the other one is said to replace it. Names with dots, as most are, users have seen searches miss
    # (zscaler/terraform-provider-zpa#538).
    "browser_access_certificate": Kind(
        "Browser Access certificate",
        "clientlessCertificate/issued",
        version="v2",
        fallback=("certificate/issued", "v2"),
        single=("certificate", "v1"),
        is_inherited=True,
        list_only=True,
        facts=(_DESCRIPTION, Metadata("common_name", "cName", text), _VALID_TO),
    ),
    "c2c_ip_range": Kind(
        "C2C IP range",
        "v2/ipRanges",
        scoped=False,
        list_only=True,
        can_lack=True,
        facts=(_ENABLED, _DESCRIPTION),
    ),
    "cloud_connector_group": Kind(
        "cloud connector group",
        "cloudConnectorGroup",
        scoped=False,
        creatable=False,
        facts=(_ENABLED, _DESCRIPTION),
    ),
    "connector_schedule": Kind(
        "connector schedule", "%s", scoped=False, parents=(SCHEDULE_OF,), is_one=True, can_lack=True
    ),
    "console": Kind("privileged console", "praConsole", facts=(_ENABLED, _DESCRIPTION)),
    "credential": Kind(
        "privileged credential", "credential", facts=(Metadata("credential_type", "credentialType", text),)
    ),
    # Both of the vendor's SDKs look there. Where it is unknown, it is beside the others.
    "credential_pool": Kind(
        "privileged credential pool",
        "credential-pool",
        version="waap",
        fallback=("credential-pool", "v1"),
        list_only=True,
    ),
    "emergency_access_user": Kind(
        "emergency access user",
        "emergencyAccess/users",
        single=("emergencyAccess/user", "v1"),
        # The identity provider is that of the whole tenant.
        scoped=False,
        list_only=True,
        can_lack=True,
        roll=("userId", "emailId", "allowedActivate", "deactivate", "activate", "activateNow"),
    ),
    "enrollment_cert": Kind(
        "enrollment certificate",
        "enrollmentCert",
        version="v2",
        is_inherited=True,
        list_only=True,
        creatable=False,
        facts=(_DESCRIPTION,),
    ),
    "extranet_location": Kind(
        "extranet location",
        "location/extranetResource/%s",
        scoped=False,
        list_only=True,
        creatable=False,
        owners=("extranet_partner",),
    ),
    "extranet_location_group": Kind(
        "extranet location group",
        "locationGroup/extranetResource/%s",
        scoped=False,
        list_only=True,
        creatable=False,
        owners=("extranet_partner",),
        facts=(Metadata("locations", "ziaLocations", names),),
    ),
    "extranet_partner": Kind(
        "extranet partner", "extranetResource/partner", scoped=False, list_only=True, creatable=False
    ),
    "idp": Kind(
        "identity provider",
        "idp",
        version="v2",
        scoped=False,
        list_only=True,
        single=("idp", "v1"),
        creatable=False,
        facts=(_ENABLED, Metadata("scim_enabled", "scimEnabled", Bool().decode)),
    ),
    "inspection_custom_control": Kind(
        "inspection custom control", "inspectionControls/custom", scoped=False, facts=(_DESCRIPTION,)
    ),
    "inspection_profile": Kind(
        "inspection profile", "inspectionProfile", scoped=False, creatable=False, facts=(_DESCRIPTION,)
    ),
    # Recorded: arrays without pages, in another order each time, and one by its id.
    "isolation_banner": Kind("isolation banner", "banners", **_ISOLATION),
    "isolation_certificate": Kind("isolation certificate", "certificates", **_ISOLATION),
    "isolation_profile": Kind(
        "isolation profile",
        "isolation/profiles",
        scoped=False,
        list_only=True,
        hint=EQ,
        creatable=False,
        facts=(_DESCRIPTION, _ENABLED),
    ),
    "location": Kind("location", "location/summary", scoped=False, list_only=True, creatable=False),
    "machine_group": Kind("machine group", "machineGroup", creatable=False, facts=(_ENABLED, _DESCRIPTION)),
    "managed_browser_profile": Kind(
        "managed browser profile",
        "managedBrowserProfile/search",
        scoped=False,
        list_only=True,
        creatable=False,
    ),
    # No search was recorded, and that of the vendor's Go SDK by name finds nothing. A tenant has 500 at most.
    "microtenant": Kind(
        "microtenant",
        "microtenants",
        scoped=False,
        list_only=True,
        without_id=DEFAULT_MICROTENANT,
        holds_others=True,
        can_lack=True,
        facts=(_ENABLED,),
    ),
    "posture_profile": Kind(
        "posture profile",
        "posture",
        version="v2",
        scoped=False,
        list_only=True,
        hint=LIKE,
        has_cloud_suffix=True,
        refers_by="postureUdid",
        creatable=False,
        facts=(Metadata("posture_udid", "postureUdid", text),),
    ),
    "private_cloud_group": Kind(
        "private cloud group", "privateCloudControllerGroup", can_lack=True, facts=(_ENABLED, _DESCRIPTION)
    ),
    "privileged_portal": Kind("privileged portal", "praPortal", facts=(_ENABLED, _DESCRIPTION)),
    "provisioning_key": Kind(
        "provisioning key",
        "associationType/%s/provisioningKey",
        parents=(ASSOCIATION,),
        facts=(_ENABLED, Metadata("association_type", ASSOCIATION.wire, text)),
    ),
    "saml_attribute": Kind(
        "SAML attribute",
        "samlAttribute",
        version="v2",
        scoped=False,
        list_only=True,
        single=("samlAttribute", "v1"),
        hint=EQ,
        creatable=False,
        facts=(*_IDP, Metadata("saml_name", "samlName", text)),
    ),
    "scim_attribute": Kind(
        "SCIM attribute",
        "idp/%s/scimattribute",
        scoped=False,
        list_only=True,
        single=("idp/%s/scimattribute", "v1"),
        creatable=False,
        owners=("idp",),
        facts=(_IDP[0], Metadata("data_type", "dataType", text)),
    ),
    "scim_attribute_value": Kind(
        "SCIM attribute value",
        "scimattribute/idpId/%s/attributeId/%s",
        version="userconfig",
        scoped=False,
        list_only=True,
        folds_case=True,
        creatable=False,
        owners=("idp", "scim_attribute"),
        of_texts=True,
    ),
    "scim_group": Kind(
        "SCIM group",
        "scimgroup/idpId/%s",
        version="userconfig",
        scoped=False,
        search_is_plain=True,
        single=("scimgroup", "userconfig"),
        hint=PLAIN,
        creatable=False,
        owners=("idp",),
        facts=(_IDP[0], Metadata("modified_time", "modifiedTime", number)),
    ),
    "segment_group": Kind("segment group", "segmentGroup", facts=(_ENABLED, _DESCRIPTION)),
    "server_group": Kind(
        "server group",
        "serverGroup",
        # Recorded are the segments of a group in lists alone. Users have seen them by id as well
        # (zscaler/zscaler-sdk-python#506), which says nothing of the tenants of all others.
        wrong_by_id=("applications",),
        facts=(_ENABLED, _DESCRIPTION),
    ),
    "service_edge": Kind("service edge", "serviceEdge", creatable=False, facts=(_ENABLED,), can_lack=True),
    "service_edge_group": Kind("service edge group", "serviceEdgeGroup", facts=(_ENABLED, _DESCRIPTION)),
    "trusted_network": Kind(
        "trusted network",
        "network",
        version="v2",
        scoped=False,
        list_only=True,
        hint=LIKE,
        has_cloud_suffix=True,
        refers_by="networkId",
        creatable=False,
        facts=(Metadata("network_id", "networkId", text),),
    ),
    "user_portal": Kind("user portal", "userPortal", facts=(_ENABLED, _DESCRIPTION)),
    "user_portal_link": Kind("user portal link", "userPortalLink", facts=(_ENABLED, _DESCRIPTION)),
    "version_profile": Kind(
        "version profile",
        "visible/versionProfiles",
        scoped=False,
        list_only=True,
        folds_case=True,
        creatable=False,
        facts=(
            _DESCRIPTION,
            Metadata("visibility_scope", "visibilityScope", text),
            Metadata("upgrade_priority", "upgradePriority", text),
        ),
    ),
    "workload_tag_group": Kind(
        "workload tag group", "workloadTagGroup/summary", scoped=False, list_only=True, creatable=False
    ),
}

# What objects name by the id of its own, although rules have another one for it: no kind of its own.
BY_ID = {"trusted_network_by_id": "trusted_network"}
LOOKUPS.update((key, LOOKUPS[kind]._replace(refers_by="id")) for key, kind in BY_ID.items())

# Lists of words: the path of an object whose keys they are, or of an array, and its version.
WORDS = {
    "client_type": ("clientTypes", "v1"),
    "platform": ("platform", "v1"),
    "risk_score": ("riskScoreValues", "v2"),
}
