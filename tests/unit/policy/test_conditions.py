# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions mean the same whatever their form and order, and nothing else does."""

from __future__ import annotations

import random

from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition import (
    AND,
    OR,
    Condition,
    Operand,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.drawn_conditions import (
    CONDITIONS,
    Wire,
    any_sets,
    as_read,
    chances,
    known_operands,
    known_sets,
    thorough,
    unpacked,
)
from support.randomly import share


def split(body: list[Wire], chance: random.Random) -> list[Wire]:
    """The same conditions with more than one entry an object type."""
    return [
        {**one, "operands": [part for entry in one["operands"] for part in parts(entry, chance)]}
        for one in body
    ]


def parts(entry: Wire, chance: random.Random) -> list[Wire]:
    key = next((key for key in ("values", "entryValues") if key in entry), "")
    if not key or chance.random() < 0.3:
        return [entry]
    cut = chance.randint(1, len(entry[key]))
    chance.shuffle(entry[key])
    halves = (entry[key][:cut], entry[key][cut:])
    return [{"objectType": entry["objectType"], key: half} for half in halves if half]


@thorough
@given(known_sets, chances)
def test_conditions_mean_the_same_written_and_read_back(
    conditions: frozenset[Condition], chance: random.Random
) -> None:
    body = CONDITIONS.encode(conditions)
    assert CONDITIONS.decode(as_read(body, chance)) == conditions
    assert CONDITIONS.decode(as_read(split(body, chance), chance)) == conditions


@thorough
@given(any_sets, chances)
def test_conditions_of_unknown_types_mean_the_same_written_and_read_back(
    conditions: frozenset[Condition], chance: random.Random
) -> None:
    assert CONDITIONS.decode(as_read(CONDITIONS.encode(conditions), chance)) == conditions


@thorough
@given(any_sets, chances)
def test_what_is_read_goes_back_as_it_means(conditions: frozenset[Condition], chance: random.Random) -> None:
    wire = as_read(CONDITIONS.encode(conditions), chance)
    again = CONDITIONS.again(wire)
    assert CONDITIONS.decode(again) == CONDITIONS.decode(as_read(again, chance)) == conditions


@thorough
@given(known_sets)
def test_both_written_forms_are_understood(conditions: frozenset[Condition]) -> None:
    second = CONDITIONS.encode(conditions)
    first = [
        {**one, "operands": [found for entry in one["operands"] for found in unpacked(entry)]}
        for one in second
    ]
    assert CONDITIONS.decode(first) == CONDITIONS.decode(second) == conditions


def changed(condition: Condition, how: str, operand: Operand, chance: random.Random) -> Condition | None:
    """A condition that differs in one thing, None where it then has no operands left."""
    present = sorted(condition.operands)
    one = chance.choice(present)
    if how == "operator":
        return condition._replace(operator=AND if condition.operator == OR else OR)
    if how == "negated":
        return condition._replace(negated=not condition.negated)
    if how == "added":
        return condition._replace(operands=condition.operands | {operand})
    rest = condition.operands - {one}
    if how == "removed":
        return condition._replace(operands=rest) if rest else None
    left, right = ("9", one.right) if how == "left" else (one.left, "9")
    return condition._replace(operands=rest | {one._replace(left=left, right=right)})


@settings(max_examples=share(1200))
@given(
    any_sets.filter(bool),
    st.sampled_from(["operator", "negated", "added", "removed", "left", "right", "gone"]),
    known_operands,
    chances,
)
def test_every_difference_is_one_when_it_is_read_back(
    conditions: frozenset[Condition], how: str, operand: Operand, chance: random.Random
) -> None:
    one = chance.choice(sorted(conditions, key=repr))
    assume(how != "added" or operand not in one.operands)
    # Where only one thing can stand on the left, as the documents have it, nothing else is written.
    takes_values = any(found.takes_values for found in one.operands)
    assume(how != "left" or not takes_values)
    other = None if how == "gone" else changed(one, how, operand, chance)
    after = (conditions - {one}) | ({other} if other else frozenset())
    read = CONDITIONS.decode(as_read(CONDITIONS.encode(after), chance))
    assert read == after
    assert read != CONDITIONS.decode(as_read(CONDITIONS.encode(conditions), chance))


@given(any_sets, chances)
def test_the_order_in_which_conditions_are_given_is_not_seen(
    conditions: frozenset[Condition], chance: random.Random
) -> None:
    shuffled = [
        one._replace(operands=frozenset(chance.sample(sorted(one.operands), len(one.operands))))
        for one in chance.sample(sorted(conditions, key=repr), len(conditions))
    ]
    assert CONDITIONS.encode(shuffled) == CONDITIONS.encode(conditions)
    assert CONDITIONS.show(shuffled) == CONDITIONS.show(conditions)
    assert CONDITIONS.contrast(shuffled) == CONDITIONS.contrast(conditions)
