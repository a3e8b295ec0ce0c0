# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests of zpa_config run on: an estate."""

from __future__ import annotations

import pytest
from support.configurations import furnish_estate
from support.tenants import TestTenant


@pytest.fixture
def estate(zpa: TestTenant) -> TestTenant:
    return furnish_estate(zpa)
