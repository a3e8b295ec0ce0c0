# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How far a module is, told to the process of Ansible that waits for it. Private to this collection."""

from __future__ import annotations

import contextlib
import os
import re
import time
import typing as t

FILE = "progress"
_LINE = re.compile(r"([0-9]{1,9}) ([0-9]{1,9}) ([0-9]{1,9}\.[0-9]) ([A-Za-z -]{1,60})")


class HowFar(t.NamedTuple):
    """How many of how many steps are done, after how many seconds, and of what the last one was."""

    done: int
    total: int
    seconds: float
    what: str


class ProgressFile:
    """A file with a line, in the temporary folder of a task; without a folder there is none."""

    def __init__(self, folder: str | None, clock: t.Callable[[], float] = time.monotonic) -> None:
        self._path = os.path.join(folder, FILE) if folder else ""
        self._clock = clock
        self._begun = clock()

    def __call__(self, done: int, total: int, what: str) -> None:
        """Write how many of how many steps are done. What cannot be written is let be.

        Seconds count from when it is none of them.
        """
        if not done:
            self._begun = self._clock()
        if not self._path or not done:
            return
        with contextlib.suppress(OSError):
            # A file that is renamed is always whole for whoever reads it.
            with open(self._path + ".new", "w", encoding="ascii") as stream:
                stream.write("%d %d %.1f %s" % (done, total, self._clock() - self._begun, what))
            os.replace(self._path + ".new", self._path)

    def read(self) -> HowFar | None:
        """Return how far the steps are, None if nothing tells it."""
        with contextlib.suppress(OSError, ValueError), open(self._path, encoding="ascii") as stream:
            found = _LINE.fullmatch(stream.read(100))
            return HowFar(int(found[1]), int(found[2]), float(found[3]), found[4]) if found else None
        return None

    def remove(self) -> None:
        """Remove what an earlier task left behind."""
        with contextlib.suppress(OSError):
            os.remove(self._path)
