# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an audit keeps of the tasks that it runs: a file for each host. Private.

Its first line says where in the play the audit began, the others are results. The files are in the folder
that ansible-core makes for each of its runs and removes at its end. Workers are forks of the run, so that
they know it. No variable says that a host is audited: a task could set it.

The callback that reports a whole run has such a file as well, of all hosts. What ansible-core hands to
callbacks is no data since 2.22: whatever a vaulted file has, a 0 or a name, is masked wherever it occurs.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import typing as t
import uuid

from ansible_collections.zerotrust.zpa.plugins.module_utils._files import NotWritten, append, writing
from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import LAYOUT, visible

from ._drift.beyond import ANALYSIS
from ._drift.findings import About, TaskResult, kind_of_module, reports_on
from ._drift.tasks import module_of, task_result
from ._scope import (
    INSIDE,
    OUTSIDE,
    UNCLEAR,
    Scope,
    ends,
    is_check,
    may_be_notified_in,
    scope_of,
    standing_of,
)

if t.TYPE_CHECKING:
    from ansible.plugins.action import ActionBase

# It says nothing of its names to those who check types.
constants: t.Any = importlib.import_module("ansible.constants")
FOLDER = "zpa-audit"
ELSEWHERE = "let ANSIBLE_LOCAL_TEMP name another folder"
JOURNAL, CUT_SHORT, REPORT = "journal of ", "cut off ", "report in "
OF_THE_RUN = "whole run"
# Whether a callback reports the run that this process belongs to. Set before it forks its workers.
is_reported = False
# The variable of a task by which the callback finds the result. Results are masked, and tasks are not.
KEPT_AS = "_zpa_reported_as"
# Put on a task, which all tries of it share. Of each item of a loop Ansible makes a task of its own.
TRIED = "_zpa_audit_key"
NOT_ENDED = (
    "An audit of %s has begun and has not ended, and it is not known whether this task is part of it. Nothing"
    " was written. End the audit before this task, in the block in which it began, with phase: end of"
    " zpa_audit_report. The role zpa_audit does so."
)
Result = t.Dict[str, t.Any]


def has_begun(host: str) -> bool:
    """Whether an audit of a host has begun, and nobody has ended it."""
    return os.path.exists(_path(JOURNAL + host))


def standing_in_audit(task: t.Any, host: str) -> str:
    """Return whether a task is INSIDE an audit of a host, OUTSIDE, or whether that is UNCLEAR."""
    scope, cut_short = _scope_in(JOURNAL + host), _scope_in(CUT_SHORT + host)
    standing = standing_of(task, host, scope) if scope else OUTSIDE
    if standing == OUTSIDE and cut_short and may_be_notified_in(task, cut_short):
        return UNCLEAR
    return standing


def can_end(task: t.Any, host: str) -> bool:
    """Whether a task can end the audit of a host that has begun: no other one than where it began does."""
    scope = _scope_in(JOURNAL + host)
    return scope is not None and ends(task, scope)


def refused(host: str) -> Result:
    """Return the result of a task of which nobody knows whether it is audited, and which could write."""
    return {"failed": True, "changed": False, "msg": NOT_ENDED % host}


def open_journal(host: str, task: t.Any) -> None:
    """Begin the audit of a host with a task, and with a journal that has no results. Raises NotWritten."""
    _make_folder()
    path = _path(JOURNAL + host)
    with writing(path, ELSEWHERE), open(path, "w", encoding="ascii") as stream:
        stream.write(json.dumps(scope_of(task)._asdict()) + "\n")


