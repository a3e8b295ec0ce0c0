# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What single fields of rules accept, and what the rules of single policy types need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .answers import Object
from .errors import invalid
from .kinds import as_text
from .policy_types import CAPABILITIES, EMBEDDED, NAMED, PROFILES
from .state import Tenant


def _text(tenant: Tenant, key: str, value: Any) -> str:
    value = as_text(value)
    if not isinstance(value, str):
        raise invalid(key)
    return value


def _flag(tenant: Tenant, key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise invalid(key)
    return value


def _flag_as_text(tenant: Tenant, key: str, value: Any) -> str:
    value = as_text(value)
    if value not in ("0", "1"):
        raise invalid(key)
    return str(value)


def _seconds(tenant: Tenant, key: str, value: Any) -> str:
    text = str(value)
    if isinstance(value, bool) or (text != "-1" and not text.isdecimal()):
        raise invalid(key)
    return text


def _profile(tenant: Tenant, key: str, value: Any) -> str:
    if str(value) and str(value) not in tenant.table(PROFILES[key]):
        raise invalid(key)
    return str(value)


def _stubs(tenant: Tenant, key: str, value: Any) -> list[Object]:
    """Objects given by their ids; a name beside the id is kept for the answer to a creation."""
    rule = EMBEDDED[key]
    if not isinstance(value, list) or not all(isinstance(stub, dict) for stub in value):
        raise invalid(key)
    stubs = [{"id": str(stub.get("id")), **_name_of(stub)} for stub in value]
    if any(stub["id"] not in tenant.table(rule.path) for stub in stubs) or 0 < rule.most < len(stubs):
        raise invalid(key)
    return stubs


def _name_of(stub: Object) -> Object:
    return {"name": stub["name"]} if isinstance(stub.get("name"), str) else {}


def _one(tenant: Tenant, key: str, value: Any) -> Object:
    if not isinstance(value, dict):
        raise invalid(key)
    if not value.get("id"):
        return {}
    if str(value["id"]) not in tenant.table(NAMED[key]):
        raise invalid(key)
    return {"id": str(value["id"])}


def _capabilities(tenant: Tenant, key: str, value: Any) -> Object:
    given = value.get("capabilities") if isinstance(value, dict) else value
    if given is None:
        return {}
    if not isinstance(given, list) or not all(isinstance(entry, str) for entry in given):
        raise invalid(key)
    if tenant.quirks.undocumented_refused and any(entry not in CAPABILITIES[key] for entry in given):
        raise invalid(key)
    return {"capabilities": given}


def _as_given(tenant: Tenant, key: str, value: Any) -> Object:
    if not isinstance(value, dict):
        raise invalid(key)
    return value


FIELDS: dict[str, Callable[[Tenant, str, Any], Any]] = {
    "description": _text,
    "disabled": _flag_as_text,
    "customMsg": _text,
    "devicePostureFailureNotificationEnabled": _flag,
    "extranetEnabled": _flag,
    "extranetDTO": _as_given,
    "reauthTimeout": _seconds,
    "reauthIdleTimeout": _seconds,
    **dict.fromkeys(PROFILES, _profile),
    **dict.fromkeys(EMBEDDED, _stubs),
    **dict.fromkeys(NAMED, _one),
    **dict.fromkeys(CAPABILITIES, _capabilities),
}


def demand_isolation(values: Object) -> None:
    kinds = {operand["objectType"] for entry in values["conditions"] for operand in entry["operands"]}
    if "CLIENT_TYPE" not in kinds:
        raise invalid("conditions")
    if values["action"] == "ISOLATE" and not values.get("zpnIsolationProfileId"):
        raise invalid("zpnIsolationProfileId")


def _inspection(values: Object) -> None:
    if values["action"] == "INSPECT" and not values.get("zpnInspectionProfileId"):
        raise invalid("zpnInspectionProfileId")


def _redirection(values: Object) -> None:
    if bool(values.get("serviceEdgeGroups")) == (values["action"] == "REDIRECT_DEFAULT"):
        raise invalid("serviceEdgeGroups")


def _credential(values: Object) -> None:
    if bool(values.get("credential")) == bool(values.get("credentialPool")):
        raise invalid("credential", "credentialPool")


# What the clients of the vendor demand. Only the page on isolation policies says "must".
USUAL: dict[str, Callable[[Object], None]] = {
    "INSPECTION_POLICY": _inspection,
    "REDIRECTION_POLICY": _redirection,
    "CREDENTIAL_POLICY": _credential,
}
