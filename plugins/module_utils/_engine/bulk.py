# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several objects that are deleted by one request. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import JsonObject
from .._errors import (
    OUTCOME_UNKNOWN,
    ApiError,
    InconsistentRead,
    UncertainWrite,
    after_write,
    while_doing,
)
from . import apply
from .listed_store import ListedStore
from .plan import plan_absent

# So many objects are named in a message.
MOST_NAMED = 10
STILL_SHOWN = (
    "The API accepted the deletion of %d %s, but still shows %s. Run the task again in a while: it deletes "
    "what is there by then."
)

# What tells each object from others, as it was planned, by its id.
Victims = t.Mapping[str, t.Mapping[str, t.Any]]


def delete(store: ListedStore, victims: Victims) -> set[str]:
    """Delete objects by one request, see that none is shown any more, and return the ids of those.

    Lists can be behind: what the list does not show is asked for by its id. If an answer is lost, only what
    is still there is sent again. Raises ChangedMeanwhile or RestrictedObject for what is by now no more to be
    deleted, InconsistentRead with the ids of what stays, or what ``Client.post`` does.
    """
    client, kind = store.client, store.resource.kind
    attempt, patience = 0, client.new_patience()
    there = left = _asked_for(store, victims)
    while left:
        _refuse_changed(store, victims, left)
        with while_doing("delete the %s %s" % (kind.plural, _named(store, left))):
            try:
                body = {"ids": [record["id"] for record in left.values()]}
                client.post("%s/%s" % (kind.path, store.resource.deletes_many), body, kind.version)
                break
            except UncertainWrite as lost:
                if lost.is_given_up:
                    raise
                client.wait_after(lost, attempt, patience)
                attempt += 1
                with after_write(OUTCOME_UNKNOWN):
                    left = _listed(store, left)
            except ApiError as refusal:
                # Somebody else may have deleted one of them, of which the API may say that it knows no such.
                now = _listed(store, left)
                if len(now) == len(left):
                    refusal.may_have_written = refusal.may_have_written or bool(attempt)
                    raise
                left = now
    if left:
        _wait_for(store, left)
    return set(there)


def _asked_for(store: ListedStore, ids: t.Iterable[str]) -> dict[str, JsonObject]:
    """Return those of the objects that are there, by their ids, each as it is now."""
    table = store.list_anew()
    found = ((object_id, table.with_id(object_id) or store.alone(object_id, "")) for object_id in ids)
    return {object_id: record for object_id, record in found if record}


def _listed(store: ListedStore, ids: t.Iterable[str]) -> dict[str, JsonObject]:
    """Return those of the objects that the list shows: of what was there it is enough to be seen there."""
    table = store.list_anew()
    found = ((object_id, table.with_id(object_id)) for object_id in ids)
    return {object_id: record for object_id, record in found if record}


def _refuse_changed(store: ListedStore, victims: Victims, there: t.Mapping[str, JsonObject]) -> None:
    for object_id, record in there.items():
        apply.refuse_renamed(store.resource, victims[object_id], record)
        apply.refuse_restricted(store.resource, plan_absent(store.resource, record))


def _wait_for(store: ListedStore, deleted: t.Mapping[str, JsonObject]) -> None:
    late = deleted

    def look() -> bool | None:
        nonlocal late
        late = _listed(store, late)
        return True if not late else None

    with after_write("The deletion itself was accepted"):
        if store.once_shown(look):
            return
    raise InconsistentRead(
        STILL_SHOWN % (len(deleted), store.resource.kind.plural, _named(store, late)), list(late)
    )


def _named(store: ListedStore, records: t.Mapping[str, JsonObject]) -> str:
    """Return what objects are called, as far as anybody would read it."""
    named = ["'%s' (id %s)" % (store.resource.title(record), one) for one, record in records.items()]
    more = ["%d more" % (len(named) - MOST_NAMED)] if len(named) > MOST_NAMED else []
    return ", ".join([*named[:MOST_NAMED], *more])
