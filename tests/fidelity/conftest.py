# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Other people's clients, signed in to the tenant of a test in every way that they know."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fidelity.clients import NEWEST, PYZSCALER, WAYS_OF_THE_SDK, Client, Interpreter, started
from support.tenants import TestTenant


@dataclass(frozen=True)
class Keys:
    """An RSA key: the private half in PKCS#8 PEM, the public half in PEM."""

    private: str
    public: str


def new_keys() -> Keys:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    private = key.private_bytes(pem, pkcs8, serialization.NoEncryption())
    public = key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Keys(private.decode(), public.decode())


@pytest.fixture(scope="session")
def keys() -> tuple[Keys, Keys]:
    """The key of the API client, and another one."""
    return new_keys(), new_keys()


@pytest.fixture(scope="session")
def interpreters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Interpreter]]:
    """Starts each client once, when it is needed."""
    running: dict[str, Interpreter] = {}
    with contextlib.ExitStack() as stack:

        def interpreter(client: str) -> Interpreter:
            if client not in running:
                running[client] = stack.enter_context(started(client, tmp_path_factory.mktemp(client)))
            return running[client]

        yield interpreter


@pytest.fixture
def clients(
    zpa: TestTenant, interpreters: Callable[[str], Interpreter], keys: tuple[Keys, Keys]
) -> Callable[..., Client]:
    """Makes clients of the test tenant by the way in which they sign in. None has signed in yet.

    ``release``: of the SDK, if it is to be another one than that of the way.
    """

    def client(way: str, release: str = "") -> Client:
        right, wrong = {"client_secret": zpa.client_secret}, {"client_secret": "not the secret"}
        if way == "OneAPI private key":
            own, other = keys
            zpa.tenant.clients[zpa.client_id].public_key = own.public
            right, wrong = {"private_key": own.private}, {"private_key": other.private}
        of = release or WAYS_OF_THE_SDK.get(way, PYZSCALER)
        return Client(interpreters(of), zpa, way, right, wrong, sends_certificate=of.endswith(NEWEST))

    return client


def signed_in(client: Client) -> Client:
    assert client.sign_in(client.right).told == {"waits": []}
    return client


@pytest.fixture(params=WAYS_OF_THE_SDK)
def sdk(request: pytest.FixtureRequest, clients: Callable[..., Client]) -> Client:
    """zscaler-sdk-python, once for each way of signing in."""
    return signed_in(clients(request.param))


@pytest.fixture
def pyzscaler(clients: Callable[..., Client]) -> Client:
    """pyZscaler. It knows API keys only."""
    return signed_in(clients("pyZscaler"))


@pytest.fixture(params=[*WAYS_OF_THE_SDK, "pyZscaler"])
def client(request: pytest.FixtureRequest, clients: Callable[..., Client]) -> Client:
    """Each of the clients, once for each way of signing in."""
    return signed_in(clients(request.param))
