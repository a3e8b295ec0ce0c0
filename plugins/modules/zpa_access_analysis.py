#!/usr/bin/python
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: zpa_access_analysis
short_description: Tell who can reach what, and what a change does to it
version_added: 1.1.0
description:
  - Tells who gains access and who loses it by a change, which rules of a policy are of no use, which rule
    decides a request and why, and whether tests of access hold. It reads only.
  - With O(after) it works on configurations alone, without a connection. What O(before) and O(after) hold is
    compared.
  - Without them it reads the tenant. With O(config) it compares the tenant with what
    M(zerotrust.zpa.zpa_config) would make of it with the same O(config) and O(state), rules in their new
    order.
  - Access also changes without a change of any rule. A segment in another segment group, a domain name that
    is taken out of a wildcard segment, a segment group that is disabled, or one port more are found as well.
  - Answers are exact and complete. Every kind of requester is considered, not a sample of them. Each change
    has a request that shows it, with the deciding rule before and after.
  - Where the documents of ZPA leave open what it does, every reading is evaluated. A change that depends on
    one says so in RV(changes[].depends_on).
author:
  - zerotrust.zpa contributors (!UNKNOWN)
extends_documentation_fragment:
  - zerotrust.zpa.auth
  - zerotrust.zpa.attributes
  - zerotrust.zpa.attributes.info
  - zerotrust.zpa.attributes.actiongroup
