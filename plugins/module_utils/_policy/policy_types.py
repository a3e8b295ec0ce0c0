# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each policy type allows, requires and forbids: one row each. Pure, private to this collection."""

from __future__ import annotations

import typing as t

_IDENTITY = ("SAML", "SCIM", "SCIM_GROUP")
_APPS = ("APP", "APP_GROUP")


class PolicyType(t.NamedTuple):
    """One policy type.

    - ``wire``: what the API calls it, ``aliases``: what else it answers to;
    - ``fields``: the options that only some policy types have;
    - ``required``: what a condition must be about, as object types: the vendor's page says "must include";
    - ``field_of_action``: the options one of which an action needs, for the same reason.

    The rest is what documents, clients and their live tests have. None of them says that there is nothing
    else, so what is not here causes a doubt and no refusal:

    - ``actions``: what its rules can do; empty where no document lists them;
    - ``object_types``: what conditions can be about; empty where no document lists them;
    - ``usual_of_action``: the options one of which an action has;
    - ``action_without``: the options that an action does not have;
    - ``client_types``: the ones that sources name for it, if not all.
    """

    wire: str
    aliases: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    object_types: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    field_of_action: tuple[tuple[str, tuple[str, ...]], ...] = ()
    usual_of_action: tuple[tuple[str, tuple[str, ...]], ...] = ()
    action_without: tuple[tuple[str, str], ...] = ()
    client_types: tuple[str, ...] = ()
    defaults: tuple[tuple[str, t.Any], ...] = ()


