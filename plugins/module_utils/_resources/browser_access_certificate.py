# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Browser Access certificates: TestBACertificates.yaml of the vendor's Python SDK, and what its SDKs ask for.

Recorded is that the private key never comes back. Of updates nothing is: one of the vendor's SDKs has a PUT,
the others have none and create another certificate. Private to this collection.
"""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, number, text, texts
from .._schema.pem import CertificateChain, PrivateKey, fingerprint
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import Name, Text
from .lookups import LOOKUPS

_CERTIFICATE, _KEY, _BLOB = "certificate", "private_key", "certBlob"
_FACTS = (
    Metadata("common_name", "cName", text),
    Metadata("subject_alternative_names", "san", texts),
    Metadata("issued_to", "issuedTo", text),
    Metadata("issued_by", "issuedBy", text),
    Metadata("serial_number", "serialNo", text),
    Metadata("valid_from", "validFromInEpochSec", number),
    Metadata("valid_to", "validToInEpochSec", number),
    Metadata("status", "status", text),
)

BROWSER_ACCESS_CERTIFICATE = Resource(
    kind=LOOKUPS["browser_access_certificate"],
    key="browser_access_certificate",
    fields=(
        Field(
            "name",
            "name",
            Name(),
            is_immutable=True,
            echoes=("nameWithoutTrim",),
            text="The name. Blanks at its ends are not part of it. Required if O(id) is omitted.",
            shown="The name.",
        ),
        Field("description", "description", Text(), is_immutable=True),
        Field(
            _CERTIFICATE,
            "certificate",
            CertificateChain(),
            required=True,
            is_immutable=True,
            refused_as=(_BLOB,),
            text="The certificate, with those that have signed it if browsers need them.",
            shown="The certificate.",
        ),
        Field(
            _KEY,
            "privateKey",
            PrivateKey(_CERTIFICATE),
            required=True,
            refused_as=(_BLOB,),
            text="The private key of the certificate.",
        ),
    ),
    metadata=(*RECORDED, *_FACTS, Metadata("fingerprint", "certificate", fingerprint)),
    read_only=COMPUTED.union(("publicKey",), (fact.wire for fact in _FACTS)),
    unmanaged=(
        Unmanaged("certChain", "the certificates above it, as newer answers may show them"),
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
    ),
    joined=((_BLOB, (_CERTIFICATE, _KEY)),),
    created_at=("certificate", "v1"),
    not_updated="No document tells of an update of a Browser Access certificate, so that none is sent. Leave "
    "it out, or create one under another name, let what names this one name that, and delete this one. While "
    "nothing names it, recreate=true deletes it and creates it anew.",
    if_refused="Whether the private key is that of the certificate ZPA alone looks at: compare what openssl "
    "x509 -noout -pubkey -in FILE and openssl pkey -pubout -in FILE print",
)
