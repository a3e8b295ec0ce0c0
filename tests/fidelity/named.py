# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One of everything that rules can name, for tests of clients."""

from __future__ import annotations

from support.tenants import TestTenant
from zpa_emulator.policy_seeds import (
    add_extranet_partner,
    add_idp,
    add_isolation_profile,
    add_look_up,
    add_posture_profile,
    add_trusted_network,
)
from zpa_emulator.seeds import add_service_edge_group


def add_what_rules_name(zpa: TestTenant) -> dict[str, str]:
    """Fill a tenant, and return by which values rules or clients name each thing."""
    tenant = zpa.tenant
    idp = add_idp(
        tenant,
        "Okta",
        saml_attributes=["Email"],
        scim_attributes={"department": ["Finance", "Engineering"]},
        scim_groups=["Engineering", "Finance"],
    )
    posture = add_posture_profile(tenant, "Disk encrypted")
    network = add_trusted_network(tenant, "Headquarters")
    connectors = zpa.add_connector_group("San Jose")
    add_extranet_partner(tenant, "Nobody's")
    plants = ["Plant 1 | zscalerthree.net", "Plant 2"]
    partner = add_extranet_partner(tenant, "Supplier", plants, {"Plants": plants, "Old plants": plants[1:]})
    return {
        "sap": zpa.stored("SAP", "application")["id"],
        "jira": zpa.stored("Jira", "application")["id"],
        "finance": zpa.add_group("Finance")["id"],
        "idp": idp["id"],
        "partners": add_idp(tenant, "Partners", scim=False)["id"],
        "saml": tenant.find("samlAttribute", "Email_Okta")["id"],
        "scim": tenant.find("scimattribute", "department")["id"],
        "group": str(tenant.find("scimgroup", "Engineering")["id"]),
        "posture": posture["postureUdid"],
        "posture_id": posture["id"],
        "network": network["networkId"],
        "network_id": network["id"],
        "machines": add_look_up(tenant, "machineGroup", "Kiosks")["id"],
        "clouds": add_look_up(tenant, "cloudConnectorGroup", "aws | NONE | zscalerthree")["id"],
        "connectors": connectors["id"],
        "servers": zpa.add_server_group("ERP servers", app_connector_groups=["San Jose"])["id"],
        "profile": add_isolation_profile(tenant, "Contractors")["id"],
        "inspection": add_look_up(tenant, "inspectionProfile", "OWASP Top 10")["id"],
        "edges": add_service_edge_group(tenant, "Ottawa")["id"],
        "credential": add_look_up(tenant, "credential", "root")["id"],
        "pool": add_look_up(tenant, "credential-pool", "admins")["id"],
        "partner": partner["id"],
    }
