# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the vendor's pages say of the order of rules, of those that stay, and of what rules name."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from support.policy_payloads import (
    ALLOW,
    APP,
    APP_GROUP,
    APPLICATIONS_V2,
    DEVICE,
    EXPORTER,
    ISOLATION,
    UNKNOWN,
    filled,
    operands_of,
    rules_path,
    v2,
)
from support.wire import V1, V2, Wire
from zpa_emulator.errors import Refusal
from zpa_emulator.policy_seeds import add_deception_rule
from zpa_emulator.references import refuse_if_in_rules

NO_ADMIN = "mgmtconfig/v1"


# -- Default and restricted rules ------------------------------------------------------------------------


def test_a_default_rule_can_be_changed_but_not_deleted(wire: Wire) -> None:
    path = rules_path(wire, "CLIENT_FORWARDING_POLICY")
    (rule,) = wire.get("policySet/rules/policyType/BYPASS_POLICY")["list"]
    rule_path = "%s/%s" % (path, rule["id"])
    wire.put(rule_path, {**rule, "action": "BYPASS"})
    changed = wire.get(rule_path)
    assert (changed["action"], changed["defaultRule"]) == ("BYPASS", True)
    status, answer = wire.refused("DELETE", rule_path)
    assert (status, answer["reason"]) == (400, "Deletion not allowed for default rule " + rule["id"])


def test_a_rule_of_deception_is_neither_updated_nor_deleted(wire: Wire) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    wire.post(path, ALLOW)
    add_deception_rule(wire.zpa.tenant)
    first, second = wire.get("policySet/rules/policyType/ACCESS_POLICY")["list"]
    assert (first["name"], first["restrictedEntity"], first["readOnly"]) == ("Zscaler Deception", True, True)
    assert ("restrictedEntity" in second, second["readOnly"]) == (False, False)
    for method, body in (("PUT", first), ("DELETE", None)):
        status, answer = wire.refused(method, "%s/%s" % (path, first["id"]), body)
        assert (status, answer["id"]) == (400, "non.restricted.entity.authorization.failed")


def ordered(wire: Wire, policy_type: str, *names: str) -> tuple[str, dict[str, str]]:
    """The path of a set with these rules, and their ids by name, the default rule's among them."""
    path = rules_path(wire, policy_type)
    for name in names:
        wire.post(path, {"name": name, "action": "ALLOW" if policy_type == "ACCESS_POLICY" else "BYPASS"})
    listed = wire.get("policySet/rules/policyType/" + policy_type)["list"]
    return path.removesuffix("/rule"), {rule["name"]: rule["id"] for rule in listed}


def order(wire: Wire, policy_type: str) -> str:
    return " ".join(rule["name"] for rule in wire.get("policySet/rules/policyType/" + policy_type)["list"])


# -- Order -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("root", [V1, NO_ADMIN], ids=["admin", "no admin"])
def test_rules_are_reordered_below_both_paths(wire: Wire, root: str) -> None:
    path, rules = ordered(wire, "ACCESS_POLICY", "a", "b", "c", "d")
    wire.put("%s/rule/%s/reorder/2" % (path, rules["d"]), root=root)
    assert order(wire, "ACCESS_POLICY") == "a d b c"
    wire.put("%s/rule/%s/reorder/4" % (path, rules["a"]), root=root)
    assert order(wire, "ACCESS_POLICY") == "d b c a"
    wire.put(path + "/reorder", [int(rules[name]) for name in "abcd"], root)
    assert order(wire, "ACCESS_POLICY") == "a b c d"


@pytest.mark.parametrize("position", ["0", "-1", "5", "first"])
def test_there_are_no_other_positions_than_those_of_the_rules(wire: Wire, position: str) -> None:
    path, rules = ordered(wire, "ACCESS_POLICY", "a", "b", "c", "d")
    status, answer = wire.refused("PUT", "%s/rule/%s/reorder/%s" % (path, rules["a"], position))
    assert (status, answer["id"]) == (400, "invalid.resource.argument")


