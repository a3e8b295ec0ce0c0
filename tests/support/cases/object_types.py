# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What conditions can be about: for each object type, two operands that a rule has, and how they are said."""

from __future__ import annotations

from typing import Any, NamedTuple

from support.policies import PLAIN_NAMES, Id

Operands = list[dict[str, Any]]


class ObjectTypeCases(NamedTuple):
    """One object type. Values are names of the tenant that ``support.policies.furnish`` makes.

    ``policy_type``: one whose rules can be about it. ``stored``: the left and right sides of the two
    operands that the rule has, in the form of the emulator's seeds. ``same``: options that mean them,
    by what is special about these; what comes first is how results show them. ``one``, ``three``: one of
    them alone, and both with one more. ``another``: an operand that is none of these.
    """

    policy_type: str
    stored: tuple[tuple[str, str], tuple[str, str]]
    same: dict[str, Operands]
    one: Operands
    three: Operands
    another: Operands


def _values(object_type: str, path: str, names: tuple[str, ...], policy_type: str) -> ObjectTypeCases:
    """Objects that are listed by name or id."""
    first, second, third = names
    ids = [Id(path, first), Id(path, second)]

    def of(*objects: Any, **more: Any) -> Operands:
        return [{"object_type": object_type, "objects": list(objects), **more}]

    return ObjectTypeCases(
        policy_type,
        (("id", first), ("id", second)),
        {
            "names": of(first, second),
            "names in another order": of(second, first),
            "names and blanks, twice": of(" %s " % first, second, first),
            "ids": of(*ids),
            "a name and an id": of(first, ids[1]),
            "values": [{"object_type": object_type, "values": [second, first]}],
            "pairs with id": [
                {
                    "object_type": object_type,
                    "entries": [{"lhs": "id", "rhs": second}, {"lhs": "ID", "rhs": ids[0]}],
                }
            ],
            "an operand for each": of(second) + of(first),
            "small letters": [{"object_type": " %s " % object_type.lower(), "objects": [first, second]}],
        },
        of(first),
        of(first, second, third),
        of(third),
    )


def _words(
    object_type: str, words: tuple[str, str, str], left: str = "", policy_type: str = "access"
) -> ObjectTypeCases:
    """Words that are listed; on the wire they are the left side, or the right one of a constant ``left``."""
    first, second, third = words

    def of(*objects: Any) -> Operands:
        return [{"object_type": object_type, "objects": list(objects)}]

    def pair(word: str, **spelled: str) -> dict[str, str]:
        sides = (left, word) if left else (word, "true")
        return {"lhs": spelled.get("lhs", sides[0]), "rhs": spelled.get("rhs", sides[1])}

    lower = {"lhs": left.swapcase()} if left else {"rhs": "True"}
    return ObjectTypeCases(
        policy_type,
        ((left, first), (left, second)) if left else ((first, "true"), (second, "true")),
        {
            "words": of(first, second),
            "words in another order": of(second, first, second),
            "words in another letter case": of(first.swapcase(), second.swapcase()),
            "pairs": [{"object_type": object_type, "entries": [pair(second), pair(first)]}],
            "pairs in another letter case": [
                {"object_type": object_type, "entry_values": [pair(second, **lower), pair(first, **lower)]}
            ],
            "one pair without a list": [
                {"object_type": object_type, "entries": pair(first)},
                {"object_type": object_type, "entry_values": pair(second)},
            ],
        },
        of(first),
        of(first, second, third),
        of(third),
    )


