# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``zpa_app_connector_group`` and its info module do beyond the laws."""

from __future__ import annotations

from typing import Any

import pytest
from support.tenants import TestTenant

PATH = "appConnectorGroup"
PLACE: dict[str, Any] = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich, Switzerland"}
QUICK_ACKS = ("tcpQuickAckApp", "tcpQuickAckAssistant", "tcpQuickAckReadAssistant")


class TestInput:
    """What can be known before any request is refused before any request."""

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    @pytest.mark.parametrize(
        ("options", "words"),
        [
            ({"latitude": 90.0000001}, "latitude: 90.0000001 is not a number from -90 to 90."),
            ({"latitude": -91}, "latitude: -91.0 is not a number from -90 to 90."),
            ({"latitude": "nan"}, "latitude: nan is not a number from -90 to 90."),
            ({"longitude": 180.5}, "longitude: 180.5 is not a number from -180 to 180."),
            ({"longitude": "inf"}, "longitude: inf is not a number from -180 to 180."),
            ({"longitude": "eight"}, "longitude"),
            ({"location": " "}, "location: is empty. Give a text, or leave the option out."),
            ({"country_code": "GER"}, "country_code: 'GER' is not a country code of ISO 3166-1"),
            ({"country_code": "ß"}, "country_code: 'ß' is not a country code of ISO 3166-1"),
            ({"country_code": ""}, "country_code: '' is not a country code of ISO 3166-1"),
            ({"upgrade_day": "Funday"}, "upgrade_day: 'Funday' is not one of MONDAY, TUESDAY, WEDNESDAY"),
            ({"upgrade_day": ""}, "upgrade_day: '' is not one of MONDAY"),
            ({"upgrade_time_in_secs": 86400}, "86400 is not a number from 0 to 85500 in steps of 900."),
            ({"upgrade_time_in_secs": 66601}, "66601 is not a number from 0 to 85500 in steps of 900."),
            ({"upgrade_time_in_secs": -66600}, "-66600 is not a number from 0 to 85500 in steps of 900."),
            ({"dns_query_type": "IPV5"}, "dns_query_type: 'IPV5' is not one of IPV4_IPV6, IPV4, IPV6."),
            ({"dc_hosting_info": "x" * 65}, "dc_hosting_info: has 65 characters. Give at most 64."),
            (
                {"override_version_profile": True},
                "version_profile: is missing, and override_version_profile=true needs it.",
            ),
            ({"version_profile": "", "override_version_profile": True}, "version_profile: is empty."),
            ({"enrollment_cert": " "}, "enrollment_cert: is empty."),
            ({"site_id": "Frankfurt"}, "site_id: 'Frankfurt' is not an id of ZPA"),
            ({"private_cloud_id": "1.5"}, "private_cloud_id: '1.5' is not an id of ZPA"),
            ({"tcp_quick_ack": "maybe"}, "tcp_quick_ack"),
        ],
    )
    def test_is_refused_in_plain_words(
        self, zpa: TestTenant, options: dict[str, Any], words: str, check: bool
    ) -> None:
        result = zpa.connector_group(check, name="Zurich", **{**PLACE, **options})
        assert result["failed"]
        assert words in result["msg"]
        # One read tells whether the group has it, since what it has can be given back.
        assert len(zpa.calls) <= 1
        assert zpa.writes == []

    def test_is_refused_with_all_its_problems_at_once(self, zpa: TestTenant) -> None:
        wrong: dict[str, Any] = {
            "latitude": 91,
            "longitude": -181,
            "location": "",
            "country_code": "Germany",
            "upgrade_day": "someday",
            "upgrade_time_in_secs": 7,
            "dns_query_type": "none",
            "dc_hosting_info": "x" * 99,
            "site_id": "x",
        }
        result = zpa.connector_group(name="Zurich", override_version_profile=True, **wrong)
        named = [problem.split(":")[0] for problem in result["problems"]]
        assert sorted(named) == sorted([*wrong, "version_profile"])
        assert zpa.tenant.log == []

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_lacks_what_a_creation_needs(self, zpa: TestTenant, check: bool) -> None:
        result = zpa.connector_group(check, name="Zurich")
        assert result["problems"] == [
            "%s: is missing. 'Zurich' would be a new App Connector group, and ZPA creates none without it. "
            "Add it, or correct the name." % name
            for name in PLACE
        ]
        assert zpa.writes == []

    def test_that_misspells_the_id_is_told_only_that(self, zpa: TestTenant) -> None:
        assert zpa.connector_group(id="4711", name="Zurich")["problems"] == [
            "id: no App Connector group has the id 4711. Leave id out to create one, or correct it."
        ]

    def test_needs_nothing_to_delete(self, zpa: TestTenant) -> None:
        result = zpa.connector_group(name="Zurich", state="absent", override_version_profile=True)
        assert result["changed"] is False

    def test_lacks_nothing_that_an_update_needs(self, zpa: TestTenant) -> None:
        zpa.add_connector_group("Zurich")
        assert zpa.connector_group(name="Zurich", description="d")["changed"]

    def test_that_lacks_and_misspells_is_told_both(self, zpa: TestTenant) -> None:
        result = zpa.connector_group(
            name="Zurich",
            latitude=1,
            longitude=1,
            override_version_profile=True,
            version_profile="New Relaese",
        )
        assert [problem.split(":")[0] for problem in result["problems"]] == ["location", "version_profile"]
        assert "'New Release'" in result["problems"][1]


