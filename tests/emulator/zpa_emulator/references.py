# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which rules name an object."""

from __future__ import annotations

from .answers import Object
from .conditions import OBJECT_TYPES, Reference
from .errors import referenced
from .policy_types import EMBEDDED, RULES
from .state import Tenant


def refuse_if_in_rules(tenant: Tenant, path: str, object_id: str) -> None:
    """Refuse the deletion of an object that rules name. ``path``: its resource."""
    kinds = [
        name
        for name, kind in OBJECT_TYPES.items()
        if isinstance(kind.rhs, Reference) and kind.rhs.path == path
    ]
    keys = [key for key, embedded in EMBEDDED.items() if embedded.path == path]
    for rule in tenant.table(RULES).values():
        in_conditions = any((kind, object_id) in right_sides(rule) for kind in kinds)
        in_lists = any(stub["id"] == object_id for key in keys for stub in rule.get(key, ()))
        if in_conditions or in_lists:
            raise referenced("Rule", rule["name"])


def right_sides(rule: Object) -> set[tuple[str, str]]:
    """The object types and the right sides of a rule's operands."""
    return {
        (str(operand.get("objectType")), str(operand.get("rhs")))
        for condition in rule["conditions"]
        for operand in condition["operands"]
    }
