# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One exchange, and what its failure means."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.transport import (
    Failure,
    Request,
    Transport,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import (
    ApiError,
    ConnectionFailed,
    UncertainWrite,
)
from support.exchanges import NOW, TOKEN, Scripted, failure_of, request_to
from zpa_emulator import Emulator


@pytest.fixture
def closed_port() -> str:
    """The address of a port where nobody listens."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        return "http://127.0.0.1:%d" % reserved.getsockname()[1]


def test_the_answer_is_decoded(transport: Transport, scripted: Scripted) -> None:
    answer = transport.exchange(request_to(scripted((200, '{"a": "ü"}')).base_url), NOW)
    assert answer == ({"a": "ü"}, False, False)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_may_be_answered_without_a_body(
    transport: Transport, scripted: Scripted, method: str, status: int
) -> None:
    server = scripted((status, ""))
    assert transport.exchange(request_to(server.base_url, method, body={}), NOW).value is None


def test_a_request_says_who_sends_it_and_what_it_takes(transport: Transport, scripted: Scripted) -> None:
    server = scripted((200, "{}"))
    transport.exchange(request_to(server.base_url), NOW)
    sent = server.received[0].headers
    assert sent["User-Agent"] == "agent/1"
    assert sent["Accept"] == "application/json"
    assert sent["Content-Type"] == "application/json"
    assert sent["Authorization"] == "Bearer " + TOKEN


def test_a_body_goes_out_as_json(transport: Transport, scripted: Scripted) -> None:
    server = scripted((201, "{}"))
    transport.exchange(request_to(server.base_url, "POST", body={"name": "ü"}), NOW)
    assert server.received[0].body == '{"name": "\\u00fc"}'


def test_a_form_goes_out_encoded(transport: Transport, scripted: Scripted) -> None:
    server = scripted((200, "{}"))
    transport.exchange(request_to(server.base_url, "POST", form={"secret": "a+b=c&d:,"}), NOW)
    assert server.received[0].body == "secret=a%2Bb%3Dc%26d%3A%2C"
    assert server.received[0].headers["Content-Type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize("token", ["", TOKEN])
def test_netrc_is_not_consulted(
    transport: Transport, scripted: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server = scripted((200, "{}"))
    transport.exchange(request_to(server.base_url)._replace(token=token), NOW)
    assert server.received[0].headers.get("Authorization") == ("Bearer " + token if token else None)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(transport: Transport, scripted: Scripted, status: int) -> None:
    elsewhere = scripted((200, "{}"))
    server = scripted((status, "", (("Location", elsewhere.base_url + "/path"),)))
    failure = failure_of(transport, request_to(server.base_url))
    assert "check base_url" in str(failure.error)
    assert failure.retries == 0
    assert elsewhere.received == []


@pytest.mark.parametrize(
    ("body", "error_id", "reason", "params"),
    [
        ('{"id": "a.b", "reason": "No."}', "a.b", "No.", []),
        ('{"params": ["x", "y"], "id": "a.b", "reason": "No."}', "a.b", "No.", ["x", "y"]),
        ('{"params": [["x"], ["y", 7]], "id": "a.b", "reason": "No"}', "a.b", "No", ["x", "y", "7"]),
        ('{"params": "x", "id": "a.b", "reason": "No"}', "a.b", "No", ["x"]),
        ('{"code": "c", "message": "m"}', "c", "m", []),
        ('{"errorCode": "c", "message": "m"}', "c", "m", []),
        ('{"detail": "unauthorized", "type": "", "title": "", "status": ""}', "", "unauthorized", []),
        ('{"error": "invalid_client", "error_description": "Sorry."}', "", "Sorry.", []),
        ('{"error": "invalid_client"}', "", "invalid_client", []),
        ("{}", "", "Conflict", []),
        ("", "", "Conflict", []),
        ("[]", "", "Conflict", []),
        ("<h1>Proxy\n  says no</h1>", "", "not an answer of the ZPA API: '<h1>Proxy says no</h1>'", []),
    ],
)
def test_a_refusal_is_told_in_the_words_of_the_api(
    transport: Transport, scripted: Scripted, body: str, error_id: str, reason: str, params: list[str]
) -> None:
    error = failure_of(transport, request_to(scripted((409, body)).base_url)).error
    assert isinstance(error, ApiError)
    assert (error.status, error.error_id, error.reason, error.params) == (409, error_id, reason, params)


def test_a_long_page_is_quoted_in_part(transport: Transport, scripted: Scripted) -> None:
    error = failure_of(transport, request_to(scripted((409, "x" * 5000)).base_url)).error
    assert 200 < len(str(error)) < 300


def test_a_page_is_not_quoted_with_half_of_the_token_that_it_repeats(
    transport: Transport, scripted: Scripted
) -> None:
    page = "x" * 190 + TOKEN
    error = failure_of(transport, request_to(scripted((409, page)).base_url)).error
    assert "x" * 190 in str(error)
    assert TOKEN[:5] not in str(error)


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_tenant_that_moved_to_oneapi_is_told_so(
    transport: Transport, scripted: Scripted, status: int
) -> None:
    server = scripted((status, "API access is allowed Only through Zscaler OneAPI."))
    error = failure_of(transport, request_to(server.base_url)).error
    assert isinstance(error, ApiError)
    assert error.error_id == "ONLY_ONEAPI_SUPPORTED"
    assert "set vanity_domain" in str(error)


@pytest.mark.parametrize(
    ("body", "is_missing"),
    [
        ('{"id": "resource.not.found", "reason": "No"}', True),
        ('{"message": "no"}', True),
        ("", True),
        ("<h1>404</h1>", False),
    ],
)
def test_a_page_that_says_404_does_not_mean_that_an_object_is_missing(
    transport: Transport, scripted: Scripted, body: str, is_missing: bool
) -> None:
    error = failure_of(transport, request_to(scripted((404, body)).base_url)).error
    assert isinstance(error, ApiError)
    assert error.not_found is is_missing


def test_a_status_of_400_can_say_that_an_object_is_missing(transport: Transport, scripted: Scripted) -> None:
    server = scripted((400, '{"id": "resource.not.found", "reason": "No"}'))
    error = failure_of(transport, request_to(server.base_url)).error
    assert isinstance(error, ApiError)
    assert error.not_found


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "said", [{"id": "resource.not.found"}, {"id": "new.kind.of_error", "reason": "No."}], ids=["known", "new"]
)
def test_a_refusal_under_a_status_of_success_is_one(
    transport: Transport, scripted: Scripted, method: str, said: dict[str, str]
) -> None:
    failure = failure_of(transport, request_to(scripted((200, json.dumps(said))).base_url, method))
    assert isinstance(failure.error, ApiError)
    assert (failure.error.status, failure.error.error_id, failure.retries) == (200, said["id"], 0)


@pytest.mark.parametrize(
    "body",
    [
        {"id": "7", "reason": "Because"},
        {"id": 7, "reason": "Because"},
        {"id": "216196257331281920.1", "reason": "Because"},
        {"id": "a5ec0f9b-4a4c-4f6e-9d20-1e9d2b0d5c7a", "reason": "Because"},
        {"id": "some.object"},
        {"list": [{"id": "resource.not.found"}]},
        [{"id": "resource.not.found"}],
        "resource.not.found",
    ],
    ids=str,
)
def test_an_object_is_no_refusal(transport: Transport, scripted: Scripted, body: Any) -> None:
    server = scripted((200, json.dumps(body)))
    assert transport.exchange(request_to(server.base_url), NOW).value == body


@pytest.mark.parametrize("status", [408, 500, 503])
def test_a_server_in_trouble_is_believed_what_it_says_of_rights_alone(
    transport: Transport, scripted: Scripted, status: int
) -> None:
    refused, doubtful = (
        failure_of(transport, request_to(scripted((status, '{"id": "%s"}' % said)).base_url, "POST"))
        for said in ("authz.featureflag.permission.denied", "resource.not.found")
    )
    assert isinstance(refused.error, ApiError)
    assert refused.retries == 0
    assert isinstance(doubtful.error, UncertainWrite)


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_a_server_error_of_a_read_is_worth_four_retries(
    transport: Transport, scripted: Scripted, status: int
) -> None:
    server = scripted((status, "", (("Retry-After", "7s"),)))
    failure = failure_of(transport, request_to(server.base_url))
    assert isinstance(failure.error, ApiError)
    assert (failure.retries, failure.asked, failure.error.status) == (4, 7.0, status)


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_server_error_of_a_write_leaves_its_outcome_open(
    transport: Transport, scripted: Scripted, method: str, status: int
) -> None:
    server = scripted((status, "", (("Retry-After", "7s"),)))
    failure = failure_of(transport, request_to(server.base_url, method))
    assert isinstance(failure.error, UncertainWrite)
    assert (failure.retries, failure.error.status, failure.error.asked) == (0, status, 7.0)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_refused_connection_is_worth_a_retry_since_nothing_was_sent(
    transport: Transport, closed_port: str, method: str
) -> None:
    failure = failure_of(transport, request_to(closed_port, method))
    assert isinstance(failure.error, ConnectionFailed)
    assert failure.retries == 3
    assert "connection refused" in str(failure.error)


def test_a_host_without_an_address_is_worth_a_retry_since_nothing_was_sent(transport: Transport) -> None:
    failure = failure_of(transport, request_to("http://zpa.invalid", "POST"))
    assert isinstance(failure.error, ConnectionFailed)
    assert failure.retries == 3


@pytest.mark.parametrize("base_url", ["http://host:port", "http:///path", "http://[::1"])
def test_an_impossible_address_is_an_error_without_a_retry(transport: Transport, base_url: str) -> None:
    failure = failure_of(transport, request_to(base_url, "POST"))
    assert isinstance(failure.error, ConnectionFailed)
    assert failure.retries == 0


@pytest.mark.parametrize("base_url", ["http://a..b", "http://" + "x" * 64 + ".example"])
def test_an_impossible_host_is_an_error_without_a_retry(transport: Transport, base_url: str) -> None:
    failure = failure_of(transport, request_to(base_url, "GET"))
    assert isinstance(failure.error, ConnectionFailed)
    assert failure.retries == 0


@pytest.fixture
def mute() -> Iterator[str]:
    """The address of a server that takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield "http://127.0.0.1:%d" % listening.getsockname()[1]


