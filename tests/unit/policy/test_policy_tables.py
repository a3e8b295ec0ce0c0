# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables of policy types and object types say what the API's documents and clients say."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.object_types import (
    CLIENT_TYPES,
    ID,
    OBJECT_TYPES,
    Literal,
    Named,
    Words,
    wire_name,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import (
    POLICY_TYPES,
    SPELLINGS,
    policy_type_named,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import (
    POLICY_RULE,
    policy_rule,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.every_lookup import EVERY

# -- object types --------------------------------------------------------------------------------

# Written by ``values``, with the kind whose id stands on the right.
VALUES = {
    "APP": "application_segment",
    "APP_GROUP": "segment_group",
    "BRANCH_CONNECTOR_GROUP": "branch_connector_group",
    "CHROME_POSTURE_PROFILE": "managed_browser_profile",
    "CLIENT_TYPE": "",
    "CLOUD_CONNECTOR_GROUP": "cloud_connector_group",
    "CONSOLE": "pra_console",
    "EDGE_CONNECTOR_GROUP": "cloud_connector_group",
    "IDP": "idp",
    "LOCATION": "location",
    "MACHINE_GRP": "machine_group",
    "PRIVILEGE_PORTAL": "pra_portal",
    "USER_PORTAL": "user_portal",
    "WORKLOAD_TAG_GROUP": "workload_tag_group",
}
# Written by ``entryValues``: what stands on either side.
ENTRIES = {
    "CHROME_ENTERPRISE": ("managed", "true false"),
    "COUNTRY_CODE": ("", "true"),
    "PLATFORM": ("android ios linux mac windows", "true"),
    "POSTURE": ("<posture_profile>", "true false"),
    "RISK_FACTOR_TYPE": ("ZIA", "UNKNOWN LOW MEDIUM HIGH CRITICAL"),
    "SAML": ("<saml_attribute>", "*"),
    "SCIM": ("<scim_attribute>", "*"),
    "SCIM_GROUP": ("<idp>", "<scim_group>"),
    "TRUSTED_NETWORK": ("<trusted_network>", "true false"),
}


def spelled(side: object) -> str:
    if isinstance(side, Named):
        return "<%s>" % side.kind
    if isinstance(side, Literal):
        return "*"
    assert isinstance(side, Words)
    return " ".join(sorted(side.allowed))


def test_there_is_a_row_for_every_object_type() -> None:
    assert sorted(OBJECT_TYPES) == sorted([*VALUES, *ENTRIES])


@pytest.mark.parametrize("object_type", sorted(VALUES))
def test_values_have_an_id_on_the_left(object_type: str) -> None:
    row = OBJECT_TYPES[object_type]
    assert row.takes_values
    assert spelled(row.left) == ID
    assert isinstance(row.right, Words if object_type == "CLIENT_TYPE" else Named)
    if isinstance(row.right, Named):
        assert row.right == (VALUES[object_type], False)


@pytest.mark.parametrize("object_type", sorted(ENTRIES))
def test_pairs_have_two_sides(object_type: str) -> None:
    row = OBJECT_TYPES[object_type]
    left, right = (" ".join(sorted(side.split())) for side in ENTRIES[object_type])
    assert not row.takes_values
    assert (spelled(row.left), spelled(row.right)) == (left, right)


@pytest.mark.parametrize("object_type", sorted(OBJECT_TYPES))
def test_every_side_names_a_kind_that_exists(object_type: str) -> None:
    row = OBJECT_TYPES[object_type]
    for side in (row.left, row.right):
        if isinstance(side, Named):
            assert side.kind in EVERY
            assert side.per_idp is (side.kind in ("saml_attribute", "scim_attribute", "scim_group"))


def test_only_what_belongs_to_an_identity_provider_can_be_narrowed_by_it() -> None:
    narrowed = {name for name, row in OBJECT_TYPES.items() if row.is_per_idp}
    assert narrowed == {"SAML", "SCIM", "SCIM_GROUP"}


@pytest.mark.parametrize("object_type", sorted(OBJECT_TYPES))
def test_objects_list_the_side_that_is_not_always_the_same(object_type: str) -> None:
    left = {"PLATFORM", "COUNTRY_CODE"}
    neither = {"POSTURE", "SAML", "SCIM", "SCIM_GROUP", "TRUSTED_NETWORK"}
    expected = "left" if object_type in left else "" if object_type in neither else "right"
    assert OBJECT_TYPES[object_type].listed == expected


def test_values_of_scim_attributes_ignore_letter_case_and_those_of_saml_do_not() -> None:
    assert OBJECT_TYPES["SCIM"].right == Literal(folds_case=True)
    assert OBJECT_TYPES["SAML"].right == Literal(folds_case=False)


def test_client_types_are_those_of_the_api() -> None:
    short = (
        "exporter exporter_noauth machine_tunnel edge_connector zia_inspection zapp slogger "
        "browser_isolation ip_anchoring zapp_partner branch_connector vdi"
    )
    assert sorted(CLIENT_TYPES) == sorted("zpn_client_type_" + name for name in short.split())


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("CLOUD_CONNECTOR_GROUP", "EDGE_CONNECTOR_GROUP"),
        (" cloud_connector_group ", "EDGE_CONNECTOR_GROUP"),
        ("EDGE_CONNECTOR_GROUP", "EDGE_CONNECTOR_GROUP"),
        ("app", "APP"),
        ("new_thing", "NEW_THING"),
        ("", ""),
    ],
)
def test_an_object_type_has_one_name_on_the_wire(given_name: str, name: str) -> None:
    assert wire_name(given_name) == name


