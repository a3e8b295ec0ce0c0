# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""App Connectors: "Configuring App Connectors Using API". Private to this collection."""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import text
from .._schema.reference_types import ReferenceTo
from .._schema.resource import Resource
from .enrolled import BESIDE_OPTIONS, FIELDS, SAID_BY_ZPA, Fact, facts, narrowings
from .lookups import LOOKUPS

GROUP = Field(
    "group", "appConnectorGroupId", ReferenceTo("app_connector_group"), label="appConnectorGroupName"
)
FACTS = (
    *facts(),
    Fact("app_connector_group_id", "appConnectorGroupId", text),
    Metadata("app_connector_group_name", "appConnectorGroupName", text),
)

APP_CONNECTOR = Resource(
    kind=LOOKUPS["app_connector"],
    key="app_connector",
    fields=FIELDS,
    metadata=FACTS,
    read_only=SAID_BY_ZPA | {"appConnectorGroupId", "appConnectorGroupName", "assistantVersion"},
    not_created=(
        "It comes into being when a machine with the App Connector software enrolls with a provisioning key "
        "of an App Connector group, which zpa_provisioning_key makes."
    ),
    unmanaged=BESIDE_OPTIONS,
    deletes_many="bulkDelete",
    belongs_to=("app_connector_group", "app_connector_group_id"),
    narrowed_by=narrowings(FACTS, GROUP),
)
