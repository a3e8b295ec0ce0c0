# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which host serves which cloud. Private to this collection.

Hosts of the API keys sign-in and of OneAPI as the vendor's own SDKs list them.
"""

from __future__ import annotations

import typing as t

LEGACY_HOSTS = {
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
CLOUDS = tuple(LEGACY_HOSTS)

# The one cloud whose API keys are exchanged on another host, under another path.
LEGACY_TOKEN_URLS = {
    "DEV": "https://authn1.dev.zpath.net/authn/v1/oauth/token?grant_type=CLIENT_CREDENTIALS",
}

# cloud -> (identity host, API host); clouds that are not listed follow the pattern of the last row.
ONEAPI_HOSTS = {
    "PRODUCTION": ("https://{vanity}.zslogin.net", "https://api.zsapi.net"),
    "GOV": ("https://{vanity}.zidentitygov.net", "https://api.zscalergov.net"),
    "GOVUS": ("https://{vanity}.zidentitygov.us", "https://api.zscalergov.us"),
}
ONEAPI_OTHER = ("https://{vanity}.zslogin{cloud}.net", "https://api.{cloud}.zsapi.net")

SIGN_IN_PATH = "/signin"
TOKEN_PATH = "/oauth2/v1/token"
ONEAPI_PREFIX = "/zpa"


class Endpoints(t.NamedTuple):
    """``api_root``: what every API path is appended to. ``token_url``: where a token is asked for."""

    api_root: str
    token_url: str


def endpoints(
    cloud: str, vanity_domain: str | None, base_url: str | None = None, auth_url: str | None = None
) -> Endpoints:
    """Return the endpoints of a cloud, an upper-case key of CLOUDS.

    With ``vanity_domain`` they are OneAPI's, without it those of the API keys. ``base_url``
    replaces the API host and, unless ``auth_url`` is given as well, the token host.
    """
    if vanity_domain:
        identity, api = ONEAPI_HOSTS.get(cloud, ONEAPI_OTHER)
        token_host = identity.format(vanity=vanity_domain, cloud=cloud.lower())
        api_root = (base_url or api.format(cloud=cloud.lower())).rstrip("/")
        if not api_root.endswith(ONEAPI_PREFIX):
            api_root += ONEAPI_PREFIX
        base_host = base_url.rstrip("/") if base_url else ""
        if base_host.endswith(ONEAPI_PREFIX):
            base_host = base_host[: -len(ONEAPI_PREFIX)]
        return Endpoints(api_root, _token_url(auth_url or base_host or token_host, TOKEN_PATH))
    api_root = (base_url or LEGACY_HOSTS[cloud]).rstrip("/")
    if not base_url and not auth_url and cloud in LEGACY_TOKEN_URLS:
        return Endpoints(api_root, LEGACY_TOKEN_URLS[cloud])
    return Endpoints(api_root, _token_url(auth_url or api_root, SIGN_IN_PATH))


def _token_url(host: str, path: str) -> str:
    """Accept a host as well as the whole address of the token endpoint."""
    host = host.rstrip("/")
    return host if host.split("?")[0].endswith((path, "/token")) else host + path
