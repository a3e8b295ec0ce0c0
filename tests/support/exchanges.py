# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One exchange with a server, and how it failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.transport import (
    Failure,
    Request,
    Transport,
)

from support.scripted import ScriptedServer

NOW = 1_700_000_000.0
TOKEN = "t0ken-of-the-session"
Scripted = Callable[..., ScriptedServer]


def request_to(base_url: str, method: str = "GET", **details: Any) -> Request:
    return Request(method, "/path", base_url + "/path?query=secret", method == "GET", TOKEN, **details)


def failure_of(transport: Transport, request: Request) -> Failure:
    with pytest.raises(Failure) as failed:
        transport.exchange(request, NOW)
    return failed.value
