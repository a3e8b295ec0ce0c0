# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant at either root of the API, and one that knows a key."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from support.recorded import Wire, legacy_form, oneapi_form, sign_in
from support.tenants import TestTenant


@pytest.fixture
def legacy(zpa: TestTenant) -> Wire:
    return Wire(zpa, "", sign_in(zpa, "/signin", **legacy_form(zpa)).json()["access_token"])


@pytest.fixture
def oneapi(zpa: TestTenant) -> Wire:
    token = sign_in(zpa, "/oauth2/v1/token", **oneapi_form(zpa)).json()["access_token"]
    return Wire(zpa, "/zpa", token)


@pytest.fixture(params=["", "/zpa"], ids=["legacy", "oneapi"])
def wire(request: pytest.FixtureRequest) -> Wire:
    return request.getfixturevalue("oneapi" if request.param else "legacy")


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def keyed(zpa: TestTenant, key: rsa.RSAPrivateKey) -> TestTenant:
    """The tenant with a client that has a key and no secret."""
    pem, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    client = zpa.tenant.clients[zpa.client_id]
    client.client_secret, client.public_key = "", key.public_key().public_bytes(pem, form).decode()
    return zpa
