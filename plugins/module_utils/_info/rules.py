# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Policy rules of a tenant as options. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import JsonObject
from .._client.search import Term
from .._engine import finder
from .._engine.reconcile import show
from .._errors import ApiError
from .._policy.repository import PolicyStore, in_order
from .._schema.metadata import describe
from .._schema.record import name_of
from .._schema.scalars import Name
from .objects import Listed

# The actions for which the vendor's pages document a search.
SEARCHABLE = {"access": ("ALLOW", "DENY"), "isolation": ("ISOLATE", "BYPASS_ISOLATE")}


def find_rules(store: PolicyStore, options: t.Mapping[str, t.Any]) -> Listed:
    """Return the rules that answer all of ``id``, ``name``, ``action``, ``enabled`` given, in their order."""
    switch = store.resource.field("enabled")
    rules = [
        rule
        for rule in _candidates(store, options)
        if _answers(rule, options) and options.get("enabled") in (None, switch.read(rule))
    ]
    decoded = [store.resource.decode(rule) for rule in rules]
    types = {field.name: field.type for field in store.resource.fields}
    # The names of all rules are asked for at once.
    store.names.prepare((types[name], value) for values in decoded for name, value in values.items())
    return Listed(
        [
            {**show(store.client, store.resource, rule, _told(store, decoded[place])), **store.whereabouts}
            for place, rule in enumerate(rules)
        ],
        {str(rule["id"]): describe(store.resource, rule) for rule in rules},
    )


def _candidates(store: PolicyStore, options: t.Mapping[str, t.Any]) -> list[JsonObject]:
    action = str(options.get("action") or "").strip().upper()
    searchable = SEARCHABLE.get(store.whereabouts["policy_type"], ())
    if action not in searchable or options.get("id") is not None or options.get("name") is not None:
        return store.rules()
    try:
        found = finder.everything(store.client, store.resource.kind, Term("action", "EQ", action))
    except ApiError as error:
        if not error.is_bad_request:
            raise
        return store.rules()
    return in_order(store.resource.kind.in_scope(found, store.client.settings.microtenant_id))


def _answers(rule: JsonObject, options: t.Mapping[str, t.Any]) -> bool:
    wanted_id, name, action = options.get("id"), options.get("name"), options.get("action")
    return (
        (wanted_id is None or str(rule["id"]) == wanted_id)
        and (name is None or name_of(rule) == Name().accept(name))
        and (action is None or str(rule.get("action")).upper() == action.strip().upper())
    )


def _told(store: PolicyStore, values: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return the canonical values of a rule, with names."""
    for field in store.resource.fields:
        owner = field.owner_in(values)
        values[field.name] = store.names.told_value(field.type, values[field.name], owner)
    return values
