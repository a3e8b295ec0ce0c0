# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The names that a tenant has for what requesters are and have. Private to this collection."""

from __future__ import annotations

import typing as t

from .._access.analysis import Question
from .._access.asked import NO_USER, Vocabulary
from .._access.who import TRAITS, WORD
from .._engine.finder import without_cloud
from .._engine.index import reference_to
from .._engine.source import Source
from .._errors import ApiError
from .._resources.lookups import LOOKUPS
from .._schema.resource import Kind, name_of

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


def known_names(source: Source, question: Question) -> dict[str, set[str]]:
    """Return all names of a tenant by trait, where a question has one that no rule says.

    A trait of which the API lists nothing is left out: nobody knows what it can be. Raises what the client
    raises otherwise.
    """
    vocabulary = Vocabulary(question.configurations, {})
    known: dict[str, set[str]] = {}
    for trait, kind in KINDS.items():
        if any(not vocabulary.is_said(trait, name) for name in _asked(question, trait)):
            names = _names(source, LOOKUPS[kind])
            if names is not None:
                known[trait] = names
    return known


def _asked(question: Question, trait: str) -> t.Iterator[str]:
    for one in (*question.tests, *question.explain):
        value = (one.get("who") or {}).get(trait)
        if value is None or value == NO_USER:
            continue
        yield from [str(value)] if TRAITS[trait].form == WORD else map(str, value)


def _names(source: Source, kind: Kind) -> set[str] | None:
    """Return the names of a kind, None where the API lists none of it."""
    if not kind.owners:
        return _listed(source, kind)
    found = [
        _listed(source, kind.owned_by(str(idp["id"])))
        for idp in source.listed(LOOKUPS["idp"])
        if str(idp.get("scimEnabled", True)).lower() not in ("false", "0")
    ]
    return None if None in found or not found else {name for names in found for name in names or ()}


def _listed(source: Source, kind: Kind) -> set[str] | None:
    try:
        records = source.table(kind).records
    except ApiError as error:
        if not (error.is_not_there or error.is_bad_request):
            raise
        return None
    named = ((name_of(record), reference_to(kind, record)) for record in records)
    return {
        said for name, reference in named for said in (name, without_cloud(kind, name), reference.id) if said
    }
