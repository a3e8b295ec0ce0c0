# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Log receivers: a configuration and a rule of the log policy inside, which their row of rules cannot say."""

from __future__ import annotations

from typing import Any

from .answers import Object, json_object
from .calls import Call, Route
from .conditions import CLIENT_TYPES, OBJECT_TYPES, UNDOCUMENTED
from .errors import Refusal, invalid
from .policies import PolicySet
from .receiver_rules import INSIDE, LOG_TYPES, RECEIVERS, STAMPS_INSIDE
from .resources import Resource
from .state import BOTH, KEEPS, REPLACES, RULE_AS_READ, RULE_AS_WRITTEN, microtenant_of

CONFIG, RULE, RULE_SHOWN = "config", "policyRuleResource", "policyRule"


class Receivers(Resource):
    """The endpoints of log receivers."""

    def page(self, query: dict[str, str]) -> Object:
        answer = super().page(query)
        if self._tenant.quirks.silent_receiver_lists:
            for shown in answer.get("list", ()):
                for key in (RULE, RULE_SHOWN):
                    shown.pop(key, None)
        return answer

    def create(self, body: Any) -> Object:
        body = json_object(body)
        created = super().create(_flat(body))
        entry = self._tenant.table(RECEIVERS)[created["id"]]
        try:
            self._write_rule(entry, body)
        except Refusal:
            del self._tenant.table(RECEIVERS)[created["id"]]
            raise
        return self._finished(entry, self.written(entry))

    def update(self, object_id: str, body: Any, version: str) -> None:
        body, entry = json_object(body), self._stored(object_id)
        flat = _flat(body)
        if self._tenant.quirks.put == KEEPS and "more" in entry:
            flat["more"] = {**entry["more"], **flat.get("more", {})}
        if body.get(RULE):
            self._refuse_wrong_set(entry, body[RULE])
        super().update(object_id, flat, version)
        self._write_rule(entry, body)

    def delete(self, object_id: str, query: dict[str, str] | None = None) -> None:
        entry = dict(self._stored(object_id))
        super().delete(object_id, query)
        self._drop_rule(entry)

    def _finished(self, entry: Object, answer: Object) -> Object:
        flat = super()._finished(entry, answer)
        config = {key: flat.pop(key) for key in (*STAMPS_INSIDE, *INSIDE) if key in flat}
        # It has an id of its own.
        config = {"id": "72" + entry["id"][2:], **config, **flat.pop("more", {})}
        shown = {key: value for key, value in flat.items() if key != "ruleId"}
        return {**shown, CONFIG: config, **self._rule_shown(entry)}

    # -- The rule of the log policy --------------------------------------------------------------

    def _policy_set(self, entry: Object) -> PolicySet:
        return PolicySet.of_type(self._tenant, "SIEM_POLICY", microtenant_of(entry))

    def _refuse_wrong_set(self, entry: Object, rule: Any) -> None:
        wanted = self._policy_set(entry).shown()["id"]
        if not isinstance(rule, dict) or str(rule.get("policySetId")) != wanted:
            raise invalid("policySetId")

    def _write_rule(self, entry: Object, body: Object) -> None:
        rule, policy_set = body.get(RULE), self._policy_set(entry)
        if not rule:
            if self._tenant.quirks.put == REPLACES:
                self._drop_rule(entry)
            return
        self._refuse_wrong_set(entry, rule)
        own = {**rule, "microtenantId": None}
        if entry.get("ruleId") in policy_set.ids:
            policy_set.update(entry["ruleId"], own, "v2")
        else:
            entry["ruleId"] = policy_set.add(own, "v2")["id"]

    def _drop_rule(self, entry: Object) -> None:
        policy_set = self._policy_set(entry)
        if entry.get("ruleId") in policy_set.ids:
            policy_set.delete(entry["ruleId"])
        entry.pop("ruleId", None)

    def _rule_shown(self, entry: Object) -> Object:
        policy_set = self._policy_set(entry)
        if entry.get("ruleId") not in policy_set.ids:
            return {}
        rule, form = policy_set.get(entry["ruleId"]), self._tenant.quirks.receivers_show
        forms = {}
        if form in (RULE_AS_READ, BOTH):
            forms[RULE_SHOWN] = rule
        if form in (RULE_AS_WRITTEN, BOTH):
            forms[RULE] = {**rule, "conditions": [_in_v2(one) for one in rule.get("conditions", ())]}
        return forms


def _flat(body: Object) -> Object:
    """Return a body with what its configuration has on the outside."""
    config = body.get(CONFIG)
    if not isinstance(config, dict):
        raise invalid(CONFIG)
    outer = {key: value for key, value in body.items() if key not in (CONFIG, RULE, RULE_SHOWN)}
    own = {key: config[key] for key in (*INSIDE, "microtenantId") if key in config}
    more = {key: value for key, value in config.items() if key not in (*INSIDE, *STAMPS_INSIDE, "id")}
    return {**outer, **own, **({"more": more} if more else {})}


def _in_v2(condition: Object) -> Object:
    """Return a condition in the form in which it is written."""
    operands: dict[str, Object] = {}
    for operand in condition["operands"]:
        name = operand["objectType"]
        shown = operands.setdefault(name, {"objectType": name})
        kind = OBJECT_TYPES.get(name, UNDOCUMENTED)
        if operand["lhs"] == "id" and "values" in kind.forms:
            shown.setdefault("values", []).append(operand["rhs"])
        else:
            shown.setdefault("entryValues", []).append({"lhs": operand["lhs"], "rhs": operand["rhs"]})
    return {**condition, "operands": list(operands.values())}


# -- What clients look up --------------------------------------------------------------------------------


def formats(call: Call) -> Object:
    """The templates of one log type, or of each."""
    known = {log_type: templates_of(log_type) for log_type in LOG_TYPES}
    wanted = call.query.get("logType")
    if wanted is None:
        return known
    if wanted not in known:
        raise invalid("logType")
    return known[wanted]


def templates_of(log_type: str) -> Object:
    """The templates that ZPA has for a log type, here short ones."""
    return {
        "csv": '"%s{LogTimestamp:time}","' + log_type + '"\\n',
        "json": '{"LogTimestamp": %j{LogTimestamp:time}, "LogType": "' + log_type + '"}\\n',
        "tsv": "%s{LogTimestamp:time}\\t" + log_type + "\\n",
    }


def client_types(call: Call) -> Object:
    return CLIENT_TYPES


ROUTES = (
    Route(r"GET mgmtconfig/v2/admin lssConfig/logType/formats", formats),
    Route(r"GET mgmtconfig/v2/admin/lssConfig/customers/\d+/clientTypes", client_types),
)
CLASSES: dict[str, type[Resource]] = {RECEIVERS: Receivers}
