# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests as recorded clients send them, and the forms that sign in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

from support.tenants import TestTenant

UNKNOWN = "216196257331999999"
AUDIENCE = "https://api.zscaler.com"
JSON = "application/json"

NOT_FOUND = {"id": "resource.not.found", "reason": "No resource exists with the given id/name"}
BAD_APPLICATIONS = {
    "id": "invalid.resource.argument",
    "reason": "One or more input fields applications are not valid.",
}


@dataclass
class Wire:
    """Requests to one tenant as they are, with a token of one of the sign-ins."""

    zpa: TestTenant
    prefix: str
    token: str

    def send(
        self, method: str, path: str, body: Any = None, version: str = "v1", token: str | None = None
    ) -> requests.Response:
        """``path``: what follows the customer, with the query as it goes over the wire."""
        customer_id = self.zpa.tenant.customer_id
        root = "%s/mgmtconfig/%s/admin/customers/%s/" % (self.prefix, version, customer_id)
        headers = {"Authorization": "Bearer %s" % (self.token if token is None else token)}
        url = self.zpa.emulator.base_url + root + path
        return requests.request(method, url, json=body, headers=headers, timeout=10)

    def get(self, path: str) -> Any:
        answer = self.send("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def create(self, query: str = "", **body: Any) -> Any:
        answer = self.send("POST", "segmentGroup" + query, body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def put(self, group_id: str, version: str = "v1", **body: Any) -> requests.Response:
        return self.send("PUT", "segmentGroup/" + group_id, body, version)

    def found(self, query: str) -> list[str]:
        """The names that a query for groups finds."""
        return [group["name"] for group in self.get("segmentGroup" + query).get("list", ())]


def sign_in(zpa: TestTenant, path: str, **form: str) -> requests.Response:
    return requests.post(zpa.emulator.base_url + path, data=form, timeout=10)


def legacy_form(zpa: TestTenant) -> dict[str, str]:
    return {"client_id": zpa.client_id, "client_secret": zpa.client_secret}


def oneapi_form(zpa: TestTenant) -> dict[str, str]:
    return {**legacy_form(zpa), "grant_type": "client_credentials", "audience": AUDIENCE}


def ids(zpa: TestTenant, *names: str) -> list[str]:
    return [zpa.tenant.find("application", name)["id"] for name in names]