# -- policy types --------------------------------------------------------------------------------

# Columns: access, timeout, client_forwarding, isolation, inspection, redirection, credential,
# capabilities, privileged_portal, clientless_session_protection.
COLUMNS = [
    "access",
    "timeout",
    "client_forwarding",
    "isolation",
    "inspection",
    "redirection",
    "credential",
    "capabilities",
    "privileged_portal",
    "clientless_session_protection",
]
ALLOWED = """
APP                    X X X X X . . X . X
APP_GROUP              X X X X X . . X . X
CLIENT_TYPE            X X X X X X . . . X
IDP                    X X X X X . . . . .
SAML                   X X X X X X X X X X
SCIM                   X X X X X X X X X X
SCIM_GROUP             X X X X X . X X X X
POSTURE                X X X X X . . . . .
TRUSTED_NETWORK        X . X X X . . . . .
PLATFORM               X X X X X . . . . .
MACHINE_GRP            X . X X X . . . . .
EDGE_CONNECTOR_GROUP   X . X X X . . . . .
BRANCH_CONNECTOR_GROUP X . X . . . . . . .
LOCATION               X . . . . . . . . .
COUNTRY_CODE           X . . . . X . . X .
RISK_FACTOR_TYPE       X . . . . . . . . .
CHROME_ENTERPRISE      X . . X . . . . . .
CHROME_POSTURE_PROFILE X . . X . . . . . .
WORKLOAD_TAG_GROUP     X . . . . . . . . .
CONSOLE                . . . . . . X . . .
PRIVILEGE_PORTAL       . . . . . . . . X .
USER_PORTAL            . . . . . . . . . X
"""
ROWS = {cells[0]: cells[1:] for cells in map(str.split, ALLOWED.strip().splitlines())}
ACTIONS = {
    "access": "ALLOW DENY REQUIRE_APPROVAL",
    "timeout": "RE_AUTH",
    "client_forwarding": "BYPASS INTERCEPT INTERCEPT_ACCESSIBLE",
    "isolation": "ISOLATE BYPASS_ISOLATE",
    "inspection": "INSPECT BYPASS_INSPECT",
    "redirection": "REDIRECT_DEFAULT REDIRECT_PREFERRED REDIRECT_ALWAYS",
    "credential": "INJECT_CREDENTIALS",
    "capabilities": "CHECK_CAPABILITIES",
    "privileged_portal": "CHECK_PRIVILEGED_PORTAL_CAPABILITIES",
    "clientless_session_protection": "MONITOR DO_NOT_MONITOR",
    "siem": "",
    "protection": "",
}
OWN_FIELDS = {
    "access": "app_connector_groups app_server_groups extranet_enabled extranet_partner "
    "extranet_locations extranet_location_groups",
    "timeout": "reauth_timeout reauth_idle_timeout",
    "isolation": "isolation_profile",
    "inspection": "inspection_profile",
    "redirection": "service_edge_groups",
    "credential": "credential credential_pool",
    "capabilities": "privileged_capabilities",
    "privileged_portal": "privileged_portal_capabilities",
}
WIRE = {
    "access": ("ACCESS_POLICY", "GLOBAL_POLICY"),
    "timeout": ("TIMEOUT_POLICY", "REAUTH_POLICY"),
    "client_forwarding": ("CLIENT_FORWARDING_POLICY", "BYPASS_POLICY"),
    "isolation": ("ISOLATION_POLICY",),
    "inspection": ("INSPECTION_POLICY",),
    "redirection": ("REDIRECTION_POLICY",),
    "credential": ("CREDENTIAL_POLICY",),
    "capabilities": ("CAPABILITIES_POLICY",),
    "privileged_portal": ("PRIVILEGED_PORTAL_POLICY",),
    "clientless_session_protection": ("CLIENTLESS_SESSION_PROTECTION_POLICY",),
    "siem": ("SIEM_POLICY",),
    "protection": ("PROTECTION_POLICY",),
}
every_policy_type = pytest.mark.parametrize("name", sorted(WIRE))


