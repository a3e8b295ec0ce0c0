# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What becomes of one request, worked out from the facts alone, rule by rule. Pure, private.

It shares nothing with the search but the facts and the selection of segments, so that it can confirm what
that finds. True, False, and None for what nobody knows.
"""

from __future__ import annotations

import typing as t

from .facts import (
    ACCESS,
    ALLOW,
    ALWAYS_DIRECT,
    BYPASS,
    DENY,
    DIRECT,
    FORWARDING,
    GRANTING,
    INTERCEPT_ACCESSIBLE,
    NONE,
    ON_NET,
    REQUIRE_APPROVAL,
    WITHOUT_MATCH,
    Atom,
    Configuration,
    Criterion,
    Rule,
    Segment,
)
from .readings import (
    BROWSERS,
    CLIENT_CONNECTORS,
    CLOUD_CONNECTOR,
    MACHINE_TUNNEL,
    USUAL,
    Reading,
    is_off,
)
from .selection import MATCHED, Domains, Selection
from .space import SINGLE, is_understood
from .who import NOT_UNDERSTOOD, OF_TYPE, Who, riddle

Truth = t.Union[bool, None]
# Policies of their own, which do not grant. These are asked whether there is access or not, all others where
# there is; of a policy without any rule it is told what happens where that is known.
BESIDE_ACCESS = ("timeout", "redirection")
ALWAYS_TOLD = ("timeout", "isolation", "inspection")


class Asked(t.NamedTuple):
    """What one policy answers: the rule, None if none matched, and rules of which nobody knows.

    ``passed_over``: the rules above that did not match.
    """

    rule: Rule | None
    doubtful: tuple[Rule, ...] = ()
    passed_over: tuple[Rule, ...] = ()

    @property
    def actions(self) -> set[str]:
        return {rule.action for rule in (*self.doubtful, *([self.rule] if self.rule else []))}


class Decision(t.NamedTuple):
    """``outcomes``: all that are possible where something is not understood, otherwise ``outcome`` alone."""

    outcome: str
    outcomes: tuple[str, ...]
    selection: Selection
    asked: t.Mapping[str, Asked]

    @property
    def is_certain(self) -> bool:
        return len(self.outcomes) == 1

    def rule(self, policy: str) -> Rule | None:
        asked = self.asked.get(policy)
        return asked.rule if asked else None


class Plain:
    """A configuration under one reading."""

    def __init__(
        self, configuration: Configuration, reading: Reading = USUAL, domains: Domains | None = None
    ) -> None:
        self.configuration = configuration
        self.reading = reading
        self.domains = domains or Domains(configuration, reading)
        self._about = {
            policy: [(rule, _applications(rule)) for rule in rules]
            for policy, rules in configuration.policies.items()
        }
        with_rules = [policy for policy, rules in configuration.policies.items() if rules]
        self._others = dict.fromkeys((*ALWAYS_TOLD, *with_rules))
        for policy in (FORWARDING, ACCESS):
            self._others.pop(policy, None)

    def select(self, host: str, port: int, protocol: str) -> Selection:
        return self.domains.select(self.domains.chain(host), protocol, port)

    def decide(self, request: t.Mapping[str, t.Any]) -> Decision:
        """Return what becomes of a request: ``host``, ``port``, ``protocol``, and who asks.

        ``approved`` says whether there is an approval; without it, that one is required is the outcome.
        """
        selection = self.select(
            str(request["host"]), int(request.get("port") or 0), str(request.get("protocol") or "tcp")
        )
        return self.decide_selected(selection, request)

    def decide_selected(self, selection: Selection, who: Who) -> Decision:
        asked: dict[str, Asked] = {}
        if self._bypasses(selection, who):
            return Decision(DIRECT, (DIRECT,), selection, asked)
        if selection.fit != MATCHED and not selection.open:
            return Decision(NONE, (NONE,), selection, asked)
        asked[FORWARDING] = self.ask(FORWARDING, selection, who)
        asked[ACCESS] = self.ask(ACCESS, selection, who)
        outcomes = {
            _outcome(how, done, who.get("approved"))
            for how in _possible(asked[FORWARDING], "")
            for done in _possible(asked[ACCESS], DENY)
        }
        outcome = _outcome(_action(asked[FORWARDING], ""), _action(asked[ACCESS], DENY), who.get("approved"))
        if _action(asked[FORWARDING], "") == BYPASS:
            del asked[ACCESS]
        for policy in self._others if outcome != DIRECT else ():
            if outcome in GRANTING or policy in BESIDE_ACCESS:
                asked[policy] = self.ask(policy, selection, who)
        return Decision(outcome, tuple(sorted(outcomes)), selection, asked)

    def answer(self, policy: str, decision: Decision) -> str | None:
        """Return what a policy that comes after access does, None where there is none."""
        asked = decision.asked.get(policy)
        if asked is None:
            return None
        return asked.rule.action if asked.rule else WITHOUT_MATCH.get(policy)

    def ask(self, policy: str, selection: Selection, who: Who) -> Asked:
        """Return which rule of a policy decides."""
        rules = self._about.get(policy, [])
        if not selection.open:
            return Asked(None)
        if policy == FORWARDING:
            if self.reading.bypass_wins:
                rules = sorted(rules, key=lambda pair: pair[0].action != BYPASS)
            if self.reading.spares_browsers and who.get("client_type") in BROWSERS:
                rules = []
        own = self._about_segments(selection.open)
        # Under the reading that has some beside, BYPASS counts for all ports of a host.
        wider = self._about_segments((*selection.open, *selection.beside)) if selection.beside else own
        doubtful: list[Rule] = []
        passed: list[Rule] = []
        for rule, applications in rules:
            segments, here = wider if policy == FORWARDING and rule.action == BYPASS else own
            # Most rules are about other applications, which needs no closer look.
            is_elsewhere = applications is not None and here.isdisjoint(applications)
            found = False if is_elsewhere else self.matches(rule, segments, who)
            if found:
                return Asked(rule, tuple(doubtful), tuple(passed))
            if found is None:
                doubtful.append(rule)
            else:
                passed.append(rule)
        return Asked(None, tuple(doubtful), tuple(passed))

    def _about_segments(self, keys: t.Iterable[str]) -> tuple[list[Segment], set[tuple[str, str]]]:
        """Return segments, and what rules that are about them name."""
        segments = [self.configuration.segments[key] for key in keys]
        here = {("APP", one.key) for one in segments} | {("APP_GROUP", one.group) for one in segments}
        return segments, here

    def _bypasses(self, selection: Selection, who: Who) -> bool:
        if self.reading.spares_browsers and who.get("client_type") in BROWSERS:
            return False
        if selection.bypass == ALWAYS_DIRECT:
            return True
        networks = who.get("trusted_networks") if who.get("client_type") in CLIENT_CONNECTORS else ()
        return bool(selection.open and selection.bypass == ON_NET and networks)

    # -- One rule ----------------------------------------------------------------------------------------

    def matches(self, rule: Rule, segments: t.Sequence[Segment], who: Who) -> Truth:
        """Return whether a rule matches."""
        if not rule.enabled:
            return False
        truths = []
        for condition in rule.conditions:
            is_asked, truth = self._condition(rule, condition, segments, who)
            if not is_asked:
                return False
            truths.append(truth)
            if truth is False and rule.operator != "OR":
                return False
        return _any(truths) if rule.operator == "OR" and truths else _all(truths)

    def why_not(self, rule: Rule, selection: Selection, who: Who) -> str:
        """Return why a rule does not match, as the end of a sentence."""
        if not rule.enabled:
            return "it is switched off"
        segments = [self.configuration.segments[key] for key in selection.open]
        for condition in rule.conditions:
            is_asked, truth = self._condition(rule, condition, segments, who)
            if not is_asked:
                return "SAML or SCIM is switched off at an identity provider that it asks for"
            if truth is False:
                return "it asks for %s" % says_condition(condition)
        return ""

    def _condition(
        self, rule: Rule, condition: Criterion, segments: t.Sequence[Segment], who: Who
    ) -> tuple[bool, Truth]:
        """Return whether the rule is evaluated at all, and whether the condition is met."""
        is_and = condition.operator == "AND"
        left = [operand for operand in condition.operands if not is_off(self.configuration, operand)]
        if len(left) < len(condition.operands):
            if is_and and (len(condition.operands) > 1 or self.reading.alone_is_and):
                return False, False
            if not left:
                return True, rule.action in GRANTING and not self.reading.fails_when_off
        truths = [self._holds(operand, segments, who, rule.action in GRANTING) for operand in left]
        whole = _all(truths) if is_and else _any(truths)
        return True, (None if whole is None else not whole) if condition.negated else whole

    def _holds(self, operand: Atom, segments: t.Sequence[Segment], who: Who, grants: bool) -> Truth:
        kind = operand.object_type
        if kind == "APP":
            return any(segment.key == operand.right for segment in segments)
        if kind == "APP_GROUP":
            return any(segment.group == operand.right for segment in segments)
        if not is_understood(operand):
            said = who.get(NOT_UNDERSTOOD) or {}
            return t.cast(Truth, said.get(riddle(operand)))
        given = who.get(OF_TYPE[kind])
        client = who.get("client_type")
        if kind == "POSTURE":
            return self._posture(operand, given or {}, client, grants)
        if kind == "TRUSTED_NETWORK":
            is_in = client in CLIENT_CONNECTORS and operand.left in (given or ())
            if operand.right == "true":
                return is_in
            return not is_in and (client in CLIENT_CONNECTORS or self.reading.away_is_all)
        if kind in ("PLATFORM", "COUNTRY_CODE"):
            return (given == operand.left) is (operand.right == "true")
        if kind == "CHROME_ENTERPRISE":
            return bool((given or {}).get(operand.left)) is (operand.right == "true")
        if kind == "RISK_FACTOR_TYPE":
            is_user = bool(who.get("idp")) or self.reading.any_risk
            return bool(
                ((given or {}).get(operand.left, "UNKNOWN") if is_user else "UNKNOWN") == operand.right
            )
        if kind == "SCIM_GROUP":
            return who.get("idp") == operand.left and operand.right in (given or ())
        if kind in ("SAML", "SCIM"):
            return self._attribute(operand, (given or {}).get(operand.left) or (), who.get("idp"))
        if kind == "MACHINE_GRP" and client != MACHINE_TUNNEL:
            return False
        if kind == "WORKLOAD_TAG_GROUP" and client != CLOUD_CONNECTOR:
            return False
        return bool(
            given == operand.right
            if kind in (*SINGLE, "CLIENT_TYPE", "IDP")
            else operand.right in (given or ())
        )

    def _posture(self, operand: Atom, given: t.Mapping[str, bool], client: t.Any, grants: bool) -> bool:
        is_told = client in CLIENT_CONNECTORS
        has_passed = is_told and bool(given.get(operand.left))
        if operand.right == "true":
            return has_passed
        return not has_passed and (is_told or (self.reading.browsers_fail and grants))

    def _attribute(self, operand: Atom, values: t.Iterable[str], idp: t.Any) -> bool:
        if not idp or (operand.idp and idp != operand.idp):
            return False
        if self.reading.folds_values:
            return operand.right.casefold() in {value.casefold() for value in values}
        return operand.right in values


def _applications(rule: Rule) -> frozenset[tuple[str, str]] | None:
    """Return applications of which a request must be for one for a rule to match; None: of any."""
    for condition in rule.conditions if rule.operator != "OR" else ():
        kinds = {operand.object_type for operand in condition.operands}
        if condition.operator == "OR" and not condition.negated and kinds <= {"APP", "APP_GROUP"}:
            return frozenset((operand.object_type, operand.right) for operand in condition.operands)
    return None


def says_condition(condition: Criterion) -> str:
    """Return a condition in words."""
    joined = (" and " if condition.operator == "AND" else " or ").join(map(says_operand, condition.operands))
    return "not (%s)" % joined if condition.negated else joined


def says_operand(operand: Atom) -> str:
    """Return an operand in words: ``POSTURE Disk encrypted is true``."""
    if not is_understood(operand):
        return riddle(operand)
    if operand.left == "id":
        return "%s %s" % (operand.object_type, operand.right)
    if operand.object_type == "SCIM_GROUP":
        return "%s %s of %s" % (operand.object_type, operand.right, operand.left)
    of = " of %s" % operand.idp if operand.idp else ""
    return "%s %s%s is %s" % (operand.object_type, operand.left, of, operand.right)


def _outcome(how: str, done: str, approved: t.Any) -> str:
    if how == BYPASS:
        return DIRECT
    if done == REQUIRE_APPROVAL and approved is not None:
        done = ALLOW if approved else DENY
    if done not in (*GRANTING, DENY):
        done = ALLOW
    return DIRECT if how == INTERCEPT_ACCESSIBLE and done == DENY else done


def _action(asked: Asked, otherwise: str) -> str:
    return asked.rule.action if asked.rule else otherwise


def _possible(asked: Asked, otherwise: str) -> set[str]:
    return {rule.action for rule in asked.doubtful} | {_action(asked, otherwise)}


def _all(truths: t.Iterable[Truth]) -> Truth:
    found = list(truths)
    return False if False in found else None if None in found else True


def _any(truths: t.Iterable[Truth]) -> Truth:
    found = list(truths)
    return True if True in found else None if None in found else False
