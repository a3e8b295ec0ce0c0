# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Segment groups: the tenant has the group Finance, and Unused without applications."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP

from support import read_form
from support.tenants import TestTenant

from .case import REFERRERS_WITH_RECEIVERS, Case, Subject

GROUP_ID = "216196257331299999"
DECLARED = {"description": "For accounting", "enabled": True, "applications": ["SAP", "Payroll"]}


def prepare(zpa: TestTenant) -> None:
    zpa.add_group("Finance", description="Old", applications=["SAP", "Payroll"], object_id=GROUP_ID)
    zpa.add_group("Unused")


CASES = {
    "create with a name alone": Case({"name": "New"}, {"name": "New", "enabled": False}, 3, prepared=False),
    "create with everything": Case(
        {"name": "New", **DECLARED}, {"name": "New", **DECLARED, "applications": ["Payroll", "SAP"]}, 4, False
    ),
    "create with one application": Case(
        {"name": "New", "applications": ["Jira"]}, {"applications": ["Jira"], "enabled": False}, 4, False
    ),
    "nothing to do": Case({"name": "Finance", "enabled": True}, {"enabled": True}, 1, changed=False),
    "nothing to do by id": Case({"id": GROUP_ID, "enabled": True}, {"enabled": True}, 1, changed=False),
    "nothing to do with applications in another order": Case(
        {"name": "Finance", "applications": ["SAP", "Payroll"]},
        {"applications": ["Payroll", "SAP"]},
        1,
        changed=False,
    ),
    "change the description": Case(
        {"name": "Finance", "description": "New"}, {"description": "New", "enabled": True}, 3
    ),
    "empty the description": Case({"name": "Finance", "description": ""}, {"description": ""}, 3),
    "disable": Case({"name": "Finance", "enabled": False}, {"enabled": False, "description": "Old"}, 3),
    "rename": Case(
        {"id": GROUP_ID, "name": "Treasury"}, {"name": "Treasury", "applications": ["Payroll", "SAP"]}, 4
    ),
    "add an application": Case(
        {"name": "Finance", "applications": ["Jira"], "purge_applications": False},
        {"applications": ["Jira", "Payroll", "SAP"]},
        4,
    ),
    "remove an application": Case({"name": "Finance", "applications": ["SAP"]}, {"applications": ["SAP"]}, 3),
    "exchange applications": Case(
        {"name": "Finance", "applications": ["SAP", "Jira", "Git"]},
        {"applications": ["Git", "Jira", "SAP"]},
        4,
    ),
    "empty the applications": Case(
        {"name": "Finance", "applications": []}, {"applications": [], "description": "Old"}, 3
    ),
    "change everything": Case(
        {"id": GROUP_ID, "name": "T", "description": "", "enabled": False, "applications": ["Git"]},
        {"name": "T", "description": "", "enabled": False, "applications": ["Git"]},
        5,
    ),
    "delete": Case({"name": "Unused", "state": "absent"}, None, 2 + REFERRERS_WITH_RECEIVERS),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
    "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 1, changed=False),
}

ANSWERS: dict[str, Any] = {
    **read_form.EVERY,
    "enabled": False,
    "configSpace": "SIEM",
    "tcpKeepAliveEnabled": "1",
    "inspectTrafficWithZia": True,
    "scopeName": "Subsidiary",
}

SEGMENT_GROUPS = Subject(
    resource=SEGMENT_GROUP,
    key="segment_group",
    path="segmentGroup",
    prepare=prepare,
    fields=("name", "description", "enabled", "applications"),
    created=("name", "enabled"),
    cases=CASES,
    add=TestTenant.add_group,
    required={},
    members={"applications": ["SAP", "Jira"]},
    answers=ANSWERS,
    worked_out=frozenset({"applications"}),
)
