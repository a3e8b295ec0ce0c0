#!/usr/bin/python
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation of ``plugins/action/zpa_audit_report.py``, the hand of the role ``zpa_audit``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: zpa_audit_report
short_description: Collect what an audit finds out, and write a drift report
version_added: 1.0.0
description:
  - Begins an audit, and ends it with a report in four forms, C(drift.json), C(drift.xml), C(drift.html) and
    C(drift.md).
  - In between, each task of this collection for the same host runs in check mode, whatever it says itself,
    and adds what it finds to the report, whose first part is what M(zerotrust.zpa.zpa_access_analysis) and
    O(zerotrust.zpa.zpa_config#module:access) tell. If it fails, that is a finding, and the next task runs. It
    notifies
    no handlers.
  - An audit belongs to the part of a block in which it began, C(block), C(rescue) or C(always), or without a
    block to the play, with all that is included there and with the handlers that are run there. Until it has
    ended, tasks and handlers outside that could write fail instead, and no other audit of the host begins.
  - It is ended from where it began, in the same file and the same block, or in C(rescue)
    or C(always) of that. Nothing that is included or imported in between can end it, and no handler.
  - The host is that for which a task runs, whatever is set as C(inventory_hostname).
  - The role P(zerotrust.zpa.zpa_audit#role) begins and ends in one block. Where that is over the audit is
    over, whatever has happened. Only handlers that still wait in the same play fail, since they may have been
    notified by the audit.
  - It runs where Ansible runs, whatever the host, and needs no connection options. The report is written in
    check mode as well.
author:
  - zerotrust.zpa contributors (!UNKNOWN)
extends_documentation_fragment:
  - zerotrust.zpa.attributes
options:
  phase:
    description:
      - With V(begin) the audit of a host begins, with a report that says that it has not ended. It cannot
        begin within another audit of the same host, nor where one may not be over yet.
      - With V(end) it ends, and this report is replaced. From elsewhere it fails, and the audit goes on.
    type: str
    choices: [begin, end]
    required: true
  dir:
    description:
      - The folder for the report. It is made if need be. A relative path starts at the folder in which
        Ansible was started. No two hosts of a run may have the same. A later audit of the same host replaces
        the report of an earlier one.
    type: path
    required: true
  tasks_file:
    description:
      - A file of tasks that are going to be audited. With O(phase=begin) it is an error if it cannot be read,
        or if it ends the play before its time.
    type: path
  stops:
    description:
      - What kept the audit from going on. Each is an error in the report.
    type: list
    elements: dict
    default: []
    suboptions:
      task:
        description:
          - The name of the task.
        type: str
        required: true
      message:
        description:
          - What it said.
        type: str
        required: true
  notes:
    description:
      - Sentences for the report.
    type: list
    elements: str
    default: []
  unmanaged_is_drift:
    description:
      - Whether what nobody declared counts as drift.
    type: bool
    default: false
  access_is_drift:
    description:
      - Whether a test of access that does not pass counts as drift, of tasks with
        O(zerotrust.zpa.zpa_config#module:access=audit).
    type: bool
    default: false
    version_added: 1.1.0
seealso:
  - plugin: zerotrust.zpa.drift_report
    plugin_type: callback
"""

EXAMPLES = r"""
- name: Audit one group
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Begin
      zerotrust.zpa.zpa_audit_report:
        phase: begin
        dir: drift

    - name: Look at a group
      zerotrust.zpa.zpa_segment_group:
        name: Finance
        enabled: true

    - name: Write what was found
      zerotrust.zpa.zpa_audit_report:
        phase: end
        dir: drift
"""

RETURN = r"""
summary:
  description: How many objects there are of each sort.
  returned: if O(phase=end)
  type: dict
  sample:
    as_declared: 212
    drifted: 3
    create: 1
    update: 2
    delete: 0
    reorder: 0
    errors: 0
    unmanaged: 4
    access_analyses: 1
    access_gained: 1
    access_lost: 0
    access_other: 0
    access_tests_passed: 4
    access_tests_failed: 0
    access_tests_undecided: 0
    access_refused: 0
plan_summary:
  description:
    - How many changes would bring the tenant to what is declared, by kind and operation, as
      RV(zerotrust.zpa.zpa_config#module:plan_summary) counts them. What there is none of is left out.
    - What differs without anybody knowing how is not in it.
  returned: if O(phase=end)
  type: dict
  sample:
    segment_group: {create: 1, update: 1}
    policy_rule: {update: 1}
verdict:
  description: V(as_declared), V(drifted), or V(incomplete) if not everything could be compared.
  returned: if O(phase=end)
  type: str
  sample: drifted
names:
  description: What drifted, the kind and the name, with tests of access that do not pass first.
  returned: if O(phase=end)
  type: list
  elements: str
  sample: ["segment group Finance", "order of the access rules"]
dir:
  description: The absolute path of the folder.
  returned: always
  type: str
  sample: /srv/zpa/drift
files:
  description: The absolute paths of the files.
  returned: if they were written
  type: list
  elements: str
  sample: [/srv/zpa/drift/drift.json, /srv/zpa/drift/drift.xml]
msg:
  description: The outcome as a sentence.
  returned: if O(phase=end), or if it fails
  type: str
  sample: "Everything is as declared. (212 as declared) The report is in /srv/zpa/drift"
"""
