# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What differs between two configurations, under each reading that they touch. Pure, private."""

from __future__ import annotations

import typing as t

from .cells import Cells, Cutter, Pair
from .comparing import Comparer, Transition
from .facts import Configuration
from .oracle import Oracle
from .plain import Plain
from .program import AFTER, BEFORE, BYPASS_RULE, Program
from .readings import Reading
from .search import Budget
from .space import Space
from .wording import because_of_applications, some_of

# What was and is, and of which rule, or why.
Cause = t.Tuple[str, ...]


class Differences(t.NamedTuple):
    """The differences under one reading, by what they are grouped by, and what is not decided.

    ``transitions``: for each selection before and after what differs for requests that belong to it.
    """

    reading: Reading
    oracle: Oracle
    plains: tuple[Plain, Plain]
    cells: Cells
    transitions: dict[Cause, dict[Pair, list[Transition]]]
    not_decided: list[str]

    @property
    def program(self) -> Program:
        return self.oracle.program


def differences(
    before: Configuration,
    after: Configuration,
    readings: t.Iterable[Reading],
    budget: Budget,
    engine: str,
) -> list[Differences]:
    """Return what differs under each reading."""
    # Where the rules are the same, nothing differs for hosts of the same segments.
    cutter = Cutter(before, after, passes_over_alike=_rules_of(before) == _rules_of(after))
    known: dict[Reading, Comparer] = {}
    found = []
    for reading in readings:
        # What only says which segments a host belongs to leaves the rules as they are.
        of_rules = reading._replace(keeps_disabled=False, ignores_groups=False, covers_apex=False)
        if of_rules not in known:
            space = Space(of_rules, (before, after))
            space.settle()
            program = Program((before, after), of_rules, space)
            known[of_rules] = Comparer(Oracle(program, budget, engine))
        found.append(_compared(before, after, reading, known[of_rules], cutter.cut(reading)))
    return found


def _rules_of(configuration: Configuration) -> tuple[t.Any, ...]:
    """Return what decides beside segments and their groups."""
    return (configuration.policies, configuration.idps, configuration.attributes)


def _compared(
    before: Configuration, after: Configuration, reading: Reading, comparer: Comparer, cells: Cells
) -> Differences:
    program = comparer.oracle.program
    transitions: dict[Cause, dict[Pair, list[Transition]]] = {}
    reasons: dict[tuple[tuple[str, ...], ...], tuple[str, ...]] = {}
    open_ends: dict[str, dict[str, None]] = {}
    for selections in cells.of:
        found, undecided = comparer.compare(*program.masks(selections))
        for transition in found:
            key = _rule_key(program, transition)
            if key is None:
                about = tuple(one.keys for one in selections)
                if about not in reasons:
                    reasons[about] = because_of_applications(selections, before, after)
                key = ("segments", transition.was, transition.now, *reasons[about])
            transitions.setdefault(key, {}).setdefault(selections, []).append(transition)
        for one in undecided:
            rule = program.rule(one.side, one.cause) or BYPASS_RULE
            names = selections[AFTER].keys or selections[BEFORE].keys
            open_ends.setdefault(rule.name, {}).update(dict.fromkeys(names))
    not_decided = [
        "Whether '%s' changes who reaches %s." % (name, some_of(sorted(segments)))
        for name, segments in open_ends.items()
    ]
    if not cells.is_complete:
        not_decided.append("Of very many patterns in domain names only a part is compared.")
    plains = (Plain(before, reading, cells.domains[BEFORE]), Plain(after, reading, cells.domains[AFTER]))
    return Differences(reading, comparer.oracle, plains, cells, transitions, not_decided)


def _rule_key(program: Program, transition: Transition) -> Cause | None:
    """Return what a difference is grouped by whose cause is a rule; None if it is the applications."""
    row = program.rows[transition.cause]
    is_of_both = None not in row.rules and not program.changed >> transition.cause & 1
    if is_of_both:
        return None
    rule = row.rules[transition.side]
    return ("rule", transition.was, transition.now, rule.key if rule else "", str(transition.side))
