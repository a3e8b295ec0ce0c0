# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privileged consoles: the tenant has Shell, of a segment with two applications, in one of two portals."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.pra_console import PRA_CONSOLE
from zpa_emulator.policy_seeds import add_look_up

from support import read_form
from support.policies import Id
from support.tenants import TestTenant

from .case import Case, FieldCases, Looked, Subject, field_cases

CONSOLE_ID, SEGMENT_ID, APP_ID = "216196257331299960", "216196257331299961", "216196257331299962"
HOST, OTHER = "ssh.example.com", "rdp.example.com"
PLACE = {"application_segment": "Bastion", "application": HOST, "portals": ["Portal"]}
# It does not show the name of its segment, which takes one more request to be told.
FIELDS = {
    "description": FieldCases("New", "New", (Looked("Old"),), ""),
    "enabled": FieldCases(False, False, (Looked(True), Looked("yes"))),
    "icon_text": FieldCases("BBBB", "BBBB", (Looked("AAAA"),), ""),
    "application": FieldCases(OTHER, OTHER, (Looked(HOST),), lookups=2),
    "application_segment": FieldCases("Jump host", "Jump host", (Looked("Bastion"),), lookups=3),
    "portals": FieldCases(["Second"], ["Second"], (Looked(["Portal"]),), lookups=1),
}


def furnish(zpa: TestTenant, microtenant_id: str | None = None) -> None:
    """Let there be what a console names."""
    there = {
        one.get("microtenantId") for one in zpa.tenant.table("praPortal").values() if one["name"] == "Portal"
    }
    if microtenant_id in there:
        return
    add_look_up(zpa.tenant, "praPortal", "Portal", microtenant_id=microtenant_id)
    for name, own in (("Bastion", (SEGMENT_ID, APP_ID)), ("Jump host", (None, None))):
        segment_id, app_id = own if microtenant_id is None else (None, None)
        apps = [
            {"id": app_id, "domain": HOST, "applicationProtocol": "SSH", "applicationPort": "22"},
            {"domain": OTHER, "applicationProtocol": "SSH", "applicationPort": "22"},
        ]
        zpa.add_application_segment(
            name, domains=[HOST, OTHER], praApps=apps, microtenant_id=microtenant_id, object_id=segment_id
        )


def add(zpa: TestTenant, name: str, **values: Any) -> dict[str, Any]:
    furnish(zpa)
    portal = zpa.stored("Portal", "praPortal")["id"]
    usual = {"praApplication": {"id": APP_ID}, "praPortals": [{"id": portal}]}
    return add_look_up(zpa.tenant, "praConsole", name, **{**usual, **values})


def prepare(zpa: TestTenant) -> None:
    add(zpa, "Shell", object_id=CONSOLE_ID, description="Old", iconText="AAAA")
    add_look_up(zpa.tenant, "praPortal", "Second")


CASES = {
    "create with what is required": Case(
        {"name": "New", **PLACE},
        {"name": "New", "description": "", "enabled": True, "icon_text": "", **PLACE},
        7,
    ),
    "nothing to do": Case({"name": "Shell", "enabled": True}, {"enabled": True}, 2, changed=False),
    "nothing to do by id": Case({"id": CONSOLE_ID, "enabled": True}, {"enabled": True}, 2, changed=False),
    **field_cases(FIELDS, "Shell", CONSOLE_ID, requests=4),
    "rename": Case({"id": CONSOLE_ID, "name": "Main"}, {"name": "Main", "description": "Old"}, 5),
    "delete": Case({"name": "Shell", "state": "absent"}, None, 18),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
    "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 1, changed=False),
}

PRA_CONSOLES = Subject(
    resource=PRA_CONSOLE,
    key="pra_console",
    path="praConsole",
    prepare=prepare,
    fields=("name", *FIELDS),
    created=("name", "enabled", "application_segment", "application", "portals"),
    cases=CASES,
    add=add,
    required=PLACE,
    furnish=furnish,
    creation=7,
    names_apart=1,
    answers={
        **read_form.EVERY,
        "enabled": False,
        "iconText": "AAAA",
        "praApplication": {"id": APP_ID},
        "praPortals": [{"id": Id("praPortal", "pra portals A")}],
    },
    worked_out=frozenset(),
)
