# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What no single object of a configuration shows: where two of them contradict each other. Private."""

from __future__ import annotations

import typing as t

from .. import _lookup
from .._errors import ApiError
from .._model.conditions import Conditions
from .._model.configuration import Section, policies
from .._model.fields import Name, Record, Reference, ReferenceSet, ReferenceTo
from .._model.options import ABSENT
from .._model.resource import Resource
from .._plan import CREATE, DELETE, NOTHING, Plan, predict
from .stores import Stores, is_not_there

if t.TYPE_CHECKING:
    from .plan import Planned

    Lists = t.Sequence[t.Tuple[Section, t.List[Planned]]]


class Conflicts(t.NamedTuple):
    """Sentences: what cannot be carried out, and what happens besides."""

    problems: list[str]
    warnings: list[str]


def find_conflicts(stores: Stores, lists: Lists) -> Conflicts:
    """Return what the plans for single objects do to each other."""
    found = Conflicts([], [])
    for section, planned in lists:
        if not planned:
            continue
        _refuse_taken_names(stores, section, planned, found)
        _refuse_names_of_absent(planned, found)
        _refuse_other_spellings(planned, found)
        if section.resource.blocks_delete:
            moved = _claims(section, planned, found)
            _tell_of_the_poorer(stores, section, planned, moved, found)
            _refuse_deletions_of_owners(section, planned, moved, found)
    _refuse_deletions_of_named(stores, lists, found)
    return found


# -- Names -----------------------------------------------------------------------------------------------


def _refuse_taken_names(
    stores: Stores, section: Section, planned: t.Sequence[Planned], found: Conflicts
) -> None:
    """Refuse names that another object has at the time when they are written; deletions come later."""
    names = {str(record["id"]): _lookup.name_of(record) for record in stores.of(section).table.in_scope}
    for one in planned:
        names.pop(one.id_or_stand_in, None)
        if one.id:
            names[one.id] = one.name
    holders: dict[str, set[str]] = {}
    for object_id, name in names.items():
        holders.setdefault(name, set()).add(object_id)
    for one in planned:
        wanted = one.plan.after.get("name")
        if wanted is None or one.plan.operation == DELETE or (one.id and wanted == one.name):
            continue
        others = holders.get(wanted, set()) - {one.id_or_stand_in}
        if others:
            found.problems.append(
                "%s.name: '%s' is the name of another %s (%s) when this is written; deletions come last. "
                "Choose another name, or do it in two tasks."
                % (one.path, wanted, section.resource.kind.noun, ", ".join(sorted(others)))
            )
        holders.get(one.name, set()).discard(one.id_or_stand_in)
        holders.setdefault(wanted, set()).add(one.id_or_stand_in)


def _refuse_names_of_absent(planned: t.Sequence[Planned], found: Conflicts) -> None:
    """Refuse names that another entry declares to be those of nothing: the next run would delete them."""
    absent = {
        Name().decode(one.entry.options.get("name")): one.path
        for one in planned
        if one.entry
        and one.entry.options["state"] == ABSENT
        and one.entry.options.get("id") is None
        and one.plan.operation == NOTHING
    }
    for one in planned:
        wanted = one.plan.after.get("name")
        if wanted in absent:
            found.problems.append(
                "%s.name: '%s' is declared to be absent, as %s. Decide on one of them."
                % (one.path, wanted, absent[wanted])
            )


def _refuse_other_spellings(planned: t.Sequence[Planned], found: Conflicts) -> None:
    """Refuse to replace an object by one whose name differs in letter case or blanks alone."""
    created = {_folded(one.name): one for one in planned if one.plan.operation == CREATE}
    for one in planned:
        twin = created.get(_folded(one.name))
        if one.plan.operation == DELETE and one.entry is None and twin:
            found.problems.append(
                "%s.name: '%s' is not spelled like '%s' (id %s), which would be deleted. Spell it so or give "
                "the id to rename it." % (twin.path, twin.name, one.name, one.id)
            )


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


# -- Members that belong to one object at a time ---------------------------------------------------------


def _owned(resource: Resource) -> str:
    """Return the option with the members that belong to one object at a time, empty where there is none."""
    return next(
        (
            field.name
            for field in resource.fields
            if isinstance(field.type, ReferenceSet)
            and field.type.added
            and field.wire == (resource.blocks_delete or ("",))[0]
        ),
        "",
    )


def _claims(section: Section, planned: t.Iterable[Planned], found: Conflicts) -> dict[str, Planned]:
    """Return who gets which member, by the member's id."""
    option = _owned(section.resource)
    claims: dict[str, Planned] = {}
    for one in planned:
        for member in sorted(one.plan.after.get(option, ())) if one.plan.operation != DELETE else ():
            earlier = claims.setdefault(member.id, one)
            if earlier is not one:
                found.problems.append(
                    "%s.%s: '%s' belongs to %s as well, and to one %s only it can belong. List it once."
                    % (one.path, option, member.name or member.id, earlier.path, section.resource.kind.noun)
                )
    return claims


