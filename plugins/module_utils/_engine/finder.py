# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding objects of any kind by id, by exact name, or all. Private to this collection."""

from __future__ import annotations

import re
import typing as t
from itertools import product

from .._client.client import Client, JsonObject
from .._client.forms import is_id_on_wire
from .._client.search import Term
from .._errors import ApiError, WrongAnswer, while_doing
from .._resources.lookups import LOOKUPS
from .._schema.field_type import is_uuid
from .._schema.identity import Parent
from .._schema.kind import CALLED, Kind
from .._schema.record import name_of
from .._schema.scalars import Name
from .._schema.unlisted import as_listed

# Names of posture profiles and trusted networks end in the cloud, such as "(zscalerthree.net)". Their
# "zscalerCloud" says which one that is; where it is missing, only a domain of Zscaler's is taken for one.
# Other brackets are part of the name: a wrong profile would open a wrong door.
_BRACKET = re.compile(r"\s*\(([^()\s]+)\)$")
_CLOUD = re.compile(r"z(?:s|pa)[a-z0-9-]*\.(?:net|us)")

# What the API says of lists that a tenant does not have, by their paths.
Refused = t.Dict[str, ApiError]
Answer = t.TypeVar("Answer")


def by_id(client: Client, kind: Kind, object_id: str, name: str = "") -> JsonObject | None:
    """Return the object with this id, None where there is none.

    ``name``: what it is called, if that is known; it saves requests where the list is the truth.
    """
    with while_doing("read %s %s" % (kind.noun, object_id)):
        if kind.is_one:
            return _with_id(object_id, _all(client, kind))
        found = in_each_list(client, kind, lambda one: _there(client, one, object_id, name))
        return next((one.marked(record) for one, record in found if record), None)


def _there(client: Client, kind: Kind, object_id: str, name: str) -> JsonObject | None:
    """Return the object with this id in one list, None where there is none."""
    # What a list need not show is asked for by the id in any case.
    if (kind.list_only and not kind.may_list_less) or not kind.has_single:
        return _with_id(object_id, _all(client, kind))
    if kind.wrong_by_id:
        return _listed(client, kind, object_id, name)
    found = single(client, kind, object_id)
    # To go on as if one was not there that the list shows would create it once more.
    is_told_by_list = kind.list_only and not kind.unlisted
    return _with_id(object_id, _all(client, kind)) if found is None and is_told_by_list else found


def _listed(client: Client, kind: Kind, object_id: str, name: str) -> JsonObject | None:
    """Return the object as the list shows it.

    On a tenant of any size that takes three requests at most, if its name is one that a search finds.
    What the list does not show at all comes without the keys that the answer by id has wrong.
    """
    found = _with_id(object_id, _named(client, kind, name)) if name else None
    listing = client.listing(kind.path, None, kind.version, kind.scoped)
    if not name:
        found = _with_id(object_id, listing.first.records)
    if found is None:
        alone = single(client, kind, object_id)
        if alone is None:
            return None
        if name_of(alone) != name:
            found = _with_id(object_id, _named(client, kind, name_of(alone)))
        if found is None:
            found = _with_id(object_id, listing.all())
        if found is None:
            found = {key: value for key, value in alone.items() if key not in kind.wrong_by_id}
    return found


def single(client: Client, kind: Kind, object_id: str) -> JsonObject | None:
    """Return what the API answers for this id, None where there is no such object.

    Raises WrongAnswer where another one comes, or one of which it is not clear whose it is.
    """
    path, version = kind.path_of(object_id), kind.version_of_one
    try:
        found = client.get(path, version, kind.scoped)
    except ApiError as error:
        if error.not_found:
            return None
        raise
    is_it = isinstance(found, dict) and str(found.get("id")) == object_id
    # The path may not say of which identity provider one is asked for.
    if not is_it or (kind.idp and found.get("idpId") in (None, "")):
        detail = "the answer does not show the object asked for"
        raise WrongAnswer(detail, "GET", client.full_path(path, version))
    return t.cast(JsonObject, found) if kind.idp in ("", str(found.get("idpId"))) else None


