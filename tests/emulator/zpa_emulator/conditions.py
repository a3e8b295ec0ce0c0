# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions of rules: what each kind of operand accepts, how v2 becomes v1, how they are shown.

A new kind of operand is one more row of OBJECT_TYPES.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .answers import Object
from .errors import Refusal, invalid
from .state import Tenant

CLIENT_TYPES = {
    "zpn_client_type_exporter": "Web Browser",
    "zpn_client_type_exporter_noauth": "Web Browser Unauthenticated",
    "zpn_client_type_machine_tunnel": "Machine Tunnel",
    "zpn_client_type_edge_connector": "Cloud Connector",
    "zpn_client_type_zia_inspection": "ZIA Inspection",
    "zpn_client_type_zapp": "Client Connector",
    "zpn_client_type_slogger": "ZPA LSS",
    "zpn_client_type_browser_isolation": "Cloud Browser",
    "zpn_client_type_ip_anchoring": "ZIA Service Edge",
    "zpn_client_type_zapp_partner": "Client Connector Partner",
    "zpn_client_type_branch_connector": "Branch Connector",
    "zpn_client_type_vdi": "Client Connector for VDI",
}
PLATFORMS = {"linux": "Linux", "android": "Android", "windows": "Windows", "ios": "iOS", "mac": "Mac"}
RISK_SCORES = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN")
# ISO 3166-1 alpha-2.
_COUNTRIES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY
BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK
FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR
IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK
ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF
TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_COUNTRIES.split())


@dataclass(frozen=True)
class Reference:
    """A side that names an object of the tenant: the value of its ``key``.

    ``within``: the key of the object that must hold the value of the left side.
    """

    path: str
    key: str = "id"
    within: str = ""

    def find(self, tenant: Tenant, value: str) -> Object | None:
        table = tenant.table(self.path)
        if self.key == "id":
            return table.get(value)
        return next((entry for entry in table.values() if entry.get(self.key) == value), None)


Side = Reference | frozenset[str] | None
ID, TRUE, TRUE_OR_FALSE = frozenset({"id"}), frozenset({"true"}), frozenset({"true", "false"})


@dataclass(frozen=True)
class ObjectType:
    """A kind of operand. A side is a reference, one of some values, or None for any text.

    ``forms``: the keys by which v2 gives its values. ``idp``: how the IdP of an operand is known: its left
    side names the IdP itself (``idp``) or an attribute of it (``attribute``).
    """

    lhs: Side
    rhs: Side
    forms: tuple[str, ...] = ("entryValues",)
    idp: str = ""


def _named(path: str, *forms: str) -> ObjectType:
    return ObjectType(ID, Reference(path), forms or ("values",))


# An object type that no document names: a server may know it.
UNDOCUMENTED = ObjectType(None, None, ("values", "entryValues"))
CLOUD_CONNECTORS = _named("cloudConnectorGroup")
OBJECT_TYPES = {
    "APP": _named("application"),
    "APP_GROUP": _named("segmentGroup"),
    "IDP": _named("idp", "values", "entryValues"),
    "MACHINE_GRP": _named("machineGroup"),
    "EDGE_CONNECTOR_GROUP": CLOUD_CONNECTORS,
    "CLOUD_CONNECTOR_GROUP": CLOUD_CONNECTORS,
    "BRANCH_CONNECTOR_GROUP": _named("branchConnectorGroup"),
    "LOCATION": _named("location/summary"),
    "CHROME_POSTURE_PROFILE": _named("managedBrowserProfile/search"),
    "WORKLOAD_TAG_GROUP": _named("workloadTagGroup/summary"),
    "CONSOLE": _named("praConsole"),
    "PRIVILEGE_PORTAL": _named("praPortal"),
    "USER_PORTAL": _named("userPortal"),
    "CLIENT_TYPE": ObjectType(ID, frozenset(CLIENT_TYPES), ("values",)),
    "SAML": ObjectType(Reference("samlAttribute"), None, idp="attribute"),
    "SCIM": ObjectType(Reference("scimattribute"), None, idp="attribute"),
    "SCIM_GROUP": ObjectType(Reference("idp"), Reference("scimgroup", within="idpId"), idp="idp"),
    "POSTURE": ObjectType(Reference("posture", "postureUdid"), TRUE_OR_FALSE),
    # Documents have "true" only, and clients let "false" through.
    "TRUSTED_NETWORK": ObjectType(Reference("network", "networkId"), TRUE_OR_FALSE),
    "PLATFORM": ObjectType(frozenset(PLATFORMS), TRUE),
    "COUNTRY_CODE": ObjectType(COUNTRIES, TRUE),
    "RISK_FACTOR_TYPE": ObjectType(frozenset({"ZIA"}), frozenset(RISK_SCORES)),
    "CHROME_ENTERPRISE": ObjectType(frozenset({"managed"}), TRUE_OR_FALSE),
}
# Conditions and operands have shorter ids than anything else.
_ids = itertools.count(46277407)


# -- Writing ---------------------------------------------------------------------------------------------


def conditions_of(given: Any, version: str, allowed: Iterable[str], tenant: Tenant) -> list[Object]:
    """Return written conditions in the v1 form, without ids; refuse wrong ones.

    ``allowed``: the object types that documents name for the policy type.
    """
    if not isinstance(given, list) or not all(isinstance(entry, dict) for entry in given):
        raise invalid("conditions")
    return [_condition(entry, version, frozenset(allowed), tenant) for entry in given]


def stamped(conditions: list[Object], stamp: Object) -> list[Object]:
    """Return conditions with new ids and the times of a change, for themselves and their operands."""
    return [
        {
            "id": str(next(_ids)),
            **stamp,
            **condition,
            "operands": [{"id": str(next(_ids)), **stamp, **entry} for entry in condition["operands"]],
        }
        for condition in conditions
    ]