def _flags(object_type: str, path: str, names: tuple[str, str, str], key: str) -> ObjectTypeCases:
    """Objects with true or false beside, whose names end in the cloud."""
    first, second, third = names
    cloud = "%s (zscalerthree.net)"
    ids = [Id(path, cloud % name, key) for name in names]

    def of(*pairs: tuple[Any, Any], name: str = "entries") -> Operands:
        return [{"object_type": object_type, name: [{"lhs": lhs, "rhs": rhs} for lhs, rhs in pairs]}]

    other = "false" if object_type == "POSTURE" else "true"
    return ObjectTypeCases(
        "access",
        ((first, "true"), (second, other)),
        {
            "whole names": of((cloud % first, "true"), (cloud % second, other)),
            "names without the cloud": of((second, other), (first, "true")),
            "what the wire has": of((ids[0], "true"), (ids[1], other)),
            "ids": of((Id(path, cloud % first), "true"), (Id(path, cloud % second), other)),
            "booleans": of((first, True), (second, other == "true")),
            "another letter case": of((first, "TRUE"), (second, other.title()), name="entry_values"),
        },
        of((first, "true")),
        of((first, "true"), (second, other), (third, "true")),
        of((third, "true")),
    )


def _of_idp(object_type: str, same: dict[str, Operands], stored: Any, more: Any) -> ObjectTypeCases:
    one, another = more
    first = next(iter(same.values()))
    return ObjectTypeCases("access", stored, same, one, first + another, another)


def _pairs(object_type: str, *pairs: tuple[Any, Any], **beside: Any) -> Operands:
    entries = [{"lhs": lhs, "rhs": rhs} for lhs, rhs in pairs]
    return [{"object_type": object_type, "entries": entries, **beside}]


def _plain(object_type: str, path: str, policy_type: str = "access") -> ObjectTypeCases:
    names = PLAIN_NAMES[path]
    return _values(object_type, path, (names[0], names[1], names[2]), policy_type)


