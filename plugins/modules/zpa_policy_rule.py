#!/usr/bin/python
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: zpa_policy_rule
short_description: Manage policy rules of Zscaler Private Access
version_added: 1.0.0
description:
  - Creates, updates, renames, moves and deletes rules of every policy type.
  - The rules of a policy are asked in their order, and the first whose conditions are met decides. A new
    rule is the last one, before the default rule where the policy has one.
  - A rule is found among those of its O(policy_type). Two rules of one name are an error that lists their
    IDs.
  - A default rule can be changed where ZPA allows it. It is never moved or deleted.
author:
  - zerotrust.zpa contributors (!UNKNOWN)
extends_documentation_fragment:
  - zerotrust.zpa.auth
  - zerotrust.zpa.attributes
  - zerotrust.zpa.attributes.actiongroup
  - zerotrust.zpa.policy
  - zerotrust.zpa.policy.policy_type
  - zerotrust.zpa.resource
options:
  description:
    description: A text that describes the rule. If omitted it is left alone, V("") removes it.
    type: str
  enabled:
    description:
      - Whether the rule is switched on. One that is switched off keeps its place and is passed over.
      - If omitted it is left alone, and a new rule is switched on.
    type: bool
  action:
    description:
      - What the rule does. Required to create. Letter case does not matter.
      - V(ALLOW), V(DENY), V(REQUIRE_APPROVAL) of V(access) rules, V(RE_AUTH) of V(timeout) rules,
        V(BYPASS), V(INTERCEPT), V(INTERCEPT_ACCESSIBLE) of V(client_forwarding) rules, V(INSPECT),
        V(BYPASS_INSPECT) of V(inspection) rules, V(ISOLATE), V(BYPASS_ISOLATE) of V(isolation) rules,
        V(REDIRECT_DEFAULT), V(REDIRECT_PREFERRED), V(REDIRECT_ALWAYS) of V(redirection) rules,
        V(CHECK_CAPABILITIES) of V(capabilities) rules, V(INJECT_CREDENTIALS) of V(credential) rules,
        V(MONITOR), V(DO_NOT_MONITOR) of V(clientless_session_protection) rules,
        V(CHECK_PRIVILEGED_PORTAL_CAPABILITIES) of V(privileged_portal) rules.
      - Another word is written with a warning, since ZPA may be newer than this list. The API decides.
    type: str
  rule_order:
    description:
      - The place of the rule in its policy, the first being 1. The rules between shift by one.
      - If omitted the rule stays where it is. To order several rules do not set it on each, since every
        move shifts the others.
      - Rules of Zscaler Deception and the default rule keep their places, and nothing goes above a rule of
        Zscaler Deception. A place that would need that is refused.
      - Where rules of the policy are in policy groups, another place is refused, since no document tells what
        a move does to these.
    type: int
  operator:
    description:
      - Whether all O(conditions) must be met, V(AND), or one is enough, V(OR). Letter case does not matter.
      - If omitted it is left alone, and V(AND) for a new rule.
    type: str
  custom_msg:
    description: What a user is told whom the rule stops. If omitted it is left alone, V("") removes it.
    type: str
  app_connector_groups:
    description:
      - The names or IDs of the App Connector groups that serve what the rule allows, 48 at most. For
        V(access) rules.
      - If omitted they are left alone, V([]) leaves it to the App Connector groups of the application.
    type: list
    elements: str
  app_server_groups:
    description:
      - The names or IDs of the server groups that serve what the rule allows. For V(access) rules.
      - If omitted they are left alone, V([]) removes them all.
    type: list
    elements: str
  service_edge_groups:
    description:
      - The names or IDs of the service edge groups to which clients are redirected. For V(redirection) rules.
      - Known with O(action=REDIRECT_PREFERRED) and O(action=REDIRECT_ALWAYS), and not with
        O(action=REDIRECT_DEFAULT). Anything else causes a warning, and the API decides.
    type: list
    elements: str
  isolation_profile:
    description:
      - The name or ID of the isolation profile. For V(isolation) rules, which need it for O(action=ISOLATE).
    type: str
  inspection_profile:
    description:
      - The name or ID of the inspection profile. With O(action=INSPECT); without it there is a warning, and
        the API decides. For V(inspection) rules.
    type: str
  reauth_timeout:
    description:
      - After what time users have to sign in again, as seconds or for example V(30 Minutes), V(8 Hours),
        V(10 Days) or V(Never). For V(timeout) rules.
      - Less than ten minutes causes a warning, since the vendor's clients send no less. The API decides.
      - If omitted it is left alone, and two days for a new rule.
    type: str
  reauth_idle_timeout:
    description:
      - After what time without traffic users have to sign in again, in the same words. For V(timeout) rules.
      - If omitted it is left alone, and ten minutes for a new rule.
    type: str
  privileged_capabilities:
    description:
      - What privileged users may do. For V(capabilities) rules. Letter case does not matter.
      - Out of V(CLIPBOARD_COPY), V(CLIPBOARD_PASTE), V(CONTROL_SESSION), V(FILE_DOWNLOAD),
        V(FILE_UPLOAD), V(INSPECT_FILE_DOWNLOAD), V(INSPECT_FILE_UPLOAD), V(JOIN_SESSION),
        V(MONITOR_SESSION), V(RECORD_SESSION), V(SHARE_SESSION). Other words cause a warning.
    type: list
    elements: str
  privileged_portal_capabilities:
    description:
      - What users of a privileged portal may do. For V(privileged_portal) rules. Letter case does not matter.
      - Out of V(ACCESS_UNINSPECTED_FILE), V(ACCESS_UNINSPECTED_FILE_SANDBOX), V(DELETE_FILE),
        V(REQUEST_APPROVALS), V(REVIEW_APPROVALS), V(UPLOAD_INSPECTED_SANDBOX), V(UPLOAD_INSPECTED_SCAN).
        Other words cause a warning.
    type: list
    elements: str
  credential:
    description:
      - The name or ID of the privileged credential that is injected. With O(action=INJECT_CREDENTIALS);
        without it and O(credential_pool) there is a warning, and the API decides. It takes the place of a
        credential pool. For V(credential) rules.
    type: str
  credential_pool:
    description:
      - The name or ID of the pool of privileged credentials out of which one is injected. With
        O(action=INJECT_CREDENTIALS); without it and O(credential) there is a warning, and the API decides.
        It takes the place of a credential. For V(credential) rules.
    type: str
  extranet_enabled:
    description: Whether the rule is for an extranet. For V(access) rules. If omitted it is left alone.
    type: bool
  extranet_partner:
    description:
      - The name or ID of the partner whose extranet it is. For V(access) rules. If omitted it is left alone.
      - If it changes, give O(extranet_locations) and O(extranet_location_groups) as well, since these belong
        to a partner.
    type: str
  extranet_locations:
    description:
      - The names or IDs of the locations of the extranet. For V(access) rules. If omitted they are left
        alone.
      - A name can only be looked up for the O(extranet_partner) that is given or that the rule has.
    type: list
    elements: str
  extranet_location_groups:
    description:
      - The names or IDs of the location groups of the extranet. For V(access) rules. If omitted they are left
        alone.
      - A name can only be looked up for the O(extranet_partner) that is given or that the rule has.
    type: list
    elements: str
  device_posture_failure_notification_enabled:
    description: Whether users are told why their device was refused. If omitted it is left alone.
    type: bool
