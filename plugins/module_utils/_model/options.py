# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a resource: their argument spec, and what is wrong with given ones. Pure, private."""

from __future__ import annotations

import re
import typing as t

from .._client.search import OPERATORS, parse
from .fields import Bool, ReferenceSet
from .resource import Resource

_ID = re.compile(r"0|[1-9][0-9]{0,18}")

PRESENT = "present"
ABSENT = "absent"
PURGE = "purge_"


def argument_spec(resource: Resource) -> dict[str, t.Any]:
    """Return the argument spec of the module that manages a resource, connection left out."""
    spec: dict[str, t.Any] = {
        "state": {"type": "str", "choices": [PRESENT, ABSENT], "default": PRESENT},
        "id": {"type": "str"},
    }
    for field in resource.fields:
        spec[field.name] = dict(field.type.option)
        if isinstance(field.type, ReferenceSet):
            spec[PURGE + field.name] = {"type": "bool", "default": True}
    return spec


def info_argument_spec(resource: Resource) -> dict[str, t.Any]:
    """Return the argument spec of the module that lists a resource, connection left out."""
    spec: dict[str, t.Any] = {name: {"type": "str"} for name in ("id", "name", "search")}
    if any(field.name == "enabled" for field in resource.fields):
        spec["enabled"] = dict(Bool.option)
    return spec


def wrong_options(resource: Resource, options: t.Mapping[str, t.Any]) -> list[str]:
    """Return what is wrong with the options of a resource, each problem a full sentence.

    Options may be of a wrong type: that is found elsewhere and must not stop this.
    """
    problems = _wrong_identity(options)
    if options.get("id") is None and options.get("name") is None:
        problems.append("name: give the name of the %s, or its id." % resource.kind.noun)
    for field in resource.fields:
        given = options.get(field.name)
        if isinstance(field.type, ReferenceSet) and isinstance(given, list):
            problems += [
                "%s[%d]: is empty. Give a name or an id, or leave the entry out." % (field.name, place)
                for place, token in enumerate(given)
                if not str("" if token is None else token).strip()
            ]
    return problems


def wrong_info_options(resource: Resource, options: t.Mapping[str, t.Any]) -> list[str]:
    """Return what is wrong with the options of an info module."""
    problems = _wrong_identity(options)
    search = options.get("search")
    if isinstance(search, str) and parse(search) is None:
        problems.append(
            "search: '%s' is not of the form '<field> <operator> <value>', for example "
            "'name LIKE web'. The operators are %s." % (search, ", ".join(OPERATORS))
        )
    return problems


def _wrong_identity(options: t.Mapping[str, t.Any]) -> list[str]:
    problems = []
    object_id, name = options.get("id"), options.get("name")
    if object_id is not None and not is_id(object_id):
        problems.append(
            "id: '%s' is not an id of ZPA, which is a decimal number. Use name for a name." % object_id
        )
    if name is not None and not str(name).strip():
        problems.append("name: is empty. Give a name, or leave the option out.")
    return problems


def is_id(value: t.Any) -> bool:
    """Whether a value is spelled like an id: decimal digits, no more than 64 bits hold."""
    return bool(_ID.fullmatch(str(value)))
