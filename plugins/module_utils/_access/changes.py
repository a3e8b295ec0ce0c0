# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a change does to access: every class of requests whose outcome differs, grouped. Pure, private.

What changed because of one rule is one change for all applications, and what changed because of the
applications is one for all rules. Each reading that the inputs touch is compared for itself; a change says
under which it holds.
"""

from __future__ import annotations

import typing as t

from .cells import Cell, Pair
from .differences import Cause, Differences, differences
from .divided import CellOfBoth, Divider
from .facts import ALLOW, DENY, REQUIRE_APPROVAL, Configuration, Rule
from .plain import says_condition
from .program import AFTER, BEFORE, bits, once_each, sum_of
from .readings import ANSWERS_SAID, USUAL, Reading, question_of, touched
from .search import Budget, Requester
from .space import APPLICATIONS, is_understood
from .spots import Spot, deciders_at, is_confirmed, plainest_at, witness_at
from .who import NOT_UNDERSTOOD, says_who_asks, who_is
from .wording import because_of_rule

# Who has more access than before: the further right, the more.
RANKS = {DENY: 0, REQUIRE_APPROVAL: 1, ALLOW: 2}
GAINED, LOST, OTHER = "gained", "lost", "other"
# Of how many causes a witness is looked at, and of how many classes; how many other rules are named.
MOST_TRIED, MOST_PLACES, MOST_GRANTS = 16, 64, 5


class Whom(t.NamedTuple):
    """Whom a change is about: those whom a rule decides on its side, None for segments that say so.

    ``grants``: the rules that grant them something on the other side. If that is what the change is from, or
    to, it is about those alone; otherwise about all but those. ``more``: whether there are more of them.
    """

    side: int
    rule: Rule | None
    grants: tuple[Rule, ...] = ()
    more: bool = False


class AccessChange(t.NamedTuple):
    """A change of access. ``cells``: the hosts and ports; ``rules``: what was seen to decide, on either side.

    It is about all requests for the cells that have these outcomes and are decided by one of ``who``.
    ``decides``: what decides the witness. ``readings``: the names of the readings under which it holds, ""
    being the default one; none for all. ``undecided``: what is not understood, and decides whether it is one.
    """

    was: str
    now: str
    because: tuple[str, ...]
    rules: tuple[tuple[Rule | None, ...], tuple[Rule | None, ...]]
    who: tuple[Whom, ...]
    witness: dict[str, t.Any]
    decides: tuple[Rule | None, Rule | None]
    cells: tuple[Cell, ...] = ()
    segments: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    readings: frozenset[str] = frozenset()
    undecided: tuple[str, ...] = ()

    @property
    def direction(self) -> str:
        if self.was in RANKS and self.now in RANKS:
            return GAINED if RANKS[self.now] > RANKS[self.was] else LOST
        return OTHER


class Changes(t.NamedTuple):
    changes: list[AccessChange]
    readings: tuple[Reading, ...]
    not_decided: list[str]


def changes_between(before: Configuration, after: Configuration, budget: Budget, engine: str = "") -> Changes:
    """Return all changes of access between two configurations."""
    readings = (USUAL, *touched(before, after))
    found = differences(before, after, readings, budget, engine)
    not_decided = list(dict.fromkeys(sentence for one in found for sentence in one.not_decided))
    changes = list(_grouped(found, not_decided))
    changes.sort(
        key=lambda one: (
            not is_by_default(one),
            [GAINED, LOST, OTHER].index(one.direction),
        )
    )
    return Changes(changes, readings, not_decided)


# -- Readings side by side -------------------------------------------------------------------------------


def _grouped(found: list[Differences], not_decided: list[str]) -> t.Iterator[AccessChange]:
    by_question = {question_of(one.reading): one for one in found}
    everywhere = frozenset(by_question)
    usual = by_question[""]
    dividers = [
        Divider(*pair) for other in found if other is not usual for pair in ((usual, other), (other, usual))
    ]
    for key in dict.fromkeys(key for one in found for key in one.transitions):
        told = _cut_alike(
            {
                question_of(one.reading): {
                    cell: selections
                    for selections in one.transitions.get(key, ())
                    for cell in one.cells.of[selections]
                }
                for one in found
            }
        )
        for names, chosen in _by_readings(told).items():
            name = "" if "" in names else min(names)
            one = by_question[name]
            cells_of: dict[Pair, list[Cell]] = {}
            for cell in chosen:
                cells_of.setdefault(told[name][cell], []).append(cell)
            readings = frozenset() if names == everywhere else names
            changes = list(_changes(one, key, cells_of, readings, not_decided))
            yield from changes
            for divider in dividers:
                under, other = (question_of(of.reading) for of in (divider.one, divider.other))
                if {under, other} <= names:
                    places = [(cell, told[under][cell], told[other][cell]) for cell in chosen]
                    alone_under = frozenset({under}) if under else names - {other}
                    yield from _divided(changes[0], divider, key, places, alone_under)


def _by_readings(told: t.Mapping[str, t.Iterable[Cell]]) -> dict[frozenset[str], list[Cell]]:
    """Return cells by the readings that have them."""
    holding: dict[Cell, frozenset[str]] = {}
    for name, cells in told.items():
        for cell in cells:
            holding[cell] = holding.get(cell, frozenset()) | {name}
    groups: dict[frozenset[str], list[Cell]] = {}
    for cell, names in holding.items():
        groups.setdefault(names, []).append(cell)
    return groups


def _cut_alike(told: dict[str, dict[Cell, Pair]]) -> dict[str, dict[Cell, Pair]]:
    """Return cells of several readings with their ports cut wherever one of these cuts them."""
    first = next(iter(told.values()))
    if all(cells.keys() == first.keys() for cells in told.values()):
        return told
    bounds: dict[tuple[str, str], set[int]] = {}
    for cells in told.values():
        for cell in cells:
            low, high = cell.ports
            bounds.setdefault((cell.host, cell.protocol), set()).update((low, high + 1))
    ordered = {key: sorted(values) for key, values in bounds.items()}
    pieces = {
        key: [(low, values[place + 1]) for place, low in enumerate(values[:-1])]
        for key, values in ordered.items()
    }
    return {
        name: {
            cell._replace(ports=(low, end - 1)): pair
            for cell, pair in cells.items()
            for low, end in pieces[cell.host, cell.protocol]
            if cell.ports[0] <= low <= cell.ports[1]
        }
        for name, cells in told.items()
    }


def _divided(
    change: AccessChange, divider: Divider, key: Cause, places: list[CellOfBoth], readings: frozenset[str]
) -> t.Iterator[AccessChange]:
    """Yield a change as it is for those for whom it is one under these readings alone."""
    alone = divider.alone(key, places)
    if alone is None:
        return
    decides = deciders_at(divider.one, alone.spot)
    yield change._replace(
        cells=alone.cells,
        segments=_segments_of(alone.pairs),
        readings=readings,
        witness=alone.witness,
        decides=decides,
        rules=((decides[BEFORE],), (decides[AFTER],)),
    )


def _changes(
    one: Differences,
    key: Cause,
    cells: t.Mapping[Pair, list[Cell]],
    readings: frozenset[str],
    not_decided: list[str],
) -> t.Iterator[AccessChange]:
    """Yield the change of a group: apart what depends on conditions that nobody here understands."""
    sorts: dict[tuple[str, ...], dict[Pair, list[Spot]]] = {}
    # Classes that are alike have the same transitions.
    seen: dict[tuple[int, ...], tuple[Requester, tuple[str, ...]]] = {}
    for selections in cells:
        for transition in one.transitions[key][selections]:
            spot = Spot(selections, transition, transition.requester)
            undecided: tuple[str, ...] = ()
            if one.program.space.unknown:
                known = (id(transition), *one.program.masks(selections))
                if known not in seen:
                    spot = spot._replace(requester=plainest_at(one, spot))
                    seen[known] = (spot.requester, _not_understood(one, spot))
                requester, undecided = seen[known]
                spot = spot._replace(requester=requester)
            sorts.setdefault(undecided, {}).setdefault(selections, []).append(spot)
    for undecided, places in sorts.items():
        spots = _of_every_cause(places)
        first = _plainest(one, spots)
        here = tuple(cell for selections in places for cell in cells[selections])
        change = _change(one, key, first, cells[first.selections][0], spots, not_decided)
        yield change._replace(
            cells=here,
            segments=_segments_of(places),
            readings=readings,
            undecided=undecided,
        )


def _segments_of(pairs: t.Collection[Pair]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the segments before and after, each once."""
    old, new = ({key for pair in pairs for key in pair[side].keys} for side in (BEFORE, AFTER))
    return tuple(sorted(old)), tuple(sorted(new))