seealso:
  - module: zerotrust.zpa.zpa_policy_rule_info
  - module: zerotrust.zpa.zpa_reference_info
  - name: Configuring Access Policies Using API
    description: The vendor's description of the API behind this module.
    link: https://help.zscaler.com/zpa/configuring-access-policies-using-api
  - name: Configuring Isolation Policies Using API
    description: The vendor's description of isolation rules.
    link: https://help.zscaler.com/zpa/configuring-isolation-policies-using-api
notes:
  - An update sends back whatever it does not change, also what no option sets, as ZPA showed it.
  - What no option sets is the policy group of a rule (shown in RV(metadata), and by which ZPA orders rules
    first), what else happens when it applies (a stronger sign-in, for example), its browser posture profile,
    and the desktops that privileged users get.
  - A name that does not exist is an error. In check mode it is a warning where a playbook can create such
    objects, for example segment groups, application segments, server groups and App Connector groups, since
    an earlier task may create it. Identity providers and what belongs to them, posture profiles, trusted
    networks, machine groups, inspection and isolation profiles, for example, are an error in check mode too.
  - An exact name goes first. The cloud at the end of the names of posture profiles and trusted networks can
    be left out where one object alone has the name then.
  - What is the ID of one object and the name of another is an error that tells both, unless the rule has the
    object with that ID already.
  - An ID is taken as it is, with a warning, where the API client may not list such objects.
  - An operand of a type that this collection does not know survives the update of something else.
