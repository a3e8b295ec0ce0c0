# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``zpa_policy_rule_info`` lists, and that all of it can be given back."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from support.cases.object_types import OBJECT_TYPE_CASES
from support.policies import BROWSER, CLIENTS, OF_TYPE, add_rule, furnish
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_deception_rule, add_posture_profile, add_scim_group

MICROTENANT = "216196257331290001"
SEARCHED = ("ALLOW", "DENY", "ISOLATE", "BYPASS_ISOLATE")
# Options that results say by id.
BY_ID = ("id", "microtenant_id", "extranet_partner")
EVERY = {
    "id",
    "name",
    "description",
    "enabled",
    "action",
    "rule_order",
    "operator",
    "conditions",
    "custom_msg",
    "device_posture_failure_notification_enabled",
    "policy_type",
    "microtenant_id",
}


def listed(zpa: TestTenant, **options: Any) -> list[dict[str, Any]]:
    result = zpa.run("zpa_policy_rule_info", **options)
    assert result["changed"] is False, result["msg"]
    return result["policy_rules"]


def names(zpa: TestTenant, **options: Any) -> list[str]:
    return [rule["name"] for rule in listed(zpa, **options)]


@pytest.fixture
def rich(zpa: TestTenant) -> TestTenant:
    """Rules of every policy type, about every object type, in whatever form they can have."""
    furnish(zpa)
    for policy_type in POLICY_TYPES:
        add_rule(zpa, "Plain", policy_type)
    for object_type, cases in OBJECT_TYPE_CASES.items():
        operands = [{"objectType": object_type, "lhs": lhs, "rhs": rhs} for lhs, rhs in cases.stored]
        conditions = [{"operator": "AND", "operands": operands}]
        if cases.policy_type in ("access", "isolation"):
            conditions += BROWSER if cases.policy_type == "isolation" else CLIENTS
            conditions = [
                {
                    **entry,
                    "operands": [
                        {"objectType": operand["objectType"], "lhs": "id", "rhs": value}
                        for operand in entry["operands"]
                        for value in operand["values"]
                    ]
                    if "values" in entry["operands"][0]
                    else entry["operands"],
                }
                for entry in conditions
            ]
        add_rule(zpa, "About %s" % object_type, cases.policy_type, conditions=conditions)
    add_rule(
        zpa,
        "Everything",
        action="DENY",
        description="a & b <c>",
        customMsg='"Ask"',
        operator="OR",
        appConnectorGroups=["Zurich", "Paris"],
        appServerGroups=["Paris servers"],
        extranetEnabled=True,
        extranetDTO={
            "zpnErId": zpa.stored("extranet partners A", "extranetResource/partner")["id"],
            "locationDTO": [{"id": "5", "name": "x"}],
        },
        devicePostureFailureNotificationEnabled=True,
        conditions=[{"operator": "AND", "negated": True, "operands": CLIENTS[0]["operands"]}],
    )
    add_rule(zpa, "Profile", "isolation", action="ISOLATE", zpnIsolationProfileId="Contractors")
    add_rule(zpa, "Profile", "inspection", action="INSPECT", zpnInspectionProfileId="inspection profiles C")
    add_rule(zpa, "Edge", "redirection", action="REDIRECT_ALWAYS", serviceEdgeGroups=["Paris edge"])
    add_rule(zpa, "Pool", "credential", credential={"id": ""}, credentialPool="credential pools C")
    add_rule(zpa, "All", "capabilities", privilegedCapabilities={"capabilities": ["FILE_UPLOAD"]})
    add_rule(zpa, "Never", "timeout", reauthTimeout="-1", reauthIdleTimeout="0")
    add_deception_rule(zpa.tenant)
    return zpa


@pytest.mark.parametrize("quirk", ["", "shuffled_conditions", "older_shape", "escaped_text"])
@pytest.mark.parametrize("policy_type", POLICY_TYPES)
def test_what_is_listed_can_be_given_back(rich: TestTenant, policy_type: str, quirk: str) -> None:
    if quirk:
        setattr(rich.tenant.quirks, quirk, True)
    rules = listed(rich, policy_type=policy_type)
    assert rules
    rich.forget()
    for shown in rules:
        result = rich.run("zpa_policy_rule", **shown)
        assert result.get("changed") is False, (shown, result.get("msg") or result["diff"])
    assert rich.writes == []


@pytest.mark.parametrize("policy_type", POLICY_TYPES)
def test_every_policy_type_is_listed_with_its_options(rich: TestTenant, policy_type: str) -> None:
    wanted = EVERY | set(POLICY_TYPES[policy_type].fields)
    for shown in listed(rich, policy_type=policy_type):
        assert set(shown) == wanted
        assert shown["policy_type"] == policy_type


