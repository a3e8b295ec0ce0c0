#!/usr/bin/python
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: zpa_config
short_description: Plan and apply a whole tenant of Zscaler Private Access
version_added: 1.0.0
description:
  - Brings microtenants, segment groups, App Connector groups, service edge groups, private cloud groups,
    provisioning keys, connector schedules, App Connectors, service edges, application servers, server groups,
    Browser Access certificates, application segments, privileged portals, privileged consoles, privileged
    credentials, privileged credential pools, privileged approvals, isolation banners, isolation certificates,
    isolation profiles, inspection custom controls, inspection profiles, user portals, user portal links, C2C
    IP ranges, emergency access users, log receivers and policy rules of all types to what is declared, in one
    task, or returns what a tenant has in the form in which it is declared.
  - Each list of the tenant is read once, the whole is planned, and only differences are written. That
    takes a few requests where a loop over the modules for single objects takes some for each object.
  - What is declared can refer to what the same task creates, by name, in check mode as well.
  - All problems of the whole configuration are reported together, each with its place in the data, before
    anything is written.
author:
  - zerotrust.zpa contributors (!UNKNOWN)
extends_documentation_fragment:
  - zerotrust.zpa.auth
  - zerotrust.zpa.attributes
  - zerotrust.zpa.attributes.actiongroup
  - zerotrust.zpa.config
