# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""App Connector groups: the tenant has Frankfurt, of which everything is set, and Unused."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector_group import (
    APP_CONNECTOR_GROUP,
)

from support import read_form
from support.policies import Id
from support.tenants import TestTenant

from .case import REFERRERS, Case, FieldCases, Subject, field_cases

GROUP_ID = "216196257331299998"
PLACE = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich, Switzerland"}

CREATED = (
    "enabled",
    "upgrade_day",
    "upgrade_time_in_secs",
    "dns_query_type",
    "override_version_profile",
    "tcp_quick_ack",
    "use_in_dr_mode",
    "waf_disabled",
    "pra_enabled",
    "lss_app_connector_group",
)


FIELDS = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "enabled": FieldCases(False, False, (True, "yes")),
    "latitude": FieldCases(
        -33.8688197,
        -33.8688197,
        (50.1109221, "50.1109221", "50.11092210", 50.11092214),
        moved=("country_code",),
    ),
    "longitude": FieldCases(
        "151.20929550", 151.2092955, (8.6821267, "8.6821267", "8.68212670000002"), moved=("country_code",)
    ),
    "location": FieldCases("Offenbach", "Offenbach", ("Frankfurt am Main, Germany",)),
    "upgrade_day": FieldCases("monday", "MONDAY", ("TUESDAY", "tuesday", "Tuesday")),
    "upgrade_time_in_secs": FieldCases(0, 0, (25200, "25200")),
    "dns_query_type": FieldCases("ipv6", "IPV6", ("IPV4", "ipv4")),
    "override_version_profile": FieldCases(False, False, (), moved=("version_profile",)),
    "version_profile": FieldCases(
        "New Release",
        "New Release",
        ("Previous Default", "previous default", "1"),
        lookups=1,
        beside=(("override_version_profile", True),),
    ),
    "tcp_quick_ack": FieldCases(False, False, (True,)),
    "use_in_dr_mode": FieldCases(False, False, (True,)),
    "waf_disabled": FieldCases(False, False, (True,)),
    "pra_enabled": FieldCases(False, False, (True,)),
    "lss_app_connector_group": FieldCases(False, False, (True,)),
    "dc_hosting_info": FieldCases("Hall 4", "Hall 4", ("Hall 3",), ""),
    "site_id": FieldCases("72057594037928002", "72057594037928002", ("72057594037928001",), ""),
    "private_cloud_id": FieldCases("72057594037928004", "72057594037928004", ("72057594037928003",), ""),
}


def prepare(zpa: TestTenant) -> None:
    zpa.add_connector_group(
        "Frankfurt",
        latitude="50.1109221",
        longitude="8.682126700000001",
        location="Frankfurt am Main, Germany",
        object_id=GROUP_ID,
        description="Old",
        upgradeDay="TUESDAY",
        upgradeTimeInSecs="25200",
        dnsQueryType="IPV4",
        overrideVersionProfile=True,
        versionProfileId="1",
        tcpQuickAckApp=True,
        tcpQuickAckAssistant=True,
        tcpQuickAckReadAssistant=True,
        useInDrMode=True,
        wafDisabled=True,
        praEnabled=True,
        lssAppConnectorGroup=True,
        dcHostingInfo="Hall 3",
        siteId="72057594037928001",
        privateCloudId="72057594037928003",
        connectors=[{"id": "72057594037928005", "name": "Frankfurt-1"}],
        ipAcl=["2001:db8::/32"],
    )
    zpa.add_connector_group("Unused")


