# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connector schedules, each of which is there once: the tenant has that of App Connectors."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.connector_schedule import (
    CONNECTOR_SCHEDULE,
)

from support.tenants import TestTenant

from .case import Case, Subject

KIND = {"kind": "app_connector"}
AS_IT_IS = {"enabled": True, "frequency_interval": 30, "delete_disabled": False}


def add(zpa: TestTenant, name: str = "", object_id: str | None = None, **values: Any) -> dict[str, Any]:
    known = {"customerId": zpa.tenant.customer_id, "frequency": "days", "frequencyInterval": "30"}
    schedule = {**known, "enabled": True, "deleteDisabled": False, **values}
    return zpa.tenant.add("connectorSchedule", schedule, object_id=object_id)


def prepare(zpa: TestTenant) -> None:
    add(zpa)


CASES = {
    "create": Case(
        KIND,
        {**KIND, "enabled": False, "frequency_interval": 90, "delete_disabled": False},
        3,
        prepared=False,
    ),
    "create with everything": Case(
        {**KIND, "enabled": True, "frequency_interval": 90, "delete_disabled": True},
        {"enabled": True, "frequency_interval": 90, "delete_disabled": True},
        3,
        prepared=False,
    ),
    "nothing to do": Case({**KIND, **AS_IT_IS}, AS_IT_IS, 1, changed=False),
    "nothing to do, spelled otherwise": Case(
        {"kind": "App_Connector", "enabled": "yes", "frequency_interval": "30"}, AS_IT_IS, 1, changed=False
    ),
    "disable": Case({**KIND, "enabled": False}, {**AS_IT_IS, "enabled": False}, 3),
    "change the days": Case({**KIND, "frequency_interval": 7}, {**AS_IT_IS, "frequency_interval": 7}, 3),
    "delete what is disabled as well": Case(
        {**KIND, "delete_disabled": True}, {**AS_IT_IS, "delete_disabled": True}, 3
    ),
}

CONNECTOR_SCHEDULES = Subject(
    resource=CONNECTOR_SCHEDULE,
    key="connector_schedule",
    path="connectorSchedule",
    prepare=prepare,
    fields=("kind", *AS_IT_IS),
    created=("kind", *AS_IT_IS),
    cases=CASES,
    add=add,
    required={},
    where=KIND,
    answers={"enabled": True, "frequencyInterval": "14", "frequency": "days", "deleteDisabled": True},
    worked_out=frozenset(),
)
