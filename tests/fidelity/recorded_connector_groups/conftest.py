# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant at either root of the API."""

from __future__ import annotations

import pytest
import requests
from support.connector_groups_on_wire import Wire
from support.tenants import TestTenant


@pytest.fixture(params=["", "/zpa"], ids=["legacy", "oneapi"])
def wire(request: pytest.FixtureRequest, zpa: TestTenant) -> Wire:
    form = {"client_id": zpa.client_id, "client_secret": zpa.client_secret}
    if request.param:
        form.update(grant_type="client_credentials", audience="https://api.zscaler.com")
    path = "/oauth2/v1/token" if request.param else "/signin"
    answer = requests.post(zpa.emulator.base_url + path, data=form, timeout=10)
    return Wire(zpa, request.param, answer.json()["access_token"])
