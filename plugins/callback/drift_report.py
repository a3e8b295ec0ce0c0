# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

# ruff: noqa: E402  (plugins begin with their documentation)

DOCUMENTATION = r"""
name: drift_report
type: aggregate
short_description: Write a drift report of what runs in check mode
version_added: 1.0.0
description:
  - Collects what the modules of this collection find out in check mode, and writes it at the end of the run
    as a report for people and for machines.
  - "The files are C(drift.json) (data, described by a JSON Schema), C(drift.xml) (JUnit, a test case for
    each object), C(drift.html) (a page in one file) and C(drift.md) (for pull requests)."
  - Tasks that do not run in check mode change the tenant, so they are not in the report. It says how many
    there were. If no task ran in check mode, no files are written.
  - Each host of the inventory has a section of its own.
  - The report holds no secrets. Where C(no_log) hides a result, it has the name of the task alone, and
    whether something differs.
author:
  - zerotrust.zpa contributors (!UNKNOWN)
requirements:
  - to be enabled, as in C(ANSIBLE_CALLBACKS_ENABLED=zerotrust.zpa.drift_report)
options:
  report_dir:
    description:
      - The folder for the files. It is made if it does not exist. A relative path starts in the folder in
        which Ansible was started, in a configuration file in the folder of that file.
    type: path
    default: drift
    env:
      - name: ZPA_DRIFT_REPORT_DIR
    ini:
      - section: callback_drift_report
        key: report_dir
  unmanaged_is_drift:
    description:
      - Whether objects that nobody declared count as drift. Their test cases then fail.
      - They are known of M(zerotrust.zpa.zpa_config) if it lists all objects. A module for a single object
        does not look for others.
    type: bool
    default: false
    env:
      - name: ZPA_DRIFT_UNMANAGED_IS_DRIFT
    ini:
      - section: callback_drift_report
        key: unmanaged_is_drift
notes:
  - If the report cannot be written, an error says so, and a run that would end well ends with the exit
    code 1. Callbacks of other collections that are enabled behind this one then miss the end of the run, so
    enable this one last.
  - From ansible-core 2.22 on whatever a vaulted file holds is masked in what callbacks get. The report does
    not depend on that.
seealso:
  - module: zerotrust.zpa.zpa_config
  - module: zerotrust.zpa.zpa_microtenant
  - module: zerotrust.zpa.zpa_segment_group
  - module: zerotrust.zpa.zpa_app_connector_group
  - module: zerotrust.zpa.zpa_service_edge_group
  - module: zerotrust.zpa.zpa_private_cloud_group
  - module: zerotrust.zpa.zpa_provisioning_key
  - module: zerotrust.zpa.zpa_connector_schedule
  - module: zerotrust.zpa.zpa_app_connector
  - module: zerotrust.zpa.zpa_service_edge
  - module: zerotrust.zpa.zpa_application_server
  - module: zerotrust.zpa.zpa_server_group
  - module: zerotrust.zpa.zpa_browser_access_certificate
  - module: zerotrust.zpa.zpa_application_segment
  - module: zerotrust.zpa.zpa_pra_portal
  - module: zerotrust.zpa.zpa_pra_console
  - module: zerotrust.zpa.zpa_pra_credential
  - module: zerotrust.zpa.zpa_pra_credential_pool
  - module: zerotrust.zpa.zpa_pra_approval
  - module: zerotrust.zpa.zpa_isolation_banner
  - module: zerotrust.zpa.zpa_isolation_certificate
  - module: zerotrust.zpa.zpa_isolation_profile
  - module: zerotrust.zpa.zpa_inspection_custom_control
  - module: zerotrust.zpa.zpa_inspection_profile
  - module: zerotrust.zpa.zpa_user_portal
  - module: zerotrust.zpa.zpa_user_portal_link
  - module: zerotrust.zpa.zpa_c2c_ip_range
  - module: zerotrust.zpa.zpa_emergency_access_user
  - module: zerotrust.zpa.zpa_lss_config
  - module: zerotrust.zpa.zpa_policy_rule
  - module: zerotrust.zpa.zpa_policy_rule_order
"""

import datetime
import typing as t
from collections import Counter

