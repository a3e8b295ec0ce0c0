# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets that answers show: nothing behind the client sees them unless somebody asks. Private."""

from __future__ import annotations

import re
import typing as t

from .spellings import HIDDEN


class Withheld(t.NamedTuple):
    """Where answers show a secret.

    ``word``: the word in the paths of its objects. ``keys``: those on the way from an object to it.
    """

    word: str
    keys: tuple[str, ...]


# Recorded: creations, lists and single objects show it alike.
KEY_SHOWN = Withheld("provisioningKey", ("provisioningKey",))
# The vendor's page on microtenants: the answer to a creation has the first administrator.
PASSWORD_SHOWN = Withheld("microtenants", ("user", "password"))
WITHHELD = (KEY_SHOWN, PASSWORD_SHOWN)
NONE_SHOWN = (None, "")
# What a provisioning key looks like wherever it stands.
_KEY = re.compile(r"\d+\|[\w.:-]+\|[\w+/=\\-]{16,}")


def may_show_secret(body: bytes | bytearray) -> bool:
    """Whether the text of an answer has a key under which one is shown."""
    return any(b'"%s"' % row.keys[-1].encode() in body for row in WITHHELD)


def without_keys(text: str) -> str:
    """Return words of an answer without what looks like a provisioning key."""
    return _KEY.sub(HIDDEN, text)


class Withholding:
    """Takes secrets out of answers. An object of which it takes one shows True in its place.

    ``seen``: the ids of objects of which there was one. ``beside``: by these ids what else the part of an
    object has that held it. ``keep_secret`` takes those that are kept for a file, so that no output has them.
    """

    def __init__(self, keep_secret: t.Callable[[str], None]) -> None:
        self.seen: set[str] = set()
        self.beside: dict[str, dict[str, t.Any]] = {}
        self._keep_secret = keep_secret
        self._is_asked = False
        self._is_told = False
        self._kept: dict[str, str] = {}

    def ask(self, is_told: bool) -> None:
        """Keep what comes from now on. ``is_told``: whether the result may have it, and not a file alone."""
        self._is_asked, self._is_told = True, is_told

    def kept(self, object_id: str) -> str | None:
        """Return the secret of an object, None where no answer has shown it since it was asked for."""
        return self._kept.get(object_id)

    @property
    def all_kept(self) -> list[str]:
        """The secrets that were shown since somebody asked."""
        return list(self._kept.values())

    def taken_out_of(self, answer: t.Any, path: str, is_suspect: bool) -> t.Any:
        """Return an answer without secrets. ``is_suspect``: see ``may_show_secret``."""
        words = path.split("/")
        for row in WITHHELD:
            if is_suspect or row.word in words:
                self._take(answer, row, row.word in words)
        return answer

    def _take(self, part: t.Any, row: Withheld, is_own: bool) -> None:
        """``is_own``: whether the answer is about what has it. Others show nothing in its place."""
        if isinstance(part, dict):
            *way, last = row.keys
            holder: t.Any = part
            for key in way:
                holder = holder.get(key) if isinstance(holder, dict) else None
            if isinstance(holder, dict) and holder.get(last) not in NONE_SHOWN:
                self._keep(str(part.get("id")), holder.pop(last))
                if is_own:
                    self.beside[str(part.get("id"))] = dict(holder) if way else {}
                    holder[last] = True
        for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            self._take(inner, row, is_own)

    def _keep(self, object_id: str, secret: t.Any) -> None:
        self.seen.add(object_id)
        if self._is_asked and isinstance(secret, str):
            self._kept[object_id] = secret
            if not self._is_told:
                self._keep_secret(secret)
