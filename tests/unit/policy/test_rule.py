# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From rules to values and back to bodies."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.plan import (
    fields_not_as_planned,
    plan_present,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition import Condition, Operand
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import (
    POLICY_RULE,
    policy_rule,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import Reference
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.metadata import describe
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.reference_types import (
    DetailedSet,
    ReferenceTo,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import Id

Values = dict[str, Any]
ACCESS, ISOLATION, CREDENTIAL = (policy_rule(name) for name in ("access", "isolation", "credential"))
# As the API shows a rule.
RECORD: Values = {
    "id": "216196257331400001",
    "modifiedTime": "1773370207",
    "creationTime": "1773370207",
    "modifiedBy": "216196257331400002",
    "name": "Finance",
    "description": "R&amp;D",
    "ruleOrder": "2",
    "priority": "4",
    "policyType": "1",
    "policySetId": "216196257331400003",
    "operator": "AND",
    "action": "ALLOW",
    "disabled": "0",
    "defaultRule": False,
    "readOnly": False,
    "zscalerManaged": False,
    "customMsg": " Ask us ",
    "extranetEnabled": False,
    "devicePostureFailureNotificationEnabled": False,
    "appConnectorGroups": [{"id": "1", "name": "Zurich", "enabled": True}],
    "conditions": [
        {
            "id": "5",
            "operator": "OR",
            "negated": False,
            "operands": [
                {"id": "6", "objectType": "APP", "lhs": "id", "rhs": "71", "name": "SAP", "conditionId": "5"},
                {"id": "7", "objectType": "APP", "lhs": "id", "rhs": "72", "name": "Git", "conditionId": "5"},
            ],
            "ruleGid": "216196257331400001",
        }
    ],
    "postActions": {"kept": [1]},
}


def test_a_rule_is_read_as_values() -> None:
    values = ACCESS.decode(RECORD)
    operands = frozenset((Operand("APP", "id", "71"), Operand("APP", "id", "72")))
    assert values["conditions"] == {Condition("OR", False, operands)}
    assert values["app_connector_groups"] == {Reference("1")}
    assert (values["rule_order"], values["description"], values["custom_msg"]) == (2, "R&D", "Ask us")
    assert (values["operator"], values["action"], values["extranet_enabled"]) == ("AND", "ALLOW", False)


def test_what_a_rule_lacks_is_nothing() -> None:
    values = POLICY_RULE.decode({})
    assert values["operator"] == "AND"
    assert values["conditions"] == values["app_connector_groups"] == frozenset()
    assert values["privileged_capabilities"] == values["extranet_locations"] == frozenset()
    assert values["rule_order"] is values["reauth_timeout"] is values["credential"] is None
    assert values["action"] == values["custom_msg"] == ""


def test_an_update_of_nothing_means_the_rule_as_it_is() -> None:
    sent = ACCESS.update_body(RECORD, {})
    assert sent == {
        "name": "Finance",
        "description": "R&D",
        "operator": "AND",
        "action": "ALLOW",
        "customMsg": " Ask us ",
        "extranetEnabled": False,
        "devicePostureFailureNotificationEnabled": False,
        "appConnectorGroups": [{"id": "1"}],
        "conditions": [{"operator": "OR", "operands": [{"objectType": "APP", "values": ["71", "72"]}]}],
        "disabled": "0",
        "defaultRule": False,
        "readOnly": False,
        "zscalerManaged": False,
        "postActions": {"kept": [1]},
    }


@pytest.mark.parametrize("place", [1, 9])
def test_the_place_of_a_rule_is_never_in_a_body(place: int) -> None:
    assert "ruleOrder" not in ACCESS.update_body(RECORD, {"rule_order": place})
    assert "ruleOrder" not in ACCESS.create_body({"name": "x", "rule_order": place}, "")


@pytest.mark.parametrize("key", sorted(POLICY_RULE.read_only))
def test_an_update_never_carries_what_the_api_computes(key: str) -> None:
    assert key not in ACCESS.update_body({**RECORD, key: "x"}, {"name": "new"})


@pytest.mark.parametrize("wire", ["1", 1, True, "true"])
def test_a_rule_that_is_switched_off_is_not_enabled_however_that_is_spelled(wire: Any) -> None:
    record = {**RECORD, "disabled": wire}
    assert ACCESS.decode(record)["enabled"] is False
    assert ACCESS.update_body(record, {"description": "new"})["disabled"] == wire
    assert ACCESS.update_body(record, {"enabled": True})["disabled"] == "0"


@pytest.mark.parametrize("wire", ["0", 0, False, "false", None, ""])
def test_a_rule_is_enabled_unless_it_says_otherwise(wire: Any) -> None:
    assert ACCESS.decode({**RECORD, "disabled": wire})["enabled"] is True
    assert ACCESS.update_body({**RECORD, "disabled": wire}, {"enabled": False})["disabled"] == "1"
    assert POLICY_RULE.decode({})["enabled"] is True


def test_a_new_rule_says_whether_it_is_enabled_only_if_that_is_given() -> None:
    assert "disabled" not in ACCESS.create_body({"name": "x"}, "")
    assert ACCESS.create_body({"name": "x", "enabled": False}, "")["disabled"] == "1"
    assert ACCESS.create_body({"name": "x", "enabled": True}, "")["disabled"] == "0"


def test_what_is_beside_the_words_of_a_set_survives_a_change_of_them() -> None:
    capabilities = policy_rule("capabilities")
    record = {"id": "1", "name": "x", "privilegedCapabilities": {"id": "7", "capabilities": ["FILE_UPLOAD"]}}
    sent = capabilities.update_body(record, {"privileged_capabilities": frozenset(["FILE_DOWNLOAD"])})
    assert sent["privilegedCapabilities"] == {"id": "7", "capabilities": ["FILE_DOWNLOAD"]}


def test_an_update_can_take_the_conditions_away() -> None:
    assert ACCESS.update_body(RECORD, {"conditions": frozenset()})["conditions"] == []
    assert "conditions" not in ACCESS.create_body({"name": "x", "conditions": frozenset()}, "")


def test_an_older_key_of_connector_groups_is_understood() -> None:
    older = {key: value for key, value in RECORD.items() if key != "appConnectorGroups"}
    older["connectorGroups"] = RECORD["appConnectorGroups"]
    assert ACCESS.decode(older)["app_connector_groups"] == {Reference("1")}
    sent = ACCESS.update_body(older, {"app_connector_groups": frozenset((Reference("2"),))})
    assert (sent["appConnectorGroups"], "connectorGroups" in sent) == ([{"id": "2"}], False)


def test_an_older_key_of_the_isolation_profile_is_understood() -> None:
    older = {"id": "1", "name": "x", "zpnCbiProfileId": "7"}
    assert ISOLATION.decode(older)["isolation_profile"] == Reference("7")
    sent = ISOLATION.update_body(older, {"isolation_profile": Reference("8")})
    assert (sent["zpnIsolationProfileId"], "zpnCbiProfileId" in sent) == ("8", False)
    assert ISOLATION.update_body(older, {"description": "d"})["zpnIsolationProfileId"] == "7"


def test_a_credential_that_is_taken_away_is_not_sent() -> None:
    record = {"id": "1", "name": "x", "credential": {"id": "18483", "name": "root"}}
    pool = Reference("9", "Pool")
    sent = CREDENTIAL.update_body(record, {"credential": None, "credential_pool": pool})
    assert (sent["credentialPool"], "credential" in sent) == ({"id": "9"}, False)
    assert CREDENTIAL.update_body(record, {"description": "d"})["credential"] == {"id": "18483"}


def test_metadata_tell_what_no_task_can_set() -> None:
    told = describe(ACCESS, RECORD)
    assert (told["policy_set_id"], told["priority"]) == ("216196257331400003", 4)
    assert (told["default_rule"], told["restricted"]) == (False, False)


@pytest.mark.parametrize("name", sorted(POLICY_TYPES))
@pytest.mark.parametrize("wanted", [{}, {"description": "d"}, {"action": "DENY"}])
def test_an_update_keeps_the_meaning_of_what_is_not_wanted(name: str, wanted: Values) -> None:
    resource = policy_rule(name)
    before = resource.decode(RECORD)
    sent = {**resource.update_body(RECORD, wanted), "ruleOrder": RECORD["ruleOrder"]}
    assert resource.decode(sent) == {**before, **wanted}


# -- what an update has to leave as it is --------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "broken"),
    [
        ({}, []),
        ({"conditions": []}, ["conditions"]),
        ({"action": "DENY"}, ["action"]),
        ({"disabled": "1"}, ["enabled"]),
        ({"appConnectorGroups": []}, ["app_connector_groups"]),
        ({"customMsg": "another writer"}, []),
        ({"description": "old"}, ["description"]),
    ],
)
def test_an_update_that_loses_what_guards_a_rule_is_a_broken_promise(
    found: Values, broken: list[str]
) -> None:
    plan = plan_present(ACCESS, RECORD, {"description": "new"})
    assert fields_not_as_planned(ACCESS, plan, {**RECORD, "description": "new", **found}) == broken


# -- what is inside another object ---------------------------------------------------------------

INNER = Field("partner", "zpnErId", Id(), inside="extranetDTO")
OUTER: Values = {"extranetDTO": {"zpnErId": "7", "other": [1]}, "zpnErId": "9"}


def written(field: Field, value: Any, body: Values) -> Values:
    field.write(body, value)
    return body


@pytest.mark.parametrize(
    ("record", "value"),
    [
        (OUTER, "7"),
        ({}, ""),
        ({"extranetDTO": None}, ""),
        ({"extranetDTO": {}}, ""),
        ({"extranetDTO": ""}, ""),
    ],
)
def test_a_field_can_be_inside_another_object(record: Values, value: str) -> None:
    assert INNER.read(record) == value


def test_what_is_beside_a_field_inside_another_object_stays() -> None:
    body = dict(OUTER)
    assert written(INNER, "8", body) == {"extranetDTO": {"zpnErId": "8", "other": [1]}, "zpnErId": "9"}
    assert OUTER["extranetDTO"]["zpnErId"] == "7"
    assert written(INNER, None, dict(OUTER))["extranetDTO"] == {"other": [1]}
    assert written(INNER, "8", {"extranetDTO": None}) == {"extranetDTO": {"zpnErId": "8"}}


def test_an_object_inside_goes_back_undeclared_as_it_came() -> None:
    body = dict(OUTER)
    INNER.keep(body)
    assert body["extranetDTO"] == OUTER["extranetDTO"]


NAMED_INSIDE = INNER._replace(type=ReferenceTo("extranet_partner"), label="name", echoes=("echo",))


def test_the_name_of_what_is_referred_to_can_be_inside_another_object_too() -> None:
    value = NAMED_INSIDE.read({"extranetDTO": {"zpnErId": "7", "name": "A"}, "name": "B"})
    assert (value.id, value.name) == ("7", "A")


def test_what_follows_from_a_field_inside_goes_with_its_value() -> None:
    body: Values = {"extranetDTO": {"zpnErId": "7", "name": "A", "echo": "x", "other": 1}, "name": "B"}
    written(NAMED_INSIDE, Reference("8"), body)
    assert body == {"extranetDTO": {"zpnErId": "8", "other": 1}, "name": "B"}


# -- sets of which the wire shows more than ids --------------------------------------------------

DETAILED = DetailedSet("extranet_location_group")
GROUPS = [{"id": "1", "name": "A", "more": [7]}, {"id": 2, "enabled": False}]


def test_a_member_that_stays_goes_back_as_it_came() -> None:
    assert DETAILED.again(GROUPS) is GROUPS
    assert DETAILED.instead(GROUPS, [Reference("3"), Reference("1")]) == [GROUPS[0], {"id": "3"}]
    assert DETAILED.instead(GROUPS, [Reference("2")]) == [GROUPS[1]]


@pytest.mark.parametrize("wire", [None, "", []])
def test_where_there_was_none_members_are_ids(wire: Any) -> None:
    assert DETAILED.instead(wire, [Reference("2", "B"), Reference("1")]) == [{"id": "1"}, {"id": "2"}]
    assert DETAILED.beyond(wire) == []


def test_what_no_option_says_of_a_member_is_told() -> None:
    assert DETAILED.beyond(GROUPS) == ["more"]
    assert DETAILED.beyond([{"id": "1", "more": []}, "x"]) == []
    assert DETAILED.beyond("x") == []
