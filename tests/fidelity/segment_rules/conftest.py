# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant with what application segments name."""

from __future__ import annotations

import pytest
from support.tenants import TestTenant
from support.wire import Wire
from zpa_emulator.policy_seeds import add_look_up


@pytest.fixture
def wire(zpa: TestTenant) -> Wire:
    """A tenant with two groups of each sort, a certificate and no segment."""
    zpa.tenant.table("application").clear()
    for name in ("one", "two"):
        zpa.add_group(name)
        zpa.add_server_group(name)
    add_look_up(zpa.tenant, "certificate", "cert")
    return Wire(zpa)
