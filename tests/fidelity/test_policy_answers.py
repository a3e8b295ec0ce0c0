# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The answers on the vendor's pages about access and isolation policies, as the model reads them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition import is_faithful
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import policy_rule
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.metadata import describe
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.record import is_default, is_restricted

Rule = dict[str, Any]
ACCESS_SET, ISOLATION_SET = "217246660303020009", "73186051597800308"


def operand(kind: str, left: str, right: str, name: str = "", number: int = 635819, **more: Any) -> Rule:
    label = {"name": name} if name else {}
    stamp = {"id": str(number), "creationTime": "1643242692", "modifiedBy": "217246660303024774"}
    return {**stamp, "objectType": kind, "lhs": left, "rhs": right, **label, **more}


def condition(*operands: Rule, number: int = 635818) -> Rule:
    stamp = {"modifiedTime": "1643242692", "creationTime": "1643242692", "modifiedBy": "217246660303024774"}
    return {"id": str(number), **stamp, "operator": "OR", "negated": False, "operands": list(operands)}


EXPORTER = operand("CLIENT_TYPE", "id", "zpn_client_type_exporter", "zpn_client_type_exporter")
# Each answer with its policy type, what it is about, and what else it says.
ANSWERS: dict[str, tuple[str, Rule, set[tuple[str, str, str]], dict[str, Any]]] = {
    "an access rule of a list": (
        "access",
        {
            "id": "217246660303025578",
            "modifiedTime": "1643242692",
            "modifiedBy": "217246660303024774",
            "name": "Test all access",
            "ruleOrder": "1",
            "priority": "31",
            "policyType": "1",
            "operator": "AND",
            "conditions": [
                condition(
                    operand("APP", "id", "217246660303025577", "TEST-MOCK"),
                    operand("APP", "id", "217246660303025612", "TEST-COPY"),
                    operand("APP", "id", "217246660303025613", "TEST-MOCK2"),
                    operand("APP_GROUP", "id", "217246660303025575", "TEST-MOCK"),
                    operand("APP_GROUP", "id", "217246660303025610", "TEST-COPY"),
                )
            ],
            "action": "ALLOW",
            "customMsg": "TEST access rule",
            "defaultRule": False,
        },
        {
            ("APP", "id", "217246660303025577"),
            ("APP", "id", "217246660303025612"),
            ("APP", "id", "217246660303025613"),
            ("APP_GROUP", "id", "217246660303025575"),
            ("APP_GROUP", "id", "217246660303025610"),
        },
        {"action": "ALLOW", "rule_order": 1, "operator": "AND", "custom_msg": "TEST access rule"},
    ),
    "an access rule with an object type of no document": (
        "access",
        {
            "id": "217246660303025578",
            "name": "Test all access",
            "action": "ALLOW",
            "conditions": [condition(operand("TEST APP_GROUP", "id", "217246660303025615", "TEST_COPY2"))],
        },
        {("TEST APP_GROUP", "id", "217246660303025615")},
        {"action": "ALLOW"},
    ),
    "an access rule without conditions": (
        "access",
        {
            "id": "72057594037928147",
            "modifiedTime": "1690194270",
            "modifiedBy": "72057594037941138",
            "name": "yob",
            "ruleOrder": "1",
            "priority": "1",
            "policyType": "1",
            "operator": "AND",
            "action": "ALLOW",
            "defaultRule": False,
            "restrictedEntity": False,
        },
        set(),
        {"conditions": frozenset(), "description": "", "custom_msg": ""},
    ),
    "a created access rule": (
        "access",
        {
            "id": "72057615512764594",
            "creationTime": "1612289724",
            "modifiedBy": "72057615512764593",
            "name": "PolicyName",
            "description": "Description",
            "ruleOrder": "5",
            "priority": "1",
            "policyType": "1",
            "operator": "AND",
            "action": "ALLOW",
            "customMsg": "MsgString",
            "auditMessage": "string",
        },
        set(),
        {"description": "Description", "rule_order": 5, "custom_msg": "MsgString"},
    ),
    "an isolation rule of a list": (
        "isolation",
        {
            "id": "73186051597800314",
            "name": "Allow all Isolation Policy",
            "ruleOrder": "1",
            "priority": "2",
            "policyType": "5",
            "operator": "AND",
            "conditions": [
                condition(
                    operand("APP", "id", "73186051597798372", "a continuous default"),
                    operand("APP", "id", "73186051597798373", "a continuous none"),
                ),
                condition(EXPORTER, number=28539835),
            ],
            "action": "BYPASS_ISOLATE",
            "defaultRuleName": "Default_Rule",
            "defaultRule": False,
        },
        {
            ("APP", "id", "73186051597798372"),
            ("APP", "id", "73186051597798373"),
            ("CLIENT_TYPE", "id", "zpn_client_type_exporter"),
        },
        {"action": "BYPASS_ISOLATE", "isolation_profile": None},
    ),
    "an isolation rule with the older name of its profile": (
        "isolation",
        {
            "id": "72062453793466810",
            "name": "efaa1916e5d84f7e",
            "description": "86353a14b3b04518",
            "ruleOrder": "1",
            "priority": "2",
            "policyType": "5",
            "operator": "AND",
            "conditions": [
                condition(
                    operand("APP", "id", "72062453793466803", "37f1439584024113"),
                    operand("APP_GROUP", "id", "72062453793466801", "7082377277964324"),
                    EXPORTER,
                )
            ],
            "action": "ISOLATE",
            "zpnCbiProfileId": "72062453793466808",
            "defaultRule": False,
            "defaultRuleName": "Default_Rule",
            "restrictedEntity": False,
        },
        {
            ("APP", "id", "72062453793466803"),
            ("APP_GROUP", "id", "72062453793466801"),
            ("CLIENT_TYPE", "id", "zpn_client_type_exporter"),
        },
        {"action": "ISOLATE", "description": "86353a14b3b04518"},
    ),
    "the default isolation rule": (
        "isolation",
        {
            "id": "73186051597800309",
            "name": "Default_Rule",
            "description": "This is the default Isolation Policy rule",
            "ruleOrder": "2",
            "priority": "1",
            "policyType": "5",
            "operator": "AND",
            "conditions": [condition(EXPORTER)],
            "action": "BYPASS_ISOLATE",
            "defaultRuleName": "Default_Rule",
            "defaultRule": True,
        },
        {("CLIENT_TYPE", "id", "zpn_client_type_exporter")},
        {"rule_order": 2},
    ),
}
answers = pytest.mark.parametrize(
    ("policy_type", "rule", "about", "says"), ANSWERS.values(), ids=ANSWERS.keys()
)


