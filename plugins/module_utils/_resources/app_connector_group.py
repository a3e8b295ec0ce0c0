# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""App Connector groups: "Configuring App Connector Groups Using API". Private to this collection."""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, ids, text
from .._schema.resource import BackReference, Resource, Unmanaged
from .._schema.scalars import Bool, Choice, Id, Text
from .enrolling_group import (
    IN_DR_MODE,
    OF_VERSION_PROFILE,
    SITE,
    enrollment,
    identity_and_place,
    upgrades,
    version,
)
from .lookups import LOOKUPS

CONNECTORS = "App Connectors"

APP_CONNECTOR_GROUP = Resource(
    kind=LOOKUPS["app_connector_group"],
    key="app_connector_group",
    fields=(
        *identity_and_place(CONNECTORS),
        *upgrades(CONNECTORS),
        Field(
            "dns_query_type",
            "dnsQueryType",
            Choice("IPV4_IPV6", "IPV4", "IPV6", missing="IPV4_IPV6"),
            create_default="IPV4_IPV6",
            text="Which addresses are asked for when names of applications are resolved.",
        ),
        *version(CONNECTORS),
        Field(
            "tcp_quick_ack",
            "tcpQuickAckApp",
            Bool(),
            create_default=False,
            twins=("tcpQuickAckAssistant", "tcpQuickAckReadAssistant"),
            text="Whether TCP Quick Acknowledgement is on, for applications and for both ways through the "
            "App Connectors.",
        ),
        IN_DR_MODE,
        Field(
            "waf_disabled",
            "wafDisabled",
            Bool(),
            create_default=False,
            text="Whether AppProtection is off for the App Connector group.",
        ),
        Field(
            "pra_enabled",
            "praEnabled",
            Bool(),
            create_default=False,
            text="Whether the App Connector group serves privileged remote access.",
        ),
        Field(
            "lss_app_connector_group",
            "lssAppConnectorGroup",
            Bool(),
            create_default=False,
            formerly="siemConnectorGroup",
            text="Whether the App Connector group serves the log streaming service.",
        ),
        Field(
            "dc_hosting_info",
            "dcHostingInfo",
            Text(longest=64),
            text="A note on who hosts the data centre.",
            shown="The note on who hosts the data centre.",
        ),
        *enrollment(CONNECTORS, "App Connector", "Connector", "CONNECTOR_GRP"),
        SITE,
        Field(
            "private_cloud_id",
            "privateCloudId",
            Id(),
            text="The ID of the private cloud to which the App Connector group belongs.",
        ),
    ),
    metadata=(
        *RECORDED,
        Metadata("city_country", "cityCountry", text),
        Metadata("version_profile_id", "versionProfileId", text),
        Metadata("version_profile_name", "versionProfileName", text),
        Metadata("upgrade_priority", "upgradePriority", text),
        Metadata("connector_group_type", "connectorGroupType", text),
        Metadata("connector_ids", "connectors", ids),
        Metadata("server_group_ids", "serverGroups", ids),
    ),
    read_only=COMPUTED
    | OF_VERSION_PROFILE
    | {
        # The path says it.
        "id",
        # Shown from the other side: a Connector says its group. The documented update has none of them.
        "connectors",
    },
    unmanaged=(
        Unmanaged("connectorGroupType", "what the Connectors of the group are for", ("APP",)),
        Unmanaged("geoLocationId", "the place in ZPA's own list"),
        Unmanaged("ipAcl", "the addresses from which Connectors may come"),
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
        Unmanaged("npAssistantGroup", "the network presence of the group"),
        Unmanaged("siteName", "the name of the site"),
    ),
    # A server group lists its App Connector groups.
    back_references=(BackReference("serverGroups", "server_group", "Server Group"),),
)