def _tell_of_the_poorer(
    stores: Stores,
    section: Section,
    planned: t.Sequence[Planned],
    moved: t.Mapping[str, Planned],
    found: Conflicts,
) -> None:
    """Warn of objects that lose a member to another one although nothing is declared about that."""
    option = _owned(section.resource)
    if not option or not moved:
        return
    told = {one.id for one in planned if option in one.plan.after or one.plan.operation == DELETE}
    field = section.resource.field(option)
    for record in stores.of(section).table.in_scope:
        if str(record["id"]) in told:
            continue
        for member in sorted(field.read(record)):
            if member.id in moved:
                found.warnings.append(
                    "%s.%s: '%s' leaves %s '%s', to which it belongs now."
                    % (
                        moved[member.id].path,
                        option,
                        member.name or member.id,
                        section.resource.kind.noun,
                        _lookup.name_of(record),
                    )
                )


def _refuse_deletions_of_owners(
    section: Section, planned: t.Iterable[Planned], moved: t.Mapping[str, Planned], found: Conflicts
) -> None:
    """Refuse the deletion of what something belongs to, unless the same plan gives that to another one.

    "An object that is referenced in another object cannot be deleted": the vendor's page on segment groups.
    """
    wire, noun = section.resource.blocks_delete or ("", "")
    members = ReferenceSet("")
    for one in planned:
        present = members.decode((one.plan.current or {}).get(wire)) if one.plan.operation == DELETE else ()
        left = members.show([member for member in present if member.id not in moved])
        if left:
            found.problems.append(
                "%s '%s' cannot be deleted while it is referenced in %s: %s. Move or remove these first, %s."
                % (
                    _subject(one),
                    one.name,
                    noun,
                    ", ".join(left),
                    "or keep it" if one.entry else "or declare or protect it",
                )
            )


# -- What rules name -------------------------------------------------------------------------------------


def _refuse_deletions_of_named(stores: Stores, lists: Lists, found: Conflicts) -> None:
    """Refuse the deletion of what a rule names that stays, of a policy that is declared or not."""
    deleted = {
        (section.resource.key, str(one.id)): one
        for section, planned in lists
        for one in planned
        if one.plan.operation == DELETE and not section.policy_type
    }
    planned_of = {section.path: planned for section, planned in lists}
    for section in policies() if deleted else ():
        planned = planned_of.get(section.path, [])
        by_id = {one.id: one for one in planned}
        resource = section.resource
        staying = [
            (_declared_as(by_id.get(str(record["id"])), section, record), _values(resource, by_id, record))
            for record in _rules(stores, section, section.path in planned_of)
            if str(record["id"]) not in by_id or by_id[str(record["id"])].plan.operation != DELETE
        ]
        staying += [(one.path, one.plan.after) for one in planned if one.plan.operation == CREATE]
        for subject, values in staying:
            for target in sorted({key for key in _references(resource, values) if key in deleted}):
                victim = deleted[target]
                found.problems.append(
                    "%s: names %s '%s', which %s would delete. Keep it, or let no rule name it."
                    % (
                        subject,
                        victim.section.resource.kind.noun,
                        victim.name,
                        victim.path or "the same task, since it is not declared,",
                    )
                )


def _rules(stores: Stores, section: Section, is_declared: bool) -> t.Sequence[Record]:
    """Return the rules of a policy, none where the tenant has no such policy and nobody asked for it."""
    try:
        return stores.rules_of(section).rules()
    except ApiError as error:
        if is_declared or not is_not_there(error):
            raise
        return []


def _values(
    resource: Resource, by_id: t.Mapping[str | None, Planned], record: Record
) -> t.Mapping[str, t.Any]:
    planned = by_id.get(str(record["id"]))
    plan = planned.plan if planned else Plan("", record, {}, {})
    return predict(resource, plan)


def _references(resource: Resource, values: t.Mapping[str, t.Any]) -> t.Iterator[tuple[str, str]]:
    """Yield the kinds and ids of all that a rule names."""
    for field in resource.fields:
        value = values.get(field.name)
        if isinstance(field.type, ReferenceSet):
            yield from ((field.type.kind, reference.id) for reference in value or ())
        elif isinstance(field.type, ReferenceTo) and isinstance(value, Reference):
            yield (field.type.kind, value.id)
        elif isinstance(field.type, Conditions):
            for operand in (operand for condition in value or () for operand in condition.operands):
                yield from ((kind, object_id) for kind, object_id, _name in operand.references)


def _declared_as(planned: Planned | None, section: Section, record: Record) -> str:
    if planned and planned.entry:
        return planned.path
    return "%s '%s' (id %s)" % (section.noun, _lookup.name_of(record), record["id"])


def _subject(planned: Planned) -> str:
    noun = planned.section.resource.kind.noun
    return "%s: %s" % (planned.path or "config.%s" % planned.section.path, noun)
