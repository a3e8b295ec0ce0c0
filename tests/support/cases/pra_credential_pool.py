# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pools of privileged credentials: the tenant has Network with two of three credentials."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.pra_credential_pool import (
    PRA_CREDENTIAL_POOL,
)
from zpa_emulator.policy_seeds import add_look_up

from support import read_form
from support.policies import Id
from support.tenants import TestTenant

from .case import Case, FieldCases, Subject, field_cases

POOL_ID, FIRST_ID = "70001", "18011"
PLACE = {"credential_type": "USERNAME_PASSWORD", "credentials": ["first"]}
FIELDS = {
    "credentials": FieldCases(["third"], ["third"], (["second", "first"], [FIRST_ID, "second"]), lookups=1)
}


def furnish(zpa: TestTenant, microtenant_id: str | None = None) -> None:
    """Let there be what a pool names."""
    there = {
        one.get("microtenantId") for one in zpa.tenant.table("credential").values() if one["name"] == "first"
    }
    for name, own_id in (("first", FIRST_ID), ("second", None)) if microtenant_id not in there else ():
        own_id = None if microtenant_id else own_id
        add_look_up(zpa.tenant, "credential", name, microtenant_id=microtenant_id, object_id=own_id)


def add(zpa: TestTenant, name: str, **values: Any) -> dict[str, Any]:
    furnish(zpa)
    values = {key: value for key, value in values.items() if key not in ("enabled", "description")}
    usual = {"credentials": [{"id": FIRST_ID}]}
    return add_look_up(zpa.tenant, "credential-pool", name, **{**usual, **values})


def prepare(zpa: TestTenant) -> None:
    furnish(zpa)
    add_look_up(zpa.tenant, "credential", "third")
    members = [{"id": FIRST_ID}, {"id": zpa.stored("second", "credential")["id"]}]
    add(zpa, "Network", object_id=POOL_ID, credentials=members)


CASES = {
    "create with what is required": Case({"name": "New", **PLACE}, {"name": "New", **PLACE}, 5),
    "nothing to do": Case({"name": "Network", "credentials": ["first", "second"]}, {}, 1, changed=False),
    "nothing to do by id": Case(
        {"id": POOL_ID, "credential_type": "username_password"}, {}, 1, changed=False
    ),
    **field_cases(FIELDS, "Network", POOL_ID, looks=1),
    "rename": Case({"id": POOL_ID, "name": "Main"}, {"name": "Main", "credentials": ["first", "second"]}, 4),
    "delete": Case({"name": "Network", "state": "absent"}, None, 15),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
    "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 1, changed=False),
}

PRA_CREDENTIAL_POOLS = Subject(
    resource=PRA_CREDENTIAL_POOL,
    key="pra_credential_pool",
    path="credential-pool",
    prepare=prepare,
    fields=("name", "credential_type", *FIELDS),
    created=("name", "credential_type", "credentials"),
    cases=CASES,
    add=add,
    required=PLACE,
    furnish=furnish,
    creation=5,
    tells_new=False,
    same={"credentials": ["first"]},
    other={"credentials": ["second"]},
    answers={
        **{key: value for key, value in read_form.EVERY.items() if key != "description"},
        "credentialType": "PASSWORD",
        "credentials": [{"id": Id("credential", "credentials A")}],
        "credentialMappingCount": "2",
    },
    worked_out=frozenset({"credentialMappingCount"}),
)