OKTA, EMAIL = Id("idp", "Okta"), Id("samlAttribute", "Email_Okta")
OBJECT_TYPE_CASES = {
    "APP": _values("APP", "application", ("SAP", "Jira", "Git"), "access"),
    "APP_GROUP": _values("APP_GROUP", "segmentGroup", ("Finance apps", "Web apps", "Lab apps"), "access"),
    "BRANCH_CONNECTOR_GROUP": _plain("BRANCH_CONNECTOR_GROUP", "branchConnectorGroup"),
    "CHROME_ENTERPRISE": ObjectTypeCases(
        "access",
        (("managed", "true"), ("managed", "false")),
        {
            "words": [{"object_type": "CHROME_ENTERPRISE", "objects": ["false", "true"]}],
            "booleans": [{"object_type": "CHROME_ENTERPRISE", "objects": [True, False]}],
            "pairs": _pairs("CHROME_ENTERPRISE", ("managed", "true"), ("Managed", "FALSE")),
        },
        [{"object_type": "CHROME_ENTERPRISE", "objects": ["true"]}],
        [
            {"object_type": "CHROME_ENTERPRISE", "objects": ["true", "false"]},
            {"object_type": "APP", "objects": ["SAP"]},
        ],
        [{"object_type": "APP", "objects": ["SAP"]}],
    ),
    "CHROME_POSTURE_PROFILE": _plain("CHROME_POSTURE_PROFILE", "managedBrowserProfile/search"),
    "CLIENT_TYPE": _words(
        "CLIENT_TYPE",
        ("zpn_client_type_zapp", "zpn_client_type_vdi", "zpn_client_type_exporter"),
        left="id",
        policy_type="client_forwarding",
    ),
    "CLOUD_CONNECTOR_GROUP": _plain("CLOUD_CONNECTOR_GROUP", "cloudConnectorGroup"),
    "CONSOLE": _plain("CONSOLE", "praConsole", "credential"),
    "COUNTRY_CODE": _words("COUNTRY_CODE", ("DE", "CH", "FR")),
    "EDGE_CONNECTOR_GROUP": _plain("EDGE_CONNECTOR_GROUP", "cloudConnectorGroup", "isolation"),
    "IDP": _values("IDP", "idp", ("Okta", "Azure", "Legacy"), "timeout"),
    "LOCATION": _plain("LOCATION", "location/summary"),
    "MACHINE_GRP": _plain("MACHINE_GRP", "machineGroup"),
    "PLATFORM": _words("PLATFORM", ("windows", "mac", "linux"), policy_type="timeout"),
    "POSTURE": _flags("POSTURE", "posture", ("Disk encrypted", "Firewall on", "Jailbroken"), "postureUdid"),
    "PRIVILEGE_PORTAL": _plain("PRIVILEGE_PORTAL", "praPortal", "privileged_portal"),
    "RISK_FACTOR_TYPE": _words("RISK_FACTOR_TYPE", ("HIGH", "CRITICAL", "LOW"), left="ZIA"),
    "SAML": _of_idp(
        "SAML",
        {
            "names": _pairs("SAML", ("Department_Okta", "Sales"), ("Email_Okta", "Ann@example.com")),
            "short names beside their identity provider": _pairs(
                "SAML", ("Email", "Ann@example.com"), ("Department", "Sales"), idp="Okta"
            ),
            "names beside their identity provider": _pairs(
                "SAML", ("Department_Okta", "Sales"), ("Email_Okta", "Ann@example.com"), idp=OKTA
            ),
            "ids": _pairs(
                "SAML",
                (Id("samlAttribute", "Department_Okta"), "Sales"),
                (EMAIL, "Ann@example.com"),
            ),
            "one pair without a list": [
                {"object_type": "SAML", "entries": {"lhs": "Email_Okta", "rhs": "Ann@example.com"}},
                {"object_type": "saml", "entry_values": {"lhs": "Department_Okta", "rhs": " Sales "}},
            ],
        },
        (("Email_Okta", "Ann@example.com"), ("Department_Okta", "Sales")),
        (
            _pairs("SAML", ("Email_Okta", "Ann@example.com")),
            _pairs("SAML", ("Email_Azure", "Ann@example.com")),
        ),
    ),
    "SCIM": _of_idp(
        "SCIM",
        {
            "names": _pairs("SCIM", ("title", "CFO"), ("title", "Head of Sales"), idp="Okta"),
            "names that one identity provider has": _pairs(
                "SCIM", ("title", "CFO"), ("title", "Head of Sales")
            ),
            "values in another letter case": _pairs(
                "SCIM", ("title", "cfo"), ("title", "HEAD of sales"), idp=OKTA
            ),
            "ids": _pairs(
                "SCIM",
                (Id("scimattribute", "title"), "CFO"),
                (Id("scimattribute", "title"), "Head of Sales"),
            ),
        },
        (("title", "CFO"), ("title", "Head of Sales")),
        (
            _pairs("SCIM", ("title", "CFO"), idp="Okta"),
            _pairs("SCIM", ("department", "CFO"), idp="Azure"),
        ),
    ),
    "SCIM_GROUP": _of_idp(
        "SCIM_GROUP",
        {
            "names": _pairs("SCIM_GROUP", ("Okta", "Engineering"), ("Okta", "Sales")),
            "objects beside their identity provider": [
                {"object_type": "SCIM_GROUP", "idp": "Okta", "objects": ["Sales", "Engineering"]}
            ],
            "ids": _pairs(
                "SCIM_GROUP",
                (OKTA, Id("scimgroup", "Engineering")),
                (OKTA, Id("scimgroup", "Sales")),
            ),
            "an operand for each": _pairs("SCIM_GROUP", ("Okta", "Sales"))
            + _pairs("scim_group", (OKTA, "Engineering")),
        },
        (("Okta", "Engineering"), ("Okta", "Sales")),
        (_pairs("SCIM_GROUP", ("Okta", "Engineering")), _pairs("SCIM_GROUP", ("Azure", "Guests"))),
    ),
    "TRUSTED_NETWORK": _flags(
        "TRUSTED_NETWORK", "network", ("Headquarters", "Branch office", "Warehouse"), "networkId"
    ),
    "USER_PORTAL": _plain("USER_PORTAL", "userPortal", "clientless_session_protection"),
    "WORKLOAD_TAG_GROUP": _plain("WORKLOAD_TAG_GROUP", "workloadTagGroup/summary"),
}
