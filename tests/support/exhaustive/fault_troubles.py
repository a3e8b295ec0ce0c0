# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong with a request, as data."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any, NamedTuple

PAGE = "<html><title>Welcome to the hotel</title></html>"
FOR_EVER = 10**6
HOURS = 3600.0


class Trouble(NamedTuple):
    """What happens to a request.

    ``fault``: the emulator's fault. ``is_refused``: the port is closed until the client makes a pause.
    ``patience``: the seconds after which the client gives up the request, if not the usual ones.
    ``clock``: by how many seconds the clock of the client is moved when the request is sent.
    ``passes``: whether a run survives it, if it happens once. ``can_last``: whether it can last for ever.
    ``is_word_of_the_api``: whether it is a refusal of the API itself, for good.
    """

    name: str
    fault: dict[str, Any] | None = None
    is_refused: bool = False
    patience: float = 0.0
    clock: float = 0.0
    passes: bool = True
    can_last: bool = True
    is_word_of_the_api: bool = False


def status(code: int, body: Any = None, **more: Any) -> dict[str, Any]:
    return {"kind": "status", "status": code, "body": body, **more}


NEVER_HEARD_OF = {"id": "never.heard.of", "reason": "Not today.", "params": ["x"]}
DENIED = {"id": "access.denied", "reason": "No."}
BUSY = {"id": "api.concurrent.access.error", "reason": "Unable to modify the resource."}
SOON = formatdate(4_000_000_000, usegmt=True)

TROUBLES = [
    Trouble("429 with Retry-After", {"kind": "throttle", "retry_after": "4s"}),
    Trouble("429 without a word", {"kind": "throttle"}),
    Trouble("429 for too long", {"kind": "throttle", "retry_after": "593s"}, passes=False, can_last=False),
    Trouble(
        "429 with a date far away", {"kind": "throttle", "retry_after": SOON}, passes=False, can_last=False
    ),
    Trouble("500", status(500)),
    Trouble("502 with a page", status(502, PAGE)),
    Trouble("503 with Retry-After", status(503, retry_after="2")),
    Trouble("504 without a body", status(504, "")),
    Trouble("refused", is_refused=True),
    Trouble("cut before", {"kind": "cut_before"}),
    Trouble("cut after", {"kind": "cut_after"}),
    Trouble("half an answer", {"kind": "truncated"}),
    Trouble("a page instead of the answer", {"kind": "text", "body": PAGE}),
    Trouble("a page instead of the API", status(200, PAGE)),
    Trouble("a page of a guard", status(403, PAGE), passes=False),
    # A sign-in without an answer is not tried again.
    Trouble("an empty answer", {"kind": "text", "body": ""}, passes=False),
    Trouble("late", {"kind": "late", "seconds": 0.4}, patience=0.1),
    # It takes effect when the client has long looked after it, and gone on.
    Trouble("delayed", {"kind": "slow", "seconds": 0.3}, patience=0.1, can_last=False),
    Trouble("expired", {"kind": "expired"}),
    Trouble("401", status(401, {"id": "unauthorized", "reason": "No."}), passes=False),
    Trouble("403", status(403, DENIED), passes=False, is_word_of_the_api=True),
    Trouble("400 never heard of", status(400, NEVER_HEARD_OF), passes=False, is_word_of_the_api=True),
    # Of the API itself it would be the truth.
    Trouble("404 with a page", status(404, PAGE), passes=False),
    Trouble("simultaneous changes", status(400, BUSY)),
    Trouble("clock ahead", clock=10 * HOURS, can_last=False),
    Trouble("clock behind", clock=-10 * HOURS, can_last=False),
]
