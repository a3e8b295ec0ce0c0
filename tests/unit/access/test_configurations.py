# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Facts of configurations: what is left out, what is said by id, and whose attributes are."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._access.configurations import (
    from_config,
    from_records,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.facts import Atom, Configuration
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.readings import operands_of
from support.access_tenants import condition, entries, objects


def facts(*operands: dict[str, Any], lookups: dict[str, Any] | None = None, **lists: Any) -> Configuration:
    rules = [{"name": "rule", "action": "allow", "conditions": [condition(*operands)]}] if operands else []
    return from_config({"policy_rules": {"access": rules}, **lists}, lookups)


def atoms(configuration: Configuration) -> list[Atom]:
    return [operand for _rule, operand in operands_of(configuration)]


def test_what_is_left_out_is_as_the_collection_creates_it() -> None:
    found = facts(application_segments=[{"name": "web"}], segment_groups=[{"name": "g"}])
    assert (
        found.segments["web"].enabled,
        found.segments["web"].is_inclusive,
        found.segments["web"].bypass,
    ) == (
        False,
        False,
        "NEVER",
    )
    assert found.groups["g"].enabled is False
    rule = from_config({"policy_rules": {"access": [{"name": "r", "action": "ALLOW"}]}}).rules("access")[0]
    assert (rule.enabled, rule.operator, rule.conditions) == (True, "AND", ())


def test_what_shall_be_absent_is_not_there() -> None:
    found = facts(application_segments=[{"name": "web", "state": "absent"}, {"name": "wiki"}])
    assert list(found.segments) == ["wiki"]


def test_the_group_says_its_members_as_well() -> None:
    found = facts(
        application_segments=[{"name": "web"}], segment_groups=[{"name": "g", "applications": ["web"]}]
    )
    assert found.segments["web"].group == "g"


def test_what_a_rule_says_by_id_is_found_by_name() -> None:
    found = facts(objects("APP", "17"), application_segments=[{"name": "web", "id": "17"}])
    assert atoms(found) == [Atom("APP", "id", "web")]


def test_ports_and_words_are_compared_in_one_form() -> None:
    found = facts(
        objects("PLATFORM", "Windows"),
        application_segments=[{"name": "web", "tcp_ports": ["443", "440-442"], "match_style": "inclusive"}],
    )
    assert found.segments["web"].tcp == ((440, 443),)
    assert found.segments["web"].is_inclusive
    assert atoms(found) == [Atom("PLATFORM", "windows", "true")]


def test_an_attribute_belongs_to_the_provider_that_any_rule_says() -> None:
    found = facts(entries("SAML", ("team", "red"), idp="Corp"), entries("SAML", ("team", "blue")))
    assert {operand.idp for operand in atoms(found)} == {"Corp"}


def test_an_attribute_belongs_to_the_provider_that_the_tenant_says() -> None:
    lookups = {
        "idps": [{"id": "1", "name": "Corp"}],
        "saml_attributes": [{"id": "7", "name": "team", "idpId": "1"}],
    }
    found = facts(entries("SAML", ("team", "red")), entries("SCIM_GROUP", ("1", "staff")), lookups=lookups)
    assert {operand.idp for operand in atoms(found)} == {"Corp"}
    assert found.attributes["team"] == "Corp"


def test_an_attribute_of_which_nobody_tells_the_provider_is_of_any_user() -> None:
    assert [operand.idp for operand in atoms(facts(entries("SAML", ("team", "red"))))] == [""]


def test_switches_of_identity_providers_that_are_not_told_are_on() -> None:
    found = from_records(
        {
            "idps": [
                {"id": "1", "name": "On"},
                {"id": "2", "name": "Off", "disableSamlBasedPolicy": True, "enableScimBasedPolicy": "false"},
            ]
        },
        {},
    )
    assert {idp.name: (idp.saml, idp.scim) for idp in found.idps.values()} == {
        "On": (True, True),
        "Off": (False, False),
    }


def test_what_no_option_can_say_is_kept_as_it_is() -> None:
    operand = {"objectType": "TAG_GROUP", "lhs": "id", "rhs": "1", "more": {"x": 1}}
    rule = {"id": "1", "name": "rule", "action": "ALLOW", "conditions": [{"operands": [operand]}]}
    found = from_records({}, {"ACCESS": [rule]})
    assert [(one.object_type, one.left) for one in atoms(found)] == [("TAG_GROUP", "?")]