def in_each_list(
    client: Client, kind: Kind, read: t.Callable[[Kind], Answer], refused: Refused | None = None
) -> t.Iterator[tuple[Kind, Answer]]:
    """Yield what is read in each list of a kind, with the kind as this list has it.

    Of several lists a tenant can lack some; only where it lacks all of them, that is raised. ``refused`` gets
    what the API says of those that it lacks, by their paths.
    """
    lists = _lists(client, kind)
    lacks: dict[str, ApiError] = {}
    for one in lists:
        try:
            answer = read(one)
        except ApiError as error:
            if len(lists) == 1 or not error.is_not_there:
                raise
            lacks[one.path] = error
            if len(lacks) == len(lists):
                raise
            continue
        yield one, answer
    if refused is not None:
        refused.update(lacks)


def _lists(client: Client, kind: Kind) -> list[Kind]:
    """Return a kind as each of its lists has it."""
    if not kind.parents or kind.within:
        return [kind]
    parents = [_parents(client, parent) for parent in kind.parents]
    return [kind.inside(*combination) for combination in product(*parents)]


def _parents(client: Client, parent: Parent) -> list[str]:
    """Return all that can be in a path in the place of a parent."""
    if parent.choices:
        return [wire for _word, wire in parent.choices]
    return [str(record["id"]) for record in everything(client, LOOKUPS[parent.kind])]


def _named(client: Client, kind: Kind, name: str) -> list[JsonObject]:
    def read(one: Kind) -> list[JsonObject]:
        return client.named(one.path, name, one.version, one.scoped, one.search_is_plain)

    return _together(in_each_list(client, kind, read))


def _together(found: t.Iterable[tuple[Kind, t.Sequence[JsonObject]]]) -> list[JsonObject]:
    """Return the objects of several lists, each with what its list says of it, and what that leaves open."""
    return [
        record
        for kind, records in found
        for record in as_listed(kind.unlisted, [kind.marked(record) for record in records])
    ]


def _with_id(object_id: str, records: t.Iterable[JsonObject]) -> JsonObject | None:
    return next((record for record in records if str(record["id"]) == object_id), None)


def all_named(client: Client, kind: Kind, name: str) -> list[JsonObject]:
    """Return the objects that a name can mean, in the microtenant of the connection."""
    return called(kind, around(client, kind, name), name)


def around(client: Client, kind: Kind, name: str) -> list[JsonObject]:
    """Return objects among which those of a name are, all of them where no search proves that none is."""
    with while_doing("look up %s '%s'" % (kind.noun, name)):
        candidates = _all(client, kind) if kind.list_only or kind.is_one else _named(client, kind, name)
    return kind.in_scope(candidates, client.settings.microtenant_id)


def searched(client: Client, kind: Kind, name: str) -> list[JsonObject] | None:
    """Return the objects of this name that a search finds, None where only the list can tell."""
    if kind.list_only or kind.is_one:
        return None

    def read(one: Kind) -> list[JsonObject] | None:
        return client.searched(one.path, name, one.version, one.scoped, one.search_is_plain)

    with while_doing("look up %s '%s'" % (kind.noun, name)):
        found = list(in_each_list(client, kind, read))
    if any(records is None for _one, records in found):
        return None
    hits = _together((one, records or ()) for one, records in found)
    return called(kind, kind.in_scope(hits, client.settings.microtenant_id), name)


def everything(
    client: Client,
    kind: Kind,
    term: Term | None = None,
    doing: str = "",
    refused: Refused | None = None,
    most: int | None = None,
) -> list[JsonObject]:
    """Return all objects of a kind, in the API's order; with ``term`` what the server finds for it.

    ``doing``: what an error says was tried. ``refused``: see ``in_each_list``. ``most``: how many pages may
    follow the first one, raises LongList where more do.
    """
    with while_doing(doing or "list %s" % kind.plural):
        records = _all(client, kind, term, refused, most)
    microtenant_id = client.settings.microtenant_id
    return kind.in_scope(records, microtenant_id) if microtenant_id else records


