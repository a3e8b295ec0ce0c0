# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers that are large, packed, or have long words: how much of them is taken and told."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import zlib

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client import transport as transport_room
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.transport import Transport
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import (
    ApiError,
    ConnectionFailed,
    UncertainWrite,
)
from support.exchanges import NOW, TOKEN, Scripted, failure_of, request_to

pytestmark = pytest.mark.generated

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


# -- large answers -------------------------------------------------------------------------------


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


LONG = 20_000_000


# -- long words ----------------------------------------------------------------------------------


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
