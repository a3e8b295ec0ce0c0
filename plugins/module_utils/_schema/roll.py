# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists that something beside ZPA keeps: nothing ever leaves them. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .field_type import Record


class Roll(t.NamedTuple):
    """How such a list is read, and how an object of it comes and goes.

    Its pages name the next one. An object that has been ended counts as absent, and is begun again where one
    of its name shall be created.

    - ``id``, ``name``: the keys under which an object shows them;
    - ``gone``: the flag that those show that can be begun again;
    - ``ended``, ``begun``: what follows the path of one where that is done;
    - ``created``: the query of creations.
    """

    id: str
    name: str
    gone: str
    ended: str
    begun: str
    created: tuple[tuple[str, str], ...] = ()

    def marks(self, record: Record) -> dict[str, t.Any]:
        """Return under the usual keys what an object is known by."""
        return {"id": record.get(self.id, ""), "name": record.get(self.name, "")}

    def is_gone(self, record: Record) -> bool:
        """Whether an object counts as absent."""
        return str(record.get(self.gone)).lower() in ("true", "1")
