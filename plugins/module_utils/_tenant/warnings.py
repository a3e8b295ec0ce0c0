# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who says what about a configuration: each warning once, with its place in the data. Private."""

from __future__ import annotations

import contextlib
import typing as t

from .._client.client import Client
from .sections import below, is_about_option


class Reporter:
    """Stands between a client and the user while a configuration is at work."""

    def __init__(self, client: Client) -> None:
        self._warn = client.warn
        self._said: set[str] = set()
        self._path = ""
        client.warn = self._tell

    @contextlib.contextmanager
    def about(self, path: str) -> t.Iterator[None]:
        """Put ``path`` before every warning inside."""
        self._path = path
        try:
            yield
        finally:
            self._path = ""

    def _tell(self, sentence: str) -> None:
        # What does not begin with an option is about the connection.
        said = below(self._path, sentence) if self._path and is_about_option(sentence) else sentence
        if said not in self._said:
            self._said.add(said)
            self._warn(said)
