# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two commands that want the same environment do not make it at the same time."""

from __future__ import annotations

import fcntl
from pathlib import Path

import one_at_a_time
import pytest


def test_nobody_else_holds_a_lock_meanwhile(tmp_path: Path) -> None:
    lock = tmp_path / "made" / "venv.lock"
    with one_at_a_time.holding(lock), lock.open("w") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with lock.open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
