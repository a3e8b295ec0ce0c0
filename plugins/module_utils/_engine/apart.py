# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What of an object is read and written at paths of their own. Private to this collection."""

from __future__ import annotations

import contextlib
import typing as t

from .._client.client import Client, JsonObject
from .._errors import ApiError, UncertainWrite, after_write, while_doing
from .._schema.field_type import Record
from .._schema.fields import Apart, Field
from .._schema.nested_list import SAID_TWICE
from .._schema.resource import Resource
from .plan import UPDATE, Plan, Values

if t.TYPE_CHECKING:
    from .repository import Store


class Due(t.NamedTuple):
    """A field that an object does not show as it shall be, and the canonical value that it shall have.

    ``is_lost``: whether it had that, and an update of something else has taken it away.
    """

    field: Field
    value: t.Any
    is_lost: bool


def with_apart(store: Store, record: Record, fields: t.Iterable[Field]) -> JsonObject:
    """Return an object with what it has at the paths of these fields. What is not there is nothing."""
    resource, found = store.resource, dict(record)
    for field in fields:
        apart = field.apart or Apart("")
        if apart.is_read:
            with while_doing("read %s of %s '%s'" % (field.name, resource.kind.noun, resource.title(record))):
                found[field.wire] = _there(store.client, resource, record, apart)
    store.put_instead(record, found)
    return found


def with_due(store: Store, record: JsonObject, wanted: t.Iterable[Due]) -> JsonObject:
    """Return an object with what it has at the paths of fields that shall be as said.

    Where there shall be nothing, the object itself can tell that this is so.
    """
    unread = [one.field for one in wanted if one.value or one.field.is_unread(record)]
    return with_apart(store, record, unread) if unread else record


def with_all_apart(store: Store, record: JsonObject) -> JsonObject:
    """Return an object with all that it says it has at paths of their own: not all objects say that."""
    fields = [
        field
        for field in store.resource.apart
        if field.apart and field.apart.flag in record and field.is_unread(record)
    ]
    return with_apart(store, record, fields) if fields else record


def _there(client: Client, resource: Resource, record: Record, apart: Apart) -> t.Any:
    kind = resource.kind.of(record)
    try:
        return client.get(_path(resource, record, apart), kind.version, kind.scoped) or {}
    except ApiError as error:
        if not error.not_found:
            raise
        return {}


def write(client: Client, resource: Resource, record: Record, due: Due) -> None:
    """Give an object what a field shall have. Raises what ``Client.put`` does."""
    apart = due.field.apart or Apart("")
    body = due.field.apart_body(record, due.value)
    client.put(_path(resource, record, apart), body, resource.kind.of(record).version)


def _path(resource: Resource, record: Record, apart: Apart) -> str:
    return "%s/%s" % (resource.kind.of(record).path_of(str(record["id"])), apart.path)


def hidden(store: Store, fields: t.Iterable[Field], options: Values, current: Record) -> list[Field]:
    """Return the fields that a list may have left out of an object."""
    return [
        field
        for field in fields
        if field.apart and field.apart.is_hidden and field.place not in current
        if options[field.name] or not store.foretells
        if not store.has_read_alone(current)
    ]


def with_declared(store: Store, fields: t.Iterable[Field], options: Values, current: Record) -> Record:
    """Return an object with what it has in these fields at paths of their own.

    Where an option says that there is nothing, the object itself can tell that this is so.
    """
    unread = [
        field
        for field in fields
        if field.apart and field.apart.is_read and field.wire not in current
        if options[field.name] or field.is_unread(current)
    ]
    return with_apart(store, current, unread) if unread else current


def with_kept(store: Store, plan: Plan) -> Plan:
    """Return a plan with what its update could take away, read before it: nobody can tell afterwards."""
    fields = [field for field in store.resource.apart if field.is_unread(plan.current or {})]
    if plan.operation != UPDATE or not fields or not store.resource.changes_body(plan.before, plan.after):
        return plan
    return plan if store.foretells else plan._replace(current=with_apart(store, plan.current or {}, fields))


