# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Worked cases, those of the vendor's pages among them, in each form that configurations have."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.analysis import policy_of
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.cells import Cutter
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.changes import (
    AccessChange,
    changes_between,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.dead import Policy
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.facts import Configuration, Rule
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.plain import Decision, Plain
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.program import BYPASS_RULE
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.readings import USUAL, touched
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.sat import is_installed
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.search import Budget
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.selection import Selection
from support import access_cases

ENGINES = ["search", *(["sat"] if is_installed() else [])]
States = dict[str, Configuration]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("form", access_cases.FORMS)
@pytest.mark.parametrize("name", access_cases.NAMES)
def test_every_question_of_a_case_has_its_answer(name: str, form: str, engine: str) -> None:
    case = access_cases.load(name)
    states = {when: access_cases.FORMS[form](case[when]) for when in ("before", "after") if when in case}
    for ask in case["ask"]:
        answer = ANSWERS[ask["question"]]
        assert answer(states, ask, engine) == ask["answer"], (case["title"], ask)


def asked_state(states: States, ask: dict[str, Any]) -> Configuration:
    return states[ask.get("state", "before")]


def segment(states: States, ask: dict[str, Any], engine: str) -> dict[str, Any]:
    found = Plain(asked_state(states, ask)).select(**ask["request"])
    return {"status": found.fit, "segments": list(found.keys)}


def decide(states: States, ask: dict[str, Any], engine: str) -> dict[str, Any]:
    plain = Plain(asked_state(states, ask))
    decision = plain.decide(ask["request"])
    rules = {}
    for policy in ask["answer"].get("rules", ()):
        rule = decision.rule(policy)
        rules[policy] = rule.name if rule else None
    told = {
        "outcome": decision.outcome,
        "segments": list(decision.selection.keys),
        "rules": rules,
        "isolation": plain.answer("isolation", decision),
        "inspection": plain.answer("inspection", decision),
    }
    return {key: value for key, value in told.items() if key in ask["answer"]}


def policy(states: States, ask: dict[str, Any], engine: str) -> Policy:
    configuration = asked_state(states, ask)
    cutter = Cutter(configuration, configuration)
    return policy_of(configuration, ask.get("policy", "access"), USUAL, budget(), cutter, engine)


def never_matches(states: States, ask: dict[str, Any], engine: str) -> list[dict[str, Any]]:
    rules = policy(states, ask, engine)
    return [
        {
            "rule": why.rule.name,
            "reason": why.reason,
            "by": [rule.name for rule in why.by],
            "alone": why.alone.name if why.alone else None,
        }
        for why in map(rules.why_dead, rules.never_match())
    ]


def redundant(states: States, ask: dict[str, Any], engine: str) -> list[str]:
    rules = policy(states, ask, engine)
    return [rules.rules[place].name for place in rules.redundant(rules.never_match())]


def removable_together(states: States, ask: dict[str, Any], engine: str) -> list[str]:
    rules = policy(states, ask, engine)
    return [rules.rules[place].name for place in rules.removable_together()]


def allows_everyone(states: States, ask: dict[str, Any], engine: str) -> list[dict[str, str]]:
    found = policy(states, ask, engine).everyone()
    return [{"rule": rule.name, "apps": "all" if is_all else "some"} for rule, is_all in found]


def changed_access(states: States, ask: dict[str, Any], engine: str) -> dict[str, Any]:
    """Every changed request lies in what is told, and no other does, whatever reading it is told for."""
    before, after = states["before"], states["after"]
    found = changes_between(before, after, budget(), engine)
    assert not found.not_decided
    certain = [one for one in found.changes if not one.readings or "" in one.readings]
    requests = []
    for request, _was, _now in ask["answer"]["requests"]:
        plains = [Plain(one) for one in (before, after)]
        decisions = [plain.decide(request) for plain in plains]
        selections = tuple(one.selection for one in decisions)
        outcomes = ["DENY" if one.outcome == "NONE" else one.outcome for one in decisions]
        inside = [
            one
            for one in certain
            if (one.was, one.now) == tuple(outcomes)
            and selections in selections_of(one, before, after)
            and any(
                rule in deciding(decisions[side]) or rule is BYPASS_RULE for side, rule, *_more in one.who
            )
        ]
        assert bool(inside) is (outcomes[0] != outcomes[1])
        requests.append([request, *outcomes])
    return {
        "transitions": sorted({"%s -> %s" % (one.was, one.now) for one in certain}),
        "segments": sorted({key for one in certain for side in one.segments for key in side}),
        "requests": requests,
    }


def deciding(decision: Decision) -> list[Rule | None]:
    return [decision.rule(policy) for policy in ("client_forwarding", "access")]


def selections_of(
    change: AccessChange, before: Configuration, after: Configuration
) -> set[tuple[Selection, ...]]:
    plains = [Plain(one) for one in (before, after)]
    return {
        tuple(plain.select(cell.sample, cell.ports[0], cell.protocol) for plain in plains)
        for cell in change.cells
    }


def budget() -> Budget:
    return Budget(10**6, 10**5)


ANSWERS = {
    "segment": segment,
    "decide": decide,
    "never_matches": never_matches,
    "redundant": redundant,
    "removable_together": removable_together,
    "allows_everyone": allows_everyone,
    "changed_access": changed_access,
}


def test_what_nobody_decides_under_any_reading_is_of_no_use() -> None:
    """The question that union_shadow_posture touches makes no rule of it useful."""
    configuration = access_cases.as_config(access_cases.load("union_shadow_posture")["before"])
    cutter = Cutter(configuration, configuration)
    names = []
    for reading in (USUAL, *touched(configuration)):
        rules = policy_of(configuration, "access", reading, budget(), cutter, "search")
        names.append([rules.rules[place].name for place in rules.never_match()])
    assert names == [["zapp-staff"], ["zapp-staff"]]
