# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the rules of each policy type are like: what they need, have and can have."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from support.policies import BROWSER, CLIENTS

from .case import Case, FieldCases, Looked

RULE_ID = "216196257331299997"
FRANKFURT, ZURICH = "216196257331299901", "216196257331299902"
PARTNER, OTHER_PARTNER = "216196257331299903", "216196257331299904"

BERLIN = "Berlin | zscalerthree.net"
OTHER_EXTRANET = {
    "extranet_partner": "extranet partners B",
    "extranet_locations": ["Vienna"],
    "extranet_location_groups": [],
}


def operands(**by_type: Any) -> list[dict[str, Any]]:
    return [{"object_type": name, "objects": objects} for name, objects in by_type.items()]


def shown(operator: str, **by_type: Any) -> dict[str, Any]:
    """A condition as results show it."""
    return {"operator": operator, "negated": False, "operands": operands(**by_type)}


ZAPP, EDGE = "zpn_client_type_zapp", "zpn_client_type_edge_connector"
EXPORTER = "zpn_client_type_exporter"
APPS = [
    {"operands": [{"objectType": "APP", "values": ["SAP", "Jira"]}]},
    {
        "operator": "AND",
        "operands": [{"objectType": "COUNTRY_CODE", "entryValues": [{"lhs": "DE", "rhs": "true"}]}],
    },
]
APPS_SHOWN = [shown("OR", APP=["Jira", "SAP"]), shown("AND", COUNTRY_CODE=["DE"])]

TEXTS = {
    "description": FieldCases("New", "New", ("Old", " Old "), ""),
    "custom_msg": FieldCases("Ask Bob.", "Ask Bob.", ("Ask Ann.",), ""),
}
OPERATOR = {"operator": FieldCases("or", "OR", ("AND", "and"))}
ENABLED = {"enabled": FieldCases(True, True, (False, "no"))}
FLAG = {"device_posture_failure_notification_enabled": FieldCases(False, False, (True, "yes"))}
ORDER = {"rule_order": FieldCases(1, 1, (2, "2"), requests=3)}
# The rules, the rule before it is written and after, and the write itself.
UPDATE = 4


class Table(NamedTuple):
    """What the rules of a policy type are like.

    ``stored``: the rule Main as the emulator takes it. ``required``, ``created``: as in Subject.
    ``defaults``: what a rule with what is required alone has. ``conditions``: the cases of those.
    ``first``: what First and Unused need. ``own``: more cases.
    """

    stored: dict[str, Any]
    required: dict[str, Any]
    fields: dict[str, FieldCases]
    defaults: dict[str, Any]
    conditions: FieldCases
    created: tuple[str, ...] = ()
    cases: Mapping[str, Case] = MappingProxyType({})


def _clients(same: str, other: str, empty: Any = None) -> FieldCases:
    """Conditions about client types, of which CLIENTS or BROWSER are one."""
    return FieldCases(
        [{"operands": operands(CLIENT_TYPE=[other])}],
        [shown("OR", CLIENT_TYPE=[other])],
        (
            [{"operands": operands(CLIENT_TYPE=[same])}],
            [{"operands": operands(client_type=[same.upper()]), "negated": False, "operator": "OR"}],
            [{"operands": operands(CLIENT_TYPE=[same, same]) * 2}] * 2,
        ),
        empty,
    )


def _groups(first: str, other: str, group_id: str | None = None) -> FieldCases:
    same: tuple[Any, ...] = ([first], [" %s " % first], [first, first])
    return FieldCases([other], [other], (*same, [group_id]) if group_id else same, [], 1)