POLICY_TYPES: dict[str, PolicyType] = {
    "access": PolicyType(
        "ACCESS_POLICY",
        aliases=("GLOBAL_POLICY",),
        actions=("ALLOW", "DENY", "REQUIRE_APPROVAL"),
        fields=(
            "app_connector_groups",
            "app_server_groups",
            "extranet_enabled",
            "extranet_partner",
            "extranet_locations",
            "extranet_location_groups",
        ),
        object_types=(
            *_APPS,
            "CLIENT_TYPE",
            "IDP",
            *_IDENTITY,
            "POSTURE",
            "TRUSTED_NETWORK",
            "PLATFORM",
            "MACHINE_GRP",
            "EDGE_CONNECTOR_GROUP",
            "BRANCH_CONNECTOR_GROUP",
            "LOCATION",
            "COUNTRY_CODE",
            "RISK_FACTOR_TYPE",
            "CHROME_ENTERPRISE",
            "CHROME_POSTURE_PROFILE",
            "WORKLOAD_TAG_GROUP",
        ),
    ),
    "timeout": PolicyType(
        "TIMEOUT_POLICY",
        aliases=("REAUTH_POLICY",),
        actions=("RE_AUTH",),
        fields=("reauth_timeout", "reauth_idle_timeout"),
        object_types=(*_APPS, "CLIENT_TYPE", "IDP", *_IDENTITY, "POSTURE", "PLATFORM"),
        # What the vendor's clients send for a new rule: two days, ten minutes.
        defaults=(("reauth_timeout", 172800), ("reauth_idle_timeout", 600)),
    ),
    "client_forwarding": PolicyType(
        "CLIENT_FORWARDING_POLICY",
        aliases=("BYPASS_POLICY",),
        actions=("BYPASS", "INTERCEPT", "INTERCEPT_ACCESSIBLE"),
        object_types=(
            *_APPS,
            "CLIENT_TYPE",
            "IDP",
            *_IDENTITY,
            "POSTURE",
            "TRUSTED_NETWORK",
            "PLATFORM",
            "MACHINE_GRP",
            "EDGE_CONNECTOR_GROUP",
            "BRANCH_CONNECTOR_GROUP",
        ),
    ),
    "inspection": PolicyType(
        "INSPECTION_POLICY",
        actions=("INSPECT", "BYPASS_INSPECT"),
        fields=("inspection_profile",),
        object_types=(
            *_APPS,
            "CLIENT_TYPE",
            "IDP",
            *_IDENTITY,
            "POSTURE",
            "TRUSTED_NETWORK",
            "EDGE_CONNECTOR_GROUP",
            # In a live test of the vendor's Go SDK, and choices of the vendor's Ansible collection.
            "PLATFORM",
            "MACHINE_GRP",
        ),
        usual_of_action=(("INSPECT", ("inspection_profile",)),),
    ),
    "isolation": PolicyType(
        "ISOLATION_POLICY",
        actions=("ISOLATE", "BYPASS_ISOLATE"),
        fields=("isolation_profile",),
        object_types=(
            *_APPS,
            "CLIENT_TYPE",
            "IDP",
            *_IDENTITY,
            "POSTURE",
            "TRUSTED_NETWORK",
            "PLATFORM",
            "MACHINE_GRP",
            "EDGE_CONNECTOR_GROUP",
            "CHROME_ENTERPRISE",
            "CHROME_POSTURE_PROFILE",
        ),
        # "You must include CLIENT_TYPE as the objectType", and the profile: "Configuring Isolation Policies
        # Using API", which lists both client types.
        required=("CLIENT_TYPE",),
        field_of_action=(("ISOLATE", ("isolation_profile",)),),
        client_types=("zpn_client_type_exporter", "zpn_client_type_zapp"),
    ),
    "redirection": PolicyType(
        "REDIRECTION_POLICY",
        actions=("REDIRECT_DEFAULT", "REDIRECT_PREFERRED", "REDIRECT_ALWAYS"),
        fields=("service_edge_groups",),
        # SAML and SCIM are choices of the vendor's Ansible collection.
        object_types=("CLIENT_TYPE", "COUNTRY_CODE", "SAML", "SCIM"),
        usual_of_action=(
            ("REDIRECT_PREFERRED", ("service_edge_groups",)),
            ("REDIRECT_ALWAYS", ("service_edge_groups",)),
        ),
        action_without=(("REDIRECT_DEFAULT", "service_edge_groups"),),
        client_types=tuple(
            "zpn_client_type_" + name
            for name in ("edge_connector", "branch_connector", "machine_tunnel", "zapp", "zapp_partner")
        ),
    ),
    "capabilities": PolicyType(
        "CAPABILITIES_POLICY",
        actions=("CHECK_CAPABILITIES",),
        fields=("privileged_capabilities",),
        object_types=(*_APPS, *_IDENTITY),
    ),
    "credential": PolicyType(
        "CREDENTIAL_POLICY",
        actions=("INJECT_CREDENTIALS",),
        fields=("credential", "credential_pool"),
        object_types=(*_IDENTITY, "CONSOLE"),
        usual_of_action=(("INJECT_CREDENTIALS", ("credential", "credential_pool")),),
    ),
    "siem": PolicyType("SIEM_POLICY"),
    "clientless_session_protection": PolicyType(
        "CLIENTLESS_SESSION_PROTECTION_POLICY",
        actions=("MONITOR", "DO_NOT_MONITOR"),
        object_types=(*_APPS, "CLIENT_TYPE", *_IDENTITY, "USER_PORTAL"),
    ),
    "protection": PolicyType("PROTECTION_POLICY"),
    "privileged_portal": PolicyType(
        "PRIVILEGED_PORTAL_POLICY",
        actions=("CHECK_PRIVILEGED_PORTAL_CAPABILITIES",),
        fields=("privileged_portal_capabilities",),
        object_types=(*_IDENTITY, "COUNTRY_CODE", "PRIVILEGE_PORTAL"),
    ),
}

# The policy that every tenant has.
ALWAYS_THERE = "access"

# Every spelling of a policy type that is taken, in upper case.
SPELLINGS = {
    spelling.upper(): name
    for name, policy_type in POLICY_TYPES.items()
    for spelling in (name, policy_type.wire, *policy_type.aliases)
}


def policy_type_named(given: str) -> str:
    """Return the name of a policy type, spelled in any way; empty where there is none of it."""
    return SPELLINGS.get(given.strip().upper(), "")
