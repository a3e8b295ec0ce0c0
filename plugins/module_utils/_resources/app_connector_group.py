# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""App Connector groups: "Configuring App Connector Groups Using API". Private to this collection."""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.metadata import COMPUTED, RECORDED, ids, text
from .._schema.reference_types import ReferenceTo
from .._schema.resource import BackReference, Metadata, Resource, Unmanaged
from .._schema.scalars import Bool, Choice, Coordinate, CountryCode, Id, Name, Text, WholeNumber
from .lookups import LOOKUPS

DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
QUARTER_OF_AN_HOUR, DAY = 900, 86400
# What follows from the coordinates. Recorded: an update that leaves these out loses the last two as well.
OF_PLACE = ("geoLocationId", "cityCountry", "countryCode")

APP_CONNECTOR_GROUP = Resource(
    kind=LOOKUPS["app_connector_group"],
    key="app_connector_group",
    fields=(
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field("description", "description", Text()),
        # Documented as enabled unless said otherwise; a group made without the key is disabled.
        Field("enabled", "enabled", Bool(), create_default=True),
        Field(
            "latitude",
            "latitude",
            Coordinate(90),
            required=True,
            echoes=OF_PLACE,
            text="Where the App Connectors are, in degrees north.",
            shown="Degrees north.",
        ),
        Field(
            "longitude",
            "longitude",
            Coordinate(180),
            required=True,
            echoes=OF_PLACE,
            text="Where the App Connectors are, in degrees east.",
            shown="Degrees east.",
        ),
        Field(
            "location",
            "location",
            Text(can_be_empty=False),
            required=True,
            text="Where the App Connectors are, in words.",
        ),
        Field(
            "country_code",
            "countryCode",
            CountryCode(),
            derived_from=("latitude", "longitude"),
            in_body=False,
            text="The country.",
            shown="The country of the coordinates, as ZPA works it out.",
        ),
        Field(
            "upgrade_day",
            "upgradeDay",
            Choice(*DAYS, missing="SUNDAY"),
            create_default="SUNDAY",
            text="The day on which App Connectors of the group try to update their software.",
        ),
        Field(
            "upgrade_time_in_secs",
            "upgradeTimeInSecs",
            WholeNumber(0, DAY, QUARTER_OF_AN_HOUR, missing=66600),
            create_default=66600,
            text="The time of that day, in seconds after midnight. A quarter of an hour is 900, half past "
            "six in the evening V(66600).",
        ),
        Field(
            "dns_query_type",
            "dnsQueryType",
            Choice("IPV4_IPV6", "IPV4", "IPV6", missing="IPV4_IPV6"),
            create_default="IPV4_IPV6",
            text="Which addresses are asked for when names of applications are resolved.",
        ),
        Field(
            "override_version_profile",
            "overrideVersionProfile",
            Bool(),
            create_default=False,
            text="Whether O(version_profile) decides which software App Connectors update to. If V(false), "
            "ZPA chooses the version profile.",
            shown="Whether the group has a version profile of its own.",
        ),
        Field(
            "version_profile",
            "versionProfileId",
            ReferenceTo("version_profile"),
            label="versionProfileName",
            needs="override_version_profile",
            text="the version profile, for example V(Default), V(Previous Default) or V(New Release).\n"
            "M(zerotrust.zpa.zpa_reference_info) lists the version profiles of a tenant.",
            shown="the version profile of the group.",
        ),
        Field(
            "tcp_quick_ack",
            "tcpQuickAckApp",
            Bool(),
            create_default=False,
            twins=("tcpQuickAckAssistant", "tcpQuickAckReadAssistant"),
            text="Whether TCP Quick Acknowledgement is on, for applications and for both ways through the "
            "App Connectors.",
        ),
        Field(
            "use_in_dr_mode",
            "useInDrMode",
            Bool(),
            create_default=False,
            text="Whether the App Connector group is for disaster recovery.",
        ),
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
        # Some tenants refuse every creation and update without it, by the older name of the field
        # (zscaler/terraform-provider-zpa#650, #677). Clients of the vendor send this one then.
        Field(
            "enrollment_cert",
            "enrollmentCertId",
            ReferenceTo("enrollment_cert"),
            refused_as=("signingCertId",),
            if_asked="Connector",
            text="the enrollment certificate, V(Connector) on most tenants. App Connectors that enroll by "
            "OAuth need one.\n"
            "Some tenants ask for it always, and refuse to create or update a group without it.",
            shown="the enrollment certificate.",
        ),
        Field(
            "site_id",
            "siteId",
            Id(),
            echoes=("siteName",),
            text="The ID of the site to which the App Connector group belongs.",
        ),
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
    | {
        # The path says it.
        "id",
        # Shown from the other side: a Connector says its group. The documented update has none of them.
        "connectors",
        # Of the version profile. Recorded: answers to creations lack most of it, a name that is sent is
        # ignored.
        "upgradePriority",
        "version",
        "versionProfileName",
        "versionProfileVisibilityScope",
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
