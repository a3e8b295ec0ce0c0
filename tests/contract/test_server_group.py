# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What server groups have beyond every other kind: servers that are found or listed, segments, extranets."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from support.policies import furnish_extranets
from support.tenants import TestTenant

DYNAMIC = {"dynamic_discovery": True}
A, B = "extranet partners A", "extranet partners B"
EXTRANET = {"enabled": True, "partner": A, "locations": ["Bonn"], "location_groups": ["Branches"]}
PLACE = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich, Switzerland"}


@pytest.fixture
def zpa(zpa: TestTenant) -> TestTenant:
    zpa.add_connector_group("Zurich")
    zpa.add_application_server("ERP")
    zpa.add_server_group("Found", app_connector_groups=["Zurich"], applications=["SAP"])
    zpa.add_server_group("Listed", app_connector_groups=["Zurich"], application_servers=["ERP"])
    return zpa


def group(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_server_group", check, **options)


class TestServersAreFoundOrListed:
    @pytest.mark.parametrize("check", [False, True])
    @pytest.mark.parametrize(
        ("options", "problem"),
        [
            (
                {"name": "New", **DYNAMIC, "application_servers": ["ERP"]},
                "has entries, and dynamic_discovery=true",
            ),
            (
                {"name": "Found", "application_servers": ["ERP"]},
                "has entries, but the server group has dynamic_discovery=true, which goes with none. "
                "Set dynamic_discovery to false as well, or leave application_servers out.",
            ),
            (
                {"name": "Listed", **DYNAMIC},
                "the server group has entries, and dynamic_discovery=true goes with none. "
                "Give [] for it as well, or leave dynamic_discovery out.",
            ),
            ({"name": "New", "dynamic_discovery": False}, "is missing, and dynamic_discovery=false"),
            (
                {"name": "New", "dynamic_discovery": False, "application_servers": []},
                "has no entry, and dynamic_discovery=false",
            ),
            (
                {"name": "Found", "dynamic_discovery": False},
                "the server group has no entry, and dynamic_discovery=false needs one. "
                "Give names or ids as well, or leave dynamic_discovery out.",
            ),
            (
                {"name": "Listed", "application_servers": []},
                "has no entry, but the server group has dynamic_discovery=false, which needs one. "
                "Set dynamic_discovery to true as well, or leave application_servers out.",
            ),
        ],
    )
    def test_and_nothing_else_is_written(
        self, zpa: TestTenant, check: bool, options: dict[str, Any], problem: str
    ) -> None:
        result = group(zpa, check, **options)
        assert "application_servers: " + problem in result["msg"]
        assert zpa.writes == []

    def test_a_misspelt_name_is_said_to_be_new(self, zpa: TestTenant) -> None:
        assert group(zpa, name="Lists", enabled=True)["problems"] == [
            "dynamic_discovery: is missing. 'Lists' would be a new server group, and ZPA creates none "
            "without it. Add it, or correct the name."
        ]

    def test_unless_the_group_is_so_already(self, zpa: TestTenant) -> None:
        """What the API was seen to show is not for this collection to mend beside something else."""
        zpa.stored("Listed", "serverGroup")["dynamicDiscovery"] = True
        (shown,) = zpa.run("zpa_server_group_info", name="Listed")["server_groups"]
        assert group(zpa, **shown)["changed"] is False
        assert group(zpa, True, name="Listed", description="New")["changed"] is True

    def test_also_in_a_configuration(self, zpa: TestTenant) -> None:
        result = zpa.run("zpa_config", config={"server_groups": [{"name": "Listed", **DYNAMIC}]})
        assert "config.server_groups[0].application_servers: the server group has entries" in result["msg"]
        assert zpa.writes == []


class TestWhatIsSent:
    def test_says_whether_a_new_group_is_enabled(self, zpa: TestTenant) -> None:
        """A group of which nothing is said would be disabled, and the answer would not show it."""
        result = group(zpa, name="New", **DYNAMIC)
        assert zpa.writes[0].body["enabled"] is False
        assert result["server_group"]["enabled"] is False
        assert group(zpa, name="Other", enabled=True, **DYNAMIC)["server_group"]["enabled"] is True

    def test_has_no_segments(self, zpa: TestTenant) -> None:
        """On a large tenant the API refuses a body with all of them: 413."""
        zpa.add_application(*("app %d" % number for number in range(600)))
        found = zpa.stored("Found", "serverGroup")
        for one in zpa.tenant.table("application").values():
            one["serverGroups"] = [{"id": found["id"]}]
        result = group(zpa, name="Found", description="New")
        assert result["changed"], result["msg"]
        assert "applications" not in zpa.writes[0].body
        assert len(result["metadata"][found["id"]]["application_ids"]) == 605

    def test_has_servers_and_groups_by_id_alone(self, zpa: TestTenant) -> None:
        """A name would make a server on the fly."""
        assert group(zpa, name="Listed", description="New")["changed"]
        body = zpa.writes[0].body
        assert body["servers"] == [{"id": zpa.stored("ERP", "server")["id"]}]
        assert body["appConnectorGroups"] == [{"id": zpa.stored("Zurich", "appConnectorGroup")["id"]}]

    def test_has_the_keys_of_today_where_the_tenant_shows_older_ones(self, zpa: TestTenant) -> None:
        zpa.tenant.quirks.older_shape = True
        assert group(zpa, name="Listed", dynamic_discovery=False)["changed"] is False
        result = group(zpa, name="Listed", description="New")
        assert result["changed"], result["msg"]
        assert zpa.writes[0].body["dynamicDiscovery"] is False
        assert result["server_group"]["app_connector_groups"] == ["Zurich"]


class TestSegmentsThatTheListAloneShows:
    @pytest.fixture(autouse=True)
    def by_id(self, code_patch: pytest.MonkeyPatch) -> None:
        """Recorded are the segments of a group in lists, not in the answer by its id."""
        get = Client.get

        def less(client: Client, path: str, *more: Any, **keywords: Any) -> Any:
            found = get(client, path, *more, **keywords)
            is_group = path.startswith("serverGroup/")
            return {key: found[key] for key in found if key != "applications"} if is_group else found

        code_patch.setattr(Client, "get", less)

    @pytest.mark.parametrize("check", [True, False])
    @pytest.mark.parametrize("named", ["id", "name"])
    @pytest.mark.parametrize("way", ["module", "configuration"])
    def test_keep_it_from_being_deleted(self, zpa: TestTenant, way: str, named: str, check: bool) -> None:
        entry = {named: zpa.stored("Found", "serverGroup")[named], "state": "absent"}
        if way == "module":
            result = group(zpa, check, **entry)
        else:
            result = zpa.run("zpa_config", check, config={"server_groups": [entry]})
        assert "Application 'SAP' (id " in result["msg"]
        assert zpa.writes == []

    @pytest.mark.parametrize("named", ["id", "name"])
    def test_are_told_of_whatever_is_read(self, zpa: TestTenant, named: str) -> None:
        found, sap = zpa.stored("Found", "serverGroup"), zpa.stored("SAP", "application")["id"]
        for result in (
            zpa.run("zpa_server_group_info", **{named: found[named]}),
            group(zpa, **{named: found[named]}, enabled=True),
            group(zpa, **{named: found[named]}, enabled=False),
            group(zpa, **{named: found[named]}, enabled=False),
        ):
            assert result["metadata"][found["id"]]["application_ids"] == [sap]


def test_an_unknown_server_is_named_and_none_is_made(zpa: TestTenant) -> None:
    result = group(zpa, name="Listed", application_servers=["ERP", "CRM"])
    assert "application_servers[1]: no application server has the name or id 'CRM'" in result["msg"]
    assert zpa.writes == []


@pytest.mark.parametrize("way", ["name", "id"])
@pytest.mark.parametrize("check", [False, True])
def test_a_group_that_a_segment_names_is_not_deleted(zpa: TestTenant, check: bool, way: str) -> None:
    stored = zpa.stored("Found", "serverGroup")
    result = group(zpa, check, state="absent", **{way: stored[way]})
    assert (result["error_id"], result["params"]) == ("resource.referenced", ["Application", "SAP"])
    assert zpa.writes == []


class TestExtranet:
    @pytest.fixture
    def zpa(self, zpa: TestTenant) -> TestTenant:
        furnish_extranets(zpa)
        return zpa

    def stored(self, zpa: TestTenant, **details: Any) -> dict[str, Any]:
        """Give a group the first partner's extranet as the API shows it; return what the server keeps."""
        stored = zpa.stored("Found", "serverGroup")
        partner = zpa.stored(A, "extranetResource/partner")["id"]
        places = {"locationDTO": [{"id": "52"}], "locationGroupDTO": [{"id": "61"}]}
        stored.update(extranetEnabled=True, extranetDTO={"zpnErId": partner, **places, **details})
        return stored

    def test_is_sent_in_the_two_keys_of_the_documents(self, zpa: TestTenant) -> None:
        result = group(zpa, name="New", **DYNAMIC, extranet=EXTRANET)
        assert result["changed"], result["msg"]
        assert result["server_group"]["extranet"] == EXTRANET
        assert zpa.writes[0].body["extranetEnabled"] is True
        assert zpa.writes[0].body["extranetDTO"] == {
            "zpnErId": zpa.stored(A, "extranetResource/partner")["id"],
            "locationDTO": [{"id": "52"}],
            "locationGroupDTO": [{"id": "61"}],
        }

    def test_of_a_new_group_is_said_to_be_none(self, zpa: TestTenant) -> None:
        """As the API says it of a group that says nothing."""
        group(zpa, name="New", **DYNAMIC)
        assert zpa.writes[0].body["extranetEnabled"] is False
        assert "extranetDTO" not in zpa.writes[0].body

    @pytest.mark.parametrize(
        "said", [{}, {"enabled": True}, {"location_groups": ["Branches"]}, {"partner": A}]
    )
    def test_is_left_alone_in_what_is_not_said(self, zpa: TestTenant, said: dict[str, Any]) -> None:
        self.stored(zpa)
        result = group(zpa, name="Found", extranet=said)
        assert (result["changed"], result["server_group"]["extranet"]) == (False, EXTRANET)

    def test_is_switched_off_and_keeps_what_it_has(self, zpa: TestTenant) -> None:
        stored = self.stored(zpa)
        had = dict(stored["extranetDTO"])
        result = group(zpa, name="Found", extranet={"enabled": False})
        assert result["diff"]["before"]["extranet"] == EXTRANET
        assert result["diff"]["after"]["extranet"] == {**EXTRANET, "enabled": False}
        assert (stored["extranetEnabled"], stored["extranetDTO"]) == (False, had)

    def test_keeps_what_no_option_says(self, zpa: TestTenant) -> None:
        kept = [{"id": "52", "city": "Bonn"}]
        stored = self.stored(zpa, locationDTO=kept, future="stays")
        assert group(zpa, name="Found", extranet={"location_groups": []})["changed"]
        assert stored["extranetDTO"]["future"] == "stays"
        assert stored["extranetDTO"]["locationDTO"] == kept
        assert group(zpa, name="Found", description="New")["changed"]
        assert stored["extranetDTO"]["future"] == "stays"
        (note,) = [
            note
            for note in zpa.run("zpa_config", state="gathered", kinds=["server_groups"])["not_carried"]
            if "future" in note
        ]
        assert "extranetDTO.future of 'Found'" in note
        assert "locationDTO[].city of 'Found'" in note

    def test_that_moves_to_another_partner_has_that_ones_locations(self, zpa: TestTenant) -> None:
        stored = self.stored(zpa, ziaErName=A, ziaErId="7", locationDTO=[{"id": "52", "name": "Bonn"}])
        moved = {"enabled": True, "partner": B, "locations": ["Bonn"], "location_groups": ["Branches"]}
        foretold = group(zpa, True, name="Found", extranet=moved)
        result = group(zpa, name="Found", extranet=moved)
        assert (foretold["diff"], result["server_group"]["extranet"]) == (result["diff"], moved)
        # The names of the former partner would contradict it.
        assert stored["extranetDTO"] == {
            "zpnErId": zpa.stored(B, "extranetResource/partner")["id"],
            "locationDTO": [{"id": "54"}],
            "locationGroupDTO": [{"id": "63"}],
        }

    @pytest.mark.parametrize("check", [True, False])
    def test_that_moves_to_another_partner_does_not_take_the_locations_along(
        self, zpa: TestTenant, check: bool
    ) -> None:
        self.stored(zpa)
        result = group(zpa, check, name="Found", extranet={"partner": B, "locations": ["Bonn"]})
        assert result["problems"] == [
            "extranet.location_groups: stays, and belongs to another partner than the new one. Give it as "
            "well, [] for none."
        ]
        assert zpa.writes == []

    @pytest.mark.parametrize("as_config", [False, True], ids=["module", "configuration"])
    def test_whose_names_are_unknown_is_refused_with_their_places(
        self, zpa: TestTenant, as_config: bool
    ) -> None:
        task = {"name": "Found", "extranet": {"partner": A, "locations": ["Bon"], "location_groups": ["x"]}}
        if as_config:
            result, at = zpa.run("zpa_config", config={"server_groups": [task]}), "config.server_groups[0]."
        else:
            result, at = group(zpa, **task), ""
        message = result["msg"]
        assert at + "extranet.locations[0]: no extranet location has the name or id 'Bon'." in message
        assert "'Bonn'" in message
        assert at + "extranet.location_groups[0]: no extranet location group has the name or" in message
        assert zpa.writes == []

    def test_without_a_partner_knows_no_name(self, zpa: TestTenant) -> None:
        message = group(zpa, name="Found", extranet={"locations": ["Bonn"]})["msg"]
        assert "extranet.locations[0]: no extranet location is known by the name 'Bonn'." in message
        assert "Give extranet.partner, to which it belongs, or the id." in message

    def test_is_named_in_lists_and_exports(self, zpa: TestTenant) -> None:
        self.stored(zpa)
        (shown,) = zpa.run("zpa_server_group_info", name="Found")["server_groups"]
        assert shown["extranet"] == EXTRANET
        gathered = zpa.run("zpa_config", state="gathered", kinds=["server_groups"])
        entries = {entry["name"]: entry["extranet"] for entry in gathered["config"]["server_groups"]}
        off = {"enabled": False, "locations": [], "location_groups": []}
        assert entries == {"Found": EXTRANET, "Listed": off}
        assert not [note for note in gathered["not_carried"] if "is an ID of this tenant" in note]
        assert zpa.run("zpa_config", config=gathered["config"])["changed"] is False

    @pytest.mark.parametrize(
        ("details", "key"),
        [({"extranetEnabled": [1]}, "extranetEnabled"), ({"extranetDTO": "x"}, "extranetDTO")],
    )
    def test_of_a_form_that_is_not_known_is_not_guessed(
        self, zpa: TestTenant, details: dict[str, Any], key: str
    ) -> None:
        self.stored(zpa).update(details)
        message = group(zpa, name="Found", description="New")["msg"]
        assert "The API shows 'Found'" in message
        assert key + " is not" in message
        assert zpa.writes == []

    @pytest.mark.parametrize(
        ("param", "said"),
        [
            ("extranetDTO", "Correct extranet, which the API calls extranetDTO"),
            ("zpnErId", "Correct extranet.partner, which the API calls zpnErId"),
        ],
    )
    def test_is_what_a_refusal_is_about(self, zpa: TestTenant, param: str, said: str) -> None:
        zpa.fault("status", "PUT ", status=400, body={"params": [param], "id": "x.y", "reason": "Bad"})
        message = group(zpa, name="Found", description="New")["msg"]
        assert message.endswith(said)


def test_a_plan_makes_a_connector_group_before_the_server_group_that_names_it(zpa: TestTenant) -> None:
    config = {
        "server_groups": [{"name": "New", **DYNAMIC, "app_connector_groups": ["Site"]}],
        "app_connector_groups": [{"name": "Site", **PLACE}],
        "policy_rules": {"access": [{"name": "n", "action": "ALLOW", "app_server_groups": ["New"]}]},
    }
    result = zpa.run("zpa_config", config=config)
    assert result["changed"], result["msg"]
    assert [step["name"] for step in result["plan"]] == ["Site", "New", "n"]
    assert zpa.run("zpa_config", config=config)["changed"] is False


def test_a_plan_deletes_what_refers_first(zpa: TestTenant) -> None:
    zpa.stored("SAP", "application")["serverGroups"] = []
    config = {
        "app_connector_groups": [{"name": "Zurich", "state": "absent"}],
        "server_groups": [{"name": "Found", "state": "absent"}, {"name": "Listed", "state": "absent"}],
    }
    result = zpa.run("zpa_config", config=config)
    assert result["changed"], result["msg"]
    assert zpa.tenant.table("serverGroup") == zpa.tenant.table("appConnectorGroup") == {}


def test_check_mode_foresees_what_an_earlier_task_creates(zpa: TestTenant) -> None:
    options = {"name": "New", "dynamic_discovery": True, "app_connector_groups": ["Later"]}
    planned = zpa.run("zpa_server_group", True, **options)
    assert planned["diff"]["after"]["app_connector_groups"] == ["Later (does not exist yet)"]
    assert "app_connector_groups[0]: no App Connector group has the name or id 'Later'" in str(
        planned["warnings"]
    )
    refused = zpa.run("zpa_server_group", **options)
    assert refused["problems"][0].startswith("app_connector_groups[0]: no App Connector group has the name")
    assert zpa.writes == []


def test_a_configuration_foresees_nothing_but_what_it_creates(zpa: TestTenant) -> None:
    entry = {"name": "New", "dynamic_discovery": True, "app_connector_groups": ["Later"]}
    result = zpa.run("zpa_config", True, config={"server_groups": [entry]})
    assert result["problems"][0].startswith(
        "config.server_groups[0].app_connector_groups[0]: no App Connector group"
    )
