# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From results of tasks to what they say about the objects of a tenant. Pure and private."""

from __future__ import annotations

import typing as t
from types import MappingProxyType

from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import policy_type_named

from .access import AccessAnalysis, analysis_in
from .beyond import ANALYSIS, CONFIGURATION, RULE, RULE_ORDER
from .moves import moves_between

AS_DECLARED, DRIFTED, ERROR, UNMANAGED = "as_declared", "drifted", "error", "unmanaged"
CREATE, UPDATE, DELETE, REORDER = "create", "update", "delete", "reorder"
# Every other kind is one object.
OF_MANY = (RULE_ORDER, CONFIGURATION)
OUR_MODULES, INFO, WHOLE_TENANT = "zpa_", "_info", "zpa_config"
# What declares nothing of a tenant.
DECLARES_NOTHING = (ANALYSIS, "zpa_audit_report", "zpa_config_files")
DEFAULT_POLICY_TYPE = "access"
HIDDEN_BY_NO_LOG = "no_log hides the result of this task. Only %s is known."
NO_MESSAGE = "The task failed and gave no reason."

Values = t.Mapping[str, t.Any]
NO_VALUES: Values = MappingProxyType({})


class About(t.NamedTuple):
    """Where a result comes from: the name of the task, its file and line as ``file:line``, the host.

    ``connection``: what tells the tenant that it is about from others, by option.
    """

    task: str
    place: str
    host: str
    connection: Values = NO_VALUES


class Finding(t.NamedTuple):
    """What is known of one object, or of the order of the rules of one policy.

    ``kind``: the result key of the module for one object, policy_rule_order; configuration where a whole
    configuration could not be compared. ``status``: as_declared, drifted, error.
    ``operation``: create, update, delete or reorder, what would bring the tenant to what is declared.
    ``declared_at``: the ``file`` and the ``line`` of the folder that declares it, and the lines of the
    ``options`` that differ; None of what a task or nobody declares. ``place``: the same as ``file:line``, or
    that of the task.
    """

    kind: str
    policy_type: str | None
    name: str
    id: str | None
    status: str
    operation: str | None = None
    found: Values = NO_VALUES
    declared: Values = NO_VALUES
    differences: t.Sequence[dict[str, t.Any]] = ()
    moves: t.Sequence[dict[str, t.Any]] = ()
    message: str | None = None
    task: str = ""
    place: str = ""
    host: str = ""
    connection: Values = NO_VALUES
    declared_at: Values | None = None


class UnmanagedObject(t.NamedTuple):
    """An object of a tenant that nobody declared."""

    kind: str
    policy_type: str | None
    name: str
    id: str | None
    connection: Values = NO_VALUES


class TaskResult(t.NamedTuple):
    """A result of a task or of a loop item. ``module``: its name without the collection.

    ``options``: what is known of name, id, policy_type and state, maybe nothing.
    """

    module: str
    result: Values
    options: Values
    about: About


# A result with what it says.
_Told = t.Tuple[TaskResult, t.List[Finding]]


class Tenant(t.NamedTuple):
    """What was found out about one tenant. ``name``: of the host in the inventory.

    ``unnamed``: how many objects are as declared of which only the number is known. ``access``: what was
    found out of who reaches what.
    """

    name: str
    findings: list[Finding]
    unmanaged: list[UnmanagedObject]
    notes: list[str]
    unnamed: int = 0
    access: t.Sequence[AccessAnalysis] = ()


def kind_of_module(module: str) -> str:
    """Return what a module of this collection declares: its name tells. "" for what is not audited."""
    if not module.startswith(OUR_MODULES) or module.endswith(INFO) or module in DECLARES_NOTHING:
        return ""
    return CONFIGURATION if module == WHOLE_TENANT else module[len(OUR_MODULES) :]


def reports_on(module: str) -> bool:
    """Whether a report has what a module says."""
    return module == ANALYSIS or bool(kind_of_module(module))


