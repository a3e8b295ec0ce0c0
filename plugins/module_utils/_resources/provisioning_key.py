# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Provisioning keys: "Configuring Provisioning Keys Using API", and recordings of the vendor's Python SDK:
TestAppConnectorGroupProvisioningKey.yaml, TestServiceEdgeGroupProvisioningKey.yaml.

The types of keys are those of the vendor's Terraform provider. Private to this collection.
"""

from __future__ import annotations

import ipaddress
import typing as t

from .._client.withheld import KEY_SHOWN
from .._schema.compound import TextSet
from .._schema.field_type import API_DECIDES
from .._schema.fields import Field
from .._schema.identity import InPath, Under
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, number
from .._schema.reference_types import ReferenceTo
from .._schema.resource import Resource, Unmanaged
from .._schema.revealed import Revealed
from .._schema.scalars import Bool, Id, Name, WholeNumber
from .lookups import ASSOCIATION, LOOKUPS

CONNECTORS, EDGES = "app_connector_group", "service_edge_group"
OTHERS = tuple(word for word, _wire in ASSOCIATION.choices if word not in (CONNECTORS, EDGES))
# The keys of the vendor's own tests are for 999999999, which fits into 32 bits.
MOST_USES = 2**31


class Exportable(Bool):
    """Whether the key itself is shown. Recorded is that it is where nobody says it."""

    def is_final(self, value: t.Any) -> bool:
        return value is False

    def doubt(self, value: t.Any) -> str:
        if value:
            return ""
        return (
            "false cannot be undone, and ZPA shows the key to nobody from then on. Have it by key_dest or "
            "reveal of zpa_provisioning_key, in the same task or before, where it is still needed."
        )


class IdOfOther(Id):
    """The id of what no list of this collection names, None where there is none."""

    can_be_had = False

    def decode(self, wire: t.Any) -> t.Any:
        return super().decode(wire) or None

    def wrong(self, option: t.Any) -> str:
        return super().wrong(option) if str(option).strip() else "is empty. Give an id."


class Addresses(TextSet):
    """A set of IP addresses and networks."""

    def doubts(self, option: t.Any, path: str, wanted: t.Any, present: t.Any) -> t.Iterator[str]:
        for entry in sorted(set(wanted or ()) - set(present or ())):
            if not _is_network(entry):
                yield "%s: '%s' is no IP address and no network. %s" % (path, entry, API_DECIDES)


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


PROVISIONING_KEY = Resource(
    kind=LOOKUPS["provisioning_key"],
    key="provisioning_key",
    fields=(
        Field(
            ASSOCIATION.option,
            ASSOCIATION.wire,
            InPath(ASSOCIATION),
            in_body=False,
            text="What enrols with the key: that for which the group is.",
        ),
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field("enabled", "enabled", Bool(missing=True), create_default=True),
        Field(
            "max_usage",
            "maxUsage",
            WholeNumber(1, MOST_USES, 1, missing=0),
            required=True,
            not_below="usageCount",
            text="How many machines can enrol with the key in all. Less than have done so is refused.",
            shown="How many machines can enrol with the key in all.",
        ),
        Field(
            CONNECTORS,
            "zcomponentId",
            ReferenceTo("app_connector_group"),
            label="zcomponentName",
            required=True,
            is_immutable=True,
            under=Under(ASSOCIATION, (CONNECTORS,)),
            text="the App Connector group that what enrols belongs to.",
        ),
        Field(
            EDGES,
            "zcomponentId",
            ReferenceTo("service_edge_group"),
            label="zcomponentName",
            required=True,
            is_immutable=True,
            under=Under(ASSOCIATION, (EDGES,)),
            text="the service edge group that what enrols belongs to.",
        ),
        Field(
            "zcomponent_id",
            "zcomponentId",
            IdOfOther(),
            required=True,
            is_immutable=True,
            under=Under(ASSOCIATION, OTHERS),
            text="The ID of the group that what enrols belongs to, where that is neither an App Connector "
            "group nor a service edge group.",
        ),
        Field(
            "enrollment_cert",
            "enrollmentCertId",
            ReferenceTo("enrollment_cert"),
            label="enrollmentCertName",
            is_immutable=True,
            usual=((EDGES, "Service Edge"), *((word, "Connector") for word in (CONNECTORS, *OTHERS))),
            text="the enrollment certificate that signs what enrols.",
        ),
        Field(
            "exportable",
            "exportable",
            Exportable(missing=True),
            text="Whether ZPA shows the key itself to those who ask for it. V(false) cannot be undone, and "
            "causes a warning.",
            shown="Whether ZPA shows the key itself to those who ask for it.",
        ),
        Field(
            "ip_acl",
            "ipAcl",
            Addresses(),
            text="The IP addresses and networks from which machines can enrol with the key, in any order.",
        ),
    ),
    metadata=(
        *RECORDED,
        Metadata("usage_count", "usageCount", number),
        Metadata("key_is_shown", KEY_SHOWN.keys[-1], bool),
    ),
    # Those who enrol meanwhile count as well, and names follow ids.
    read_only=COMPUTED | {"usageCount", KEY_SHOWN.keys[-1], "zcomponentName", "enrollmentCertName"},
    unmanaged=(
        Unmanaged("appConnectorGroupId", "the group, as older answers say it"),
        Unmanaged("appConnectorGroupName", "the name of the group, as older answers say it"),
        Unmanaged("autoSign", "whether what enrols is signed by itself"),
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
        Unmanaged("uiConfig", "what the admin portal keeps of it"),
    ),
    used_by="usageCount",
    if_refused="A tenant that has moved to enrollment by OAuth 2.0 takes no provisioning keys: machines "
    "enrol there with codes, which the option user_codes of their group takes",
    revealed=Revealed(
        withheld=KEY_SHOWN,
        what="key",
        result="key",
        dest="key_dest",
        hidden="ZPA shows no key that is not exportable",
        lost="Delete it and create it anew: nobody can have used it.",
    ),
)
