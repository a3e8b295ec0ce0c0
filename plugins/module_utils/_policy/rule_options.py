# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with the options of a policy rule, for its policy type. Pure, private."""

from __future__ import annotations

import typing as t

from .._schema.field_type import API_DECIDES, not_listed
from .._schema.options import argument_spec, odd_options, wrong_identity, wrong_options
from .._schema.resource import Resource
from .._schema.scalars import Enabled
from .._words import near_matches
from .condition import Condition
from .condition_options import Findings, Oddity, draft_conditions, places_in
from .object_types import OBJECT_TYPES, TRUE, TRUE_OR_FALSE, wire_name
from .ordering import KEEP, UNLISTED
from .policy_types import POLICY_TYPES, PolicyType, policy_type_named
from .rule import POLICY_RULE, policy_rule

COMPANION = "CLIENT_TYPE"
# "POSTURE and TRUSTED_NETWORK values are only supported for the CLIENT_TYPE", say the vendor's pages, whose
# own acceptance tests create rules with the first and without the second.
NEED_COMPANION = ("POSTURE", "TRUSTED_NETWORK")
CREDENTIALS = ("credential", "credential_pool")

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
    spellings = [spelling for row in POLICY_TYPES.values() for spelling in (row.wire, *row.aliases)]
    return [
        "policy_type: '%s' is not a policy type.%s Choose one of %s; %s are understood as well."
        % (given, near_matches(given, POLICY_TYPES), ", ".join(POLICY_TYPES), ", ".join(spellings))
    ]


def wrong_policy_options(options: Options) -> list[str]:
    """Return what is wrong with the options of a rule, whatever the tenant has."""
    problems = wrong_policy_type(options)
    name = policy_type_named(str(options.get("policy_type") or "access"))
    findings = Findings([], [])
    draft_conditions(options.get("conditions"), findings)
    if not name:
        return problems + wrong_options(POLICY_RULE, options) + findings.problems
    problems += wrong_options(policy_rule(name), options)
    problems += _foreign_options(name, options)
    problems += findings.problems
    # What is odd alone is only refused once it is known that the rule is not so.
    odd = odd_policy_options(options) if problems else []
    return problems + [problem for problem in odd if problem not in problems]


def odd_policy_options(options: Options) -> list[str]:
    """Return what is wrong with the options of a rule unless the rule is so, or the tenant has the word."""
    name = policy_type_named(str(options.get("policy_type") or "access")) or "access"
    findings = Findings([], [])
    draft_conditions(options.get("conditions"), findings)
    return [
        *odd_options(policy_rule(name), options),
        *_both_credentials(options),
        *(oddity.sentence for oddity in findings.odd if not oddity.is_doubt),
    ]


def wrong_with_rule(resource: Resource, options: Options) -> list[str]:
    """Return what is wrong with the options of what has a rule inside, whatever the tenant has."""
    findings = Findings([], [])
    draft_conditions(options.get("conditions"), findings)
    problems = wrong_options(resource, options) + findings.problems
    odd = odd_with_rule(resource, options) if problems else []
    return problems + [problem for problem in odd if problem not in problems]


def odd_with_rule(resource: Resource, options: Options) -> list[str]:
    """Return what is wrong with the same unless the object is so, or the tenant has the word."""
    findings = Findings([], [])
    draft_conditions(options.get("conditions"), findings)
    odd = (oddity.sentence for oddity in findings.odd if not oddity.is_doubt)
    return [*odd_options(resource, options), *odd]


def _foreign_options(name: str, options: Options) -> t.Iterator[str]:
    own = {field.name for field in policy_rule(name).fields}
    for field in POLICY_RULE.fields:
        if options.get(field.name) is not None and field.name not in own:
            homes = [home for home, row in POLICY_TYPES.items() if field.name in row.fields]
            yield (
                "%s: is not an option of %s rules, but of %s. Leave it out, or correct policy_type."
                % (field.name, name, " and ".join(homes))
            )


def mistaken_words(
    odd: t.Iterable[Oddity],
    present: t.Iterable[Condition],
    listed: t.Callable[[str], t.Iterable[str]],
) -> list[str]:
    """Return what is wrong with the words of conditions that are given.

    ``present``: the conditions that the rule has, whose words can be given back. ``listed``: the words of a
    list that the tenant has, which is asked only where neither the documents nor the rule has a word.
    """
    had = places_in(present)
    problems = []
    for oddity in odd:
        if oddity.is_doubt or oddity.place in had:
            continue
        words = list(map(str, listed(oddity.listed_as))) if oddity.listed_as else []
        if oddity.place[2].casefold() not in {word.casefold() for word in words}:
            problems.append(oddity.beside(words) if oddity.beside else oddity.sentence)
    return problems


