# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules of a company, about its users and its segments."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from .answers import Object
from .policies import PolicySet
from .state import Tenant

DEPARTMENTS = ("Finance", "Sales", "Legal", "Research", "Production", "Logistics", "Support", "Marketing")
ZAPP, BROWSER = "zpn_client_type_zapp", "zpn_client_type_exporter"


def of_cycle(choices: Sequence[Any], number: int) -> Any:
    return choices[number % len(choices)]


def add_rules(tenant: Tenant, access_rules: int, other_rules: int) -> None:
    """Add so many access rules, and so many of all other policy types in turns."""
    known = _Known(tenant)
    access = PolicySet.of_type(tenant, "ACCESS_POLICY", None)
    for number in range(access_rules):
        access.add(_access_rule(known, number), "v2")
    kinds = itertools.cycle(OTHER_RULES.items())
    for number, (policy_type, rule) in zip(range(other_rules), kinds, strict=False):
        policy_set = PolicySet.of_type(tenant, policy_type + "_POLICY", None)
        conditions = [known.operands(about, count, number) for about, count in rule["about"]]
        named = {key: known.named(path) for key, path in rule.get("named", {}).items()}
        title = "%s %03d" % (policy_type.replace("_", " ").capitalize(), number)
        policy_set.add({**rule["has"], **named, "name": title, "conditions": conditions}, "v2")


