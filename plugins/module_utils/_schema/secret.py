# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is written and never read: passwords, private keys. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .field_type import ALWAYS, ON_CREATE, UPDATE_SECRET, FieldType

UNSEEN = "(a secret, which is never shown)"


class Hidden:
    """A secret on its way to the tenant. Whatever shows values shows that there is one, and not more."""

    __slots__ = ("_text", "is_due")

    def __init__(self, text: t.Any, is_due: bool = False) -> None:
        self._text = str(text)
        # Whether it is written to what is there already.
        self.is_due = is_due

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return UNSEEN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hidden) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> t.NoReturn:
        raise TypeError("a secret is not stored")


class WriteOnly(FieldType):
    """A text that only goes out: what answers show of it counts for nothing.

    It is written when the object is created, and with ``update_secret: always`` in every run; what
    ``goes_with`` another option only with that.
    """

    form = "anything"
    can_be_had = False
    is_shown = False

    def options(self, name: str) -> dict[str, dict[str, t.Any]]:
        when = {"type": "str", "choices": [ON_CREATE, ALWAYS], "default": ON_CREATE}
        return {**super().options(name), **({} if self.goes_with else {UPDATE_SECRET: when})}

    def has_form(self, wire: t.Any) -> bool:
        return True

    def decode(self, wire: t.Any) -> None:
        """Return nothing: also where an answer shows something, that is a mask or a leak."""
        return

    def accept(self, option: t.Any) -> t.Any:
        return str(option)

    def wrong(self, option: t.Any) -> str:
        return "" if str(option).strip() else "is empty. Give a text, or leave the option out."

    def show(self, value: t.Any, beside: t.Any = None) -> None:
        return None

    def contrast(self, value: t.Any, beside: t.Any = None) -> str | None:
        return None if value is None else str(value)

    def fulfils(self, promised: t.Any, found: t.Any) -> bool:
        return True


class Secret(WriteOnly):
    """The same of what nobody may see."""

    option: t.ClassVar[dict[str, t.Any]] = {"type": "str", "no_log": True}

    def accept(self, option: t.Any) -> Hidden:
        return option if isinstance(option, Hidden) else Hidden(option)

    def wrong(self, option: t.Any) -> str:
        return "" if str(option).strip() else "is empty. Give the secret, or leave the option out."

    def encode(self, value: Hidden) -> str:
        return value.reveal()

    def secrets(self, value: Hidden | None) -> t.Iterator[str]:
        if value is not None:
            yield value.reveal()
