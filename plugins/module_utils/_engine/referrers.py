# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What keeps an object from being deleted, in words. Pure and private to this collection.

"An object that is referenced in another object cannot be deleted": the vendor's page on segment groups.
"""

from __future__ import annotations

import typing as t

from .._schema.field_type import Record, Reference
from .._schema.resource import Resource

MOST_TOLD = 20

# A kind and an id.
Target = t.Tuple[str, str]
Naming = t.Callable[[str, Reference], Reference]


class Referrer(t.NamedTuple):
    """Something that names an object. ``place``: where it is declared, if it is; ``id``: if it has one."""

    noun: str
    name: str
    id: str = ""
    place: str = ""

    def __str__(self) -> str:
        where = [told for told in ("id %s" % self.id if self.id else "", self.place) if told]
        return "%s '%s' (%s)" % (self.noun, self.name, ", ".join(where))


def _as_shown(kind: str, reference: Reference) -> Reference:
    return reference


def shown_referrers(
    resource: Resource, record: Record, known: t.Container[Target] = (), name: Naming = _as_shown
) -> dict[Target, Referrer]:
    """Return what an object itself shows to name it, but for what is ``known`` otherwise.

    ``name``: gives a name to what is shown without one.
    """
    return {
        (back.kind, shown.id): Referrer(back.noun, name(back.kind, shown).name or shown.id, shown.id)
        for back in resource.back_references
        for shown in back.shown(record)
        if (back.kind, shown.id) not in known
    }


def named_by(referrers: t.Sequence[Referrer]) -> str:
    """Return what names an object, in words."""
    told = ", ".join(map(str, referrers[:MOST_TOLD]))
    more = len(referrers) - MOST_TOLD
    return "%s and %d more" % (told, more) if more > 0 else told
