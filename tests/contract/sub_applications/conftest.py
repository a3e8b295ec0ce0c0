# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant that shows applications inside segments in lists, or does not."""

from __future__ import annotations

import pytest
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_look_up
from zpa_emulator.state import Quirks


@pytest.fixture(params=["none", "all"])
def zpa(zpa: TestTenant, request: pytest.FixtureRequest) -> TestTenant:
    """A tenant whose list of segments shows nothing of what is inside them, or all."""
    zpa.add_group("Apps")
    add_look_up(zpa.tenant, "certificate", "web.example.com")
    add_look_up(zpa.tenant, "certificate", "other.example.com")
    zpa.tenant.quirks = Quirks(apps_in_lists=request.param)
    return zpa
