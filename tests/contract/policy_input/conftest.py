# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant that has what conditions name."""

from __future__ import annotations

import pytest
from support.policies import add_rule, furnish
from support.tenants import TestTenant


@pytest.fixture
def furnished(zpa: TestTenant) -> TestTenant:
    furnish(zpa)
    for policy_type in ("access", "isolation", "inspection", "redirection"):
        add_rule(zpa, "Main", policy_type, object_id="42" if policy_type == "access" else None)
    return zpa
