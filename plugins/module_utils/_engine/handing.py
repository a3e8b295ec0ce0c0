# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is handed over to an object and never shown by it, such as user codes. Private to this collection.

Which of it an object has been given already only the API can tell, if it does: the question is put by POST.
"""

from __future__ import annotations

import contextlib
import typing as t

from .._client.client import JsonObject
from .._errors import ApiError, UncertainWrite, after_write, while_doing
from .._schema.field_type import Record, Reference
from .._schema.fields import Field
from .._schema.handed import Handed
from . import asked
from .mode import carried_out
from .plan import CREATE, UPDATE, Plan, Values

Send = t.Callable[[str, JsonObject], t.Any]
NOT_ASKED = (
    "%s of %s '%s': check mode does not ask ZPA which of them it was given already, since that is asked by a "
    "POST. It counts all of them as new. A real run asks, and gives those that are."
)

REFUSED = (
    "One of these was sent that is wrong, expired, used already, or of another kind of machine: %s. Of "
    "several, ZPA takes none then: give one at a time to see which"
)


def with_known(store: asked.Asker, fields: t.Iterable[Field], options: Values, current: Record) -> Record:
    """Return an object with those of the entries that options say which it has been given already.

    In check mode, which sends no POST, these are none.
    """
    found = dict(current)
    known_of = carried_out(store.client, _not_asked, lambda: _known)
    for field in fields:
        if field.handed:
            said = field.type.accept(options[field.name])
            known = known_of(store, field, field.handed, current, said) if said else frozenset()
            found[field.wire] = sorted(known)
    return found


def needed(store: asked.Asker, plan: Plan, lacking: t.Iterable[Field]) -> dict[str, Reference]:
    """Return what a new object needs for what is handed over to it, of the fields that nobody gives.

    What cannot be had is left to the API.
    """
    fields = store.resource.handed if plan.operation == CREATE else ()
    names = {field.handed.needs for field in fields if field.handed and plan.after.get(field.name)}
    return asked.if_there(store, [field for field in lacking if field.name in names])


def hand_over(
    store: asked.Asker,
    plan: Plan,
    record: Record,
    is_written: bool,
    read_back: t.Callable[[t.Any, Plan, str], Record],
) -> Record:
    """Give an object what a plan says and it has not been given yet, and return it as it is then.

    ``is_written``: whether the object itself was written before, so that it has to be read again. What was
    lost on the way is asked for before it is sent again, here: what was created must not be created once
    more. Raises what ``Client.post`` does.
    """
    if is_written:
        record = read_back(store, plan, str(record["id"]))
    client, attempt, patience = store.client, 0, store.client.new_patience()
    sent: set[str] = set()
    done = "The %s itself was accepted: run the task again to complete it" % (
        "update" if plan.operation == UPDATE else "creation"
    )
    for field in store.resource.handed:
        left = frozenset(plan.after.get(field.name) or ()) - frozenset(plan.before.get(field.name) or ())
        while left and field.handed:
            body = {**_body(field, field.handed, left), field.handed.owner: str(record["id"])}
            try:
                with after_write(done) if is_written else contextlib.nullcontext():
                    _send(client.post, field.handed, "", body)
                break
            except ApiError as refusal:
                words = {*refusal.params, *refusal.reason.split()}
                if not refusal.is_trouble and not words.isdisjoint(field.handed.keys):
                    refusal.hint(REFUSED % ", ".join(sorted(left)))
                wanted = _asked_for(store, plan, record, field.handed, refusal, sent)
                sent.update(wanted.after)
                with after_write(done) if is_written else contextlib.nullcontext():
                    store.update(wanted)
                record, is_written = read_back(store, wanted, str(record["id"])), True
            except UncertainWrite as lost:
                # If there is no time to wait, that is the end.
                lost.is_given_up = True
                client.wait_after(lost, attempt, patience)
                attempt, is_written = attempt + 1, True
                left -= _known(store, field, field.handed, record, left)
    return record


def _asked_for(
    store: asked.Asker, plan: Plan, record: Record, handed: Handed, refusal: ApiError, sent: t.Container[str]
) -> Plan:
    """Return the update with what an object has to have first, if it is that for which a refusal asks.

    Raises the refusal otherwise. ``sent``: what it was given for that already.
    """
    present = store.resource.decode(record)
    lacking = [
        field
        for field in store.resource.fields
        if field.name == handed.needs
        and plan.after.get(field.name) is None
        and present.get(field.name) is None
    ]
    found = asked.after_refusal(store, lacking, sent, refusal)
    return Plan(UPDATE, record, dict.fromkeys(found), found)


def _known(
    store: asked.Asker, field: Field, handed: Handed, record: Record, entries: t.AbstractSet[str]
) -> frozenset[str]:
    """Return those of the entries that an object has been given, as far as the API says so.

    Where it does not know the question, or refuses it, it says so of none.
    """
    noun, title = store.resource.kind.noun, store.resource.title(record)
    try:
        with while_doing("read %s of %s '%s'" % (field.name, noun, title)):
            answer = _send(store.client.ask, handed, handed.asked, _body(field, handed, entries))
    except ApiError as error:
        if error.is_trouble:
            raise
        return frozenset()
    return _given_to(handed, answer, str(record["id"])).intersection(entries)


def _not_asked(
    store: asked.Asker, field: Field, handed: Handed, record: Record, entries: t.AbstractSet[str]
) -> frozenset[str]:
    """Return that of none of the entries it is known, and warn."""
    store.client.warn(NOT_ASKED % (field.name, store.resource.kind.noun, store.resource.title(record)))
    return frozenset()


def _given_to(handed: Handed, answer: t.Any, object_id: str) -> frozenset[str]:
    """Return the entries of which an answer says that this object was given them.

    It has them as texts, or as objects that can have an owner of their own.
    """
    whole = answer if isinstance(answer, dict) else {}
    listed = next((whole[key] for key in handed.keys if isinstance(whole.get(key), list)), answer)
    found: set[str] = set()
    for entry in listed if isinstance(listed, list) else ():
        said = entry if isinstance(entry, dict) else {handed.called[0]: entry}
        owners = [said.get(key, whole.get(key)) for key in (handed.owner, *handed.owners)]
        if object_id in map(str, owners):
            found.update(str(said[key]).strip() for key in handed.called if said.get(key))
    return frozenset(found)


def _body(field: Field, handed: Handed, entries: t.AbstractSet[str]) -> JsonObject:
    """Return a body with entries, under every key that a source has for them."""
    return {key: field.type.encode(entries) for key in handed.keys}


def _send(send: Send, handed: Handed, tail: str, body: JsonObject) -> t.Any:
    """Send to the first path that the API knows. What it does not know it has not written to."""
    *others, last = (path + tail for path in handed.paths)
    for path in others:
        try:
            return send(path, body)
        except ApiError as error:
            if not error.not_found or error.may_have_written:
                raise
    return send(last, body)
