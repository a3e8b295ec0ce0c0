# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""App Connector groups as requests create them and answers show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

from support.tenants import TestTenant

MICROTENANT = "216196257331290001"

NOT_FOUND = {"id": "resource.not.found", "reason": "No resource exists with the given id/name"}

LEAST = {"name": "acg-one", "latitude": "50.11", "longitude": "8.68", "location": "Frankfurt"}


@dataclass
class Wire:
    """Requests to one tenant as they are, with a token of one of the sign-ins."""

    zpa: TestTenant
    prefix: str
    token: str

    def send(self, method: str, path: str, body: Any = None, version: str = "v1") -> requests.Response:
        """``path``: what follows the customer, with the query as it goes over the wire."""
        customer_id = self.zpa.tenant.customer_id
        root = "%s/mgmtconfig/%s/admin/customers/%s/" % (self.prefix, version, customer_id)
        headers = {"Authorization": "Bearer %s" % self.token}
        url = self.zpa.emulator.base_url + root + path
        return requests.request(method, url, json=body, headers=headers, timeout=10)

    def get(self, path: str, version: str = "v1") -> Any:
        answer = self.send("GET", path, version=version)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def group(self, group_id: str) -> Any:
        return self.get("appConnectorGroup/" + group_id)

    def listed(self, group_id: str) -> Any:
        """The group as the list shows it."""
        groups = self.get("appConnectorGroup").get("list", ())
        return next(group for group in groups if group["id"] == group_id)

    def create(self, **body: Any) -> Any:
        answer = self.send("POST", "appConnectorGroup", {**LEAST, **body})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def put(self, group_id: str, **body: Any) -> None:
        answer = self.send("PUT", "appConnectorGroup/" + group_id, body)
        assert (answer.status_code, answer.content) == (204, b""), answer.text


def refused(answer: requests.Response, *names: str) -> None:
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "params": list(names),
            "id": "invalid.resource.argument",
            "reason": "One or more input fields %s are not valid." % ", ".join(names),
        },
    )
