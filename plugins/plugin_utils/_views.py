# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the items of one loop share, which run one after the other in one worker. Private to this collection.

It is in the memory of that worker alone, which ends with the task.
"""

from __future__ import annotations

import time
import typing as t

from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.nowhere import Nowhere
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.watch import Watch
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.view import (
    ChangesAhead,
    NotFromView,
    View,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import Abandoned, InvalidInput, ZpaError
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.viewing import Attempt, Result

# For how many seconds a view is believed if nobody says, and at most.
SECONDS, MOST_SECONDS = 60, 3600
# How a task can end, as far as that is foreseen.
CHANGED, UNCHANGED, FAILED, UNKNOWN = "changed", "unchanged", "failed", ""


class Views:
    """The connections of the items of one loop, and what each knows of its tenant.

    ``seconds``: how long that is believed. ``told``: how the last item was answered, half a sentence, or "".
    """

    def __init__(self, seconds: float, clock: t.Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._clients: dict[Settings, Client] = {}
        self._secrets: dict[Settings, set[str]] = {}
        self._views: dict[Settings, View] = {}
        self.told = ""

    def connect(
        self,
        settings: Settings,
        read_only: bool,
        warn: t.Callable[[str], None],
        keep_secret: t.Callable[[str], None],
        watch: Watch,
    ) -> Client:
        """Return the connection that earlier items had, or a new one. What it keeps secret is secret here."""
        known = self._secrets.setdefault(settings, set())

        def keep(secret: str) -> None:
            known.add(secret)
            keep_secret(secret)

        for secret in known:
            keep_secret(secret)
        if settings not in self._clients:
            self._clients[settings] = Client(settings)
        client = self._clients[settings]
        client.serve(read_only, warn, keep, watch)
        return client

    def answer(self, client: Client, attempt: Attempt) -> Result:
        """Return what ``attempt`` does: from a view where that is enough, else by asking the tenant.

        Raises what ``attempt`` does.
        """
        if isinstance(client, Nowhere):
            return attempt(client, None)
        view, foreseen, result = self._view(client), UNKNOWN, None
        if view.is_worth_it:
            result, foreseen = self._from_view(view, client, attempt)
            if result is not None:
                return result
        follower = view.follower(client)
        try:
            result = attempt(client, follower)
            return result
        finally:
            is_known = not client.has_written or (result is not None and follower.is_followed)
            is_foreseen = foreseen in (UNKNOWN, _end_of(result))
            if client.has_written or not is_foreseen:
                # Others may call the same place otherwise.
                self._views = {client.settings: view} if is_known and is_foreseen else {}

    def forget(self) -> None:
        """Believe nothing that was read."""
        self._views.clear()

    def _view(self, client: Client) -> View:
        view = self._views.get(client.settings)
        if view is None or self._clock() - view.born >= self._seconds:
            view = self._views[client.settings] = View(client, self._clock())
        return view

    def _from_view(self, view: View, client: Client, attempt: Attempt) -> tuple[Result | None, str]:
        """Return the result of a view, None where the tenant has to be asked, and which end is foreseen."""
        reads, foreseen, result = client.reads, UNKNOWN, None
        view.borrow(client)
        try:
            result = attempt(view.client, view.source)
        except Abandoned:
            raise
        except ChangesAhead:
            foreseen = CHANGED
        except NotFromView:
            pass
        except ZpaError as error:
            foreseen = FAILED
            view.is_in_trouble = not isinstance(error, InvalidInput)
        finally:
            view.give_back(client)
        if view.client.has_failed:
            # What fails once is no reason to tell less.
            result = None
        if result is None:
            view.vain += client.reads > reads
            return None, foreseen
        for warning in view.warnings:
            client.warn(warning)
        view.answers += 1
        age, more = self._clock() - view.born, client.reads - reads
        self.told = "is answered from a view that is %.1f s old, and asked %d times more" % (age, more)
        return result, UNCHANGED


def _end_of(result: Result | None) -> str:
    if result is None:
        return FAILED
    return CHANGED if result["changed"] else UNCHANGED
