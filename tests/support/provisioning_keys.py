# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Provisioning keys as tasks declare them, and what a tenant has of them."""

from __future__ import annotations

from typing import Any

import pytest

from support.tenants import TestTenant

OF_CONNECTORS = {"association_type": "app_connector_group"}
KEYS = "associationType/CONNECTOR_GRP/provisioningKey"
CHECK = pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
NEW = {"name": "New", "app_connector_group": "Zurich", "max_usage": 2}


def key(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    zpa.forget()
    return zpa.run("zpa_provisioning_key", check, **{**OF_CONNECTORS, **options})


def secret(zpa: TestTenant, name: str, path: str = KEYS) -> str:
    return str(zpa.stored(name, path)["provisioningKey"])
