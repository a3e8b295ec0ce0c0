# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What another writer can do to a tenant between two requests of a run, as data."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

from support.cases import OBJECTS
from support.exhaustive.fault_scenarios import BY_NAME, CONFIG, CONNECTORS, GROUP, ORDER, RULE, Scenario
from support.policies import add_rule
from support.tenants import TestTenant
from zpa_emulator import Tenant

GROUPS, CONNECTOR_GROUPS, RULES = "segmentGroup", "appConnectorGroup", "policyRule"
OFF, IPV4, DENY = ("enabled", False), ("dnsQueryType", "IPV4"), ("action", "DENY")

# Why a run may undo what others did: an update replaces the whole object as it was read before, or the run
# declares otherwise; of a name both, since a deletion is about the object that had it.
NATURAL, DECLARED, OF_A_NAME = "by nature", "as declared", "of a name"

IsStillSo = Callable[[], bool]


class Duel(NamedTuple):
    """An object that a run is about, and what others can do to it meanwhile.

    ``name``: what it is called before the run, "" if the run creates it. ``wanted``: the name that the run
    gives it, if it does. ``sets``: a wire key that the run sets. ``keeps``: one that it does not set, with
    another value. ``empties``: one that it does not set and that can be missing.
    """

    scenario: Scenario
    path: str
    name: str = ""
    wanted: str = ""
    sets: str = ""
    keeps: tuple[str, Any] | None = None
    empties: str = ""

    @property
    def title(self) -> str:
        return "%s, %s %s" % (self.scenario.name, self.path, self.name or self.wanted)


def _duel(module: str, kind: str, path: str, *more: Any, **details: Any) -> Duel:
    return Duel(BY_NAME["%s %s" % (module, kind)], path, *more, **details)


DUELS = [
    _duel(GROUP, "create", GROUPS, wanted="New"),
    _duel(GROUP, "update", GROUPS, "Finance", sets="description", keeps=OFF),
    _duel(GROUP, "rename", GROUPS, "Finance", "Treasury", keeps=OFF, empties="description"),
    _duel(GROUP, "delete", GROUPS, "Unused", keeps=OFF),
    _duel(CONNECTORS, "create", CONNECTOR_GROUPS, wanted="New"),
    _duel(CONNECTORS, "update", CONNECTOR_GROUPS, "Berlin", sets="description", keeps=IPV4),
    _duel(CONNECTORS, "rename", CONNECTOR_GROUPS, "Berlin", "Potsdam", keeps=IPV4, empties="description"),
    _duel(CONNECTORS, "delete", CONNECTOR_GROUPS, "Unused", keeps=IPV4),
    _duel(RULE, "create with conditions", RULES, wanted="New"),
    _duel(RULE, "create at a place", RULES, wanted="New"),
    _duel(RULE, "update", RULES, "Main", sets="description", keeps=DENY, empties="customMsg"),
    _duel(RULE, "update in the first version", RULES, "Odd", sets="description", keeps=DENY),
    _duel(RULE, "rename", RULES, "Main", "Other", keeps=DENY, empties="customMsg"),
    _duel(RULE, "move", RULES, "Main", keeps=DENY, empties="customMsg"),
    _duel(RULE, "update and move", RULES, "Main", sets="description", keeps=DENY, empties="customMsg"),
    _duel(RULE, "delete", RULES, "Main", keeps=DENY),
    _duel(ORDER, "move one", RULES, "Main", keeps=DENY),
    _duel(ORDER, "reorder", RULES, "Main", keeps=DENY),
    _duel(CONFIG, "reorder", RULES, "Main", keeps=DENY),
    _duel(CONFIG, "mixed", GROUPS, "Finance", "Treasury", sets="description", keeps=OFF),
    _duel(CONFIG, "mixed", GROUPS, "Unused", keeps=OFF),
    _duel(CONFIG, "mixed", CONNECTOR_GROUPS, "Berlin", sets="description", keeps=IPV4),
    _duel(CONFIG, "mixed", RULES, wanted="New"),
    _duel(CONFIG, "mixed", RULES, "Main", sets="description", keeps=DENY, empties="customMsg"),
    _duel(CONFIG, "mixed", RULES, "Odd", keeps=DENY),
]
# Where more than one request lies between the last read of an object and what is written to it, and why.
WIDER = {
    "zpa_segment_group update, segmentGroup Finance": "the new applications are looked up after it is read",
    "zpa_segment_group rename, segmentGroup Finance": "who else has the name is looked up after it is read",
    "zpa_app_connector_group rename, appConnectorGroup Berlin": "the same",
}


class Meddling(NamedTuple):
    """Something that the other writer does.

    ``fits``: whether it can be done in a duel. ``do`` does it to the object with an id, and returns what
    tells later whether it is still so. ``undone``: whether a run may undo it, and why; "" for never.
    ``is_order``: whether it is about the order of rules, and not about the object.
    """

    name: str
    fits: Callable[[Duel], bool]
    do: Callable[[TestTenant, Duel, str], IsStillSo]
    undone: str = ""
    is_order: bool = False


