# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Policy sets, their rules and the order of those. Rules are kept in the v1 form, whichever they came in."""

from __future__ import annotations

import re
from typing import Any

from .answers import Object, escaped, json_object, paged
from .conditions import OBJECT_TYPES, conditions_created, conditions_of, conditions_read, stamped
from .errors import Refusal, invalid, is_restricted, not_found, refuse, refuse_restricted
from .kinds import as_text
from .policy_fields import FIELDS, USUAL, demand_isolation
from .policy_types import BY_NAME, EMBEDDED, NAMED, RULES, SETS
from .references import right_sides
from .resources import shown_inside
from .state import DEFAULT_MICROTENANT, KEEPS, Tenant, change_stamp, microtenant_of, new_stamp

DEFAULT_RULE = "Default_Rule"
SHORTEST_TIMEOUT = 600
FILTER = re.compile(r"action[ +]+EQ[ +]+(\w+)$")
# Keys that a v2 creation answers for rules of every policy type.
SHOWN_BY_V2_CREATION = {
    "extranetEnabled": False,
    "devicePostureFailureNotificationEnabled": False,
    "privilegedCapabilities": {},
    "privilegedPortalCapabilities": {},
}
# The fields of rules of every policy type.
EVERY = ("description", "disabled", "customMsg", "devicePostureFailureNotificationEnabled")
# What a rule holds beside its fields. Any other key came from a seed; updates keep it if they bring it.
KNOWN = (
    "id",
    "modifiedTime",
    "creationTime",
    "modifiedBy",
    "name",
    "action",
    "operator",
    "conditions",
    "defaultRule",
)
NEWER_KEYS = (
    "disabled",
    "extranetEnabled",
    "devicePostureFailureNotificationEnabled",
    "readOnly",
    "zscalerManaged",
)


