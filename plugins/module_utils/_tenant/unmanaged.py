# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What objects have beyond all options: no configuration carries it, no audit compares it. Pure, private."""

from __future__ import annotations

import typing as t

from .._schema.accounted import uncarried
from .._schema.field_type import Record
from .._schema.record import is_restricted
from .sections import Section

FEW = 3


def uncarried_keys(section: Section, records: t.Iterable[Record]) -> list[str]:
    """Return one sentence about all of a list that no option sets, none where there is nothing."""
    holders: dict[str, list[str]] = {}
    for record in records:
        if not is_restricted(record):
            for key, what in uncarried(section.resource, record).items():
                named = "%s (%s)" % (key, what) if what else key
                holders.setdefault(named, []).append(section.resource.title(record))
    if not holders:
        return []
    listed = ["%s of %s" % (key, few(names)) for key, names in holders.items()]
    return [
        "%s: not managed: %s. Updates leave that alone, no plan compares it, and another tenant does not get "
        "it." % (section.path, "; ".join(listed))
    ]


def few(names: t.Sequence[str]) -> str:
    """The first names of a list, and how many more there are."""
    listed = ", ".join("'%s'" % name for name in names[:FEW])
    return listed if len(names) <= FEW else "%s and %d more" % (listed, len(names) - FEW)
