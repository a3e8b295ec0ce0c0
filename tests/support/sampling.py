# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which tests take turns in everyday runs, with each commit others: rows of tables, and what takes long."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

ONE_ROW_IN = 12
# Of rows that take seconds each, and of tests that do.
ONE_COSTLY_ROW_IN = 24
ONE_COSTLY_TEST_IN = 8


class Pool(NamedTuple):
    """What takes turns with one another: the rows of a test, of which a run has one in so many.

    ``together``: they share what takes long to make, and so their turn, which comes in one of so many runs.
    """

    name: str
    one_in: int = ONE_ROW_IN
    together: bool = False


def left_out(pools: Sequence[Pool], turn: int) -> list[bool]:
    """Tell of each test, given by its pool, whether it is not run.

    Of each pool at least one test is in every run, unless they are together, and each test is in one of
    ``one_in`` turns that follow one another. Pools begin at different places, so that the rows of a run are
    of different kinds.
    """
    sizes, seen = Counter(pools), Counter[Pool]()
    found = []
    for pool in pools:
        place = (0 if pool.together else seen[pool]) + zlib.crc32(pool.name.encode()) + turn
        found.append(place % (pool.one_in if pool.together else min(pool.one_in, sizes[pool])) != 0)
        seen[pool] += 1
    return found
