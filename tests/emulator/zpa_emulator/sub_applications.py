# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The applications inside a segment: what is accepted, which come, stay and go, how answers show them.

Each has an id of its own. They are kept in their segment, under the key by which it shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .answers import Object, escaped
from .errors import invalid, unreadable
from .kinds import LAST_PORT, WHOLE, as_text
from .state import KEEPS, ORPHANED, REPLACES, STAY, Tenant, microtenant_of, new_stamp

CERTIFICATES = "certificate"
# Applications that an update left out without a word: kept, but not shown by their segment.
ORPHANS = "orphans"
# What the address that browsers are sent to begins with.


@dataclass(frozen=True)
class Sort:
    """One sort of application. ``type``: what requests call it. ``key``: where a segment shows them.

    ``own_id``, ``deleted``: the keys in ``commonAppsDto`` of an application's id, and of the ids of those
    that go. ``fields``: the keys of requests that are kept, with what they are if left out; None: nothing.
    ``listed``: the keys that a list of this sort shows.
    """

    type: str
    key: str
    own_id: str
    deleted: str
    protocols: tuple[str, ...]
    fields: dict[str, Any]
    listed: tuple[str, ...]


_COMMON = {
    "name": None,
    "description": None,
    "domain": None,
    "applicationProtocol": None,
    "applicationPort": None,
    "enabled": True,
    "hidden": False,
    "portal": False,
}
_LISTED = (
    "id",
    "name",
    "enabled",
    "certificateId",
    "certificateName",
    "applicationPort",
    "applicationProtocol",
)
# Protocols that ZPA finds out, which the portal offers and applications are read with.
_FOUND = ("AUTO", "DYNAMIC", "WEBSOCKET")
BROWSER_ACCESS = Sort(
    "BROWSER_ACCESS",
    "clientlessApps",
    "baAppId",
    "deletedBaApps",
    ("HTTP", "HTTPS", *_FOUND),
    {
        **_COMMON,
        "certificateId": None,
        "trustUntrustedCert": False,
        "allowOptions": False,
        "path": "/",
        "localDomain": None,
        "extLabel": None,
        "extDomain": None,
        "extDomainName": None,
        "extId": None,
    },
    (
        *_LISTED,
        "domain",
        "appId",
        "hidden",
        "trustUntrustedCert",
        "allowOptions",
        "path",
        "cname",
        "microtenantId",
        "microtenantName",
    ),
)
PRA = Sort(
    "SECURE_REMOTE_ACCESS",
    "praApps",
    "praAppId",
    "deletedPraApps",
    ("RDP", "SSH", "VNC", "REALVNC"),
    {**_COMMON, "connectionSecurity": None},
    (*_LISTED, "domain", "appId", "hidden", "connectionSecurity", "microtenantId", "microtenantName"),
)
INSPECTION = Sort(
    "INSPECT",
    "inspectionApps",
    "inspectAppId",
    "deletedInspectApps",
    ("HTTP", "HTTPS", "NONE", *_FOUND),
    {
        **_COMMON,
        "certificateId": None,
        "trustUntrustedCert": False,
        "protocols": None,
        "adpEnabled": False,
    },
    (*_LISTED, "domain", "appId", "trustUntrustedCert", "protocols"),
)
SORTS = {sort.type: sort for sort in (BROWSER_ACCESS, PRA, INSPECTION)}
SECURITY = ("ANY", "NLA", "NLA_EXT", "TLS", "VM_CONNECT", "RDP")
AD_PROTOCOLS = ("LDAP", "SMB", "KERBEROS")
FLAGS = frozenset({"enabled", "hidden", "portal", "trustUntrustedCert", "allowOptions", "adpEnabled"})
# What no update of an application loses, and where its keys are noted down that a request has.
OWN = frozenset({"id", "name", "cname", "creationTime", "modifiedTime", "modifiedBy"})
SENT = "keys sent"
# What the answer to a creation shows of each application, whatever it is.
CREATED = {
    "hidden": False,
    "portal": False,
    "trustUntrustedCert": False,
    "allowOptions": False,
    "adpEnabled": False,
}


@dataclass(frozen=True)
class Change:
    """What a write does to the applications of one sort.

    ``given``: those of the request, None where it does not speak of them; the ``id`` of each is that of the
    one that it updates, or empty. ``whole``: whether what is not given goes. ``deleted``: the ids of those
    that go.
    """

    given: list[Object] | None
    whole: bool
    deleted: list[str]


# -- Requests --------------------------------------------------------------------------------------------


