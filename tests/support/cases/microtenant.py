# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microtenants: the tenant has Retail, and Unused, beside the Default one."""

from __future__ import annotations

from math import prod

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.microtenant import MICROTENANT
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.inside import lists_of_microtenants

from support import read_form
from support.tenants import SUBSIDIARY, TestTenant

from .case import Case, FieldCases, Subject, field_cases

MICROTENANT_ID = "216196257331299989"
# The requests that tell whether anything is inside.
INSIDE = sum(
    prod(len(parent.choices) for parent in kind.parents) for _noun, kind, _title in lists_of_microtenants()
)
DOMAINS = ["example.net", "example.org"]

FIELDS = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "enabled": FieldCases(False, False, (True, "yes")),
    "criteria_attribute_values": FieldCases(
        ["example.net"],
        ["example.net"],
        (DOMAINS, DOMAINS[::-1], ["EXAMPLE.net", " example.org "]),
        [],
    ),
    "privileged_approvals_enabled": FieldCases(True, True, (False,)),
}


def prepare(zpa: TestTenant) -> None:
    zpa.add_microtenant(
        "Retail",
        privilegedApprovalsEnabled=False,
        object_id=MICROTENANT_ID,
        description="Old",
        enabled=True,
        criteriaAttributeValues=DOMAINS,
    )
    zpa.add_microtenant("Unused")


CASES = {
    "create with what is required": Case(
        {"name": "New"},
        {"name": "New", "description": "", "enabled": False, "criteria_attribute_values": []},
        3,
        prepared=False,
    ),
    "create with everything": Case(
        {
            "name": "New",
            "description": "d",
            "enabled": True,
            "criteria_attribute_values": ["corp.example.com"],
        },
        {"description": "d", "enabled": True, "criteria_attribute_values": ["corp.example.com"]},
        3,
        warning="is told once, by its creation, and is lost unless",
    ),
    "nothing to do": Case({"name": "Retail", "enabled": True}, {"enabled": True}, 1, changed=False),
    "nothing to do by id": Case({"id": MICROTENANT_ID, "enabled": True}, {"enabled": True}, 1, changed=False),
    **field_cases(FIELDS, "Retail", MICROTENANT_ID),
    "rename": Case({"id": MICROTENANT_ID, "name": "Main"}, {"name": "Main", "description": "Old"}, 4),
    # Every list tells whether there is anything inside.
    "delete": Case({"name": "Unused", "state": "absent"}, None, 4 + INSIDE),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
    "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 1, changed=False),
}

MICROTENANTS = Subject(
    resource=MICROTENANT,
    key="microtenant",
    path="microtenants",
    prepare=prepare,
    fields=("name", *FIELDS),
    created=("name", "enabled", "privileged_approvals_enabled"),
    cases=CASES,
    add=TestTenant.add_microtenant,
    required={},
    answers={
        **read_form.EVERY,
        "enabled": False,
        "criteriaAttribute": "AuthDomain",
        "criteriaAttributeValues": ["corp.example.com"],
        "privilegedApprovalsEnabled": True,
        "operator": "AND",
        "scopeOrder": "7",
        "priority": "3",
        "roles": [{"id": "12", "name": "Microtenant administrator", "customRole": True}],
    },
    worked_out=frozenset({"scopeOrder", "user"}),
    always=frozenset({"0", SUBSIDIARY}),
)
