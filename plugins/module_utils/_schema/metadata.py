# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ZPA records about every object. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .._client.forms import is_scalar
from .field_type import Record, whole
from .kind import Metadata
from .record import DEFAULT_MICROTENANT, is_restricted
from .resource import Resource
from .scalars import Bool, Name


def number(wire: t.Any) -> int | None:
    """A number that the wire spells as a string."""
    return whole(wire)


def text(wire: t.Any) -> str:
    """A text or a number; what is neither says nothing."""
    return str(wire) if is_scalar(wire) else ""


def texts(wire: t.Any) -> list[str]:
    return [str(entry) for entry in wire if is_scalar(entry)] if isinstance(wire, list) else []


def names(wire: t.Any) -> list[str]:
    """What objects of a list are called."""
    entries = wire if isinstance(wire, list) else []
    return [
        Name().decode(entry["name"])
        for entry in entries
        if isinstance(entry, dict) and is_scalar(entry.get("name"))
    ]


def ids(wire: t.Any) -> list[str]:
    entries = wire if isinstance(wire, list) else []
    return sorted(
        str(entry["id"]) for entry in entries if isinstance(entry, dict) and is_scalar(entry.get("id"))
    )


# What listings of references tell of most kinds beside id and name.
IS_ENABLED = Metadata("enabled", "enabled", Bool().decode)
IS_DESCRIBED = Metadata("description", "description", text)
WHAT_IT_IS = (IS_ENABLED, IS_DESCRIBED)

RECORDED = (
    Metadata("creation_time", "creationTime", number),
    Metadata("modified_time", "modifiedTime", number),
    Metadata("modified_by", "modifiedBy", text),
    Metadata("microtenant_name", "microtenantName", text),
)

# Keys of every object that the API computes: every recorded write without them is answered with them.
COMPUTED = frozenset(("creationTime", "modifiedTime", "modifiedBy", "microtenantName"))


def describe(resource: Resource, record: Record) -> dict[str, t.Any]:
    """Return what ZPA records about an object and no task can set, None for what a list does not show."""
    facts: dict[str, t.Any] = {fact.name: fact.of(record) for fact in resource.metadata}
    facts["microtenant_id"] = text(record.get("microtenantId")) or DEFAULT_MICROTENANT
    facts["restricted"] = is_restricted(record)
    return facts
