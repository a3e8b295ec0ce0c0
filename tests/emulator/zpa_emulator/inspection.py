# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Custom controls of AppProtection: written with a list of rules, kept and shown with that as a text."""

from __future__ import annotations

import json
from typing import Any

from .answers import Object, json_object
from .errors import invalid
from .inspection_rules import CUSTOM_CONTROL
from .resources import Resource


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


CLASSES: dict[str, type[Resource]] = {CUSTOM_CONTROL.path: CustomControls}
