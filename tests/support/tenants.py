# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant on the emulator for one test, and the ways to reach it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zpa_emulator import Emulator, LogEntry, Tenant
from zpa_emulator.seeds import (
    add_app_connector_group,
    add_application,
    add_application_server,
    add_microtenant,
    add_provisioning_key,
    add_segment_group,
    add_server_group,
    add_service_edge_group,
)
from zpa_emulator.state import ApiClient, Fault

from .modules import UNPACED, run_module

SECRET = "sEcReT-%s-of-the-api-client="
# A microtenant that every tenant has.
SUBSIDIARY = "216196257331290001"
serial = itertools.count(1)


@dataclass
class TestTenant:
    """One customer of its own for a test.

    ``cache`` is its token cache, ``limits`` what the environment of modules says of limits.
    """

    __test__ = False

    emulator: Emulator
    tenant: Tenant
    client_id: str
    client_secret: str
    cache: Path
    limits: dict[str, str] = field(default_factory=UNPACED.copy)

    @property
    def connection(self) -> dict[str, Any]:
        """Connection options of the API keys sign-in."""
        return {
            "base_url": self.emulator.base_url,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "customer_id": self.tenant.customer_id,
        }

    @property
    def environment(self) -> dict[str, str]:
        """The same as environment variables, with the token cache."""
        return {
            "ZPA_BASE_URL": self.emulator.base_url,
            "ZPA_CLIENT_ID": self.client_id,
            "ZPA_CLIENT_SECRET": self.client_secret,
            "ZPA_CUSTOMER_ID": self.tenant.customer_id,
            "ZPA_TOKEN_CACHE_DIR": str(self.cache),
        }

    def run(self, module: str, check: bool = False, **options: Any) -> dict[str, Any]:
        """Run a module against this tenant; an option None is left out."""
        given = {key: value for key, value in {**self.connection, **options}.items() if value is not None}
        begun = len(self.tenant.log)
        environment = {"ZPA_TOKEN_CACHE_DIR": str(self.cache), **self.limits}
        result = run_module(module, given, check, environment)
        sent = {entry.method for entry in self.tenant.log[begun:] if not entry.is_token_request}
        assert not check or sent <= {"GET"}, "check mode sends more than reads"
        # Whatever a task is about: nobody sees the key itself who has not asked for it.
        assert options.get("reveal") or "3|api.private." not in str(result), "a provisioning key is told"
        return result

    def group(self, check: bool = False, **options: Any) -> dict[str, Any]:
        return self.run("zpa_segment_group", check, **options)

    def groups(self, **options: Any) -> dict[str, Any]:
        return self.run("zpa_segment_group_info", **options)

    def connector_group(self, check: bool = False, **options: Any) -> dict[str, Any]:
        return self.run("zpa_app_connector_group", check, **options)

    def connector_groups(self, **options: Any) -> dict[str, Any]:
        return self.run("zpa_app_connector_group_info", **options)

    def fault(self, kind: str, where: str = "", **details: Any) -> None:
        """Let something go wrong; see the emulator's faults. Not on sign-ins unless they are named."""
        self.tenant.faults.append(Fault(kind, where or "/customers/", **details))

    def forget(self) -> None:
        self.tenant.log.clear()

    @property
    def calls(self) -> list[LogEntry]:
        return self.tenant.calls

    @property
    def writes(self) -> list[LogEntry]:
        return self.tenant.writes

    def add_application(self, *names: str, **details: Any) -> list[dict[str, Any]]:
        return [add_application(self.tenant, name, **details) for name in names]

    def add_application_segment(self, name: str, **details: Any) -> dict[str, Any]:
        return add_application(self.tenant, name, **details)

    def add_group(self, name: str, **details: Any) -> dict[str, Any]:
        return add_segment_group(self.tenant, name, **details)

    def add_connector_group(self, name: str, **details: Any) -> dict[str, Any]:
        return add_app_connector_group(self.tenant, name, **details)

    def add_microtenant(
        self, name: str, object_id: str | None = None, microtenant_id: str | None = None, **details: Any
    ) -> dict[str, Any]:
        """It belongs to the tenant as a whole, whatever ``microtenant_id`` says."""
        return add_microtenant(self.tenant, name, id=object_id, **details)

    def add_service_edge_group(self, name: str, **details: Any) -> dict[str, Any]:
        return add_service_edge_group(self.tenant, name, **details)

    def add_application_server(self, name: str, **details: Any) -> dict[str, Any]:
        return add_application_server(self.tenant, name, **details)

    def add_server_group(self, name: str, **details: Any) -> dict[str, Any]:
        return add_server_group(self.tenant, name, **details)

    def add_provisioning_key(self, name: str, group: str, *of: str, **details: Any) -> dict[str, Any]:
        return add_provisioning_key(self.tenant, name, group, *of, **details)

    def stored(self, name: str, path: str = "segmentGroup") -> dict[str, Any]:
        """An object as the emulator keeps it."""
        return self.tenant.find(path, name)

    def members(self, name: str) -> list[str]:
        """The names of the applications that belong to a segment group."""
        group_id = self.stored(name)["id"]
        applications = self.tenant.table("application").values()
        return sorted(entry["name"] for entry in applications if entry.get("segmentGroupId") == group_id)


def new_tenant(emulator: Emulator, cache: Path) -> TestTenant:
    number = next(serial)
    tenant = Tenant(str(72057594000000000 + number))
    client_id, secret = "client-%d" % number, SECRET % number
    tenant.clients[client_id] = ApiClient(client_id, secret)
    zpa = TestTenant(emulator, emulator.add(tenant), client_id, secret, cache)
    zpa.add_microtenant("Subsidiary", object_id=SUBSIDIARY)
    return zpa
