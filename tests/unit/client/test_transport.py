# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One exchange, and what its failure means."""

from __future__ import annotations

import gzip
import json
import os
import socket
import ssl
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from ansible_collections.zerotrust.zpa.plugins.module_utils._client import transport as transport_room
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
from support.scripted import ScriptedServer
from zpa_emulator import Emulator

NOW = 1_700_000_000.0
TOKEN = "t0ken-of-the-session"
Scripted = Callable[..., ScriptedServer]


@pytest.fixture
def transport() -> Iterator[Transport]:
    opened = Transport("agent/1", True, 5)
    yield opened
    opened.close()


def request_to(base_url: str, method: str = "GET", **details: Any) -> Request:
    return Request(method, "/path", base_url + "/path?query=secret", method == "GET", TOKEN, **details)


def failure_of(transport: Transport, request: Request) -> Failure:
    with pytest.raises(Failure) as failed:
        transport.exchange(request, NOW)
    return failed.value


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


# -- large answers -------------------------------------------------------------------------------

GROUPS = {"totalPages": "1", "list": [{"id": "1", "name": "x" * 3_000_000}]}
PLAIN = json.dumps(GROUPS).encode()
PACKED = {
    "gzip": ("gzip", gzip.compress(PLAIN)),
    "x-gzip": ("x-gzip", gzip.compress(PLAIN)),
    "gzip in two parts": ("GZIP", gzip.compress(PLAIN[:7]) + gzip.compress(PLAIN[7:])),
    "gzip and something behind it": ("gzip", gzip.compress(PLAIN) + b"\0\0what is this"),
    "deflate": ("deflate", zlib.compress(PLAIN)),
    "deflate without a header": ("deflate", zlib.compress(PLAIN)[2:-4]),
    "identity": ("identity", PLAIN),
}


def encoded_as(encoding: str) -> tuple[tuple[str, str], ...]:
    return (("Content-Encoding", encoding),)


@pytest.mark.parametrize("how", PACKED)
def test_a_compressed_answer_is_unpacked(transport: Transport, scripted: Scripted, how: str) -> None:
    encoding, body = PACKED[how]
    server = scripted((200, body, encoded_as(encoding)))
    assert transport.exchange(request_to(server.base_url), NOW).value == GROUPS


def test_a_compressed_refusal_is_unpacked(transport: Transport, scripted: Scripted) -> None:
    body = gzip.compress(b'{"id": "a.b", "reason": "No."}')
    error = failure_of(transport, request_to(scripted((400, body, encoded_as("gzip"))).base_url)).error
    assert error.details()["error_id"] == "a.b"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("br", b"whatever"), ("gzip", b"{}"), ("gzip", gzip.compress(PLAIN)[:-900]), ("gzip, gzip", PLAIN)],
    ids=["not asked for", "not so", "half of it", "twice"],
)
def test_an_answer_that_cannot_be_unpacked_is_no_answer(
    transport: Transport, scripted: Scripted, encoding: str, body: bytes
) -> None:
    failure = failure_of(transport, request_to(scripted((200, body, encoded_as(encoding))).base_url))
    assert isinstance(failure.error, ConnectionFailed)
    assert "not complete JSON" in str(failure.error)


def test_a_page_that_cannot_be_unpacked_does_not_mean_that_an_object_is_missing(
    transport: Transport, scripted: Scripted
) -> None:
    error = failure_of(transport, request_to(scripted((404, b"x", encoded_as("br"))).base_url)).error
    assert isinstance(error, ApiError)
    assert not error.not_found


