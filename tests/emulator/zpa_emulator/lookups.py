# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The objects that rules name and that are only read here: what they show, and where they are listed.

One that is read by its id and in lists, as most are, is one more row of LOOKUPS.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from .answers import Object, by_name, escaped, paged
from .calls import Call, Route
from .errors import invalid, not_found
from .search import SAFE, TERM, search
from .state import Tenant, microtenant_of

ADMIN = "mgmtconfig/%s/admin"


@dataclass(frozen=True)
class Lookup:
    """Objects that are only read.

    ``path`` is that of their list, in each of ``list_versions``. ``single``: whether v1 answers one by its
    id. ``has_summary``: whether there is a list of names below the path. ``scoped``: whether they belong to
    microtenants; all of them see the others. ``counts_page``: whether lists have ``currentCount``. ``shown``:
    keys of every answer; ``only_in_one``: keys that lists leave out; ``hidden``: keys that no answer has.
    """

    path: str
    root: str = ADMIN
    list_versions: tuple[str, ...] = ("v1",)
    single: bool = True
    has_summary: bool = False
    scoped: bool = True
    counts_page: bool = False
    hidden: tuple[str, ...] = ()
    shown: dict[str, Any] = field(default_factory=dict)
    only_in_one: dict[str, Any] = field(default_factory=dict)


IDP = Lookup(
    "idp",
    list_versions=("v2",),
    scoped=False,
    shown={
        "autoProvision": "0",
        "signSamlRequest": "1",
        "ssoType": ["USER"],
        "useCustomSPMetadata": True,
        "scimEnabled": False,
        "enableScimBasedPolicy": False,
        "disableSamlBasedPolicy": False,
        "reauthOnUserUpdate": False,
        "userSpSigningCertId": "0",
        "enableArbitraryAuthDomains": "0",
        "oneIdentityEnabled": False,
        "scimSharedSecretExists": False,
        "forceAuth": False,
        "loginHint": True,
        "enabled": True,
        "redirectBinding": False,
    },
)
SAML_ATTRIBUTE = Lookup(
    "samlAttribute",
    list_versions=("v2",),
    scoped=False,
    counts_page=True,
    shown={"userAttribute": False},
)
SCIM_ATTRIBUTE = Lookup(
    "scimattribute",
    list_versions=(),
    single=False,
    scoped=False,
    counts_page=True,
    shown={
        "dataType": "String",
        "schemaURI": "urn:ietf:params:scim:schemas:core:2.0:User",
        "multivalued": False,
        "required": False,
        "caseSensitive": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": False,
    },
)
POSTURE = Lookup(
    "posture",
    list_versions=("v2",),
    scoped=False,
    shown={
        "applyToMachineTunnelEnabled": False,
        "crlCheckEnabled": False,
        "nonExportablePrivateKeyEnabled": False,
    },
)
ISOLATION_PROFILE = Lookup("isolation/profiles", single=False, counts_page=True, shown={"enabled": True})
PARTNER = Lookup("extranetResource/partner", single=False)
# What belongs to a partner, which only the path of a list tells.
_OF_PARTNER: dict[str, Any] = {"list_versions": (), "single": False, "hidden": ("zpnErId",)}
EXTRANET_LOCATION = Lookup("location/extranetResource", **_OF_PARTNER, shown={"enabled": True})
EXTRANET_LOCATION_GROUP = Lookup("locationGroup/extranetResource", **_OF_PARTNER)
LOOKUPS = (
    IDP,
    SAML_ATTRIBUTE,
    SCIM_ATTRIBUTE,
    POSTURE,
    Lookup("network", list_versions=("v2",), scoped=False),
    Lookup(
        "machineGroup",
        has_summary=True,
        shown={"enabled": True},
        only_in_one={"readOnly": False, "zscalerManaged": False},
    ),
    Lookup("cloudConnectorGroup", has_summary=True, scoped=False, shown={"enabled": True}),
    Lookup("branchConnectorGroup", has_summary=True, shown={"enabled": True}),
    Lookup("location/summary", single=False, shown={"enabled": True}),
    ISOLATION_PROFILE,
    PARTNER,
    EXTRANET_LOCATION,
    EXTRANET_LOCATION_GROUP,
    Lookup("managedBrowserProfile/search", single=False, shown={"browserType": "CHROME"}),
    Lookup("workloadTagGroup/summary", single=False, shown={"enabled": True}),
)
# Kept apart from the attribute, which does not show them.
SCIM_VALUES = "scimattribute/values"


# -- Endpoints on /mgmtconfig ----------------------------------------------------------------------------


def page(lookup: Lookup, call: Call, only: Callable[[Object], bool] = lambda entry: True) -> Object:
    found = sorted((entry for entry in _in_scope(lookup, call) if only(entry)), key=by_name)
    if call.query.get("search") and not call.tenant.quirks.deaf_search:
        found = search(found, call.query["search"], call.tenant.quirks.blind_search)
    answer = paged(found, call.query, call.tenant.quirks, partial(_shown, lookup, call.tenant))
    if lookup.counts_page:
        answer["currentCount"] = str(len(answer.get("list", ())))
    return answer


def summary(lookup: Lookup, call: Call) -> Object:
    answer = page(lookup, call)
    if "list" in answer:
        keys = ("id", "name", "enabled")
        answer["list"] = [{key: entry[key] for key in keys if key in entry} for entry in answer["list"]]
    return answer


def one(lookup: Lookup, call: Call, object_id: str) -> Object:
    entry = next((entry for entry in _in_scope(lookup, call) if entry["id"] == object_id), None)
    if entry is None:
        raise not_found()
    return {**_shown(lookup, call.tenant, entry), **lookup.only_in_one}


