# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""App Connectors and service edges, and the schedules that delete them: what their rows cannot say."""

from __future__ import annotations

import re
import time
from base64 import b64encode
from hashlib import sha256
from typing import Any

from .answers import Object, json_object
from .calls import Call, Route
from .errors import invalid, not_found, refuse, refuse_restricted
from .resources import Resource
from .rules import RESOURCES
from .search import seconds_of
from .site_rules import MACHINES, SCHEDULES
from .state import Tenant

MICROSECONDS = 1_000_000
UP, DOWN = "ZPN_STATUS_AUTHENTICATED", "ZPN_STATUS_DISCONNECTED"
VERSION, SARGE = "26.52.3", "26.52.1"
TIMES = ("lastBrokerConnectTime", "lastBrokerDisconnectTime")
# Where a machine stands, which it has from its group.
_OF_GROUP = ("latitude", "longitude", "location")


class Machines(Resource):
    """The endpoints of App Connectors, or of service edges."""

    def _shown(self, entry: Object, by_id: bool = False) -> Object:
        return {**super()._shown(entry, by_id), **since(entry)}

    def _sought(self, entry: Object) -> Object:
        return {**entry, **since(entry)}

    def bulk_delete(self, body: Any) -> None:
        """Delete many, or none if one of them is not there."""
        ids = json_object(body).get("ids")
        if not isinstance(ids, list) or not ids or not all(isinstance(one, (str, int)) for one in ids):
            raise invalid("ids")
        there = {entry["id"]: entry for entry in self._in_scope()}
        wanted = list(dict.fromkeys(map(str, ids)))
        if not all(one in there for one in wanted):
            raise invalid("ids")
        for one in wanted:
            refuse_restricted(there[one])
        for one in wanted[: len(wanted) - self._tenant.quirks.left_in_bulk]:
            del self._tenant.table(self._rules.path)[one]


class Schedules(Resource):
    """The one schedule of a customer that deletes machines of one kind."""

    def page(self, query: dict[str, str]) -> Object:
        found = self._one()
        if found is None and self._tenant.quirks.no_schedule == "empty":
            return {}
        if found is None:
            raise not_found()
        return found

    def create(self, body: Any) -> Object:
        if self._one() is not None:
            raise refuse("resource.already.exist", "Resource with the given name exists already.")
        values = self._complete(self._checked(json_object(body)))
        entry = {"id": self._tenant.new_id(), "customerId": self._tenant.customer_id, **values}
        self._tenant.table(self._rules.path)[entry["id"]] = entry
        return {} if self._tenant.quirks.silent_schedule else entry

    def update(self, object_id: str, body: Any, version: str) -> None:
        entry, body = self._stored(object_id), json_object(body)
        if str(body.get("id", object_id)) != object_id:
            raise invalid("id")
        values = {**self._left_by_put(entry, body, {}, version), **self._checked(body)}
        entry.update(self._complete(values), id=object_id, customerId=self._tenant.customer_id)

    def _complete(self, values: Object) -> Object:
        for key, rule in self._rules.fields.items():
            if key not in values and rule.required:
                raise invalid(key)
            values.setdefault(key, rule.default)
        return values

    def _checked(self, body: Object) -> Object:
        if str(body.get("customerId", self._tenant.customer_id)) != self._tenant.customer_id:
            raise invalid("customerId")
        return super()._checked(body)

    def _one(self) -> Object | None:
        return next(iter(self._tenant.table(self._rules.path).values()), None)


def new_machine(tenant: Tenant, path: str, name: str, group: Object, key: Object | None) -> Object:
    """The facts of a machine that has just enrolled and never connected. ``key``: what it enrolled with."""
    values: Object = {
        "name": name,
        "fingerprint": b64encode(sha256(("%s %s" % (group["name"], name)).encode()).digest()).decode(),
        "issuedCertId": str(10_000_000 + len(tenant.table(path)) + 1),
        "enabled": True,
        "upgradeAttempt": "0",
        "location": group.get("location", ""),
        MACHINES[path].group_key: group["id"],
    }
    if key:
        certificate = tenant.table("enrollmentCert")[key["enrollmentCertId"]]
        values["provisioningKeyId"] = key["id"]
        values["enrollmentCert"] = {"id": certificate["id"], "name": certificate["name"]}
    return values


def connection(group: Object, disconnected_for: str = "") -> Object:
    """What a machine shows that has connected. ``disconnected_for``: how long it is gone, such as ``40d``."""
    now = time.time()
    gone = seconds_of(disconnected_for) if disconnected_for else None
    began = now - (gone or 0) - 3600
    values: Object = {
        "expectedVersion": VERSION,
        "currentVersion": VERSION,
        "previousVersion": "26.28.2",
        "upgradeStatus": "COMPLETE",
        "lastUpgradeTime": str(int(began)),
        "controlChannelStatus": UP if gone is None else DOWN,
        "ctrlBrokerName": "broker2b.sjc4",
        "lastBrokerConnectTime": str(int(began * MICROSECONDS)),
        "sargeVersion": SARGE,
        "applicationStartTime": str(int(began)),
        "privateIp": "10.0.1.108",
        "publicIp": "198.51.100.54",
        "platform": "el9",
        "platformDetail": "Standard VM",
        "runtimeOS": "Red Hat Enterprise Linux 9.5",
        **{key: group[key] for key in _OF_GROUP if key in group},
    }
    if gone is not None:
        values["lastBrokerDisconnectTime"] = str(int((now - gone) * MICROSECONDS))
    return values


def since(entry: Object) -> Object:
    """How long ago a machine connected and disconnected."""
    now = time.time()
    return {
        key + "Duration": _duration(max(0, int(now - int(entry[key]) / MICROSECONDS)))
        for key in TIMES
        if key in entry
    }


def _duration(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return "%02dd %02dh %02dm %02ds" % (*divmod(hours, 24), minutes, seconds)


def _bulk_delete(call: Call, path: str) -> None:
    Machines(call.tenant, RESOURCES[path], call.microtenant).bulk_delete(call.body)


ROUTES = tuple(
    Route(r"POST mgmtconfig/v1/admin (%s)/bulkDelete" % re.escape(path), _bulk_delete) for path in MACHINES
)
CLASSES: dict[str, type[Resource]] = {
    **dict.fromkeys(MACHINES, Machines),
    **{rules.path: Schedules for rules in SCHEDULES},
}
