# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What objects are called once a configuration is applied. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .._schema.field_type import Reference
from .._schema.resource import Resource

# New names by kind and id.
Renamed = t.Mapping[t.Tuple[str, str], str]


def with_new_names(resource: Resource, values: t.Mapping[str, t.Any], renamed: Renamed) -> dict[str, t.Any]:
    """Return canonical values in which what is renamed goes by its new name, as everybody will see it."""

    def by_new_name(kind: str, reference: Reference) -> Reference:
        return reference._replace(name=renamed.get((kind, reference.id), reference.name))

    if not renamed:
        return dict(values)
    return {
        name: resource.field(name).type.with_references(value, by_new_name) for name, value in values.items()
    }
