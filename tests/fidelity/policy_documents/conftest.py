# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant with all that the payloads of the vendor's pages name."""

from __future__ import annotations

import pytest
from support.tenants import TestTenant
from support.wire import Wire
from zpa_emulator.policy_seeds import (
    add_idp,
    add_isolation_profile,
    add_look_up,
    add_posture_profile,
    add_saml_attribute,
    add_scim_attribute,
    add_scim_group,
    add_trusted_network,
)
from zpa_emulator.seeds import add_service_edge_group


@pytest.fixture
def wire(zpa: TestTenant) -> Wire:
    return Wire(zpa)


@pytest.fixture
def ids(zpa: TestTenant) -> dict[str, str]:
    """The ids for the placeholders of the pages."""
    tenant = zpa.tenant
    idp = add_idp(tenant, "Okta")
    clouds = add_look_up(tenant, "cloudConnectorGroup", "aws | NONE | zscalerthree")["id"]
    return {
        "<applicationId>": tenant.find("application", "SAP")["id"],
        "<secondId>": tenant.find("application", "Jira")["id"],
        "<thirdId>": tenant.find("application", "Git")["id"],
        "<segmentGroupId>": zpa.add_group("Finance")["id"],
        "<idpId>": idp["id"],
        "<samlAttrId>": add_saml_attribute(tenant, "Okta", "Email")["id"],
        "<scimAttrId>": add_scim_attribute(tenant, "Okta", "department", ["Finance"])["id"],
        "<scimGroupId>": str(add_scim_group(tenant, "Okta", "Engineering")["id"]),
        "<postureUdid>": add_posture_profile(tenant, "Disk encrypted")["postureUdid"],
        "<networkId>": add_trusted_network(tenant, "Headquarters")["networkId"],
        "<machineGroupId>": add_look_up(tenant, "machineGroup", "Kiosks")["id"],
        "<CloudConnectorGroupId>": clouds,
        "<edgeConnectorGroupId>": clouds,
        "<appConnectorGroupId>": zpa.add_connector_group("San Jose")["id"],
        "<otherConnectorGroupId>": zpa.add_connector_group("Frankfurt")["id"],
        "<serverGroupId>": zpa.add_server_group("Servers")["id"],
        "<isolationProfileId>": add_isolation_profile(tenant, "Contractors")["id"],
        "<inspectionProfileId>": add_look_up(tenant, "inspectionProfile", "OWASP Top 10")["id"],
        "<serviceEdgeGroupId>": add_service_edge_group(tenant, "Ottawa")["id"],
        "<credentialId>": add_look_up(tenant, "credential", "root")["id"],
        "<credentialPoolId>": add_look_up(tenant, "credential-pool", "admins")["id"],
        "<consoleId>": add_look_up(tenant, "praConsole", "Jump host")["id"],
        "<portalId>": add_look_up(tenant, "praPortal", "Administration")["id"],
        "<userPortalId>": add_look_up(tenant, "userPortal", "Intranet")["id"],
        "<locationId>": add_look_up(tenant, "location/summary", "Road Warrior")["id"],
        "<branchId>": add_look_up(tenant, "branchConnectorGroup", "Branch")["id"],
        "<browserId>": add_look_up(tenant, "managedBrowserProfile/search", "Managed")["id"],
        "<tagGroupId>": add_look_up(tenant, "workloadTagGroup/summary", "Production")["id"],
    }
