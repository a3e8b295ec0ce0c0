# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects that are told from each other otherwise than by a name, declared by tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.reconcile import Converged, converge
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.repository import Store
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import InvalidInput
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.options import wrong_options
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource

Open = Callable[..., Client]


def run(client: Client, resource: Resource, **options: Any) -> Converged:
    given = {"state": "present", **options}
    assert wrong_options(resource, given) == []
    return converge(Store(client, resource), given)


def bring_about(connect: Open, resource: Resource, **options: Any) -> Converged:
    """Run for real what check mode has foretold."""
    foretold = run(connect(read_only=True), resource, **options)
    done = run(connect(), resource, **options)
    assert (foretold.changed, foretold.diff) == (done.changed, done.diff)
    assert {**foretold.shown, "id": 0} == {**done.shown, "id": 0}
    return done


def problems_of(client: Client, resource: Resource, **options: Any) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        run(client, resource, **options)
    return refused.value.problems
