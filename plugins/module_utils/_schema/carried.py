# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What creations and updates carry elsewhere than answers show it. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .field_type import Path, Record
from .fields import Field, id_of


def carry(
    fields: t.Sequence[Field], body: dict[str, t.Any], record: Record, values: t.Mapping[str, t.Any]
) -> None:
    """Put into a body all that these fields have elsewhere, whether that changes or not.

    ``record``: the object as read, ``values``: canonical ones. What the object itself shows in these places
    says nothing that is not said by then.
    """
    lists: dict[Path, list[t.Any]] = {}
    for field in fields:
        wire = field.wire_in(record)
        for path, entries in field.type.carried(wire, values.get(field.name), id_of(record)):
            lists.setdefault(path, []).extend(entries)
    for path in {path for field in fields for path in field.type.carriers}:
        _put(body, path, lists.get(path))


def _put(body: dict[str, t.Any], path: Path, wire: t.Any) -> None:
    """Put something into an object inside a body, or take it out, and the object if nothing else is in it."""
    key, *rest = path
    if rest:
        inner = body.get(key)
        inner = dict(inner) if isinstance(inner, dict) else {}
        _put(inner, tuple(rest), wire)
        wire = inner or None
    if wire is None:
        body.pop(key, None)
    else:
        body[key] = wire
