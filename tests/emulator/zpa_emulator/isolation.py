# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Isolation profiles: written with ids, shown with objects, and known to rules by another id."""

from __future__ import annotations

from typing import Any

from .answers import Object
from .errors import invalid, referenced
from .isolation_rules import BANNER, CBI_CERTIFICATE, PROFILE
from .lookups import ISOLATION_PROFILE
from .references import refuse_if_in_rules
from .resources import Resource

# The keys of ids, and the lists in which these are. A profile runs in two regions at least.
NAMED = {"regionIds": ("regions", "regions"), "certificateIds": ("certificates", "certificates")}


class Profiles(Resource):
    def create(self, body: Any) -> Object:
        created = super().create(body)
        known = {"name": created["name"], "isolationProfileId": created["id"]}
        self._tenant.add(ISOLATION_PROFILE.path, known)
        return created

    def update(self, object_id: str, body: Any, version: str) -> None:
        super().update(object_id, body, version)
        for row in self._elsewhere(object_id):
            row["name"] = self._stored(object_id)["name"]

    def delete(self, object_id: str, query: dict[str, str] | None = None) -> None:
        rows = self._elsewhere(object_id)
        for row in rows:
            refuse_if_in_rules(self._tenant, ISOLATION_PROFILE.path, row["id"])
            for rule in self._tenant.table("policyRule").values():
                if rule.get("zpnIsolationProfileId") == row["id"]:
                    raise referenced("Rule", rule["name"])
        super().delete(object_id, query)
        for row in rows:
            del self._tenant.table(ISOLATION_PROFILE.path)[row["id"]]

    def _elsewhere(self, object_id: str) -> list[Object]:
        rows = self._tenant.table(ISOLATION_PROFILE.path).values()
        return [row for row in rows if row.get("isolationProfileId") == object_id]

    def _checked(self, body: Object) -> Object:
        values = super()._checked(body)
        for key, (path, _shown) in NAMED.items():
            if not all(one in self._tenant.table(path) for one in values.get(key, ())):
                raise invalid(key)
            if key in values:
                values[key] = sorted(values[key])
        if len(values.get("regionIds", "..")) < 2:
            raise invalid("regionIds")
        return values

    def written(self, entry: Object) -> Object:
        """An object without ids of others, and with these in their place."""
        answer = {key: one for key, one in super().written(entry).items() if key not in (*NAMED, "bannerId")}
        if entry.get("bannerId"):
            banner = self._tenant.table(BANNER.path)[entry["bannerId"]]
            answer["banner"] = {key: banner[key] for key in ("id", "name")}
        for key, (path, shown) in NAMED.items():
            table = self._tenant.table(path)
            if entry.get(key):
                answer[shown] = [{"id": one, "name": table[one]["name"]} for one in entry[key]]
        return answer


class Named(Resource):
    """What profiles name is not deleted."""

    def delete(self, object_id: str, query: dict[str, str] | None = None) -> None:
        for profile in self._tenant.table(PROFILE.path).values():
            if object_id in (profile.get("bannerId"), *profile.get("certificateIds", ())):
                raise referenced("Isolation Profile", profile["name"])
        super().delete(object_id, query)


CLASSES: dict[str, type[Resource]] = {
    PROFILE.path: Profiles,
    BANNER.path: Named,
    CBI_CERTIFICATE.path: Named,
}
