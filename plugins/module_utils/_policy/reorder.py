# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bringing the rules of a policy into their declared order. Private to this collection."""

from __future__ import annotations

import typing as t
from collections import Counter

from .._engine import mode, references
from .._engine.repository import READS_UNTIL_CONSISTENT
from .._errors import (
    OUTCOME_UNKNOWN,
    ApiError,
    ChangedMeanwhile,
    InconsistentRead,
    InvalidInput,
    UncertainWrite,
    after_write,
    while_doing,
)
from .._schema.field_type import Reference
from .._schema.kind import Kind
from .._schema.scalars import Name
from . import ordering
from .ordering import Placed
from .repository import PolicyStore

TRIES = 3
# How the API refuses an order that was made for other rules than there are: the vendor's page on access
# policies gives the reasons, and an id for some of them only.
STALE_REASONS = (
    "resource input length is not valid",
    "does not belong to the policySetId",
    "Missing ruleIds",
)

# What messages about several rules of one name call them.
ANY_RULE = Kind("rule", "")

Options = t.Mapping[str, t.Any]


class Arrangement(t.NamedTuple):
    """The order as it is and as it shall be: rules, and the ids of all of them in the new order."""

    rules: list[Placed]
    wanted: list[str]

    @property
    def present(self) -> list[str]:
        return [rule.id for rule in self.rules]

    @property
    def name_of(self) -> dict[str, str]:
        """The names of the rules by their ids."""
        return {rule.id: rule.name for rule in self.rules}

    @property
    def changes(self) -> bool:
        return self.present != self.wanted

    def names(self, ids: t.Iterable[str]) -> list[str]:
        """Return what the rules are called, with the id where a name occurs twice."""
        name_of = self.name_of
        times = Counter(name_of.values())
        return [
            name_of[rule_id] if times[name_of[rule_id]] == 1 else "%s (id %s)" % (name_of[rule_id], rule_id)
            for rule_id in ids
        ]


class Reordered(t.NamedTuple):
    """What a task did or, in check mode, would do."""

    changed: bool
    diff: dict[str, dict[str, list[str]]]
    rules: list[dict[str, t.Any]]


def bring_into_order(store: PolicyStore, options: Options) -> Reordered:
    """Bring the rules of one policy into the declared order, with one write at most; see ``converge``.

    Raises InvalidInput with every problem found, or what the client raises.
    """
    plan = plan_order(store, options)
    done = mode.carried_out(store.client, plan, lambda: _bring_in(store, plan, options))
    before, after = plan.names(plan.present), done.names(done.wanted)
    name_of = done.name_of
    return Reordered(
        plan.changes,
        {"before": {"rules": before}, "after": {"rules": after}},
        [
            {"id": _real(rule_id), "name": name_of[rule_id], "order": number}
            for number, rule_id in enumerate(done.wanted, 1)
        ],
    )


def plan_order(store: PolicyStore, options: Options) -> Arrangement:
    """Read the rules and plan their order. Writes nothing. Raises InvalidInput with every problem."""
    rules = store.placed()
    problems: list[str] = []
    wanted = _resolve(store, rules, options, problems)
    refused: list[str] = []
    order = [] if problems else ordering.arrange(rules, wanted, options["unlisted"], refused)
    if order != [rule.id for rule in rules] and store.why_unordered():
        refused.append(store.why_unordered())
    problems += ["rules: %s" % problem for problem in refused]
    if problems:
        raise InvalidInput(problems)
    return Arrangement(rules, order)


def _resolve(store: PolicyStore, rules: list[Placed], options: Options, problems: list[str]) -> list[str]:
    """Return the ids of the rules that names and ids mean; with ``are_ids`` no name is looked for.

    In check mode a rule that does not exist yet is added to ``rules``, where it would be created.
    """
    kind = store.resource.kind
    by_id = {rule.id: rule for rule in rules}
    by_name: dict[str, list[Placed]] = {}
    for rule in rules if not options.get("are_ids") else ():
        by_name.setdefault(rule.name, []).append(rule)
    tokens = [Name().accept(given) for given in options["rules"]]
    wanted: dict[str, str] = {}
    for place, token in enumerate(tokens):
        path = "rules[%d]" % place
        identified = [by_id[token]] if token in by_id else []
        # Each rule is listed once: what is given by its own id as well is not meant by its name.
        named = [rule for rule in by_name.get(token, []) if not identified or rule.id not in tokens]
        found = identified + named
        if len(found) > 1:
            problems.append(references.ambiguous(ANY_RULE, path, token, _said(identified), _said(found)))
            continue
        if not found and options.get("are_ids"):
            problems.append("%s: the rule with the id %s is not there any more." % (path, token))
            continue
        if not found:
            near, foresees = store.table.near, store.names.foresees
            reference = references.unknown(kind, path, token, near, problems, foresees)
            if isinstance(reference, references.Unresolved):
                continue
            found = [Placed(reference.id, reference.name)]
            rules.insert(ordering.end_of(rules), found[0])
            by_id[reference.id.replace(references.NOT_YET, "")] = by_id[reference.id] = found[0]
        if found[0].id in wanted:
            problems.append(
                "%s: '%s' is listed already, as %s. List each rule once."
                % (path, found[0].name, wanted[found[0].id])
            )
            continue
        wanted[found[0].id] = path
    return list(wanted)


