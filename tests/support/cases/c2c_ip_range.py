# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""IP ranges: the tenant has Zurich from one address to another, Frankfurt, which is a subnet, and Unused."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.c2c_ip_range import C2C_IP_RANGE

from support import read_form
from support.tenants import TestTenant

from .case import Case, FieldCases, Subject, field_cases

RANGE_ID = "216196257331299975"
RANGE = {"ip_range_begin": "192.168.1.1", "ip_range_end": "192.168.1.100"}
WIRE = {"ipRangeBegin": "192.168.1.1", "ipRangeEnd": "192.168.1.100"}
PLACE = {"location": "Zurich", "locationHint": "Hall", "countryCode": "CH"}

FIELDS = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "enabled": FieldCases(False, False, (True, "yes")),
    "ip_range_begin": FieldCases("192.168.1.9", "192.168.1.9", (" 192.168.1.1 ",)),
    "ip_range_end": FieldCases("192.168.1.99", "192.168.1.99", ("192.168.1.100",)),
    "location": FieldCases("Offenbach", "Offenbach", ("Zurich",), ""),
    "location_hint": FieldCases("Gate", "Gate", ("Hall",), ""),
    "country_code": FieldCases("de", "DE", ("CH", "ch")),
    "latitude": FieldCases(50.1109221, 50.1109221, (47.3768866, "47.37688660")),
    "longitude": FieldCases(8.6821267, 8.6821267, (8.541694,)),
    "sccm_flag": FieldCases(False, False, (True,)),
}


def add(zpa: TestTenant, name: str, object_id: str | None = None, **values: Any) -> dict[str, Any]:
    """It belongs to the tenant as a whole, whatever ``microtenant_id`` says."""
    values.pop("microtenant_id", None)
    entry = {"name": name, "enabled": True, "sccmFlag": False, **WIRE, **values}
    return zpa.tenant.add("v2/ipRanges", entry, object_id=object_id)


def prepare(zpa: TestTenant) -> None:
    place = {**PLACE, "latitudeInDb": "47.3768866", "longitudeInDb": "8.541694", "sccmFlag": True}
    add(zpa, "Zurich", RANGE_ID, description="Old", **place)
    add(zpa, "Frankfurt", subnetCidr="10.0.0.0/24", ipRangeBegin="10.0.0.1", ipRangeEnd="10.0.0.254")
    add(zpa, "Unused")


CASES = {
    "create": Case(
        {"name": "New", **RANGE},
        {"name": "New", "enabled": True, **RANGE, "subnet_cidr": "", "sccm_flag": False},
        3,
        prepared=False,
    ),
    "create a subnet": Case(
        {"name": "New", "subnet_cidr": "10.1.0.0/24"},
        {"ip_range_begin": "10.1.0.1", "ip_range_end": "10.1.0.254"},
        3,
    ),
    "nothing to do": Case({"name": "Zurich", "enabled": True}, {"enabled": True}, 1, changed=False),
    **field_cases(FIELDS, "Zurich", RANGE_ID, looks=1),
    "change the subnet": Case(
        {"name": "Frankfurt", "subnet_cidr": "10.2.0.0/24"},
        {"ip_range_begin": "10.2.0.1", "ip_range_end": "10.2.0.254"},
        4,
        moved=tuple(RANGE),
    ),
    "keep the subnet": Case({"name": "Frankfurt", "subnet_cidr": "10.0.0.0/24"}, {}, 1, changed=False),
    "have addresses instead of a subnet": Case(
        {"name": "Frankfurt", "subnet_cidr": "", **RANGE}, {"subnet_cidr": "", **RANGE}, 4
    ),
    "rename": Case({"id": RANGE_ID, "name": "Main"}, {"name": "Main", "description": "Old"}, 4),
    "delete": Case({"name": "Unused", "state": "absent"}, None, 2),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
}

C2C_IP_RANGES = Subject(
    resource=C2C_IP_RANGE,
    key="c2c_ip_range",
    path="v2/ipRanges",
    prepare=prepare,
    fields=("name", "subnet_cidr", *FIELDS),
    created=("name", "enabled", "sccm_flag"),
    cases=CASES,
    add=add,
    required=RANGE,
    answers={
        **read_form.EVERY,
        **WIRE,
        **PLACE,
        "enabled": False,
        "latitudeInDb": "50.1",
        "longitudeInDb": "8.6",
        "sccmFlag": True,
        "isDeleted": True,
    },
    worked_out=frozenset({"totalIps", "availableIps", "usedIps", "customerId"}),
    derived=tuple(RANGE),
)
