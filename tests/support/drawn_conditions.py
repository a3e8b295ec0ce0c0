# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions drawn at random, and what the API makes of them."""

from __future__ import annotations

import random
from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition import (
    AND,
    OR,
    Condition,
    Operand,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.conditions import Conditions
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.object_types import CLIENT_TYPES
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import Name
from hypothesis import settings
from hypothesis import strategies as st

from support.randomly import share

Wire = dict[str, Any]
CONDITIONS = Conditions()
thorough = settings(max_examples=share(600))

ids = st.integers(1, 4).map(str)
uuids = st.sampled_from(["2bc09ba7-5f5a-4d3a-8c1e-0c0ffee00001", "2bc09ba7-5f5a-4d3a-8c1e-0c0ffee00002"])
true_or_false = st.sampled_from(["true", "false"])
literals = st.one_of(
    st.sampled_from(["Engineering", "engineering", "ENGINEERING", "a b", "R&D", "x < y", "id", "true", "ß"]),
    st.text().map(Name().decode).filter(lambda text: text and Name().decode(text) == text),
)
LISTED_IDS = (
    "APP",
    "APP_GROUP",
    "BRANCH_CONNECTOR_GROUP",
    "CHROME_POSTURE_PROFILE",
    "CONSOLE",
    "EDGE_CONNECTOR_GROUP",
    "IDP",
    "LOCATION",
    "MACHINE_GRP",
    "PRIVILEGE_PORTAL",
    "USER_PORTAL",
    "WORKLOAD_TAG_GROUP",
)
SIDES: dict[str, tuple[st.SearchStrategy[str], st.SearchStrategy[str]]] = {
    **{object_type: (st.just("id"), ids) for object_type in LISTED_IDS},
    "CLIENT_TYPE": (st.just("id"), st.sampled_from(CLIENT_TYPES)),
    "CHROME_ENTERPRISE": (st.just("managed"), true_or_false),
    "COUNTRY_CODE": (st.sampled_from(["CH", "DE", "US"]), st.just("true")),
    "PLATFORM": (st.sampled_from(["linux", "windows", "mac"]), st.just("true")),
    "POSTURE": (uuids, true_or_false),
    "RISK_FACTOR_TYPE": (st.just("ZIA"), st.sampled_from(["LOW", "HIGH"])),
    "SAML": (ids, literals),
    "SCIM": (ids, literals),
    "SCIM_GROUP": (ids, ids),
    "TRUSTED_NETWORK": (uuids, true_or_false),
}
UNKNOWN = ("NEW_THING", "TEST APP_GROUP")


def operands_of(object_type: str) -> st.SearchStrategy[Operand]:
    left, right = SIDES[object_type]
    return st.tuples(st.just(object_type), left, right).map(lambda sides: Operand(*sides))


known_operands = st.sampled_from(sorted(SIDES)).flatmap(operands_of)
unknown_operands = st.tuples(
    st.sampled_from(UNKNOWN), st.sampled_from(["id", "1", "Some side"]), st.sampled_from(["1", "x"])
).map(lambda sides: Operand(*sides))
any_operands = st.one_of(known_operands, known_operands, unknown_operands)


def sets_of(operands: st.SearchStrategy[Operand]) -> st.SearchStrategy[frozenset[Condition]]:
    condition = st.builds(
        Condition,
        st.sampled_from([AND, OR]),
        st.booleans(),
        st.frozensets(operands, min_size=1, max_size=6),
        st.none(),
    )
    return st.frozensets(condition, max_size=4)


known_sets, any_sets = sets_of(known_operands), sets_of(any_operands)
chances = st.integers(0, 10**6).map(random.Random)


def as_read(body: list[Wire], chance: random.Random) -> list[Wire]:
    """What the API shows of conditions that were written, in another order."""
    shown = []
    for condition in body:
        operands = [
            {**found, **noise(found, chance)} for entry in condition["operands"] for found in unpacked(entry)
        ]
        chance.shuffle(operands)
        entry = {"id": "7", "operator": condition["operator"], "operands": operands, "ruleGid": "8"}
        entry["negated"] = condition.get("negated", False)
        shown.append({**entry, "modifiedTime": "1773370207", "modifiedBy": "9", "creationTime": "1773370207"})
    chance.shuffle(shown)
    return shown


def unpacked(entry: Wire) -> list[Wire]:
    """One operand a value, as the API keeps them."""
    object_type = entry["objectType"]
    if "values" in entry:
        return [{"objectType": object_type, "lhs": "id", "rhs": value} for value in entry["values"]]
    if "entryValues" in entry:
        return [{"objectType": object_type, **pair} for pair in entry["entryValues"]]
    return [entry]


def noise(operand: Wire, chance: random.Random) -> Wire:
    """The keys that an answer has beside what was written, some or all of them."""
    keys = {
        "id": "46277414",
        "conditionId": "46277413",
        "modifiedTime": "1773370207",
        "creationTime": "1773370207",
        "modifiedBy": "9",
        "name": "Somebody",
        "idpId": operand["lhs"] if operand["objectType"] == "SCIM_GROUP" else "5",
        "idpName": "Okta",
    }
    return {key: value for key, value in keys.items() if chance.random() < 0.7}


def one_condition(*operands: Operand, operator: str = OR, negated: bool = False) -> frozenset[Condition]:
    return frozenset((Condition(operator, negated, frozenset(operands)),))


def read(*operands: Wire, **condition: Any) -> frozenset[Condition]:
    return CONDITIONS.decode([{"operator": "OR", **condition, "operands": list(operands)}])
