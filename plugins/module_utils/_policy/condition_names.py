# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names in conditions become ids, and ids names. Private to this collection."""

from __future__ import annotations

import contextlib
import typing as t

from .._client.client import JsonObject
from .._engine import references, sparing
from .._engine.index import NearMatches
from .._engine.names import Names
from .._engine.references import Unresolved
from .._engine.source import Source
from .._engine.word_lists import words_of
from .._errors import ApiError
from .._resources.lookups import LOOKUPS
from .._schema.field_type import Reference
from .._schema.record import name_of
from .condition import IDP, NO_OPTION, NO_TYPE, Condition, Operand, solved
from .condition_options import Draft, DraftedCondition, Said, word_of
from .conditions import Conditions, completed
from .object_types import OBJECT_TYPES, Named, ObjectType
from .scim_values import ScimValues

SAML, SCIM, SCIM_GROUP = "saml_attribute", "scim_attribute", "scim_group"
ATTRIBUTES = (SAML, SCIM)

Operands = t.Iterable[Operand]


class ConditionNames(Names):
    """The same for the conditions of rules as well: their attributes are told by identity providers."""

    def __init__(self, source: Source, foresees: bool = False) -> None:
        super().__init__(source, foresees)
        self._words: dict[str, t.Mapping[str, str]] = {}
        self.scim_values = ScimValues(source.client)

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
        had = [operand for condition in present for operand in condition.operands]
        known = _known(had)
        for operand in had:
            if operand.idp_name:
                self._learnt.setdefault((IDP, operand.idp), operand.idp_name)
        found = self._resolve_plain(drafts, known, problems)
        found.update(self._resolve_attributes(drafts, known, had, found, problems))
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
            found.update(self.several(kind, by_path, known.get(kind, ()), problems))
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
            of_idp = known.get(SCIM_GROUP + idp_id, ())
            try:
                groups.update(self.several(SCIM_GROUP, by_path, of_idp, problems, idp_id))
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
        present: Operands,
        found: t.Mapping[str, Reference],
        problems: list[str],
    ) -> dict[str, Reference]:
        sought: dict[str, list[_Sought]] = {}
        for draft in drafts:
            for side, said in _named_sides(draft):
                idp = found.get(draft.idp.path) if draft.idp else None
                if side.kind in ATTRIBUTES and not isinstance(idp, Unresolved):
                    sought.setdefault(side.kind, []).append(_Sought(said, idp))
        attributes: dict[str, Reference] = {}
        for kind, wanted in sought.items():
            members = {reference.id for reference in known.get(kind, ())}
            homes = {
                operand.left: operand.idp for operand in present if operand.left in members and operand.idp
            }
            hints = self._some_attributes(kind, wanted, members, homes)
            for one in wanted:
                reference = self._attribute(kind, one, members, hints, problems)
                attributes[one.said.path] = reference
        return attributes

    def _some_attributes(
        self, kind: str, sought: t.Iterable[_Sought], members: t.Collection[str], homes: t.Mapping[str, str]
    ) -> list[JsonObject]:
        """Return attributes among which most of what is looked for is, with few requests.

        ``members``: the ids that the rule has. ``homes``: the identity provider of each, as far as the rule
        tells. SCIM has a list for each of them: an attribute that is said without one is looked for in these.
        """
        by_list: dict[str, dict[tuple[str, str], _Sought]] = {}
        for one in sought:
            if one.idp is None and one.said.token in members:
                continue
            owners = [one.idp.id] if one.idp else sorted(set(homes.values()))
            for owner in [""] if kind == SAML else owners:
                # Several values of one attribute are one name.
                by_list.setdefault(owner, {})[one.said.token, one.idp.id if one.idp else ""] = one
        by_id = {one.said.token for one in sought}
        records: list[JsonObject] = []
        for owner, wanted in by_list.items():
            row = LOOKUPS[kind].owned_by(owner) if owner else LOOKUPS[kind]
            here = {member for member in members if not owner or homes.get(member, owner) == owner} - by_id
            wishes = [one.wish for one in wanted.values()]
            is_guess = owner and all(one.idp is None for one in wanted.values())
            with self._despite_refusal(kind, owner) if is_guess else contextlib.nullcontext():
                records += [
                    {**record, "idpId": record.get("idpId") or owner}
                    for record in self._source.some(row, wishes, here)
                ]
        return records

    def _attribute(
        self,
        kind: str,
        sought: _Sought,
        members: t.Collection[str],
        hints: t.Iterable[JsonObject],
        problems: list[str],
    ) -> Reference:
        """Return the attribute meant. An id means the member that has it, and a name that several have the
        only member among them, as in ``references.resolve``.

        ``hints``: attributes of which some may be missing.
        """
        said, idp = sought
        if said.token in members and idp is None:
            return Reference(said.token)
        matching = sought.among(hints, members)
        # Where only some lists were asked, another one can have the name as well.
        is_enough = kind == SAML or idp or all(str(record["id"]) in members for record in matching)
        if len(matching) != 1 or not is_enough:
            records = self._attributes(kind, idp)
            matching = sought.among(records, members)
        if len(matching) == 1:
            record = matching[0]
            idp_id = str(record.get("idpId") or (idp.id if idp else ""))
            self._homes[kind, str(record["id"])] = idp_id
            self._learnt[kind, str(record["id"])] = name_of(record)
            return Reference(str(record["id"]), name_of(record))
        if matching:
            listed = ", ".join(
                "%s of %s" % (record["id"], self.idp_name(str(record.get("idpId")))) for record in matching
            )
            problems.append(
                "%s: %d %s are named '%s' (%s). Set idp to choose one, or give the id."
                % (said.path, len(matching), LOOKUPS[kind].plural, said.token, listed)
            )
            return Unresolved(said.token, said.token)
        names = ((said, name_of(record)) for record in records for said in _spellings(record))
        near = NearMatches(LOOKUPS[kind], names)
        return references.unknown(LOOKUPS[kind], said.path, said.token, near, problems)

    def _attributes(self, kind: str, idp: Reference | None) -> list[JsonObject]:
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


