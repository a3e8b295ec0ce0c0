# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What bad input prints: the option, what was given, what is allowed, what to do. Nothing is sent."""

from __future__ import annotations

import datetime
import json
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from support.modules import run_module
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

TEN_PROBLEMS: dict[str, Any] = {
    "cloud": "MOON",
    "customer_id": "",
    "private_key": "/no/such/key.pem",
    "microtenant_id": "007",
    "base_url": "zpa.example.com",
    "ca_path": "/no/such/bundle.pem",
    "timeout": 0,
    "max_wait": -1,
    "id": "Finance",
    "name": " ",
    "enabled": "perhaps",
    "applications": ["SAP", ""],
    "colour": "blue",
    "state": "gone",
}

REFUSED = {
    "unknown cloud": ({"cloud": "MOON"}, "cloud: 'MOON' is not a cloud of ZPA. Choose one of PRODUCTION"),
    "no customer": ({"customer_id": None}, "customer_id: is missing. Set it in the task, in module_defaults"),
    "no client": ({"client_id": None}, "client_id: is missing."),
    "no secret": (
        {"client_secret": None},
        "client_secret: is missing, and so are private_key and access_token.",
    ),
    "secret and key": (
        {"private_key": "-----BEGIN PRIVATE KEY-----"},
        "client_secret: is given together with private_key, and only one of them can be used.",
    ),
    "key without a vanity domain": (
        {"client_secret": None, "private_key": "-----BEGIN PRIVATE KEY-----"},
        "vanity_domain: is missing, and private_key signs in to OneAPI only.",
    ),
    "key that is not there": (
        {"client_secret": None, "vanity_domain": "acme", "private_key": "/no/such/key"},
        "private_key: is neither a key in PEM or JWK form nor the path of a file",
    ),
    "whole sign-in address": (
        {"vanity_domain": "acme.zslogin.net"},
        "vanity_domain: 'acme.zslogin.net' is not the first part of a sign-in address alone.",
    ),
    "microtenant that is neither an id nor a name": (
        {"microtenant_id": "007"},
        "microtenant_id: '007' is neither the id of a microtenant nor a name, which has more than digits",
    ),
    "address without a scheme": (
        {"base_url": "zpa.example.com"},
        "base_url: 'zpa.example.com' is not an address such as https://zpa.example.com, "
        "without a user or password.",
    ),
    "no time": ({"timeout": 0}, "timeout: 0 is not a number of seconds from 1 to 86400."),
    "negative wait": ({"max_wait": -1}, "max_wait: -1 is not a number of seconds from 0 to 86400."),
    "no such bundle": (
        {"ca_path": "/no/such/file"},
        "ca_path: '/no/such/file' does not exist, or is no file.",
    ),
    "neither name nor id": ({"name": None}, "name: give the name of the segment group, or its id."),
    "empty name": ({"name": "  "}, "name: is empty. Give a name, or leave the option out."),
    "name as id": ({"id": "Finance"}, "id: 'Finance' is not an id of ZPA, which is a decimal number."),
    "id beyond 64 bits": ({"id": "9" * 30}, "is not an id of ZPA"),
    "empty application": ({"applications": ["SAP", " "]}, "applications[1]: is empty. Give a name or an id"),
    "unknown option": ({"colour": "blue"}, "colour: there is no such option. Near matches: 'cloud'."),
    "id with leading zeros": ({"id": "0042"}, "id: '0042' is not an id of ZPA"),
    "customer that is a path": ({"customer_id": "a/b"}, "customer_id: 'a/b' is not the id of a tenant"),
    "password in the address": ({"base_url": "http://me:pass@127.0.0.1"}, "is not an address such as"),
    "brackets in the address": ({"base_url": "https://[x"}, "base_url: 'https://[x' is not an address"),
    "endless vanity domain": ({"vanity_domain": "x" * 64}, "is not the first part of a sign-in address"),
    "unknown state": ({"state": "gone"}, "state: 'gone' is not one of present, absent."),
    "not a boolean": (
        {"enabled": "perhaps"},
        "enabled: is 'perhaps', and the option takes true or false.",
    ),
}


