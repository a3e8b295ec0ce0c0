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
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.mode import carried_out
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.view import (
    ChangesAhead,
    NotFromView,
    Reused,
    View,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import Abandoned, InvalidInput, ZpaError
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.viewing import Attempt, Result

# For how many seconds a view is believed if nobody says, and at most.
SECONDS, MOST_SECONDS = 60, 3600
# How many connections a loop keeps: one for each of many tenants would be as many open files and views.
MOST_CONNECTIONS = 8
# How a task can end, as far as that is foreseen.
CHANGED, UNCHANGED, FAILED, UNKNOWN = "changed", "unchanged", "failed", ""


class Views:
    """The connections of the items of one loop, and what each knows of its tenant.

    ``seconds``: how long that is believed. ``told``: how the last item was answered, half a sentence, or "".
    """

    def __init__(self, seconds: float, clock: t.Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._clients: dict[Settings, Reused] = {}
        self._views: dict[Settings, View] = {}
        self._odds: dict[Settings, Odds] = {}
        self.told = ""

    def connect(
        self,
        settings: Settings,
        read_only: bool,
        warn: t.Callable[[str], None],
        keep_secret: t.Callable[[str], None],
        watch: Watch,
    ) -> Client:
        """Return the connection that earlier items had, or a new one in place of the one longest unused."""
        client = self._clients.pop(settings, None) or Reused(settings)
        if len(self._clients) >= MOST_CONNECTIONS:
            self._clients.pop(next(iter(self._clients))).close()
        self._clients[settings] = client
        client.serve(read_only, warn, keep_secret, watch)
        return client

    def answer(self, client: Client, attempt: Attempt) -> Result:
        """Return what ``attempt`` does: from a view where that is enough, else by asking the tenant.

        Raises what ``attempt`` does.
        """
        if isinstance(client, Nowhere):
            return attempt(client, None)
        odds = self._odds.setdefault(client.settings, Odds())
        view, foreseen, result = self._view(client), UNKNOWN, None
        if not view.is_in_trouble:
            result, foreseen = self._from_view(view, client, attempt, odds)
        # What is left in the middle of it is not believed any more.
        self._views[client.settings] = view
        if len(self._views) > MOST_CONNECTIONS:
            del self._views[next(iter(self._views))]
        if result is not None:
            return result
        follower = view.follower(client)
        try:
            result = attempt(client, follower)
            return result
        finally:
            end = _end_of(result)
            odds.are_calm = end == UNCHANGED
            is_known = not client.has_written or (result is not None and follower.is_followed)
            is_foreseen = foreseen in (UNKNOWN, end)
            if client.has_written or not is_foreseen:
                # Others may call the same place otherwise.
                self._views = {client.settings: view} if is_known and is_foreseen else {}

    def forget(self) -> None:
        """Believe nothing that was read."""
        self._views.clear()

    def _view(self, client: Client) -> View:
        """Return the view of a connection, which nobody else has until it is put back."""
        view = self._views.pop(client.settings, None)
        is_new = view is None or self._clock() - view.born >= self._seconds
        return View(client, self._clock()) if view is None or is_new else view

    def _from_view(
        self, view: View, client: Client, attempt: Attempt, odds: Odds
    ) -> tuple[Result | None, str]:
        """Return the result of a view, None where the tenant has to be asked, and which end is foreseen."""
        reads, foreseen, result = client.reads, UNKNOWN, None
        tells_changes = carried_out(client, True, lambda: False)
        view.borrow(client, may_read=odds.are_good(tells_changes))
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
        if view.client.failures:
            # What fails once is no reason to tell less.
            result = None
        if result is None:
            odds.vain += client.reads > reads
            return None, foreseen
        for warning in view.warnings:
            client.warn(warning)
        odds.answers += 1
        odds.are_calm = not result["changed"]
        age, more = self._clock() - view.born, client.reads - reads
        self.told = "is answered from a view that is %.1f s old, and asked %d times more" % (age, more)
        return result, UNCHANGED


class Odds:
    """Whether it is worth a request to look at a view first, which tells nothing of what is to be changed.

    ``answers``: how often it was enough. ``vain``: how often it was not, though that took requests.
    ``are_calm``: whether the last item found what it declares: at first nobody knows.
    """

    def __init__(self) -> None:
        self.answers = self.vain = 0
        self.are_calm = False

    def are_good(self, tells_changes: bool) -> bool:
        """``tells_changes``: whether nothing is to be written, so that a view is enough for these as well."""
        is_likely = tells_changes or self.are_calm or self.answers > self.vain
        return is_likely and self.vain <= self.answers + 1


def _end_of(result: Result | None) -> str:
    if result is None:
        return FAILED
    return CHANGED if result["changed"] else UNCHANGED
