# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What no single object of a configuration shows: where two of them contradict each other. Private."""

from __future__ import annotations

import typing as t

from .._engine.plan import CREATE, DELETE, NOTHING, Values, predict
from .._engine.reconcile import SPELLED_OTHERWISE
from .._engine.referrers import Referrer, named_by
from .._engine.source import Source
from .._policy.receivers import receivers_by_rule
from .._resources.registry import MANAGED
from .._schema.field_type import FORCE, Record, Reference
from .._schema.options import ABSENT
from .._schema.record import name_of
from .._schema.resource import Resource
from .ends import TWICE
from .graph import Edge, Graph, Node
from .handovers import not_handed_over
from .inside import NotEmpty, refuse_full
from .referrers import Shelf, add_parts, find_referrers, shelves
from .repositories import Stores
from .sections import Section, below
from .steps import Planned

Lists = t.Sequence[t.Tuple[Section, t.List[Planned]]]
NAMED_ANEW = (
    "%s.recreate: Cannot delete and create anew %s '%s' (id %s): it is named by %s. Create one under another "
    "name, let these name that, and declare this one absent."
)
CANNOT_LEAVE = " %s '%s' cannot leave it: declare that absent in the same task."
# What tells an object from others of its kind.
Key = t.Tuple[t.Any, ...]


class Conflicts(t.NamedTuple):
    """Sentences: what cannot be carried out, and what happens besides."""

    problems: list[str]
    warnings: list[str]


def find_conflicts(stores: Stores, lists: Lists) -> Conflicts:
    """Return what the plans for single objects do to each other."""
    found = Conflicts([], [])
    moved: set[Node] = set()
    for section, planned in lists:
        if not planned:
            continue
        _refuse_taken_names(stores, section, planned, found)
        _refuse_names_of_absent(section, planned, found)
        if section.resource.has_names:
            _refuse_other_spellings(stores, section, planned, found)
        found.problems.extend(not_handed_over(section.resource, planned, stores.of(section).table.in_scope))
        claims = _claims(section, planned, found)
        _tell_of_the_poorer(stores, section, planned, claims, found)
        moved.update(claims)
    _refuse_parts_twice(stores, lists, found)
    _refuse_deletions_of_named(stores, lists, frozenset(moved), found)
    _refuse_new_ones_of_named(stores, lists, found)
    _refuse_deletions_of_full(stores, lists, found)
    return found


# -- Names -----------------------------------------------------------------------------------------------


def _refuse_taken_names(
    stores: Stores, section: Section, planned: t.Sequence[Planned], found: Conflicts
) -> None:
    """Refuse names that another object has at the time when they are written; deletions come later.

    Of what has no name, what tells it from others.
    """
    resource = section.resource
    keys = {str(record["id"]): _key_in(resource, record) for record in stores.of(section).table.in_scope}
    for one in planned:
        keys.pop(one.id_or_stand_in, None)
        if one.id:
            keys[one.id] = _key_in(resource, one.plan.current or {})
    holders: dict[Key, set[str]] = {}
    for object_id, key in keys.items():
        holders.setdefault(key, set()).add(object_id)
    for one in planned:
        wanted = resource.key_of(one.identity)
        is_said = any(name in one.plan.after for name in resource.identity)
        if not is_said or one.plan.operation == DELETE or (one.id and wanted == keys[one.id]):
            continue
        others = holders.get(wanted, set()) - {one.id_or_stand_in}
        if others:
            found.problems.append(
                "%s.%s: '%s' is the name of another %s (%s) when this is written; deletions come last. "
                "Choose another name, or do it in two tasks."
                % (
                    one.path,
                    resource.says_which,
                    resource.title_of(one.identity),
                    resource.kind.noun,
                    ", ".join(sorted(others)),
                )
            )
        holders.get(keys.get(one.id_or_stand_in, ()), set()).discard(one.id_or_stand_in)
        holders.setdefault(wanted, set()).add(one.id_or_stand_in)


def _key_in(resource: Resource, record: Record) -> Key:
    return resource.key_of(resource.identity_in(record))


def _refuse_names_of_absent(section: Section, planned: t.Sequence[Planned], found: Conflicts) -> None:
    """Refuse names that another entry declares to be those of nothing: the next run would delete them."""
    resource = section.resource
    absent = {
        resource.key_said(one.entry.options): one.path
        for one in planned
        if one.entry
        and one.entry.options["state"] == ABSENT
        and one.entry.options.get("id") is None
        and one.plan.operation == NOTHING
    }
    for one in planned if absent else ():
        wanted = resource.key_said(resource.show(one.identity)) if one.plan.after else None
        if wanted in absent and any(name in one.plan.after for name in resource.identity):
            found.problems.append(
                "%s.%s: '%s' is declared to be absent, as %s. Decide on one of them."
                % (one.path, resource.says_which, resource.title_of(one.identity), absent[wanted])
            )