def _of_every_cause(places: t.Mapping[Pair, list[Spot]]) -> list[Spot]:
    """Return some spots of each cause, so that what many have in common is looked at in a few."""
    found: dict[tuple[int, int], list[Spot]] = {}
    for spots in places.values():
        for spot in spots:
            chosen = found.setdefault((spot.transition.side, spot.transition.cause), [])
            if len(chosen) <= MOST_PLACES:
                chosen.append(spot)
    return [spot for spots in found.values() for spot in spots]


def _change(
    one: Differences, key: Cause, first: Spot, cell: Cell, spots: list[Spot], not_decided: list[str]
) -> AccessChange:
    """Return a change as one spot shows it. ``spots``: some of each cause."""
    witness = witness_at(one, cell, first.requester)
    if not is_confirmed(one, witness, first.transition):
        not_decided.append("Whether %s reaches %s." % (says_who_asks(witness), cell.host))
    before, after = (plain.configuration for plain in one.plains)
    because = key[3:]
    if key[0] == "rule":
        because = because_of_rule(one.program.rows[first.transition.cause].rules, before, after)
    deciders = [deciders_at(one, spot) for spot in spots]
    rules = [tuple(dict.fromkeys(pair[side] for pair in deciders)) for side in (BEFORE, AFTER)]
    return AccessChange(
        was=key[1],
        now=key[2],
        because=because,
        rules=(rules[BEFORE], rules[AFTER]),
        who=_who(one, spots),
        witness=witness,
        decides=deciders_at(one, first),
    )


