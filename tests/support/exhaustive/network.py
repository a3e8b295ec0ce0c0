# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is between a module and ZPA: a proxy that takes CONNECT, and a server that redirects."""

from __future__ import annotations

import base64
import contextlib
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import trustme


def context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Return what a server needs to show a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@contextlib.contextmanager
def serving(
    handler: type[BaseHTTPRequestHandler], certificate: ssl.SSLContext | None = None
) -> Iterator[str]:
    """Run a server; the value is its host with its scheme."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if certificate:
        server.socket = certificate.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield "%s://127.0.0.1:%d" % ("https" if certificate else "http", server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Seen(NamedTuple):
    """What a proxy was asked for."""

    line: str
    password: str


class Quiet(BaseHTTPRequestHandler):
    """Logs nothing."""

    def log_message(self, *words: object) -> None:
        pass


@contextlib.contextmanager
def connect_proxy(login: str = "", refusal: int = 407) -> Iterator[tuple[str, list[Seen]]]:
    """Run a proxy for CONNECT; the value is its address, and what it was asked for.

    With a ``login``, ``name:password``, it takes no others, whom it answers ``refusal``. It repeats in its
    refusal what it was sent.
    """
    seen: list[Seen] = []

    class Proxy(Quiet):
        def do_CONNECT(self) -> None:
            sent = self.headers.get("Proxy-Authorization", "")
            password = base64.b64decode(sent.removeprefix("Basic ")).decode()
            seen.append(Seen(self.requestline, password))
            if password != login:
                self.send_response(refusal, "Who is %s (%s)" % (password, sent))
                self.send_header("Proxy-Authenticate", 'Basic realm="%s"' % sent)
                self.end_headers()
                return
            host, port = self.path.split(":")
            with socket.create_connection((host, int(port))) as onward:
                self.send_response(200)
                self.end_headers()
                _carry(self.connection, onward)

        def do_POST(self) -> None:
            seen.append(Seen(self.requestline, ""))
            self.send_error(405)

        do_GET = do_POST

    with serving(Proxy) as address:
        yield address, seen


def _carry(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until one end closes, in whatever way."""
    peers = {one: other, other: one}
    with contextlib.suppress(ConnectionError):
        while True:
            for ready in select.select(list(peers), [], [])[0]:
                data = ready.recv(65536)
                if not data:
                    return
                peers[ready].sendall(data)


@contextlib.contextmanager
def redirecting(
    status: int, to: str, phase: str, token: str, certificate: ssl.SSLContext | None = None
) -> Iterator[tuple[str, list[str]]]:
    """Run a server that redirects one phase: ``sign-in``, ``read`` or ``write``.

    The value is its host, and the requests that came. ``to`` is an address, or a path of the same host.
    """
    came: list[str] = []

    class Redirecting(Quiet):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            is_sign_in = self.path.endswith("/signin")
            came.append("%s %s" % (self.command, self.path))
            now = "sign-in" if is_sign_in else "read" if self.command == "GET" else "write"
            body = b""
            if now == phase:
                self.send_response(status)
                self.send_header("Location", to)
            else:
                signed_in = '{"access_token": "%s", "expires_in": "3600"}' % token
                body = signed_in.encode() if is_sign_in else b'{"totalPages": "0", "totalCount": "0"}'
                self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = answer

    with serving(Redirecting, certificate) as host:
        yield host, came


@contextlib.contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """Run a server to which nobody shall come; the value is its host, and what came all the same."""
    came: list[str] = []

    class Listening(Quiet):
        def answer(self) -> None:
            came.append("%s %s %s" % (self.command, self.path, self.headers.get("Authorization", "")))
            self.send_error(404)

        do_GET = do_POST = do_PUT = do_DELETE = answer

    with serving(Listening) as host:
        yield host, came
