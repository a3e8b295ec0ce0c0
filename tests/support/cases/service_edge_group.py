# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Service edge groups: the tenant has Frankfurt, of which everything is set, and Unused."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.service_edge_group import (
    SERVICE_EDGE_GROUP,
)
from zpa_emulator.policy_seeds import add_trusted_network
from zpa_emulator.seeds import add_service_edge

from support import read_form
from support.policies import Id
from support.tenants import TestTenant

from .case import REFERRERS, Case, FieldCases, Looked, Subject, field_cases

GROUP_ID = "216196257331299981"
PLACE = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich, Switzerland"}
OFF = {"enabled": False, "value": None, "unit": None}
TEN_MILES = {"enabled": True, "value": 10.0, "unit": "MILES"}
OFFICE, BRANCH = ("%s (zscalerthree.net)" % name for name in ("Office", "Branch"))

CREATED = (
    "enabled",
    "is_public",
    "upgrade_day",
    "upgrade_time_in_secs",
    "override_version_profile",
    "grace_distance",
    "use_in_dr_mode",
    "exclusive_for_business_continuity",
)

FIELDS = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "enabled": FieldCases(False, False, (True, "yes")),
    "latitude": FieldCases(
        -33.8688197,
        -33.8688197,
        (50.1109221, "50.1109221", 50.11092214),
        moved=("country_code",),
    ),
    "longitude": FieldCases(
        "151.20929550", 151.2092955, (8.6821267, 8.68212670000002), moved=("country_code",)
    ),
    "location": FieldCases("Offenbach", "Offenbach", ("Frankfurt am Main, Germany",)),
    "is_public": FieldCases(False, False, (True, "yes")),
    "upgrade_day": FieldCases("monday", "MONDAY", ("TUESDAY", "tuesday")),
    "upgrade_time_in_secs": FieldCases(0, 0, (25200, "25200")),
    "override_version_profile": FieldCases(False, False, (), moved=("version_profile",)),
    "version_profile": FieldCases(
        "New Release",
        "New Release",
        ("Previous Default", "previous default", "1"),
        lookups=1,
        beside=(("override_version_profile", True),),
    ),
    "grace_distance": FieldCases(
        {"value": 12.5},
        {**TEN_MILES, "value": 12.5},
        (TEN_MILES, {}, {"value": 10}, {"value": "10.00", "unit": "miles"}, {"enabled": True}),
    ),
    "trusted_networks": FieldCases(["Branch"], [BRANCH], ([OFFICE], Looked(["Office"])), [], lookups=1),
    "use_in_dr_mode": FieldCases(False, False, (True,)),
    "exclusive_for_business_continuity": FieldCases(False, False, (True,)),
    "site_id": FieldCases("72057594037928002", "72057594037928002", ("72057594037928001",), ""),
}


def add(zpa: TestTenant, name: str, **details: Any) -> dict[str, Any]:
    return zpa.add_service_edge_group(name, **details)


def prepare(zpa: TestTenant) -> None:
    for name in ("Office", "Branch"):
        add_trusted_network(zpa.tenant, name)
    add(
        zpa,
        "Frankfurt",
        latitude="50.1109221",
        longitude="8.682126700000001",
        location="Frankfurt am Main, Germany",
        object_id=GROUP_ID,
        description="Old",
        upgradeDay="TUESDAY",
        upgradeTimeInSecs="25200",
        overrideVersionProfile=True,
        versionProfileId="1",
        graceDistanceEnabled=True,
        graceDistanceValue="10.0",
        graceDistanceValueUnit="MILES",
        trusted_networks=["Office"],
        useInDrMode=True,
        exclusiveForBusinessContinuity=True,
        siteId="72057594037928001",
    )
    add(zpa, "Unused")
    add_service_edge(zpa.tenant, "Edge-1", "Frankfurt")


