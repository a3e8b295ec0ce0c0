# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables of guides that follow from the code, as guides have to show them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ansible_collections.zerotrust.zpa.plugins.module_utils._client.clouds import CLOUDS, endpoints
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.connection import ARGUMENT_SPEC
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.sources import VARIABLES
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.object_types import (
    CLIENT_TYPES,
    OBJECT_TYPES,
    Named,
    ObjectType,
    Side,
    Words,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import (
    POLICY_TYPES,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import POLICY_RULE
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.lookups import LOOKUPS
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.registry import (
    MANAGED,
    in_write_order,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._in_process import READ_ONCE

VANITY = "acme"
ANY = "any"


def list_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as RST."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in (header, *rows):
        lines += ["   %s %s" % ("  -" if number else "* -", cell) for number, cell in enumerate(row)]
    return "\n".join(map(str.rstrip, lines)) + "\n"


def literals(words: Iterable[str], nothing: str = "") -> str:
    return ", ".join("``%s``" % word for word in words) or nothing


def connection_options() -> str:
    """Every connection option, its variables, those of OneAPI first, its default."""
    return list_table(
        ("Option", "Variables", "If neither is set"),
        (
            (
                "``%s``" % name,
                literals(VARIABLES[name]),
                "``%s``" % str(spec["default"]).replace("True", "true") if "default" in spec else "",
            )
            for name, spec in ARGUMENT_SPEC.items()
        ),
    )


def clouds_of_api_keys() -> str:
    """Where API keys are exchanged for tokens, and where requests go."""
    return list_table(
        ("Cloud", "Host of the API", "Where tokens come from"),
        (
            ("``%s``" % cloud, "``%s``" % where.api_root, "``%s``" % where.token_url.split("?")[0])
            for cloud in CLOUDS
            for where in [endpoints(cloud, None)]
        ),
    )


def clouds_of_oneapi() -> str:
    """The same with OneAPI, for a vanity domain."""
    return list_table(
        ("Cloud", "Address of the API", "Where tokens come from"),
        (
            ("``%s``" % cloud, "``%s``" % where.api_root, "``%s``" % where.token_url)
            for cloud in CLOUDS
            for where in [endpoints(cloud, VANITY)]
        ),
    )


def client_types_in_words() -> str:
    """Every client type."""
    return "\n".join("- ``%s``" % name for name in CLIENT_TYPES) + "\n"


def read_only_at_start() -> str:
    """What variables begin with that a task cannot set for a module in process."""
    return "  " + literals(READ_ONCE) + "\n"


def policy_types_allowed() -> str:
    """What each policy type allows and requires."""
    return list_table(
        ("Policy type", "Also known as", "Actions", "Conditions need"),
        (
            (
                "``%s``" % name,
                literals((row.wire, *row.aliases)),
                literals(row.actions, ANY),
                literals(row.required, "nothing"),
            )
            for name, row in POLICY_TYPES.items()
        ),
    )


def object_types_taken() -> str:
    """How each object type is said, and the policy types that can be about it."""
    return list_table(
        ("Object type", "In", "What is named", "Policy types"),
        (
            (
                "``%s``" % name,
                "``objects``" if row.listed else "``entries``",
                _said(row),
                literals(policy_types_about(row.wire or name)),
            )
            for name, row in OBJECT_TYPES.items()
        ),
    )


def unmanaged_keys() -> str:
    """What a tenant can have and no option sets."""
    resources = (*in_write_order(MANAGED), POLICY_RULE)
    return list_table(
        ("Object", "Key of the API", "What it is"),
        (
            (resource.kind.noun, "``%s``" % row.wire, row.what)
            for resource in resources
            for row in resource.unmanaged
        ),
    )


def policy_types_about(object_type: str) -> list[str]:
    """Return the policy types that are known to take an object type."""
    return [name for name, row in POLICY_TYPES.items() if object_type in row.object_types]


def _said(row: ObjectType) -> str:
    if row.listed:
        return _side(row.right if row.listed == "right" else row.left)
    return "``lhs`` %s, ``rhs`` %s" % (_side(row.left), _side(row.right))


def _side(side: Side) -> str:
    if isinstance(side, Named):
        return LOOKUPS[side.kind].noun
    if isinstance(side, Words):
        if side.allowed == CLIENT_TYPES:
            return "client type"
        return " or ".join("``%s``" % word for word in side.allowed) or "two letters of a country"
    return "value"
