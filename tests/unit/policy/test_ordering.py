# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order of rules: whatever is wished for, restricted and default rules stay where they are."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.ordering import (
    FAIL,
    FIRST,
    KEEP,
    LAST,
    UNLISTED,
    Move,
    Placed,
    arrange,
    put_at,
    single_move,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from support.randomly import share

Rules = list[Placed]
Wish = tuple[Rules, list[str], str]
thorough = settings(max_examples=share(600))


def rules_of(restricted: Sequence[bool], has_default: bool) -> Rules:
    rules = [Placed(str(n), "Rule %d" % n, is_restricted=flag) for n, flag in enumerate(restricted)]
    return [*rules, Placed("d", "Default_Rule", is_default=True)] if has_default else rules


seldom = st.sampled_from([False, False, False, True])
some_rules = st.builds(rules_of, st.lists(seldom, min_size=1, max_size=5), st.booleans())


def wishes_for(rules: Rules) -> st.SearchStrategy[Wish]:
    wanted = st.lists(st.sampled_from([rule.id for rule in rules]), unique=True)
    return st.tuples(st.just(rules), wanted, st.sampled_from(UNLISTED))


wishes = some_rules.flatmap(wishes_for)


def ids(rules: Rules) -> list[str]:
    return [rule.id for rule in rules]


def planned(wish: Wish) -> tuple[list[str], list[str]]:
    problems: list[str] = []
    return arrange(*wish, problems), problems


def in_new_order(rules: Rules, order: list[str]) -> Rules:
    return sorted(rules, key=lambda rule: order.index(rule.id))


def keeps_the_house_rules(rules: Rules, order: Sequence[str]) -> bool:
    """Whether fixed rules keep their places, and nothing goes above a restricted one."""
    if any(rule.is_fixed and order[place] != rule.id for place, rule in enumerate(rules)):
        return False
    return all(
        order.index(below.id) > order.index(above.id)
        for place, above in enumerate(rules)
        if above.is_restricted
        for below in rules[place + 1 :]
    )


def fulfils(wish: Wish, order: Sequence[str]) -> bool:
    """Whether an order is what the wish asks for."""
    rules, wanted, unlisted = wish
    others = [rule.id for rule in rules if not rule.is_fixed and rule.id not in wanted]
    listed = [rule.id for rule in rules if not rule.is_fixed and rule.id in wanted]
    if [rule_id for rule_id in order if rule_id in wanted] != wanted:
        return False
    if [rule_id for rule_id in order if rule_id in others] != others:
        return False
    if unlisted == FAIL:
        return not others
    if unlisted == KEEP:
        return all(order[place] == rule.id for place, rule in enumerate(rules) if rule.id in others)
    pairs = [(order.index(one), order.index(other)) for one in listed for other in others]
    return all((one < other) is (unlisted == LAST) for one, other in pairs)


def possible(wish: Wish) -> Iterator[list[str]]:
    """Every order that meets the wish and the rules of the house."""
    for order in itertools.permutations(ids(wish[0])):
        if keeps_the_house_rules(wish[0], order) and fulfils(wish, order):
            yield list(order)


# -- many rules ----------------------------------------------------------------------------------


@thorough
@given(wishes)
def test_no_rule_is_lost_and_none_is_added(wish: Wish) -> None:
    order, _problems = planned(wish)
    assert sorted(order) == sorted(ids(wish[0]))


@thorough
@given(wishes)
def test_restricted_rules_keep_their_places_and_nothing_rises_above_them(wish: Wish) -> None:
    rules = wish[0]
    order, _problems = planned(wish)
    for place, rule in enumerate(rules):
        if rule.is_restricted:
            assert order[place] == rule.id
            assert set(order[:place]) == set(ids(rules)[:place])


@thorough
@given(wishes)
def test_the_default_rule_is_last(wish: Wish) -> None:
    order, _problems = planned(wish)
    assert "d" not in order[:-1]


@thorough
@given(wishes)
def test_a_wish_is_met_exactly_where_that_can_be(wish: Wish) -> None:
    order, problems = planned(wish)
    assert ([] if problems else [order]) == list(possible(wish))


@thorough
@given(wishes)
def test_a_refused_wish_leaves_the_order_and_says_why(wish: Wish) -> None:
    order, problems = planned(wish)
    if problems:
        assert order == ids(wish[0])
        assert all(problem.endswith(".") for problem in problems)


@thorough
@given(wishes)
def test_planning_again_changes_nothing(wish: Wish) -> None:
    order, problems = planned(wish)
    if not problems:
        again = (in_new_order(wish[0], order), *wish[1:])
        assert planned(again) == (order, [])


@given(some_rules, st.sampled_from(UNLISTED))
def test_the_present_order_can_always_be_wished_for(rules: Rules, unlisted: str) -> None:
    assert planned((rules, ids(rules), unlisted)) == (ids(rules), [])


@given(some_rules, st.sampled_from([KEEP, LAST, FIRST]))
def test_a_wish_for_nothing_changes_nothing(rules: Rules, unlisted: str) -> None:
    assert planned((rules, [], unlisted)) == (ids(rules), [])


PLAIN = rules_of([False] * 5, True)
GUARDED = rules_of([False, True, False, False, False], True)


@pytest.mark.parametrize(("unlisted", "order"), [(KEEP, "31204d"), (LAST, "30124d"), (FIRST, "12430d")])
def test_what_is_not_listed_goes_where_it_shall(unlisted: str, order: str) -> None:
    assert planned((PLAIN, ["3", "0"], unlisted)) == (list(order), [])


