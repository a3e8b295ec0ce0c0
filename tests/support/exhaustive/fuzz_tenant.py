# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant with something of everything, which can be put back to how it was at the beginning."""

from __future__ import annotations

import itertools
import pickle
from typing import Any

from support.cases import NAMED
from support.policies import OF_TYPE, add_rule, furnish
from support.tenants import TestTenant
from zpa_emulator import Tenant
from zpa_emulator.policy_seeds import add_deception_rule

CONDITIONS = [
    {
        "operator": "OR",
        "operands": [
            {"objectType": "APP", "values": ["SAP", "Payroll"]},
            {"objectType": "SCIM_GROUP", "entryValues": [{"lhs": "Okta", "rhs": "Finance"}]},
        ],
    }
]

# What some of the rules named Finance have beside.
BESIDE: dict[str, dict[str, Any]] = {
    "capabilities": {"privilegedCapabilities": {"capabilities": ["FILE_UPLOAD"]}},
    "isolation": {"action": "ISOLATE", "zpnIsolationProfileId": "Safe browsing"},
    "redirection": {"action": "REDIRECT_ALWAYS", "serviceEdgeGroups": ["Zurich edge"]},
}


def fill(zpa: TestTenant) -> TestTenant:
    """Add objects of every kind, and rules of every policy type, to a tenant with a few applications."""
    zpa.add_group("Finance", description="d", applications=["SAP"])
    zpa.add_group("Referenced", applications=["Git"])
    zpa.add_connector_group("Unused")
    for subject in NAMED:
        if subject.key in ("segment_group", "app_connector_group"):
            continue
        subject.furnish(zpa)
        subject.add(zpa, "Main")
        subject.add(zpa, "Unused")
    zpa.add_connector_group("Referenced")
    zpa.add_server_group("ERP servers", app_connector_groups=["Referenced"])
    furnish(zpa)
    add_deception_rule(zpa.tenant)
    for kind in OF_TYPE:
        add_rule(zpa, "Finance", kind, description="d", **BESIDE.get(kind, {}))
    add_rule(zpa, "Web", conditions=CONDITIONS, appConnectorGroups=["Zurich"])
    add_rule(zpa, "Guests", action="DENY", customMsg="No.")
    return zpa


class Snapshot:
    """A tenant as it is now, and the ids that it will give to what is added."""

    def __init__(self, zpa: TestTenant) -> None:
        self._zpa = zpa
        self._kept = pickle.dumps((zpa.tenant.tables, zpa.tenant.ended_users))
        self._next_id = int(zpa.tenant.new_id()) + 1

    def restore(self) -> None:
        """Put the tenant back, without faults and with an empty log."""
        tables, ended_users = pickle.loads(self._kept)  # noqa: S301  what was pickled above
        self._zpa.tenant.tables, self._zpa.tenant.ended_users = tables, ended_users
        self._zpa.tenant.faults.clear()
        self._zpa.forget()
        Tenant._ids = itertools.count(self._next_id)


def write_lines(zpa: TestTenant) -> list[str]:
    return [str(entry) for entry in zpa.writes]


def failed(result: dict[str, Any]) -> bool:
    return bool(result.get("failed"))


def defect_of(result: dict[str, Any]) -> str:
    """Return what tells that a module broke, empty where it ended as it should."""
    msg = str(result.get("msg", ""))
    if msg.startswith("A defect of the collection") or "exception" in result or "Traceback" in msg:
        return msg
    return ""
