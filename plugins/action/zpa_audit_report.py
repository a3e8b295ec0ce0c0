# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs where Ansible runs: collects what an audit finds out, and writes the report."""

from __future__ import annotations

import datetime
import os
import typing as t

from ansible.errors import AnsibleError
from ansible.plugins.action import ActionBase
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import InvalidInput
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.complaints import complaints, without_echoes
from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import visible
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _journal
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.beyond import CONFIGURATION
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.findings import (
    DRIFTED,
    ERROR,
    Finding,
    Tenant,
    tenants_of,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.report import Document, report
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.tasks import that_ends, without_quote
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.words import (
    in_words,
    kind_of,
    plan_summary_of,
    shown_name_of,
    verdict_of,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.write import write_report
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._scope import INSIDE, OUTSIDE, host_of
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._shown import for_people

BEGIN = "begin"
END = "end"
ARGUMENT_SPEC: dict[str, t.Any] = {
    "phase": {"type": "str", "choices": [BEGIN, END], "required": True},
    "dir": {"type": "path", "required": True},
    "tasks_file": {"type": "path"},
    "stops": {
        "type": "list",
        "elements": "dict",
        "options": {"task": {"type": "str", "required": True}, "message": {"type": "str", "required": True}},
        "default": [],
    },
    "notes": {"type": "list", "elements": "str", "default": []},
    "unmanaged_is_drift": {"type": "bool", "default": False},
    "access_is_drift": {"type": "bool", "default": False},
}
NOT_ENDED = "The audit has begun, and did not come to its end."
NOT_BEGUN = "No audit of %s has begun, so that there is nothing to report. Let phase: begin run before."
NESTED = "An audit of %s has begun and has not ended. Nothing can begin another one in it."
NOT_OVER = (
    "An audit of %s has begun and has not ended, and it is not known whether this task is part of it, so that"
    " no other one can begin here. End it before this task, with phase: end of zpa_audit_report in the file"
    " and the block in which it began."
)
NOT_ITS_END = (
    "The audit of %s goes on, since this task cannot end it. Let phase: end stand in the file and the block"
    " in which phase: begin stands, and in no handler. What the role zpa_audit begins the role alone ends:"
    " leave phase: end out of what it audits."
)
Options = t.Mapping[str, t.Any]


class ActionModule(ActionBase):
    _requires_connection = False

    def run(self, tmp: t.Any = None, task_vars: t.Any = None) -> dict[str, t.Any]:
        return for_people(self._run(super().run(tmp, task_vars), task_vars))

    def _run(self, result: dict[str, t.Any], task_vars: t.Any) -> dict[str, t.Any]:
        problems = without_echoes(list(complaints(ARGUMENT_SPEC, self._task.args)))
        if problems:
            return {**result, "failed": True, "msg": str(InvalidInput(problems)), "problems": problems}
        options = self.validate_argument_spec(argument_spec=ARGUMENT_SPEC)[1]
        host = host_of(task_vars)
        folder = os.path.abspath(os.path.expanduser(options["dir"]))
        try:
            told = (
                self._begin(options, host, folder)
                if options["phase"] == BEGIN
                else self._end(options, host, folder)
            )
        except OSError as error:
            told = {"failed": True, "msg": "The report cannot be written: %s" % error}
        return {**result, "changed": False, "dir": folder, **told}

    def _begin(self, options: Options, host: str, folder: str) -> dict[str, t.Any]:
        """Open the journal. Until the end there is a report that says that there was none.

        An audit that was certainly cut short is over now, whatever becomes of this one.
        """
        if _journal.has_begun(host):
            standing = _journal.standing_in_audit(self._task, host)
            if standing != OUTSIDE:
                return {"failed": True, "msg": (NESTED if standing == INSIDE else NOT_OVER) % host}
            _journal.drop_journal(host)
        if not _journal.may_report(host, folder):
            msg = (
                "zpa_audit_report_dir: another audit of this run writes its report to %s. Give each host a "
                "folder of its own, as drift/{{ inventory_hostname }} is one." % folder
            )
            return {"failed": True, "msg": msg}
        wrong = self._why_not_these(options["tasks_file"]) if options["tasks_file"] else ""
        error = _error("The audit", wrong or NOT_ENDED, host)
        files = write_report(_document([Tenant(host, [error], [], [])], options), folder)
        if wrong:
            return {"failed": True, "msg": wrong, "files": files}
        _journal.open_journal(host, self._task)
        return {"files": files}

    def _why_not_these(self, path: str) -> str:
        """Return what is wrong with a file of tasks, as far as it can be seen from outside."""
        try:
            tasks = self._loader.load_from_file(path)
        except (AnsibleError, OSError) as error:
            is_there = self._loader.path_exists(path)
            why = without_quote(str(error)) if is_there else "there is no such file. Correct the path."
            return "zpa_audit_tasks_file: %s cannot be read: %s" % (path, why)
        if not isinstance(tasks, list):
            return "zpa_audit_tasks_file: %s has to be a list of tasks." % path
        seen: set[str] = set()

        def read(name: str) -> t.Any:
            """Return the tasks that others include. Ansible itself tells what is wrong with such a file."""
            included = os.path.join(os.path.dirname(path), name)
            if included in seen:
                return None
            seen.add(included)
            try:
                return self._loader.load_from_file(included)
            except (AnsibleError, OSError):
                return None

        ends = that_ends(tasks, read)
        return ends and (
            "zpa_audit_tasks_file: in %s there is meta: %s, after which nobody could write the report. Leave "
            "it out." % (path, ends)
        )

    def _end(self, options: Options, host: str, folder: str) -> dict[str, t.Any]:
        """Close the journal, write the report of a host, and return what the task returns."""
        if not _journal.has_begun(host):
            return {"failed": True, "msg": NOT_BEGUN % host}
        if not _journal.can_end(self._task, host):
            return {"failed": True, "msg": NOT_ITS_END % host}
        try:
            (tenant,) = tenants_of(
                _journal.results_of(host), {host: options["notes"]}, options["access_is_drift"]
            )
        finally:
            _journal.close_journal(host)
        stops = [_error(stop["task"], without_quote(stop["message"]), host) for stop in options["stops"]]
        document = _document([tenant._replace(findings=tenant.findings + stops)], options)
        files = write_report(document, folder)
        drifted = [one for one in document["tenants"][0]["objects"] if one["status"] == DRIFTED]
        broken = [
            "access test %s" % visible(test["name"])
            for analysis in document["tenants"][0]["access"]
            for test in analysis["tests"]
            if test["passed"] is not True
        ]
        return {
            "summary": document["summary"],
            "plan_summary": plan_summary_of(drifted),
            "verdict": document["verdict"],
            "names": [
                *broken,
                *(("%s %s" % (kind_of(one), shown_name_of(one))).strip() for one in drifted),
            ],
            "files": files,
            "msg": "%s (%s) The report is in %s"
            % (verdict_of(document), in_words(document["summary"]), folder),
        }


def _error(name: str, message: str, host: str) -> Finding:
    return Finding(CONFIGURATION, None, name, None, ERROR, message=message, host=host)


def _document(tenants: list[Tenant], options: Options) -> Document:
    return report(tenants, datetime.datetime.now(datetime.timezone.utc), options["unmanaged_is_drift"])


def main() -> None:
    """Tell ansible-lint what is wrong with the arguments of a task."""
    # Not imported where the task runs.
    from ansible_collections.zerotrust.zpa.plugins.plugin_utils._linting import lint

    lint(ARGUMENT_SPEC)
