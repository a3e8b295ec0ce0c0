# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How App Connectors and service edges come into being: by a provisioning key, or by a user code.

No endpoint of the API does that. A machine brings the key that somebody gave it; or it shows a code, and
waits until somebody gives that code to a group.
"""

from __future__ import annotations

import ipaddress
import itertools
from collections.abc import Iterable
from typing import Any

from .answers import Object, json_object
from .calls import Call, Route
from .errors import invalid, not_found, refuse
from .machines import connection, new_machine
from .provisioning import SECRET
from .resources import NOTHING
from .site_rules import GROUPS, MACHINES, key_path
from .state import Tenant, change_stamp, microtenant_of

ADDRESS = "198.51.100.54"
# The letters of codes: none that looks like another one.
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
CLOUD = {"configCloudName": "zpatwo.net", "enrollmentServer": "enrollment.zpatwo.net"}
# The machines that enrol, by what the path of their keys calls their groups.
_PATHS = {machine.association: path for path, machine in MACHINES.items()}


def enrol(tenants: Iterable[Tenant], text: str, address: str = ADDRESS, connects: bool = True) -> Object:
    """Let a machine enrol with a provisioning key. Return it with ``customer_id`` and ``path``.

    ``address``: where it comes from. ``connects``: whether it connects afterwards. Refusal: the key is none,
    or not for it.
    """
    for tenant, (association, path) in itertools.product(tenants, _PATHS.items()):
        for key in tenant.table(key_path(association)).values():
            if key[SECRET] == text.strip():
                return _with_key(tenant, path, key, address, connects)
    raise _refused("No provisioning key is like this one.")


def show_code(tenant: Tenant, association: str = "CONNECTOR_GRP", code: str = "") -> str:
    """Start a machine that shows a user code and waits. ``code``: default: another one each time."""
    if association not in _PATHS:
        raise invalid("associationType")
    number = len(tenant.user_codes)
    text = "".join(_LETTERS[(number // 20**place + place * 7) % 20] for place in range(8))
    code = code or "%s-%s" % (text[:4], text[4:])
    tenant.user_codes[code] = {"association": association}
    return code


def _with_key(tenant: Tenant, path: str, key: Object, address: str, connects: bool) -> Object:
    machine = MACHINES[path]
    group = tenant.table(GROUPS[machine.association]).get(key["zcomponentId"])
    if group is None or not key["enabled"]:
        raise _refused("The provisioning key is disabled.")
    if int(key["usageCount"]) >= int(key["maxUsage"]):
        raise _refused("The provisioning key was used %s times already." % key["usageCount"])
    allowed = [ipaddress.ip_network(one, strict=False) for one in key.get("ipAcl", ())]
    if allowed and not any(ipaddress.ip_address(address) in one for one in allowed):
        raise _refused("The provisioning key is not for machines at %s." % address)
    made = _join(tenant, path, key["name"], group, key, connects, int(key["usageCount"]) + 1)
    # As recorded, it is not an administrator who changes the count.
    key.update(change_stamp(), modifiedBy="3", usageCount=str(int(key["usageCount"]) + 1))
    return made


def _join(
    tenant: Tenant, path: str, stem: str, group: Object, key: Object | None, connects: bool, first: int
) -> Object:
    taken = {entry["name"] for entry in tenant.table(path).values()}
    names = ("%s-%d" % (stem, number) for number in itertools.count(first))
    name = next(name for name in names if name not in taken)
    values = new_machine(tenant, path, name, group, key)
    if connects:
        values.update(connection(group))
    # As documented, machines make themselves.
    made = tenant.add(path, {**values, "modifiedBy": "-2"}, group.get("microtenantId"))
    return {"customer_id": tenant.customer_id, "path": path, **made}


def _refused(reason: str) -> Exception:
    return refuse("enrollment.refused", reason, status=403)


# -- User codes ------------------------------------------------------------------------------------------


def verify(call: Call, association: str) -> Object:
    """Give codes to a group: the machines that show them enrol."""
    quirks, body = call.tenant.quirks, json_object(call.body)
    codes = _codes(call)
    group = call.tenant.table(GROUPS[association]).get(str(body.get("componentGroupId")))
    if association not in _PATHS or group is None or call.microtenant not in (None, microtenant_of(group)):
        raise invalid("componentGroupId")
    if not group.get("enrollmentCertId"):
        raise refuse("missing.mandatory.params", "Missing mandatory params", "enrollmentCertId")
    known = call.tenant.user_codes
    for code in codes:
        if known.get(code, {}).get("association") != association or "group" in known[code]:
            raise invalid("userCodes")
    for code in dict.fromkeys(codes):
        known[code]["group"] = group["id"]
        _join(call.tenant, _PATHS[association], group["name"], group, None, True, 1)
    told = {"componentGroupId": group["id"], "zcomponentId": group["id"]}
    infos = [{"code": code, "userCode": code, "status": "VERIFIED"} for code in codes]
    return {**_of(call, association), **told, "userCodes": codes if quirks.plain_user_codes else infos}


def status(call: Call, association: str) -> Object:
    """Say which of the codes have been given to a group."""
    known = call.tenant.user_codes
    given = [code for code in _codes(call) if "group" in known.get(code, {})]
    if call.tenant.quirks.silent_code_status:
        return _of(call, association)
    groups = {known[code]["group"] for code in given}
    told = {"componentGroupId": min(groups)} if len(groups) == 1 else {}
    return {**_of(call, association), **told, "userCodes": given}


def _codes(call: Call) -> list[str]:
    body, spelling = json_object(call.body), call.tenant.quirks.user_codes_key
    keys = ("userCodes", "user_codes") if spelling == "both" else (spelling,)
    codes = next((body[key] for key in keys if body.get(key) not in (*NOTHING, [])), None)
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise invalid("userCodes")
    return codes


def _of(call: Call, association: str) -> Object:
    return {"tenantId": call.tenant.customer_id, "nonceAssociationType": association, **CLOUD}


def _where(call: Call, prefix: str, association: str, tail: str) -> Any:
    wanted = call.tenant.quirks.user_codes_at
    if wanted != "both" and (wanted == "associationType") is not bool(prefix):
        raise not_found()
    return (status if tail else verify)(call, association)


ROUTES = (
    Route(r"POST mgmtconfig/v1/admin (associationType/)?(%s)/usercodes(/status)?" % "|".join(GROUPS), _where),
)
