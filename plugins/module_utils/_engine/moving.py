# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects are moved to another microtenant. Private to this collection."""

from __future__ import annotations

import contextlib
import typing as t

from .._client.client import Client, JsonObject
from .._errors import ApiError, InconsistentRead, InvalidInput, UncertainWrite, after_write, while_doing
from .._schema.field_type import Record, Reference
from .._schema.metadata import describe
from .._schema.moves import MOVE_TO, TO_MICROTENANT, Moves
from .._schema.record import DEFAULT_MICROTENANT, name_of
from .._schema.resource import Resource
from .._schema.scalars import Name
from . import apply, mode
from .names import Names
from .plan import NOTHING, UPDATE, Plan, predict
from .reconcile import Converged, show
from .repository import Store

Options = t.Mapping[str, t.Any]
# The API lists it or not; it always has this id.
DEFAULT = Reference(DEFAULT_MICROTENANT, "Default")


class Surroundings(t.NamedTuple):
    """The objects of one microtenant, which is ``reference``."""

    store: Store
    reference: Reference

    @property
    def client(self) -> Client:
        return self.store.client

    @property
    def title(self) -> str:
        return self.reference.name or self.reference.id

    def with_id(self, object_id: str) -> JsonObject | None:
        """Return the object with this id, None where there is none in this microtenant."""
        found = self.store.with_id(object_id)
        kind = self.store.resource.kind
        return found if found and kind.in_scope([found], self.reference.id) else None

    def meant(self, options: Options) -> JsonObject | None:
        """Return the object that the options mean, all of it. Raises InvalidInput where there are several."""
        if options.get("id") is not None:
            return self.with_id(str(options["id"]))
        return self.named(Name().accept(options["name"]))

    def named(self, name: str) -> JsonObject | None:
        """Return the object with this name, all of it: a list does not show that."""
        found = self.store.only_one_named(name)
        return self.with_id(str(found["id"])) if found else None


def move(store: Store, options: Options, moves: Moves) -> Converged:
    """Bring one object to another microtenant; in check mode it is only planned.

    Raises InvalidInput, RestrictedObject, InconsistentRead, or what the client raises.
    """
    here, there = _places(store, options[MOVE_TO])
    if here.reference.id == there.reference.id:
        return _as_it_is(here, _found(here, here, here.meant(options), options))
    record, moved = here.meant(options), there.meant(options)
    if record is None or _has_arrived(moved, record, there):
        return _as_it_is(there, _found(here, there, moved, options))
    current = _found(here, there, record, options)
    by_name = moved if options.get("id") is None else there.named(name_of(current))
    _refuse_taken(there, current, by_name)
    apply.refuse_restricted(store.resource, Plan(UPDATE, current, {}, {}))
    targets = _targets(there, options[MOVE_TO], moves)
    body = _body(targets, moves)
    planned: JsonObject | None = None
    done = mode.carried_out(here.client, planned, lambda: _carried_out(here, there, current, body, moves))
    _warn_of_certificates(here, there, current, moves)
    diff = _diff(here, there, current, targets, moves)
    shown = _shown(there, done) if done else _foreseen(here, there, current, targets, moves)
    return Converged(True, diff, shown, {str(current["id"]): describe(store.resource, done or current)})


def _places(store: Store, given: Options) -> tuple[Surroundings, Surroundings]:
    """Return where objects are moved from, and where to."""
    path = "%s.%s" % (MOVE_TO, TO_MICROTENANT)
    problems: list[str] = []
    tokens = {path: str(given[TO_MICROTENANT])}
    # None is foreseen: only what is there tells whether the object has arrived already.
    found = Names(store.source).several(TO_MICROTENANT, tokens, (DEFAULT,), problems)
    if problems:
        raise InvalidInput(problems)
    own, target = store.client.settings.microtenant_id or DEFAULT_MICROTENANT, found[path]
    here = DEFAULT if own == DEFAULT_MICROTENANT else Reference(own)
    beyond = Store(store.client.within(target.id), store.resource)
    return Surroundings(store, here), Surroundings(beyond, target)


def _has_arrived(moved: Record | None, record: Record, there: Surroundings) -> bool:
    """Whether an object that shows here says itself that it is there: what was moved can show late."""
    return bool(moved) and _is_of(there, moved or {}) and str((moved or {})["id"]) == str(record["id"])


def _is_of(place: Surroundings, record: Record) -> bool:
    return str(record.get("microtenantId") or "") == place.reference.id


def _arrived(here: Surroundings, there: Surroundings, object_id: str) -> JsonObject | None:
    """Return an object that was moved, None where it is not there. One that is shared shows there before."""
    found = there.with_id(object_id)
    if found is None or _is_of(there, found):
        return found
    return found if here.with_id(object_id) is None else None


def _found(here: Surroundings, there: Surroundings, record: Record | None, options: Options) -> Record:
    """Return what was found. Raises InvalidInput where that is nothing, or not what the options mean."""
    noun, name = here.store.resource.kind.noun, options.get("name")
    if record is None:
        option = "id" if options.get("id") is not None else "name"
        raise InvalidInput(
            [
                "%s: no %s has the %s '%s', neither in the microtenant '%s' nor in '%s'. Correct it, or set "
                "microtenant_id to where it is."
                % (option, noun, option, options[option], here.title, there.title)
            ]
        )
    if name is not None and Name().accept(name) != name_of(record):
        raise InvalidInput(
            [
                "name: '%s' is not what is to be moved by its id %s, which is %s '%s'. Give the name that it "
                "has, or leave name or id out." % (name, record["id"], noun, name_of(record))
            ]
        )
    return record


