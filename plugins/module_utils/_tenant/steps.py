# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan for a whole tenant is made of. Pure and private to this collection."""

from __future__ import annotations

import typing as t
from types import MappingProxyType

from .._engine.plan import CREATE, DELETE, NOTHING, Plan, Values
from .._engine.reconcile import as_found
from .renames import Renamed, with_new_names
from .sections import DeclaredEntry, Options, Section

REORDER = "reorder"
# Looks whether a list shows all that was created in it. It changes nothing, and nobody is told of it.
LOOK = "look"
# Gives several objects the same value by one request. What else they need follows, and tells of it.
TOGETHER = "together"
# Deletes several objects by one request. The steps of each follow, and tell of it.
DELETE_MANY = "delete_many"


class Step(t.NamedTuple):
    """One change, as it is planned and as people are shown it.

    ``options``: what to plan it from when its turn comes; for a new order all rules that can be moved, by
    their ids or what stands for these; for several objects together ``members``, their steps, and where they
    get a value the field, its canonical value, and ``first``, the steps of those of which everything else has
    to be written before.
    ``before``, ``after``: as a diff says it. ``id`` is None for what does not exist yet. ``is_expected``:
    whether it will change anything, as far as anybody can know. ``identity``: what tells it from others.
    ``anew``: of the two steps that delete an object and create it anew, the id of what is deleted.
    """

    section: Section
    operation: str
    name: str
    id: str | None
    before: dict[str, t.Any]
    after: dict[str, t.Any]
    path: str
    options: Options
    is_expected: bool = True
    identity: t.Mapping[str, t.Any] = MappingProxyType({})
    anew: str = ""


class Planned(t.NamedTuple):
    """What is planned for one object. ``entry`` is None for what nobody declares."""

    section: Section
    entry: DeclaredEntry | None
    plan: Plan

    @property
    def name(self) -> str:
        resource = self.section.resource
        if self.plan.current:
            return resource.title(self.plan.current)
        return resource.title_of(self.plan.after) if self.plan.after else self._said

    @property
    def identity(self) -> dict[str, t.Any]:
        """What tells it from others once it is written: canonical values."""
        resource, plan = self.section.resource, self.plan
        present = resource.identity_in(plan.current) if plan.current else {}
        return {**present, **{name: plan.after[name] for name in resource.identity if name in plan.after}}

    @property
    def _said(self) -> str:
        """What an entry calls an object that is not there and shall not be."""
        options = self.entry.options if self.entry else {}
        return self.section.resource.title_said(options)

    @property
    def is_as_declared(self) -> bool:
        return self.plan.operation == NOTHING

    @property
    def id(self) -> str | None:
        return str(self.plan.current["id"]) if self.plan.current else None

    @property
    def path(self) -> str:
        return self.entry.path if self.entry else ""

    @property
    def id_or_stand_in(self) -> str:
        """The id, or what stands for it until the object is created."""
        return self.id or stand_in(self.path)

    def step(self, renamed: Renamed) -> Step:
        resource = self.section.resource
        before = with_new_names(resource, self.plan.before, renamed)
        after = with_new_names(resource, self.plan.after, renamed)
        diff = self.plan._replace(before=before, after=after).diff(resource)
        declared_options = self.entry.options if self.entry else {}
        options = declared_options
        if self.plan.current:
            options = as_found(resource, declared_options, self.plan.current)
        return Step(
            self.section,
            self.plan.operation,
            self.name,
            self.id,
            diff["before"],
            diff["after"],
            self.path,
            options,
            identity=self.identity,
        )

    def steps_anew(self, renamed: Renamed) -> list[Step]:
        """Return the two steps of what is deleted and created anew."""
        resource, plan, step = self.section.resource, self.plan, self.step(renamed)
        sides: tuple[tuple[str, str | None, Values, Values], ...] = (
            (DELETE, self.id, plan.before, {}),
            (CREATE, None, {}, plan.after),
        )
        return [
            step._replace(
                operation=operation,
                name=resource.title_of(before or after),
                id=object_id,
                before=resource.contrast(before, after),
                after=resource.contrast(after, before),
                anew=str(self.id),
            )
            for operation, object_id, before, after in sides
        ]


def stand_in(path: str) -> str:
    """Return what stands for the id of an entry until it is created. No id looks like it."""
    return "%s to be created" % path
