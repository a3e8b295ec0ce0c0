# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which rows of generated tests an everyday run has: one in ONE_IN of each test, with each commit others."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence

ONE_IN = 8


def left_out(tests: Sequence[str], turn: int, one_in: int = ONE_IN) -> list[bool]:
    """Tell of each row, given by the test that it is a row of, whether it is not run.

    Each test has at least one row in every run, and each row is in one of ``one_in`` turns that follow one
    another. Tests begin at different rows, so that they have different kinds in the same run.
    """
    sizes, seen = Counter(tests), Counter[str]()
    found = []
    for test in tests:
        place = seen[test] + zlib.crc32(test.encode()) + turn
        found.append(place % min(one_in, sizes[test]) != 0)
        seen[test] += 1
    return found
