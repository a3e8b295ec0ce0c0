# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of ``lookups.LOOKUPS`` that few tasks need: most are what rules name. Private to this collection.

What is listed here costs a task about something else nothing.
"""

from __future__ import annotations

import typing as t

from .._schema.kind import CALLED, EQ, LIKE, PLAIN, Kind, Metadata
from .._schema.metadata import IS_DESCRIBED, IS_ENABLED, WHAT_IT_IS, names, number, text
from .._schema.scalars import Bool
from .log_receiver import RULE_INSIDE, as_described

_VALID_TO = Metadata("valid_to", "validToInEpochSec", number)
_IDP = (Metadata("idp_id", "idpId", text), Metadata("idp_name", "idpName", text))

_ISOLATION: dict[str, t.Any] = {"version": "cbi", "scoped": False, "list_only": True, "has_uuids": True}
# What users of consoles sign in with.
CREDENTIAL_TYPES = ("USERNAME_PASSWORD", "SSH_KEY", "PASSWORD")

ROWS: dict[str, Kind] = {
    "branch_connector_group": Kind(
        "branch connector group", "branchConnectorGroup", scoped=False, creatable=False, facts=(IS_ENABLED,)
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
        facts=(IS_DESCRIBED, Metadata("common_name", "cName", text), _VALID_TO),
    ),
    "c2c_ip_range": Kind(
        "C2C IP range",
        "v2/ipRanges",
        scoped=False,
        list_only=True,
        can_lack=True,
        may_list_less=True,
        facts=WHAT_IT_IS,
    ),
    "cloud_connector_group": Kind(
        "cloud connector group", "cloudConnectorGroup", scoped=False, creatable=False, facts=WHAT_IT_IS
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
        facts=(IS_ENABLED, Metadata("scim_enabled", "scimEnabled", Bool().decode)),
    ),
    # An array of texts, the newest one first; it has no pages.
    "inspection_control_version": Kind(
        "version of predefined inspection controls",
        "inspectionControls/predefined/versions",
        scoped=False,
        list_only=True,
        creatable=False,
        of_texts=True,
    ),
    "inspection_custom_control": Kind(
        "inspection custom control", "inspectionControls/custom", scoped=False, facts=(IS_DESCRIBED,)
    ),
    # Several can have the same name. By its number one is known in every tenant, which ids are not.
    "inspection_predefined_control": Kind(
        "predefined inspection control",
        "inspectionControls/predefined?version=%s",
        scoped=False,
        list_only=True,
        folds_case=True,
        creatable=False,
        owners=("inspection_control_version",),
        grouped="predefinedInspectionControls",
        numbered="controlNumber",
        facts=(
            Metadata("called", CALLED, text),
            Metadata("control_group", "controlGroup", text),
            Metadata("default_action", "defaultAction", text),
            Metadata("paranoia_level", "paranoiaLevel", number),
            Metadata("severity", "severity", text),
            IS_DESCRIBED,
        ),
    ),
    # The vendor's examples of lists have none of these keys, and the answer by id has the controls.
    "inspection_profile": Kind(
        "inspection profile",
        "inspectionProfile",
        scoped=False,
        unlisted=("predefinedControlsVersion", "predefinedControls", "customControls"),
        may_list_less=True,
        facts=(IS_DESCRIBED,),
    ),
    # Recorded: arrays without pages, in another order each time, and one by its id.
    "isolation_banner": Kind("isolation banner", "banners", **_ISOLATION),
    "isolation_certificate": Kind("isolation certificate", "certificates", **_ISOLATION),
    "isolation_region": Kind("isolation region", "regions", creatable=False, **_ISOLATION),
    # As rules name it: it is managed where it has another id.
    "isolation_profile": Kind(
        "isolation profile",
        "isolation/profiles",
        scoped=False,
        list_only=True,
        hint=EQ,
        facts=(IS_DESCRIBED, IS_ENABLED),
    ),
    "location": Kind("location", "location/summary", scoped=False, list_only=True, creatable=False),
    # Both of the vendor's SDKs go through all pages for a name. No source tells whether a list shows rules.
    "lss_config": Kind(
        "log receiver",
        "lssConfig",
        version="v2",
        list_only=True,
        single=("lssConfig", "v2"),
        can_lack=True,
        unlisted=(RULE_INSIDE,),
        may_list_less=True,
        read_as=as_described,
    ),
    "machine_group": Kind("machine group", "machineGroup", creatable=False, facts=WHAT_IT_IS),
    "managed_browser_profile": Kind(
        "managed browser profile",
        "managedBrowserProfile/search",
        scoped=False,
        list_only=True,
        creatable=False,
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
    "pra_approval": Kind("privileged approval", "approval", can_lack=True, is_nameless=True),
    "pra_console": Kind("privileged console", "praConsole", can_lack=True, facts=WHAT_IT_IS),
    "pra_credential": Kind(
        "privileged credential",
        "credential",
        can_lack=True,
        facts=(Metadata("credential_type", "credentialType", text),),
    ),
    # Both of the vendor's SDKs look there, and read one by its id as well. Where it is unknown, it is beside
    # the others. That pools have a count of credentials leaves open whether lists show these.
    "pra_credential_pool": Kind(
        "privileged credential pool",
        "credential-pool",
        version="waap",
        fallback=("credential-pool", "v1"),
        list_only=True,
        can_lack=True,
        unlisted=("credentials",),
        may_list_less=True,
    ),
    "pra_portal": Kind("privileged portal", "praPortal", can_lack=True, facts=WHAT_IT_IS),
    "private_cloud_group": Kind(
        "private cloud group",
        "privateCloudControllerGroup",
        can_lack=True,
        may_list_less=True,
        facts=WHAT_IT_IS,
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
    "user_portal": Kind("user portal", "userPortal", facts=WHAT_IT_IS),
    "user_portal_link": Kind("user portal link", "userPortalLink", facts=WHAT_IT_IS),
    "workload_tag_group": Kind(
        "workload tag group", "workloadTagGroup/summary", scoped=False, list_only=True, creatable=False
    ),
}

# What objects name by the id of its own, although rules have another one for it: no kind of its own.
BY_ID = {"trusted_network_by_id": "trusted_network"}
ROWS.update((key, ROWS[kind]._replace(refers_by="id")) for key, kind in BY_ID.items())
