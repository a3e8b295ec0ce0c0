# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is said of access is what asking for everybody finds out, for thousands of small policies."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._access import oracle
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.analysis import policy_of
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.asked import EXPECTED, Vocabulary
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.cells import Cell, Cutter
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.changes import (
    AccessChange,
    changes_between,
    open_questions,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.configurations import from_config
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.expectations import Expectations
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.facts import Configuration
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.plain import Decision, Plain
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.readings import (
    USUAL,
    Reading,
    question_of,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.sat import is_installed
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.search import Budget
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.compound import merged
from support import access_everybody, randomly

EVERYDAY, ALL = 45, 10_000
# The search, the solver, and the search that asks the solver when it has taken a few steps.
ENGINES = ("search", *(("sat", "") if is_installed() else ()))
FEW_STEPS = 2


@pytest.fixture(autouse=True)
def _small_policies_are_asked_the_solver_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "QUICK_STEPS", FEW_STEPS)


def seeds() -> Iterator[int]:
    return iter(range(ALL if randomly.is_full else EVERYDAY))


def budget() -> Budget:
    return Budget(10**6, 10**5)


def as_block(outcome: str) -> str:
    return "DENY" if outcome == "NONE" else outcome


class Seen(NamedTuple):
    """Somebody whose outcome differs for some cells."""

    cells: tuple[Cell, ...]
    who: dict[str, Any]
    was: str
    now: str
    decisions: tuple[Decision, ...]


def test_changes_are_those_of_everybody_under_each_reading() -> None:
    for seed in seeds():
        check_changes(seed)


def drawn(seed: int) -> tuple[list[str], Configuration, Configuration]:
    """Return what rules are about, and two configurations."""
    dice = random.Random(seed)
    features = access_everybody.some_features(dice)
    config = access_everybody.configuration(dice, features)
    other = access_everybody.changed(dice, config, features)
    lookups = access_everybody.lookups(dice)
    before = from_config(config, lookups)
    after = from_config(other, lookups if dice.random() < 0.8 else access_everybody.lookups(dice))
    return features, before, after


def check_changes(seed: int) -> None:
    features, before, after = drawn(seed)
    of_everybody: dict[str, list[Seen]] = {}
    for engine in ENGINES:
        found = changes_between(before, after, budget(), engine)
        assert not found.not_decided, (seed, engine)
        for reading in found.readings:
            name = question_of(reading)
            if name not in of_everybody:
                of_everybody[name] = list(changed_for_anybody(before, after, features, reading))
            told = [one for one in found.changes if not one.readings or name in one.readings]
            claimed = where(told)
            assert claimed == where(of_everybody[name]), (seed, engine, name)
            check_witnesses([Plain(one, reading) for one in (before, after)], told, name)
            if reading == USUAL:
                # Whom a change is about is told under the default reading, if it holds under that.
                for one in of_everybody[name]:
                    assert any(is_about(change, one) for change in told), (seed, engine, one)


def where(changes: Iterable[AccessChange | Seen]) -> dict[tuple[str, ...], list[tuple[int, int]]]:
    """Return the ports of each host on which an outcome differs, by the outcomes."""
    found: dict[tuple[str, ...], set[tuple[int, int]]] = {}
    for one in changes:
        for cell in one.cells:
            found.setdefault((cell.host, cell.protocol, one.was, one.now), set()).add(cell.ports)
    return {key: list(merged(sorted(ranges))) for key, ranges in found.items()}


def test_what_is_marked_with_a_reading_differs_by_it_for_somebody() -> None:
    for seed in seeds():
        check_marks(seed)


def check_marks(seed: int) -> None:
    features, *both = drawn(seed)
    found = changes_between(*both, budget(), "search")
    for reading in found.readings[1:]:
        marked: dict[tuple[Cell, str, str], set[tuple[str, ...]]] = {}
        for one in found.changes:
            for cell in one.cells if question_of(reading) in open_questions(one, [reading]) else ():
                marked.setdefault((cell, one.was, one.now), set()).add(one.because)
        everybody = list(access_everybody.everybody(features, reading))
        for (cell, was, now), causes in marked.items():
            if len(causes) > 1:
                # It can be one for one reason under the one reading, and for another under the other.
                continue
            usual, other = (whose(cell, both, under, everybody) for under in (USUAL, reading))
            assert usual.get((was, now)) != other.get((was, now)), (seed, reading, cell)


def whose(
    cell: Cell, both: list[Configuration], reading: Reading, everybody: list[dict[str, Any]]
) -> dict[tuple[str, ...], set[int]]:
    """Return whose outcomes differ for a cell, by their places among everybody."""
    plains = [Plain(one, reading) for one in both]
    request = {"host": cell.sample, "port": cell.ports[0], "protocol": cell.protocol}
    found: dict[tuple[str, ...], set[int]] = {}
    for place, who in enumerate(everybody):
        outcomes = tuple(as_block(plain.decide({**request, **who}).outcome) for plain in plains)
        if outcomes[0] != outcomes[1]:
            found.setdefault(outcomes, set()).add(place)
    return found


# With the readings: letter case, what is forwarded first, conditions nobody understands, risk without a user.
ONCE_UNMARKED = {27: "folds_values", 56: "spares_browsers", 70: "spares_browsers", 152: "any_risk"}


@pytest.mark.parametrize(("seed", "question"), ONCE_UNMARKED.items())
def test_what_is_a_change_for_others_under_a_reading_is_marked_with_it(seed: int, question: str) -> None:
    features, *both = drawn(seed)
    found = changes_between(*both, budget(), "search")
    reading = Reading(**{question: True})
    marked = {
        (cell, one.was, one.now)
        for one in found.changes
        if question in open_questions(one, [reading])
        for cell in one.cells
    }
    everybody = list(access_everybody.everybody(features, reading))
    differing = {
        (cell, *outcomes)
        for one in found.changes
        for cell in one.cells
        for usual, other in [[whose(cell, both, under, everybody) for under in (USUAL, reading)]]
        for outcomes in {*usual, *other}
        if usual.get(outcomes) != other.get(outcomes)
    }
    assert differing
    assert differing <= marked


def changed_for_anybody(
    before: Configuration, after: Configuration, features: list[str], reading: Reading
) -> Iterator[Seen]:
    """Ask for everybody."""
    plains = [Plain(one, reading) for one in (before, after)]
    everybody = list(access_everybody.everybody(features, reading))
    for selections, cells in Cutter(before, after).cut(reading).of.items():
        for who in everybody:
            decisions = tuple(
                plain.decide_selected(one, who) for plain, one in zip(plains, selections, strict=True)
            )
            was, now = (as_block(one.outcome) for one in decisions)
            if was != now:
                yield Seen(tuple(cells), who, was, now, decisions)


def is_about(change: AccessChange, seen: Seen) -> bool:
    """Whether a change is told of somebody to whom it happens."""
    return (
        seen.cells[0] in change.cells
        and (seen.was, seen.now) == (change.was, change.now)
        and any(decides(seen.decisions[side], rule) for side, rule, *_more in change.who)
    )


def check_witnesses(plains: list[Plain], told: list[AccessChange], name: str) -> None:
    """Of several readings under which a change holds, the witness is one under the first."""
    for one in told:
        if name == min(one.readings or {""}):
            request = {**one.witness, "not_understood": {**UNKNOWN, **one.witness.get("not_understood", {})}}
            outcomes = tuple(as_block(plain.decide(request).outcome) for plain in plains)
            assert outcomes == (one.was, one.now)


UNKNOWN = {"TAG_GROUP id is new": False, "ADAPTIVE level is 5": False}


def decides(decision: Decision, rule: object) -> bool:
    """Whether a rule decides; segments that bypass ZPA are no rule."""
    deciding = [decision.rule(policy) for policy in ("client_forwarding", "access")]
    return rule in deciding or getattr(rule, "name", "") == "bypass_type"


def test_rules_of_no_use_are_those_that_nobody_needs() -> None:
    for seed in seeds():
        check_rules(seed)


def check_rules(seed: int) -> None:
    dice = random.Random(seed)
    features = access_everybody.some_features(dice)
    configuration = from_config(
        access_everybody.configuration(dice, features), access_everybody.lookups(dice)
    )
    cutter = Cutter(configuration, configuration)
    plain = Plain(configuration)
    rules = [rule for rule in configuration.rules("access") if rule.enabled]
    everybody = list(access_everybody.everybody(features))
    # For each request the rules that match, in their order.
    matching = []
    for selection, _same in {pair for pair in cutter.cut(USUAL).of if pair[0].open}:
        segments = [configuration.segments[key] for key in selection.open]
        for who in everybody:
            # What a segment sends past ZPA no rule decides.
            if "client_forwarding" in plain.decide_selected(selection, who).asked:
                matching.append(
                    [place for place, rule in enumerate(rules) if plain.matches(rule, segments, who)]
                )

    def outcomes(without: set[int]) -> list[str]:
        left = ([place for place in one if place not in without] for one in matching)
        return [rules[one[0]].action if one else "DENY" for one in left]

    deciding = {one[0] for one in matching if one}
    dead = [place for place in range(len(rules)) if place not in deciding]
    usual = outcomes(set())
    useless = [place for place in range(len(rules)) if outcomes({place}) == usual]
    gone: set[int] = set()
    for place in reversed(range(len(rules))):
        if outcomes({*gone, place}) == usual:
            gone.add(place)
    for engine in ENGINES:
        policy = policy_of(configuration, "access", USUAL, budget(), cutter, engine)
        assert policy.never_match() == dead, (seed, engine)
        assert policy.redundant(dead) == useless, (seed, engine)
        assert policy.removable_together(dead) == sorted(gone), (seed, engine)
        for place in dead:
            why = policy.why_dead(place)
            theirs = [one for one in matching if place in one]
            takers = sorted({one[0] for one in theirs})
            assert why.by == tuple(rules[taker] for taker in takers), (seed, engine)
            alone = [one for one in takers if all(one in other for other in theirs)]
            assert why.alone == (rules[alone[0]] if alone else None), (seed, engine)
            assert (why.reason == "shadowed") is bool(theirs), (seed, engine)
        assert not policy.undecided


def test_tests_pass_where_everybody_who_fits_has_the_outcome() -> None:
    for seed in seeds():
        check_tests(seed)


def check_tests(seed: int) -> None:
    dice = random.Random(seed)
    features = access_everybody.some_features(dice)
    configuration = from_config(
        access_everybody.configuration(dice, features), access_everybody.lookups(dice)
    )
    everybody = list(access_everybody.everybody(features))
    tests = [
        {
            "who": some_of(dice, dice.choice(everybody)),
            "what": {"segments": ["s0"]},
            "expect": dice.choice(("allow", "block", "require_approval")),
        }
        for _one in range(5)
    ]
    cutter = Cutter(configuration, configuration)
    vocabulary = Vocabulary([configuration], {})
    plain = Plain(configuration)
    about = [selection for selection, _same in cutter.cut(USUAL).of if "s0" in selection.keys]
    expected: list[set[str]] = []
    for test in tests:
        fitting = [who for who in everybody if fits(test["who"], who)]
        expected.append(
            {as_block(plain.decide_selected(one, who).outcome) for one in about for who in fitting}
        )
    for engine in ENGINES:
        asked = Expectations(configuration, tests, vocabulary, budget(), engine)
        results = asked.run((USUAL,), cutter.cut)
        for test, outcomes, result in zip(tests, expected, results, strict=True):
            wanted = EXPECTED[test["expect"]]
            if not about:
                assert result.passed is (wanted == "DENY"), (seed, engine)
                continue
            assert result.passed is (outcomes <= {wanted}), (seed, engine, test, outcomes)
            if result.failure is not None:
                told = result.failure.witness
                witness = {**told, "not_understood": {**UNKNOWN, **told.get("not_understood", {})}}
                outcome = as_block(plain.decide(witness).outcome)
                assert outcome == as_block(result.failure.outcome) != wanted, (seed, engine)
                assert fits(test["who"], witness), (seed, engine)


def some_of(dice: random.Random, who: dict[str, Any]) -> dict[str, Any]:
    """Return a part of what somebody is and has, as a test of access says it."""
    kept = {
        key: value for key, value in who.items() if key != "not_understood" and value and dice.random() < 0.7
    }
    if any(key in kept for key in ("scim_groups", "saml", "scim")):
        kept["idp"] = who["idp"]
    if kept.get("posture") or kept.get("trusted_networks") or kept.get("machine_group"):
        kept["client_type"] = who["client_type"]
    return kept


def fits(test: dict[str, Any], who: dict[str, Any]) -> bool:
    """Whether somebody has all that a test names."""
    for key, value in test.items():
        had = who.get(key)
        if isinstance(value, dict):
            had = had or {}
            if not all(_has(had.get(name), one) for name, one in value.items()):
                return False
        elif isinstance(value, list):
            if not set(value) <= set(had or ()):
                return False
        elif had != value:
            return False
    return True


def _has(had: Any, wanted: Any) -> bool:
    """Whether somebody has a value, or some of several; what is not told is not so. An empty list is none."""
    if isinstance(wanted, list):
        return set(wanted) <= set(had or ()) if wanted else not had
    return bool(had) is wanted if isinstance(wanted, bool) else bool(had == wanted)
