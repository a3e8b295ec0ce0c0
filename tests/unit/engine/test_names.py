# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is called how: one thing tells it for every type of field."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.names import Names
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.source import Source
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.table import Table
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import Reference
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.kind import Kind
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.reference_types import (
    ReferenceSet,
    ReferenceTo,
)

ONE, OTHER = {"id": "1", "name": "Default"}, {"id": "2", "name": "Stable"}


class Listing(Source):
    """Lists that need no tenant."""

    def __init__(self, client: Client, *records: dict[str, Any]) -> None:
        super().__init__(client)
        self._records = records

    def table(self, kind: Kind, doing: str = "") -> Table:
        return Table(self.client, kind, self._records)


def test_a_reference_and_a_set_of_them_get_their_names_alike(client: Client) -> None:
    names = Names(Listing(client, ONE, OTHER))
    one = names.told_value(ReferenceTo("version_profile"), Reference("1"))
    several = names.told_value(ReferenceSet("version_profile"), frozenset([Reference("1"), Reference("2")]))
    assert one.name == "Default"
    assert sorted(reference.name for reference in several) == ["Default", "Stable"]


@pytest.mark.parametrize(
    ("twin", "told"),
    [
        ({"id": "3", "name": "Default"}, ""),
        ({"id": "Default", "name": "Other"}, ""),
        ({"id": "3", "name": "Default", "microtenantId": "7", "microtenantName": "Elsewhere"}, "Default"),
    ],
    ids=["of the same name", "with the name as its id", "in another microtenant"],
)
def test_a_name_that_means_something_else_as_well_is_not_told(
    client: Client, twin: dict[str, Any], told: str
) -> None:
    names = Names(Listing(client, ONE, twin))
    assert names.told_reference("enrollment_cert", Reference("1")).name == told
