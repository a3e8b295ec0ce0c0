# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Extranets of access rules: partners, and what belongs to them, by name wherever there is a name."""

from __future__ import annotations

from typing import Any

import pytest
from support.policies import add_rule, furnish
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_extranet_partner

A, B = "extranet partners A", "extranet partners B"
BERLIN = "Berlin | zscalerthree.net"
LOCATIONS, GROUPS = "location/extranetResource", "locationGroup/extranetResource"
NAMED = {
    "extranet_partner": A,
    "extranet_locations": [BERLIN, "Bonn"],
    "extranet_location_groups": ["Branches"],
}


@pytest.fixture
def furnished(zpa: TestTenant) -> TestTenant:
    return furnish(zpa)


def partner_id(zpa: TestTenant, name: str = A) -> str:
    return zpa.stored(name, "extranetResource/partner")["id"]


def extranet(zpa: TestTenant, **details: Any) -> dict[str, Any]:
    """An extranet as the API shows it: without names, as far as nobody says otherwise."""
    return {
        "zpnErId": partner_id(zpa),
        "locationDTO": [{"id": "51"}, {"id": "52"}],
        "locationGroupDTO": [{"id": "61"}],
        **details,
    }


def add_main(zpa: TestTenant, **details: Any) -> dict[str, Any]:
    stored = add_rule(zpa, "Main", extranetEnabled=True, extranetDTO=extranet(zpa, **details))
    zpa.run("zpa_policy_rule_info", name="-")
    zpa.forget()
    return stored