class PolicySet:
    """One policy set of a tenant: ``stored`` is how it is kept, with the ids of its rules in their order."""

    def __init__(self, tenant: Tenant, stored: Object) -> None:
        self._tenant = tenant
        self._stored = stored
        self._kind = BY_NAME[stored["type"]]

    @classmethod
    def of_type(cls, tenant: Tenant, name: str, microtenant: str | None) -> PolicySet:
        """Return the set of a policy type, made now if this is its first use."""
        kind = BY_NAME.get(name)
        if kind is None:
            raise not_found()
        owner = microtenant or DEFAULT_MICROTENANT
        for stored in tenant.table(SETS).values():
            if (stored["type"], microtenant_of(stored)) == (kind.name, owner):
                return cls(tenant, stored)
        own_place = None if owner == DEFAULT_MICROTENANT else owner
        policy_set = cls(tenant, tenant.add(SETS, {"type": kind.name, "rules": []}, own_place))
        if kind.default_rule:
            policy_set.add({"name": DEFAULT_RULE, **kind.default_rule}, "v1")["defaultRule"] = True
        return policy_set

    @classmethod
    def of_id(cls, tenant: Tenant, set_id: str, microtenant: str | None) -> PolicySet:
        stored = tenant.table(SETS).get(set_id)
        if stored is None or microtenant not in (None, microtenant_of(stored)):
            raise not_found()
        return cls(tenant, stored)

    # -- Reading ---------------------------------------------------------------------------------

    @property
    def ids(self) -> list[str]:
        """The ids of the rules, in their order."""
        return list(self._stored["rules"])

    @property
    def rules(self) -> list[Object]:
        """The rules as they are kept, in their order."""
        return [self._tenant.table(RULES)[rule_id] for rule_id in self._stored["rules"]]

    def shown(self) -> Object:
        kind = self._kind
        hidden = ("type", "rules")
        return {
            **{key: value for key, value in self._stored.items() if key not in hidden},
            "name": kind.set_name,
            "enabled": True,
            "description": kind.set_description,
            "policyType": kind.code,
            "sorted": True,
            **self._microtenant_name(),
        }

    def page(self, query: dict[str, str]) -> Object:
        if not query.get("search"):
            return self._page(self.rules, query)
        match = FILTER.match(query["search"])
        if match is None or match[1] not in (self._kind.filters or self._kind.actions):
            raise refuse("filtering.input.invalid.operand", "The search string is not valid.")
        answer = self._page([rule for rule in self.rules if rule["action"] == match[1]], query)
        if "totalCount" in answer:
            answer["totalCount"] = "0"
        return answer

    def page_about(self, object_type: str, object_id: str, query: dict[str, str]) -> Object:
        """The rules that have an operand about an object."""
        rules = [rule for rule in self.rules if (object_type, object_id) in right_sides(rule)]
        return self._page(rules, query)

    def get(self, rule_id: str) -> Object:
        rule = self._rule(rule_id)
        if not self._tenant.shows(rule):
            raise not_found()
        return self._read(rule)

    # -- Writing ---------------------------------------------------------------------------------

    def create(self, body: Any, version: str) -> Object:
        rule = self.add(body, version)
        self._tenant.made(rule)
        return escaped(self._created(rule, version), self._tenant.quirks)

    def add(self, body: Any, version: str) -> Object:
        """Add a rule after the others but before the default rule, and return it as it is kept."""
        values = self._checked(json_object(body), version, None)
        values["conditions"] = stamped(values["conditions"], new_stamp())
        rule = self._tenant.add(RULES, {"defaultRule": False, **values})
        order = self._stored["rules"]
        order.insert(len(order) - self._has_default_rule, rule["id"])
        self._stored.update(change_stamp())
        return rule

    def update(self, rule_id: str, body: Any, version: str) -> None:
        rule, body = self._rule(rule_id), json_object(body)
        refuse_restricted(rule)
        if str(body.get("id") or rule_id) != rule_id:
            raise invalid("id")
        if self._tenant.quirks.put == KEEPS:
            body, version = _merged(rule, body, version)
        values = self._checked(body, version, rule_id)
        stamp = new_stamp()
        values["conditions"] = stamped(values["conditions"], stamp)
        kept: Object = {key: rule[key] for key in ("id", "creationTime", "defaultRule") if key in rule}
        checked = {*KNOWN, *EVERY, *self._kind.fields}
        unknown = {key: body[key] for key in rule if key in body and key not in checked}
        rule.clear()
        # As recorded, the set does not show when a rule was updated, only when one came, went or moved.
        rule.update({**unknown, **stamp, **kept, **values})

    def delete(self, rule_id: str) -> None:
        rule = self._rule(rule_id)
        refuse_restricted(rule)
        if rule["defaultRule"]:
            reason = "Deletion not allowed for default rule %s" % rule_id
            raise refuse("invalid.resource.argument", reason)
        self._arrange([other for other in self._stored["rules"] if other != rule_id])
        del self._tenant.table(RULES)[rule_id]

    def move(self, rule_id: str, position: str) -> None:
        """Put one rule at a position, counted from 1."""
        rule, order = self._rule(rule_id), self._stored["rules"]
        if rule["defaultRule"]:
            raise _default_rule_stays(rule_id)
        if is_restricted(rule):
            raise _restricted_rule_stays(rule_id)
        if not position.isdecimal() or not 1 <= int(position) <= len(order):
            raise invalid("newOrder")
        wanted = [other for other in order if other != rule_id]
        wanted.insert(int(position) - 1, rule_id)
        self._refuse_displaced(wanted)
        for other_id in wanted[wanted.index(rule_id) :]:
            if wanted != order and is_restricted(self._rule(other_id)):
                raise _restricted_rule_stays(other_id)
        self._arrange(wanted)

    def arrange(self, body: Any) -> None:
        """Give all rules a new order: the list of their ids."""
        if not isinstance(body, list):
            raise refuse("bad.request", "The provided request is invalid")
        wanted, order = [str(rule_id) for rule_id in body], self._stored["rules"]
        if len(wanted) != len(order):
            raise refuse("invalid.resource.argument", "resource input length is not valid")
        for rule_id in wanted:
            if rule_id not in order:
                ids = (rule_id, self._stored["id"])
                reason = "The ruleId: %s does not belong to the policySetId: %s" % ids
                raise refuse("invalid.resource.argument", reason)
        missing = [rule_id for rule_id in order if rule_id not in wanted]
        if missing:
            ids = (", ".join(missing), self._stored["id"])
            raise refuse("missing.rule", "Missing ruleIds: %s from policySet %s" % ids)
        self._refuse_displaced(wanted)
        self._arrange(wanted)

    # -- Helpers ---------------------------------------------------------------------------------

    @property
    def _has_default_rule(self) -> bool:
        order = self._stored["rules"]
        return bool(order) and bool(self._tenant.table(RULES)[order[-1]]["defaultRule"])

    def _microtenant_name(self) -> Object:
        owner = self._stored.get("microtenantId")
        return {"microtenantId": owner, "microtenantName": self._tenant.microtenants[owner]} if owner else {}

    def _rule(self, rule_id: str) -> Object:
        if rule_id not in self._stored["rules"]:
            raise not_found()
        return self._tenant.table(RULES)[rule_id]

    def _arrange(self, wanted: list[str]) -> None:
        self._stored["rules"] = wanted
        self._stored.update(change_stamp())

    def _refuse_displaced(self, wanted: list[str]) -> None:
        """Refuse an order in which a rule that has to stay does not."""
        for rule in self.rules:
            if rule["defaultRule"] and wanted[-1] != rule["id"]:
                raise _default_rule_stays(rule["id"])
        for index, rule in enumerate(self.rules):
            if is_restricted(rule) and wanted[index] != rule["id"]:
                raise _restricted_rule_stays(rule["id"])

    def _page(self, rules: list[Object], query: dict[str, str]) -> Object:
        shown = [rule for rule in rules if self._tenant.shows(rule)]
        return paged(shown, query, self._tenant.quirks, lambda rule: self._read(rule, listed=True))

    def _computed(self, rule: Object) -> Object:
        count, order = len(self._stored["rules"]), self._stored["rules"].index(rule["id"]) + 1
        answer: Object = {
            "ruleOrder": str(order),
            "priority": str(count - order + 1),
            "policyType": self._kind.code,
            "disabled": "0",
            "readOnly": False,
            "zscalerManaged": False,
        }
        return {**answer, "defaultRuleName": DEFAULT_RULE} if self._has_default_rule else answer

    def _read(self, rule: Object, listed: bool = False) -> Object:
        answer = {
            **self._computed(rule),
            "devicePostureFailureNotificationEnabled": False,
            "policySetId": self._stored["id"],
            **rule,
            **self._microtenant_name(),
            "conditions": conditions_read(rule["conditions"], rule["id"], self._tenant),
        }
        if self._kind.name == "ACCESS_POLICY":
            answer.setdefault("extranetEnabled", False)
        for key, embedded in EMBEDDED.items():
            if key in rule:
                answer[key] = shown_inside(self._tenant, embedded.path, rule[key], embedded.keys)
        for key, path in NAMED.items():
            if key in rule:
                found = self._tenant.table(path).get(rule[key]["id"], {})
                answer[key] = {**rule[key], **{name: found[name] for name in ("name",) if name in found}}
        profile = self._tenant.table("inspectionProfile").get(str(rule.get("zpnInspectionProfileId")))
        if profile:
            answer["zpnInspectionProfileName"] = profile["name"]
        if self._tenant.quirks.older_shape:
            answer = _older(answer, listed)
        return escaped(_without_empty(answer), self._tenant.quirks)

    def _created(self, rule: Object, version: str) -> Object:
        answer = {
            **(SHOWN_BY_V2_CREATION if version == "v2" else {}),
            **self._computed(rule),
            **rule,
            "priority": "2" if self._has_default_rule else "1",
            "conditions": conditions_created(rule["conditions"], self._tenant),
        }
        if "microtenantId" in self._stored:
            answer["microtenantId"] = self._stored["microtenantId"]
        for key, embedded in EMBEDDED.items():
            if key in rule:
                answer[key] = [{**embedded.created, **stub} for stub in rule[key]]
        return _without_empty(answer)

    # -- Checking --------------------------------------------------------------------------------

    def _checked(self, body: Object, version: str, rule_id: str | None) -> Object:
        """Return the writable values of a body, refusing wrong ones. Nulls count as absent."""
        given = {key: value for key, value in body.items() if value is not None}
        values: Object = {"name": self._name(given.get("name"), rule_id), "action": self._action(given)}
        values["operator"] = given.get("operator", "AND")
        if values["operator"] not in ("AND", "OR"):
            raise invalid("operator")
        if "appConnectorGroups" not in given and "connectorGroups" in given:
            given["appConnectorGroups"] = given["connectorGroups"]
        for key in (*EVERY, *self._kind.fields):
            if key in given:
                values[key] = FIELDS[key](self._tenant, key, given[key])
        allowed = self._kind.object_types or tuple(OBJECT_TYPES)
        values["conditions"] = conditions_of(given.get("conditions", []), version, allowed, self._tenant)
        owner = microtenant_of(self._stored)
        if str(given.get("microtenantId") or owner) != owner:
            raise invalid("microtenantId")
        if self._kind.name == "ISOLATION_POLICY":
            demand_isolation(values)
        if self._tenant.quirks.undocumented_refused:
            self._refuse_undocumented(values)
        if self._tenant.quirks.own_message and not values.get("customMsg"):
            values["customMsg"] = self._tenant.quirks.own_message
        empty: tuple[Any, ...] = ("", [], {})
        return {key: value for key, value in values.items() if key == "conditions" or value not in empty}

    def _name(self, given: Any, rule_id: str | None) -> str:
        given = as_text(given)
        if not isinstance(given, str) or not given.strip():
            raise invalid("name")
        for rule in self.rules:
            if rule["name"] == self._tenant.tidied(given) and rule["id"] != rule_id:
                raise refuse("resource.already.exist", "Resource with the given name exists already.")
        return self._tenant.tidied(given)

    def _action(self, given: Object) -> str:
        action = given.get("action") or self._kind.default_action
        if not isinstance(action, str) or not action:
            raise invalid("action")
        return action

    def _refuse_undocumented(self, values: Object) -> None:
        """Refuse what no document or client has, although none says that the server refuses it."""
        if values["action"] not in (self._kind.actions or (values["action"],)):
            raise invalid("action")
        operands = [operand for entry in values["conditions"] for operand in entry["operands"]]
        kinds = {operand["objectType"] for operand in operands}
        if kinds & {"POSTURE", "TRUSTED_NETWORK"} and "CLIENT_TYPE" not in kinds:
            raise invalid("conditions")
        for operand in operands:
            accepted = self._kind.client_types or (operand["rhs"],)
            if operand["objectType"] == "CLIENT_TYPE" and operand["rhs"] not in accepted:
                raise invalid("rhs")
        for key in ("reauthTimeout", "reauthIdleTimeout"):
            if 0 < int(values.get(key, 0)) < SHORTEST_TIMEOUT:
                raise invalid(key)
        if self._kind.name in USUAL:
            USUAL[self._kind.name](values)


