# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clients of a test tenant, in a world where time passes only while somebody waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings

from .tenants import TestTenant


@dataclass
class World:
    """What a client asks of its surroundings, and what it told them. ``chance`` is the dice."""

    now: float = 1_700_000_000.0
    chance: float = 0.0
    pauses: list[float] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def client(self, settings: Settings, read_only: bool = False) -> Client:
        return Client(
            settings,
            read_only=read_only,
            warn=self.warnings.append,
            keep_secret=self.secrets.append,
            sleep=self.sleep,
            clock=lambda: self.now,
            chance=lambda: self.chance,
        )


def legacy_settings(zpa: TestTenant, **changes: Any) -> Settings:
    """API keys against the emulator, without a token cache unless one is given."""
    base_url = zpa.emulator.base_url
    settings = Settings(
        api_root=base_url,
        token_url=base_url + "/signin",
        customer_id=zpa.tenant.customer_id,
        client_id=zpa.client_id,
        client_secret=zpa.client_secret,
        timeout=5,
    )
    return settings._replace(**changes)


def oneapi_settings(zpa: TestTenant, **changes: Any) -> Settings:
    """The same for OneAPI."""
    base_url = zpa.emulator.base_url
    oneapi = {"api_root": base_url + "/zpa", "token_url": base_url + "/oauth2/v1/token", "oneapi": True}
    return legacy_settings(zpa, **{**oneapi, **changes})
