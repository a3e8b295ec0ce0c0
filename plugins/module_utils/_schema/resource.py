# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a kind of object is: a description, not a program. Pure and private to this collection."""

from __future__ import annotations

import typing as t
from urllib.parse import unquote

from .._client.forms import is_id_on_wire, is_scalar
from .field_type import Record, Reference
from .fields import Field
from .kind import Kind, Metadata
from .record import NAME, is_inside_microtenant, name_of
from .reference_types import ReferenceSet
from .traits import traits_of
from .unlisted import keys_not_listed

if t.TYPE_CHECKING:
    # Most kinds have none of these, or only what lists a kind needs them.
    from .exclusions import Exclusion
    from .moves import Moves
    from .narrowing import Narrowing
    from .part_named import PartNamed
    from .period import Period
    from .revealed import Revealed


class Unmanaged(t.NamedTuple):
    """A key that no option sets although a tenant can have something there. Updates send it back as read.

    ``what``: what is known about it. ``usual``: values that every object has, beside NOTHING_SET.
    ``tells_value``: whether people are told the value itself, which is a name.
    """

    wire: str
    what: str
    usual: tuple[t.Any, ...] = ()
    tells_value: bool = False

    def told(self, value: t.Any) -> str:
        """Return what is known about a value, in words."""
        return "%s, '%s'" % (self.what, NAME.decode(value)) if self.tells_value else self.what


class BackReference(t.NamedTuple):
    """A key under which objects show what names them, and what therefore keeps them from being deleted.

    It is a matter of the other end: no update carries it. ``kind``: of what names them; ``noun``: what
    refusals of the API call one.
    """

    wire: str
    kind: str
    noun: str

    def shown(self, record: Record) -> list[Reference]:
        """Return what an object shows to name it, by name: objects, ids alone, or names by their ids."""
        wire = record.get(self.wire)
        if isinstance(wire, dict):
            wire = [{"id": object_id, "name": name} for object_id, name in wire.items()]
        entries = wire if isinstance(wire, list) else []
        members = [{"id": entry} if is_scalar(entry) else entry for entry in entries]
        return sorted(ReferenceSet(self.kind).decode(members), key=lambda one: (one.name, one.id))


