# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Isolation certificates: TestCBICertificates.yaml of the vendor's Python SDK. Private to this collection."""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.resource import Resource
from .._schema.scalars import Name
from .._schema.written import Certificates
from .isolation import IS_DEFAULT, STOCK
from .lookups import LOOKUPS

ISOLATION_CERTIFICATE = Resource(
    kind=LOOKUPS["isolation_certificate"],
    key="isolation_certificate",
    fields=(
        Field("name", "name", Name()),
        Field(
            "pem",
            "pem",
            Certificates(can_be_empty=False),
            required=True,
            text="The certificate, or several of a chain, without any private key.",
            shown="The certificate.",
        ),
    ),
    metadata=(IS_DEFAULT,),
    read_only=frozenset(),
    unmanaged=(STOCK,),
    created_at=("certificate", "cbi"),
)
