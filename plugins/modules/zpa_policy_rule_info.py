#!/usr/bin/python
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: zpa_policy_rule_info
short_description: List policy rules of Zscaler Private Access
version_added: 1.0.0
description:
  - Returns all rules of a policy in their order, or those that answer every condition given.
  - What they refer to is shown by name, which costs a request for each kind of thing that ZPA shows by ID.
  - No rule that answers is not an error, the list is empty then.
author:
  - zerotrust.zpa contributors (!UNKNOWN)
extends_documentation_fragment:
  - zerotrust.zpa.auth
  - zerotrust.zpa.attributes.info
  - zerotrust.zpa.attributes.actiongroup
  - zerotrust.zpa.policy.policy_type
options:
  id:
    description: Only the rule with this ID.
    type: str
  name:
    description: Only the rules with exactly this name.
    type: str
  action:
    description: Only the rules with this action, for example V(DENY). Letter case does not matter.
    type: str
  enabled:
    description: Only the rules that are switched on, V(true), or off, V(false).
    type: bool
seealso:
  - module: zerotrust.zpa.zpa_policy_rule
  - name: Configuring Access Policies Using API
    description: The vendor's description of the API behind this module.
    link: https://help.zscaler.com/zpa/configuring-access-policies-using-api
  - name: Configuring Isolation Policies Using API
    description: The vendor's description of isolation rules.
    link: https://help.zscaler.com/zpa/configuring-isolation-policies-using-api
"""

EXAMPLES = r"""
- name: Look at policy rules
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/zerotrust.zpa.all:
      client_id: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_ID') }}"
      client_secret: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_SECRET') }}"
      customer_id: "{{ lookup('ansible.builtin.env', 'ZPA_CUSTOMER_ID') }}"
  tasks:
    - name: List the access rules
      zerotrust.zpa.zpa_policy_rule_info:
      register: access

    - name: Print them in their order
      ansible.builtin.debug:
        msg: "{{ item.rule_order }} {{ item.action }} {{ item.name }}"
      loop: "{{ access.policy_rules }}"
      loop_control:
        label: "{{ item.id }}"

    - name: Look for what is denied
      zerotrust.zpa.zpa_policy_rule_info:
        action: DENY

    - name: Look for what is switched off
      zerotrust.zpa.zpa_policy_rule_info:
        enabled: false

    - name: List the isolation rules
      zerotrust.zpa.zpa_policy_rule_info:
        policy_type: isolation
"""

RETURN = r"""
policy_rules:
  description:
    - The rules, in their order. Every key is an option of M(zerotrust.zpa.zpa_policy_rule).
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The ID.
      returned: success
      type: str
      sample: "216196257331370190"
    name:
      description: The name.
      returned: success
      type: str
      sample: Finance for the finance department
    description:
      description: The description, empty if there is none.
      returned: success
      type: str
      sample: Reviewed in May
    enabled:
      description: Whether it is switched on.
      returned: success
      type: bool
      sample: true
    action:
      description: What the rule does.
      returned: success
      type: str
      sample: ALLOW
    rule_order:
      description: Its place in the policy, the first being 1.
      returned: success
      type: int
      sample: 2
    operator:
      description: Whether all conditions must be met or one is enough.
      returned: success
      type: str
      sample: AND
    conditions:
      description:
        - When the rule applies, in a fixed order. With names; IDs where there are none.
      returned: success
      type: list
      elements: dict
      sample:
        - negated: false
          operands:
            - {object_type: APP_GROUP, objects: [Finance]}
          operator: OR
        - negated: false
          operands:
            - {object_type: SCIM_GROUP, entries: [{lhs: Okta, rhs: Finance}]}
          operator: OR
    custom_msg:
      description: What a user is told, empty if nothing.
      returned: success
      type: str
      sample: ""
    app_connector_groups:
      description: The App Connector groups that serve it, none for those of the application.
      returned: if O(policy_type=access)
      type: list
      elements: str
      sample: [Frankfurt]
    app_server_groups:
      description: The server groups that serve it.
      returned: if O(policy_type=access)
      type: list
      elements: str
      sample: [Finance servers]
    service_edge_groups:
      description: The service edge groups to which it redirects.
      returned: if O(policy_type=redirection)
      type: list
      elements: str
      sample: [Frankfurt edge]
    isolation_profile:
      description: The isolation profile, V(null) if there is none.
      returned: if O(policy_type=isolation)
      type: str
      sample: Safe browsing
    inspection_profile:
      description: The inspection profile, V(null) if there is none.
      returned: if O(policy_type=inspection)
      type: str
      sample: OWASP
    reauth_timeout:
      description: After how many seconds users sign in again, V(-1) for never, V(null) if the API shows none.
      returned: if O(policy_type=timeout)
      type: int
      sample: 172800
    reauth_idle_timeout:
      description: The same for idle users.
      returned: if O(policy_type=timeout)
      type: int
      sample: 600
    privileged_capabilities:
      description: What privileged users may do.
      returned: if O(policy_type=capabilities)
      type: list
      elements: str
      sample: [CLIPBOARD_COPY, FILE_UPLOAD]
    privileged_portal_capabilities:
      description: What users of a privileged portal may do.
      returned: if O(policy_type=privileged_portal)
      type: list
      elements: str
      sample: [REQUEST_APPROVALS]
    credential:
      description: The privileged credential that is injected, V(null) if there is none.
      returned: if O(policy_type=credential)
      type: str
      sample: root of the lab
    credential_pool:
      description: The pool of credentials out of which one is injected, V(null) if there is none.
      returned: if O(policy_type=credential)
      type: str
      sample: Lab
    extranet_enabled:
      description: Whether the rule is for an extranet.
      returned: if O(policy_type=access)
      type: bool
      sample: false
    extranet_partner:
      description: The partner whose extranet it is, V(null) if there is none.
      returned: if O(policy_type=access)
      type: str
      sample: Supplier
    extranet_locations:
      description: The locations of the extranet.
      returned: if O(policy_type=access)
      type: list
      elements: str
      sample: [Plant 1]
    extranet_location_groups:
      description: The location groups of the extranet.
      returned: if O(policy_type=access)
      type: list
      elements: str
      sample: []
    device_posture_failure_notification_enabled:
      description: Whether users are told why their device was refused.
      returned: success
      type: bool
      sample: false
    policy_type:
      description: The policy to which the rule belongs.
      returned: success
      type: str
      sample: access
    microtenant_id:
      description: The ID of its microtenant, V(null) for the Default microtenant if none was asked for.
      returned: success
      type: str
      sample: "216199618143364393"
metadata:
  description: What ZPA records about each rule and no option sets, by ID.
  returned: success
  type: dict
  sample:
    "216196257331370190":
      creation_time: 1773370207
      default_rule: false
      microtenant_id: "0"
      microtenant_name: Default
      modified_by: "216199618143364999"
      modified_time: 1773370300
      policy_group_id: "216196257331370201"
      policy_group_name: Finance department
      policy_set_id: "216196257331370001"
      priority: 3
      restricted: false
"""

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.policy_rule_module import (
    run_policy_rule_info_module,
)


def main() -> None:
    run_policy_rule_info_module()


if __name__ == "__main__":
    main()
