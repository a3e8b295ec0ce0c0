# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Searches in place of lists, where that takes fewer requests. Private to this collection."""

from __future__ import annotations

import contextlib
import typing as t

from .._client.client import Client, JsonObject
from .._errors import WrongAnswer, while_doing
from .._schema.kind import Kind
from . import finder
from .index import Index
from .source import ListKey, Source
from .table import Table

if t.TYPE_CHECKING:
    from . import sparing


class Searching(Source):
    """Searches where that takes fewer requests than a whole list: what a task about one object needs."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        # What was found of lists that were not read: the names in a diff are mostly among it.
        self._seen: dict[ListKey, dict[str, JsonObject]] = {}

    def pays(self, kind: Kind) -> bool:
        """Whether what is looked for in a list is looked for in all of it."""
        return False

    def seen(self, kind: Kind) -> list[JsonObject]:
        return super().seen(kind) or list(self._seen.get(self._key(kind), {}).values())

    def among(self, kind: Kind, tokens: t.Collection[str], members: t.Collection[str] = ()) -> Index:
        """See ``Source.among``. A number can be an id and the name of something else, which is a search
        more than a name costs. That, or the pages of the list, whichever is less.
        """
        numbers = [token for token in tokens if finder.can_be_id(kind, token)]
        if not tokens:
            return Index(kind)
        if self.has(kind) or kind.parents or (kind.list_only and numbers):
            return self.table(kind).index
        if not numbers:
            from . import sparing

            wishes = [sparing.named(kind, token) for token in tokens]
            return self._index(kind, self.some(kind, wishes, members))
        with while_doing("list %s" % kind.plural):
            listing = self.client.listing(kind.path, None, kind.version, kind.scoped)
            if (listing.first.pages_left or 0) > len(tokens) + len(numbers):
                records = listing.first.records + self._hits(kind, tokens)
            else:
                records = listing.all()
        return self._index(kind, records + self._late(kind, numbers, records))

    def some(
        self, kind: Kind, wishes: t.Collection[sparing.Wish], members: t.Collection[str] = ()
    ) -> list[JsonObject]:
        if self.has(kind) or kind.parents or (kind.list_only and not kind.hint and not kind.can_be_read):
            return self.table(kind).records
        # What a task looks nothing up with it need not compile.
        from . import sparing

        seen = self._seen.setdefault(self._key(kind), {})
        found = sparing.find(self.client, kind, wishes, members, list(seen.values()))
        if found.whole is not None:
            self._keep(kind, found.whole)
            return self.table(kind).records
        seen.update((str(record["id"]), record) for record in found.records)
        return found.records

    def _hits(self, kind: Kind, tokens: t.Iterable[str]) -> list[JsonObject]:
        return [record for token in tokens for record in finder.all_named(self.client, kind, token)]

    def _late(
        self, kind: Kind, numbers: t.Iterable[str], records: t.Iterable[JsonObject]
    ) -> list[JsonObject]:
        """Return what has an id and is not among the records: a list can be behind."""
        listed = {str(record["id"]) for record in records}
        found = []
        for number in numbers:
            if number not in listed:
                with while_doing("read %s %s" % (kind.noun, number)), contextlib.suppress(WrongAnswer):
                    found.append(finder.single(self.client, kind, number))
        return [record for record in found if record]

    def _index(self, kind: Kind, records: t.Iterable[JsonObject]) -> Index:
        return Table(self.client, kind, records).index
