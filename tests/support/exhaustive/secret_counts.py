# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a full run counts, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class Counts:
    """Rows of values below a title, printed at the end of the tests of a file."""

    def __init__(self, title: str, *columns: str) -> None:
        self.rows: list[tuple[str, ...]] = []
        self._title = title
        self._columns = columns

    def add(self, *row: Any) -> None:
        self.rows.append(tuple(map(str, row)))

    def table(self) -> str:
        lines = [self._columns, *self.rows]
        widths = [max(len(line[place]) for line in lines) for place in range(len(self._columns))]
        shown = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
        return "\n".join(["", self._title, *shown])


def counting(is_shown: bool, title: str, *columns: str) -> Iterator[Counts]:
    """A fixture's body: count, and show the table in the end if it is wanted."""
    counted = Counts(title, *columns)
    yield counted
    if is_shown:
        print(counted.table(), flush=True)
