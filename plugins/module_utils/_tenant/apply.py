# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole configuration, from options to the result of the task. Private to this collection."""

from __future__ import annotations

import contextlib
import functools
import typing as t

from .._client.client import Client
from .._engine import apply, mode
from .._engine.listed_store import ListedStore
from .._engine.plan import CREATE, DELETE, NOTHING, UPDATE, Plan, fields_not_as_planned, plan_absent
from .._engine.reconcile import as_found, make_plan, warn_of_options
from .._engine.source import Source
from .._errors import (
    Abandoned,
    ConfigurationFailed,
    InconsistentRead,
    InvalidInput,
    ZpaError,
    after_write,
)
from .._policy.ordering import KEEP
from .._policy.reorder import bring_into_order
from .._schema.field_type import FORCE, Record
from .._schema.resource import Resource
from .access_options import ENFORCE, OFF, access_mode
from .plan import ConfigPlan, plan_config
from .referrers import find_referrers
from .repositories import Stores
from .sections import Options, below, number_in
from .standing import list_objects
from .steps import DELETE_MANY, LOOK, REORDER, TOGETHER, Step, stand_in
from .summary import diff_of, plan_summary, plural_of
from .warnings import Reporter

if t.TYPE_CHECKING:
    from .access import AccessJudge

# So many objects are named in a message.
MOST_NAMED = 10
PLANNED, DONE, FAILED, NOT_TRIED = "planned", "done", "failed", "not_tried"
COUNTED = {CREATE: "created", UPDATE: "updated", DELETE: "deleted", REORDER: "reordered"}

# What objects had before, canonical values, by the path of their list and their ids.
Had = t.Dict[t.Tuple[str, str], t.Mapping[str, t.Any]]

# Whether what was deleted together with others was there, by the path of its list and its id.
Gone = t.Dict[t.Tuple[str, str], bool]
# Takes how many of how many steps are done, 0 where they begin, and of what kind the last one was.
Progress = t.Callable[[int, int, str], None]


def bring_about_config(client: Client, options: Options, progress: Progress) -> dict[str, t.Any]:
    """Bring a tenant to its configuration, and return the result; in check mode it is only planned.

    Raises InvalidInput with every problem before anything is written, or what the client raises while it
    reads, or AccessRefused for a plan that must not be. ConfigurationFailed tells what was done and what was
    not.
    """
    reporter, source = Reporter(client), Source(client)
    judge = _judge(client, source, options)
    plan = plan_config(source, options, reporter)
    access = {"access": judge.judge(plan)} if judge else {}
    listed = list_objects(plan, options["kinds"] or ()) if options["list_objects"] else {}
    told = {**listed, **access}
    if judge:
        _refuse(plan, told, options)
    planned = _result(plan, [_shown(step, PLANNED) for step in plan.steps if step.is_expected])
    take_steps = functools.partial(_take_steps, Stores(source), plan, reporter, progress)
    try:
        return {**mode.carried_out(client, planned, take_steps), **told}
    except ConfigurationFailed as error:
        error.add(access)
        raise


def _judge(client: Client, source: Source, options: Options) -> AccessJudge | None:
    """Return who judges what a plan does to access, None where nobody asks."""
    if access_mode(options) == OFF:
        return None
    # It is big, and most tasks do without.
    from .access import AccessJudge

    return AccessJudge(client, source, options)


def _refuse(plan: ConfigPlan, told: t.Mapping[str, t.Any], options: Options) -> None:
    """Raise AccessRefused for a plan that was judged and must not be carried out."""
    from .access import AccessRefused

    problems = told["access"]["refused"]
    if problems and access_mode(options) == ENFORCE:
        steps = {place: _shown(step, NOT_TRIED) for place, step in enumerate(plan.steps) if step.is_expected}
        result = {**_unfinished(plan, steps, 0), "changed": False, **told}
        raise AccessRefused(problems, result, "Nothing was written.")


def _result(plan: ConfigPlan, shown: list[dict[str, t.Any]], found: int = 0) -> dict[str, t.Any]:
    """Return the result. ``found``: how many objects others have brought to what is declared."""
    counts = {
        name: sum(step["operation"] == operation for step in shown) for operation, name in COUNTED.items()
    }
    return {
        "changed": bool(shown),
        "plan": shown,
        "summary": {**counts, "unchanged": plan.unchanged + found},
        "plan_summary": plan_summary(shown),
        "diff": diff_of(shown),
    }


