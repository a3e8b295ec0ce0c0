# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application segments: the tenant has Main, of which all is set, and Unused, of which nothing is."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.application_segment import (
    APPLICATION_SEGMENT,
)
from zpa_emulator.policy_seeds import add_look_up

from support import read_form
from support.policies import Id, furnish_extranets
from support.tenants import TestTenant

from .case import REFERRERS_WITH_RECEIVERS, Case, FieldCases, Looked, Subject, field_cases, plain

MAIN_ID = "216196257331299971"
APPS_ID, OTHERS_ID, BACKUP_ID = "216196257331299972", "216196257331299973", "216196257331299974"
PARTNER = "extranet partners A"
DOMAINS = ["books.corp.example.com", "*.books.example.com"]
# The host of the applications inside Main, and the certificate of those that need one.
HOST, CERTIFICATE, OTHER_CERTIFICATE = DOMAINS[0], "corp.example.com", "example.com"
SHELL = {"domain": HOST, "application_protocol": "SSH", "application_port": 22}
DESKTOP = {
    "domain": "desk.books.example.com",
    "application_protocol": "RDP",
    "application_port": 3389,
    "connection_security": "ANY",
}
WEB = {"domain": HOST, "application_protocol": "HTTPS", "application_port": 443, "certificate": CERTIFICATE}
NEW_WEB = {**WEB, "domain": "www.books.example.com", "certificate": OTHER_CERTIFICATE}
OF_NEW_WEB = {
    "enabled": True,
    "trust_untrusted_cert": False,
    "allow_options": False,
    "path": "/",
    "hidden": False,
    "ext_label": "",
    "ext_domain": "",
}
OF_NEW_SCAN = {"trust_untrusted_cert": False, "protocols": []}
# The lists, beside those of rules, that are asked what names a segment which shall be deleted.
OF_OTHER_KINDS = ("praConsole", "userPortalLink", "approval")
REQUIRED = {"segment_group": "Home", "domain_names": ["new.corp.example.com"]}
# What is on or off: the wire key, and whether it is on where nobody says so.
FLAGS = {
    "bypass_on_reauth": ("bypassOnReauth", False),
    "passive_health_enabled": ("passiveHealthEnabled", True),
    "is_cname_enabled": ("isCnameEnabled", True),
    "double_encrypt": ("doubleEncrypt", False),
    "ip_anchored": ("ipAnchored", False),
    "inspect_traffic_with_zia": ("inspectTrafficWithZia", False),
    "use_in_dr_mode": ("useInDrMode", False),
    "adp_enabled": ("adpEnabled", False),
    "api_protection_enabled": ("apiProtectionEnabled", False),
    "fqdn_dns_check": ("fqdnDnsCheck", False),
}
USUAL: dict[str, Any] = {
    **{name: usual for name, (_wire, usual) in FLAGS.items()},
    "server_groups": [],
    "tcp_ports": [],
    "udp_ports": [],
    "match_style": "EXCLUSIVE",
    "bypass_type": "NEVER",
    "health_reporting": "ON_ACCESS",
    "health_check_type": "DEFAULT",
    "icmp_access_type": "NONE",
    "tcp_keep_alive": False,
    "tcp_protocols": [],
    "udp_protocols": [],
    "auto_app_protect_enabled": False,
    "select_connector_close_to_app": False,
    "policy_style": "NONE",
    "default_idle_timeout": 0,
    "default_max_age": 0,
    "config_space": "DEFAULT",
    "extranet": {"enabled": False, "partner": None},
    "browser_access": [],
    "pra_apps": [],
    "inspection_apps": [],
    "shared_with": [],
    "load_balancing": [],
}

