# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order of policy rules: from the present one and a wish to a new one. Pure and private.

The rules of the house, after the vendor's page on access policies: a restricted rule keeps its
place, no other rule goes above it, and the default rule is last. Where nothing may rise above a
restricted rule and it may not move itself, the rules above it stay above it: so the rules between
two restricted ones, a *stretch*, can only change places among themselves.
"""

from __future__ import annotations

import typing as t

KEEP, LAST, FIRST, FAIL = "keep", "last", "first", "fail"
UNLISTED = (KEEP, LAST, FIRST, FAIL)


class Placed(t.NamedTuple):
    """A rule as the order sees it."""

    id: str
    name: str
    is_restricted: bool = False
    is_default: bool = False

    @property
    def is_fixed(self) -> bool:
        return self.is_restricted or self.is_default


class Move(t.NamedTuple):
    """One rule put at another place, counted from 1; the rules between shift by one."""

    rule_id: str
    place: int


def arrange(
    rules: t.Sequence[Placed], wanted: t.Sequence[str], unlisted: str, problems: list[str]
) -> list[str]:
    """Return the ids of all ``rules`` in the order that the wish asks for.

    ``rules``: in their present order. ``wanted``: ids of some of them, without repetition, in the
    wanted order. ``unlisted``: what becomes of the others, one of UNLISTED. A wish that cannot be
    met adds to ``problems``, sentences without a subject, and the present order is returned.
    """
    by_id = {rule.id: rule for rule in rules}
    movable = [rule.id for rule in rules if not rule.is_fixed]
    listed = [rule_id for rule_id in wanted if not by_id[rule_id].is_fixed]
    chosen = set(listed)
    others = [rule_id for rule_id in movable if rule_id not in chosen]
    if unlisted == FAIL and others:
        names = ", ".join("'%s'" % by_id[rule_id].name for rule_id in others)
        problems.append("does not list %s. List every rule, or choose another unlisted." % names)
        return [rule.id for rule in rules]
    if unlisted == KEEP:
        turn = iter(listed)
        order = [next(turn) if rule_id in chosen else rule_id for rule_id in movable]
    else:
        order = others + listed if unlisted == FIRST else listed + others
    return _settle(rules, order, wanted, problems)


def end_of(rules: t.Sequence[Placed]) -> int:
    """Return the index at which a new rule lands: behind all but the default rule."""
    return len(rules) - sum(rule.is_default for rule in rules)


def put_at(rules: t.Sequence[Placed], rule_id: str, place: int, problems: list[str]) -> list[str]:
    """Return the ids of all ``rules`` with one of them at a place, counted from 1.

    A place that it cannot have adds to ``problems``, and the present order is returned.
    """
    present = [rule.id for rule in rules]
    at = present.index(rule_id)
    if place == at + 1:
        return present
    if rules[at].is_fixed:
        kind = "default" if rules[at].is_default else "restricted"
        problems.append("rule_order: '%s' is a %s rule, which keeps its place." % (rules[at].name, kind))
        return present
    first = 1 + max((number + 1 for number in range(at) if rules[number].is_fixed), default=0)
    last = min((number for number in range(at, len(rules)) if rules[number].is_fixed), default=len(rules))
    if not first <= place <= last:
        problems.append(
            "rule_order: %d is not a place for '%s', which can have %s. Restricted rules and the default "
            "rule keep their places, and nothing goes above a restricted rule."
            % (place, rules[at].name, "%d only" % first if first == last else "%d to %d" % (first, last))
        )
        return present
    present.insert(place - 1, present.pop(at))
    return present


def single_move(before: t.Sequence[str], after: t.Sequence[str]) -> Move | None:
    """Return the move of one rule that turns ``before`` into ``after``, None where it takes more."""
    differing = [place for place, rule_id in enumerate(before) if rule_id != after[place]]
    if not differing:
        return None
    first, last = differing[0], differing[-1]
    for start, end in ((first, last), (last, first)):
        moved = list(before)
        moved.insert(end, moved.pop(start))
        if moved == list(after):
            return Move(before[start], end + 1)
    return None


def _settle(
    rules: t.Sequence[Placed],
    order: t.Sequence[str],
    wanted: t.Sequence[str],
    problems: list[str],
) -> list[str]:
    """Return ``order``, which is that of the movable rules, with the fixed ones in their places."""
    by_id = {rule.id: rule for rule in rules}
    turn = iter([*order, *(rule.id for rule in rules if rule.is_default and not rule.is_restricted)])
    settled = [rule.id if rule.is_restricted else next(turn) for rule in rules]
    found = [*_risen(rules, settled), *_sunk_defaults(rules, settled), *_broken(settled, wanted, by_id)]
    if found:
        problems += found
        return [rule.id for rule in rules]
    return settled


def _risen(rules: t.Sequence[Placed], settled: t.Sequence[str]) -> t.Iterator[str]:
    """Yield why rules may not go where they would, which is above a restricted rule."""
    present = {rule.id: place for place, rule in enumerate(rules)}
    restricted = [place for place, rule in enumerate(rules) if rule.is_restricted]
    for place, rule_id in enumerate(settled):
        passed = next((other for other in restricted if place < other < present[rule_id]), None)
        if passed is not None:
            yield (
                "'%s' would go above '%s', a restricted rule that keeps its place and above which "
                "nothing goes. Leave it below." % (rules[present[rule_id]].name, rules[passed].name)
            )


def _sunk_defaults(rules: t.Sequence[Placed], settled: t.Sequence[str]) -> t.Iterator[str]:
    """Yield why the default rule cannot be last."""
    defaults = {rule.id for rule in rules if rule.is_default}
    if defaults and not defaults.issuperset(settled[-len(defaults) :]):
        yield "the default rule has to be the last one, and a restricted rule has its place."


def _broken(
    settled: t.Sequence[str], wanted: t.Sequence[str], by_id: t.Mapping[str, Placed]
) -> t.Iterator[str]:
    """Yield which fixed rules are listed where they are not."""
    place = {rule_id: number for number, rule_id in enumerate(settled)}
    for number in range(1, len(wanted)):
        earlier, later = wanted[number - 1], wanted[number]
        if place[earlier] > place[later]:
            fixed = by_id[earlier] if by_id[earlier].is_fixed else by_id[later]
            other = by_id[later] if fixed.id == earlier else by_id[earlier]
            yield (
                "'%s' is listed %s '%s', but keeps its place on the other side of it. Leave it out of the "
                "list, or list it where it is."
                % (fixed.name, "before" if fixed.id == earlier else "after", other.name)
            )
