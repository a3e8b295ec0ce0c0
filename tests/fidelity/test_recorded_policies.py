# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Policy rules as they were recorded from the API, request by request.

The recordings are the cassettes TestAccessPolicy*.yaml of zscaler/zscaler-sdk-python, in
tests/integration/zpa/cassettes. Only ids, names and times differ from them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from support.tenants import TestTenant
from support.wire import V1, V2, Wire
from zpa_emulator.policy_seeds import (
    add_idp,
    add_isolation_profile,
    add_policy_rule,
    add_scim_group,
)

GROUPS = ("3251059", "3251058")
STAMP = ("id", "modifiedTime", "creationTime", "modifiedBy")
# What a connector group of a rule shows in the answer to a creation, beside its id.
STUB = {
    "useInDrMode": False,
    "connectorGroupType": "APP",
    "wafDisabled": False,
    "lssAppConnectorGroup": False,
}
CONNECTOR_GROUP = {
    **STUB,
    "enabled": True,
    "description": "Test Connector Group",
    "versionProfileId": "0",
    "overrideVersionProfile": True,
    "location": "San Jose, CA, USA",
    "dnsQueryType": "IPV4_IPV6",
    "cityCountry": "San Jose, US",
    "countryCode": "US",
    "tcpQuickAckApp": True,
    "tcpQuickAckAssistant": True,
    "tcpQuickAckReadAssistant": True,
    "praEnabled": True,
}
# Where it is, which a rule does not show.
SAN_JOSE = {"latitude": "37.33874", "longitude": "-121.8852525", "location": "San Jose, CA, USA"}
SCIM = ("SCIM_GROUP", "{idp}", GROUPS)
EXPORTER = ("CLIENT_TYPE", "id", ("zpn_client_type_exporter",))
BOTH = ("CLIENT_TYPE", "id", ("zpn_client_type_exporter", "zpn_client_type_zapp"))


@dataclass(frozen=True)
class Life:
    """A recorded life of a rule. ``conditions``: object type, left side and right sides of each."""

    policy_type: str
    code: str
    version: str
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...]
    values: dict[str, Any]
    nulls: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    has_default: bool = True
    shown: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return "%s-%s" % (self.policy_type, self.version)


TIMEOUTS = {"action": "RE_AUTH", "reauthTimeout": "3456000", "reauthIdleTimeout": "2592000"}
ISOLATE = {"action": "ISOLATE", "zpnIsolationProfileId": "{profile}"}
LIVES = (
    Life(
        "ACCESS_POLICY",
        "1",
        "v1",
        (SCIM,),
        {"action": "ALLOW", "appConnectorGroups": [{"id": "{connectors}"}]},
        ("customMsg", "ruleOrder"),
        has_default=False,
        shown={"extranetEnabled": False},
    ),
    Life(
        "ACCESS_POLICY",
        "1",
        "v2",
        (BOTH, SCIM),
        {"action": "ALLOW"},
        ("customMsg", "ruleOrder"),
        has_default=False,
        shown={"extranetEnabled": False},
    ),
    Life(
        "CLIENT_FORWARDING_POLICY",
        "4",
        "v1",
        (BOTH,),
        {"action": "INTERCEPT"},
        ("ruleOrder",),
        ("DevTest",),
    ),
    Life(
        "CLIENT_FORWARDING_POLICY",
        "4",
        "v2",
        (BOTH,),
        {"action": "INTERCEPT"},
        ("ruleOrder",),
        ("DevTest",),
    ),
    Life("ISOLATION_POLICY", "5", "v1", (SCIM, EXPORTER), ISOLATE, ("ruleOrder",)),
    Life("ISOLATION_POLICY", "5", "v2", (SCIM, EXPORTER), ISOLATE, ("ruleOrder",)),
    Life("TIMEOUT_POLICY", "2", "v1", (SCIM,), TIMEOUTS),
    Life("TIMEOUT_POLICY", "2", "v2", (BOTH, SCIM), TIMEOUTS, ("customMsg",)),
)
SETS = {
    "ACCESS_POLICY": ("1", "Global_Policy", "The rules in this policy set are executed first."),
    "TIMEOUT_POLICY": ("2", "ReAuth_Policy", "Re-Authentication policies."),
    "CLIENT_FORWARDING_POLICY": ("4", "Bypass_Policy", "Bypass policies."),
    "ISOLATION_POLICY": ("5", "Isolation_Policy", "Isolation policies."),
}


