# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tenant that is audited."""

from __future__ import annotations

import pytest
from support.policies import add_rule
from support.tenants import TestTenant


@pytest.fixture
def estate(zpa: TestTenant) -> TestTenant:
    for name in ("Same", "Other", "Stranger"):
        zpa.add_group(name)
    for name in ("a", "b", "c"):
        add_rule(zpa, name)
    zpa.add_connector_group("Berlin")
    return zpa
