# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the documentation of policy rules says beyond that of other kinds: what depends on the policy type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from described import is_list
from kind_docs import GLUE, Page

from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import (  # isort: skip
    POLICY_TYPES,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import (  # isort: skip
    POLICY_RULE,
    policy_rule,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule_options import (  # isort: skip
    odd_policy_options,
    wrong_policy_options,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field  # isort: skip

OTHER_ACTION = (
    "Another word is written with a warning, since ZPA may be newer than this list. The API decides."
)
DECIDES = "there is a warning, and the API decides."


def types_of(option: str) -> list[str]:
    """Return the policy types that have an option which not all have."""
    return [name for name, row in POLICY_TYPES.items() if option in row.fields]


def listed(words: Sequence[str]) -> str:
    """Return words with "and" before the last one."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def said_of_types(option: str, it: str = "it") -> list[str]:
    """Return which policy types have an option, and what their actions have to do with it."""
    found = []
    for name in types_of(option):
        row = POLICY_TYPES[name]
        needed = ["O(action=%s)" % action for action, fields in row.field_of_action if option in fields]
        which = ", which need %s for %s" % (it, listed(needed)) if needed else ""
        found.append("For V(%s) rules%s." % (name, which))
        usual = ["O(action=%s)" % action for action, fields in row.usual_of_action if option in fields]
        without = ["O(action=%s)" % action for action, other in row.action_without if other == option]
        others = {
            other: None for _action, fields in row.usual_of_action if option in fields for other in fields
        }
        instead = ["O(%s)" % other for other in others if other != option]
        if usual:
            found.append("With %s; without %s %s" % (listed(usual), listed([it, *instead]), DECIDES))
        if without:
            found.append("Not with %s: then %s" % (listed(without), DECIDES))
    return [" ".join(found)] if found else []


def said_of_actions() -> list[str]:
    """Return what the rules of each policy type can do."""
    known = [
        "%s of V(%s) rules" % (", ".join("V(%s)" % action for action in row.actions), name)
        for name, row in POLICY_TYPES.items()
        if row.actions
    ]
    return [", ".join(known) + ".", OTHER_ACTION]


def with_defaults(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Return the fields of all rules, with the defaults of the policy types that alone have some."""
    special = {
        field.name: field
        for name in POLICY_TYPES
        for field in policy_rule(name).fields
        if types_of(field.name)
    }
    return tuple(special.get(field.name, field) for field in fields)


class RulePage(Page):
    """Policy rules of every type, which one module manages."""

    fragments = (*Page.fragments[:3], "policy", "policy.policy_type", "resource")
    info_fragments = (*Page.info_fragments[:3], "policy.policy_type")
    in_fragments = ("conditions", "policy_type")
    order = "their order"
    description = "plugins/module_utils/_policy/rule.py"

    def __init__(self) -> None:
        super().__init__(POLICY_RULE._replace(fields=with_defaults(POLICY_RULE.fields)))

    def code(self, is_info: bool) -> tuple[str, str]:
        run = "run_policy_rule_info_module" if is_info else "run_policy_rule_module"
        return GLUE % ("policy_rule_module", run), run + "()"

    def further(self, field: Field) -> Sequence[str]:
        return (
            said_of_actions()
            if field.name == "action"
            else said_of_types(field.name, "them" if is_list(field) else "it")
        )

    def shown(self, is_planned: bool) -> dict[str, dict[str, Any]]:
        found = super().shown(is_planned)
        microtenant = found.pop("microtenant_id")
        for name, entry in found.items():
            if types_of(name):
                entry["returned"] = "if " + " or ".join("O(policy_type=%s)" % kind for kind in types_of(name))
        of_type = {
            "description": ["The policy to which the rule belongs."],
            "returned": "success",
            "type": "str",
            "sample": "access",
        }
        return {**found, "policy_type": of_type, "microtenant_id": microtenant}

    def problems(self, options: Mapping[str, Any]) -> list[str]:
        return wrong_policy_options(options) or odd_policy_options(options)
