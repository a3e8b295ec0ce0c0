#!/usr/bin/python
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: zpa_app_connector_group
short_description: Manage App Connector groups of Zscaler Private Access
version_added: 1.0.0
description:
  - Creates, updates, renames and deletes App Connector groups.
  - App Connectors are the virtual machines that reach a company's applications. A group gathers those
    of one place, so that ZPA can choose the nearest place for a user and update its App Connectors one
    by one.
  - App Connectors join a group when they enroll. This module neither adds nor removes them, and an
    update of the group leaves them alone.
  - An App Connector group to which server groups or policy rules refer cannot be deleted.
author:
  - zerotrust.zpa contributors (!UNKNOWN)
extends_documentation_fragment:
  - zerotrust.zpa.auth
  - zerotrust.zpa.attributes
  - zerotrust.zpa.attributes.actiongroup
  - zerotrust.zpa.resource
options:
  description:
    description:
      - A text that describes the App Connector group. If omitted it is left alone, V("") removes it.
    type: str
  enabled:
    description:
      - Whether the App Connector group is enabled. If omitted it is left alone, and a new App
        Connector group is enabled.
    type: bool
  latitude:
    description:
      - Where the App Connectors are, in degrees north from V(-90) to V(90).
      - Required to create. Two values are the same if they agree to six decimals.
    type: float
  longitude:
    description:
      - Where the App Connectors are, in degrees east from V(-180) to V(180).
      - Required to create. Two values are the same if they agree to six decimals.
    type: float
  location:
    description:
      - Where the App Connectors are, in words.
      - Required to create.
    type: str
  country_code:
    description:
      - The country, as two letters of ISO 3166-1. Letter case does not matter.
      - ZPA works it out from O(latitude) and O(longitude), so it need not be set and is never sent. If it
        is set and ZPA has worked out another one, every task warns of it, as soon as anybody can know it.
        Check mode cannot know it of a group that the task would create or move.
    type: str
  upgrade_day:
    description:
      - The day on which App Connectors of the group try to update their software, V(MONDAY) to V(SUNDAY).
        Letter case does not matter.
      - If omitted it is left alone, and V(SUNDAY) for a new App Connector group.
    type: str
  upgrade_time_in_secs:
    description:
      - The time of that day, in seconds after midnight, V(0) to V(85500) in steps of 900,
        which is a quarter of an hour.
      - If omitted it is left alone, and V(66600), half past six in the evening, for a new App
        Connector group.
    type: int
  dns_query_type:
    description:
      - Which addresses are asked for when names of applications are resolved, V(IPV4_IPV6), V(IPV4) or
        V(IPV6). Letter case does not matter.
      - If omitted it is left alone, and V(IPV4_IPV6) for a new App Connector group.
    type: str
  override_version_profile:
    description:
      - Whether O(version_profile) decides which software App Connectors update to. If V(false), ZPA
        chooses the version profile.
      - If omitted it is left alone, and V(false) for a new App Connector group.
    type: bool
  version_profile:
    description:
      - The name or ID of the version profile, for example V(Default), V(Previous Default) or V(New Release).
        Letter case does not matter.
      - Required if O(override_version_profile=true). It has no effect, and causes a warning, if
        O(override_version_profile=false).
      - M(zerotrust.zpa.zpa_reference_info) lists the version profiles of a tenant.
    type: str
  tcp_quick_ack:
    description:
      - Whether TCP Quick Acknowledgement is on, for applications and for both ways through the App
        Connectors. The API has three fields for it, which must be the same.
      - If omitted it is left alone, and V(false) for a new App Connector group.
    type: bool
  use_in_dr_mode:
    description:
      - Whether the App Connector group is for disaster recovery.
      - If omitted it is left alone, and V(false) for a new App Connector group.
    type: bool
  waf_disabled:
    description:
      - Whether AppProtection is off for the App Connector group.
      - If omitted it is left alone, and V(false) for a new App Connector group.
    type: bool
  pra_enabled:
    description:
      - Whether the App Connector group serves privileged remote access.
      - If omitted it is left alone, and V(false) for a new App Connector group.
    type: bool
  lss_app_connector_group:
    description:
      - Whether the App Connector group serves the log streaming service.
      - If omitted it is left alone, and V(false) for a new App Connector group.
    type: bool
  dc_hosting_info:
    description:
      - A note on who hosts the data centre, at most 64 characters. If omitted it is left alone, V("")
        removes it.
    type: str
  enrollment_cert:
    description:
      - The name or ID of the enrollment certificate, V(Connector) on most tenants. App Connectors that
        enroll by OAuth need one.
      - Some tenants ask for it always, and refuse to create or update a group without it.
      - If omitted it is left alone. Where the API asks for it and the group has none, the certificate
        V(Connector) is looked up and sent, which needs two more requests and is not in the diff.
    type: str
  site_id:
    description:
      - The ID of the site to which the App Connector group belongs. If omitted it is left alone,
        V("") removes it.
    type: str
  private_cloud_id:
    description:
      - The ID of the private cloud to which the App Connector group belongs. If omitted it is left
        alone, V("") removes it.
    type: str
