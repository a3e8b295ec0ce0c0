# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests of access: does every request that fits have the outcome that is expected? Pure, private.

What a test leaves out can be anything: it is for everyone with what it names, whatever else they have.
"""

from __future__ import annotations

import typing as t

from .._schema.compound import FIRST_PORT, LAST_PORT
from .asked import EXPECTED, NO_USER, Vocabulary, settled
from .cells import Cell, Cells
from .facts import BYPASS, DENY, ICMP, TCP, UDP, Atom, Configuration, Rule, Segment
from .oracle import Oracle
from .program import BEFORE, NO_ROW, Program, bits, deciding, once_each
from .readings import Reading, operands_of, question_of
from .rows import Body, Clause, simplified
from .search import Budget, OutOfSteps, Requester
from .selection import Selection
from .space import IS_FALSE, IS_TRUE, NO, PROVIDER, YES, Space
from .who import FLAGS, LEVELS, NAMES, TRAITS, VALUES, WORD, Who, simplest, who_is


class Contrary(t.NamedTuple):
    """One request that has another outcome."""

    witness: dict[str, t.Any]
    outcome: str
    rule: Rule | None


class Tested(t.NamedTuple):
    """``passed``: None where it is not decided. ``is_empty``: whether no request fits at all."""

    test: t.Mapping[str, t.Any]
    passed: bool | None
    failure: Contrary | None = None
    depends_on: tuple[str, ...] = ()
    is_empty: bool = False


class _Answer(t.NamedTuple):
    """What became of a test under one reading; the rest as in ``Tested``."""

    reading: Reading
    failure: Contrary | None
    passed: bool | None
    is_empty: bool


class Expectations:
    """Tests on one configuration."""

    def __init__(
        self,
        configuration: Configuration,
        tests: t.Sequence[t.Mapping[str, t.Any]],
        vocabulary: Vocabulary,
        budget: Budget,
        engine: str = "",
    ) -> None:
        self.configuration = configuration
        self.tests = tests
        self.whos = [settled(test.get("who") or {}, vocabulary) for test in tests]
        self.budget = budget
        self.engine = engine

    def run(self, readings: t.Sequence[Reading], cells_of: t.Callable[[Reading], Cells]) -> list[Tested]:
        """Return the results, under the default reading and, of what others say, under these.

        A test that something is blocked fails as soon as one reading lets somebody in. Any other outcome is
        tested under the default reading; on what it depends is told.
        """
        answers: list[list[_Answer]] = [[] for _test in self.tests]
        for reading in readings:
            runner = _Runner(self, reading, cells_of(reading))
            for place, found in enumerate(answers):
                found.append(_Answer(reading, *runner.test(place)))
        return [self._result(place, found) for place, found in enumerate(answers)]

    def _result(self, place: int, found: list[_Answer]) -> Tested:
        test = self.tests[place]
        is_strict = EXPECTED[str(test["expect"]).lower()] == DENY
        first = found[0]
        others = [one for one in found[1:] if one.passed is not first.passed]
        if first.passed and is_strict:
            worse = next((one for one in others if one.failure is not None), None)
            if worse is not None:
                return Tested(test, False, worse.failure, (question_of(worse.reading),))
        depends_on = tuple(question_of(one.reading) for one in others)
        return Tested(test, first.passed, first.failure, depends_on, first.is_empty)


class _Runner:
    """All tests under one reading."""

    def __init__(self, tests: Expectations, reading: Reading, cells: Cells) -> None:
        self._tests = tests
        self._cells = cells
        space = Space(reading, [tests.configuration])
        unowned = {
            operand.left
            for _rule, operand in operands_of(tests.configuration)
            if operand.object_type in ("SAML", "SCIM") and not operand.idp
        }
        for who in tests.whos:
            for operand in _operands(who, unowned):
                space.note(operand)
        space.settle()
        bodies = [body_of(who, space, unowned) for who in tests.whos]
        self._is_possible = [body is not None for body in bodies]
        both = (tests.configuration, tests.configuration)
        self._program = Program(both, reading, space, extra=[body or () for body in bodies])
        self._oracle = Oracle(self._program, tests.budget, tests.engine)
        self._domains = cells.domains[BEFORE]

    def test(self, place: int) -> tuple[Contrary | None, bool | None, bool]:
        """Return a failure, whether the test passed, and whether nothing fits it."""
        row = self._program.extra[place]
        expected = EXPECTED[str(self._tests.tests[place]["expect"]).lower()]
        what = self._tests.tests[place]["what"]
        try:
            if not self._is_possible[place] or self._oracle.ask((row,), 0) is None:
                return None, True, True
            seen: set[tuple[int, bool]] = set()
            is_empty = True
            for selection, cell in self._chosen(what):
                is_empty = False
                mask = self._program.mask(BEFORE, selection)
                if (mask, bool(mask)) not in seen:
                    seen.add((mask, bool(mask)))
                    failure = self._failure(row, mask, expected, selection, cell)
                    if failure is not None:
                        return failure, False, False
        except OutOfSteps:
            return None, None, False
        if is_empty and expected != DENY:
            return Contrary({}, "NONE", None), False, True
        return None, True, is_empty

    def _chosen(self, what: t.Mapping[str, t.Any]) -> t.Iterator[tuple[Selection, Cell]]:
        """Yield what a test is about, each selection once."""
        configuration = self._tests.configuration
        names = {str(one) for one in what.get("segments") or ()}
        groups = {str(one) for one in what.get("segment_groups") or ()}
        groups |= {key for key, group in configuration.groups.items() if group.name in groups}
        keys = {
            key
            for key, segment in configuration.segments.items()
            if key in names or segment.name in names or segment.group in groups
        }
        if what.get("host"):
            yield from self._of_host(what, keys)
            return
        said = what.get("protocol")
        for (selection, _same), cells in self._cells.of.items():
            cell = next((one for one in cells if said in (None, one.protocol)), None)
            if cell is not None and keys.intersection(selection.keys):
                yield selection, cell

    def _of_host(self, what: t.Mapping[str, t.Any], keys: set[str]) -> t.Iterator[tuple[Selection, Cell]]:
        host, said, port = str(what["host"]), what.get("protocol"), what.get("port")
        chain = self._domains.chain(host)
        segments = [segment for level in chain for segment in level.segments]
        spots = [
            (protocol, number)
            for protocol in ((said,) if said else (TCP, UDP, ICMP))
            for number in _reached(segments, protocol, port)
        ]
        # What nothing has is asked for all the same, and blocked.
        otherwise = (said or TCP, 0 if said == ICMP else port or FIRST_PORT)
        for protocol, number in spots or [otherwise]:
            selection = self._domains.select(chain, protocol, number)
            if not keys or keys.intersection(selection.keys):
                yield selection, Cell(host, host, protocol, (number, number))

    def _failure(
        self, test: int, mask: int, expected: str, selection: Selection, cell: Cell
    ) -> Contrary | None:
        """Return a request of a class that has another outcome."""
        program = self._program
        zones = program.zones
        for forwarding in (NO_ROW, *bits(mask & zones[0])):
            wanted, unwanted = deciding(mask & zones[0], forwarding)
            if program.action(BEFORE, forwarding) == BYPASS:
                found = self._oracle.ask(once_each(test, *wanted), unwanted)
                if found is not None:
                    return self._told(found, mask, selection, cell, test)
                continue
            for own in (NO_ROW, *bits(mask & zones[1])):
                if program.outcome(BEFORE, forwarding, own) == expected:
                    continue
                also, fails = deciding(mask & zones[1], own)
                found = self._oracle.ask(once_each(test, *wanted, *also), unwanted | fails)
                if found is not None:
                    return self._told(found, mask, selection, cell, test)
        return None

    def _told(self, found: Requester, mask: int, selection: Selection, cell: Cell, test: int) -> Contrary:
        program = self._program
        rows = program.deciders(BEFORE, mask, found.matching)

        def is_one(matching: int) -> bool:
            return bool(matching >> test & 1) and program.deciders(BEFORE, mask, matching) == rows

        plain = simplest(program.space, found, is_one, program.matching)
        witness = {
            "host": cell.sample,
            "port": cell.ports[0],
            "protocol": cell.protocol,
            **who_is(program.space, plain),
        }
        outcome = program.outcome(BEFORE, *rows)
        if not selection.keys:
            outcome = "NONE"
        rule = program.rule(BEFORE, rows[0] if program.action(BEFORE, rows[0]) == BYPASS else rows[1])
        return Contrary(witness, outcome, rule)


def _reached(segments: t.Sequence[Segment], protocol: str, port: int | None) -> list[int]:
    """Return ports of some segments, one of each part in which all have the same, or the one that is said."""
    if protocol == ICMP:
        return [0] if not port and any(segment.icmp for segment in segments) else []
    ranges = [one for segment in segments for one in (segment.tcp if protocol == TCP else segment.udp)]
    cuts = {low for low, _high in ranges} | {high + 1 for _low, high in ranges}
    return sorted(
        cut
        for cut in (cuts if port is None else {int(port)})
        if FIRST_PORT <= cut <= LAST_PORT and any(low <= cut <= high for low, high in ranges)
    )


def body_of(who: Who, space: Space, unowned: t.Container[str] = ()) -> Body | None:
    """Return who asks as the body of a row, None if nobody can be that."""
    clauses: list[Clause] = []
    for operand in _operands(who, unowned):
        number, bits = space.literal(operand, False)
        kind = operand.object_type
        if kind in ("POSTURE", "TRUSTED_NETWORK"):
            bits = IS_TRUE if operand.right == "true" else IS_FALSE
        elif kind == "CHROME_ENTERPRISE":
            bits = YES if operand.right == "true" else NO
        clauses.append(((number, bits),))
    if who.get("idp") == NO_USER:
        clauses.append(((PROVIDER, 1),))
    for kind, attribute in _with_nothing(who):
        for number, key in enumerate(space.keys):
            if key[0] == kind and attribute in ("", *key[2:3]):
                # Networks can be reported and not be among those; of all else the first value is none.
                clauses.append(
                    ((number, space.full[number] & ~IS_TRUE if kind == "TRUSTED_NETWORK" else NO),)
                )
    return simplified(clauses, space)


def _with_nothing(who: Who) -> t.Iterator[tuple[str, str]]:
    """Yield of which type of operand somebody has none at all, and of which attribute, "" for all."""
    for name, trait in TRAITS.items():
        value = who.get(name)
        if trait.form == NAMES and value is not None and not value:
            yield trait.object_type, ""
        elif trait.form == VALUES:
            yield from ((trait.object_type, str(key)) for key, values in (value or {}).items() if not values)


def _operands(who: Who, unowned: t.Container[str]) -> t.Iterator[Atom]:
    """Yield what a requester has, as what rules would ask for.

    ``unowned``: attributes of which rules do not tell the identity provider.
    """
    idp = str(who.get("idp") or "")
    for name, value in who.items():
        trait = TRAITS.get(name)
        if trait is None or value is None:
            continue
        kind = trait.object_type
        if kind in ("PLATFORM", "COUNTRY_CODE"):
            yield Atom(kind, str(value), "true")
        elif trait.form == WORD:
            if not (name == "idp" and value == NO_USER):
                yield Atom(kind, "id", str(value))
        elif trait.form == VALUES:
            yield from (
                Atom(kind, key, str(one), "" if key in unowned else idp)
                for key, values in value.items()
                for one in values
            )
        elif trait.form == FLAGS:
            yield from (Atom(kind, key, "true" if flag else "false") for key, flag in value.items())
        elif trait.form == LEVELS:
            yield from (Atom(kind, key, str(level)) for key, level in value.items())
        elif kind == "TRUSTED_NETWORK":
            yield from (Atom(kind, str(one), "true") for one in value)
        elif kind == "SCIM_GROUP":
            yield from (Atom(kind, idp, str(one), idp) for one in value)
        else:
            yield from (Atom(kind, "id", str(one)) for one in value)
