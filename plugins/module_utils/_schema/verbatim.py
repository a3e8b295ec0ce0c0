# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts that are written to the last character, and words newer than documents. Pure and private."""

from __future__ import annotations

import typing as t

from .._client.search import unescape
from .field_type import FieldType, documented, not_listed
from .scalars import Text


class Exact(t.NamedTuple):
    """A text as it was given. Equality leaves out blanks at the ends, and what an answer has escaped."""

    text: str

    @property
    def meant(self) -> str:
        return unescape(self.text).strip()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Exact) and self.meant == other.meant

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.meant)


class ExactText(Text):
    """A text that goes out as it was given, blanks at its ends as well: a program of others reads it."""

    def __init__(self) -> None:
        super().__init__(can_be_empty=False)

    def decode(self, wire: t.Any) -> t.Any:
        return Exact("" if wire is None else unescape(str(wire)))

    def accept(self, option: t.Any) -> Exact:
        return Exact(str(option))

    def wrong(self, option: t.Any) -> str:
        return "" if str(option).strip() else "is empty. Give a text, or leave the option out."

    def encode(self, value: Exact) -> str:
        return value.text

    def show(self, value: Exact, beside: t.Any = None) -> str:
        return value.text


class NewerWord(FieldType):
    """A word in small letters. One that no document lists may be newer, and the API decides."""

    def __init__(self, *listed: str) -> None:
        self._listed = listed

    def decode(self, wire: t.Any) -> str:
        return "" if wire is None else str(wire).strip().lower()

    def wrong(self, option: t.Any) -> str:
        return "" if self.decode(option) else "is empty. Give a word, or leave the option out."

    def takes(self) -> str:
        return (
            "One of %s. Letter case does not matter. Another word causes a warning, and the API decides."
            % documented(self._listed, "and")
        )

    def doubt(self, value: str) -> str:
        return "" if value in self._listed else not_listed(value, self._listed)
