# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What moves when one order becomes another. Pure and private to this collection."""

from __future__ import annotations

import typing as t
from bisect import bisect_left
from collections import Counter

# A name, and which of those with this name it is.
Key = t.Tuple[str, int]


def moves_between(found: t.Sequence[str], declared: t.Sequence[str]) -> list[dict[str, t.Any]]:
    """Return the fewest moves that lead from one order to another: name, and places from and to.

    Places begin with 1. What is new comes from None. What goes away does not move. In the order of ``to``.
    """
    before = {key: place for place, key in enumerate(_keys(found), 1)}
    after = _keys(declared)
    places = [before[key] for key in after if key in before]
    staying = longest_rising(places)
    return [
        {"name": key[0], "from": before.get(key), "to": place}
        for place, key in enumerate(after, 1)
        if before.get(key) not in staying
    ]


def longest_rising(numbers: t.Sequence[int]) -> set[int]:
    """Return the numbers of a longest rising subsequence. No number occurs twice."""
    # The smallest last number of a rising subsequence of each length, and what each number follows.
    lasts: list[int] = []
    follows: dict[int, int | None] = {}
    for number in numbers:
        length = bisect_left(lasts, number)
        follows[number] = lasts[length - 1] if length else None
        lasts[length : length + 1] = [number]
    rising: set[int] = set()
    last = lasts[-1] if lasts else None
    while last is not None:
        rising.add(last)
        last = follows[last]
    return rising


def _keys(names: t.Iterable[str]) -> list[Key]:
    seen: Counter[str] = Counter()
    keys = []
    for name in names:
        seen[name] += 1
        keys.append((name, seen[name]))
    return keys
