# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""IP ranges of client-to-client connectivity: the models of the vendor's SDKs, and its Terraform provider.

Private to this collection. The ``v2`` of their path stands after the customer. One SDK reads the list as an
array, the other in pages, and neither gives a microtenant. The provider leaves the addresses of a subnet to
ZPA, and sends those of before with another subnet.
"""

from __future__ import annotations

from .._schema.addresses import IP_ADDRESS, SUBNET, FormedText
from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, number
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import Bool, Coordinate, CountryCode, Name, Text
from .lookups import LOOKUPS

OF_SUBNET = ("subnet_cidr",)

C2C_IP_RANGE = Resource(
    kind=LOOKUPS["c2c_ip_range"],
    key="c2c_ip_range",
    fields=(
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field("description", "description", Text()),
        # The default that the vendor's SDK documents.
        Field("enabled", "enabled", Bool(), create_default=True),
        Field(
            "ip_range_begin",
            "ipRangeBegin",
            FormedText(IP_ADDRESS),
            rewritten_with=OF_SUBNET,
            text="The first address of the range. Give it together with O(ip_range_end). Where there is a "
            "O(subnet_cidr), ZPA works both out: an empty O(subnet_cidr) makes room for them.",
            shown="The first address of the range.",
        ),
        Field(
            "ip_range_end",
            "ipRangeEnd",
            FormedText(IP_ADDRESS),
            rewritten_with=OF_SUBNET,
            text="The last address of the range. Give it together with O(ip_range_begin), and without a "
            "O(subnet_cidr).",
            shown="The last address of the range.",
        ),
        Field(
            "subnet_cidr",
            "subnetCidr",
            FormedText(SUBNET),
            text="The range as a subnet, for example V(192.168.1.0/24), in place of O(ip_range_begin) and "
            "O(ip_range_end).",
            shown="The range as a subnet.",
        ),
        Field("location", "location", Text(), text="Where the range is, in words."),
        Field("location_hint", "locationHint", Text(), text="A further note on where that is."),
        Field("country_code", "countryCode", CountryCode(), text="The country of the range."),
        Field("latitude", "latitudeInDb", Coordinate(90), text="Where the range is, in degrees north."),
        Field("longitude", "longitudeInDb", Coordinate(180), text="Where the range is, in degrees east."),
        Field(
            "sccm_flag",
            "sccmFlag",
            Bool(),
            create_default=False,
            text="Whether the range is for Microsoft System Center Configuration Manager (SCCM).",
        ),
    ),
    metadata=(
        *RECORDED,
        Metadata("available_ips", "availableIps", number),
        Metadata("total_ips", "totalIps", number),
        Metadata("used_ips", "usedIps", number),
    ),
    read_only=COMPUTED | {"availableIps", "totalIps", "usedIps", "customerId"},
    unmanaged=(
        Unmanaged("isDeleted", "whether it was deleted", ("false", "0")),
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
    ),
)