def _plainest(one: Differences, places: t.Sequence[Spot]) -> Spot:
    """Return a place with the requester of whom least has to be said, among the first of different causes."""
    by_cause = {(place.transition.side, place.transition.cause): place for place in reversed(places)}
    tried = [
        place._replace(requester=plainest_at(one, place)) for place in list(by_cause.values())[-MOST_TRIED:]
    ]
    return min(tried, key=lambda place: len(says_who_asks(who_is(one.program.space, place.requester))))


def _who(one: Differences, places: t.Sequence[Spot]) -> tuple[Whom, ...]:
    """Return the causes, each a rule on a side, with what grants the same people something on the other."""
    causes: dict[tuple[int, int], list[Spot]] = {}
    for place in places:
        causes.setdefault((place.transition.side, place.transition.cause), []).append(place)
    found: dict[tuple[int, Rule | None], Whom] = {}
    for number, ((side, cause), where) in enumerate(causes.items()):
        rule = one.program.rule(side, cause)
        grants, more = _grants(one, side, cause, where) if number < MOST_TRIED else ([], True)
        # Rows of one rule are one.
        known = found.get((side, rule), Whom(side, rule))
        together = tuple(dict.fromkeys((*known.grants, *grants)))
        found[side, rule] = Whom(
            side, rule, together[:MOST_GRANTS], known.more or more or len(together) > MOST_GRANTS
        )
    return tuple(found.values())


def _grants(one: Differences, side: int, cause: int, places: t.Sequence[Spot]) -> tuple[list[Rule], bool]:
    """Return rules that grant something to those whom a row decides on the other side, a few of them."""
    program = one.program
    if cause < program.first:
        return [], False
    classes = {
        tuple(program.mask(number, place.selections[number]) & program.zones[1] for number in (BEFORE, AFTER))
        for place in places[:MOST_PLACES]
    }
    found: list[Rule] = []
    other = AFTER - side
    for row in bits(sum_of(masks[other] for masks in classes)):
        if program.result(other, row) not in (ALLOW, REQUIRE_APPROVAL) or row == cause:
            continue
        rule = program.rule(other, row)
        if rule is None or rule in found:
            continue
        for masks in classes:
            above = masks[side] & ((1 << cause) - 1) | masks[other] & ((1 << row) - 1)
            if masks[other] >> row & 1 and one.oracle.is_possible(once_each(cause, row), above) is not False:
                found.append(rule)
                break
        if len(found) > MOST_GRANTS:
            return found[:MOST_GRANTS], True
    return found, len(places) > MOST_PLACES


def says_who(rule: Rule) -> str:
    """Return whom a rule is for, in words, applications left out."""
    asked = []
    for condition in rule.conditions:
        people = tuple(one for one in condition.operands if one.object_type not in APPLICATIONS)
        if people:
            asked.append(says_condition(condition._replace(operands=people)))
    joined = (" or " if rule.operator == "OR" else ", and ").join(asked)
    return joined or "anyone"


# -- What is open ---------------------------------------------------------------------------------------


def _not_understood(one: Differences, place: Spot) -> tuple[str, ...]:
    """Return what is not understood and decides whether a request has another outcome."""
    who = who_is(one.program.space, place.requester)
    riddles = set(who.pop(NOT_UNDERSTOOD, {}))
    for side in (BEFORE, AFTER):
        decision = one.plains[side].decide_selected(place.selections[side], who)
        if not decision.is_certain:
            for asked in decision.asked.values():
                riddles |= {
                    says_condition(condition)
                    for rule in asked.doubtful
                    for condition in rule.conditions
                    if not all(map(is_understood, condition.operands))
                }
    return tuple(sorted(riddles))


def is_by_default(change: AccessChange) -> bool:
    """Whether a change is one under the default reading."""
    return not change.readings or "" in change.readings


def open_questions(change: AccessChange, readings: t.Iterable[Reading]) -> list[str]:
    """Return on which questions a change depends: read the other way it would be one, or would be none."""
    if not change.readings:
        return []
    is_usual = is_by_default(change)
    return [name for name in map(question_of, readings) if (name in change.readings) is not is_usual]


def depends_on(change: AccessChange, readings: t.Iterable[Reading]) -> list[str]:
    """Return the same as sentences, each as it has to be read for the change to be one."""
    answer = 0 if is_by_default(change) else 1
    return [ANSWERS_SAID[name][answer] for name in open_questions(change, readings)]
