# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with the options of a policy rule, for its policy type. Pure, private."""

from __future__ import annotations

import typing as t

from .._ordering import KEEP, UNLISTED
from .conditions import Condition
from .drafts import Findings, draft_conditions
from .fields import Enabled
from .object_types import OBJECT_TYPES, TRUE, TRUE_OR_FALSE, wire_name
from .options import argument_spec, wrong_identity, wrong_options
from .policy_rule import POLICY_RULE, policy_rule
from .policy_types import POLICY_TYPES, PolicyType, policy_type_named

COMPANION = "CLIENT_TYPE"
NEED_COMPANION = ("POSTURE", "TRUSTED_NETWORK")

Options = t.Mapping[str, t.Any]
Values = t.Mapping[str, t.Any]

POLICY_TYPE_OPTION: dict[str, t.Any] = {"policy_type": {"type": "str", "default": "access"}}


def policy_argument_spec() -> dict[str, t.Any]:
    """Return the argument spec of the module that manages rules, connection left out."""
    return {**argument_spec(POLICY_RULE), **POLICY_TYPE_OPTION}


def policy_info_argument_spec() -> dict[str, t.Any]:
    """Return the argument spec of the module that lists rules, connection left out."""
    words = {name: {"type": "str"} for name in ("id", "name", "action")}
    return {**words, "enabled": dict(Enabled.option), **POLICY_TYPE_OPTION}


