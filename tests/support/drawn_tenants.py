# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tenants of the emulator made of random data, and what must hold of them afterwards."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from zpa_emulator.policies import PolicySet
from zpa_emulator.policy_seeds import add_deception_rule, add_idp, add_look_up
from zpa_emulator.policy_types import POLICY_TYPES

from support.cases import SUBJECTS
from support.drawn_configurations import (
    APPLICATIONS,
    DECEPTION,
    DEFAULT,
    GROUPS,
    KINDS,
    RULES,
    SITES,
    UNKNOWN,
    WIRE_TYPES,
    Case,
)
from support.policies import Id, add_rule, rules_in_order, stored_operands, with_ids
from support.tenants import TestTenant

# What is written of each option that is a plain value.
WIRE = {
    "name": "name",
    "description": "description",
    "enabled": "enabled",
    "upgrade_day": "upgradeDay",
    "dns_query_type": "dnsQueryType",
    "latitude": "latitude",
    "longitude": "longitude",
    "location": "location",
    "action": "action",
    "custom_msg": "customMsg",
    "reauth_timeout": "reauthTimeout",
    "reauth_idle_timeout": "reauthIdleTimeout",
}


def look_up(zpa: TestTenant, path: str, name: str, **more: str) -> str:
    """The id of what has a name."""
    for entry in zpa.tenant.table(path).values():
        if entry["name"] == name and all(str(entry[key]) == value for key, value in more.items()):
            return str(entry["id"])
    raise LookupError("%s %s" % (path, name))


