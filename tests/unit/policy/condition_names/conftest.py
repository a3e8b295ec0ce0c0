# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant with identity providers, and the ids of what it has."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.tenants import TestTenant
from zpa_emulator import policy_seeds


@pytest.fixture
def corp(zpa: TestTenant) -> TestTenant:
    """A tenant with two identity providers that have much in common, profiles and networks."""
    tenant = zpa.tenant
    for name in ("Okta", "Entra"):
        policy_seeds.add_idp(
            tenant,
            name,
            saml_attributes=["Email", "Title of " + name],
            scim_attributes={"userName": ["jdoe"], "city of " + name: ["Bern"]},
            scim_groups=["Engineering", "Sales of " + name],
        )
    for name in ("Disk encrypted", "CrowdStrike ZTA"):
        policy_seeds.add_posture_profile(tenant, name)
    policy_seeds.add_trusted_network(tenant, "Office")
    policy_seeds.add_look_up(tenant, "machineGroup", "Kiosks")
    zpa.add_group("Finance apps")
    zpa.forget()
    return zpa


@pytest.fixture
def ids(corp: TestTenant) -> Callable[[str, str], str]:
    """The id of an object by the path of its list and its name."""
    return lambda path, name: str(corp.tenant.find(path, name)["id"])