def test_what_is_not_listed_can_be_forbidden() -> None:
    assert planned((PLAIN, ["3", "0"], FAIL)) == (
        list("01234d"),
        ["does not list 'Rule 1', 'Rule 2', 'Rule 4'. List every rule, or choose another unlisted."],
    )
    assert planned((PLAIN, list("43210"), FAIL)) == (list("43210d"), [])


def test_fixed_rules_need_not_be_listed() -> None:
    assert planned((GUARDED, list("0432"), FAIL)) == (list("01432d"), [])


def test_a_rule_does_not_go_above_a_restricted_one() -> None:
    _order, problems = planned((GUARDED, ["2", "0"], KEEP))
    assert problems == [
        "'Rule 2' would go above 'Rule 1', a restricted rule that keeps its place and above which "
        "nothing goes. Leave it below."
    ]


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (["1", "0"], "'Rule 1' is listed before 'Rule 0', but keeps its place on the other side of it."),
        (["2", "1"], "'Rule 1' is listed after 'Rule 2', but keeps its place on the other side of it."),
        (["d", "3"], "'Default_Rule' is listed before 'Rule 3', but keeps its place"),
    ],
)
def test_a_fixed_rule_cannot_be_listed_elsewhere(wanted: list[str], problem: str) -> None:
    _order, problems = planned((GUARDED, wanted, KEEP))
    assert len(problems) == 1
    assert problems[0].startswith("" + problem)


def test_a_default_rule_that_is_not_last_becomes_so() -> None:
    default, one, other = Placed("d", "Default_Rule", is_default=True), *rules_of([False, False], False)
    assert planned(([default, one, other], ["1", "0"], KEEP)) == (["1", "0", "d"], [])
    assert planned(([one, default, other], [], LAST)) == (["0", "1", "d"], [])


def test_a_restricted_rule_behind_the_default_one_is_told() -> None:
    default, one, other = Placed("d", "Default_Rule", is_default=True), *rules_of([False, True], False)
    order, problems = planned(([one, default, other], ["0"], KEEP))
    assert order == ["0", "d", "1"]
    assert problems == ["the default rule has to be the last one, and a restricted rule has its place."]


# -- one rule ------------------------------------------------------------------------------------


@thorough
@given(some_rules, st.data())
def test_a_rule_is_put_at_a_place_exactly_where_that_can_be(rules: Rules, data: st.DataObject) -> None:
    rule_id = data.draw(st.sampled_from(ids(rules)))
    place = data.draw(st.integers(1, len(rules) + 1))
    problems: list[str] = []
    order = put_at(rules, rule_id, place, problems)
    moved = [other for other in ids(rules) if other != rule_id]
    moved.insert(place - 1, rule_id)
    is_possible = place <= len(rules) and keeps_the_house_rules(rules, moved)
    assert order == (moved if is_possible else ids(rules))
    assert bool(problems) is not is_possible
    assert all(problem.startswith("rule_order: ") for problem in problems)


@given(some_rules, st.data())
def test_a_rule_can_always_stay_where_it_is(rules: Rules, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(rules)))
    problems: list[str] = []
    assert put_at(rules, rules[place - 1].id, place, problems) == ids(rules)
    assert problems == []


@pytest.mark.parametrize(
    ("rule_id", "place", "problem"),
    [
        ("d", 1, "'Default_Rule' is a default rule, which keeps its place."),
        ("1", 3, "'Rule 1' is a restricted rule, which keeps its place."),
        ("0", 2, "2 is not a place for 'Rule 0', which can have 1 only. Restricted rules and"),
        ("3", 1, "1 is not a place for 'Rule 3', which can have 3 to 5. Restricted rules and"),
        ("3", 6, "6 is not a place for 'Rule 3', which can have 3 to 5. Restricted rules and"),
        ("3", 99, "99 is not a place for 'Rule 3', which can have 3 to 5. Restricted rules and"),
    ],
)
def test_a_place_that_cannot_be_had_is_told_with_those_that_can(
    rule_id: str, place: int, problem: str
) -> None:
    problems: list[str] = []
    assert put_at(GUARDED, rule_id, place, problems) == ids(GUARDED)
    assert len(problems) == 1
    assert problems[0].startswith("rule_order: " + problem)


# -- one move ------------------------------------------------------------------------------------


def after_move(before: Sequence[str], move: Move) -> list[str]:
    order = [rule_id for rule_id in before if rule_id != move.rule_id]
    order.insert(move.place - 1, move.rule_id)
    return order


orders = st.integers(0, 6).flatmap(
    lambda count: st.tuples(st.just("abcdef"[:count]), st.permutations("abcdef"[:count]))
)


@settings(max_examples=share(1000))
@given(orders)
def test_one_move_is_found_exactly_where_one_will_do(pair: tuple[str, list[str]]) -> None:
    before, after = list(pair[0]), pair[1]
    moves = [Move(rule_id, place) for rule_id in before for place in range(1, len(before) + 1)]
    enough = [move for move in moves if after_move(before, move) == after]
    found = single_move(before, after)
    if before == after:
        assert found is None
    else:
        assert found in enough if enough else found is None


@thorough
@given(some_rules, st.data())
def test_a_rule_that_is_put_at_a_place_is_one_move(rules: Rules, data: st.DataObject) -> None:
    rule_id = data.draw(st.sampled_from(ids(rules)))
    order = put_at(rules, rule_id, data.draw(st.integers(1, len(rules))), [])
    move = single_move(ids(rules), order)
    assert order == ids(rules) if move is None else after_move(ids(rules), move) == order
