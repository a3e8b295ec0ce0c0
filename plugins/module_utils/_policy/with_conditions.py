# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stores of what has conditions: names in these become ids. Private to this collection."""

from __future__ import annotations

import typing as t

from .._engine.repository import Store
from .._schema.field_type import Reference
from .._schema.fields import Field
from .condition import Condition
from .condition_names import ConditionNames
from .condition_options import DraftedCondition, Findings, Oddity, draft_conditions, place_of

CONDITIONS = "conditions"


class WithConditions(Store):
    """Takes conditions apart as they are given, and remembers what is odd until they are planned."""

    names: ConditionNames
    _drafted: t.Sequence[DraftedCondition] = ()
    _odd: t.Sequence[Oddity] = ()
    # Who is to be told what, once each.
    _told_once: set[tuple[t.Any, ...]] | None = None

    def resolve(
        self,
        field: Field,
        given: t.Any,
        present: t.Any,
        problems: list[str],
        owner: Reference | None = None,
    ) -> t.Any:
        if field.name == CONDITIONS:
            findings = Findings(problems, [])
            self._drafted = draft_conditions(given, findings)
            self._odd = findings.odd
            return self.names.resolve(self._drafted, present or (), problems)
        return super().resolve(field, given, present, problems, owner)

    def taken_drafts(self) -> tuple[t.Sequence[DraftedCondition], t.Sequence[Oddity]]:
        """Return the conditions that were given last and what is odd about them, and forget both."""
        taken = (self._drafted, self._odd)
        self._drafted, self._odd = (), ()
        return taken

    def doubts_of_values(
        self,
        drafted: t.Iterable[DraftedCondition],
        had: t.Iterable[Condition],
        has: t.Iterable[Condition],
    ) -> list[str]:
        """Return what is doubted of the right sides of SCIM attributes, where they were given."""
        return [
            "%s: %s" % (place_of(operand, drafted), doubt)
            for operand, doubt in self.names.scim_values.doubts(had, has)
        ]

    def _warn(self, object_id: t.Any, name: t.Any, sentence: str) -> None:
        """Warn once of an object: a plan is made again when the answer to a write is lost."""
        self._told_once = self._told_once if self._told_once is not None else set()
        if (object_id, name, sentence) not in self._told_once:
            self._told_once.add((object_id, name, sentence))
            self.client.warn(sentence)
