# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that the client needs to know, as one value. Private to this collection."""

from __future__ import annotations

import json
import typing as t

# What is shorter says nothing of a key, and would be masked in any text.
SHORTEST_PART = 8


class Settings(t.NamedTuple):
    """A connection, checked and complete. Seconds where a number stands for time.

    ``sources``: sentences that say where each part of it came from, for who is refused.
    """

    api_root: str
    token_url: str
    customer_id: str
    client_id: str = ""
    client_secret: str = ""
    private_key: str = ""
    access_token: str = ""
    oneapi: bool = False
    microtenant_id: str = ""
    verify: bool | str = True
    timeout: int = 30
    max_wait: int = 300
    cache_folder: str = ""
    user_agent: str = "zerotrust.zpa"
    sources: str = ""

    def secrets(self) -> set[str]:
        """Return what must be masked in any output: the credentials, keys also in parts."""
        whole = (self.client_secret, self.private_key, self.access_token)
        return {*whole, *_parts_of_key(self.private_key)} - {""}

    def __repr__(self) -> str:
        """Without the credentials: a traceback must not print them."""
        return "Settings(api_root=%r, customer_id=%r)" % (self.api_root, self.customer_id)


def _parts_of_key(key: str) -> list[str]:
    """Return the lines of a key in PEM form, or the values of one in JWK form."""
    try:
        fields = json.loads(key)
    except ValueError:
        fields = None
    if isinstance(fields, dict):
        parts = [value for value in fields.values() if isinstance(value, str)]
    else:
        # A variable of the environment may hold it in one line.
        parts = [line.strip() for line in key.replace("\\n", "\n").splitlines()]
    return [part for part in parts if len(part) >= SHORTEST_PART and not part.startswith("-----")]
