# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Policy rules: a subject for each policy type, on whose tenant a rule has everything set.

The rules are First, Main, of which everything is set, and Unused, in this order.
"""

from __future__ import annotations

import functools
from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import policy_rule

from support import read_form
from support.policies import add_rule, furnish
from support.tenants import TestTenant

from .case import Case, Looked, Subject, field_cases, plain
from .rule_tables import (
    ENABLED,
    FRANKFURT,
    OTHER_PARTNER,
    PARTNER,
    RULE_ID,
    TABLES,
    UPDATE,
    ZURICH,
    Table,
)

EVERY = ("name", "description", "enabled", "action", "rule_order", "operator", "conditions", "custom_msg")


def _prepare(zpa: TestTenant, policy_type: str) -> None:
    furnish(zpa)
    _renumber(zpa, "appConnectorGroup", "Frankfurt", FRANKFURT)
    _renumber(zpa, "appConnectorGroup", "Zurich", ZURICH)
    _renumber(zpa, "extranetResource/partner", "extranet partners A", PARTNER)
    _renumber(zpa, "extranetResource/partner", "extranet partners B", OTHER_PARTNER)
    for server_group in zpa.tenant.table("serverGroup").values():
        server_group["appConnectorGroups"] = []
    stored = {
        "description": "Old",
        "disabled": "1",
        "devicePostureFailureNotificationEnabled": True,
        **TABLES[policy_type].stored,
    }
    add_rule(zpa, "First", policy_type)
    add_rule(zpa, "Main", policy_type, object_id=RULE_ID, **stored)
    add_rule(zpa, "Unused", policy_type)


def _renumber(zpa: TestTenant, path: str, name: str, object_id: str) -> None:
    table = zpa.tenant.table(path)
    found = zpa.tenant.find(path, name)
    table[object_id] = table.pop(found["id"])
    for owned in ("location/extranetResource", "locationGroup/extranetResource"):
        for entry in zpa.tenant.table(owned).values():
            if entry["zpnErId"] == found["id"]:
                entry["zpnErId"] = object_id
    found["id"] = object_id


def _cases(policy_type: str, table: Table) -> dict[str, Case]:
    fields = {**ENABLED, **table.fields, "conditions": table.conditions}
    kept = {option: plain(each.same) for option, each in fields.items() if each.same}
    looked_up = sum(isinstance(each.same[0], Looked) for each in fields.values() if each.same)
    given = {option: each for option, each in fields.items() if each.other is not None}
    unchanging = {
        "keep the %s in other words" % option: Case(
            {"name": "Main", option: each.same[0]}, {}, 1, changed=False
        )
        for option, each in fields.items()
        if each.other is None
    }
    creation = 4 + (policy_type == "credential")
    return {
        "create with what is required": Case(
            {"name": "New", **table.required}, {"name": "New", **table.defaults}, creation
        ),
        "nothing to do": Case({"name": "Main", "operator": "AND"}, {"operator": "AND"}, 1, changed=False),
        "nothing to do by id": Case({"id": RULE_ID, "operator": "AND"}, {}, 1, changed=False),
        "everything as it is": Case({"name": "Main", **kept}, {}, 1 + looked_up, changed=False),
        **unchanging,
        **field_cases(given, "Main", RULE_ID, UPDATE),
        "create what is switched off": Case(
            {"name": "New", **table.required, "enabled": False}, {"name": "New", "enabled": False}, creation
        ),
        "switch off what is on": Case({"name": "First", "enabled": False}, {"enabled": False}, UPDATE),
        "rename": Case({"id": RULE_ID, "name": "Renamed"}, {"name": "Renamed", "description": "Old"}, UPDATE),
        "delete": Case({"name": "Unused", "state": "absent"}, None, 2),
        "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
        "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 1, changed=False),
        **table.cases,
    }


def in_diff(zpa: TestTenant, rule: dict[str, Any]) -> dict[str, Any]:
    """Return a rule as it is listed with its conditions as a diff tells them."""
    return {**rule, "conditions": [_told(condition) for condition in rule["conditions"]]}


def _told(condition: dict[str, Any]) -> dict[str, list[str]]:
    heading = "all of" if condition["operator"] == "AND" else "any of"
    lines = []
    for operand in condition["operands"]:
        kind = operand["object_type"]
        lines += ["%s is %s" % (kind, entry) for entry in operand.get("objects", ())]
        owner = " of %s" % operand["idp"] if "idp" in operand else ""
        for entry in operand.get("entries", ()):
            lines.append("%s %s%s is %s" % (kind, entry["lhs"], owner, entry["rhs"]))
    return {"NOT (%s)" % heading if condition["negated"] else heading: sorted(lines)}


def with_names(zpa: TestTenant, rule: dict[str, Any]) -> dict[str, Any]:
    """Return a rule with names in the place of ids, and without what tells names apart."""
    names: dict[str, str] = {}
    for path, table in zpa.tenant.tables.items():
        if path not in ("policyRule", "policySet"):
            for entry in table.values():
                for key in ("id", "postureUdid", "networkId"):
                    names[str(entry.get(key))] = str(entry.get("name"))

    def named(value: Any) -> Any:
        if isinstance(value, list):
            # By name the order can be another one than by id.
            return sorted((named(entry) for entry in value), key=str)
        if isinstance(value, dict):
            return {key: named(entry) for key, entry in value.items() if key != "idp"}
        return names.get(value, value) if isinstance(value, str) else value

    return {key: entry if key in ("id", "microtenant_id") else named(entry) for key, entry in rule.items()}


def _subject(policy_type: str, table: Table) -> Subject:
    answers = {**read_form.RULE, **read_form.OF_TYPE.get(policy_type, {})}
    return Subject(
        resource=policy_rule(policy_type),
        key="policy_rule",
        label="%s rule" % policy_type,
        path="policyRule",
        list_path="policySet/rules/policyType/" + POLICY_TYPES[policy_type].wire,
        section=("policy_rules", policy_type),
        where={"policy_type": policy_type},
        prepare=functools.partial(_prepare, policy_type=policy_type),
        fields=tuple(dict.fromkeys((*EVERY, *table.fields))),
        created=("name", "action", *table.created),
        cases=_cases(policy_type, table),
        add=functools.partial(_add, policy_type=policy_type),
        required=table.required,
        answers={key: value for key, value in answers.items() if value is not None},
        worked_out=frozenset(read_form.RULE_WORKED_OUT),
        formerly=frozenset({"action"}),
        shifting=("rule_order",),
        same={"operator": "AND"},
        other={"operator": "OR"},
        creation=4,
        searches=False,
        in_diff=in_diff,
        with_names=with_names,
    )


def _add(zpa: TestTenant, name: str, policy_type: str, **details: Any) -> dict[str, Any]:
    """Add a rule; what the emulator does not know as a part of one is put on it."""
    flags = {key: value for key, value in details.items() if key in FLAGS}
    rest = {key: value for key, value in details.items() if key not in FLAGS}
    return add_rule(zpa, name, policy_type, flags=flags, **rest)


FLAGS = ("restrictedEntity", "readOnly", "zscalerManaged")
POLICY_RULES = tuple(_subject(policy_type, table) for policy_type, table in TABLES.items())
