# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Entries that a list has in any case, said before it is planned. Private to this collection.

Documented: an inspection profile is refused without the mandatory predefined controls, which are those of the
group of preprocessors, and an update replaces all that it has.
"""

from __future__ import annotations

import re
import typing as t

from .._client.client import JsonObject
from .._errors import ApiError
from .._resources.lookups import LOOKUPS
from .._schema.field_type import Record, Reference
from .._schema.fields import Field
from .._schema.implied import Implied
from .index import Index

if t.TYPE_CHECKING:
    from .repository import Store

Options = t.Mapping[str, t.Any]
STAYS_BEHIND = (
    "%s: stays, and belongs to another %s than the new one. Give it as well, [] for what it has in any case."
)


def with_implied(
    store: Store, options: Options, present: t.Mapping[str, t.Any] | None, problems: list[str]
) -> Options:
    """Return options with what their lists have in any case, and what each new entry says.

    ``present``: the canonical values of the object, None for a new one. What cannot be had is added to
    ``problems``. Raises what the client does for lists that cannot be read.
    """
    said = dict(options)
    for field in store.resource.fields:
        if field.implied:
            said = _with_implied(store, field, field.implied, said, present, problems)
    return said


def _with_implied(
    store: Store,
    field: Field,
    implied: Implied,
    options: dict[str, t.Any],
    present: t.Mapping[str, t.Any] | None,
    problems: list[str],
) -> dict[str, t.Any]:
    have, given = present or {}, options.get(field.name)
    edition = _edition(store, field, implied, options, present, problems)
    had_edition = field.owner_in(have)
    is_moved = present is not None and edition != had_edition
    if given is None and present is not None:
        if is_moved and have.get(field.name):
            problems.append(STAYS_BEHIND % (field.name, field.owner))
        return options
    if edition is None or not isinstance(given, (list, type(None))):
        return options
    kind = LOOKUPS[field.type.kinds[0]].owned_by(edition.id)
    table = store.source.table(kind)
    had = () if is_moved else (entry.values.get(implied.key) for entry in have.get(field.name) or ())
    entries = _completed(implied, given or [], table.records, table.index, set(had))
    if not entries:
        problems.append(
            "%s: is missing, and %s '%s' shows none that is there in any case. Give it."
            % (field.name, LOOKUPS[implied.newest].noun, edition.id)
        )
    said = {field.owner: edition.id} if present is None else {}
    return {**options, **said, field.name: entries}


def _completed(
    implied: Implied,
    given: t.Sequence[t.Any],
    records: t.Sequence[JsonObject],
    index: Index,
    had: t.Container[Reference],
) -> list[t.Any]:
    """Return entries of an option by their ids, with those that are there in any case behind them."""
    known = {str(record["id"]): record for record in records}
    entries: list[t.Any] = []
    named: set[str] = set()
    for entry in given:
        found = index.find(str(entry.get(implied.key)).strip()) if isinstance(entry, dict) else []
        # What nobody knows, or more than one can be, is told where names are looked up.
        reference = found[0] if len(found) == 1 else None
        entries.append(_settled(implied, entry, reference, known, had))
        named.update(one.id for one in found)
    for object_id, record in known.items():
        if implied.is_one(record) and object_id not in named:
            entries.append(_settled(implied, {}, Reference(object_id), known, had))
    return entries


def _settled(
    implied: Implied,
    entry: t.Any,
    reference: Reference | None,
    known: t.Mapping[str, Record],
    had: t.Container[Reference],
) -> t.Any:
    """Return an entry by its id, and with what a new one says where an option does not."""
    if reference is None:
        return entry
    record = {} if reference in had else known[reference.id]
    usual = {name: record[key] for name, key in implied.defaults if record.get(key) not in (None, "")}
    said = {name: value for name, value in entry.items() if value is not None}
    return {**entry, **usual, **said, implied.key: reference.id}


def _edition(
    store: Store,
    field: Field,
    implied: Implied,
    options: Options,
    present: t.Mapping[str, t.Any] | None,
    problems: list[str],
) -> Reference | None:
    """Return to what the entries belong: as it is said, as the object has it, or the newest there is."""
    given, type_ = options.get(field.owner), store.resource.field(field.owner).type
    if given is not None or present is not None:
        found = field.owner_in(present or {}) if given is None else type_.accept(given)
        return found if isinstance(found, Reference) else None
    kind = LOOKUPS[implied.newest]
    try:
        listed = [str(record["id"]) for record in store.source.table(kind).records]
    except ApiError as error:
        if not error.is_not_there:
            raise
        problems.append("%s: is missing, and the newest cannot be had: %s Give it." % (field.owner, error))
        return None
    if not listed:
        problems.append("%s: is missing, and the tenant lists none. Give it." % field.owner)
        return None
    newest = max(listed, key=_numbers)
    return Reference(newest, newest)


def _numbers(edition: str) -> list[int]:
    """Return the numbers of a version, by which the newest is the largest."""
    return [int(number) for number in re.findall(r"[0-9]{1,9}", edition.rpartition("/")[2])]
