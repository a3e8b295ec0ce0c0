# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Service edges: the models of the vendor's SDKs. Private to this collection.

Beside what App Connectors have, these models let updates carry the addresses on which a service edge listens
and which it publishes, so that these go back as they came.
"""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import text, texts
from .._schema.reference_types import ReferenceTo
from .._schema.resource import Resource
from .._schema.scalars import Bool
from .enrolled import BESIDE_OPTIONS, FIELDS, SAID_BY_ZPA, Fact, facts, narrowings
from .lookups import LOOKUPS

GROUP = Field("group", "serviceEdgeGroupId", ReferenceTo("service_edge_group"), label="serviceEdgeGroupName")
FACTS = (
    *facts(),
    Fact("service_edge_group_id", "serviceEdgeGroupId", text),
    Metadata("service_edge_group_name", "serviceEdgeGroupName", text),
    Metadata("listen_ips", "listenIps", texts),
    Metadata("publish_ips", "publishIps", texts),
    Metadata("publish_ipv6", "publishIpv6", Bool().decode),
)

SERVICE_EDGE = Resource(
    kind=LOOKUPS["service_edge"],
    key="service_edge",
    fields=FIELDS,
    metadata=FACTS,
    read_only=SAID_BY_ZPA | {"serviceEdgeGroupId", "serviceEdgeGroupName", "privateBrokerVersion"},
    not_created=(
        "It comes into being when a machine with the software of a service edge enrolls with a provisioning "
        "key of a service edge group, which zpa_provisioning_key makes."
    ),
    unmanaged=BESIDE_OPTIONS,
    deletes_many="bulkDelete",
    belongs_to=("service_edge_group", "service_edge_group_id"),
    narrowed_by=narrowings(FACTS, GROUP),
)
