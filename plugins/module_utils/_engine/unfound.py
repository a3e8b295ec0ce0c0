# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What to say where a task means an object that is not there. Private to this collection."""

from __future__ import annotations

import typing as t

from .._errors import ChangedMeanwhile
from .._schema.field_type import WAS_CALLED
from .._schema.options import ABSENT
from .._schema.scalars import Name
from .repository import Store

Options = t.Mapping[str, t.Any]


def not_created(store: Store, options: Options) -> str:
    """Say that something is not there, and how it would come into being."""
    resource = store.resource
    if not resource.has_names:
        option = next(iter(resource.identity), "state")
        told = "%s: there is no such %s, and no task can create one. %s"
        return told % (option, resource.kind.noun, resource.not_created)
    name = Name().accept(options["name"])
    return "name: no %s is called '%s', and no task can create one. %s %s" % (
        resource.kind.noun,
        name,
        resource.not_created,
        store.lists.table(resource.kind).near.advice(name),
    )


def nothing_with_id(store: Store, options: Options, name: str | None) -> list[str]:
    """Return what is wrong where nothing has the id of the options. What shall be absent is so already."""
    noun, object_id = store.resource.kind.noun, options["id"]
    if WAS_CALLED in options:
        raise ChangedMeanwhile(
            "%s '%s' (id %s) was deleted since it was planned to change it. Run the task again."
            % (noun[0].upper() + noun[1:], options[WAS_CALLED], object_id)
        )
    if options["state"] != ABSENT:
        elsewhere = store.elsewhere(object_id)
        if elsewhere:
            return ["id: %s is the id of %s. Correct the policy type or the id." % (object_id, elsewhere)]
        return ["id: no %s has the id %s. Leave id out to create one, or correct it." % (noun, object_id)]
    for other in store.named(name) if name else ():
        store.client.warn(
            "id: no %s has the id %s. Another one is named '%s' (id %s), and this entry does not mean it. "
            "Correct the id if it should." % (noun, object_id, name, other["id"])
        )
    return []
