# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts that are handed over to an object, of which no answer shows what it has. Pure and private.

The sets of ``compound`` would be more to compile for tasks that hand nothing over.
"""

from __future__ import annotations

import typing as t

from .field_type import FieldType


class Handed(t.NamedTuple):
    """Where an object is given entries of a set that nobody can read back.

    - ``paths``: the path in the tenant, and others for servers that do not know it: sources differ;
    - ``keys``: the keys of the body for the entries, of which a server knows one: sources differ;
    - ``owner``: the key of the body for the id of the object;
    - ``asked``: what follows the path where it can be asked which entries have been given to what. Answers
      name the object under ``owner`` or one of ``owners``, and an entry under one of ``called``;
    - ``needs``: the field without which nothing can be given to a new object.
    """

    paths: tuple[str, ...]
    keys: tuple[str, ...]
    owner: str
    asked: str
    owners: tuple[str, ...]
    called: tuple[str, ...]
    needs: str


class HandedTexts(FieldType):
    """A set of texts that only goes out. Who gives some adds them, and nothing takes one away."""

    option: t.ClassVar[dict[str, t.Any]] = {"type": "list", "elements": "str"}
    form = "anything"
    can_be_had = False
    is_shown = False

    def has_form(self, wire: t.Any) -> bool:
        return True

    def decode(self, wire: t.Any) -> frozenset[str]:
        return frozenset(str(entry).strip() for entry in wire) if isinstance(wire, list) else frozenset()

    def mistakes(self, option: t.Any, path: str) -> t.Iterator[str]:
        for place, entry in enumerate(option if isinstance(option, list) else ()):
            if entry is None or not str(entry).strip():
                yield "%s[%d]: is empty. Give a text, or leave the entry out." % (path, place)

    def encode(self, value: t.Iterable[str]) -> list[str]:
        return sorted(value)

    def show(self, value: t.Any, beside: t.Any = None) -> None:
        return None

    def contrast(self, value: t.Any, beside: t.Any = None) -> list[str]:
        return sorted(value)