@pytest.fixture(params=[False, True], ids=["legacy", "oneapi"])
def wire(request: pytest.FixtureRequest, zpa: TestTenant) -> Wire:
    return Wire(zpa, request.param)


@pytest.fixture
def ids(zpa: TestTenant) -> dict[str, str]:
    """The ids of what the recorded rules name."""
    idp = add_idp(zpa.tenant, "Okta")
    for group in GROUPS:
        add_scim_group(zpa.tenant, "Okta", "Group " + group, group_id=int(group))
    quick = dict.fromkeys(("tcpQuickAckApp", "tcpQuickAckAssistant", "tcpQuickAckReadAssistant"), True)
    profile = {"overrideVersionProfile": True, "versionProfileId": "0"}
    written = {"description": "Test Connector Group", "praEnabled": True, **quick, **profile, **SAN_JOSE}
    return {
        "idp": idp["id"],
        "profile": add_isolation_profile(zpa.tenant, "BD   SA   Profile")["id"],
        "connectors": zpa.add_connector_group("San Jose", **written)["id"],
    }


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let a second pass when called."""
    now = [1773369860.0]
    monkeypatch.setattr("zpa_emulator.state.time", type("Clock", (), {"time": lambda: now[0]}))

    def tick() -> None:
        now[0] += 1

    return tick


def filled(value: Any, ids: dict[str, str]) -> Any:
    """Return a value with the ids of the tenant in their places."""
    if isinstance(value, dict):
        return {key: filled(entry, ids) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [filled(entry, ids) for entry in value]
    return value.format(**ids) if isinstance(value, str) else value


def as_number(text: str) -> Any:
    """SCIM groups were sent as numbers."""
    return int(text) if text.isdecimal() else text


def written(life: Life, ids: dict[str, str]) -> list[dict[str, Any]]:
    """The conditions as they were sent."""
    conditions = []
    for object_type, lhs, values in life.conditions:
        pairs = [{"lhs": filled(lhs, ids), "rhs": as_number(value)} for value in values]
        operands: list[dict[str, Any]] = [{"objectType": object_type, **pair} for pair in pairs]
        if life.version == "v2":
            form = {"values": list(values)} if lhs == "id" else {"entryValues": pairs}
            operands = [{"objectType": object_type, **form}]
        conditions.append({"operator": "OR", "operands": operands})
    return conditions


def expected(life: Life, ids: dict[str, str], shown: list[dict[str, Any]], rule_id: str = "") -> Any:
    """The conditions as they were answered: read with ``rule_id``, else created. Stamps are taken over."""
    conditions = []
    for (object_type, lhs, values), condition in zip(life.conditions, shown, strict=True):
        operands = []
        for value, operand in zip(values, condition["operands"], strict=True):
            label: dict[str, Any] = {"name": "Okta"} if object_type == "SCIM_GROUP" else {}
            if rule_id:
                by_idp = {"idpId": ids["idp"], "idpName": "Okta"}
                label = {
                    **(by_idp if object_type == "SCIM_GROUP" else {"name": value}),
                    "conditionId": condition["id"],
                }
            sides = {"objectType": object_type, "lhs": filled(lhs, ids), "rhs": value}
            operands.append({**{key: operand[key] for key in STAMP}, **sides, **label})
        end = {"ruleGid": rule_id} if rule_id else {}
        stamp = {key: condition[key] for key in STAMP}
        conditions.append({**stamp, "operator": "OR", "negated": False, "operands": operands, **end})
    return conditions


@pytest.mark.parametrize("life", LIVES, ids=str)
def test_a_rule_lives_as_recorded(wire: Wire, ids: dict[str, str], life: Life, clock: Any) -> None:
    for name in life.before:
        add_policy_rule(wire.zpa.tenant, life.policy_type, name, action="INTERCEPT")
    clock()
    policy_set = wire.get("policySet/policyType/" + life.policy_type)
    path, root = "policySet/%s/rule" % policy_set["id"], {"v1": V1, "v2": V2}[life.version]
    values = {"name": "vcr0001", "description": "As recorded", **filled(life.values, ids)}
    lists = {"appConnectorGroups": [], "appServerGroups": []} if life.policy_type == "ACCESS_POLICY" else {}
    body = {**lists, **values, **dict.fromkeys(life.nulls), "conditions": written(life, ids)}

    created = wire.post(path, body, root)
    stamp = {key: created[key] for key in STAMP}
    order, last = len(life.before) + 1, 2 if life.has_default else 1
    computed = {
        "ruleOrder": str(order),
        "priority": str(last),
        "policyType": life.code,
        "operator": "AND",
        "disabled": "0",
        "defaultRule": False,
        "readOnly": False,
        "zscalerManaged": False,
        **({"defaultRuleName": "Default_Rule"} if life.has_default else {}),
    }
    by_v2 = {
        "extranetEnabled": False,
        "devicePostureFailureNotificationEnabled": False,
        "privilegedCapabilities": {},
        "privilegedPortalCapabilities": {},
    }
    groups = {}
    if "appConnectorGroups" in values:
        groups = {"appConnectorGroups": [{"id": ids["connectors"], **STUB}]}
    assert created == {
        **stamp,
        **values,
        **computed,
        **(by_v2 if life.version == "v2" else {}),
        **groups,
        "conditions": expected(life, ids, created["conditions"]),
    }
    assert all(isinstance(value, str) and value.isdecimal() for value in stamp.values())

    rule_path = "%s/%s" % (path, created["id"])
    read = wire.get(rule_path)
    if groups:
        stored = wire.zpa.tenant.find("appConnectorGroup", "San Jose")
        shown = {**{key: stored[key] for key in STAMP}, "name": "San Jose", **CONNECTOR_GROUP}
        groups = {"appConnectorGroups": [shown]}
    kept = {
        **stamp,
        **values,
        **computed,
        **life.shown,
        **groups,
        "devicePostureFailureNotificationEnabled": False,
        "policySetId": policy_set["id"],
    }
    assert read == {**kept, "conditions": expected(life, ids, created["conditions"], created["id"])}

    clock()
    wire.put(rule_path, {**body, "description": "Updated"}, root)
    listed = wire.get("policySet/rules/policyType/" + life.policy_type)
    count = len(life.before) + last
    assert (listed["totalPages"], listed["totalCount"]) == ("1", str(count))
    assert set(listed) == {"totalPages", "totalCount", "list"}
    updated = listed["list"][order - 1]
    assert updated == {
        **kept,
        "description": "Updated",
        "modifiedTime": str(int(stamp["modifiedTime"]) + 1),
        "conditions": expected(life, ids, updated["conditions"], created["id"]),
    }
    old, new = (
        {entry["id"] for condition in rule["conditions"] for entry in (condition, *condition["operands"])}
        for rule in (read, updated)
    )
    assert not old & new
    assert [rule["ruleOrder"] for rule in listed["list"]] == [str(n + 1) for n in range(count)]
    assert [rule["priority"] for rule in listed["list"]] == [str(count - n) for n in range(count)]

    clock()
    wire.delete(rule_path)
    answer = wire.send("GET", rule_path)
    assert (answer.status_code, answer.json()["id"]) == (404, "resource.not.found")


@pytest.mark.parametrize("name", SETS)
def test_a_policy_set_is_shown_as_recorded(wire: Wire, name: str) -> None:
    code, title, description = SETS[name]
    shown = wire.get("policySet/policyType/" + name)
    assert shown == {
        **{key: shown[key] for key in STAMP},
        "name": title,
        "enabled": True,
        "description": description,
        "policyType": code,
        "sorted": True,
    }
    assert wire.get("policySet/policyType/" + name) == shown


def test_a_policy_set_shows_when_a_rule_came_moved_or_went_but_not_when_it_was_updated(
    zpa: TestTenant, clock: Callable[[], None]
) -> None:
    wire = Wire(zpa)

    def modified() -> str:
        return str(wire.get("policySet/policyType/ACCESS_POLICY")["modifiedTime"])

    path = "policySet/%s" % wire.get("policySet/policyType/ACCESS_POLICY")["id"]
    first, times = wire.post(path + "/rule", {"name": "first", "action": "ALLOW"}), [modified()]
    clock()
    wire.put("%s/rule/%s" % (path, first["id"]), {"name": "first", "action": "DENY"})
    assert modified() == times[-1]
    second = wire.post(path + "/rule", {"name": "second", "action": "ALLOW"})
    times.append(modified())
    clock()
    wire.put("%s/rule/%s/reorder/1" % (path, second["id"]), {})
    times.append(modified())
    clock()
    wire.put(path + "/reorder", [first["id"], second["id"]])
    times.append(modified())
    clock()
    wire.delete("%s/rule/%s" % (path, first["id"]))
    times.append(modified())
    assert times == sorted(set(times))


DEFAULT_RULES = {
    "TIMEOUT_POLICY": {
        "description": "This is the default Timeout Policy rule",
        "action": "RE_AUTH",
        "reauthTimeout": "-1",
        "reauthIdleTimeout": "-1",
        "customMsg": "Your access to private applications has expired",
        "policyType": "2",
    },
    "CLIENT_FORWARDING_POLICY": {
        "description": "This is the default Client Forwarding Policy rule",
        "action": "INTERCEPT",
        "policyType": "4",
    },
    "ISOLATION_POLICY": {
        "description": "This is the default Isolation Policy rule",
        "action": "BYPASS_ISOLATE",
        "policyType": "5",
    },
}


@pytest.mark.parametrize("name", DEFAULT_RULES)
def test_a_default_rule_is_shown_as_recorded(wire: Wire, name: str) -> None:
    (rule,) = wire.get("policySet/rules/policyType/" + name)["list"]
    conditions = rule.pop("conditions", [])
    assert rule == {
        **{key: rule[key] for key in STAMP},
        "name": "Default_Rule",
        **DEFAULT_RULES[name],
        "ruleOrder": "1",
        "priority": "1",
        "operator": "AND",
        "disabled": "0",
        "devicePostureFailureNotificationEnabled": False,
        "policySetId": wire.get("policySet/policyType/" + name)["id"],
        "defaultRuleName": "Default_Rule",
        "defaultRule": True,
        "readOnly": False,
        "zscalerManaged": False,
    }
    operands = [
        (operand["objectType"], operand["rhs"]) for entry in conditions for operand in entry["operands"]
    ]
    wanted = [("CLIENT_TYPE", "zpn_client_type_exporter")] if name == "ISOLATION_POLICY" else []
    assert operands == wanted


def five_rules(wire: Wire) -> tuple[str, list[str]]:
    """The path of the access policy set, and the ids of the five rules that were recorded in it."""
    path = "policySet/%s" % wire.get("policySet/policyType/ACCESS_POLICY")["id"]
    nothing = {"customMsg": None, "ruleOrder": None, "appConnectorGroups": [], "appServerGroups": []}
    body = {"action": "ALLOW", **nothing}
    made = [wire.post(path + "/rule", {"name": "rule %d" % n, **body}) for n in range(1, 6)]
    assert [(rule["ruleOrder"], rule["priority"]) for rule in made] == [(str(n), "1") for n in range(1, 6)]
    assert not any("conditions" in rule for rule in made)
    return path, [rule["id"] for rule in made]


def test_one_by_one_rules_are_reordered_as_recorded(wire: Wire) -> None:
    path, rules = five_rules(wire)
    for number, rule_id in enumerate(rules, 1):
        wire.put("%s/rule/%s/reorder/%d" % (path, rule_id, number), {})
    listed = wire.get("policySet/rules/policyType/ACCESS_POLICY")["list"]
    assert [rule["id"] for rule in listed] == rules


def test_all_rules_are_reordered_at_once_as_recorded(wire: Wire, clock: Callable[[], None]) -> None:
    path, rules = five_rules(wire)
    before = wire.get("policySet/rules/policyType/ACCESS_POLICY")["list"]
    clock()
    wire.put(path + "/reorder", rules[::-1])
    after = wire.get("policySet/rules/policyType/ACCESS_POLICY")["list"]
    moved = {"ruleOrder", "priority"}
    assert [rule["id"] for rule in after] == rules[::-1]
    assert [(rule["ruleOrder"], rule["priority"]) for rule in after] == [
        (str(n), str(6 - n)) for n in range(1, 6)
    ]
    assert [{key: rule[key] for key in rule if key not in moved} for rule in after] == [
        {key: rule[key] for key in rule if key not in moved} for rule in before[::-1]
    ]


def test_times_are_those_of_now(zpa: TestTenant) -> None:
    rule = add_policy_rule(zpa.tenant, "access", "rule")
    assert abs(int(rule["modifiedTime"]) - time.time()) < 5
