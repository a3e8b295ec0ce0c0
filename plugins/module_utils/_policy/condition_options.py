# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions as options give them: taken apart, and what is wrong with them. Pure, private.

A draft is an operand whose sides are still as people say them. Some things are wrong in any case. Others
are *odd*: no document has them, and a rule may have them all the same.
"""

from __future__ import annotations

import typing as t

from .._schema.field_type import API_DECIDES, not_listed
from .._schema.scalars import Name
from .._words import near_matches
from .condition import AND, NO_OPTION, NO_TYPE, OR, Condition, Operand, are_several, canonical, solved
from .object_types import ID, OBJECT_TYPES, Literal, Named, ObjectType, Side, Words, wire_name

Option = t.Mapping[str, t.Any]
# A word and where it stands: the object type, the place in an operand of it, the word as it is compared.
OperandPlace = t.Tuple[str, str, str]
TYPE, LEFT, RIGHT, OPERATOR, WHOLE = "type", "left", "right", "operator", "whole"


class Said(t.NamedTuple):
    """One side of a draft: where it was given, and what."""

    path: str
    token: str


class Draft(t.NamedTuple):
    """An operand as given. ``idp``: the identity provider named beside it, if any."""

    object_type: str
    left: Said
    right: Said
    idp: Said | None


class DraftedCondition(t.NamedTuple):
    operator: str
    negated: bool
    drafts: tuple[Draft, ...]


class Oddity(t.NamedTuple):
    """What no document has: nothing to say where the rule has it already.

    ``sentence`` begins with the path of an option. ``listed_as``: the list of the tenant that may have the
    word. ``is_doubt``: whether it is written nevertheless, and the API decides. ``beside``: the sentence
    where that list has words beside the documented ones.
    """

    sentence: str
    place: OperandPlace
    listed_as: str = ""
    is_doubt: bool = False
    beside: t.Callable[[t.Iterable[str]], str] | None = None


class Findings(t.NamedTuple):
    """``problems`` are sentences, each beginning with the path of an option."""

    problems: list[str]
    odd: list[Oddity]


def places_in(conditions: t.Iterable[Condition]) -> set[OperandPlace]:
    """Return every word of conditions and where it stands."""
    found: set[OperandPlace] = set()
    for condition in conditions:
        found.add(("", OPERATOR, condition.operator))
        for operand in condition.operands:
            for object_type, left, right in (operand.meaning, operand.plain.meaning):
                found |= {(object_type, TYPE, ""), (object_type, LEFT, left), (object_type, RIGHT, right)}
                if left == NO_OPTION:
                    found.add((object_type, WHOLE, right))
    return found


def place_of(operand: Operand, drafted: t.Iterable[DraftedCondition]) -> str:
    """Return the path of the option that says the right side of an operand; that of all where several do."""
    side = OBJECT_TYPES[operand.object_type].right
    paths = [
        draft.right.path
        for condition in drafted
        for draft in condition.drafts
        if draft.object_type == operand.object_type
        and canonical(side, draft.right.token) == canonical(side, operand.right)
    ]
    return paths[0] if len(paths) == 1 else "conditions"


def draft_conditions(given: t.Any, findings: Findings) -> list[DraftedCondition]:
    """Take the option ``conditions`` apart. Parts that are wrong are left out and told of."""
    if not isinstance(given, list):
        return []
    drafted = []
    for place, condition in enumerate(given):
        path = "conditions[%d]" % place
        if not isinstance(condition, dict):
            continue
        operands = condition.get("operands")
        if not operands:
            findings.problems.append(
                "%s.operands: is empty. Give at least one operand, or leave the condition out." % path
            )
            continue
        if not isinstance(operands, list):
            continue
        drafts = [
            draft
            for number, operand in enumerate(operands)
            if isinstance(operand, dict)
            for draft in _draft_operand("%s.operands[%d]" % (path, number), operand, findings)
        ]
        operator = str(condition.get("operator") or OR).strip().upper()
        if operator not in (AND, OR):
            findings.odd.append(
                Oddity(
                    "%s.operator: '%s' is not one of %s, %s." % (path, condition["operator"], AND, OR),
                    ("", OPERATOR, operator),
                )
            )
        drafted.append(DraftedCondition(operator, condition.get("negated") is True, tuple(drafts)))
    return drafted


def _draft_operand(path: str, operand: Option, findings: Findings) -> t.Iterator[Draft]:
    problems = findings.problems
    given_type = operand.get("object_type")
    entries = operand.get("entries")
    is_solved = isinstance(entries, list) and all(map(_is_riddle, entries))
    if str(given_type or "").strip() in ("", NO_TYPE) and not is_solved:
        problems.append("%s.object_type: is missing. Give one of %s." % (path, ", ".join(OBJECT_TYPES)))
        return
    object_type = wire_name(str(given_type))
    known = OBJECT_TYPES.get(object_type)
    if known is None and not is_solved:
        sentence = "%s.object_type: %s" % (path, not_listed(str(given_type), OBJECT_TYPES))
        findings.odd.append(Oddity(sentence, (object_type, TYPE, ""), is_doubt=True))
    objects = operand.get("objects")
    if objects is not None and entries is not None:
        problems.append("%s: has both objects and entries. Give one of them." % path)
        return
    if not objects and not entries:
        problems.append("%s: names nothing. Give objects or entries." % path)
        return
    idp = _said_idp(path, operand, known, object_type, problems)
    if idp and entries is not None and object_type == "SCIM_GROUP":
        problems.append(
            "%s.idp: is given beside entries, whose lhs is the identity provider. Leave it out." % path
        )
        return
    if objects is not None:
        yield from _draft_objects(path, object_type, known, idp, objects, findings)
    else:
        yield from _draft_entries(path, object_type, known, idp, entries, findings)


def _said_idp(
    path: str, operand: Option, known: ObjectType | None, object_type: str, problems: list[str]
) -> Said | None:
    given = operand.get("idp")
    if given is None:
        return None
    if not str(given).strip():
        problems.append("%s.idp: is empty. Give a name or an id, or leave it out." % path)
    elif known is None or not known.is_per_idp:
        problems.append("%s.idp: means nothing beside %s. Leave it out." % (path, object_type))
    else:
        return Said(path + ".idp", Name().decode(given))
    return None


def _draft_objects(
    path: str,
    object_type: str,
    known: ObjectType | None,
    idp: Said | None,
    objects: t.Any,
    findings: Findings,
) -> t.Iterator[Draft]:
    if not isinstance(objects, list):
        return
    listed = known.listed if known else "right"
    if not listed and not (object_type == "SCIM_GROUP" and idp):
        findings.problems.append(
            "%s.objects: says one side of %s only. Give entries with lhs and rhs%s."
            % (path, object_type, ", or objects beside idp" if object_type == "SCIM_GROUP" else "")
        )
        return
    for place, token in enumerate(objects):
        said = Said("%s.objects[%d]" % (path, place), Name().decode(token))
        if listed == "left":
            word = t.cast(Words, t.cast(ObjectType, known).right).allowed[0]
            yield from _checked(Draft(object_type, said, Said(said.path, word), idp), known, findings)
            continue
        if idp and object_type == "SCIM_GROUP":
            left = idp
        else:
            constant = t.cast(Words, known.left) if known else None
            left = Said(said.path, constant.form(constant.allowed[0]) if constant else ID)
        yield from _checked(Draft(object_type, left, said, idp), known, findings)


def _draft_entries(
    path: str,
    object_type: str,
    known: ObjectType | None,
    idp: Said | None,
    entries: t.Any,
    findings: Findings,
) -> t.Iterator[Draft]:
    if not isinstance(entries, list):
        return
    for place, entry in enumerate(entries):
        where = "%s.entries[%d]" % (path, place)
        if not isinstance(entry, dict):
            continue
        sides = {side: entry.get(side) for side in ("lhs", "rhs")}
        missing = [side for side, token in sides.items() if not str("" if token is None else token).strip()]
        findings.problems.extend("%s.%s: is missing or empty." % (where, side) for side in missing)
        if missing:
            continue
        if _is_riddle(entry):
            yield from _draft_riddle(where, object_type, str(sides["rhs"]), findings)
            continue
        left, right = (Said("%s.%s" % (where, side), Name().decode(sides[side])) for side in ("lhs", "rhs"))
        if known and known.takes_values and left.token.lower() != ID:
            findings.problems.append(
                "%s: is '%s', but the left side of %s can only be '%s'. List the right sides in objects."
                % (left.path, left.token, object_type, ID)
            )
            continue
        yield from _checked(Draft(object_type, left, right, idp), known, findings)


def _is_riddle(entry: t.Any) -> bool:
    return isinstance(entry, dict) and str(entry.get("lhs")).strip() == NO_OPTION


def _draft_riddle(where: str, object_type: str, text: str, findings: Findings) -> t.Iterator[Draft]:
    """Yield an operand that was given back as the API showed it, since its sides cannot be said."""
    said = Said(where + ".rhs", text)
    found = solved(object_type, text)
    if found is None:
        findings.problems.append(
            "%s: '%s' is no operand of %s as a result shows it beside the lhs '%s': a JSON object with its "
            "objectType." % (said.path, text, object_type, NO_OPTION)
        )
        return
    sentence = "%s: is sent as it is, since nobody knows what it means. %s" % (said.path, API_DECIDES)
    findings.odd.append(Oddity(sentence, (found.object_type, WHOLE, found.right), is_doubt=True))
    yield Draft(found.object_type, Said(where + ".lhs", NO_OPTION), said._replace(token=found.right), None)


def _checked(draft: Draft, known: ObjectType | None, findings: Findings) -> t.Iterator[Draft]:
    """Yield the draft unless a side says nothing."""
    if not draft.right.token or not draft.left.token:
        said = draft.left if not draft.left.token else draft.right
        findings.problems.append("%s: is empty. Give a name or an id, or leave the entry out." % said.path)
        return
    if known:
        for where, side, said in ((LEFT, known.left, draft.left), (RIGHT, known.right, draft.right)):
            _check_side(draft.object_type, where, side, said, findings)
    yield draft


def _check_side(object_type: str, where: str, side: Side, said: Said, findings: Findings) -> None:
    if isinstance(side, Named) and are_several(said.token):
        findings.problems.append(
            "%s: '%s' are several ids in one. Give an entry for each." % (said.path, said.token)
        )
    if isinstance(side, Words) and not _is_word(side, said.token):
        place = (object_type, where, canonical(side, said.token))
        is_doubt = side.is_open or place[2] in side.plausible

        def beside(listed: t.Iterable[str]) -> str:
            return _is_none(object_type, side, said, listed)

        sentence = beside(())
        if is_doubt:
            sentence = "%s: %s" % (said.path, not_listed(said.token, side.allowed))
        findings.odd.append(Oddity(sentence, place, side.listed_as, is_doubt, beside))


def _is_none(object_type: str, side: Words, said: Said, listed: t.Iterable[str]) -> str:
    """Return the sentence about a word that nobody has. ``listed``: those that the tenant has."""
    words = list(dict.fromkeys([*side.allowed, *map(side.form, listed)]))
    return "%s: '%s' is nothing that %s can be. Give one of %s.%s" % (
        said.path,
        said.token,
        object_type,
        ", ".join(words) or "two letters such as US",
        near_matches(said.token, words) if words else side.hint(said.token),
    )


def _is_word(side: Words, token: str) -> bool:
    word = side.form(token)
    return word in side.allowed if side.allowed else side.is_one(token)


def word_of(side: Side, token: str) -> str:
    """Return the wire form of a side that needs no look-up."""
    if isinstance(side, Words):
        return side.form(token)
    return token if isinstance(side, Literal) else token.strip()
