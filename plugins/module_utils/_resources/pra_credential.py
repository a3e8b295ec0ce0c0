# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privileged credentials: TestPRACredential.yaml of the vendor's Python SDK, and what that SDK asks for.

Recorded is that secrets and the domain of the user never come back. Private to this collection.
"""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, number
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import Choice, Name, Text
from .._schema.secret import Secret, WriteOnly
from .lookups import LOOKUPS
from .named_by_few import CREDENTIAL_TYPES

USER_AND_PASSWORD, KEY, PASSWORD = CREDENTIAL_TYPES
_TYPE = "credential_type"

PRA_CREDENTIAL = Resource(
    kind=LOOKUPS["pra_credential"],
    key="pra_credential",
    fields=(
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field("description", "description", Text()),
        # Nobody has recorded that one becomes another, which would leave secrets of both behind.
        Field(
            _TYPE,
            "credentialType",
            Choice(*CREDENTIAL_TYPES, missing=""),
            required=True,
            is_immutable=True,
            text="What a user signs in with.",
        ),
        Field(
            "user_name",
            "userName",
            Text(can_be_empty=False),
            required=True,
            only_with=(_TYPE, (USER_AND_PASSWORD, KEY)),
            text="The name of the user on the machine.",
        ),
        Field(
            "user_domain",
            "userDomain",
            WriteOnly(),
            text="The Active Directory domain of the user, which consoles by RDP may need. It can be a part "
            "of O(user_name) as well.",
        ),
        Field(
            "password",
            "password",
            Secret(),
            required=True,
            only_with=(_TYPE, (USER_AND_PASSWORD, PASSWORD)),
            text="The password.",
        ),
        Field(
            "private_key",
            "privateKey",
            Secret(),
            required=True,
            only_with=(_TYPE, (KEY,)),
            text="The private key, as the text of its file.",
        ),
        Field(
            "passphrase",
            "passphrase",
            Secret(),
            only_with=(_TYPE, (KEY,)),
            text="What protects the private key.",
        ),
    ),
    metadata=(*RECORDED, Metadata("last_reset_time", "lastCredentialResetTime", number)),
    # Recorded updates do without: it moves with each that carries a password.
    read_only=COMPUTED | {"lastCredentialResetTime"},
    unmanaged=(Unmanaged("nameWithoutTrim", "the name as it was typed"),),
)
