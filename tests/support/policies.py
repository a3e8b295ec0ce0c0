# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant with something of every kind that a rule can name, and its rules as the emulator keeps them."""

from __future__ import annotations

from typing import Any, NamedTuple

from ansible_collections.zerotrust.zpa.plugins.module_utils._info.reference_options import NARROWED
from zpa_emulator.policies import PolicySet
from zpa_emulator.policy_seeds import (
    PLAIN,
    add_extranet_location,
    add_extranet_location_group,
    add_idp,
    add_isolation_profile,
    add_look_up,
    add_policy_rule,
    add_posture_profile,
    add_trusted_network,
)
from zpa_emulator.policy_types import BY_NAME
from zpa_emulator.seeds import (
    add_app_connector,
    add_private_cloud_group,
    add_provisioning_key,
    add_service_edge,
    add_service_edge_group,
)
from zpa_emulator.state import DEFAULT_MICROTENANT, microtenant_of

from .tenants import TestTenant

# Three of each of the plain look-ups; what they are called says what they are.
PLAIN_NAMES = {
    path: tuple("%s %s" % (key.replace("_", " "), letter) for letter in "ABC") for key, path in PLAIN.items()
}


# Partners with what belongs to them, by name and with ids. Of one name there are two, with one partner each.
PARTNERS: tuple[tuple[str, dict[str, str], dict[str, str]], ...] = (
    (
        "extranet partners A",
        {"Berlin | zscalerthree.net": "51", "Bonn": "52", "Munich": "53"},
        {"Branches": "61", "Offices": "62"},
    ),
    ("extranet partners B", {"Bonn": "54", "Vienna": "55"}, {"Branches": "63"}),
)


# What is listed of a furnished tenant belongs to these.
OWNERS = {
    "idp": "Okta",
    "attribute": "department",
    "extranet_partner": "extranet partners A",
    "predefined_controls_version": "OWASP_CRS/4.8.0",
}


def about_groups(*groups: str) -> list[dict[str, Any]]:
    """Return conditions about segment groups, by their names, in the form of the emulator's seeds."""
    return [{"operands": [{"objectType": "APP_GROUP", "values": list(groups)}]}]


def asking_for(kind: str) -> dict[str, str]:
    """The options that list a kind."""
    owners = {option: OWNERS[option] for option, kinds in NARROWED.items() if kinds.get(kind)}
    return {"kind": kind, **owners}


class Id(NamedTuple):
    """Stands for the id of an object that a test names: the value of ``key`` of that one."""

    path: str
    name: str
    key: str = "id"


def furnish(zpa: TestTenant) -> TestTenant:
    """Add objects of every kind that rules name, and return the tenant."""
    tenant = zpa.tenant
    for name in ("Finance apps", "Web apps", "Lab apps"):
        zpa.add_group(name)
    for name in ("Frankfurt", "Zurich", "Paris"):
        zpa.add_connector_group(name)
        zpa.add_server_group(name + " servers", app_connector_groups=[name])
        add_service_edge_group(tenant, name + " edge")
        add_app_connector(tenant, name + " connector", name)
        add_service_edge(tenant, name + " service edge", name + " edge")
        add_provisioning_key(tenant, name + " key", name)
    for name in ("CRM", "ERP"):
        zpa.add_application_server(name)
    add_idp(
        tenant,
        "Okta",
        saml_attributes=["Email", "Department"],
        scim_attributes={"department": ["Finance"], "title": ["CFO"]},
        scim_groups=["Finance", "Engineering", "Sales"],
    )
    add_idp(
        tenant,
        "Azure",
        saml_attributes=["Email"],
        scim_attributes={"department": ["Finance"], "office": ["Zurich"]},
        scim_groups=["Finance", "Guests"],
    )
    add_idp(tenant, "Legacy", scim=False, saml_attributes=["Login"])
    for name in ("Disk encrypted", "Firewall on", "Jailbroken"):
        add_posture_profile(tenant, name)
    for name in ("Headquarters", "Branch office", "Warehouse"):
        add_trusted_network(tenant, name)
    for name in ("Safe browsing", "Contractors"):
        add_isolation_profile(tenant, name)
    for path, names in PLAIN_NAMES.items():
        for name in names:
            add_look_up(tenant, path, name)
    for path in ("banners", "certificates", "regions"):
        zpa.tenant.add(path, {"name": "Corporate"}, object_id=zpa.tenant.new_uuid())
    control = {"name": "Long headers", "type": "REQUEST", "severity": "INFO"}
    zpa.tenant.add("inspectionControls/custom", control)
    add_private_cloud_group(tenant, "Frankfurt private cloud")
    tenant.add("v2/ipRanges", {"name": "Branches", "ipRangeBegin": "10.9.0.1", "ipRangeEnd": "10.9.0.9"})
    user = {"name": "ann@example.com", "firstName": "Ann", "lastName": "Example"}
    tenant.add("emergencyAccess/users", {**user, "emailId": user["name"]})
    receiver = {"lssHost": "logs.example.com", "lssPort": "6514", "sourceLogType": "zpn_audit_log"}
    tenant.add("lssConfig", {"name": "SIEM", "enabled": True, "format": "%s{Username}", **receiver})
    furnish_extranets(zpa)
    return zpa


