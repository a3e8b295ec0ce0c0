#!/usr/bin/python
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: zpa_reference_info
short_description: List what options of this collection refer to
version_added: 1.0.0
description:
  - Returns the objects of one kind that options name, such as version profiles, with their IDs.
  - Options take names, so this module is seldom needed to write a task. It tells which names there are.
  - No object of the name is not an error, the list is empty then.
  - What a playbook can create are App Connector groups, application segments, application servers, Browser
    Access certificates, C2C IP ranges, emergency access users, inspection custom controls, inspection
    profiles, isolation banners, isolation certificates, isolation profiles, log receivers, microtenants,
    privileged approvals, privileged consoles, privileged credentials, privileged credential pools, privileged
    portals, private cloud groups, provisioning keys, segment groups, server groups, service edge groups, user
    portals and user portal links. All others have to be there before a task names them, in check mode too.
    There M(zerotrust.zpa.zpa_policy_rule) alone lets pass, with a warning, what could be created.
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
      - V(app_connector) lists App Connectors.
      - V(app_connector_group) lists App Connector groups.
      - V(application_segment) lists application segments.
      - V(application_server) lists application servers.
      - V(branch_connector_group) lists branch connector groups.
      - V(browser_access_certificate) lists Browser Access certificates.
      - V(c2c_ip_range) lists C2C IP ranges.
      - V(client_type) lists the words that V(CLIENT_TYPE) operands take.
      - V(cloud_connector_group) lists cloud connector groups.
      - V(country) lists countries by their code, for V(COUNTRY_CODE) operands.
      - V(emergency_access_user) lists emergency access users.
      - V(enrollment_cert) lists enrollment certificates.
      - V(extranet_location) lists the locations of an O(extranet_partner).
      - V(extranet_location_group) lists the location groups of an O(extranet_partner).
      - V(extranet_partner) lists the partners of extranets.
      - V(idp) lists identity providers.
      - V(inspection_control_version) lists the versions of the rule set that predefined inspection controls
        are of.
      - V(inspection_custom_control) lists inspection custom controls.
      - V(inspection_predefined_control) lists the predefined inspection controls of an
        O(predefined_controls_version). RV(references[].name) is the number.
      - V(inspection_profile) lists inspection profiles.
      - V(isolation_banner) lists isolation banners.
      - V(isolation_certificate) lists isolation certificates.
      - V(isolation_profile) lists isolation profiles.
      - V(isolation_region) lists isolation regions.
      - V(location) lists locations.
      - V(lss_config) lists log receivers.
      - V(machine_group) lists machine groups.
      - V(managed_browser_profile) lists managed browser profiles.
      - V(microtenant) lists microtenants.
      - V(platform) lists the words that V(PLATFORM) operands take.
      - V(policy_set) lists the policy of each policy type; O(name) is a policy type.
      - V(posture_profile) lists posture profiles.
      - V(pra_console) lists privileged consoles.
      - V(pra_credential) lists privileged credentials.
      - V(pra_credential_pool) lists privileged credential pools.
      - V(pra_portal) lists privileged portals.
      - V(private_cloud_group) lists private cloud groups.
      - V(provisioning_key) lists provisioning keys.
      - V(risk_score) lists the words that V(RISK_FACTOR_TYPE) operands take.
      - V(saml_attribute) lists SAML attributes.
      - V(scim_attribute) lists SCIM attributes of an O(idp).
      - V(scim_attribute_value) lists what users have as an O(attribute) of an O(idp), which V(SCIM) operands
        take. RV(references[].id) is the value itself.
      - V(scim_group) lists SCIM groups of an O(idp).
      - V(segment_group) lists segment groups.
      - V(server_group) lists server groups.
      - V(service_edge) lists service edges.
      - V(service_edge_group) lists service edge groups.
      - V(trusted_network) lists trusted networks.
      - V(user_portal) lists user portals.
      - V(user_portal_link) lists user portal links.
      - V(version_profile) lists version profiles that are visible to the tenant.
      - V(workload_tag_group) lists workload tag groups.
      - V(application) is what V(application_segment) was called before.
      - V(console) is what V(pra_console) was called before.
      - V(credential) is what V(pra_credential) was called before.
      - V(credential_pool) is what V(pra_credential_pool) was called before.
      - V(privileged_portal) is what V(pra_portal) was called before.
    type: str
    required: true
    choices:
      - app_connector
      - app_connector_group
      - application
      - application_segment
      - application_server
      - branch_connector_group
      - browser_access_certificate
      - c2c_ip_range
      - client_type
      - cloud_connector_group
      - console
      - country
      - credential
      - credential_pool
      - emergency_access_user
      - enrollment_cert
      - extranet_location
      - extranet_location_group
      - extranet_partner
      - idp
      - inspection_control_version
      - inspection_custom_control
      - inspection_predefined_control
      - inspection_profile
      - isolation_banner
      - isolation_certificate
      - isolation_profile
      - isolation_region
      - location
      - lss_config
      - machine_group
      - managed_browser_profile
      - microtenant
      - platform
      - policy_set
      - posture_profile
      - pra_console
      - pra_credential
      - pra_credential_pool
      - pra_portal
      - private_cloud_group
      - privileged_portal
      - provisioning_key
      - risk_score
      - saml_attribute
      - scim_attribute
      - scim_attribute_value
      - scim_group
      - segment_group
      - server_group
      - service_edge
      - service_edge_group
      - trusted_network
      - user_portal
      - user_portal_link
      - version_profile
      - workload_tag_group
  name:
    description:
      - Only the objects with exactly this name. Where there are none, those of version profiles that differ
        in letter case alone, and posture profiles and trusted networks that differ by the cloud at the end
        of their names alone, one of each cloud. For words and values of SCIM attributes letter case does not
        matter.
    type: str
  idp:
    description:
      - Only what belongs to this identity provider, by name or ID.
      - Required for O(kind=scim_attribute), O(kind=scim_attribute_value) and O(kind=scim_group), allowed for
        O(kind=saml_attribute).
    type: str
  attribute:
    description:
      - Only the values of this SCIM attribute, by name or ID. Required for O(kind=scim_attribute_value).
    type: str
  extranet_partner:
    description:
      - Only what belongs to this partner of an extranet, by name or ID.
      - Required for O(kind=extranet_location) and O(kind=extranet_location_group).
    type: str
  predefined_controls_version:
    description:
      - Only the controls of this version of the rule set, for example V(OWASP_CRS/4.8.0).
      - Required for O(kind=inspection_predefined_control).
    type: str
    version_added: 1.1.0