def tenants_of(
    results: t.Iterable[TaskResult],
    notes: t.Mapping[str, t.Sequence[str]] = MappingProxyType({}),
    access_is_drift: bool = False,
) -> list[Tenant]:
    """Return what all results say, a tenant for each host. ``notes``: sentences by host, to be added.

    That is what ``report`` takes: it puts the other functions of this file together. ``access_is_drift``:
    see ``analysis_in``.
    """
    given = list(results)
    return [
        _tenant(host, [one for one in given if one.about.host == host], notes.get(host, ()), access_is_drift)
        for host in dict.fromkeys([*(one.about.host for one in given), *notes])
    ]


def _tenant(
    host: str, results: t.Sequence[TaskResult], notes: t.Iterable[str], access_is_drift: bool
) -> Tenant:
    differing = _where_they_differ(results)
    told = [(one, findings_of(*one)) for one in differing]
    by_connection: dict[tuple[tuple[str, t.Any], ...], list[_Told]] = {}
    for one, findings in told:
        by_connection.setdefault(tuple(one.about.connection.items()), []).append((one, findings))
    configs = [one.result for one, _findings in told if kind_of_module(one.module) == CONFIGURATION]
    not_listed = dict.fromkeys(str(note) for result in configs for note in result.get("not_listed") or ())
    return Tenant(
        host,
        [finding for _one, findings in told for finding in findings],
        [
            one._replace(connection=dict(connection))
            for connection, group in by_connection.items()
            for one in _unmanaged_by(group)
        ],
        [*not_listed, *notes],
        sum(map(unnamed_of, configs)),
        [
            found._replace(task=one.about.task, place=one.about.place, connection=dict(one.about.connection))
            for one in differing
            for found in [analysis_in(one.module, one.result, access_is_drift)]
            if found
        ],
    )


def _where_they_differ(results: t.Sequence[TaskResult]) -> list[TaskResult]:
    """Return results with what differs in their connections, which is nothing if all are about one tenant."""
    given = [one.about.connection for one in results]
    same = {key for key in set().union(*given) if all(one.get(key) == given[0].get(key) for one in given)}
    return [
        one._replace(
            about=one.about._replace(
                connection={key: value for key, value in one.about.connection.items() if key not in same}
            )
        )
        for one in results
    ]


def _unmanaged_by(told: t.Sequence[_Told]) -> t.Iterable[UnmanagedObject]:
    """Return what nobody declared, of results that are about the same tenant."""
    # What one task does not declare another one can, even one that fails or hides what it finds.
    declared: set[tuple[str | None, ...]] = set()
    for task, findings in told:
        declared.update(_declared_by(task), ((finding.kind, finding.id) for finding in findings))
    found = [
        one
        for task, _findings in told
        if kind_of_module(task.module) == CONFIGURATION
        for one in unmanaged_of(task.result)
    ]
    by_key = {one[:4]: one for one in found}
    return [
        one
        for one in by_key.values()
        if declared.isdisjoint([(one.kind, one.id), (one.kind, one.policy_type, one.name)])
    ]


def _declared_by(task: TaskResult) -> list[tuple[str | None, ...]]:
    """Return by what the object of a task is known, as far as its options tell: kind and ID, or name."""
    kind = kind_of_module(task.module)
    if not kind or kind in OF_MANY or task.result.get("skipped"):
        return []
    object_id, name = _said(task.options, "id"), _called(kind, task.options)
    if object_id:
        return [(kind, object_id)]
    return [(kind, _policy_type(kind, task.options), name)] if name else []


def findings_of(module: str, result: Values, options: Values, about: About) -> list[Finding]:
    """Return what a result says, a finding for each object; nothing for info modules and skipped tasks."""
    kind = kind_of_module(module)
    if module == ANALYSIS and result.get("failed") and "tests" not in result and "censored" not in result:
        return [_failed(CONFIGURATION, result, {}, about)._replace(**about._asdict())]
    if not kind or result.get("skipped"):
        return []
    if "censored" in result:
        about = about._replace(connection=NO_VALUES)
        found = [_censored(kind, result, about)]
    elif kind == CONFIGURATION:
        return _of_config(result, about)
    elif not isinstance(result.get("diff"), t.Mapping):
        # Not "failed": that can be decided otherwise by failed_when, in both directions.
        found = [_failed(kind, result, options, about)]
    elif kind == RULE_ORDER:
        found = [_of_order(result, options)]
    else:
        found = [_of_object(kind, result, options)]
    return [finding._replace(**about._asdict()) for finding in found]


