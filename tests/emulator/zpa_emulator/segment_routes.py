# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The endpoints of application segments beside reading and writing one as it is."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

from . import sub_applications
from .answers import Object, by_name, json_object, paged
from .calls import Call, Route
from .errors import coded, invalid, not_found, refuse, refuse_restricted, unreadable
from .references import referrers_of, refuse_if_console
from .resources import Resource
from .rules import RESOURCES
from .search import search
from .segments import ONLY_EXCLUSIVE, Segments, only_exclusive, overlapping, shared_with, style_of
from .state import DEFAULT_MICROTENANT, change_stamp, microtenant_of
from .sub_applications import BROWSER_ACCESS, SORTS

MOST_SEGMENTS, MOST_WEIGHT = 6000, 1000
# What the list of applications of one sort can be searched for beside what all lists can.
_OWNED: dict[str, Callable[[Object, str | None], bool]] = {
    "MICROTENANT_SPECIFIC": lambda segment, ours: ours in (None, microtenant_of(segment)),
    "SHARED_FROM_THIS_MICROTENANT": lambda segment, ours: (
        ours in (None, microtenant_of(segment)) and bool(shared_with(segment))
    ),
    "SHARED_TO_THIS_MICROTENANT": lambda segment, ours: ours in shared_with(segment),
    "INHERITED": lambda segment, ours: False,
}
OWNERSHIP = re.compile(r"ownershipType[ +]+EQ[ +]+(%s)" % "|".join(_OWNED))


# -- Applications inside segments ------------------------------------------------------------------------


def apps_by_type(call: Call) -> Object:
    """As recorded, ``totalCount`` is 0 whatever comes."""
    sort = SORTS.get(call.query.get("applicationType", ""))
    if sort is None:
        raise invalid("applicationType")
    wanted = call.query.get("search", "")
    by_owner = OWNERSHIP.fullmatch(wanted)
    owned = _OWNED[by_owner[1]] if by_owner else _OWNED["MICROTENANT_SPECIFIC"]
    found = [
        sub_applications.in_list(sort, segment, app, call.tenant)
        for segment, app in sub_applications.all_of(call.tenant, sort)
        if owned(segment, call.microtenant)
    ]
    if wanted and not by_owner and not call.tenant.quirks.deaf_search:
        found = search(found, wanted, call.tenant.quirks.blind_search)
    answer = paged(sorted(found, key=by_name), call.query, call.tenant.quirks)
    return {**answer, "totalCount": "0"} if "totalCount" in answer else answer


def delete_by_type(call: Call, segment_id: str) -> None:
    segment, sort = _segment(call, segment_id), SORTS.get(call.query.get("applicationType", ""))
    refuse_restricted(segment)
    if sort is None:
        raise invalid("applicationType")
    ids = [app["id"] for owner, app in sub_applications.all_of(call.tenant, sort) if owner is segment]
    refuse_if_console(call.tenant, ids)
    sub_applications.forget(segment, sort, ids)
    segment.update(change_stamp())


# -- Microtenants ----------------------------------------------------------------------------------------


def share(call: Call, segment_id: str) -> None:
    segment, body = _segment(call, segment_id), json_object(call.body)
    refuse_restricted(segment)
    wanted = _ids(body, "shareToMicrotenants")
    known = call.tenant.microtenants
    if not all(one in known and one != microtenant_of(segment) for one in wanted):
        raise invalid("shareToMicrotenants")
    segment.pop("sharedMicrotenantDetails", None)
    if wanted:
        shared = [{"id": one, "name": known[one]} for one in dict.fromkeys(wanted)]
        segment["sharedMicrotenantDetails"] = {"sharedToMicrotenants": shared}
    segment.update(change_stamp())


def move(call: Call, segment_id: str) -> None:
    """To another microtenant. Certificates stay behind."""
    segment, body = _segment(call, segment_id), json_object(call.body)
    refuse_restricted(segment)
    keys = ("targetMicrotenantId", "targetSegmentGroupId", "targetServerGroupId")
    target, group, servers = (str(body.get(key) or "") for key in keys)
    own = microtenant_of(segment)
    if target not in call.tenant.microtenants or target == own or DEFAULT_MICROTENANT not in (target, own):
        raise invalid(keys[0])
    for key, path, given in ((keys[1], "segmentGroup", group), (keys[2], "serverGroup", servers)):
        found = call.tenant.table(path).get(given)
        if path == "serverGroup" and not given:
            continue
        if found is None or microtenant_of(found) != target:
            raise invalid(key)
    taken = [other for other in call.tenant.table("application").values() if microtenant_of(other) == target]
    if segment["name"] in [other["name"] for other in taken]:
        raise refuse("resource.already.exist", "Resource with the given name exists already.")
    segment.update(change_stamp(), segmentGroupId=group, serverGroups=[{"id": servers}] if servers else [])
    segment.pop("microtenantId", None)
    segment.pop("weightedLoadBalancing", None)
    if target != DEFAULT_MICROTENANT:
        segment["microtenantId"] = target
    for app in segment.get(BROWSER_ACCESS.key, ()):
        app.pop("certificateId", None)


