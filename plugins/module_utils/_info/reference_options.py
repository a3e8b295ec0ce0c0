# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module of references lists: kinds, and what is no kind but a list of words. Pure, private."""

from __future__ import annotations

import typing as t

from .._policy.policy_types import POLICY_TYPES, policy_type_named
from .._resources.every_lookup import EVERY
from .._resources.lookups import WORDS
from .._resources.named_by_few import BY_ID
from .._schema.options import wrong_identity

# The option that names what a kind belongs to, by the kind of that.
OWNER_OPTIONS = {
    "idp": "idp",
    "scim_attribute": "attribute",
    "extranet_partner": "extranet_partner",
    "inspection_control_version": "predefined_controls_version",
}
# Kinds that belong to something that an option names: whether it has to be named.
NARROWED: dict[str, dict[str, bool]] = {
    option: {
        **({"saml_attribute": False} if option == "idp" else {}),
        **{kind: True for kind, row in EVERY.items() if owner in row.owners},
    }
    for owner, option in OWNER_OPTIONS.items()
}

COUNTRY, POLICY_SET = "country", "policy_set"

# What is there once has no name that anything could refer to, as some other kinds have none.
WITH_NAMES = tuple(
    kind for kind, row in EVERY.items() if kind not in BY_ID and not (row.is_one or row.is_nameless)
)
LISTED = tuple(sorted((*WITH_NAMES, *WORDS, COUNTRY, POLICY_SET)))
# What kinds were called before the collection managed them, which playbooks still say.
FORMER_NAMES = {
    "application": "application_segment",
    "console": "pra_console",
    "credential": "pra_credential",
    "credential_pool": "pra_credential_pool",
    "privileged_portal": "pra_portal",
}
REFERENCE_KINDS = tuple(sorted((*LISTED, *FORMER_NAMES)))


def reference_argument_spec() -> dict[str, t.Any]:
    """Return the argument spec of the module of references, connection left out."""
    return {
        "kind": {"type": "str", "required": True, "choices": list(REFERENCE_KINDS)},
        "name": {"type": "str"},
        **{option: {"type": "str"} for option in NARROWED},
    }


def wrong_reference_options(options: t.Mapping[str, t.Any]) -> list[str]:
    """Return what is wrong with the options of the module of references."""
    problems = wrong_identity(options)
    kind = named_today(options.get("kind"))
    for owner, option in OWNER_OPTIONS.items():
        given, kinds = options.get(option), NARROWED[option]
        if given is not None and not str(given).strip():
            problems.append("%s: is empty. Give a name or an id, or leave the option out." % option)
        elif given is not None and kind in LISTED and kind not in kinds:
            problems.append(
                "%s: means nothing beside kind=%s. Leave it out, or list one of %s."
                % (option, kind, ", ".join(kinds))
            )
        if given is None and isinstance(kind, str) and kinds.get(kind):
            problems.append(
                "%s: is missing, and kind=%s needs it. Give the name or id of the %s."
                % (option, kind, EVERY[owner].noun)
            )
    return problems


def named_today(kind: t.Any) -> t.Any:
    """Return what a kind is called by now."""
    return FORMER_NAMES.get(kind, kind) if isinstance(kind, str) else kind


def policy_sets_wanted(name: str | None) -> list[str]:
    """Return the policy types whose sets are asked for."""
    if name is None:
        return list(POLICY_TYPES)
    found = policy_type_named(name)
    return [found] if found else []
