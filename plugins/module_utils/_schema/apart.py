# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What of an object has a path of its own. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .field_type import Record


class Apart(t.NamedTuple):
    """A path below that of an object, where one of its fields is written.

    - ``path``: what follows the path of the object;
    - ``key``: the key of the body that takes the value. If there is none, the body is what is read there,
      with the value in it, and under ``id_key`` the id of the object;
    - ``is_read``: whether it is read there too. What is read is kept in the object, under the key of the
      field;
    - ``is_hidden``: whether lists may leave out what answers by id show. Who says that there is something asks
      for the object by its id then, and a task about it alone in any case;
    - ``flag``: the key of the object that is off where there is nothing to be read, so that nobody need ask.
    """

    path: str
    key: str = ""
    id_key: str = ""
    is_read: bool = False
    flag: str = ""
    is_hidden: bool = False

    def is_unread(self, record: Record, wire: str) -> bool:
        """Whether an object has what was not read yet. ``wire``: the key under which it would be."""
        is_off = self.flag in record and str(record[self.flag]).lower() in ("false", "0", "none", "")
        return self.is_read and bool(record) and wire not in record and not is_off
