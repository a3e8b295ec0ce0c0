# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an audit keeps of the tasks that it runs: a file with a line for each result. Private."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import typing as t

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.connection import ARGUMENT_SPEC

from ._drift.findings import KINDS, About, TaskResult
from ._drift.tasks import module_of, task_result

if t.TYPE_CHECKING:
    from ansible.plugins.action import ActionBase

# The variable with the path of the journal, in tasks that are audited.
VARIABLE = "zpa_audit_journal"
NAME = "results.jsonl"
# What tells tenants apart, and is no secret.
PLACES = ("customer_id", "microtenant_id", "vanity_domain", "cloud", "base_url")
PRIVATE = frozenset(ARGUMENT_SPEC).difference(PLACES)
Result = t.Dict[str, t.Any]


def audited(action: ActionBase, path: str, host: str, run: t.Callable[[], Result]) -> Result:
    """Run an action for an audit: in check mode whatever its task says, with its result in a journal.

    A failure is a finding, after which the audit goes on.
    """
    task = action._task
    task.check_mode = task.diff = True
    result = run()
    if module_of(task) not in KINDS:
        return result
    failed = bool(result.get("failed"))
    told = {"censored": True, "changed": result.get("changed")} if task.no_log else result
    _append(path, _line(task, task_result(task, host, told, failed)))
    if not failed:
        return result
    warning = "The audit goes on after a task that fails: %s" % told.get("msg", "no_log hides why.")
    kept = {key: value for key, value in result.items() if key != "exception"}
    return {**kept, "failed": False, "changed": False, "warnings": [warning]}


def new_journal() -> str:
    """Return the path of a new journal, in a folder that only its owner can read. Raises OSError."""
    path = os.path.join(tempfile.mkdtemp(prefix="zpa-audit-"), NAME)
    with open(path, "x", encoding="ascii"):
        return path


def remove_journal(path: str) -> None:
    """Remove a journal with its folder."""
    shutil.rmtree(os.path.dirname(path), ignore_errors=True)


def results_in(path: str) -> list[TaskResult]:
    """Return what a journal holds, of a task that was tried again the last result. Raises OSError."""
    found: dict[str, TaskResult] = {}
    with open(path, encoding="ascii") as stream:
        for row in map(json.loads, stream):
            key, about = row.pop("key"), About(**row.pop("about"))
            found[key] = TaskResult(**row, about=about)
    return list(found.values())


def _line(task: t.Any, result: TaskResult) -> str:
    """Return a result as a line, with a key by which a task that was tried again is known."""
    told = {name: value for name, value in task.args.items() if name not in PRIVATE}
    text = json.dumps([str(task._uuid), result.about.host, told], sort_keys=True, default=str)
    key = hashlib.sha256(text.encode()).hexdigest()
    return json.dumps({"key": key, **result._asdict(), "about": result.about._asdict()}, default=str)


def _append(path: str, line: str) -> None:
    """Add a line, as a whole even if others add theirs at the same time."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
    try:
        os.write(descriptor, line.encode("ascii") + b"\n")
    finally:
        os.close(descriptor)
