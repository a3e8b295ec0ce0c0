# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which fields of a description each question is about: most are about few of them. Pure and private.

It is asked for every object, and what the fields are never changes.
"""

from __future__ import annotations

import typing as t

from .field_type import PURGE, FieldType
from .fields import Field

Fields = t.Tuple[Field, ...]
# So many ways to describe an object of a kind are remembered.
MOST_GIVEN = 1000


class Traits(t.NamedTuple):
    """The fields that have something, each in the order of the description.

    - ``places``: by name, each with its place in the description;
    - ``unread``: that may be at paths of their own, or are handed over;
    - ``apart``: that are written at paths of their own;
    - ``needing``: with a flag without which they mean nothing;
    - ``purging``: with an option that says whether what is not listed is taken away: that and their names;
    - ``exclusive``: with a flag that says whether the set is empty;
    - ``placed``: that belong to some lists alone;
    - ``fixed``: that have values which ZPA never changes;
    - ``bounded``: that nobody can set, or not to anything;
    - ``derived``: worked out from others, ``rewritten``: made into something else because of others;
    - ``due``: without which something is not created, or that have no effect without others;
    - ``within``: with a set in which the objects have to be that are referred to;
    - ``overlaid``: of which an option can leave out a part;
    - ``odd``: of which more can be wrong than that they are not as the object has them;
    - ``holding``: that can hold more than an option says;
    - ``doubtful``: of which no document says everything;
    - ``secret``: that no answer shows, so that nobody knows whether it changed;
    - ``stray``: with entries that should be covered by another option;
    - ``implying``: with entries that they have in any case;
    - ``always``: that say what shall be wherever they say something;
    - ``plain``: whose options mean the same whatever else there is;
    - ``given``: those that options with some names say something of, as far as anybody has asked.
    """

    fields: Fields
    places: t.Mapping[str, tuple[int, Field]]
    unread: Fields
    apart: Fields
    needing: Fields
    purging: tuple[tuple[str, str], ...]
    exclusive: Fields
    placed: Fields
    fixed: Fields
    bounded: Fields
    derived: Fields
    rewritten: Fields
    due: Fields
    within: Fields
    overlaid: frozenset[str]
    odd: frozenset[str]
    holding: frozenset[str]
    doubtful: Fields
    secret: Fields
    stray: Fields
    implying: Fields
    always: frozenset[str]
    plain: frozenset[str]
    given: dict[tuple[str, ...], Fields]


def _of(fields: Fields) -> Traits:
    def those(has: t.Callable[[Field], t.Any]) -> Fields:
        return tuple(field for field in fields if has(field))

    overlaid = _names(those(lambda field: _does(field.type, "over")))
    return Traits(
        fields,
        places={field.name: (place, field) for place, field in enumerate(fields)},
        unread=those(lambda field: field.apart or field.handed),
        apart=those(lambda field: field.apart),
        needing=those(lambda field: field.needs),
        purging=tuple((PURGE + field.name, field.name) for field in fields if field.type.delta_keys),
        exclusive=those(lambda field: field.unless),
        placed=those(lambda field: field.under or field.only_with[0]),
        fixed=those(lambda field: field.is_immutable or _does(field.type, "is_final")),
        bounded=those(lambda field: field.not_below or field.is_computed),
        derived=those(lambda field: field.derived_from),
        rewritten=those(lambda field: field.rewritten_with),
        due=those(lambda field: field.required or field.unless or field.needs),
        within=those(lambda field: field.among),
        overlaid=overlaid,
        odd=_names(those(lambda field: _does(field.type, "oddities"))),
        holding=_names(those(lambda field: _does(field.type, "beyond"))),
        doubtful=those(lambda field: _does(field.type, "doubts") or _does(field.type, "doubt")),
        secret=those(
            lambda field: not (field.type.is_shown or field.handed or field.type.goes_with),
        ),
        stray=those(lambda field: field.type.among),
        implying=those(lambda field: field.implied),
        always=_names(
            those(lambda field: field.type.is_shown and not (field.needs or field.is_worked_out)),
        ),
        plain=_names(those(lambda field: not (field.type.kinds or field.owner or field.among))) - overlaid,
        given={},
    )


def _names(fields: Fields) -> frozenset[str]:
    return frozenset(field.name for field in fields)


def _does(type_: FieldType, what: str) -> bool:
    """Whether a type does something otherwise than types do in general."""
    return getattr(type(type_), what) is not getattr(FieldType, what)


_KNOWN: dict[int, Traits] = {}


def traits_of(fields: Fields) -> Traits:
    """Return the same for each description, which is looked at once."""
    found = _KNOWN.get(id(fields))
    if found is None:
        # That they are kept keeps their id from being that of others.
        found = _KNOWN[id(fields)] = _of(fields)
    return found


def given_in(options: t.Mapping[str, t.Any], fields: Fields) -> Fields:
    """Return the fields that options say something of, in their order.

    Most options say nothing, and most objects of a kind are described by the same ones.
    """
    traits = traits_of(fields)
    names = tuple([name for name, value in options.items() if value is not None])
    found = traits.given.get(names)
    if found is None:
        known = traits.places
        found = tuple(field for _place, field in sorted(known[name] for name in names if name in known))
        if len(traits.given) < MOST_GIVEN:
            traits.given[names] = found
    return found