FIELDS = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "enabled": FieldCases(False, False, (True, "yes")),
    "segment_group": FieldCases("Others", "Others", ("Apps", APPS_ID), lookups=1),
    "server_groups": FieldCases(
        ["Backup", "Servers"], ["Backup", "Servers"], (["Backup"], [BACKUP_ID]), [], lookups=1
    ),
    "domain_names": FieldCases(
        ["Mail.example.com", "10.1.0.0/16", "*.example.com"],
        ["*.example.com", "10.1.0.0/16", "mail.example.com"],
        (DOMAINS, [*reversed(DOMAINS)], [name.upper() for name in DOMAINS]),
    ),
    "tcp_ports": FieldCases(
        [443, "8000-8010", "8011-8020"],
        ["443", "8000-8020"],
        (["80", "8080-8090"], [80, "8080-8085", "8086-8090"], ["8080-8090", "80-80"]),
        [],
    ),
    "udp_ports": FieldCases(["53", "123"], ["53", "123"], ([53],), []),
    "bypass_type": FieldCases("always", "ALWAYS", ("ON_NET", "on_net")),
    "health_reporting": FieldCases("none", "NONE", ("CONTINUOUS",)),
    "health_check_type": FieldCases("default", "DEFAULT", ("NONE",)),
    "icmp_access_type": FieldCases("ping", "PING", ("PING_TRACEROUTING",)),
    "tcp_keep_alive": FieldCases(False, False, (True,)),
    "tcp_protocols": FieldCases(["smb"], ["SMB"], (["LDAP", "kerberos"],), []),
    "udp_protocols": FieldCases(["LDAP"], ["LDAP"], (["KERBEROS"],), []),
    "policy_style": FieldCases("none", "NONE", ("DUAL_POLICY_EVAL",)),
    "default_idle_timeout": FieldCases(60, 60, (3600, "3600")),
    "default_max_age": FieldCases(60, 60, (7200,)),
    "config_space": FieldCases("default", "DEFAULT", ("SIEM",)),
    "extranet": FieldCases(
        {"enabled": False}, {"enabled": False, "partner": PARTNER}, ({}, {"enabled": True})
    ),
    "browser_access": FieldCases(
        [{**WEB, "application_port": 8443, "certificate": OTHER_CERTIFICATE}, NEW_WEB],
        [
            {**WEB, **OF_NEW_WEB, "application_port": 8443, "certificate": OTHER_CERTIFICATE, "cname": ANY},
            {**NEW_WEB, **OF_NEW_WEB, "cname": ANY},
        ],
        ([WEB], [{"domain": HOST.upper(), "application_protocol": "https", "path": ""}]),
        [],
        lookups=1,
    ),
    "pra_apps": FieldCases(
        [SHELL, {**DESKTOP, "connection_security": "tls"}],
        [{**SHELL, "connection_security": ""}, {**DESKTOP, "connection_security": "TLS"}],
        # The list does not show them.
        (
            Looked([DESKTOP, SHELL]),
            Looked([SHELL, DESKTOP]),
            Looked([{"domain": HOST}, {"domain": DESKTOP["domain"]}]),
        ),
        [],
    ),
    "inspection_apps": FieldCases(
        [{**WEB, "application_port": 8443}],
        [{**WEB, **OF_NEW_SCAN, "application_port": 8443}],
        (Looked([WEB]), Looked([{"domain": HOST, "trust_untrusted_cert": False}])),
        [],
    ),
    **{
        name: FieldCases(usual, usual, (not usual,))
        for name, (_wire, usual) in FLAGS.items()
        if name != "adp_enabled"
    },
}
# With it the protocols go, or there is a warning.
AD_PROTECTION = {"adp_enabled": True, "tcp_protocols": ["SMB"], "udp_protocols": ["LDAP"]}


def furnish(zpa: TestTenant, microtenant_id: str | None = None) -> None:
    """Let there be what a new segment must name."""
    if all(group.get("microtenantId") != microtenant_id for group in _homes(zpa)):
        zpa.add_group("Home", microtenant_id=microtenant_id)


def furnish_certificates(zpa: TestTenant) -> tuple[str, str]:
    """Let there be certificates, and return their ids."""
    names = (CERTIFICATE, OTHER_CERTIFICATE)
    first, second = (add_look_up(zpa.tenant, "certificate", name) for name in names)
    return str(first["id"]), str(second["id"])


def add(zpa: TestTenant, name: str, **details: Any) -> dict[str, Any]:
    """Add a segment of the group that is there for new ones, if it is."""
    groups = {one.get("microtenantId"): one["id"] for one in _homes(zpa)}
    group = groups.get(details.get("microtenant_id"))
    return zpa.add_application_segment(name, **({"segmentGroupId": group} if group else {}), **details)


def _homes(zpa: TestTenant) -> list[dict[str, Any]]:
    return [group for group in zpa.tenant.table("segmentGroup").values() if group["name"] == "Home"]


