# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules as rows: what they ask of applications apart from what they ask of requesters. Pure, private.

A row applies to some selections of segments, by its guard, and matches some requesters, by its body. Most
rules are one row. One whose conditions mix both, or are joined by OR, is several in a row.
"""

from __future__ import annotations

import typing as t
from itertools import product

from .facts import BYPASS, GRANTING, Atom, Configuration, Criterion, Rule, Segment
from .readings import BROWSERS, Reading, is_off
from .space import APPLICATIONS, CLIENT, IS_TRUE, OneOf, Space

# One of these must hold; all clauses of a body must.
Clause = t.Tuple[OneOf, ...]
Body = t.Tuple[Clause, ...]
# The same of applications: object type, key, and whether it is to be so.
AppLiteral = t.Tuple[str, str, bool]
Guard = t.Tuple[t.Tuple[AppLiteral, ...], ...]

MOST_PARTS = 4096


class RuleRow(t.NamedTuple):
    """``place``: which rule of its policy it is of; that of a bypass type of segments is -1."""

    place: int
    body: Body
    guard: Guard


class TooManyParts(Exception):
    """A rule mixes so many conditions that it cannot be taken apart."""


def rows_of(rules: t.Sequence[Rule], configuration: Configuration, space: Space) -> list[RuleRow]:
    """Return the rows of the rules that are switched on, in their order."""
    return [
        RuleRow(place, body, guard)
        for place, rule in enumerate(rules)
        if rule.enabled
        for guard, body in _parts_of_rule(rule, configuration, space)
    ]


def bypass_body(space: Space) -> Body:
    """Return who is on a trusted network, any of all."""
    networks = [number for number, key in enumerate(space.keys) if key[0] == "TRUSTED_NETWORK"]
    return (tuple((number, IS_TRUE) for number in networks),)


def without_browsers(row: RuleRow, space: Space) -> RuleRow:
    """Return a row of forwarding as it is where browsers are spared."""
    clients = space.full[CLIENT] & ~space.bits(CLIENT, BROWSERS)
    return row._replace(body=(*row.body, ((CLIENT, clients),)))


def in_forwarding_order(rows: list[RuleRow], rules: t.Sequence[Rule], reading: Reading) -> list[RuleRow]:
    """Return rows of forwarding with those first that bypass ZPA, where these are read to win."""
    if not reading.bypass_wins:
        return rows
    return sorted(rows, key=lambda row: rules[row.place].action != BYPASS)


def applies(guard: Guard, segments: t.Iterable[Segment]) -> bool:
    """Whether a row applies to requests that belong to these segments."""
    keys = {("APP", segment.key) for segment in segments} | {
        ("APP_GROUP", segment.group) for segment in segments
    }
    return all(any(((kind, key) in keys) is wanted for kind, key, wanted in clause) for clause in guard)


# -- One rule --------------------------------------------------------------------------------------------

# What must hold of applications and of requesters for a part of a rule to match.
Part = t.Tuple[Guard, Body]


def _parts_of_rule(rule: Rule, configuration: Configuration, space: Space) -> list[Part]:
    grants = rule.action in GRANTING
    found = [_parts_of(condition, configuration, space, grants) for condition in rule.conditions]
    # A rule that asks for what is switched off is not evaluated, whatever else it asks.
    if any(parts is None for parts in found):
        return []
    conditions = [parts for parts in found if parts is not None]
    if rule.operator == "OR" and conditions:
        joined = [part for parts in conditions for part in parts]
    else:
        size = 1
        for parts in conditions:
            size *= len(parts)
        if size > MOST_PARTS:
            raise TooManyParts(rule.name)
        joined = [
            (
                tuple(one for part in chosen for one in part[0]),
                tuple(one for part in chosen for one in part[1]),
            )
            for chosen in product(*conditions)
        ]
    return [
        (guard, body)
        for guard, clauses in joined
        for body in (simplified(clauses, space),)
        if body is not None
    ]


def _parts_of(
    condition: Criterion, configuration: Configuration, space: Space, grants: bool
) -> list[Part] | None:
    """Return how a condition can be met, [] if it cannot, None if the rule is not evaluated."""
    reading = space.reading
    operands = list(condition.operands)
    off = [operand for operand in operands if is_off(configuration, operand)]
    is_and = condition.operator == "AND"
    if off:
        if is_and and (len(operands) > 1 or reading.alone_is_and):
            return None
        operands = [operand for operand in operands if operand not in off]
        if not operands:
            return [((), ())] if grants and not reading.fails_when_off else []
    apps = [operand for operand in operands if operand.object_type in APPLICATIONS]
    people = [operand for operand in operands if operand.object_type not in APPLICATIONS]
    wanted = not condition.negated
    guards = [(operand.object_type, operand.right, wanted) for operand in apps]
    literals = [_literal(operand, space, grants, wanted) for operand in people]
    if is_and is wanted:
        # All of them: those of AND, or none of those of OR.
        return [(tuple((one,) for one in guards), tuple((one,) for one in literals))]
    parts: list[Part] = []
    if guards:
        parts.append(((tuple(guards),), ()))
    if literals:
        parts.append(((), (tuple(literals),)))
    return parts


def _literal(operand: Atom, space: Space, grants: bool, wanted: bool) -> OneOf:
    number, bits = space.literal(operand, grants)
    return (number, bits) if wanted else (number, space.full[number] & ~bits)


def simplified(clauses: t.Iterable[Clause], space: Space) -> Body | None:
    """Return a body in its one form, None if nobody can match it.

    Comparisons of one variable are one, whatever joins them; what always holds is left out.
    """
    alone: dict[int, int] = {}
    joined: set[Clause] = set()
    for clause in clauses:
        merged: dict[int, int] = {}
        for number, bits in clause:
            merged[number] = merged.get(number, 0) | bits
        if any(bits == space.full[number] for number, bits in merged.items()):
            continue
        literals = tuple(sorted((number, bits) for number, bits in merged.items() if bits))
        if not literals:
            return None
        if len(literals) > 1:
            joined.add(literals)
            continue
        number, bits = literals[0]
        alone[number] = alone.get(number, space.full[number]) & bits
        if not alone[number]:
            return None
    return tuple(((number, bits),) for number, bits in sorted(alone.items())) + tuple(sorted(joined))