seealso:
  - module: zerotrust.zpa.zpa_app_connector
  - module: zerotrust.zpa.zpa_app_connector_group
  - module: zerotrust.zpa.zpa_application_segment
  - module: zerotrust.zpa.zpa_application_server
  - module: zerotrust.zpa.zpa_browser_access_certificate
  - module: zerotrust.zpa.zpa_c2c_ip_range
  - module: zerotrust.zpa.zpa_connector_schedule
  - module: zerotrust.zpa.zpa_emergency_access_user
  - module: zerotrust.zpa.zpa_inspection_custom_control
  - module: zerotrust.zpa.zpa_inspection_profile
  - module: zerotrust.zpa.zpa_isolation_banner
  - module: zerotrust.zpa.zpa_isolation_certificate
  - module: zerotrust.zpa.zpa_isolation_profile
  - module: zerotrust.zpa.zpa_lss_config
  - module: zerotrust.zpa.zpa_microtenant
  - module: zerotrust.zpa.zpa_policy_rule
  - module: zerotrust.zpa.zpa_pra_approval
  - module: zerotrust.zpa.zpa_pra_console
  - module: zerotrust.zpa.zpa_pra_credential
  - module: zerotrust.zpa.zpa_pra_credential_pool
  - module: zerotrust.zpa.zpa_pra_portal
  - module: zerotrust.zpa.zpa_private_cloud_group
  - module: zerotrust.zpa.zpa_provisioning_key
  - module: zerotrust.zpa.zpa_segment_group
  - module: zerotrust.zpa.zpa_server_group
  - module: zerotrust.zpa.zpa_service_edge
  - module: zerotrust.zpa.zpa_service_edge_group
  - module: zerotrust.zpa.zpa_user_portal
  - module: zerotrust.zpa.zpa_user_portal_link
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

    - name: List the SCIM groups of an identity provider
      zerotrust.zpa.zpa_reference_info:
        kind: scim_group
        idp: Okta

    - name: List the departments that users have
      zerotrust.zpa.zpa_reference_info:
        kind: scim_attribute_value
        idp: Okta
        attribute: department

    - name: List the locations of a partner
      zerotrust.zpa.zpa_reference_info:
        kind: extranet_location
        extranet_partner: Supplier

    - name: Look up a predefined inspection control by what it is called
      zerotrust.zpa.zpa_reference_info:
        kind: inspection_predefined_control
        predefined_controls_version: OWASP_CRS/4.8.0
        name: Failed to parse request body

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
