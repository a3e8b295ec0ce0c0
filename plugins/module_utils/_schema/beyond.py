# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What objects inside an object have beyond all options. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .field_type import NOTHING_SET, Record
from .fields import Field


def beyond_inside(fields: t.Iterable[Field], record: Record, known: t.AbstractSet[str]) -> list[str]:
    """Return the keys of objects inside an object that hold something none of the fields says.

    ``known``: further keys that they can have and nobody is told of.
    """
    insides: dict[str, set[str]] = {}
    for field in fields:
        if field.inside:
            insides.setdefault(field.inside, set()).update(field.keys_inside)
    return [
        "%s.%s" % (inside, key)
        for inside, keys in sorted(insides.items())
        for wire in (record.get(inside),)
        if isinstance(wire, dict)
        for key in sorted(wire.keys() - keys - known)
        if wire[key] not in NOTHING_SET
    ]
