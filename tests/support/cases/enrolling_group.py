# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What groups of App Connectors and of service edges have alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from support import read_form

from .case import REFERRERS, Case, FieldCases, field_cases

PLACE = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich, Switzerland"}

FIELDS: dict[str, FieldCases] = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "enabled": FieldCases(False, False, (True, "yes")),
    "latitude": FieldCases(
        -33.8688197,
        -33.8688197,
        (50.1109221, "50.1109221", "50.11092210", 50.11092214),
        moved=("country_code",),
    ),
    "longitude": FieldCases(
        "151.20929550", 151.2092955, (8.6821267, "8.6821267", "8.68212670000002"), moved=("country_code",)
    ),
    "location": FieldCases("Offenbach", "Offenbach", ("Frankfurt am Main, Germany",)),
    "upgrade_day": FieldCases("monday", "MONDAY", ("TUESDAY", "tuesday", "Tuesday")),
    "upgrade_time_in_secs": FieldCases(0, 0, (25200, "25200")),
    "override_version_profile": FieldCases(False, False, (), moved=("version_profile",)),
    "version_profile": FieldCases(
        "New Release",
        "New Release",
        ("Previous Default", "previous default", "1"),
        lookups=1,
        beside=(("override_version_profile", True),),
    ),
    "use_in_dr_mode": FieldCases(False, False, (True,)),
    "site_id": FieldCases("72057594037928002", "72057594037928002", ("72057594037928001",), ""),
}

# How the one is kept of which everything is set.
STORED: dict[str, Any] = {
    "latitude": "50.1109221",
    "longitude": "8.682126700000001",
    "location": "Frankfurt am Main, Germany",
    "description": "Old",
    "upgradeDay": "TUESDAY",
    "upgradeTimeInSecs": "25200",
    "overrideVersionProfile": True,
    "versionProfileId": "1",
    "useInDrMode": True,
    "siteId": "72057594037928001",
}

# What a new one has of which only what is required was said.
NEW: dict[str, Any] = {
    "name": "New",
    "description": "",
    "enabled": True,
    **PLACE,
    "country_code": "CH",
    "upgrade_day": "SUNDAY",
    "upgrade_time_in_secs": 66600,
    "override_version_profile": False,
    "version_profile": None,
    "use_in_dr_mode": False,
}

ANSWERS: dict[str, Any] = {
    **read_form.EVERY,
    "enabled": False,
    "latitude": "50.1109221",
    "longitude": "8.6821267",
    "location": "Frankfurt am Main, Germany",
    "geoLocationId": "77",
    "upgradeDay": "FRIDAY",
    "upgradeTimeInSecs": "900",
    "overrideVersionProfile": True,
    "versionProfileId": "2",
    "useInDrMode": True,
    "siteId": "72057594037928002",
    "siteName": "Hall",
}

WORKED_OUT = frozenset(
    {
        "cityCountry",
        "countryCode",
        "upgradePriority",
        "version",
        "versionProfileName",
        "versionProfileVisibilityScope",
    }
)


def life(
    fields: Mapping[str, FieldCases], group_id: str, certificate: str, asked: int, lists: int
) -> dict[str, Case]:
    """Return what happens to one whatever else it has. ``asked``: how often for an id that is not there.

    ``lists``: how many are read for what names it, beside rules.
    """
    return {
        "nothing to do": Case({"name": "Frankfurt", "enabled": True}, {"enabled": True}, 1, changed=False),
        "nothing to do by id": Case({"id": group_id, "enabled": True}, {"enabled": True}, 1, changed=False),
        "everything as it is": Case(
            {
                "name": "Frankfurt",
                **{name: field.same[0] for name, field in fields.items() if field.same},
                "override_version_profile": True,
            },
            {},
            1,
            changed=False,
        ),
        **field_cases(fields, "Frankfurt", group_id),
        "move": Case(
            {"name": "Frankfurt", **PLACE}, {**PLACE, "country_code": "CH"}, 3, moved=("country_code",)
        ),
        "set the enrollment certificate": Case({"name": "Frankfurt", "enrollment_cert": certificate}, {}, 4),
        "rename": Case({"id": group_id, "name": "Main"}, {"name": "Main", "description": "Old"}, 4),
        "delete": Case({"name": "Unused", "state": "absent"}, None, 2 + REFERRERS + lists),
        "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
        "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, asked, changed=False),
    }
