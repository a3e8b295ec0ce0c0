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
from .._refusals import doubt_of_token, is_refusal, known
from .._texts import cut
from . import retry
from .body import (
    CHUNK,
    ENCODINGS,
    LARGEST_ANSWER,
    LARGEST_ERROR,
    MEBIBYTE,
    TooLarge,
    decoded,
    may_hold_halves,
    read_body,
    text_of,
)
from .spellings import without
from .withheld import may_show_secret, shown_in, without_shown

try:
    import requests
    import urllib3
except Exception:  # a library that does not fit to another one raises anything
    REQUESTS_ERROR = traceback.format_exc()
else:
    REQUESTS_ERROR = ""

QUOTED_BODY = 200
# Of a text that will be cut so much is searched for secrets: more than the longest takes, however spelled.
SEARCHED = 100000

# What the libraries below say when a connection was never made: then nothing can have been sent.
NEVER_SENT = ("NewConnectionError", "NameResolutionError", "Tunnel connection failed")
NOT_WELL_FORMED = "the request cannot be sent: the host, the proxy or the access token is not well-formed"

# A tenant that has moved to OneAPI answers API keys with plain text; the id is the Go SDK's.
ONEAPI_ONLY_WORDS = "only through zscaler oneapi"
ONEAPI_ONLY = "ONLY_ONEAPI_SUPPORTED"