def close_journal(host: str) -> None:
    """End the audit of a host, if there is one."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(_path(JOURNAL + host))


def drop_journal(host: str) -> None:
    """Take the audit of a host for over that was cut short. Handlers that it has notified may still wait."""
    with contextlib.suppress(FileNotFoundError):
        os.replace(_path(JOURNAL + host), _path(CUT_SHORT + host))


def may_report(host: str, folder: str) -> bool:
    """Whether no other host writes its report to a folder in this run of Ansible. Raises NotWritten."""
    _make_folder()
    path, owner = _path(REPORT + os.path.realpath(folder)), _path(host)
    try:
        with writing(path, ELSEWHERE):
            os.symlink(owner, path)
    except NotWritten as error:
        if not isinstance(error.__cause__, FileExistsError):
            raise
        return os.readlink(path) == owner
    return True


def begin_report() -> None:
    """Keep what tasks of this run find out in check mode, for ``results_of_the_run``. Raises NotWritten."""
    global is_reported
    _make_folder()
    path = _path(OF_THE_RUN)
    with writing(path, ELSEWHERE), open(path, "a", encoding="ascii"):
        is_reported = True


def results_of_the_run() -> dict[str, TaskResult]:
    """Return what was kept for the report of this run, by the keys that tasks got. Raises OSError."""
    return _read(OF_THE_RUN) if is_reported else {}


def run_or_only_check(action: ActionBase, host: str, run: t.Callable[[], Result]) -> Result:
    """Run an action as its task says, or for an audit. If that is unclear, what can write does not run."""
    task = action._task
    standing = standing_in_audit(task, host)
    if standing == UNCLEAR and kind_of_module(module_of(task)):
        return refused(host)
    if standing == INSIDE:
        return run_in_forced_check_mode(action, host, lambda: _reported(task, host, run))
    return _reported(task, host, run)


def only_looks(task: t.Any) -> bool:
    """Whether a task changes nothing: in check mode, or since it never does."""
    return is_check(task) or module_of(task) == ANALYSIS


def _reported(task: t.Any, host: str, run: t.Callable[[], Result]) -> Result:
    """Run a task and keep its result if a callback reports it, which misses what could not be kept."""
    if not is_reported or not only_looks(task) or not reports_on(module_of(task)):
        return run()
    # Of an earlier try.
    task.vars = {name: value for name, value in task.vars.items() if name != KEPT_AS}
    result = run()
    if "ansible_job_id" not in result:
        task.vars = {**task.vars, KEPT_AS: _key_of(task)}
        with contextlib.suppress(OSError):
            _keep(OF_THE_RUN, task, host, result)
    return result


def run_in_forced_check_mode(action: ActionBase, host: str, run: t.Callable[[], Result]) -> Result:
    """Run an action for an audit: in check mode whatever its task says, with its result in the journal.

    A failure is a finding, after which the audit goes on. What ends a task from outside, as its timeout does,
    is one as well, and is raised.
    """
    task = action._task
    task.check_mode = task.diff = True
    # A look does not go on in the background, and changes nothing of which handlers should know.
    task.async_val, task.notify = 0, []
    try:
        result = run()
    except Exception as error:
        result = {"failed": True, "msg": str(error)}
    except BaseException as error:
        _keep(JOURNAL + host, task, host, {"failed": True, "msg": str(error)})
        raise
    told = _keep(JOURNAL + host, task, host, result)
    if not reports_on(module_of(task)) or not result.get("failed"):
        return result
    warning = "The audit goes on after a task that fails: %s" % visible(
        str(told.get("msg", "no_log hides why.")), LAYOUT
    )
    kept = {key: value for key, value in result.items() if key != "exception"}
    return {**kept, "failed": False, "changed": False, "warnings": [warning]}


def results_of(host: str) -> list[TaskResult]:
    """Return what is in the journal of a host. Raises FileNotFoundError if no audit of it has begun."""
    return list(_read(JOURNAL + host).values())


def _read(what: str) -> dict[str, TaskResult]:
    """Return the results in a journal by their keys. Of what was tried again the last try counts."""
    found: dict[str, TaskResult] = {}
    with open(_path(what), encoding="ascii") as stream:
        for row in map(json.loads, stream):
            if "key" in row:  # not the line that says where the audit began
                key, about = row.pop("key"), About(**row.pop("about"))
                found[key] = TaskResult(**row, about=about)
    return found


def _scope_in(what: str) -> Scope | None:
    try:
        with open(_path(what), encoding="ascii") as stream:
            return Scope(**json.loads(stream.readline()))
    except FileNotFoundError:
        return None


def _make_folder() -> None:
    """Make the folder for what is kept of this run, readable by its owner alone."""
    folder = os.path.dirname(_path(""))
    with writing(folder, ELSEWHERE):
        os.makedirs(folder, mode=0o700, exist_ok=True)


def _path(what: str) -> str:
    """Return where something about this run of Ansible is kept."""
    name = hashlib.sha256(what.encode("utf-8", "surrogateescape")).hexdigest()
    return os.path.join(constants.DEFAULT_LOCAL_TMP, FOLDER, name)


def _keep(what: str, task: t.Any, host: str, result: Result) -> Result:
    """Add a result to a journal if it is about objects, and return what others may know of it."""
    told = {"censored": True, "changed": result.get("changed")} if task.no_log else result
    if reports_on(module_of(task)):
        failed = bool(result.get("failed"))
        _append(_path(what), _line(_key_of(task), task_result(task, host, told, failed)))
    return told


def _key_of(task: t.Any) -> str:
    """Return what all tries of one thing share, and nothing else: no other item, run or host."""
    if not hasattr(task, TRIED):
        setattr(task, TRIED, uuid.uuid4().hex)
    return str(getattr(task, TRIED))


def _line(key: str, result: TaskResult) -> str:
    return json.dumps({"key": key, **result._asdict(), "about": result.about._asdict()}, default=str)


def _append(path: str, line: str) -> None:
    """Add a line, as a whole even if others add theirs at the same time. Raises NotWritten."""
    append(path, line.encode("ascii") + b"\n", ELSEWHERE)