@pytest.fixture
def hasty() -> Iterator[Transport]:
    opened = Transport("agent/1", True, 0.05)  # type: ignore[arg-type]
    yield opened
    opened.close()


def test_a_read_without_an_answer_is_worth_a_retry(hasty: Transport, mute: str) -> None:
    failure = failure_of(hasty, request_to(mute))
    assert isinstance(failure.error, ConnectionFailed)
    assert "no answer within" in str(failure.error)
    assert failure.retries == 3


def test_a_write_without_an_answer_leaves_its_outcome_open(hasty: Transport, mute: str) -> None:
    failure = failure_of(hasty, request_to(mute, "PUT"))
    assert isinstance(failure.error, UncertainWrite)
    assert failure.retries == 0


def test_a_connection_that_never_comes_about_is_worth_a_retry_of_a_write(
    hasty: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*arguments: Any, **options: Any) -> None:
        raise socket.timeout("timed out")  # noqa: UP041  (what the sockets of Python 3.8 raise)

    monkeypatch.setattr("urllib3.util.connection.create_connection", late)
    failure = failure_of(hasty, request_to("http://127.0.0.1:9", "POST"))
    assert isinstance(failure.error, ConnectionFailed)
    assert "no connection within" in str(failure.error)
    assert failure.retries == 3


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_proxy_that_does_not_connect_is_named(
    transport: Transport, closed_port: str, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setenv("http_proxy", closed_port)
    monkeypatch.setenv("no_proxy", "")
    failure = failure_of(transport, request_to("http://zpa.invalid", method))
    assert isinstance(failure.error, ConnectionFailed)
    assert "proxy of the environment" in str(failure.error)
    assert failure.retries == 3


HTML, HALF = "<html>Welcome to the hotel</html>", '{"id": "7", "na'


@pytest.mark.parametrize("body", ["", HTML, HALF])
def test_a_read_that_is_answered_by_no_json_is_worth_a_retry(
    transport: Transport, scripted: Scripted, body: str
) -> None:
    failure = failure_of(transport, request_to(scripted((200, body)).base_url))
    assert isinstance(failure.error, ConnectionFailed)
    assert failure.retries == 3


@pytest.mark.parametrize("body", [HTML, HALF])
def test_a_creation_that_is_answered_by_no_json_leaves_its_outcome_open(
    transport: Transport, scripted: Scripted, body: str
) -> None:
    failure = failure_of(transport, request_to(scripted((201, body)).base_url, "POST"))
    assert isinstance(failure.error, UncertainWrite)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_page_is_no_success_of_a_write(transport: Transport, scripted: Scripted, method: str) -> None:
    server = scripted((200, HTML, (("Content-Type", "text/html"),)))
    failure_of(transport, request_to(server.base_url, method))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def https(authority: trustme.CA) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with Emulator(certificate=context) as running:
        yield running.base_url


def answer_over(https: str, verify: bool | str) -> Any:
    transport = Transport("agent/1", verify, 5)
    try:
        return transport.exchange(Request("GET", "/p", https + "/_emulator/health", True), NOW).value
    finally:
        transport.close()


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(https: str) -> None:
    with pytest.raises(Failure) as failed:
        answer_over(https, verify=True)
    assert "Set ca_path" in str(failed.value.error)
    assert failed.value.retries == 0


def test_a_certificate_of_the_given_ca_is_trusted(https: str, authority: trustme.CA, tmp_path: Path) -> None:
    ca_path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_path))
    assert answer_over(https, verify=str(ca_path)) == {"customers": []}


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_any_certificate_is_trusted_where_that_is_wanted(https: str) -> None:
    assert answer_over(https, verify=False) == {"customers": []}


@pytest.mark.parametrize("token", ["first line\nsecond line", "pasted with …"])
def test_a_token_that_is_no_header_is_a_failure_that_does_not_show_it(
    transport: Transport, scripted: Scripted, token: str
) -> None:
    request = request_to(scripted((200, "{}")).base_url)._replace(token=token)
    assert token not in str(failure_of(transport, request).error)


def test_no_error_shows_the_query(transport: Transport, closed_port: str) -> None:
    assert "secret" not in str(failure_of(transport, request_to(closed_port)).error)