_Known = t.Dict[str, t.List[Reference]]


class _Sought(t.NamedTuple):
    """An attribute as options say it, and the identity provider beside it."""

    said: Said
    idp: Reference | None

    @property
    def wish(self) -> sparing.Wish:
        is_name = not self.said.token.isdigit()
        text = self.said.token if is_name else ""
        return sparing.Wish(text, self.fits, self.fits, is_part=self.idp is not None)

    def fits(self, record: JsonObject) -> bool:
        """Whether an attribute is called so; by its short name only beside its identity provider."""
        if self.idp and str(record.get("idpId", self.idp.id)) != self.idp.id:
            return False
        short = {str(record.get("samlName"))} if self.idp and record.get("samlName") else set()
        return self.said.token in {str(record["id"]), name_of(record)} | short

    def among(self, records: t.Iterable[JsonObject], members: t.Collection[str]) -> list[JsonObject]:
        """Return all that can be meant: by its id, or by its name the only one that the rule has."""
        found = list({str(record["id"]): record for record in records if self.fits(record)}.values())
        present = [record for record in found if str(record["id"]) in members]
        by_id = [record for record in present if str(record["id"]) == self.said.token]
        return by_id or (present if len(present) == 1 else found)


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
    row = OBJECT_TYPES.get(draft.object_type) if draft.left.token != NO_OPTION else None
    for side, said in ((row.left, draft.left), (row.right, draft.right)) if row else ():
        if isinstance(side, Named):
            yield side, said


def _spellings(record: JsonObject) -> t.Iterator[str]:
    """Yield how an attribute can be called somewhere."""
    yield from filter(None, (str(record.get("samlName") or ""), name_of(record)))


def _operand(draft: Draft, found: t.Mapping[str, Reference]) -> Operand:
    if draft.left.token == NO_OPTION:
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
