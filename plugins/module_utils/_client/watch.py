# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a task is to go on, asked by what reads, writes and waits. Pure, and private to this collection.

A task that nobody waits for any more must not write: whoever started it believes it dead, and may have
started the next one.
"""

from __future__ import annotations

import contextlib
import typing as t

from .._errors import Abandoned

# The most seconds between two looks while a task waits.
LONGEST_NAP = 1.0

# Returns why a task is to end, nothing as long as it is to go on.
Look = t.Callable[[], str]


class Watch:
    """Ends a task where it can end: before a request, in a read, in a pause, and never in a write.

    ``looks`` find out by themselves that the task is to end; ``tell`` says it from outside, as a signal
    does. ``reason``: why, empty as long as the task is to go on. ``reads``: how many it has begun.
    ``has_written``: whether it has begun to write anything.
    """

    def __init__(self, looks: t.Sequence[Look] = (), reason: str = "") -> None:
        self.reason = reason
        self._looks = looks
        self.has_written = False
        self.reads = 0
        self._can_leave = False

    def tell(self, reason: str) -> None:
        """Say that the task is to end. It ends at once where it can, else where it asks next."""
        self.reason = self.reason or reason
        if self._can_leave:
            self._can_leave = False
            self._end()

    def ask(self) -> None:
        """Raise Abandoned if the task is to end."""
        for look in self._looks:
            self.reason = self.reason or look()
        if self.reason:
            self._end()

    def before_write(self) -> None:
        """Raise Abandoned if the task is to end. Else something is going to be written."""
        self.ask()
        self.has_written = True

    @contextlib.contextmanager
    def reading(self) -> t.Iterator[None]:
        """Inside is a read, which ends with the task. One that follows a write completes it, and does not."""
        self.reads += 1
        if self.has_written:
            yield
        else:
            with self._leaving():
                yield

    def pause(self, seconds: float, sleep: t.Callable[[float], None]) -> None:
        """Wait by ``sleep``, or raise Abandoned where the task is to end before or meanwhile."""
        longest = LONGEST_NAP if self._looks else seconds
        with self._leaving():
            while seconds > 0:
                sleep(min(seconds, longest))
                seconds -= longest
                self.ask()

    @contextlib.contextmanager
    def _leaving(self) -> t.Iterator[None]:
        """Inside is what can be left at any moment."""
        self._can_leave = True
        try:
            self.ask()
            yield
        finally:
            self._can_leave = False

    def _end(self) -> t.NoReturn:
        raise Abandoned(self.reason, self.has_written)
