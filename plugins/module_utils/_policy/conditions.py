# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions of policy rules: their canonical form, and from the wire's two forms and back. Pure, private.

A rule has a set of conditions, a condition a set of operands, an operand a type, a left and a right
side. Two conditions are equal exactly when operator, negation and operands are, whatever their order.
What people call a side is carried along and never compared.
"""

from __future__ import annotations

import json
import re
import typing as t
from collections import Counter

from .._client.forms import is_scalar_or_none, texts_in
from .._schema.field_type import ANY_KIND, NOTHING_SET, Change, FieldType, Reference
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
        known = OBJECT_TYPES.get(self.object_type) if self.left != NO_OPTION else None
        return (
            self.object_type,
            canonical(known.left if known else Literal(), self.left),
            canonical(known.right if known else Literal(), self.right),
        )

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
        return self._replace(operands=frozenset(operand.plain for operand in self.operands))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and self.meaning == other.meaning

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.meaning)


def canonical(side: Side, value: str) -> str:
    """Return what is compared of one side."""
    if isinstance(side, Words):
        return side.form(value.strip())
    if isinstance(side, Literal):
        return value.casefold() if side.folds_case else value
    return value.strip()


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
        return wire == "" or (isinstance(wire, list) and all(map(_is_condition, wire)))

    def decode(self, wire: t.Any) -> frozenset[Condition]:
        found = [_read_condition(entry) for entry in wire or () if isinstance(entry, dict)]
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
                "operands": write(sorted(condition.operands, key=_operand_order)),
            }
            for condition in conditions
        ]

    def again(self, wire: t.Any) -> list[dict[str, t.Any]]:
        """Return conditions that stay, in the v1 form as they came where the v2 form would lose something."""
        if is_faithful(wire):
            return self.encode(self.decode(wire))
        return [
            {
                **_without(entry, COMPUTED_OF_CONDITION),
                "operands": [_without(operand, COMPUTED_INSIDE) for operand in entry.get("operands") or ()],
            }
            for entry in wire or ()
        ]

    def show(self, value: t.Iterable[Condition], beside: t.Any = None) -> list[dict[str, t.Any]]:
        """Return options, in an order that depends on what they say and not on ids."""
        shown = [
            {
                "operator": condition.operator,
                "negated": condition.negated,
                "operands": _as_options(condition.operands),
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
        lines = Counter(map(_line, both))
        shown = [
            (
                _types(condition),
                _heading(condition),
                sorted(
                    _line(operand) if lines[_line(operand)] == 1 else _line(_nameless(operand))
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
        rests = [_rest(entry) or {} for entry in entries if isinstance(entry, dict)]
        return sorted({key for rest in rests for key, value in rest.items() if value not in NOTHING_SET})

    def told(self, before: t.Iterable[Condition], after: t.Iterable[Condition]) -> frozenset[Condition]:
        """Return the conditions ``after`` with what either side knows of one besides its meaning."""
        before, after = list(before), list(after)
        known = {operand: operand for condition in before for operand in condition.operands}
        return frozenset(
            condition._replace(
                operands=frozenset(
                    _fuller(operand, known.get(operand, operand)) for operand in condition.operands
                ),
                rest=condition.rest or (former.rest if former else None),
            )
            for condition in after
            for former in (_former(condition, before, after),)
        )


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


def _fuller(one: Operand, other: Operand) -> Operand:
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


def _without(found: t.Any, keys: t.Container[str]) -> t.Any:
    return (
        {key: value for key, value in found.items() if key not in keys} if isinstance(found, dict) else found
    )


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


# -- From the wire ---------------------------------------------------------------------------------------


def _is_condition(entry: t.Any) -> bool:
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


def _read_condition(entry: t.Mapping[str, t.Any]) -> Condition:
    operands = [
        operand
        for found in entry.get("operands") or ()
        if isinstance(found, dict)
        for operand in _read_operands(found)
    ]
    operator = str(entry.get("operator") or OR).upper()
    negated = str(entry.get("negated")).lower() in ("true", "1")
    return Condition(operator, negated, frozenset(operands), _rest(entry))


def _rest(entry: t.Mapping[str, t.Any]) -> dict[str, t.Any] | None:
    """Return what no option says of a condition; None where nothing of it is set."""
    rest = _without(entry, {*SAID_OF_CONDITION, *COMPUTED_OF_CONDITION, *OWNER})
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


def are_several(token: str) -> bool:
    """Whether a text is several ids, of which an operand takes one."""
    return bool(re.fullmatch(r"\d+(\s*,\s*\d+)+", token))


def _riddle(found: t.Mapping[str, t.Any]) -> Operand:
    raw = _without(found, COMPUTED_INSIDE)
    text = json.dumps(raw, sort_keys=True)
    return Operand(wire_name(_text(found.get("objectType"))), NO_OPTION, text, raw=raw)


def _read_operand(object_type: str, found: t.Mapping[str, t.Any]) -> Operand:
    left, right = _text(found.get("lhs")), _text(found.get("rhs"))
    name, idp_name = Name().decode(found.get("name")), Name().decode(found.get("idpName"))
    known = OBJECT_TYPES.get(object_type)
    operand = Operand(object_type, left, right)
    if known is None or not set(found) <= {*SAID, *COMPUTED_INSIDE}:
        operand = operand._replace(raw=_without(found, COMPUTED_INSIDE))
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


# -- To people -------------------------------------------------------------------------------------------


def _as_options(operands: t.Iterable[Operand]) -> list[dict[str, t.Any]]:
    """One entry an object type, and an identity provider where that tells names apart."""
    entries: dict[tuple[str, str], list[Operand]] = {}
    for operand in sorted(operands, key=_operand_order):
        entries.setdefault((operand.object_type, _idp_option(operand)), []).append(operand)
    shown = []
    for (object_type, idp), members in sorted(entries.items()):
        entry: dict[str, t.Any] = {"object_type": object_type or NO_TYPE}
        if idp:
            entry["idp"] = idp
        objects = [_listed(member) for member in members]
        if all(objects):
            if len(set(objects)) < len(objects):
                objects = [_listed(_nameless(member)) for member in members]
            entry["objects"] = sorted(objects)
        else:
            pairs = [{"lhs": _left(member), "rhs": _right(member)} for member in members]
            if len({(pair["lhs"], pair["rhs"]) for pair in pairs}) < len(pairs):
                pairs = [{"lhs": member.left, "rhs": member.right} for member in members]
            entry["entries"] = sorted(pairs, key=lambda pair: (pair["lhs"], pair["rhs"]))
        shown.append(entry)
    return shown


def _nameless(operand: Operand) -> Operand:
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


def _line(operand: Operand) -> str:
    """An operand in words: ``APP_GROUP is Finance apps``, ``POSTURE Disk encrypted is true``."""
    listed = _listed(operand)
    if listed:
        return "%s is %s" % (operand.object_type, listed)
    idp = _idp_option(operand)
    left = "%s of %s" % (_left(operand), idp) if idp else _left(operand)
    return "%s %s is %s" % (operand.object_type, left, _right(operand))


def _heading(condition: Condition) -> str:
    joined = "all of" if condition.operator == AND else "any of"
    return "NOT (%s)" % joined if condition.negated else joined


def _types(condition: Condition) -> list[str]:
    return sorted({operand.object_type for operand in condition.operands})


def _order(condition: Condition) -> tuple[t.Any, ...]:
    return (
        _types(condition),
        condition.operator,
        condition.negated,
        sorted(map(_operand_order, condition.operands)),
    )


def _operand_order(operand: Operand) -> tuple[str, str, str]:
    return (operand.object_type, operand.left, operand.right)
