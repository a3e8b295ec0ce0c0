# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a task shares what it reads with the other items of its loop. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import Client
from .._client.settings import Settings
from .._client.watch import Watch
from .._engine.searching import Searching
from .._schema.resource import Resource

Result = t.Dict[str, t.Any]
Options = t.Mapping[str, t.Any]
# Does the work of a task by a connection. Lists come from a source, None for one of its own.
Attempt = t.Callable[[Client, t.Union[Searching, None]], Result]


class Shared(t.Protocol):
    """What the items of a loop share."""

    def connect(
        self,
        settings: Settings,
        read_only: bool,
        warn: t.Callable[[str], None],
        keep_secret: t.Callable[[str], None],
        watch: Watch,
    ) -> Client:
        """Return the connection that earlier items had, or a new one."""

    def answer(self, client: Client, attempt: Attempt) -> Result:
        """Return what ``attempt`` does, from what is known already if that is enough."""

    def forget(self) -> None:
        """Believe nothing that was read."""


# Of the loop that a module runs in, where its items run in one process: whoever runs them sets it.
given: Shared | None = None


def by_view(client: Client, options: Options, resource: Resource, attempt: Attempt) -> Result:
    """Return what ``attempt`` does, from what the items of a loop share if there are others."""
    if given is None or resource.revealed:
        return attempt(client, None)
    codes = any(options.get(field.name) for field in resource.handed)
    if codes or options.get("move_to") is not None:
        try:
            return attempt(client, None)
        finally:
            given.forget()
    return given.answer(client, attempt)