def _said(rules: t.Iterable[Placed]) -> list[Reference]:
    return [Reference(rule.id, rule.name) for rule in rules]


def _bring_in(store: PolicyStore, plan: Arrangement, options: Options) -> Arrangement:
    """Write the new order, and return it as the tenant then has it.

    What others change meanwhile is planned for, a few times; a lost answer is looked after.
    """
    if not plan.changes:
        return plan
    patience = store.client.new_patience()
    lost: UncertainWrite | None = None
    with while_doing("order the %s" % store.resource.kind.plural):
        for attempt in range(TRIES):
            try:
                _write(store, plan)
            except UncertainWrite as error:
                lost = error
                store.client.wait_after(lost, attempt, patience)
                with after_write(OUTCOME_UNKNOWN):
                    plan = _plan_again(store, options)
            except ApiError as error:
                fresh = _planned_anew(store, plan, error, options)
                if fresh is None or attempt + 1 == TRIES:
                    raise
                store.client.wait_for_consistency(attempt + 1, patience)
                plan = fresh
            else:
                found = _read_back(store, plan, options)
                if not found.changes:
                    return found
                plan = found
            if not plan.changes:
                return plan
        if lost:
            lost.hint("Its outcome is unknown: run the task again to find out, and to complete it")
            raise lost
    raise InconsistentRead(
        "The rules changed whenever their order was written, %d times. Look who else changes them, and run "
        "the task again." % TRIES
    )


def _planned_anew(
    store: PolicyStore, plan: Arrangement, refusal: ApiError, options: Options
) -> Arrangement | None:
    """Return a new plan where the refusal comes of other rules than were planned for, else None."""
    if not (refusal.is_bad_request or refusal.is_stale):
        return None
    fresh = _plan_again(store, options)
    if fresh == plan:
        return None
    others = {rule for rule in fresh.rules if rule.is_fixed} != {rule for rule in plan.rules if rule.is_fixed}
    if _is_stale(refusal) or others or set(fresh.present) != set(plan.present):
        return fresh
    return None


def _plan_again(store: PolicyStore, options: Options) -> Arrangement:
    """Plan on the rules as they are now. Raises ChangedMeanwhile if that cannot be done any more."""
    store.forget()
    try:
        return plan_order(store, options)
    except InvalidInput as error:
        raise ChangedMeanwhile("Rules changed while they were ordered: %s" % error) from None


def _write(store: PolicyStore, plan: Arrangement) -> None:
    move = ordering.single_move(plan.present, plan.wanted)
    if move:
        store.move(move.rule_id, move.place)
    else:
        store.arrange(plan.wanted)


def _is_stale(error: ApiError) -> bool:
    said = error.reason.casefold()
    return error.is_stale or any(reason.casefold() in said for reason in STALE_REASONS)


def _read_back(store: PolicyStore, plan: Arrangement, options: Options) -> Arrangement:
    """Return the order as the tenant has it, once it is as declared or for other rules than planned."""
    found = plan
    for attempt in range(READS_UNTIL_CONSISTENT):
        with after_write("The new order itself was accepted"):
            if attempt:
                store.client.wait_for_consistency(attempt)
            found = _plan_again(store, options)
        changed = set(found.present) != set(plan.present)
        if changed and not found.changes:
            store.client.warn(
                "Somebody else added or deleted rules while their order was written. It is as declared."
            )
        if changed or not found.changes:
            return found
    said = "as it was before" if found.present == plan.present else "otherwise"
    raise InconsistentRead(
        "The API accepted the new order of the %s, but shows it %s: %s. Another writer may have ordered them "
        "meanwhile. Run the task again."
        % (store.resource.kind.plural, said, ", ".join(found.names(found.present)))
    )


def _real(rule_id: str) -> str | None:
    return None if rule_id.endswith(references.NOT_YET) else rule_id