class TestCoordinates:
    @pytest.mark.parametrize(
        ("given", "sent"),
        [
            (37.3382082, "37.3382082"),
            ("37.33820820", "37.3382082"),
            (45, "45"),
            (45.0, "45"),
            ("1e-5", "0.00001"),
            (-0.0, "0"),
            ("45.35734290000001", "45.35734290000001"),
            (-12.345678901234567, "-12.345678901234567"),
        ],
    )
    def test_go_out_with_every_digit_and_in_plain_notation(
        self, zpa: TestTenant, given: Any, sent: str
    ) -> None:
        zpa.connector_group(name="Zurich", **{**PLACE, "latitude": given})
        assert zpa.writes[0].body["latitude"] == sent

    def test_that_come_back_longer_are_no_change(self, zpa: TestTenant) -> None:
        zpa.tenant.quirks.long_coordinates = True
        zpa.connector_group(name="Zurich", **PLACE)
        assert zpa.connector_group(name="Zurich", **PLACE)["changed"] is False

    @pytest.mark.parametrize("stored", ["37.33820850000001", "37.338208499999999", "37.3382085"])
    def test_are_the_same_whichever_way_their_last_digit_wavers(self, zpa: TestTenant, stored: str) -> None:
        zpa.add_connector_group("Zurich", latitude=stored)
        assert zpa.connector_group(name="Zurich", latitude=37.3382085)["changed"] is False

    def test_differ_from_the_sixth_decimal_on(self, zpa: TestTenant) -> None:
        zpa.add_connector_group("Zurich", latitude="37.338208")
        assert zpa.connector_group(name="Zurich", latitude=37.338209)["changed"]

    def test_go_back_as_they_came_where_they_are_not_declared(self, zpa: TestTenant) -> None:
        zpa.add_connector_group("Zurich", latitude="37.338208200", longitude="-122.60484730000002")
        zpa.connector_group(name="Zurich", description="d")
        body = zpa.writes[0].body
        assert (body["latitude"], body["longitude"]) == ("37.338208200", "-122.60484730000002")

    def test_that_a_tenant_has_lost_are_shown_as_null_and_can_be_set_again(self, zpa: TestTenant) -> None:
        group = zpa.add_connector_group("Zurich")
        del group["latitude"], group["longitude"]
        (shown,) = zpa.connector_groups()["app_connector_groups"]
        assert (shown["latitude"], shown["longitude"]) == (None, None)
        assert zpa.connector_group(name="Zurich", **PLACE)["diff"]["before"]["latitude"] is None
        assert zpa.connector_group(name="Zurich", **PLACE)["changed"] is False


