# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All conditions of a policy rule: compared, and written in either form of the wire. Pure, private."""

from __future__ import annotations

import json
import operator
import typing as t
from collections import Counter

from .._client.forms import texts_in
from .._schema.field_type import ANY_KIND, NOTHING_SET, Change, FieldType, Reference
from .condition import (
    COMPUTED_INSIDE,
    COMPUTED_OF_CONDITION,
    IDP,
    NO_OPTION,
    NO_TYPE,
    OR,
    Condition,
    Operand,
    is_condition,
    is_faithful,
    read_condition,
    rest_of,
    without_keys,
)
from .condition_words import as_options, condition_heading, nameless, operand_line, operand_order, types_in
from .object_types import OBJECT_TYPES, Named


class Conditions(FieldType):
    """The conditions of a rule. The API shows them in the v1 form, whichever they were written in."""

    option: t.ClassVar[dict[str, t.Any]] = {
        "type": "list",
        "elements": "dict",
        "options": {
            "operator": {"type": "str", "default": OR},
            "negated": {"type": "bool", "default": False},
            "operands": {
                "type": "list",
                "elements": "dict",
                "options": {
                    "object_type": {"type": "str"},
                    "objects": {"type": "list", "elements": "str", "aliases": ["values"]},
                    "entries": {
                        "type": "list",
                        "elements": "dict",
                        "aliases": ["entry_values"],
                        "options": {"lhs": {"type": "str"}, "rhs": {"type": "str"}},
                    },
                    "idp": {"type": "str"},
                },
            },
        },
    }

    form = "a list of conditions"
    kinds = tuple(
        sorted(
            {
                side.kind
                for row in OBJECT_TYPES.values()
                for side in (row.left, row.right)
                if isinstance(side, Named)
            }
        )
    )

    def has_form(self, wire: t.Any) -> bool:
        return wire == "" or (isinstance(wire, list) and all(map(is_condition, wire)))

    def decode(self, wire: t.Any) -> frozenset[Condition]:
        found = [read_condition(entry) for entry in wire or () if isinstance(entry, dict)]
        return frozenset(condition for condition in found if condition.operands)

    def accept(self, option: t.Iterable[Condition]) -> frozenset[Condition]:
        return frozenset(option)

    def encode(self, value: t.Iterable[Condition]) -> list[dict[str, t.Any]]:
        """Return the v2 form, or the v1 form where something is unknown, which v2 might not say."""
        conditions = sorted(value, key=_order)
        write = _in_v2 if all(is_known(condition) for condition in conditions) else _in_v1
        return [
            {
                **(condition.rest or {}),
                "operator": condition.operator,
                **({"negated": True} if condition.negated else {}),
                "operands": write(sorted(condition.operands, key=operand_order)),
            }
            for condition in conditions
        ]

    def again(self, wire: t.Any) -> list[dict[str, t.Any]]:
        """Return conditions that stay, in the v1 form as they came where the v2 form would lose something."""
        if is_faithful(wire):
            return self.encode(self.decode(wire))
        return [
            {
                **without_keys(entry, COMPUTED_OF_CONDITION),
                "operands": [
                    without_keys(operand, COMPUTED_INSIDE) for operand in entry.get("operands") or ()
                ],
            }
            for entry in wire or ()
        ]

    def show(self, value: t.Iterable[Condition], beside: t.Any = None) -> list[dict[str, t.Any]]:
        """Return options, in an order that depends on what they say and not on ids."""
        shown = [
            {
                "operator": condition.operator,
                "negated": condition.negated,
                "operands": as_options(condition.operands),
            }
            for condition in value
        ]
        return sorted(shown, key=lambda condition: json.dumps(condition["operands"]) + json.dumps(condition))

    def references(self, value: t.Iterable[Condition] | None) -> t.Iterator[tuple[str, Reference]]:
        """See FieldType. Of what this collection does not understand every text counts: ids occur once."""
        for operand in _operands(value):
            if not operand.is_known:
                said = texts_in([operand.left, operand.right, operand.raw])
                yield from ((ANY_KIND, Reference(text)) for text in said)
            for kind, object_id, name in operand.references:
                yield kind, Reference(object_id, name, operand.idp)
            if operand.idp:
                yield IDP, Reference(operand.idp, operand.idp_name)

    def with_references(self, value: t.Iterable[Condition], change: Change) -> frozenset[Condition]:
        return frozenset(
            condition._replace(
                operands=frozenset(_with_names(operand, change) for operand in condition.operands)
            )
            for condition in value
        )

    def ids(self, value: t.Iterable[Condition], shown: t.Any) -> t.Iterator[str]:
        for operand in _operands(value):
            for _kind, object_id, name in operand.references:
                if object_id and (not name or name.isdigit()):
                    yield object_id

    def contrast(self, value: t.Iterable[Condition], beside: t.Any = None) -> list[dict[str, t.Any]]:
        """Return one line an operand, in an order that a changed operand disturbs little."""
        both = {operand for side in (value, beside or ()) for one in side for operand in one.operands}
        lines = Counter(map(operand_line, both))
        shown = [
            (
                types_in(condition),
                condition_heading(condition),
                sorted(
                    operand_line(operand)
                    if lines[operand_line(operand)] == 1
                    else operand_line(nameless(operand))
                    for operand in condition.operands
                ),
            )
            for condition in value
        ]
        return [{heading: lines} for _types_of_it, heading, lines in sorted(shown)]

    def is_kept(self, sent: t.Iterable[Condition], found: t.Iterable[Condition]) -> bool:
        """A server may leave out keys of operands that nobody knows, and work them out again or not."""
        return {condition.plain for condition in sent} == {condition.plain for condition in found}

    def beyond(self, wire: t.Any) -> list[str]:
        entries = wire if isinstance(wire, list) else []
        rests = [rest_of(entry) or {} for entry in entries if isinstance(entry, dict)]
        return sorted({key for rest in rests for key, value in rest.items() if value not in NOTHING_SET})

    def told(self, before: t.Iterable[Condition], after: t.Iterable[Condition]) -> frozenset[Condition]:
        """Return the conditions ``after`` with what either side knows of one besides its meaning."""
        before, after = list(before), list(after)
        known = {operand: operand for condition in before for operand in condition.operands}
        has_rest = any(condition.rest for condition in before)
        found = []
        for condition in after:
            operands = [_fuller(operand, known.get(operand, operand)) for operand in condition.operands]
            former = _former(condition, before, after) if has_rest and not condition.rest else None
            if former or not all(map(operator.is_, operands, condition.operands)):
                rest = condition.rest or (former.rest if former else None)
                condition = condition._replace(operands=frozenset(operands), rest=rest)
            found.append(condition)
        return frozenset(found)


