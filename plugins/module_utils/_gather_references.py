# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What options refer to, listed. Private to this collection."""

from __future__ import annotations

import typing as t

from . import _lookup, _references
from ._client.client import Client, Record
from ._client.forms import is_id_on_wire
from ._errors import ApiError, InvalidInput, while_doing
from ._model.catalogue import COUNTRY, POLICY_SET, WORDS, policy_sets_wanted
from ._model.countries import COUNTRIES
from ._model.fields import Name
from ._model.kinds import KINDS
from ._model.metadata import text
from ._model.policy_types import POLICY_TYPES
from ._model.resource import Kind
from ._tables import Searching
from ._words import words_of

Listed = t.List[t.Dict[str, t.Any]]


def gather_references(client: Client, kind: str, name: str | None, idp: str | None) -> Listed:
    """Return the objects of a kind, or those with exactly this name, each with its facts.

    ``idp``: the identity provider to which they belong, by name or id. Raises InvalidInput where there
    is none of it.
    """
    if kind == POLICY_SET:
        return _policy_sets(client, policy_sets_wanted(name))
    name = None if name is None else Name().accept(name)
    if kind == COUNTRY:
        return _named(COUNTRIES, name)
    if kind in WORDS:
        return _named(words_of(client, kind), name)
    return _objects(client, KINDS[kind], name, idp)


def _objects(client: Client, kind: Kind, name: str | None, idp: str | None) -> Listed:
    idp_id = _idp_id(client, idp) if idp is not None else ""
    if kind.per_idp:
        kind = kind.of_idp(idp_id)
    records = _lookup.everything(client, kind) if name is None else _lookup.all_named(client, kind, name)
    return [
        _entry(str(record["id"]), _lookup.name_of(record), kind, record)
        for record in records
        if not idp_id or str(record.get("idpId", idp_id)) == idp_id
    ]


def _entry(object_id: str, name: str, kind: Kind, record: Record) -> dict[str, t.Any]:
    facts = {fact.name: fact.read(record.get(fact.wire)) for fact in kind.facts}
    return {"id": object_id, "name": name, "facts": facts}


def _idp_id(client: Client, idp: str) -> str:
    problems: list[str] = []
    found = _references.resolve(Searching(client), KINDS["idp"], {"idp": idp}, (), problems)
    if problems:
        raise InvalidInput(problems)
    return found["idp"].id


def _named(names: t.Mapping[str, str], name: str | None) -> Listed:
    return [
        {"id": word, "name": spelled, "facts": {}}
        for word, spelled in names.items()
        if name is None or name.casefold() in (word.casefold(), spelled.casefold())
    ]


def _policy_sets(client: Client, wanted: t.Iterable[str]) -> Listed:
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
