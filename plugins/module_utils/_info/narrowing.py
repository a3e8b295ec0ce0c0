# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which objects answer the options that only some kinds are listed by. Private to this collection."""

from __future__ import annotations

import time
import typing as t

from .._client.client import Client, JsonObject
from .._engine import references
from .._engine.searching import Searching
from .._errors import InvalidInput
from .._resources.lookups import LOOKUPS
from .._schema.coverage import closeness_to, wrong_host
from .._schema.field_type import Reference, spelled
from .._schema.fields import Field
from .._schema.narrowing import Narrowing
from .._schema.resource import Resource

Options = t.Mapping[str, t.Any]


class Narrowed(t.NamedTuple):
    """The objects that are left, and by id what of each covers the host that was asked for."""

    records: list[JsonObject]
    covered_by: dict[str, str]


def wrong_narrowing(resource: Resource, options: Options) -> list[str]:
    """Return what is wrong with these options, each a full sentence."""
    problems = []
    for row in resource.narrowed_by:
        given = options.get(row.option)
        if given is None or row.words:
            continue
        wrong = _wrong(resource, row, given)
        problems += ["%s: %s" % (row.option, wrong)] if wrong else []
    return problems


def _wrong(resource: Resource, row: Narrowing, given: t.Any) -> str:
    if row.least is not None:
        is_less = isinstance(given, int) and given < row.least
        return "%s is less than %d." % (spelled(given), row.least) if is_less else ""
    if row.tells:
        return "" if str(given).strip() else "is empty. Give a word, or leave the option out."
    return wrong_host(str(given)) if row.is_host else _field(resource, row).type.wrong(given)


def _field(resource: Resource, row: Narrowing) -> Field:
    return row.own or resource.field(row.field)


def narrow(client: Client, resource: Resource, options: Options, records: t.Sequence[JsonObject]) -> Narrowed:
    """Return the objects that answer what is no word, in their order or, of a host, the closest first.

    Raises InvalidInput where nothing has the name or id that an option gives.
    """
    left, covered_by = list(records), {}
    for row in resource.narrowed_by:
        given = options.get(row.option)
        if given is None or row.words:
            continue
        if row.tells:
            now = time.time()
            left = [record for record in left if row.tells(given, record, now)]
        elif row.is_host:
            covered_by = _covering(resource, row, given, left)
            by_id = {str(record["id"]): record for record in left}
            left = [by_id[object_id] for object_id in covered_by]
        else:
            left = _naming(client, resource, row, given, left)
    return Narrowed(left, covered_by)


def having(resource: Resource, options: Options, records: t.Sequence[JsonObject]) -> list[JsonObject]:
    """Return the objects, which are whole, that answer the words: something of the sort is there."""
    wanted = [
        resource.field(dict(row.fields)[options[row.option]])
        for row in resource.narrowed_by
        if row.words and options.get(row.option) is not None
    ]
    return [
        record
        for record in records
        if all(field in resource.shown_by(record) and field.read(record) for field in wanted)
    ]


def _covering(resource: Resource, row: Narrowing, host: str, records: list[JsonObject]) -> dict[str, str]:
    """Return by id, the closest first, which of its entries covers the host closest."""
    closeness = closeness_to(host)
    field = resource.field(row.field)
    found = []
    for place, record in enumerate(records):
        entries = [(closeness(entry), entry) for entry in field.read(record) or ()]
        close = min(((rank, entry) for rank, entry in entries if rank is not None), default=None)
        if close is not None:
            found.append((close[0], place, str(record["id"]), close[1]))
    return {object_id: entry for _rank, _place, object_id, entry in sorted(found)}


def _naming(
    client: Client, resource: Resource, row: Narrowing, given: str, records: list[JsonObject]
) -> list[JsonObject]:
    """Return those whose field is what a name or an id means: what they name needs no request."""
    field = _field(resource, row)
    values = {str(record["id"]): field.read(record) for record in records}
    known = [value for value in values.values() if isinstance(value, Reference)]
    problems: list[str] = []
    (kind,) = field.type.kinds
    source, tokens = Searching(client), {row.option: given}
    found = references.resolve(source, LOOKUPS[kind], tokens, list(dict.fromkeys(known)), problems)
    if problems:
        raise InvalidInput(problems)
    wanted = found[row.option].id
    return [record for record in records if _id_in(values[str(record["id"])]) == wanted]


def _id_in(value: t.Any) -> str:
    return value.id if isinstance(value, Reference) else ""
