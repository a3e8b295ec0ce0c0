# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of objects that are known by all that they have, also where the wire has them in a text. Private."""

from __future__ import annotations

import json
import typing as t

from .field_type import Path
from .nested import Entry, Nested, Option
from .nested_list import NestedList

Wires = t.List[t.Dict[str, t.Any]]


class NestedBag(NestedList):
    """A list of objects inside an object, of which two are the same if all of their fields are.

    Their order has no meaning. What an option leaves out of one is nothing.
    """

    def mistakes(self, option: t.Any, path: str) -> t.Iterator[str]:
        for place, entry in self._entries(option, path):
            for field in self.fields:
                if field.required and entry.get(field.name) is None:
                    yield "%s.%s: is missing. ZPA creates none without it." % (place, field.name)
            yield from Nested.mistakes(self, entry, place)

    def over(self, value: t.Any, present: t.Any) -> frozenset[Entry]:
        return frozenset(value)

    def fulfils(self, promised: t.Any, found: t.Any) -> bool:
        return bool(promised == found)

    def _taken(self, option: Option | Entry) -> Entry:
        said = super()._taken(option).values
        nothing = {field.name: field.type.decode(None) for field in self.fields}
        return Entry({**nothing, **said})

    def _said(self, entry: Option, name: str = "") -> t.Any:
        return self._taken(entry)

    def _by_key(self, value: t.Any) -> dict[t.Any, Entry]:
        return {entry: entry for entry in value or ()}

    def _pairs(self, value: t.Any, others: t.Any) -> list[tuple[Entry, Entry | None]]:
        there = set(others or ())
        entries = sorted(value or (), key=self._order)
        return [(entry, entry if entry in there else None) for entry in entries]

    def _order(self, entry: Entry) -> tuple[str, str]:
        return str(entry.values.get(self.key)), json.dumps(Nested.show(self, entry), sort_keys=True)


class BagInText(NestedBag):
    """The same where answers have the list as JSON in a text, and writes have it as a list under ``carrier``.

    Recorded: an answer to a creation shows both.
    """

    form = "a JSON text with a list of objects"

    def __init__(self, key: str, *fields: t.Any, carrier: str) -> None:
        super().__init__(key, *fields)
        self.carriers = ((carrier,),)

    def has_form(self, wire: t.Any) -> bool:
        found = _parsed(wire)
        return found is not None and super().has_form(found)

    def decode(self, wire: t.Any) -> frozenset[Entry]:
        return super().decode(_parsed(wire) or [])

    def beyond(self, wire: t.Any) -> list[str]:
        return super().beyond(_parsed(wire) or [])

    def again(self, wire: t.Any) -> t.Any:
        return super().again(_parsed(wire) or [])

    def instead(self, wire: t.Any, value: t.Any) -> Wires:
        return super().instead(_parsed(wire) or [], value)

    def carried(self, wire: t.Any, value: t.Any, owner_id: str) -> t.Iterator[tuple[Path, list[t.Any]]]:
        if value is not None:
            yield self.carriers[0], self.instead(wire, value)


def _parsed(wire: t.Any) -> Wires | None:
    """Return the list that is in a text, an empty one for nothing, None where none is in it."""
    if wire in (None, ""):
        return []
    try:
        found = json.loads(wire) if isinstance(wire, str) else wire
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None
