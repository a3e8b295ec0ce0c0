# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wrong inputs, and all that a person is told: the place, what was given, what is allowed, and what to do."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._info.reference_options import REFERENCE_KINDS
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import KIND_CHOICES
from support.tenants import TestTenant

# So much is three lines of a terminal.
THREE_LINES = 360
# The module, what it is given, and the message, or with dots at its end what that begins with.
ROWS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("zpa_segment_group", {"name": ""}, "name: is empty. Give a name, or leave the option out."),
    (
        "zpa_segment_group",
        {"name": "Finance", "applications": ["Payrol"]},
        "applications[0]: no application segment has the name or id 'Payrol'. Near matches: 'Payroll'. ...",
    ),
    (
        "zpa_segment_group",
        {"name": "Finance", "enabled": "maybe"},
        "enabled: is 'maybe', and the option takes true or false.",
    ),
    (
        "zpa_segment_group",
        {"names": "Finance"},
        "names: there is no such option. Near matches: 'name'. The others are ...",
    ),
    (
        "zpa_app_connector_group",
        {"name": "Zurich", "country_code": "Switzerland"},
        "country_code: 'Switzerland' is not a country code of ISO 3166-1, which is two letters such as US. "
        "Near matches: 'CH' (Switzerland).",
    ),
    (
        "zpa_app_connector_group",
        {"name": "Zurich", "upgrade_time_in_secs": 90000},
        "upgrade_time_in_secs: 90000 is not a number from 0 to 85500 in steps of 900.",
    ),
    (
        "zpa_provisioning_key",
        {
            "name": "K",
            "association_type": "app_connector_group",
            "max_usage": 0,
            "app_connector_group": "Zurich",
            "enrollment_cert": "Connector",
        },
        "max_usage: 0 is not a number from 1 to 2147483647.",
    ),
    (
        "zpa_connector_schedule",
        {"kind": "app_connector", "frequency_interval": 3},
        "frequency_interval: 3 is not one of 5, 7, 14, 30, 60, 90.",
    ),
    (
        "zpa_connector_schedule",
        {"kind": "app_connector", "state": "absent"},
        "state: absent is not possible for connector schedules. ZPA keeps a schedule once it is there. Set "
        "enabled to false, so that it deletes nothing.",
    ),
    (
        "zpa_application_segment",
        {"name": "A", "segment_group": "Finance", "domain_names": ["https://a.b/"], "tcp_ports": [443]},
        "domain_names[0]: 'https://a.b/' is no domain name. Give a host name, a wildcard such as "
        "*.example.com, an IP address or a network such as 10.1.0.0/16, without a scheme, port, path or "
        "blank.",
    ),
    (
        "zpa_application_segment",
        {"name": "A", "segment_group": "Finance", "domain_names": ["a.b"], "tcp_ports": ["443-80"]},
        "tcp_ports[0]: '443-80' is no port and no range of ports. Give a number from 1 to 65535, or two of "
        "them such as '8000-8010', the lower one first.",
    ),
    (
        "zpa_isolation_banner",
        {"name": "B", "primary_color": "red"},
        "primary_color: 'red' is not a colour of the form #RRGGBB.",
    ),
    (
        "zpa_c2c_ip_range",
        {"name": "R", "ip_range_begin": "10.0.0.9", "ip_range_end": "10.0.0.1"},
        "Cannot create C2C IP range 'R': One or more input fields ipRangeEnd are not valid (HTTP 400, "
        "invalid.resource.argument). Correct ip_range_end, which the API calls ipRangeEnd",
    ),
    (
        "zpa_microtenant",
        {"name": "M", "criteria_attribute_values": ["nowhere.example"]},
        "Cannot create microtenant 'M': One or more domains do not belong to the customer (HTTP 400, "
        "domains.does.not.belong.to.customer). Correct criteria_attribute_values",
    ),
    (
        "zpa_user_portal",
        {"name": "P"},
        "Cannot create user portal 'P': One or more input fields domain are not valid (HTTP 400, "
        "invalid.resource.argument). Correct domain",
    ),
    *(
        (
            "zpa_policy_rule",
            {"name": "R", "action": "ALLOW", word: "1"},
            "%s: there is no such option. Write rule_order." % word,
        )
        for word in ("position", "before", "after")
    ),
    (
        "zpa_policy_rule",
        {"name": "R", "policy_type": "accesss", "action": "ALLOW"},
        "policy_type: 'accesss' is not a policy type. Near matches: 'access'. Choose one of access, ...",
    ),
    (
        "zpa_config",
        {"state": "gathered", "kinds": ["segment_group"]},
        "kinds[0]: 'segment_group' is not one of the %d that it can be. Near matches: 'segment_groups', "
        "'server_groups'. All are microtenants, ..." % len(KIND_CHOICES),
    ),
    (
        "zpa_config",
        {"config": {"policy_rules": {"access": [{"name": "R", "action": "ALLOW", "position": 1}]}}},
        "config.policy_rules.access[0].position: there is no such option. Leave it out: the place in the "
        "list is the order.",
    ),
    (
        "zpa_config",
        {"config": {"segment_group": [{"name": "x"}]}},
        "config.segment_group: there is no such option. Write segment_groups.",
    ),
    (
        "zpa_config",
        {"config": {"segment_groups": [{"name": "x"}, {"name": "x"}]}},
        "config.segment_groups[1].name: 'x' is declared already, as config.segment_groups[0]. Declare each "
        "object once.",
    ),
    (
        "zpa_reference_info",
        {"kind": "scim_groups", "idp": "Okta"},
        "kind: 'scim_groups' is not one of the %d that it can be. Near matches: 'scim_group', ..."
        % len(REFERENCE_KINDS),
    ),
    (
        "zpa_reference_info",
        {"kind": "scim_group"},
        "idp: is missing, and kind=scim_group needs it. Give the name or id of the identity provider.",
    ),
    (
        "zpa_access_analysis",
        {"explain": [{"host": "sap.corp.example.com"}]},
        "explain[0].port: is missing. Give the port, or protocol: icmp, which has none.",
    ),
    (
        "zpa_access_analysis",
        {"access_tests": [{"name": "a", "what": {"segments": ["Payrol"]}, "expect": "block"}]},
        "access_tests[0].what.segments: no application segment is called 'Payrol'. Near matches: 'Payroll'. "
        "...",
    ),
)


@pytest.mark.parametrize(("module", "options", "message"), ROWS)
def test_a_wrong_input_is_told_in_three_lines_with_what_to_do(
    zpa: TestTenant, module: str, options: dict[str, Any], message: str
) -> None:
    zpa.add_group("Finance", applications=["SAP"])
    zpa.add_connector_group("Zurich")
    zpa.forget()
    result = zpa.run(module, **options)
    assert result["failed"]
    told, begins = message.removesuffix("..."), message.endswith("...")
    assert result["msg"].startswith(told) if begins else result["msg"] == told
    assert begins or len(told) <= THREE_LINES
    assert [entry for entry in zpa.writes if entry.status < 300] == []
