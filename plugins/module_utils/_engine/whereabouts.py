# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The microtenant of a connection by its name. Private to this collection.

The items of one loop run in one process, one after the other. What a name means is asked once for all of
them, for each credential apart, and not believed for long: microtenants come and go.
"""

from __future__ import annotations

import functools
import hashlib
import time
import typing as t

from .._client.client import Client
from .._client.nowhere import Nowhere
from .._errors import ApiError, InvalidInput
from .._resources.lookups import LOOKUPS
from . import mode, references
from .searching import Searching

OPTION = "microtenant_id"
GIVE_THE_ID = "If this API client cannot list microtenants, give the id of its own as microtenant_id"
# For how many seconds a name is known.
FRESH = 60.0

# The id that a name has, and when it was read, by the connection and the name.
_known: dict[tuple[str, str], tuple[str, float]] = {}


def in_its_microtenant(client: Client, clock: t.Callable[[], float] = time.monotonic) -> Client:
    """Return the connection for the microtenant that its settings call by name.

    In check mode one that does not exist yet has nothing but what it inherits. Raises InvalidInput where
    nothing is called so, or several are, or what the client raises.
    """
    name = client.settings.microtenant_id
    key = (_connection_of(client), name)
    found, read_at = _known.get(key, ("", 0.0))
    if found and clock() - read_at < FRESH:
        return client.within(found)
    kind, problems = LOOKUPS["microtenant"]._replace(folds_case=True), []  # type: tuple[t.Any, list[str]]
    foresees = functools.partial(mode.foresees, client)
    try:
        meant = references.resolve(Searching(client), kind, {OPTION: name}, (), problems, foresees)[OPTION]
    except ApiError as error:
        error.hint(GIVE_THE_ID)
        raise
    if problems:
        raise InvalidInput(problems)
    if meant.id.endswith(references.NOT_YET):
        # Check mode alone meets one that is not there.
        from .._resources.every_lookup import EVERY

        inherited = {row.path for row in EVERY.values() if row.is_inherited}
        return Nowhere(client, meant.id, inherited)
    _known[key] = (meant.id, clock())
    return client.within(meant.id)


def _connection_of(client: Client) -> str:
    """Return what tells a connection and its credential from others, and tells nothing of them."""
    told = repr(tuple(client.settings._replace(microtenant_id="")))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
