# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that answers with the secrets that it was sent: what no ZPA does, and a gateway might.

Its base URL is followed by where it is hostile, how, and in which spelling it says what it knows:
``/sign-in/401 reason/JSON``, each word in hexadecimal, so that it goes through any address.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs, quote

import jwt

from .secrecy import SPELLINGS

WHERE = ("sign-in", "read", "write")


class Answer(NamedTuple):
    """What is sent. Every ``@@`` stands for what was received. ``reason`` is the text behind the status.

    ``is_cut``: the answer ends before it is complete; without a ``status`` it does not even begin.
    """

    status: int
    body: str = ""
    reason: str = "Reason"
    headers: tuple[tuple[str, str], ...] = ()
    is_cut: bool = False


# Every field of an answer that a client could repeat.
ANSWERS: dict[str, Answer] = {
    "400 reason": Answer(400, json.dumps({"id": "bad", "reason": "@@"})),
    "400 id and params": Answer(400, json.dumps({"id": "@@", "reason": "No", "params": ["@@", ["@@"]]})),
    "401 reason": Answer(401, json.dumps({"id": "unauthorized", "reason": "no client has @@"})),
    "401 oauth": Answer(401, json.dumps({"error": "@@", "error_description": "@@"})),
    "403 message": Answer(403, json.dumps({"code": "@@", "message": "@@"})),
    "403 page": Answer(403, "<h1>@@</h1>", headers=(("Content-Type", "text/html"),)),
    "404 detail": Answer(404, json.dumps({"errorCode": "@@", "detail": "@@"})),
    "409 reason": Answer(409, json.dumps({"id": "@@", "reason": "@@"})),
    "429 header": Answer(429, json.dumps({"reason": "@@"}), headers=(("Retry-After", "@@"),)),
    "500 reason": Answer(500, json.dumps({"id": "@@", "reason": "@@"})),
    "500 page": Answer(500, "@@"),
    # Whoever quotes the beginning of it cuts what was sent in two.
    "500 long page": Answer(500, "x" * 185 + " @@"),
    "500 objects": Answer(500, json.dumps({"reason": {"@@": ["@@"]}, "id": ["@@"]})),
    "502 words": Answer(502, "", reason="@@"),
    "307 to the same host": Answer(307, "@@", headers=(("Location", "/?said=@@"),)),
    "302 to another host": Answer(302, "@@", headers=(("Location", "http://127.0.0.2:1/@@"),)),
    "200 page": Answer(200, "<p>@@", headers=(("Content-Type", "text/html; said=@@"),)),
    "200 other data": Answer(200, json.dumps({"said": "@@"})),
    "200 list of texts": Answer(200, json.dumps(["@@"])),
    "200 half": Answer(200, '{"access_token": "@@", "list": [{"id": "7", "na', is_cut=True),
    "200 headers": Answer(200, "", headers=(("Set-Cookie", "said=@@"), ("X-Said", "@@"))),
    "cut": Answer(0, is_cut=True),
}


class HostileServer:
    """Use it in a ``with`` statement. ``received`` and ``given`` are all credentials that it has seen."""

    def __init__(self) -> None:
        self.received: set[str] = set()
        self.given: set[str] = set()
        self.requests: list[str] = []
        # Requests to ``slow`` addresses tell here that they have come, and wait here.
        self.has_come, self.may_go = threading.Event(), threading.Event()
        self._serial = itertools.count(1)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> HostileServer:
        self._thread.start()
        return self

    def __exit__(self, *details: object) -> None:
        self.may_go.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def host(self) -> str:
        return "http://127.0.0.1:%d" % self._server.server_address[1]

    def address(self, where: str, how: str, spelling: str = "as it is") -> str:
        """Return a base URL whose requests are answered in a hostile way. ``how`` may be ``slow``."""
        return "%s/%s" % (self.host, "/".join(word.encode().hex() for word in (where, how, spelling)))

    @property
    def secrets(self) -> set[str]:
        return self.received | self.given

    def _new_token(self) -> str:
        token = jwt.encode({"sub": "somebody", "jti": next(self._serial)}, "k" * 32, algorithm="HS256")
        self.given.add(token)
        return token

    def _answer(self, method: str, path: str, sent: str, authorization: str) -> Answer:
        form = {name: values[0] for name, values in parse_qs(sent).items()}
        credentials = [form[name] for name in ("client_secret", "client_assertion") if name in form]
        credentials += [authorization.removeprefix("Bearer ")] if authorization else []
        self.received.update(credentials)
        where, how, spelling = (bytes.fromhex(word).decode() for word in path.split("/")[1:4])
        phase = self._phase(method, path)
        self.requests.append(phase)
        if phase != where or how == "slow":
            if phase == where:
                self.has_come.set()
                self.may_go.wait()
            return self._friendly(phase)
        return saying(ANSWERS[how], [SPELLINGS[spelling](text) for text in self._words(credentials)])

    def _phase(self, method: str, path: str) -> str:
        """Return where a request belongs, one of WHERE."""
        return "sign-in" if path.endswith(("/signin", "/token")) else "read" if method == "GET" else "write"

    def _words(self, credentials: list[str]) -> list[str]:
        """Return what hostile answers repeat."""
        return credentials

    def _friendly(self, phase: str) -> Answer:
        if phase == "sign-in":
            return Answer(200, json.dumps({"access_token": self._new_token(), "expires_in": 3600}))
        if phase == "read":
            return Answer(200, json.dumps({"totalPages": "0", "totalCount": "0"}))
        return Answer(201, json.dumps({"id": "7", "name": "New", "enabled": True}))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer_to = self._answer

        class Handler(BaseHTTPRequestHandler):
            wbufsize = -1  # in one packet: the second of two would wait for the first to be confirmed

            def answer(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                answer = answer_to(self.command, self.path, sent, self.headers.get("Authorization", ""))
                data = answer.body.encode()
                if answer.status:
                    self.send_response(answer.status, answer.reason)
                    for name, value in answer.headers:
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(data) + answer.is_cut))
                    self.end_headers()
                    self.wfile.write(data)
                self.close_connection = answer.is_cut

            do_GET = do_POST = do_PUT = do_DELETE = answer

            def log_message(self, *words: object) -> None:
                pass

        return Handler


def saying(answer: Answer, words: Iterable[str]) -> Answer:
    """The answer with words in place of its marks, as body, headers and status line can have them."""
    said = " and ".join(words)
    is_plain = said.isascii() and said.isprintable()
    in_head = said if is_plain else quote(said)  # as everything else would break the answer
    is_json = answer.body.startswith(("{", "["))
    return answer._replace(
        body=answer.body.replace("@@", json.dumps(said)[1:-1] if is_json else said),
        reason=answer.reason.replace("@@", in_head),
        headers=tuple((name, value.replace("@@", in_head)) for name, value in answer.headers),
    )
