# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What conditions can be about: one row an object type. Pure and private to this collection.

On the wire an operand has a left and a right side. In the v2 form ``values`` lists right sides
whose left side is ``id``; ``entryValues`` lists pairs.
"""

from __future__ import annotations

import typing as t

from .._schema.countries import country_hint, is_country

ID = "id"


class Words(t.NamedTuple):
    """A side that is one of a few words, in any letter case; the wire has ``form`` of them.

    - ``allowed``: empty where the words are too many to list: ``is_one`` then says whether a word is one of
      them, and ``hint`` how to correct what is none;
    - ``plausible``: words that no document lists and that the API may take all the same;
    - ``listed_as``: what the list of words is called that a tenant has, which can be newer than ``allowed``;
    - ``is_open``: whether any other word can be newer than the documents, with no list to prove it.
    """

    allowed: tuple[str, ...]
    form: t.Callable[[str], str] = str.lower
    is_one: t.Callable[[str], bool] = bool
    hint: t.Callable[[str], str] = str
    plausible: tuple[str, ...] = ()
    listed_as: str = ""
    is_open: bool = False


class Named(t.NamedTuple):
    """A side that is an object of a kind, by name or id. ``per_idp``: of one identity provider."""

    kind: str
    per_idp: bool = False


class Literal(t.NamedTuple):
    """A side that is a text as it is. ``folds_case``: letter case makes no difference."""

    folds_case: bool = False


Side = t.Union[Words, Named, Literal]

TRUE = Words(("true",), plausible=("false",))
TRUE_OR_FALSE = Words(("true", "false"))
JUST_ID = Words((ID,))

CLIENT_TYPES = tuple(
    "zpn_client_type_" + name
    for name in (
        "exporter",
        "exporter_noauth",
        "machine_tunnel",
        "edge_connector",
        "zia_inspection",
        "zapp",
        "slogger",
        "browser_isolation",
        "ip_anchoring",
        "zapp_partner",
        "branch_connector",
        "vdi",
    )
)
PLATFORMS = ("linux", "android", "windows", "ios", "mac")
RISKS = ("UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL")


class ObjectType(t.NamedTuple):
    """The two sides of an operand about one type of object.

    ``wire``: the name that is written, where another one means the same.
    """

    left: Side
    right: Side
    wire: str = ""

    @property
    def takes_values(self) -> bool:
        """Whether the v2 form lists values in place of pairs."""
        return self.left == JUST_ID

    @property
    def is_per_idp(self) -> bool:
        return any(isinstance(side, Named) and side.per_idp for side in (self.left, self.right))

    @property
    def listed(self) -> t.Literal["left", "right", ""]:
        """The side that ``objects`` lists: the other one can only be one thing. Empty: neither."""
        if _is_constant(self.left):
            return "right"
        return "left" if _is_constant(self.right) else ""


def _is_constant(side: Side) -> bool:
    return isinstance(side, Words) and len(side.allowed) == 1


def _values(kind: str) -> ObjectType:
    return ObjectType(JUST_ID, Named(kind))


CLOUD_CONNECTOR_GROUPS = ObjectType(JUST_ID, Named("cloud_connector_group"))

OBJECT_TYPES: dict[str, ObjectType] = {
    "APP": _values("application_segment"),
    "APP_GROUP": _values("segment_group"),
    "BRANCH_CONNECTOR_GROUP": _values("branch_connector_group"),
    "CHROME_ENTERPRISE": ObjectType(Words(("managed",), is_open=True), TRUE_OR_FALSE),
    "CHROME_POSTURE_PROFILE": _values("managed_browser_profile"),
    "CLIENT_TYPE": ObjectType(JUST_ID, Words(CLIENT_TYPES, listed_as="client_type")),
    # The vendor's page on access policies has this name, and every SDK the other.
    "CLOUD_CONNECTOR_GROUP": CLOUD_CONNECTOR_GROUPS._replace(wire="EDGE_CONNECTOR_GROUP"),
    "CONSOLE": _values("pra_console"),
    "COUNTRY_CODE": ObjectType(Words((), str.upper, is_country, country_hint), TRUE),
    "EDGE_CONNECTOR_GROUP": CLOUD_CONNECTOR_GROUPS,
    "IDP": _values("idp"),
    "LOCATION": _values("location"),
    "MACHINE_GRP": _values("machine_group"),
    "PLATFORM": ObjectType(Words(PLATFORMS, listed_as="platform"), TRUE),
    "POSTURE": ObjectType(Named("posture_profile"), TRUE_OR_FALSE),
    "PRIVILEGE_PORTAL": _values("pra_portal"),
    "RISK_FACTOR_TYPE": ObjectType(
        Words(("ZIA",), str.upper, is_open=True), Words(RISKS, str.upper, listed_as="risk_score")
    ),
    "SAML": ObjectType(Named("saml_attribute", per_idp=True), Literal()),
    "SCIM": ObjectType(Named("scim_attribute", per_idp=True), Literal(folds_case=True)),
    "SCIM_GROUP": ObjectType(Named("idp"), Named("scim_group", per_idp=True)),
    "TRUSTED_NETWORK": ObjectType(Named("trusted_network"), TRUE_OR_FALSE),
    "USER_PORTAL": _values("user_portal"),
    "WORKLOAD_TAG_GROUP": _values("workload_tag_group"),
}


def wire_name(object_type: str) -> str:
    """Return the name under which an object type is written and compared, known or not."""
    name = object_type.strip().upper()
    known = OBJECT_TYPES.get(name)
    return known.wire or name if known else name
