# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A condition of a policy rule: its canonical form, and how either form of the wire is read. Pure, private.

A condition has a set of operands, an operand a type, a left and a right side. Two are equal exactly when
operator, negation and operands are. What people call a side is carried along and never compared.
"""

from __future__ import annotations

import functools
import json
import operator
import re
import typing as t

from .._client.forms import is_scalar_or_none
from .._schema.field_type import NOTHING_SET
from .._schema.scalars import Name
from .object_types import ID, OBJECT_TYPES, Literal, Named, Side, Words, wire_name

AND, OR = "AND", "OR"
# The kind of what attributes and groups belong to.
IDP = "idp"
# What stands left in an operand whose sides no option can say; right is the whole as it came, in JSON.
NO_OPTION = "?"
# What stands for the type of an operand that has none.
NO_TYPE = "?"
# What the API adds to an operand.
COMPUTED_INSIDE = ("id", "creationTime", "modifiedTime", "modifiedBy", "conditionId", "name", "idpName")
# What an operand says in the v1 form.
SAID = ("objectType", "lhs", "rhs", "idpId")
COMPUTED_OF_CONDITION = ("id", "creationTime", "modifiedTime", "modifiedBy", "ruleGid")
SAID_OF_CONDITION = ("operator", "negated", "operands")
# Whose something is: that says nothing of what it means.
OWNER = ("microtenantId", "microtenantName")


class Operand(t.NamedTuple):
    """One comparison: the object type, both sides as on the wire, and as people say them.

    ``idp``: the identity provider of a side that belongs to one, by id, with ``idp_name``. ``raw``: the
    operand as it came, where this collection does not understand all of it.
    """

    object_type: str
    left: str
    right: str
    left_name: str = ""
    right_name: str = ""
    idp: str = ""
    idp_name: str = ""
    raw: t.Any = None

    @property
    def meaning(self) -> tuple[str, str, str]:
        return _meaning(self.object_type, self.left, self.right)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Operand) and self.meaning == other.meaning

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.meaning)

    @property
    def references(self) -> list[tuple[str, str, str]]:
        """The kind, the id and the name, if it is known, of each side that is another object."""
        said = self.plain
        row = OBJECT_TYPES.get(said.object_type) if said.left != NO_OPTION else None
        sides = (
            ((row.left, said.left, said.left_name), (row.right, said.right, said.right_name)) if row else ()
        )
        return [(side.kind, value, name) for side, value, name in sides if isinstance(side, Named)]

    @property
    def plain(self) -> Operand:
        """What options have words for where an operand has more than that; itself anywhere else."""
        if self.left != NO_OPTION or not isinstance(self.raw, dict):
            return self
        operand = _read_operand(self.object_type, self.raw)._replace(raw=None)
        return operand if _can_be_said(operand) else self

    @property
    def is_understood(self) -> bool:
        """Whether options have words for all of it."""
        return self.object_type in OBJECT_TYPES and self.left != NO_OPTION

    @property
    def is_known(self) -> bool:
        """Whether the v2 form says all of it."""
        return self.is_understood and self.raw is None

    @property
    def takes_values(self) -> bool:
        """Whether the v2 form lists it in ``values``; an unknown type does as its left side shows."""
        known = OBJECT_TYPES.get(self.object_type)
        return known.takes_values if known else self.left == ID


class Condition(t.NamedTuple):
    """Operands joined by ``operator``, which is AND or OR; ``negated`` turns the whole around.

    ``rest``: what else it came with, by key, that no option says. It is carried along and never compared.
    """

    operator: str
    negated: bool
    operands: frozenset[Operand]
    rest: t.Any = None

    @property
    def meaning(self) -> tuple[str, bool, frozenset[Operand]]:
        return (self.operator, self.negated, self.operands)

    @property
    def plain(self) -> Condition:
        """The condition as far as options have words for it."""
        plain = [one.plain for one in self.operands]
        return (
            self if all(map(operator.is_, plain, self.operands)) else self._replace(operands=frozenset(plain))
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and self.meaning == other.meaning

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.meaning)


@functools.lru_cache(maxsize=4096)
def _meaning(object_type: str, left: str, right: str) -> tuple[str, str, str]:
    """Return what is compared of an operand. Each is compared many times over."""
    known = OBJECT_TYPES.get(object_type) if left != NO_OPTION else None
    return (
        object_type,
        canonical(known.left if known else Literal(), left),
        canonical(known.right if known else Literal(), right),
    )


def canonical(side: Side, value: str) -> str:
    """Return what is compared of one side."""
    if isinstance(side, Words):
        return side.form(value.strip())
    if isinstance(side, Literal):
        return value.casefold() if side.folds_case else value
    return value.strip()


def solved(object_type: str, text: str) -> Operand | None:
    """Return the operand that a result shows as JSON, None for what is none of this type."""
    try:
        raw = json.loads(text)
    except (RecursionError, ValueError):
        return None
    found = list(_read_operands(raw)) if isinstance(raw, dict) and _is_operand(raw) else []
    is_riddle = [(operand.object_type or NO_TYPE, operand.left) for operand in found] == [
        (object_type, NO_OPTION)
    ]
    return found[0] if is_riddle else None


def are_several(token: str) -> bool:
    """Whether a text is several ids, of which an operand takes one."""
    return bool(re.fullmatch(r"\d+(\s*,\s*\d+)+", token))


def is_faithful(wire: t.Any) -> bool:
    """Whether the v2 form says all that conditions say as the API returned them."""
    if not isinstance(wire, list):
        return not wire
    return all(
        isinstance(entry, dict)
        and set(entry) <= {*SAID_OF_CONDITION, *COMPUTED_OF_CONDITION}
        and isinstance(entry.get("operands"), list)
        and all(_is_faithful_operand(operand) for operand in entry["operands"])
        for entry in wire
    )


def _is_faithful_operand(found: t.Any) -> bool:
    if not isinstance(found, dict) or not set(found) <= {*SAID, *COMPUTED_INSIDE}:
        return False
    left, right = str(found.get("lhs", "")), str(found.get("rhs", ""))
    known = OBJECT_TYPES.get(str(found.get("objectType")))
    return bool(
        known
        and not known.wire
        and left
        and right
        and (left, right) == (Name().decode(left), Name().decode(right))
        and (left == ID or not known.takes_values)
    )


# -- From the wire ---------------------------------------------------------------------------------------


def is_condition(entry: t.Any) -> bool:
    """Whether an entry is a condition that can be given back: without operands it would be lost."""
    return (
        isinstance(entry, dict)
        and is_scalar_or_none(entry.get("operator"))
        and str(entry.get("negated")).lower() in ("none", "true", "false", "1", "0", "")
        and isinstance(entry.get("operands"), list)
        and all(map(_is_operand, entry["operands"]))
    )


def _is_operand(found: t.Any) -> bool:
    return (
        isinstance(found, dict)
        and all(is_scalar_or_none(found.get(key)) for key in ("objectType", "name", "idpId", "idpName"))
        and _is_side(found.get("lhs"))
        and _is_side(found.get("rhs"))
        and _is_list_of(_is_side, found.get("values"))
        and _is_list_of(_is_pair, found.get("entryValues"))
    )


def _is_pair(found: t.Any) -> bool:
    return isinstance(found, dict) and _is_side(found.get("lhs")) and _is_side(found.get("rhs"))


def _is_side(wire: t.Any) -> bool:
    return isinstance(wire, bool) or is_scalar_or_none(wire)


def _is_list_of(check: t.Callable[[t.Any], bool], wire: t.Any) -> bool:
    return wire in (None, "") or (isinstance(wire, list) and all(map(check, wire)))


def read_condition(entry: t.Mapping[str, t.Any]) -> Condition:
    operands = [
        operand
        for found in entry.get("operands") or ()
        if isinstance(found, dict)
        for operand in _read_operands(found)
    ]
    operator = str(entry.get("operator") or OR).upper()
    negated = str(entry.get("negated")).lower() in ("true", "1")
    return Condition(operator, negated, frozenset(operands), rest_of(entry))


def rest_of(entry: t.Mapping[str, t.Any]) -> dict[str, t.Any] | None:
    """Return what no option says of a condition; None where nothing of it is set."""
    rest = without_keys(entry, {*SAID_OF_CONDITION, *COMPUTED_OF_CONDITION, *OWNER})
    return rest if any(value not in NOTHING_SET for value in rest.values()) else None


def _read_operands(found: t.Mapping[str, t.Any]) -> t.Iterator[Operand]:
    """Yield the operands of one entry, which in the v1 form is one; v2 is understood as well."""
    object_type = wire_name(_text(found.get("objectType")))
    for value in found.get("values") or ():
        yield Operand(object_type, ID, _text(value))
    for pair in found.get("entryValues") or ():
        if isinstance(pair, dict):
            yield Operand(object_type, _text(pair.get("lhs")), _text(pair.get("rhs")))
    if "lhs" in found or "rhs" in found:
        operand = _read_operand(object_type, found)
        yield operand if _can_be_said(operand) and not _has_more(found) else _riddle(found)
    elif not found.get("values") and not found.get("entryValues"):
        yield _riddle(found)


def _has_more(found: t.Mapping[str, t.Any]) -> bool:
    """Whether an operand has a key of meaning that no option says: both sides are not all of it."""
    return any(
        value not in NOTHING_SET
        for key, value in found.items()
        if key not in {*SAID, *COMPUTED_INSIDE, *OWNER}
    )


def _can_be_said(operand: Operand) -> bool:
    """Whether options have words for both sides."""
    known = OBJECT_TYPES.get(operand.object_type)
    is_said = operand.object_type and operand.left not in ("", NO_OPTION) and operand.right
    if any(are_several(value) for _kind, value, _name in operand.references):
        return False
    return bool(is_said) and not (known and known.takes_values and operand.meaning[1] != ID)


def _riddle(found: t.Mapping[str, t.Any]) -> Operand:
    raw = without_keys(found, COMPUTED_INSIDE)
    text = json.dumps(raw, sort_keys=True)
    return Operand(wire_name(_text(found.get("objectType"))), NO_OPTION, text, raw=raw)


def _read_operand(object_type: str, found: t.Mapping[str, t.Any]) -> Operand:
    left, right = _text(found.get("lhs")), _text(found.get("rhs"))
    name, idp_name = Name().decode(found.get("name")), Name().decode(found.get("idpName"))
    known = OBJECT_TYPES.get(object_type)
    operand = Operand(object_type, left, right)
    if known is None or not set(found) <= {*SAID, *COMPUTED_INSIDE}:
        operand = operand._replace(raw=without_keys(found, COMPUTED_INSIDE))
    if known is None:
        return operand
    if known.takes_values:
        return operand._replace(right_name=name if isinstance(known.right, Named) else "")
    if object_type == "SCIM_GROUP":
        return operand._replace(left_name=idp_name, idp=left, idp_name=idp_name)
    if isinstance(known.left, Named) and not known.is_per_idp and name not in (left, right):
        # A read adds the name of the object that it looks up, which for these types is on the left side.
        return operand._replace(left_name=name)
    idp = _text(found.get("idpId")) if known.is_per_idp else ""
    return operand._replace(idp=idp, idp_name=idp_name if idp else "")


def _text(wire: t.Any) -> str:
    """A side as a text: numbers and booleans are taken where texts are returned."""
    if isinstance(wire, bool):
        return "true" if wire else "false"
    return "" if wire is None else Name().decode(wire)


def without_keys(found: t.Any, keys: t.Container[str]) -> t.Any:
    return (
        {key: value for key, value in found.items() if key not in keys} if isinstance(found, dict) else found
    )
