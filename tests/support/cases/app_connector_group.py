# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""App Connector groups: the tenant has Frankfurt, of which everything is set, and Unused."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector_group import (
    APP_CONNECTOR_GROUP,
)

from support.policies import Id
from support.tenants import TestTenant

from . import enrolling_group as both
from .case import Case, FieldCases, Subject
from .enrolling_group import PLACE

GROUP_ID = "216196257331299998"

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
    **both.FIELDS,
    "dns_query_type": FieldCases("ipv6", "IPV6", ("IPV4", "ipv4")),
    "tcp_quick_ack": FieldCases(False, False, (True,)),
    "waf_disabled": FieldCases(False, False, (True,)),
    "pra_enabled": FieldCases(False, False, (True,)),
    "lss_app_connector_group": FieldCases(False, False, (True,)),
    "dc_hosting_info": FieldCases("Hall 4", "Hall 4", ("Hall 3",), ""),
    "private_cloud_id": FieldCases("72057594037928004", "72057594037928004", ("72057594037928003",), ""),
}


def prepare(zpa: TestTenant) -> None:
    zpa.add_connector_group(
        "Frankfurt",
        object_id=GROUP_ID,
        **both.STORED,
        dnsQueryType="IPV4",
        tcpQuickAckApp=True,
        tcpQuickAckAssistant=True,
        tcpQuickAckReadAssistant=True,
        wafDisabled=True,
        praEnabled=True,
        lssAppConnectorGroup=True,
        dcHostingInfo="Hall 3",
        privateCloudId="72057594037928003",
        connectors=[{"id": "72057594037928005", "name": "Frankfurt-1"}],
        ipAcl=["2001:db8::/32"],
    )
    zpa.add_connector_group("Unused")


CASES = {
    "create with what is required": Case(
        {"name": "New", **PLACE},
        {
            **both.NEW,
            "dns_query_type": "IPV4_IPV6",
            "tcp_quick_ack": False,
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
    "the country as it is": Case(
        {"name": "Frankfurt", "country_code": "de"}, {"country_code": "DE"}, 1, changed=False
    ),
    **both.life(FIELDS, GROUP_ID, "Connector", asked=2, lists=3),
}

ANSWERS: dict[str, Any] = {
    **both.ANSWERS,
    "dnsQueryType": "IPV6",
    "tcpQuickAckApp": True,
    "tcpQuickAckAssistant": True,
    "tcpQuickAckReadAssistant": True,
    "wafDisabled": True,
    "praEnabled": True,
    "lssAppConnectorGroup": True,
    "dcHostingInfo": "Hall 4",
    "enrollmentCertId": Id("enrollmentCert", "Connector"),
    "privateCloudId": "72057594037928003",
    "npAssistantGroup": {"mtu": "1400"},
    "connectorGroupType": "OTHER",
    "ipAcl": ["2001:db8::/32"],
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
    worked_out=both.WORKED_OUT | {"connectors", "serverGroups"},
    formerly=frozenset({"siemConnectorGroup"}),
    derived=("country_code",),
)
