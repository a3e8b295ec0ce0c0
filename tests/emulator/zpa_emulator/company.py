# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tenant of a large company, or of a smaller one: objects of every kind that refer to each other.

What a company has follows from its size alone: twice the same names, and the same in them. No request
makes it, so that thousands of objects take seconds.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from .answers import Object
from .company_rules import DEPARTMENTS, OTHER_RULES, add_rules, condition, of_cycle
from .company_services import BY_HAND, DRIFTING, SERVICES, add_services, furnish_services
from .places import CITIES
from .policies import PolicySet
from .policy_seeds import (
    add_idp,
    add_look_up,
    add_posture_profile,
    add_trusted_network,
)
from .policy_types import RULES
from .seeds import (
    add_app_connector,
    add_app_connector_group,
    add_application,
    add_application_server,
    add_microtenant,
    add_provisioning_key,
    add_schedule,
    add_segment_group,
    add_server_group,
    add_service_edge,
    add_service_edge_group,
)
from .site_rules import key_path
from .state import MICROTENANTS, Tenant, change_stamp

CONNECTOR_GRP, SERVICE_EDGE_GRP = "CONNECTOR_GRP", "SERVICE_EDGE_GRP"
SYSTEMS = ("Payroll", "Wiki", "CRM", "ERP", "Tickets", "Archive", "Git", "Reports", "Mail", "Portal", "Files")
PORTS = (("443", "443"), ("80", "80", "443", "443"), ("8000", "8010", "8443", "8443"), ("3389", "3389"))
# Each of these sorts of applications is in one of so many segments.
ONE_IN = 50
IDP, CERTIFICATE = "Okta", "corp.example.com"
# The table of what each kind that is managed has, with the key that `drift` changes and what it makes of it.
MANAGED = {
    MICROTENANTS: ("description", BY_HAND),
    "segmentGroup": ("description", BY_HAND),
    "appConnectorGroup": ("description", BY_HAND),
    "serviceEdgeGroup": ("description", BY_HAND),
    key_path(CONNECTOR_GRP): ("maxUsage", "77"),
    key_path(SERVICE_EDGE_GRP): ("maxUsage", "77"),
    "connector": ("description", BY_HAND),
    "serviceEdge": ("description", BY_HAND),
    "server": ("address", "10.99.99.99"),
    "serverGroup": ("description", BY_HAND),
    "application": ("description", BY_HAND),
    RULES: ("description", BY_HAND),
    **DRIFTING,
}


class CompanySize(NamedTuple):
    """How many objects a company has: in the Default microtenant, and ``own`` of some kinds in each other.

    ``machines``: in each group. ``services``: of each kind of ``company_services``. ``users``: groups of
    users, which rules name.
    """

    segments: int
    segment_groups: int
    server_groups: int
    servers: int
    connector_groups: int
    edge_groups: int
    machines: int
    keys: int
    access_rules: int
    other_rules: int
    microtenants: int
    own: int
    services: int
    users: int

    def scaled(self, factor: float) -> CompanySize:
        """A company that is so many times as large. It has some of everything, and as many microtenants."""
        made = CompanySize(*(max(2, round(count * factor)) for count in self))
        least = max(made.other_rules, len(OTHER_RULES))
        return made._replace(
            other_rules=least, machines=self.machines, microtenants=self.microtenants, own=self.own
        )

    @property
    def rules(self) -> int:
        return self.access_rules + self.other_rules

    @property
    def creatable(self) -> int:
        """How many objects of the Default microtenant a task can create: no machines, no default rules."""
        return (
            self.segments
            + self.segment_groups
            + self.server_groups
            + self.servers
            + self.connector_groups
            + self.edge_groups
            + self.keys
            + self.rules
            + self.microtenants
            + self.services * len(SERVICES)
        )


def seed(tenant: Tenant, size: CompanySize, bare: bool = False) -> Tenant:
    """Let a tenant be that of a company, and return it.

    ``bare``: it has only what others see to: users, networks, profiles and the like.
    """
    furnish(tenant, size)
    if bare:
        return tenant
    microtenants = [
        add_microtenant(tenant, "Subsidiary %d" % number, domains=[domain], description="Bought in 2019")
        for number, domain in zip(range(1, size.microtenants + 1), tenant.auth_domains, strict=False)
    ]
    _add_sites(tenant, size)
    _add_servers(tenant, size)
    _add_segments(tenant, size, microtenants)
    add_services(tenant, size.services)
    add_rules(tenant, size.access_rules, size.other_rules)
    for microtenant in microtenants:
        _add_own(tenant, size.own, microtenant)
    return tenant