# -- Small things ----------------------------------------------------------------------------------------


def _without_empty(answer: Object) -> Object:
    """Nothing is shown of an object's conditions that has none."""
    return {key: value for key, value in answer.items() if key != "conditions" or value}


def _merged(rule: Object, body: Object, version: str) -> tuple[Object, str]:
    """Return the body of an update with what it leaves out, and the version of its conditions.

    Of the two credentials, of which a rule has one, the one that is given takes the other's place.
    """
    given = {key: value for key, value in body.items() if value is not None}
    rivals = {"credential": "credentialPool", "credentialPool": "credential"}
    gone = [rival for key, rival in rivals.items() if key in given]
    left = {key: value for key, value in rule.items() if key not in gone}
    return {**left, **given}, version if "conditions" in given else "v1"


def _older(answer: Object, listed: bool) -> Object:
    hidden = (*NEWER_KEYS, "policySetId") if listed else NEWER_KEYS
    shown = {key: value for key, value in answer.items() if key not in hidden}
    if listed and "zpnIsolationProfileId" in shown:
        shown["zpnCbiProfileId"] = shown.pop("zpnIsolationProfileId")
    return {**shown, "restrictedEntity": is_restricted(answer)}


def _default_rule_stays(rule_id: str) -> Refusal:
    return refuse("default.rule.reorder.notallowed", "Reordering not allowed for default rule %s" % rule_id)


def _restricted_rule_stays(rule_id: str) -> Refusal:
    reason = "Rule id %s is a restricted entity and cannot be reordered" % rule_id
    return refuse("invalid.resource.argument", reason)