"""

EXAMPLES = r"""
- name: Manage policy rules
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/zerotrust.zpa.all:
      client_id: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_ID') }}"
      client_secret: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_SECRET') }}"
      customer_id: "{{ lookup('ansible.builtin.env', 'ZPA_CUSTOMER_ID') }}"
  tasks:
    - name: Let the finance department use the finance applications
      zerotrust.zpa.zpa_policy_rule:
        name: Finance for the finance department
        action: ALLOW
        conditions:
          - operands:
              - object_type: APP_GROUP
                objects: [Finance]
          - operands:
              - object_type: SCIM_GROUP
                entries:
                  - {lhs: Okta, rhs: Finance}
              - object_type: SAML
                entries:
                  - {lhs: Email_Okta, rhs: cfo@example.com}
          - operands:
              - object_type: CLIENT_TYPE
                objects: [zpn_client_type_zapp]
          - operator: AND
            operands:
              - object_type: POSTURE
                entries:
                  - {lhs: Disk encrypted, rhs: "true"}
                  - {lhs: Jailbroken, rhs: "false"}
      register: finance

    - name: Serve it from Frankfurt only, and ask it first
      zerotrust.zpa.zpa_policy_rule:
        name: Finance for the finance department
        app_connector_groups: [Frankfurt]
        rule_order: 1

    - name: Rename it
      zerotrust.zpa.zpa_policy_rule:
        id: "{{ finance.policy_rule.id }}"
        name: Finance

    - name: Switch it off, which keeps its conditions and its place
      zerotrust.zpa.zpa_policy_rule:
        name: Finance
        enabled: false

    - name: Open a web application in an isolated browser
      zerotrust.zpa.zpa_policy_rule:
        policy_type: isolation
        name: Intranet in isolation
        action: ISOLATE
        isolation_profile: Safe browsing
        conditions:
          - operands:
              - object_type: APP
                objects: [Intranet]
          - operands:
              - object_type: CLIENT_TYPE
                objects: [zpn_client_type_exporter]

    - name: Let users sign in once a day
      zerotrust.zpa.zpa_policy_rule:
        policy_type: timeout
        name: Once a day
        action: RE_AUTH
        reauth_timeout: 1 Day
        reauth_idle_timeout: Never

    - name: Send the traffic of trusted networks past ZPA
      zerotrust.zpa.zpa_policy_rule:
        policy_type: client_forwarding
        name: At headquarters
        action: BYPASS
        conditions:
          - operands:
              - object_type: TRUSTED_NETWORK
                entries:
                  - {lhs: Headquarters, rhs: "true"}
          - operands:
              - object_type: CLIENT_TYPE
                objects: [zpn_client_type_zapp]

    - name: Inspect what goes to an application
      zerotrust.zpa.zpa_policy_rule:
        policy_type: inspection
        name: Inspect the intranet
        action: INSPECT
        inspection_profile: OWASP Top 10
        conditions:
          - operands:
              - object_type: APP
                objects: [Intranet]

    - name: Lead clients to the nearest service edges
      zerotrust.zpa.zpa_policy_rule:
        policy_type: redirection
        name: Frankfurt first
        action: REDIRECT_PREFERRED
        service_edge_groups: [Frankfurt edge]
        conditions:
          - operands:
              - object_type: CLIENT_TYPE
                objects: [zpn_client_type_zapp]

    - name: Say what privileged users may do
      zerotrust.zpa.zpa_policy_rule:
        policy_type: capabilities
        name: Administrators
        action: CHECK_CAPABILITIES
        privileged_capabilities: [clipboard_copy, clipboard_paste, record_session]
        conditions:
          - operands:
              - object_type: SCIM_GROUP
                idp: Okta
                objects: [Engineering]

    - name: Sign privileged users in without telling them the password
      zerotrust.zpa.zpa_policy_rule:
        policy_type: credential
        name: Root of the lab
        action: INJECT_CREDENTIALS
        credential: root
        conditions:
          - operands:
              - object_type: CONSOLE
                objects: [Lab]

    - name: Watch sessions of browsers
      zerotrust.zpa.zpa_policy_rule:
        policy_type: clientless_session_protection
        name: Watch the intranet
        action: MONITOR
        conditions:
          - operands:
              - object_type: APP
                objects: [Intranet]

    - name: Say what users of a privileged portal may do
      zerotrust.zpa.zpa_policy_rule:
        policy_type: privileged_portal
        name: Approvals
        action: CHECK_PRIVILEGED_PORTAL_CAPABILITIES
        privileged_portal_capabilities: [request_approvals]
        conditions:
          - operands:
              - object_type: PRIVILEGE_PORTAL
                objects: [Administration]

    - name: Delete a rule
      zerotrust.zpa.zpa_policy_rule:
        name: Finance
        state: absent
