# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules and what they name, from data: the form is described in the README beside."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Callable
from typing import Any

from .answers import Object
from .certificate_rules import BROWSER_ACCESS_CERTIFICATE
from .certificate_texts import facts_of, made
from .conditions import OBJECT_TYPES, ObjectType, Reference, Side
from .lookups import EXTRANET_LOCATION, EXTRANET_LOCATION_GROUP, LOOKUPS, SCIM_VALUES
from .policies import PolicySet
from .policy_types import BY_NAME, EMBEDDED, NAMED, PROFILES
from .rules import RESOURCES
from .state import Tenant
from .sub_applications import PRA, all_of, in_list

# SCIM groups have shorter ids than other objects.
_scim_group_ids = itertools.count(3251058)
PATHS = frozenset((*(lookup.path for lookup in LOOKUPS), *RESOURCES))
# The keys of a seed whose entries are like each other, with the look-ups that they become.
PLAIN = {
    "machine_groups": "machineGroup",
    "cloud_connector_groups": "cloudConnectorGroup",
    "branch_connector_groups": "branchConnectorGroup",
    "locations": "location/summary",
    "inspection_profiles": "inspectionProfile",
    "credentials": "credential",
    "credential_pools": "credential-pool",
    "extranet_partners": "extranetResource/partner",
    "pra_consoles": "praConsole",
    "pra_portals": "praPortal",
    "user_portals": "userPortal",
    "user_portal_links": "userPortalLink",
    "certificates": "certificate",
    "managed_browser_profiles": "managedBrowserProfile/search",
    "workload_tag_groups": "workloadTagGroup/summary",
}


def add_look_ups(tenant: Tenant, entry: dict[str, Any]) -> None:
    """Add to a tenant what the entry of a seed lists of the objects that rules name."""
    for key, path in PLAIN.items():
        for one in entry.get(key, ()):
            if key == "extranet_partners":
                add_extranet_partner(tenant, **one)
            elif key == "pra_consoles":
                add_console(tenant, **one)
            else:
                add_look_up(tenant, path, **one)
    adders: dict[str, Callable[..., Object]] = {
        "approvals": add_approval,
        "idps": add_idp,
        "posture_profiles": add_posture_profile,
        "trusted_networks": add_trusted_network,
        "isolation_profiles": add_isolation_profile,
    }
    for key, add in adders.items():
        for one in entry.get(key, ()):
            add(tenant, **one)


def add_policy_rules(tenant: Tenant, rules: dict[str, list[dict[str, Any]]]) -> None:
    """Add rules by policy type, such as ``access`` or ``ISOLATION_POLICY``."""
    for policy_type, given in rules.items():
        for rule in given:
            add_policy_rule(tenant, policy_type, **rule)


def add_look_up(
    tenant: Tenant,
    path: str,
    name: str,
    microtenant_id: str | None = None,
    object_id: str | None = None,
    **extra: Any,
) -> Object:
    """Add an object that rules can name, and return it.

    ``path``: that of a row of LOOKUPS or RESOURCES. ``extra``: more wire keys.
    """
    assert path in PATHS, path
    fields = RESOURCES[path].fields if path in RESOURCES else {}
    filled_in = {key: rule.default for key, rule in fields.items() if rule.default is not None}
    usual = {"enabled": True, "credentialType": "USERNAME_PASSWORD", "userName": "root"}
    filled_in.update({key: value for key, value in usual.items() if key in fields})
    if path == BROWSER_ACCESS_CERTIFICATE.path:
        filled_in.update(facts_of(extra.get("certificate") or made(name).certificate))
    return tenant.add(path, {"name": name, **filled_in, **extra}, microtenant_id, object_id)


def add_console(tenant: Tenant, name: str, domain: str = "", **extra: Any) -> Object:
    """Add a privileged console. ``domain``: that of the application inside a segment that it opens."""
    for segment, app in all_of(tenant, PRA):
        if domain and app["domain"] == domain:
            stamps = {key: app[key] for key in ("modifiedTime", "creationTime", "modifiedBy") if key in app}
            extra["praApplication"] = {**stamps, **in_list(PRA, segment, app, tenant)}
            del extra["praApplication"]["microtenantName"]
    return add_look_up(tenant, "praConsole", name, **extra)


def add_approval(tenant: Tenant, email_ids: list[str], applications: list[str], **extra: Any) -> Object:
    """Add a privileged approval of segments by their names."""
    segments = [tenant.find("application", name) for name in applications]
    values = {
        "emailIds": email_ids,
        "applications": [{"id": entry["id"]} for entry in segments],
        "startTime": "2095999200",
        "endTime": "2096380800",
        **extra,
    }
    return tenant.add("approval", values)


