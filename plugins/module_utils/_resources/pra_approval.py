# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privileged approvals: TestPRAApproval.yaml of the vendor's Python SDK, and its page on them. Private.

They have no name. Recorded are times as numbers in requests and as texts in answers, and segments by their
ids in the answer to a creation, with all that they have in reads. "You can assign only one email address to
the privileged approval", says the page, and has a list of them. The vendor's SDK and its Terraform provider
refuse a start more than an hour ago, and more than a year of 365 days: no page does.

``approval.starttime.update.not.allowed`` is in zscaler.zpacloud, of an approval that is active.
"""

from __future__ import annotations

import typing as t

from .._schema.compound import WordList
from .._schema.emails import Email, EmailSet
from .._schema.field_type import Record
from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, text
from .._schema.moments import Moment
from .._schema.narrowing import Narrowing
from .._schema.period import Period
from .._schema.reference_types import ReferenceSet
from .._schema.resource import Resource
from .._schema.scalars import Text
from .._schema.working_hours import Cron, TimeOfDay, WorkingHours
from .lookups import LOOKUPS

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
ACTIVE, OVER = "ACTIVE", "EXPIRED"

_EMAILS = Field(
    "email_ids",
    "emailIds",
    EmailSet(usual_most=1),
    required=True,
    text="Whom the approval lets in, by the email address that the identity provider knows.\n"
    "Together with O(application_segments) it tells one approval from another.",
)
_STATUS = Metadata("status", "status", text)


def _is_for(given: t.Any, record: Record, now: float) -> bool:
    return Email(str(given).strip()) in _EMAILS.read(record)


def _has_status(given: t.Any, record: Record, now: float) -> bool:
    return bool(str(given).strip().upper() == _STATUS.of(record))


PRA_APPROVAL = Resource(
    kind=LOOKUPS["pra_approval"],
    key="pra_approval",
    fields=(
        _EMAILS,
        Field(
            "application_segments",
            "applications",
            ReferenceSet("application_segment", least=1),
            required=True,
            text="the application segments that the approval is for.",
        ),
        Field(
            "start_time",
            "startTime",
            Moment(),
            required=True,
            refused_as=("approval.starttime.update.not.allowed",),
            text="When the approval begins.\nOnce it has begun that cannot be changed.",
        ),
        Field(
            "end_time",
            "endTime",
            Moment(),
            required=True,
            text="When the approval ends.\n"
            "A moment that is past is refused unless the approval has it already.",
        ),
        Field(
            "working_hours",
            "workingHours",
            WorkingHours(
                Field("days", "days", WordList(*DAYS), text="The days of the week."),
                Field("start_time", "startTime", TimeOfDay(), text="When a day begins, in its time zone."),
                Field("end_time", "endTime", TimeOfDay(), text="When a day ends, in its time zone."),
                Field(
                    "start_time_cron",
                    "startTimeCron",
                    Cron(),
                    text="When a day begins, as a cron expression in UTC.",
                ),
                Field(
                    "end_time_cron",
                    "endTimeCron",
                    Cron(),
                    text="When a day ends, as a cron expression in UTC.",
                ),
                Field(
                    "time_zone",
                    "timeZone",
                    Text(),
                    text="The time zone of the hours, for example V(Europe/Zurich).",
                ),
            ),
            text="During which hours the approval holds, between its start and its end.\n"
            "ZPA has hours both in a time zone and as cron expressions, and no document says which of them "
            "decides. Give both. A task that changes one of them and leaves the other warns.",
        ),
    ),
    metadata=(*RECORDED, _STATUS),
    # ZPA works it out from the times.
    read_only=COMPUTED | {"status"},
    key_fields=("email_ids", "application_segments"),
    period=Period("endTime", "status", ACTIVE, OVER, latest=3600, longest=365),
    narrowed_by=(
        Narrowing(
            "email_id",
            (),
            "Only those that let in this email address. Letter case does not matter.",
            tells=_is_for,
        ),
        Narrowing(
            "status",
            (),
            "Only those with this status: V(ACTIVE), V(FUTURE), V(EXPIRED) or V(INVALID). Letter case does "
            "not matter.",
            tells=_has_status,
        ),
    ),
)