class Resource(t.NamedTuple):
    """A kind of object that can be managed.

    - ``key``: the result key, singular;
    - ``read_only``: the wire keys that an update does not carry: those that the API provably works out.
      Every other one goes back as it came, since nobody knows what leaving it out does;
    - ``exclusions``: which values do not go together;
    - ``unmanaged``: the wire keys that are known to hold something and have no option;
    - ``update_version``: the API version of the update, if it is not that of an object by its id;
    - ``created_at``: the path and the version of creations, if they are not those of the list;
    - ``update_constants``: what else the documented update carries;
    - ``constants``: what every creation carries that no option says. An update sends it back as read;
    - ``sent_with``: what creations and updates carry of an object that has a value in a field, and answers do
      not show: the field, the key and what it says;
    - ``joined``: the keys of creations that hold the wire forms of several fields, one below the other;
    - ``customer_keys``: the keys of creations that say whose it is, where the path alone is not enough;
    - ``sent_by_id``: keys of older answers with names by their ids, each with the key of today for the ids:
      the documents know that alone, so that an update has both;
    - ``back_references``: the wire keys that show what names it;
    - ``names_unknown``: whether what no option says of it can name objects of any kind;
    - ``guarded``: the fields of which every update makes sure that they are as they shall be, also
      if it does not set them;
    - ``key_fields``: the fields that tell one object of a list from another: none where there is only one;
    - ``one_has``: the set of which each entry belongs to one object at a time, and is shown by it;
    - ``made_by_zpa``: the name of the one that ZPA makes itself, which no task can create;
    - ``not_created``: how objects come into being that no task can create, a sentence;
    - ``not_updated``: why nothing of one is changed and what to do instead, sentences. One that nothing
      names can be deleted and created anew then, and there is an option for that;
    - ``not_deleted``: why there is no deletion and what to do instead, a sentence;
    - ``deletes_many``: what follows the path of the kind where several are deleted by one request;
    - ``forced_by``: the key of the query by which ZPA deletes what others still name; then there is an
      option for that;
    - ``moves``: how it is moved to another microtenant, if it can be; then the module for one has an option
      for that;
    - ``belongs_to``: the kind of what each belongs to although no option says so, and the fact with its id;
    - ``parts``: the wire keys of lists of what is part of an object and has ids by which others name it;
    - ``reset``: what is absent where there is no deletion: an object with these canonical values;
    - ``narrowed_by``: the options by which it is listed beside those of every kind;
    - ``used_by``: the key of the number that says how often an object was used. One that was never used can
      be deleted and created anew where ZPA does not change it, and there is an option for that;
    - ``if_refused``: what a refusal to create one can mean that says it in no words of options, a sentence;
    - ``part_named``: the part of another object that each names;
    - ``revealed``: the secret that answers show of one;
    - ``named_under``: the key of its id in the list where others look it up, if that is another one, in which
      it has an id for them. Names are the same;
    - ``period``: between which moments it holds, if it does so for a while. What is over is neither exported
      nor deleted because nobody declares it;
    - ``rule``: the key of the rule of a policy that is a part of each. ``of_every_rule``: its keys that no
      option sets and that are the same for all, or follow from where it is.
    """

    kind: Kind
    key: str
    fields: tuple[Field, ...]
    metadata: tuple[Metadata, ...]
    read_only: frozenset[str]
    update_version: str = ""
    created_at: tuple[str, str] = ("", "")
    update_constants: tuple[tuple[str, t.Any], ...] = ()
    constants: tuple[tuple[str, t.Any], ...] = ()
    sent_with: tuple[tuple[str, str, t.Any], ...] = ()
    joined: tuple[tuple[str, tuple[str, ...]], ...] = ()
    customer_keys: tuple[str, ...] = ()
    sent_by_id: tuple[tuple[str, str], ...] = ()
    back_references: tuple[BackReference, ...] = ()
    names_unknown: bool = False
    guarded: tuple[str, ...] = ()
    unmanaged: tuple[Unmanaged, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    key_fields: tuple[str, ...] = ("name",)
    not_created: str = ""
    made_by_zpa: str = ""
    not_updated: str = ""
    not_deleted: str = ""
    deletes_many: str = ""
    belongs_to: tuple[str, str] = ("", "")
    forced_by: str = ""
    moves: Moves | None = None
    parts: tuple[str, ...] = ()
    reset: tuple[tuple[str, t.Any], ...] = ()
    narrowed_by: tuple[Narrowing, ...] = ()
    used_by: str = ""
    if_refused: str = ""
    part_named: PartNamed | None = None
    revealed: Revealed | None = None
    named_under: str = ""
    one_has: str = ""
    period: Period | None = None
    rule: str = ""
    of_every_rule: tuple[str, ...] = ()

    @property
    def has_names(self) -> bool:
        return "name" in self.key_fields

    @property
    def can_be_anew(self) -> bool:
        """Whether one can be deleted and created anew where ZPA does not change it."""
        return bool(self.used_by or self.not_updated)

    @property
    def identity(self) -> tuple[str, ...]:
        """The options that say which object is meant, where its id does not."""
        return (*(parent.option for parent in self.kind.parents), *self.key_fields)

    @property
    def says_which(self) -> str:
        """The option that a sentence about which object is meant begins with."""
        return (*self.key_fields, *self.identity, "state")[0]

    def identity_of(self, values: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """Return what of canonical values tells an object from others."""
        return {name: values.get(name) for name in self.identity}

    def key_of(self, values: t.Mapping[str, t.Any]) -> tuple[t.Any, ...]:
        """Return the same as what can be looked up by it."""
        return tuple(self.identity_of(values).values())

    def identity_in(self, record: Record) -> dict[str, t.Any]:
        """Return the same of an object as the API returned it."""
        if self.identity == ("name",):
            return {"name": name_of(record)}
        return {name: self.field(name).read(record) for name in self.identity}

    def with_usual(
        self, options: t.Mapping[str, t.Any], identity: t.Mapping[str, t.Any]
    ) -> t.Mapping[str, t.Any]:
        """Return the options of a new object with what it refers to where they do not say it.

        ``identity``: the canonical values of what they say of that.
        """
        words = set(filter(None, (identity.get(parent.option) for parent in self.kind.parents)))
        found = {
            field.name: name
            for field in self.fields
            for word, name in field.usual
            if word in words and options.get(field.name) is None
        }
        return {**options, **found} if found else options

    def key_said(self, options: t.Mapping[str, t.Any]) -> tuple[t.Any, ...] | None:
        """Return a key of what options say, as they say it; None where they do not say all of it."""
        said = [_as_said(self.field(name), options.get(name)) for name in self.identity]
        return None if any(value is None for value in said) else tuple(said)

    def title(self, record: Record) -> str:
        """Return what people call an object: all that tells it from others, with its name first."""
        return self.title_of(self.identity_in(record))

    def title_of(self, values: t.Mapping[str, t.Any]) -> str:
        """Return the same of one with these canonical values."""
        if self.identity == ("name",):
            return name_of(values)
        known = {name: values[name] for name in self.identity if values.get(name) is not None}
        shown = self.show(known)
        name = shown.pop("name", "")
        others = _joined(shown.values())
        if not self.has_names:
            return others or self.kind.noun
        return "%s (%s)" % (name, others) if name and others else name

    def title_said(self, options: t.Mapping[str, t.Any]) -> str:
        """Return the same as options say it."""
        return self.title_of({name: _as_said(self.field(name), options.get(name)) for name in self.identity})

    def own_id(self, record: Record) -> str:
        """Return the id that the API itself knows an object by, "" where it has none."""
        known_by = str(record["id"])
        return unquote(known_by[len(self.kind.of(record).path) + 1 :]) if self.kind.is_one else known_by

    def part_ids(self, record: Record) -> set[str]:
        """Return the ids of the parts that an object shows."""
        shown = (part for key in self.parts for part in record.get(key) or () if isinstance(part, dict))
        return {str(part["id"]) for part in shown if is_id_on_wire(part.get("id"))}

    @property
    def list_key(self) -> str:
        """The key of lists of it, in results and in configurations."""
        return self.key + "s"

    @property
    def module(self) -> str:
        """The name of the module that manages it, without the collection."""
        return "zpa_" + self.key

    @property
    def refers_to(self) -> frozenset[str]:
        """The kinds of what has to be there before it: its path or what is sent with it can name them.

        Not those of members that belong to one object at a time: they say it themselves.
        """
        sent = [field for field in self.fields if field.is_sent and not field.is_exclusive]
        others = {self.belongs_to[0], *(parent.kind for parent in self.kind.parents)} - {""}
        return frozenset(others).union(*(field.type.kinds for field in sent))

    @property
    def apart(self) -> tuple[Field, ...]:
        """The fields that are written at paths of their own."""
        return traits_of(self.fields).apart

    @property
    def handed(self) -> tuple[Field, ...]:
        """The fields of which the entries are handed over."""
        return tuple(field for field in self.fields if field.handed)

    @property
    def together(self) -> tuple[Field, ...]:
        """The fields that several objects can get by one request."""
        return tuple(field for field in self.fields if field.together)

    def changes_body(self, before: t.Mapping[str, t.Any], after: t.Mapping[str, t.Any]) -> bool:
        """Whether canonical values differ in what the body of an object carries."""
        elsewhere = {field.name for field in (*self.apart, *self.handed)}
        return any(name not in elsewhere and value != before.get(name) for name, value in after.items())

    @property
    def members(self) -> str:
        """The option with the members that belong to one object at a time, "" where there is none."""
        return next((field.name for field in self.fields if field.is_exclusive), "")

    @property
    def not_sent(self) -> frozenset[str]:
        """The wire keys that no update carries."""
        return self.read_only.union(back.wire for back in self.back_references)

    @property
    def option_keys(self) -> frozenset[str]:
        """The wire keys that options say."""
        carriers = frozenset(path[0] for field in self.fields for path in field.type.carriers)
        return carriers.union(key for field in self.fields for key in field.keys)

    def field(self, name: str) -> Field:
        return _by_name(self.fields)[name]

    def shown_by(self, record: Record) -> t.Sequence[Field]:
        """Return the fields of which an object shows what it has, be it nothing: lists need not show all."""
        hidden = keys_not_listed(record)
        if not hidden and not traits_of(self.fields).unread:
            return self.fields
        return [field for field in self.fields if field.place not in hidden and not field.is_unread(record)]

    def decode(self, record: Record) -> dict[str, t.Any]:
        """Return the canonical value of every field of an object as the API returned it.

        Without those that the list did not show in which it was found, or that nobody has read yet at a path
        of their own.
        """
        if not record:
            # What is not there yet is asked for as often as something is new.
            known = _OF_NOTHING.get(id(self.fields))
            if known is None:
                values = self.settle({field.name: field.read({}) for field in self.shown_by({})})
                known = _OF_NOTHING[id(self.fields)] = (self.fields, values)
            return dict(known[1])
        # An object is decoded several times in a row: no other one is it while it is kept here.
        latest = _LATEST.get(id(self.fields))
        if latest is None or latest[1] is not record:
            shown = self.shown_by(record)
            if latest is None or len(shown) < len(self.fields):
                values = {field.name: field.read(record) for field in shown}
            else:
                # A task about one object need not compile it.
                from .reading import reader_of

                values = reader_of(self.fields).values(record)
            latest = _LATEST[id(self.fields)] = (self.fields, record, self.settle(values))
        return dict(latest[2])

    def rewritten(
        self, values: t.Mapping[str, t.Any], changes: t.Mapping[str, t.Any] | None = None
    ) -> frozenset[str]:
        """Return the fields of which ZPA makes something else in an object with these canonical values.

        ``changes``: values in the place of some.
        """
        found = traits_of(self.fields).rewritten
        if not found:
            return frozenset()
        merged = {**values, **(changes or {})}
        return frozenset(field.name for field in found if any(map(merged.get, field.rewritten_with)))

    def settle(self, values: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """Return the values with nothing in those that mean nothing beside the others."""
        settled = dict(values)
        for field in traits_of(self.fields).needing:
            if field.name in values and values.get(field.needs) is False:
                settled[field.name] = field.type.decode(None)
        return settled

    def show(
        self, values: t.Mapping[str, t.Any], beside: t.Mapping[str, t.Any] | None = None
    ) -> dict[str, t.Any]:
        """Return canonical values as options, which is the form of results and diffs.

        ``beside``: the values that they are compared with.
        """
        others = beside or {}
        return {name: self.field(name).type.show(value, others.get(name)) for name, value in values.items()}

    def contrast(self, values: t.Mapping[str, t.Any], others: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """Return one side of a diff, ``others`` being the other side."""
        return {
            name: self.field(name).type.contrast(value, others.get(name)) for name, value in values.items()
        }

    def create_body(self, values: t.Mapping[str, t.Any], microtenant_id: str) -> dict[str, t.Any]:
        """Return the body that creates an object with these canonical values."""
        body: dict[str, t.Any] = dict(self.constants)
        apart = {name for _key, names in self.joined for name in names}
        for field in self.fields:
            value = values.get(field.name)
            if field.is_always_sent and value is None:
                value = field.type.decode(None)
            is_sent = field.is_always_sent or value not in (None, "", frozenset(), ())
            if field.in_body and is_sent and not field.type.carriers and field.name not in apart:
                field.write(body, value)
        self._carry(body, {}, values)
        self._say_beside(body, values)
        for key, names in self.joined:
            given = [name for name in names if values.get(name) is not None]
            body[key] = "".join(self.field(name).type.encode(values[name]) + "\n" for name in given)
        if self.kind.scoped and is_inside_microtenant(microtenant_id):
            body["microtenantId"] = microtenant_id
        return body

    def update_body(self, record: Record, after: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """Return the body that gives an object just read the canonical values ``after``.

        It is the whole object, since the API clears what is missing: whatever it does not work out
        itself goes back as it came, texts without the escaping of the answer.
        """
        before = self.decode(record)
        body = {key: value for key, value in record.items() if key not in self.not_sent}
        if "id" in body:
            body["id"] = self.own_id(record)
        if body.get("id") == "":
            del body["id"]
        body.update(self.update_constants)
        for key, value in self.constants:
            body.setdefault(key, value)
        for older, key in self.sent_by_id:
            if isinstance(body.get(older), dict):
                body.setdefault(key, sorted(body[older]))
        for field in self.fields:
            if not field.in_body:
                # What ZPA works out goes with what it is worked out from.
                if not field.derived_from:
                    body.pop(field.place if field.apart else field.wire, None)
            elif field.type.carriers:
                body.pop(field.wire, None)
            elif field.type.delta_keys:
                body.pop(field.wire, None)
                wanted = after.get(field.name, before[field.name])
                body.update(field.type.delta(before[field.name], wanted))
            elif field.name in after and after[field.name] != before[field.name]:
                field.write(body, after[field.name])
            else:
                field.keep(body)
                if field.is_always_sent and not any(key in body for key in field.keys):
                    field.write(body, before[field.name])
        self._carry(body, record, {**before, **after})
        self._say_beside(body, {**before, **after})
        return body

    def _say_beside(self, body: dict[str, t.Any], values: t.Mapping[str, t.Any]) -> None:
        """Put into a body what goes with some values of an object."""
        body.update((key, said) for name, key, said in self.sent_with if values.get(name))

    def _carry(self, body: dict[str, t.Any], record: Record, values: t.Mapping[str, t.Any]) -> None:
        """Put into a body what it carries elsewhere than answers show it."""
        fields = [field for field in self.fields if field.in_body and field.type.carriers]
        if fields:
            # Other kinds need not compile it.
            from .carried import carry

            carry(fields, body, record, values)

    def secrets(self, values: t.Mapping[str, t.Any]) -> set[str]:
        """Return what no message may show of canonical values."""
        found = (self.field(name).type.secrets(value) for name, value in values.items())
        return {secret for secrets in found for secret in secrets}


# Fields by their names, for each description that there is: looked for too often to go through them.
_BY_NAME: dict[int, tuple[tuple[Field, ...], dict[str, Field]]] = {}
# The canonical values of an object that shows nothing, for each description likewise.
_OF_NOTHING: dict[int, tuple[tuple[Field, ...], dict[str, t.Any]]] = {}
# The object of each description that was decoded last, and its canonical values.
_LATEST: dict[int, tuple[tuple[Field, ...], Record, dict[str, t.Any]]] = {}


def _by_name(fields: tuple[Field, ...]) -> dict[str, Field]:
    known = _BY_NAME.get(id(fields))
    if known is None:
        # That they are kept keeps their id from being that of others.
        known = _BY_NAME[id(fields)] = (fields, {field.name: field for field in fields})
    return known[1]


def _as_said(field: Field, given: t.Any) -> t.Any:
    """Return the canonical value of an option, with names and ids as they are said, None if it has none."""
    if given is None or isinstance(given, list) is not (field.type.option["type"] == "list"):
        return None
    tokens = field.type.tokens(given, field.name)
    said = {token.path: Reference(token.text.strip()) for token in tokens}
    return field.type.accept(field.type.resolved(given, field.name, said))


def _joined(values: t.Iterable[t.Any]) -> str:
    """Return values of options as a text, those of one option closer to each other."""
    texts = (value if isinstance(value, list) else [value] for value in values if value not in (None, ""))
    return "; ".join(", ".join(map(str, text)) for text in texts)