def _condition(given: Object, version: str, allowed: frozenset[str], tenant: Tenant) -> Object:
    operator, negated = given.get("operator"), given.get("negated")
    if operator not in (None, "AND", "OR"):
        raise invalid("operator")
    if negated not in (None, True, False):
        raise invalid("negated")
    if not given.get("operands"):
        raise Refusal(500, {})
    if not isinstance(given["operands"], list):
        raise invalid("operands")
    operands: list[Object] = []
    for operand in given["operands"]:
        if not isinstance(operand, dict):
            raise invalid("operands")
        name = operand.get("objectType")
        if not isinstance(name, str) or not name:
            raise invalid("objectType")
        if tenant.quirks.undocumented_refused and (name not in OBJECT_TYPES or name not in allowed):
            raise invalid("objectType")
        kind = OBJECT_TYPES.get(name, UNDOCUMENTED)
        pairs = _pairs_v2(operand, kind) if version == "v2" else _pair_v1(operand)
        for lhs, rhs in pairs:
            _refuse_wrong(kind, lhs, rhs, tenant)
            operands.append({"objectType": name, "lhs": lhs, "rhs": rhs})
    return {"operator": operator or "OR", "negated": bool(negated), "operands": operands}


def _pair_v1(operand: Object) -> Iterator[tuple[str, str]]:
    yield _text(operand.get("lhs"), "lhs"), _text(operand.get("rhs"), "rhs")


def _pairs_v2(operand: Object, kind: ObjectType) -> Iterator[tuple[str, str]]:
    form = next((key for key in ("values", "entryValues") if operand.get(key)), kind.forms[0])
    given = operand.get(form)
    if form not in kind.forms or not given or not isinstance(given, list):
        raise invalid(form)
    for entry in given:
        if form == "values":
            yield "id", _text(entry, form)
        elif isinstance(entry, dict):
            yield _text(entry.get("lhs"), "lhs"), _text(entry.get("rhs"), "rhs")
        else:
            raise invalid(form)


def _text(value: Any, key: str) -> str:
    """Return a value as the text that is stored: booleans and numbers are accepted."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, (str, int)) or value == "":
        raise invalid(key)
    return str(value)


def _refuse_wrong(kind: ObjectType, lhs: str, rhs: str, tenant: Tenant) -> None:
    for name, side, value in (("lhs", kind.lhs, lhs), ("rhs", kind.rhs, rhs)):
        if isinstance(side, Reference):
            found = side.find(tenant, value)
            if found is None or (side.within and str(found[side.within]) != lhs):
                raise invalid(name)
        elif side is not None and value not in _accepted(side, tenant):
            raise invalid(name)


def _accepted(side: frozenset[str], tenant: Tenant) -> frozenset[str]:
    """The words of a side. Where documents say "true" and clients send "false" too, a server may take it."""
    return TRUE_OR_FALSE if side == TRUE and not tenant.quirks.undocumented_refused else side


# -- Reading ---------------------------------------------------------------------------------------------


def conditions_read(conditions: list[Object], rule_id: str, tenant: Tenant) -> list[Object]:
    """Return stored conditions as reads and lists show them."""
    quirks = tenant.quirks
    shown = [
        {
            **condition,
            "operands": [
                {**operand, **_labels(operand, tenant), "conditionId": condition["id"]}
                for operand in condition["operands"]
            ],
            "ruleGid": rule_id,
        }
        for condition in conditions
    ]
    if quirks.older_shape:
        shown = [_older(condition) for condition in shown]
    if quirks.shuffled_conditions:
        shown = [{**entry, "operands": _shuffled(entry["operands"])} for entry in _shuffled(shown)]
    return shown


def conditions_created(conditions: list[Object], tenant: Tenant) -> list[Object]:
    """Return stored conditions as the answer to a creation shows them: named by the IdP, if at all."""

    def named(operand: Object) -> Object:
        label = _labels(operand, tenant)
        by_idp = OBJECT_TYPES.get(operand["objectType"], UNDOCUMENTED).idp == "idp"
        return {**operand, "name": label["idpName"]} if by_idp and "idpName" in label else operand

    return [{**entry, "operands": [named(operand) for operand in entry["operands"]]} for entry in conditions]


def _labels(operand: Object, tenant: Tenant) -> Object:
    """What a read adds to an operand: the name of its object, or its IdP."""
    name, lhs, rhs = (operand.get(key, "") for key in ("objectType", "lhs", "rhs"))
    if name == "CLIENT_TYPE":
        return {"name": rhs}
    kind = OBJECT_TYPES.get(name)
    if kind is None:
        return {}
    if kind.idp:
        attribute = kind.lhs.find(tenant, lhs) if isinstance(kind.lhs, Reference) else None
        idp_id = lhs if kind.idp == "idp" else str((attribute or {}).get("idpId"))
        idp = tenant.table("idp").get(idp_id)
        return {"idpId": idp_id, "idpName": idp["name"]} if idp else {}
    for side, value in ((kind.rhs, rhs), (kind.lhs, lhs)):
        found = side.find(tenant, value) if isinstance(side, Reference) else None
        if found:
            return {"name": found["name"]}
    return {}


def _older(condition: Object) -> Object:
    hidden = ("modifiedTime", "conditionId")
    operands = [
        {key: value for key, value in operand.items() if key not in hidden}
        for operand in condition["operands"]
    ]
    return {**{key: value for key, value in condition.items() if key != "ruleGid"}, "operands": operands}


def _shuffled(entries: list[Object]) -> list[Object]:
    """The last first, and every other one put off: what belongs together is torn apart."""
    backwards = entries[::-1]
    return backwards[::2] + backwards[1::2]
