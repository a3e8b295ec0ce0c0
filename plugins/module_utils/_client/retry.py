# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When to send a request again, after how long, and how long at most. Pure, private to this collection."""

from __future__ import annotations

import re

from .._refusals import known

# How often a refusal is worth another try whose id says nothing. None: as long as max_wait lasts. From the
# retry tables of the vendor's SDKs.
RETRY_BY_STATUS: dict[int, int | None] = {429: None, 409: 5}
BUSY_WORDS = ("EDIT_LOCK_NOT_AVAILABLE", "Resource Access Blocked", "Failed during enter Org barrier")

RETRIES_OF_UNCERTAIN = 4
RETRIES_OF_CONNECTION = 3

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0

LONGEST_ASKED = 1e9

_UNITS = {
    1.0: ("", "s", "sec", "secs", "second", "seconds"),
    0.001: ("ms", "msec", "msecs", "millisecond", "milliseconds"),
    60.0: ("m", "min", "mins", "minute", "minutes"),
    3600.0: ("h", "hr", "hrs", "hour", "hours"),
}
_SECONDS = {spelling: seconds for seconds, spellings in _UNITS.items() for spelling in spellings}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)", re.ASCII)


class Patience:
    """How many of the seconds that one operation may wait have passed."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.waited = 0.0


def is_uncertain(status: int) -> bool:
    """Whether an error answer leaves open if the request took effect, and may pass by itself."""
    return status == 408 or (status >= 500 and status not in (501, 505))


def retry_after(value: str | None, now: float) -> float | None:
    """Return the seconds that a Retry-After header asks for, None where it says nothing usable.

    ZPA sends a number with a unit (``4s``, recorded from production); RFC 9110 allows a plain
    number or an HTTP date. ``now`` is in seconds since the epoch.
    """
    text = (value or "").strip().lower()
    duration = _DURATION.fullmatch(text)
    if duration and duration.group(2) in _SECONDS:
        return min(LONGEST_ASKED, float(duration.group(1)) * _SECONDS[duration.group(2)])
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
    longest: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempt, 16))
    return longest * (0.5 + chance / 2)


def retries_of_refusal(status: int, error_id: str, body: str) -> int | None:
    """Return how many retries an error answer deserves that certainly changed nothing.

    0: none; None: as many as max_wait allows.
    """
    by_id = known(error_id)
    if by_id:
        return by_id.retries
    if status in RETRY_BY_STATUS:
        return RETRY_BY_STATUS[status]
    if status == 412 and any(words in body for words in BUSY_WORDS):
        return 5
    return 0