def test_there_is_a_row_for_every_policy_type() -> None:
    assert set(POLICY_TYPES) == set(WIRE)


@every_policy_type
def test_a_policy_type_allows_its_object_types(name: str) -> None:
    column = COLUMNS.index(name) if name in COLUMNS else None
    expected = {row for row, cells in ROWS.items() if column is not None and cells[column] == "X"}
    listed = POLICY_TYPES[name].object_types
    assert set(listed) == expected
    assert len(listed) == len(set(listed))


@every_policy_type
def test_a_policy_type_names_only_types_as_they_are_written(name: str) -> None:
    row = POLICY_TYPES[name]
    assert all(wire_name(object_type) == object_type for object_type in row.object_types)
    assert set(row.required) <= set(row.object_types)
    assert set(row.client_types) <= set(CLIENT_TYPES)


@every_policy_type
def test_a_policy_type_has_its_actions(name: str) -> None:
    row = POLICY_TYPES[name]
    assert row.actions == tuple(ACTIONS[name].split())
    assert {action for action, _names in row.field_of_action + row.action_without} <= set(row.actions)


@every_policy_type
def test_a_policy_type_has_its_own_options(name: str) -> None:
    assert POLICY_TYPES[name].fields == tuple(OWN_FIELDS.get(name, "").split())
    own = {field.name for field in policy_rule(name).fields}
    special = {field for fields in OWN_FIELDS.values() for field in fields.split()}
    assert own & special == set(OWN_FIELDS.get(name, "").split())
    assert own | special == {field.name for field in POLICY_RULE.fields}


def test_what_an_action_needs_and_what_it_is_known_with_and_without() -> None:
    needs = {name: dict(row.field_of_action) for name, row in POLICY_TYPES.items() if row.field_of_action}
    assert needs == {"isolation": {"ISOLATE": ("isolation_profile",)}}
    usual = {name: dict(row.usual_of_action) for name, row in POLICY_TYPES.items() if row.usual_of_action}
    assert usual == {
        "inspection": {"INSPECT": ("inspection_profile",)},
        "redirection": {
            "REDIRECT_PREFERRED": ("service_edge_groups",),
            "REDIRECT_ALWAYS": ("service_edge_groups",),
        },
        "credential": {"INJECT_CREDENTIALS": ("credential", "credential_pool")},
    }
    without = {name: row.action_without for name, row in POLICY_TYPES.items() if row.action_without}
    assert without == {"redirection": (("REDIRECT_DEFAULT", "service_edge_groups"),)}


def test_only_isolation_requires_an_object_type() -> None:
    assert {name: row.required for name, row in POLICY_TYPES.items() if row.required} == {
        "isolation": ("CLIENT_TYPE",)
    }


def test_only_some_policy_types_are_known_to_take_some_client_types_only() -> None:
    prefix = "zpn_client_type_"
    found = {
        name: {client_type[len(prefix) :] for client_type in row.client_types}
        for name, row in POLICY_TYPES.items()
        if row.client_types
    }
    assert found == {
        "isolation": {"exporter", "zapp"},
        "redirection": {"edge_connector", "branch_connector", "machine_tunnel", "zapp", "zapp_partner"},
    }


def test_a_new_timeout_rule_has_the_defaults_of_the_clients() -> None:
    defaults = {field.name: field.create_default for field in policy_rule("timeout").fields}
    assert (defaults["reauth_timeout"], defaults["reauth_idle_timeout"]) == (172800, 600)


@every_policy_type
def test_a_rule_is_listed_under_its_policy_type(name: str) -> None:
    assert policy_rule(name).kind.path == "policySet/rules/policyType/" + WIRE[name][0]


@every_policy_type
def test_a_policy_type_is_known_by_every_spelling(name: str) -> None:
    for spelling in (name, *WIRE[name]):
        for given_name in (spelling, spelling.lower(), spelling.upper(), "  %s\n" % spelling):
            assert policy_type_named(given_name) == name


def test_there_are_no_other_spellings() -> None:
    expected = {spelling.upper(): name for name, row in WIRE.items() for spelling in (name, *row)}
    assert expected == SPELLINGS


@pytest.mark.parametrize("given_name", ["", " ", "ACCESS POLICY", "1", "USER_PORTAL"])
def test_what_is_no_policy_type_is_none(given_name: str) -> None:
    assert policy_type_named(given_name) == ""