def test_only_what_can_be_unpacked_is_asked_for(transport: Transport, scripted: Scripted) -> None:
    server = scripted((200, "{}"))
    transport.exchange(request_to(server.base_url), NOW)
    assert server.received[0].headers["Accept-Encoding"] == "gzip, deflate"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers may be of one mebibyte."""
    monkeypatch.setattr(transport_room, "LARGEST_ANSWER", 1 << 20)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("how", PACKED)
def test_an_answer_that_is_too_large_is_an_error_that_is_not_tried_again(
    transport: Transport, scripted: Scripted, how: str
) -> None:
    encoding, body = PACKED[how]
    failure = failure_of(transport, request_to(scripted((200, body, encoded_as(encoding))).base_url))
    assert isinstance(failure.error, ConnectionFailed)
    assert "the answer is larger than 1 MiB" in str(failure.error)
    assert failure.retries == 0


@pytest.mark.usefixtures("small")
def test_a_write_with_an_answer_that_is_too_large_leaves_its_outcome_open(
    transport: Transport, scripted: Scripted
) -> None:
    failure = failure_of(transport, request_to(scripted((201, PLAIN)).base_url, "POST"))
    assert isinstance(failure.error, UncertainWrite)


# The most memory that a process takes with an answer of 300 MB, in KiB, and what it says.
MEMORY = """
import resource, sys
from ansible_collections.zerotrust.zpa.plugins.module_utils._client import transport
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    request = transport.Request("GET", "/path", sys.argv[1], True)
    transport.Transport("agent/1", True, 30).exchange(request, 0.0)
except transport.Failure as failure:
    print(failure.error)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_an_answer_of_300_mb_that_comes_compressed_takes_little_memory(scripted: Scripted) -> None:
    packer = zlib.compressobj(9, wbits=31)
    body = b"".join(packer.compress(b" " * (1 << 20)) for _mebibyte in range(300)) + packer.flush()
    server = scripted((200, body, encoded_as("gzip")))
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, server.base_url],
        env={"PYTHONPATH": os.environ["ANSIBLE_COLLECTIONS_PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    said, taken = done.stdout.splitlines()
    assert "larger than 64 MiB" in said
    assert int(taken) < 200 * 1024


# -- long words ----------------------------------------------------------------------------------

LONG = 20_000_000


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"id": "a.b", "reason": "x" * LONG}),
        json.dumps({"id": "x" * LONG, "reason": "No."}),
        json.dumps({"id": "a.b", "reason": "No.", "params": ["x" * LONG]}),
        json.dumps({"id": "a.b", "reason": "No.", "params": ["x" * 50] * 400_000}),
        json.dumps({"id": "a.b", "reason": "No.", "params": ["x" * 500] * 1000}),
        json.dumps({"id": "a.b", "reason": "x" * 900_000}),
        "<html>" + "x" * LONG,
    ],
    ids=["reason", "id", "parameter", "parameters", "fewer parameters", "shorter reason", "page"],
)
def test_of_a_long_refusal_only_the_beginning_is_told(
    transport: Transport, scripted: Scripted, body: str
) -> None:
    error = failure_of(transport, request_to(scripted((400, body)).base_url)).error
    assert len(str(error)) < 1000
    assert len(json.dumps(error.details())) < 10000
    assert "more" in json.dumps(error.details())


@pytest.mark.parametrize("key", ["id", "reason", "params"])
def test_a_long_text_is_not_cut_within_a_secret(scripted: Scripted, key: str) -> None:
    transport = Transport("agent/1", True, 5, {"sEcReT-of-the-client"})
    for secret in ("sEcReT-of-the-client", TOKEN):
        body = json.dumps({key: "x" * 290 + secret + "x" * 500})
        error = failure_of(transport, request_to(scripted((400, body)).base_url)).error
        assert secret[:8] not in json.dumps(error.details()) + str(error)
        assert "xxx********" in json.dumps(error.details())
    transport.close()


def test_a_refusal_with_half_a_character_can_be_told(transport: Transport, scripted: Scripted) -> None:
    body = '{"id": "a\\ud83d", "reason": "b\\ud83d", "params": ["c\\ud83d"]}'
    error = failure_of(transport, request_to(scripted((400, body)).base_url)).error
    assert json.dumps([error.details(), str(error)], ensure_ascii=False).encode()
