#!/usr/bin/python
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: zpa_app_connector_group_info
short_description: List App Connector groups of Zscaler Private Access
version_added: 1.0.0
description:
  - Returns all App Connector groups of a tenant, or those that answer every condition given.
  - No App Connector group that answers is not an error, the list is empty then.
author:
  - zerotrust.zpa contributors (!UNKNOWN)
extends_documentation_fragment:
  - zerotrust.zpa.auth
  - zerotrust.zpa.attributes.info
  - zerotrust.zpa.attributes.actiongroup
  - zerotrust.zpa.resource.info
seealso:
  - module: zerotrust.zpa.zpa_app_connector_group
  - name: Configuring App Connector Groups Using API
    description: The vendor's description of the API behind this module.
    link: https://help.zscaler.com/zpa/configuring-app-connector-groups-using-api
"""

EXAMPLES = r"""
- name: Look at App Connector groups
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/zerotrust.zpa.all:
      client_id: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_ID') }}"
      client_secret: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_SECRET') }}"
      customer_id: "{{ lookup('ansible.builtin.env', 'ZPA_CUSTOMER_ID') }}"
  tasks:
    - name: List all App Connector groups
      zerotrust.zpa.zpa_app_connector_group_info:
      register: all_groups

    - name: Print where each is and how many App Connectors it has
      ansible.builtin.debug:
        msg: >-
          {{ item.name }}, {{ item.location }}:
          {{ all_groups.metadata[item.id].connector_ids | length }}
      loop: "{{ all_groups.app_connector_groups }}"
      loop_control:
        label: "{{ item.id }}"

    - name: Look for one by name
      zerotrust.zpa.zpa_app_connector_group_info:
        name: Frankfurt

    - name: Look for enabled ones whose name contains a word
      zerotrust.zpa.zpa_app_connector_group_info:
        search: name LIKE frank
        enabled: true
"""

RETURN = r"""
app_connector_groups:
  description:
    - The App Connector groups, in the API's order. Every key is an option of
      M(zerotrust.zpa.zpa_app_connector_group).
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The ID.
      returned: success
      type: str
      sample: "216196257331370181"
    name:
      description: The name.
      returned: success
      type: str
      sample: Frankfurt
    description:
      description: The description, empty if there is none.
      returned: success
      type: str
      sample: Data centre 2
    enabled:
      description: Whether the App Connector group is enabled.
      returned: success
      type: bool
      sample: true
    latitude:
      description: Degrees north, V(null) if the API shows none.
      returned: success
      type: float
      sample: 50.1109221
    longitude:
      description: Degrees east, V(null) if the API shows none.
      returned: success
      type: float
      sample: 8.6821267
    location:
      description: Where the App Connectors are.
      returned: success
      type: str
      sample: Frankfurt am Main, Germany
    country_code:
      description: The country of the coordinates, as ZPA works it out, V(null) if it shows none.
      returned: success
      type: str
      sample: DE
    upgrade_day:
      description: The day on which App Connectors update their software.
      returned: success
      type: str
      sample: SUNDAY
    upgrade_time_in_secs:
      description: The time of that day, in seconds after midnight.
      returned: success
      type: int
      sample: 66600
    dns_query_type:
      description: Which addresses are asked for when names of applications are resolved.
      returned: success
      type: str
      sample: IPV4_IPV6
    override_version_profile:
      description: Whether the group has a version profile of its own.
      returned: success
      type: bool
      sample: true
    version_profile:
      description:
        - The name of that version profile, or its ID where the API shows no name.
        - V(null) where ZPA chooses it. RV(metadata) tells which it has chosen.
      returned: success
      type: str
      sample: New Release
    tcp_quick_ack:
      description: Whether TCP Quick Acknowledgement is on, V(null) if the API's three fields disagree.
      returned: success
      type: bool
      sample: false
    use_in_dr_mode:
      description: Whether the group is for disaster recovery.
      returned: success
      type: bool
      sample: false
    waf_disabled:
      description: Whether AppProtection is off.
      returned: success
      type: bool
      sample: false
    pra_enabled:
      description: Whether the group serves privileged remote access.
      returned: success
      type: bool
      sample: false
    lss_app_connector_group:
      description: Whether the group serves the log streaming service.
      returned: success
      type: bool
      sample: false
    dc_hosting_info:
      description: The note on who hosts the data centre, empty if there is none.
      returned: success
      type: str
      sample: Colocation, hall 3
    enrollment_cert:
      description:
        - The name of the enrollment certificate, or its ID where the names cannot be read.
        - V(null) if the API shows none.
      returned: success
      type: str
      sample: Connector
    site_id:
      description: The ID of the site, empty if there is none.
      returned: success
      type: str
      sample: ""
    private_cloud_id:
      description: The ID of the private cloud, empty if there is none.
      returned: success
      type: str
      sample: ""
    microtenant_id:
      description: The ID of its microtenant, V(null) for the Default microtenant if none was asked for.
      returned: success
      type: str
      sample: "216199618143364393"
metadata:
  description: What ZPA records about each App Connector group and no option sets, by ID.
  returned: success
  type: dict
  sample:
    "216196257331370181":
      city_country: Frankfurt am Main, DE
      connector_group_type: APP
      connector_ids: ["216196257331370190", "216196257331370191"]
      creation_time: 1773370207
      microtenant_id: "0"
      microtenant_name: Default
      modified_by: "216199618143364999"
      modified_time: 1773370300
      restricted: false
      server_group_ids: ["216196257331370200"]
      upgrade_priority: WEEK
      version_profile_id: "2"
      version_profile_name: New Release
"""

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.info_module import (
    run_info_module,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector_group import (
    APP_CONNECTOR_GROUP,
)


def main() -> None:
    run_info_module(APP_CONNECTOR_GROUP)


if __name__ == "__main__":
    main()