class Failure(Exception):
    """A failed exchange: the ``error`` to raise in the end, how many ``retries`` it deserves (None:
    as many as time allows), how long the API ``asked`` to wait, and the ``doubt`` that it leaves of the
    token, see ``doubt_of_token``.
    """

    def __init__(
        self,
        error: RequestError,
        retries: int | None = 0,
        asked: float | None = None,
        doubt: str = "",
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.retries = retries
        self.asked = asked
        self.doubt = doubt


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

    def __repr__(self) -> str:
        """Without the token and the form: a traceback must not print them."""
        return "Request(%s %s)" % (self.method, self.path)


class Answer(t.NamedTuple):
    """What came back. ``is_whole``: whether ``body`` is all of it."""

    status: int
    phrase: str
    headers: t.Mapping[str, str]
    body: bytes | bytearray
    is_whole: bool = True

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


class Decoded(t.NamedTuple):
    """What an answer says, None where it has no body. Its texts may hold halves of characters or cannot, and
    it may show a secret.
    """

    value: t.Any
    may_hold_halves: bool = False
    may_show_secret: bool = False


class Transport:
    """A keep-alive session. ``verify`` is True, False or the path of a CA bundle.

    ``secrets``: what no error may show, not even a part of it.
    """

    def __init__(
        self, user_agent: str, verify: bool | str, timeout: int, secrets: t.Collection[str] = ()
    ) -> None:
        self._verify = verify
        self._timeout = timeout
        self._secrets = set(secrets)
        self._session = requests.Session()
        self._session.headers.update(
            {"User-Agent": user_agent, "Accept": "application/json", "Accept-Encoding": ENCODINGS}
        )

    def hide(self, secrets: t.Iterable[str]) -> None:
        """Show these in no error from now on."""
        self._secrets.update(secrets)

    def hide_only(self, secrets: t.Iterable[str]) -> None:
        """Show these in no error from now on, and what was hidden before as it is."""
        self._secrets = set(secrets)

    def close(self) -> None:
        self._session.close()

    def exchange(self, request: Request, now: float) -> Decoded:
        """Send, and return what the body says in JSON.

        Raises Failure. ``now`` is in seconds since the epoch.
        """
        try:
            answer = self._send(request)
        except requests.RequestException as error:
            raise _transport_failure(request, error, self._timeout) from None
        except (OSError, ValueError, TypeError) as error:
            # Of the libraries below: a CA bundle that is missing, a host or a proxy that is none.
            # Words other than the system's own can quote the token, or the proxy's password.
            detail = _words(error) if isinstance(error, OSError) else NOT_WELL_FORMED
            raise _broken(request, detail, 0) from None
        secrets = {request.token, *self._secrets, *(request.form or {}).values()} - {""}
        if answer.is_success:
            told = _decoded(request, answer, secrets)
            if not is_refusal(told.value):
                return told
        raise _refusal(request, answer, now, secrets)

    def _send(self, request: Request) -> Answer:
        payload: dict[str, t.Any] = {"data": request.form}
        if request.form is None:
            body = None if request.body is None else json.dumps(request.body).encode()
            payload = {"data": body, "headers": {"Content-Type": "application/json"}}
        response = self._session.request(
            request.method,
            request.url,
            auth=_bearer(request.token),
            verify=self._verify,
            timeout=self._timeout,
            allow_redirects=False,
            stream=True,
            **payload,
        )
        try:
            return _received(request, response)
        finally:
            response.close()


def _received(request: Request, response: requests.Response) -> Answer:
    """Read an answer: a success as a whole, of anything else what can be told."""
    answer = Answer(response.status_code, str(response.reason or ""), response.headers, b"")
    limit = LARGEST_ANSWER if answer.is_success else LARGEST_ERROR
    try:
        chunks = response.raw.stream(CHUNK, decode_content=False)
        body = read_body(chunks, response.headers.get("Content-Encoding", ""), limit)
    except TooLarge as stopped:
        return answer._replace(body=stopped.begun, is_whole=False)
    except urllib3.exceptions.HTTPError as error:
        raise requests.ConnectionError(error) from None
    except ValueError:
        return answer._replace(is_whole=False)
    return answer._replace(body=body)


def _bearer(token: str) -> t.Callable[[requests.PreparedRequest], requests.PreparedRequest]:
    """Sets the token. Given always, since requests looks into ``.netrc`` where no auth is."""

    def authenticate(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
        if token:
            prepared.headers["Authorization"] = "Bearer " + token
        return prepared

    return authenticate


def _decoded(request: Request, answer: Answer, secrets: t.Collection[str]) -> Decoded:
    if not answer.is_whole and answer.body:
        detail = "the answer is larger than %d MiB, which no page of a list is" % (LARGEST_ANSWER // MEBIBYTE)
        raise _broken(request, detail, 0)
    if answer.is_whole and not answer.body and request.method != "GET":
        return Decoded(None)
    try:
        body = answer.body
        return Decoded(decoded(body), may_hold_halves(body), may_show_secret(body))
    except (ValueError, RecursionError):
        content_type = cut(_told(answer.headers.get("Content-Type", "no content type"), secrets))
        detail = "the answer is not complete JSON (HTTP %d, %s)" % (answer.status, content_type)
        raise _broken(request, detail, retry.RETRIES_OF_CONNECTION) from None


def _refusal(request: Request, answer: Answer, now: float, secrets: t.Collection[str]) -> Failure:
    """The failure that a refusal is. Bodies: see "Errors" in the API's documents."""
    status, text = answer.status, text_of(answer.body)
    if 300 <= status < 400:
        advice = "redirected to another address, which is not followed: check base_url and auth_url"
        return Failure(ApiError(request.method, request.path, status, reason=advice, from_api=False))

    try:
        body = decoded(answer.body)
    except (ValueError, RecursionError):
        body = None
    known_to_be = {*secrets, *shown_in(body)} - {""}

    def told(given: t.Any) -> str:
        return _told(given, known_to_be)

    facts: dict[str, t.Any] = body if isinstance(body, dict) else {}
    reason: t.Any = facts.get("reason") or facts.get("message") or facts.get("error_description")
    reason = reason or facts.get("detail") or facts.get("error")
    if not reason and body is None and text.strip() and not request.form:
        quoted = " ".join(told(text[:SEARCHED]).split())
        reason = "not an answer of the ZPA API: '%s'" % cut(quoted, QUOTED_BODY)
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
        told(facts.get("id") or facts.get("code") or facts.get("errorCode") or ""),
        told(reason or answer.phrase),
        [told(param) for param in _flat(facts.get("params"))],
        from_api=body is not None or (answer.is_whole and not text.strip()),
    )
    asked = retry.retry_after(answer.headers.get("Retry-After"), now)
    if error.is_trouble and retry.is_uncertain(status):
        if request.is_safe:
            return Failure(error, retry.RETRIES_OF_UNCERTAIN, asked)
        return Failure(UncertainWrite.because(error, asked), 0, asked)
    retries = retry.retries_of_refusal(status, error.error_id, text)
    if request.method == "POST" and not known(error.error_id) and error.already_exists:
        retries = 0
    return Failure(error, retries, asked, doubt_of_token(status, error.error_id))


def _told(given: t.Any, secrets: t.Collection[str]) -> str:
    """A text of an answer without secrets, which half of them would not be known for once it is cut."""
    said = str(given)
    return without_shown(without(said[:SEARCHED], secrets)) + said[SEARCHED:]


def _transport_failure(request: Request, error: requests.RequestException, timeout: int) -> Failure:
    cause = _root_cause(error)
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        why = str(getattr(cause, "verify_message", cause))
        advice = "Set ca_path to the CA that signed it" if _is_unknown_ca(why) else "Look whose host this is"
        detail = (
            "the server's certificate is not trusted (%s). %s; validate_certs=false would also trust an "
            "impostor"
        )
        return Failure(_unreachable(request, detail % (why, advice)))
    retries = retry.RETRIES_OF_CONNECTION
    if isinstance(error, requests.ConnectTimeout):
        return Failure(_unreachable(request, "no connection within %d s" % timeout), retries)
    if isinstance(error, ValueError):
        return Failure(_unreachable(request, NOT_WELL_FORMED))
    detail = _words(cause)
    if isinstance(error, requests.exceptions.ProxyError):
        detail = "the connection through the proxy of the environment failed (%s)" % detail
    if any(words in repr(error) for words in NEVER_SENT):
        return Failure(_unreachable(request, detail), retries)
    if isinstance(error, requests.Timeout):
        return _broken(request, "no answer within %d s" % timeout, retries)
    return _broken(request, "the connection broke (%s)" % detail, retries)


def _is_unknown_ca(why: str) -> bool:
    return any(words in why for words in ("self-signed", "self signed", "issuer certificate"))


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
    text = getattr(cause, "strerror", None) or (cause.args[0] if cause.args else "")
    return cut(text).lower() if isinstance(text, str) and text else type(cause).__name__


def _flat(params: t.Any) -> list[str]:
    """``params`` is a list, sometimes of lists."""
    if isinstance(params, list):
        return [text for param in params for text in _flat(param)]
    return [] if params is None else [str(params)]
