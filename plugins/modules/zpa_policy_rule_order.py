#!/usr/bin/python
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: zpa_policy_rule_order
short_description: Order the policy rules of Zscaler Private Access
version_added: 1.0.0
description:
  - Brings the rules of one policy into an order, whichever they have now, with one write.
  - The rules of a policy are asked in their order, and the first whose conditions are met decides. So the
    order decides who gets in.
  - A rule of Zscaler Deception keeps its place, and no rule goes above it that was not above it before.
    The default rule, where a policy has one, is the last. An order that cannot be had so is refused, and
    the task says why.
  - Where rules of the policy are in policy groups, a new order is refused, since no document tells what it
    does to these.
  - Rules are neither created nor deleted.
author:
  - zerotrust.zpa contributors (!UNKNOWN)
extends_documentation_fragment:
  - zerotrust.zpa.auth
  - zerotrust.zpa.attributes
  - zerotrust.zpa.attributes.actiongroup
  - zerotrust.zpa.policy.policy_type
options:
  rules:
    description:
      - The names or IDs of rules in the wanted order, each once. Of rules that have the same name give
        the IDs.
      - Rules that keep their places can be listed where they are.
    type: list
    elements: str
    required: true
  unlisted:
    description:
      - What becomes of the rules that O(rules) does not list.
      - With V(keep) they keep their places, and the listed rules share out, in the wanted order, the
        places that they have now. That disturbs least.
      - With V(last) the listed rules come first, and the others follow in their present order.
      - With V(first) the others come first, in their present order, and then the listed rules.
      - With V(fail) it is an error if a rule is not listed that could be moved.
    type: str
    choices: [keep, last, first, fail]
    default: keep
seealso:
  - module: zerotrust.zpa.zpa_policy_rule
  - module: zerotrust.zpa.zpa_policy_rule_info
  - name: Configuring Access Policies Using API
    description: The vendor's description of the API behind this module.
    link: https://help.zscaler.com/zpa/configuring-access-policies-using-api
notes:
  - What is the ID of one rule and the name of another is an error, unless all of them are given by their IDs.
  - In check mode a rule that does not exist yet is a warning, since an earlier task may create it. In a
    real run it is an error.
  - If somebody else adds, deletes or moves rules while the order is written, it is planned anew, three
    times at most. What is not as declared afterwards is an error.
"""

EXAMPLES = r"""
- name: Order policy rules
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/zerotrust.zpa.all:
      client_id: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_ID') }}"
      client_secret: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_SECRET') }}"
      customer_id: "{{ lookup('ansible.builtin.env', 'ZPA_CUSTOMER_ID') }}"
  tasks:
    - name: Ask the rule for emergencies before the one for everybody, wherever they are
      zerotrust.zpa.zpa_policy_rule_order:
        rules:
          - Break glass
          - Everybody

    - name: Put two rules before all others
      zerotrust.zpa.zpa_policy_rule_order:
        rules: [Break glass, Engineering]
        unlisted: last

    - name: Put a rule behind all others
      zerotrust.zpa.zpa_policy_rule_order:
        rules: [Everybody]
        unlisted: first

    - name: Say the whole order, and fail if there is a rule that nobody thought of
      zerotrust.zpa.zpa_policy_rule_order:
        rules: [Break glass, Engineering, Everybody]
        unlisted: fail
"""

RETURN = r"""
rules:
  description: All rules of the policy after the task, in their order, in check mode as it would be.
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
      sample: Break glass
    order:
      description: The place, the first being 1.
      returned: success
      type: int
      sample: 1
diff:
  description:
    - The names of all rules in their order, before and after. Where a name occurs twice, with the ID.
  returned: success
  type: dict
  sample:
    before: {rules: [Everybody, Break glass]}
    after: {rules: [Break glass, Everybody]}
problems:
  description: Everything that is wrong with the options, one sentence each.
  returned: if options are refused
  type: list
  elements: str
  sample: ["rules[1]: 'SAP' is listed already, as rules[0]. List each rule once."]
status:
  description: The HTTP status of the request that failed.
  returned: if the API answered with an error
  type: int
  sample: 400
error_id:
  description: The identifier of the error in the API's answer.
  returned: if the API answered with an error that has one
  type: str
  sample: missing.rule
reason:
  description: The API's own words.
  returned: if the API answered with an error that has some
  type: str
  sample: "Missing ruleIds: 7 from policySet 3"
params:
  description: What the error is about.
  returned: if the API answered with an error that has some
  type: list
  elements: str
  sample: ["7"]
method:
  description: The HTTP method of the request that failed.
  returned: if a request failed
  type: str
  sample: PUT
path:
  description: The path of the request that failed.
  returned: if a request failed
  type: str
  sample: /mgmtconfig/v1/admin/customers/216196257331281920/policySet/216196257331370001/reorder
"""

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.policy_rule_module import (
    run_policy_rule_order_module,
)


def main() -> None:
    run_policy_rule_order_module()


if __name__ == "__main__":
    main()
