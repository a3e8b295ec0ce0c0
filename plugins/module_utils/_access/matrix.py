# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who by what: which rule decides for a member of each group, and each class of applications. Pure, private.

A member is on Client Connector and has nothing that rules ask for besides. Where that is not enough, the
first rule is told that names the group, and lets some member in who has more, such as a posture.
"""

from __future__ import annotations

import typing as t

from .cells import Cutter
from .expectations import body_of
from .facts import GRANTING, Configuration
from .oracle import Oracle
from .program import BEFORE, Program, bits, once_each
from .readings import USUAL, operands_of
from .rows import Body
from .search import Budget, OutOfSteps
from .space import APPLICATIONS, PROVIDER, Space

# The client that is taken, the first one after those that nobody knows.
ON_CONNECTOR = 1


class Matrix(t.NamedTuple):
    """``who``: requesters in words; ``what``: the segments of each class; ``rules``: the names of rules.

    ``cells``: for each requester the classes of which a rule decides, by number: the rule, by number, the
    outcome, and whether more is needed than to be a member.
    """

    who: list[dict[str, t.Any]]
    what: list[list[str]]
    rules: list[str]
    cells: list[dict[int, tuple[int, str, bool]]]


def matrix_of(configuration: Configuration, budget: Budget, engine: str = "") -> Matrix:
    """Return who reaches what by which rule. What the allowed work does not suffice for is left out."""
    who = _everybody_named(configuration)
    space = Space(USUAL, [configuration])
    space.settle()
    bodies = [body_of(one, space) or () for one in who]
    program = Program((configuration, configuration), USUAL, space, extra=bodies)
    oracle = Oracle(program, budget, engine)
    classes: dict[int, set[str]] = {}
    for selection, _same in Cutter(configuration, configuration).cut(USUAL).of:
        if selection.open:
            names = (configuration.segments[key].name for key in selection.open)
            classes.setdefault(program.mask(BEFORE, selection), set()).update(names)
    rules = [rule.name for rule in configuration.rules("access")]
    numbers = {rule.key: number for number, rule in enumerate(configuration.rules("access"))}
    cells = []
    for member in program.extra:
        row: dict[int, tuple[int, str, bool]] = {}
        for number, deciding, needs_more in _cells(oracle, member, list(classes)):
            rule = program.rule(BEFORE, deciding)
            outcome = program.result(BEFORE, deciding)
            row[number] = (numbers[rule.key] if rule else -1, outcome, needs_more)
        cells.append(row)
    return Matrix(who, [sorted(names) for names in classes.values()], rules, cells)


def _cells(oracle: Oracle, member: int, classes: t.Sequence[int]) -> t.Iterator[tuple[int, int, bool]]:
    """Yield the class, the row of access that decides there for a member, and whether that needs more."""
    program = oracle.program
    body = dict(clause[0] for clause in program.bodies[member])
    provider = body.get(PROVIDER, 1).bit_length() - 1
    chosen = {variable: values.bit_length() - 1 for variable, values in body.items() if variable > PROVIDER}
    matching = program.matching(chosen, ON_CONNECTOR, provider)
    granting = _granting(program)
    own_rows = sum(1 << row for row in bits(granting) if _names(program.bodies[row], body))
    for number, mask in enumerate(classes):
        own = program.deciders(BEFORE, mask, matching)[1]
        needs_more = False
        if own < 0 or not granting >> own & 1:
            more = _with_more(oracle, member, mask & program.zones[1], own_rows)
            own, needs_more = (own, False) if more is None else (more, True)
        if own >= 0:
            yield number, own, needs_more


def _with_more(oracle: Oracle, member: int, mask: int, rows: int) -> int | None:
    """Return the first of some rows that decides for a member who has more than that."""
    for row in bits(mask & rows):
        try:
            if oracle.ask(once_each(member, row), mask & ((1 << row) - 1)) is not None:
                return row
        except OutOfSteps:
            break
    return None


def _granting(program: Program) -> int:
    rows = bits(program.zones[1])
    return sum(1 << row for row in rows if program.result(BEFORE, row) in GRANTING)


def _names(body: Body, member: t.Container[int]) -> bool:
    """Whether a row asks for something that a member is or has."""
    return any(variable in member for clause in body for variable, _values in clause if variable > PROVIDER)


def _everybody_named(configuration: Configuration) -> list[dict[str, t.Any]]:
    """Return who can be told apart by one thing: anyone, each identity provider, group and value."""
    found: dict[tuple[str, ...], dict[str, t.Any]] = {}
    for _rule, operand in operands_of(configuration):
        kind, idp = operand.object_type, operand.idp
        if kind in APPLICATIONS or (kind not in ("IDP", "SCIM_GROUP", "SAML", "SCIM")):
            continue
        key = (kind, idp, operand.left, operand.right)
        if kind == "IDP":
            found[key] = {"idp": operand.right}
        elif kind == "SCIM_GROUP":
            found[key] = {"idp": idp, "scim_groups": [operand.right]}
        elif idp:
            found[key] = {"idp": idp, kind.lower(): {operand.left: [operand.right]}}
    return [{}, *(found[key] for key in sorted(found))]
