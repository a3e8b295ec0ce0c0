# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Entries of an object that are about a domain which it does not have. Pure, and private."""

from __future__ import annotations

import typing as t

from .coverage import closest
from .field_type import API_DECIDES, FieldType
from .resource import Resource

STRAY = "%s: has an application for '%s', which is not among %s. Add it there, or leave it out here. %s"


def stray_entries(
    resource: Resource,
    options: t.Mapping[str, t.Any],
    present: t.Mapping[str, t.Any] | None,
    values: t.Mapping[str, t.Any],
) -> list[str]:
    """Return a warning for each entry whose domain the object does not have, unless that is so already.

    ``present``: the canonical values of the object as it is, None if it is new; ``values``: as it would be.
    """
    given = {name for name, value in options.items() if value is not None}
    return [
        STRAY % (field.name, key, field.type.among, API_DECIDES)
        for field in resource.fields
        if field.type.among and not given.isdisjoint((field.name, field.type.among))
        for key in sorted(
            _uncovered(field.type, field.name, values) - _uncovered(field.type, field.name, present or {})
        )
    ]


def _uncovered(kind: FieldType, name: str, values: t.Mapping[str, t.Any]) -> set[str]:
    """Return the keys of entries that no domain name covers."""
    names = values.get(kind.among) or ()
    return {key for key in kind.keys_in(values.get(name)) if key not in names and not closest(names, key)}