def unmanaged_of(result: Values) -> list[UnmanagedObject]:
    """Return what nobody declared, as far as a result of zpa_config lists it.

    What the plan deletes, because everything that is not declared shall go, is drift instead.
    """
    deleted = {_key(step) for step in result.get("plan") or () if step["operation"] == DELETE}
    return [
        UnmanagedObject(row["kind"], row.get("policy_type"), row["name"], row.get("id"))
        for row in result.get("objects") or ()
        if row["standing"] == UNMANAGED and _key(row) not in deleted
    ]


def unnamed_of(result: Values) -> int:
    """Return how many objects are as declared that a result of zpa_config counts and does not list."""
    if result.get("objects") is not None:
        return 0
    return int((result.get("summary") or {}).get("unchanged", 0))


# -- Single objects --------------------------------------------------------------------------------------


def _of_object(kind: str, result: Values, options: Values) -> Finding:
    shown, diff = result.get(kind) or {}, result["diff"]
    before, after = diff.get("before") or {}, diff.get("after") or {}
    policy_type = shown.get("policy_type") or _policy_type(kind, options)
    name = _called(kind, before, after, shown, options)
    metadata = result.get("metadata") or {}
    # What is deleted is not shown any more, only what is known about it.
    object_id = shown.get("id") or (next(iter(metadata)) if len(metadata) == 1 else None)
    object_id = object_id or _said(options, "id") or None
    return _compared(kind, policy_type, str(name or object_id or ""), object_id, before, after)


def _called(kind: str, *values: Values) -> str:
    """Return what people call an object of which values are known, those that count most first."""
    from .identities import WITH_MORE_THAN_A_NAME

    resource = WITH_MORE_THAN_A_NAME.get(kind)
    told = {name: value for one in reversed(values) for name, value in one.items() if value not in (None, "")}
    if resource is None:
        return str(told.get("name") or "")
    said = {name: told[name] for name in resource.identity if name in told}
    return resource.title_said(said) if said else ""


def _compared(
    kind: str, policy_type: str | None, name: str, object_id: str | None, before: Values, after: Values
) -> Finding:
    operation = _operation(before, after)
    differences = [
        {"option": option, "found": before.get(option), "declared": after.get(option)}
        for option in dict.fromkeys([*before, *after])
        if operation == UPDATE and before.get(option) != after.get(option)
    ]
    status = DRIFTED if operation else AS_DECLARED
    return Finding(kind, policy_type, name, object_id, status, operation, before, after, differences)


def _operation(before: Values, after: Values) -> str | None:
    if before == after:
        return None
    if not before:
        return CREATE
    return UPDATE if after else DELETE


def _of_order(result: Values, options: Values) -> Finding:
    before, after = (result["diff"].get(side) or {} for side in ("before", "after"))
    policy_type = _policy_type(RULE_ORDER, options) or DEFAULT_POLICY_TYPE
    # In check mode a rule can be listed that does not exist yet. It is not on the tenant.
    missing = {rule["name"] for rule in result.get("rules") or () if rule.get("id") is None}
    found = [name for name in before.get("rules") or () if name not in missing]
    return _ordered(policy_type, {"rules": found}, after, {})


def _ordered(policy_type: str, before: Values, after: Values, renamed: t.Mapping[str, str]) -> Finding:
    found, declared = list(before.get("rules") or ()), list(after.get("rules") or ())
    now_called = [renamed.get(name, name) for name in found]
    moves = moves_between(now_called, declared)
    is_drift = now_called != declared
    return Finding(
        RULE_ORDER,
        policy_type,
        policy_type,
        None,
        DRIFTED if is_drift else AS_DECLARED,
        REORDER if is_drift else None,
        {"rules": found},
        {"rules": declared},
        moves=moves,
    )


