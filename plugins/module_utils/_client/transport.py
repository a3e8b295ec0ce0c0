# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One HTTP exchange, and what its failure means. Private to this collection.

The only importer of ``requests``. Redirects are not followed: the API has none, and a token must
not travel to another host. ``.netrc`` is not consulted; proxies and CA bundles of the
environment are.
"""

from __future__ import annotations

import json
import traceback
import typing as t

from .._errors import ApiError, ConnectionFailed, RequestError, UncertainWrite
from . import retry

try:
    import requests
except ImportError:
    REQUESTS_ERROR = traceback.format_exc()
else:
    REQUESTS_ERROR = ""

QUOTED_BODY = 200

# A tenant that has moved to OneAPI answers API keys with plain text; the id is the Go SDK's.
ONEAPI_ONLY_WORDS = "only through zscaler oneapi"
ONEAPI_ONLY = "ONLY_ONEAPI_SUPPORTED"


class Failure(Exception):
    """A failed exchange: the ``error`` to raise in the end, how many ``retries`` it deserves (None:
    as many as time allows), how long the API ``asked`` to wait, and the ``status`` if there is one.
    """

    def __init__(
        self,
        error: RequestError,
        retries: int | None = 0,
        asked: float | None = None,
        status: int = 0,
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.retries = retries
        self.asked = asked
        self.status = status


class Request(t.NamedTuple):
    """What to send. ``path`` is what messages show; ``url`` may carry a query as well.

    ``is_safe``: sending it twice does no harm (reads, and asking for a token).
    """

    method: str
    path: str
    url: str
    is_safe: bool
    token: str = ""
    body: t.Any = None
    form: dict[str, str] | None = None


class Transport:
    """A keep-alive session. ``verify`` is True, False or the path of a CA bundle."""

    def __init__(self, user_agent: str, verify: bool | str, timeout: int) -> None:
        self._verify = verify
        self._timeout = timeout
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": user_agent, "Accept": "application/json"})

    def close(self) -> None:
        self._session.close()

    def exchange(self, request: Request, now: float) -> t.Any:
        """Send and return the decoded JSON body, None where there is no body.

        Raises Failure. ``now`` is in seconds since the epoch.
        """
        try:
            response = self._send(request)
        except requests.RequestException as error:
            raise _transport_failure(request, error, self._timeout) from None
        if 200 <= response.status_code < 300:
            return _decoded(request, response)
        raise _refusal(request, response, now)

    def _send(self, request: Request) -> requests.Response:
        payload: dict[str, t.Any] = {"data": request.form}
        if request.form is None:
            body = None if request.body is None else json.dumps(request.body).encode()
            payload = {"data": body, "headers": {"Content-Type": "application/json"}}
        return self._session.request(
            request.method,
            request.url,
            auth=_bearer(request.token),
            verify=self._verify,
            timeout=self._timeout,
            allow_redirects=False,
            **payload,
        )


def _bearer(token: str) -> t.Callable[[requests.PreparedRequest], requests.PreparedRequest]:
    """Sets the token. Given always, since requests looks into ``.netrc`` where no auth is."""

    def authenticate(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
        if token:
            prepared.headers["Authorization"] = "Bearer " + token
        return prepared

    return authenticate


def _decoded(request: Request, response: requests.Response) -> t.Any:
    if not response.content and request.method != "GET":
        return None
    try:
        return response.json()
    except ValueError:
        if request.method in ("PUT", "DELETE"):
            return None
    detail = "the answer is not complete JSON (HTTP %d, %s)" % (
        response.status_code,
        response.headers.get("Content-Type", "no content type"),
    )
    raise _broken(request, detail, retry.RETRIES_OF_CONNECTION)


def _refusal(request: Request, response: requests.Response, now: float) -> Failure:
    """The failure that an answer outside 2xx is. Bodies: see "Errors" in the API's documents."""
    status, text = response.status_code, response.text
    if 300 <= status < 400:
        advice = "redirected to another address, which is not followed: check base_url and auth_url"
        return Failure(ApiError(request.method, request.path, status, reason=advice, from_api=False))
    try:
        body = response.json()
    except ValueError:
        body = None
    facts: dict[str, t.Any] = body if isinstance(body, dict) else {}
    reason: t.Any = facts.get("reason") or facts.get("message") or facts.get("error_description")
    reason = reason or facts.get("detail") or facts.get("error")
    if not reason and body is None and text.strip() and not request.form:
        reason = "not an answer of the ZPA API: %r" % " ".join(text.split())[:QUOTED_BODY]
    if ONEAPI_ONLY_WORDS in text.lower():
        facts = {"id": ONEAPI_ONLY}
        reason = (
            "this tenant is managed through OneAPI only: set vanity_domain and the credentials "
            "of an API client"
        )
    error = ApiError(
        request.method,
        request.path,
        status,
        str(facts.get("id") or facts.get("code") or facts.get("errorCode") or ""),
        str(reason or response.reason or ""),
        _flat(facts.get("params")),
        from_api=body is not None or not text.strip(),
    )
    asked = retry.retry_after(response.headers.get("Retry-After"), now)
    if status in retry.UNCERTAIN_STATUSES:
        if request.is_safe:
            return Failure(error, retry.RETRIES_OF_UNCERTAIN, asked, status)
        unsure = UncertainWrite(str(error), request.method, request.path, status, asked)
        return Failure(unsure, 0, asked, status)
    return Failure(error, retry.retries_of_refusal(status, error.error_id, text), asked, status)