def changes_in(body: Object, tenant: Tenant) -> dict[str, Change]:
    """Return what a body does to each sort of application, by the type of the sort."""
    dto, direct = body.get("commonAppsDto") or {}, body.get("clientlessApps")
    if not isinstance(dto, dict):
        raise unreadable()
    configs = _objects(dto.get("appsConfig") or [])
    if not all(set(_texts(config.get("appTypes") or [""])) <= SORTS.keys() for config in configs):
        raise invalid("appTypes")
    changes = {}
    for sort in SORTS.values():
        ours = [config for config in configs if sort.type in config["appTypes"]]
        given = [_app(sort, config, sort.own_id, tenant) for config in ours] or None
        whole = sort is BROWSER_ACCESS and direct is not None
        if whole:
            given = [_app(sort, app, "id", tenant) for app in _objects(direct)]
        deleted = [str(one) for one in _texts(dto.get(sort.deleted) or [])]
        if not all(find(tenant, sort, one) for one in deleted):
            raise invalid(sort.deleted)
        changes[sort.type] = Change(given, whole, deleted)
    return changes


def settle(changes: dict[str, Change], values: Object, tenant: Tenant) -> None:
    """Bring the applications of a segment up to date. ``values``: the segment, whose lists are made anew."""
    orphans = dict(values.pop(ORPHANS, {}))
    for sort in SORTS.values():
        change, before = changes[sort.type], values.pop(sort.key, [])
        lost = orphans.pop(sort.type, [])
        apps = before
        if change.given is not None:
            apps = [_written(sort, given, tenant) for given in change.given]
            ids = {app["id"] for app in apps}
            left_out = [app for app in before if app["id"] not in ids]
            if tenant.quirks.left_out_apps == STAY:
                apps = [*left_out, *apps]
            elif tenant.quirks.left_out_apps == ORPHANED and not change.whole:
                lost = [*lost, *left_out]
        gone = {*change.deleted, *(app["id"] for app in apps)}
        values[sort.key] = [app for app in apps if app["id"] not in change.deleted]
        if any(app["id"] not in gone for app in lost):
            orphans[sort.type] = [app for app in lost if app["id"] not in gone]
    if orphans:
        values[ORPHANS] = orphans


def take_from_others(changes: dict[str, Change], tenant: Tenant, segment_id: str) -> None:
    """Take from the other segments what a write to this one has updated or deleted of theirs."""
    for sort in SORTS.values():
        change = changes[sort.type]
        ids = {*change.deleted, *(app["id"] for app in change.given or ())}
        for other in tenant.table("application").values():
            if other["id"] != segment_id:
                forget(other, sort, ids)


def forget(segment: Object, sort: Sort, ids: Iterable[str]) -> None:
    """Take applications out of a segment."""
    gone = set(ids)
    for holder, key in ((segment, sort.key), (segment.get(ORPHANS, {}), sort.type)):
        left = [app for app in holder.get(key, ()) if app["id"] not in gone]
        if left:
            holder[key] = left
        else:
            holder.pop(key, None)
    if not segment.get(ORPHANS, True):
        del segment[ORPHANS]


def find(tenant: Tenant, sort: Sort, app_id: str) -> Object | None:
    """The application of this id, in whichever segment it is."""
    return next((app for _segment, app in all_of(tenant, sort) if app["id"] == app_id), None)


def all_of(tenant: Tenant, sort: Sort) -> Iterator[tuple[Object, Object]]:
    """Yield the applications of a sort with their segments, those that these have lost as well."""
    for segment in tenant.table("application").values():
        for app in (*segment.get(sort.key, ()), *segment.get(ORPHANS, {}).get(sort.type, ())):
            yield segment, app


def _written(sort: Sort, given: Object, tenant: Tenant) -> Object:
    """An application as it is after a write: the one of its id with what is given, or a new one."""
    found = find(tenant, sort, given["id"]) if given["id"] else None
    if given["id"] and not found:
        raise invalid(sort.own_id)
    values = {key: value for key, value in given.items() if key != SENT}
    if not found:
        return made(sort, values, tenant)
    emptied = given[SENT] & sort.fields.keys() - values.keys()
    left = _left_by_put(sort, found, given[SENT], tenant)
    left = {key: value for key, value in left.items() if key not in emptied}
    changed = {**left, **values}
    return changed if changed == found else {**changed, "modifiedTime": new_stamp()["modifiedTime"]}


def _left_by_put(sort: Sort, found: Object, sent: set[str], tenant: Tenant) -> Object:
    """What an update leaves of an application, apart from what it writes: see the quirk ``put``."""
    put = tenant.quirks.put
    if put == KEEPS:
        return found
    known = OWN if put == REPLACES else {*OWN, *sort.fields}
    filled_in = {key: value for key, value in sort.fields.items() if value is not None}
    left = {key: value for key, value in found.items() if key in known or (key in sent - sort.fields.keys())}
    return {**filled_in, **left}


