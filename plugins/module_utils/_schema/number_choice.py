# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole numbers of which the API takes a few. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .field_type import documented, spelled
from .scalars import WholeNumber


class NumberChoice(WholeNumber):
    """One of some numbers, which the wire spells as a string."""

    def __init__(self, *allowed: int, missing: int) -> None:
        super().__init__(allowed[0], allowed[-1] + 1, 1, missing)
        self._allowed = allowed

    def wrong(self, option: t.Any) -> str:
        if not isinstance(option, int) or (option in self._allowed and not isinstance(option, bool)):
            return ""
        return "%s is not one of %s." % (spelled(option), ", ".join(map(str, self._allowed)))

    def takes(self) -> str:
        return "One of %s." % documented([str(number) for number in self._allowed], "and")