def _transport_failure(request: Request, error: requests.RequestException, timeout: int) -> Failure:
    cause = _root_cause(error)
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        detail = (
            "the server's certificate is not trusted (%s). Set ca_path to the CA that signed it; "
            "validate_certs=false would also trust an impostor" % getattr(cause, "verify_message", cause)
        )
        return Failure(_unreachable(request, detail))
    if isinstance(error, requests.ConnectTimeout):
        detail = "no connection within %d s" % timeout
        return Failure(_unreachable(request, detail), retry.RETRIES_OF_CONNECTION)
    if isinstance(error, requests.exceptions.ProxyError):
        detail = "the proxy of the environment does not connect (%s)" % _words(cause)
        return Failure(_unreachable(request, detail), retry.RETRIES_OF_CONNECTION)
    if isinstance(error, ValueError):
        return Failure(_unreachable(request, str(error)))
    if "NewConnectionError" in repr(error) or "NameResolutionError" in repr(error):
        return Failure(_unreachable(request, _words(cause)), retry.RETRIES_OF_CONNECTION)
    if isinstance(error, requests.Timeout):
        return _broken(request, "no answer within %d s" % timeout, retry.RETRIES_OF_CONNECTION)
    return _broken(request, "the connection broke (%s)" % _words(cause), retry.RETRIES_OF_CONNECTION)


def _broken(request: Request, detail: str, retries: int) -> Failure:
    """A failure after the request was sent: a write may have taken effect."""
    if request.is_safe:
        return Failure(_unreachable(request, detail), retries)
    return Failure(UncertainWrite(detail, request.method, request.path))


def _unreachable(request: Request, detail: str) -> ConnectionFailed:
    host = "/".join(request.url.split("/")[:3])
    return ConnectionFailed("no usable answer from %s: %s" % (host, detail), request.method, request.path)


def _root_cause(error: BaseException) -> BaseException:
    """The innermost exception, whose words are about the network and not about libraries."""
    inner = getattr(error, "reason", None) or error.__cause__ or error.__context__
    if not isinstance(inner, BaseException) and error.args:
        inner = error.args[0]
    return _root_cause(inner) if isinstance(inner, BaseException) else error


def _words(cause: BaseException) -> str:
    return str(getattr(cause, "strerror", None) or cause).lower() or type(cause).__name__


def _flat(params: t.Any) -> list[str]:
    """``params`` is a list, sometimes of lists."""
    if isinstance(params, list):
        return [text for param in params for text in _flat(param)]
    return [] if params is None else [str(params)]
