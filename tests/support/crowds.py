# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tenants with any number of objects of a kind, and rules that name some of them: one row a kind of name.

For tests and for the benchmark, so that both measure the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from zpa_emulator import Tenant
from zpa_emulator.policy_seeds import (
    PLAIN,
    add_idp,
    add_isolation_profile,
    add_look_up,
    add_policy_rule,
    add_posture_profile,
    add_saml_attribute,
    add_scim_attribute,
    add_scim_group,
    add_trusted_network,
)
from zpa_emulator.seeds import add_service_edge_group

Names = list[str]
IDP = "Okta"


class Kind(NamedTuple):
    """One kind of name.

    ``add``: adds an object by its name. ``options``: what a task says of a rule that names some, and
    ``wire``: the same as a seed has it. ``most``: how many one rule can name.
    """

    add: Callable[[Tenant, str], Any]
    options: Callable[[Names], dict[str, Any]]
    wire: Callable[[Names], dict[str, Any]]
    policy_type: str = "access"
    action: str = "ALLOW"
    most: int = 1000


def _conditions(operand: dict[str, Any]) -> dict[str, Any]:
    return {"conditions": [{"operands": [operand]}]}


def _plain(path: str) -> Callable[[Tenant, str], Any]:
    return lambda tenant, name: add_look_up(tenant, path, name)


def _stored(path: str) -> Callable[[Tenant, str], Any]:
    return lambda tenant, name: tenant.add(path, {"name": name, "enabled": True})


def _values(
    object_type: str, add: Callable[[Tenant, str], Any], policy_type: str = "access", action: str = "ALLOW"
) -> Kind:
    return Kind(
        add,
        lambda names: _conditions({"object_type": object_type, "objects": names}),
        lambda names: _conditions({"objectType": object_type, "values": names}),
        policy_type,
        action,
    )


def _pairs(
    object_type: str, add: Callable[[Tenant, str], Any], pair: Callable[[str], dict[str, str]]
) -> Kind:
    return Kind(
        add,
        lambda names: _conditions({"object_type": object_type, "entries": list(map(pair, names))}),
        lambda names: _conditions({"objectType": object_type, "entryValues": list(map(pair, names))}),
    )


def _list(
    option: str,
    wire: str,
    add: Callable[[Tenant, str], Any],
    policy_type: str = "access",
    action: str = "ALLOW",
) -> Kind:
    return Kind(add, lambda names: {option: names}, lambda names: {wire: names}, policy_type, action, most=40)


def _one(option: str, wire: str, add: Callable[[Tenant, str], Any], policy_type: str, action: str) -> Kind:
    return Kind(
        add, lambda names: {option: names[0]}, lambda names: {wire: names[0]}, policy_type, action, most=1
    )


def _left_is(said: str) -> Callable[[str], dict[str, str]]:
    return lambda name: {"lhs": name, "rhs": said}