def operands_by_id(zpa: TestTenant, conditions: list[dict[str, Any]]) -> list[Any]:
    """Conditions of options as sets of what is stored."""
    paths = {
        "APP": "application",
        "APP_GROUP": GROUPS,
        "LOCATION": "location/summary",
        "MACHINE_GRP": "machineGroup",
    }

    def sides(operand: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
        kind = operand["object_type"]
        for name in operand.get("objects", ()):
            if kind in ("COUNTRY_CODE", "PLATFORM"):
                yield kind, name, "true"
            else:
                yield kind, "id", look_up(zpa, paths[kind], name) if kind in paths else name
        for pair in operand.get("entries", ()):
            if kind == "SAML":
                yield kind, look_up(zpa, "samlAttribute", pair["lhs"]), pair["rhs"]
            else:
                idp = look_up(zpa, "idp", operand.get("idp", pair["lhs"]))
                if kind == "SCIM":
                    yield kind, look_up(zpa, "scimattribute", pair["lhs"], idpId=idp), pair["rhs"]
                else:
                    yield kind, idp, look_up(zpa, "scimgroup", pair["rhs"], idpId=idp)

    found = {
        (
            entry["operator"],
            entry["negated"],
            frozenset(side for one in entry["operands"] for side in sides(one)),
        )
        for entry in conditions
    }
    return sorted((operator, negated, sorted(operands)) for operator, negated, operands in found)


def in_wire_form(zpa: TestTenant, conditions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Conditions of options as the emulator takes them, in the v1 form."""
    return [
        {
            "operator": operator,
            "negated": negated,
            "operands": [{"objectType": kind, "lhs": left, "rhs": right} for kind, left, right in operands],
        }
        for operator, negated, operands in operands_by_id(zpa, conditions)
    ]


def as_sets(rule: dict[str, Any]) -> list[Any]:
    """The conditions of a stored rule in the same form."""
    found = {
        (operator, negated, frozenset(operands)) for operator, negated, operands in stored_operands(rule)
    }
    return sorted((operator, negated, sorted(operands)) for operator, negated, operands in found)


def furnish(zpa: TestTenant, turned: bool = False) -> None:
    """Add what rules can name but groups and connector groups; ``turned``: under other ids."""
    order: Callable[[list[Any]], list[Any]] = (lambda names: names[::-1]) if turned else list
    zpa.add_application(*order(APPLICATIONS))
    for name in order(["Okta", "Azure"]):
        add_idp(
            zpa.tenant,
            name,
            saml_attributes=order(["Email", "Login"]),
            scim_attributes={key: ["x"] for key in order(["department", "title"])},
            scim_groups=order(["Finance", "Guests"]),
        )
    for letter in order(["A", "B"]):
        add_look_up(zpa.tenant, "machineGroup", "Machines " + letter)
        add_look_up(zpa.tenant, "location/summary", "Location " + letter)


def build(zpa: TestTenant, case: Case) -> TestTenant:
    furnish(zpa)
    for group in case.groups:
        zpa.add_group(**group)
    for site in case.sites:
        wire = {WIRE[key]: value for key, value in site.items() if key in WIRE}
        zpa.add_connector_group(
            **{
                key: str(value) if key in ("latitude", "longitude") else value
                for key, value in wire.items()
                if value != ""
            }
        )
        if site["has_server_group"]:
            zpa.add_server_group(site["name"] + " servers", app_connector_groups=[site["name"]])
    for policy_type in POLICY_TYPES:  # made by the first look, otherwise
        PolicySet.of_type(zpa.tenant, policy_type.name, None)
    for kind in WIRE_TYPES:
        for rule in case.rules.get(kind, ()):
            wire = {WIRE[key]: value for key, value in rule.items() if key in WIRE and value != ""}
            wire = {key: str(value) if key.startswith("reauth") else value for key, value in wire.items()}
            for key in ("app_connector_groups",):
                if key in rule:
                    wire["appConnectorGroups"] = rule[key]
            add_rule(zpa, policy_type=kind, conditions=in_wire_form(zpa, rule.get("conditions", [])), **wire)
    if case.has_deception:
        add_deception_rule(zpa.tenant, action="DENY")
    for path in (GROUPS, SITES, RULES):
        for entry in zpa.tenant.table(path).values():
            entry.update(deepcopy(UNKNOWN))
    zpa.forget()
    return zpa


def resolved(zpa: TestTenant, value: Any) -> Any:
    """A configuration with ids in the place of what stands for them; a rule is sought in its own policy."""
    if isinstance(value, Id):
        path, _colon, kind = value.path.partition(":")
        if not kind:
            return look_up(zpa, path, value.name)
        return rule_named(zpa, kind, value.name)["id"]
    if isinstance(value, dict):
        return {key: resolved(zpa, entry) for key, entry in value.items()}
    return [resolved(zpa, entry) for entry in value] if isinstance(value, list) else with_ids(zpa, value)


def rules_of(zpa: TestTenant, kind: str) -> list[dict[str, Any]]:
    return PolicySet.of_type(zpa.tenant, WIRE_TYPES[kind], None).rules


def rule_named(zpa: TestTenant, kind: str, name: str) -> dict[str, Any]:
    return next(rule for rule in rules_of(zpa, kind) if rule["name"] == name)


def shuffled(zpa: TestTenant, value: Any, dice: random.Random, key: str = "", kind: str = "") -> Any:
    """The same in other words: lists that are sets in another order, some names as ids."""
    if isinstance(value, dict):
        inner = value.get("object_type", kind)
        return {name: shuffled(zpa, entry, dice, name, inner) for name, entry in value.items()}
    if isinstance(value, list):
        found = [shuffled(zpa, entry, dice, key, kind) for entry in value]
        if key in ("conditions", "operands", "objects", "entries", "applications", "app_connector_groups"):
            dice.shuffle(found)
        return found
    if isinstance(value, str) and dice.random() < 0.5:
        path = {
            "applications": "application",
            "app_connector_groups": SITES,
            "objects": {"APP": "application", "APP_GROUP": GROUPS, "MACHINE_GRP": "machineGroup"}.get(kind),
        }.get(key)
        if path:
            return look_up(zpa, path, value)
        if key == "action":
            return value.lower()
    return value


def assert_reached(zpa: TestTenant, case: Case, config: dict[str, Any]) -> None:
    """Check in the tables of the emulator that everything is as declared."""
    for kind, path in KINDS.items():
        for entry in config.get(kind, ()):
            found = _stored(list(zpa.tenant.table(path).values()), entry)
            _assert_as_declared(zpa, entry, found)
            if found and "applications" in entry:
                assert zpa.members(found["name"]) == sorted(entry["applications"])
    for kind, entries in config.get("policy_rules", {}).items():
        rules = rules_of(zpa, kind)
        wanted = []
        for entry in entries:
            found = _stored(rules, entry)
            _assert_as_declared(zpa, entry, found)
            wanted += [found["id"]] if found else []
        assert [rule["id"] for rule in rules if rule["id"] in wanted] == wanted
        names = [rule["name"] for rule in rules]
        assert len(names) == len(set(names))
        if case.has_deception and kind == "access":
            assert names[0] == DECEPTION
        if kind != "access":
            assert names[-1] == DEFAULT


def _stored(records: list[dict[str, Any]], entry: dict[str, Any]) -> dict[str, Any] | None:
    key = "id" if "id" in entry else "name"
    found = [record for record in records if record[key] == entry[key]]
    assert len(found) <= 1
    return found[0] if found else None


def _assert_as_declared(zpa: TestTenant, entry: dict[str, Any], found: dict[str, Any] | None) -> None:
    if entry.get("state") == "absent":
        assert found is None
        return
    assert found is not None
    for option, value in entry.items():
        if option in ("latitude", "longitude"):
            assert float(found[option]) == value
        elif option in WIRE:
            assert found.get(WIRE[option], "") == (
                str(value) if isinstance(value, int) and not isinstance(value, bool) else value
            )
    if "conditions" in entry:
        assert as_sets(found) == operands_by_id(zpa, entry["conditions"])
    if "app_connector_groups" in entry:
        ids = sorted(look_up(zpa, SITES, name) for name in entry["app_connector_groups"])
        assert sorted(one["id"] for one in found.get("appConnectorGroups", ())) == ids


def essence(record: dict[str, Any]) -> dict[str, Any]:
    """A stored object without what every update changes."""
    kept = {key: value for key, value in record.items() if key not in ("modifiedTime", "modifiedBy")}
    for key in ("cityCountry", "countryCode"):
        kept.pop(key, None)
    if "conditions" in kept:
        kept["conditions"] = as_sets(record)
    if "appConnectorGroups" in kept:
        kept["appConnectorGroups"] = sorted(one["id"] for one in record["appConnectorGroups"])
    return kept


def assert_rest_untouched(
    zpa: TestTenant, case: Case, config: dict[str, Any], protect: list[str], before: dict[str, Any]
) -> None:
    """Check that what nobody declares is as it was, or gone where that is what overridden means."""
    lists = [(path, config.get(kind), zpa.tenant.table(path)) for kind, path in KINDS.items()]
    sets = {stored["type"]: stored["rules"] for stored in before["policySet"].values()}
    for kind, wire_type in WIRE_TYPES.items():
        old = {rule_id: before[RULES][rule_id] for rule_id in sets[wire_type]}
        lists.append(
            (
                RULES,
                config.get("policy_rules", {}).get(kind),
                {rule["id"]: rule for rule in rules_of(zpa, kind)},
            )
        )
        _assert_rest(lists.pop()[1], case, protect, old, {rule["id"]: rule for rule in rules_of(zpa, kind)})
    for path, entries, now in lists:
        _assert_rest(entries, case, protect, before[path], now)


def _assert_rest(
    entries: list[dict[str, Any]] | None,
    case: Case,
    protect: list[str],
    old: dict[str, dict[str, Any]],
    now: dict[str, dict[str, Any]],
) -> None:
    extra = {"app_connector_groups": "appConnectorGroups", "conditions": "conditions"}
    for object_id, record in old.items():
        entry = next(
            (
                one
                for one in entries or ()
                if one.get("id", object_id) == object_id and ("id" in one or one["name"] == record["name"])
            ),
            None,
        )
        if entry is None:
            is_spared = record["name"] in (*protect, DECEPTION, DEFAULT) or object_id in protect
            if entries is None or case.options["state"] == "merged" or is_spared:
                assert now[object_id] == record
            else:
                assert object_id not in now
        elif entry.get("state") != "absent":
            declared = {{**WIRE, **extra}.get(option, "") for option in entry}
            was, is_now = essence(record), essence(now[object_id])
            for key in set(was) - declared:
                assert is_now.get(key) == was[key], key


def assert_promises_kept(zpa: TestTenant, plan: list[dict[str, Any]]) -> None:
    """Check that modules that only read show what the plan promised."""
    listed: dict[tuple[str, str], dict[str, Any]] = {}
    for step in plan:
        kind = (step["kind"], step.get("policy_type", ""))
        if step["operation"] == "reorder":
            assert rules_in_order(zpa, step["policy_type"]) == step["after"]["rules"]
            continue
        subject = next(one for one in SUBJECTS if (one.key, one.where.get("policy_type", "")) == kind)
        if kind not in listed:
            listed[kind] = {entry["id"]: entry for entry in subject.listed(zpa)}
        found = listed[kind].get(step["id"])
        if step["operation"] == "delete":
            assert found is None
        else:
            assert found is not None
            told = subject.in_diff(zpa, found)
            for key, promised in step["after"].items():
                # The names in what a rule keeps can be those from before the plan.
                if key != "app_connector_groups" or promised != step["before"].get(key):
                    assert in_any_order(key, told[key]) == in_any_order(key, promised)


def in_any_order(key: str, value: Any) -> Any:
    """Conditions in an order of their own: ids, on which theirs depends, differ from run to run."""
    return sorted(value, key=str) if key == "conditions" else value


def without_order(config: dict[str, Any]) -> dict[str, Any]:
    """What was gathered with the conditions of its rules in an order of their own."""
    rules = config["policy_rules"]
    return {
        **config,
        "policy_rules": {
            kind: [{key: in_any_order(key, value) for key, value in entry.items()} for entry in entries]
            for kind, entries in rules.items()
        },
    }
