# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privileged Remote Access: what its rows of rules cannot say."""

from __future__ import annotations

from typing import Any

from .answers import Object
from .errors import invalid
from .pra_rules import CREDENTIALS, NEEDED, POOLS, PORTALS
from .resources import Resource
from .state import new_stamp


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


CLASSES: dict[str, type[Resource]] = {PORTALS: Portals, CREDENTIALS: Credentials, POOLS: Pools}
