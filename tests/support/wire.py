# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests to the emulator as they go over the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

from .tenants import TestTenant

V1, V2 = "mgmtconfig/v1/admin", "mgmtconfig/v2/admin"
USERS, ISOLATION, CREDENTIALS = "userconfig/v1", "cbiconfig/cbi/api", "waap-pra-config/v1/admin"


@dataclass
class Wire:
    """Requests to one tenant with a token of API keys, or with one of OneAPI below ``/zpa``."""

    zpa: TestTenant
    oneapi: bool = False

    def __post_init__(self) -> None:
        form = {"client_id": self.zpa.client_id, "client_secret": self.zpa.client_secret}
        if self.oneapi:
            form.update(grant_type="client_credentials", audience="https://api.zscaler.com")
        url = self.zpa.emulator.base_url + ("/oauth2/v1/token" if self.oneapi else "/signin")
        self._token = requests.post(url, data=form, timeout=10).json()["access_token"]

    def send(self, method: str, path: str, body: Any = None, root: str = V1) -> requests.Response:
        """``root`` comes before the customer in the path, ``path`` after it."""
        base = self.zpa.emulator.base_url + ("/zpa" if self.oneapi else "")
        url = "%s/%s/customers/%s/%s" % (base, root, self.zpa.tenant.customer_id, path)
        headers = {"Authorization": "Bearer " + self._token}
        return requests.request(method, url, json=body, headers=headers, timeout=10)

    def get(self, path: str, root: str = V1) -> Any:
        answer = self.send("GET", path, root=root)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any, root: str = V1) -> Any:
        answer = self.send("POST", path, body, root)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def put(self, path: str, body: Any = None, root: str = V1) -> None:
        answer = self.send("PUT", path, body, root)
        assert (answer.status_code, answer.content) == (204, b""), answer.text

    def delete(self, path: str) -> None:
        answer = self.send("DELETE", path)
        assert (answer.status_code, answer.content) == (204, b""), answer.text

    def refused(self, method: str, path: str, body: Any = None, root: str = V1) -> tuple[int, Any]:
        """Return status and body of a refusal."""
        answer = self.send(method, path, body, root)
        assert answer.status_code >= 400, answer.text
        return answer.status_code, answer.json()