def unfit_rule(name: str, before: Values, after: Values) -> list[str]:
    """Return why a rule as it would be written is not one of its policy type: what a document demands.

    ``before``, ``after``: all its canonical values, {} before it exists. What the rule lacks already it may
    go on to lack: the API has taken it so.
    """
    policy_type = POLICY_TYPES[name]
    problems = [
        "%s: is missing, and action=%s needs it." % (" or ".join(options), action)
        for action, options in policy_type.field_of_action
        if _lacks(after, action, options) and not _lacks(before, action, options)
    ]
    if not _both_credentials(before):
        problems += _both_credentials(after)
    had, has = (_types(values.get("conditions") or ()) for values in (before, after))
    return problems + [
        "conditions: %s rules need an operand about %s. Add one%s."
        % (name, object_type, _hint_of_client_types(policy_type))
        for object_type in policy_type.required
        if object_type not in has and (not before or object_type in had)
    ]


def _lacks(values: Values, action: str, options: t.Iterable[str]) -> bool:
    """Whether a rule has an action and none of the options that it needs."""
    return values.get("action") == action and not any(values.get(option) for option in options)


def _both_credentials(values: Values) -> list[str]:
    if any(values.get(name) is None for name in CREDENTIALS):
        return []
    return ["credential: is given together with credential_pool. Give one of them."]


def _types(conditions: t.Iterable[Condition]) -> set[str]:
    return {operand.object_type for condition in conditions for operand in condition.operands}


def _hint_of_client_types(policy_type: PolicyType) -> str:
    return ", such as %s" % policy_type.client_types[0] if policy_type.client_types else ""


def doubts_of_rule(name: str, before: Values, after: Values, odd: t.Iterable[Oddity] = ()) -> list[str]:
    """Return what no document says of a rule as it would be written: the API has the last word.

    Nothing is said of what stays as it is. ``before``, ``after``: as ``unfit_rule`` takes them. ``odd``:
    what is odd about the conditions that are given.
    """
    changed = {option for option, value in after.items() if not before or before.get(option) != value}
    doubts = [
        "%s: %s" % (field.name, doubt)
        for field in policy_rule(name).fields
        if field.name in changed and after.get(field.name)
        for doubt in (field.type.doubt(after[field.name]),)
        if doubt
    ]
    doubts += [
        "%s: stays, and belongs to another %s than the new one, as far as is known. Give both. %s"
        % (field.name, field.owner, API_DECIDES)
        for field in policy_rule(name).fields
        if field.owner in changed and before and field.name not in changed and after.get(field.name)
    ]
    policy_type = POLICY_TYPES[name]
    doubts += _doubts_of_action(policy_type, changed, after)
    if "conditions" in changed:
        had = places_in(before.get("conditions") or ())
        doubts += [oddity.sentence for oddity in odd if oddity.is_doubt and oddity.place not in had]
        doubts += _doubts_of_conditions(name, policy_type, after.get("conditions") or ())
    return doubts


def _doubts_of_action(policy_type: PolicyType, changed: t.Container[str], after: Values) -> t.Iterator[str]:
    action = after.get("action")
    if action and "action" in changed and policy_type.actions and action not in policy_type.actions:
        yield "action: %s" % not_listed(action, policy_type.actions)
    for usual, names in policy_type.usual_of_action:
        touched = "action" in changed or any(name in changed for name in names)
        if touched and action == usual and not any(after.get(name) for name in names):
            yield "%s: is missing, and action=%s is known with it only. %s" % (
                " or ".join(names),
                action,
                API_DECIDES,
            )
    for usual, name in policy_type.action_without:
        if ("action" in changed or name in changed) and action == usual and after.get(name):
            yield "%s: is given, and action=%s is known without it only. %s" % (name, action, API_DECIDES)


def _doubts_of_conditions(
    name: str, policy_type: PolicyType, conditions: t.Iterable[Condition]
) -> t.Iterator[str]:
    types = _types(conditions)
    for object_type in sorted(types & set(OBJECT_TYPES)):
        if policy_type.object_types and object_type not in policy_type.object_types:
            yield (
                "conditions: no document has %s in %s rules, which are known to be about %s. %s"
                % (object_type, name, ", ".join(sorted(policy_type.object_types)), API_DECIDES)
            )
    for object_type in NEED_COMPANION:
        if object_type in types and COMPANION not in types:
            yield (
                "conditions: %s is documented beside %s only, and the rule has no operand about it. %s If it "
                "does, one such as zpn_client_type_zapp limits the rule to these clients."
                % (object_type, COMPANION, API_DECIDES)
            )
    known = policy_type.client_types
    for client_type in sorted(
        {
            operand.right
            for condition in conditions
            for operand in condition.plain.operands
            if known and operand.object_type == COMPANION and operand.right not in known
        }
    ):
        yield "conditions: %s rules are known to take the client types %s only, not %s. %s" % (
            name,
            ", ".join(known),
            client_type,
            API_DECIDES,
        )
