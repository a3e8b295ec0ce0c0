# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever a tenant shows can be given back, whether or not any document has it: that changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.cases import NAMED, Subject
from support.policies import add_rule, furnish, stored_operands
from support.randomly import share
from support.tenants import TestTenant

pytestmark = pytest.mark.generated

Wire = dict[str, Any]

# Operands as no client of today writes them.
OPERANDS: dict[str, list[Wire]] = {
    "a newer object type": [{"objectType": "QUANTUM_STATE", "lhs": "id", "rhs": "entangled"}],
    "a newer object type with pairs": [{"objectType": "MOON_PHASE", "lhs": "full", "rhs": "true"}],
    "a newer object type in both ways": [
        {"objectType": "MOON_PHASE", "lhs": "full", "rhs": "true"},
        {"objectType": "MOON_PHASE", "lhs": "id", "rhs": "7"},
    ],
    "a newer object type with a newer key": [{"objectType": "X1", "lhs": "id", "rhs": "7", "weight": 3}],
    "an object type in small letters": [{"objectType": "test App_group", "lhs": "id", "rhs": "7"}],
    "a newer key": [{"objectType": "CLIENT_TYPE", "lhs": "id", "rhs": "zpn_client_type_zapp", "v": [1]}],
    "no sides": [{"objectType": "WEATHER"}],
    "no sides, but others": [{"objectType": "WEATHER", "range": {"from": "<1>", "to": "5 & 6"}}],
    "no sides of a known type": [{"objectType": "POSTURE"}],
    "one side": [{"objectType": "SAML", "lhs": "4711"}],
    "an empty side": [{"objectType": "SAML", "lhs": "4711", "rhs": ""}],
    "no object type": [{"lhs": "id", "rhs": "7"}],
    "an unusual left side": [
        {"objectType": "APP", "lhs": "name", "rhs": "SAP"},
        {"objectType": "APP", "lhs": "id", "rhs": "4711"},
    ],
    "a newer client type": [{"objectType": "CLIENT_TYPE", "lhs": "id", "rhs": "zpn_client_type_new"}],
    "a newer platform": [{"objectType": "PLATFORM", "lhs": "chromeos", "rhs": "true"}],
    "a platform that is not": [
        {"objectType": "PLATFORM", "lhs": "mac", "rhs": "false"},
        {"objectType": "PLATFORM", "lhs": "ios", "rhs": "true"},
    ],
    "a newer risk": [{"objectType": "RISK_FACTOR_TYPE", "lhs": "CASB", "rhs": "EXTREME"}],
    "a newer kind of browser": [{"objectType": "CHROME_ENTERPRISE", "lhs": "watched", "rhs": "true"}],
    "a country that is none": [{"objectType": "COUNTRY_CODE", "lhs": "EUR", "rhs": "true"}],
    "a posture neither true nor false": [{"objectType": "POSTURE", "lhs": "gone", "rhs": "VERIFIED"}],
    "an object type of another policy type": [{"objectType": "CONSOLE", "lhs": "id", "rhs": "4711"}],
    "several ids in one": [{"objectType": "APP", "lhs": "id", "rhs": "7,8"}],
    "ids that are gone": [
        {"objectType": "SCIM", "lhs": "4711", "rhs": "x"},
        {"objectType": "SCIM_GROUP", "lhs": "4711", "rhs": "4712"},
    ],
    "what looks like what stands for a riddle": [{"objectType": "SAML", "lhs": "?", "rhs": "x"}],
}
# Keys of a rule with what no document allows.
FLAGS: dict[str, tuple[str, Wire]] = {
    "an action": ("access", {"action": "ALLOW_BUT_RECORD"}),
    "no action": ("access", {"action": ""}),
    "an operator": ("access", {"operator": "XOR"}),
    "a short timeout": ("timeout", {"reauthTimeout": "300"}),
    "a timeout in words": ("timeout", {"reauthTimeout": "soon"}),
    "capabilities": ("capabilities", {"privilegedCapabilities": {"capabilities": ["FLY", "FILE_UPLOAD"]}}),
    "both credentials": ("credential", {"credential": {"id": "1"}, "credentialPool": {"id": "2"}}),
    "no name": ("access", {"name": ""}),
}
# Keys of an App Connector group with what no document allows.
OF_GROUPS: dict[str, Wire] = {
    "a time": {"upgradeTimeInSecs": "100"},
    "a day": {"upgradeDay": "SOMEDAY"},
    "an answer of name servers": {"dnsQueryType": "IPV8"},
    "a latitude": {"latitude": "200"},
    "no location": {"location": ""},
    "a long text": {"dcHostingInfo": "x" * 99},
    "an id": {"siteId": "north"},
}