def as_read(conditions: list[Rule]) -> list[Rule]:
    """Conditions in the v1 form in which the API reads what was written in either form."""
    read = []
    for entry in conditions:
        operands = []
        for one in entry["operands"]:
            operands += [operand(one["objectType"], "id", value) for value in one.get("values", ())]
            operands += [operand(one["objectType"], **side(pair)) for pair in one.get("entryValues", ())]
            operands += [one] if "lhs" in one else []
        read.append({**condition(*reversed(operands)), "operator": entry["operator"]})
    return read[::-1]


def side(pair: Rule) -> Rule:
    return {"left": pair["lhs"], "right": pair["rhs"]}


@answers
def test_an_answer_is_read(policy_type: str, rule: Rule, about: set[Any], says: dict[str, Any]) -> None:
    values = policy_rule(policy_type).decode(rule)
    found = {tuple(one)[:3] for entry in values["conditions"] for one in entry.operands}
    assert found == about
    assert {key: values[key] for key in says} == says


@answers
def test_an_answer_goes_round(policy_type: str, rule: Rule, about: set[Any], says: dict[str, Any]) -> None:
    resource = policy_rule(policy_type)
    body = resource.update_body(rule, {"description": "new"})
    back = {**body, "conditions": as_read(body.get("conditions", []))}
    before = resource.decode(rule)
    after = resource.decode({**back, "ruleOrder": rule.get("ruleOrder")})
    assert after == {**before, "description": "new"}


@answers
def test_an_update_carries_nothing_that_the_api_computes(
    policy_type: str, rule: Rule, about: set[Any], says: dict[str, Any]
) -> None:
    body = policy_rule(policy_type).update_body(rule, {"description": "new"})
    computed = {"id", "modifiedTime", "creationTime", "modifiedBy", "priority", "policyType", "ruleOrder"}
    computed |= {"policySetId", "microtenantName"}
    assert not computed & set(body)


@answers
def test_an_answer_is_described(policy_type: str, rule: Rule, about: set[Any], says: dict[str, Any]) -> None:
    facts = describe(policy_rule(policy_type), rule)
    assert facts["default_rule"] is is_default(rule) is (rule["name"] == "Default_Rule")
    assert facts["restricted"] is is_restricted(rule) is False


def test_the_older_name_of_a_profile_is_read_and_written_under_the_newer_one() -> None:
    rule = ANSWERS["an isolation rule with the older name of its profile"][1]
    resource = policy_rule("isolation")
    assert resource.decode(rule)["isolation_profile"].id == "72062453793466808"
    assert resource.update_body(rule, {"description": "new"})["zpnIsolationProfileId"] == "72062453793466808"


def test_an_object_type_of_no_document_goes_back_as_it_came() -> None:
    rule = ANSWERS["an access rule with an object type of no document"][1]
    assert not is_faithful(rule["conditions"])
    body = policy_rule("access").update_body(rule, {"description": "new"})
    assert body["conditions"][0]["operands"] == [
        {"objectType": "TEST APP_GROUP", "lhs": "id", "rhs": "217246660303025615"}
    ]