options:
  after:
    description:
      - A whole configuration, in the form of O(zerotrust.zpa.zpa_config#module:config), for example what
        P(zerotrust.zpa.tenant_folder#lookup) returns. No connection is needed then.
      - Application segments and access rules are needed. Segment groups and rules of other policy types count
        as well.
      - It may have C(identity_providers) besides, a list that tells where policies do not ask for SAML or for
        SCIM. Each entry has C(name), C(saml) and C(scim), of which the last two are V(true) if they are left
        out. Both are on at an identity provider that is not in the list. A tenant tells of this itself.
    type: dict
  before:
    description:
      - The configuration that O(after) is compared with, in the same form. If omitted, nothing is compared.
    type: dict
  config:
    description:
      - What the tenant shall have, as O(zerotrust.zpa.zpa_config#module:config). The tenant is compared with
        what it would become.
      - If neither this nor O(after) is given, the tenant is analysed as it is.
    type: dict
  state:
    description:
      - What becomes of what O(config) does not declare, as O(zerotrust.zpa.zpa_config#module:state).
    type: str
    choices: [merged, overridden]
    default: merged
  protect:
    description:
      - What is not deleted with O(state=overridden), as O(zerotrust.zpa.zpa_config#module:protect).
    type: list
    elements: str
    default: []
  access_tests:
    description:
      - What has to hold of access after the change, each for every request that fits.
      - The file C(access_tests.yml) of a tenant folder has such a list.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: What the test is called where it fails.
        type: str
      who:
        description:
          - Who asks. What is left out can be anything, and an empty list is none of them. If omitted,
            everyone.
        type: dict
        suboptions: &who
          client_type:
            description: The kind of client, for example V(zpn_client_type_zapp) for Client Connector.
            type: str
          idp:
            description: The identity provider. V(none) is a client without a user.
            type: str
          scim_groups:
            description: The SCIM groups.
            type: list
            elements: str
          saml:
            description: The values of SAML attributes, a list for each.
            type: dict
          scim:
            description: The values of SCIM attributes, a list for each.
            type: dict
          posture:
            description: Whether posture profiles are met, V(true) or V(false) for each.
            type: dict
          trusted_networks:
            description: The trusted networks.
            type: list
            elements: str
          platform:
            description: The platform, for example V(windows).
            type: str
          country:
            description: The country, two letters as in V(CH).
            type: str
          risk:
            description: The level of the risk of the user, or a level for each source.
            type: raw
          machine_group:
            description: The machine group.
            type: str
          cloud_connector_groups:
            description: The cloud connector groups.
            type: list
            elements: str
          branch_connector_groups:
            description: The branch connector groups.
            type: list
            elements: str
          locations:
            description: The locations.
            type: list
            elements: str
          workload_tag_groups:
            description: The workload tag groups.
            type: list
            elements: str
          chrome:
            description: Whether the browser is managed by Chrome Enterprise.
            type: raw
          chrome_profiles:
            description: The profiles of managed browsers that are met.
            type: list
            elements: str
          console:
            description: The privileged console.
            type: str
          user_portal:
            description: The user portal.
            type: str
          privileged_portal:
            description: The privileged portal.
            type: str
      what:
        description: What is asked for. Application segments, all those of segment groups, or a host.
        type: dict
        required: true
        suboptions:
          segments:
            description: Application segments, with all their domain names and ports.
            type: list
            elements: str
          segment_groups:
            description: Segment groups.
            type: list
            elements: str
          host:
            description: A host name or an IP address.
            type: str
          port:
            description: A port of O(access_tests[].what.host). If omitted, each that is reached.
            type: int
          protocol:
            description: The protocol. If omitted, each that is reached.
            type: str
            choices: [tcp, udp, icmp]
      expect:
        description:
          - What has to come of every request that fits. A request that bypasses ZPA is neither allowed nor
            blocked.
        type: str
        required: true
        choices: [allow, block, require_approval]
      place:
        description: Where the test stands, which errors and results repeat. The lookup tells it.
        type: str
  explain:
    description:
      - Requests of which RV(decisions) tells what becomes of them after the change, and why.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: What the request is called.
        type: str
      host:
        description: A host name or an IP address.
        type: str
        required: true
      port:
        description: The port. V(icmp) has none.
        type: int
      protocol:
        description: The protocol.
        type: str
        choices: [tcp, udp, icmp]
        default: tcp
      who:
        description: Who asks, as O(access_tests[].who). What is left out is absent.
        type: dict
        suboptions: *who
      approved:
        description: Whether there is an approval where one is required. If omitted, that stays open.
        type: bool
  enforce:
    description:
      - Whether the task fails if one of O(access_tests) does not pass, or is not decided, or if more access
        is gained than O(max_access_gained). The result is returned all the same.
    type: bool
    default: false
  max_access_gained:
    description:
      - With O(enforce=true) the most entries that RV(changes) may have with RV(changes[].direction=gained).
        If omitted, any number.
      - Beside those that are gained these are changes from a connection that ZPA blocks to one that bypasses
        it, and changes of which something is not understood.
      - If not everything could be decided, the task fails as well.
    type: int
  matrix:
    description:
      - A file for the matrix of who reaches what after the change. It is a page for a browser, in which each
        cell says which rule decides, on the machine where the module runs.
      - Its rows are who can be told apart by one thing that access rules ask for, which is an identity
        provider, a SCIM group or the value of an attribute. Its columns are the application segments, those
        together that no rule tells apart.
      - The folder is made if need be. A file that is there is replaced, in check mode as well. Give an
        absolute path, for example with C(playbook_dir).
    type: path
  max_steps:
    description:
      - How much work is allowed. What is not decided by then is in RV(not_decided), and the rest is returned.
      - The default is enough for some thousand rules. It ends a puzzle that nobody solves within a minute.
    type: int
    default: 200000
  read_limit:
    description:
      - The most requests in any 10 seconds. The default is what ZPA documents.
      - If not set, the environment variable E(ZPA_READ_LIMIT) is used.
    type: int
    default: 20
seealso:
  - module: zerotrust.zpa.zpa_config
  - plugin: zerotrust.zpa.tenant_folder
    plugin_type: lookup
notes:
  - If the Python package C(python-sat) is installed where the module runs, it is used for what takes long
    otherwise. Answers are the same.
  - A configuration has nothing of what Zscaler manages, such as rules of Deception. On a tenant these count,
    too.
  - Who belongs to which groups, and what a device is like, is no part of a configuration. Every combination
    is considered possible.
  - Without a connection every identity provider is taken to have its policies for SAML and SCIM switched on,
    and a name that nobody has cannot be told from one that no rule has. Such names are in RV(assumptions).
"""

EXAMPLES = r"""
- name: Tell who gains access and who loses it by a change of a folder, without a connection
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Compare two folders
      zerotrust.zpa.zpa_access_analysis:
        before: "{{ lookup('zerotrust.zpa.tenant_folder', 'main/tenant') }}"
        after: "{{ lookup('zerotrust.zpa.tenant_folder', 'tenant') }}"

- name: Analyse the access of a tenant
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/zerotrust.zpa.all:
      client_id: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_ID') }}"
      client_secret: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_SECRET') }}"
      customer_id: "{{ lookup('ansible.builtin.env', 'ZPA_CUSTOMER_ID') }}"
  tasks:
    - name: Tell why a request is blocked
      zerotrust.zpa.zpa_access_analysis:
        explain:
          - host: sap.corp.example.com
            port: 443
            who:
              client_type: zpn_client_type_zapp
              idp: Okta
              scim_groups: [Finance]

    - name: Fail if the change lets in who is not in engineering
      zerotrust.zpa.zpa_access_analysis:
        config:
          policy_rules:
            access:
              - name: Engineering
                action: ALLOW
                conditions:
                  - operands:
                      - object_type: SCIM_GROUP
                        entries:
                          - {lhs: Okta, rhs: Engineering}
        access_tests:
          - name: Without engineering nobody reaches SAP
            who:
              idp: Okta
              scim_groups: []
            what:
              segments: [SAP]
            expect: block
        enforce: true
"""

RETURN = r"""
msg:
  description: The figures in a sentence, and the first of changes, failed tests and decisions, a line each.
  returned: always
  type: str
  sample: "Access: gained 3, lost 1. Tests: 4 of 4 pass. Rules: 2 never match, 1 is redundant."
refused:
  description: Why the task fails with O(enforce=true), or would fail, a sentence each. Empty if it does not.
  returned: success
  type: list
  elements: str
  sample: []
summary:
  description: How many results of each sort there are.
  returned: success
  type: dict
  contains:
    gained:
      description: Changes by which somebody can do more.
      returned: success
      type: int
      sample: 3
    lost:
      description: Changes by which somebody can do less.
      returned: success
      type: int
      sample: 1
    other:
      description: Changes that are neither, for example from ZPA to a connection that bypasses it.
      returned: success
      type: int
      sample: 0
    never_match:
      description: Rules that no request reaches.
      returned: success
      type: int
      sample: 2
    redundant:
      description: Rules without which every answer would be the same.
      returned: success
      type: int
      sample: 1
    everyone:
      description: Rules that let everyone in.
      returned: success
      type: int
      sample: 0
    tests_passed:
      description: Tests that pass.
      returned: success
      type: int
      sample: 4
    tests_failed:
      description: Tests that fail.
      returned: success
      type: int
      sample: 0
    tests_undecided:
      description: Tests of which nobody knows.
      returned: success
      type: int
      sample: 0
    not_decided:
      description: Questions that took too much work.
      returned: success
      type: int
      sample: 0
changes:
  description:
    - Every class of requests of which the answer differs before and after. What has one cause is one entry.
  returned: if two configurations are compared
  type: list
  elements: dict
  contains:
    direction:
      description: V(gained), V(lost) or V(other).
      returned: success
      type: str
      sample: gained
    from:
      description: >-
        The answer before. V(ALLOW), V(DENY), V(REQUIRE_APPROVAL), or V(DIRECT) for what bypasses ZPA. What no
        application segment covers is V(DENY).
      returned: success
      type: str
      sample: DENY
    to:
      description: The answer after.
      returned: success
      type: str
      sample: ALLOW
    because:
      description: What is declared otherwise.
      returned: success
      type: list
      elements: str
      sample: ["rule 'Contractors' is new"]
    who:
      description: Whom it is about. A requester whom one of these rules decides.
      returned: success
      type: list
      elements: dict
      contains:
        when:
          description: Whether the rule decides V(before) or V(after).
          returned: success
          type: str
          sample: after
        rule:
          description: The rule.
          returned: success
          type: str
          sample: Contractors
        conditions:
          description: What it asks of a requester, in words.
          returned: success
          type: str
          sample: SCIM_GROUP Contractors of Corporate
        only_those_of:
          description: Rules that decided them on the other side, if they are only some.
          returned: success
          type: list
          elements: dict
          sample: []
        not_those_of:
          description: Rules that already decided the others so, if they are not all.
          returned: success
          type: list
          elements: dict
          sample: []
        and_more_rules:
          description: Whether there are more such rules than are named.
          returned: success
          type: bool
          sample: false
    what:
      description: What it is about.
      returned: success
      type: dict
      contains:
        segments_before:
          description: The application segments that have the hosts before.
          returned: success
          type: list
          elements: str
          sample: [Payroll]
        segments_after:
          description: The application segments that have them after.
          returned: success
          type: list
          elements: str
          sample: [Payroll]
        hosts:
          description: Hosts with the same ports together, C(hosts) and the ports by protocol.
          returned: success
          type: list
          elements: dict
          sample:
            - {hosts: [payroll.corp.example.com], tcp: "443"}
    rules_before:
      description: The rules that decide before, null for none.
      returned: success
      type: list
      elements: str
      sample: [null]
    rules_after:
      description: The rules that decide after.
      returned: success
      type: list
      elements: str
      sample: [Contractors]
    witness:
      description: One such request, with C(rule_before) and C(rule_after). What it does not have is absent.
      returned: success
      type: dict
      sample:
        host: payroll.corp.example.com
        port: 443
        protocol: tcp
        idp: Corporate
        scim_groups: [Contractors]
        rule_before: null
        rule_after: Contractors
    by_default:
      description:
        - Whether it is a change under the reading that is taken by default. If not, it is one only under the
          reading that RV(changes[].depends_on) tells.
      returned: success
      type: bool
      sample: true
    depends_on:
      description: What is not documented and has to be so for the change to be one.
      returned: success
      type: list
      elements: str
      sample: []
    undecided:
      description: What of rules is not understood, so that the change may be another one.
      returned: success
      type: list
      elements: str
      sample: []
never_match:
  description: Rules that no request reaches, of all policy types.
  returned: success
  type: list
  elements: dict
  contains:
    policy_type:
      description: The policy type.
      returned: success
      type: str
      sample: access
    rule:
      description: The name of the rule.
      returned: success
      type: str
      sample: Old partners
    reason:
      description: >-
        V(shadowed) by earlier rules, V(contradiction) in its own conditions, or V(nothing) that it is about.
      returned: success
      type: str
      sample: shadowed
    by:
      description: The earlier rules that decide in its place.
      returned: success
      type: list
      elements: str
      sample: [Partners]
    by_is_all:
      description: Whether these are all that do. They are enough in any case.
      returned: success
      type: bool
      sample: true
    alone:
      description: The rule that is enough alone, null if it takes several.
      returned: success
      type: str
      sample: Partners
    who:
      description: What the rule asks of a requester.
      returned: success
      type: str
      sample: SCIM_GROUP Partners of Corporate
redundant:
  description: Rules without which every answer would be the same, each taken alone.
  returned: success
  type: list
  elements: dict
  contains:
    policy_type:
      description: The policy type.
      returned: success
      type: str
      sample: access
    rule:
      description: The name of the rule.
      returned: success
      type: str
      sample: Old partners
    settings:
      description: Options of the rule that go with it although no answer changes.
      returned: success
      type: list
      elements: str
      sample: [custom_msg]
removable_together:
  description:
    - Rules that can all be removed at once without changing any answer, chosen from the last one upwards.
    - A rule of RV(redundant) may be missing here, since another one that is gone already did the same, and a
      rule may be here that cannot go alone.
  returned: success
  type: list
  elements: dict
  contains:
    policy_type:
      description: The policy type.
      returned: success
      type: str
      sample: access
    rule:
      description: The name of the rule.
      returned: success
      type: str
      sample: Old partners
everyone:
  description: Access rules that allow and ask nothing of identity, client and device.
  returned: success
  type: list
  elements: dict
  contains:
    rule:
      description: The name of the rule.
      returned: success
      type: str
      sample: Guest network
    applications:
      description: V(all), or V(some) if it names applications.
      returned: success
      type: str
      sample: some
decisions:
  description: What becomes of each request of O(explain).
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: What the request is called, null if it has no name.
      returned: success
      type: str
      sample: Accounting
    request:
      description: The request.
      returned: success
      type: dict
      sample: {host: payroll.corp.example.com, port: 443, protocol: tcp, idp: Corporate}
    status:
      description: >-
        V(matched), V(port_mismatch) if no application segment of the most specific domain name has the port,
        V(no_segment) if none covers the host, or V(bypass) if the segment bypasses ZPA.
      returned: success
      type: str
      sample: matched
    segments:
      description: The application segments of the host and the port, sorted by name.
      returned: success
      type: list
      elements: str
      sample: [Payroll]
    outcome:
      description: The answer. V(NONE) if no application segment has the request.
      returned: success
      type: str
      sample: DENY
    possible_outcomes:
      description: All answers that it could have, if something is not understood or an approval is open.
      returned: success
      type: list
      elements: str
      sample: [DENY]
    bypassed_by:
      description: What makes the request bypass ZPA, null if nothing does.
      returned: success
      type: str
      sample: "bypass_type=ALWAYS"
    rules:
      description:
        - By policy type C(rule), the name of the rule that decides or null, C(action), and C(passed_over),
          which has the earlier rules with the reason why each did not match.
      returned: success
      type: dict
      sample:
        access:
          rule: null
          action: DENY
          passed_over:
            - {rule: Accounting, because: POSTURE Disk encrypted is not true}
          not_understood: []
    depends_on:
      description: What is not documented and decides.
      returned: success
      type: list
      elements: str
      sample: []
tests:
  description: The result of each of O(access_tests).
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name of the test, or what it says in words.
      returned: success
      type: str
      sample: Contractors never reach the payroll
    expect:
      description: What it expects.
      returned: success
      type: str
      sample: block
    passed:
      description: V(true), V(false), or null if it is not decided.
      returned: success
      type: bool
      sample: false
    witness:
      description: >-
        A request against the test, with C(outcome) and C(rule), which decides it. Null if there is none.
      returned: success
      type: dict
      sample:
        host: payroll.corp.example.com
        port: 443
        protocol: tcp
        idp: Corporate
        scim_groups: [Contractors]
        outcome: ALLOW
        rule: Everybody
    nothing_fits:
      description: Whether no request fits the test at all.
      returned: success
      type: bool
      sample: false
    depends_on:
      description: What is not documented and decides.
      returned: success
      type: list
      elements: str
      sample: []
    place:
      description: Where the test stands, null if nobody says it.
      returned: success
      type: str
      sample: "tenant/access_tests.yml, line 12"
assumptions:
  description: What the answers rest on, and what of the configurations is not analysed. A sentence each.
  returned: success
  type: list
  elements: str
  sample: ["match_style=INCLUSIVE of 'Wildcard' takes effect with clients that support it."]
not_decided:
  description: What took more work than O(max_steps) allows. A sentence each.
  returned: success
  type: list
  elements: str
  sample: []
problems:
  description: Everything that is wrong with the options, one sentence each.
  returned: if options are refused
  type: list
  elements: str
  sample:
    - "access_tests[0].what.segments: no application segment is called 'Payrol'. Near matches: 'Payroll'."
status:
  description: The HTTP status of the request that failed.
  returned: if the API answered with an error
  type: int
  sample: 400
error_id:
  description: The identifier of the error in the API's answer.
  returned: if the API answered with an error that has one
  type: str
  sample: internal.error
reason:
  description: The API's own words.
  returned: if the API answered with an error that has some
  type: str
  sample: "Internal error."
params:
  description: What the error is about.
  returned: if the API answered with an error that has some
  type: list
  elements: str
  sample: ["Application", "SAP"]
method:
  description: The HTTP method of the request that failed.
  returned: if a request failed
  type: str
  sample: GET
path:
  description: The path of the request that failed.
  returned: if a request failed
  type: str
  sample: /mgmtconfig/v1/admin/customers/216196257331281920/application
"""

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.access_module import run_access_module


def main() -> None:
    run_access_module()


if __name__ == "__main__":
    main()
