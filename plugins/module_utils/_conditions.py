# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names in conditions become ids, and ids names. Private to this collection."""

from __future__ import annotations

import typing as t
from collections import Counter

from . import _lookup, _references
from ._client.client import Record
from ._errors import ApiError, RequestError
from ._model.conditions import NO_TYPE, RIDDLE, Condition, Conditions, Operand, completed, solved
from ._model.drafts import Draft, DraftedCondition, Said, word_of
from ._model.fields import FieldType, Reference, ReferenceSet, ReferenceTo
from ._model.kinds import KINDS
from ._model.object_types import OBJECT_TYPES, Named, ObjectType
from ._model.resource import Kind
from ._references import Unresolved
from ._tables import NearMatches, Source, reference_to
from ._words import words_of

IDP, SAML, SCIM, SCIM_GROUP = "idp", "saml_attribute", "scim_attribute", "scim_group"
ATTRIBUTES = (SAML, SCIM)

Operands = t.Iterable[Operand]


class Names:
    """What is called how, for one task: each list is read once.

    ``foresees``: whether in check mode the name of what an earlier task can create is no problem, but a
    warning.
    """

    def __init__(self, source: Source, foresees: bool = False) -> None:
        self._source = source
        self._client = source.client
        self._learnt: dict[tuple[str, str], str] = {}
        self._learnt_lists: set[tuple[str, str]] = set()
        self._refused: set[tuple[str, str]] = set()
        self._is_troubled = False
        self._words: dict[str, t.Mapping[str, str]] = {}
        self.foresee = self._foresee if foresees and source.client.read_only else None

    def _foresee(self, sentence: str) -> None:
        self._client.warn("%s In a real run that is an error, unless an earlier task creates it." % sentence)

    # -- From names to ids -------------------------------------------------------------------------------

    def resolve(
        self,
        drafted: t.Iterable[DraftedCondition],
        present: t.Collection[Condition],
        problems: list[str],
    ) -> frozenset[Condition]:
        """Return the conditions that are meant. ``present``: those that the rule has.

        What cannot be resolved is added to ``problems`` and stands as it was given.
        """
        drafted = list(drafted)
        drafts = [draft for condition in drafted for draft in condition.drafts]
        known = _known([operand for condition in present for operand in condition.operands])
        found = self._resolve_plain(drafts, known, problems)
        found.update(self._resolve_attributes(drafts, known, found, problems))
        found.update(self._resolve_groups(drafts, known, found, problems))
        meant = [
            Condition(
                condition.operator,
                condition.negated,
                frozenset(_operand(draft, found) for draft in condition.drafts),
            )
            for condition in drafted
        ]
        return Conditions().told(present, completed(present, meant))

    def several(
        self, kind: str, tokens: t.Mapping[str, str], known: t.Iterable[Reference], problems: list[str]
    ) -> dict[str, Reference]:
        """Return what options refer to, by their paths."""
        return self._of_kind(kind, "", tokens, known, problems)

    def _of_kind(
        self,
        kind: str,
        idp: str,
        tokens: t.Mapping[str, str],
        known: t.Iterable[Reference],
        problems: list[str],
    ) -> dict[str, Reference]:
        row = KINDS[kind].of_idp(idp) if idp else KINDS[kind]
        found = _references.resolve(self._source, row, tokens, known, problems, self.foresee)
        for reference in found.values():
            if reference.name:
                self._learnt[kind + idp, reference.id] = reference.name
        return found

    def _resolve_plain(
        self, drafts: t.Iterable[Draft], known: _Known, problems: list[str]
    ) -> dict[str, Reference]:
        """Resolve what does not depend on an identity provider, and these themselves."""
        tokens: dict[str, dict[str, str]] = {}
        for draft in drafts:
            if draft.idp:
                tokens.setdefault(IDP, {})[draft.idp.path] = draft.idp.token
            for side, said in _named_sides(draft):
                if not side.per_idp:
                    tokens.setdefault(side.kind, {})[said.path] = said.token
        found: dict[str, Reference] = {}
        for kind, by_path in tokens.items():
            found.update(self._of_kind(kind, "", by_path, known.get(kind, ()), problems))
        return found

    def _resolve_groups(
        self,
        drafts: t.Iterable[Draft],
        known: _Known,
        found: t.Mapping[str, Reference],
        problems: list[str],
    ) -> dict[str, Reference]:
        tokens: dict[str, dict[str, str]] = {}
        groups: dict[str, Reference] = {}
        for draft in drafts:
            idp = found.get(draft.left.path)
            if draft.object_type == "SCIM_GROUP" and idp is not None and not isinstance(idp, Unresolved):
                tokens.setdefault(idp.id, {})[draft.right.path] = draft.right.token
        for idp_id, by_path in tokens.items():
            of_idp: t.Iterable[Reference] = known.get(SCIM_GROUP + idp_id, ())
            try:
                if of_idp and not set(by_path.values()) <= {reference.id for reference in of_idp}:
                    # A diff will want the names of the groups that the rule has: one list for both.
                    self._list(SCIM_GROUP, idp_id)
                groups.update(self._of_kind(SCIM_GROUP, idp_id, by_path, of_idp, problems))
            except ApiError as error:
                if not error.is_bad_request:
                    raise
                problems += [
                    "%s: the groups of %s cannot be had: %s. Look whether it is enabled for SCIM."
                    % (path, self.idp_name(idp_id), error.reason.rstrip("."))
                    for path in by_path
                ]
        return groups

    def _resolve_attributes(
        self,
        drafts: t.Iterable[Draft],
        known: _Known,
        found: t.Mapping[str, Reference],
        problems: list[str],
    ) -> dict[str, Reference]:
        attributes: dict[str, Reference] = {}
        for draft in drafts:
            for side, said in _named_sides(draft):
                if side.kind in ATTRIBUTES:
                    idp = found.get(draft.idp.path) if draft.idp else None
                    if isinstance(idp, Unresolved):
                        continue
                    reference = self._attribute(side.kind, said, idp, known.get(side.kind, ()), problems)
                    attributes[said.path] = reference
        return attributes

    def _attribute(
        self,
        kind: str,
        said: Said,
        idp: Reference | None,
        known: t.Iterable[Reference],
        problems: list[str],
    ) -> Reference:
        """Return the attribute meant. An id means the member that has it, as in ``_references.resolve``."""
        member = next((reference for reference in known if reference.id == said.token), None)
        if member and idp is None:
            return member
        records = self._attributes(kind, idp)
        matching = [record for record in records if member and str(record["id"]) == member.id]
        matching = matching or [record for record in records if said.token in _attribute_names(record, idp)]
        if len(matching) == 1:
            record = matching[0]
            idp_id = str(record.get("idpId") or (idp.id if idp else ""))
            self._learnt[IDP + "of" + kind, str(record["id"])] = idp_id
            self._learnt[kind, str(record["id"])] = _lookup.name_of(record)
            return Reference(str(record["id"]), _lookup.name_of(record))
        if matching:
            listed = ", ".join(
                "%s of %s" % (record["id"], self.idp_name(str(record.get("idpId")))) for record in matching
            )
            problems.append(
                "%s: %d %s are named '%s' (%s). Set idp to choose one, or give the id."
                % (said.path, len(matching), KINDS[kind].plural, said.token, listed)
            )
            return Unresolved(said.token, said.token)
        names = map(_lookup.name_of, records)
        near = NearMatches(KINDS[kind], ((name, name) for name in names))
        return _references.unknown(KINDS[kind], said.path, said.token, near, problems)

    def _attributes(self, kind: str, idp: Reference | None) -> list[Record]:
        if kind == SAML:
            records = self._list(SAML)
            return [record for record in records if idp is None or str(record.get("idpId")) == idp.id]
        if idp is not None:
            return self._list(SCIM, idp.id)
        providers = [
            record
            for record in self._list(IDP)
            if str(record.get("scimEnabled", True)).lower() not in ("false", "0")
        ]
        return [
            {**record, "idpId": provider["id"]}
            for provider in providers
            for record in self._list_there_is(SCIM, str(provider["id"]))
        ]

    def _list(self, kind: str, idp: str = "") -> list[Record]:
        """Return a whole list, and learn what is called how in it."""
        row = KINDS[kind].of_idp(idp) if idp else KINDS[kind]
        records = self._source.table(row).records
        if (kind, idp) not in self._learnt_lists:
            self._learnt_lists.add((kind, idp))
            self._learn(kind, idp, row, records)
        return records

    def _learn(self, kind: str, idp: str, row: Kind, records: t.Sequence[Record]) -> None:
        """Learn names; not those of several things, nor what is an id as well: their ids tell these apart."""
        times = Counter((str(record.get("idpId")), _lookup.name_of(record)) for record in records)
        ids = {found for record in records for found in (str(record["id"]), reference_to(row, record).id)}
        for record in records:
            reference = reference_to(row, record)
            is_its_own = times[str(record.get("idpId")), reference.name] == 1 and reference.name not in ids
            self._learnt.setdefault((kind + idp, reference.id), reference.name if is_its_own else "")
            if record.get("idpId") is not None:
                self._learnt[IDP + "of" + kind, reference.id] = str(record["idpId"])

    def _list_there_is(self, kind: str, idp: str = "") -> list[Record]:
        """The same where a refusal is no reason to stop."""
        if (kind, idp) in self._refused or (self._is_troubled and (kind, idp) not in self._learnt_lists):
            return []
        try:
            return self._list(kind, idp)
        except RequestError as error:
            # Where the API itself is in trouble, names are not worth the tries that they would take.
            self._is_troubled = not isinstance(error, ApiError) or error.is_trouble
            self._refused.add((kind, idp))
            return []

    def words(self, listed_as: str) -> t.Mapping[str, str]:
        """Return the words of a list that the tenant has, none where it does not have the list."""
        if listed_as not in self._words:
            try:
                self._words[listed_as] = words_of(self._client, listed_as)
            except ApiError as error:
                if error.is_trouble:
                    raise
                self._words[listed_as] = {}
        return self._words[listed_as]

    # -- From ids to names -------------------------------------------------------------------------------

    def idp_name(self, idp_id: str) -> str:
        """Return what an identity provider is called, its id if nobody knows."""
        return self._name(IDP, "", idp_id) or idp_id

    def told(self, conditions: t.Iterable[Condition]) -> frozenset[Condition]:
        """Return the conditions with names wherever there are any to be had."""
        return frozenset(
            condition._replace(operands=frozenset(map(self._told_operand, condition.operands)))
            for condition in conditions
        )

    def told_value(self, type_: FieldType, value: t.Any) -> t.Any:
        """Return the canonical value of a field with names wherever there are any to be had."""
        if isinstance(type_, Conditions):
            return self.told(value)
        if isinstance(type_, ReferenceSet):
            return frozenset(self.told_reference(type_.kind, reference) for reference in value)
        if isinstance(type_, ReferenceTo) and isinstance(value, Reference):
            return self.told_reference(type_.kind, value)
        return value

    def told_reference(self, kind: str, reference: Reference) -> Reference:
        """Return a reference with its name."""
        return reference if reference.name else reference._replace(name=self._name(kind, "", reference.id))

    def _told_operand(self, operand: Operand) -> Operand:
        known = OBJECT_TYPES.get(operand.object_type)
        if known is None or operand.left == RIDDLE:
            return operand
        if isinstance(known.left, Named) and not operand.left_name:
            operand = operand._replace(left_name=self._side_name(known.left, operand, operand.left))
        if isinstance(known.right, Named) and not operand.right_name:
            operand = operand._replace(right_name=self._side_name(known.right, operand, operand.right))
        if known.is_per_idp and operand.object_type != "SCIM_GROUP" and not operand.idp:
            kind = t.cast(Named, known.left).kind
            operand = operand._replace(idp=self._learnt.get((IDP + "of" + kind, operand.left), ""))
        if operand.idp and not operand.idp_name:
            operand = operand._replace(idp_name=self._name(IDP, "", operand.idp))
        return operand

    def _side_name(self, side: Named, operand: Operand, value: str) -> str:
        if side.kind == SCIM and not operand.idp:
            return self._learnt.get((SCIM, value), "")
        return self._name(side.kind, operand.idp if KINDS[side.kind].per_idp else "", value)

    def _name(self, kind: str, idp: str, value: str) -> str:
        if (kind + idp, value) not in self._learnt:
            self._list_there_is(kind, idp)
        return self._learnt.get((kind + idp, value), "")