CASES = {
    "create with what is required": Case(
        {"name": "New", **PLACE},
        {
            "name": "New",
            "description": "",
            "enabled": True,
            **PLACE,
            "country_code": "CH",
            "is_public": False,
            "upgrade_day": "SUNDAY",
            "upgrade_time_in_secs": 66600,
            "override_version_profile": False,
            "version_profile": None,
            "grace_distance": OFF,
            "service_edges": [],
            "trusted_networks": [],
            "use_in_dr_mode": False,
            "exclusive_for_business_continuity": False,
        },
        3,
        prepared=False,
    ),
    "create with everything": Case(
        {
            **{name: field.other for name, field in FIELDS.items()},
            "name": "New",
            **PLACE,
            "override_version_profile": True,
            "grace_distance": {"value": 10, "unit": "kms"},
            "enrollment_cert": "Service Edge",
        },
        {
            "is_public": False,
            "upgrade_day": "MONDAY",
            "version_profile": "New Release",
            "grace_distance": {**TEN_MILES, "unit": "KMS"},
            "trusted_networks": [BRANCH],
        },
        6,
    ),
    "nothing to do": Case({"name": "Frankfurt", "enabled": True}, {"enabled": True}, 1, changed=False),
    "nothing to do by id": Case({"id": GROUP_ID, "enabled": True}, {"enabled": True}, 1, changed=False),
    "everything as it is": Case(
        {
            "name": "Frankfurt",
            **{name: field.same[0] for name, field in FIELDS.items() if field.same},
            "override_version_profile": True,
        },
        {},
        1,
        changed=False,
    ),
    **field_cases(FIELDS, "Frankfurt", GROUP_ID),
    "move": Case({"name": "Frankfurt", **PLACE}, {**PLACE, "country_code": "CH"}, 3, moved=("country_code",)),
    "switch the grace distance off": Case(
        {"name": "Frankfurt", "grace_distance": {"enabled": False}}, {"grace_distance": OFF}, 3
    ),
    "have no grace distance": Case(
        {"name": "Unused", "grace_distance": {**OFF, "value": 5, "unit": "KMS"}},
        {"grace_distance": OFF},
        1,
        changed=False,
    ),
    "take a service edge over": Case(
        {"name": "Unused", "service_edges": ["Edge-1"]}, {"service_edges": ["Edge-1"]}, 4
    ),
    "keep the service edges": Case({"name": "Frankfurt", "service_edges": ["Edge-1"]}, {}, 1, changed=False),
    "set the enrollment certificate": Case({"name": "Frankfurt", "enrollment_cert": "Service Edge"}, {}, 4),
    "rename": Case({"id": GROUP_ID, "name": "Main"}, {"name": "Main", "description": "Old"}, 4),
    # Provisioning keys name it as well.
    "delete": Case({"name": "Unused", "state": "absent"}, None, 2 + REFERRERS + 2),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
    "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 1, changed=False),
}

ANSWERS: dict[str, Any] = {
    **read_form.EVERY,
    "enabled": False,
    "latitude": "50.1109221",
    "longitude": "8.6821267",
    "location": "Frankfurt am Main, Germany",
    "geoLocationId": "77",
    "city": "Frankfurt",
    "isPublic": "TRUE",
    "upgradeDay": "FRIDAY",
    "upgradeTimeInSecs": "900",
    "overrideVersionProfile": True,
    "versionProfileId": "2",
    "graceDistanceEnabled": True,
    "graceDistanceValue": "10.0",
    "graceDistanceValueUnit": "KMS",
    "trustedNetworks": [{"id": Id("network", "Headquarters (zscalerthree.net)")}],
    "useInDrMode": True,
    "exclusiveForBusinessContinuity": True,
    "enrollmentCertId": Id("enrollmentCert", "Service Edge"),
    "siteId": "72057594037928002",
    "siteName": "Hall",
    "altCloud": "zscalertwo.net",
    "objectType": "SERVICE_EDGE_GROUP",
    "scopeName": "Subsidiary",
}
WORKED_OUT = {
    "cityCountry",
    "countryCode",
    "upgradePriority",
    "version",
    "versionProfileName",
    "versionProfileVisibilityScope",
}

SERVICE_EDGE_GROUPS = Subject(
    resource=SERVICE_EDGE_GROUP,
    key="service_edge_group",
    path="serviceEdgeGroup",
    prepare=prepare,
    fields=("name", "country_code", "service_edges", "enrollment_cert", *FIELDS),
    created=("name", *PLACE, *CREATED),
    cases=CASES,
    add=add,
    required=PLACE,
    members={"latitude": "50.1109221", "longitude": "8.6821267"},
    answers=ANSWERS,
    worked_out=frozenset(WORKED_OUT),
    derived=("country_code",),
)