class TestCountry:
    def test_is_left_to_zpa_and_goes_back_as_it_came_until_the_group_moves(self, zpa: TestTenant) -> None:
        zpa.connector_group(name="Zurich", **PLACE)
        zpa.connector_group(name="Zurich", description="d")
        zpa.connector_group(name="Zurich", latitude=48.1)
        assert [write.body.get("countryCode") for write in zpa.writes] == [None, "CH", None]

    @pytest.mark.parametrize("spelled", ["US", "us", " us "])
    def test_that_is_right_changes_nothing(self, zpa: TestTenant, spelled: str) -> None:
        zpa.add_connector_group("San Jose")
        assert zpa.connector_group(name="San Jose", country_code=spelled)["changed"] is False
        result = zpa.connector_group(name="San Jose", country_code=spelled, description="d")
        assert result["diff"]["after"] == {"name": "San Jose", "description": "d"}
        assert zpa.writes[0].body["countryCode"] == "US"
        assert "warnings" not in result

    @pytest.mark.parametrize(
        ("options", "changed"), [({}, False), ({"description": "d"}, True), ({"latitude": 37.3382082}, False)]
    )
    def test_that_is_wrong_is_the_same_warning_in_every_run(
        self, zpa: TestTenant, options: dict[str, Any], changed: bool
    ) -> None:
        zpa.add_connector_group("San Jose")
        given = {"name": "San Jose", "country_code": "FR", **options}
        for check, will_change in ((True, changed), (False, changed), (True, False), (False, False)):
            result = zpa.connector_group(check, **given)
            assert result["changed"] is will_change
            (said,) = map(str, result["warnings"])
            assert (
                "country_code: is US, which ZPA works out from latitude and longitude, and not 'FR'. "
                "Correct these, or leave country_code out." in said
            )
        assert len(zpa.writes) == changed

    @pytest.mark.parametrize("way", ["module", "configuration"])
    @pytest.mark.parametrize("exists", [True, False], ids=["moved", "created"])
    def test_that_turns_out_wrong_is_the_same_warning_in_the_next_run(
        self, zpa: TestTenant, exists: bool, way: str
    ) -> None:
        if exists:
            zpa.add_connector_group("Zurich")
        group = {"name": "Zurich", "country_code": "FR", **PLACE}
        module = "zpa_app_connector_group" if way == "module" else "zpa_config"
        options = group if way == "module" else {"config": {"app_connector_groups": [group]}}
        runs = (True, False, False, True)
        predicted, real, again, checked = (zpa.run(module, check, **options) for check in runs)
        assert predicted["diff"] == real["diff"]
        assert [one["changed"] for one in (predicted, real, again, checked)] == [True, True, False, False]
        # Before it is there nobody knows the country.
        assert "warnings" not in predicted
        assert "country_code: is CH" in str(real["warnings"])
        assert again["warnings"] == real["warnings"] == checked["warnings"]
        assert "countryCode" not in zpa.writes[0].body
        assert len(zpa.writes) == 1

    def test_that_turns_out_right_is_no_warning(self, zpa: TestTenant) -> None:
        result = zpa.connector_group(name="Zurich", country_code="ch", **PLACE)
        assert "warnings" not in result
        assert result["app_connector_group"]["country_code"] == "CH"

    def test_of_a_group_that_moves_is_not_foretold(self, zpa: TestTenant) -> None:
        zpa.add_connector_group("Zurich")
        moved = zpa.connector_group(check=True, name="Zurich", **PLACE)["app_connector_group"]
        stays = zpa.connector_group(check=True, name="Zurich", description="d")["app_connector_group"]
        assert (moved["country_code"], stays["country_code"]) == (None, "US")