def _failed(kind: str, result: Values, options: Values, about: About) -> Finding:
    policy_type = _policy_type(kind, options)
    name = policy_type if kind == RULE_ORDER else _called(kind, options) or _said(options, "id")
    message = str(result.get("msg") or NO_MESSAGE)
    return Finding(
        kind, policy_type, name or about.task, _said(options, "id") or None, ERROR, message=message
    )


def _censored(kind: str, result: Values, about: About) -> Finding:
    failed, changed = result.get("failed"), result.get("changed")
    known = "that it failed" if failed else "that something differs" if changed else "that nothing differs"
    status = ERROR if failed else DRIFTED if changed else AS_DECLARED
    return Finding(kind, None, about.task, None, status, message=HIDDEN_BY_NO_LOG % known)


def _policy_type(kind: str, options: Values) -> str | None:
    if kind not in (RULE, RULE_ORDER):
        return None
    said = _said(options, "policy_type") or DEFAULT_POLICY_TYPE
    return policy_type_named(said) or said


def _said(options: Values, option: str) -> str:
    value = options.get(option)
    return "" if value is None else str(value)


# -- Whole configurations --------------------------------------------------------------------------------


def _of_config(result: Values, about: About) -> list[Finding]:
    def placed(finding: Finding, row: Values) -> Finding:
        return finding._replace(**{**about._asdict(), **_declared_at(row)})

    plan = result.get("plan")
    if plan is None:
        return [placed(_failed(CONFIGURATION, result, {}, about), result)]
    found = [placed(_of_step(step, plan), step) for step in plan]
    told = {_key(step) for step in plan}
    ordered = {step["policy_type"] for step in plan if step["operation"] == REORDER}
    for row in result.get("objects") or ():
        policy_type = row.get("policy_type")
        if row["standing"] == UNMANAGED or _key(row) in told:
            continue
        # A rule that differs in its place alone is told by the order.
        is_drift = row["standing"] == DRIFTED and policy_type not in ordered
        status = DRIFTED if is_drift else AS_DECLARED
        finding = Finding(row["kind"], policy_type, row["name"], row.get("id"), status)
        found.append(placed(finding, row))
    return found


def _declared_at(row: Values) -> dict[str, t.Any]:
    """Return what a finding says of where a folder declares it, if its configuration came from one."""
    if "declared_at" not in row:
        return {}
    at = row["declared_at"]
    return {"place": "%s:%s" % (at["file"], at["line"]) if at else "", "declared_at": at}


def _of_step(step: Values, plan: t.Sequence[Values]) -> Finding:
    policy_type = step.get("policy_type")
    if step["operation"] == REORDER:
        finding = _ordered(str(policy_type), step["before"], step["after"], _renamed(plan, policy_type))
    else:
        finding = _compared(
            step["kind"], policy_type, step["name"], step.get("id"), step["before"], step["after"]
        )
    # The plan knows better than a comparison: a secret that differs is the same when it is hidden.
    finding = finding._replace(status=DRIFTED, operation=step["operation"])
    return finding._replace(status=ERROR, message=str(step["error"])) if step.get("error") else finding


def _renamed(plan: t.Iterable[Values], policy_type: str | None) -> dict[str, str]:
    """Return the new names of the rules of a policy type by their old ones."""
    return {
        step["before"]["name"]: step["after"]["name"]
        for step in plan
        if step["operation"] == UPDATE
        and step.get("policy_type") == policy_type
        and "name" in step["before"]
        and "name" in step["after"]
    }


def _key(row: Values) -> tuple[t.Any, ...]:
    """Return what tells an object from others. Without an ID, which no two share, it is the name."""
    if row.get("operation") == REORDER:
        return (REORDER, row.get("policy_type"))
    return (row["kind"], row.get("policy_type"), row.get("id") or row["name"])
