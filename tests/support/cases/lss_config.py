# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Log receivers: the tenant has SIEM, of which everything is set, with a rule about a segment group."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.lss_config import LSS_CONFIG
from zpa_emulator.policy_seeds import add_policy_rule

from support import read_form
from support.policies import Id
from support.tenants import TestTenant

from .case import Case, FieldCases, Subject, field_cases
from .policy_rule import in_diff

RECEIVER_ID = "216196257331299901"
FORMAT = '{"Time": %j{LogTimestamp:time}, "User": %j{Username}}\\n'
SHORT = '"%s{LogTimestamp:time}","%s{Username}"'
REQUIRED = {
    "lss_host": "logs.example.com",
    "lss_port": 5000,
    "source_log_type": "zpn_trans_log",
    "format": FORMAT,
}
ABOUT_FINANCE = [{"operands": [{"object_type": "APP_GROUP", "objects": ["Logged finance apps"]}]}]
ABOUT_WEB = [{"operands": [{"object_type": "APP_GROUP", "objects": ["Logged web apps"]}]}]
BY_CLIENT = [{"operands": [{"object_type": "CLIENT_TYPE", "objects": ["zpn_client_type_zapp"]}]}]


def read_as(*conditions: dict[str, Any]) -> list[dict[str, Any]]:
    """Conditions as results show them."""
    return [{"operator": "OR", "negated": False, **one} for one in conditions]


FIELDS = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "enabled": FieldCases(False, False, (True, "yes")),
    "lss_host": FieldCases("192.0.2.7", "192.0.2.7", ("logs.example.com", " logs.example.com ")),
    "lss_port": FieldCases(6514, 6514, (5000, "5000")),
    "format": FieldCases(SHORT, SHORT, (FORMAT, FORMAT + "\n")),
    "use_tls": FieldCases(False, False, (True,)),
    "filter": FieldCases(["CLT_CONN_FAILED"], ["CLT_CONN_FAILED"], (["B_CODE", "A_CODE"],), []),
    "audit_message": FieldCases("Later", "Later", ("Sooner",), ""),
    "app_connector_groups": FieldCases(["Senders"], ["Senders"], (["Frankfurt"],), [], lookups=1),
    "rule_name": FieldCases("Other", "Other", ("SIEM rule",)),
    "rule_description": FieldCases("New", "New", ("Why",), ""),
    "operator": FieldCases("AND", "AND", ("OR", "or")),
    "conditions": FieldCases(ABOUT_WEB, read_as(*ABOUT_WEB), (ABOUT_FINANCE,), [], lookups=1),
}


def furnish(zpa: TestTenant, microtenant_id: str | None = None) -> None:
    """Let there be what a log receiver names."""
    known = {entry["name"] for entry in zpa.tenant.table("segmentGroup").values()}
    for name in ("Logged finance apps", "Logged web apps"):
        if name not in known:
            zpa.add_group(name)
    known = {entry["name"] for entry in zpa.tenant.table("appConnectorGroup").values()}
    for name in ("Frankfurt", "Senders"):
        if name not in known:
            zpa.add_connector_group(name, lssAppConnectorGroup=True)


def add(
    zpa: TestTenant,
    name: str,
    object_id: str | None = None,
    rule: dict[str, Any] | None = None,
    **values: Any,
) -> dict[str, Any]:
    """Add a log receiver, with a rule if one is given."""
    microtenant_id = values.pop("microtenant_id", None)
    wire = {
        "lssHost": "logs.example.com",
        "lssPort": "5000",
        "sourceLogType": "zpn_trans_log",
        "format": FORMAT,
        "enabled": True,
        "useTls": False,
    }
    own = {}
    if rule is not None:
        own["ruleId"] = add_policy_rule(
            zpa.tenant, "siem", microtenant_id=microtenant_id, **{"name": name, "action": "LOG", **rule}
        )["id"]
    return zpa.tenant.add("lssConfig", {"name": name, **wire, **own, **values}, microtenant_id, object_id)