class TestVersionProfile:
    def test_is_sent_by_id_with_the_flag(self, zpa: TestTenant) -> None:
        zpa.connector_group(
            name="Zurich", override_version_profile=True, version_profile="new release", **PLACE
        )
        assert zpa.writes[0].body["overrideVersionProfile"] is True
        assert zpa.writes[0].body["versionProfileId"] == "2"

    def test_by_id_is_shown_by_name(self, zpa: TestTenant) -> None:
        result = zpa.connector_group(
            name="Zurich", override_version_profile=True, version_profile="2", **PLACE
        )
        assert result["diff"]["after"]["version_profile"] == "New Release"

    def test_that_is_only_visible_on_the_group_itself_is_accepted(self, zpa: TestTenant) -> None:
        zpa.tenant.table("visible/versionProfiles")["77"] = {"id": "77", "name": "Internal - QA "}
        zpa.add_connector_group("Zurich", overrideVersionProfile=True, versionProfileId="77")
        del zpa.tenant.table("visible/versionProfiles")["77"]
        zpa.stored("Zurich", PATH)["versionProfileName"] = "Internal - QA "
        result = zpa.connector_group(
            name="Zurich", override_version_profile=True, version_profile="Internal - QA"
        )
        assert result["changed"] is False

    def test_that_zpa_chose_is_no_drift(self, zpa: TestTenant) -> None:
        zpa.tenant.default_version_profile = "2"
        zpa.add_connector_group("Zurich")
        result = zpa.connector_group(name="Zurich", override_version_profile=False, version_profile="Default")
        assert result["changed"] is False
        assert "version_profile: has no effect beside override_version_profile=false" in str(
            result["warnings"]
        )

    def test_that_zpa_chose_is_in_the_metadata_and_not_among_the_options(self, zpa: TestTenant) -> None:
        zpa.tenant.default_version_profile = "2"
        zpa.add_connector_group("Zurich", object_id="7")
        result = zpa.connector_groups(name="Zurich")
        assert result["app_connector_groups"][0]["version_profile"] is None
        assert result["metadata"]["7"]["version_profile_name"] == "New Release"

    @pytest.mark.parametrize("exists", [True, False])
    def test_alone_is_refused_where_it_would_have_no_effect(self, zpa: TestTenant, exists: bool) -> None:
        if exists:
            zpa.add_connector_group("Zurich")
        result = zpa.connector_group(name="Zurich", version_profile="Default", **PLACE)
        assert "version_profile: has an effect only with override_version_profile=true" in result["msg"]
        assert zpa.writes == []

    def test_alone_changes_a_group_that_has_one_of_its_own(self, zpa: TestTenant) -> None:
        zpa.add_connector_group("Zurich", overrideVersionProfile=True, versionProfileId="1")
        result = zpa.connector_group(name="Zurich", version_profile="Default")
        assert result["diff"] == {
            "before": {"name": "Zurich", "version_profile": "Previous Default"},
            "after": {"name": "Zurich", "version_profile": "Default"},
        }

    def test_look_up_needs_no_microtenant_and_no_search(self, zpa: TestTenant) -> None:
        profile = {"override_version_profile": True, "version_profile": "Default"}
        zpa.connector_group(
            check=True, name="Zurich", microtenant_id="216196257331290001", **PLACE, **profile
        )
        (look_up,) = [entry for entry in zpa.calls if entry.path.endswith("/visible/versionProfiles")]
        assert set(look_up.query) == {"page", "pagesize"}


class TestQuickAcknowledgement:
    @pytest.mark.parametrize("wanted", [True, False])
    def test_sets_all_three_fields(self, zpa: TestTenant, wanted: bool) -> None:
        zpa.add_connector_group("Zurich", **dict.fromkeys(QUICK_ACKS, not wanted))
        zpa.connector_group(name="Zurich", tcp_quick_ack=wanted)
        assert {zpa.stored("Zurich", PATH)[key] for key in QUICK_ACKS} == {wanted}

    @pytest.mark.parametrize("wanted", [True, False])
    def test_that_disagrees_on_the_tenant_is_neither(self, zpa: TestTenant, wanted: bool) -> None:
        zpa.add_connector_group("Zurich", tcpQuickAckApp=True)
        (shown,) = zpa.connector_groups()["app_connector_groups"]
        assert shown["tcp_quick_ack"] is None
        assert zpa.connector_group(name="Zurich", tcp_quick_ack=wanted)["changed"]

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_that_disagrees_is_warned_of_by_a_change_that_leaves_it(
        self, zpa: TestTenant, check: bool
    ) -> None:
        zpa.add_connector_group("Zurich", tcpQuickAckApp=True)
        words = "tcp_quick_ack: the fields behind it, which must be the same, differ on the tenant."
        assert "warnings" not in zpa.connector_group(check, name="Zurich", enabled=True)
        assert words in str(zpa.connector_group(check, name="Zurich", description="d")["warnings"])
        assert "warnings" not in zpa.connector_group(check, name="Zurich", tcp_quick_ack=True)

    def test_that_disagrees_is_the_answer_of_the_api_where_it_refuses(self, zpa: TestTenant) -> None:
        zpa.add_connector_group("Zurich", tcpQuickAckApp=True)
        result = zpa.connector_group(name="Zurich", description="d")
        assert result["failed"]
        assert result["status"] == 400