def plant(rule: Wire, operands: list[Wire], operator: str = "OR") -> None:
    """Put a condition on a rule that no client of today would write."""
    numbered = [{"id": str(number), **operand} for number, operand in enumerate(operands, 2)]
    rule["conditions"].append({"id": "1", "operator": operator, "negated": False, "operands": numbered})


def shown_by(zpa: TestTenant, policy_type: str = "access") -> Wire:
    result = zpa.run("zpa_policy_rule_info", policy_type=policy_type)
    assert "failed" not in result, result["msg"]
    return next(rule for rule in result["policy_rules"] if not rule["name"].startswith("Default"))


def changes_nothing(zpa: TestTenant, module: str, options: Wire) -> None:
    for check in (True, False):
        result = zpa.run(module, check, **options)
        assert result.get("changed") is False, result
        assert "warnings" not in result
    assert zpa.writes == []


def gathers_and_changes_nothing(zpa: TestTenant) -> None:
    gathered = zpa.run("zpa_config", state="gathered")
    for state in ("merged", "overridden"):
        changes_nothing(zpa, "zpa_config", {"state": state, "config": gathered["config"]})


@pytest.fixture
def furnished(zpa: TestTenant) -> TestTenant:
    # The emulator drops keys of operands that it does not know, so that reads never show them.
    return furnish(zpa)


@pytest.mark.parametrize("operator", ["OR", "XOR"])
@pytest.mark.parametrize("operands", OPERANDS.values(), ids=OPERANDS.keys())
def test_conditions_of_a_rule(furnished: TestTenant, operands: list[Wire], operator: str) -> None:
    plant(add_rule(furnished, "Main"), operands, operator)
    changes_nothing(furnished, "zpa_policy_rule", shown_by(furnished))
    gathers_and_changes_nothing(furnished)


@pytest.mark.parametrize("operands", OPERANDS.values(), ids=OPERANDS.keys())
def test_conditions_stay_while_others_are_added(furnished: TestTenant, operands: list[Wire]) -> None:
    plant(add_rule(furnished, "Main"), operands)
    rule = shown_by(furnished)
    for condition in rule["conditions"]:
        condition["operands"].append({"object_type": "APP", "entries": [{"lhs": "id", "rhs": "SAP"}]})
    rule["conditions"].append({"operands": [{"object_type": "APP_GROUP", "objects": ["Web apps"]}]})
    result = furnished.run("zpa_policy_rule", True, **rule)
    assert result.get("changed") is True, result["msg"]
    furnished.run("zpa_policy_rule", **rule)
    (write,) = furnished.writes
    sent = str(write.body["conditions"])
    assert furnished.stored("SAP", "application")["id"] in sent
    assert furnished.stored("Web apps", "segmentGroup")["id"] in sent
    for operand in operands:
        kept = {key: value for key, value in operand.items() if key not in ("id", "objectType")}
        assert [value for value in kept.values() if value != "id" and str(value) not in sent] == []


@pytest.mark.parametrize(("policy_type", "flags"), FLAGS.values(), ids=FLAGS.keys())
def test_options_of_a_rule(furnished: TestTenant, policy_type: str, flags: Wire) -> None:
    add_rule(furnished, "Main", policy_type).update(flags)
    rule = shown_by(furnished, policy_type)
    changes_nothing(furnished, "zpa_policy_rule", rule)
    gathers_and_changes_nothing(furnished)


