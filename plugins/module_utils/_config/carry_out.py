# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole configuration, from options to the result of the task. Private to this collection."""

from __future__ import annotations

import typing as t

from .. import _apply
from .._client.client import Client
from .._converge import make_plan, warn_of_options
from .._errors import ConfigurationFailed, InconsistentRead, InvalidInput, ZpaError
from .._model.configuration import Options, below
from .._ordering import KEEP
from .._plan import CREATE, DELETE, UPDATE, plan_absent
from .._policy_order import bring_into_order
from .._store import READS_UNTIL_CONSISTENT, ListedStore
from .._tables import Source
from .listing import list_objects
from .plan import REORDER, ConfigPlan, Step, plan_config, stand_in
from .reporter import Reporter
from .stores import Stores

PLANNED, DONE, FAILED, NOT_TRIED = "planned", "done", "failed", "not_tried"
COUNTED = {CREATE: "created", UPDATE: "updated", DELETE: "deleted", REORDER: "reordered"}

# Takes how many of how many steps are done.
Progress = t.Callable[[int, int], None]


def bring_about_config(client: Client, options: Options, progress: Progress) -> dict[str, t.Any]:
    """Bring a tenant to its configuration, and return the result; a read-only client only plans it.

    Raises InvalidInput with every problem before anything is written, or what the client raises while it
    reads. ConfigurationFailed tells what was done and what was not.
    """
    reporter, source = Reporter(client), Source(client)
    plan = plan_config(source, options, reporter)
    listed = list_objects(plan, options["kinds"] or ()) if options["list_objects"] else {}
    if client.read_only:
        shown = [_shown(step, PLANNED) for step in plan.steps if step.is_expected]
    else:
        shown = _carry_out(Stores(source), plan, reporter, progress)
    return {**_result(plan, shown), **listed}


def _result(plan: ConfigPlan, shown: list[dict[str, t.Any]]) -> dict[str, t.Any]:
    counts = {
        name: sum(step["operation"] == operation for step in shown) for operation, name in COUNTED.items()
    }
    return {
        "changed": bool(shown),
        "plan": shown,
        "summary": {**counts, "unchanged": plan.unchanged},
        "diff": [_block(step) for step in shown],
    }


def _shown(step: Step, status: str) -> dict[str, t.Any]:
    """Return a step in the form of the result."""
    return {
        "kind": step.section.resource.key,
        **({"policy_type": step.section.policy_type} if step.section.policy_type else {}),
        "name": step.name,
        "id": step.id,
        "operation": step.operation,
        "before": step.before,
        "after": step.after,
        "status": status,
    }


def _block(shown: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return one block of the diff."""
    kind = " ".join([shown.get("policy_type", ""), shown["kind"].replace("_", " ")]).strip()
    title = "%s '%s' (%s)" % (kind.replace("policy rule", "rule"), shown["name"], shown["operation"])
    if shown["operation"] == REORDER:
        title = "order of the %s rules" % shown["policy_type"]
    return {
        "before": shown["before"],
        "after": shown["after"],
        "before_header": title,
        "after_header": title,
    }


def _carry_out(
    stores: Stores, plan: ConfigPlan, reporter: Reporter, progress: Progress
) -> list[dict[str, t.Any]]:
    shown = {place: _shown(step, NOT_TRIED) for place, step in enumerate(plan.steps) if step.is_expected}
    ids: dict[str, str] = {}
    done = 0
    for place, step in enumerate(plan.steps):
        try:
            with reporter.about(step.path):
                found = _take(stores, step, ids)
        except ZpaError as error:
            is_changed = done > 0 or error.may_have_written
            if isinstance(error, InvalidInput):
                error = ZpaError(" ".join(_located(step, problem) for problem in error.problems))
            failed = shown.setdefault(place, _shown(step, NOT_TRIED))
            failed.update(status=FAILED, error=str(error))
            raise ConfigurationFailed(error, {**_unfinished(plan, shown), "changed": is_changed}) from None
        if place in shown:
            done += 1
            shown[place].update(status=DONE, id=found)
            progress(done, len(shown))
        elif found:
            stores.client.warn(
                "The API did not put new %s rules behind the others. Their order was corrected." % found
            )
            shown[place] = _shown(step, DONE)
    return [shown[place] for place in sorted(shown)]


def _unfinished(plan: ConfigPlan, shown: t.Mapping[int, dict[str, t.Any]]) -> dict[str, t.Any]:
    """Return the result of a task that failed: of what was done, the diff as well."""
    in_order = [shown[place] for place in sorted(shown)]
    done = [step for step in in_order if step["status"] == DONE]
    return {**_result(plan, done), "plan": in_order}


def _located(step: Step, problem: str) -> str:
    """Return a problem with its place in the data. Of an order the place is the list itself."""
    if step.operation == REORDER:
        return "%s: %s" % (step.path, problem.partition(": ")[2])
    return below(step.path, problem)


def _take(stores: Stores, step: Step, ids: dict[str, str]) -> str | None:
    """Take one step, and return the id of its object; for an order that was not expected what it is about.

    It is planned again from what the steps before have made of the tenant: that is where ids come from
    that nobody knew when the whole was planned. ``ids`` gets those of what is created, by their stand-ins.
    """
    if step.operation == REORDER:
        is_changed = _reorder(stores, step, ids)
        return step.name if is_changed and not step.is_expected else None
    store = stores.of(step.section)
    if step.operation == DELETE:
        _delete(store, step)
        return step.id
    if step.operation == UPDATE:
        store.refresh(str(step.id), step.name)
    plan = make_plan(store, step.options)
    _apply.refuse_restricted(store.resource, plan)
    sought = {**step.options, "id": str(plan.current["id"])} if plan.current else step.options
    record = _apply.carry_out(store, plan, replan=lambda: make_plan(store, sought)) or {}
    found = ids[stand_in(step.path)] = str(record["id"])
    store.remember(found, record)
    warn_of_options(store, step.options, plan._replace(current=record, foreseen={}))
    return found


def _delete(store: ListedStore, step: Step) -> None:
    """Delete by id what still has the name by which it was planned. Lists can be behind: it is asked for."""
    resource, object_id = store.resource, str(step.id)
    found = store.alone(object_id, step.name)
    _apply.refuse_renamed(resource, step.name, found)
    plan = plan_absent(resource, found)
    _apply.refuse_restricted(resource, plan)
    _apply.carry_out(store, plan, replan=lambda: plan_absent(resource, store.alone(object_id, step.name)))
    store.remember(object_id, None)


def _reorder(stores: Stores, step: Step, ids: t.Mapping[str, str]) -> bool:
    """Bring all rules of a policy into their planned order. Return whether that took a write.

    A rule that was created can be late in the list, and anywhere in it.
    """
    store = stores.rules_of(step.section)
    planned = [ids.get(rule_id, rule_id) for rule_id in step.options["rules"]]
    created = set(planned) - set(step.options["rules"])
    for attempt in range(READS_UNTIL_CONSISTENT):
        if attempt:
            store.client.wait_for_consistency(attempt)
        store.source.forget_writes(store.resource.kind)
        present = {str(rule["id"]) for rule in store.rules()}
        if created <= present:
            order = [rule_id for rule_id in planned if rule_id in present]
            return bool(order) and bring_into_order(store, {"rules": order, "unlisted": KEEP}).changed
    raise InconsistentRead(
        "The API accepted new %s rules, but does not list them all yet. Their order is not set: run the task "
        "again in a while." % step.section.policy_type
    )
