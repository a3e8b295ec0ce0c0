# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One option of a resource: where its value is on the wire, and what is known about it. Pure and private."""

from __future__ import annotations

import typing as t

from .._client.forms import is_scalar_or_none
from .._errors import UnexpectedAnswer
from .field_type import FieldType, Record, Reference
from .identity import Under
from .scalars import Name

if t.TYPE_CHECKING:
    # Most kinds have none.
    from .handed import Handed
    from .implied import Implied


class Apart(t.NamedTuple):
    """A path below that of an object, where one of its fields is written.

    - ``path``: what follows the path of the object;
    - ``key``: the key of the body that takes the value. If there is none, the body is what is read there,
      with the value in it, and under ``id_key`` the id of the object;
    - ``is_read``: whether it is read there too. What is read is kept in the object, under the key of the
      field;
    - ``is_hidden``: whether lists may leave out what answers by id show. Who says that there is something
      asks for the object by its id then, and a task about it alone in any case;
    - ``flag``: the key of the object that is off where there is nothing to be read, so that nobody need ask.
    """

    path: str
    key: str = ""
    id_key: str = ""
    is_read: bool = False
    flag: str = ""
    is_hidden: bool = False

    def is_unread(self, record: Record, wire: str) -> bool:
        """Whether an object has what was not read yet. ``wire``: the key under which it would be."""
        is_off = self.flag in record and str(record[self.flag]).lower() in ("false", "0", "none", "")
        return self.is_read and bool(record) and wire not in record and not is_off


class Together(t.NamedTuple):
    """A path below that of a kind, at which several objects get the same value by one request.

    Objects that share an entry of a field have to have the same value, so that one of them alone is refused.

    - ``path``: what follows the path of the kind;
    - ``ids``, ``key``: the keys of the body for the ids of the objects and for the value;
    - ``sharing``: the field with the entries that objects can share;
    - ``refusals``: the ids of what the API answers where others would have to change as well;
    - ``asked``: what follows the path of the kind where it can be asked who has entries and what there keeps
      them from the value ``asked_of``. An answer calls them ``asked_name``, and ``asked_why`` says what.
    """

    path: str
    ids: str
    key: str
    sharing: str
    refusals: tuple[str, ...]
    asked: str
    asked_of: str
    asked_name: str
    asked_why: str


