# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects that are found otherwise than by the name or the id they have. Private to this collection."""

from __future__ import annotations

import typing as t

from .._schema.field_type import Record
from .._schema.identity import NEW_NAME
from .._schema.options import ABSENT
from .._schema.record import TYPED, is_typed, name_of
from .._schema.scalars import Name, tidied
from .repository import Store

Options = t.Mapping[str, t.Any]


def by_old_name(store: Store, options: Options) -> tuple[Record | None, list[str]]:
    """Return what has the old name or, where it was renamed already, the new one."""
    old, new = Name().accept(options["name"]), Name().accept(options[NEW_NAME])
    found = store.only_one_named(old)
    if found is None:
        return store.only_one_named(new), []
    return found, [] if old == new else taken(store, NEW_NAME, new)


def taken(store: Store, option: str, name: str) -> list[str]:
    """Say that another object has a name."""
    return [
        "%s: '%s' is the name of another %s (id %s) already. Choose another name, or delete that one first."
        % (option, name, store.resource.kind.noun, holder["id"])
        for holder in store.named(name)
    ]


def wrong_identity_of(
    store: Store, options: Options, identity: t.Mapping[str, t.Any], current: Record
) -> list[str]:
    """Return what is wrong with an identity that is given beside an id, and is not what the object has."""
    resource = store.resource
    present = resource.identity_in(current)
    changed = [name for name in resource.identity if name in identity and identity[name] != present[name]]
    if changed and options["state"] == ABSENT:
        return [
            "%s: is not that of what is to be deleted by its id %s, which is %s '%s'. Give what it has, or "
            "leave this or id out." % (changed[0], options["id"], resource.kind.noun, resource.title(current))
        ]
    return [
        "%s: another %s (id %s) is the same in %s already. Choose another one, or delete that one first."
        % (changed[0], resource.kind.noun, holder["id"], " and ".join(resource.identity))
        for holder in (store.like({**present, **identity}) if changed else ())
    ]


def with_blanks(store: Store, options: Options, name: str) -> Record | None:
    """Return what has a name with runs of blanks, or that name as a server would have it that joins them.

    It is told from another one that was called so from the beginning by the name as it was typed, if ZPA
    shows that. If not, it counts as long as nothing of it is to be changed; see ``make_plan``. Where names
    have such runs, they tell objects apart.
    """
    records = store.around(name)
    names = [name_of(record) for record in records]
    is_kept = any(one != tidied(one) for one in names)
    stored = name if name in names or is_kept else tidied(name)
    found = store.only_one(stored, [one for one in records if name_of(one) == stored])
    if found is None or stored == name:
        return found
    if not (is_typed(found, name) or found.get(TYPED) in (None, "")):
        return None
    if options["state"] == ABSENT and not is_typed(found, name):
        store.client.warn(
            "name: nothing is called '%s'. ZPA may make '%s' of it, which is the name of %s %s and stays. "
            "Give that name or the id to delete it." % (name, stored, store.resource.kind.noun, found["id"])
        )
        return None
    return found