def _all(
    client: Client,
    kind: Kind,
    term: Term | None = None,
    refused: Refused | None = None,
    most: int | None = None,
) -> list[JsonObject]:
    """Return all lists of a kind. Raises WrongAnswer where two of them show one object."""
    records = _together(in_each_list(client, kind, lambda one: _list(client, one, term, most), refused))
    lists: dict[str, Kind] = {}
    for record in records if kind.parents else ():
        one = kind.of(record)
        if lists.setdefault(str(record["id"]), one).path != one.path:
            detail = "the answer shows an object (id %s) that another list has as well" % record["id"]
            raise WrongAnswer(detail, "GET", client.full_path(one.path, one.version))
    return records


def _list(client: Client, kind: Kind, term: Term | None, most: int | None = None) -> list[JsonObject]:
    """Return a whole list, from where the API has it."""
    if kind.is_one:
        return _the_one(client, kind)
    if kind.roll:
        # Hardly any kind has one.
        from . import rolls

        return rolls.there(client, kind)
    if kind.grouped:
        # As above.
        from . import grouped

        return grouped.members(client, kind)
    try:
        return client.list_all(
            kind.path, term, kind.version, kind.scoped, kind.of_texts, kind.without_id, most
        )
    except ApiError as error:
        if not (kind.fallback[0] and error.not_found):
            raise
    path, version = kind.fallback
    return client.list_all(path, term, version, kind.scoped, most=most)


def _the_one(client: Client, kind: Kind) -> list[JsonObject]:
    """Return what is there once or not at all. Where it should have an id and has none, nothing is."""
    try:
        found = client.get(kind.path, kind.version, kind.scoped)
    except ApiError as error:
        if not error.not_found:
            raise
        return []
    if not (found is None or isinstance(found, dict)):
        detail = "the answer is not an object as the API documents it"
        raise WrongAnswer(detail, "GET", client.full_path(kind.path, kind.version))
    has_it = is_id_on_wire((found or {}).get("id")) if kind.has_single else bool(found)
    return [found] if found and has_it else []


def called(kind: Kind, records: t.Iterable[JsonObject], name: str) -> list[JsonObject]:
    """Return those with exactly this name; only where there are none, those of which it says enough."""
    candidates = list(records)
    exact = [record for record in candidates if name_of(record) == name]
    return exact or [record for record in candidates if short_name(kind, record) == shortened(kind, name)]


def without_cloud(kind: Kind, given: str) -> str:
    """Return what somebody wrote without the cloud in which names of the kind end."""
    return _without_cloud(given, "") if kind.has_cloud_suffix else given


def can_be_id(kind: Kind, token: str) -> bool:
    """Whether something has this id, perhaps, rather than this name."""
    return token.isdigit() or ((kind.refers_by != "id" or kind.has_uuids) and is_uuid(token))


def short_name(kind: Kind, record: t.Mapping[str, t.Any]) -> str:
    """Return what is enough to say of an object's name: without its cloud, in one letter case."""
    name = Name().decode(record.get(CALLED)) if kind.numbered else name_of(record)
    if kind.has_cloud_suffix:
        name = _without_cloud(name, Name().decode(record.get("zscalerCloud")).lower())
    return shortened(kind, name)


def shortened(kind: Kind, given: str) -> str:
    """Return what somebody wrote as ``short_name`` has it. No bracket of it is ever left out."""
    return given.casefold() if kind.folds_case else given


def _without_cloud(name: str, cloud: str) -> str:
    bracket = _BRACKET.search(name)
    inside = bracket[1].lower() if bracket else ""
    is_cloud = cloud in (inside, inside.rpartition(".")[0]) if cloud else _CLOUD.fullmatch(inside)
    return name[: bracket.start()] if bracket and is_cloud else name