def completed(before: t.Iterable[Condition], after: t.Iterable[Condition]) -> list[Condition]:
    """Return the conditions ``after`` with operands of ``before`` in the place of what words say of them.

    Words leave alone what they have no words for. What has no more than they say is taken first.
    """
    before, after = list(before), list(after)
    if all(operand.plain is operand for condition in before for operand in condition.operands):
        return after
    everywhere = [operand for condition in before for operand in condition.operands]
    found = []
    for condition in after:
        former = _former(condition, before, after)
        operands: set[Operand] = set()
        for operand in condition.operands:
            meant = _meant(operand, former.operands if former else ()) or _meant(operand, everywhere)
            operands.update(meant or (operand,))
        found.append(condition._replace(operands=frozenset(operands)))
    return found


def _meant(operand: Operand, among: t.Iterable[Operand]) -> list[Operand]:
    meant = [one for one in among if operand in (one, one.plain)]
    return [one for one in meant if one == operand] or meant


def _former(
    condition: Condition, before: t.Sequence[Condition], after: t.Sequence[Condition]
) -> Condition | None:
    """Return what a condition was before: it has operands in common with it, and joins them alike.

    What another one of ``after`` still is does not count.
    """
    wanted, others = condition.plain, {one.plain for one in after} - {condition.plain}
    alike = [
        one
        for one in before
        if (one.operator, one.negated) == (condition.operator, condition.negated)
        and one.plain not in others
        and one.plain.operands & wanted.operands
    ]

    def likeness(one: Condition) -> tuple[int, int, bool]:
        had = one.plain.operands
        return (len(had & wanted.operands), -len(had ^ wanted.operands), bool(one.rest))

    return max(alike, key=likeness, default=None)