# The order that is asked for, by the names of the rules; the answer to it.
TWISTED = {
    "d a b": (None, "resource input length is not valid"),
    "d c b x": (None, "The ruleId: %(x)s does not belong to the policySetId: %(set)s"),
    "d x x x": (None, "The ruleId: %(x)s does not belong to the policySetId: %(set)s"),
    "d c a a": ("missing.rule", "Missing ruleIds: %(b)s from policySet %(set)s"),
    "d d a a": ("missing.rule", "Missing ruleIds: %(b)s, %(c)s from policySet %(set)s"),
    "a d b c": (None, "Rule id %(d)s is a restricted entity and cannot be reordered"),
}


@pytest.mark.parametrize("wanted", TWISTED)
def test_a_wrong_order_of_all_rules_is_refused(wire: Wire, wanted: str) -> None:
    path, rules = ordered(wire, "ACCESS_POLICY", "a", "b", "c")
    rules.update(d=add_deception_rule(wire.zpa.tenant)["id"], x=UNKNOWN, set=path.partition("/")[2])
    error_id, reason = TWISTED[wanted]
    status, answer = wire.refused("PUT", path + "/reorder", [rules[name] for name in wanted.split()])
    assert status == 400
    assert answer == {"id": error_id or "invalid.resource.argument", "reason": reason % rules}
    assert order(wire, "ACCESS_POLICY") == "Zscaler Deception a b c"


def test_an_order_is_a_list(wire: Wire) -> None:
    path, rules = ordered(wire, "ACCESS_POLICY", "a", "b")
    assert wire.refused("PUT", path + "/reorder", {"rules": list(rules.values())})[0] == 400


def test_a_default_rule_stays_the_last(wire: Wire) -> None:
    path, rules = ordered(wire, "CLIENT_FORWARDING_POLICY", "a", "b")
    default = rules["Default_Rule"]
    told = {
        "id": "default.rule.reorder.notallowed",
        "reason": "Reordering not allowed for default rule " + default,
    }
    attempts = (
        ("/reorder", [rules["a"], default, rules["b"]]),
        ("/rule/%s/reorder/1" % default, None),
        ("/rule/%s/reorder/3" % default, None),
        ("/rule/%s/reorder/3" % rules["a"], None),
    )
    for where, body in attempts:
        assert wire.refused("PUT", path + where, body) == (400, told)
    wire.put(path + "/reorder", [rules["b"], rules["a"], default])
    assert order(wire, "CLIENT_FORWARDING_POLICY") == "b a Default_Rule"


def test_nothing_goes_above_a_rule_of_deception(wire: Wire) -> None:
    path, rules = ordered(wire, "ACCESS_POLICY", "a", "b")
    deception = add_deception_rule(wire.zpa.tenant)["id"]
    told = {
        "id": "invalid.resource.argument",
        "reason": "Rule id %s is a restricted entity and cannot be reordered" % deception,
    }
    for rule_id, position in ((rules["b"], 1), (deception, 2), (deception, 1)):
        assert wire.refused("PUT", "%s/rule/%s/reorder/%d" % (path, rule_id, position)) == (400, told)
    wire.put("%s/rule/%s/reorder/2" % (path, rules["b"]))
    assert order(wire, "ACCESS_POLICY") == "Zscaler Deception b a"


IN_RULE = {
    "params": ["Rule", "rule"],
    "id": "resource.referenced",
    "reason": "Resource is being referenced in Rule : rule.",
}

# Resources, the placeholders for ids of theirs, and what names these in a rule.
NAMING: dict[str, tuple[str, dict[str, Any]]] = {
    "segmentGroup": ("<segmentGroupId>", {"conditions": [{"operands": [APP_GROUP]}]}),
    "appConnectorGroup": ("<appConnectorGroupId>", {"appConnectorGroups": [{"id": "<appConnectorGroupId>"}]}),
    "serverGroup": ("<serverGroupId>", {"appServerGroups": [{"id": "<serverGroupId>"}]}),
}


