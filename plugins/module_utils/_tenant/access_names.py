# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The names that a tenant has for what requesters are and have. Private to this collection."""

from __future__ import annotations

import typing as t

from .._access.analysis import Question
from .._access.asked import NO_USER, Vocabulary
from .._access.configurations import SEGMENT_GROUPS, SEGMENTS
from .._access.who import TRAITS, WORD
from .._client.client import JsonObject
from .._engine.finder import without_cloud
from .._engine.index import reference_to
from .._engine.source import Source
from .._errors import ApiError
from .._resources.lookups import LOOKUPS
from .._schema.kind import Kind
from .._schema.record import name_of

AskedFor = t.Mapping[str, t.Any]
Config = t.Mapping[str, t.Any]

# What tests name besides requesters, and where configurations have it.
OBJECTS = {"segments": SEGMENTS, "segment_groups": SEGMENT_GROUPS}

# Where a trait is a name that ZPA lists. Those of one identity provider are listed by it.
KINDS = {
    "idp": "idp",
    "scim_groups": "scim_group",
    "saml": "saml_attribute",
    "scim": "scim_attribute",
    "posture": "posture_profile",
    "trusted_networks": "trusted_network",
    "machine_group": "machine_group",
    "cloud_connector_groups": "cloud_connector_group",
    "branch_connector_groups": "branch_connector_group",
    "locations": "location",
    "workload_tag_groups": "workload_tag_group",
    "chrome_profiles": "managed_browser_profile",
    "console": "pra_console",
    "user_portal": "user_portal",
    "privileged_portal": "pra_portal",
}


class Known(t.NamedTuple):
    """All names of a tenant by trait, ids among them, and what is called so by its id.

    A trait of which nothing is asked, or of which the API lists nothing, is left out: nobody knows what it
    can be.
    """

    names: dict[str, set[str]]
    by_id: dict[str, dict[str, str]]


def called_as_there(source: Source, question: Question, configs: t.Iterable[Config | None]) -> Question:
    """Return a question with the names that the tenant has, and with names for what it says by id.

    ``configs``: what the tenant has and would have. Raises what the client raises.
    """
    known = _known(source, question)
    there = [config for config in configs if config is not None]
    objects = {
        name: {
            str(entry["id"]): entry["name"]
            for config in there
            for entry in config.get(kind, ())
            if entry.get("name")
        }
        for name, kind in OBJECTS.items()
    }

    def by_name(asked: AskedFor) -> AskedFor:
        found = dict(asked)
        for key, by_id in (("who", known.by_id), ("what", objects)):
            if isinstance(asked.get(key), dict):
                found[key] = {
                    name: _named(value, by_id[name]) if name in by_id else value
                    for name, value in asked[key].items()
                }
        return found

    return question._replace(
        known=known.names,
        tests=[by_name(one) if isinstance(one, dict) else one for one in question.tests],
        explain=[by_name(one) if isinstance(one, dict) else one for one in question.explain],
    )


def _known(source: Source, question: Question) -> Known:
    """Return the names of a tenant by trait, where a question has one that no rule says."""
    vocabulary = Vocabulary(question.configurations, {})
    found = Known({}, {})
    for trait, kind in KINDS.items():
        if any(not vocabulary.is_said(trait, name) for name in _asked(question, trait)):
            records = _records(source, LOOKUPS[kind])
            if records is not None:
                found.by_id[trait] = {reference_to(of, one).id: name_of(one) for of, one in records}
                found.names[trait] = {
                    said
                    for of, one in records
                    for said in (name_of(one), without_cloud(of, name_of(one)), reference_to(of, one).id)
                    if said
                }
    return found


def _named(value: t.Any, by_id: t.Mapping[str, str]) -> t.Any:
    if isinstance(value, dict):
        return {by_id.get(str(key), key): one for key, one in value.items()}
    if isinstance(value, list):
        return [by_id.get(str(one), one) for one in value]
    return by_id.get(str(value), value)


def _asked(question: Question, trait: str) -> t.Iterator[str]:
    for one in (*question.tests, *question.explain):
        value = (one.get("who") or {}).get(trait)
        if value is None or value == NO_USER:
            continue
        yield from [str(value)] if TRAITS[trait].form == WORD else map(str, value)


def _records(source: Source, kind: Kind) -> list[tuple[Kind, JsonObject]] | None:
    """Return all of a kind, each with the kind that it is of, None where the API lists none of it."""
    if not kind.owners:
        return _listed(source, kind)
    found = [
        _listed(source, kind.owned_by(str(idp["id"])))
        for idp in source.listed(LOOKUPS["idp"])
        if str(idp.get("scimEnabled", True)).lower() not in ("false", "0")
    ]
    return None if None in found or not found else [one for records in found for one in records or ()]


def _listed(source: Source, kind: Kind) -> list[tuple[Kind, JsonObject]] | None:
    try:
        return [(kind, record) for record in source.table(kind).records]
    except ApiError as error:
        if not (error.is_not_there or error.is_bad_request):
            raise
        return None
