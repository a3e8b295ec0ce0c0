# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a report takes of a task and its result. Private to this collection."""

from __future__ import annotations

import os
import re
import typing as t

from ansible_collections.zerotrust.zpa.plugins.module_utils._client.spellings import hidden_in
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.connection import SECRETS
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.sources import VARIABLES, sources_of

from .access import IN_ANALYSIS
from .beyond import ANALYSIS
from .findings import About, TaskResult, kind_of_module

PREFIX = "zerotrust.zpa."
# Nothing else is taken of what a task says: there may be secrets among it.
OPTIONS = ("name", "id", "policy_type", "state")
# What tells tenants apart, and is no secret.
PLACES = ("customer_id", "microtenant_id", "vanity_domain", "cloud", "base_url")
# Nobody should write a password there.
_LOGIN = re.compile("//[^/]*@")
# What a result says of objects.
KEYS = (
    "diff",
    "rules",
    "plan",
    "summary",
    "objects",
    "not_listed",
    "metadata",
    "declared_at",
    "msg",
    "censored",
    "changed",
    "skipped",
    "access",
)
# ansible-core 2.19 and newer put this into the name of a task where a variable of its loop would be.
_UNKNOWN = re.compile("<< error .*? >>")
# Older ones quote in an error the playbook, and variables beside the one that is missing.
_QUOTE = re.compile(r"\s*The error appears to be in .*", re.DOTALL)
_CAUSE = re.compile(r"The error was: (.*)", re.DOTALL)
_MISSING = re.compile(r"'[\w. ]+' (?:is undefined|has no attribute '\w+')")
IN_BACKGROUND = "The task was left to run in the background, so that nobody knows what it found."
ENDS = ("end_host", "end_batch", "end_play", "end_role")


def task_result(task: t.Any, host: str, result: t.Mapping[str, t.Any], failed: bool) -> TaskResult:
    """Return what a report needs of the result of a task, whose module declares something."""
    from .identities import WITH_MORE_THAN_A_NAME

    module = module_of(task)
    kind = kind_of_module(module)
    keys = (*KEYS, *IN_ANALYSIS) if module == ANALYSIS else (*KEYS, kind)
    kept = {key: result[key] for key in keys if key in result}
    identity = WITH_MORE_THAN_A_NAME[kind].identity if kind in WITH_MORE_THAN_A_NAME else ()
    options = {key: task.args[key] for key in (*OPTIONS, *identity) if task.args.get(key) is not None}
    about = About(
        _UNKNOWN.sub("\u2026", task.get_name()), written_at(task), host, connection_options_of(task)
    )
    if "ansible_job_id" in result and "diff" not in kept:
        kept["msg"] = IN_BACKGROUND
    if "msg" in kept:
        kept["msg"] = without_quote(str(kept["msg"]))
    environment = _environment_of(task)
    given = [
        value
        for option in SECRETS
        for value in (task.args.get(option), *map(environment.get, VARIABLES[option]))
    ]
    secrets = [str(value) for value in given if value]
    # The module hides them in what it returns, but nobody in what the task says of itself.
    kept, options, told = hidden_in([kept, options, list(about)], secrets)
    return TaskResult(module, {**kept, "failed": failed}, options, About(*told))


def connection_options_of(task: t.Any) -> dict[str, str]:
    """Return what a task, its environment or that of the run says of the tenant that the task is about."""
    values = sources_of(task.args, {**os.environ, **_environment_of(task)}).values
    return {option: _LOGIN.sub("//", str(values[option]).strip()) for option in PLACES if option in values}


def _environment_of(task: t.Any) -> dict[str, t.Any]:
    """Return what a task adds to the environment. Until its templates are filled in that is a list."""
    given = getattr(task, "environment", None) or {}
    parts = given if isinstance(given, list) else [given]
    return {str(name): part[name] for part in parts if isinstance(part, t.Mapping) for name in part}


def without_quote(message: str) -> str:
    """Return the message of an error without what it quotes of a playbook and of its variables."""
    return _CAUSE.sub(_without_variables, _QUOTE.sub("", message))


def _without_variables(found: re.Match[str]) -> str:
    missing = _MISSING.findall(found[1])
    return "The error was: %s" % missing[-1] if missing else "Ansible says why in the output of the run."


def that_ends(tasks: t.Any, read: t.Callable[[str], t.Any] = lambda path: None) -> str:
    """Return the word of a meta task that ends the play of a host before its time, empty if there is none.

    ``read`` returns what is in a file that tasks include by its name, None where nobody knows.
    """
    for task in tasks if isinstance(tasks, list) else ():
        if not isinstance(task, t.Mapping):
            continue
        word = task.get("ansible.builtin.meta", task.get("meta"))
        if word in ENDS:
            return str(word)
        parts = [task.get(part) for part in ("block", "rescue", "always")]
        parts += [read(path) for path in _included_by(task)]
        for part in parts:
            found = that_ends(part, read)
            if found:
                return found
    return ""


def _included_by(task: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    """Yield the file of tasks that a task includes, if its name stands there."""
    for word in ("include_tasks", "import_tasks"):
        given = task.get("ansible.builtin." + word, task.get(word))
        path = given.get("file") if isinstance(given, t.Mapping) else given
        if isinstance(path, str) and "{{" not in path:
            yield path


def module_of(task: t.Any) -> str:
    """Return the name of the module that a task runs without the collection, empty if it is no such one."""
    action = str(task.resolved_action or task.action)
    return action[len(PREFIX) :] if action.startswith(PREFIX) else ""


def written_at(task: t.Any) -> str:
    """Return the file and the line of a task, relative to the working directory where it is below it."""
    return from_here(str(task.get_path() or ""))


def from_here(path: str) -> str:
    """Return a path relative to the working directory where it is below it, which may be a repository."""
    here = os.path.join(os.getcwd(), "")
    return path[len(here) :] if path.startswith(here) else path
