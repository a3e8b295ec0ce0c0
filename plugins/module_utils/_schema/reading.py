# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads all fields of many objects. What a field needs for that is worked out once. Pure and private.

Every value is what ``Field.read`` returns: here it is only known sooner.
"""

from __future__ import annotations

import typing as t

from .field_type import FieldType, Record
from .fields import Field

# What tells a value of the wire by itself. Numbers are not among it: 1 is equal to true.
_ATOMS = (str, bool, type(None))
# So many values of a field are remembered.
_MOST = 100


class _Row(t.NamedTuple):
    """How a field is read.

    - ``key``: its only key, "" where it has others as well, or what it is depends on more than what is there;
    - ``keys``: all of them, none where an object without them can have something;
    - ``known``: its values by those of the wire, None where there can be any number of them.
    """

    field: Field
    name: str
    key: str
    keys: frozenset[str]
    known: dict[t.Any, t.Any] | None


class Reader:
    """Reads the fields of a description."""

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self.fields = fields
        self._rows = tuple(map(_row, fields))
        self._nothing: dict[str, t.Any] = {}

    def values(self, record: Record) -> dict[str, t.Any]:
        """Return the canonical value of every field. Raises UnexpectedAnswer."""
        found: dict[str, t.Any] = {}
        keys_there = record.keys()
        nothing = self._nothing
        for field, name, key, keys, known in self._rows:
            if not key:
                if keys and keys_there.isdisjoint(keys):
                    if name not in nothing:
                        nothing[name] = field.read({})
                    found[name] = nothing[name]
                else:
                    found[name] = field.read(record)
                continue
            shown = record.get(key)
            if known is not None and type(shown) in _ATOMS:
                if shown in known:
                    found[name] = known[shown]
                    continue
                found[name] = field.read(record)
                if len(known) < _MOST:
                    known[shown] = found[name]
            elif shown is not None and field.type.has_form(shown):
                found[name] = field.type.decode(shown)
            else:
                found[name] = field.read(record)
        return found


def _row(field: Field) -> _Row:
    is_of_one_key = not (field.inside or field.parts or field.twins or field.formerly or field.label)
    is_plain = is_of_one_key and field.under is None and type(field.type).own is FieldType.own
    keys = frozenset((*field.keys, field.wire)) if field.under is None else frozenset[str]()
    known: dict[t.Any, t.Any] | None = {} if is_plain and field.type.has_few_values else None
    return _Row(field, field.name, field.wire if is_plain else "", keys, known)


# What reads each description that there is. It keeps the fields, so that their id is not that of others.
_READERS: dict[int, Reader] = {}


def reader_of(fields: tuple[Field, ...]) -> Reader:
    """Return what reads these fields."""
    found = _READERS.get(id(fields))
    if found is None:
        found = _READERS[id(fields)] = Reader(fields)
    return found
