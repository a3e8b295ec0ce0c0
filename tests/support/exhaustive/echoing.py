# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A gateway before the emulator that repeats the secrets of objects where ZPA does not.

Base URLs are those of a hostile server. Requests that nothing strikes reach the emulator as they are.
"""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import Any

from .hostile import ANSWERS, Answer, HostileServer, saying
from .secrecy import SPELLINGS

# How requests are answered beside the answers of a hostile server: as by the emulator; by it, with all that
# is secret in each object; and with a refusal or a cut the first time, as by the emulator from then on.
THROUGH, SHOWN = "through", "shown"
ONCE = ("once 429 header", "once 500 reason", "once cut")
HOWS = (THROUGH, SHOWN, *ONCE, *ANSWERS)
# What no document calls by its name.
UNKNOWN = "noteOfTheGateway"


class EchoingServer(HostileServer):
    """``words``: the secrets that it repeats: those that a test tells, and what the emulator shows once.

    ``keys``: the keys of an object under which it shows them.
    """

    def __init__(self, emulator: str) -> None:
        super().__init__()
        self._emulator = emulator.removeprefix("http://")
        self.words: set[str] = set()
        self.keys: tuple[str, ...] = ()
        self._struck = 0

    def begin(self, words: set[str], keys: tuple[str, ...] = ()) -> None:
        self.words, self.keys, self._struck = set(words), keys, 0
        self.requests.clear()

    def _phase(self, method: str, path: str) -> str:
        phase = super()._phase(method, path)
        return "reread" if phase == "read" and "write" in self.requests else phase

    def _answer(self, method: str, path: str, sent: str, authorization: str) -> Answer:
        _nothing, *words, real = path.split("/", 4)
        where, how, spelling = (bytes.fromhex(word).decode() for word in words)
        phase = self._phase(method, path)
        self.requests.append(phase)
        is_meant = phase == where or (how == SHOWN and phase != "sign-in")
        if not is_meant or how == THROUGH or (how in ONCE and self._struck):
            return self._forwarded(method, "/" + real, sent, authorization)
        self._struck += 1
        said = [SPELLINGS[spelling](word) for word in sorted(self.words)]
        if how == SHOWN:
            return self._shown(self._forwarded(method, "/" + real, sent, authorization), " and ".join(said))
        return saying(ANSWERS[how.removeprefix("once ")], said)

    def _forwarded(self, method: str, path: str, sent: str, authorization: str) -> Answer:
        """Ask the emulator, and keep what it shows once."""
        connection = HTTPConnection(self._emulator)
        kind = "application/json" if sent.startswith(("{", "[")) else "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, **({"Authorization": authorization} if authorization else {})}
        connection.request(method, path, sent.encode() or None, headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        found = json.loads(body) if body.startswith("{") else {}
        once = (found.get("provisioningKey"), (found.get("user") or {}).get("password"))
        self.words.update(word for word in once if isinstance(word, str) and word)
        return Answer(answer.status, body, answer.reason)

    def _shown(self, answer: Answer, said: str) -> Answer:
        if not 200 <= answer.status < 300 or not answer.body.startswith(("{", "[")):
            return answer
        more = dict.fromkeys((*self.keys, UNKNOWN), said)
        found: Any = json.loads(answer.body)
        for record in _records(found):
            record.update(more)
        return answer._replace(body=json.dumps(found))


def _records(found: Any) -> list[dict[str, Any]]:
    """Return the objects of an answer."""
    listed = found.get("list", found.get("items")) if isinstance(found, dict) else found
    records = listed if isinstance(listed, list) else [found]
    return [record for record in records if isinstance(record, dict)]
