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

from support.policies import Id
from support.tenants import TestTenant

from . import enrolling_group as both
from .case import Case, FieldCases, Looked, Subject
from .enrolling_group import PLACE

GROUP_ID = "216196257331299981"
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
    **both.FIELDS,
    "is_public": FieldCases(False, False, (True, "yes")),
    "grace_distance": FieldCases(
        {"value": 12.5},
        {**TEN_MILES, "value": 12.5},
        (TEN_MILES, {}, {"value": 10}, {"value": "10.00", "unit": "miles"}, {"enabled": True}),
    ),
    "trusted_networks": FieldCases(["Branch"], [BRANCH], ([OFFICE], Looked(["Office"])), [], lookups=1),
    "exclusive_for_business_continuity": FieldCases(False, False, (True,)),
}


def add(zpa: TestTenant, name: str, **details: Any) -> dict[str, Any]:
    return zpa.add_service_edge_group(name, **details)


def prepare(zpa: TestTenant) -> None:
    for name in ("Office", "Branch"):
        add_trusted_network(zpa.tenant, name)
    add(
        zpa,
        "Frankfurt",
        object_id=GROUP_ID,
        **both.STORED,
        graceDistanceEnabled=True,
        graceDistanceValue="10.0",
        graceDistanceValueUnit="MILES",
        trusted_networks=["Office"],
        exclusiveForBusinessContinuity=True,
    )
    add(zpa, "Unused")
    add_service_edge(zpa.tenant, "Edge-1", "Frankfurt")


CASES = {
    "create with what is required": Case(
        {"name": "New", **PLACE},
        {
            **both.NEW,
            "is_public": False,
            "grace_distance": OFF,
            "service_edges": [],
            "trusted_networks": [],
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
    **both.life(FIELDS, GROUP_ID, "Service Edge", asked=1, lists=2),
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
}

ANSWERS: dict[str, Any] = {
    **both.ANSWERS,
    "city": "Frankfurt",
    "isPublic": "TRUE",
    "graceDistanceEnabled": True,
    "graceDistanceValue": "10.0",
    "graceDistanceValueUnit": "KMS",
    "trustedNetworks": [{"id": Id("network", "Headquarters (zscalerthree.net)")}],
    "exclusiveForBusinessContinuity": True,
    "enrollmentCertId": Id("enrollmentCert", "Service Edge"),
    "altCloud": "zscalertwo.net",
    "objectType": "SERVICE_EDGE_GROUP",
    "scopeName": "Subsidiary",
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
    worked_out=both.WORKED_OUT,
    derived=("country_code",),
)
