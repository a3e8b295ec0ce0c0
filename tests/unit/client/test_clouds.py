# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which address serves which cloud."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.clouds import CLOUDS, Endpoints, endpoints

LEGACY = {
    "PRODUCTION": "https://config.private.zscaler.com",
    "ZPATWO": "https://config.zpatwo.net",
    "BETA": "https://config.zpabeta.net",
    "GOV": "https://config.zpagov.net",
    "GOVUS": "https://config.zpagov.us",
    "PREVIEW": "https://config.zpapreview.net",
    "QA": "https://config.qa.zpath.net",
    "QA2": "https://pdx2-zpa-config.qa2.zpath.net",
    "DEV": "https://public-api.dev.zpath.net",
}
DEV_TOKEN_URL = "https://authn1.dev.zpath.net/authn/v1/oauth/token?grant_type=CLIENT_CREDENTIALS"
ONEAPI = {
    "PRODUCTION": ("https://api.zsapi.net", "https://acme.zslogin.net"),
    "GOV": ("https://api.zscalergov.net", "https://acme.zidentitygov.net"),
    "GOVUS": ("https://api.zscalergov.us", "https://acme.zidentitygov.us"),
    "BETA": ("https://api.beta.zsapi.net", "https://acme.zsloginbeta.net"),
    "ZPATWO": ("https://api.zpatwo.zsapi.net", "https://acme.zsloginzpatwo.net"),
    "PREVIEW": ("https://api.preview.zsapi.net", "https://acme.zsloginpreview.net"),
    "QA": ("https://api.qa.zsapi.net", "https://acme.zsloginqa.net"),
    "QA2": ("https://api.qa2.zsapi.net", "https://acme.zsloginqa2.net"),
    "DEV": ("https://api.dev.zsapi.net", "https://acme.zslogindev.net"),
}


def test_every_cloud_of_the_api_keys_is_known() -> None:
    assert set(CLOUDS) == set(LEGACY)


@pytest.mark.parametrize("cloud", sorted(LEGACY))
def test_api_keys_use_the_host_of_their_cloud(cloud: str) -> None:
    assert endpoints(cloud, None).api_root == LEGACY[cloud]


@pytest.mark.parametrize("cloud", sorted(set(LEGACY) - {"DEV"}))
def test_api_keys_sign_in_at_the_host_of_the_api(cloud: str) -> None:
    assert endpoints(cloud, None).token_url == LEGACY[cloud] + "/signin"


def test_the_dev_cloud_exchanges_api_keys_on_a_host_of_its_own() -> None:
    assert endpoints("DEV", None).token_url == DEV_TOKEN_URL


@pytest.mark.parametrize("cloud", sorted(ONEAPI))
def test_oneapi_serves_zpa_under_a_prefix(cloud: str) -> None:
    assert endpoints(cloud, "acme").api_root == ONEAPI[cloud][0] + "/zpa"


@pytest.mark.parametrize("cloud", sorted(ONEAPI))
def test_oneapi_signs_in_at_the_vanity_domain(cloud: str) -> None:
    assert endpoints(cloud, "acme").token_url == ONEAPI[cloud][1] + "/oauth2/v1/token"


@pytest.mark.parametrize("cloud", ["PRODUCTION", "BETA", "DEV"])
@pytest.mark.parametrize("base_url", ["https://proxy:8443", "https://proxy:8443/", "https://proxy:8443//"])
def test_a_base_url_replaces_both_hosts_of_api_keys(cloud: str, base_url: str) -> None:
    expected = Endpoints("https://proxy:8443", "https://proxy:8443/signin")
    assert endpoints(cloud, None, base_url) == expected


@pytest.mark.parametrize("cloud", ["PRODUCTION", "BETA", "GOV"])
@pytest.mark.parametrize("tail", ["", "/", "/zpa", "/zpa/"])
def test_a_base_url_replaces_both_hosts_of_oneapi(cloud: str, tail: str) -> None:
    expected = Endpoints("https://proxy:8443/zpa", "https://proxy:8443/oauth2/v1/token")
    assert endpoints(cloud, "acme", "https://proxy:8443" + tail) == expected


@pytest.mark.parametrize("auth_url", ["https://login", "https://login/", "https://login/signin"])
def test_an_auth_url_replaces_the_sign_in_of_api_keys_alone(auth_url: str) -> None:
    expected = Endpoints(LEGACY["BETA"], "https://login/signin")
    assert endpoints("BETA", None, None, auth_url) == expected


@pytest.mark.parametrize(
    "auth_url",
    ["https://login", "https://login/", "https://login/oauth2/v1/token", "https://login/oauth2/v1/token/"],
)
def test_an_auth_url_replaces_the_sign_in_of_oneapi_alone(auth_url: str) -> None:
    expected = Endpoints("https://api.beta.zsapi.net/zpa", "https://login/oauth2/v1/token")
    assert endpoints("BETA", "acme", None, auth_url) == expected


def test_a_base_url_and_an_auth_url_are_used_each_for_its_own() -> None:
    expected = Endpoints("https://proxy/zpa", "https://login/oauth2/v1/token")
    assert endpoints("PRODUCTION", "acme", "https://proxy", "https://login") == expected


def test_an_auth_url_with_a_query_is_taken_as_it_is() -> None:
    assert endpoints("PRODUCTION", None, None, DEV_TOKEN_URL).token_url == DEV_TOKEN_URL


def test_an_auth_url_counts_on_the_dev_cloud_as_well() -> None:
    assert endpoints("DEV", None, None, "https://login").token_url == "https://login/signin"
