# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What names a part of another object by an id that only the other one shows. Pure and private."""

from __future__ import annotations

import typing as t


class PartNamed(t.NamedTuple):
    """A part of another object that an object names by an id which only that other one shows.

    - ``wire``: the key of the object with the id;
    - ``owner``, ``by``: the fields with the other object, and with what tells its part from the others;
    - ``parts``, ``called``: the key under which the other object shows its parts, and that of what tells
      one from another;
    - ``option``: what the other kind calls the list of them.
    """

    wire: str
    owner: str
    by: str
    parts: str
    called: str
    option: str
