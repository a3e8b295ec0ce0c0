# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans carried out on the emulator, and what was sent for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.apply import (
    as_it_is_now,
    carry_out,
    refuse_forbidden,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.reconcile import make_plan
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.repository import Store
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.referrers import find_referrers

from support.tenants import TestTenant

Connect = Callable[..., Client]
GROUP_ID = "216196257331299999"
NO_GROUPS = {"totalPages": "0", "totalCount": "0"}


def apply(client: Client, resource: Resource = SEGMENT_GROUP, **options: Any) -> dict[str, Any] | None:
    """Plan and carry out, as a task does it."""
    wanted = {"state": "present", **options}
    store = Store(client, resource, find_referrers=find_referrers)
    plan = make_plan(store, wanted)
    refuse_forbidden(store, plan)
    sought = {**wanted, "id": plan.current["id"]} if plan.current else wanted
    return carry_out(store, as_it_is_now(store, plan), lambda: make_plan(store, sought)).record


def remove(client: Client, name: str) -> None:
    assert apply(client, name=name, state="absent") is None


def sent(zpa: TestTenant) -> list[str]:
    return [entry.method for entry in zpa.calls]


def body_of(zpa: TestTenant, place: int = 0) -> dict[str, Any]:
    return zpa.writes[place].body