def _fuller(one: Operand, other: Operand) -> Operand:
    if tuple(one) == tuple(other):
        return one
    return one._replace(
        left=other.left,
        right=other.right,
        left_name=one.left_name or other.left_name,
        right_name=one.right_name or other.right_name,
        idp=one.idp or other.idp,
        idp_name=one.idp_name or other.idp_name,
        raw=one.raw or other.raw,
    )


def version_of(wire: t.Any) -> str:
    """Return the API version that takes conditions as they are in a body."""
    in_v2 = all(
        "values" in operand or "entryValues" in operand
        for entry in wire or ()
        for operand in entry["operands"]
    )
    return "v2" if in_v2 else "v1"


def types_not_understood(conditions: t.Iterable[Condition]) -> list[str]:
    """Return the types of what this collection only tells as it is, for it does not understand all of it."""
    return sorted({one.object_type or NO_TYPE for one in _operands(conditions) if not one.is_understood})


def _operands(conditions: t.Iterable[Condition] | None) -> t.Iterator[Operand]:
    return (operand for condition in conditions or () for operand in condition.operands)


def _with_names(operand: Operand, change: Change) -> Operand:
    """Return an operand with other names. That to which an attribute belongs can come with its name."""
    row = OBJECT_TYPES.get(operand.object_type)
    if row is None or operand.left == NO_OPTION:
        return operand
    if isinstance(row.left, Named):
        left = change(row.left.kind, Reference(operand.left, operand.left_name, operand.idp))
        operand = operand._replace(left_name=left.name, idp=left.owner or operand.idp)
    if isinstance(row.right, Named):
        right = change(row.right.kind, Reference(operand.right, operand.right_name, operand.idp))
        operand = operand._replace(right_name=right.name)
    if operand.idp:
        idp = change(IDP, Reference(operand.idp, operand.idp_name))
        operand = operand._replace(idp_name=idp.name)
    return operand


def is_known(condition: Condition) -> bool:
    return not condition.rest and all(operand.is_known for operand in condition.operands)


# -- To the wire -----------------------------------------------------------------------------------------


def _in_v2(operands: t.Iterable[Operand]) -> list[dict[str, t.Any]]:
    """One entry an object type."""
    entries: dict[str, dict[str, t.Any]] = {}
    for operand in operands:
        entry = entries.setdefault(operand.object_type, {"objectType": operand.object_type})
        if operand.takes_values:
            entry.setdefault("values", []).append(operand.right)
        else:
            entry.setdefault("entryValues", []).append({"lhs": operand.left, "rhs": operand.right})
    return list(entries.values())


def _in_v1(operands: t.Iterable[Operand]) -> list[dict[str, t.Any]]:
    """One entry a value; what is not understood goes out as it came."""
    return [
        operand.raw
        or {
            "objectType": operand.object_type,
            "lhs": operand.left,
            "rhs": operand.right,
            **({"idpId": operand.idp} if operand.idp else {}),
        }
        for operand in operands
    ]


def _order(condition: Condition) -> tuple[t.Any, ...]:
    return (
        types_in(condition),
        condition.operator,
        condition.negated,
        sorted(map(operand_order, condition.operands)),
    )