seealso:
  - module: zerotrust.zpa.zpa_app_connector_group_info
  - module: zerotrust.zpa.zpa_reference_info
  - name: Configuring App Connector Groups Using API
    description: The vendor's description of the API behind this module.
    link: https://help.zscaler.com/zpa/configuring-app-connector-groups-using-api
"""

EXAMPLES = r"""
- name: Manage App Connector groups
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/zerotrust.zpa.all:
      client_id: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_ID') }}"
      client_secret: "{{ lookup('ansible.builtin.env', 'ZPA_CLIENT_SECRET') }}"
      customer_id: "{{ lookup('ansible.builtin.env', 'ZPA_CUSTOMER_ID') }}"
  tasks:
    - name: Create an App Connector group
      zerotrust.zpa.zpa_app_connector_group:
        name: Zurich
        latitude: 47.3768866
        longitude: 8.541694
        location: Zurich, Switzerland
      register: zurich

    - name: Describe it and say when its App Connectors are updated
      zerotrust.zpa.zpa_app_connector_group:
        name: Zurich
        description: Data centre 3
        upgrade_day: wednesday
        upgrade_time_in_secs: 79200 # ten in the evening

    - name: Let it run the newest software
      zerotrust.zpa.zpa_app_connector_group:
        name: Zurich
        override_version_profile: true
        version_profile: New Release

    - name: Rename it
      zerotrust.zpa.zpa_app_connector_group:
        id: "{{ zurich.app_connector_group.id }}"
        name: Zurich West

    - name: Delete it
      zerotrust.zpa.zpa_app_connector_group:
        name: Zurich West
        state: absent
"""

RETURN = r"""
app_connector_group:
  description:
    - The App Connector group after the task, in check mode as it would be. Every key is an option of
      this module, so that it can be given back as it is.
    - Empty if O(state=absent).
  returned: success
  type: dict
  contains:
    id:
      description: The ID, V(null) for an App Connector group that check mode would create.
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
      description: >-
        The country of the coordinates, as ZPA works it out. V(null) if it shows none, and
        where check mode cannot know it.
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
  description: What ZPA records about the App Connector group and no option sets, by ID.
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
diff:
  description:
    - The managed options before and after, in their own terms. Empty where there is no App Connector group.
  returned: success
  type: dict
  sample:
    before: {name: Frankfurt, upgrade_day: SUNDAY}
    after: {name: Frankfurt, upgrade_day: WEDNESDAY}
problems:
  description: Everything that is wrong with the options, one sentence each.
  returned: if options are refused
  type: list
  elements: str
  sample: ["latitude: 120.0 is not a number from -90 to 90."]
status:
  description: The HTTP status of the request that failed.
  returned: if the API answered with an error
  type: int
  sample: 400
error_id:
  description: The identifier of the error in the API's answer.
  returned: if the API answered with an error that has one, or would answer so to a deletion
  type: str
  sample: resource.referenced
reason:
  description: The API's own words.
  returned: if the API answered with an error that has some
  type: str
  sample: "Resource is being referenced in Server Group : ERP servers."
params:
  description: What the error is about. If others name the object, their kinds and names in turn.
  returned: if the API answered with an error that has some, or would answer so to a deletion
  type: list
  elements: str
  sample: [Server Group, ERP servers]
method:
  description: The HTTP method of the request that failed.
  returned: if a request failed
  type: str
  sample: DELETE
path:
  description: The path of the request that failed.
  returned: if a request failed
  type: str
  sample: /mgmtconfig/v1/admin/customers/216196257331281920/appConnectorGroup/216199618143374210
"""

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.resource_module import (
    run_resource_module,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector_group import (
    APP_CONNECTOR_GROUP,
)


def main() -> None:
    run_resource_module(APP_CONNECTOR_GROUP)


if __name__ == "__main__":
    main()
