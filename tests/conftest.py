# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One emulator for a test process, a fresh tenant on it for every test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator


@pytest.fixture(scope="session", autouse=True)
def no_proxy() -> Iterator[None]:
    """Nothing goes through a proxy of this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in [name for name in os.environ if name.lower().endswith("_proxy")]:
            patch.delenv(variable)
        yield


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with Emulator() as running:
        yield running


@pytest.fixture
def zpa(emulator: Emulator, tmp_path: Path) -> TestTenant:
    """A fresh tenant with a token cache of its own, and a few applications."""
    tenant = new_tenant(emulator, tmp_path / "tokens")
    tenant.add_application("SAP", "Payroll", "Expenses", "Jira", "Git")
    return tenant
