# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every tenant has from the beginning: version profiles, certificates, the Default microtenant."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

Table = dict[str, dict[str, Any]]

# Name, id, version, platform. The ids 0 and 2, their version and el9 are recorded.
_PROFILES = (
    ("Default", "0", "26.52.3", "el9"),
    ("Previous Default", "1", "26.28.2", "el9"),
    ("New Release", "2", "26.52.3", "el9"),
    ("Default - el8", "72057594037929501", "26.52.3", "el8"),
    ("Previous Default - el8", "72057594037929502", "26.28.2", "el8"),
    ("New Release - el8", "72057594037929503", "26.52.3", "el8"),
)
# Name, id, type of client. Names, types and the shape of the ids are recorded or documented.
_CERTIFICATES = (
    ("Root", "6571", "NONE"),
    ("Client", "6572", "ZAPP_CLIENT"),
    ("Connector", "6573", "NONE"),
    ("Service Edge", "6574", "NONE"),
    ("Isolation Client", "6575", "ISOLATION_CLIENT"),
)
_BEGAN, _MADE_BY = 1619672239, "72057594037929181"
_DAY, _YEAR = 86400, 31536000


def builtin_tables(customer_id: str) -> dict[str, Table]:
    """Return fresh tables of what a new tenant has, by resource path and id."""
    certificates = [_certificate(customer_id, *row) for row in _CERTIFICATES]
    return {
        "visible/versionProfiles": {row[1]: _profile(*row) for row in _PROFILES},
        "enrollmentCert": {entry["id"]: entry for entry in certificates},
        # As recorded.
        "microtenants": {
            "0": {
                "id": "0",
                "name": "Default",
                "description": "This is the default Microtenant for users not associated to any Microtenant",
                "enabled": True,
                "privilegedApprovalsEnabled": True,
            }
        },
    }


def _profile(name: str, object_id: str, version: str, platform: str) -> dict[str, Any]:
    return {
        "id": object_id,
        "name": name,
        "description": "%s versions" % name,
        "visibilityScope": "ALL",
        "upgradePriority": "WEEK",
        "versions": [
            {"platform": platform, "role": role, "version": version, "version_profile_gid": object_id}
            for role in ("ZPN_ASSISTANT_CHILD", "ZPN_ASSISTANT_SARGE")
        ],
        # The recorded form of what connector groups show; one key is not in camel case.
        "version": {
            "version_profile_gid": object_id,
            "versionProfileName": name,
            "sargeVersion": version,
            "childVersion": version,
            "latestPlatform": platform,
        },
    }


def _certificate(customer_id: str, name: str, object_id: str, client: str) -> dict[str, Any]:
    common_name = "%s.zpa-customer.com/%%s" % customer_id
    subject = "O=Zscaler,OU=Private Access,CN=" + common_name
    root_name, root_id, _type = _CERTIFICATES[0]
    is_root = object_id == root_id
    parent = {} if is_root else {"parentCertId": root_id, "parentCertName": root_name}
    return {
        "id": object_id,
        "modifiedTime": str(_BEGAN),
        "creationTime": str(_BEGAN),
        "modifiedBy": _MADE_BY,
        "cName": common_name % name,
        "validFromInEpochSec": str(_BEGAN - _DAY),
        "validToInEpochSec": str(_BEGAN + (30 if is_root else 15) * _YEAR),
        "certificate": _pem("CERTIFICATE", common_name % name),
        "issuedTo": subject % name,
        "issuedBy": subject % root_name,
        "serialNo": str(int.from_bytes((common_name % name).encode(), "big"))[:39],
        "name": name,
        "allowSigning": True,
        **parent,
        "privateKeyPresent": True,
        "clientCertType": client,
        "csr": _pem("CERTIFICATE REQUEST", common_name % name),
    }


def _pem(label: str, text: str) -> str:
    """A text in the frame of a certificate; nothing here reads what is in it."""
    body = b64encode(text.encode()).decode()
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n" % (label, body, label)
