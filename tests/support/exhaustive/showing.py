# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that shows a secret of ZPA where ZPA does, and repeats it in an answer where ZPA does not."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from .hostile import ANSWERS, Answer, HostileServer
from .secrecy import SECRETS
from .secret_cases import SAID

# A key as ZPA makes them, and what else could be one.
RECORDED = "3|api.private.zscaler.com|Left7KqKeyPart+/Right9ZpKeyPart0123456789=="
KEYS = {
    "recorded": RECORDED,
    **{kind: SECRETS[kind] for kind in ("letters", "quotes", "url", "other letters")},
}
RECORD: dict[str, Any] = {"id": "7", "name": "Spare", "enabled": True}
KEY_RECORD = {
    **RECORD,
    "maxUsage": "5",
    "usageCount": "0",
    "zcomponentId": "1",
    "zcomponentName": "Zurich",
    "enrollmentCertId": "2",
    "enrollmentCertName": "Connector",
}
# One that nobody has shown yet is known by how it looks, which Base64 hides.
SAID_BEFORE = tuple(said for said in SAID if said != "Base64")


class Shown(NamedTuple):
    """A secret of a kind with an answer that repeats it, in a spelling. ``what``: which kind has it."""

    what: str
    kind: str
    where: str
    how: str
    said: str

    def __str__(self) -> str:
        return ", ".join(self)


def shown_cases() -> Iterator[Shown]:
    """Yield all cases. A password is in no answer before a write."""
    for rows in (
        itertools.product(["key"], KEYS, ["write", "reread"], ANSWERS, SAID),
        itertools.product(["key"], ["recorded"], ["read"], ANSWERS, SAID_BEFORE),
        itertools.product(["password"], SECRETS, ["reread"], ANSWERS, SAID),
    ):
        yield from itertools.starmap(Shown, rows)


TASKS: dict[str, tuple[str, dict[str, Any]]] = {
    "key": (
        "zpa_provisioning_key",
        {"association_type": "app_connector_group", "name": "Spare", "max_usage": 9},
    ),
    "password": ("zpa_microtenant", {"name": "Spare", "criteria_attribute_values": ["example.com"]}),
}


class ShowingServer(HostileServer):
    """``shown``: the record of the object in its answers, and ``said`` what hostile answers repeat."""

    what, secret = "key", ""

    def told(self, case: Shown) -> tuple[str, dict[str, Any]]:
        """Be hostile as a case says; return the module that asks, and its options."""
        self.what = case.what
        self.secret = (KEYS if case.what == "key" else SECRETS)[case.kind]
        self.requests.clear()
        module, options = TASKS[case.what]
        return module, {**options, "base_url": self.address(case.where, case.how, case.said), "max_wait": 0}

    def _words(self, credentials: list[str]) -> list[str]:
        return [self.secret]

    def _phase(self, method: str, path: str) -> str:
        phase = super()._phase(method, path)
        return "reread" if phase == "read" and "write" in self.requests else phase

    def _friendly(self, phase: str) -> Answer:
        if phase == "sign-in":
            return super()._friendly(phase)
        if phase == "write":
            user = {"username": "first@example.com", "password": self.secret}
            record = {**RECORD, "user": user} if self.what == "password" else KEY_RECORD
            return Answer(201, json.dumps({**record, "provisioningKey": self.secret}))
        records = [{**KEY_RECORD, "provisioningKey": self.secret}] if self.what == "key" else []
        return Answer(200, json.dumps({"totalPages": "1", "totalCount": str(len(records)), "list": records}))
