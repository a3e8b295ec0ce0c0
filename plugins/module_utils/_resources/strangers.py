# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kinds that nothing here manages, and whose objects name what is managed: one row each. Private.

Recorded are approvals that were deleted before the application segment that they name. The page of the vendor
on deletions does not tell whether they keep a segment from being deleted.
"""

from __future__ import annotations

import typing as t

from .._schema.field_type import Record
from .._schema.kind import Kind
from .._schema.scalars import Name


class Stranger(t.NamedTuple):
    """A kind whose objects name others.

    - ``names``: the kinds of what they name. Whatever objects and lists in them hold can be an id;
    - ``called_by``: the key of what people call one.
    """

    kind: Kind
    names: tuple[str, ...]
    called_by: str = "name"

    def title(self, record: Record) -> str:
        """Return what people call an object."""
        said = record.get(self.called_by)
        texts = said if isinstance(said, list) else [said]
        return ", ".join(filter(None, map(Name().decode, texts)))

    def naming(self, record: Record) -> list[t.Any]:
        """Return those parts of an object that name others."""
        return [wire for wire in record.values() if isinstance(wire, (dict, list))]


STRANGERS = (
    Stranger(Kind("privileged approval", "approval"), ("application_segment",), called_by="emailIds"),
)
