# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a whole configuration to the steps that bring a tenant to it. Reads, and writes nothing. Private.

Every object is planned as the module for one object plans it, on lists that are read once. What the plan
creates is put into a forecast of these lists, so that what comes later can refer to it.
"""

from __future__ import annotations

import time
import typing as t
from fnmatch import fnmatchcase

from .._engine import apply
from .._engine.finder import can_be_id
from .._engine.index import NearMatches
from .._engine.listed_store import ListedStore
from .._engine.plan import CREATE, DELETE, NOTHING, UPDATE, Plan, plan_absent
from .._engine.reconcile import STAYS, make_plan, warn_of_options
from .._engine.source import Forecast, Source
from .._errors import InvalidInput, RestrictedObject
from .._policy.ordering import KEEP, Placed, arrange, end_of
from .._policy.reorder import Arrangement
from .._resources.lookups import LOOKUPS
from .._schema.field_type import Record
from .._schema.options import ABSENT
from .._schema.record import is_default, is_inside_microtenant, is_restricted, name_of
from .._schema.resource import Resource
from .._schema.scalars import Name
from .._words import suggestion
from .brakes import readings
from .conflicts import find_conflicts
from .ends import agree
from .handovers import in_turn
from .repositories import Stores
from .sections import OVERRIDDEN, DeclaredEntry, Options, Section, below, declared, of_place
from .steps import LOOK, REORDER, Planned, Step
from .together import deleted_together, together
from .warnings import Reporter

MISPLACED = (
    "config.%s: belongs to the tenant as a whole, and the connection is for one of its microtenants. Leave "
    "it out, or take microtenant_id away."
)

PROTECTED = "%s: '%s' is protected and never deleted. Take it out of protect, or leave it alone."
ANEW_PROTECTED = (
    "%s.recreate: '%s' is protected and never deleted, not even to create it anew. Take it out of protect, "
    "or declare it as it is."
)


class ConfigPlan(t.NamedTuple):
    """The steps in the order in which they are taken, and what they are made of, list by list."""

    steps: list[Step]
    lists: list[tuple[Section, list[Planned]]]
    stores: Stores

    @property
    def unchanged(self) -> int:
        """How many declared objects stay as they are."""
        return sum(one.is_as_declared for _section, planned in self.lists for one in planned if one.entry)


def plan_config(source: Source, options: Options, reporter: Reporter) -> ConfigPlan:
    """Plan what brings the tenant to its configuration. Raises InvalidInput with every problem."""
    stores = Stores(Forecast(source))
    problems: list[str] = []
    given = declared(options)
    _refuse_misplaced(given, source.client.settings.microtenant_id)

    def doomed(section: Section, known: t.Collection[str]) -> set[str]:
        is_overridden = options["state"] == OVERRIDDEN
        records = _undeclared(stores, section, known, options["protect"]) if is_overridden else ()
        return {str(record["id"]) for record in records}

    agreed = agree(stores, given, doomed, problems)
    given = [(section, agreed.lists[section.path]) for section, _entries in given]
    lists = [
        (section, _plan_entries(stores, section, entries, agreed.ends, reporter, problems))
        for section, entries in given
    ]
    if options["state"] == OVERRIDDEN:
        entries_of = agreed.lists
        for section, planned in lists:
            entries = entries_of[section.path]
            planned += _plan_undeclared(stores, section, entries, planned, options["protect"])
    everything = [one for _section, planned in lists for one in planned]
    problems += _wrong_deletions(everything, options)
    if options["state"] == OVERRIDDEN or any(one.plan.deletes for one in everything):
        for warning in _useless_patterns(stores, lists, options):
            source.client.warn(warning)
    found = find_conflicts(stores, lists)
    problems += found.problems
    for warning in found.warnings:
        source.client.warn(warning)
    orders = {
        section.path: _plan_order(stores, section, planned, problems)
        for section, planned in lists
        if section.is_ordered and planned and not problems
    }
    if problems:
        raise InvalidInput(problems)
    return ConfigPlan(_in_turn(lists, orders), lists, stores)


def _refuse_misplaced(
    given: t.Sequence[tuple[Section, t.Sequence[DeclaredEntry]]], microtenant_id: str
) -> None:
    """Refuse lists of what the tenant has as a whole where the connection is for a part of it."""
    sections = [section for section, _entries in given]
    there = of_place(sections, microtenant_id)
    problems = [MISPLACED % section.path for section in sections if section not in there]
    if problems:
        raise InvalidInput(problems)


def _in_turn(
    lists: t.Sequence[tuple[Section, list[Planned]]], orders: t.Mapping[str, Step | None]
) -> list[Step]:
    """Return the steps with what is referred to before what refers to it, and deletions the other way."""
    renamed = {
        (section.resource.key, str(one.id)): one.plan.after["name"]
        for section, planned in lists
        for one in planned
        if one.plan.operation == UPDATE and one.plan.after.get("name") != one.plan.before.get("name")
    }
    steps = []
    for section, planned in lists:
        written = [one for one in planned if one.plan.operation not in (NOTHING, DELETE)]
        ordered = in_turn(section.resource, [one for one in written if not one.plan.is_anew])
        own = [(one, one.step(renamed)) for one in ordered]
        steps += together(section, own)
        steps += [step for _one, step in own]
        steps += [step for one in written if one.plan.is_anew for step in one.steps_anew(renamed)]
        order = orders.get(section.path)
        steps += [order] if order else []
        is_new = any(one.plan.operation == CREATE for one in planned)
        # New rules are looked for when they are ordered.
        steps += [_look_at(section)] if is_new and not section.is_ordered else []
    for section, planned in reversed(lists):
        deletions = [one.step(renamed) for one in planned if one.plan.operation == DELETE]
        steps += [*deleted_together(section, deletions), *deletions]
    return steps


def _look_at(section: Section) -> Step:
    path = "config.%s" % section.path
    return Step(section, LOOK, section.noun, None, {}, {}, path, {}, is_expected=False)


# -- Objects ---------------------------------------------------------------------------------------------


def _plan_entries(
    stores: Stores,
    section: Section,
    entries: t.Iterable[DeclaredEntry],
    ends: t.Mapping[str, t.AbstractSet[t.Any]],
    reporter: Reporter,
    problems: list[str],
) -> list[Planned]:
    """Plan entries. ``ends``: who will belong to what some of them mean, where others have a say in it."""
    store = stores.of(section)
    found: list[Planned] = []
    paths: dict[str, str] = {}
    for entry in entries:
        with reporter.about(entry.path):
            try:
                plan = make_plan(store, entry.options)
                apply.refuse_restricted(section.resource, plan)
            except InvalidInput as error:
                problems += [below(entry.path, problem) for problem in error.problems]
                _foretell_wrong_entry(stores, section, entry)
                continue
            except RestrictedObject as error:
                problems.append("%s: %s" % (entry.path, error))
                continue
            warn_of_options(store, entry.options, plan)
            if plan.operation == CREATE and section.resource.revealed:
                _warn_of_lost_secret(store, plan)
        if entry.path in ends:
            plan = plan._replace(after={**plan.after, section.resource.members: ends[entry.path]})
        planned = Planned(section, entry, plan)
        earlier = paths.setdefault(planned.id_or_stand_in, entry.path)
        if earlier != entry.path:
            problems.append(
                "%s: is '%s' (id %s), which %s is already. Declare each object once."
                % (entry.path, planned.name, planned.id, earlier)
            )
            continue
        _foretell(stores, planned)
        found.append(planned)
    _warn_of_what_stays(store, [one for one in found if not (one.plan.current or one.plan.after)], reporter)
    return found


def _warn_of_what_stays(store: ListedStore, absent: t.Sequence[Planned], reporter: Reporter) -> None:
    """Warn of what is called as something that shall not be there, but for letter case."""
    noun = store.resource.kind.noun
    names = {name_of(record).casefold(): record for record in store.all()} if absent else {}
    for one in absent:
        options = one.entry.options if one.entry else {}
        given = Name().decode(options.get("name"))
        record = names.get(given.casefold()) if given and options.get("id") is None else None
        if record and can_be_id(store.resource.kind, str(record["id"])):
            with reporter.about(one.path):
                store.client.warn(STAYS % (given, noun, name_of(record), record["id"]))


def _warn_of_lost_secret(store: ListedStore, plan: Plan) -> None:
    """Warn of what ZPA tells once: a configuration has no place for it."""
    resource = store.resource
    revealed = resource.revealed
    if revealed and revealed.is_once and revealed.is_there(plan.after):
        noun, module = resource.kind.noun, resource.module
        store.client.warn(revealed.unasked(name_of(plan.after), noun, module, revealed.needs or "name"))


def _foretell(stores: Stores, planned: Planned) -> None:
    """Put what is planned into the forecast, if others can refer to it."""
    plan = planned.plan
    if not planned.section.is_ordered and plan.operation in (CREATE, UPDATE):
        resource = planned.section.resource
        record = {**(plan.current or {}), "id": planned.id_or_stand_in}
        for option, value in planned.identity.items():
            if option == "name":
                record["name"] = value
            else:
                resource.field(option).write(record, value)
        for option, value in plan.after.items():
            # Others can depend on what it is for.
            if isinstance(value, bool):
                resource.field(option).write(record, value)
        stores.of(planned.section).table.put(record)
        if resource.named_under:
            _foretell_elsewhere(stores, resource, record)


def _foretell_elsewhere(stores: Stores, resource: Resource, record: Record) -> None:
    """Put an object into the list where others look it up, under the id that it has for them."""
    table, key = stores.source.table(LOOKUPS[resource.key]), resource.named_under
    known = next((row for row in table.records if str(row.get(key)) == record["id"]), {"id": record["id"]})
    table.put({**known, key: record["id"], "name": record.get("name")})


def _foretell_wrong_entry(stores: Stores, section: Section, entry: DeclaredEntry) -> None:
    """Put what is declared wrongly into the forecast, so that nobody complains that it does not exist."""
    name = Name().decode(entry.options.get("name"))
    if section.is_ordered or not section.resource.has_names or not name or entry.options["state"] == ABSENT:
        return
    table = stores.of(section).table
    if not table.named(name):
        table.put({"id": entry.path, "name": name})


def _plan_undeclared(
    stores: Stores,
    section: Section,
    entries: t.Iterable[DeclaredEntry],
    planned: t.Sequence[Planned],
    protect: t.Collection[str],
) -> list[Planned]:
    """Plan the deletion of everything that no entry means and that has a name, if any of its kind has.

    What an entry means shows in its plan: another object of the same name is not declared by it. Of a wrong
    entry nobody knows what it means, so that everything is spared that it names in any way. What cannot be
    deleted stays.
    """
    store, resource = stores.of(section), section.resource
    understood = {one.path for one in planned}
    wrong = [entry.options for entry in entries if entry.path not in understood]
    known = {one.id_or_stand_in for one in planned}
    known.update(str(options["id"]) for options in wrong if options.get("id") is not None)
    names = {Name().decode(options.get("name")) for options in wrong}
    return [
        Planned(section, None, store.complete(plan_absent(resource, store.told_whole(record)), []))
        for record in _undeclared(stores, section, known, protect)
        if (name_of(record) not in names if resource.has_names else not wrong)
    ]


def _undeclared(
    stores: Stores, section: Section, known: t.Collection[str], protect: t.Collection[str]
) -> list[Record]:
    """Return what is not one of the ``known`` by its id, and can be deleted. What lost its name stays."""
    resource = section.resource
    if resource.not_deleted or resource.reset:
        return []
    return [
        record
        for record in declarable(stores.of(section))
        if str(record["id"]) not in known
        and (name_of(record) or not resource.has_names)
        and not is_protected(resource, record, protect)
    ]


def declarable(store: ListedStore) -> list[Record]:
    """Return the objects of a list that somebody could declare.

    What Zscaler manages and default rules are not, nor what is a part of something else, nor what does not
    say whose it is among others that do.
    What is over is of no use, and no other tenant would take it.
    """
    records, period, now = store.table.in_scope, store.resource.period, time.time()
    microtenant_id = store.client.settings.microtenant_id
    tells_owners = is_inside_microtenant(microtenant_id) and any(map(_owner, records))
    return [
        record
        for record in records
        if not is_restricted(record)
        and not is_default(record)
        and not (period and period.is_over(record, now))
        and not store.part_of(record)
        and (not tells_owners or _owner(record) == microtenant_id)
    ]


def _owner(record: Record) -> str:
    return str(record.get("microtenantId") or "")


def is_protected(resource: Resource, record: Record, protect: t.Iterable[str]) -> bool:
    """Whether an object is one of those that are never deleted, by name, pattern or id."""
    said = {name_of(record), resource.title(record)}
    return any(_is_one_of(protect, name, str(record["id"])) for name in said)


def _is_one_of(protect: t.Iterable[str], name: str, object_id: str) -> bool:
    return any(token.strip() in (name, object_id) or fnmatchcase(name, token.strip()) for token in protect)


def _useless_patterns(
    stores: Stores, lists: t.Sequence[tuple[Section, list[Planned]]], options: Options
) -> t.Iterator[str]:
    """Yield a warning for each entry of ``protect`` that fits nothing in the lists that are given.

    It may be misspelled. Of a line with commas a part is of use if what it is a part of is.
    """
    there = {
        (said, str(entry.options.get("id") or ""))
        for section, entries in declared(options)
        for entry in entries
        for said in (name_of(entry.options), section.resource.title_said(entry.options))
    }
    for section, planned in lists:
        records = [one.plan.current for one in planned if one.plan.current]
        # What a plan only adds to is not read for want of entries.
        records += stores.of(section).table.in_scope if planned or options["state"] == OVERRIDDEN else ()
        there.update((name_of(record), str(record["id"])) for record in records)
        there.update((section.resource.title(record), str(record["id"])) for record in records)
    names = sorted({name for name, _object_id in there if name})
    for place, tokens in enumerate(readings(options["protect"])):
        if any(_is_one_of(tokens, name, object_id) for name, object_id in there):
            continue
        token = tokens[0]
        sentence = "protect[%d]: '%s' is nothing that config or, in its lists, the tenant has. %s"
        like = suggestion(token, names) if place < NearMatches.MOST else ""
        yield (sentence % (place, token.strip(), like)).rstrip()


# A message that names thousands of objects is read by nobody.
MOST_NAMED = 50


def _named(one: Planned) -> str:
    more = ", to be created anew" if one.plan.is_anew else ""
    return "%s '%s' (id %s%s)" % (one.section.noun, one.name, one.id, more)


def _wrong_deletions(everything: t.Iterable[Planned], options: Options) -> list[str]:
    deletions = [one for one in everything if one.plan.deletes]
    problems = [
        (ANEW_PROTECTED if one.plan.is_anew else PROTECTED) % (one.path, one.name)
        for one in deletions
        if is_protected(one.section.resource, one.plan.current or {}, options["protect"])
    ]
    if len(deletions) > options["max_deletions"]:
        named = ", ".join(map(_named, deletions[:MOST_NAMED]))
        if len(deletions) > MOST_NAMED:
            named += " and %d more" % (len(deletions) - MOST_NAMED)
        problems.append(
            "max_deletions: %d objects would be deleted, and at most %d may be: %s. Declare what shall stay, "
            "protect it, or raise max_deletions." % (len(deletions), options["max_deletions"], named)
        )
    return problems


# -- The order of rules ----------------------------------------------------------------------------------


def _plan_order(
    stores: Stores, section: Section, planned: t.Sequence[Planned], problems: list[str]
) -> Step | None:
    """Plan the order of the rules of one policy, in which declared rules follow each other as declared.

    Where new rules will be in their places at once, it is still looked whether that came true.
    """
    store = stores.rules_of(section)
    present = store.placed()
    created = [Placed(one.id_or_stand_in, one.name) for one in planned if one.plan.operation == CREATE]
    end = end_of(present)
    rules = [*present[:end], *created, *present[end:]]
    gone = {one.id for one in planned if one.plan.operation == DELETE}
    staying = [one for one in planned if one.entry and one.entry.options["state"] != ABSENT]
    refused: list[str] = []
    order = arrange(rules, [one.id_or_stand_in for one in staying], KEEP, refused)
    problems += ["config.%s: %s" % (section.path, problem) for problem in refused]
    is_expected = order != [rule.id for rule in rules]
    if is_expected and store.why_unordered():
        problems.append("config.%s: %s" % (section.path, store.why_unordered()))
    if not is_expected and not created:
        return None
    fixed = {rule.id for rule in rules if rule.is_fixed}
    names = {one.id: one.plan.after.get("name", one.name) for one in staying}
    renamed = [rule._replace(name=names.get(rule.id, rule.name)) for rule in rules]
    after = Arrangement(renamed, order).names(rule_id for rule_id in order if rule_id not in gone)
    before = Arrangement(present, []).names(rule.id for rule in present)
    return Step(
        section,
        REORDER,
        section.name,
        None,
        {"rules": before},
        {"rules": after},
        "config.%s" % section.path,
        {"rules": [rule_id for rule_id in order if rule_id not in fixed]},
        is_expected,
    )
