# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan for a whole tenant comes to: counts, and what changes, kind by kind. Pure and private.

All of it is made of steps as results show them, so that whoever has a result can make it again.
"""

from __future__ import annotations

import difflib
import json
import typing as t
from collections import Counter
from itertools import groupby

from .._engine.plan import CREATE, DELETE, UPDATE
from .._texts import visible
from .sections import SECTIONS, Section
from .steps import REORDER

OPERATIONS = (CREATE, UPDATE, DELETE, REORDER)
# Of more steps nobody reads a block for each, with all that its object has.
MOST_BLOCKS = 500
SIGNS = {CREATE: "+", UPDATE: "~", DELETE: "-", REORDER: "~"}

PlanSummary = t.Dict[str, t.Dict[str, int]]
Shown = t.Mapping[str, t.Any]

# The places of lists in the order in which they are written, by what results say of their objects.
_PLACES = {
    (section.resource.key, section.tags.get("policy_type")): place for place, section in enumerate(SECTIONS)
}


def plan_summary(plan: t.Iterable[Shown]) -> PlanSummary:
    """Return how many steps there are, by kind and operation. What there is none of is left out."""
    counts = Counter((step["kind"], step["operation"]) for step in by_kind(plan))
    return {
        kind: {operation: counts[kind, operation] for operation in OPERATIONS if counts[kind, operation]}
        for kind in dict.fromkeys(kind for kind, _operation in counts)
    }


def by_kind(plan: t.Iterable[Shown]) -> list[Shown]:
    """Return steps with those of a kind, and of a policy type, behind each other, otherwise as they come."""
    return sorted(plan, key=_place)


def counts_of_lists(plan: t.Iterable[Shown]) -> list[str]:
    """Return a line for each list that has steps: what it has, and how many of each operation."""
    return [_heading(list(steps)) for _place_of, steps in groupby(by_kind(plan), _place)]


def diff_of(plan: t.Sequence[Shown]) -> list[dict[str, t.Any]]:
    """Return the diff: a block for each step, kind by kind, or of many steps one in words for each list.

    What is created or deleted is named there, and of what is updated each option that differs is told.
    """
    steps = by_kind(plan)
    if len(steps) <= MOST_BLOCKS:
        return [_block(step) for step in steps]
    lists = [list(of_list) for _place_of, of_list in groupby(steps, _place)]
    return [{"prepared": "%s\n\n" % "\n".join(_told(of_list))} for of_list in lists]


def title_of(step: Shown) -> str:
    """Return what a step is about, in a line that need not be visible."""
    if step["operation"] == REORDER:
        return "order of the %s rules" % step["policy_type"]
    kind = " ".join([step.get("policy_type", ""), step["kind"].replace("_", " ")]).strip()
    return "%s '%s' (%s)" % (kind.replace("policy rule", "rule"), step["name"], step["operation"])


def plural_of(section: Section) -> str:
    """Return what the objects of a list are called."""
    return "%s rules" % section.name.replace("_", " ") if section.is_ordered else section.resource.kind.plural


def _place(step: Shown) -> int:
    return _PLACES.get((step["kind"], step.get("policy_type")), len(_PLACES))


def _block(step: Shown) -> dict[str, t.Any]:
    title = title_of(step)
    return {"before": step["before"], "after": step["after"], "before_header": title, "after_header": title}


def _heading(steps: t.Sequence[Shown]) -> str:
    section = SECTIONS[_place(steps[0])]
    counts = Counter(step["operation"] for step in steps)
    numbers = ["%s %d" % (operation, counts[operation]) for operation in OPERATIONS if counts[operation]]
    return "%s: %s" % (plural_of(section), ", ".join(numbers))


def _told(steps: t.Sequence[Shown]) -> t.Iterator[str]:
    """Yield the lines of a diff of a list."""
    yield _heading(steps)
    for step in steps:
        operation = step["operation"]
        before, after = step["before"], step["after"]
        yield "%s %s" % (SIGNS[operation], "order" if operation == REORDER else visible(step["name"]))
        if operation == REORDER:
            yield from _moved(before["rules"], after["rules"])
        elif operation == UPDATE:
            for option in dict.fromkeys([*before, *after]):
                sides = (("-", before, after), ("+", after, before))
                for sign, side, other in sides if before.get(option) != after.get(option) else ():
                    if option in side:
                        begin = "%s     %s: " % (sign, visible(option))
                        yield from _side(begin, side[option], other.get(option))


def _side(begin: str, value: t.Any, other: t.Any) -> t.Iterator[str]:
    """Yield what one side has of an option, of lists only the entries that the other one has not."""
    if isinstance(value, list) and isinstance(other, list):
        entries, others = set(map(_spelled, value)), set(map(_spelled, other))
        if entries != others:
            value = [one for one in value if _spelled(one) not in others]
            if not value:
                return
    yield begin + visible(_spelled(value))


def _spelled(value: t.Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _moved(before: t.Sequence[str], after: t.Sequence[str]) -> t.Iterator[str]:
    """Yield the names that are in another order, with their places."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, first, end, new_first, new_end in matcher.get_opcodes():
        if tag != "equal":
            for sign, names, one, beyond in (("-", before, first, end), ("+", after, new_first, new_end)):
                for place in range(one, beyond):
                    yield "%s     %d. %s" % (sign, place + 1, visible(names[place]))
