# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a token is got and kept, as recorded and as documents say."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from support.recorded import AUDIENCE, JSON, Wire, legacy_form, oneapi_form, sign_in
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

UNAUTHORIZED = {"detail": "unauthorized", "type": "", "title": "", "status": ""}


def assertion_form(zpa: TestTenant, key: Any, algorithm: str = "RS256", **changed: Any) -> dict[str, str]:
    """The form of a sign-in by key. ``changed``: claims other than right, or None to leave them out."""
    right = {"iss": zpa.client_id, "sub": zpa.client_id, "aud": AUDIENCE, "exp": int(time.time()) + 600}
    claims = {name: value for name, value in {**right, **changed}.items() if value is not None}
    return {
        "client_id": zpa.client_id,
        "grant_type": "client_credentials",
        "audience": AUDIENCE,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": jwt.encode(claims, key, algorithm=algorithm),
    }


# -- Signing in ------------------------------------------------------------------------------------------


def test_api_keys_give_a_token_for_an_hour_which_is_a_string(zpa: TestTenant) -> None:
    answer = sign_in(zpa, "/signin", **legacy_form(zpa))
    assert answer.status_code == 200
    assert set(answer.json()) == {"token_type", "access_token", "expires_in"}
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", "3600")


def test_oneapi_gives_a_token_whose_lifetime_is_a_number(zpa: TestTenant) -> None:
    answer = sign_in(zpa, "/oauth2/v1/token", **oneapi_form(zpa))
    assert answer.status_code == 200
    assert set(answer.json()) == {"token_type", "access_token", "expires_in"}
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 83999)


def test_a_token_is_a_jwt_that_tells_when_it_expires(legacy: Wire, oneapi: Wire) -> None:
    for token, lifetime in ((legacy.token, 3600), (oneapi.token, 83999)):
        claims = jwt.decode(token, options={"verify_signature": False})
        assert abs(claims["exp"] - time.time() - lifetime) < 60


@pytest.mark.parametrize(
    "change", [{"client_secret": "wrong"}, {"client_id": "nobody"}, {"client_secret": ""}]
)
def test_wrong_credentials_are_refused(zpa: TestTenant, change: dict[str, str]) -> None:
    refused = sign_in(zpa, "/signin", **{**legacy_form(zpa), **change})
    assert (refused.status_code, refused.json()["id"]) == (401, "unauthorized")
    refused = sign_in(zpa, "/oauth2/v1/token", **{**oneapi_form(zpa), **change})
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("change", [{"audience": "https://example.com"}, {"grant_type": "password"}])
def test_oneapi_insists_on_grant_type_and_audience(zpa: TestTenant, change: dict[str, str]) -> None:
    assert sign_in(zpa, "/oauth2/v1/token", **{**oneapi_form(zpa), **change}).status_code == 401


def test_api_keys_go_without_a_grant_type(zpa: TestTenant) -> None:
    assert sign_in(zpa, "/signin", **oneapi_form(zpa)).status_code == 401


def test_credentials_in_json_are_refused(zpa: TestTenant) -> None:
    for path, form in (("/signin", legacy_form(zpa)), ("/oauth2/v1/token", oneapi_form(zpa))):
        assert requests.post(zpa.emulator.base_url + path, json=form, timeout=10).status_code == 401


def test_the_right_private_key_signs_in(keyed: TestTenant, key: rsa.RSAPrivateKey) -> None:
    answer = sign_in(keyed, "/oauth2/v1/token", **assertion_form(keyed, key))
    assert answer.status_code == 200
    assert Wire(keyed, "/zpa", answer.json()["access_token"]).found("") == []


def test_another_private_key_is_refused(keyed: TestTenant) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    answer = sign_in(keyed, "/oauth2/v1/token", **assertion_form(keyed, other))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "change", [{"aud": "https://example.com"}, {"exp": 1}, {"exp": None}, {"iss": "other"}, {"sub": "other"}]
)
def test_an_assertion_with_a_wrong_claim_is_refused(
    keyed: TestTenant, key: rsa.RSAPrivateKey, change: dict[str, Any]
) -> None:
    assert sign_in(keyed, "/oauth2/v1/token", **assertion_form(keyed, key, **change)).status_code == 401


def test_an_assertion_of_another_algorithm_is_refused(keyed: TestTenant) -> None:
    form = assertion_form(keyed, "a shared secret that is long enough for it", "HS256")
    assert sign_in(keyed, "/oauth2/v1/token", **form).status_code == 401


def test_an_assertion_without_its_type_is_refused(keyed: TestTenant, key: rsa.RSAPrivateKey) -> None:
    form = {**assertion_form(keyed, key), "client_assertion_type": ""}
    assert sign_in(keyed, "/oauth2/v1/token", **form).status_code == 401


def test_no_secret_does_not_stand_for_a_missing_one(keyed: TestTenant) -> None:
    assert sign_in(keyed, "/oauth2/v1/token", **oneapi_form(keyed)).status_code == 401
    assert sign_in(keyed, "/signin", client_id=keyed.client_id, client_secret="").status_code == 401


# -- Tokens ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "not-a-token"])
def test_the_gateway_answers_an_unknown_token_as_recorded(oneapi: Wire, token: str) -> None:
    answer = oneapi.send("GET", "segmentGroup", token=token)
    assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)
    assert answer.headers["content-type"] == JSON
    assert answer.headers["x-oneapi-api-category"] == "public"
    assert not [name for name in answer.headers if name.lower().startswith("x-ratelimit")]


def test_a_token_is_good_for_the_paths_of_its_sign_in_only(
    zpa: TestTenant, legacy: Wire, oneapi: Wire
) -> None:
    assert Wire(zpa, "/zpa", legacy.token).send("GET", "segmentGroup").status_code == 401
    assert Wire(zpa, "", oneapi.token).send("GET", "segmentGroup").status_code == 401


def test_a_token_is_good_for_its_own_customer_only(emulator: Emulator, wire: Wire, tmp_path: Path) -> None:
    stranger = new_tenant(emulator, tmp_path / "other")
    assert Wire(stranger, wire.prefix, wire.token).send("GET", "segmentGroup").status_code == 403
