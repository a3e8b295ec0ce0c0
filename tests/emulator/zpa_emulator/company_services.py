# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a company has beside sites, segments and rules: portals, privileged access, isolation and the like."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from . import certificates, inspection, isolation, portals, pra, ranges, receivers, users
from .answers import Object
from .certificate_rules import BLOB, BROWSER_ACCESS_CERTIFICATE
from .certificate_texts import made
from .company_rules import DEPARTMENTS, of_cycle
from .inspection_catalog import CONTROLS, VERSIONS, preprocessors_of
from .inspection_rules import CUSTOM_CONTROL
from .inspection_rules import PROFILE as INSPECTION_PROFILE
from .isolation_rules import BANNER, CBI_CERTIFICATE, PROFILE, REGION
from .places import CITIES
from .policies import PolicySet
from .portal_rules import USER_PORTAL, USER_PORTAL_LINK
from .pra_rules import APPROVAL, CONSOLE, CREDENTIAL, POOL, PORTAL
from .range_rules import IP_RANGE
from .receiver_rules import LOG_TYPES, RECEIVER
from .resources import Resource
from .rule_types import Rules
from .rules import SEGMENT_GROUP
from .site_rules import APP_CONNECTOR_GROUP, PRIVATE_CLOUD_GROUP
from .state import Tenant
from .sub_applications import PRA, all_of
from .user_rules import EMERGENCY_USER

REGIONS = ("Frankfurt", "Paris", "Ohio")
PASSWORD = "Seldom-%03d"
BY_HAND = "Changed by hand in the portal"
_CLASSES: dict[str, type[Resource]] = {
    **certificates.CLASSES,
    **pra.CLASSES,
    **portals.CLASSES,
    **inspection.CLASSES,
    **isolation.CLASSES,
    **ranges.CLASSES,
    **users.CLASSES,
    **receivers.CLASSES,
}


def add_services(tenant: Tenant, count: int) -> None:
    """Add so many objects of each kind, each with what it refers to. There are segments already."""
    for rules, body in _BODIES:
        made = _CLASSES.get(rules.path, Resource)(tenant, rules, None)
        for number in range(count):
            made.create(body(tenant, number))


def furnish_services(tenant: Tenant) -> None:
    """Add what these need and no task creates."""
    for name in REGIONS:
        tenant.add(REGION.path, {"name": name}, object_id=tenant.new_uuid())


# -- One of each kind ------------------------------------------------------------------------------------


def _private_cloud(_tenant: Tenant, number: int) -> Object:
    city, latitude, longitude = of_cycle(CITIES, number)
    place = {"location": city, "latitude": str(latitude), "longitude": str(longitude)}
    return {"name": "Private cloud %02d" % number, "enabled": True, "isPublic": "FALSE", **place}


def _browser_access_certificate(_tenant: Tenant, number: int) -> Object:
    host = "web-%02d.corp.example.com" % number
    return {"name": host, "description": "For %s" % of_cycle(DEPARTMENTS, number), BLOB: made(host).blob}


def _pra_portal(tenant: Tenant, number: int) -> Object:
    name = "operations-%02d" % number
    portal = {"name": "Operations %02d" % number, "domain": name + ".corp.example.com", "enabled": True}
    return {**portal, "certificateId": _certificate(tenant)}


def _console(tenant: Tenant, number: int) -> Object:
    _segment, application = of_cycle(tuple(all_of(tenant, PRA)), number)
    # The first portal has all of them.
    shown_in = dict.fromkeys((_nth(tenant, PORTAL, 0), _nth(tenant, PORTAL, number)))
    return {
        "name": "Jump host %02d" % number,
        "enabled": True,
        "praApplication": {"id": application["id"]},
        "praPortals": [{"id": one} for one in shown_in],
    }


def _credential(_tenant: Tenant, number: int) -> Object:
    given = {"userName": "root", "password": PASSWORD % number}
    return {"name": "Administrator %02d" % number, "credentialType": "USERNAME_PASSWORD", **given}


def _pool(tenant: Tenant, number: int) -> Object:
    held = dict.fromkeys((_nth(tenant, CREDENTIAL, 0), _nth(tenant, CREDENTIAL, number)))
    named = {"name": "Administrators %02d" % number, "credentialType": "USERNAME_PASSWORD"}
    return {**named, "credentials": [{"id": one} for one in held]}


def _approval(tenant: Tenant, number: int) -> Object:
    named = {"emailIds": ["contractor-%02d@partner.example.com" % number]}
    segments = list(tenant.table("application"))
    return {
        **named,
        "startTime": 2095999200,
        "endTime": 2096380800,
        "applications": [{"id": segments[number]}],
    }


def _banner(_tenant: Tenant, number: int) -> Object:
    colors = {"primaryColor": "#0076be", "textColor": "#ffffff"}
    words = {"notificationTitle": "Isolated", "notificationText": "You are in an isolated browser."}
    return {"name": "Banner %02d" % number, **colors, **words, "banner": True}


def _isolation_certificate(_tenant: Tenant, number: int) -> Object:
    text = b64encode(b"Root %02d of the company" % number).decode()
    pem = "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----" % text
    return {"name": "Root %02d" % number, "pem": pem}


def _profile(tenant: Tenant, number: int) -> Object:
    return {
        "name": "Safe browsing %02d" % number,
        "description": "For %s" % of_cycle(DEPARTMENTS, number),
        "bannerId": _nth(tenant, BANNER, 0),
        "regionIds": list(tenant.table(REGION.path))[:2],
        "certificateIds": [_nth(tenant, CBI_CERTIFICATE, number)],
        "securityControls": {"copyPaste": "all", "uploadDownload": "none", "allowPrinting": number % 2 > 0},
        "userExperience": {"sessionPersistence": True},
    }


