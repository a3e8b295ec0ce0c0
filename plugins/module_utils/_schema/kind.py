# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can be found by name or id: where it is listed, and how messages call it. Pure and private."""

from __future__ import annotations

import typing as t
from urllib.parse import quote

from .field_type import Record
from .identity import Parent
from .record import DEFAULT_MICROTENANT, is_in_scope, is_inside_microtenant
from .unlisted import Parts, keys_not_listed

AnyRecord = t.TypeVar("AnyRecord", bound=Record)

# Stands in an object that is known by its number for what an answer calls it.
CALLED = "calledOnWire"
# How names are searched: an operator, or the name alone.
EQ, LIKE, PLAIN = "EQ", "LIKE", "PLAIN"


class Metadata(t.NamedTuple):
    """One fact that ZPA records about an object and nobody can set."""

    name: str
    wire: str
    read: t.Callable[[t.Any], t.Any]

    def of(self, record: Record) -> t.Any:
        """Return what an object shows of it, None where a list does not."""
        return None if self.wire in keys_not_listed(record) else self.read(record.get(self.wire))


class Kind(t.NamedTuple):
    """What can be found by name or id: where it is listed and how messages call it.

    - ``version``: the API version of the list;
    - ``has_single``: whether one can be had by id below the path of the list;
    - ``single``: the path and the version of one by its id where they are others, or where ``list_only``
      would deny them: whoever knows that an object is there can ask for it;
    - ``fallback``: the path and the version to ask where the API does not know the first ones;
    - ``scoped``: whether it lives in a microtenant (True) or in the tenant as a whole;
    - ``is_inherited``: whether microtenants use what belongs to the Default one as well;
    - ``list_only``: whether the whole list is all: no search, and none by id unless it ``may_list_less``;
    - ``wrong_by_id``: keys that only the list shows rightly, not the answer by id;
    - ``unlisted``: keys that only the answer by id is sure to show. Where a list shows one of none of its
      objects, nobody knows what they have there, see ``unlisted.as_listed``. ``parts``: those of the keys of
      which there is a list for all objects;
    - ``may_list_less``: whether lists may show less than the answer by id, since keys are ``unlisted`` or no
      source has a list: no update is made of what one shows;
    - ``folds_case``: whether letter case makes no difference in its names;
    - ``has_cloud_suffix``: whether its names end in the cloud, which people leave out;
    - ``search_is_plain``: whether a search is the name alone, without field and operator;
    - ``hint``: the search that may find it, though no document promises that, PLAIN for the name alone: what
      it does not find proves nothing. Rules do not show the names of what has one, so that many may have to
      be looked up at once;
    - ``refers_by``: the key by which rules refer to it;
    - ``idp``: the id of the identity provider whose objects they are, where that is said;
    - ``creatable``: whether a playbook can create it, with this collection or another one;
    - ``owners``: the kinds of what it belongs to, whose ids the path takes in this order;
    - ``of_texts``: whether the list has texts in the place of objects, each of which is its own id and name;
    - ``facts``: what a listing of references tells beside id and name;
    - ``parents``: what the path says of all that is in a list, of which there is one each, and objects do not
      show. What is read is kept with it, see ``marked``. ``within``: what the path of one list has of that,
      by its key; a kind without it stands for all lists together;
    - ``is_one``: whether the path is that of a single object, of which there is one or none;
    - ``without_id``: the id of the one that older lists show without any;
    - ``holds_others``: whether objects of other kinds are in one of these;
    - ``can_lack``: whether tenants can lack the list, as without a licence;
    - ``has_uuids``: whether its ids can be UUIDs, where others are numbers;
    - ``is_nameless``: whether its objects have no name by which anything could refer to one;
    - ``roll``: where something beside ZPA keeps the list, and nothing ever leaves it: the keys of the id,
      which has any form, and of the name, the flag of those that count as absent, what follows the path of
      one to end it and to begin it again, and the key of the query by which a new one begins at once;
    - ``grouped``: where the list has groups in the place of objects, the key of a group with its objects. The
      path can have a query then, and there are no pages;
    - ``numbered``: the key of the number by which people know one. It is the name then, and what an answer
      calls the object says enough of it;
    - ``read_as``: makes of an answer what the description is about, where that has it in other places.
    """

    noun: str
    path: str
    version: str = "v1"
    has_single: bool = True
    single: tuple[str, str] = ("", "")
    fallback: tuple[str, str] = ("", "")
    scoped: bool = True
    is_inherited: bool = False
    list_only: bool = False
    wrong_by_id: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    parts: tuple[Parts, ...] = ()
    may_list_less: bool = False
    folds_case: bool = False
    has_cloud_suffix: bool = False
    search_is_plain: bool = False
    hint: str = ""
    refers_by: str = "id"
    idp: str = ""
    creatable: bool = True
    owners: tuple[str, ...] = ()
    of_texts: bool = False
    facts: tuple[Metadata, ...] = ()
    parents: tuple[Parent, ...] = ()
    within: tuple[tuple[str, str], ...] = ()
    is_one: bool = False
    without_id: str = ""
    holds_others: bool = False
    can_lack: bool = False
    has_uuids: bool = False
    is_nameless: bool = False
    roll: tuple[str, ...] = ()
    grouped: str = ""
    numbered: str = ""
    read_as: t.Callable[[Record], Record] | None = None

    @property
    def version_of_one(self) -> str:
        """The API version of an object by its id, where no update has another one."""
        return self.single[1] or self.version

    @property
    def plural(self) -> str:
        return self.noun + "s"

    @property
    def can_be_read(self) -> bool:
        """Whether one that is known to be there can be had by the id that rules have of it."""
        return self.refers_by == "id" and bool(self.single[0] or (self.has_single and not self.list_only))

    def path_of(self, object_id: str) -> str:
        """Return the path of one object."""
        if self.is_one:
            return object_id
        return "%s/%s" % (self.single[0] or self.path, quote(object_id, safe=""))

    def inside(self, *parents: str) -> Kind:
        """Return the kind as the list under these parents has it, each as the path says it."""
        quoted = tuple(quote(parent, safe="") for parent in parents)
        single, version = self.single
        single = single % quoted if "%s" in single else single
        within = tuple((parent.wire, parents[place]) for place, parent in enumerate(self.parents))
        return self._replace(path=self.path % quoted, single=(single, version), within=within)

    def of(self, record: Record) -> Kind:
        """Return the kind as the list has it in which an object was found."""
        if not self.parents or self.within:
            return self
        return self.inside(*(str(record[parent.wire]) for parent in self.parents))

    def is_inside(self, record: Record) -> bool:
        """Whether an object is in the list of this kind, of all lists where it stands for them."""
        return all(record.get(key) == wire for key, wire in self.within)

    def marked(self, record: AnyRecord) -> AnyRecord:
        """Return an object as this list shows it, with what the path says of it.

        The one of a tenant gets its path for an id: its own, if it has any, is not told from that of others.
        """
        marks: dict[str, t.Any] = dict(self.within)
        if self.read_as:
            record = t.cast(AnyRecord, self.read_as(record))
        if self.roll:
            marks = {"id": record.get(self.roll[0], ""), "name": record.get(self.roll[1], "")}
        if self.is_one:
            own_id = str(record.get("id") or "")
            marks["id"] = "%s/%s" % (self.path, quote(own_id, safe="")) if own_id else self.path
        return t.cast(AnyRecord, {**record, **marks}) if marks else record

    def in_scope(self, records: t.Iterable[AnyRecord], microtenant_id: str) -> list[AnyRecord]:
        """Leave out what certainly belongs to another microtenant than the connection is for."""
        if not self.scoped:
            return list(records)
        places = {microtenant_id, DEFAULT_MICROTENANT} if self.is_inherited else {microtenant_id}
        return [record for record in records if any(is_in_scope(record, place) for place in places)]

    def own(self, records: t.Iterable[AnyRecord], microtenant_id: str) -> list[AnyRecord]:
        """Return what a connection manages: what its microtenant inherits is not among it.

        Of what can be inherited the record has to say whose it is.
        """
        found = self._replace(is_inherited=False).in_scope(records, microtenant_id)
        if not (self.is_inherited and is_inside_microtenant(microtenant_id)):
            return found
        return [record for record in found if str(record.get("microtenantId")) == microtenant_id]

    def owned_by(self, *owner_ids: str) -> Kind:
        """Return the kind as what it belongs to has it: as one identity provider, for example."""
        quoted = tuple(quote(owner_id, safe="") for owner_id in owner_ids)
        single, version = self.single
        return self._replace(
            path=self.path % quoted,
            single=(single % quoted if "%s" in single else single, version),
            idp=owner_ids[0] if self.owners == ("idp",) else "",
        )