def _shown(step: Step, status: str) -> dict[str, t.Any]:
    """Return a step in the form of the result."""
    return {
        "kind": step.section.resource.key,
        **step.section.tags,
        "name": step.name,
        "id": step.id,
        "operation": step.operation,
        "before": step.before,
        "after": step.after,
        "status": status,
        "entry": number_in(step.path),
    }


class Taken(t.NamedTuple):
    """A step that was taken: the id of its object, for an order what it is about.

    ``plan``: what there was to do, where that is another than was planned. ``is_needed``: whether there was.
    ``created``: the plan of what was created, if anything was.
    """

    found: str | None
    plan: Plan | None = None
    is_needed: bool = True
    created: Plan | None = None


class Made(t.NamedTuple):
    """An object that was created: the place of its step, its name and the plan."""

    place: int
    name: str
    plan: Plan

    def is_shown(self, resource: Resource, record: Record | None) -> bool:
        """Whether it is there, as planned."""
        return record is not None and not fields_not_as_planned(resource, self.plan, record)


def _take_steps(stores: Stores, plan: ConfigPlan, reporter: Reporter, progress: Progress) -> dict[str, t.Any]:
    shown = {place: _shown(step, NOT_TRIED) for place, step in enumerate(plan.steps) if step.is_expected}
    ids: dict[str, str] = {}
    made: dict[str, dict[str, Made]] = {}
    had: Had = {}
    gone: Gone = {}
    total, done, found = len(shown), 0, 0
    progress(done, total, "")
    for place, step in enumerate(plan.steps):
        of_list = made.setdefault(step.section.path, {})
        try:
            with reporter.about(step.path):
                taken = _take(stores, step, ids, of_list, had, gone)
        except ZpaError as error:
            is_done = any(one["status"] == DONE for one in shown.values())
            is_changed = error.may_have_written or is_done or bool(had) or any(gone.values())
            if isinstance(error, InvalidInput):
                error = ZpaError(" ".join(_located(step, problem) for problem in error.problems))
            if not isinstance(error, Abandoned) or error.may_have_written:
                unseen = error.ids if isinstance(error, InconsistentRead) else ()
                if step.operation == LOOK:
                    unseen = unseen or list(of_list)
                failing = [of_list[one].place for one in unseen if one in of_list] or [place]
                for at_once in _members(plan, step, ()) if unseen and step.operation == DELETE_MANY else ():
                    shown[at_once].update(status=DONE)
                for failed in _members(plan, step, unseen) or failing:
                    entry = shown.setdefault(failed, _shown(step, NOT_TRIED))
                    entry.update(status=FAILED, error=str(error))
            result = {**_unfinished(plan, shown, found), "changed": is_changed}
            raise ConfigurationFailed(error, result) from None
        for done_with in _members(plan, step, ()) if step.operation == TOGETHER else ():
            if _is_only(plan.steps[done_with], step.options["field"]):
                shown[done_with].update(status=DONE)
        if taken.created:
            of_list[str(taken.found)] = Made(place, step.name, taken.created)
        if place in shown:
            done += 1
            shown[place].update(status=DONE, id=taken.found)
            if taken.plan:
                diff = taken.plan.diff(step.section.resource)
                shown[place].update(operation=taken.plan.operation, **diff)
            if not taken.is_needed:
                del shown[place]
                # What nobody declares is no declared object that stays as it is, nor is half of one.
                found += bool(step.path) and not (step.anew and step.operation == DELETE)
            progress(done, total, plural_of(step.section))
        elif taken.is_needed:
            stores.client.warn(
                "The API did not put new %s rules behind the others. Their order was corrected." % step.name
            )
            shown[place] = _shown(step, DONE)
    return _result(plan, [shown[place] for place in sorted(shown)], found)


def _unfinished(plan: ConfigPlan, shown: t.Mapping[int, dict[str, t.Any]], found: int) -> dict[str, t.Any]:
    """Return the result of a task that failed: of what was done, the diff as well."""
    in_order = [shown[place] for place in sorted(shown)]
    done = [step for step in in_order if step["status"] == DONE]
    return {**_result(plan, done, found), "plan": in_order, "plan_summary": plan_summary(in_order)}


def _located(step: Step, problem: str) -> str:
    """Return a problem with its place in the data. Of an order the place is the list itself."""
    if step.operation == REORDER:
        return "%s: %s" % (step.path, problem.partition(": ")[2])
    return below(step.path, problem)


