# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From declared options to a plan, and from a plan to the tenant. Private to this collection."""

from __future__ import annotations

import time
import typing as t

from .._client.client import Client
from .._errors import InvalidInput
from .._schema.field_type import FORCE, RECREATE, WAS_CALLED, Record, is_id
from .._schema.identity import NEW_NAME
from .._schema.metadata import describe, text
from .._schema.options import (
    ABSENT,
    clashing_options,
    doubtful_options,
    fields_to_plan,
    fixed_options,
    misplaced_options,
    missing_options,
    odd_options,
    uncertain_options,
    useless_options,
)
from .._schema.record import is_typed, name_of
from .._schema.resource import Resource
from .._schema.scalars import Name, tidied
from .._schema.traits import traits_of
from .._schema.unlisted import keys_not_listed
from . import apply, mode
from .plan import CREATE, NOTHING, UPDATE, Plan, is_tidied, plan_absent, plan_present, predict
from .repository import Store

Options = t.Mapping[str, t.Any]
# What options mean and what is wrong with them, by option.
Resolved = t.Dict[str, t.Tuple[t.Any, t.List[str]]]

# Stands among options for the name that was given, where ZPA has stored it otherwise.
GIVEN = "given_name"

SPELLED_OTHERWISE = (
    "name: '%s' is not spelled like %s '%s' (id %s), and ZPA may take the two for one. Spell it so, or give "
    "the id to rename it."
)
STAYS = "name: nothing is called '%s', and %s '%s' (id %s) stays. Spell the name so to delete it."


class Converged(t.NamedTuple):
    """What a task did or, in check mode, would do. ``shown`` is {} where the object is gone.

    ``is_new``: whether it was not there before.
    """

    changed: bool
    diff: dict[str, t.Any]
    shown: dict[str, t.Any]
    metadata: dict[str, dict[str, t.Any]]
    is_new: bool = False


def converge(
    store: Store, options: Options, before_writing: t.Callable[[Plan], None] = lambda plan: None
) -> Converged:
    """Bring one object to the state that ``options`` declare; in check mode it is only planned.

    ``before_writing`` gets the plan, and can raise what keeps it from being carried out.
    Raises InvalidInput with every problem found, RestrictedObject, or what the client raises.
    """
    client, resource = store.client, store.resource
    planned = make_plan(store, options)
    if planned.changes:
        store.source.before_changes()
    apply.refuse_forbidden(store, planned)
    if resource.one_has and planned.after.get(resource.one_has):
        # Hardly any kind has one.
        from . import holding

        problems = holding.held_by_others(resource, planned, options, store.seen)
        if problems:
            raise InvalidInput(problems)
    before_writing(planned)
    record, plan = mode.carried_out(
        client, apply.Done(planned.current, planned), lambda: _carry_out(store, options, planned)
    )
    if options["state"] == ABSENT and not (record and resource.reset):
        return Converged(plan.changes, plan.diff(resource), {}, {})
    done = plan._replace(current=record, foreseen={} if record else plan.foreseen)
    if record and is_tidied(resource, plan, "name", name_of(record)):
        done = done._replace(after={**plan.after, "name": name_of(record)})
    warn_of_options(store, options, done)
    metadata = {str(record["id"]): describe(resource, record)} if record else {}
    values = store.told(predict(resource, done))
    shown = {**show(client, resource, record or {}, values), **store.whereabouts}
    return Converged(plan.changes, plan.diff(resource), shown, metadata, plan.is_new)


def _carry_out(store: Store, options: Options, plan: Plan) -> apply.Done:
    if plan.is_anew:
        # Hardly any task does it.
        from . import anew

        return anew.carry_out(store, plan)
    ready = apply.as_it_is_now(store, plan)
    done = apply.carry_out(store, ready, replan=lambda: _plan_again(store, options, plan))
    store.source.keep_up(store.resource, done.plan, done.record, store.stands_alone)
    return done


def make_plan(store: Store, options: Options) -> Plan:
    """Read what is needed and plan. Writes nothing. Raises InvalidInput with every problem."""
    return _plan(store, options, {})


