# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant on which plans are carried out."""

from __future__ import annotations

import pytest
from support.applying import GROUP_ID
from support.tenants import TestTenant


@pytest.fixture
def finance(zpa: TestTenant) -> TestTenant:
    """The test tenant with a group Finance of two applications."""
    zpa.add_group("Finance", description="Old", applications=["SAP", "Payroll"], object_id=GROUP_ID)
    return zpa