def furnish_extranets(zpa: TestTenant) -> None:
    """Add the partners that are not there yet, with what belongs to them."""
    tenant = zpa.tenant
    present = {one["name"] for one in tenant.table("extranetResource/partner").values()}
    for partner, locations, groups in PARTNERS:
        if partner not in present:
            add_look_up(tenant, "extranetResource/partner", partner)
        for name, object_id in locations.items():
            add_extranet_location(tenant, partner, name, object_id=object_id)
        for name, object_id in groups.items():
            add_extranet_location_group(tenant, partner, name, list(locations), object_id=object_id)


def with_ids(zpa: TestTenant, value: Any) -> Any:
    """Return a value with ids in the place of what stands for them, at any depth."""
    if isinstance(value, Id):
        found = zpa.tenant.table(value.path).values()
        return next(str(entry[value.key]) for entry in found if entry["name"] == value.name)
    if isinstance(value, dict):
        return {key: with_ids(zpa, entry) for key, entry in value.items()}
    return [with_ids(zpa, entry) for entry in value] if isinstance(value, (list, tuple)) else value


def add_rule(
    zpa: TestTenant,
    name: str,
    policy_type: str = "access",
    object_id: str | None = None,
    flags: dict[str, Any] | None = None,
    **rule: Any,
) -> dict[str, Any]:
    """Add a rule as ``add_policy_rule`` does, also one whose name is taken. ``flags``: further wire keys."""
    stored = add_policy_rule(
        zpa.tenant, policy_type, "being made", **{**OF_TYPE.get(policy_type, {}), **rule}
    )
    if object_id:
        order = _policy_set(zpa, policy_type, rule.get("microtenant_id"))["rules"]
        order[order.index(stored["id"])] = object_id
        table = zpa.tenant.table("policyRule")
        del table[stored["id"]]
        table[object_id] = stored
        stored["id"] = object_id
    stored.update(flags or {}, name=name)
    return stored


# What a rule of a policy type needs beside its name.
CLIENTS = [{"operands": [{"objectType": "CLIENT_TYPE", "values": ["zpn_client_type_zapp"]}]}]
BROWSER = [{"operands": [{"objectType": "CLIENT_TYPE", "values": ["zpn_client_type_exporter"]}]}]
OF_TYPE: dict[str, dict[str, Any]] = {
    "access": {"action": "ALLOW"},
    "timeout": {"action": "RE_AUTH", "reauthTimeout": "172800", "reauthIdleTimeout": "600"},
    "client_forwarding": {"action": "BYPASS"},
    "inspection": {"action": "BYPASS_INSPECT"},
    "isolation": {"action": "BYPASS_ISOLATE", "conditions": BROWSER},
    "redirection": {"action": "REDIRECT_DEFAULT"},
    "capabilities": {"action": "CHECK_CAPABILITIES"},
    "credential": {"action": "INJECT_CREDENTIALS", "credential": "credentials A"},
    "siem": {"action": "LOG"},
    "clientless_session_protection": {"action": "MONITOR"},
    "protection": {"action": "PROTECT"},
    "privileged_portal": {"action": "CHECK_PRIVILEGED_PORTAL_CAPABILITIES"},
}


def make_policy_sets(zpa: TestTenant, *microtenants: str) -> None:
    """Have every policy set and its default rule, which the emulator makes where they are first asked for."""
    for policy_type in BY_NAME:
        for place in (DEFAULT_MICROTENANT, *microtenants):
            PolicySet.of_type(zpa.tenant, policy_type, place)


def rules_in_order(zpa: TestTenant, policy_type: str = "access", microtenant: str | None = None) -> list[str]:
    """Return the names of the rules of a policy, in their order."""
    table = zpa.tenant.table("policyRule")
    return [table[rule_id]["name"] for rule_id in _policy_set(zpa, policy_type, microtenant)["rules"]]


def stored_operands(rule: dict[str, Any]) -> list[tuple[str, bool, list[tuple[str, str, str]]]]:
    """Return the conditions of a rule as it is kept, without order and what the server adds."""
    return sorted(
        (
            entry["operator"],
            entry["negated"],
            sorted((operand["objectType"], operand["lhs"], operand["rhs"]) for operand in entry["operands"]),
        )
        for entry in rule["conditions"]
    )


def _policy_set(zpa: TestTenant, policy_type: str, microtenant: str | None) -> dict[str, Any]:
    kind = BY_NAME[policy_type.upper() + "_POLICY"]
    owner = microtenant or DEFAULT_MICROTENANT
    return next(
        stored
        for stored in zpa.tenant.table("policySet").values()
        if (stored["type"], microtenant_of(stored)) == (kind.name, owner)
    )
