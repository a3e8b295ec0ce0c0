# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Provisioning keys: what their rows of rules cannot say."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha512
from typing import Any

from .answers import Object
from .calls import Call, Route
from .errors import invalid, refuse
from .resources import Resource
from .rules import RESOURCES
from .site_rules import GROUPS, key_path
from .state import Tenant

SECRET = "provisioningKey"
_HOST = "api.private.zscaler.com"


class Keys(Resource):
    """The endpoints of the provisioning keys of one type of groups."""

    # -- reading ---------------------------------------------------------------------------------

    def page(self, query: dict[str, str]) -> Object:
        self._refuse_type()
        return super().page(query)

    def of_group(self, group_id: str) -> list[Object]:
        """All keys of a group, without an envelope."""
        self._refuse_type()
        return [self._shown(entry) for entry in self._in_scope() if entry["zcomponentId"] == group_id]

    def _shown(self, entry: Object, by_id: bool = False) -> Object:
        answer = super()._shown(entry, by_id)
        if not entry["exportable"]:
            answer.pop(SECRET, None)
        return answer

    # -- writing ---------------------------------------------------------------------------------

    def create(self, body: Any) -> Object:
        self._refuse_type()
        if self._tenant.quirks.refuses_keys:
            reason = "Provisioning keys are not supported. Use OAuth2 user codes to enroll."
            raise refuse("provisioning.key.not.supported", reason)
        answer = super().create(body)
        if self._tenant.quirks.hides_new_key and not answer["exportable"]:
            del answer[SECRET]
        return answer

    def _settle(self, values: Object, body: Object, entry: Object | None, owner: str) -> None:
        if entry is None:
            values.update(fresh(self._tenant))
        elif not entry["exportable"]:
            if body.get("exportable") not in (None, False, "false"):
                raise invalid("exportable")
            values["exportable"] = False
        below = int(values.get("maxUsage", 0)) < int(values["usageCount"])
        if "maxUsage" not in values or (below and not self._tenant.quirks.usage_below):
            raise invalid("maxUsage")
        super()._settle(values, body, entry, owner)

    # -- helpers ---------------------------------------------------------------------------------

    def _id_of_new(self) -> str:
        return new_id(self._tenant)

    def _refuse_type(self) -> None:
        if self._rules.path.split("/")[1] in self._tenant.quirks.refused_key_types:
            raise invalid("associationType")


def new_id(tenant: Tenant) -> str:
    """The next id of a key, which is shorter than those of other objects."""
    return next(text for text in map(str, tenant.key_numbers) if text not in tenant.spoken_for)


def fresh(tenant: Tenant) -> Object:
    """What the server gives a new key: the key itself, which looks like a real one and opens nothing."""
    number = tenant.new_id()
    noise = b"".join(sha512(b"%s %d" % (number.encode(), part)).digest() for part in range(4))[:240]
    return {"usageCount": "0", SECRET: "3|%s|%s-%s" % (_HOST, b64encode(noise).decode(), number)}


def keys_of_group(call: Call, association: str, group_id: str) -> list[Object]:
    return Keys(call.tenant, RESOURCES[key_path(association)], call.microtenant).of_group(group_id)


ROUTES = (
    Route(
        r"GET mgmtconfig/v1/admin associationType/(%s)/zcomponent/(\d+)/provisioningKey" % "|".join(GROUPS),
        keys_of_group,
    ),
)
