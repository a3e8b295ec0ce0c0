# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privileged credentials: the tenant has Root, of which all is set."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.pra_credential import PRA_CREDENTIAL
from zpa_emulator.policy_seeds import add_look_up

from support import read_form
from support.tenants import TestTenant

from .case import Case, FieldCases, Subject, field_cases

CREDENTIAL_ID = "18001"
# It looks like a password, and opens nothing.
PASSWORD = "s3cReT-of-a-credential="
PLACE = {"credential_type": "USERNAME_PASSWORD", "user_name": "root", "password": PASSWORD}
FIELDS = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "user_name": FieldCases("admin", "admin", ("root", " root ")),
}


def add(zpa: TestTenant, name: str, **values: Any) -> dict[str, Any]:
    values.pop("enabled", None)
    return add_look_up(zpa.tenant, "credential", name, **{"password": "kept", **values})


def prepare(zpa: TestTenant) -> None:
    add(zpa, "Root", object_id=CREDENTIAL_ID, description="Old", userDomain="example.com")


CASES = {
    "create with what is required": Case(
        {"name": "New", **PLACE},
        {"name": "New", "description": "", "credential_type": "USERNAME_PASSWORD", "user_name": "root"},
        3,
        prepared=False,
    ),
    "nothing to do": Case({"name": "Root", "user_name": "root"}, {"user_name": "root"}, 1, changed=False),
    "nothing to do by id": Case(
        {"id": CREDENTIAL_ID, "credential_type": "username_password"}, {}, 1, changed=False
    ),
    "nothing to do with a secret": Case(
        {"name": "Root", "password": PASSWORD},
        {},
        1,
        changed=False,
        warning="password: was not compared and not written",
    ),
    **field_cases(FIELDS, "Root", CREDENTIAL_ID),
    "rename": Case({"id": CREDENTIAL_ID, "name": "Main"}, {"name": "Main", "description": "Old"}, 4),
    "delete": Case({"name": "Root", "state": "absent"}, None, 16),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
    "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 1, changed=False),
}

PRA_CREDENTIALS = Subject(
    resource=PRA_CREDENTIAL,
    key="pra_credential",
    path="credential",
    prepare=prepare,
    fields=("name", "credential_type", *FIELDS),
    created=("name", "credential_type", "user_name", "password"),
    cases=CASES,
    add=add,
    required=PLACE,
    same={"user_name": "root"},
    other={"user_name": "other"},
    answers={
        **read_form.EVERY,
        "credentialType": "PASSWORD",
        "userName": "somebody",
        "lastCredentialResetTime": "1744391586",
    },
    worked_out=frozenset({"lastCredentialResetTime"}),
)
