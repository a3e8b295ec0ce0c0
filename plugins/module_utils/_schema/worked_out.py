# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that claim something else than ZPA works out. Pure and private to this collection."""

from __future__ import annotations

import typing as t

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