def made(sort: Sort, given: Object, tenant: Tenant) -> Object:
    """A new application, unchecked, with all that the server fills in."""
    filled_in = {key: value for key, value in sort.fields.items() if value is not None}
    app = {**filled_in, **new_stamp(), "name": given["domain"], **given}
    app["id"] = str(given.get("id") or tenant.new_id())
    if sort is BROWSER_ACCESS:
        app["cname"] = "%d.%s.h.b.zpa-app.net" % (next(tenant.cname_numbers), tenant.customer_id)
    return app


def _app(sort: Sort, config: Object, own_id: str, tenant: Tenant) -> Object:
    """Return what a request says of an application, refusing what is wrong in it."""
    app = {key: config[key] for key in sort.fields if config.get(key) not in (None, "")}
    app["id"] = str(config.get(own_id) or "")
    sent = {key for key, value in config.items() if value is not None}
    for key in FLAGS & app.keys():
        if not isinstance(app[key], bool):
            raise unreadable()
    for key in app.keys() - FLAGS - {"protocols"}:
        app[key] = as_text(app[key])
        if not isinstance(app[key], str):
            raise unreadable()
    if not app.get("domain"):
        raise invalid("domain")
    app["domain"] = app["domain"].lower()
    protocol = app.get("applicationProtocol")
    if protocol not in sort.protocols:
        raise invalid("applicationProtocol")
    port = app.get("applicationPort", "")
    lowest = 0 if protocol == "NONE" else 1
    if not WHOLE.fullmatch(port) or not lowest <= int(port) <= LAST_PORT:
        raise invalid("applicationPort")
    if app.get("connectionSecurity", SECURITY[0]) not in SECURITY:
        raise invalid("connectionSecurity")
    if not set(_texts(app.get("protocols", []))) <= set(AD_PROTOCOLS):
        raise invalid("protocols")
    _refuse_wrong_certificate(sort, app, tenant)
    if tenant.quirks.undocumented_refused and (protocol == "RDP") is not ("connectionSecurity" in app):
        raise invalid("connectionSecurity")
    return {**app, SENT: sent}


def _refuse_wrong_certificate(sort: Sort, app: Object, tenant: Tenant) -> None:
    given, managed = app.get("certificateId"), bool(app.get("extLabel") or app.get("extDomain"))
    needed = not managed if sort is BROWSER_ACCESS else app["applicationProtocol"] == "HTTPS"
    unknown = bool(given) and given not in tenant.table(CERTIFICATES)
    idle = sort is INSPECTION and app["applicationProtocol"] == "HTTP"
    idle = idle or (managed and tenant.quirks.undocumented_refused)
    if "certificateId" in sort.fields and (unknown or (idle and given) or (needed and not given)):
        raise invalid("certificateId")


def _objects(value: Any) -> list[Object]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise unreadable()
    return value


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(entry, (str, int)) for entry in value):
        raise unreadable()
    return [str(entry) for entry in value]


# -- Answers ---------------------------------------------------------------------------------------------


def in_segment(segment: Object, app: Object, tenant: Tenant) -> Object:
    """An application as its segment shows it."""
    certificate = tenant.table(CERTIFICATES).get(app.get("certificateId", ""))
    named = {"certificateName": certificate["name"]} if certificate else {}
    return {**app, **named, "appId": segment["id"]}


def in_list(sort: Sort, segment: Object, app: Object, tenant: Tenant) -> Object:
    """An application as the list of its sort shows it."""
    shown = in_segment(segment, app, tenant)
    shown["microtenantName"] = tenant.microtenants[microtenant_of(segment)]
    if "microtenantId" in segment:
        shown["microtenantId"] = segment["microtenantId"]
    return escaped({key: shown[key] for key in sort.listed if key in shown}, tenant.quirks)


def in_creation(segment: Object, changes: dict[str, Change]) -> Object:
    """What the answer to a creation shows of the applications that came by ``commonAppsDto``."""
    configs = []
    for sort in SORTS.values():
        if not changes[sort.type].whole:
            for app in segment.get(sort.key, ()):
                kept = {key: app[key] for key in sort.fields if key in app}
                ids = {sort.own_id: app["id"], "appId": segment["id"], "appTypes": [sort.type]}
                configs.append({**CREATED, **kept, **ids})
    return {"commonAppsDto": {"appsConfig": configs}} if configs else {}
