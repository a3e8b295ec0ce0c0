# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan for a whole tenant comes to: counts, and its steps by kind. Pure and private.

All of it is made of steps as results show them, so that whoever has a result can make it again.
"""

from __future__ import annotations

import typing as t
from collections import Counter

from .._engine.plan import CREATE, DELETE, UPDATE
from .sections import SECTIONS
from .steps import REORDER

OPERATIONS = (CREATE, UPDATE, DELETE, REORDER)
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


def _place(step: Shown) -> int:
    return _PLACES.get((step["kind"], step.get("policy_type")), len(_PLACES))
