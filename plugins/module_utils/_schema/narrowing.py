# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""By which options of its own a kind is listed, beside those of every kind. Pure and private."""

from __future__ import annotations

import typing as t

from .field_type import Record
from .fields import Field

# Whether an object answers what an option gives, at a time in seconds.
Tells = t.Callable[[t.Any, Record, float], bool]


class Narrowing(t.NamedTuple):
    """One such option.

    - ``fields``: the fields that it is about, by the words that it takes, or one under "" where it takes more
      than words;
    - ``is_host``: whether it is a host, which the names of the field cover, and not what the field names;
    - ``own``: the field that it is about, where that is none of the kind: what ZPA records;
    - ``tells``: whether an object answers it, where no field says that; ``least``: the least number that it
      takes, if it takes numbers;
    - ``text``: what the documentation says of it.
    """

    option: str
    fields: tuple[tuple[str, str], ...]
    text: str
    is_host: bool = False
    own: Field | None = None
    tells: Tells | None = None
    least: int | None = None

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
        if self.least is not None:
            return {"type": "int"}
        return {"type": "str", "choices": self.words} if self.words else {"type": "str"}
