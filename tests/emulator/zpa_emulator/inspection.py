# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AppProtection. Custom controls are written with a list of rules, kept and shown with that as a text.

Profiles are written with the ids of controls. By their id they show what these are, in lists how many.
"""

from __future__ import annotations

import json
from typing import Any

from .answers import Object, json_object
from .calls import Call, Route
from .errors import invalid, referenced
from .inspection_catalog import CONTROLS, PREPROCESSORS, VERSIONS, preprocessors_of
from .inspection_rules import CUSTOM_CONTROL, PROFILE
from .policy_types import RULES
from .resources import Resource

ACTIONS = ("PASS", "BLOCK", "REDIRECT")
# What a profile has beside its fields: lists of controls, of which two are looked at.
PREDEFINED, CUSTOM = "predefinedControls", "customControls"
OTHERS = ("predefinedApiControls", "predefinedADPControls", "threatlabzControls", "websocketControls")
SORTS = {"PREDEFINED": "PREDEF_CNTRL_GLOBAL_ACTION", "CUSTOM": "CUSTOM_CNTRL_GLOBAL_ACTION"}
OVERRIDE = "OVERRIDE_ACTION"


class CustomControls(Resource):
    def create(self, body: Any) -> Object:
        """The answer alone shows what was sent of the rules and the action."""
        given = json_object(body)
        answer = super().create(_with_text(given))
        return {**answer, **{key: given[key] for key in ("action", "rules") if given.get(key)}}

    def update(self, object_id: str, body: Any, version: str) -> None:
        given = _with_text(json_object(body))
        known = self._stored(object_id).get("controlRuleJson", "[]")
        if given.get("controlRuleJson") and json.loads(given["controlRuleJson"]) == json.loads(known):
            given["controlRuleJson"] = known
        super().update(object_id, given, version)


def _with_text(body: Object) -> Object:
    """A body with its rules in the text. Recorded: an empty list beside a text leaves that as it is."""
    rules = body.get("rules")
    if rules is None or (not rules and body.get("controlRuleJson")):
        return body
    if not isinstance(rules, list) or not all(map(_is_rule, rules)):
        raise invalid("rules")
    return {**body, "controlRuleJson": json.dumps(rules, separators=(",", ":"))}


def _is_rule(rule: Any) -> bool:
    if not isinstance(rule, dict) or not rule.get("type") or not rule.get("conditions"):
        return False
    sides = [[condition.get(key) for key in ("lhs", "op", "rhs")] for condition in rule["conditions"]]
    return all(isinstance(side, str) and side for condition in sides for side in condition)


class Profiles(Resource):
    def page(self, query: dict[str, str]) -> Object:
        """As in the vendor's examples, a list shows how many controls there are, and none of them."""
        answer = super().page(query)
        hidden = {PREDEFINED, CUSTOM, *OTHERS, "predefinedControlsVersion"}
        for number, entry in enumerate(answer.get("list", ())):
            shown = {key: value for key, value in entry.items() if key not in hidden}
            answer["list"][number] = {**shown, "controlsInfo": _counts(entry)}
        return answer

    def add_controls(self, object_id: str, body: Any) -> None:
        """Add what a partial update has, and change what is there."""
        stored = self._stored(object_id)
        for key in (PREDEFINED, CUSTOM):
            there = {one["id"]: one for one in stored.get(key, ())}
            given = {str(one.get("id")): one for one in json_object(body).get(key) or ()}
            body = {**body, key: list({**there, **given}.values())}
        self.update(object_id, {**stored, **body}, "v1")

    def associate(self, object_id: str, version: str) -> None:
        """Give a profile all controls of a version, each with its action by default."""
        if version not in VERSIONS:
            raise invalid("version")
        stored = self._stored(object_id)
        there = {one["id"]: one for one in stored.get(PREDEFINED, ())}
        of_version = [one for one in CONTROLS.values() if one["version"] == version]
        every = [{"id": one["id"], "action": one["defaultAction"]} for one in of_version]
        controls = [there.get(one["id"], one) for one in every]
        self.update(object_id, {**stored, PREDEFINED: controls, "predefinedControlsVersion": version}, "v1")

    def delete(self, object_id: str, query: dict[str, str] | None = None) -> None:
        self._stored(object_id)
        for rule in self._tenant.table(RULES).values():
            if rule.get("zpnInspectionProfileId") == object_id:
                raise referenced("Rule", rule["name"])
        super().delete(object_id, query)

    def written(self, entry: Object) -> Object:
        """An object with what controls there are: as they were written."""
        return super().written({"paranoiaLevel": "1", "predefinedControlsVersion": VERSIONS[-1], **entry})

    def _shown(self, entry: Object, by_id: bool = False) -> Object:
        answer = super()._shown(entry, by_id)
        tables = {PREDEFINED: CONTROLS, CUSTOM: self._tenant.table(CUSTOM_CONTROL.path)}
        # One that a seed made by its name alone has what no profile does without.
        own = {PREDEFINED: _preprocessors(answer["predefinedControlsVersion"]), **entry}
        for key, table in tables.items():
            if own.get(key):
                answer[key] = [{**table.get(one["id"], {}), **one} for one in own[key]]
        return answer

    def _checked(self, body: Object) -> Object:
        values = super()._checked(body)
        tables = {PREDEFINED: CONTROLS, CUSTOM: self._tenant.table(CUSTOM_CONTROL.path)}
        for key, table in tables.items():
            if body.get(key) is not None:
                values[key] = [_control(key, one, table) for one in _list(key, body[key])]
        values.update((key, _list(key, body[key])) for key in OTHERS if body.get(key) is not None)
        if "globalControlActions" in values and "commonGlobalOverrideActionsConfig" not in values:
            values["commonGlobalOverrideActionsConfig"] = _config(values["globalControlActions"])
        return values

    def _settle(self, values: Object, body: Object, entry: Object | None, owner: str) -> None:
        version = str(values.get("predefinedControlsVersion", VERSIONS[-1]))
        ids = [one["id"] for one in values.get(PREDEFINED, ())]
        # Documented: all the mandatory predefined controls must be passed.
        missing = set(preprocessors_of(version)) - set(ids)
        if missing or any(CONTROLS[one]["version"] != version for one in ids):
            raise invalid(PREDEFINED)
        # Documented: the action of a preprocessor cannot be changed.
        of_group = [one for one in values[PREDEFINED] if CONTROLS[one["id"]]["controlGroup"] == PREPROCESSORS]
        if any(one["action"] != "BLOCK" for one in of_group):
            raise invalid(PREDEFINED)
        actions = values.setdefault("globalControlActions", [])
        said = [action.partition(":")[0] for action in actions]
        actions += ["%s:NONE" % sort for sort in (*SORTS, OVERRIDE) if sort not in said]
        values.setdefault("commonGlobalOverrideActionsConfig", _config(actions))
        super()._settle(values, body, entry, owner)