def add_idp(
    tenant: Tenant,
    name: str,
    domains: list[str] | None = None,
    scim: bool = True,
    saml_attributes: list[str] | None = None,
    scim_attributes: dict[str, list[str]] | None = None,
    scim_groups: list[str] | None = None,
    **extra: Any,
) -> Object:
    """Add an IdP with its attributes and groups by their names; ``scim_attributes`` have their values."""
    flags = {"scimEnabled": scim, "enableScimBasedPolicy": scim, "scimSharedSecretExists": scim}
    idp = add_look_up(tenant, "idp", name, **{**flags, "domainList": domains or [], **extra})
    for key, value in {**_endpoints_of_idp(idp["id"]), "delta": _delta(idp["id"])}.items():
        idp.setdefault(key, value)
    for attribute in saml_attributes or ():
        add_saml_attribute(tenant, name, attribute)
    for attribute, values in (scim_attributes or {}).items():
        add_scim_attribute(tenant, name, attribute, values)
    # The last one that came is listed first.
    for group in reversed(scim_groups or []):
        add_scim_group(tenant, name, group)
    return idp


def add_saml_attribute(tenant: Tenant, idp: str, name: str, **extra: Any) -> Object:
    """Add a SAML attribute by its short name to an IdP; the name that it shows has the IdP's after it."""
    values = {"idpId": tenant.find("idp", idp)["id"], "idpName": idp, "samlName": name}
    values["delta"] = _delta(idp + name)
    return add_look_up(tenant, "samlAttribute", "%s_%s" % (name, idp), **{**values, **extra})


def add_scim_attribute(
    tenant: Tenant, idp: str, name: str, values: list[str] | None = None, **extra: Any
) -> Object:
    """Add a SCIM attribute to an IdP, with the values that users have."""
    owner = {"idpId": tenant.find("idp", idp)["id"], "delta": _delta(idp + name)}
    attribute = add_look_up(tenant, "scimattribute", name, **{**owner, **extra})
    tenant.table(SCIM_VALUES)[attribute["id"]] = {"values": values or []}
    return attribute


def add_scim_group(
    tenant: Tenant, idp: str, name: str, modified_time: int | None = None, group_id: int | None = None
) -> Object:
    """Add a SCIM group to an IdP."""
    when, table = modified_time or int(time.time()), tenant.table("scimgroup")
    group = {
        "id": group_id or next(number for number in _scim_group_ids if str(number) not in table),
        "modifiedTime": when,
        "creationTime": when,
        "name": name,
        "idpId": int(tenant.find("idp", idp)["id"]),
        "idpGroupId": None,
        "internalId": _uuid(tenant, name),
    }
    table[str(group["id"])] = group
    return group


def add_extranet_partner(
    tenant: Tenant,
    name: str,
    locations: list[str] | None = None,
    location_groups: dict[str, list[str]] | None = None,
    **extra: Any,
) -> Object:
    """Add a partner of an extranet with locations, and with groups of them, by their names."""
    partner = add_look_up(tenant, "extranetResource/partner", name, **extra)
    for location in locations or ():
        add_extranet_location(tenant, name, location)
    for group, members in (location_groups or {}).items():
        add_extranet_location_group(tenant, name, group, members)
    return partner


def add_extranet_location(tenant: Tenant, partner: str, name: str, **extra: Any) -> Object:
    """Add a location to a partner of an extranet."""
    owner = tenant.find("extranetResource/partner", partner)["id"]
    return add_look_up(tenant, EXTRANET_LOCATION.path, name, **{"zpnErId": owner, **extra})


def add_extranet_location_group(
    tenant: Tenant, partner: str, name: str, members: list[str], **extra: Any
) -> Object:
    """Add a group of locations, by their names, to a partner of an extranet."""
    owner = tenant.find("extranetResource/partner", partner)["id"]
    found = [
        {"id": one["id"], "name": one["name"], "enabled": True}
        for one in tenant.table(EXTRANET_LOCATION.path).values()
        if one["zpnErId"] == owner and one["name"] in members
    ]
    values = {"zpnErId": owner, "ziaLocations": found}
    return add_look_up(tenant, EXTRANET_LOCATION_GROUP.path, name, **{**values, **extra})


def add_posture_profile(tenant: Tenant, name: str, cloud: str = "zscalerthree", **extra: Any) -> Object:
    """Add a posture profile; the name that it shows has its cloud after it."""
    values = {"postureUdid": _uuid(tenant, name), "zscalerCloud": cloud}
    return add_look_up(tenant, "posture", "%s (%s.net)" % (name, cloud), **{**values, **extra})


def add_trusted_network(tenant: Tenant, name: str, cloud: str = "zscalerthree", **extra: Any) -> Object:
    """Add a trusted network; the name that it shows has its cloud after it."""
    values = {"networkId": _uuid(tenant, name), "zscalerCloud": cloud}
    return add_look_up(tenant, "network", "%s (%s.net)" % (name, cloud), **{**values, **extra})


