# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Endpoints as tables: what is asked for on one side, the function that answers on the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .state import Tenant


@dataclass(frozen=True)
class Call:
    """One request. ``line``: method, what precedes the customer in the path, and what follows it.

    For example ``GET mgmtconfig/v1/admin policySet/policyType/ACCESS_POLICY``.
    """

    tenant: Tenant
    line: str
    query: dict[str, str]
    body: Any
    microtenant: str | None


Answer = tuple[int, Any, dict[str, str]]
Handler = Callable[..., Any]


@dataclass(frozen=True)
class Route:
    """An endpoint: a pattern for the whole line of a call, whose groups go to the handler after the call."""

    pattern: str
    handler: Handler
    status: int = 200


def line_of(method: str, path: str, customer_id: str) -> str:
    return "%s %s" % (method, path.strip("/").replace("/customers/%s/" % customer_id, " ", 1))


def answer_by(routes: Iterable[Route], call: Call) -> Answer | None:
    """Return the answer of the route that a call takes, or None if none of them is meant."""
    for route in routes:
        match = re.fullmatch(route.pattern, call.line)
        if match:
            return route.status, route.handler(call, *match.groups()), {}
    return None