options:
  state:
    description:
      - With V(merged) what is declared is created or changed, and everything else is left alone.
      - With V(overridden) what is not declared is deleted as well, of the kinds whose lists are given. An
        empty list is given, a list that is left out is not. What Zscaler manages, default rules and what
        O(protect) names are never deleted.
      - With V(gathered) nothing is changed, and RV(config) is returned.
    type: str
    choices: [merged, overridden, gathered]
    default: merged
  kinds:
    description:
      - What is returned with O(state=gathered). If omitted, everything that a task can create. What enrolls
        by itself, which App Connectors and service edges do, is returned only if it is named here, since no
        other tenant could be brought to have it.
      - With O(list_objects=true) what is listed beside the kinds whose lists are given. If omitted, nothing.
      - V(policy_rules) stands for the rules of all policy types that the tenant has.
      - A text with a kind in each line is a list, too. With O(state=gathered) it must not be empty.
    type: list
    elements: str
    choices:
      - microtenants
      - segment_groups
      - app_connector_groups
      - service_edge_groups
      - private_cloud_groups
      - provisioning_keys
      - connector_schedules
      - app_connectors
      - service_edges
      - application_servers
      - server_groups
      - browser_access_certificates
      - application_segments
      - pra_portals
      - pra_consoles
      - pra_credentials
      - pra_credential_pools
      - pra_approvals
      - isolation_banners
      - isolation_certificates
      - isolation_profiles
      - inspection_custom_controls
      - inspection_profiles
      - user_portals
      - user_portal_links
      - c2c_ip_ranges
      - emergency_access_users
      - lss_configs
      - policy_rules
      - policy_rules.access
      - policy_rules.timeout
      - policy_rules.client_forwarding
      - policy_rules.inspection
      - policy_rules.isolation
      - policy_rules.redirection
      - policy_rules.capabilities
      - policy_rules.credential
      - policy_rules.siem
      - policy_rules.clientless_session_protection
      - policy_rules.protection
      - policy_rules.privileged_portal
  list_objects:
    description:
      - Whether RV(objects) is returned, which names every object with what there is to say of it. In check
        mode that makes the result an audit of the tenant.
      - It takes no request more for the kinds whose lists are given with something in them, and the list of
        each other kind that is given or in O(kinds). With O(kinds), O(config) can be left out.
    type: bool
    default: false
  max_deletions:
    description:
      - The most objects that the task may delete. If it would be more, nothing is written at all, and the
        error names up to 50 of them.
      - That keeps a list that is empty by mistake from emptying the tenant.
      - What O(config.provisioning_keys[].recreate) deletes to create it anew counts as well.
      - An empty text counts as not given.
    type: int
    default: 10
  protect:
    description:
      - Names or IDs of objects that are never deleted, of any kind. In a name V(*) stands for any
        characters, V(?) for one, and V([abc]) for one of these. Letter case matters.
      - What is protected and not declared stays as it is. It is an error to declare it as absent, or to have
        it deleted and created anew.
      - A text with an entry in each line is a list, too, as a survey of AWX gives it, and so is one in
        brackets. In lines a comma is part of a name, also if there is one line that ends in a line break.
      - A text of one line without a line break, with commas or semicolons, can be one name or several ones.
        It protects what it names as a whole, each part between commas, and up to four parts in a row. Give a
        list or lines to say which names are meant.
      - What begins or ends with a quote, a brace or a bracket that lacks its other one, or is enclosed in
        them and is no list that can be read, is refused. An object with such a name is given by its ID or by
        a pattern, for example V([[]Prod]) for the name V([Prod]).
      - An entry that is nothing that O(config) or, in its lists, the tenant has is warned about, where
        something can be deleted.
    type: list
    elements: str
    default: []
  access:
    description:
      - Whether the task looks at what its plan does to who reaches what, before anything is written, as
        M(zerotrust.zpa.zpa_access_analysis) does.
      - With V(off) it does not, and no request more is sent.
      - With V(report) the result has RV(access).
      - With V(enforce) nothing is written, too, if one of O(access_tests) does not pass on what the plan
        would make of the tenant, or if access widens further than O(max_access_gained). What nobody knows,
        since it took more work than O(max_access_steps) allows, is not good enough. Check mode comes to the
        same verdict.
      - With V(audit) it is told the other way round, for a run in check mode. What the tenant has is compared
        with what it should have, so that what V(gained) is more than is declared, and tests are held against
        the tenant as it is.
      - If omitted, V(enforce) where O(access_tests) or O(max_access_gained) is given, V(report) where only
        O(access_matrix) is, otherwise V(off). An empty text counts as not given.
      - It takes the lists of segment groups, application segments, identity providers and the rules of all
        policy types, as far as the task has not read them anyway.
    type: str
    choices: ["off", report, enforce, audit]
    version_added: 1.1.0
  access_tests:
    description:
      - What has to hold of access, in the form of
        O(zerotrust.zpa.zpa_access_analysis#module:access_tests).
      - P(zerotrust.zpa.tenant_folder#lookup) returns those of a folder with C(access_tests=true).
    type: list
    elements: dict
    default: []
    version_added: 1.1.0
  max_access_gained:
    description:
      - How many of RV(access.changes) may let somebody in. If omitted, any number.
      - Beside those that are V(gained) these are changes from a connection that ZPA blocks to one that
        bypasses it, and changes of which something is not understood.
      - An empty text counts as not given.
    type: int
    version_added: 1.1.0
  max_access_steps:
    description:
      - How much work is allowed for that, as O(zerotrust.zpa.zpa_access_analysis#module:max_steps).
    type: int
    version_added: 1.1.0
  access_matrix:
    description:
      - A file for the matrix of who reaches what, as O(zerotrust.zpa.zpa_access_analysis#module:matrix), on
        the machine where the module runs. It is written in check mode as well.
    type: path
    version_added: 1.1.0
  read_limit:
    description:
      - The most requests that read in any 10 seconds. The default is what ZPA documents.
      - Where several tasks work on one tenant at the same time, share it out among them. What ZPA refuses
        as too much in spite of it is waited out.
      - If not set, the environment variable E(ZPA_READ_LIMIT) is used.
    type: int
    default: 20
  write_limit:
    description:
      - The same for requests that write.
      - If not set, the environment variable E(ZPA_WRITE_LIMIT) is used.
    type: int
    default: 10
seealso:
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
notes:
  - Objects are written kind by kind, what refers after what it refers to. These are microtenants, segment
    groups, App Connector groups, service edge groups, private cloud groups, provisioning keys, connector
    schedules, App Connectors, service edges, application servers, server groups, Browser Access certificates,
    application segments, privileged portals, privileged consoles, privileged credentials, privileged
    credential pools, privileged approvals, isolation banners, isolation certificates, isolation profiles,
    inspection custom controls, inspection profiles, user portals, user portal links, C2C IP ranges, emergency
    access users, log receivers, then the rules of one policy type after the other, each followed by their
    order if that changes, which takes one write. Deletions come last, rules first.
  - The rules of a policy follow each other as they are declared. Rules that are not declared keep their
    places, and the declared ones share out the places that they hold. New rules start at the end. Where rules
    of a policy are in policy groups, a new order is refused, since no document tells what it does to these.
  - With O(state=overridden) it is an error to declare a new object whose name differs from that of an
    undeclared one in letter case or blanks alone, since that one would be deleted.
  - An application segment belongs to one segment group. If two are declared to have it, that is an error. If
    it leaves one of which nothing is declared about its application segments, a warning says so.
  - What is referred to cannot be deleted. The task fails before anything is written if anything that stays,
    declared or not, names what would be deleted.
  - A name that neither the tenant has nor O(config) creates is an error, in check mode as in a real run.
  - With C(-v) and C(-vv) a result with more than 50 entries is shown in short, as how many steps there are by
    kind and operation, and the first of them. With C(-vvv) it is shown as a whole, and C(register) always has
    all of it.
  - If a step fails, RV(plan) tells which steps were taken and which were not. What was done stays done, and
    running the task again goes on from there.
  - "If the work takes long, a line such as C(zpa_config [localhost]: 120 of 300 changes made, the latest in
    segment groups, about 180 seconds left) tells now and then how far it is, on the standard error output.
    The time that is left follows from the pace of the last minute. The variable C(zpa_progress_interval)
    says after how many seconds, 10 if it is not set. With 0 there are no such lines. They need a local
    connection, and there are none with C(async) or if the task becomes an unprivileged user."
"""

EXAMPLES = r"""
- name: Manage a tenant as a whole
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/zerotrust.zpa.all:
      client_id: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_ID') }}"
      client_secret: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_SECRET') }}"
      customer_id: "{{ lookup('ansible.builtin.env', 'ZPA_CUSTOMER_ID') }}"
  tasks:
    - name: Make sure that a segment group, a server group, and a rule are there
      zerotrust.zpa.zpa_config:
        config:
          segment_groups:
            - name: Finance apps
              enabled: true
              applications: [SAP, Payroll]
          server_groups:
            - name: Finance servers
              enabled: true
              dynamic_discovery: true
              app_connector_groups: [Frankfurt]
          policy_rules:
            access:
              - name: Finance
                action: ALLOW
                conditions:
                  - operands:
                      - object_type: APP_GROUP
                        objects: [Finance apps]

    - name: Let the access policy have these rules and no others, in this order
      zerotrust.zpa.zpa_config:
        state: overridden
        protect: ["Break glass*"]
        max_deletions: 3
        config:
          policy_rules:
            access:
              - name: Finance
                action: ALLOW
                conditions:
                  - operands:
                      - object_type: APP_GROUP
                        objects: [Finance apps]
              - name: Everybody else
                action: DENY

    - name: Bring the tenant to what a folder declares, if its tests hold and nobody gains access
      zerotrust.zpa.zpa_config:
        config: "{{ lookup('zerotrust.zpa.tenant_folder', 'tenant') }}"
        access: enforce
        access_tests: "{{ lookup('zerotrust.zpa.tenant_folder', 'tenant', access_tests=true) }}"
        max_access_gained: 0

    - name: Get the segment groups and the access rules in the form in which they are declared
      zerotrust.zpa.zpa_config:
        state: gathered
        kinds: [segment_groups, policy_rules.access]
      register: tenant

    - name: Declare what was gathered, which changes nothing
      zerotrust.zpa.zpa_config:
        config: "{{ tenant.config }}"
"""

RETURN = r"""
plan:
  description:
    - The steps that were taken, in check mode those that would be. In their order.
    - Also returned if a step fails.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: What the step is about.
      returned: success
      type: str
      sample: policy_rule
    policy_type:
      description: The policy type of a rule.
      returned: if RV(plan[].kind=policy_rule)
      type: str
      sample: access
    name:
      description: The name that the object had before the step. For V(reorder) the policy type.
      returned: success
      type: str
      sample: Finance
    id:
      description: The ID, null where the object does not exist yet and for V(reorder).
      returned: success
      type: str
      sample: "216196257331370190"
    operation:
      description: V(create), V(update), V(delete), or V(reorder) for the order of the rules of a policy.
      returned: success
      type: str
      sample: update
    before:
      description: What of the object is managed, as it was. Empty if it did not exist.
      returned: success
      type: dict
      sample: {action: ALLOW, name: Finance}
    after:
      description: The same as it is now. Empty if it is deleted.
      returned: success
      type: dict
      sample: {action: DENY, name: Finance}
    status:
      description:
        - V(done), in check mode V(planned). If a step failed, that one has V(failed) and those behind it
          V(not_tried). Of objects that were created and that their list does not show, or not as planned,
          these have V(failed).
        - What somebody else has created since the plan is told as the update that was left to do, or not at
          all if it was as declared. A warning says so.
      returned: success
      type: str
      sample: done
    error:
      description: Why the step failed.
      returned: if RV(plan[].status=failed)
      type: str
      sample: "Cannot update segment group 'Finance': forbidden (HTTP 403)"
    entry:
      description: The number of its entry in its list of O(config), from 0. Null where no entry declares it.
      returned: success
      type: int
      sample: 7
    declared_at:
      description:
        - Where a folder declares it. Null if it declares nothing of the kind, so that the object is deleted.
        - What stands in O(config) has to be what P(zerotrust.zpa.tenant_folder#lookup) returns in the same
          task, or lists of it as they are.
      returned: if O(config) comes from a folder
      type: dict
      sample: {file: tenant/policy_rules/access.yml, line: 12, options: {action: 12}}
      contains:
        file:
          description: The file, relative to the folder in which Ansible was started if it is below it.
          returned: success
          type: str
          sample: tenant/policy_rules/access.yml
        line:
          description:
            - The line of the first option that the step changes, otherwise that of the entry. For
              V(reorder) the list begins there.
          returned: success
          type: int
          sample: 12
        options:
          description: The lines of all options that the step changes, as far as the entry has them.
          returned: success
          type: dict
          sample: {action: 12}
plan_summary:
  description:
    - How many steps RV(plan) has, by kind and operation, in the words of RV(plan[].kind) and
      RV(plan[].operation). That is what a person wants to know of a long plan.
    - What there is none of is left out, so that it is empty where nothing differs. Kinds come in the order in
      which they are written.
    - Also returned if a step fails, of all steps then, taken or not.
  returned: if O(state) is not V(gathered)
  type: dict
  sample:
    segment_group: {create: 2}
    application_segment: {create: 40, update: 3, delete: 1}
    policy_rule: {update: 1, reorder: 1}
summary:
  description: How many steps there are of each operation.
  returned: if O(state) is not V(gathered)
  type: dict
  contains:
    created:
      description: How many were created, in check mode would be.
      returned: success
      type: int
      sample: 2
    updated:
      description: How many were changed.
      returned: success
      type: int
      sample: 1
    deleted:
      description: How many were deleted.
      returned: success
      type: int
      sample: 0
    reordered:
      description: Of how many policies the rules got another order.
      returned: success
      type: int
      sample: 1
    unchanged:
      description: How many that are declared are as they shall be.
      returned: success
      type: int
      sample: 196
diff:
  description:
    - What the steps change, a block for each, in the terms of the options, with names in place of IDs.
    - The blocks are sorted by kind, in the order in which kinds are written, rules by policy type.
    - Of more than 500 steps there is one block for each kind, and for the rules of each policy type. It names
      what is created, updated and deleted, and tells of what is updated each option that differs. RV(plan)
      has all of it.
    - Conditions are told in words.
  returned: if O(state) is not V(gathered)
  type: list
  elements: dict
  contains:
    before:
      description: What of the object is managed, as it was.
      returned: of 500 steps at most
      type: dict
      sample: {action: ALLOW, name: Finance}
    after:
      description: The same as it is now.
      returned: of 500 steps at most
      type: dict
      sample: {action: DENY, name: Finance}
    before_header:
      description: What the block is about.
      returned: of 500 steps at most
      type: str
      sample: "access rule 'Finance' (update)"
    after_header:
      description: The same.
      returned: of 500 steps at most
      type: str
      sample: "access rule 'Finance' (update)"
    prepared:
      description: What changes in a list, in lines.
      returned: of more than 500 steps
      type: str
      sample: "segment groups: create 1, update 1\n+ HR\n~ IT\n-     enabled: false\n+     enabled: true\n"
objects:
  description:
    - Every object that is declared, and of the kinds that are given or in O(kinds) every object that nobody
      declared, as they were before the task.
    - Default rules and what Zscaler manages are not among those that nobody declared.
  returned: if O(list_objects=true)
  type: list
  elements: dict
  contains:
    kind:
      description: What the object is.
      returned: success
      type: str
      sample: segment_group
    policy_type:
      description: The policy type of a rule.
      returned: if RV(objects[].kind=policy_rule)
      type: str
      sample: access
    name:
      description: The name that it has on the tenant, or is declared with if it does not exist.
      returned: success
      type: str
      sample: Finance apps
    id:
      description: The ID, null if it does not exist.
      returned: success
      type: str
      sample: "216196257331370190"
    standing:
      description:
        - V(as_declared), V(drifted) if RV(plan) has something to do with it, or V(unmanaged) if nobody
          declared it.
      returned: success
      type: str
      sample: as_declared
    entry:
      description: The number of its entry in its list of O(config), from 0. Null where no entry declares it.
      returned: success
      type: int
      sample: 7
    declared_at:
      description: Where a folder declares it, as in RV(plan[].declared_at).
      returned: if O(config) comes from a folder, and an entry declares the object
      type: dict
      sample: {file: tenant/segment_groups.yml, line: 12, options: {}}
not_listed:
  description:
    - What RV(objects) does not tell, one sentence for each list. Which lists of O(kinds) the API refused, for
      example of a policy that needs a licence, and why.
    - What is set on objects and no option manages, such as the policy group of a rule. It is not compared.
  returned: if O(list_objects=true)
  type: list
  elements: str
  sample: ["policy_rules.siem: the API does not list it: Cannot list siem rules: forbidden (HTTP 403)."]
access:
  description: What the plan does to who reaches what. Also returned if the task fails after it was found out.
  returned: if O(access) is not V(off)
  type: dict
  contains:
    mode:
      description: What O(access) is, or stands for if it is omitted.
      returned: success
      type: str
      sample: enforce
    refused:
      description: Why the plan is refused with O(access=enforce), or would be. Empty if it is not.
      returned: success
      type: list
      elements: str
      sample: []
    summary:
      description: How many results of each sort there are.
      returned: success
      type: dict
      sample:
        {gained: 1, lost: 0, other: 0, never_match: 0, redundant: 0, everyone: 0, tests_passed: 2,
         tests_failed: 0, tests_undecided: 0, not_decided: 0}
    msg:
      description: The outcome in words, in lines.
      returned: success
      type: str
      sample: "Access: gained 1. Tests: 2 of 2 pass."
    changes:
      description: As RV(zerotrust.zpa.zpa_access_analysis#module:changes).
      returned: success
      type: list
      elements: dict
      sample: []
    tests:
      description: As RV(zerotrust.zpa.zpa_access_analysis#module:tests).
      returned: success
      type: list
      elements: dict
      sample: []
    never_match:
      description: As RV(zerotrust.zpa.zpa_access_analysis#module:never_match).
      returned: success
      type: list
      elements: dict
      sample:
        - policy_type: access
          rule: Old partners
          reason: shadowed
          by: [Partners]
          by_is_all: true
          alone: Partners
          who: SCIM_GROUP Partners of Corporate
    redundant:
      description: As RV(zerotrust.zpa.zpa_access_analysis#module:redundant).
      returned: success
      type: list
      elements: dict
      sample: [{policy_type: access, rule: Old partners, settings: []}]
    removable_together:
      description: As RV(zerotrust.zpa.zpa_access_analysis#module:removable_together).
      returned: success
      type: list
      elements: dict
      sample: [{policy_type: access, rule: Old partners}]
    everyone:
      description: As RV(zerotrust.zpa.zpa_access_analysis#module:everyone).
      returned: success
      type: list
      elements: dict
      sample: [{rule: Guest network, applications: some}]
    assumptions:
      description: As RV(zerotrust.zpa.zpa_access_analysis#module:assumptions).
      returned: success
      type: list
      elements: str
      sample: []
    not_decided:
      description: As RV(zerotrust.zpa.zpa_access_analysis#module:not_decided).
      returned: success
      type: list
      elements: str
      sample: []
config:
  description:
    - What the tenant has, in the form of the option O(config), with names in place of IDs.
    - Groups are ordered by their names, rules as they are in their policy. Default rules are among them,
      what Zscaler manages is not.
    - A rule that has something that no task could give back is told by its name alone. So it stays as it is
      on its own tenant, and no other tenant creates one that lets in more.
  returned: if O(state=gathered)
  type: dict
  sample:
    segment_groups:
      - {name: Finance apps, description: "", enabled: true, applications: [Payroll, SAP]}
not_carried:
  description:
    - What another tenant cannot take over, one sentence each, with its place in RV(config). What is left
      out, and IDs that mean nothing elsewhere.
    - What is set on objects and no option manages, such as the policy group of a rule, is one sentence for
      each list. Keys that this collection does not know are among it.
  returned: if O(state=gathered)
  type: list
  elements: str
  sample: ["policy_rules.access: 'Zscaler Deception' is left out: Zscaler manages it."]
problems:
  description:
    - Everything that is wrong with the options, one sentence each.
    - If O(config) comes from a folder, the file and the line stand in place of V(config).
  returned: if options are refused
  type: list
  elements: str
  sample:
    - "config.segment_groups[3].applications[0]: no application segment has the name or id 'SAPP'. Near
      matches: 'SAP'."
declared_at:
  description: Where a folder declares the first of RV(problems), as in RV(plan[].declared_at), or null.
  returned: if the task fails without RV(plan) and O(config) comes from a folder
  type: dict
  sample: {file: tenant/segment_groups.yml, line: 13, options: {applications: 13}}
status:
  description: The HTTP status of the request that failed.
  returned: if the API answered with an error
  type: int
  sample: 400
error_id:
  description: The identifier of the error in the API's answer.
  returned: if the API answered with an error that has one
  type: str
  sample: resource.referenced
reason:
  description: The API's own words.
  returned: if the API answered with an error that has some
  type: str
  sample: "Resource is being referenced in Application : SAP."
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
  sample: DELETE
path:
  description: The path of the request that failed.
  returned: if a request failed
  type: str
  sample: /mgmtconfig/v1/admin/customers/216196257331281920/segmentGroup/216196257331282070
"""

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.config_module import run_config_module


def main() -> None:
    run_config_module()


if __name__ == "__main__":
    main()
