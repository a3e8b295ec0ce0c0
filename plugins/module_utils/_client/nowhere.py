# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A connection for a microtenant that does not exist yet, as check mode plans in it. Private."""

from __future__ import annotations

import typing as t

from .._errors import ApiError
from .client import Client

NOT_FOUND, NO_RESOURCE = 404, "resource.not.found"


class Nowhere(Client):
    """Shows what belongs to the tenant as a whole, what is inherited, and nothing else.

    ``inherited``: the paths of the lists of which a microtenant uses what the Default one has.
    """

    def __init__(self, client: Client, called: str, inherited: t.Collection[str]) -> None:
        # It is the same connection: one session, one token.
        vars(self).update(vars(client))
        self.settings = client.settings._replace(microtenant_id=called)
        self._whole = client.within("")
        self._inherited = inherited

    def within(self, microtenant_id: str) -> Client:
        return self._whole.within(microtenant_id)

    def _call(
        self,
        method: str,
        path: str,
        version: str,
        scoped: bool,
        body: t.Any = None,
        query: t.Mapping[str, str] | None = None,
        is_question: bool = False,
    ) -> t.Any:
        if not scoped or path in self._inherited:
            return self._whole._call(method, path, version, scoped, body, query)
        if query and "page" in query:
            return {"list": [], "totalPages": "0", "totalCount": "0"}
        reason = "Nothing is in a microtenant that does not exist yet"
        raise ApiError(method, self.full_path(path, version), NOT_FOUND, NO_RESOURCE, reason)