# -- Load balancing --------------------------------------------------------------------------------------


def read_loads(call: Call, segment_id: str) -> Object:
    segment, groups = _segment(call, segment_id), call.tenant.table("serverGroup")
    return {
        "applicationId": segment_id,
        "weightedLoadBalancing": segment.get("weightedLoadBalancing", False),
        "applicationToServerGroupMappings": [
            {"weight": "0", "passive": False, **stub, "name": groups[stub["id"]]["name"]}
            for stub in segment.get("serverGroups", ())
        ],
    }


def write_loads(call: Call, segment_id: str) -> None:
    segment, body = _segment(call, segment_id), json_object(call.body)
    refuse_restricted(segment)
    on, given = body.get("weightedLoadBalancing"), body.get("applicationToServerGroupMappings") or []
    if not isinstance(on, bool) or not isinstance(given, list):
        raise unreadable()
    stubs = {stub["id"]: {"id": stub["id"]} for stub in segment.get("serverGroups", ())}
    for entry in given:
        weight, passive = str(entry.get("weight", "0")), entry.get("passive") or False
        if str(entry.get("id")) not in stubs or not isinstance(passive, bool):
            raise invalid("applicationToServerGroupMappings")
        if not weight.isdecimal() or int(weight) > MOST_WEIGHT:
            raise invalid("weight")
        if on:
            stubs[str(entry["id"])].update(weight=weight, passive=passive)
    segment.update(change_stamp(), serverGroups=list(stubs.values()))
    segment.pop("weightedLoadBalancing", None)
    if on:
        segment["weightedLoadBalancing"] = True


# -- Match styles ----------------------------------------------------------------------------------------


def change_styles(call: Call) -> None:
    """Change the match style of segments together: those that overlap with them must be among them."""
    body = json_object(call.body)
    given, style = body.get("applicationIds"), body.get("matchStyle")
    if style not in ("EXCLUSIVE", "INCLUSIVE"):
        raise invalid("matchStyle")
    if not isinstance(given, list) or not given:
        raise invalid("applicationIds")
    if call.tenant.quirks.numbers_in_bulk and not all(isinstance(one, int) for one in given):
        raise unreadable()
    ids = [str(one) for one in given]
    table = call.tenant.table("application")
    if not all(one in table for one in ids):
        raise invalid("applicationIds")
    segments = [table[one] for one in ids]
    for segment in segments:
        refuse_restricted(segment)
        if style == "INCLUSIVE" and _unsupported(call, segment):
            words = "The following features [%s] are not supported for multimatch in application segment %s"
            told = words % (", ".join(_unsupported(call, segment)), segment["name"])
            raise coded("features.not.supported.for.multimatch", told)
    missing = [
        other["id"]
        for other in table.values()
        if other["id"] not in ids and style_of(other) != style
        if any(overlapping(segment, other) for segment in segments)
    ]
    if missing:
        words = "The following application(s) are missing from the request but are required for the update"
        raise coded("multimatch.inconsistent.missing.apps", "%s: [%s]" % (words, ", ".join(missing)))
    for segment in segments:
        segment.update(change_stamp(), matchStyle=style)


def unsupported_references(call: Call) -> list[Object]:
    """The EXCLUSIVE segments of domains, without an envelope, and what keeps them from INCLUSIVE."""
    if not call.body:
        raise coded("", "Domain(s) are not provided for checking multimatch unsupported features")
    if not isinstance(call.body, list) or not all(isinstance(domain, str) for domain in call.body):
        raise unreadable()
    asked = {"domainNames": [domain.lower() for domain in call.body]}
    return [
        {
            "id": segment["id"],
            "appSegmentName": segment["name"],
            "domains": segment["domainNames"],
            "matchStyle": style_of(segment),
            "tcpPorts": [int(port) for port in segment.get("tcpPortRanges", ())],
            "udpPorts": [int(port) for port in segment.get("udpPortRanges", ())],
            "scopeId": segment.get("microtenantId"),
            "scopeName": call.tenant.microtenants.get(segment.get("microtenantId", "")),
            "unsupportedFeatures": _unsupported(call, segment),
        }
        for segment in call.tenant.table("application").values()
        if style_of(segment) == "EXCLUSIVE" and overlapping(asked, segment)
    ]


