# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that claim something else than ZPA works out, or what nobody can set. Pure and private."""

from __future__ import annotations

import typing as t

from .field_type import whole
from .resource import Resource


def contradicted_options(
    resource: Resource, options: t.Mapping[str, t.Any], values: t.Mapping[str, t.Any]
) -> list[str]:
    """Return which options claim something else than ZPA works out.

    ``values``: the canonical values of the object; None where nobody knows yet.
    """
    rewritten = resource.rewritten(values)
    return [
        "%s: is %s, which ZPA works out from %s, and not '%s'. Correct these, or leave %s out."
        % (field.name, values[field.name], " and ".join(sources), given, field.name)
        for field in resource.fields
        for given in (options.get(field.name),)
        for sources in (field.rewritten_with if field.name in rewritten else field.derived_from,)
        if sources
        and given is not None
        and values.get(field.name) is not None
        and field.type.accept(given) != values[field.name]
    ]


def unsettable_options(
    resource: Resource,
    options: t.Mapping[str, t.Any],
    present: t.Mapping[str, t.Any] | None,
    wanted: t.Mapping[str, t.Any],
    record: t.Mapping[str, t.Any],
) -> list[str]:
    """Return which options say what nobody can set, each with what to do.

    ``present``: the canonical values of the object as it is, None if it must be created. ``wanted``: those
    that the options mean. ``record``: the object as the API returned it.
    """
    problems = []
    for field in resource.fields:
        given, had = options.get(field.name), (present or {}).get(field.name)
        shown = None if had is None else field.type.show(had)
        least = whole(record.get(field.not_below)) if field.not_below else None
        is_possible = given is not None and not field.type.wrong(given)
        if least is not None and is_possible and had != wanted.get(field.name, had) < least:
            problems.append(
                "%s: %s is less than %d, which is how often the %s has been used. Give at least that."
                % (field.name, given, least, resource.kind.noun)
            )
        if field.is_computed and given is not None and given != shown:
            so_far = "" if present is None else ", and has '%s'" % (shown,)
            problems.append(
                "%s: is '%s', which nobody can set: ZPA works it out%s. Leave it out."
                % (field.name, given, so_far)
            )
    return problems