def _writes(values: Callable[[Duel], dict[str, Any]]) -> Callable[[TestTenant, Duel, str], IsStillSo]:
    """Gives keys of the object other values; None takes one away."""

    def do(zpa: TestTenant, duel: Duel, object_id: str) -> IsStillSo:
        table, given = zpa.tenant.table(duel.path), values(duel)
        found = table.get(object_id)
        if found is None:
            return lambda: object_id not in table
        found.update(given)
        for key in [key for key, value in given.items() if value is None]:
            del found[key]
        return lambda: (
            object_id in table and {key: table[object_id].get(key) for key in given} == deepcopy(given)
        )

    return do


def _deletes(zpa: TestTenant, duel: Duel, object_id: str) -> IsStillSo:
    return _take_away(zpa.tenant, duel.path, object_id)


def _deletes_another(zpa: TestTenant, duel: Duel, object_id: str) -> IsStillSo:
    return _take_away(zpa.tenant, RULES, zpa.stored("Web", RULES)["id"])


def _take_away(tenant: Tenant, path: str, object_id: str) -> IsStillSo:
    """Delete an object as the API does, with what belongs to it."""
    table = tenant.table(path)
    table.pop(object_id, None)
    for policy_set in tenant.table("policySet").values():
        policy_set["rules"] = [rule_id for rule_id in policy_set["rules"] if rule_id != object_id]
    for application in tenant.table("application").values():
        if application.get("segmentGroupId") == object_id:
            del application["segmentGroupId"]
    return lambda: object_id not in table


def _creates(zpa: TestTenant, duel: Duel, object_id: str) -> IsStillSo:
    """Makes an object of the wanted name, unless there is one by now."""
    table = zpa.tenant.table(duel.path)
    if any(found["name"] == duel.wanted for found in table.values()):
        return lambda: True
    if duel.path == RULES:
        made = add_rule(zpa, duel.wanted, flags={"theirs": True})
    else:
        (add,) = (subject.add for subject in OBJECTS if subject.path == duel.path)
        made = add(zpa, duel.wanted, theirs=True)
    return lambda: table.get(made["id"], {}).get("theirs") is True


def _adds_another(zpa: TestTenant, duel: Duel, object_id: str) -> IsStillSo:
    made = add_rule(zpa, "Theirs alone")
    before = deepcopy(made)
    return lambda: zpa.tenant.table(RULES).get(made["id"]) == before and made["id"] in access_rules(zpa)


def _reorders(zpa: TestTenant, duel: Duel, object_id: str) -> IsStillSo:
    """Puts the last rule before all others that can be moved, but for those that the run is about."""
    order, rules = access_set(zpa.tenant.tables)["rules"], zpa.tenant.table(RULES)
    others = [key for key in order if key != object_id and rules[key]["name"] != duel.wanted]
    order.remove(others[-1])
    order.insert(1, others[-1])
    wanted = [others[0], others[-1], *others[1:-1]]

    def is_still_so() -> bool:
        now = access_rules(zpa)
        return [key for key in now if key in wanted] == [key for key in wanted if key in now]

    return is_still_so


def access_set(tables: dict[str, dict[str, dict[str, Any]]]) -> dict[str, Any]:
    """The access policy, as the emulator keeps it."""
    return next(found for found in tables["policySet"].values() if found["type"] == "ACCESS_POLICY")


def access_rules(zpa: TestTenant) -> list[str]:
    """The ids of the access rules in their order."""
    return list(access_set(zpa.tenant.tables)["rules"])


def _is_there(duel: Duel) -> bool:
    return bool(duel.name)


def _is_rule(duel: Duel) -> bool:
    return duel.path == RULES


MEDDLINGS = [
    Meddling("renames it", _is_there, _writes(lambda duel: {"name": "Theirs"}), OF_A_NAME),
    Meddling(
        "changes what the run sets",
        lambda duel: bool(duel.sets),
        _writes(lambda duel: {duel.sets: "theirs"}),
        DECLARED,
    ),
    Meddling(
        "changes what the run leaves alone",
        lambda duel: bool(duel.keeps),
        _writes(lambda duel: dict([duel.keeps] if duel.keeps else [])),
        NATURAL,
    ),
    Meddling(
        "empties what the run leaves alone",
        lambda duel: bool(duel.empties),
        _writes(lambda duel: {duel.empties: None}),
        NATURAL,
    ),
    Meddling("adds what nobody knows", _is_there, _writes(lambda duel: {"theirs": {"kept": [1]}}), NATURAL),
    Meddling("deletes it", _is_there, _deletes),
    Meddling("creates one of the wanted name", lambda duel: bool(duel.wanted), _creates),
    Meddling("reorders the rules", _is_rule, _reorders, DECLARED, is_order=True),
    Meddling("adds another rule", _is_rule, _adds_another),
    Meddling("deletes another rule", _is_rule, _deletes_another),
]
