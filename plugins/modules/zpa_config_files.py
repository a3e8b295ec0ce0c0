#!/usr/bin/python
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation of ``plugins/action/zpa_config_files.py``, the hand of the role ``zpa_export``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: zpa_config_files
short_description: Write the configuration of a tenant to a folder of YAML files
version_added: 1.0.0
description:
  - Writes what M(zerotrust.zpa.zpa_config) returns with O(zerotrust.zpa.zpa_config#module:state=gathered) to
    a folder, in the form that P(zerotrust.zpa.tenant_folder#lookup) reads.
  - Each kind has a file, for example C(segment_groups.yml), and so have the rules of each policy type, for
    example C(policy_rules/access.yml). The same configuration gives the same bytes. Files that hold
    them already are not touched. The others are all written, or none is.
  - A text that Ansible would take for a template has the tag C(!unsafe), so that nothing evaluates it.
    Characters that nobody would see are escapes in double quotes.
  - Fails before it writes if the folder has other YAML files, which would declare objects beside these, or
    anything that cannot be read, or if a file that would change is encrypted with Ansible Vault or has a
    value that is. It fails as well if the configuration has such a value.
  - It runs where Ansible runs, whatever the host, and needs no connection options.
author:
  - zerotrust.zpa contributors (!UNKNOWN)
extends_documentation_fragment:
  - zerotrust.zpa.attributes
options:
  dir:
    description:
      - The folder. It is made if need be. A relative path starts at the folder in which Ansible was started.
    type: path
    required: true
  config:
    description:
      - The configuration.
    type: dict
    required: true
  kinds:
    description:
      - What the configuration was asked for, as in O(zerotrust.zpa.zpa_config#module:kinds). If omitted,
        everything.
      - The files of other kinds in the folder may stay, and are left as they are.
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
seealso:
  - module: zerotrust.zpa.zpa_config
  - plugin: zerotrust.zpa.tenant_folder
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Write the segment groups of a tenant to a folder
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Read the segment groups
      zerotrust.zpa.zpa_config:
        state: gathered
        kinds: [segment_groups]
      register: tenant

    - name: Write them to a folder
      zerotrust.zpa.zpa_config_files:
        dir: tenant
        config: "{{ tenant.config }}"
        kinds: [segment_groups]
"""

RETURN = r"""
dir:
  description: The absolute path of the folder.
  returned: success
  type: str
  sample: /srv/zpa/tenant
files:
  description: The files that were written, in check mode those that would be, as paths in the folder.
  returned: success
  type: list
  elements: str
  sample: [segment_groups.yml, policy_rules/access.yml]
diff:
  description: What changes in the files, a block for each.
  returned: success
  type: list
  elements: dict
  contains:
    before:
      description: What the file held, empty if it did not exist.
      returned: success
      type: str
      sample: ""
    after:
      description: What it holds now.
      returned: success
      type: str
      sample: "---\nsegment_groups: []\n"
    before_header:
      description: The absolute path of the file.
      returned: success
      type: str
      sample: /srv/zpa/tenant/segment_groups.yml
    after_header:
      description: The same.
      returned: success
      type: str
      sample: /srv/zpa/tenant/segment_groups.yml
"""
