# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The schedules by which ZPA itself deletes what is disconnected. Private to this collection.

Both of the vendor's SDKs have them, each at a path of its own, with ``GET``, ``POST`` and ``PUT`` alone. A
tenant has one each: the creation of a second one is answered with ``resource.already.exist``.
"""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.identity import InPath
from .._schema.metadata import COMPUTED, RECORDED
from .._schema.number_choice import NumberChoice
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import Bool
from .lookups import LOOKUPS, SCHEDULE_OF

CONNECTOR_SCHEDULE = Resource(
    kind=LOOKUPS["connector_schedule"],
    key="connector_schedule",
    fields=(
        Field(
            SCHEDULE_OF.option,
            SCHEDULE_OF.wire,
            InPath(SCHEDULE_OF),
            in_body=False,
            text="What is looked after, which is one schedule each.",
        ),
        Field(
            "enabled",
            "enabled",
            Bool(),
            create_default=False,
            is_always_sent=True,
            text="Whether ZPA deletes what has been disconnected for O(frequency_interval) days.",
            shown="Whether ZPA deletes what has been disconnected for so long.",
        ),
        Field(
            "frequency_interval",
            "frequencyInterval",
            NumberChoice(5, 7, 14, 30, 60, 90, missing=5),
            # No source knows a default, and both SDKs send one in any case: that which deletes least.
            create_default=90,
            text="After how many days without a connection something is deleted.",
        ),
        Field(
            "delete_disabled",
            "deleteDisabled",
            Bool(),
            create_default=False,
            is_always_sent=True,
            text="Whether App Connectors or service edges that are disabled are deleted as well.",
        ),
    ),
    metadata=RECORDED,
    read_only=COMPUTED,
    unmanaged=(Unmanaged("frequency", "the unit of its interval", usual=("days",)),),
    constants=(("frequency", "days"),),
    customer_keys=("customerId",),
    key_fields=(),
    not_deleted="ZPA keeps a schedule once it is there. Set enabled to false, so that it deletes nothing.",
)
