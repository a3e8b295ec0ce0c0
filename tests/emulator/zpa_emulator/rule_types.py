# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a row of RESOURCES is made of: see rules.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class FieldRule:
    """One writable key. ``kind``: one of those in kinds.py.

    ``longest``: how many characters a text may have. ``low``, ``high``, ``step``: the range of a
    number. ``refers_to``: the resource that an id must exist in. ``cleared_by_put``: whether
    leaving it out of a v1 PUT empties it (recorded for a few).
    """

    kind: str
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    longest: int | None = None
    low: int | None = None
    high: int | None = None
    step: int | None = None
    refers_to: str = ""
    cleared_by_put: bool = False


@dataclass(frozen=True)
class Membership:
    """Objects of another resource that belong to this one and are shown inside it.

    ``owner_key``: the member's key that holds the id of its owner. ``created_keys``: what the
    answer to a creation shows of a member. ``added``, ``removed``: the keys of the v2 update.
    """

    key: str
    member: str
    member_noun: str
    owner_key: str
    created_keys: tuple[str, ...]
    added: str
    removed: str


@dataclass(frozen=True)
class Embedding:
    """A stored list of ids, ``[{"id": ...}]``, whose objects answers show with ``keys``.

    ``created_keys``: what the answer to a creation shows of one. ``makes``: whether one that is given by a
    name without an id is made.
    """

    key: str
    resource: str
    keys: tuple[str, ...]
    created_keys: tuple[str, ...] = ()
    makes: bool = False


@dataclass(frozen=True)
class Referrer:
    """Objects of another resource that name this one.

    They are shown under ``key``, if there is one, with ``keys``, by their ids alone where there are none, and
    this object is not deleted while there are any. ``list_key``: their list of ids. ``noun``: what a refusal
    calls them. ``can_be_written``: whether a list of their ids, or of objects with ids, under ``key`` decides
    which they are. ``is_content``: whether they stand in it, and could go with it: they have one id then.
    """

    key: str
    resource: str
    list_key: str
    noun: str
    keys: tuple[str, ...] = ()
    can_be_written: bool = False
    is_content: bool = False


@dataclass(frozen=True)
class Named:
    """A name that reads show of the object whose id another key has. ``resource``: where that is."""

    key: str
    id_key: str
    resource: str


@dataclass(frozen=True)
class Nested:
    """Keys of an object that other objects show of it in one more object, under other names.

    ``key``: of that object. ``given``: the key without which there is none. ``names``: those names.
    """

    key: str
    given: str
    names: dict[str, str]


@dataclass(frozen=True)
class Unless:
    """A list that has entries if a flag is off, and none if it is on."""

    key: str
    flag: str


@dataclass(frozen=True)
class Pick:
    """A reference that counts only while a flag is set; the server picks the object otherwise.

    ``flag``: the key of the flag. ``key``: the key of the id. ``resource``: where the object is.
    ``picked``: the attribute of the tenant with the server's choice. ``shown``, ``shown_on_reads``:
    what answers show of the object, as pairs of their key and the object's.
    """

    flag: str
    key: str
    resource: str
    picked: str
    shown: tuple[tuple[str, str], ...] = ()
    shown_on_reads: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Place:
    """Keys of a place that the server works out from coordinates whenever these are written."""

    latitude: str
    longitude: str
    city: str
    country: str


@dataclass(frozen=True)
class OlderShape:
    """How answers looked before: other names of keys, and keys that were not there.

    ``without``: never there. ``without_if_false``: not there if false. ``without_unpicked``: not
    there while the server picks (see Pick).
    """

    renamed: dict[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    without_if_false: tuple[str, ...] = ()
    without_unpicked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bodies:
    """What writes are answered with, all of them 200, where others have 201 and 204 without a body.

    ``created``, ``updated``: the keys of the object, None for all. ``deleted``: a message.
    """

    created: tuple[str, ...] | None = ("id",)
    updated: tuple[str, ...] | None = ("id",)
    deleted: str = ""


@dataclass(frozen=True)
class Rules:
    """A resource: its path, its fields, and how answers differ by operation.

    ``shown``: keys of every answer. ``not_created``: keys that the answer to a creation does not have,
    ``if_created``: those that it has if they were sent. ``only_in_lists``: more keys of lists.
    ``wrong_by_id``: what a GET by id says instead of the truth. ``hidden``: stored keys of no answer.
    ``ignored``: accepted, not kept. ``computed``: accepted and ignored as well, but filled in by the
    server, so that no PUT loses them. ``equal``: keys that must have the same value after a write.
    ``scoped``: whether objects belong to microtenants. ``asked_for``: a key without which nothing is
    written where a quirk says so, and what refusals call it. ``too_large``: lists that a body cannot
    have more than a number of. ``unless``: see there. ``tells_microtenant``: whether reads name it.
    ``named``: see there. ``fixed``: fields that no update changes. ``needs``: flags that are on with other
    fields only. ``created_status``: the status of a creation. ``nested``: see there. ``creatable``,
    ``deletable``: whether there is a POST, a DELETE. ``two_terms``: whether a search may have two of them.
    ``inherited``: whether a microtenant may see those of the Default one.
    ``writes_only_fields``: whether updates never touch any key but those in ``fields``.
    ``has_summary``: whether there is a list of names. ``single``: whether there is a GET by id.
    ``version``: the API that it is part of, of ROOTS; ``list_versions``, ``updates``: that of the list and of
    updates, if there are others. ``created_at``: the path of creations, if it is not that of the list.
    ``bodies``: see there. ``is_bare``: whether the list is an array, of no pages and in no order, without a
    search. ``has_uuids``: whether ids are UUIDs.
    """

    path: str
    fields: dict[str, FieldRule] = field(default_factory=dict)
    members: Membership | None = None
    embeds: tuple[Embedding, ...] = ()
    referrers: tuple[Referrer, ...] = ()
    pick: Pick | None = None
    place: Place | None = None
    equal: tuple[tuple[str, ...], ...] = ()
    unless: Unless | None = None
    named: tuple[Named, ...] = ()
    nested: Nested | None = None
    fixed: tuple[str, ...] = ()
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    too_large: tuple[tuple[str, int], ...] = ()
    shown: dict[str, Any] = field(default_factory=dict)
    not_created: tuple[str, ...] = ()
    if_created: tuple[str, ...] = ()
    only_in_lists: dict[str, Any] = field(default_factory=dict)
    wrong_by_id: dict[str, Any] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()
    older: OlderShape | None = None
    scoped: bool = True
    tells_microtenant: bool = True
    has_summary: bool = False
    writable: bool = True
    created_status: int = 201
    creatable: bool = True
    deletable: bool = True
    two_terms: bool = False
    writes_only_fields: bool = False
    inherited: bool = True
    single: bool = True
    asked_for: tuple[str, str] | None = None
    version: str = "v1"
    list_versions: tuple[str, ...] = ()
    updates: tuple[str, ...] = ()
    created_at: str = ""
    bodies: Bodies | None = None
    is_bare: bool = False
    has_uuids: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "list_versions", self.list_versions or (self.version,))
        object.__setattr__(self, "updates", self.updates or (self.version,))