def _access_rule(known: _Known, number: int) -> Object:
    about = [("SCIM_GROUP", 1 + number % 3), ("APP" if number % 4 == 3 else "APP_GROUP", 1 + number % 2)]
    if number % 5 == 0:
        about.append(("POSTURE", 1))
    if number % 13 == 0:
        about.append(("TRUSTED_NETWORK", 1))
    if number % 7 == 0:
        about.append(("PLATFORM", 1))
    if number % 11 == 0:
        about.append(("CLIENT_TYPE", 1))
    verb = "Deny" if number % 10 == 9 else "Allow"
    rule: Object = {
        "name": "%s %s %04d" % (verb, of_cycle(DEPARTMENTS, number), number),
        "action": verb.upper(),
        "conditions": [known.operands(object_type, count, number) for object_type, count in about],
    }
    if number % 2:
        rule["description"] = "Approved by %s" % of_cycle(DEPARTMENTS, number // 2)
    if number % 17 == 0 and verb == "Allow":
        rule["appConnectorGroups"] = [{"id": known.nth("appConnectorGroup", number)}]
    if number % 19 == 0 and verb == "Allow":
        rule["appServerGroups"] = [{"id": known.nth("serverGroup", number)}]
    if number % 23 == 0:
        rule["disabled"] = "1"
    return rule


class _Known:
    """The ids of a tenant by path, in the order in which its objects came, for operands that name some."""

    def __init__(self, tenant: Tenant) -> None:
        paths = ("application", "segmentGroup", "appConnectorGroup", "serverGroup", "scimgroup")
        self._ids = {path: list(tenant.table(path)) for path in paths}
        self._tenant = tenant

    def nth(self, path: str, number: int) -> str:
        return str(self._ids[path][number % len(self._ids[path])])

    def named(self, path: str) -> Any:
        """The one object of a list, in the form in which rules name it."""
        found = next(iter(self._tenant.table(path).values()))["id"]
        if path == "serviceEdgeGroup":
            return [{"id": found}]
        return {"id": found} if path == "credential" else found

    def operands(self, object_type: str, count: int, number: int) -> Object:
        """A condition about so many objects of a type. Which ones, the number of the rule says."""
        places = range(number * 3, number * 3 + count)
        if object_type in _VALUES:
            path = _VALUES[object_type]
            values = [self.nth(path, place) if path in self._ids else self.named(path) for place in places]
            return condition({"objectType": object_type, "values": list(dict.fromkeys(values))})
        if object_type == "SCIM_GROUP":
            idp = self.named("idp")
            pairs = [{"lhs": idp, "rhs": self.nth("scimgroup", place)} for place in places]
        elif object_type in _LEFT:
            path, key = _LEFT[object_type]
            pairs = [{"lhs": entry[key], "rhs": "true"} for entry in self._in_turns(path, places)]
        else:
            return condition({"objectType": object_type, **_FIXED[object_type]})
        unique = list({tuple(pair.items()): pair for pair in pairs}.values())
        return condition({"objectType": object_type, "entryValues": unique})

    def _in_turns(self, path: str, places: range) -> Iterator[Object]:
        entries = tuple(self._tenant.table(path).values())
        return (of_cycle(entries, place) for place in places)


# What operands about an object type give: ids of a list; a key of what is in one; always the same.
_VALUES = {
    "APP": "application",
    "APP_GROUP": "segmentGroup",
    "CONSOLE": "praConsole",
    "PRIVILEGE_PORTAL": "praPortal",
    "USER_PORTAL": "userPortal",
    "MACHINE_GRP": "machineGroup",
}
_LEFT = {"POSTURE": ("posture", "postureUdid"), "TRUSTED_NETWORK": ("network", "networkId")}
_FIXED: dict[str, Object] = {
    "PLATFORM": {"entryValues": [{"lhs": "windows", "rhs": "true"}, {"lhs": "mac", "rhs": "true"}]},
    "CLIENT_TYPE": {"values": [ZAPP]},
    "BROWSER": {"objectType": "CLIENT_TYPE", "values": [BROWSER]},
    "COUNTRY_CODE": {"entryValues": [{"lhs": "DE", "rhs": "true"}, {"lhs": "FR", "rhs": "true"}]},
}
# A rule of each other policy type: what it is about, with how many; what else it has; what it names.
OTHER_RULES: dict[str, dict[str, Any]] = {
    "TIMEOUT": {
        "about": [("APP_GROUP", 2), ("CLIENT_TYPE", 1)],
        "has": {"action": "RE_AUTH", "reauthTimeout": "172800", "reauthIdleTimeout": "600"},
    },
    "CLIENT_FORWARDING": {"about": [("APP", 2)], "has": {"action": "BYPASS"}},
    "ISOLATION": {
        "about": [("BROWSER", 1), ("APP", 1)],
        "has": {"action": "ISOLATE"},
        "named": {"zpnIsolationProfileId": "isolation/profiles"},
    },
    "INSPECTION": {
        "about": [("APP", 1)],
        "has": {"action": "INSPECT"},
        "named": {"zpnInspectionProfileId": "inspectionProfile"},
    },
    "REDIRECTION": {
        "about": [("CLIENT_TYPE", 1), ("COUNTRY_CODE", 1)],
        "has": {"action": "REDIRECT_PREFERRED"},
        "named": {"serviceEdgeGroups": "serviceEdgeGroup"},
    },
    "CREDENTIAL": {
        "about": [("SCIM_GROUP", 1), ("CONSOLE", 1)],
        "has": {"action": "INJECT_CREDENTIALS"},
        "named": {"credential": "credential"},
    },
    "CAPABILITIES": {
        "about": [("APP_GROUP", 1), ("SCIM_GROUP", 2)],
        "has": {
            "action": "CHECK_CAPABILITIES",
            "privilegedCapabilities": {"capabilities": ["CLIPBOARD_COPY", "CLIPBOARD_PASTE"]},
        },
    },
    "CLIENTLESS_SESSION_PROTECTION": {
        "about": [("USER_PORTAL", 1), ("SCIM_GROUP", 1)],
        "has": {"action": "MONITOR"},
    },
    "PRIVILEGED_PORTAL": {
        "about": [("PRIVILEGE_PORTAL", 1), ("SCIM_GROUP", 1)],
        "has": {
            "action": "CHECK_PRIVILEGED_PORTAL_CAPABILITIES",
            "privilegedPortalCapabilities": {"capabilities": ["DELETE_FILE"]},
        },
    },
}


def condition(operand: Object) -> Object:
    return {"operator": "OR", "operands": [operand]}