from ansible.plugins.callback import CallbackBase
from ansible_collections.zerotrust.zpa.plugins.module_utils._files import NotWritten
from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import visible
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _journal
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.findings import (
    TaskResult,
    reports_on,
    tenants_of,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.report import report
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.tasks import module_of, task_result
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.words import in_words
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.write import write_report


class Kept(t.NamedTuple):
    """A result that a worker has kept: its key, and what was decided of it afterwards, as by failed_when."""

    key: str
    host: str
    failed: bool
    changed: bool


class CallbackModule(CallbackBase):
    """Collects what tasks find out in check mode, and writes the report at the end."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "zerotrust.zpa.drift_report"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        # What a task could not keep, since it did not begin, is as ansible-core tells it.
        self._results: list[TaskResult | Kept] = []
        # Loops of which items were seen: host and task.
        self._loops: set[tuple[str, str]] = set()
        # How many results there were of each host that were no check.
        self._real: Counter[str] = Counter()

    def v2_playbook_on_start(self, playbook: t.Any) -> None:
        _journal.begin_report()

    def v2_runner_on_ok(self, result: t.Any) -> None:
        self._collect(result)

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        self._collect(result, failed=True)

    def v2_runner_on_unreachable(self, result: t.Any) -> None:
        self._collect(result, failed=True)

    def v2_runner_item_on_ok(self, result: t.Any) -> None:
        self._collect(result, is_item=True)

    def v2_runner_item_on_failed(self, result: t.Any) -> None:
        self._collect(result, failed=True, is_item=True)

    def _collect(self, result: t.Any, failed: bool = False, is_item: bool = False) -> None:
        # ansible-core before 2.19 has only the names with an underscore, which later ones will not have.
        task, host = (getattr(result, name, None) or getattr(result, "_" + name) for name in ("task", "host"))
        host = host.get_name()
        if not reports_on(module_of(task)):
            return
        loop = (host, str(task._uuid))
        if is_item:
            self._loops.add(loop)
        elif loop in self._loops:
            # Its items were counted already.
            self._loops.discard(loop)
            return
        if not _journal.only_looks(task):
            self._real[host] += 1
            return
        key = (getattr(task, "vars", None) or {}).get(_journal.KEPT_AS)
        if key:
            self._results.append(Kept(key, host, failed, result.is_changed()))
        else:
            told = result.result if hasattr(result, "result") else result._result
            self._results.append(task_result(task, host, told, failed))

    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        if not self._results:
            declares = "no task that declares something of zerotrust.zpa ran"
            why = "%s in check mode" % declares if self._real else declares
            self._tell("not written, since %s." % why)
            return
        try:
            self._write()
        except Exception as error:
            why = str(error) if isinstance(error, NotWritten) else "%s: %s" % (type(error).__name__, error)
            self._display.error("The drift report is not written: %s" % visible(why), wrap_text=False)
            # ansible-core makes a warning of any other exception, and ends as if nothing were amiss.
            if not (stats.failures or stats.dark):
                raise SystemExit(1) from None

    def _write(self) -> None:
        notes = {
            host: ["Not in this report are results of tasks that did not run in check mode: %d." % count]
            for host, count in self._real.items()
        }
        folder = t.cast(str, self.get_option("report_dir"))
        document = report(
            tenants_of(self._found(), notes),
            datetime.datetime.now(datetime.timezone.utc),
            bool(self.get_option("unmanaged_is_drift")),
        )
        write_report(document, folder)
        self._tell("%s. See %s" % (in_words(document["summary"]), folder))

    def _found(self) -> t.Iterator[TaskResult]:
        """Yield the results of all tasks. Raises OSError where one that was kept is gone."""
        kept = _journal.results_of_the_run()
        for one in self._results:
            if isinstance(one, TaskResult):
                yield one
                continue
            if one.key not in kept:
                raise OSError("what a task on %s found out could not be kept: is the disk full?" % one.host)
            found = kept[one.key]
            decided = {**found.result, "failed": one.failed, "changed": one.changed}
            yield found._replace(result=decided, about=found.about._replace(host=one.host))

    def _tell(self, words: str) -> None:
        # What goes to the standard output may be for a program, as that of the callback json.
        self._display.display("Drift report: %s" % visible(words), stderr=True)
