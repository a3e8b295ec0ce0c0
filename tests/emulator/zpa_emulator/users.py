# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Emergency access users: what their row of rules cannot say."""

from __future__ import annotations

from typing import Any

from .answers import Object, json_object
from .calls import Call, Route
from .errors import invalid, refuse
from .resources import Resource
from .user_rules import EMERGENCY_USER

_PAGE = 20


class EmergencyUsers(Resource):
    """The endpoints of emergency access users, which an identity provider keeps."""

    def page(self, query: dict[str, str]) -> Object:
        """A page that names the next one."""
        found = sorted(filter(self._tenant.shows, self._readable()), key=self._order)
        first, size = int(query.get("pageId") or 0), int(query.get("pageSize") or _PAGE)
        answer: Object = {"items": [self._shown(entry) for entry in found[first : first + size]]}
        return {**answer, "nextPage": str(first + size)} if len(found) > first + size else answer

    def written(self, entry: Object) -> Object:
        is_active = entry["id"] not in self._tenant.ended_users
        state = {
            "userId": entry["id"],
            "emailId": entry["name"],
            "userStatus": "ACTIVE" if is_active else "DEPROVISIONED",
            "allowedActivate": not is_active,
            "allowedDeactivate": is_active,
            "updateEnabled": True,
        }
        return {**super().written(entry), **state}

    def create(self, body: Any) -> Object:
        email = str(json_object(body).get("emailId") or "")
        if any(entry["name"].casefold() == email.casefold() for entry in self._tenant.ended_users.values()):
            raise refuse("resource.already.exist", "Resource with the given name exists already.")
        return super().create({**body, "name": email} if email else body)

    def set_active(self, object_id: str, is_active: bool) -> None:
        self._stored(object_id)
        tables = self._tenant.ended_users, self._tenant.table(self._rules.path)
        source, target = tables if is_active else tables[::-1]
        if object_id not in source:
            raise invalid("userId")
        target[object_id] = source.pop(object_id)

    def _in_scope(self) -> list[Object]:
        return [*super()._in_scope(), *self._tenant.ended_users.values()]

    def _left_by_put(self, entry: Object, body: Object, values: Object, version: str) -> Object:
        # The identity provider has the rest.
        return dict(entry)


def _of(call: Call) -> EmergencyUsers:
    return EmergencyUsers(call.tenant, EMERGENCY_USER, call.microtenant)


def one(call: Call, object_id: str) -> Object:
    return _of(call).get(object_id)


def update(call: Call, object_id: str) -> None:
    _of(call).update(object_id, call.body, "v1")


def switch(call: Call, object_id: str, word: str) -> None:
    _of(call).set_active(object_id, word == "activate")


_USER = r"mgmtconfig/v1/admin emergencyAccess/user/(\d+)"
ROUTES = (
    Route("GET " + _USER, one),
    Route("PUT " + _USER, update, 204),
    Route("PUT " + _USER + "/(activate|deactivate)", switch, 204),
)
CLASSES: dict[str, type[Resource]] = {EMERGENCY_USER.path: EmergencyUsers}