def saml_attributes_of(call: Call, idp_id: str) -> Object:
    one(IDP, call, idp_id)
    return page(SAML_ATTRIBUTE, call, lambda entry: bool(entry["idpId"] == idp_id))


def scim_attributes_of(call: Call, idp_id: str) -> Object:
    one(IDP, call, idp_id)
    return page(SCIM_ATTRIBUTE, call, lambda entry: bool(entry["idpId"] == idp_id))


def scim_attribute(call: Call, idp_id: str, attribute_id: str) -> Object:
    found = one(SCIM_ATTRIBUTE, call, attribute_id)
    if found["idpId"] != idp_id:
        raise not_found()
    return found


def of_partner(lookup: Lookup, call: Call, partner_id: str) -> Object:
    one(PARTNER, call, partner_id)
    return page(lookup, call, lambda entry: bool(entry["zpnErId"] == partner_id))


def isolation_profiles_of_cbi(call: Call) -> list[Object]:
    """The same profiles under the names of the isolation API, in no order, without an envelope."""
    names = {
        "isolationTenantId": "cbiTenantId",
        "isolationProfileId": "cbiProfileId",
        "isolationUrl": "cbiUrl",
    }
    return [
        {names.get(key, key): value for key, value in _shown(ISOLATION_PROFILE, call.tenant, entry).items()}
        for entry in _in_scope(ISOLATION_PROFILE, call)
    ]


def _in_scope(lookup: Lookup, call: Call) -> list[Object]:
    return [
        entry
        for entry in call.tenant.table(lookup.path).values()
        if not lookup.scoped or call.microtenant in (None, microtenant_of(entry))
    ]


def _shown(lookup: Lookup, tenant: Tenant, entry: Object) -> Object:
    answer = {key: value for key, value in {**lookup.shown, **entry}.items() if key not in lookup.hidden}
    return escaped(answer, tenant.quirks)


# -- Endpoints on /userconfig: numbers are numbers, and a search is plain text or a term -----------------


def scim_groups_of(call: Call, idp_id: str) -> Object:
    idp = _with_scim(call, idp_id)
    found = [entry for entry in call.tenant.table("scimgroup").values() if str(entry["idpId"]) == idp["id"]]
    wanted = call.query.get("search", "")
    if TERM.match(wanted):
        found = search(found, wanted, call.tenant.quirks.blind_search)
    else:
        found = [entry for entry in found if _has(call, entry["name"])]
    key = call.query.get("sortBy", "modifiedTime")
    descending = call.query.get("sortOrder", "DESC" if key == "modifiedTime" else "ASC") != "ASC"
    found.sort(key=lambda entry: (_collation(entry.get(key)), entry["id"]), reverse=descending)
    return paged(found, call.query, call.tenant.quirks, numbers=True)


def scim_group(call: Call, group_id: str) -> Object:
    group = call.tenant.table("scimgroup").get(group_id)
    if group is None:
        raise not_found()
    return group


def scim_values_of(call: Call, idp_id: str, attribute_id: str) -> Object:
    _with_scim(call, idp_id)
    scim_attribute(call, idp_id, attribute_id)
    stored = call.tenant.table(SCIM_VALUES).get(attribute_id, {"values": []})
    values = [value for value in sorted(stored["values"]) if _has(call, value)]
    return paged(values, call.query, call.tenant.quirks, numbers=True)


def _collation(value: Any) -> tuple[int, str]:
    return (value, "") if isinstance(value, int) else (0, str(value).casefold())


def _with_scim(call: Call, idp_id: str) -> Object:
    idp = call.tenant.table("idp").get(idp_id)
    if idp is None or not idp.get("scimEnabled"):
        raise invalid("idpId")
    return idp


def _has(call: Call, text: str) -> bool:
    wanted = call.query.get("search", "")
    if call.tenant.quirks.deaf_search:
        return True
    if call.tenant.quirks.blind_search and not SAFE.match(wanted):
        return False
    return wanted.casefold() in text.casefold()


# -- All of them -----------------------------------------------------------------------------------------


def _routes() -> list[Route]:
    routes = []
    for lookup in LOOKUPS:
        path = re.escape(lookup.path)
        for version in lookup.list_versions:
            lists = "GET %s %s" % (lookup.root % version, path)
            routes.append(Route(lists, partial(page, lookup)))
            if lookup.has_summary:
                routes.append(Route(lists + "/summary", partial(summary, lookup)))
        if lookup.single:
            pattern = r"GET %s %s/(\d+)" % (lookup.root % "v1", path)
            routes.append(Route(pattern, partial(one, lookup)))
    return routes


ROUTES = (
    *_routes(),
    Route(r"GET mgmtconfig/v2/admin samlAttribute/idp/(\d+)", saml_attributes_of),
    Route(r"GET mgmtconfig/v1/admin idp/(\d+)/scimattribute", scim_attributes_of),
    Route(r"GET mgmtconfig/v1/admin idp/(\d+)/scimattribute/(\d+)", scim_attribute),
    Route(r"GET mgmtconfig/v1/admin location/extranetResource/(\d+)", partial(of_partner, EXTRANET_LOCATION)),
    Route(
        r"GET mgmtconfig/v1/admin locationGroup/extranetResource/(\d+)",
        partial(of_partner, EXTRANET_LOCATION_GROUP),
    ),
    Route(r"GET cbiconfig/cbi/api zpaprofiles", isolation_profiles_of_cbi),
    Route(r"GET userconfig/v1 scimgroup/idpId/(\d+)", scim_groups_of),
    Route(r"GET userconfig/v1 scimgroup/(\d+)", scim_group),
    Route(r"GET userconfig/v1 scimattribute/idpId/(\d+)/attributeId/(\d+)", scim_values_of),
)
