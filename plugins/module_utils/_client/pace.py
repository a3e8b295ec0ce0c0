# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How fast requests may follow each other. Pure but for its clock, and private to this collection.

The vendor's page on rate limiting allows 20 reads and 10 writes in 10 seconds, and leaves open whether
these are counted from the first request or at any time. So no 10 seconds at all hold more than that. A
bucket of tokens that refills steadily would let nearly twice as many through after a pause.
"""

from __future__ import annotations

import time
import typing as t
from collections import deque

PERIOD = 10.0


class Pace:
    """At most ``reads`` and ``writes`` in any PERIOD, counted from answer to request.

    A request reaches the API after it was sent and before it is answered. So what is sent a PERIOD after
    an answer arrives a PERIOD after what was answered, however slow the way was.
    """

    def __init__(self, reads: int, writes: int, clock: t.Callable[[], float] = time.monotonic) -> None:
        self._answered: dict[bool, deque[float]] = {False: deque(maxlen=reads), True: deque(maxlen=writes)}
        self._clock = clock

    def pause(self, is_write: bool) -> float:
        """Return the seconds to wait before the next request."""
        answered = self._answered[is_write]
        if len(answered) < t.cast(int, answered.maxlen):
            return 0.0
        return max(0.0, answered[0] + PERIOD - self._clock())

    def count(self, is_write: bool) -> None:
        """Count a request that was just answered, or given up."""
        self._answered[is_write].append(self._clock())
