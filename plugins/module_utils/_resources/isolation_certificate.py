# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Isolation certificates: TestCBICertificates.yaml of the vendor's Python SDK. Private to this collection."""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.metadata import COMPUTED, RECORDED
from .._schema.resource import Resource
from .._schema.scalars import Name
from .._schema.written import PemCertificates
from .isolation import AS_TYPED, IS_DEFAULT
from .lookups import LOOKUPS

ISOLATION_CERTIFICATE = Resource(
    kind=LOOKUPS["isolation_certificate"],
    key="isolation_certificate",
    fields=(
        Field("name", "name", Name()),
        Field(
            "pem",
            "pem",
            PemCertificates(can_be_empty=False),
            required=True,
            text="The certificate, or several of a chain, without any private key.",
            shown="The certificate.",
        ),
    ),
    metadata=(*RECORDED, IS_DEFAULT),
    read_only=COMPUTED,
    unmanaged=(AS_TYPED,),
    created_at=("certificate", "cbi"),
)
