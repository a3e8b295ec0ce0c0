# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The forms that ask for a token, and the answers."""

from __future__ import annotations

import json
import sys
from typing import Any

import jwt
import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.sign_in import read_token, token_form
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.token_cache import AccessToken
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import InvalidInput
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

NOW = 1_700_000_000.0
AUDIENCE = "https://api.zscaler.com"
LEGACY = Settings("https://api", "https://api/signin", "1", "id=", "secret+:,=")
ONEAPI = LEGACY._replace(oneapi=True)


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def pem(key: Any, form: PrivateFormat = PrivateFormat.PKCS8, encryption: Any = None) -> str:
    return key.private_bytes(Encoding.PEM, form, encryption or NoEncryption()).decode()


def jwk(key: rsa.RSAPrivateKey) -> str:
    made = jwt.algorithms.RSAAlgorithm.to_jwk(key)
    return made if isinstance(made, str) else json.dumps(made)


def with_key(private_key: str) -> Settings:
    return ONEAPI._replace(private_key=private_key, client_secret="")


def refusal_of(private_key: str) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        token_form(with_key(private_key), NOW)
    return refused.value


def test_api_keys_are_sent_alone() -> None:
    assert token_form(LEGACY, NOW) == {"client_id": "id=", "client_secret": "secret+:,="}


def test_oneapi_with_a_secret_asks_for_client_credentials() -> None:
    assert token_form(ONEAPI, NOW) == {
        "grant_type": "client_credentials",
        "client_id": "id=",
        "client_secret": "secret+:,=",
        "audience": AUDIENCE,
    }


def test_oneapi_with_a_key_sends_an_assertion_instead_of_a_secret(rsa_key: rsa.RSAPrivateKey) -> None:
    form = token_form(with_key(pem(rsa_key)), NOW)
    assert form.pop("client_assertion").count(".") == 2
    assert form == {
        "grant_type": "client_credentials",
        "client_id": "id=",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "audience": AUDIENCE,
    }


SPELLINGS = {
    "PKCS8": pem,
    "PKCS1": lambda key: pem(key, PrivateFormat.TraditionalOpenSSL),
    "blanks around": lambda key: "\n  " + pem(key) + "\n",
    "escaped line breaks": lambda key: pem(key).strip().replace("\n", "\\n"),
    "JWK": jwk,
    "JWK on many lines": lambda key: json.dumps(json.loads(jwk(key)), indent=2),
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_private_key_is_taken_however_it_is_spelled(rsa_key: rsa.RSAPrivateKey, spelling: Any) -> None:
    assertion = token_form(with_key(spelling(rsa_key)), NOW)["client_assertion"]
    options = {"verify_exp": False}
    claims = jwt.decode(assertion, rsa_key.public_key(), ["RS256"], options, audience=AUDIENCE)
    assert claims == {"iss": "id=", "sub": "id=", "aud": AUDIENCE, "exp": int(NOW) + 600}


def test_a_key_of_too_few_bits_is_refused_with_their_number() -> None:
    small = rsa.generate_private_key(65537, 1024)  # noqa: S505  (too small on purpose)
    assert "1024 bits" in str(refusal_of(pem(small)))


def test_an_encrypted_key_is_refused(rsa_key: rsa.RSAPrivateKey) -> None:
    locked = pem(rsa_key, encryption=BestAvailableEncryption(b"password"))
    assert "unencrypted RSA private key" in str(refusal_of(locked))


def test_a_public_key_is_refused(rsa_key: rsa.RSAPrivateKey) -> None:
    public = rsa_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    assert "RSA private key" in str(refusal_of(public))


def test_the_public_half_of_a_jwk_is_refused(rsa_key: rsa.RSAPrivateKey) -> None:
    assert "RSA private key" in str(refusal_of(jwk(rsa_key.public_key())))  # type: ignore[arg-type]


def test_a_key_of_another_kind_is_refused() -> None:
    assert "RSA" in str(refusal_of(pem(ec.generate_private_key(ec.SECP521R1()))))


@pytest.mark.parametrize(
    "garbage",
    [
        "-----BEGIN PRIVATE KEY-----\nTopSecretGarbage\n-----END PRIVATE KEY-----",
        '{"kty": "RSA", "n": "TopSecretGarbage", "e": "AQAB", "d": "TopSecretGarbage"}',
        '{"TopSecretGarbage',
        "TopSecretGarbage",
        "-----BEGIN PRIVATE KEY-----\\nTopSecretGarbage\\n-----END PRIVATE KEY-----",
    ],
)
def test_the_text_of_a_bad_key_is_in_no_error(garbage: str) -> None:
    error: BaseException | None = refusal_of(garbage)
    assert error is not None
    assert error.__suppress_context__
    assert "TopSecretGarbage" not in str(error) + repr(error)


@pytest.mark.parametrize("library", ["jwt", "cryptography.hazmat.primitives.serialization"])
def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    assert "PyJWT and cryptography" in str(refusal_of("irrelevant"))


def test_the_libraries_of_keys_are_not_needed_for_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jwt", None)
    assert token_form(ONEAPI, NOW)["client_secret"] == "secret+:,="


@pytest.mark.parametrize(
    ("expires_in", "lifetime"),
    [
        ("3600", 3600),
        (83999, 83999),
        (60.5, 60.5),
        (None, 3600),
        ("", 3600),
        ("soon", 3600),
        ([], 3600),
        ({}, 3600),
        pytest.param(10**400, 3600, id="endless"),
    ],
)
def test_a_token_lives_as_long_as_the_answer_says_or_an_hour(expires_in: Any, lifetime: float) -> None:
    answer = {"access_token": "abc", "expires_in": expires_in}
    assert read_token(answer, NOW) == AccessToken("abc", NOW, NOW + lifetime)


def test_an_answer_without_a_lifetime_means_an_hour() -> None:
    assert read_token({"access_token": "abc"}, NOW) == AccessToken("abc", NOW, NOW + 3600)


@pytest.mark.parametrize(
    "answer", [None, "abc", [], {}, {"access_token": None}, {"access_token": 7}, {"token": "x"}]
)
def test_an_answer_without_a_token_is_none(answer: Any) -> None:
    assert read_token(answer, NOW) is None


def test_an_empty_token_is_none() -> None:
    assert read_token({"access_token": ""}, NOW) is None


def test_a_lifetime_of_zero_means_the_same_as_a_number_and_as_a_text() -> None:
    number = read_token({"access_token": "abc", "expires_in": 0}, NOW)
    assert number == read_token({"access_token": "abc", "expires_in": "0"}, NOW)
    assert number is not None
    assert number.expires_at == NOW
