# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests of the client share: names, faults that pass, and what came of a client's requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client

from support.scripted import ScriptedServer

Connect = Callable[..., Client]
Scripted = Callable[..., ScriptedServer]
GROUPS = "segmentGroup"


def names(records: list[dict[str, Any]]) -> list[str]:
    return [record["name"] for record in records]


def life_of_a_group(client: Client) -> None:
    created = client.post(GROUPS, {"name": "Finance"})
    path = "segmentGroup/" + created["id"]
    client.get(path)
    client.list_all(GROUPS)
    client.put(path, {"name": "Finance"})
    client.delete(path)


PASSING = [
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 502, "body": "<html>Bad gateway</html>"},
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 504},
    {"kind": "status", "status": 408},
    {"kind": "cut_before"},
    {"kind": "cut_after"},
    {"kind": "truncated"},
    {"kind": "text", "body": "<html>"},
]
