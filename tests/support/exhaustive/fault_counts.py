# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Counts of runs and how they ended, as a table."""

from __future__ import annotations

import time
from collections import Counter

ENDS = ("ok", "failed", "partial")


class Counts:
    """How often runs ended how, by whatever they are called."""

    def __init__(self) -> None:
        self._ends: dict[tuple[str, ...], Counter[str]] = {}
        self._begun = time.monotonic()

    def add(self, *labels: str, end: str) -> None:
        self._ends.setdefault(labels, Counter())[end] += 1

    def table(self, title: str) -> str:
        """Return a row for each label, one for each of what they begin with, and the sum."""
        lines = ["", title, "%-62s %6s %6s %6s %6s" % ("", "runs", *ENDS)]
        total: Counter[str] = Counter()
        for labels, ends in sorted(self._ends.items()):
            total += ends
            lines.append(_row(", ".join(labels), ends))
        seconds = time.monotonic() - self._begun
        return "\n".join([*lines, _row("all, in %d s" % seconds, total)])


def _row(label: str, ends: Counter[str]) -> str:
    return "%-62s %6d %6d %6d %6d" % (label, sum(ends.values()), *(ends[end] for end in ENDS))
