# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""References by id and by name, and names that are like others. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import JsonObject
from .._schema.field_type import Reference
from .._schema.kind import Kind
from .._schema.record import is_inside_microtenant, name_of
from .._words import suggestion
from . import finder


def reference_to(kind: Kind, record: JsonObject) -> Reference:
    """Return what options and rules say of an object; without an id where it lacks what rules refer by."""
    refers_by = record.get(kind.refers_by)
    return Reference("" if refers_by is None else str(refers_by), name_of(record))


class _Entry(t.NamedTuple):
    reference: Reference
    own_id: str
    short: str


class Index:
    """References by id and by name."""

    def __init__(self, kind: Kind, references: t.Iterable[Reference] = ()) -> None:
        self._kind = kind
        self._entries: dict[str, _Entry] = {}
        self._by_own_id: dict[str, Reference] = {}
        self._by_name: dict[str, dict[str, Reference]] = {}
        self._by_short: dict[str, dict[str, Reference]] = {}
        for reference in references:
            self.put(reference)

    def put(self, reference: Reference, own_id: str = "", short: str | None = None) -> None:
        """Add a reference, in the place of one with the same id.

        ``own_id``: another id that it has. ``short``: what is enough to say of its name.
        """
        self.drop(reference.id)
        short = finder.shortened(self._kind, reference.name) if short is None else short
        self._entries[reference.id] = _Entry(reference, own_id, short)
        if own_id not in ("", reference.id):
            self._by_own_id[own_id] = reference
        self._by_name.setdefault(reference.name, {})[reference.id] = reference
        self._by_short.setdefault(short, {})[reference.id] = reference

    def drop(self, reference_id: str) -> None:
        """Take a reference out, if it is there."""
        known = self._entries.pop(reference_id, None)
        if known is not None:
            del self._by_name[known.reference.name][reference_id]
            del self._by_short[known.short][reference_id]
            if self._by_own_id.get(known.own_id) == known.reference:
                del self._by_own_id[known.own_id]

    def find(self, token: str) -> list[Reference]:
        """Return all that a name or an id can mean."""
        found = {reference.id: reference for reference in (*self.identified(token), *self.named(token))}
        return list(found.values())

    def identified(self, token: str) -> list[Reference]:
        """Return what has an id."""
        found = {
            reference.id: reference
            for reference in (self.with_id(token), self._by_own_id.get(token))
            if reference
        }
        return list(found.values())

    def with_id(self, reference_id: str) -> Reference | None:
        known = self._entries.get(reference_id)
        return known.reference if known else None

    def exactly(self, name: str) -> list[Reference]:
        """Return what has exactly this name."""
        return list(self._by_name.get(name, {}).values())

    def named(self, name: str) -> list[Reference]:
        """Return what has exactly this name; only where nothing has, that of which it says enough."""
        short = finder.shortened(self._kind, name)
        return self.exactly(name) or list(self._by_short.get(short, {}).values())

    @property
    def spellings(self) -> list[tuple[str, str]]:
        """How names can be written, each with the name itself."""
        return sorted(
            {
                (said, one.reference.name)
                for one in self._entries.values()
                for said in (one.short, one.reference.name)
            }
        )


class NearMatches:
    """Finds names that are like one that nothing has, for as many as are worth the time."""

    MOST = 20

    def __init__(self, kind: Kind, spellings: t.Iterable[tuple[str, str]], microtenant_id: str = "") -> None:
        """``spellings``: how names can be written, each with the name itself.

        ``microtenant_id``: where they are from, if not from the whole tenant.
        """
        self._kind = kind
        is_inside = kind.scoped and is_inside_microtenant(microtenant_id)
        # What is elsewhere on the tenant was not looked at.
        self._inside = microtenant_id if is_inside else ""
        self._names = dict(spellings)
        self._asked = 0

    def advice(self, token: str) -> str:
        """Return a sentence that helps to correct ``token``."""
        self._asked += 1
        found = suggestion(token, self._names) if self._asked <= self.MOST else ""
        if found:
            return found
        plural, inside = self._kind.plural, self._inside
        if not self._names:
            return "There are no %s to choose from%s." % (plural, inside and " in the microtenant " + inside)
        is_unlike = "No name on the tenant is like it; " if self._asked <= self.MOST else ""
        whose = inside and ", which are those of the microtenant " + inside
        return "%s%d %s were compared%s." % (is_unlike, len({*self._names.values()}), plural, whose)
