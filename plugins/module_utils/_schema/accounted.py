# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is accounted for of an object: by options, by what is known, by nobody. Pure, private."""

from __future__ import annotations

from .beyond import beyond_inside
from .field_type import NOTHING_SET, Record
from .record import RESTRICTED
from .resource import Resource, Unmanaged
from .traits import traits_of
from .unlisted import keys_not_listed

# The keys of which options tell, for each description that there is: asked for of every object.
_ACCOUNTED: dict[int, tuple[Resource, dict[str, Unmanaged], frozenset[str]]] = {}


def uncarried(resource: Resource, record: Record) -> dict[str, str]:
    """Return what is set on an object and in none of its options: the key and what it is.

    Keys that nobody knows are among them, with "".
    """
    rows, accounted = _accounted(resource)
    others = sorted(record.keys() - accounted - keys_not_listed(record))
    known = [rows.get(key, Unmanaged(key, "")) for key in others]
    told = {
        row.wire: row.told(record[row.wire])
        for row in known
        if record[row.wire] not in (*NOTHING_SET, *row.usual)
    }
    holding = traits_of(resource.fields).holding
    shown = [field for field in resource.shown_by(record) if field.name in holding]
    found = [key for field in shown for key in field.beyond(record)]
    found += beyond_inside(resource.fields, record, {"id", *resource.read_only, *resource.of_every_rule})
    return {**told, **dict.fromkeys(found, "")}


def recorded_keys(resource: Resource) -> frozenset[str]:
    """The wire keys that say which object it is and what ZPA records about it."""
    facts = {"id", "microtenantId", *RESTRICTED, *resource.not_sent}
    facts.update(fact.wire for fact in resource.metadata)
    facts.update(resource.customer_keys, resource.kind.roll[:1])
    return frozenset(facts - resource.option_keys - {key.wire for key in resource.unmanaged})


def _accounted(resource: Resource) -> tuple[dict[str, Unmanaged], frozenset[str]]:
    """The keys that are known to hold something without an option, and those of which options tell."""
    known = _ACCOUNTED.get(id(resource.fields))
    if known is None or known[0] is not resource:
        rows = {key.wire: key for key in resource.unmanaged}
        accounted = resource.option_keys | recorded_keys(resource)
        known = _ACCOUNTED[id(resource.fields)] = (resource, rows, accounted)
    return known[1:]
