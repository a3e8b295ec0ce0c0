# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Operands as options say them, and what they mean on a tenant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.searching import Searching
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition import Condition, Operand
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition_names import ConditionNames
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition_options import (
    Findings,
    draft_conditions,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.conditions import Conditions

from support.tenants import TestTenant

Given = dict[str, Any]
CONDITIONS = Conditions()


class Meant:
    """Operands of one condition resolved against a tenant: what they mean, the problems."""

    def __init__(
        self,
        client: Client,
        *operands: Given,
        present: frozenset[Condition] = frozenset(),
        names: ConditionNames | None = None,
        foresee: Callable[[str], None] | None = None,
    ) -> None:
        if foresee:
            client.read_only, client.warn = True, foresee
        self.names = names or ConditionNames(Searching(client), foresees=True)
        self.problems: list[str] = []
        drafted = draft_conditions([{"operands": list(operands)}], Findings(self.problems, []))
        self.conditions = self.names.resolve(drafted, present, self.problems)
        (condition,) = self.conditions
        self.operands = {tuple(operand)[:3] for operand in condition.operands}

    @property
    def only(self) -> Operand:
        (condition,) = self.conditions
        (operand,) = condition.operands
        return operand


def one_condition(*operands: Operand) -> frozenset[Condition]:
    return frozenset((Condition("OR", False, frozenset(operands)),))


def named(object_type: str, *objects: str, **more: str) -> Given:
    return {"object_type": object_type, "objects": list(objects), **more}


def pair(object_type: str, lhs: str, rhs: str, **more: str) -> Given:
    return {"object_type": object_type, "entries": [{"lhs": lhs, "rhs": rhs}], **more}


def asked(zpa: TestTenant) -> Counter[str]:
    """How often each list was asked for, by the end of its path."""
    return Counter(entry.path.partition(zpa.tenant.customer_id + "/")[2] for entry in zpa.calls)


Ids = Callable[[str, str], str]


def attribute_id(corp: TestTenant, path: str, idp: str, name: str) -> str:
    idp_id = corp.tenant.find("idp", idp)["id"]
    found = [
        entry["id"]
        for entry in corp.tenant.table(path).values()
        if entry["name"] == name and str(entry["idpId"]) == idp_id
    ]
    assert len(found) == 1
    return found[0]


def told(names: ConditionNames, *operands: Operand) -> dict[str, tuple[str, str, str]]:
    """What operands are called: left side, right side, identity provider, by object type."""
    (condition,) = names.told_value(CONDITIONS, one_condition(*operands))
    return {
        operand.object_type: (operand.left_name, operand.right_name, operand.idp_name)
        for operand in condition.operands
    }
