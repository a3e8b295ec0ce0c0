# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions as people see them: as options, and as lines of a diff. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .condition import AND, NO_OPTION, NO_TYPE, Condition, Operand, canonical
from .object_types import ID, OBJECT_TYPES, Words


def as_options(operands: t.Iterable[Operand]) -> list[dict[str, t.Any]]:
    """One entry an object type, and an identity provider where that tells names apart."""
    entries: dict[tuple[str, str], list[Operand]] = {}
    for operand in sorted(operands, key=operand_order):
        entries.setdefault((operand.object_type, _idp_option(operand)), []).append(operand)
    shown = []
    for (object_type, idp), members in sorted(entries.items()):
        entry: dict[str, t.Any] = {"object_type": object_type or NO_TYPE}
        if idp:
            entry["idp"] = idp
        objects = [_listed(member) for member in members]
        if all(objects):
            if len(set(objects)) < len(objects):
                objects = [_listed(nameless(member)) for member in members]
            entry["objects"] = sorted(objects)
        else:
            pairs = [{"lhs": _left(member), "rhs": _right(member)} for member in members]
            if len({(pair["lhs"], pair["rhs"]) for pair in pairs}) < len(pairs):
                pairs = [{"lhs": member.left, "rhs": member.right} for member in members]
            entry["entries"] = sorted(pairs, key=lambda pair: (pair["lhs"], pair["rhs"]))
        shown.append(entry)
    return shown


def nameless(operand: Operand) -> Operand:
    """The operand by its ids: where two things have one name, that does not tell them apart."""
    return operand._replace(left_name="", right_name="")


def _idp_option(operand: Operand) -> str:
    """The identity provider that an attribute's name needs beside it."""
    known = OBJECT_TYPES.get(operand.object_type)
    if known is None or not known.is_per_idp or operand.object_type == "SCIM_GROUP" or not operand.left_name:
        return ""
    return operand.idp_name or operand.idp


def _listed(operand: Operand) -> str:
    """What ``objects`` says of an operand; empty where it needs both sides."""
    known = OBJECT_TYPES.get(operand.object_type)
    if known is None:
        return _right(operand) if operand.left == ID else ""
    if known.listed == "right" and canonical(known.left, operand.left) in t.cast(Words, known.left).allowed:
        return _right(operand)
    if known.listed == "left" and canonical(known.right, operand.right) in t.cast(Words, known.right).allowed:
        return _left(operand)
    return ""


def _left(operand: Operand) -> str:
    return _spoken(operand.left_name, operand.left)


def _right(operand: Operand) -> str:
    return _spoken(operand.right_name, operand.right)


def _spoken(name: str, value: str) -> str:
    """The name, unless it would be taken for an id or a riddle."""
    return value if name.isdigit() or name == NO_OPTION else name or value


def operand_line(operand: Operand) -> str:
    """An operand in words: ``APP_GROUP is Finance apps``, ``POSTURE Disk encrypted is true``."""
    listed = _listed(operand)
    if listed:
        return "%s is %s" % (operand.object_type, listed)
    idp = _idp_option(operand)
    left = "%s of %s" % (_left(operand), idp) if idp else _left(operand)
    return "%s %s is %s" % (operand.object_type, left, _right(operand))


def condition_heading(condition: Condition) -> str:
    joined = "all of" if condition.operator == AND else "any of"
    return "NOT (%s)" % joined if condition.negated else joined


def types_in(condition: Condition) -> list[str]:
    return sorted({operand.object_type for operand in condition.operands})


def operand_order(operand: Operand) -> tuple[str, str, str]:
    return (operand.object_type, operand.left, operand.right)
