#!/usr/bin/python
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: zpa_segment_group_info
short_description: List segment groups of Zscaler Private Access
version_added: 1.0.0
description:
  - Returns all segment groups of a tenant, or those that answer every condition given.
  - No segment group that answers is not an error, the list is empty then.
author:
  - zerotrust.zpa contributors (!UNKNOWN)
extends_documentation_fragment:
  - zerotrust.zpa.auth
  - zerotrust.zpa.attributes.info
  - zerotrust.zpa.attributes.actiongroup
  - zerotrust.zpa.resource.info
seealso:
  - module: zerotrust.zpa.zpa_segment_group
  - name: Configuring Segment Groups Using API
    description: The vendor's description of the API behind this module.
    link: https://help.zscaler.com/zpa/configuring-segment-groups-using-api
"""

EXAMPLES = r"""
- name: Look at segment groups
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/zerotrust.zpa.all:
      client_id: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_ID') }}"
      client_secret: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_SECRET') }}"
      customer_id: "{{ lookup('ansible.builtin.env', 'ZPA_CUSTOMER_ID') }}"
  tasks:
    - name: List all segment groups
      zerotrust.zpa.zpa_segment_group_info:
      register: all_groups

    - name: Print the applications of each
      ansible.builtin.debug:
        msg: "{{ item.name }}: {{ item.applications | join(', ') }}"
      loop: "{{ all_groups.segment_groups }}"
      loop_control:
        label: "{{ item.id }}"

    - name: Look for one by name
      zerotrust.zpa.zpa_segment_group_info:
        name: Finance

    - name: Look for disabled ones whose name contains a word
      zerotrust.zpa.zpa_segment_group_info:
        search: name LIKE web
        enabled: false
"""

RETURN = r"""
segment_groups:
  description:
    - The segment groups, in the API's order. Every key is an option of M(zerotrust.zpa.zpa_segment_group).
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The ID.
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
  description: What ZPA records about each segment group and no option sets, by ID.
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
"""

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.info_module import (
    run_info_module,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import (
    SEGMENT_GROUP,
)


def main() -> None:
    run_info_module(SEGMENT_GROUP)


if __name__ == "__main__":
    main()
