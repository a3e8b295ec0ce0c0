# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Takes out of answers the secrets that they show. Private to this collection."""

from __future__ import annotations

import typing as t

from .spellings import HIDDEN, SHORT
from .withheld import NONE_SHOWN, WITHHELD, Withheld, folded


def _key_in(part: t.Any, wanted: str) -> str | None:
    """Return the key of an object under which a wanted one stands, in any letter case."""
    if not isinstance(part, dict) or wanted in part:
        return wanted if isinstance(part, dict) else None
    return next((key for key in part if folded(key) == folded(wanted)), None)


class Withholding:
    """Takes secrets out of answers. An object of which it takes one shows True in its place.

    ``seen``: the ids of objects of which there was one. ``beside``: by these ids what else the part of an
    object has that held it. ``keep_secret`` takes those that are kept for a file, so that no output has them,
    and ``hide`` all of them, so that no error has them.
    """

    def __init__(
        self, keep_secret: t.Callable[[str], None], hide: t.Callable[[t.Iterable[str]], None]
    ) -> None:
        self._hide = hide
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
            self._take_from(part, row, is_own)
        for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            self._take(inner, row, is_own)

    def _take_from(self, part: dict[str, t.Any], row: Withheld, is_own: bool) -> None:
        *way, last = row.keys
        holder: t.Any = part
        for key in way:
            found = _key_in(holder, key)
            holder = holder[found] if found is not None and found in holder else None
        # Nobody knows another place for it, but there it is a secret as well.
        for place in (holder, part) if way and is_own else (holder,):
            shown = _key_in(place, last)
            if shown is None or place.get(shown) in (*NONE_SHOWN, True):
                continue
            secret = place.pop(shown)
            self._keep(str(part.get("id")), secret)
            _hide_beside(part, secret)
            if is_own:
                self.beside[str(part.get("id"))] = dict(holder or {}) if way else {}
                place[last] = True

    def _keep(self, object_id: str, secret: t.Any) -> None:
        self.seen.add(object_id)
        if isinstance(secret, str):
            self._hide([secret])
            if self._is_asked:
                self._kept[object_id] = secret
                if not self._is_told:
                    self._keep_secret(secret)


def _hide_beside(part: dict[str, t.Any], secret: t.Any) -> None:
    """Hide a secret in the other texts of its object. A name and an id are what they are."""
    if isinstance(secret, str) and len(secret) >= SHORT:
        for key, text in part.items():
            if isinstance(text, str) and secret in text and key not in ("id", "name"):
                part[key] = text.replace(secret, HIDDEN)
