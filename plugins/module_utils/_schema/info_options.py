# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of modules that list a resource, and what is wrong with given ones. Pure and private."""

from __future__ import annotations

import typing as t

from .._client.search import OPERATORS, parse
from .options import wrong_identity
from .resource import Resource
from .scalars import Bool


def info_argument_spec(resource: Resource) -> dict[str, t.Any]:
    """Return the argument spec of the module that lists a resource, connection left out."""
    names = ("id", "name", "search") if resource.has_names else ("id", "search")
    parents = [parent.option for parent in resource.kind.parents]
    spec: dict[str, t.Any] = {
        name: {"type": "str"} for name in (*(() if resource.kind.is_one else names), *parents)
    }
    if any(field.name == "enabled" for field in resource.fields):
        spec["enabled"] = dict(Bool.option)
    spec.update((row.option, row.spec) for row in resource.narrowed_by)
    return {**spec, **(resource.revealed.info_spec if resource.revealed else {})}


def wrong_info_options(resource: Resource, options: t.Mapping[str, t.Any]) -> list[str]:
    """Return what is wrong with the options of an info module."""
    problems = wrong_identity(options, resource.kind)
    for parent in resource.kind.parents:
        given = options.get(parent.option)
        wrong = resource.field(parent.option).type.wrong(given) if given is not None else ""
        problems += ["%s: %s" % (parent.option, wrong)] if wrong else []
    search = options.get("search")
    if isinstance(search, str) and parse(search) is None:
        problems.append(
            "search: '%s' is not of the form '<field> <operator> <value>', for example "
            "'name LIKE web'. The operators are %s." % (search, ", ".join(OPERATORS))
        )
    return problems