SAML_NAME = "%s_" + IDP
BROWSER = {"objectType": "CLIENT_TYPE", "values": ["zpn_client_type_exporter"]}
KINDS: dict[str, Kind] = {
    "APP": _values("APP", _stored("application")),
    "APP_GROUP": _values("APP_GROUP", _stored("segmentGroup")),
    "BRANCH_CONNECTOR_GROUP": _values("BRANCH_CONNECTOR_GROUP", _plain(PLAIN["branch_connector_groups"])),
    "CHROME_POSTURE_PROFILE": _values("CHROME_POSTURE_PROFILE", _plain(PLAIN["managed_browser_profiles"])),
    "CONSOLE": _values("CONSOLE", _plain(PLAIN["pra_consoles"]), "capabilities", "CHECK_CAPABILITIES"),
    "EDGE_CONNECTOR_GROUP": _values("EDGE_CONNECTOR_GROUP", _plain(PLAIN["cloud_connector_groups"])),
    "IDP": _values("IDP", _plain("idp")),
    "LOCATION": _values("LOCATION", _plain(PLAIN["locations"])),
    "MACHINE_GRP": _values("MACHINE_GRP", _plain(PLAIN["machine_groups"])),
    "PRIVILEGE_PORTAL": _values(
        "PRIVILEGE_PORTAL",
        _plain(PLAIN["pra_portals"]),
        "privileged_portal",
        "CHECK_PRIVILEGED_PORTAL_CAPABILITIES",
    ),
    "USER_PORTAL": _values(
        "USER_PORTAL", _plain(PLAIN["user_portals"]), "clientless_session_protection", "MONITOR"
    ),
    "WORKLOAD_TAG_GROUP": _values("WORKLOAD_TAG_GROUP", _plain(PLAIN["workload_tag_groups"])),
    "POSTURE": _pairs("POSTURE", add_posture_profile, _left_is("true")),
    "TRUSTED_NETWORK": _pairs("TRUSTED_NETWORK", add_trusted_network, _left_is("true")),
    "SAML": _pairs(
        "SAML",
        lambda tenant, name: add_saml_attribute(tenant, IDP, name),
        lambda name: {"lhs": SAML_NAME % name, "rhs": "x"},
    ),
    "SCIM": _pairs("SCIM", lambda tenant, name: add_scim_attribute(tenant, IDP, name, ["x"]), _left_is("x")),
    "SCIM_GROUP": _pairs(
        "SCIM_GROUP",
        lambda tenant, name: add_scim_group(tenant, IDP, name),
        lambda name: {"lhs": IDP, "rhs": name},
    ),
    "app_connector_groups": _list("app_connector_groups", "appConnectorGroups", _stored("appConnectorGroup")),
    "app_server_groups": _list("app_server_groups", "appServerGroups", _stored("serverGroup")),
    "service_edge_groups": _list(
        "service_edge_groups",
        "serviceEdgeGroups",
        add_service_edge_group,
        "redirection",
        "REDIRECT_PREFERRED",
    ),
    "isolation_profile": _one(
        "isolation_profile", "zpnIsolationProfileId", add_isolation_profile, "isolation", "ISOLATE"
    ),
    "inspection_profile": _one(
        "inspection_profile",
        "zpnInspectionProfileId",
        _plain(PLAIN["inspection_profiles"]),
        "inspection",
        "INSPECT",
    ),
    "credential": _one(
        "credential", "credential", _plain(PLAIN["credentials"]), "credential", "INJECT_CREDENTIALS"
    ),
    "credential_pool": _one(
        "credential_pool",
        "credentialPool",
        _plain(PLAIN["credential_pools"]),
        "credential",
        "INJECT_CREDENTIALS",
    ),
    "extranet_partner": _one(
        "extranet_partner", "extranet", _plain(PLAIN["extranet_partners"]), "access", "ALLOW"
    ),
}
RULE = "Names some"


def names_of(kind: str, count: int) -> Names:
    """What the objects of a kind are called, of which there are so many."""
    return ["%s %05d" % (kind.replace("_", " ").title(), number) for number in range(count)]


def gather(tenant: Tenant, kind: str, count: int) -> None:
    """Add so many objects of a kind, and the identity provider that some need."""
    if not any(idp["name"] == IDP for idp in tenant.table("idp").values()):
        add_idp(tenant, IDP)
    for name in names_of(kind, count):
        KINDS[kind].add(tenant, name)


def some_of(kind: str, names: Names, few: int) -> Names:
    """A few names from all over the list."""
    few = min(few, KINDS[kind].most, len(names))
    return [names[place * (len(names) - 1) // few] for place in range(1, few + 1)]


def add_rule_about(tenant: Tenant, kind: str, names: Names, rule: str = RULE) -> dict[str, Any]:
    """Add a rule that names some, and return it as it is kept."""
    row = KINDS[kind]
    wire = row.wire(names)
    if kind == "isolation_profile":
        wire |= {"conditions": [{"operands": [BROWSER]}]}
    if kind == "extranet_partner":
        partner = tenant.find(PLAIN["extranet_partners"], names[0])
        wire = {"extranetEnabled": True, "extranetDTO": {"zpnErId": partner["id"]}}
    return add_policy_rule(tenant, row.policy_type, rule, action=row.action, **wire)


def task_about(kind: str, names: Names, rule: str = RULE) -> dict[str, Any]:
    """The options of a task that declares that rule as it is."""
    row = KINDS[kind]
    return {"name": rule, "policy_type": row.policy_type, "action": row.action, **row.options(names)}
