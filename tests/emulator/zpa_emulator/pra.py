# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privileged Remote Access: what its rows of rules cannot say."""

from __future__ import annotations

import re
from typing import Any

from .answers import Object
from .calls import Call, Route
from .errors import invalid, refuse
from .pra_rules import APPROVAL, APPROVALS, CONSOLES, CREDENTIALS, NEEDED, POOLS, PORTALS
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


# Of what the vendor's SDK and its Terraform provider refuse to send.
LATEST_START, LONGEST = 3600, 365 * 86400
DAYS = {"MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"}
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Approvals(Resource):
    """The endpoints of privileged approvals, which have no name, and a status by the clock of the tenant."""

    def status(self, entry: Object) -> str:
        """How an approval stands at the moment."""
        start, end, now = int(entry["startTime"]), int(entry["endTime"]), self._tenant.clock()
        if end <= now:
            return "EXPIRED"
        return "FUTURE" if now < start else "ACTIVE"

    def written(self, entry: Object) -> Object:
        return {**super().written(entry), "status": self.status(entry)}

    def delete_expired(self) -> None:
        for entry in [entry for entry in self._in_scope() if self.status(entry) == "EXPIRED"]:
            del self._tenant.table(APPROVALS)[entry["id"]]

    def _order(self, entry: Object) -> Any:
        return entry["id"]

    def _refuse_duplicate(self, name: str, owner: str, object_id: str | None) -> None:
        """Two can be the same in all but their ids: nobody has seen one refused."""

    def _settle(self, values: Object, body: Object, entry: Object | None, owner: str) -> None:
        super()._settle(values, body, entry, owner)
        # It can have lost its segments.
        if not values.get("applications") and (entry is None or entry.get("applications")):
            raise invalid("applications")
        if len(values.get("emailIds", ())) != 1 or "@" not in values["emailIds"][0]:
            raise invalid("emailIds")
        start, end, now = int(values["startTime"]), int(values["endTime"]), self._tenant.clock()
        begun = entry is not None and start == int(entry["startTime"])
        if entry is not None and not begun and self.status(entry) == "ACTIVE":
            reason = "Start time of an active approval cannot be updated."
            raise refuse("approval.starttime.update.not.allowed", reason, "startTime")
        if not begun and start < now - LATEST_START:
            raise invalid("startTime")
        is_kept = begun and entry is not None and end == int(entry["endTime"])
        if end <= start or end - start > LONGEST or (end <= now and not is_kept):
            raise invalid("endTime")
        hours = values.get("workingHours", {})
        for key in ("startTime", "endTime"):
            if hours.get(key) and not _TIME_OF_DAY.fullmatch(str(hours[key])):
                raise invalid("workingHours")
        if not set(hours.get("days") or ()) <= DAYS:
            raise invalid("workingHours")


def delete_expired(call: Call) -> None:
    Approvals(call.tenant, APPROVAL, call.microtenant).delete_expired()


ROUTES = (Route("DELETE mgmtconfig/v1/admin approval/expired", delete_expired, 204),)
CLASSES: dict[str, type[Resource]] = {
    APPROVALS: Approvals,
    PORTALS: Portals,
    CREDENTIALS: Credentials,
    POOLS: Pools,
    CONSOLES: Consoles,
}
