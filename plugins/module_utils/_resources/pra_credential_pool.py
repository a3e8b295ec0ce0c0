# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pools of privileged credentials, as both of the vendor's SDKs have them: nobody has recorded one.

They live under a root of their own, and a creation is answered without an id. Private to this collection.
"""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, number
from .._schema.reference_types import ReferenceSet
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import Choice, Name
from .lookups import LOOKUPS
from .named_by_few import CREDENTIAL_TYPES

# "500 pools of 100 credentials" is on the vendor's page of ranges.
MOST_CREDENTIALS = 100

PRA_CREDENTIAL_POOL = Resource(
    kind=LOOKUPS["pra_credential_pool"],
    key="pra_credential_pool",
    fields=(
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field(
            "credential_type",
            "credentialType",
            Choice(*CREDENTIAL_TYPES, missing=""),
            required=True,
            is_immutable=True,
            text="What users sign in with by each of the credentials.",
        ),
        Field(
            "credentials",
            "credentials",
            ReferenceSet("pra_credential", most=MOST_CREDENTIALS),
            required=True,
            text="the privileged credentials in the pool, of its type.",
        ),
    ),
    metadata=(*RECORDED, Metadata("credential_count", "credentialMappingCount", number)),
    read_only=COMPUTED | {"credentialMappingCount"},
    unmanaged=(
        Unmanaged("description", "what the pool is for"),
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
    ),
)