def rule(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_policy_rule", check, **{"name": "Main", "action": "ALLOW", **options})


def said(shown: dict[str, Any]) -> dict[str, Any]:
    return {option: shown[option] for option in NAMED if option in shown}


def forbid(zpa: TestTenant, *paths: str) -> None:
    for path in paths:
        body = {"id": "forbidden", "reason": "Not allowed."}
        zpa.fault("status", "GET .*/%s" % path, status=403, body=body, times=99)


class TestNames:
    def test_are_looked_up(self, furnished: TestTenant) -> None:
        result = rule(furnished, extranet_enabled=True, **NAMED)
        assert result["changed"], result["msg"]
        stored = furnished.stored("Main", "policyRule")
        assert stored["extranetDTO"] == extranet(furnished)
        assert said(result["policy_rule"]) == said(result["diff"]["after"]) == NAMED

    def test_mean_what_is_there(self, furnished: TestTenant) -> None:
        add_main(furnished)
        assert rule(furnished, **NAMED)["changed"] is False
        assert furnished.writes == []
        # The rules, and one list for each kind of name.
        assert len(furnished.calls) == 4

    def test_that_the_rule_shows_cost_nothing(self, furnished: TestTenant) -> None:
        add_main(
            furnished,
            ziaErName=A,
            locationDTO=[{"id": "51", "name": BERLIN}, {"id": "52", "name": "Bonn"}],
            locationGroupDTO=[{"id": "61", "name": "Branches"}],
        )
        result = rule(furnished, **NAMED)
        assert result["changed"] is False
        assert said(result["policy_rule"]) == NAMED
        assert len(furnished.calls) == 1

    def test_are_listed(self, furnished: TestTenant) -> None:
        add_main(furnished)
        (shown,) = furnished.run("zpa_policy_rule_info", name="Main")["policy_rules"]
        assert said(shown) == NAMED

    def test_are_in_a_diff(self, furnished: TestTenant) -> None:
        add_main(furnished)
        result = rule(furnished, True, extranet_locations=["Munich"], extranet_location_groups=[])
        assert result["diff"]["before"]["extranet_locations"] == [BERLIN, "Bonn"]
        assert result["diff"]["after"]["extranet_locations"] == ["Munich"]
        assert result["diff"]["before"]["extranet_location_groups"] == ["Branches"]

    def test_fit_another_tenant(self, furnished: TestTenant) -> None:
        add_main(furnished)
        gathered = furnished.run("zpa_config", state="gathered", kinds=["policy_rules.access"])
        (entry,) = gathered["config"]["policy_rules"]["access"]
        assert said(entry) == NAMED
        assert not [note for note in gathered["not_carried"] if "is an ID of this tenant" in note]
        tenant = furnished.tenant
        for path in ("extranetResource/partner", LOCATIONS, GROUPS):
            tenant.table(path).clear()
        tenant.table("policyRule").clear()
        for policy_set in tenant.table("policySet").values():
            policy_set["rules"] = []
        add_extranet_partner(tenant, A, ["Bonn", BERLIN], {"Branches": ["Bonn"]})
        assert furnished.run("zpa_config", config=gathered["config"])["changed"]
        assert furnished.run("zpa_config", config=gathered["config"])["changed"] is False
        (shown,) = furnished.run("zpa_policy_rule_info", name="Main")["policy_rules"]
        assert said(shown) == NAMED

    def test_that_are_unknown_are_refused_with_near_matches(self, furnished: TestTenant) -> None:
        message = rule(furnished, extranet_partner=A, extranet_locations=["Bon"])["msg"]
        assert "extranet_locations[0]: no extranet location has the name or id 'Bon'." in message
        assert "'Bonn'" in message
        message = rule(furnished, extranet_partner=A, extranet_location_groups=["Branch"])["msg"]
        assert "extranet_location_groups[0]: no extranet location group has the name or id" in message
        assert furnished.writes == []

    def test_of_a_partner_that_is_unknown_are_not_complained_of_beside_it(
        self, furnished: TestTenant
    ) -> None:
        result = rule(furnished, **{**NAMED, "extranet_partner": "Nobody"})
        assert len(result["problems"]) == 1
        assert "extranet_partner: no extranet partner has the name or id 'Nobody'" in result["msg"]


class TestPartner:
    def test_says_whose_a_name_is(self, furnished: TestTenant) -> None:
        rule(
            furnished, extranet_partner=B, extranet_locations=["Bonn"], extranet_location_groups=["Branches"]
        )
        stored = furnished.stored("Main", "policyRule")["extranetDTO"]
        assert (stored["locationDTO"], stored["locationGroupDTO"]) == ([{"id": "54"}], [{"id": "63"}])

    def test_that_changes_makes_another_thing_of_a_name(self, furnished: TestTenant) -> None:
        stored = add_main(
            furnished,
            ziaErName=A,
            ziaErId="7",
            locationDTO=[{"id": "52", "name": "Bonn"}],
            locationGroupDTO=[{"id": "61", "name": "Branches"}],
        )
        task = {
            "extranet_partner": B,
            "extranet_locations": ["Bonn"],
            "extranet_location_groups": ["Branches"],
        }
        predicted = rule(furnished, True, **task)
        result = rule(furnished, **task)
        assert predicted["diff"] == result["diff"]
        assert (result["diff"]["before"]["extranet_partner"], said(result["policy_rule"])) == (A, task)
        # The names of the former partner would contradict it.
        assert stored["extranetDTO"] == {
            "zpnErId": partner_id(furnished, B),
            "locationDTO": [{"id": "54"}],
            "locationGroupDTO": [{"id": "63"}],
        }

    def test_that_changes_alone_is_doubted(self, furnished: TestTenant) -> None:
        add_main(furnished)
        warnings = list(map(str, rule(furnished, True, extranet_partner=B)["warnings"]))
        for option, warning in zip(list(NAMED)[1:], warnings, strict=True):
            assert "%s: stays, and belongs to another extranet_partner" % option in warning

    def test_has_to_be_known_for_names_and_not_for_ids(self, furnished: TestTenant) -> None:
        message = rule(furnished, extranet_locations=["Bonn"], extranet_location_groups=["61"])["msg"]
        assert "extranet_locations[0]: no extranet location is known by the name 'Bonn'." in message
        assert "Give extranet_partner, to which it belongs, or the id." in message
        assert "extranet_location_groups" not in message
        result = rule(furnished, extranet_locations=["52"])
        assert result["policy_rule"]["extranet_locations"] == ["52"]
        assert furnished.stored("Main", "policyRule")["extranetDTO"] == {"locationDTO": [{"id": "52"}]}


class TestForbiddenLists:
    def test_do_not_stop_what_is_written_with_ids(self, furnished: TestTenant) -> None:
        forbid(furnished, "extranetResource/partner", LOCATIONS, GROUPS)
        task = {
            "extranet_partner": partner_id(furnished),
            "extranet_locations": ["51"],
            "extranet_location_groups": ["61"],
        }
        result = rule(furnished, **task)
        assert result["changed"], result["msg"]
        assert said(result["policy_rule"]) == task
        assert len(result["warnings"]) == 3
        for option, noun in (
            ("extranet_partner", "extranet partners"),
            ("extranet_locations[0]", "extranet locations"),
        ):
            told = "%s: taken for an id as it is, since the API does not list %s: " % (option, noun)
            assert told in str(result["warnings"])
        furnished.forget()
        result = rule(furnished, **task)
        assert result["changed"] is False
        assert (furnished.writes, len(furnished.calls)) == ([], 1)

    def test_are_an_error_where_a_name_needs_them(self, furnished: TestTenant) -> None:
        forbid(furnished, "extranetResource/partner")
        assert rule(furnished, extranet_partner=A)["status"] == 403
        assert furnished.writes == []

    def test_do_not_stop_an_info_module_which_shows_ids(self, furnished: TestTenant) -> None:
        add_main(furnished)
        forbid(furnished, "extranetResource/partner", LOCATIONS, GROUPS)
        (shown,) = furnished.run("zpa_policy_rule_info", name="Main")["policy_rules"]
        assert said(shown) == {
            "extranet_partner": partner_id(furnished),
            "extranet_locations": ["51", "52"],
            "extranet_location_groups": ["61"],
        }
        gathered = furnished.run("zpa_config", state="gathered", kinds=["policy_rules.access"])
        notes = [note for note in gathered["not_carried"] if "is an ID of this tenant" in note]
        assert len(notes) == 4

    @pytest.mark.parametrize(
        ("option", "path", "name"),
        [
            ("app_connector_groups", "appConnectorGroup", "Frankfurt"),
            ("app_server_groups", "serverGroup", "Paris servers"),
        ],
    )
    def test_of_any_kind_do_not_stop_ids(
        self, furnished: TestTenant, option: str, path: str, name: str
    ) -> None:
        forbid(furnished, path)
        object_id = furnished.stored(name, path)["id"]
        result = rule(furnished, **{option: [object_id]})
        assert result["changed"], result["msg"]
        assert result["policy_rule"][option] == [object_id]
        assert "%s[0]: taken for an id as it is" % option in str(result["warnings"])

    def test_are_asked_for_once_in_a_configuration(self, furnished: TestTenant) -> None:
        forbid(furnished, LOCATIONS)
        rules = [
            {"name": name, "action": "ALLOW", "extranet_partner": A, "extranet_locations": [object_id]}
            for name, object_id in (("One", "51"), ("Two", "52"))
        ]
        result = furnished.run("zpa_config", True, config={"policy_rules": {"access": rules}})
        assert len(result["warnings"]) == 2
        assert len([entry for entry in furnished.calls if LOCATIONS in entry.path]) == 1


class TestDetails:
    def test_of_what_stays_go_back_as_they_came(self, furnished: TestTenant) -> None:
        group = {"id": "61", "name": "Branches", "ziaLocations": [{"id": "51"}]}
        stored = add_main(furnished, ziaErName=A, ziaErId="7", locationGroupDTO=[group])
        rule(furnished, extranet_location_groups=["Offices", "Branches"])
        assert stored["extranetDTO"] == extranet(
            furnished, ziaErName=A, ziaErId="7", locationGroupDTO=[group, {"id": "62"}]
        )

    def test_that_no_option_says_are_told(self, furnished: TestTenant) -> None:
        group = {"id": "61", "ziaLocations": [{"id": "51"}]}
        add_main(furnished, ziaErName=A, ziaErId="7", somethingNew=[1], locationGroupDTO=[group])
        gathered = furnished.run("zpa_config", state="gathered", kinds=["policy_rules.access"])
        (note,) = (text for text in gathered["not_carried"] if "not managed" in text)
        assert "locationGroupDTO[].ziaLocations of 'Main'; extranetDTO.somethingNew of 'Main'." in note
        assert "zia" not in note.replace("ziaLocations", "")


class TestReferences:
    @pytest.mark.parametrize("spelled", [A, " %s " % A, "id"])
    def test_of_a_partner_are_listed(self, furnished: TestTenant, spelled: str) -> None:
        owner = partner_id(furnished) if spelled == "id" else spelled
        options = {"extranet_partner": owner}
        found = furnished.run("zpa_reference_info", kind="extranet_location", **options)["references"]
        assert [(one["id"], one["name"]) for one in found] == [
            ("51", BERLIN),
            ("52", "Bonn"),
            ("53", "Munich"),
        ]
        found = furnished.run("zpa_reference_info", kind="extranet_location_group", **options)["references"]
        assert [(one["id"], one["name"]) for one in found] == [("61", "Branches"), ("62", "Offices")]
        assert found[0]["facts"] == {"locations": [BERLIN, "Bonn", "Munich"]}
