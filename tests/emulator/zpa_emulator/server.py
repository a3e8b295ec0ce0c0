# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The emulator as a server: in a thread for tests, in the foreground for people."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable

from aiohttp import web

from .app import Api
from .state import LogEntry, Tenant


class Emulator:
    """A server on a loopback address, in a thread of its own. Use it in a ``with`` statement.

    ``port`` 0 chooses a free one. ``certificate``: an SSL context, for https.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        on_log: Callable[[LogEntry], None] = lambda entry: None,
        certificate: ssl.SSLContext | None = None,
    ) -> None:
        self.api = Api(on_log)
        self.base_url = ""
        self._address = (host, port)
        self._certificate = certificate
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name="zpa-emulator")

    def add(self, tenant: Tenant) -> Tenant:
        return self.api.add(tenant)

    def refuse(self) -> None:
        """Break all connections and take no new ones, as if the server were not running."""
        asyncio.run_coroutine_threadsafe(self._close_port(), self._loop).result()

    def accept(self) -> None:
        """Take connections again, at the same port, unless they are taken."""
        asyncio.run_coroutine_threadsafe(self._open_port(), self._loop).result()

    def __enter__(self) -> Emulator:
        self._thread.start()
        self._started.wait()
        if self._failure:
            raise self._failure
        return self

    def __exit__(self, *details: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        runner = web.AppRunner(_application(self.api), access_log=None, shutdown_timeout=1)
        self._runner = runner
        try:
            self._loop.run_until_complete(self._start())
        except BaseException as error:
            self._failure = error
            return
        finally:
            self._started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    async def _start(self) -> None:
        await self._runner.setup()
        await self._open_port()
        scheme = "https" if self._certificate else "http"
        self._address = self._runner.addresses[0][:2]
        self.base_url = "%s://%s:%d" % (scheme, *self._address)

    async def _open_port(self) -> None:
        host, port = self._address
        if not self._runner.sites:
            await web.TCPSite(self._runner, host, port, ssl_context=self._certificate).start()

    async def _close_port(self) -> None:
        for site in list(self._runner.sites):
            await site.stop()
        for connection in self._runner.server.connections if self._runner.server else ():
            connection.force_close()
        await asyncio.sleep(0)  # connections are closed by the next round of the loop


def _application(api: Api) -> web.Application:
    application = web.Application(client_max_size=16 * 1024**2)
    application.router.add_route("*", "/{path:.*}", api.handle)
    return application
