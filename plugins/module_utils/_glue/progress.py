# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How far a module is, told to the process of Ansible that waits for it. Private to this collection."""

from __future__ import annotations

import contextlib
import os
import re

FILE = "progress"


class ProgressFile:
    """A file with two numbers, in the temporary folder of a task; without a folder there is none."""

    def __init__(self, folder: str | None) -> None:
        self._path = os.path.join(folder, FILE) if folder else ""

    def __call__(self, done: int, total: int) -> None:
        """Write how many of how many steps are done. What cannot be written is let be."""
        if not self._path:
            return
        with contextlib.suppress(OSError):
            # A file that is renamed is always whole for whoever reads it.
            with open(self._path + ".new", "w", encoding="ascii") as stream:
                stream.write("%d %d" % (done, total))
            os.replace(self._path + ".new", self._path)

    def read(self) -> tuple[int, int] | None:
        """Return how many of how many steps are done, None if nothing tells it."""
        with contextlib.suppress(OSError, ValueError), open(self._path, encoding="ascii") as stream:
            found = re.fullmatch(r"([0-9]{1,9}) ([0-9]{1,9})", stream.read(20))
            return (int(found[1]), int(found[2])) if found else None
        return None

    def remove(self) -> None:
        """Remove what an earlier task left behind."""
        with contextlib.suppress(OSError):
            os.remove(self._path)
