# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microtenants: what their row of rules cannot say."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from .answers import Object
from .calls import Call, Route
from .errors import referenced, refuse, restricted
from .policy_types import SETS
from .resources import Resource
from .state import DEFAULT_MICROTENANT, MICROTENANTS

VALUES = "criteriaAttributeValues"


class Microtenants(Resource):
    """The endpoints of microtenants. The Default one is the last of all, and is not written."""

    def _order(self, entry: Object) -> tuple[bool, int]:
        """As recorded: not by name."""
        return entry["id"] == DEFAULT_MICROTENANT, int(entry["id"])

    def _shown(self, entry: Object, by_id: bool = False) -> Object:
        own, others = self._order(entry), self._tenant.table(MICROTENANTS).values()
        place = sum(self._order(other) <= own for other in others)
        return {**super()._shown(entry, by_id), "scopeOrder": str(place)}

    def create(self, body: Any) -> Object:
        answer = super().create(body)
        domains = answer.get(VALUES)
        if domains:
            answer["user"] = _first_administrator(answer["id"], domains[0])
            self._tenant.first_passwords[answer["id"]] = answer["user"]["password"]
        return answer

    def update(self, object_id: str, body: Any, version: str) -> None:
        if object_id == DEFAULT_MICROTENANT:
            raise restricted()
        super().update(object_id, body, version)

    def delete(self, object_id: str, query: dict[str, str] | None = None) -> None:
        self._stored(object_id)
        if object_id == DEFAULT_MICROTENANT:
            raise restricted()
        inside = [
            (path, entry)
            for path, table in self._tenant.tables.items()
            for entry in table.values()
            if path != MICROTENANTS and entry.get("microtenantId") == object_id
        ]
        for path, entry in inside:
            if path != SETS and not self._tenant.quirks.content_goes:
                raise referenced(path, str(entry.get("name", entry["id"])))
        super().delete(object_id, query)
        for path, entry in inside:
            del self._tenant.table(path)[entry["id"]]

    def _settle(self, values: Object, body: Object, entry: Object | None, owner: str) -> None:
        domains = values.get(VALUES, [])
        if not set(domains) <= set(self._tenant.auth_domains):
            reason = "One or more domains do not belong to the customer."
            raise refuse("domains.does.not.belong.to.customer", reason)
        for other in self._tenant.table(MICROTENANTS).values():
            if other is not entry and set(domains) & set(other.get(VALUES, ())):
                reason = "One or more domains already exist in another Microtenant."
                raise refuse("domains.already.exists.in.other.microtenant", reason)
        super()._settle(values, body, entry, owner)


def _first_administrator(microtenant_id: str, domain: str) -> Object:
    name = "mtAdmin_%s@%s" % (microtenant_id, domain)
    return {
        "id": str(int(microtenant_id) + 500_000),
        "username": name,
        "displayName": "Microtenant Admin",
        "email": name,
        "password": "fIrSt-%s!" % sha256(name.encode()).hexdigest()[:16],
        "roleId": "12",
        "forcePwdChange": True,
        "localLoginDisabled": False,
        "pinSession": True,
        "isLocked": False,
        "microtenantId": microtenant_id,
    }


def auth_domains(call: Call) -> Object:
    return {"authDomains": list(call.tenant.auth_domains)}


def summary(call: Call) -> list[Object]:
    """All of them, without an envelope."""
    found = sorted(call.tenant.table(MICROTENANTS).values(), key=lambda entry: entry["id"] == "0")
    return [{key: entry[key] for key in ("id", "name", "enabled")} for entry in found]


ROUTES = (
    Route(r"GET mgmtconfig/v1/admin authDomains", auth_domains),
    Route(r"GET mgmtconfig/v1/admin microtenants/summary", summary),
)
