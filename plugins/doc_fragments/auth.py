# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connection options, on every module."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  client_id:
    description:
      - The client ID of an API key, or with O(vanity_domain) of an API client of ZIdentity.
      - Required unless O(access_token) is given.
      - O(client_id), O(client_secret), O(private_key) and O(access_token) are one credential. If a task, or
        its C(module_defaults), gives any of them, none of them and no O(vanity_domain) is taken from the
        environment.
      - If none of them is set, with a vanity domain the environment variables E(ZSCALER_CLIENT_ID),
        E(ZSCALER_CLIENT_SECRET) and E(ZSCALER_PRIVATE_KEY) are used, without one E(ZPA_CLIENT_ID) and
        E(ZPA_CLIENT_SECRET). Where none of these is set, those of the other way are, as a whole.
      - This and every other variable counts as not set when it is empty.
    type: str
  client_secret:
    description:
      - The secret that belongs to O(client_id). Excludes O(private_key).
      - In the environment it is E(ZSCALER_CLIENT_SECRET) or E(ZPA_CLIENT_SECRET), see O(client_id).
    type: str
  private_key:
    description:
      - The RSA private key that belongs to O(client_id), as PEM or JWK, as text or as the path of a file.
      - Only for OneAPI, that is with O(vanity_domain). Excludes O(client_secret).
      - Needs the Python libraries PyJWT and cryptography.
      - In the environment it is E(ZSCALER_PRIVATE_KEY), see O(client_id).
    type: str
  customer_id:
    description:
      - The ID of the ZPA tenant. It is shown in the admin portal beside the company's name.
      - Required here or in the environment.
      - If not set, the environment variable E(ZPA_CUSTOMER_ID) is used.
    type: str
  microtenant_id:
    description:
      - The name or the ID of the microtenant to work in. V(0) is the Default microtenant.
      - What has digits alone is an ID. A name is looked up in each task, which takes a request. Letter case
        matters only where two names differ in nothing else.
      - In check mode a microtenant that does not exist yet causes a warning, and has nothing inside but what
        microtenants inherit.
      - If omitted, it is the Default microtenant.
      - If not set, the environment variable E(ZPA_MICROTENANT_ID) is used.
    type: str
  vanity_domain:
    description:
      - The name of the organization in ZIdentity, the first part of its sign-in address
        (V(acme) for C(https://acme.zslogin.net)).
      - With it OneAPI is used. Without it O(client_id) and O(client_secret) are those of an API key of ZPA.
      - If not set, and no credential either, the environment variable E(ZSCALER_VANITY_DOMAIN) is used,
        unless E(ZSCALER_USE_LEGACY_CLIENT) is true.
      - An empty one says that there is none, whatever the environment has.
    type: str
  cloud:
    description:
      - The Zscaler cloud that hosts the tenant, in upper or lower case. One of V(PRODUCTION),
        V(ZPATWO), V(BETA), V(GOV), V(GOVUS), V(PREVIEW), V(QA), V(QA2) and V(DEV).
      - If not set, the environment variable E(ZSCALER_CLOUD) is used with a vanity domain, E(ZPA_CLOUD)
        without one. The other one is used if it is set and no credential of its own is beside it.
    type: str
    default: PRODUCTION
  access_token:
    description:
      - An access token that was obtained elsewhere. No sign-in takes place then, and the token is
        not renewed when it expires.
      - If not set, and O(client_id), O(client_secret) and O(private_key) neither, the environment variable
        E(ZPA_ACCESS_TOKEN) is used.
    type: str
  base_url:
    description:
      - The address of the API, in place of the one that O(cloud) stands for. For an emulator, a
        gateway of your own, or a cloud that is not listed.
      - Proxies are not part of it. They are taken from E(HTTPS_PROXY), E(HTTP_PROXY) and E(NO_PROXY).
      - If not set, the environment variable E(ZPA_BASE_URL) is used.
    type: str
  auth_url:
    description:
      - The address of the host that issues tokens, in place of the one that O(cloud) stands for.
      - If omitted, it is O(base_url) where that is given.
      - If not set, the environment variable E(ZPA_AUTH_URL) is used.
    type: str
  validate_certs:
    description:
      - Whether the certificates of the API and of the sign-in must be trusted. Turn this off for
        tests only.
      - If not set, the environment variable E(ZPA_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - A file of CA certificates in PEM form to trust, or a folder of them, in place of those that
        come with the Python library requests or that E(REQUESTS_CA_BUNDLE) names.
      - If not set, the environment variable E(ZPA_CA_PATH) is used.
    type: path
  timeout:
    description:
      - How many seconds to wait for the answer to one request.
      - If not set, the environment variable E(ZPA_TIMEOUT) is used.
    type: int
    default: 30
  max_wait:
    description:
      - How many seconds one request may spend waiting out rate limits and retries altogether.
      - If not set, the environment variable E(ZPA_MAX_WAIT) is used.
    type: int
    default: 300
  token_cache:
    description:
      - Whether to keep access tokens between tasks, so that not every task signs in.
      - They are kept in the folder that E(ZPA_TOKEN_CACHE_DIR) names, or else in
        C(zerotrust.zpa) under E(XDG_CACHE_HOME) or C(~/.cache), readable by the user alone.
      - If not set, the environment variable E(ZPA_TOKEN_CACHE) is used.
    type: bool
    default: true
requirements:
  - requests
  - PyJWT and cryptography, for O(private_key) only
notes:
  - Texts that YAML takes for something else need quotes, such as V(Off), V(NO), V(1.10) and V(007). Without
    them a boolean or a fraction is refused. A whole number is taken as it is, and YAML makes V(7) of V(007).
"""