@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
@pytest.mark.parametrize(("options", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_is_refused_in_plain_words_before_any_request(
    zpa: TestTenant, options: dict, words: str, check: bool
) -> None:
    result = zpa.group(check, **{"name": "Finance", **options})
    assert result["failed"]
    assert words in result["msg"]
    assert zpa.tenant.log == []


def test_all_problems_are_reported_together(zpa: TestTenant) -> None:
    result = zpa.group(**TEN_PROBLEMS)
    assert len(result["problems"]) >= len(TEN_PROBLEMS)
    for option in TEN_PROBLEMS:
        assert any(option in problem for problem in result["problems"]), option
    assert result["msg"].startswith("%d problems were found, nothing was written:" % len(result["problems"]))


@pytest.mark.parametrize(
    "address", ["http://me:hush@127.0.0.1", "https://hush@127.0.0.1/x", "http://me:h:hush@a@b"]
)
def test_a_password_in_an_address_is_not_shown(zpa: TestTenant, address: str) -> None:
    result = zpa.group(name="Finance", base_url=address)
    assert result["failed"]
    assert "hush" not in json.dumps(result)


def test_a_wrong_secret_is_said_to_be_one(zpa: TestTenant) -> None:
    result = zpa.group(name="Finance", client_secret="not-the-secret-at-all")
    assert result["msg"] == (
        "Cannot look up segment group 'Finance': The sign-in was refused: The client id or the client secret "
        "is not valid (HTTP 401, unauthorized). Check client_id and client_secret or private_key, and that "
        "cloud and vanity_domain are where they belong. What was used for signing in: "
        "client_id (task), client_secret (task), "
        "customer_id (task), base_url (task), cloud (default), no vanity_domain"
    )


def test_a_wrong_secret_is_refused_although_a_token_is_kept(zpa: TestTenant) -> None:
    zpa.group(name="Finance")
    assert (
        "The sign-in was refused" in zpa.group(name="Finance", client_secret="not-the-secret-at-all")["msg"]
    )


def test_a_customer_that_the_client_may_not_see_is_an_error(zpa: TestTenant) -> None:
    assert "HTTP 403" in zpa.group(name="Finance", customer_id="1")["msg"]


def test_a_denial_in_the_words_of_the_api_stands_alone(zpa: TestTenant) -> None:
    body = {"id": "authz.featureflag.permission.denied", "reason": "Feature flag x disabled."}
    zpa.fault("status", status=403, body=body)
    assert zpa.group(name="Finance")["msg"] == (
        "Cannot look up segment group 'Finance': Feature flag x disabled "
        "(HTTP 403, authz.featureflag.permission.denied)"
    )


def test_a_denial_without_words_says_where_to_look(zpa: TestTenant) -> None:
    zpa.fault("status", status=403, body={})
    assert "check customer_id, microtenant_id and the rights" in zpa.group(name="Finance")["msg"]


def test_a_dead_host_is_named(zpa: TestTenant) -> None:
    result = zpa.group(name="Finance", base_url="http://127.0.0.1:1")
    assert result["msg"] == (
        "Cannot look up segment group 'Finance': no usable answer from http://127.0.0.1:1: "
        "connection refused. Gave up after 4 tries"
    )


def test_a_host_that_is_not_encrypted_is_warned_about(zpa: TestTenant) -> None:
    result = zpa.group(name="Finance", base_url="http://zpa.invalid")
    assert any("http://zpa.invalid is not encrypted" in str(warning) for warning in result["warnings"])


def test_a_token_that_has_expired_is_said_to_be_one(zpa: TestTenant) -> None:
    result = zpa.group(name="Finance", access_token="a-token-from-elsewhere")
    assert "The given access_token has expired or is not for this tenant" in result["msg"]


def test_a_tenant_that_has_moved_to_oneapi_is_explained(zpa: TestTenant) -> None:
    zpa.fault("status", "/signin", status=403, body="Access is allowed only through Zscaler OneAPI")
    assert "set vanity_domain and the credentials of an API client" in zpa.group(name="Finance")["msg"]


class TestCertificates:
    @pytest.fixture
    def authority(self) -> trustme.CA:
        return trustme.CA()

    @pytest.fixture
    def secure(self, authority: trustme.CA, tmp_path: Path) -> Any:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        expires = datetime.datetime(2090, 1, 1, tzinfo=datetime.timezone.utc)
        authority.issue_cert("127.0.0.1", not_after=expires).configure_cert(context)
        with Emulator(certificate=context) as emulator:
            yield new_tenant(emulator, tmp_path / "tokens")

    def test_a_certificate_that_is_not_trusted_is_refused_with_the_way_out(self, secure: TestTenant) -> None:
        message = secure.group(name="Finance")["msg"]
        assert "the server's certificate is not trusted" in message
        assert "Set ca_path" in message

    def test_ca_path_makes_it_trusted(
        self, secure: TestTenant, authority: trustme.CA, tmp_path: Path
    ) -> None:
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        assert secure.group(name="Finance", ca_path=str(tmp_path / "ca.pem"))["changed"]

    @pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
    def test_validate_certs_false_does_not_check(self, secure: TestTenant) -> None:
        assert secure.group(name="Finance", validate_certs=False)["changed"]


def test_an_empty_variable_counts_as_not_set(zpa: TestTenant) -> None:
    """AWX sets a variable to the empty string where a field of a credential is left empty."""
    empty = {"ZSCALER_CLIENT_ID": "", "ZSCALER_VANITY_DOMAIN": "", "ZPA_CLOUD": "", "ZPA_TIMEOUT": ""}
    result = run_module("zpa_segment_group", {"name": "Finance"}, False, {**zpa.environment, **empty})
    assert result["changed"]


def test_an_option_given_empty_falls_back_to_the_environment(zpa: TestTenant) -> None:
    """As a look-up of a variable that is not set gives it."""
    options = {"name": "Finance", "client_id": "", "client_secret": "", "customer_id": ""}
    assert run_module("zpa_segment_group", options, False, zpa.environment)["changed"]


def test_a_secret_that_the_sign_in_quotes_is_masked(zpa: TestTenant) -> None:
    body = {"id": "unauthorized", "reason": "no client has the secret " + zpa.client_secret}
    zpa.fault("status", "/signin", status=401, body=body)
    result = zpa.group(name="Finance", client_secret=zpa.client_secret + "\n")
    assert zpa.client_secret not in str(result)


def test_a_cache_folder_that_cannot_be_made_is_warned_about(zpa: TestTenant) -> None:
    environment = {**zpa.environment, "ZPA_TOKEN_CACHE_DIR": "/proc/nowhere/tokens"}
    result = run_module("zpa_segment_group", {"name": "Finance"}, False, environment)
    assert any("cannot be made" in str(warning) for warning in result["warnings"])