def _refuse_taken(there: Surroundings, record: Record, other: Record | None) -> None:
    if other and str(other["id"]) != str(record["id"]):
        raise InvalidInput(
            [
                "name: there is %s '%s' here (id %s) and in the microtenant '%s' as well (id %s). If it is "
                "not moved already, rename or delete one of them."
                % (there.store.resource.kind.noun, name_of(record), record["id"], there.title, other["id"])
            ]
        )


def _targets(there: Surroundings, given: Options, moves: Moves) -> dict[str, Reference]:
    """Return what the options name, by option, as the microtenant has it to which an object moves."""
    found = {TO_MICROTENANT: there.reference}
    problems: list[str] = []
    for one in moves.targets:
        if one.field and given.get(one.option) is not None:
            tokens = {one.path: str(given[one.option])}
            found[one.option] = there.store.names.several(one.kind, tokens, (), problems)[one.path]
    if problems:
        raise InvalidInput(problems)
    return found


def _body(targets: t.Mapping[str, Reference], moves: Moves) -> JsonObject:
    return {one.wire: targets[one.option].id for one in moves.targets if one.option in targets}


def _warn_of_certificates(here: Surroundings, there: Surroundings, record: Record, moves: Moves) -> None:
    resource, field = here.store.resource, moves.has_certificates
    if resource.decode(record).get(field):
        here.client.warn(
            "%s: the move takes the certificates away from what is in %s of %s '%s'. Choose them again "
            "afterwards, in a task with microtenant_id=%s."
            % (MOVE_TO, field, resource.kind.noun, name_of(record), there.reference.id)
        )


def _carried_out(
    here: Surroundings, there: Surroundings, record: Record, body: JsonObject, moves: Moves
) -> JsonObject:
    """Move an object and return it as it is then. Where an answer is lost, both places are looked at."""
    client, kind, object_id = here.client, here.store.resource.kind, str(record["id"])
    doing = "move %s '%s' to the microtenant '%s'" % (kind.noun, name_of(record), there.title)
    attempt, patience = 0, client.new_patience()
    while True:
        try:
            with while_doing(doing), _in_terms_of_options(moves):
                client.post("%s/%s" % (kind.path_of(object_id), moves.path), body, kind.version)
            break
        except UncertainWrite as lost:
            with while_doing(doing):
                client.wait_after(lost, attempt, patience)
            attempt += 1
        except ApiError:
            # What is refused the second time may be there by the first one.
            if not attempt or _arrived(here, there, object_id) is None:
                raise
            break
        if _arrived(here, there, object_id) or here.with_id(object_id) is None:
            break
    with after_write("The move itself was accepted"):
        found = here.store.once_shown(lambda: _arrived(here, there, object_id))
    if found is None:
        raise InconsistentRead(
            "The API accepted to %s (id %s), but does not show it there yet. Run the task again in a while."
            % (doing, object_id),
            [object_id],
        )
    return found


@contextlib.contextmanager
def _in_terms_of_options(moves: Moves) -> t.Iterator[None]:
    """Add to a refusal which options it is about."""
    try:
        yield
    except ApiError as error:
        named = [one for one in moves.targets if one.wire in error.params or one.wire in error.reason]
        apply.tell_options(error, {one.wire: [one.path] for one in named})
        raise


def _as_it_is(place: Surroundings, record: Record) -> Converged:
    """Return the result for what is where it shall be."""
    metadata = {str(record["id"]): describe(place.store.resource, record)}
    return Converged(False, {"before": {}, "after": {}}, _shown(place, record), metadata)


def _shown(place: Surroundings, record: Record) -> dict[str, t.Any]:
    resource = place.store.resource
    values = predict(resource, Plan(NOTHING, record, {}, {}))
    return show(place.client, resource, record, place.store.told(values))


def _foreseen(
    here: Surroundings, there: Surroundings, record: Record, targets: t.Mapping[str, Reference], moves: Moves
) -> dict[str, t.Any]:
    """Return what will be shown of an object once it is moved, None for what nobody knows."""
    shown = _shown(here, record)
    after = _fields(here.store.resource, targets, moves)
    unknown = {name: None for name in moves.unforeseen if shown.get(name)}
    return {**shown, **unknown, **after, "microtenant_id": there.reference.id}


def _diff(
    here: Surroundings, there: Surroundings, record: Record, targets: t.Mapping[str, Reference], moves: Moves
) -> dict[str, dict[str, t.Any]]:
    resource = here.store.resource
    after, owner = _fields(resource, targets, moves), Name().decode(record.get("microtenantName"))
    values = resource.decode(record)
    before = resource.show(here.store.told({name: values[name] for name in after}, values))
    return {
        "before": {TO_MICROTENANT: owner or here.title, **before},
        "after": {TO_MICROTENANT: there.title, **after},
    }


def _fields(resource: Resource, targets: t.Mapping[str, Reference], moves: Moves) -> dict[str, t.Any]:
    """Return what a move sets, as results show it."""
    found = {}
    for one in moves.targets:
        if one.field and one.option in targets:
            name = targets[one.option].name or targets[one.option].id
            is_list = resource.field(one.field).type.option["type"] == "list"
            found[one.field] = [name] if is_list else name
    return found
