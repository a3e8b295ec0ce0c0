#!/usr/bin/python
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: zpa_reference_info
short_description: List what options of this collection refer to
version_added: 0.1.0
description:
  - Returns the objects of one kind that options name, such as version profiles, with their IDs.
  - Options take names, so this module is seldom needed to write a task. It tells which names there are.
  - No object of the name is not an error, the list is empty then.
author:
  - zerotrust.zpa contributors (!UNKNOWN)
extends_documentation_fragment:
  - zerotrust.zpa.auth
  - zerotrust.zpa.attributes.info
  - zerotrust.zpa.attributes.actiongroup
options:
  kind:
    description:
      - What to list.
      - V(application) lists application segments, which
        O(zerotrust.zpa.zpa_segment_group#module:applications) takes.
      - V(enrollment_cert) lists enrollment certificates, which
        O(zerotrust.zpa.zpa_app_connector_group#module:enrollment_cert) takes.
      - V(microtenant) lists microtenants. Only the ID of one can be given as O(microtenant_id).
      - V(version_profile) lists the version profiles that are visible to the tenant, which
        O(zerotrust.zpa.zpa_app_connector_group#module:version_profile) takes.
    type: str
    required: true
    choices:
      - application
      - enrollment_cert
      - microtenant
      - version_profile
  name:
    description: Only the objects with exactly this name.
    type: str
seealso:
  - module: zerotrust.zpa.zpa_app_connector_group
  - module: zerotrust.zpa.zpa_segment_group
"""

EXAMPLES = r"""
- name: Look up what options refer to
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/zerotrust.zpa.all:
      client_id: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_ID') }}"
      client_secret: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_SECRET') }}"
      customer_id: "{{ lookup('ansible.builtin.env', 'ZPA_CUSTOMER_ID') }}"
  tasks:
    - name: List the version profiles
      zerotrust.zpa.zpa_reference_info:
        kind: version_profile
      register: version_profiles

    - name: Print their names
      ansible.builtin.debug:
        msg: "{{ version_profiles.references | map(attribute='name') | join(', ') }}"

    - name: Look up one microtenant
      zerotrust.zpa.zpa_reference_info:
        kind: microtenant
        name: Subsidiary
"""

RETURN = r"""
references:
  description: The objects, in the API's order.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The ID.
      returned: success
      type: str
      sample: "2"
    name:
      description: The name.
      returned: success
      type: str
      sample: New Release
    facts:
      description: What ZPA tells about it beside that. The keys depend on O(kind).
      returned: success
      type: dict
      sample:
        description: Newest version
        upgrade_priority: WEEK
        visibility_scope: ALL
"""

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.reference_module import (
    run_reference_module,
)


def main() -> None:
    run_reference_module()


if __name__ == "__main__":
    main()
