# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privileged approvals, which have no name: the tenant has one that lets Ada use Vault for a week."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.pra_approval import PRA_APPROVAL

from support.policies import Id
from support.tenants import TestTenant

from .case import Case, FieldCases, Subject, field_cases

APPROVAL_ID, SEGMENT_ID = "20472", "216196257331299950"
ADA, VAULT = "ada@example.com", "Vault"
WHICH = {"email_ids": [ADA], "application_segments": [VAULT]}
OF_BOB = {"email_ids": ["Bob@example.com"], "application_segments": [VAULT]}
# From Monday to Friday of a week that is far away.
START, END, LATER = 2095999200, 2096380800, 2096985600
START_SHOWN, END_SHOWN, LATER_SHOWN = "2036-06-02T06:00:00Z", "2036-06-06T16:00:00Z", "2036-06-13T16:00:00Z"
TIMES = {"start_time": START_SHOWN, "end_time": END_SHOWN}
HOURS = {
    "days": ["FRI", "MON"],
    "start_time": "09:00",
    "end_time": "17:00",
    "start_time_cron": "0 0 7 ? * FRI,MON",
    "end_time_cron": "0 0 15 ? * FRI,MON",
    "time_zone": "Europe/Zurich",
}
HOURS_ON_WIRE = {
    "days": ["MON", "FRI"],
    "startTime": "09:00",
    "endTime": "17:00",
    "startTimeCron": "0 0 7 ? * MON,FRI",
    "endTimeCron": "0 0 15 ? * MON,FRI",
    "timeZone": "Europe/Zurich",
}
EARLIER = {**HOURS, "start_time": "08:00", "start_time_cron": "0 0 6 ? * FRI,MON"}
FIELDS = {
    "start_time": FieldCases(
        "2036-06-02 12:00:00+02:00",
        "2036-06-02T10:00:00Z",
        (
            *(START_SHOWN, str(START), "2036-06-02T08:00:00+02:00", "2036-06-02 06:00Z"),
            *("Mon, 02 Jun 2036 06:00:00 GMT", "Sun, 01 Jun 2036 22:00:00 PST", "2 Jun 2036 08:00 +0200"),
        ),
    ),
    "end_time": FieldCases(LATER_SHOWN, LATER_SHOWN, (END_SHOWN, str(END))),
    "working_hours": FieldCases(
        EARLIER,
        EARLIER,
        (
            HOURS,
            {"days": ["fri", "mon"], "start_time": "9:00"},
            {"start_time_cron": "0 0 7 ? * mon,fri", "time_zone": "Europe/Zurich"},
        ),
    ),
}


def furnish(zpa: TestTenant, microtenant_id: str | None = None) -> None:
    """Let there be what approvals name."""
    there = {(one["name"], one.get("microtenantId")) for one in zpa.tenant.table("application").values()}
    for name in (VAULT, "Wiki"):
        own = SEGMENT_ID if name == VAULT and microtenant_id is None else None
        if (name, microtenant_id) not in there:
            zpa.add_application_segment(name, microtenant_id=microtenant_id, object_id=own)


def add(
    zpa: TestTenant,
    name: str = "",
    object_id: str | None = None,
    microtenant_id: str | None = None,
    **values: Any,
) -> dict[str, Any]:
    """Add one for Ada, or for whom ``name`` is the address of."""
    furnish(zpa)
    usual = {
        "emailIds": [name if "@" in name else ADA],
        "applications": [{"id": SEGMENT_ID}],
        "startTime": str(START),
        "endTime": str(END),
    }
    return zpa.tenant.add("approval", {**usual, **values}, microtenant_id, object_id)


def prepare(zpa: TestTenant) -> None:
    add(zpa, object_id=APPROVAL_ID, workingHours=HOURS_ON_WIRE)


def by_identity(cases: dict[str, Case]) -> dict[str, Case]:
    """Cases that say by its identity what others say by its name."""
    return {
        called: case.__class__(
            **{
                **case.__dict__,
                # The segment is looked up by its name.
                "requests": case.requests + ("name" in case.options),
                "options": {
                    **(WHICH if "name" in case.options else {}),
                    **{name: value for name, value in case.options.items() if name != "name"},
                },
            }
        )
        for called, case in cases.items()
    }


CASES = {
    "create": Case({**OF_BOB, **TIMES}, {**OF_BOB, **TIMES}, 4),
    "create with everything": Case(
        {**OF_BOB, **TIMES, "working_hours": HOURS}, {**TIMES, "working_hours": HOURS}, 4
    ),
    "create one for two segments": Case(
        {**OF_BOB, "application_segments": ["Wiki", VAULT], **TIMES},
        {**OF_BOB, "application_segments": [VAULT, "Wiki"], **TIMES},
        4,
    ),
    "nothing to do": Case({**WHICH, **TIMES}, TIMES, 2, changed=False),
    "nothing to do, spelled otherwise": Case(
        {"email_ids": [" ADA@Example.com"], "application_segments": [SEGMENT_ID], "end_time": str(END)},
        TIMES,
        2,
        changed=False,
    ),
    "nothing to do by id": Case({"id": APPROVAL_ID, "end_time": END_SHOWN}, TIMES, 1, changed=False),
    "give it to somebody else": Case(
        {"id": APPROVAL_ID, "email_ids": ["bob@example.com"]}, {"email_ids": ["bob@example.com"], **TIMES}, 4
    ),
    **by_identity(field_cases(FIELDS, "Ada", APPROVAL_ID)),
    "delete": Case({**WHICH, "state": "absent"}, None, 3),
    "delete what is not there": Case(
        {"email_ids": ["bob@example.com"], "application_segments": [VAULT], "state": "absent"},
        None,
        2,
        changed=False,
    ),
    "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 1, changed=False),
}

PRA_APPROVALS = Subject(
    resource=PRA_APPROVAL,
    key="pra_approval",
    path="approval",
    prepare=prepare,
    fields=("email_ids", "application_segments", *FIELDS),
    created=("email_ids", "application_segments", *TIMES),
    cases=CASES,
    add=add,
    required=TIMES,
    meant=WHICH,
    way=lambda options: {"email_id": options["email_ids"][0]},
    furnish=furnish,
    same={"end_time": END_SHOWN},
    other={"end_time": LATER_SHOWN},
    creation=4,
    answers={
        "emailIds": ["bob@example.com"],
        "applications": [{"id": Id("application", "application segments A")}],
        "startTime": str(START),
        "endTime": str(LATER),
        "workingHours": HOURS_ON_WIRE,
    },
    worked_out=frozenset({"status"}),
)
