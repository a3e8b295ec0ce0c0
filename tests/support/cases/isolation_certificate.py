# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Isolation certificates: the tenant has Root and Unused."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.isolation_certificate import (
    ISOLATION_CERTIFICATE,
)

from support.tenants import TestTenant

from .case import Case, FieldCases, Subject, field_cases

CERTIFICATE_ID = "62af517c-228d-4a53-97eb-d94dcec85c7b"


def pem(text: str, width: int = 64) -> str:
    """A text in the frame of a certificate, in lines of so many characters."""
    body = b64encode((text * 5).encode()).decode()
    lines = [body[place : place + width] for place in range(0, len(body), width)]
    return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----"])


OLD, NEW = pem("The old root"), pem("The new root")
FIELDS = {
    "pem": FieldCases(NEW, NEW, (OLD, pem("The old root", 40), "# The root\n%s\n\n" % OLD)),
}


def add(zpa: TestTenant, name: str, object_id: str | None = None, **values: Any) -> dict[str, Any]:
    """``values`` that the kind does not have are left out."""
    own = {key: value for key, value in values.items() if key not in ("description", "enabled")}
    entry = {"name": name, "pem": OLD + "\n", **own}
    return zpa.tenant.add("certificates", entry, object_id=object_id or zpa.tenant.new_uuid())


def prepare(zpa: TestTenant) -> None:
    add(zpa, "Root", CERTIFICATE_ID)
    add(zpa, "Unused")


CASES = {
    "create": Case({"name": "New", "pem": NEW}, {"name": "New", "pem": NEW}, 3, prepared=False),
    "nothing to do": Case({"name": "Root", "pem": OLD}, {"pem": OLD}, 1, changed=False),
    "nothing to do by id": Case({"id": CERTIFICATE_ID, "pem": OLD}, {"pem": OLD}, 1, changed=False),
    **field_cases(FIELDS, "Root", CERTIFICATE_ID),
    "rename": Case({"id": CERTIFICATE_ID, "name": "Main"}, {"name": "Main", "pem": OLD}, 4),
    # Profiles of isolation are asked whether one names it, and what became of it meanwhile.
    "delete": Case({"name": "Unused", "state": "absent"}, None, 4),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
}

ISOLATION_CERTIFICATES = Subject(
    resource=ISOLATION_CERTIFICATE,
    key="isolation_certificate",
    path="certificates",
    prepare=prepare,
    fields=("name", "pem"),
    created=("name", "pem"),
    cases=CASES,
    add=add,
    required={"pem": OLD},
    same={"pem": OLD},
    other={"pem": NEW},
    answers={"name": "Main", "pem": NEW + "\n", "isDefault": False},
    worked_out=frozenset(),
)
