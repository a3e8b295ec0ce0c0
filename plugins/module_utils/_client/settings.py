# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that the client needs to know, as one value. Private to this collection."""

from __future__ import annotations

import typing as t


class Settings(t.NamedTuple):
    """A connection, checked and complete. Seconds where a number stands for time."""

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

    def secrets(self) -> set[str]:
        """Return what must be masked in any output: the credentials, keys also line by line."""
        lines = [line for line in self.private_key.splitlines() if not line.startswith("-----")]
        return {self.client_secret, self.private_key, self.access_token, *lines} - {""}

    def __repr__(self) -> str:
        """Without the credentials: a traceback must not print them."""
        return "Settings(api_root=%r, customer_id=%r)" % (self.api_root, self.customer_id)