def prepare(zpa: TestTenant) -> None:
    furnish_extranets(zpa)
    furnish(zpa)
    zpa.add_group("Apps", object_id=APPS_ID)
    zpa.add_group("Others", object_id=OTHERS_ID)
    zpa.add_server_group("Servers")
    zpa.add_server_group("Backup", object_id=BACKUP_ID)
    certificate, _other = furnish_certificates(zpa)
    https = {
        "domain": HOST,
        "applicationProtocol": "HTTPS",
        "applicationPort": "443",
        "certificateId": certificate,
    }
    partner = zpa.stored(PARTNER, "extranetResource/partner")
    zpa.add_application_segment(
        "Main",
        domains=[*DOMAINS],
        object_id=MAIN_ID,
        description="Old",
        segmentGroupId=APPS_ID,
        serverGroups=[{"id": BACKUP_ID}],
        tcpPortRanges=["80", "80", "8080", "8090"],
        tcpPortRange=[{"from": "80", "to": "80"}, {"from": "8080", "to": "8090"}],
        udpPortRanges=["53", "53"],
        udpPortRange=[{"from": "53", "to": "53"}],
        bypassType="ON_NET",
        healthReporting="CONTINUOUS",
        healthCheckType="NONE",
        icmpAccessType="PING_TRACEROUTING",
        tcpKeepAlive="1",
        tcpProtocols=["LDAP", "KERBEROS"],
        udpProtocols=["KERBEROS"],
        policyStyle="DUAL_POLICY_EVAL",
        defaultIdleTimeout="3600",
        defaultMaxAge="7200",
        configSpace="SIEM",
        extranetEnabled=True,
        zpnErId={"id": partner["id"], "name": partner["name"]},
        clientlessApps=[https],
        praApps=[
            {"domain": HOST, "applicationProtocol": "SSH", "applicationPort": "22"},
            {
                "domain": DESKTOP["domain"],
                "applicationProtocol": "RDP",
                "applicationPort": "3389",
                "connectionSecurity": "ANY",
            },
        ],
        inspectionApps=[https],
        **{wire: not usual for wire, usual in FLAGS.values()},
    )
    add(zpa, "Unused")


CASES = {
    "create with what is required": Case(
        {"name": "New", **REQUIRED},
        {"name": "New", "description": "", "enabled": False, **REQUIRED, **USUAL},
        4,
    ),
    "create with everything": Case(
        {
            "name": "New",
            **REQUIRED,
            **{name: field.other for name, field in FIELDS.items()},
            **AD_PROTECTION,
            "extranet": {"enabled": True, "partner": PARTNER},
        },
        {
            "name": "New",
            **{name: field.reads for name, field in FIELDS.items()},
            **AD_PROTECTION,
            "extranet": {"enabled": True, "partner": PARTNER},
        },
        7,
    ),
    "nothing to do": Case({"name": "Main", "enabled": True}, {"enabled": True}, 1, changed=False),
    "nothing to do by id": Case({"id": MAIN_ID, "enabled": True}, {"enabled": True}, 1, changed=False),
    "everything as it is": Case(
        {"name": "Main", **{name: plain(field.same) for name, field in FIELDS.items()}, "adp_enabled": True},
        {},
        2,
        changed=False,
    ),
    **field_cases(FIELDS, "Main", MAIN_ID, looks=1),
    "prefer App Connectors nearby": Case(
        {"name": "Unused", "select_connector_close_to_app": True}, {"select_connector_close_to_app": True}, 4
    ),
    "switch AppProtection of Active Directory off": Case(
        {"name": "Main", "adp_enabled": False, "tcp_protocols": [], "udp_protocols": []},
        {"adp_enabled": False, "tcp_protocols": [], "udp_protocols": []},
        4,
    ),
    "let AppProtection find out": Case(
        {"name": "Unused", "auto_app_protect_enabled": True}, {"auto_app_protect_enabled": True}, 4
    ),
    "match every segment": Case(
        {"name": "Unused", "match_style": "inclusive", "domain_names": ["web*.example.com"]},
        {"match_style": "INCLUSIVE", "domain_names": ["web*.example.com"]},
        4,
    ),
    "share": Case({"name": "Unused", "shared_with": ["Subsidiary"]}, {"shared_with": ["Subsidiary"]}, 5),
    "share nothing": Case({"name": "Unused", "shared_with": []}, {"shared_with": []}, 2, changed=False),
    "balance nothing": Case({"name": "Main", "load_balancing": []}, {"load_balancing": []}, 1, changed=False),
    "rename": Case({"id": MAIN_ID, "name": "Books"}, {"name": "Books", "description": "Old"}, 4),
    "delete": Case(
        {"name": "Unused", "state": "absent"}, None, 2 + REFERRERS_WITH_RECEIVERS + len(OF_OTHER_KINDS)
    ),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
    "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 1, changed=False),
}