_Known = t.Dict[str, t.List[Reference]]


def _known(operands: Operands) -> _Known:
    """Return what the operands of a rule refer to, by kind."""
    known: _Known = {}
    for operand in operands:
        for kind, value, name in operand.references:
            # A group belongs to its identity provider: the id alone says nothing elsewhere.
            owner = operand.left if kind == SCIM_GROUP else ""
            known.setdefault(kind + owner, []).append(Reference(value, name))
    return known


def _named_sides(draft: Draft) -> t.Iterator[tuple[Named, Said]]:
    row = OBJECT_TYPES.get(draft.object_type) if draft.left.token != RIDDLE else None
    for side, said in ((row.left, draft.left), (row.right, draft.right)) if row else ():
        if isinstance(side, Named):
            yield side, said


def _attribute_names(record: Record, idp: Reference | None) -> set[str]:
    """What an attribute can be called; the short name only beside its identity provider."""
    short = {str(record.get("samlName"))} if idp and record.get("samlName") else set()
    return {str(record["id"]), _lookup.name_of(record)} | short


def _operand(draft: Draft, found: t.Mapping[str, Reference]) -> Operand:
    if draft.left.token == RIDDLE:
        # A draft is made of what can be solved alone.
        return t.cast(Operand, solved(draft.object_type or NO_TYPE, draft.right.token))
    row: ObjectType | None = OBJECT_TYPES.get(draft.object_type)
    if row is None:
        return Operand(draft.object_type, draft.left.token, draft.right.token)
    left, right = (
        found.get(said.path, Reference(said.token))
        if isinstance(side, Named)
        else Reference(word_of(side, said.token))
        for side, said in ((row.left, draft.left), (row.right, draft.right))
    )
    idp = left if draft.object_type == "SCIM_GROUP" else found.get(draft.idp.path) if draft.idp else None
    return Operand(
        draft.object_type,
        left.id,
        right.id,
        left.name,
        right.name,
        idp.id if idp else "",
        idp.name if idp else "",
    )