"""

RETURN = r"""
policy_rule:
  description:
    - The rule after the task, in check mode as it would be. Every key is an option of this module, so that it
      can be given back as it is.
    - Empty if O(state=absent).
  returned: success
  type: dict
  contains:
    id:
      description: The ID, V(null) for a rule that check mode would create.
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
        - When the rule applies, in a fixed order. Names where ZPA shows them or the task named them, IDs
          otherwise.
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
  description: What ZPA records about the rule and no option sets, by ID.
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
diff:
  description:
    - The managed options before and after, in their own terms; conditions with a line for each operand.
      Empty where there is no rule.
  returned: success
  type: dict
  sample:
    before:
      name: Finance for the finance department
      conditions:
        - any of: [APP_GROUP is Finance]
    after:
      name: Finance for the finance department
      conditions:
        - any of: [APP is SAP, APP_GROUP is Finance]
problems:
  description: Everything that is wrong with the options, one sentence each.
  returned: if options are refused
  type: list
  elements: str
  sample: ["isolation_profile: is missing, and action=ISOLATE needs it."]
status:
  description: The HTTP status of the request that failed.
  returned: if the API answered with an error
  type: int
  sample: 400
error_id:
  description: The identifier of the error in the API's answer.
  returned: if the API answered with an error that has one
  type: str
  sample: invalid.resource.argument
reason:
  description: The API's own words.
  returned: if the API answered with an error that has some
  type: str
  sample: "One or more input fields rhs are not valid."
params:
  description: What the error is about.
  returned: if the API answered with an error that has some
  type: list
  elements: str
  sample: [rhs]
method:
  description: The HTTP method of the request that failed.
  returned: if a request failed
  type: str
  sample: POST
path:
  description: The path of the request that failed.
  returned: if a request failed
  type: str
  sample: /mgmtconfig/v2/admin/customers/216196257331281920/policySet/216196257331370001/rule
"""

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.policy_rule_module import (
    run_policy_rule_module,
)


def main() -> None:
    run_policy_rule_module()


if __name__ == "__main__":
    main()