def with_lists(options: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return options as given with a list wherever ``entries`` is one dictionary alone.

    Where the right side of an operand can be nothing but true or false, that is the word of it.
    """
    conditions = options.get("conditions")
    for condition in conditions if isinstance(conditions, list) else ():
        operands = condition.get("operands") if isinstance(condition, dict) else None
        for operand in operands if isinstance(operands, list) else ():
            if isinstance(operand, dict):
                for name in ("entries", "entry_values"):
                    if isinstance(operand.get(name), dict):
                        operand[name] = [operand[name]]
                _spell_out(operand)
    return options


def _spell_out(operand: dict[str, t.Any]) -> None:
    """Put the word in the place of a true or false that can only be meant as one."""
    known = OBJECT_TYPES.get(wire_name(str(operand.get("object_type"))))
    if known is None or known.right not in (TRUE, TRUE_OR_FALSE):
        return
    for entries in (operand.get(name) for name in ("entries", "entry_values")):
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and isinstance(entry.get("rhs"), bool):
                entry["rhs"] = str(entry["rhs"]).lower()
    for name in ("objects", "values") if known.listed == "right" else ():
        if isinstance(operand.get(name), list):
            operand[name] = [str(one).lower() if isinstance(one, bool) else one for one in operand[name]]


def policy_order_argument_spec() -> dict[str, t.Any]:
    """Return the argument spec of the module that orders rules, connection left out."""
    return {
        "rules": {"type": "list", "elements": "str", "required": True},
        "unlisted": {"type": "str", "choices": list(UNLISTED), "default": KEEP},
        **POLICY_TYPE_OPTION,
    }


def wrong_policy_order_options(options: Options) -> list[str]:
    """Return what is wrong with the options of the module that orders rules."""
    problems = wrong_policy_type(options)
    rules = options.get("rules")
    if isinstance(rules, list):
        problems += [
            "rules[%d]: is empty. Give a name or an id, or leave the entry out." % place
            for place, token in enumerate(rules)
            if not str("" if token is None else token).strip()
        ]
        if not rules:
            problems.append("rules: is empty. List the rules in their order.")
    return problems


def wrong_policy_info_options(options: Options) -> list[str]:
    """Return what is wrong with the options of the module that lists rules."""
    return wrong_policy_type(options) + wrong_identity(options)


def wrong_policy_type(options: Options) -> list[str]:
    """Return what is wrong with the option ``policy_type``."""
    given = options.get("policy_type")
    if not isinstance(given, str) or policy_type_named(given):
        return []
    spellings = (spelling for row in POLICY_TYPES.values() for spelling in (row.wire, *row.aliases))
    return [
        "policy_type: '%s' is not a policy type. Choose one of %s; %s are understood as well."
        % (given, ", ".join(POLICY_TYPES), ", ".join(spellings))
    ]


def wrong_policy_options(options: Options) -> list[str]:
    """Return what is wrong with the options of a rule, whatever the tenant has."""
    problems = wrong_policy_type(options)
    name = policy_type_named(str(options.get("policy_type") or "access"))
    findings = Findings([], [])
    draft_conditions(options.get("conditions"), findings)
    if not name:
        return problems + wrong_options(POLICY_RULE, options) + findings.problems
    policy_type = POLICY_TYPES[name]
    problems += wrong_options(policy_rule(name), options)
    problems += _foreign_options(name, options)
    problems += _wrong_action(name, policy_type, options)
    problems += findings.problems
    if options.get("credential") is not None and options.get("credential_pool") is not None:
        problems.append("credential: is given together with credential_pool. Give one of them.")
    # What the tenant has may be beyond the documents: then the rule is only refused if it is written.
    if problems:
        problems += findings.doubts
    return problems


def _foreign_options(name: str, options: Options) -> t.Iterator[str]:
    own = {field.name for field in policy_rule(name).fields}
    for field in POLICY_RULE.fields:
        if options.get(field.name) is not None and field.name not in own:
            homes = [home for home, row in POLICY_TYPES.items() if field.name in row.fields]
            yield (
                "%s: is not an option of %s rules, but of %s. Leave it out, or correct policy_type."
                % (field.name, name, " and ".join(homes))
            )


def _wrong_action(name: str, policy_type: PolicyType, options: Options) -> t.Iterator[str]:
    given = options.get("action")
    if isinstance(given, str) and policy_type.actions and given.strip().upper() not in policy_type.actions:
        yield (
            "action: '%s' is not what %s rules can do. Choose one of %s."
            % (given, name, ", ".join(policy_type.actions))
        )


def unfit_rule(name: str, before: Values, after: Values, doubts: t.Sequence[str]) -> list[str]:
    """Return why a rule as it would be written is not one of its policy type.

    ``before``, ``after``: all its canonical values, {} before it exists. Conditions that stay as they
    are have proven that they can be. ``doubts``: what was found odd about those given.
    """
    policy_type = POLICY_TYPES[name]
    problems = list(_unfit_fields(policy_type, after))
    conditions = after.get("conditions") or frozenset()
    if before and before.get("conditions") == conditions:
        return problems
    return [*problems, *doubts, *_unfit_conditions(name, policy_type, conditions)]


def _unfit_fields(policy_type: PolicyType, after: Values) -> t.Iterator[str]:
    action = after.get("action")
    for needing, names in policy_type.field_of_action:
        if action == needing and not any(after.get(name) for name in names):
            yield "%s: is missing, and action=%s needs it." % (" or ".join(names), action)
    for refusing, name in policy_type.action_without:
        if action == refusing and after.get(name):
            yield "%s: does not go with action=%s. Make it empty, or choose another action." % (name, action)


def _unfit_conditions(
    name: str, policy_type: PolicyType, conditions: t.Iterable[Condition]
) -> t.Iterator[str]:
    types = {operand.object_type for condition in conditions for operand in condition.operands}
    for object_type in sorted(types & set(OBJECT_TYPES)):
        if policy_type.object_types and object_type not in policy_type.object_types:
            yield (
                "conditions: %s is nothing that %s rules can be about. They can be about %s."
                % (object_type, name, ", ".join(sorted(policy_type.object_types)))
            )
    for object_type in policy_type.required:
        if object_type not in types:
            yield (
                "conditions: %s rules need an operand about %s. Add one%s."
                % (name, object_type, _hint_of_client_types(policy_type))
            )
    for object_type in NEED_COMPANION:
        if object_type in types and COMPANION not in types:
            yield (
                "conditions: %s works for client types only. Add an operand about %s, such as "
                "zpn_client_type_zapp." % (object_type, COMPANION)
            )


def _hint_of_client_types(policy_type: PolicyType) -> str:
    return ", such as %s" % policy_type.client_types[0] if policy_type.client_types else ""


def policy_warnings(name: str, conditions: t.Iterable[Condition]) -> list[str]:
    """Return what the sources disagree about: it is written, and the API has the last word."""
    known = POLICY_TYPES[name].client_types
    return sorted(
        "conditions: %s rules are known to take the client types %s only, not %s. The API may refuse it."
        % (name, ", ".join(known), operand.right)
        for condition in conditions
        for operand in condition.operands
        if known and operand.object_type == COMPANION and operand.right not in known
    )
