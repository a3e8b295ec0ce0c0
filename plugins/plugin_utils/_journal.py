# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an audit keeps of the tasks that it runs: a file for each host, with a line for each result. Private.

The files are in the folder that ansible-core makes for each of its runs and removes at its end. Workers are
forks of the run, so that they know it. No variable says that a host is audited: a task could set it.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import typing as t

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.connection import ARGUMENT_SPEC

from ._drift.findings import KINDS, About, TaskResult
from ._drift.tasks import module_of, task_result

if t.TYPE_CHECKING:
    from ansible.plugins.action import ActionBase

# It says nothing of its names to those who check types.
constants: t.Any = importlib.import_module("ansible.constants")
FOLDER = "zpa-audit"
JOURNAL, REPORT = "journal of ", "report in "
# What tells tenants apart, and is no secret.
PLACES = ("customer_id", "microtenant_id", "vanity_domain", "cloud", "base_url")
PRIVATE = frozenset(ARGUMENT_SPEC).difference(PLACES)
Result = t.Dict[str, t.Any]


def journal_of(host: str) -> str:
    """Return the path of the open journal of a host, empty if it is not audited."""
    path = _path(JOURNAL + host)
    return path if os.path.exists(path) else ""


def open_journal(host: str) -> None:
    """Begin the audit of a host with an empty journal. Raises OSError."""
    _make_folder()
    with open(_path(JOURNAL + host), "w", encoding="ascii"):
        pass


def close_journal(host: str) -> None:
    """End the audit of a host."""
    path = journal_of(host)
    if path:
        os.unlink(path)


def is_first_report_in(folder: str) -> bool:
    """Whether no other audit of this run of Ansible writes its report to a folder. Raises OSError."""
    _make_folder()
    try:
        with open(_path(REPORT + os.path.realpath(folder)), "x", encoding="ascii"):
            return True
    except FileExistsError:
        return False


def audited(action: ActionBase, host: str, run: t.Callable[[], Result]) -> Result:
    """Run an action for an audit: in check mode whatever its task says, with its result in the journal.

    A failure is a finding, after which the audit goes on.
    """
    task = action._task
    task.check_mode = task.diff = True
    # A look does not go on in the background, and changes nothing of which handlers should know.
    task.async_val, task.notify = 0, []
    try:
        result = run()
    except Exception as error:
        result = {"failed": True, "msg": str(error)}
    if module_of(task) not in KINDS:
        return result
    failed = bool(result.get("failed"))
    told = {"censored": True, "changed": result.get("changed")} if task.no_log else result
    _append(journal_of(host), _line(task, task_result(task, host, told, failed)))
    if not failed:
        return result
    warning = "The audit goes on after a task that fails: %s" % told.get("msg", "no_log hides why.")
    kept = {key: value for key, value in result.items() if key != "exception"}
    return {**kept, "failed": False, "changed": False, "warnings": [warning]}


def results_of(host: str) -> list[TaskResult]:
    """Return what is in the journal of a host, of a task that was tried again the last. Raises OSError."""
    found: dict[str, TaskResult] = {}
    with open(journal_of(host), encoding="ascii") as stream:
        for row in map(json.loads, stream):
            key, about = row.pop("key"), About(**row.pop("about"))
            found[key] = TaskResult(**row, about=about)
    return list(found.values())


def _make_folder() -> None:
    """Make the folder for what is kept of this run, readable by its owner alone."""
    os.makedirs(os.path.dirname(_path("")), mode=0o700, exist_ok=True)


def _path(what: str) -> str:
    """Return where something about this run of Ansible is kept."""
    name = hashlib.sha256(what.encode("utf-8", "surrogateescape")).hexdigest()
    return os.path.join(constants.DEFAULT_LOCAL_TMP, FOLDER, name)


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
