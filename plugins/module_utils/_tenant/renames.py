# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What objects are called once a configuration is applied. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .._policy.conditions import Conditions, Operand
from .._policy.object_types import OBJECT_TYPES, Named
from .._schema.fields import FieldType, Reference, ReferenceSet, ReferenceTo
from .._schema.resource import Resource

# New names by kind and id.
Renamed = t.Mapping[t.Tuple[str, str], str]


def with_new_names(resource: Resource, values: t.Mapping[str, t.Any], renamed: Renamed) -> dict[str, t.Any]:
    """Return canonical values in which what is renamed goes by its new name, as everybody will see it."""
    if not renamed:
        return dict(values)
    return {name: _renamed(resource.field(name).type, value, renamed) for name, value in values.items()}


def _renamed(type_: FieldType, value: t.Any, renamed: Renamed) -> t.Any:
    if isinstance(type_, ReferenceSet):
        return frozenset(_reference(type_.kind, reference, renamed) for reference in value)
    if isinstance(type_, ReferenceTo) and isinstance(value, Reference):
        return _reference(type_.kind, value, renamed)
    if isinstance(type_, Conditions):
        return frozenset(
            condition._replace(
                operands=frozenset(_operand(operand, renamed) for operand in condition.operands)
            )
            for condition in value
        )
    return value


def _reference(kind: str, reference: Reference, renamed: Renamed) -> Reference:
    return reference._replace(name=renamed.get((kind, reference.id), reference.name))


def _operand(operand: Operand, renamed: Renamed) -> Operand:
    row = OBJECT_TYPES.get(operand.object_type)
    if row and isinstance(row.left, Named):
        key = (row.left.kind, operand.left)
        operand = operand._replace(left_name=renamed.get(key, operand.left_name))
    if row and isinstance(row.right, Named):
        key = (row.right.kind, operand.right)
        operand = operand._replace(right_name=renamed.get(key, operand.right_name))
    return operand