def _refuse_other_spellings(
    stores: Stores, section: Section, planned: t.Sequence[Planned], found: Conflicts
) -> None:
    """Refuse to create what differs in letter case or blanks alone from what goes, and would replace it.

    From what stays and is not declared it must not differ in letter case alone: no source says whether ZPA
    tells the two apart, and who means both declares both.
    """
    created = {_folded(section, one.identity): one for one in planned if one.plan.operation == CREATE}
    if not created:
        return
    by_id = {one.id_or_stand_in: one for one in planned}
    for record in stores.of(section).table.in_scope:
        one, identity = by_id.get(str(record["id"])), section.resource.identity_in(record)
        twin, name = created.get(_folded(section, identity)), name_of(identity)
        if twin is None or name == twin.name or (one and one.entry):
            continue
        if one and one.plan.operation == DELETE:
            found.problems.append(
                "%s.name: '%s' is not spelled like '%s' (id %s), which would be deleted. Spell it so or give "
                "the id to rename it." % (twin.path, twin.name, name, record["id"])
            )
        elif name.casefold() == twin.name.casefold():
            said = (twin.name, section.resource.kind.noun, name, record["id"])
            found.problems.append(below(twin.path, SPELLED_OTHERWISE % said))


def _folded(section: Section, identity: Values) -> Key:
    """Return what tells an object from others, with its name as far as that is more than its spelling."""
    folded = " ".join(name_of(identity).split()).casefold()
    return section.resource.key_of({**identity, "name": folded})


# -- Members that belong to one object at a time ---------------------------------------------------------


def _members(resource: Resource, values: Values) -> list[tuple[Node, Reference]]:
    """Return the members of an object with these canonical values, by name."""
    option = resource.members
    pairs = resource.field(option).type.references(values.get(option)) if option else ()
    return [(Node(kind, member.id), member) for kind, member in sorted(pairs)]


def _claims(section: Section, planned: t.Iterable[Planned], found: Conflicts) -> dict[Node, Planned]:
    """Return who gets which member."""
    option = section.resource.members
    claims: dict[Node, Planned] = {}
    for one in planned:
        for node, member in _members(section.resource, one.plan.after):
            earlier = claims.setdefault(node, one)
            if earlier is not one:
                said = (option, member.name or member.id, earlier.path, section.resource.kind.noun)
                found.problems.append(below(one.path, TWICE % said))
    return claims


def _tell_of_the_poorer(
    stores: Stores,
    section: Section,
    planned: t.Sequence[Planned],
    moved: t.Mapping[Node, Planned],
    found: Conflicts,
) -> None:
    """Warn of objects that lose a member to another one although nothing is declared about that."""
    option = section.resource.members
    if not option or not moved:
        return
    field = section.resource.field(option)
    told = {one.id for one in planned if option in one.plan.after or one.plan.operation == DELETE}
    for record in stores.of(section).table.in_scope:
        if str(record["id"]) in told:
            continue
        for node, member in _members(section.resource, {option: field.read(record)}):
            if node in moved:
                found.warnings.append(
                    "%s.%s: '%s' leaves %s '%s', to which it belongs now."
                    % (
                        moved[node].path,
                        option,
                        member.name or member.id,
                        section.resource.kind.noun,
                        section.resource.title(record),
                    )
                )


# -- Parts that are listed as well -----------------------------------------------------------------------

PART_TWICE = (
    "%s: is the rule of %s '%s' (id %s), which %s declares as well. Declare what the rule says there alone."
)
PART_GOES = "%s: is the rule of %s '%s' (id %s), and goes with it. Leave it out."


def _refuse_parts_twice(stores: Stores, lists: Lists, found: Conflicts) -> None:
    """Refuse to declare a rule beside what it is a part of, where that says what the rule says, or goes."""
    wholes = {one.id: one for section, planned in lists if section.resource.rule for one in planned}
    rules = [one for section, planned in lists if section.is_ordered for one in planned if one.entry]
    receivers = receivers_by_rule(stores.source) if wholes and rules else {}
    for one in rules:
        receiver = receivers.get(one.id or "")
        whole = wholes.get(receiver.id) if receiver else None
        if receiver is None or whole is None:
            continue
        said = (one.path, whole.section.noun, receiver.name, receiver.id)
        resource = whole.section.resource
        if whole.plan.operation == DELETE:
            found.problems.append(PART_GOES % said)
        elif any(resource.field(name).inside == resource.rule for name in whole.plan.after):
            found.problems.append(PART_TWICE % (*said, whole.path))


# -- What names what shall go ----------------------------------------------------------------------------