class TestLogStreaming:
    """Asked for one group by id, the API says that a group for log streaming is none."""

    @pytest.fixture
    def streaming(self, zpa: TestTenant) -> TestTenant:
        zpa.add_connector_group("Streaming", object_id="42", lssAppConnectorGroup=True)
        return zpa

    @pytest.mark.parametrize("way", [{"id": "42"}, {"name": "Streaming"}])
    def test_is_shown_rightly(self, streaming: TestTenant, way: dict[str, str]) -> None:
        (shown,) = streaming.connector_groups(**way)["app_connector_groups"]
        assert shown["lss_app_connector_group"] is True

    @pytest.mark.parametrize("way", [{"id": "42"}, {"name": "Streaming"}])
    def test_survives_an_update_of_something_else(self, streaming: TestTenant, way: dict[str, str]) -> None:
        streaming.connector_group(description="d", **way)
        assert streaming.stored("Streaming", PATH)["lssAppConnectorGroup"] is True

    def test_survives_an_update_by_id_on_a_large_tenant(self, streaming: TestTenant) -> None:
        for number in range(1000):
            streaming.add_connector_group("Group %04d" % number)
        streaming.connector_group(id="42", description="d")
        assert streaming.stored("Streaming", PATH)["lssAppConnectorGroup"] is True

    def test_is_read_under_its_older_name(self, streaming: TestTenant) -> None:
        streaming.tenant.quirks.older_shape = True
        assert streaming.connector_group(name="Streaming", lss_app_connector_group=True)["changed"] is False

    def test_that_does_not_read_back_is_noticed(self, zpa: TestTenant) -> None:
        result = zpa.connector_group(name="Streaming", lss_app_connector_group=True, **PLACE)
        assert result["app_connector_group"]["lss_app_connector_group"] is True


class TestUpdate:
    def test_is_the_whole_object_without_what_zpa_computes(self, zpa: TestTenant) -> None:
        zpa.connector_group(name="Zurich", **PLACE)
        zpa.forget()
        zpa.connector_group(name="Zurich", description="d")
        assert zpa.writes[0].body == {
            "name": "Zurich",
            "description": "d",
            "enabled": True,
            "latitude": "47.3768866",
            "longitude": "8.541694",
            "location": "Zurich, Switzerland",
            "cityCountry": "Zurich, CH",
            "countryCode": "CH",
            "upgradeDay": "SUNDAY",
            "upgradeTimeInSecs": "66600",
            "dnsQueryType": "IPV4_IPV6",
            "overrideVersionProfile": False,
            "versionProfileId": "0",
            **dict.fromkeys(QUICK_ACKS, False),
            "useInDrMode": False,
            "wafDisabled": False,
            "praEnabled": False,
            "lssAppConnectorGroup": False,
            "connectorGroupType": "APP",
            "readOnly": False,
            "zscalerManaged": False,
        }

    def test_leaves_connectors_and_server_groups_alone(self, zpa: TestTenant) -> None:
        connector = {"id": "8", "name": "Zurich-1", "fingerprint": "x"}
        zpa.add_connector_group("Zurich", object_id="7", connectors=[connector], ipAcl=["10.0.0.0/8"])
        zpa.add_server_group("ERP", object_id="9", app_connector_groups=["Zurich"])
        zpa.connector_group(name="Zurich", description="d")
        facts = zpa.connector_groups(id="7")["metadata"]["7"]
        assert (facts["connector_ids"], facts["server_group_ids"]) == (["8"], ["9"])
        assert zpa.stored("Zurich-1", "connector")["appConnectorGroupId"] == "7"
        assert zpa.stored("Zurich", PATH)["ipAcl"] == ["10.0.0.0/8"]

    def test_of_an_older_shape_adds_nothing_to_it(self, zpa: TestTenant) -> None:
        zpa.tenant.quirks.older_shape = True
        zpa.add_connector_group("Zurich", overrideVersionProfile=False)
        assert zpa.connector_group(name="Zurich", description="d")["changed"]
        assert "dnsQueryType" not in zpa.writes[0].body

    def test_of_an_older_shape_knows_what_is_missing_by_its_default(self, zpa: TestTenant) -> None:
        zpa.tenant.quirks.older_shape = True
        zpa.add_connector_group("Zurich")
        result = zpa.connector_group(
            name="Zurich",
            dns_query_type="ipv4_ipv6",
            override_version_profile=False,
            use_in_dr_mode=False,
            waf_disabled=False,
            pra_enabled=False,
            lss_app_connector_group=False,
        )
        assert result["changed"] is False