def _plan(store: Store, options: Options, resolved: Resolved) -> Plan:
    """The same. ``resolved``: what the options were found to mean, so that nobody looks for it again.

    Where a list does not show enough of an object it is planned once more, from more of it.
    """
    resource = store.resource
    unknown: list[str] = []
    identity = store.look_in(options, unknown)
    if unknown:
        raise InvalidInput(unknown)
    current, problems = _find(store, options, identity)
    options = _as_meant(options, current)
    if options["state"] == ABSENT:
        if problems:
            raise InvalidInput(problems)
        gone = store.complete(plan_absent(resource, current, options.get(FORCE) is True), problems)
        if problems:
            raise InvalidInput(problems)
        return gone
    if current is None and options.get("id") is None and resource.not_created:
        # Hardly any task means what is not there.
        from . import unfound

        raise InvalidInput([unfound.not_created(store, options)])
    if current is None:
        if not problems:
            store.source.before_changes()
        options = resource.with_usual(options, identity)
    fields = fields_to_plan(resource, options, bool(current))
    not_listed = keys_not_listed(current or {})
    hidden = [field for field in fields if field.place in not_listed] if not_listed else []
    if resource.apart:
        # Most kinds have none.
        from . import apart

        hidden += apart.hidden(store, fields, options, current or {})
    if current and hidden:
        store.look_closer(current, hidden, options)
        return _plan(store, as_found(resource, options, current), resolved)
    traits = traits_of(resource.fields)
    if current and resource.apart:
        current = apart.with_declared(store, fields, options, current)
    if current and traits.unread and any(field.handed for field in fields):
        # Few tasks do.
        from . import handing

        current = handing.with_known(store, fields, options, current)
    present = resource.decode(current) if current else None
    meant = options
    if traits.implying:
        # Hardly any kind has such lists.
        from . import implied

        options = implied.with_implied(store, options, present, problems)
        fields = fields_to_plan(resource, options, bool(current))
    if current or (options.get("id") is None and not problems):
        problems += missing_options(resource, options, present)
    wanted: dict[str, t.Any] = {}
    have = present or {}
    for field in fields:
        name = field.name
        if name in identity:
            wanted[name] = identity[name]
            continue
        if name in traits.plain:
            wanted[name] = field.type.accept(options[name])
            continue
        owner, had = None, have.get(name)
        if field.owner:
            owner = field.owner_in({**have, **wanted})
            # What belongs to something else by now is not what is meant.
            had = None if present is not None and owner != field.owner_in(present) else had
        if name not in resolved:
            wrong: list[str] = []
            resolved[name] = (store.resolve(field, options[name], had, wrong, owner), wrong)
        given, wrong = resolved[name]
        problems += wrong
        if field.among and given is not None:
            problems += apart.strangers(resource, field, given, {**resource.decode(current or {}), **wanted})
        if given is not None:
            accepted = field.type.accept(given)
            wanted[name] = field.type.over(accepted, have.get(name)) if name in traits.overlaid else accepted
    only_add = {name for option, name in traits.purging if options.get(option) is False}
    plan = plan_present(resource, current, wanted, only_add, present)
    if current and plan.operation == UPDATE and store.must_look_closer(plan):
        store.refresh(str(current["id"]), resource.title(current))
        return _plan(store, as_found(resource, meant, current), {} if traits.implying else resolved)
    # What is only added to can be wanted without being all that there is.
    is_same = plan.operation == NOTHING and not only_add and len(plan.after) == len(wanted)
    problems += odd_options(resource, options, present, wanted, is_same)
    if traits.bounded:
        # Few kinds have such fields.
        from .._schema.worked_out import unsettable_options

        problems += unsettable_options(resource, options, present, wanted, current or {})
    misplaced = misplaced_options(resource, options, present or {})
    fixed = fixed_options(resource, options, present, wanted) if present and not misplaced else misplaced
    if fixed and not misplaced and options.get(RECREATE) is True:
        # Hardly any task does it.
        from . import anew

        plan, fixed = anew.planned(resource, plan, options), anew.refusals(resource, current or {}, options)
    problems += fixed
    if resource.period:
        # Hardly any kind has one.
        noun, values = resource.kind.noun, {**have, **wanted}
        problems += resource.period.refused(noun, present, values, current or {}, time.time())
    if resource.apart:
        plan = apart.with_kept(store, plan)
    plan = store.complete(plan, problems)
    if GIVEN in options and plan.changes and not is_typed(current or {}, options[GIVEN]):
        problems.append(
            "name: nothing is called '%s'. ZPA may make '%s' of it, which is the name of %s %s, and that is "
            "not as declared. Give the name of the one you mean as it is stored, or its id."
            % (options[GIVEN], options["name"], resource.kind.noun, (current or {})["id"])
        )
    if problems:
        raise InvalidInput(problems)
    return plan