@pytest.mark.parametrize("flags", OF_GROUPS.values(), ids=OF_GROUPS.keys())
def test_options_of_an_app_connector_group(furnished: TestTenant, flags: Wire) -> None:
    furnished.stored("Zurich", "appConnectorGroup").update(flags)
    groups = furnished.run("zpa_app_connector_group_info")["app_connector_groups"]
    (group,) = (group for group in groups if group["name"] == "Zurich")
    changes_nothing(furnished, "zpa_app_connector_group", group)
    gathers_and_changes_nothing(furnished)


@pytest.mark.parametrize("subject", NAMED, ids=str)
def test_an_object_without_a_name(furnished: TestTenant, subject: Subject) -> None:
    nameless = subject.add(furnished, "Nameless")
    nameless.update(dict.fromkeys(("name", subject.resource.field("name").wire), ""))
    (shown,) = (entry for entry in subject.listed(furnished) if not entry["name"])
    changes_nothing(furnished, "zpa_" + subject.key, shown)


words = st.text(st.characters(codec="ascii", exclude_categories=["Cc", "Zs"]), min_size=1, max_size=6)
sides = st.one_of(st.sampled_from(["id", "ID", "true", "?", "", "7", "7,8", "Finance"]), words)
any_operand = st.fixed_dictionaries(
    {"objectType": st.sampled_from(["APP", "PLATFORM", "POSTURE", "SAML", "SCIM_GROUP", "NEWER", "newer "])},
    optional={"lhs": sides, "rhs": sides, "extra": words},
)


