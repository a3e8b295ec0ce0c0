# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can be given of each type of field beyond what its option says, as keywords of JSON Schema. Pure.

What ``takes()`` of a type tells people, for programs. It is not a method of the types as that is, since every
task would compile it. Letter case means nothing in an ``enum`` or a ``pattern`` of texts, nor do blanks
around one of an ``enum``. ``examples`` are what documents list, where others are taken as well; ``also`` are
types that are taken beside that of the option.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import singledispatch
from typing import Any

import dev

dev.arrange_collection()
sys.path.insert(0, str(dev.COLLECTIONS))

from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition import AND, OR  # noqa: E402  (found only once its folder is on the path)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.conditions import Conditions  # noqa: E402  (found only once its folder is on the path)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.object_types import (  # noqa: E402  (as above)
    OBJECT_TYPES,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema import (  # noqa: E402  (as above)
    addresses,
    compound,
    emails,
    identity,
    moments,
    nested,
    nested_list,
    number_choice,
    optional_reference,
    reference_types,
    scalars,
    secret,
    verbatim,
    working_hours,
    written,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import (  # noqa: E402  (as above)
    FieldType,
)

Bounds = Mapping[str, Any]
# What is in a text that is not empty.
NOT_EMPTY: Bounds = {"pattern": r"\S"}
PORTS = {"minimum": compound.FIRST_PORT, "maximum": compound.LAST_PORT}
AMOUNT = {"minimum": 0, "exclusiveMaximum": compound.MOST}


@singledispatch
def bounds(kind: FieldType) -> Bounds:
    """Return what can be given of a type of field."""
    return {}


@bounds.register(scalars.Name)
@bounds.register(scalars.Word)
@bounds.register(addresses.DomainName)
@bounds.register(reference_types.ReferenceTo)
@bounds.register(secret.Secret)
def _not_empty(_kind: FieldType) -> Bounds:
    return NOT_EMPTY


@bounds.register
def _reference_or_none(_kind: optional_reference.ReferenceOrNone) -> Bounds:
    return {}


@bounds.register
def _text(kind: scalars.Text) -> Bounds:
    return {} if kind._can_be_empty else NOT_EMPTY


@bounds.register
def _newer_word(kind: verbatim.NewerWord) -> Bounds:
    return {**NOT_EMPTY, "examples": [*kind._listed]}


@bounds.register
def _id(_kind: scalars.Id) -> Bounds:
    return {"pattern": r"^\s*(0|[1-9][0-9]{0,18})?\s*$"}


@bounds.register
def _color(_kind: written.Color) -> Bounds:
    return {"pattern": r"^\s*(#[0-9A-Fa-f]{6})?\s*$"}


@bounds.register
def _certificates(_kind: written.PemCertificates) -> Bounds:
    return {"pattern": "-----BEGIN CERTIFICATE-----"}


@bounds.register
def _choice(kind: scalars.Choice) -> Bounds:
    return {"enum": [*kind._allowed, *([""] if kind._can_be_empty else [])]}


@bounds.register
def _in_path(kind: identity.InPath) -> Bounds:
    return {"enum": [*kind._of_word, *kind._of_path]}


@bounds.register
def _country(_kind: scalars.CountryCode) -> Bounds:
    return {"pattern": r"^\s*[A-Za-z]{2}\s*$"}


@bounds.register
def _whole_number(kind: scalars.WholeNumber) -> Bounds:
    steps = {} if kind._range.step == 1 else {"multipleOf": kind._range.step}
    return {"minimum": kind._range[0], "maximum": kind._range[-1], **steps}


@bounds.register
def _number_choice(kind: number_choice.NumberChoice) -> Bounds:
    return {"enum": [*kind._allowed]}


@bounds.register
def _port(kind: addresses.Port) -> Bounds:
    return {**PORTS, "minimum": kind._least}


@bounds.register
def _coordinate(kind: scalars.Coordinate) -> Bounds:
    return {"minimum": -kind._limit, "maximum": kind._limit}


@bounds.register
def _number(_kind: compound.Number) -> Bounds:
    return AMOUNT


@bounds.register
def _quantity(kind: compound.Quantity) -> Bounds:
    if kind._in_text:
        return {"pattern": r"^\s*\d{1,18}(\.\d{0,18})?\s*(%s)\s*$" % "|".join(kind._units)}
    return {"properties": {"value": AMOUNT, "unit": {"enum": [*kind._units]}}}


@bounds.register
def _duration(kind: scalars.Duration) -> Bounds:
    units = "|".join("%ss?" % unit for unit in kind._SECONDS)
    return {"pattern": r"^\s*(-1|\d{1,18})(\s*(%s)|\.0*)?\s*$|^\s*never\s*$" % units, "minimum": -1}


@bounds.register
def _words(kind: scalars.WordSet) -> Bounds:
    return {"items": {"examples": [*kind._listed], **NOT_EMPTY}}


@bounds.register(compound.TextSet)
@bounds.register(reference_types.ReferenceSet)
def _several(kind: Any) -> Bounds:
    return {"items": NOT_EMPTY, **({} if kind._most is None else {"maxItems": kind._most})}


@bounds.register
def _emails(_kind: emails.EmailSet) -> Bounds:
    return {"items": {"pattern": r"\S@\S"}}


@bounds.register
def _moment(_kind: moments.Moment) -> Bounds:
    # A number of seconds, or a date with a time and a zone.
    return {"pattern": r"^\s*(\d{1,12}|.*\d:\d\d.*([A-Za-z]|[+-]\d\d(:?\d\d)?))\s*$"}


@bounds.register
def _time_of_day(_kind: working_hours.TimeOfDay) -> Bounds:
    return {"pattern": r"^\s*(([01]?\d|2[0-3]):[0-5]\d)?\s*$"}


@bounds.register
def _cron(_kind: working_hours.Cron) -> Bounds:
    return {"pattern": r"^\s*(\S+(\s+\S+){5,6})?\s*$"}


@bounds.register
def _port_ranges(_kind: compound.PortRanges) -> Bounds:
    return {"items": {"pattern": "^%s$" % compound._PORTS.pattern, **PORTS}}


@bounds.register
def _nested(kind: nested.Nested) -> Bounds:
    return {"properties": {field.name: bounds(field.type) for field in kind.fields}}


@bounds.register
def _nested_list(kind: nested_list.NestedList) -> Bounds:
    return {"items": {**_nested(kind), "required": [kind.key]}}


@bounds.register
def _conditions(_kind: Conditions) -> Bounds:
    # What is true or false of a device needs no quotes.
    true_as_well = {**NOT_EMPTY, "also": ["boolean"]}
    sides = {"lhs": NOT_EMPTY, "rhs": true_as_well}
    operand = {
        "properties": {
            "object_type": {"examples": [*OBJECT_TYPES], **NOT_EMPTY},
            "objects": {"items": true_as_well, "minItems": 1},
            "entries": {"items": {"properties": sides, "required": [*sides]}, "minItems": 1},
            "idp": NOT_EMPTY,
        },
        "required": ["object_type"],
    }
    condition = {
        "operator": {"enum": [AND, OR, ""]},
        "operands": {"items": operand, "minItems": 1},
    }
    return {"items": {"properties": condition, "required": ["operands"]}}
