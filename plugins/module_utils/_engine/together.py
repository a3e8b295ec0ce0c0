# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several objects that get one value of a field by one request. Private to this collection."""

from __future__ import annotations

import contextlib
import re
import typing as t

from .._client.client import JsonObject
from .._errors import (
    OUTCOME_UNKNOWN,
    ApiError,
    InconsistentRead,
    UncertainWrite,
    ZpaError,
    after_write,
    while_doing,
)
from .._schema.coverage import are_shared
from .._schema.field_type import Record
from .._schema.fields import Field, Together
from . import finder

if t.TYPE_CHECKING:
    from .repository import Store

# So many objects are named in a message.
MOST_NAMED = 10
NOT_SHOWN = (
    "The API accepted %s=%s for the %s %s, but does not show it for %s. Run the task again in a while to see "
    "whether it has arrived. If it never does, ZPA does not take that: leave %s out, or give another value."
)
CHANGE_ALL = (
    "%s is the same for all %s that share %s. These share them, and have another: %s. Give all of them the "
    "same %s in one task of zpa_config"
)
_IDS = re.compile(r"\b\d{2,}\b")


class Told(t.NamedTuple):
    """The canonical value that objects shall have, and their entries of what others can share."""

    value: t.Any
    shared: t.Collection[str]


def write(store: Store, field: Field, value: t.Any, records: t.Sequence[Record]) -> None:
    """Give objects a value by one request, and see that all show it; these are read, each by its id.

    If an answer is lost, the objects are read before the same is sent again. Raises what ``Client.put`` does
    or InconsistentRead.
    """
    client, noun = store.client, store.resource.kind.plural
    attempt, patience, as_numbers = 0, client.new_patience(), False
    said = "%s=%s" % (field.name, field.type.show(value, None))
    with while_doing("set %s of the %s %s" % (said, noun, _named(store, records))):
        while True:
            try:
                _send(store, field, value, records, as_numbers)
                break
            except UncertainWrite as lost:
                if lost.is_given_up:
                    raise
                client.wait_after(lost, attempt, patience)
                attempt += 1
                with after_write(OUTCOME_UNKNOWN):
                    if not _unlike(store, field, value, records):
                        return
            except ApiError as refusal:
                if refusal.is_unreadable and not as_numbers and _can_be_numbers(records):
                    as_numbers = True
                    continue
                own = _together(field)
                shared = {entry for one in records for entry in store.resource.decode(one)[own.sharing]}
                name_others(store, field, Told(value, shared), records, refusal)
                refusal.may_have_written = bool(attempt)
                raise
        _wait_for(store, field, value, records)


def _together(field: Field) -> Together:
    return t.cast("Together", field.together)


def _send(store: Store, field: Field, value: t.Any, records: t.Iterable[Record], as_numbers: bool) -> None:
    own, kind = _together(field), store.resource.kind
    # As they were read: the vendor's own clients send numbers, or texts.
    ids = [int(record["id"]) if as_numbers else record["id"] for record in records]
    body = {own.ids: ids, own.key: field.type.encode(value)}
    store.client.put("%s/%s" % (kind.path, own.path), body, kind.version)


def _can_be_numbers(records: t.Iterable[Record]) -> bool:
    return all(isinstance(record["id"], str) and record["id"].isdecimal() for record in records)


def _wait_for(store: Store, field: Field, value: t.Any, records: t.Sequence[Record]) -> None:
    late = records

    def look() -> bool | None:
        nonlocal late
        late = _unlike(store, field, value, late)
        return True if not late else None

    with after_write("The update itself was accepted"):
        if store.once_shown(look):
            return
    said = (field.name, field.type.show(value, None), store.resource.kind.plural)
    which = _named(store, records), _named(store, late)
    raise InconsistentRead(
        NOT_SHOWN % (*said, *which, field.name),
        [str(record["id"]) for record in late],
    )


def _unlike(store: Store, field: Field, value: t.Any, records: t.Iterable[Record]) -> list[Record]:
    """Return those of the objects, as they were, that do not show a value by now."""
    found = []
    for record in records:
        object_id, name = str(record["id"]), store.resource.title(record)
        store.refresh(object_id, name)
        shown = store.with_id(object_id, name)
        if shown is None or not field.type.fulfils(value, field.read(shown)):
            found.append(record)
    return found


# -- Who else would have to change -----------------------------------------------------------------------


def name_others(
    store: Store, field: Field, told: Told, records: t.Sequence[Record], refusal: ApiError
) -> None:
    """Add to a refusal which objects keep others from a value, if it is one of that sort.

    Where that cannot be found out the refusal stays as it is.
    """
    own = _together(field)
    if refusal.error_id not in own.refusals:
        return
    with contextlib.suppress(ZpaError):
        others = _others(store, field, told, {str(record["id"]) for record in records}, refusal)
        if others:
            more = ["%d more" % (len(others) - MOST_NAMED)] if len(others) > MOST_NAMED else []
            listed = ", ".join([*others[:MOST_NAMED], *more])
            noun = store.resource.kind.plural
            refusal.hint(CHANGE_ALL % (field.name, noun, own.sharing, listed, field.name))


def _others(store: Store, field: Field, told: Told, ours: t.AbstractSet[str], refusal: ApiError) -> list[str]:
    """Return what they are called: what the refusal has ids of, what the API says, or what the list shows."""
    words = " ".join([refusal.reason, *refusal.params])
    named = set(_IDS.findall(words)) - ours
    found = _asked(store, field, told, ours)
    if found and named <= found.keys():
        return list(found.values())
    listed = {str(record["id"]): record for record in finder.everything(store.client, store.resource.kind)}
    hits = [object_id for object_id in listed if object_id in named - found.keys()]
    if not hits and not found:
        hits = [one for one in listed if one not in ours and _is_in_the_way(store, field, told, listed[one])]
    return [*found.values(), *("'%s' (id %s)" % (store.resource.title(listed[one]), one) for one in hits)]


def _is_in_the_way(store: Store, field: Field, told: Told, record: Record) -> bool:
    sharing = store.resource.field(_together(field).sharing)
    return field.read(record) != told.value and are_shared(told.shared, sharing.read(record))


def _asked(store: Store, field: Field, told: Told, ours: t.AbstractSet[str]) -> dict[str, str]:
    """Return what the API itself says to be in the way, by ids. Nothing where it does not answer that."""
    own, kind = _together(field), store.resource.kind
    if told.value != own.asked_of:
        return {}
    answer: t.Any = []
    body: t.Any = sorted(told.shared)
    with contextlib.suppress(ZpaError):
        answer = store.client.post("%s/%s" % (kind.path, own.asked), body, kind.version)
    entries: list[JsonObject] = (
        [one for one in answer if isinstance(one, dict)] if isinstance(answer, list) else []
    )
    found = {}
    for entry in entries:
        object_id, why = str(entry.get("id")), entry.get(own.asked_why)
        if object_id not in ours and entry.get(own.key) != field.type.encode(told.value):
            named = "'%s' (id %s)" % (entry.get(own.asked_name), object_id)
            reasons = ", ".join(map(str, why)) if isinstance(why, list) else ""
            found[object_id] = "%s with %s" % (named, reasons) if reasons else named
    return found


def _named(store: Store, records: t.Sequence[Record]) -> str:
    """Return what objects are called, as far as anybody would read it."""
    named = ["'%s'" % store.resource.title(record) for record in records[:MOST_NAMED]]
    more = ["%d more" % (len(records) - MOST_NAMED)] if len(records) > MOST_NAMED else []
    return ", ".join([*named, *more])
