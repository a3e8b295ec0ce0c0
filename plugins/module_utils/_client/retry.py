# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When to send a request again, and after how long. Pure, and private to this collection."""

from __future__ import annotations

import re
import typing as t

# What the API answers when nothing was done and the same request may succeed later: how often it
# is worth another try. None: as long as max_wait lasts. From the retry tables of the vendor's SDKs.
RETRY_BY_ID: dict[str, int | None] = {
    "invalid.toomanyrequests": None,
    "api.concurrent.access.error": None,
    "db.simultaneous.request": None,
    "non.restricted.entity.authorization.failed": 2,
}
RETRY_BY_STATUS: dict[int, int | None] = {429: None, 409: 5}
BUSY_WORDS = ("EDIT_LOCK_NOT_AVAILABLE", "Resource Access Blocked", "Failed during enter Org barrier")

# Answers that leave open whether a write took effect.
UNCERTAIN_STATUSES = (408, 500, 502, 503, 504)
RETRIES_OF_UNCERTAIN = 4
RETRIES_OF_CONNECTION = 3

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_DURATION = re.compile(r"^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?[a-z]*$")


def retry_after(value: str | None, now: float) -> float | None:
    """Return the seconds that a Retry-After header asks for, None where it says nothing usable.

    ZPA sends a number with a unit (``4s``, recorded from production); RFC 9110 allows a plain
    number or an HTTP date. ``now`` is in seconds since the epoch.
    """
    text = (value or "").strip().lower()
    duration = _DURATION.match(text)
    if duration:
        return float(duration.group(1)) * _UNITS[duration.group(2) or "s"]
    if "," not in text:
        return None
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (TypeError, ValueError):
        return None


def pause(attempt: int, asked: float | None, chance: float) -> float:
    """Return the seconds to wait before retry number ``attempt`` (0, 1, ...).

    ``asked`` is what the API wants and is always honoured, plus up to a tenth (never above a
    second) so that many clients do not return at the same moment. Without it the pause doubles
    from FIRST_PAUSE to LONGEST_PAUSE, of which between half and all is taken. ``chance`` is a
    random number in 0..1.
    """
    if asked:
        return asked + min(1.0, asked / 10) * chance
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempt, 16))
    return longest * (0.5 + chance / 2)


def retries_of_refusal(status: int, error_id: str, body: str) -> int | t.Literal[0] | None:
    """Return how many retries an error answer deserves that certainly changed nothing.

    0: none; None: as many as max_wait allows.
    """
    if error_id in RETRY_BY_ID:
        return RETRY_BY_ID[error_id]
    if status in RETRY_BY_STATUS:
        return RETRY_BY_STATUS[status]
    if status == 412 and any(words in body for words in BUSY_WORDS):
        return 5
    return 0
