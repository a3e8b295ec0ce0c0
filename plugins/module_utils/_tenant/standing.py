# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What there is to say of every object, and not only of what changes. Private to this collection."""

from __future__ import annotations

import typing as t

from .._errors import ApiError
from .plan import ConfigPlan, declarable
from .sections import Section, chosen, number_in, of_place
from .unmanaged import uncarried_keys

AS_DECLARED, DRIFTED, UNMANAGED = "as_declared", "drifted", "unmanaged"


def list_objects(plan: ConfigPlan, kinds: t.Collection[str]) -> dict[str, t.Any]:
    """Return ``objects``, those of the plan and what nobody declared, and ``not_listed``, sentences.

    ``kinds``: which lists count, beside those of the plan. Raises what the client raises; a list that the
    API refuses and the plan does not need is told in ``not_listed``, and what no option sets.
    """
    planned_of = {section.path: planned for section, planned in plan.lists}
    wanted = {section.path for section in chosen(kinds)} | set(planned_of)
    objects: list[dict[str, t.Any]] = []
    not_listed: list[str] = []
    for section in of_place(chosen(None), plan.stores.client.settings.microtenant_id):
        if section.path not in wanted:
            continue
        planned = planned_of.get(section.path)
        for one in planned or ():
            standing = AS_DECLARED if one.is_as_declared else DRIFTED
            objects.append(_shown(section, one.name, one.id, standing, number_in(one.path)))
        try:
            store = plan.stores.of(section)
            records = declarable(store)
        except ApiError as error:
            if planned or not error.is_not_there:
                raise
            not_listed.append("%s: the API does not list it: %s." % (section.path, error))
            continue
        not_listed += uncarried_keys(section, [store.told_whole(record, is_read=False) for record in records])
        known = {one.id_or_stand_in for one in planned or ()}
        objects += [
            _shown(section, section.resource.title(record), str(record["id"]), UNMANAGED)
            for record in records
            if str(record["id"]) not in known
        ]
    return {"objects": objects, "not_listed": not_listed}


def _shown(
    section: Section, name: str, object_id: str | None, standing: str, entry: int | None = None
) -> dict[str, t.Any]:
    return {
        "kind": section.resource.key,
        **section.tags,
        "name": name,
        "id": object_id,
        "standing": standing,
        "entry": entry,
    }
