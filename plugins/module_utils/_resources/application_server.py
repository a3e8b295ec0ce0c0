# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application servers: "Configuring Servers Using API", and TestApplicationServer.yaml of the vendor's SDK.

Private to this collection.
"""

from __future__ import annotations

import typing as t

from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, text, texts
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import Bool, Name, Text
from .lookups import LOOKUPS


def _named(wire: t.Any) -> list[str]:
    """The names of groups that the oldest answers show by their ids."""
    return sorted(map(str, wire.values())) if isinstance(wire, dict) else []


APPLICATION_SERVER = Resource(
    kind=LOOKUPS["application_server"],
    key="application_server",
    fields=(
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field("description", "description", Text()),
        # The documents ask for it; nothing is reached before somebody says so.
        Field("enabled", "enabled", Bool(), create_default=False),
        Field(
            "address",
            "address",
            Text(can_be_empty=False),
            required=True,
            text="The domain name or the IP address of the server. Two servers may have the same address.",
        ),
    ),
    metadata=(
        *RECORDED,
        Metadata("config_space", "configSpace", text),
        # The link has two writers. Here it goes back as it came: the server group decides.
        Metadata("server_group_ids", "appServerGroupIds", texts),
        Metadata("server_group_names", "appServerGroupAssociations", _named),
    ),
    read_only=COMPUTED,
    # A server that is sent without its groups may leave them.
    sent_by_id=(("appServerGroupAssociations", "appServerGroupIds"),),
    unmanaged=(
        Unmanaged("configSpace", "what the server is for: applications or log streaming", ("DEFAULT",)),
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
    ),
)