def _unsupported(call: Call, segment: Object) -> list[str]:
    keys = only_exclusive(segment, call.tenant.quirks.older_multimatch)
    return [ONLY_EXCLUSIVE.get(key, "Continuous Health Reporting") for key in keys]


# -- Dry runs, counts, references ------------------------------------------------------------------------


def validate(call: Call) -> Object:
    """Refuse what a write of the same body would be refused, without writing."""
    body, table = json_object(call.body), call.tenant.table("application")
    kept = copy.deepcopy(table)
    try:
        if body.get("id"):
            _segments(call).update(str(body["id"]), body, "v1")
        else:
            _segments(call).create(body)
    finally:
        table.clear()
        table.update(kept)
    return {}


def provision(call: Call) -> Object:
    """Create a segment together with server groups, as every creation can bring a segment group."""
    body = dict(json_object(call.body))
    groups = Resource(call.tenant, RESOURCES["serverGroup"], call.microtenant)
    brought = body.pop("serverGroupDtos", None) or []
    made = [{"id": entry.get("id") or groups.create(entry)["id"]} for entry in brought]
    if made:
        body["serverGroups"] = [*(body.get("serverGroups") or []), *made]
    return _segments(call).create(body)


def summary(call: Call) -> None:
    """zscaler/zscaler-sdk-go has it, and notes that it is refused."""
    raise refuse("bad.request", "The provided request is invalid")


def limits(call: Call) -> Object:
    return {
        "currentAppsCount": str(len(call.tenant.table("application"))),
        "maxAppsLimit": str(MOST_SEGMENTS),
    }


def configured(call: Call) -> list[Object]:
    table = call.tenant.table("application")
    latest = max((entry["modifiedTime"] for entry in table.values()), default="0")
    return [{"appsConfigured": str(len(table)), "configuredDateInEpochSeconds": latest}]


def mappings(call: Call, segment_id: str) -> list[Object]:
    """What names a segment, without an envelope."""
    segment = _segment(call, segment_id)
    users = list(referrers_of(call.tenant, segment))
    for path, noun, ids in (
        ("segmentGroup", "Segment Group", [segment.get("segmentGroupId")]),
        ("serverGroup", "Server Group", [stub["id"] for stub in segment.get("serverGroups", ())]),
    ):
        users += [(noun, call.tenant.table(path)[one]) for one in ids if one in call.tenant.table(path)]
    return [{"name": user.get("name", user["id"]), "type": noun} for noun, user in users]


def _segment(call: Call, segment_id: str) -> Object:
    segment: Object | None = call.tenant.table("application").get(segment_id)
    if segment is None or call.microtenant not in (None, microtenant_of(segment)):
        raise not_found()
    return segment


def _segments(call: Call) -> Segments:
    return Segments(call.tenant, RESOURCES["application"], call.microtenant)


def _ids(body: Object, key: str) -> list[str]:
    given: Any = body.get(key)
    if not isinstance(given, list):
        raise unreadable()
    return [str(one) for one in given]


ADMIN = "mgmtconfig/v1/admin application/"
# The vendor's page writes the path of sharing without /admin, and once getAppsByType with v2.
ROUTES = (
    Route(r"GET mgmtconfig/v[12]/admin application/getAppsByType", apps_by_type),
    Route(r"DELETE %s(\d+)/deleteAppByType" % ADMIN, delete_by_type, 204),
    Route(r"PUT mgmtconfig/v1(?:/admin)? application/(\d+)/share", share, 204),
    Route(r"POST %s(\d+)/move" % ADMIN, move, 204),
    Route(r"GET %s(\d+)/weightedLbConfig" % ADMIN, read_loads),
    Route(r"PUT %s(\d+)/weightedLbConfig" % ADMIN, write_loads, 204),
    Route(r"PUT %sbulkUpdateMultiMatch" % ADMIN, change_styles, 204),
    Route(r"POST %smultimatchUnsupportedReferences" % ADMIN, unsupported_references),
    Route(r"POST %svalidate" % ADMIN, validate),
    Route(r"POST %sprovision" % ADMIN, provision, 201),
    Route(r"GET %ssummary" % ADMIN, summary),
    Route(r"GET %scount/currentAndMaxLimit" % ADMIN, limits),
    Route(r"GET %sconfigured/count" % ADMIN, configured),
    Route(r"GET %s(\d+)/mappings" % ADMIN, mappings),
)
