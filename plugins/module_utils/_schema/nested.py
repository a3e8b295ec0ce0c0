# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects inside an object: fields with fields of their own, at any depth. Pure and private.

What an option leaves out of an inner object stays as it is, as it does on the outside, and so does what no
option says, its id included. A list that is given is the whole list.
"""

from __future__ import annotations

import typing as t

from .beyond import beyond_inside
from .field_type import ALWAYS, NOTHING_SET, UPDATE_SECRET, Change, FieldType, Reference, Token
from .fields import Field
from .secret import Hidden
from .unlisted import NOT_LISTED

Option = t.Mapping[str, t.Any]


class Entry:
    """The canonical values of an inner object by name, of as many fields as are known.

    ``worked_out``: those that ZPA alone sets. They are shown, and never compared.
    """

    __slots__ = ("values", "worked_out")

    def __init__(self, values: Option, worked_out: Option | None = None) -> None:
        self.values = dict(values)
        self.worked_out = dict(worked_out or {})

    @property
    def all(self) -> dict[str, t.Any]:
        return {**self.values, **self.worked_out}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entry) and self.values == other.values

    def __hash__(self) -> int:
        return hash(frozenset(self.values.items()))

    def __repr__(self) -> str:
        return "Entry(%r)" % self.all


class Nested(FieldType):
    """An object inside an object, None where there is nothing in it.

    ``ignored``: keys of it that no option says and nobody is told of.
    """

    form = "an object"
    fields: tuple[Field, ...] = ()

    def __init__(self, *fields: Field, ignored: tuple[str, ...] = ()) -> None:
        self.fields = fields
        self._by_name = {field.name: field for field in fields}
        self._ignored = {"id", *ignored}
        self.kinds = tuple(dict.fromkeys(kind for field in fields for kind in field.type.kinds))

    # It depends on the fields.
    @property
    def option(self) -> dict[str, t.Any]:  # type: ignore[override]
        return {"type": "dict", "options": self._spec()}

    @property
    def shows_names(self) -> bool:  # type: ignore[override]
        return all(field.type.shows_names for field in self.fields)

    def has_form(self, wire: t.Any) -> bool:
        return wire == "" or self._is_object(wire)

    def decode(self, wire: t.Any) -> t.Any:
        return self._nothing_or(self._read(wire) if isinstance(wire, dict) else None)

    def accept(self, option: t.Any) -> t.Any:
        entry = self._taken(option)
        return entry if entry.values else None

    def mistakes(self, option: t.Any, path: str) -> t.Iterator[str]:
        for field, given, place in self._given(option, path):
            yield from field.type.mistakes(given, place)

    def oddities(
        self, option: t.Any, path: str, wanted: t.Any = None, present: t.Any = None
    ) -> t.Iterator[str]:
        new, had = _values(wanted), _values(present)
        for field, given, place in self._given(option, path):
            yield from field.type.oddities(given, place, new.get(field.name), had.get(field.name))
        yield from self._unfit(option, path, wanted, present)

    def tokens(self, option: t.Any, path: str, present: t.Any = None) -> t.Iterator[Token]:
        had = _values(present)
        for field, given, place in self._given(option, path):
            for token in field.type.tokens(given, place, had.get(field.name)):
                if field.owner and not token.owner:
                    owner = "%s.%s" % (path, field.owner)
                    token = token._replace(owner=owner, owned_by=had.get(field.owner))
                yield token

    def resolved(self, option: t.Any, path: str, found: t.Mapping[str, Reference]) -> t.Any:
        return {
            **option,
            **{
                field.name: field.type.resolved(given, place, found)
                for field, given, place in self._given(option, path)
            },
        }

    def over(self, value: t.Any, present: t.Any) -> t.Any:
        return value if value is None else self._nothing_or(self._over(value, present))

    def fulfils(self, promised: t.Any, found: t.Any) -> bool:
        if promised is None or found is None:
            return promised is found
        return all(
            field.type.fulfils(promised.values[field.name], found.values.get(field.name))
            for field in self.fields
            if field.name in promised.values
        )

    def encode(self, value: t.Any) -> t.Any:
        return self.instead({}, value)

    def again(self, wire: t.Any) -> t.Any:
        return self._kept(wire) if isinstance(wire, dict) else wire

    def beyond(self, wire: t.Any) -> list[str]:
        return sorted(self._unknown(wire)) if isinstance(wire, dict) else []

    def instead(self, wire: t.Any, value: t.Any) -> t.Any:
        return self._written(wire if isinstance(wire, dict) else {}, value)

    def show(self, value: t.Any, beside: t.Any = None) -> t.Any:
        if value is None:
            return None
        return {
            name: self._field(name).type.show(one, _values(beside).get(name))
            for name, one in self._in_order(value)
        }

    def say(self, value: t.Any) -> t.Any:
        if value is None:
            return None
        shown = {name: self._field(name).type.say(one) for name, one in self._in_order(Entry(value.values))}
        return {name: one for name, one in shown.items() if one is not None}

    def contrast(self, value: t.Any, beside: t.Any = None) -> t.Any:
        if value is None:
            return None
        return {
            name: self._field(name).type.contrast(one, _values(beside).get(name))
            for name, one in self._in_order(value)
            if not self._field(name).is_worked_out
        }

    def doubt(self, value: t.Any) -> str:
        found = {name: self._field(name).type.doubt(one) for name, one in _values(value).items()}
        return " ".join("%s: %s" % row for row in found.items() if row[1])

    def told(self, before: t.Any, after: t.Any) -> t.Any:
        if before is None or after is None:
            return before
        return Entry(
            {
                name: self._field(name).type.told(one, after.values[name]) if name in after.values else one
                for name, one in before.values.items()
            },
            {**after.worked_out, **before.worked_out},
        )

    def references(self, value: t.Any) -> t.Iterator[tuple[str, Reference]]:
        for name, one in _values(value).items():
            for kind, reference in self._field(name).type.references(one):
                owner = _values(value).get(self._field(name).owner)
                yield kind, reference._replace(owner=owner.id) if isinstance(owner, Reference) else reference

    def with_references(self, value: t.Any, change: Change) -> t.Any:
        if value is None:
            return None
        owners = {field.name: value.values.get(field.owner) for field in self.fields if field.owner}

        def inside(name: str) -> Change:
            owner = owners.get(name)
            if not isinstance(owner, Reference):
                return change
            return lambda kind, reference: change(kind, reference._replace(owner=owner.id))

        return Entry(
            {
                name: self._field(name).type.with_references(one, inside(name))
                for name, one in value.values.items()
            },
            value.worked_out,
        )

    def ids(self, value: t.Any, shown: t.Any) -> t.Iterator[str]:
        for name, one in _values(value).items():
            yield from self._field(name).type.ids(one, shown.get(name))

    def secrets(self, value: t.Any) -> t.Iterator[str]:
        for name, one in _values(value).items():
            yield from self._field(name).type.secrets(one)

    # -- One inner object --------------------------------------------------------------------------------

    def _field(self, name: str) -> Field:
        return self._by_name[name]

    def _spec(self) -> dict[str, t.Any]:
        spec: dict[str, t.Any] = {}
        for field in self.fields:
            spec.update(field.type.options(field.name))
        return spec

    def _given(self, option: t.Any, path: str) -> t.Iterator[tuple[Field, t.Any, str]]:
        """Yield each field that an option says something of, what it says, and where."""
        for field in self.fields if isinstance(option, dict) else ():
            if option.get(field.name) is not None:
                yield field, option[field.name], "%s.%s" % (path, field.name)

    def _unfit(self, option: t.Any, path: str, wanted: t.Any, present: t.Any) -> t.Iterator[str]:
        """Yield what an inner object lacks, or claims of what nobody can set, once the tenant is known."""
        if not isinstance(option, dict) or wanted is None:
            return
        had = present.all if isinstance(present, Entry) else {}
        for field in self.fields:
            given, place = option.get(field.name), "%s.%s" % (path, field.name)
            shown = None if had.get(field.name) is None else field.type.show(had[field.name])
            if field.required and given is None and present is None:
                yield "%s: is missing. ZPA creates none without it." % place
            if field.is_computed and given is not None and given != shown:
                so_far = "" if present is None else ", and has '%s'" % (shown,)
                yield "%s: is '%s', which nobody can set: ZPA works it out%s. Leave it out." % (
                    place,
                    given,
                    so_far,
                )
            new = wanted.values.get(field.name)
            owner = wanted.values.get(field.owner) if field.owner else None
            if given is None and new and owner != had.get(field.owner, owner):
                yield (
                    "%s: stays, and belongs to another %s than the new one. Give it as well, [] for none."
                    % (place, field.owner)
                )
            if field.is_immutable and present is not None and new != had.get(field.name):
                yield "%s: is '%s' and not '%s', and ZPA never changes it. Leave it out." % (
                    place,
                    shown,
                    field.type.show(new),
                )

    def _is_object(self, wire: t.Any) -> bool:
        return isinstance(wire, dict) and all(
            field.can_be_read(wire) for field in self.fields if wire.get(field.place) is not NOT_LISTED
        )

    def _read(self, wire: Option) -> Entry:
        found = {
            field.name: field.read(wire)
            for field in self.fields
            if field.type.is_shown and wire.get(field.place) is not NOT_LISTED
        }
        worked_out = {field.name for field in self.fields if field.is_worked_out}
        return Entry(
            {name: value for name, value in found.items() if name not in worked_out},
            {name: value for name, value in found.items() if name in worked_out},
        )

    def _taken(self, option: Option | Entry) -> Entry:
        if isinstance(option, Entry):
            # As others do with what is canonical.
            return option
        values = {
            field.name: field.type.accept(given)
            for field, given, _place in self._given(option, "")
            if not field.is_worked_out
        }
        for value in values.values():
            if isinstance(value, Hidden):
                value.is_due = option.get(UPDATE_SECRET) == ALWAYS
        return Entry(values)

    def _nothing_or(self, entry: Entry | None) -> Entry | None:
        """Return None in place of an inner object of which nothing is set."""
        found = entry.all if entry else {}
        is_nothing = all(self._field(name).type.decode(None) == value for name, value in found.items())
        return None if is_nothing else entry

    def _over(self, entry: Entry, present: Entry | None) -> Entry:
        if present is None:
            defaults = {field.name: field.create_default for field in self.fields}
            chosen = {name: value for name, value in defaults.items() if value is not None}
            said = {name: self._field(name).type.over(value, None) for name, value in entry.values.items()}
            values = {**chosen, **said}
            # What nobody says nobody promises, but it is what there usually is.
            usual = {
                field.name: None if field.is_worked_out else field.type.decode(None)
                for field in self.fields
                if field.type.is_shown and field.name not in values
            }
            return Entry(values, usual)
        new = {
            name: self._field(name).type.over(value, present.values.get(name))
            for name, value in entry.values.items()
            if self._field(name).type.is_shown or getattr(value, "is_due", False)
        }
        return Entry({**present.values, **new}, present.worked_out)

    def _written(self, wire: Option, entry: Entry) -> dict[str, t.Any]:
        """Return an inner object with these values, and with all else as it came."""
        body, before = dict(wire), self._read(wire).values if wire else {}
        for field in self.fields:
            name, is_new = field.name, not wire
            if field.is_worked_out or not field.in_body:
                continue
            value = entry.values.get(name)
            if name in entry.values and (is_new or value != before.get(name)):
                if not is_new or value not in (None, "", frozenset(), ()):
                    if field.label:
                        body.pop(field.label, None)
                    field.write(body, value)
            elif not is_new:
                field.keep(body)
            if field.is_always_sent and not any(key in body for key in field.keys):
                field.write(body, field.type.decode(None))
        return body

    def _kept(self, wire: Option) -> dict[str, t.Any]:
        body = dict(wire)
        for field in self.fields:
            if not field.is_worked_out:
                field.keep(body)
        return body

    def _unknown(self, wire: Option) -> set[str]:
        known = {key for field in self.fields for key in (*field.keys, *field.echoes)} | self._ignored
        found = {key for key, value in wire.items() if key not in known and value not in NOTHING_SET}
        found.update(key for field in self.fields for key in field.beyond(wire))
        return found.union(beyond_inside(self.fields, wire, self._ignored))

    def _in_order(self, entry: Entry) -> t.Iterator[tuple[str, t.Any]]:
        return ((field.name, entry.all[field.name]) for field in self.fields if field.name in entry.all)


class NestedInParts(Nested):
    """An object that the wire has not in one key but in several of the object around it.

    These are the keys of its fields, which ``Field.parts`` tells beside the first one. There always is such
    an object: of one that says nothing each field is nothing.
    """

    def __init__(self, *fields: Field) -> None:
        super().__init__(*fields)
        self.keys = tuple(dict.fromkeys(field.inside or field.wire for field in fields))

    def has_form(self, wire: t.Any) -> bool:
        return isinstance(wire, list) and self._is_object(self._around(wire))

    def decode(self, wire: t.Any) -> Entry:
        return self._read(self._around(wire))

    def accept(self, option: t.Any) -> Entry:
        return self._taken(option)

    def instead(self, wire: t.Any, value: t.Any) -> list[t.Any]:
        return self._in_keys(self._written(self._around(wire), value))

    def again(self, wire: t.Any) -> list[t.Any]:
        return self._in_keys(self._kept(self._around(wire)))

    def beyond(self, wire: t.Any) -> list[str]:
        return sorted(self._unknown(self._around(wire)))

    def _nothing_or(self, entry: Entry | None) -> Entry | None:
        return entry

    def _over(self, entry: Entry, present: Entry | None) -> Entry:
        found = super()._over(entry, present)
        return Entry({**self.decode(None).values, **found.values}, found.worked_out)

    def _around(self, wire: t.Any) -> dict[str, t.Any]:
        """Return what the wire has in these keys as a part of the object around."""
        wires = dict(enumerate(wire if isinstance(wire, list) else ()))
        shown = {key: wires.get(place) for place, key in enumerate(self.keys)}
        return {key: one for key, one in shown.items() if one is not None}

    def _in_keys(self, body: Option) -> list[t.Any]:
        return [body.get(key) for key in self.keys]


def _values(value: t.Any) -> dict[str, t.Any]:
    return value.values if isinstance(value, Entry) else {}
