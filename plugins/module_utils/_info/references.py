# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What options refer to, listed. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import Client, JsonObject
from .._client.forms import is_id_on_wire
from .._engine import finder, references
from .._engine.searching import Searching
from .._engine.word_lists import words_of
from .._errors import ApiError, InvalidInput, while_doing
from .._policy.policy_types import POLICY_TYPES
from .._resources.lookups import LOOKUPS, WORDS
from .._schema.countries import COUNTRIES
from .._schema.kind import Kind
from .._schema.metadata import text
from .._schema.record import name_of
from .._schema.scalars import Name
from .reference_options import COUNTRY, OWNER_OPTIONS, POLICY_SET, policy_sets_wanted

Rows = t.List[t.Dict[str, t.Any]]
Owners = t.Mapping[str, t.Any]


def find_references(client: Client, kind: str, name: str | None, owners: Owners) -> Rows:
    """Return the objects of a kind, or those with exactly this name, each with its facts.

    ``owners``: what they belong to, by name or id, under the options of OWNER_OPTIONS. Raises InvalidInput
    where there is none of it.
    """
    if kind == POLICY_SET:
        return _policy_sets(client, policy_sets_wanted(name))
    name = None if name is None else Name().accept(name)
    if kind == COUNTRY:
        return _named(COUNTRIES, name)
    if kind in WORDS:
        return _named(words_of(client, kind), name)
    return _objects(client, LOOKUPS[kind], name, owners)


def _objects(client: Client, kind: Kind, name: str | None, owners: Owners) -> Rows:
    ids = _owner_ids(client, kind.owners, owners)
    kind = kind.owned_by(*ids) if ids else kind
    # SAML attributes are one list, which shows to which identity provider each belongs.
    is_narrowed = not ids and owners.get("idp") is not None
    idp_id = _owner_ids(client, ("idp",), owners)[0] if is_narrowed else ""
    records = finder.everything(client, kind) if name is None else finder.all_named(client, kind, name)
    return [
        _entry(str(record["id"]), name_of(record), kind, record)
        for record in records
        if not idp_id or str(record.get("idpId", idp_id)) == idp_id
    ]


def _entry(object_id: str, name: str, kind: Kind, record: JsonObject) -> dict[str, t.Any]:
    facts = {fact.name: fact.of(record) for fact in kind.facts}
    return {"id": object_id, "name": name, "facts": facts}


def _owner_ids(client: Client, kinds: t.Iterable[str], owners: Owners) -> list[str]:
    """Return the ids of what something belongs to; each is looked for in what those before it have."""
    ids: list[str] = []
    for kind in kinds:
        row, option = LOOKUPS[kind], OWNER_OPTIONS[kind]
        row = row.owned_by(*ids[: len(row.owners)]) if row.owners else row
        problems: list[str] = []
        tokens = {option: owners.get(option) or ""}
        found = references.resolve(Searching(client), row, tokens, (), problems)
        if problems:
            raise InvalidInput(problems)
        ids.append(found[option].id)
    return ids


def _named(names: t.Mapping[str, str], name: str | None) -> Rows:
    return [
        {"id": word, "name": spelled, "facts": {}}
        for word, spelled in names.items()
        if name is None or name.casefold() in (word.casefold(), spelled.casefold())
    ]


def _policy_sets(client: Client, wanted: t.Iterable[str]) -> Rows:
    """Return the policy sets that the tenant has; a policy without licence has none."""
    sets = []
    for policy_type in wanted:
        with while_doing("look up the policy set of %s rules" % policy_type):
            try:
                found = client.get("policySet/policyType/%s" % POLICY_TYPES[policy_type].wire)
            except ApiError as error:
                if not error.is_not_there:
                    raise
                continue
        if isinstance(found, dict) and is_id_on_wire(found.get("id")):
            facts = {
                "set_name": text(found.get("name")).strip(),
                "policy_type": POLICY_TYPES[policy_type].wire,
            }
            sets.append({"id": str(found["id"]), "name": policy_type, "facts": facts})
    return sets
