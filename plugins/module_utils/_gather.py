# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects of a tenant as options. Private to this collection."""

from __future__ import annotations

import typing as t

from . import _lookup
from ._client.client import Client, Record
from ._client.search import Term, parse
from ._converge import show
from ._model.fields import Name
from ._model.metadata import describe
from ._model.resource import Kind, Resource


def gather_references(client: Client, kind: Kind, name: str | None) -> list[dict[str, t.Any]]:
    """Return the objects of a kind, or those with exactly this name, with what is told of each."""
    if name is None:
        records = _lookup.everything(client, kind)
    else:
        records = _lookup.all_named(client, kind, Name().accept(name))
    return [
        {
            "id": str(record["id"]),
            "name": _lookup.name_of(record),
            "facts": {fact.name: fact.read(record.get(fact.wire)) for fact in kind.facts},
        }
        for record in records
    ]


class Listing(t.NamedTuple):
    """Objects in the form of results, in the API's order, and what ZPA records about each by id."""

    shown: list[dict[str, t.Any]]
    metadata: dict[str, dict[str, t.Any]]


def gather(client: Client, resource: Resource, options: t.Mapping[str, t.Any]) -> Listing:
    """Return the objects that answer all of ``id``, ``name``, ``search`` and ``enabled`` given.

    The server narrows by one of them; all are checked here.
    """
    terms = _terms(options)
    candidates, asked = _candidates(client, resource, options, terms)
    shown = {field.wire for field in resource.fields}
    records = [
        record
        for record in candidates
        if all(term.matches(record, trust=term is asked and term.field not in shown) for term in terms)
    ]
    return Listing(
        [show(client, resource, record, resource.decode(record)) for record in records],
        {str(record["id"]): describe(resource, record) for record in records},
    )


def _terms(options: t.Mapping[str, t.Any]) -> list[Term]:
    search = parse(options.get("search") or "")
    terms = [search] if search else []
    if options.get("enabled") is not None:
        terms.append(Term("enabled", "EQ", "true" if options["enabled"] else "false"))
    return terms


def _candidates(
    client: Client, resource: Resource, options: t.Mapping[str, t.Any], terms: list[Term]
) -> tuple[list[Record], Term | None]:
    """Return objects among which the wanted ones are, and the term that the server searched for."""
    kind = resource.kind
    name = Name().accept(options["name"]) if options.get("name") is not None else None
    if options.get("id") is not None:
        found = _lookup.by_id(client, kind, options["id"])
        return [found] if found and name in (None, _lookup.name_of(found)) else [], None
    if name is not None:
        return _lookup.all_named(client, kind, name), None
    asked = terms[0] if terms else None
    return _lookup.everything(client, kind, asked), asked
