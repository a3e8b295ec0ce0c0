# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What keeps an object from being deleted, in words. Pure and private to this collection.

"An object that is referenced in another object cannot be deleted": the vendor's page on segment groups.
"""

from __future__ import annotations

import typing as t

from .._schema.fields import Record
from .._schema.resource import Resource

MOST_TOLD = 20


class Referrer(t.NamedTuple):
    """Something that names an object. ``place``: where it is declared, if it is; ``id``: if it has one."""

    noun: str
    name: str
    id: str = ""
    place: str = ""

    def __str__(self) -> str:
        where = [told for told in ("id %s" % self.id if self.id else "", self.place) if told]
        return "%s '%s' (%s)" % (self.noun, self.name, ", ".join(where))


def shown_referrers(resource: Resource, record: Record) -> list[Referrer]:
    """Return what an object itself shows to name it."""
    return [
        Referrer(back.noun, reference.name or reference.id, reference.id)
        for back in resource.back_references
        for reference in back.shown(record)
    ]


def named_by(referrers: t.Sequence[Referrer]) -> str:
    """Return what names an object, in words."""
    told = ", ".join(map(str, referrers[:MOST_TOLD]))
    more = len(referrers) - MOST_TOLD
    return "%s and %d more" % (told, more) if more > 0 else told
