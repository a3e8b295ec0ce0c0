# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The endpoints of policy sets and of their rules."""

from __future__ import annotations

from typing import Any

from .calls import Call, Route
from .conditions import CLIENT_TYPES, PLATFORMS, RISK_SCORES
from .policies import PolicySet

READ = r"GET mgmtconfig/v1/admin "
RULES = READ + r"policySet/rules/policyType/(\w+)"
RULE = r"policySet/(\d+)/rule/(\d+)"
# The vendor's page on access policies writes the path of the bulk reordering without /admin.
ORDER = r"PUT mgmtconfig/v1(?:/admin)? policySet/(\d+)"


def read_set(call: Call, name: str) -> Any:
    return PolicySet.of_type(call.tenant, name, call.microtenant).shown()


def list_rules(call: Call, name: str) -> Any:
    return PolicySet.of_type(call.tenant, name, call.microtenant).page(call.query)


def count_rules(call: Call, name: str) -> Any:
    return {"count": str(len(PolicySet.of_type(call.tenant, name, call.microtenant).rules))}


def list_rules_of_application(call: Call, name: str, application_id: str) -> Any:
    policy_set = PolicySet.of_type(call.tenant, name, call.microtenant)
    return policy_set.page_about("APP", application_id, call.query)


def read_rule(call: Call, set_id: str, rule_id: str) -> Any:
    return _set(call, set_id).get(rule_id)


def create_rule(call: Call, version: str, set_id: str) -> Any:
    return _set(call, set_id).create(call.body, version)


def update_rule(call: Call, version: str, set_id: str, rule_id: str) -> Any:
    return _set(call, set_id).update(rule_id, call.body, version)


def delete_rule(call: Call, set_id: str, rule_id: str) -> Any:
    return _set(call, set_id).delete(rule_id)


def move_rule(call: Call, set_id: str, rule_id: str, position: str) -> Any:
    return _set(call, set_id).move(rule_id, position)


def arrange_rules(call: Call, set_id: str) -> Any:
    return _set(call, set_id).arrange(call.body)


def client_types(call: Call) -> Any:
    return CLIENT_TYPES


def platforms(call: Call) -> Any:
    return PLATFORMS


def risk_scores(call: Call) -> Any:
    known_only = call.query.get("excludeUnknown", "").lower() == "true"
    return [score for score in RISK_SCORES if score != "UNKNOWN" or not known_only]


def _set(call: Call, set_id: str) -> PolicySet:
    return PolicySet.of_id(call.tenant, set_id, call.microtenant)


ROUTES = (
    Route(READ + r"policySet/policyType/(\w+)", read_set),
    Route(RULES, list_rules),
    Route(RULES + r"/count", count_rules),
    Route(RULES + r"/application/(\d+)", list_rules_of_application),
    Route(READ + RULE, read_rule),
    Route(r"POST mgmtconfig/(v[12])/admin policySet/(\d+)/rule", create_rule, 201),
    Route(r"PUT mgmtconfig/(v[12])/admin " + RULE, update_rule, 204),
    Route(r"DELETE mgmtconfig/v1/admin " + RULE, delete_rule, 204),
    Route(ORDER + r"/rule/(\d+)/reorder/([^/]+)", move_rule, 204),
    Route(ORDER + r"/reorder", arrange_rules, 204),
    Route(READ + r"clientTypes", client_types),
    Route(READ + r"platform", platforms),
    Route(r"GET mgmtconfig/v2/admin riskScoreValues", risk_scores),
)