def _is_only(step: Step, name: str) -> bool:
    """Whether an object gets nothing else than one field."""
    return {option for option, value in step.after.items() if step.before.get(option) != value} == {name}


def _members(plan: ConfigPlan, step: Step, unseen: t.Sequence[str]) -> list[int]:
    """Return the places of what was to be written or deleted together: of the ``unseen`` ones, or of all."""
    if step.operation not in (TOGETHER, DELETE_MANY):
        return []
    which = set(unseen) or {one.id for one in step.options["members"]}
    path = step.section.path
    return [
        place
        for place, one in enumerate(plan.steps)
        if one.section.path == path
        and one.operation == (UPDATE if step.operation == TOGETHER else DELETE)
        and one.id in which
    ]


def _take(
    stores: Stores, step: Step, ids: dict[str, str], made: t.Mapping[str, Made], had: Had, gone: Gone
) -> Taken:
    """Take one step.

    It is planned again from what the steps before have made of the tenant: that is where ids come from
    that nobody knew when the whole was planned. What others have created since is planned from as well.
    ``ids`` gets those of what is created, by their stand-ins. ``made``: what of the same list was created.
    ``had``: what was taken from objects before their own steps, when several of them were written together;
    ``gone``: what several of them were before, when they were deleted together.
    """
    if step.operation == REORDER:
        is_changed = _reorder(stores, step, ids, made)
        return Taken(None, is_needed=is_changed or step.is_expected)
    store = stores.of(step.section)
    if step.operation == LOOK:
        if made:
            _look_for(store, made)
        return Taken(None, is_needed=False)
    if step.operation == DELETE_MANY:
        _delete_many(store, step, gone)
        return Taken(None, is_needed=False)
    if step.anew and (step.operation == DELETE or (step.section.path, step.anew) in had):
        return _take_anew(store, step, ids, had)
    if step.operation == DELETE:
        was_there = gone.get((step.section.path, str(step.id)))
        return Taken(step.id, is_needed=_delete(store, step) if was_there is None else was_there)
    if step.operation == TOGETHER:
        _write_together(store, step, had)
        return Taken(None, is_needed=False)
    earlier = had.get((step.section.path, str(step.id)), {})
    if step.operation != UPDATE:
        store.look_for(step.options)
    elif not earlier or make_plan(store, step.options).changes:
        store.refresh(str(step.id), step.name)
    plan = make_plan(store, step.options)
    apply.refuse_restricted(store.resource, plan)
    if step.operation == CREATE and plan.operation != CREATE:
        apply.tell_of_other_creator(store, plan)
    sought = as_found(store.resource, step.options, plan.current) if plan.current else step.options
    done = apply.carry_out(store, plan, lambda: make_plan(store, sought), is_listed_later=True)
    record = done.record or {}
    found = ids[stand_in(step.path)] = str(record["id"])
    store.remember(found, record)
    warn_of_options(store, step.options, plan._replace(current=record, foreseen={}))
    if done.plan.operation == CREATE:
        return Taken(found, created=done.plan)
    if earlier:
        # It was read for that, so that it is no change which only a list shows.
        before = {**done.plan.before, **earlier}
        return Taken(found, done.plan._replace(operation=UPDATE, before=before))
    # Steps before can have brought a part of what was planned, and that is told where it was planned. But
    # what only a list shows is no change.
    if step.operation == CREATE or store.resource.kind.may_list_less:
        return Taken(found, done.plan, done.plan.operation != NOTHING)
    return Taken(found)


def _take_anew(store: ListedStore, step: Step, ids: dict[str, str], had: Had) -> Taken:
    """Take one of the two steps of what is deleted and created anew. ``had`` gets what the second one needs.

    What somebody else has brought about since is not deleted, and the second step does what is left.
    """
    # Hardly any configuration does it.
    from .._engine import anew

    key = (step.section.path, step.anew)
    if step.operation == DELETE:
        store.refresh(step.anew, step.name)
        plan = make_plan(store, step.options)
        if plan.is_anew:
            named = find_referrers(Source(store.client), store.resource, plan.current or {})
            apply.refuse_named(store, plan, named or ())
            anew.delete(store, plan)
            had[key] = plan.after
        return Taken(step.id, is_needed=plan.is_anew)
    plan = Plan(CREATE, None, {}, had[key])
    record = anew.create(store, plan) or {}
    found = ids[stand_in(step.path)] = str(record["id"])
    store.remember(found, record)
    return Taken(found)


