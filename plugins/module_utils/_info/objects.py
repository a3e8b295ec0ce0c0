# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects of a tenant as options. Private to this collection."""

from __future__ import annotations

import typing as t
from types import MappingProxyType

from .._client.client import Client, JsonObject
from .._client.search import Term, can_be_two, parse
from .._engine import finder
from .._engine.names import Names
from .._engine.reconcile import show
from .._engine.repository import Store
from .._engine.source import Source
from .._errors import ApiError, InvalidInput
from .._schema.metadata import describe
from .._schema.record import name_of
from .._schema.resource import Resource
from .._schema.scalars import Name
from .._schema.unlisted import keys_not_listed


class Listed(t.NamedTuple):
    """Objects in the form of results, in the API's order, and what ZPA records about each by id.

    ``covered_by``: by id what of each covers a host that was asked for, the closest first, as they are then.
    """

    shown: list[dict[str, t.Any]]
    metadata: dict[str, dict[str, t.Any]]
    covered_by: t.Mapping[str, str] = MappingProxyType({})


def find_objects(client: Client, resource: Resource, options: t.Mapping[str, t.Any]) -> Listed:
    """Return the objects that answer all of ``id``, ``name``, ``search`` and ``enabled`` given, and of what
    else their kind is listed by.

    The server narrows by one of them; all are checked here.
    """
    search = parse(options.get("search") or "")
    candidates, asked = _candidates(client, resource, options, search)
    covered_by: t.Mapping[str, str] = {}
    if resource.narrowed_by:
        # What no option of the kind asks for it need not compile.
        from . import narrowing

        candidates, covered_by = narrowing.narrow(client, resource, options, candidates)
    records = [
        record
        for record in _told_whole(client, resource, candidates)
        if (search is None or _answers(resource, search, record, trust=asked))
        and options.get("enabled") in (None, resource.decode(record).get("enabled"))
    ]
    if resource.narrowed_by:
        records = narrowing.having(resource, options, records)
    names = Names(Source(client))
    return Listed(
        [show(client, resource, record, names.told(resource, resource.decode(record))) for record in records],
        {str(record["id"]): describe(resource, record) for record in records},
        {key: covered_by[key] for record in records for key in (str(record["id"]),) if key in covered_by},
    )


def _told_whole(client: Client, resource: Resource, records: list[JsonObject]) -> list[JsonObject]:
    """Return objects with all that they have: by its id a single one, and each of which lists tell less."""
    listed = [field for field in resource.fields if not field.handed]
    if all(len(resource.shown_by(record)) >= len(listed) for record in records):
        return records
    # Most kinds have nothing to be told so.
    from .._engine.listed_store import ListedStore

    store = ListedStore(client, resource, Source(client))
    if len(records) > 1:
        return [store.told_whole(record) for record in records]
    found = [store.alone(str(record["id"]), resource.title(record)) for record in records]
    return [record for record in found if record]


def _answers(resource: Resource, term: Term, record: JsonObject, trust: bool) -> bool:
    """Whether an object answers a search: what this collection knows is compared as it means.

    ``trust``: whether the server was asked, which can know fields that it does not show.
    """
    field = next((field for field in resource.fields if term.field in (field.wire, field.formerly)), None)
    if field is None:
        return term.matches(record, trust)
    if field.place in keys_not_listed(record):
        return trust
    value = field.read(record)
    if term.operator in ("EQ", "NE") and not field.type.is_text:
        return (value == field.type.decode(term.wanted)) is (term.operator == "EQ")
    return term.matches({term.field: None if value is None else field.type.encode(value)})


def _candidates(
    client: Client, resource: Resource, options: t.Mapping[str, t.Any], search: Term | None
) -> tuple[list[JsonObject], bool]:
    """Return objects among which the wanted ones are, and whether the server searched for ``search``."""
    store = Store(client, resource)
    unknown: list[str] = []
    store.look_in(options, unknown)
    if unknown:
        raise InvalidInput(unknown)
    kind = store.place
    name = Name().accept(options["name"]) if options.get("name") is not None else None
    if options.get("id") is not None:
        found = finder.by_id(client, kind, options["id"])
        return [found] if found and name in (None, name_of(found)) else [], False
    if name is not None:
        return finder.all_named(client, kind, name), False
    if kind.list_only or (search is not None and can_be_two(search.wanted)):
        return finder.everything(client, kind), False
    try:
        return finder.everything(client, kind, search), search is not None
    except ApiError as error:
        if not error.is_bad_request or search is None or not _is_known(resource, search):
            raise
    return finder.everything(client, kind), False


def _is_known(resource: Resource, term: Term) -> bool:
    return any(term.field == field.wire for field in resource.fields)
