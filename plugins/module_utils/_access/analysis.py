# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who can reach what, and what a change does to it: everything that is asked of facts. Pure, private.

Results are plain data. What is not decided, since the work that was allowed did not suffice, is told, and
what was found until then stands.
"""

from __future__ import annotations

import typing as t

from .asked import Vocabulary, as_plain, settled, unheard, unsaid, values_in, wrong_request, wrong_test
from .cells import Cutter
from .changes import (
    AccessChange,
    Changes,
    Whom,
    changes_between,
    depends_on,
    is_by_default,
    open_questions,
    says_who,
)
from .dead import Dead, Policy
from .expectations import Expectations, Tested
from .facts import ACCESS, DENY, FORWARDING, GRANTING, Configuration, Rule
from .oracle import Oracle
from .plain import Plain
from .program import AFTER, Program
from .readings import ANSWERS_SAID, USUAL, Reading, question_of, touched
from .remarks import remarks
from .search import Budget
from .space import Space
from .who import says_who_asks
from .wording import what_of

# Several times what a thousand rules took; a step of a puzzle takes up to 200 microseconds.
MOST_STEPS = 200_000
# Into so many parts that work is cut: one question takes one of them, so that a puzzle leaves most to others.
PARTS_OF_WORK = 50

# What is told of the rules of one configuration.
OF_RULES = ("never_match", "redundant", "removable_together", "everyone")

Data = t.Dict[str, t.Any]


class Question(t.NamedTuple):
    """What is asked. ``before``: None where nothing is compared.

    ``known``: all names that the tenant has, by trait of a requester, where somebody asked it. ``steps``: how
    much work is allowed. ``engine``: see Oracle. ``parts``: which results are wanted.
    """

    after: Configuration
    before: Configuration | None = None
    tests: t.Sequence[t.Mapping[str, t.Any]] = ()
    explain: t.Sequence[t.Mapping[str, t.Any]] = ()
    known: t.Mapping[str, t.Collection[str]] = {}
    steps: int = MOST_STEPS
    engine: str = ""
    parts: t.Collection[str] = (
        "changes",
        "never_match",
        "redundant",
        "removable_together",
        "everyone",
        "decisions",
        "tests",
    )

    @property
    def configurations(self) -> list[Configuration]:
        return [one for one in (self.before, self.after) if one is not None]


def steps_of_question(steps: int) -> int:
    """Return how many steps one question may take of so many in all."""
    return max(1, steps // PARTS_OF_WORK)


def wrong_question(question: Question) -> list[str]:
    """Return what is wrong with tests and with requests to explain: all of it."""
    vocabulary = Vocabulary(question.configurations, question.known)
    found = [
        problem
        for place, test in enumerate(question.tests)
        for problem in wrong_test("access_tests[%d]" % place, test, vocabulary)
    ]
    for place, request in enumerate(question.explain):
        found += wrong_request("explain[%d]" % place, request, vocabulary)
    return found


def analyse(question: Question) -> Data:
    """Return all results: see Question. Problems of ``wrong_question`` are found before."""
    mattered: set[str] = set()
    result: Data = {"not_decided": []}
    budget = Budget(question.steps, steps_of_question(question.steps))
    cutter = Cutter(question.after, question.after)
    if question.before is not None and "changes" in question.parts:
        found = changes_between(question.before, question.after, budget, question.engine)
        result["changes"] = [_change(question, change, found) for change in found.changes]
        result["not_decided"] += found.not_decided
        mattered.update(name for change in found.changes for name in open_questions(change, found.readings))
    if {*OF_RULES} & set(question.parts):
        result.update(_of_rules(question, budget, cutter, mattered, result["not_decided"]))
    vocabulary = Vocabulary(question.configurations, question.known)
    if "tests" in question.parts:
        results = _tested(question, vocabulary, budget, cutter)
        result["tests"] = [_tested_told(one) for one in results]
        mattered |= {name for one in results for name in one.depends_on}
        result["not_decided"] += [
            "Whether test '%s' holds." % one["name"] for one in result["tests"] if one["passed"] is None
        ]
    if "decisions" in question.parts:
        readings = (USUAL, *_touched_by(question, question.explain)) if question.explain else ()
        plains = [Plain(question.after, reading) for reading in readings]
        result["decisions"] = [_decision(plains, one, vocabulary, mattered) for one in question.explain]
    names = [name for name in ANSWERS_SAID if name in mattered]
    whos = [one.get("who") or {} for one in (*question.tests, *question.explain)]
    result["assumptions"] = [
        *(ANSWERS_SAID[name][0] for name in names),
        *remarks(*question.configurations),
        *unsaid(whos, vocabulary),
        *unheard(question.explain),
    ]
    return result


# -- Changes ---------------------------------------------------------------------------------------------


def _change(question: Question, change: AccessChange, found: Changes) -> Data:
    return {
        "direction": change.direction,
        "from": change.was,
        "to": change.now,
        "because": list(change.because),
        "who": [_whom(whom, change) for whom in change.who],
        "what": {
            "segments_before": _names(question.before, change.segments[0]),
            "segments_after": _names(question.after, change.segments[1]),
            "hosts": what_of(change.cells),
        },
        "rules_before": [_name(rule) for rule in change.rules[0]],
        "rules_after": [_name(rule) for rule in change.rules[1]],
        "witness": {
            **change.witness,
            "rule_before": _name(change.decides[0]),
            "rule_after": _name(change.decides[1]),
        },
        "by_default": is_by_default(change),
        "depends_on": depends_on(change, found.readings),
        "undecided": list(change.undecided),
    }


def _whom(whom: Whom, change: AccessChange) -> Data:
    """Return whom a change is about: of whom a rule decides only some, or all but some."""
    is_only = (change.was, change.now)[AFTER - whom.side] in GRANTING
    told = [{"rule": rule.name, "conditions": says_who(rule)} for rule in whom.grants]
    return {
        "when": ("before", "after")[whom.side],
        "rule": _name(whom.rule),
        "conditions": says_who(whom.rule) if whom.rule else "anyone",
        "only_those_of": told if is_only else [],
        "not_those_of": [] if is_only else told,
        "and_more_rules": whom.more,
    }


def _names(configuration: Configuration | None, keys: t.Iterable[str]) -> list[str]:
    """Return what segments are called."""
    segments = configuration.segments if configuration else {}
    return [segments[key].name if key in segments else key for key in keys]


def _name(rule: Rule | None) -> str | None:
    return rule.name if rule else None


# -- Rules of one configuration --------------------------------------------------------------------------


def policy_of(
    configuration: Configuration, name: str, reading: Reading, budget: Budget, cutter: Cutter, engine: str
) -> Policy:
    """Return the rules of a policy with what is needed to ask about them."""
    space = Space(reading, [configuration])
    space.settle()
    program = Program((configuration, configuration), reading, space, name)
    selections = {selections[0] for selections in cutter.cut(reading).of}
    return Policy(Oracle(program, budget, engine), configuration.rules(name), selections)


def _of_rules(
    question: Question, budget: Budget, cutter: Cutter, mattered: set[str], not_decided: list[str]
) -> Data:
    configuration = question.after
    found: Data = {name: [] for name in OF_RULES if name in question.parts}
    for name, rules in configuration.policies.items():
        if not rules:
            continue
        policy = policy_of(configuration, name, USUAL, budget, cutter, question.engine)
        if name == ACCESS and "everyone" in found:
            found["everyone"] = [
                {"rule": rule.name, "applications": "all" if is_all else "some"}
                for rule, is_all in policy.everyone()
            ]
        dead = policy.never_match()
        redundant = policy.redundant(dead) if {"redundant", "removable_together"} & set(found) else []
        # Of several readings the one counts in which a rule is of use.
        others = [
            policy_of(configuration, name, reading, budget, cutter, question.engine)
            for reading in (touched(configuration) if dead or redundant else ())
        ]
        for other in others:
            still = other.never_match(dead)
            same = other.redundant(still, redundant)
            if still != dead or same != redundant:
                mattered.add(question_of(other.reading))
            dead, redundant = still, [place for place in redundant if place in same]
        for place in dead if "never_match" in found else ():
            found["never_match"].append(_never_match(name, policy.why_dead(place)))
        for place in redundant if "redundant" in found else ():
            rule = policy.rules[place]
            # What else is lost with it, although it changes no outcome.
            settings = [option for option, _value in rule.settings]
            found["redundant"].append({"policy_type": name, "rule": rule.name, "settings": settings})
        # Where no rule can go alone, the last one that can go with others could go alone.
        if redundant and "removable_together" in found:
            found["removable_together"] += [
                {"policy_type": name, "rule": policy.rules[place].name}
                for place in policy.removable_together(dead, others)
            ]
        undecided = dict.fromkeys(rule.name for one in (policy, *others) for rule in one.undecided)
        not_decided += ["Whether '%s' (%s) is of use." % (rule, name) for rule in undecided]
    return found


def _never_match(policy_type: str, why: Dead) -> Data:
    return {
        "policy_type": policy_type,
        "rule": why.rule.name,
        "reason": why.reason,
        "by": [rule.name for rule in why.by],
        "by_is_all": why.is_all,
        "alone": _name(why.alone),
        "who": says_who(why.rule),
    }


# -- Tests and decisions ---------------------------------------------------------------------------------


def _tested(question: Question, vocabulary: Vocabulary, budget: Budget, cutter: Cutter) -> list[Tested]:
    if not question.tests:
        return []
    tests = Expectations(question.after, question.tests, vocabulary, budget, question.engine)
    return tests.run((USUAL, *_touched_by(question, question.tests)), cutter.cut)


def _touched_by(question: Question, asked: t.Iterable[t.Mapping[str, t.Any]]) -> list[Reading]:
    """Return the other readings that could make a difference for what is asked."""
    return touched(question.after, said=values_in(one.get("who") or {} for one in asked))


def _tested_told(result: Tested) -> Data:
    told: Data = {
        "name": str(result.test.get("name") or _says_test(result.test)),
        "expect": str(result.test["expect"]).lower(),
        "passed": result.passed,
        "depends_on": [ANSWERS_SAID[name][1] for name in result.depends_on],
        "nothing_fits": result.is_empty,
        "witness": None,
        "place": result.test.get("place"),
    }
    if result.failure is not None:
        told["witness"] = {
            **result.failure.witness,
            "outcome": result.failure.outcome,
            "rule": _name(result.failure.rule),
        }
    return told


def _says_test(test: t.Mapping[str, t.Any]) -> str:
    who, what = says_who_asks(test.get("who") or {}), says_who_asks(test.get("what") or {})
    return "%s, %s: %s" % (who, what, test.get("expect"))


def _decision(
    plains: t.Sequence[Plain], request: t.Mapping[str, t.Any], vocabulary: Vocabulary, mattered: set[str]
) -> Data:
    """Return what becomes of a request. ``plains``: the usual reading and others that may matter."""
    who = as_plain(settled(request.get("who") or {}, vocabulary))
    asked = {
        "host": request["host"],
        "port": request.get("port"),
        "protocol": request.get("protocol") or "tcp",
    }
    asked.update({"approved": request["approved"]} if request.get("approved") is not None else {})
    plain = plains[0]
    decision = plain.decide({**asked, **who})
    depends = [
        question_of(other.reading)
        for other in plains[1:]
        if other.decide({**asked, **who}).outcome != decision.outcome
    ]
    mattered.update(depends)
    rules: Data = {}
    for policy, answer in decision.asked.items():
        rules[policy] = {
            "rule": _name(answer.rule),
            "action": plain.answer(policy, decision) or (DENY if policy == ACCESS else None),
            "passed_over": [
                {"rule": rule.name, "because": plain.why_not(rule, decision.selection, who)}
                for rule in answer.passed_over
            ],
            "not_understood": [rule.name for rule in answer.doubtful],
        }
    return {
        "name": request.get("name"),
        "request": {**asked, **who},
        "status": decision.selection.fit,
        "segments": _names(plain.configuration, decision.selection.keys),
        "outcome": decision.outcome,
        "possible_outcomes": list(decision.outcomes),
        "bypassed_by": _bypassed_by(decision.selection.bypass, decision.outcome, rules),
        "rules": rules,
        "depends_on": [ANSWERS_SAID[name][1] for name in depends],
    }


def _bypassed_by(bypass: str, outcome: str, rules: Data) -> str | None:
    if outcome != "DIRECT":
        return None
    rule = rules.get(FORWARDING, {}).get("rule")
    return "rule '%s'" % rule if rule else "bypass_type=%s" % bypass
