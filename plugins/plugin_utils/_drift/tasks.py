# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a report takes of a task and its result. Private to this collection."""

from __future__ import annotations

import os
import re
import typing as t

from .findings import KINDS, About, TaskResult

PREFIX = "zerotrust.zpa."
# Nothing else is taken of what a task says: there may be secrets among it.
OPTIONS = ("name", "id", "policy_type", "state")
# What a result says of objects.
KEYS = (
    "diff",
    "rules",
    "plan",
    "summary",
    "objects",
    "not_listed",
    "metadata",
    "msg",
    "censored",
    "changed",
    "skipped",
)
# ansible-core 2.19 and newer put this into the name of a task where a variable of its loop would be.
_UNKNOWN = re.compile("<< error .*? >>")
# Older ones quote the playbook in an error, and nobody knows what is in these lines.
_QUOTE = re.compile(r"\s*The error appears to be in .*", re.DOTALL)


def task_result(task: t.Any, host: str, result: t.Mapping[str, t.Any], failed: bool) -> TaskResult:
    """Return what a report needs of the result of a task, whose module is one of KINDS."""
    module = module_of(task)
    kept = {key: result[key] for key in (*KEYS, KINDS[module]) if key in result}
    options = {key: task.args[key] for key in OPTIONS if task.args.get(key) is not None}
    about = About(_UNKNOWN.sub("\u2026", task.get_name()), place_of(task), host)
    if "msg" in kept:
        kept["msg"] = without_quote(str(kept["msg"]))
    return TaskResult(module, {**kept, "failed": failed}, options, about)


def without_quote(message: str) -> str:
    """Return the message of an error without the lines of a playbook that it quotes."""
    return _QUOTE.sub("", message)


def module_of(task: t.Any) -> str:
    """Return the name of the module that a task runs without the collection, empty if it is no such one."""
    action = str(task.resolved_action or task.action)
    return action[len(PREFIX) :] if action.startswith(PREFIX) else ""


def place_of(task: t.Any) -> str:
    """Return the file and the line of a task, relative to the working directory where it is below it."""
    place, here = str(task.get_path() or ""), os.path.join(os.getcwd(), "")
    return place[len(here) :] if place.startswith(here) else place
