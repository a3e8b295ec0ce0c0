# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""IP ranges: what their row of rules cannot say."""

from __future__ import annotations

import ipaddress
from typing import Any

from .answers import Object
from .errors import invalid
from .range_rules import IP_RANGE
from .resources import Resource


class IpRanges(Resource):
    """The endpoints of IP ranges."""

    def written(self, entry: Object) -> Object:
        first, last = (_address(entry, key) for key in ("ipRangeBegin", "ipRangeEnd"))
        total = str(int(last) - int(first) + 1)
        counts = {"totalIps": total, "availableIps": total, "usedIps": "0"}
        return {**super().written(entry), **counts, "customerId": self._tenant.customer_id}

    def _settle(self, values: Object, body: Object, entry: Object | None, owner: str) -> None:
        super()._settle(values, body, entry, owner)
        subnet = values.get("subnetCidr")
        try:
            if subnet:
                hosts = list(ipaddress.ip_network(subnet).hosts())
                values["ipRangeBegin"], values["ipRangeEnd"] = str(hosts[0]), str(hosts[-1])
        except ValueError:
            raise invalid("subnetCidr") from None
        first, last = (_address(values, key) for key in ("ipRangeBegin", "ipRangeEnd"))
        if last < first:
            raise invalid("ipRangeEnd")


def _address(values: Object, key: str) -> Any:
    try:
        return ipaddress.IPv4Address(values.get(key, ""))
    except ValueError:
        raise invalid(key) from None


CLASSES: dict[str, type[Resource]] = {IP_RANGE.path: IpRanges}