@pytest.mark.parametrize("policy_type", POLICY_TYPES)
def test_every_policy_type_is_listed_with_names(rich: TestTenant, policy_type: str) -> None:
    for shown in listed(rich, policy_type=policy_type):
        told = {key: value for key, value in shown.items() if key not in BY_ID}
        assert "21619625" not in str(told)


@pytest.mark.parametrize("policy_type", POLICY_TYPES)
def test_a_list_reads_each_kind_of_name_once(rich: TestTenant, policy_type: str) -> None:
    rich.forget()
    listed(rich, policy_type=policy_type)
    paths = [entry.path for entry in rich.calls]
    assert len(paths) == len(set(paths))
    assert rich.writes == []


def test_rules_come_in_their_order(zpa: TestTenant) -> None:
    for name in "ABC":
        add_rule(zpa, name)
    add_rule(zpa, "First", position=1)
    found = listed(zpa)
    assert [(rule["name"], rule["rule_order"]) for rule in found] == [
        ("First", 1),
        ("A", 2),
        ("B", 3),
        ("C", 4),
    ]


def test_the_default_rule_is_the_last(zpa: TestTenant) -> None:
    add_rule(zpa, "A", "timeout")
    result = zpa.run("zpa_policy_rule_info", policy_type="timeout")
    assert [rule["name"] for rule in result["policy_rules"]] == ["A", "Default_Rule"]
    assert [facts["default_rule"] for facts in result["metadata"].values()] == [False, True]


def test_restricted_rules_are_told_to_be_ones(zpa: TestTenant) -> None:
    stored = add_deception_rule(zpa.tenant)
    result = zpa.run("zpa_policy_rule_info")
    assert result["metadata"][stored["id"]]["restricted"] is True


class TestChoosing:
    @pytest.fixture
    def access(self, zpa: TestTenant) -> TestTenant:
        add_rule(zpa, "A", object_id="71")
        add_rule(zpa, "B", action="DENY", object_id="72")
        add_rule(zpa, "C", action="REQUIRE_APPROVAL", object_id="73")
        add_rule(zpa, "D", action="DENY", object_id="74")
        add_rule(zpa, "A", object_id="75")
        zpa.forget()
        return zpa

    @pytest.mark.parametrize(
        ("options", "ids"),
        [
            ({"name": "B"}, ["72"]),
            ({"name": " B "}, ["72"]),
            ({"name": "A"}, ["71", "75"]),
            ({"name": "b"}, []),
            ({"id": "73"}, ["73"]),
            ({"id": "4711"}, []),
            ({"id": "73", "name": "C"}, ["73"]),
            ({"id": "73", "name": "D"}, []),
            ({"action": "DENY"}, ["72", "74"]),
            ({"action": "deny"}, ["72", "74"]),
            ({"action": " Allow "}, ["71", "75"]),
            ({"action": "REQUIRE_APPROVAL"}, ["73"]),
            ({"action": "ISOLATE"}, []),
            ({"action": "NONSENSE"}, []),
            ({"action": "DENY", "name": "D"}, ["74"]),
            ({"action": "ALLOW", "name": "D"}, []),
        ],
    )
    def test_finds_what_is_asked_for(
        self, access: TestTenant, options: dict[str, Any], ids: list[str]
    ) -> None:
        result = access.run("zpa_policy_rule_info", **options)
        assert "failed" not in result, result["msg"]
        assert [rule["id"] for rule in result["policy_rules"]] == ids
        assert list(result["metadata"]) == ids

    def test_keeps_the_places_that_the_rules_have(self, access: TestTenant) -> None:
        assert [rule["rule_order"] for rule in listed(access, action="DENY")] == [2, 4]

    @pytest.mark.parametrize(
        ("policy_type", "action"),
        [
            (name, action)
            for name, row in POLICY_TYPES.items()
            for action in row.actions or (OF_TYPE[name]["action"],)
        ],
    )
    def test_asks_the_server_for_documented_actions_only(
        self, zpa: TestTenant, policy_type: str, action: str
    ) -> None:
        furnish(zpa)
        add_rule(zpa, "Plain", policy_type)
        zpa.forget()
        found = listed(zpa, policy_type=policy_type, action=action.lower())
        everything = listed(zpa, policy_type=policy_type)
        assert found == [rule for rule in everything if rule["action"] == action]
        searches = [entry.query["search"] for entry in zpa.calls if "search" in entry.query]
        assert searches == (["action EQ %s" % action] if action in SEARCHED else [])

    @pytest.mark.parametrize("spelling", ["ISOLATION_POLICY", "Isolation", "isolation"])
    def test_takes_any_name_of_a_policy_type(self, zpa: TestTenant, spelling: str) -> None:
        add_rule(zpa, "R", "isolation")
        assert names(zpa, policy_type=spelling) == ["R", "Default_Rule"]

    def test_refuses_a_policy_type_that_is_none(self, zpa: TestTenant) -> None:
        result = zpa.run("zpa_policy_rule_info", policy_type="isolations", id="x", name=" ")
        assert [problem.split(":")[0] for problem in result["problems"]] == ["policy_type", "id", "name"]
        assert zpa.tenant.log == []

    def test_of_a_microtenant_are_its_own(self, zpa: TestTenant) -> None:
        add_rule(zpa, "Ours")
        add_rule(zpa, "Theirs", microtenant_id=MICROTENANT)
        assert names(zpa) == ["Ours"]
        (theirs,) = listed(zpa, microtenant_id=MICROTENANT)
        assert (theirs["name"], theirs["microtenant_id"]) == ("Theirs", MICROTENANT)

    @pytest.mark.parametrize("untold", [None, "", "last"])
    def test_are_in_the_order_of_the_api_where_one_does_not_tell_its_own(
        self, zpa: TestTenant, code_patch: pytest.MonkeyPatch, untold: str | None
    ) -> None:
        for name in "ABC":
            add_rule(zpa, name)
        original = Client.list_all

        def reticent(*words: Any, **keywords: Any) -> list[dict[str, Any]]:
            found = original(*words, **keywords)
            return [{**one, "ruleOrder": untold} if one["name"] == "C" else one for one in found]

        code_patch.setattr(Client, "list_all", reticent)
        assert names(zpa) == ["A", "B", "C"]