OF_SOMETHING = {
    "id": "4712",
    "name": HOST,
    "domain": HOST,
    "applicationProtocol": "HTTP",
    "applicationPort": "80",
    "enabled": True,
    "hidden": False,
    "portal": False,
    "newer": True,
}
OF_SOME_PAGE = {
    **OF_SOMETHING,
    "trustUntrustedCert": False,
    "allowOptions": True,
    "extLabel": "books",
    "extDomain": "example.com",
    "path": "/books",
    "cname": "1.example.net",
}
ANSWERS: dict[str, Any] = {
    **read_form.EVERY,
    "enabled": False,
    "domainNames": DOMAINS,
    "segmentGroupId": Id("segmentGroup", "Web apps"),
    "tcpPortRanges": ["80", "80"],
    "tcpPortRange": [{"from": "80", "to": "80"}],
    "udpPortRanges": ["53", "53"],
    "udpPortRange": [{"from": "53", "to": "53"}],
    # What goes with all the others.
    "matchStyle": "EXCLUSIVE",
    "bypassType": "ALWAYS",
    "healthReporting": "NONE",
    "healthCheckType": "NONE",
    "icmpAccessType": "PING",
    "tcpKeepAlive": "1",
    "tcpProtocols": ["LDAP"],
    "udpProtocols": ["LDAP"],
    "policyStyle": "DUAL_POLICY_EVAL",
    "defaultIdleTimeout": "3600",
    "defaultMaxAge": "3600",
    "configSpace": "SIEM",
    **{wire: not usual for wire, usual in FLAGS.values()},
    "autoAppProtectEnabled": False,
    "selectConnectorCloseToApp": False,
    "isIncompleteDRConfig": True,
    "extranetEnabled": True,
    "zpnErId": {"id": Id("extranetResource/partner", PARTNER), "name": "Partner", "ziaErId": "4"},
    "clientlessApps": [OF_SOME_PAGE],
    "praApps": [{**OF_SOMETHING, "id": "4713", "applicationProtocol": "SSH"}],
    "inspectionApps": [
        {
            **OF_SOMETHING,
            "id": "4714",
            "applicationProtocol": "NONE",
            "trustUntrustedCert": True,
            "protocols": ["SMB"],
            "adpEnabled": True,
        }
    ],
    "tags": [{"namespace": "A"}],
}


INSIDE = ("browser_access", "pra_apps", "inspection_apps")


def with_all(zpa: TestTenant, segment: dict[str, Any]) -> dict[str, Any]:
    """Return a result with what it does not know of a segment, since the list does not show it."""
    if all(segment[option] is not None for option in INSIDE):
        return segment
    (found,) = zpa.run("zpa_application_segment_info", id=segment["id"])["application_segments"]
    return {**segment, **{option: found[option] for option in INSIDE if segment[option] is None}}


def in_diff(zpa: TestTenant, segment: dict[str, Any]) -> dict[str, Any]:
    """What ZPA alone sets no task changes, so that no diff has it."""
    apps = [{key: one for key, one in app.items() if key != "cname"} for app in segment["browser_access"]]
    return {**segment, "browser_access": apps}


APPLICATION_SEGMENTS = Subject(
    resource=APPLICATION_SEGMENT,
    key="application_segment",
    path="application",
    prepare=prepare,
    fields=(
        "name",
        "shared_with",
        "load_balancing",
        "match_style",
        "adp_enabled",
        "auto_app_protect_enabled",
        "select_connector_close_to_app",
        *FIELDS,
    ),
    created=("name", "enabled", *REQUIRED),
    cases=CASES,
    add=add,
    required=REQUIRED,
    furnish=furnish,
    creation=4,
    answers=ANSWERS,
    in_diff=in_diff,
    with_names=with_all,
    worked_out=frozenset(
        {
            "segmentGroupName",
            "weightedLoadBalancing",
            "sharedMicrotenantDetails",
            "appRecommendationId",
            "applications",
            "inconsistentConfigDetails",
        }
    ),
)
