# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Both sign-ins: API keys (``/signin``) and OneAPI (``/oauth2/v1/token``)."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from typing import Any

import jwt

from .errors import Refusal, refuse
from .state import ApiClient, Tenant

AUDIENCE = "https://api.zscaler.com"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LEGACY_LIFETIME, ONEAPI_LIFETIME = 3600, 83999
SIGNING_KEY = "the emulator signs its tokens with this, and checks none"


@dataclass(frozen=True)
class Grant:
    """What a token stands for."""

    client_id: str
    oneapi: bool
    expires_at: float


class Tokens:
    """Issues tokens and knows those that are valid. They are JWTs, since SDKs read ``exp``."""

    def __init__(self) -> None:
        self._grants: dict[str, Grant] = {}
        self._serial = itertools.count(1)

    def issue(self, client_id: str, oneapi: bool) -> str:
        lifetime = ONEAPI_LIFETIME if oneapi else LEGACY_LIFETIME
        expires_at = time.time() + lifetime
        claims = {"sub": client_id, "exp": int(expires_at), "jti": str(next(self._serial))}
        token = jwt.encode(claims, SIGNING_KEY, algorithm="HS256")
        self._grants[token] = Grant(client_id, oneapi, expires_at)
        return token

    def grant(self, token: str) -> Grant | None:
        grant = self._grants.get(token)
        return grant if grant and grant.expires_at > time.time() else None

    def revoke(self, token: str) -> None:
        self._grants.pop(token, None)

    def revoke_all(self, client_id: str) -> None:
        for token in [token for token, grant in self._grants.items() if grant.client_id == client_id]:
            del self._grants[token]

    def sign_in(self, tenant: Tenant | None, form: dict[str, str], oneapi: bool) -> dict[str, Any]:
        """Return the answer to a sign-in. ``tenant``: the one that the form's client belongs to."""
        client = tenant.clients[form["client_id"]] if tenant else None
        if client is None or not _proves(client, form, oneapi):
            raise _refused(oneapi)
        token = self.issue(client.client_id, oneapi)
        if oneapi:
            return {"access_token": token, "token_type": "Bearer", "expires_in": ONEAPI_LIFETIME}
        return {"token_type": "Bearer", "access_token": token, "expires_in": str(LEGACY_LIFETIME)}


def _refused(oneapi: bool) -> Refusal:
    if oneapi:
        words = {"error": "invalid_client", "error_description": "Client authentication failed."}
        return Refusal(401, words)
    return refuse("unauthorized", "The client id or the client secret is not valid.", status=401)


def _proves(client: ApiClient, form: dict[str, str], oneapi: bool) -> bool:
    if not oneapi:
        return _knows_secret(client, form) and set(form) == {"client_id", "client_secret"}
    if form.get("grant_type") != "client_credentials" or form.get("audience") != AUDIENCE:
        return False
    if "client_assertion" not in form:
        return _knows_secret(client, form)
    return form.get("client_assertion_type") == ASSERTION_TYPE and _signed(client, form)


def _knows_secret(client: ApiClient, form: dict[str, str]) -> bool:
    return bool(client.client_secret) and form.get("client_secret") == client.client_secret


def _signed(client: ApiClient, form: dict[str, str]) -> bool:
    try:
        claims = jwt.decode(
            form["client_assertion"],
            client.public_key,
            algorithms=["RS256"],
            audience=AUDIENCE,
            options={"require": ["exp", "iss", "sub", "aud"]},
        )
    except (jwt.PyJWTError, ValueError):
        return False
    return bool(claims["iss"] == claims["sub"] == client.client_id)