CASES = {
    "create with what is required": Case(
        {"name": "New", **PLACE},
        {
            "name": "New",
            "description": "",
            "enabled": True,
            **PLACE,
            "country_code": "CH",
            "upgrade_day": "SUNDAY",
            "upgrade_time_in_secs": 66600,
            "dns_query_type": "IPV4_IPV6",
            "override_version_profile": False,
            "version_profile": None,
            "tcp_quick_ack": False,
            "use_in_dr_mode": False,
            "waf_disabled": False,
            "pra_enabled": False,
            "lss_app_connector_group": False,
            "dc_hosting_info": "",
        },
        3,
        prepared=False,
    ),
    "create with everything": Case(
        {
            **{name: field.other for name, field in FIELDS.items()},
            "name": "New",
            **PLACE,
            "enabled": False,
            "override_version_profile": True,
            "enrollment_cert": "Connector",
        },
        {
            "enabled": False,
            "upgrade_day": "MONDAY",
            "version_profile": "New Release",
            "dc_hosting_info": "Hall 4",
        },
        5,
        prepared=False,
    ),
    "nothing to do": Case({"name": "Frankfurt", "enabled": True}, {"enabled": True}, 1, changed=False),
    "nothing to do by id": Case({"id": GROUP_ID, "enabled": True}, {"enabled": True}, 1, changed=False),
    "everything as it is": Case(
        {
            "name": "Frankfurt",
            **{name: field.same[0] for name, field in FIELDS.items() if field.same},
            "override_version_profile": True,
        },
        {},
        1,
        changed=False,
    ),
    "the country as it is": Case(
        {"name": "Frankfurt", "country_code": "de"}, {"country_code": "DE"}, 1, changed=False
    ),
    **field_cases(FIELDS, "Frankfurt", GROUP_ID),
    "move": Case({"name": "Frankfurt", **PLACE}, {**PLACE, "country_code": "CH"}, 3, moved=("country_code",)),
    "set the enrollment certificate": Case({"name": "Frankfurt", "enrollment_cert": "Connector"}, {}, 4),
    "rename": Case({"id": GROUP_ID, "name": "Main"}, {"name": "Main", "description": "Old"}, 4),
    # Provisioning keys name it as well.
    "delete": Case({"name": "Unused", "state": "absent"}, None, 2 + REFERRERS + 2),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
    "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 2, changed=False),
}

ANSWERS: dict[str, Any] = {
    **read_form.EVERY,
    "enabled": False,
    "latitude": "50.1109221",
    "longitude": "8.6821267",
    "location": "Frankfurt am Main, Germany",
    "geoLocationId": "77",
    "dnsQueryType": "IPV6",
    "upgradeDay": "FRIDAY",
    "upgradeTimeInSecs": "900",
    "overrideVersionProfile": True,
    "versionProfileId": "2",
    "tcpQuickAckApp": True,
    "tcpQuickAckAssistant": True,
    "tcpQuickAckReadAssistant": True,
    "useInDrMode": True,
    "wafDisabled": True,
    "praEnabled": True,
    "lssAppConnectorGroup": True,
    "dcHostingInfo": "Hall 4",
    "enrollmentCertId": Id("enrollmentCert", "Connector"),
    "siteId": "72057594037928002",
    "siteName": "Hall",
    "privateCloudId": "72057594037928003",
    "npAssistantGroup": {"mtu": "1400"},
    "connectorGroupType": "OTHER",
    "ipAcl": ["2001:db8::/32"],
}
WORKED_OUT = {
    "cityCountry",
    "countryCode",
    "connectors",
    "serverGroups",
    "upgradePriority",
    "version",
    "versionProfileName",
    "versionProfileVisibilityScope",
}

APP_CONNECTOR_GROUPS = Subject(
    resource=APP_CONNECTOR_GROUP,
    key="app_connector_group",
    path="appConnectorGroup",
    prepare=prepare,
    fields=("name", "country_code", "enrollment_cert", *FIELDS),
    created=("name", *PLACE, *CREATED),
    cases=CASES,
    add=TestTenant.add_connector_group,
    required=PLACE,
    members={
        "latitude": "50.1109221",
        "longitude": "8.6821267",
        "connectors": [{"id": "5", "name": "Main-1"}],
    },
    answers=ANSWERS,
    worked_out=frozenset(WORKED_OUT),
    formerly=frozenset({"siemConnectorGroup"}),
    derived=("country_code",),
)
