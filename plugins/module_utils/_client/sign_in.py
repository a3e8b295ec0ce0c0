# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The three ways to ask for an access token, and what to do where none helps. Private to this collection.

Forms and claims as the vendor's getting-started pages and SDKs have them. Only builds the form
and reads the answer; sending it is the client's business.
"""

from __future__ import annotations

import json
import time
import typing as t

from .._errors import InvalidInput, RequestError, SignInFailed, StatusError
from .forms import is_sendable
from .settings import Settings
from .token_cache import AccessToken
from .transport import ONEAPI_ONLY

AUDIENCE = "https://api.zscaler.com"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LIFETIME = 600
LEAST_KEY_BITS = 2048
DEFAULT_LIFETIME = 3600.0
LONGEST_LIFETIME = 86400.0

CHECK_RIGHTS = (
    "The sign-in itself succeeded: check customer_id, microtenant_id and the rights of the API client"
)
WRONG_CREDENTIAL = (
    "Check client_id and client_secret or private_key, and that cloud and vanity_domain are where they belong"
)


def token_form(settings: Settings, now: float) -> dict[str, str]:
    """Return the form fields that ask for a token, for whichever credential is given.

    Raises InvalidInput where a private key cannot be used.
    """
    if not settings.oneapi:
        return {"client_id": settings.client_id, "client_secret": settings.client_secret}
    form = {
        "grant_type": "client_credentials",
        "client_id": settings.client_id,
        "audience": AUDIENCE,
    }
    if settings.private_key:
        form["client_assertion_type"] = ASSERTION_TYPE
        form["client_assertion"] = _assertion(settings, now)
    else:
        form["client_secret"] = settings.client_secret
    return form


def read_token(body: t.Any, now: float) -> AccessToken | None:
    """Return the token of a token endpoint's answer, None where there is none in it.

    ``expires_in`` is a string from the API keys sign-in and a number from OneAPI.
    """
    token = body.get("access_token") if isinstance(body, dict) else ""
    if not is_sendable(token):
        return None
    try:
        lifetime = min(LONGEST_LIFETIME, max(0.0, float(body["expires_in"])))
    except (KeyError, TypeError, ValueError, OverflowError):
        lifetime = DEFAULT_LIFETIME
    return AccessToken(str(token), now, now + lifetime)


def sign_in_failure(refused: StatusError, path: str, settings: Settings) -> SignInFailed:
    """Return the error of a sign-in that was answered with a refusal, with what to do."""
    said = (refused.status, refused.error_id, refused.reason, refused.params)
    failed = SignInFailed("The sign-in was refused: %s" % refused, "POST", path, *said)
    if refused.error_id == ONEAPI_ONLY:
        advise(failed, settings)
    elif refused.status < 429:
        advise(failed, settings, WRONG_CREDENTIAL)
    return failed


def denied(error: RequestError, settings: Settings) -> RequestError:
    """Return the refusal of a token that is fresh, with advice where the API gives no reason of its own."""
    if not error.details().get("error_id"):
        advise(error, settings, CHECK_RIGHTS)
    return error


def advise(error: RequestError, settings: Settings, *advice: str) -> None:
    """Add advice, and where what was used for signing in came from."""
    said = [one.rstrip(".") for one in (*advice, settings.sources) if one]
    if said:
        error.hint(". ".join(said))


def _assertion(settings: Settings, now: float) -> str:
    try:
        import jwt
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError:
        raise InvalidInput(
            ["private_key: needs the Python libraries PyJWT and cryptography (pip install 'PyJWT[crypto]')."]
        ) from None
    text = settings.private_key.strip()
    if "\n" not in text:
        text = text.replace("\\n", "\n")
    try:
        if text.startswith("{"):
            key: t.Any = jwt.algorithms.RSAAlgorithm.from_jwk(json.loads(text))
        else:
            key = load_pem_private_key(text.encode(), password=None)
        size = key.key_size
        claims = {
            "iss": settings.client_id,
            "sub": settings.client_id,
            "aud": AUDIENCE,
            "exp": int(now or time.time()) + ASSERTION_LIFETIME,
        }
        if size < LEAST_KEY_BITS:
            raise InvalidInput(
                ["private_key: has %d bits, OneAPI takes RSA keys of %d or more." % (size, LEAST_KEY_BITS)]
            )
        return jwt.encode(claims, key, algorithm="RS256")
    except InvalidInput:
        raise
    except Exception:
        # The libraries' own messages can quote the key: none of their text is passed on.
        raise InvalidInput(
            ["private_key: is not an unencrypted RSA private key in PEM or JWK form, nor a path to one."]
        ) from None