def strangers(
    resource: Resource, field: Field, given: t.Any, values: t.Mapping[str, t.Any]
) -> t.Iterator[str]:
    """Yield what an option refers to twice, or although the object does not have it, full sentences.

    ``given``: the option with references in place of names and ids. ``values``: the canonical ones that the
    object will have. What is not among them at all is left to the API.
    """
    for path, earlier in field.type.twice(given, field.name):
        yield SAID_TWICE % (path, earlier)
    members = values.get(field.among)
    if members is not None:
        for path, name in field.type.outsiders(given, field.name, members):
            yield (
                "%s: '%s' is not in the %s of the %s. Add it there, or leave the entry out."
                % (path, name, field.among, resource.kind.noun)
            )


def kept(resource: Resource, plan: Plan) -> dict[str, t.Any]:
    """Return what an update can take away although nothing is said of it: canonical values."""
    if plan.operation != UPDATE or not resource.apart:
        return {}
    present = resource.decode(plan.current or {})
    names = [field.name for field in resource.apart if field.name not in plan.after]
    return {name: present[name] for name in names if present.get(name)}


def own_part(resource: Resource, plan: Plan) -> Plan:
    """Return the plan for what the body of an object carries."""
    names = {field.name for field in resource.apart}
    before, after = (
        {name: value for name, value in values.items() if name not in names}
        for values in (plan.before, plan.after)
    )
    return plan._replace(before=before, after=after)


def with_regained(resource: Resource, plan: Plan, written: t.Iterable[Due]) -> Plan:
    """Return the plan with what was brought back, which has to be there as well."""
    regained = {one.field.name: one.value for one in written if one.is_lost}
    had = resource.decode(plan.current or {})
    before = {**plan.before, **{name: had.get(name) for name in regained}}
    return plan._replace(before=before, after={**plan.after, **regained})


def due(resource: Resource, plan: Plan, keep: Values, record: Record) -> list[Due]:
    """Return what of an object just read is to be written at paths of their own.

    That is what is planned, and what the object had before and does not show any more: ``keep``.
    """
    values = resource.decode(record)
    found = []
    for field in resource.apart:
        shown = values.get(field.name)
        if field.name in plan.after:
            promised = plan.after[field.name]
            found += [] if field.type.fulfils(promised, shown) else [Due(field, promised, False)]
        elif keep.get(field.name):
            had = (
                field.type.within(keep[field.name], values[field.among]) if field.among else keep[field.name]
            )
            found += [Due(field, had, True)] if had and not field.type.is_kept(had, shown) else []
    return found


def completed_apart(
    store: Store,
    plan: Plan,
    record: Record,
    keep: Values,
    is_written: bool,
    look: t.Callable[[Plan, t.Sequence[Due]], Record],
) -> Record:
    """Write what has paths of its own, and return the object once it shows all that is planned.

    ``record``: the object as far as it is known. ``is_written``: whether its own path was written to, so that
    it has to be read again. ``keep``: what it shall have as before, see ``due``. ``look`` reads it back once
    it shows what a plan says, see ``with_due``. What was lost on the way is looked for and sent again, here:
    what was created must not be created once more.
    """
    resource = store.resource
    values = {**keep, **plan.after}
    wanted = [Due(field, values[field.name], False) for field in resource.apart if field.name in values]
    if not wanted:
        return look(plan, ())
    client, own = store.client, own_part(resource, plan)
    attempt, patience = 0, client.new_patience()
    if is_written:
        record = look(own, wanted)
    while True:
        left = due(resource, plan, keep, record)
        if not left:
            return record
        try:
            for one in left:
                with _after_own_write(resource, plan, one, is_written):
                    write(client, resource, record, one)
                is_written = True
        except UncertainWrite as lost:
            # If there is no time to wait, that is the end.
            lost.is_given_up = True
            client.wait_after(lost, attempt, patience)
            attempt += 1
            record = look(own, wanted)
            continue
        return look(with_regained(resource, plan, left), wanted)


def _after_own_write(
    resource: Resource, plan: Plan, one: Due, is_written: bool
) -> contextlib.AbstractContextManager[None]:
    """Say of a failure what is done already, and how to get what is not."""
    if one.is_lost:
        had = resource.show({one.field.name: one.value})[one.field.name]
        return after_write(
            "The update itself was accepted, and has taken away what the %s had in %s. To bring it back give "
            "%s: %s" % (resource.kind.noun, one.field.name, one.field.name, had)
        )
    if is_written:
        return after_write(
            "The %s itself was accepted: run the task again to complete it"
            % ("update" if plan.operation == UPDATE else "creation")
        )
    return contextlib.nullcontext()
