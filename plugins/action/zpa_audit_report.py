# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs where Ansible runs: collects what an audit finds out, and writes the report."""

from __future__ import annotations

import datetime
import os
import typing as t

from ansible.plugins.action import ActionBase
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.findings import (
    CONFIGURATION,
    DRIFTED,
    ERROR,
    Finding,
    TaskResult,
    tenants_of,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.report import report
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.tasks import without_quote
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.words import (
    in_words,
    kind_of,
    name_of,
    verdict_of,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.write import write_report
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._journal import (
    new_journal,
    remove_journal,
    results_in,
)

BEGIN, END = "begin", "end"
ARGUMENT_SPEC: dict[str, t.Any] = {
    "phase": {"type": "str", "choices": [BEGIN, END], "required": True},
    "journal": {"type": "path"},
    "dir": {"type": "path"},
    "stops": {
        "type": "list",
        "elements": "dict",
        "options": {"task": {"type": "str", "required": True}, "message": {"type": "str", "required": True}},
        "default": [],
    },
    "notes": {"type": "list", "elements": "str", "default": []},
    "unmanaged_is_drift": {"type": "bool", "default": False},
}


class ActionModule(ActionBase):
    _requires_connection = False

    def run(self, tmp: t.Any = None, task_vars: t.Any = None) -> dict[str, t.Any]:
        result = super().run(tmp, task_vars)
        options = self.validate_argument_spec(
            argument_spec=ARGUMENT_SPEC, required_if=[("phase", END, ("journal", "dir"))]
        )[1]
        try:
            if options["phase"] == BEGIN:
                return {**result, "changed": False, "journal": new_journal()}
            host = str(task_vars["inventory_hostname"])
            return {**result, "changed": False, **_end(options, host, results_in(options["journal"]))}
        except OSError as error:
            msg = "The report cannot be written: %s" % error
            return {**result, "failed": True, "changed": False, "msg": msg}
        finally:
            if options["phase"] == END:
                remove_journal(options["journal"])


def _end(options: t.Mapping[str, t.Any], host: str, results: t.Sequence[TaskResult]) -> dict[str, t.Any]:
    """Write the report of a host, and return what the task returns."""
    folder = os.path.abspath(os.path.expanduser(options["dir"]))
    (tenant,) = tenants_of(results, {host: options["notes"]})
    stops = [
        Finding(
            CONFIGURATION, None, stop["task"], None, ERROR, message=without_quote(stop["message"]), host=host
        )
        for stop in options["stops"]
    ]
    document = report(
        [tenant._replace(findings=tenant.findings + stops)],
        datetime.datetime.now(datetime.timezone.utc),
        options["unmanaged_is_drift"],
    )
    files = write_report(document, folder)
    drifted = [one for one in document["tenants"][0]["objects"] if one["status"] == DRIFTED]
    return {
        "summary": document["summary"],
        "verdict": document["verdict"],
        "names": [("%s %s" % (kind_of(one), name_of(one))).strip() for one in drifted],
        "dir": folder,
        "files": files,
        "msg": "%s (%s) The report is in %s" % (verdict_of(document), in_words(document["summary"]), folder),
    }