def _refuse_deletions_of_named(
    stores: Stores, lists: Lists, moved: frozenset[Node], found: Conflicts
) -> None:
    """Refuse the deletion of what something names that stays, be that declared or not.

    ``moved``: the members that the same plan gives to something else. Of what goes by force nobody is asked
    but the plan itself, which the next run would find wrong.
    """
    victims = {
        _node(one): one for _section, planned in lists for one in planned if one.plan.operation == DELETE
    }
    graph = graph_after(stores, lists, moved).without(victims) if victims else Graph()
    for victim, edges in graph.referrers_of(victims).items():
        one = victims[victim]
        referrers = [(edge, graph.told[edge.source]) for edge in edges]
        told = [referrer for _edge, referrer in referrers if referrer.place or not one.plan.is_forced]
        if told:
            stays = [referrer for edge, referrer in referrers if _stays_in(one.section.resource, edge)]
            found.problems.append(
                "%s: Cannot delete %s '%s' (id %s)%s: it is named by %s. Take it out of these in the same "
                "task, %s.%s"
                % (
                    one.path or "config.%s" % one.section.path,
                    one.section.resource.kind.noun,
                    one.name,
                    one.id,
                    "" if one.entry else ", which is not declared",
                    named_by(told),
                    _other_ways(one),
                    CANNOT_LEAVE % (stays[0].noun, stays[0].name) if stays else "",
                )
            )


def _refuse_new_ones_of_named(stores: Stores, lists: Lists, found: Conflicts) -> None:
    """Refuse to create anew what something names by now: that comes before all that names other things."""
    for section, planned in lists:
        for one in planned:
            current = one.plan.current or {}
            named = find_referrers(stores.source, section.resource, current) if one.plan.is_anew else None
            if named:
                said = (one.path, section.resource.kind.noun, one.name, one.id, named_by(named))
                found.problems.append(NAMED_ANEW % said)


def _stays_in(resource: Resource, edge: Edge) -> bool:
    """Whether what names an object belongs to it, and nothing gives it to another one."""
    belongs = {(one.key, one.belongs_to[0]) for one in MANAGED}
    return (edge.source.kind, resource.key) in belongs and not resource.members


def _refuse_deletions_of_full(stores: Stores, lists: Lists, found: Conflicts) -> None:
    """Refuse the deletion of what has others inside: a configuration is about one place alone."""
    for section, planned in lists:
        for one in planned if section.resource.kind.holds_others else ():
            if one.plan.operation != DELETE:
                continue
            try:
                refuse_full(stores.source, section.resource, one.plan.current or {})
            except NotEmpty as error:
                found.problems.append("%s: %s" % (one.path or "config.%s" % section.path, error))


def _other_ways(one: Planned) -> str:
    """Return what can be done about a deletion that is refused, if what names the object shall stay."""
    if one.entry is None:
        return "or declare or protect it"
    can_be_forced = one.section.resource.forced_by and not one.plan.is_forced
    return "keep it, or set %s=true" % FORCE if can_be_forced else "or keep it"


def graph_after(stores: Stores, lists: Lists, moved: frozenset[Node]) -> Graph:
    """Return who names what the plan deletes, once everything else of it is done.

    A list is asked where its own entries are planned, or where what goes does not show who names it. What
    goes is still in it, and what that names. ``moved``: see above.
    """
    planned_of = {section.resource.kind.path: planned for section, planned in lists}
    gone = [one for _section, planned in lists for one in planned if one.plan.operation == DELETE]
    kinds = _kinds_of(gone)
    unforced = _kinds_of(one for one in gone if not one.plan.is_forced)
    asked = [
        (shelf, planned)
        for shelf in shelves()
        for planned in [planned_of.get(shelf.kind.path, [])]
        if any(map(shelf.must_be_read, unforced)) or (planned and any(map(shelf.can_name, kinds)))
    ]
    told = moved.union(_node(one) for _shelf, planned in asked for one in planned)
    graph = Graph()
    for one in gone:
        graph.add_named(_node(one), stores.of(one.section).shown_referrers(one.plan.current or {}, told))
    named = {kind.key for kind in kinds}
    for shelf, planned in asked:
        _add_as_planned(graph, shelf, stores.source, planned, named)
    for kind in unforced:
        records = [one.plan.current or {} for one in gone if one.section.resource.key == kind.key]
        add_parts(graph, stores.source, kind, records)
    return graph.moved(moved)


def _kinds_of(planned: t.Iterable[Planned]) -> t.Collection[Resource]:
    return {one.section.resource.key: one.section.resource for one in planned}.values()


def _node(planned: Planned) -> Node:
    return Node(planned.section.resource.key, planned.id_or_stand_in)


def _add_as_planned(
    graph: Graph, shelf: Shelf, source: Source, planned: t.Iterable[Planned], named: t.AbstractSet[str]
) -> None:
    """Add the objects of a list as they will be, those of which nothing is planned as they are.

    ``named``: the kinds of what goes.
    """
    records = {str(record["id"]): record for record in shelf.records(source)}
    plans = {one.id_or_stand_in: one for one in planned if one.plan.current or one.plan.changes}
    for object_id, record in records.items():
        if object_id not in plans:
            shelf.put_in(graph, shelf.told(source, record, named))
    for one in plans.values():
        referrer = Referrer(shelf.noun, one.name, one.id or "", one.path)
        resource, current = one.section.resource, one.plan.current
        told = one.plan._replace(current=dict(shelf.told(source, current, named))) if current else one.plan
        graph.add(resource, _node(one), referrer, told.current or {}, predict(resource, told))
