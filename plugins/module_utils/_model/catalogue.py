# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module of references lists: kinds, and what is no kind but a list of words. Pure, private."""

from __future__ import annotations

import typing as t

from .kinds import KINDS
from .options import wrong_identity
from .policy_types import POLICY_TYPES, policy_type_named

# Kinds that belong to an identity provider: whether it has to be named.
OF_IDP = {"saml_attribute": False, "scim_attribute": True, "scim_group": True}

# Lists of words: the path of an object whose keys they are, or of an array.
WORDS = {
    "client_type": ("clientTypes", "v1"),
    "platform": ("platform", "v1"),
    "risk_score": ("riskScoreValues", "v2"),
}
COUNTRY, POLICY_SET = "country", "policy_set"

LISTED = tuple(sorted((*KINDS, *WORDS, COUNTRY, POLICY_SET)))


def reference_argument_spec() -> dict[str, t.Any]:
    """Return the argument spec of the module of references, connection left out."""
    return {
        "kind": {"type": "str", "required": True, "choices": list(LISTED)},
        "name": {"type": "str"},
        "idp": {"type": "str"},
    }


def wrong_reference_options(options: t.Mapping[str, t.Any]) -> list[str]:
    """Return what is wrong with the options of the module of references."""
    problems = wrong_identity(options)
    kind, idp = options.get("kind"), options.get("idp")
    if idp is not None and not str(idp).strip():
        problems.append("idp: is empty. Give a name or an id, or leave the option out.")
    elif idp is not None and kind in LISTED and kind not in OF_IDP:
        problems.append(
            "idp: means nothing beside kind=%s. Leave it out, or list one of %s." % (kind, ", ".join(OF_IDP))
        )
    if idp is None and isinstance(kind, str) and OF_IDP.get(kind):
        problems.append(
            "idp: is missing, and kind=%s needs it. Give the name or id of an identity provider." % kind
        )
    return problems


def policy_sets_wanted(name: str | None) -> list[str]:
    """Return the policy types whose sets are asked for."""
    if name is None:
        return list(POLICY_TYPES)
    found = policy_type_named(name)
    return [found] if found else []