class Field(t.NamedTuple):
    """One option of a resource: its name, its key on the wire, its type.

    - ``create_default``: sent on creation where the option is omitted, as documented;
    - ``required``: whether ZPA creates nothing without it;
    - ``twins``: further keys that must carry the same value;
    - ``formerly``: the key in older answers;
    - ``label``: the key under which answers show the name of what is referred to;
    - ``needs``: the flag without which the field means nothing; ZPA then chooses its value;
    - ``unless``: the flag that says whether the set is empty: it has members exactly while the flag is off;
    - ``derived_from``: the fields from which ZPA works the value out;
    - ``rewritten_with``: the fields by whose values ZPA makes something else of what is sent: while the
      object has any, a creation sends what is given, and nobody compares it with what is there;
    - ``in_body``: whether creations and updates carry it;
    - ``inside``: the key of the object inside the object that holds it, and ``label`` and ``echoes``;
    - ``owner``: the field that says to what the objects belong that are referred to;
    - ``is_exclusive``: whether each of its members belongs to one object at a time;
    - ``other_end``: the field of the members that says the same from their side: to what each belongs;
    - ``echoes``: keys without an option that follow from it. They go back as they came unless it changes:
      then they would contradict it, and the server makes them anew;
    - ``refused_as``: what else refusals of the API call it;
    - ``is_immutable``: whether ZPA never changes it: another value is refused before anything is written;
    - ``is_computed``: whether ZPA alone sets it. It is shown, and can be given back as it is;
    - ``is_always_sent``: whether creations and updates carry it also where nobody gives it;
    - ``parts``: further keys that hold one value together with the first, which types get as a list;
    - ``apart``: the path of its own at which it is written, where creations and updates do not carry it;
    - ``together``: the path at which several objects get the same value by one request;
    - ``handed``: where its entries are handed over, which no answer shows;
    - ``among``: the field with the set in which the objects have to be that are referred to;
    - ``under``: the lists of whose objects the key means this field, where those of others have another one
      under it, or nothing;
    - ``only_with``: the field with a choice, and the choices with which alone this one means something;
    - ``usual``: the names of what a new object refers to where nobody says it, by the choice of its parent;
    - ``not_below``: the key of a number that objects show and that it cannot be less than;
    - ``implied``: the entries that it has in any case, of a list in an object, see there;
    - ``if_asked``: the name of what is sent for a reference that nobody gives, where the API asks for it;
    - ``text``: what the documentation says of the option beyond what follows from the above: paragraphs, one
      a line. Of a reference or a set of them it begins with what is referred to: "the sites of the group".
      ``%s`` stands for the kind where several have the field. ``name``, ``description`` and ``enabled`` need
      none;
    - ``shown``: what it says of the value in results, if that is not the first sentence of ``text``.
    """

    name: str
    wire: str
    type: FieldType
    create_default: t.Any = None
    required: bool = False
    twins: tuple[str, ...] = ()
    formerly: str = ""
    label: str = ""
    needs: str = ""
    unless: str = ""
    derived_from: tuple[str, ...] = ()
    rewritten_with: tuple[str, ...] = ()
    in_body: bool = True
    inside: str = ""
    echoes: tuple[str, ...] = ()
    owner: str = ""
    is_exclusive: bool = False
    other_end: str = ""
    refused_as: tuple[str, ...] = ()
    is_immutable: bool = False
    is_computed: bool = False
    is_always_sent: bool = False
    parts: tuple[str, ...] = ()
    apart: Apart | None = None
    together: Together | None = None
    handed: Handed | None = None
    among: str = ""
    under: Under | None = None
    only_with: tuple[str, tuple[str, ...]] = ("", ())
    usual: tuple[tuple[str, str], ...] = ()
    not_below: str = ""
    if_asked: str = ""
    implied: Implied | None = None
    text: str = ""
    shown: str = ""

    @property
    def is_sent(self) -> bool:
        """Whether it is written at all, be it in a body of the object or at a path of its own."""
        return self.in_body or self.apart is not None or self.handed is not None

    def is_needed(self, values: t.Mapping[str, t.Any]) -> bool:
        """Whether a new object with these canonical values has to have it."""
        option, words = self.only_with
        return self.required and (not option or values.get(option) in words)

    @property
    def is_worked_out(self) -> bool:
        """Whether no option sets it, although there is one: ZPA works it out."""
        return self.is_computed or bool(self.derived_from)

    @property
    def called(self) -> frozenset[str]:
        """What the API can call it in a refusal."""
        carried = [path[-1] for path in self.type.carriers]
        carried += [self.apart.key] if self.apart else []
        carried += self.handed.keys if self.handed else ()
        return frozenset((*self.keys, self.wire, *self.type.delta_keys, *carried, *self.refused_as)) - {""}

    @property
    def place(self) -> str:
        """The key of an object under which it is found, or that in which it is."""
        return self.inside or self.wire

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of an object in which answers show it."""
        alone = (self.wire, *self.parts, *self.twins, self.formerly, self.label)
        return tuple(key for key in ((self.inside,) if self.inside else alone) if key)

    @property
    def _older_keys(self) -> tuple[str, ...]:
        return (self.formerly,) if self.formerly else ()

    @property
    def keys_inside(self) -> tuple[str, ...]:
        """The keys that it has in the object inside the object."""
        return (self.wire, *self.parts, self.label, *self.echoes)

    def wire_in(self, record: Record) -> t.Any:
        """Return what an object as the API returned it shows under the key itself, a list with the parts."""
        return self.type.own(self._shown(self._place(record)), id_of(record))

    def is_unread(self, record: Record) -> bool:
        """Whether an object has what nobody has read yet at the path of the field."""
        is_unread = self.apart is not None and self.apart.is_unread(record, self.wire)
        return is_unread or (self.handed is not None and self.wire not in record)

    def apart_body(self, record: Record, value: t.Any) -> dict[str, t.Any]:
        """Return what is written at the path of the field to give an object a canonical value."""
        apart = self.apart or Apart("")
        if apart.key:
            return {apart.key: self.type.encode(value)}
        body: dict[str, t.Any] = self.type.instead(record.get(self.wire), value)
        return {**body, apart.id_key: record["id"]} if apart.id_key else body

    def owner_in(self, values: t.Mapping[str, t.Any]) -> Reference | None:
        """Return that to which the objects belong that are referred to, of an object with these values."""
        owner = values.get(self.owner) if self.owner else None
        return owner if isinstance(owner, Reference) else None

    def read(self, record: Record) -> t.Any:
        """Return the canonical value in an object as the API returned it.

        None where twins disagree, which is neither of the values that they may have together. Raises
        UnexpectedAnswer where the object shows what cannot be understood: an update would lose it.
        """
        self._check_forms(record)
        if self.under and not self.under.has(record):
            return self.type.decode(None)
        place = self._place(record)
        is_older = not self.parts and self.wire not in place and bool(self.formerly)
        shown = record.get(self.formerly) if is_older else self._shown(place)
        value = self.type.decode(self.type.own(shown, id_of(record)))
        for twin in self.twins:
            if self.type.decode(record.get(twin)) != value:
                return None
        if self.label and isinstance(value, Reference):
            return value._replace(name=Name().decode(place.get(self.label)))
        return value

    def beyond(self, record: Record) -> list[str]:
        """Return the keys of what an object shows for the field that hold something no option says."""
        found = self.type.beyond(self.wire_in(record))
        if self.parts:
            return found
        mark = "[]" if self.type.option["type"] == "list" else ""
        return ["%s%s.%s" % (self.wire, mark, key) for key in found]

    def can_be_read(self, record: Record) -> bool:
        """Whether an object shows what can be understood."""
        try:
            self._check_forms(record)
        except UnexpectedAnswer:
            return False
        return True

    def write(self, body: dict[str, t.Any], value: t.Any) -> None:
        """Put a canonical value into a request body, or take it out where it is nothing."""
        place = body
        if self.inside:
            place = body[self.inside] = dict(self._place(body))
            if self.label:
                place.pop(self.label, None)
        for key in (*self._older_keys, *self.echoes):
            place.pop(key, None)
        if self.parts:
            wires = None if value is None else self.type.instead(self._shown(place), value)
            keys = (self.wire, *self.parts)
            _put(place, {key: wires and wires[number] for number, key in enumerate(keys)})
            return
        for key in (self.wire, *self.twins):
            wire = self.type.nothing if value is None else self.type.instead(place.get(key), value)
            _put(place, {key: wire})
        if self.type.has_two_forms and not value:
            # To clear one form may leave the other as it was.
            place[self.formerly] = self.type.encode(value)

    def keep(self, body: dict[str, t.Any]) -> None:
        """Make what the API returned for the field what an update that does not set it sends back.

        What came under the older key goes back under both: the documents know the newer alone.
        """
        place = body
        if self.inside and isinstance(body.get(self.inside), dict):
            place = body[self.inside] = dict(body[self.inside])
        elif self.inside:
            return
        if not self.type.is_shown:
            # What an answer shows of a secret is not the secret, and must not become it.
            _put(place, dict.fromkeys((self.wire, *self.twins, *self._older_keys)))
            return
        for key in self._older_keys:
            if key in place:
                place.setdefault(self.wire, place[key])
            if self.type.has_two_forms:
                place.pop(key, None)
        if self.parts:
            wires = self.type.again(self._shown(place))
            for number, key in enumerate((self.wire, *self.parts)):
                if key in place:
                    place[key] = wires[number]
            return
        for key in (self.wire, *self.twins, *self._older_keys):
            if key in place:
                place[key] = self.type.again(place[key])

    def _check_forms(self, record: Record) -> None:
        place = record
        if self.inside:
            holder = record.get(self.inside)
            if holder not in (None, "") and not isinstance(holder, dict):
                raise UnexpectedAnswer(record, self.inside, "an object")
            place = self._place(record)
        for field in self.type.fields if self.parts else ():
            field._check_forms(place)
        self._check_form(record, self.wire, self._shown(place))
        for key in self.twins:
            self._check_form(record, key, place.get(key))
        for key in self._older_keys:
            self._check_form(record, key, record.get(key))
        if self.label and not is_scalar_or_none(place.get(self.label)):
            raise UnexpectedAnswer(record, self.label, FieldType.form)

    def _check_form(self, record: Record, key: str, wire: t.Any) -> None:
        if wire is not None and not self.type.has_form(wire):
            raise UnexpectedAnswer(record, key, self.type.form)

    def _shown(self, place: Record) -> t.Any:
        if self.parts:
            return [place.get(key) for key in (self.wire, *self.parts)]
        return place.get(self.wire)

    def _place(self, record: Record) -> Record:
        """The object that holds the key: the record itself, or one inside it."""
        inner = record.get(self.inside) if self.inside else record
        return inner if isinstance(inner, dict) else {}


def id_of(record: Record) -> str:
    """Return the id of an object, "" where it has none."""
    found = record.get("id")
    return "" if found is None else str(found)


def _put(place: dict[str, t.Any], wires: t.Mapping[str, t.Any]) -> None:
    """Put wire forms under their keys, and take out what is nothing."""
    for key, wire in wires.items():
        if wire is None:
            place.pop(key, None)
        else:
            place[key] = wire
