# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""User portals: what their row of rules cannot say."""

from __future__ import annotations

from typing import Any

from .answers import Object
from .errors import invalid
from .portal_rules import USER_PORTAL
from .resources import Resource

# As recorded, on the cloud of production.
ZSCALER = ".p.zscalerportal.net"


class UserPortals(Resource):
    """The endpoints of user portals."""

    def create(self, body: Any) -> Object:
        answer = super().create(body)
        # Recorded: the answer to a creation says once more what was sent.
        return {**answer, "extDomainName": body["extDomainName"]} if body.get("extDomainName") else answer

    def _settle(self, values: Object, body: Object, entry: Object | None, owner: str) -> None:
        super()._settle(values, body, entry, owner)
        domain = values.get("extDomain")
        if not domain:
            if body.get("managedByZs"):
                raise invalid("extLabel")
            if not values.get("domain"):
                raise invalid("domain")
            values.pop("extDomainTranslation", None)
            return
        if values.get("certificateId"):
            raise invalid("certificateId")
        rest = domain.replace(".", "-") + ZSCALER
        values["domain"] = "%s-%s" % (values["extLabel"], rest)
        values["extDomainName"], values["extDomainTranslation"] = rest, domain


CLASSES: dict[str, type[Resource]] = {USER_PORTAL.path: UserPortals}
