# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the API accepts, stores, shows and refuses of Browser Access certificates: data, no behaviour."""

from __future__ import annotations

from .rule_types import FieldRule, Rules

# What ZPA reads out of a certificate.
READ_OUT = (
    *("validFromInEpochSec", "validToInEpochSec", "certificate", "issuedTo", "issuedBy", "serialNo"),
    *("publicKey", "san", "cName"),
)
BLOB = "certBlob"
BROWSER_ACCESS_CERTIFICATE = Rules(
    path="certificate",
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text"),
        BLOB: FieldRule("text", required=True),
    },
    shown={"readOnly": False, "zscalerManaged": False},
    hidden=(BLOB,),
    computed=READ_OUT,
)
