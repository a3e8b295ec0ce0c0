# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privileged Remote Access: what its rows of rules cannot say."""

from __future__ import annotations

from typing import Any

from .answers import Object
from .errors import invalid
from .pra_rules import CONSOLES, CREDENTIALS, NEEDED, POOLS, PORTALS
from .resources import Resource
from .state import new_stamp
from .sub_applications import PRA, all_of, find, in_segment


class Portals(Resource):
    """The endpoints of privileged portals."""

    def _shown(self, entry: Object, by_id: bool = False) -> Object:
        answer = super()._shown(entry, by_id)
        if "certificateId" in entry:
            answer["cName"] = "%s.%s.pra.p.zpa-app.net" % (entry["id"], self._tenant.customer_id)
        return answer


class Credentials(Resource):
    """The endpoints of privileged credentials, whose secrets stay while an update leaves them out."""

    def create(self, body: Any) -> Object:
        answer = super().create(body)
        # Unlike other kinds.
        name = self._tenant.microtenants[answer.get("microtenantId", "0")]
        return {**answer, "microtenantName": name}

    def _settle(self, values: Object, body: Object, entry: Object | None, owner: str) -> None:
        super()._settle(values, body, entry, owner)
        for key in NEEDED[values["credentialType"]]:
            if key != "userName" and entry is not None and key not in entry:
                # One that a seed has, without a secret.
                continue
            if not values.get(key):
                raise invalid(key)
        if entry is None or body.get("password") or body.get("privateKey"):
            values["lastCredentialResetTime"] = new_stamp()["modifiedTime"]


class Pools(Resource):
    """The endpoints of pools of credentials. A creation is answered without what was made."""

    def create(self, body: Any) -> Object:
        super().create(body)
        return {}

    def _shown(self, entry: Object, by_id: bool = False) -> Object:
        count = len(entry.get("credentials", ()))
        return {**super()._shown(entry, by_id), "credentialMappingCount": str(count)}


class Consoles(Resource):
    """The endpoints of privileged consoles, which know applications in segments by the ids of those."""

    def _settle(self, values: Object, body: Object, entry: Object | None, owner: str) -> None:
        super()._settle(values, body, entry, owner)
        app_id = str(values.get("praApplication", {}).get("id") or "")
        if not find(self._tenant, PRA, app_id):
            raise invalid("praApplication")
        values["praApplication"] = {"id": app_id}

    def create(self, body: Any) -> Object:
        answer = super().create(body)
        named = self._application(answer, microtenantName="Default")
        return {**answer, "praApplication": named or answer["praApplication"]}

    def _shown(self, entry: Object, by_id: bool = False) -> Object:
        answer = super()._shown(entry, by_id)
        found = self._application(entry)
        return {**answer, "praApplication": found} if found else answer

    def _application(self, entry: Object, **more: str) -> Object | None:
        wanted = entry.get("praApplication", {}).get("id")
        for segment, app in all_of(self._tenant, PRA):
            if app["id"] == wanted:
                shown = in_segment(segment, app, self._tenant)
                return {**{key: value for key, value in shown.items() if key != "portal"}, **more}
        return None


CLASSES: dict[str, type[Resource]] = {
    PORTALS: Portals,
    CREDENTIALS: Credentials,
    POOLS: Pools,
    CONSOLES: Consoles,
}