def add_isolation_profile(tenant: Tenant, name: str, **extra: Any) -> Object:
    profile_id, owner = _uuid(tenant, name), _uuid(tenant, "isolation")
    url = "https://redirect.isolation.example.com/tenant/%s/profile/%s/zpa/render" % (owner, profile_id)
    values = {"isolationTenantId": owner, "isolationProfileId": profile_id, "isolationUrl": url}
    return add_look_up(tenant, "isolation/profiles", name, **{"description": name, **values, **extra})


def add_policy_rule(
    tenant: Tenant,
    policy_type: str,
    name: str,
    position: int | None = None,
    microtenant_id: str | None = None,
    restrictedEntity: bool = False,
    **rule: Any,
) -> Object:
    """Add a rule in the v1 or v2 form, with names in the place of ids, and return it as it is kept.

    ``policy_type``: such as ``access`` or ``ACCESS_POLICY``. ``position``: counted from 1; default: the last.
    """
    kind = BY_NAME.get(policy_type) or BY_NAME[policy_type.upper() + "_POLICY"]
    policy_set = PolicySet.of_type(tenant, kind.name, microtenant_id)
    body = {**rule, "name": name}
    operands = [operand for entry in rule.get("conditions", ()) for operand in entry["operands"]]
    second = any("values" in operand or "entryValues" in operand for operand in operands)
    stored = policy_set.add(_with_ids(tenant, body), "v2" if second else "v1")
    if position:
        policy_set.move(stored["id"], str(position))
    if restrictedEntity:
        stored.update(restrictedEntity=True, readOnly=True)
    return stored


def add_deception_rule(tenant: Tenant, policy_type: str = "access", **rule: Any) -> Object:
    """Add a rule of Zscaler Deception above all others, and return it as it is kept."""
    named = {"name": "Zscaler Deception", "position": 1, "restrictedEntity": True}
    return add_policy_rule(tenant, policy_type, **{**named, **rule})


# -- Names for ids ---------------------------------------------------------------------------------------


def _with_ids(tenant: Tenant, body: dict[str, Any]) -> dict[str, Any]:
    body = dict(body)
    for key, embedded in EMBEDDED.items():
        if key in body:
            given = [stub if isinstance(stub, dict) else {"id": stub} for stub in body[key]]
            body[key] = [{"id": _id(tenant, Reference(embedded.path), stub["id"])} for stub in given]
    for key, path in NAMED.items():
        if key in body:
            given = body[key]["id"] if isinstance(body[key], dict) else body[key]
            body[key] = {"id": _id(tenant, Reference(path), given)}
    for key, path in PROFILES.items():
        if key in body:
            body[key] = _id(tenant, Reference(path), body[key])
    body["conditions"] = [
        {**entry, "operands": [_operand(tenant, operand) for operand in entry["operands"]]}
        for entry in body.get("conditions", ())
    ]
    return body


def _operand(tenant: Tenant, operand: dict[str, Any]) -> dict[str, Any]:
    kind = OBJECT_TYPES[operand["objectType"]]
    if "values" in operand:
        return {**operand, "values": [_id(tenant, kind.rhs, value) for value in operand["values"]]}
    if "entryValues" in operand:
        return {**operand, "entryValues": [_pair(tenant, kind, pair) for pair in operand["entryValues"]]}
    return {**operand, **_pair(tenant, kind, operand)}


def _pair(tenant: Tenant, kind: ObjectType, pair: dict[str, Any]) -> dict[str, Any]:
    return {key: _id(tenant, side, pair[key]) for key, side in (("lhs", kind.lhs), ("rhs", kind.rhs))}


def _id(tenant: Tenant, side: Side, given: Any) -> Any:
    """The value by which a side names the object of this name, or what was given if that is none.

    A name may lack the cloud that follows it in brackets.
    """
    if not isinstance(side, Reference):
        return given
    for entry in tenant.table(side.path).values():
        if given in (entry["name"], entry["name"].partition(" (")[0]):
            return str(entry[side.key])
    return given


def _endpoints_of_idp(idp_id: str) -> Object:
    base, idp = "https://config.example.com/auth", "https://idp.example.com/%s" % idp_id
    certificate = {"cName": "idp.example.com", "serialNo": "1", "certificate": "none"}
    return {
        "certificates": [{**certificate, "validFromInSec": "1739571109", "validToInSec": "2055103969"}],
        "loginUrl": idp + "/sso/saml",
        "idpEntityId": idp,
        "scimServiceProviderEndpoint": "https://config.example.com/scim/1/%s/v2" % idp_id,
        "userMetadata": {
            "spEntityId": "%s/metadata/%s" % (base, idp_id),
            "spPostUrl": "%s/%s/sso" % (base, idp_id),
            "certificateUrl": "%s/%s/certificate" % (base, idp_id),
            "spMetadataUrl": "%s/%s/metadata" % (base, idp_id),
            "spBaseUrl": base,
        },
    }


def _delta(text: str) -> str:
    """A fingerprint, which some objects show."""
    return uuid.uuid5(uuid.NAMESPACE_URL, text).hex


def _uuid(tenant: Tenant, name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "%s/%s" % (tenant.customer_id, name)))