def test_conditions_are_shown_in_a_fixed_order(zpa: TestTenant) -> None:
    operands = [{"objectType": "APP", "values": ["SAP", "Jira"]}, {"objectType": "APP", "values": ["Git"]}]
    conditions = [{"operands": operands}, CLIENTS[0]]
    stored = add_rule(zpa, "R", conditions=conditions)
    straight = listed(zpa)[0]["conditions"]
    stored["conditions"].reverse()
    for condition in stored["conditions"]:
        condition["operands"].reverse()
    assert listed(zpa)[0]["conditions"] == straight
    assert straight[0]["operands"] == [{"object_type": "APP", "objects": ["Git", "Jira", "SAP"]}]


def test_names_that_are_not_unique_are_told_so_that_they_can_be_given_back(zpa: TestTenant) -> None:
    furnish(zpa)
    for name in ("Finance", "Sales"):
        add_scim_group(zpa.tenant, "Okta", name)
    for cloud in ("zscalerone", "zscalertwo"):
        add_posture_profile(zpa.tenant, "Twin", cloud, postureUdid="udid-%s" % cloud)
    groups = [group for group in zpa.tenant.table("scimgroup").values() if group["name"] == "Finance"]
    okta = zpa.stored("Okta", "idp")["id"]
    operands = [
        {"objectType": "SCIM_GROUP", "lhs": okta, "rhs": str(group["id"])}
        for group in groups
        if str(group["idpId"]) == okta
    ]
    udid = {"objectType": "POSTURE", "lhs": "udid-zscalertwo", "rhs": "true"}
    add_rule(zpa, "One", conditions=[{"operands": operands[:1]}])
    add_rule(zpa, "Both", conditions=[{"operands": operands}])
    add_rule(zpa, "Posture", conditions=[{"operands": [udid]}])
    zpa.forget()
    for shown in listed(zpa):
        result = zpa.run("zpa_policy_rule", **shown)
        assert result.get("changed") is False, result.get("msg") or result["diff"]
    assert zpa.writes == []


def test_a_name_that_is_not_unique_is_shown_by_id(zpa: TestTenant) -> None:
    furnish(zpa)
    group = add_scim_group(zpa.tenant, "Okta", "Finance")
    operand = {"objectType": "SCIM_GROUP", "lhs": str(group["idpId"]), "rhs": str(group["id"])}
    add_rule(zpa, "R", conditions=[{"operands": [operand]}])
    (shown,) = listed(zpa, name="R")
    assert shown["conditions"][0]["operands"][0]["entries"] == [{"lhs": "Okta", "rhs": str(group["id"])}]


def test_a_name_that_may_not_be_looked_up_is_shown_by_id(zpa: TestTenant) -> None:
    furnish(zpa)
    operand = {"objectType": "SCIM_GROUP", "lhs": "Okta", "rhs": "Finance"}
    stored = add_rule(zpa, "R", conditions=[{"operands": [operand]}])
    zpa.fault("status", "scimgroup", status=403, body={"id": "access.denied"}, times=10)
    result = zpa.run("zpa_policy_rule_info")
    assert "failed" not in result, result["msg"]
    assert stored["conditions"][0]["operands"][0]["rhs"] in str(result["policy_rules"])