TABLES = {
    "access": Table(
        stored={
            "action": "ALLOW",
            "customMsg": "Ask Ann.",
            "appConnectorGroups": [FRANKFURT],
            "appServerGroups": ["Frankfurt servers"],
            "extranetEnabled": True,
            "extranetDTO": {
                "zpnErId": PARTNER,
                "ziaErName": "extranet partners A",
                "locationDTO": [{"id": "51", "name": BERLIN}, {"id": "52", "name": "Bonn"}],
                "locationGroupDTO": [{"id": "61", "name": "Branches"}],
            },
            "conditions": APPS,
        },
        required={"action": "DENY"},
        defaults={
            "action": "DENY",
            "description": "",
            "custom_msg": "",
            "operator": "AND",
            "conditions": [],
            "app_connector_groups": [],
            "app_server_groups": [],
            "extranet_enabled": False,
            "rule_order": 4,
        },
        fields={
            **TEXTS,
            **OPERATOR,
            **FLAG,
            **ORDER,
            "action": FieldCases("deny", "DENY", ("ALLOW", "allow", " Allow ")),
            "app_connector_groups": _groups("Frankfurt", "Zurich", FRANKFURT)._replace(
                other=["Zurich", "Frankfurt"], reads=["Frankfurt", "Zurich"]
            ),
            "app_server_groups": _groups("Frankfurt servers", "Zurich servers"),
            "extranet_enabled": FieldCases(False, False, (True,)),
            # What else it has belongs to a partner: another one is a case of its own, below.
            "extranet_partner": FieldCases(None, None, ("extranet partners A",)),
            "extranet_locations": FieldCases(
                ["Munich", "51"],
                [BERLIN, "Munich"],
                (["51", "52"], [52, 51, " 52 "], ["Bonn", BERLIN]),
                [],
                1,
            ),
            "extranet_location_groups": FieldCases(["Offices"], ["Offices"], (["61"], [" Branches "]), [], 1),
        },
        conditions=FieldCases(
            [
                {"operands": operands(APP=["SAP"])},
                {"operator": "AND", "operands": operands(PLATFORM=["mac"])},
            ],
            [shown("OR", APP=["SAP"]), shown("AND", PLATFORM=["mac"])],
            (
                [{"operands": operands(APP=["SAP", "Jira"])}, APPS_SHOWN[1]],
                [APPS_SHOWN[1], {"operands": operands(APP=["Jira"]) + operands(app=["SAP"])}],
                APPS_SHOWN,
                APPS_SHOWN * 2,
                [
                    APPS_SHOWN[0],
                    {
                        "operator": "AND",
                        "negated": "no",
                        "operands": [{"object_type": "country_code", "objects": ["de"]}],
                    },
                ],
            ),
            [],
        ),
        cases={
            "change everything": Case(
                {
                    "id": RULE_ID,
                    "name": "All new",
                    "action": "DENY",
                    "description": "",
                    "custom_msg": "",
                    "conditions": [],
                    "app_connector_groups": ["Zurich"],
                    "app_server_groups": [],
                    "extranet_enabled": False,
                    "operator": "OR",
                    "rule_order": 3,
                },
                {"name": "All new", "rule_order": 3, "conditions": [], "app_connector_groups": ["Zurich"]},
                UPDATE + 2,
            ),
            "create at a place": Case(
                {"name": "New", "action": "ALLOW", "rule_order": 2},
                {"name": "New", "rule_order": 2},
                5,
            ),
            "move down": Case({"name": "Main", "rule_order": 3}, {"rule_order": 3}, 3),
            "keep the extranet_partner by id": Case(
                {"name": "Main", "extranet_partner": PARTNER}, {}, 1, changed=False
            ),
            "change the extranet_partner": Case(
                {"name": "Main", **OTHER_EXTRANET}, OTHER_EXTRANET, UPDATE + 2
            ),
        },
    ),
    "timeout": Table(
        stored={
            "action": "RE_AUTH",
            "customMsg": "Ask Ann.",
            "reauthTimeout": "172800",
            "reauthIdleTimeout": "600",
            "conditions": CLIENTS,
        },
        required={"action": "RE_AUTH"},
        created=("reauth_timeout", "reauth_idle_timeout"),
        defaults={"reauth_timeout": 172800, "reauth_idle_timeout": 600, "rule_order": 4},
        fields={
            **ORDER,
            "custom_msg": TEXTS["custom_msg"],
            "action": FieldCases("RE_AUTH", "RE_AUTH", ("re_auth",)),
            "reauth_timeout": FieldCases("8 Hours", 28800, (172800, "172800", "2 Days", "48 hours", "2 day")),
            "reauth_idle_timeout": FieldCases("Never", -1, (600, "600", "10 Minutes", "10 minute")),
        },
        conditions=_clients(ZAPP, EXPORTER, []),
    ),
    "client_forwarding": Table(
        stored={"action": "BYPASS", "conditions": CLIENTS},
        required={"action": "INTERCEPT"},
        defaults={"action": "INTERCEPT", "rule_order": 4},
        fields={**ORDER, "action": FieldCases("intercept_accessible", "INTERCEPT_ACCESSIBLE", ("bypass",))},
        conditions=_clients(ZAPP, EDGE, []),
    ),
    "inspection": Table(
        stored={
            "action": "INSPECT",
            "zpnInspectionProfileId": "inspection profiles A",
            "conditions": CLIENTS,
        },
        required={"action": "BYPASS_INSPECT"},
        defaults={"action": "BYPASS_INSPECT", "inspection_profile": None, "rule_order": 4},
        fields={
            "action": FieldCases("BYPASS_INSPECT", "BYPASS_INSPECT", ("INSPECT", "inspect")),
            "inspection_profile": FieldCases(
                "inspection profiles B",
                "inspection profiles B",
                ("inspection profiles A", " inspection profiles A "),
                lookups=1,
            ),
        },
        conditions=_clients(ZAPP, EXPORTER, []),
    ),
    "isolation": Table(
        stored={
            "action": "ISOLATE",
            "customMsg": "Ask Ann.",
            "zpnIsolationProfileId": "Safe browsing",
            "conditions": BROWSER,
        },
        required={"action": "BYPASS_ISOLATE", "conditions": [{"operands": operands(CLIENT_TYPE=[EXPORTER])}]},
        created=("conditions",),
        defaults={"action": "BYPASS_ISOLATE", "isolation_profile": None, "rule_order": 4},
        fields={
            **TEXTS,
            **ORDER,
            "action": FieldCases("BYPASS_ISOLATE", "BYPASS_ISOLATE", ("ISOLATE", "isolate")),
            # Of a change the name of the old one is asked for as well.
            "isolation_profile": FieldCases(
                "Contractors",
                "Contractors",
                (Looked("Safe browsing"), Looked(" Safe browsing ")),
                lookups=1,
                requests=5,
            ),
        },
        conditions=_clients(EXPORTER, EXPORTER)._replace(
            other=[{"operands": operands(CLIENT_TYPE=[EXPORTER]) + operands(APP_GROUP=["Finance apps"])}],
            reads=[
                {
                    "operator": "OR",
                    "negated": False,
                    "operands": operands(APP_GROUP=["Finance apps"], CLIENT_TYPE=[EXPORTER]),
                }
            ],
            lookups=1,
        ),
    ),
    "redirection": Table(
        stored={
            "action": "REDIRECT_PREFERRED",
            "serviceEdgeGroups": ["Frankfurt edge"],
            "conditions": CLIENTS,
        },
        required={"action": "REDIRECT_DEFAULT"},
        defaults={"action": "REDIRECT_DEFAULT", "service_edge_groups": [], "rule_order": 4},
        fields={
            "action": FieldCases("REDIRECT_ALWAYS", "REDIRECT_ALWAYS", ("redirect_preferred",)),
            "service_edge_groups": _groups("Frankfurt edge", "Zurich edge")._replace(empty=None),
        },
        conditions=_clients(ZAPP, EDGE, []),
        cases={
            "no longer redirect": Case(
                {"name": "Main", "action": "REDIRECT_DEFAULT", "service_edge_groups": []},
                {"action": "REDIRECT_DEFAULT", "service_edge_groups": []},
                UPDATE,
            ),
        },
    ),
    "capabilities": Table(
        stored={
            "action": "CHECK_CAPABILITIES",
            "privilegedCapabilities": {"capabilities": ["FILE_UPLOAD", "CLIPBOARD_COPY"]},
            "conditions": [{"operands": [{"objectType": "APP", "values": ["SAP"]}]}],
        },
        required={"action": "CHECK_CAPABILITIES"},
        defaults={"privileged_capabilities": [], "rule_order": 4},
        fields={
            "privileged_capabilities": FieldCases(
                ["record_session", "FILE_UPLOAD"],
                ["FILE_UPLOAD", "RECORD_SESSION"],
                (["FILE_UPLOAD", "CLIPBOARD_COPY"], ["clipboard_copy", "File_Upload", "FILE_UPLOAD"]),
                [],
            ),
        },
        conditions=FieldCases(
            [{"operands": operands(APP=["Git"])}],
            [shown("OR", APP=["Git"])],
            ([{"operands": operands(APP=["SAP"])}],),
            [],
            1,
        ),
    ),
    "credential": Table(
        stored={"action": "INJECT_CREDENTIALS", "credential": "credentials A"},
        required={"action": "INJECT_CREDENTIALS", "credential": "credentials B"},
        created=("credential",),
        defaults={"credential": "credentials B", "credential_pool": None, "rule_order": 4},
        fields={
            "credential": FieldCases("credentials B", "credentials B", ("credentials A",), lookups=1),
            "credential_pool": FieldCases(
                "credential pools A", "credential pools A", (), lookups=1, managed=("credential",)
            ),
        },
        conditions=FieldCases(
            [{"operands": operands(CONSOLE=["pra consoles A"])}],
            [shown("OR", CONSOLE=["pra consoles A"])],
            ([],),
            None,
            1,
        ),
    ),
}
# A re-authentication rule can do one thing only: nothing changes the action.
TABLES["timeout"].fields["action"] = TABLES["timeout"].fields["action"]._replace(other=None)
