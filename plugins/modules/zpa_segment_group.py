#!/usr/bin/python
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: zpa_segment_group
short_description: Manage segment groups of Zscaler Private Access
version_added: 1.0.0
description:
  - Creates, updates, renames and deletes segment groups, and sets which application segments belong to them.
  - A segment group gathers application segments, so that policy rules can name them together. An
    application segment belongs to one segment group at a time, so adding it here takes it out of
    the group it was in.
  - A segment group to which application segments belong, or that policy rules name, cannot be deleted.
author:
  - zerotrust.zpa contributors (!UNKNOWN)
extends_documentation_fragment:
  - zerotrust.zpa.auth
  - zerotrust.zpa.attributes
  - zerotrust.zpa.attributes.actiongroup
  - zerotrust.zpa.resource
options:
  description:
    description:
      - A text that describes the segment group. If omitted it is left alone, V("") removes it.
    type: str
  enabled:
    description:
      - Whether the segment group is enabled. If omitted it is left alone, and a new segment group
        is disabled.
    type: bool
  applications:
    description:
      - The names or IDs of the application segments that belong to the segment group, in any order.
      - If omitted they are left alone, V([]) removes them all.
    type: list
    elements: str
  purge_applications:
    description:
      - Whether application segments that O(applications) does not list are removed. If V(false), they stay.
    type: bool
    default: true
seealso:
  - module: zerotrust.zpa.zpa_segment_group_info
  - name: Configuring Segment Groups Using API
    description: The vendor's description of the API behind this module.
    link: https://help.zscaler.com/zpa/configuring-segment-groups-using-api
"""

EXAMPLES = r"""
- name: Manage segment groups
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/zerotrust.zpa.all:
      client_id: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_ID') }}"
      client_secret: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_SECRET') }}"
      customer_id: "{{ lookup('ansible.builtin.env', 'ZPA_CUSTOMER_ID') }}"
  tasks:
    - name: Create a segment group
      zerotrust.zpa.zpa_segment_group:
        name: Finance

    - name: Describe and enable it, and say exactly which applications belong to it
      zerotrust.zpa.zpa_segment_group:
        name: Finance
        description: Everything that the finance department uses
        enabled: true
        applications:
          - SAP
          - Payroll
      register: finance

    - name: Add an application and keep the others
      zerotrust.zpa.zpa_segment_group:
        name: Finance
        applications: [Expenses]
        purge_applications: false

    - name: Rename it
      zerotrust.zpa.zpa_segment_group:
        id: "{{ finance.segment_group.id }}"
        name: Finance and controlling

    - name: Take all applications out
      zerotrust.zpa.zpa_segment_group:
        name: Finance and controlling
        applications: []

    - name: Delete it
      zerotrust.zpa.zpa_segment_group:
        name: Finance and controlling
        state: absent
"""

RETURN = r"""
segment_group:
  description:
    - The segment group after the task, in check mode as it would be. Every key is an option of this
      module, so that it can be given back as it is.
    - Empty if O(state=absent).
  returned: success
  type: dict
  contains:
    id:
      description: The ID, V(null) for a segment group that check mode would create.
      returned: success
      type: str
      sample: "216199618143374210"
    name:
      description: The name.
      returned: success
      type: str
      sample: Finance
    description:
      description: The description, empty if there is none.
      returned: success
      type: str
      sample: Everything that the finance department uses
    enabled:
      description: Whether the segment group is enabled.
      returned: success
      type: bool
      sample: true
    applications:
      description:
        - The names of the application segments that belong to it, sorted. In place of a name that is
          not unique in the group or consists of digits stands the ID.
      returned: success
      type: list
      elements: str
      sample: [Payroll, SAP]
    microtenant_id:
      description: The ID of its microtenant, V(null) for the Default microtenant if none was asked for.
      returned: success
      type: str
      sample: "216199618143364393"
metadata:
  description: What ZPA records about the segment group and no option sets, by ID.
  returned: success
  type: dict
  sample:
    "216199618143374210":
      application_ids: ["216199618143374001", "216199618143374002"]
      config_space: DEFAULT
      creation_time: 1773370207
      microtenant_id: "0"
      microtenant_name: Default
      modified_by: "216199618143364999"
      modified_time: 1773370300
      restricted: false
diff:
  description:
    - The managed options before and after, in their own terms. Empty where there is no segment group.
  returned: success
  type: dict
  sample:
    before: {name: Finance, applications: [SAP]}
    after: {name: Finance, applications: [Payroll, SAP]}
problems:
  description: Everything that is wrong with the options, one sentence each.
  returned: if options are refused
  type: list
  elements: str
  sample: ["name: is empty. Give a name, or leave the option out."]
status:
  description: The HTTP status of the request that failed.
  returned: if the API answered with an error
  type: int
  sample: 400
error_id:
  description: The identifier of the error in the API's answer.
  returned: if the API answered with an error that has one, or would answer so to a deletion
  type: str
  sample: resource.referenced
reason:
  description: The API's own words.
  returned: if the API answered with an error that has some
  type: str
  sample: "Resource is being referenced in Application : SAP."
params:
  description: What the error is about. If others name the object, their kinds and names in turn.
  returned: if the API answered with an error that has some, or would answer so to a deletion
  type: list
  elements: str
  sample: [Application, SAP]
method:
  description: The HTTP method of the request that failed.
  returned: if a request failed
  type: str
  sample: DELETE
path:
  description: The path of the request that failed.
  returned: if a request failed
  type: str
  sample: /mgmtconfig/v1/admin/customers/216196257331281920/segmentGroup/216199618143374210
"""

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.resource_module import (
    run_resource_module,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import (
    SEGMENT_GROUP,
)


def main() -> None:
    run_resource_module(SEGMENT_GROUP)


if __name__ == "__main__":
    main()
