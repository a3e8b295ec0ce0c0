# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names for what is shown by its id, and references for what is given by name. Private to this collection."""

from __future__ import annotations

import contextlib
import functools
import typing as t
from collections import Counter
from types import MappingProxyType

from .._client.client import JsonObject
from .._errors import ApiError, RequestError
from .._resources.lookups import LOOKUPS
from .._schema.field_type import ANY_KIND, FieldType, Reference
from .._schema.kind import Kind
from .._schema.record import name_of
from .._schema.resource import Resource
from . import mode, references, sparing
from .index import reference_to
from .source import Source

# A kind, the id of that by which it is listed or "", and the id of something of which no name is known.
Nameless = t.Tuple[str, str, str]


class Names:
    """What is called how, for one task: each list is read once, and what was looked up is known.

    Where names cannot be read, ids stay. ``foresees``: whether the name of what an earlier task can create is
    foreseen, see ``mode.foresees``.
    """

    def __init__(self, source: Source, foresees: bool = False) -> None:
        self._source = source
        self._client = source.client
        # Names by the kind, with that by which it is listed, and the id; "" where there is none to be told.
        self._learnt: dict[tuple[str, str], str] = {}
        # What things belong to, by kind and id, where they say so.
        self._homes: dict[tuple[str, str], str] = {}
        self._learnt_lists: set[tuple[str, str]] = set()
        self._refused: dict[tuple[str, str], RequestError] = {}
        # Where the API itself is in trouble, names are not worth the tries that they would take.
        self._trouble: RequestError | None = None
        self._told_of: set[str] = set()
        self.foresees = functools.partial(mode.foresees, source.client) if foresees else None

    def several(
        self,
        kind: str,
        tokens: t.Mapping[str, str],
        known: t.Iterable[Reference],
        problems: list[str],
        owner: str = "",
    ) -> dict[str, Reference]:
        """Return what options refer to, by their paths; see ``references.resolve``.

        ``owner``: the id of that to which it belongs, if to anything.
        """
        row = _row(kind, owner)
        found = references.resolve(self._source, row, tokens, known, problems, self.foresees)
        for reference in found.values():
            if reference.name:
                self._learnt[kind + owner, reference.id] = reference.name
        return found

    def told(
        self,
        resource: Resource,
        values: t.Mapping[str, t.Any],
        beside: t.Mapping[str, t.Any] = MappingProxyType({}),
    ) -> dict[str, t.Any]:
        """Return canonical values of a resource with the names that answers do not show.

        ``beside``: what else an object has. A warning tells which names cannot be read.
        """
        told = dict(values)
        for option, value in values.items():
            field = resource.field(option)
            type_ = field.type
            if not type_.shows_names:
                told[option] = self.told_value(type_, value, field.owner_in({**beside, **values}))
                self._tell_of_ids(option, type_.references(told[option]))
        return told

    def named(self, kind: str, reference: Reference, what: str) -> Reference:
        """Return a reference with its name. ``what``: what a warning says is shown by its id."""
        found = self.told_reference(kind, reference)
        self._tell_of_ids(what, [(kind, found)])
        return found

    def _tell_of_ids(self, what: str, told: t.Iterable[tuple[str, Reference]]) -> None:
        for kind, reference in told:
            if kind == ANY_KIND:
                continue
            path = LOOKUPS[kind].path
            error = self._refused.get((kind, "")) or self._source.refused.get(path) or self._trouble
            if error and not reference.name and path not in self._told_of:
                self._told_of.add(path)
                sentence = "%s: is shown by its id, since the names cannot be read: %s"
                self._client.warn(sentence % (what, error))

    def told_value(self, type_: FieldType, value: t.Any, owner: Reference | None = None) -> t.Any:
        """Return the canonical value of a field with names wherever there are any to be had.

        ``owner``: that to which what is referred to belongs, see ``Field.owner_in``.
        """
        self._learn_some(_nameless(type_, value, owner))
        return type_.with_references(
            value, lambda kind, reference: self.told_reference(kind, reference, owner)
        )

    def prepare(self, values: t.Iterable[tuple[FieldType, t.Any]]) -> None:
        """Ask at once for all the names that these canonical values will be told with."""
        self._learn_some(one for type_, value in values for one in _nameless(type_, value))

    def told_reference(self, kind: str, reference: Reference, owner: Reference | None = None) -> Reference:
        """Return a reference with its name, and with that to which it belongs where that is listed."""
        if not reference.name:
            reference = reference._replace(name=self._name_of(kind, reference, owner))
        if not reference.owner:
            reference = reference._replace(owner=self._homes.get((kind, reference.id), ""))
        return reference

    def _name_of(self, kind: str, reference: Reference, owner: Reference | None) -> str:
        home = _home(kind, reference, owner)
        if LOOKUPS[kind].owners and not home:
            # Who has looked it up by its name knows it, and nobody can list it.
            return self._learnt.get((kind, reference.id), "")
        return self._name(kind, home, reference.id)

    def _name(self, kind: str, home: str, value: str) -> str:
        self._learn_some([(kind, home, value)])
        return self._learnt.get((kind + home, value), "")

    def _learn_some(self, nameless: t.Iterable[Nameless]) -> None:
        """Learn what is called how: by ids or by the pages of a list, whichever is less."""
        wanted: dict[tuple[str, str], set[str]] = {}
        for kind, home, value in nameless:
            if (kind + home, value) not in self._learnt:
                wanted.setdefault((kind, home), set()).add(value)
        for (kind, home), values in wanted.items():
            row = _row(kind, home)
            is_refused = (kind, home) in self._refused or row.path in self._source.refused
            if not self._trouble and not self._source.has(row) and not is_refused:
                tests = [functools.partial(_has_id, row, value) for value in sorted(values)]
                wishes = [sparing.Wish("", has_id, has_id) for has_id in tests]
                with self._despite_refusal(kind, home):
                    self._learn(kind, home, row, self._source.some(row, wishes, values))
            if self._source.has(row):
                self._list_there_is(kind, home)
            for value in values:
                self._learnt.setdefault((kind + home, value), "")

    def _learn(self, kind: str, home: str, row: Kind, records: t.Sequence[JsonObject]) -> None:
        """Learn names; not those of several things, nor what is an id as well: their ids tell these apart.

        What belongs to another microtenant is not meant by the name of what does not.
        """
        here = row.in_scope(records, self._client.settings.microtenant_id)
        known, times = {str(record["id"]) for record in here}, Counter(map(_said_of, here))
        times_anywhere = Counter(map(_said_of, records))
        ids = {found for record in records for found in (str(record["id"]), reference_to(row, record).id)}
        for record in records:
            reference, counted = (
                reference_to(row, record),
                times if str(record["id"]) in known else times_anywhere,
            )
            is_its_own = counted[_said_of(record)] == 1 and reference.name not in ids
            self._learnt.setdefault((kind + home, reference.id), reference.name if is_its_own else "")
            if record.get("idpId") is not None:
                self._homes[kind, reference.id] = str(record["idpId"])

    def _list(self, kind: str, home: str = "") -> list[JsonObject]:
        """Return a whole list, and learn what is called how in it."""
        row = _row(kind, home)
        records = self._source.table(row).records
        if (kind, home) not in self._learnt_lists:
            self._learnt_lists.add((kind, home))
            self._learn(kind, home, row, records)
        return records

    def _list_there_is(self, kind: str, home: str = "") -> list[JsonObject]:
        """The same where a refusal is no reason to stop."""
        if _row(kind, home).path in self._source.refused or (kind, home) in self._refused:
            return []
        if self._trouble and (kind, home) not in self._learnt_lists:
            return []
        with self._despite_refusal(kind, home):
            return self._list(kind, home)
        return []

    @contextlib.contextmanager
    def _despite_refusal(self, kind: str, home: str) -> t.Iterator[None]:
        try:
            yield
        except RequestError as error:
            self._trouble = error if not isinstance(error, ApiError) or error.is_trouble else None
            self._refused[kind, home] = error


def _row(kind: str, home: str) -> Kind:
    return LOOKUPS[kind].owned_by(home) if home else LOOKUPS[kind]


def _said_of(record: JsonObject) -> tuple[str, str]:
    return (str(record.get("idpId")), name_of(record))


def _has_id(kind: Kind, value: str, record: JsonObject) -> bool:
    return reference_to(kind, record).id == value


def _nameless(type_: FieldType, value: t.Any, owner: Reference | None = None) -> t.Iterator[Nameless]:
    """Yield what a canonical value refers to without a name. ``owner``: what that belongs to."""
    for kind, reference in type_.references(value):
        if kind != ANY_KIND and not reference.name:
            home = _home(kind, reference, owner)
            if home or not LOOKUPS[kind].owners:
                yield (kind, home, reference.id)


def _home(kind: str, reference: Reference, owner: Reference | None) -> str:
    """Return the id of that by which a reference is listed, "" where it is listed by nothing."""
    return (reference.owner or (owner.id if owner else "")) if LOOKUPS[kind].owners else ""