def prepare(zpa: TestTenant) -> None:
    furnish(zpa)
    group = zpa.stored("Frankfurt", "appConnectorGroup")["id"]
    add(
        zpa,
        "SIEM",
        RECEIVER_ID,
        rule={
            "name": "SIEM rule",
            "description": "Why",
            "operator": "OR",
            "conditions": [{"operands": [{"objectType": "APP_GROUP", "values": ["Logged finance apps"]}]}],
        },
        description="Old",
        useTls=True,
        filter=["A_CODE", "B_CODE"],
        auditMessage="Sooner",
        connectorGroups=[{"id": group}],
    )


OF_STATUS = {"source_log_type": "zpn_auth_log", "format": SHORT}
CREATED = ("enabled", "use_tls", "lss_host", "lss_port", "source_log_type", "format")
CASES = {
    "create with what is required": Case(
        {"name": "New", **REQUIRED},
        {
            "name": "New",
            "description": "",
            "enabled": True,
            "use_tls": False,
            "filter": [],
            "app_connector_groups": [],
            "rule_name": None,
            "conditions": [],
            **REQUIRED,
        },
        3,
    ),
    "create with a rule": Case(
        {"name": "New", **REQUIRED, "conditions": BY_CLIENT},
        {"rule_name": "New", "operator": "AND", "conditions": read_as(*BY_CLIENT)},
        4,
        moved=("rule_name",),
        beside=("rule_name",),
    ),
    "nothing to do": Case({"name": "SIEM", "enabled": True}, {"enabled": True}, 1, changed=False),
    "nothing to do by id": Case({"id": RECEIVER_ID, "enabled": True}, {"enabled": True}, 1, changed=False),
    **field_cases(FIELDS, "SIEM", RECEIVER_ID, looks=1),
    "change the log type, with what follows from it": Case(
        {"name": "SIEM", **OF_STATUS, "conditions": []}, {**OF_STATUS, "conditions": []}, 4
    ),
    "change the log type alone": Case(
        {"id": RECEIVER_ID, "source_log_type": "zpn_audit_log", "filter": [], "conditions": []},
        {"source_log_type": "zpn_audit_log"},
        3,
        warning="was made for 'zpn_trans_log'",
    ),
    "keep the log type": Case({"name": "SIEM", "source_log_type": "ZPN_TRANS_LOG"}, {}, 1, changed=False),
    "rename": Case({"id": RECEIVER_ID, "name": "Main"}, {"name": "Main", "rule_name": "SIEM rule"}, 4),
    "delete": Case({"name": "SIEM", "state": "absent"}, None, 2),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
    "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 1, changed=False),
}

LSS_CONFIGS = Subject(
    resource=LSS_CONFIG,
    key="lss_config",
    path="lssConfig",
    prepare=prepare,
    fields=("name", *FIELDS, "source_log_type"),
    created=("name", *CREATED),
    cases=CASES,
    add=add,
    required=REQUIRED,
    furnish=furnish,
    answers={
        "name": "Main",
        "config": {
            "name": "Main",
            "description": "Old",
            "enabled": False,
            "lssHost": "logs.example.com",
            "lssPort": "5000",
            "sourceLogType": "zpn_trans_log",
            "format": FORMAT,
            "useTls": True,
            "filter": ["A_CODE"],
            "auditMessage": "Sooner",
        },
        "connectorGroups": [{"id": Id("appConnectorGroup", "Frankfurt")}],
        "policyRuleResource": {
            "name": "Main",
            "description": "Why",
            "action": "LOG",
            "operator": "OR",
            "conditions": [read_form.condition("CLIENT_TYPE", "id", "zpn_client_type_zapp")],
        },
    },
    worked_out=frozenset({"name", "microtenantId"}),
    in_diff=in_diff,
)