@pytest.mark.parametrize("check", [True, False])
def test_deleting_a_referenced_group_names_what_refers_to_it(zpa: TestTenant, check: bool) -> None:
    zpa.add_connector_group("Zurich")
    zpa.add_server_group("ERP servers", app_connector_groups=["Zurich"])
    result = zpa.connector_group(check, name="Zurich", state="absent")
    assert result["failed"]
    assert result["error_id"] == "resource.referenced"
    assert "Cannot delete App Connector group 'Zurich'" in result["msg"]
    assert result["params"] == ["Server Group", "ERP servers"]


def test_a_creation_says_every_documented_default(zpa: TestTenant) -> None:
    zpa.connector_group(name="Zurich", **PLACE)
    assert zpa.writes[0].body == {
        "name": "Zurich",
        "enabled": True,
        "latitude": "47.3768866",
        "longitude": "8.541694",
        "location": "Zurich, Switzerland",
        "upgradeDay": "SUNDAY",
        "upgradeTimeInSecs": "66600",
        "dnsQueryType": "IPV4_IPV6",
        "overrideVersionProfile": False,
        **dict.fromkeys(QUICK_ACKS, False),
        "useInDrMode": False,
        "wafDisabled": False,
        "praEnabled": False,
        "lssAppConnectorGroup": False,
    }


def test_a_group_is_found_by_id_in_three_requests_on_a_tenant_of_any_size(zpa: TestTenant) -> None:
    for number in range(1200):
        zpa.add_connector_group("Group %04d" % number, object_id=str(1000 + number))
    zpa.connector_group(id="2199", enabled=True)
    assert len(zpa.calls) == 3


def test_metadata_tells_what_no_option_sets(zpa: TestTenant) -> None:
    group = zpa.add_connector_group("San Jose", object_id="42")
    assert zpa.connector_groups(id="42")["metadata"]["42"] == {
        "city_country": "San Jose, US",
        "connector_group_type": "APP",
        "connector_ids": [],
        "creation_time": int(group["creationTime"]),
        "microtenant_id": "0",
        "microtenant_name": "Default",
        "modified_by": group["modifiedBy"],
        "modified_time": int(group["modifiedTime"]),
        "restricted": False,
        "server_group_ids": [],
        "upgrade_priority": "WEEK",
        "version_profile_id": "0",
        "version_profile_name": "Default",
    }


@pytest.mark.parametrize("wide", [False, True], ids=["module", "config"])
def test_a_value_of_another_type_hides_no_other_that_is_wrong(zpa: TestTenant, wide: bool) -> None:
    entry = {"name": "Gone", "latitude": "north", "longitude": 200}
    config = {"app_connector_groups": [entry]}
    result = zpa.run("zpa_config", config=config) if wide else zpa.run("zpa_app_connector_group", **entry)
    assert [problem.partition(": ")[0].rpartition(".")[2] for problem in result["problems"]] == [
        "latitude",
        "longitude",
    ]


def test_a_deletion_is_foreseen_with_the_names_that_it_then_tells(zpa: TestTenant) -> None:
    group = {"name": "Gone", "latitude": 1, "longitude": 1, "location": "X", "enrollment_cert": "Connector"}
    made = zpa.run("zpa_app_connector_group", **group)
    assert made.get("changed"), made
    zpa.add_connector_group("Other")
    foreseen, real = (
        zpa.run("zpa_app_connector_group", check, name="Gone", state="absent") for check in (True, False)
    )
    assert real["changed"] and foreseen["diff"] == real["diff"]
    assert real["diff"]["before"]["enrollment_cert"] == "Connector"