def _write_together(store: ListedStore, step: Step, had: Had) -> None:
    """Give several objects the same value. ``had`` gets what they had before, of all that is written here."""
    # Few configurations need it.
    from .._engine import together

    name, value = step.options["field"], step.options["value"]
    for one in step.options["first"]:
        store.refresh(str(one.id), one.name)
        options = {**one.options, name: None}
        plan = make_plan(store, options)
        apply.refuse_restricted(store.resource, plan)
        record = apply.carry_out(store, plan, functools.partial(make_plan, store, options)).record
        store.remember(str(one.id), record)
        if plan.changes:
            had[step.section.path, str(one.id)] = plan.before
    members = [(one, store.with_id(str(one.id), one.name)) for one in step.options["members"]]
    records = [record for _one, record in members if record]
    before = {str(record["id"]): store.resource.field(name).read(record) for record in records}
    together.write(store, store.resource.field(name), value, records)
    for object_id, value_before in before.items():
        key = step.section.path, object_id
        had[key] = {**had.get(key, {}), name: value_before}


def _look_for(store: ListedStore, made: t.Mapping[str, Made]) -> None:
    """Read a list once more, until it shows all that was created in it. A late one gets a little time.

    What it never shows as planned is read alone: that may be a matter of the list. Raises InconsistentRead.
    """
    resource = store.resource
    listed: dict[str, Record | None] = {}

    def look() -> bool | None:
        table = store.list_anew()
        listed.update((object_id, table.with_id(object_id)) for object_id in made)
        return all(one.is_shown(resource, listed[object_id]) for object_id, one in made.items()) or None

    with after_write("The creation itself was accepted") if made else contextlib.nullcontext():
        if store.once_shown(look):
            return
    late = [object_id for object_id in made if listed[object_id] is None]
    if late:
        kind = resource.kind
        noun, them = (kind.noun, "it") if len(late) == 1 else (kind.plural, "them")
        named = ["'%s' (id %s)" % (made[object_id].name, object_id) for object_id in late[:MOST_NAMED]]
        named += ["%d more" % (len(late) - MOST_NAMED)] if len(late) > MOST_NAMED else []
        raise InconsistentRead(
            "The API accepted the creation of %s %s, but %s"
            % (noun, ", ".join(named), apply.SHOWN_LATE % ("list %s" % them)),
            late,
        )
    for object_id, one in made.items():
        if not one.is_shown(resource, listed[object_id]):
            apply.read_back(store, one.plan, object_id)


def _delete(store: ListedStore, step: Step) -> bool:
    """Delete by id what still has the name by which it was planned. Lists can be behind: it is asked for.

    Return whether it was there.
    """
    resource, object_id = store.resource, str(step.id)
    found = store.alone(object_id, step.name)
    apply.refuse_renamed(resource, step.identity, found)
    is_forced = step.options.get(FORCE) is True
    plan = plan_absent(resource, found, is_forced)
    apply.refuse_restricted(resource, plan)

    def replan() -> Plan:
        return plan_absent(resource, store.alone(object_id, step.name), is_forced)

    apply.carry_out(store, plan, replan)
    store.remember(object_id, None)
    return plan.operation != NOTHING


def _delete_many(store: ListedStore, step: Step, gone: Gone) -> None:
    """Delete several objects by one request. ``gone`` gets which of them were there."""
    # Few configurations need it.
    from .._engine import bulk

    victims = {str(one.id): one.identity for one in step.options["members"]}
    deleted = bulk.delete(store, victims)
    for object_id in victims:
        store.remember(object_id, None)
        gone[step.section.path, object_id] = object_id in deleted


def _reorder(stores: Stores, step: Step, ids: t.Mapping[str, str], made: t.Mapping[str, Made]) -> bool:
    """Bring all rules of a policy into their planned order. Return whether that took a write.

    A rule that was created can be late in the list, and anywhere in it.
    """
    store = stores.rules_of(step.section)
    _look_for(store, made)
    planned = [ids.get(rule_id, rule_id) for rule_id in step.options["rules"]]
    present = {str(rule["id"]) for rule in store.rules()}
    order = [rule_id for rule_id in planned if rule_id in present]
    return (
        bool(order) and bring_into_order(store, {"rules": order, "are_ids": True, "unlisted": KEEP}).changed
    )
