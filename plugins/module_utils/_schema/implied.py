# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What belongs to a list in an object although nobody gives it. Pure and private to this collection.

Most kinds have none.
"""

from __future__ import annotations

import typing as t

from .field_type import Record


class Implied(t.NamedTuple):
    """Entries that a list always has, and what a new entry says where an option does not.

    - ``key``: the field of an entry with what it names, whose list tells which those are;
    - ``flag``: the key that those have, and ``group``, ``called``: the key of the group that has them, and
      what that is called in any letter case, where the flag is missing;
    - ``defaults``: the fields of an entry, each with the key under which what it names has the usual value;
    - ``newest``: the kind that lists to what the newest belong, for a new object that does not say it.
    """

    key: str
    flag: str
    group: str
    called: str
    defaults: tuple[tuple[str, str], ...]
    newest: str

    def is_one(self, record: Record) -> bool:
        """Whether the list always has what a record is of."""
        is_flagged = str(record.get(self.flag)).lower() in ("true", "1")
        return is_flagged or str(record.get(self.group)).strip().casefold() == self.called
