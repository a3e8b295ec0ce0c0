# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tells one object of a kind from another, beside its name. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .._words import near_matches
from .field_type import FieldType, Record, documented

NEW_NAME = "new_name"


class Parent(t.NamedTuple):
    """What the path of a list says of all that is in it, and an option of each.

    - ``option``: the option, and the name of the field;
    - ``wire``: the key under which it stands beside what the API shows, which has it nowhere but in the path;
    - ``choices``: what it can be, each as the option says it and as the path does;
    - ``kind``: what it refers to by its id where it is no choice.
    """

    option: str
    wire: str
    choices: tuple[tuple[str, str], ...] = ()
    kind: str = ""


class InPath(FieldType):
    """The choice of a parent, in any letter case; the word of the path is taken as well."""

    can_be_had = False

    def __init__(self, parent: Parent) -> None:
        self._of_word = dict(parent.choices)
        self._of_path = {wire: word for word, wire in parent.choices}

    def decode(self, wire: t.Any) -> str:
        said = "" if wire is None else str(wire).strip()
        return self._of_path.get(said) or self._of_path.get(said.upper()) or said.lower()

    def wrong(self, option: t.Any) -> str:
        if self.decode(option) in self._of_word:
            return ""
        near = near_matches(str(option), self._of_word)
        return "'%s' is not one of %s.%s" % (option, ", ".join(self._of_word), near)

    def takes(self) -> str:
        return "One of %s. Letter case does not matter." % documented(list(self._of_word), "and")

    def encode(self, value: t.Any) -> str:
        return self._of_word[value]


class Under(t.NamedTuple):
    """Under which choices of a parent a key means a field. Under others it means another one, or nothing."""

    parent: Parent
    words: tuple[str, ...]

    @property
    def wires(self) -> list[str]:
        """The same as paths say it."""
        return [wire for word, wire in self.parent.choices if word in self.words]

    def has(self, record: Record) -> bool:
        """Whether an object is in one of these lists."""
        return InPath(self.parent).decode(record.get(self.parent.wire)) in self.words

    def word_in(self, values: t.Mapping[str, t.Any]) -> str:
        """Return which choice options or canonical values say, "" for none."""
        return InPath(self.parent).decode(values.get(self.parent.option))
