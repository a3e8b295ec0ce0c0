# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server with toys, and how it is reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from support.toys import ToyServer


@pytest.fixture
def server() -> Iterator[ToyServer]:
    with ToyServer() as server:
        server.add("application", id="7", name="Wiki")
        server.add("application", id="8", name="Mail")
        server.add("appConnectorGroup", id="31", name="Berlin")
        server.add("appConnectorGroup", id="32", name="Paris")
        yield server


@pytest.fixture
def settings_of(server: ToyServer) -> Callable[..., Settings]:
    return server.settings