# -- References ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("resource", ["segmentGroup", "appConnectorGroup"])
def test_what_a_rule_names_is_not_deleted(wire: Wire, ids: dict[str, str], resource: str) -> None:
    placeholder, naming = NAMING[resource]
    path, where = rules_path(wire, "ACCESS_POLICY"), "%s/%s" % (resource, ids[placeholder])
    rule_id = wire.post(path, filled({**ALLOW, **naming}, ids))["id"]
    assert wire.refused("DELETE", where) == (400, IN_RULE)
    wire.delete("%s/%s" % (path, rule_id))
    wire.delete(where)


@pytest.mark.parametrize("resource", NAMING)
def test_what_a_rule_names_would_not_be_deleted(wire: Wire, ids: dict[str, str], resource: str) -> None:
    """Server groups are only read so far."""
    placeholder, naming = NAMING[resource]
    refuse_if_in_rules(wire.zpa.tenant, resource, ids[placeholder])
    wire.post(rules_path(wire, "ACCESS_POLICY"), filled({**ALLOW, **naming}, ids))
    with pytest.raises(Refusal) as refusal:
        refuse_if_in_rules(wire.zpa.tenant, resource, ids[placeholder])
    assert (refusal.value.status, refusal.value.body) == (400, IN_RULE)


OLDER_LIST = (
    "id modifiedTime creationTime modifiedBy name description ruleOrder priority policyType operator "
    "conditions action zpnCbiProfileId defaultRule defaultRuleName restrictedEntity"
)
OLDER_CONDITION = "id modifiedTime creationTime modifiedBy operator negated operands"
OLDER_OPERAND = "id creationTime modifiedBy objectType lhs rhs name"


# -- Quirks ----------------------------------------------------------------------------------------------


def test_rules_can_be_shown_as_in_older_examples(wire: Wire, ids: dict[str, str]) -> None:
    wire.zpa.tenant.quirks.older_shape = True
    path = rules_path(wire, "ISOLATION_POLICY")
    body = filled({**ISOLATION, "conditions": [{"operands": [APP]}, EXPORTER]}, ids)
    rule_id = wire.post(path, body)["id"]
    listed = wire.get("policySet/rules/policyType/ISOLATION_POLICY")["list"][0]
    assert set(listed) == set(OLDER_LIST.split())
    assert listed["zpnCbiProfileId"] == ids["<isolationProfileId>"]
    assert set(listed["conditions"][0]) == set(OLDER_CONDITION.split())
    assert set(listed["conditions"][0]["operands"][0]) == set(OLDER_OPERAND.split())
    read = wire.get("%s/%s" % (path, rule_id))
    assert "zpnIsolationProfileId" in read
    assert "policySetId" in read


def test_conditions_can_be_shown_in_another_order(wire: Wire, ids: dict[str, str]) -> None:
    path = rules_path(wire, "ACCESS_POLICY")
    body = filled({**ALLOW, "conditions": [APPLICATIONS_V2, *DEVICE]}, ids)
    body["conditions"][1:] = [v2("CLIENT_TYPE", values=["zpn_client_type_zapp"])["conditions"][0]]
    rule_path = "%s/%s" % (path, wire.post(path, body, V2)["id"])
    straight = wire.get(rule_path)
    wire.zpa.tenant.quirks.shuffled_conditions = True
    shuffled = wire.get(rule_path)
    assert wire.get(rule_path) == shuffled
    kinds = [[entry["objectType"] for entry in condition["operands"]] for condition in shuffled["conditions"]]
    assert kinds == [["CLIENT_TYPE"], ["APP_GROUP", "APP", "APP", "APP"]]
    assert operands_of(shuffled) != operands_of(straight)

    def sorted_up(rule: dict[str, Any]) -> Any:
        rule = copy.deepcopy(rule)
        for condition in rule["conditions"]:
            condition["operands"].sort(key=lambda operand: operand["id"])
        rule["conditions"].sort(key=lambda condition: condition["id"])
        return rule

    assert sorted_up(shuffled) == sorted_up(straight)
