# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carrying out a plan. Private to this collection.

A write whose outcome is unknown is never simply repeated: the object is read again and what is
left to do is planned from that.
"""

from __future__ import annotations

import contextlib
import functools
import typing as t
from types import MappingProxyType

from .._client.retry import Patience
from .._errors import (
    OUTCOME_UNKNOWN,
    ApiError,
    ChangedMeanwhile,
    InconsistentRead,
    RestrictedObject,
    StillNamed,
    UncertainWrite,
    after_write,
    while_doing,
)
from .._schema.field_type import Record, whole
from .._schema.record import DECEPTION, is_default, is_restricted, name_of
from .._schema.resource import Resource
from .plan import CREATE, DELETE, NOTHING, UPDATE, Plan, Values, fields_not_as_planned, plan_absent, predict
from .repository import READS_UNTIL_CONSISTENT, Store

if t.TYPE_CHECKING:
    from .apart import Due
    from .referrers import Referrer

NOT_SHOWN = (
    "Nothing of that name is shown to this API client. If it was just made it may show late: run the task "
    "again in a while. If not, look in the other microtenants and in the admin portal for what has the name, "
    "or choose another one"
)


STOCK = "Cannot %s: it is what a tenant has from the beginning, which cannot be deleted. Leave it out."
DEFAULT = "Cannot %s: it is the default rule of its policy, which cannot be deleted. Leave it out."
NOUNS = {CREATE: "creation", UPDATE: "update", DELETE: "deletion"}
NEVER_TAKEN = "If it never does, ZPA does not take that: leave OPTIONS out, or give another value."
AS_BEFORE = (
    "That is how it was before: run the task again in a while to see whether it has arrived. " + NEVER_TAKEN
)
NOT_COMPLETE_YET = (
    "It may not be complete yet: run the task again in a while to see whether it is. " + NEVER_TAKEN
)
KEPT = "The update has arrived, and ZPA keeps what it had: leave OPTIONS out, or give another value."
FILLED_IN = (
    "ZPA may have filled that in itself, or another writer has. If it is so in the next run, leave OPTIONS "
    "out, or give another value."
)
OTHERWISE = "Look at the object in the admin portal: another writer may have changed it meanwhile."
SHOWN_LATE = (
    "does not %s yet. What is new can show late. Run the task again in a while: it goes on from what is "
    "shown by then."
)
OR_FORCE_IT = "Or set force_delete=true: then ZPA is asked to delete it all the same"
FORCE_IT = (
    "If something names it that this collection cannot tell, take it out of that, or set force_delete=true: "
    "then ZPA is asked to delete it whatever names it"
)
NOT_SHOWN_ANY_MORE = (
    "does not show it. Run the task again in a while to see whether it has arrived, or is gone."
)
GONE = "It, or something that it names, was deleted since it was read. Run the task again"


def refuse_forbidden(store: Store, plan: Plan) -> None:
    """Raise for what the API will refuse. Before a deletion the tenant is asked what names the object."""
    refuse_restricted(store.resource, plan)
    if plan.deletes and not plan.is_forced:
        refuse_named(store, plan, store.referrers(plan.current or {}))


def as_it_is_now(store: Store, plan: Plan) -> Plan:
    """Return what to carry out of a plan that nothing forbids: a deletion of the object as it is by now.

    To ask what names it takes requests. Raises for what has come in its way since.
    """
    if plan.operation != DELETE or not store.has_asked:
        return plan
    current = plan.current or {}
    found = store.alone(str(current["id"]), store.resource.title(current))
    refuse_renamed(store.resource, store.resource.identity_in(current), found)
    now = plan_absent(store.resource, found, plan.is_forced)
    refuse_restricted(store.resource, now)
    refuse_named(store, now, ())
    # It may show more than the list does, of which check mode could not tell.
    before = store.told({name: now.before[name] for name in plan.before if name in now.before}, now.before)
    return now._replace(before=before)


def refuse_named(store: Store, plan: Plan, elsewhere: t.Iterable[Referrer]) -> None:
    """Raise StillNamed for what the object shows to name it, and what does ``elsewhere``."""
    referrers = [*store.shown_referrers(plan.current or {}).values(), *elsewhere]
    if referrers:
        from .referrers import named_by

        said = [said for one in referrers for said in (one.noun, one.name)]
        refusal = StillNamed(_doing(store.resource, plan), named_by(referrers), said)
        if store.resource.forced_by:
            refusal.hint(OR_FORCE_IT)
        raise refusal


def refuse_restricted(resource: Resource, plan: Plan) -> None:
    """Raise RestrictedObject for a change to what belongs to Zscaler, or to a name of it."""
    current = plan.current or {}
    if plan.operation in (UPDATE, DELETE) and is_restricted(current):
        if resource.made_by_zpa and name_of(current) == resource.made_by_zpa:
            raise RestrictedObject(
                "Cannot %s: ZPA makes it itself, and neither changes nor deletes it. Leave it out."
                % _doing(resource, plan)
            )
        raise RestrictedObject(
            "Cannot %s: it is managed by Zscaler (Deception or a built-in object), for which update "
            "and delete are unavailable. Change it where it is configured, or leave it out."
            % _doing(resource, plan)
        )
    if plan.operation == DELETE and is_default(current):
        raise RestrictedObject((STOCK if "isDefault" in current else DEFAULT) % _doing(resource, plan))
    reserved = plan.after.get("name") if plan.operation in (CREATE, UPDATE) else None
    if reserved == DECEPTION:
        raise RestrictedObject(
            "Cannot %s %s '%s': the name is reserved for the object that Zscaler Deception makes."
            % (plan.operation, resource.kind.noun, DECEPTION)
        )
    if reserved and reserved == resource.made_by_zpa and plan.before.get("name") != reserved:
        raise RestrictedObject(
            "Cannot %s %s '%s': the name is reserved for the one that ZPA makes itself, which is not listed "
            "here. Leave it out." % (plan.operation, resource.kind.noun, reserved)
        )


def refuse_renamed(resource: Resource, identity: Values, found: Record | None) -> None:
    """Raise ChangedMeanwhile if what is to be deleted is not told from others as when that was planned."""
    if found and resource.identity_in(found) != identity:
        raise ChangedMeanwhile(
            "%s '%s' (id %s) was renamed to '%s' since it was planned to delete it, and is still there. Run "
            "the task again."
            % (
                resource.kind.noun.capitalize(),
                resource.title_of(identity),
                found["id"],
                resource.title(found),
            )
        )


class Done(t.NamedTuple):
    """``record``: the object as the API then shows it, None if deleted. ``plan``: what there was to do.

    That is another than was planned where somebody else has created the object first.
    """

    record: Record | None
    plan: Plan


def carry_out(store: Store, plan: Plan, replan: t.Callable[[], Plan], is_listed_later: bool = False) -> Done:
    """Do what the plan says, and see that it is shown.

    ``replan`` reads the object again and plans what is left; it is called when the outcome of a write is
    unknown, and when the API says that what shall be created exists. ``is_listed_later``: whether the caller
    looks for what is created, so that an answer that shows all of it is enough here. Raises ApiError,
    ChangedMeanwhile, ConnectionFailed, UncertainWrite or InconsistentRead.
    """
    client, keep = store.client, _kept(store.resource, plan)
    writes: dict[str, t.Callable[[Store, Plan], Record | None]] = {
        CREATE: _create_of_many if is_listed_later else _create,
        UPDATE: functools.partial(_update, keep=keep),
        DELETE: _delete,
    }
    attempt = 0
    due = plan
    patience = client.new_patience()
    while plan.operation != NOTHING:
        refusal: ApiError | None = None
        with while_doing(_doing(store.resource, plan)):
            try:
                with in_terms_of_options(store.resource, plan):
                    return Done(writes[plan.operation](store, plan), due)
            except UncertainWrite as lost:
                if lost.is_given_up:
                    raise
                client.wait_after(lost, attempt, patience)
                attempt += 1
            except ApiError as error:
                if error.not_found and plan.operation == UPDATE and not error.may_have_written:
                    error.hint(GONE)
                _name_others(store, plan, error)
                if not error.already_exists or error.may_have_written:
                    raise
                if plan.operation == CREATE:
                    refusal = error
                elif attempt and plan.operation == UPDATE:
                    client.wait_after(UncertainWrite.because(error), attempt, patience)
                    attempt += 1
                else:
                    raise
        store.has_doubts = True
        with after_write(OUTCOME_UNKNOWN) if attempt else contextlib.nullcontext():
            left = _look_again(store, plan, replan, patience)
        if refusal:
            if left.operation == CREATE:
                # Hardly any write is refused.
                from .._schema.refused import options_called

                with while_doing(_doing(store.resource, plan)):
                    if not options_called(store.resource, refusal.error_id):
                        refusal.hint(NOT_SHOWN)
                    raise refusal
            if not attempt:
                tell_of_other_creator(store, left)
                due = left
        if left.operation == DELETE:
            refuse_renamed(store.resource, store.resource.identity_in(plan.current or {}), left.current)
        refuse_forbidden(store, left)
        plan = as_it_is_now(store, left)
    if keep and attempt and plan.current:
        # It has arrived, and nobody has looked yet what it has taken away.
        with while_doing(_doing(store.resource, due)):
            return Done(_completed(store, plan._replace(operation=UPDATE), plan.current, keep), due)
    return Done(plan.current, due)


@contextlib.contextmanager
def in_terms_of_options(resource: Resource, plan: Plan) -> t.Iterator[None]:
    """Add to a refusal of a write which options it is about, where that is not in its words.

    A refused deletion is about other objects.
    """
    try:
        yield
    except ApiError as error:
        if plan.operation != DELETE:
            # Hardly any write is refused.
            from .._schema.refused import refused_options

            about = refused_options(resource, error.params, error.reason, error.error_id)
            tell_options(error, about)
            is_plain = about or error.is_trouble or error.already_exists
            if plan.operation == CREATE and resource.if_refused and not is_plain:
                error.hint(resource.if_refused)
        raise


def tell_options(refusal: ApiError, about: t.Mapping[str, t.Sequence[str]]) -> None:
    """Add to a refusal which options it is about, by the words that the API has for them."""
    told = set()
    for word, options in about.items():
        named = " or ".join(options)
        if named in told:
            continue
        told.add(named)
        # The id of an error says no more than the reason does.
        is_said = list(options) == [word] or "." in word
        called = "" if is_said else ", which the API calls %s" % word
        refusal.hint("Correct %s%s" % (named, called))


def _name_others(store: Store, plan: Plan, refusal: ApiError) -> None:
    """Add to a refusal which other objects would have to change as well, if it is for their sake."""
    for field in store.resource.together:
        if field.together and plan.operation != DELETE and refusal.error_id in field.together.refusals:
            # Most kinds have none.
            from . import together

            values = predict(store.resource, plan)
            told = together.Told(values.get(field.name), values.get(field.together.sharing) or ())
            together.name_others(store, field, told, [plan.current] if plan.current else [], refusal)


def tell_of_other_creator(store: Store, plan: Plan) -> None:
    """Warn that what was planned to be created is there. ``plan``: what there is to do with it."""
    found = plan.current or {}
    store.client.warn(
        "%s: somebody else has created the %s '%s' (id %s) since it was planned to create it, or it was "
        "there and shows late. What is left to do is planned from that."
        % (store.resource.says_which, store.resource.kind.noun, store.resource.title(found), found.get("id"))
    )


def _look_again(store: Store, plan: Plan, replan: t.Callable[[], Plan], patience: Patience) -> Plan:
    """Return what is left to do. A creation is given time to show before it is sent again."""
    store.forget()
    left = replan()
    for attempt in range(1, READS_UNTIL_CONSISTENT):
        if plan.operation != CREATE or left.operation != CREATE:
            break
        if not store.client.wait_for_consistency(attempt, patience):
            break
        store.forget()
        left = replan()
    return left


def _doing(resource: Resource, plan: Plan) -> str:
    name = resource.title(plan.current) if plan.current else resource.title_of(plan.after)
    operation = "delete and create anew" if plan.is_anew else plan.operation
    return "%s %s '%s'" % (operation, resource.kind.noun, name)


def _create(store: Store, plan: Plan) -> Record | None:
    return _completed(store, plan, store.create(plan))


def _create_of_many(store: Store, plan: Plan) -> Record | None:
    created = store.create(plan)
    is_whole = not store.resource.kind.unlisted
    elsewhere = (*store.resource.apart, *store.resource.handed)
    is_whole = is_whole and not any(field.name in plan.after for field in elsewhere)
    if is_whole and not fields_not_as_planned(store.resource, plan, created):
        return created
    return _completed(store, plan, created)


def _update(store: Store, plan: Plan, keep: Values) -> Record | None:
    current = plan.current or {}
    has_more = store.resource.apart or store.resource.handed
    is_written = not has_more or store.resource.changes_body(plan.before, plan.after)
    if is_written:
        store.update(plan)
    return _completed(store, plan, current, keep, is_written)


def _completed(
    store: Store, plan: Plan, record: Record, keep: Values = MappingProxyType({}), is_written: bool = True
) -> Record:
    """Return the object once it shows all that is planned, see ``apart.completed_apart``.

    ``is_written``: whether its own path was written to, so that it has to be read again.
    """
    if any(plan.after.get(field.name) for field in store.resource.handed):
        # Few tasks do.
        from . import handing

        return handing.hand_over(store, plan, record, is_written, read_back)
    if not store.resource.apart:
        return read_back(store, plan, str(record["id"])) if is_written else record
    # Most kinds have none.
    from . import apart

    def look(shown: Plan, wanted: t.Sequence[Due]) -> Record:
        return read_back(store, shown, str(record["id"]), wanted)

    return apart.completed_apart(store, plan, record, keep, is_written, look)


def _kept(resource: Resource, plan: Plan) -> Values:
    """Return what an update of something else must not take away."""
    if not resource.apart:
        return {}
    # As above.
    from . import apart

    return apart.kept(resource, plan)


def _delete(store: Store, plan: Plan) -> Record | None:
    try:
        store.delete(plan)
    except ApiError as error:
        if error.not_found:
            return None
        if store.resource.forced_by and not plan.is_forced and not error.is_trouble and not error.is_denied:
            error.hint(FORCE_IT)
        raise
    return None


def read_back(store: Store, plan: Plan, object_id: str, wanted: t.Sequence[Due] = ()) -> Record:
    """Return the object once it shows what was written; a lagging replica gets a little time.

    ``wanted``: what is read as well, see ``apart.with_due``. Raises InconsistentRead where it does not.
    """
    resource, name = store.resource, _name_after(store.resource, plan)
    seen: list[Record | None] = []

    def look() -> Record | None:
        found = store.read_back(plan, object_id, name)
        if found and wanted:
            # As above.
            from . import apart

            found = apart.with_due(store, found, wanted)
        seen.append(found)
        return found if found and not fields_not_as_planned(resource, plan, found) else None

    with after_write("The %s itself was accepted" % NOUNS[plan.operation]):
        shown = store.once_shown(look)
    if shown is None:
        raise InconsistentRead(
            "The API accepted the %s of %s '%s' (id %s), but %s"
            % (NOUNS[plan.operation], resource.kind.noun, name, object_id, _unlike(resource, plan, seen[-1])),
            [object_id],
        )
    return shown


def _name_after(resource: Resource, plan: Plan) -> str:
    if plan.current is None:
        return resource.title_of(plan.after)
    return resource.title_of({**resource.identity_in(plan.current), **plan.after})


def _unlike(resource: Resource, plan: Plan, found: Record | None) -> str:
    """Return how an object differs from what was written, and what can be done about it."""
    if found is None:
        return SHOWN_LATE % "show it" if plan.operation == CREATE else NOT_SHOWN_ANY_MORE
    broken, values = fields_not_as_planned(resource, plan, found), resource.decode(found)
    shown, promised = resource.show(values), resource.show(predict(resource, plan))
    listed = ", ".join("%s is %r instead of %r" % (field, shown[field], promised[field]) for field in broken)
    return "read back %s. %s" % (listed, _explain(resource, plan, found, broken))


def _explain(resource: Resource, plan: Plan, found: Record, broken: t.Sequence[str]) -> str:
    """Say what can be the reason: it shows late, ZPA does not take it, or somebody else wrote."""
    values, before = resource.decode(found), resource.decode(plan.current or {})
    is_new, is_as_before = plan.operation == CREATE, all(values[field] == before[field] for field in broken)
    if not is_as_before:
        reason = FILLED_IN if is_new else OTHERWISE
    elif is_new:
        reason = NOT_COMPLETE_YET
    else:
        reason = KEPT if _has_arrived(resource, plan, found, broken) else AS_BEFORE
    return reason.replace("OPTIONS", " and ".join(broken))


def _has_arrived(resource: Resource, plan: Plan, found: Record, broken: t.Sequence[str]) -> bool:
    """Whether an object shows the update itself, though not all that was in it."""
    if not all(resource.field(name).in_body for name in broken):
        return False
    changed = {name for name, value in plan.after.items() if plan.before.get(name) != value}
    was, now = (whole(record.get("modifiedTime")) for record in (plan.current or {}, found))
    return bool(changed - set(broken)) or (was is not None and now is not None and was < now)
