# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant with what provisioning keys need."""

from __future__ import annotations

import pytest
from support.tenants import TestTenant


@pytest.fixture
def zpa(zpa: TestTenant) -> TestTenant:
    zpa.add_connector_group("Zurich")
    zpa.add_connector_group("Berlin")
    zpa.add_service_edge_group("Geneva")
    zpa.add_provisioning_key("Spare", "Zurich", max_usage=5)
    zpa.add_provisioning_key("Used", "Zurich", max_usage=5, usage_count=3)
    zpa.forget()
    return zpa
