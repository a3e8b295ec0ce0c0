# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of RESOURCES, see rules.py: what Privileged Remote Access is made of."""

from __future__ import annotations

from .rule_types import Embedding, FieldRule, Named, Referrer, Rules
from .site_rules import STAMPED

CERTIFICATES, PORTALS, CONSOLES = "certificate", "praPortal", "praConsole"
CREDENTIALS, POOLS, APPROVALS = "credential", "credential-pool", "approval"
CREDENTIAL_TYPES = ("USERNAME_PASSWORD", "SSH_KEY", "PASSWORD")
# What no answer shows of a credential; which of them each type has to have.
SECRETS = ("password", "privateKey", "passphrase", "userDomain")
NEEDED = {
    "USERNAME_PASSWORD": ("userName", "password"),
    "SSH_KEY": ("userName", "privateKey"),
    "PASSWORD": ("password",),
}

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

CREDENTIAL = Rules(
    path=CREDENTIALS,
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text", cleared_by_put=True),
        "credentialType": FieldRule("choice", required=True, choices=CREDENTIAL_TYPES),
        "userName": FieldRule("text"),
        **{key: FieldRule("text") for key in SECRETS},
    },
    referrers=(Referrer("", POOLS, "credentials", "Credential Pool"),),
    hidden=SECRETS,
    fixed=("credentialType",),
    computed=("lastCredentialResetTime", *SECRETS),
)

POOL = Rules(
    path=POOLS,
    fields={
        "name": FieldRule("text", required=True),
        "credentialType": FieldRule("choice", required=True, choices=CREDENTIAL_TYPES),
        "credentials": FieldRule("ids", refers_to=CREDENTIALS, required=True),
    },
    embeds=(Embedding("credentials", CREDENTIALS, ("id", "name"), ("id",)),),
    fixed=("credentialType",),
    computed=("credentialMappingCount",),
    version="waap",
)

CONSOLE = Rules(
    path=CONSOLES,
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text", cleared_by_put=True),
        "enabled": FieldRule("flag", default=False),
        "iconText": FieldRule("text"),
        "praApplication": FieldRule("object", required=True),
        "praPortals": FieldRule("ids", required=True, refers_to=PORTALS),
    },
    embeds=(Embedding("praPortals", PORTALS, (*STAMPED, *PORTAL.fields), ("id", "enabled")),),
    tells_microtenant=False,
)

# What the answer to the creation of an approval shows of a segment, and what reads show beside: recorded.
OF_NEW_APPROVAL = (
    *("id", "icmpAccessType", "bypassType", "configSpace", "ipAnchored", "bypassOnReauth"),
    *("inspectTrafficWithZia", "tcpKeepAlive", "useInDrMode", "matchStyle", "selectConnectorCloseToApp"),
    *("weightedLoadBalancing", "extranetEnabled", "adpEnabled", "apiProtectionEnabled"),
    *("autoAppProtectEnabled", "fqdnDnsCheck", "policyStyle"),
)
APPROVAL = Rules(
    path=APPROVALS,
    fields={
        "emailIds": FieldRule("texts", required=True),
        "startTime": FieldRule("whole", required=True),
        "endTime": FieldRule("whole", required=True),
        "workingHours": FieldRule("object"),
        "applications": FieldRule("ids", refers_to="application", required=True),
    },
    embeds=(
        Embedding(
            "applications",
            "application",
            (
                *(*OF_NEW_APPROVAL, "modifiedTime", "creationTime", "modifiedBy", "name", "domainNames"),
                *("description", "enabled", "passiveHealthEnabled", "tcpPortRanges", "tcpPortRange"),
                *("doubleEncrypt", "healthCheckType"),
            ),
            OF_NEW_APPROVAL,
        ),
    ),
    computed=("status",),
)

# All rows of this page.
PRA = (PORTAL, CREDENTIAL, POOL, CONSOLE, APPROVAL)