def warn_of_options(store: Store, options: Options, plan: Plan) -> None:
    """Warn of options that say nothing, or something else than what ZPA works out.

    ``plan``: what was planned, or the same with what the tenant has since. No run can mend what ZPA works
    out, so every run warns of it alike, as soon as anybody can know it; the first one as well as the next.
    """
    if options["state"] == ABSENT:
        return
    given, stored = Name().decode(options.get("name")), name_of(plan.current or {})
    is_about_it = plan.after.get("name") == stored or plan.before.get("name") != stored
    if given != stored == tidied(given) and is_about_it:
        store.client.warn(
            "name: ZPA stores the name as '%s'. Write it so in place of '%s'. If another object is meant, "
            "give it a name that differs in more than blanks." % (stored, given)
        )
    if plan.is_anew:
        # As above.
        from . import anew

        store.client.warn(anew.warning(store.resource, options, plan))
    for warning in useless_options(store.resource, options):
        store.client.warn(warning)
    for warning in doubtful_options(store.resource, options, plan.before, plan.after):
        store.client.warn(warning)
    traits = traits_of(store.resource.fields)
    is_worked_out, is_change = bool(traits.derived or traits.rewritten), plan.operation != NOTHING
    values = predict(store.resource, plan) if is_change or is_worked_out else {}
    # What stays as it is goes together as well as it did.
    for warning in _doubts_of_change(store.resource, options, plan, values) if is_change else ():
        store.client.warn(warning)
    for warning in uncertain_options(store.resource, options, plan.operation != CREATE):
        store.client.warn(warning)
    if is_worked_out:
        # As above.
        from .._schema.worked_out import contradicted_options

        for warning in contradicted_options(store.resource, options, values):
            store.client.warn(warning)


def _doubts_of_change(
    resource: Resource, options: Options, plan: Plan, values: t.Mapping[str, t.Any]
) -> t.Iterator[str]:
    """Yield warnings of what goes together badly in the values that the plan brings about."""
    present = None if plan.operation == CREATE else {**values, **plan.before}
    yield from clashing_options(resource, options, present, values, is_certain=False)
    if traits_of(resource.fields).stray:
        # Few kinds have such entries.
        from .._schema.stray import stray_entries

        yield from stray_entries(resource, options, present, values)
    if resource.period:
        yield from resource.period.doubts(resource.kind.noun, present, values, time.time())


def _plan_again(store: Store, options: Options, plan: Plan) -> Plan:
    """Return what is left to do of a plan, of which the outcome is unknown. What was found has an id."""
    if plan.current is None:
        return make_plan(store, options)
    if options["state"] == ABSENT:
        return plan_absent(store.resource, store.with_id(str(plan.current["id"])), plan.is_forced)
    return make_plan(store, as_found(store.resource, options, plan.current))


def as_found(resource: Resource, options: Options, record: Record) -> dict[str, t.Any]:
    """Return the options of an object that was found: it is that one from then on, or gone."""
    found = {"id": str(record["id"]), WAS_CALLED: resource.title(record)}
    return {**_as_meant(options, record), **found}


def show(
    client: Client, resource: Resource, record: Record, values: t.Mapping[str, t.Any]
) -> dict[str, t.Any]:
    """Return an object in the form of a result, each key of which is an option.

    What nobody has read is None: as an option that says nothing.
    """
    place = client.settings.microtenant_id if resource.kind.scoped else ""
    # A microtenant that does not exist yet has no id.
    owner = record.get("microtenantId") or (place if is_id(place) else "")
    object_id = str(record["id"]) if "id" in record else None
    known = {field.name for field in resource.shown_by(record)}
    told = [field for field in resource.fields if field.type.is_shown]
    return {
        **({} if resource.kind.is_one else {"id": object_id}),
        **{field.name: None for field in told if field.name not in known},
        **resource.show({field.name: values[field.name] for field in told if field.name in values}),
        "microtenant_id": str(owner) if owner else None,
    }


