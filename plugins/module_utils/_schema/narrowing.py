# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""By which options of its own a kind is listed, beside those of every kind. Pure and private."""

from __future__ import annotations

import typing as t


class Narrowing(t.NamedTuple):
    """One such option.

    - ``fields``: the fields that it is about, by the words that it takes, or one under "" where it takes more
      than words;
    - ``is_host``: whether it is a host, which the names of the field cover, and not what the field names;
    - ``text``: what the documentation says of it.
    """

    option: str
    fields: tuple[tuple[str, str], ...]
    text: str
    is_host: bool = False

    @property
    def field(self) -> str:
        """The field of what takes more than words."""
        return self.fields[0][1]

    @property
    def words(self) -> list[str]:
        return [word for word, _field in self.fields if word]

    @property
    def spec(self) -> dict[str, t.Any]:
        """Its argument spec."""
        return {"type": "str", "choices": self.words} if self.words else {"type": "str"}