def _preprocessors(version: str) -> list[Object]:
    return [{"id": one, "action": "BLOCK"} for one in preprocessors_of(version)]


def _list(key: str, given: Any) -> list[Any]:
    if not isinstance(given, list) or not all(isinstance(one, dict) and one.get("id") for one in given):
        raise invalid(key)
    return given


def _control(key: str, given: Object, table: Object) -> Object:
    """What is kept of a control in a profile."""
    object_id, action = str(given["id"]), given.get("action")
    if object_id not in table or action not in ACTIONS:
        raise invalid(key)
    if action == "REDIRECT" and not given.get("actionValue"):
        raise invalid(key)
    value = given.get("actionValue")
    return {"id": object_id, "action": action, **({"actionValue": value} if value else {})}


def _config(actions: list[str]) -> Object:
    """The same as the actions for all, as answers have it beside them."""
    said = dict(action.split(":", 1) for action in actions)
    found = {key: said[sort] for sort, key in SORTS.items() if said.get(sort, "NONE") != "NONE"}
    return {**found, "IS_OVERRIDE_ACTION_%s" % said.get(OVERRIDE, "NONE"): "TRUE"}


def _counts(entry: Object) -> list[Object]:
    counts = {"CUSTOM": len(entry.get(CUSTOM, ())), "PREDEFINED": len(entry.get(PREDEFINED, ()))}
    return [{"controlType": sort, "count": str(count)} for sort, count in counts.items() if count]


def _patch(call: Call, object_id: str) -> None:
    Profiles(call.tenant, PROFILE, None).add_controls(object_id, call.body)


def _associate(call: Call, object_id: str) -> None:
    # A client of others has the version in the body.
    version = call.query.get("version") or (call.body or {}).get("version")
    Profiles(call.tenant, PROFILE, None).associate(object_id, str(version))


_ONE = r"mgmtconfig/v1/admin inspectionProfile/(\d+)"
ROUTES = (
    Route(r"PATCH %s/patch" % _ONE, _patch, status=204),
    Route(r"PUT %s/associateAllPredefinedControls" % _ONE, _associate, status=204),
)
CLASSES: dict[str, type[Resource]] = {CUSTOM_CONTROL.path: CustomControls, PROFILE.path: Profiles}