def _control(_tenant: Tenant, number: int) -> Object:
    condition = {"lhs": "SIZE", "op": "GE", "rhs": str(1000 + number)}
    return {
        "name": "Long headers %02d" % number,
        "type": "REQUEST",
        "severity": "WARNING",
        "defaultAction": "BLOCK",
        "rules": [{"type": "REQUEST_HEADERS", "names": ["X-Long"], "conditions": [condition]}],
    }


def _inspection(tenant: Tenant, number: int) -> Object:
    version = VERSIONS[0]
    always = preprocessors_of(version)
    others = [one for one, control in CONTROLS.items() if control["version"] == version and one not in always]
    controls = [{"id": one, "action": "BLOCK"} for one in (*always, *others[: number % len(others)])]
    return {
        "name": "Inspection %02d" % number,
        "paranoiaLevel": str(1 + number % 4),
        "predefinedControlsVersion": version,
        "predefinedControls": controls,
        "customControls": [{"id": _nth(tenant, CUSTOM_CONTROL, number), "action": "BLOCK"}],
    }


def _user_portal(tenant: Tenant, number: int) -> Object:
    domain = "staff-%02d.corp.example.com" % number
    return {
        "name": "Staff %02d" % number,
        "enabled": True,
        "domain": domain,
        "certificateId": _certificate(tenant),
    }


def _link(tenant: Tenant, number: int) -> Object:
    return {
        "name": "Start page %02d" % number,
        "enabled": True,
        "link": "start-%02d.corp.example.com" % number,
        "protocol": "https://",
        "applicationId": list(tenant.table("application"))[number],
        "userPortals": [{"id": _nth(tenant, USER_PORTAL, number)}],
    }


def _ip_range(_tenant: Tenant, number: int) -> Object:
    first, last = "10.200.%d.1" % number, "10.200.%d.254" % number
    return {"name": "Clients %02d" % number, "enabled": True, "ipRangeBegin": first, "ipRangeEnd": last}


def _emergency_user(_tenant: Tenant, number: int) -> Object:
    email = "standby-%02d@corp.example.com" % number
    return {"emailId": email, "firstName": "Standby", "lastName": "Number %02d" % number}


def _receiver(tenant: Tenant, number: int) -> Object:
    """Logs of users, those of some applications alone; or of something else, all of them."""
    log_type = of_cycle(LOG_TYPES, number)
    sender = _nth(tenant, APP_CONNECTOR_GROUP, 0)
    tenant.table(APP_CONNECTOR_GROUP.path)[sender]["lssAppConnectorGroup"] = True
    config = {
        "name": "Logs %02d" % number,
        "enabled": True,
        "lssHost": "siem.corp.example.com",
        "lssPort": str(6000 + number),
        "sourceLogType": log_type,
        "format": receivers.templates_of(log_type)["json"],
        "useTls": True,
    }
    body: Object = {"config": config, "connectorGroups": [{"id": sender}]}
    if log_type != "zpn_trans_log":
        return body
    groups = [_nth(tenant, SEGMENT_GROUP, number)]
    return {
        **body,
        "policyRuleResource": {
            "name": config["name"],
            "action": "LOG",
            "policySetId": PolicySet.of_type(tenant, "SIEM_POLICY", None).shown()["id"],
            "conditions": [{"operands": [{"objectType": "APP_GROUP", "values": groups}]}],
        },
    }


def _nth(tenant: Tenant, rules: Rules, number: int) -> str:
    return list(tenant.table(rules.path))[number]


def _certificate(tenant: Tenant) -> str:
    return next(iter(tenant.table("certificate")))


# In this order: what refers comes after what it refers to.
_BODIES: tuple[tuple[Rules, Callable[[Tenant, int], Object]], ...] = (
    (PRIVATE_CLOUD_GROUP, _private_cloud),
    (BROWSER_ACCESS_CERTIFICATE, _browser_access_certificate),
    (PORTAL, _pra_portal),
    (CONSOLE, _console),
    (CREDENTIAL, _credential),
    (POOL, _pool),
    (APPROVAL, _approval),
    (BANNER, _banner),
    (CBI_CERTIFICATE, _isolation_certificate),
    (PROFILE, _profile),
    (CUSTOM_CONTROL, _control),
    (INSPECTION_PROFILE, _inspection),
    (USER_PORTAL, _user_portal),
    (USER_PORTAL_LINK, _link),
    (IP_RANGE, _ip_range),
    (EMERGENCY_USER, _emergency_user),
    (RECEIVER, _receiver),
)
SERVICES = tuple(rules.path for rules, _body in _BODIES)
# What `drift` changes of each: of pools nothing that others would take in, and of certificates for browsers
# nothing at all.
_CHANGED: dict[str, tuple[str, Any]] = {
    CBI_CERTIFICATE.path: ("pem", _isolation_certificate(Tenant("0"), 99)["pem"]),
    BANNER.path: ("notificationText", BY_HAND),
    USER_PORTAL_LINK.path: ("description", BY_HAND),
    EMERGENCY_USER.path: ("lastName", BY_HAND),
    APPROVAL.path: ("endTime", "2096985600"),
}
_FIXED = (POOL.path, BROWSER_ACCESS_CERTIFICATE.path)
DRIFTING = {path: _CHANGED.get(path, ("description", BY_HAND)) for path in SERVICES if path not in _FIXED}