def furnish(tenant: Tenant, size: CompanySize) -> None:
    """Add what a company has and no task creates."""
    add_idp(
        tenant,
        IDP,
        domains=["corp.example.com"],
        saml_attributes=["Email", "Department"],
        scim_attributes={"department": list(DEPARTMENTS)},
        scim_groups=[_users(number) for number in range(size.users)],
    )
    for name in ("Disk encrypted", "Firewall on", "Managed device"):
        add_posture_profile(tenant, name)
    for name in ("Headquarters", "Branch offices"):
        add_trusted_network(tenant, name)
    add_look_up(tenant, "certificate", CERTIFICATE)
    add_look_up(tenant, "machineGroup", "Kiosks")
    furnish_services(tenant)


def drift(tenant: Tenant, share: float) -> int:
    """Change that share of the objects of each kind, spread over all, and return how many that are.

    None of them goes, since others refer to it. Where less than one would change, none does.
    """
    changed = 0
    for path, (key, value) in MANAGED.items():
        entries = [entry for entry in tenant.table(path).values() if _can_be_changed(entry)]
        count = round(len(entries) * share)
        for place in range(count):
            entries[place * len(entries) // count].update({key: value, **change_stamp()})
        changed += count
    return changed


def _can_be_changed(entry: Object) -> bool:
    """Whether an object belongs to the Default microtenant, and is none that every tenant has."""
    return not entry.get("microtenantId") and not entry.get("defaultRule") and entry["id"] != "0"


# -- Names -----------------------------------------------------------------------------------------------


def _users(number: int) -> str:
    return "%s team %03d" % (of_cycle(DEPARTMENTS, number), number)


def _segment(number: int) -> str:
    return "%s %s %04d" % (of_cycle(DEPARTMENTS, number), of_cycle(SYSTEMS, number), number)


def _host(number: int) -> str:
    return "%s-%04d.%s.corp.example.com" % (
        of_cycle(SYSTEMS, number).lower(),
        number,
        of_cycle(DEPARTMENTS, number).lower(),
    )


def _site(number: int) -> str:
    return "%s %02d" % (of_cycle(CITIES, number)[0].partition(",")[0], number)


# -- Sites -----------------------------------------------------------------------------------------------


def _add_sites(tenant: Tenant, size: CompanySize) -> None:
    for number in range(size.connector_groups):
        name = _site(number)
        add_app_connector_group(tenant, name, **_place(number), description="Site %d" % number)
        for machine in range(size.machines):
            add_app_connector(tenant, "%s connector %d" % (name, machine), name)
    for number in range(size.edge_groups):
        name = "%s edges" % _site(number)
        networks = ["Headquarters"] if number % 2 else None
        add_service_edge_group(tenant, name, **_place(number), trusted_networks=networks)
        for machine in range(size.machines):
            add_service_edge(tenant, "%s edge %d" % (_site(number), machine), name)
    for number in range(size.keys):
        # One in five is for service edges.
        is_edge = number % 5 == 1
        name, association = (
            ("%s edges" % _site(number % size.edge_groups), SERVICE_EDGE_GRP)
            if is_edge
            else (_site(number % size.connector_groups), CONNECTOR_GRP)
        )
        add_provisioning_key(
            tenant, "Key %02d of %s" % (number, name), name, association, max_usage=size.machines
        )
    add_schedule(tenant, "connectorSchedule", 30)
    add_schedule(tenant, "serviceEdgeSchedule", 14, enabled=False)


def _place(number: int) -> dict[str, Any]:
    city, latitude, longitude = of_cycle(CITIES, number)
    return {"location": city, "latitude": str(latitude), "longitude": str(longitude)}


def _add_servers(tenant: Tenant, size: CompanySize) -> None:
    servers = [
        add_application_server(tenant, "Server %02d" % number, "10.20.%d.%d" % divmod(number, 250))["name"]
        for number in range(size.servers)
    ]
    for number in range(size.server_groups):
        # The first ones have two servers each, and each server is in one group; the others find theirs.
        own = servers[2 * number : 2 * number + 2]
        sites = {_site((number + step) % size.connector_groups): None for step in range(1 + number % 2)}
        add_server_group(
            tenant,
            "Servers %03d" % number,
            description="For %s" % of_cycle(DEPARTMENTS, number),
            app_connector_groups=list(sites),
            application_servers=own,
        )


# -- Segments --------------------------------------------------------------------------------------------


def _add_segments(tenant: Tenant, size: CompanySize, microtenants: list[Object]) -> None:
    for number in range(size.segment_groups):
        add_segment_group(tenant, "Group %03d" % number, "Applications of %s" % of_cycle(DEPARTMENTS, number))
    groups, servers = list(tenant.table("segmentGroup")), list(tenant.table("serverGroup"))
    certificate = tenant.find("certificate", CERTIFICATE)["id"]
    for number in range(size.segments):
        used = [servers[(number + step) % len(servers)] for step in range(1 + (number % 7 == 0))]
        details: dict[str, Any] = {
            "domains": _domains(number),
            "segmentGroupId": groups[number % len(groups)],
            "serverGroups": [{"id": one} for one in used],
            "tcpPortRanges": list(of_cycle(PORTS, number)),
            **_particulars(number, certificate),
        }
        if number % 11 == 0:
            details["udpPortRanges"] = ["53", "53"]
        if number % 3 == 0:
            details["description"] = "Owned by %s" % _users(number % size.users)
        if microtenants and number % 100 == 60:
            details["sharedMicrotenantDetails"] = _shared_with(of_cycle(tuple(microtenants), number // 100))
        add_application(tenant, _segment(number), **details)


def _domains(number: int) -> list[str]:
    host = _host(number)
    if number % ONE_IN == 20:
        return [host, "*." + host]
    if number % 10 == 5:
        return ["10.%d.%d.0/24" % divmod(number, 250), host]
    return [host]


def _particulars(number: int, certificate: str) -> dict[str, Any]:
    """What only one in so many segments has, so that all together are there."""
    host, place = _host(number), number % ONE_IN
    web = {
        "domain": host,
        "applicationProtocol": "HTTPS",
        "applicationPort": "443",
        "certificateId": certificate,
    }
    some: dict[int, dict[str, Any]] = {
        1: {"tcpPortRanges": ["443", "443"], "clientlessApps": [web]},
        2: {
            "tcpPortRanges": ["22", "22"],
            "praApps": [{"domain": host, "applicationProtocol": "SSH", "applicationPort": "22"}],
        },
        3: {"tcpPortRanges": ["443", "443"], "inspectionApps": [web]},
        4: {"matchStyle": "INCLUSIVE"},
        6: {"healthReporting": "CONTINUOUS", "tcpPortRanges": ["443", "443"]},
        7: {"bypassType": "ON_NET"},
        8: {"doubleEncrypt": True},
        9: {"icmpAccessType": "PING", "tcpKeepAlive": "1"},
        10: {"enabled": False},
    }
    return some.get(place, {})


def _shared_with(microtenant: Object) -> Object:
    return {"sharedToMicrotenants": [{"id": microtenant["id"], "name": microtenant["name"]}]}


# -- Microtenants ----------------------------------------------------------------------------------------


def _add_own(tenant: Tenant, count: int, microtenant: Object) -> None:
    """Add some objects of a microtenant, with names that the Default one has as well."""
    owner = microtenant["id"]
    policy_set = PolicySet.of_type(tenant, "ACCESS_POLICY", owner)
    for number in range(count):
        site = add_app_connector_group(
            tenant, "%s of %s" % (_site(number), microtenant["name"]), **_place(number), microtenant_id=owner
        )
        group = add_segment_group(tenant, "Group %03d" % number, microtenant_id=owner)
        servers = add_server_group(
            tenant, "Servers %03d" % number, app_connector_groups=[site["name"]], microtenant_id=owner
        )
        add_application(
            tenant,
            _segment(number),
            ["%s.%s" % (microtenant["name"].lower().replace(" ", "-"), _host(number))],
            microtenant_id=owner,
            segmentGroupId=group["id"],
            serverGroups=[{"id": servers["id"]}],
        )
        operand = {"objectType": "APP_GROUP", "values": [group["id"]]}
        name = "Allow %s %04d" % (of_cycle(DEPARTMENTS, number), number)
        policy_set.add({"name": name, "action": "ALLOW", "conditions": [condition(operand)]}, "v2")


LARGE = CompanySize(
    segments=5000,
    segment_groups=500,
    server_groups=400,
    servers=60,
    connector_groups=50,
    edge_groups=5,
    machines=2,
    keys=20,
    access_rules=1000,
    other_rules=100,
    microtenants=3,
    own=3,
    services=6,
    users=200,
)