@settings(max_examples=share(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(any_operand, min_size=1, max_size=4), st.sampled_from(["AND", "OR", "NOR"]))
def test_any_conditions_of_a_rule(zpa: TestTenant, operands: list[Wire], operator: str) -> None:
    for rule in zpa.run("zpa_policy_rule_info")["policy_rules"]:
        zpa.run("zpa_policy_rule", id=rule["id"], state="absent")
    plant(add_rule(zpa, "Main"), operands, operator)
    zpa.tenant.log.clear()
    changes_nothing(zpa, "zpa_policy_rule", shown_by(zpa))


def test_an_operand_without_sides_can_be_made_again(furnished: TestTenant) -> None:
    stored = add_rule(furnished, "Main")
    plant(stored, OPERANDS["an unusual left side"][:1])
    rule = shown_by(furnished)
    operand = {
        "object_type": "APP",
        "entries": [{"lhs": "?", "rhs": '{"lhs": "name", "objectType": "APP", "rhs": "SAP"}'}],
    }
    assert rule["conditions"][0]["operands"] == [operand]
    furnished.run("zpa_policy_rule", name="Main", state="absent")
    result = furnished.run(
        "zpa_policy_rule", True, name="Again", action="ALLOW", conditions=rule["conditions"]
    )
    assert result["changed"] is True
    assert "is sent as it is, since nobody knows what it means." in str(result["warnings"])


def test_a_newer_object_type_can_be_made_again(furnished: TestTenant) -> None:
    stored = add_rule(furnished, "Main")
    plant(stored, OPERANDS["a newer object type in both ways"])
    rule, before = shown_by(furnished), stored_operands(stored)
    furnished.run("zpa_policy_rule", name="Main", state="absent")
    result = furnished.run("zpa_policy_rule", **{**rule, "id": None})
    assert result.get("changed") is True, result["msg"]
    assert stored_operands(furnished.stored("Main", "policyRule")) == before


class TestAKeyOfAnOperandThatIsNewerThanTheCollection:
    """It is part of what the rule means, and no option has a word for it."""

    @pytest.fixture
    def stored(self, furnished: TestTenant) -> Wire:
        """A rule that is about one application at night."""
        rule = add_rule(furnished, "Main")
        sap = furnished.stored("SAP", "application")["id"]
        plant(
            rule, [{"objectType": "APP", "lhs": "id", "rhs": sap, "name": "SAP", "schedule": "nights only"}]
        )
        return rule

    @staticmethod
    def access(*rules: Wire) -> Wire:
        return {"config": {"policy_rules": {"access": list(rules)}}}

    def exported(self, zpa: TestTenant) -> Wire:
        gathered = zpa.run("zpa_config", state="gathered", kinds=["policy_rules.access"])
        assert "what is said of APP is told as it is" in str(gathered["not_carried"])
        (rule,) = (one for one in gathered["config"]["policy_rules"]["access"] if one["name"] == "Main")
        return dict(rule)

    def test_is_exported_and_made_again(self, furnished: TestTenant, stored: Wire) -> None:
        rule = self.exported(furnished)
        assert "nights only" in str(rule["conditions"])
        furnished.run("zpa_policy_rule", name="Main", state="absent")
        furnished.run("zpa_config", **self.access(rule))
        (operand,) = furnished.writes[-1].body["conditions"][0]["operands"]
        assert operand["schedule"] == "nights only"

    @pytest.mark.parametrize("schedule", [None, "days only"])
    def test_is_missed_where_it_changes(
        self, furnished: TestTenant, stored: Wire, schedule: str | None
    ) -> None:
        rule = self.exported(furnished)
        stored["conditions"][0]["operands"][0]["schedule"] = schedule
        result = furnished.run("zpa_config", True, list_objects=True, **self.access(rule))
        assert [one["standing"] for one in result["objects"] if one["name"] == "Main"] == ["drifted"]

    def test_stays_beside_words_that_say_nothing_of_it(self, furnished: TestTenant, stored: Wire) -> None:
        words: Wire = {"object_type": "APP", "objects": ["SAP"]}
        task: Wire = {"name": "Main", "conditions": [{"operands": [words]}]}
        changes_nothing(furnished, "zpa_policy_rule", task)
        words["objects"] = ["SAP", "Payroll"]
        furnished.run("zpa_policy_rule", **task)
        (write,) = furnished.writes
        told = [operand.get("schedule") for operand in write.body["conditions"][0]["operands"]]
        assert sorted(map(str, told)) == ["None", "nights only"]

    @pytest.mark.parametrize("unset", [None, "", [], False])
    def test_means_nothing_where_nothing_is_set(
        self, furnished: TestTenant, stored: Wire, unset: Any
    ) -> None:
        stored["conditions"][0]["operands"][0]["schedule"] = unset
        operand = {"object_type": "APP", "objects": ["SAP"]}
        assert shown_by(furnished)["conditions"][0]["operands"] == [operand]


class TestAKeyOfAConditionThatIsNewerThanTheCollection:
    @pytest.fixture
    def stored(self, furnished: TestTenant) -> Wire:
        rule = add_rule(furnished, "Main")
        for name in ("SAP", "Payroll"):
            found = furnished.stored(name, "application")["id"]
            plant(rule, [{"objectType": "APP", "lhs": "id", "rhs": found, "name": name}])
        rule["conditions"][0]["weirdCond"] = "z"
        return rule

    def test_stays_while_operands_are_added(self, furnished: TestTenant, stored: Wire) -> None:
        conditions = shown_by(furnished)["conditions"]
        for condition in conditions:
            condition["operands"].append({"object_type": "APP_GROUP", "objects": ["Web apps"]})
        result = furnished.run("zpa_policy_rule", name="Main", conditions=conditions)
        assert result.get("changed") is True, result["msg"]
        (write,) = furnished.writes
        sap = furnished.stored("SAP", "application")["id"]
        kept = {sap in str(condition): condition.get("weirdCond") for condition in write.body["conditions"]}
        assert kept == {True: "z", False: None}
        assert "/v1/" in write.path

    def test_stays_while_another_condition_is_added(self, furnished: TestTenant, stored: Wire) -> None:
        conditions = shown_by(furnished)["conditions"]
        conditions.append({"operands": [{"object_type": "APP", "objects": ["SAP", "Payroll"]}]})
        furnished.run("zpa_policy_rule", name="Main", conditions=conditions)
        (write,) = furnished.writes
        kept = [len(one["operands"]) for one in write.body["conditions"] if one.get("weirdCond") == "z"]
        assert kept == [1]

    def test_is_told_of_an_export_and_of_an_audit(self, furnished: TestTenant, stored: Wire) -> None:
        gathered = furnished.run("zpa_config", state="gathered", kinds=["policy_rules.access"])
        audited = furnished.run("zpa_config", True, config=gathered["config"], list_objects=True)
        told = "policy_rules.access: not managed: conditions[].weirdCond of 'Main'. "
        assert told in str(gathered["not_carried"])
        assert told in str(audited["not_listed"])