def _find(store: Store, options: Options, identity: t.Mapping[str, t.Any]) -> tuple[Record | None, list[str]]:
    """Return the object that the options mean, None where there is none, and what is wrong.

    ``identity``: the canonical values of what they say of that beside a name.
    """
    noun = store.resource.kind.noun
    if options.get("id") is None and not store.resource.has_names:
        return store.only_one_like(identity, options["state"] != ABSENT), []
    if options.get(NEW_NAME) is not None:
        # Hardly any task renames by the old name, or means one that is found so.
        from . import found_otherwise

        return found_otherwise.by_old_name(store, options)
    object_id, name = options.get("id"), options.get("name")
    name = Name().accept(name) if name is not None else None
    if object_id is None:
        is_tidy = name is None or tidied(name) == name
        if not is_tidy:
            # As above.
            from . import found_otherwise

            return found_otherwise.with_blanks(store, options, name or ""), []
        found = store.only_one_named(name or "")
        if found is None and options["state"] == ABSENT:
            for record in store.spelled_otherwise(name or ""):
                store.client.warn(STAYS % (name, store.resource.kind.noun, name_of(record), record["id"]))
        return found, [] if found or options["state"] == ABSENT else _spelled_otherwise(store, name or "")
    current = store.with_id(object_id)
    if current is None:
        # As above.
        from . import unfound

        return None, unfound.nothing_with_id(store, options, name)
    if not store.resource.kind.own([current], store.client.settings.microtenant_id):
        return current, [
            "id: %s is the id of %s '%s', which belongs to the microtenant %s and not to that of the "
            "connection. Set microtenant_id, or correct the id."
            % (object_id, noun, store.resource.title(current), _owner_of(current))
        ]
    if not store.resource.has_names:
        # As above.
        from . import found_otherwise

        return current, found_otherwise.wrong_identity_of(store, options, identity, current)
    if name is None or name == name_of(current) or _is_stored_so(options, current):
        return current, []
    if options["state"] == ABSENT:
        return current, [
            "name: '%s' is not what is to be deleted by its id %s, which is %s '%s'. Give the name that it "
            "has, or leave name or id out." % (name, object_id, noun, name_of(current))
        ]
    # As above.
    from . import found_otherwise

    return current, found_otherwise.taken(store, "name", name)


def _spelled_otherwise(store: Store, name: str) -> list[str]:
    """Refuse to create what ZPA may take for one that is there: no source says whether letter case counts."""
    return [
        SPELLED_OTHERWISE % (name, store.resource.kind.noun, name_of(record), record["id"])
        for record in store.spelled_otherwise(name)
    ]


def _is_stored_so(options: Options, current: Record) -> bool:
    """Whether what shall be there, by its id, has the name that ZPA made of the given one as it was typed."""
    given = Name().accept(options["name"])
    return options["state"] != ABSENT and tidied(given) == name_of(current) and is_typed(current, given)


def _as_meant(options: Options, current: Record | None) -> Options:
    """Return options with the name that an object shall have."""
    if current is not None and options.get(NEW_NAME) is not None:
        return {**options, "name": options[NEW_NAME], NEW_NAME: None}
    return _as_stored(options, current)


def _as_stored(options: Options, current: Record | None) -> Options:
    """Return options with the name that ZPA has made of theirs."""
    if current is None or options.get("name") is None:
        return options
    given, stored = Name().accept(options["name"]), name_of(current)
    if options.get("id") is not None:
        return {**options, "name": stored} if _is_stored_so(options, current) else options
    return options if given == stored else {**options, "name": stored, GIVEN: given}


def _owner_of(record: Record) -> str:
    name, object_id = text(record.get("microtenantName")), text(record.get("microtenantId"))
    return "'%s' (id %s)" % (name, object_id) if name else object_id
