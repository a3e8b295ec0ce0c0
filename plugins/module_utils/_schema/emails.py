# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Email addresses of people. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .compound import TextSet
from .field_type import API_DECIDES


class Email(t.NamedTuple):
    """An address as somebody wrote it. Letter case makes no other one of it."""

    text: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Email) and self.text.casefold() == other.text.casefold()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.text.casefold())


class EmailSet(TextSet):
    """A set of addresses, in a list on the wire. They are written as they are given, in any letter case.

    ``usual_most``: how many the vendor's documents know.
    """

    noun = "an email address"

    def __init__(self, usual_most: int) -> None:
        super().__init__()
        self._usual_most = usual_most

    def decode(self, wire: t.Any) -> frozenset[t.Any]:
        return frozenset(map(Email, super().decode(wire)))

    def wrong(self, option: t.Any) -> str:
        entries = list(map(str, option)) if isinstance(option, list) else []
        if isinstance(option, list) and not option:
            return "is empty. Give an email address."
        odd = next((entry for entry in entries if entry.strip() and "@" not in entry.strip()[1:-1]), None)
        return "" if odd is None else "'%s' is not an email address." % odd

    def takes(self) -> str:
        if self._usual_most > 1:
            return "Letter case does not matter."
        return (
            "Letter case does not matter. ZPA documents one address. With more there is a warning, and the "
            "API decides."
        )

    def doubt(self, value: t.Collection[Email]) -> str:
        if len(value) <= self._usual_most:
            return ""
        return "has %d addresses, and ZPA documents at most %d. %s" % (
            len(value),
            self._usual_most,
            API_DECIDES,
        )

    def encode(self, value: t.Iterable[t.Any]) -> list[str]:
        return self.show(value)

    def show(self, value: t.Iterable[t.Any], beside: t.Any = None) -> list[str]:
        return sorted((address.text for address in value), key=str.casefold)
