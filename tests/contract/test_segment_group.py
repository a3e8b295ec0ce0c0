# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``zpa_segment_group`` and ``zpa_segment_group_info`` do beyond the laws."""

from __future__ import annotations

import pytest
from support.tenants import TestTenant

MICROTENANT = "216196257331290001"
ODD_NAMES = (
    'The "quoted"',
    "It's & that's",
    "100 % sure",
    "a/b\\c",
    "two  blanks",
    "plus + equals = question ?",
    "semi;colon, comma: #hash",
    "Ünïcödé 名前",
    "rocket 🚀 ship",
    "x" * 255,
    "{{ not a template }}",
    "name EQ Finance",
    "-",
)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_name_lives_through_create_update_and_delete(zpa: TestTenant, name: str) -> None:
    zpa.tenant.quirks.blind_search = True
    created = zpa.group(name=name)
    assert created["changed"], created
    assert zpa.group(name=name)["changed"] is False
    assert zpa.group(name=name, description="d")["segment_group"]["id"] == created["segment_group"]["id"]
    assert [group["name"] for group in zpa.groups(name=name)["segment_groups"]] == [name]
    assert zpa.group(name=name, state="absent")["changed"]
    assert zpa.tenant.table("segmentGroup") == {}


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_odd_name_costs_no_more_requests(zpa: TestTenant, name: str) -> None:
    zpa.groups()
    zpa.forget()
    zpa.group(name=name)
    zpa.group(name=name)
    assert len(zpa.calls) == 2 + 1


def test_blanks_at_the_ends_of_a_name_mean_nothing(zpa: TestTenant) -> None:
    zpa.group(name="Finance")
    assert zpa.group(name="  Finance ")["changed"] is False


def test_a_name_is_found_among_names_that_contain_it(zpa: TestTenant) -> None:
    for name in ("Finance 2", "finance", "Finance", "Old Finance"):
        zpa.add_group(name, object_id={"Finance": "42"}.get(name))
    assert zpa.group(name="Finance", enabled=True)["segment_group"]["id"] == "42"


def test_two_groups_of_one_name_are_an_error_with_their_ids(zpa: TestTenant) -> None:
    zpa.add_group("Twin", object_id="71")
    zpa.add_group("Twin", object_id="72")
    result = zpa.group(name="Twin", enabled=False)
    assert result["failed"]
    assert "71, 72" in result["msg"]
    assert "Set id" in result["msg"]
    assert zpa.writes == []


def test_an_id_chooses_between_two_groups_of_one_name(zpa: TestTenant) -> None:
    zpa.add_group("Twin", object_id="71")
    zpa.add_group("Twin", object_id="72")
    assert zpa.group(id="72", description="second")["changed"]
    assert zpa.tenant.table("segmentGroup")["72"]["description"] == "second"


def test_an_id_that_is_not_there_is_an_error_before_any_write(zpa: TestTenant) -> None:
    result = zpa.group(id="4711", name="Finance")
    assert "id: no segment group has the id 4711" in result["msg"]
    assert zpa.writes == []


@pytest.mark.parametrize("check", [True, False])
def test_renaming_to_a_name_that_is_taken_is_refused_before_any_write(zpa: TestTenant, check: bool) -> None:
    zpa.add_group("Finance", object_id="42")
    zpa.add_group("Taken", object_id="43")
    result = zpa.group(check, id="42", name="Taken")
    assert "name: 'Taken' is the name of another segment group (id 43)" in result["msg"]
    assert zpa.writes == []


@pytest.mark.parametrize("check", [True, False])
def test_deleting_a_referenced_group_names_what_refers_to_it(zpa: TestTenant, check: bool) -> None:
    zpa.add_group("Finance", applications=["SAP"])
    result = zpa.group(check, name="Finance", state="absent")
    assert result["failed"]
    assert result["error_id"] == "resource.referenced"
    assert "Cannot delete segment group 'Finance'" in result["msg"]
    assert "SAP" in result["msg"]


@pytest.mark.parametrize("flag", ["restrictedEntity", "readOnly", "zscalerManaged"])
@pytest.mark.parametrize("options", [{"enabled": False}, {"state": "absent"}])
def test_a_restricted_group_is_refused_before_any_write(zpa: TestTenant, flag: str, options: dict) -> None:
    zpa.add_group("Decoy", **{flag: True})
    result = zpa.group(name="Decoy", **options)
    assert "managed by Zscaler" in result["msg"]
    assert zpa.writes == []


def test_a_group_named_zscaler_deception_is_restricted_without_a_flag(zpa: TestTenant) -> None:
    zpa.add_group("Zscaler Deception")
    assert "managed by Zscaler" in zpa.group(name="Zscaler Deception", enabled=False)["msg"]
    assert zpa.writes == []


def test_the_reserved_name_cannot_be_given(zpa: TestTenant) -> None:
    assert "reserved" in zpa.group(name="Zscaler Deception")["msg"]
    assert zpa.writes == []


def test_a_restricted_group_that_is_as_declared_is_no_error(zpa: TestTenant) -> None:
    zpa.add_group("Decoy", restrictedEntity=True)
    assert zpa.group(name="Decoy", enabled=True)["changed"] is False


def test_applications_can_be_given_by_id_and_by_name(zpa: TestTenant) -> None:
    sap = zpa.tenant.find("application", "SAP")["id"]
    result = zpa.group(name="Finance", applications=[sap, "Jira"])
    assert result["segment_group"]["applications"] == ["Jira", "SAP"]
    assert zpa.group(name="Finance", applications=["SAP", "Jira"])["changed"] is False


def test_the_diff_shows_names_where_ids_are_given(zpa: TestTenant) -> None:
    sap = zpa.tenant.find("application", "SAP")["id"]
    assert zpa.group(check=True, name="New", applications=[sap])["diff"]["after"]["applications"] == ["SAP"]


def test_an_application_listed_twice_counts_once(zpa: TestTenant) -> None:
    sap = zpa.tenant.find("application", "SAP")["id"]
    result = zpa.group(name="Finance", applications=["SAP", sap, "SAP"])
    assert result["segment_group"]["applications"] == ["SAP"]


@pytest.mark.parametrize("check", [True, False])
def test_unknown_applications_are_listed_together_with_near_matches(zpa: TestTenant, check: bool) -> None:
    result = zpa.group(check, name="Finance", applications=["SAP", "Payrol", "99", "jira"])
    assert [problem.split(":")[0] for problem in result["problems"]] == [
        "applications[1]",
        "applications[2]",
        "applications[3]",
    ]
    assert "'Payroll'" in result["problems"][0]
    assert "'Jira'" in result["problems"][2]
    assert zpa.writes == []


def test_an_ambiguous_application_lists_the_ids(zpa: TestTenant) -> None:
    zpa.add_application("Twin", object_id="81")
    zpa.add_application("Twin", object_id="82")
    result = zpa.group(name="Finance", applications=["Twin"])
    assert "applications[0]: 2 application segments are named 'Twin'" in result["msg"]
    assert "81, 82" in result["msg"]


def test_exchanging_applications_of_one_name_shows_in_the_diff(zpa: TestTenant) -> None:
    zpa.add_group("Finance")
    zpa.add_application("Twin", object_id="81", segmentGroupId=zpa.stored("Finance")["id"])
    zpa.add_application("Twin", object_id="82")
    result = zpa.group(name="Finance", applications=["82"])
    assert result["diff"]["before"]["applications"] == ["81"]
    assert result["diff"]["after"]["applications"] == ["82"]


def test_an_address_in_a_description_survives_an_update_of_something_else(zpa: TestTenant) -> None:
    address = "see https://wiki/?page=1&region=eu&copy=2"
    zpa.add_group("Finance", description=address)
    zpa.group(name="Finance", enabled=False)
    assert zpa.stored("Finance")["description"] == address


def test_a_setting_that_has_no_option_survives_an_update(zpa: TestTenant) -> None:
    zpa.add_group("Finance", tcpKeepAliveEnabled="1")
    zpa.group(name="Finance", enabled=False)
    assert zpa.stored("Finance")["tcpKeepAliveEnabled"] == "1"


def test_an_application_whose_name_is_a_number_is_shown_by_id_and_found_by_name(zpa: TestTenant) -> None:
    zpa.add_application("8080", object_id="900")
    assert zpa.group(name="Finance", applications=["8080"])["segment_group"]["applications"] == ["900"]
    assert zpa.group(name="Finance", applications=["8080"])["changed"] is False


def test_adding_an_application_takes_it_out_of_its_group(zpa: TestTenant) -> None:
    zpa.add_group("Old home", applications=["SAP"])
    zpa.group(name="New home", applications=["SAP"])
    assert (zpa.members("Old home"), zpa.members("New home")) == ([], ["SAP"])


def test_the_update_sends_the_differences_through_v2(zpa: TestTenant) -> None:
    zpa.add_group("Finance", applications=["SAP", "Payroll"])
    zpa.group(name="Finance", applications=["SAP", "Git"])
    (write,) = zpa.writes
    assert write.path.startswith("/mgmtconfig/v2/")
    assert write.body["addedApps"] == [zpa.tenant.find("application", "Git")["id"]]
    assert write.body["deletedApps"] == [zpa.tenant.find("application", "Payroll")["id"]]
    assert "applications" not in write.body


def test_fields_that_the_collection_does_not_know_survive_an_update(zpa: TestTenant) -> None:
    zpa.add_group("Finance", futureField={"a": [1]}, description="kept")
    zpa.group(name="Finance", enabled=False)
    assert zpa.stored("Finance")["futureField"] == {"a": [1]}


def test_an_update_carries_no_computed_fields(zpa: TestTenant) -> None:
    zpa.add_group("Finance")
    zpa.group(name="Finance", enabled=False)
    computed = {"creationTime", "modifiedTime", "modifiedBy", "microtenantName", "policyMigrated"}
    assert not computed & set(zpa.writes[0].body)


def test_a_creation_always_says_whether_the_group_is_enabled(zpa: TestTenant) -> None:
    zpa.group(name="New")
    assert zpa.writes[0].body == {"name": "New", "enabled": False}


def test_names_that_come_back_escaped_are_no_change(zpa: TestTenant) -> None:
    zpa.tenant.quirks.escaped_text = True
    zpa.group(name="R&D <new>", description='"Research" & more')
    assert zpa.group(name="R&D <new>", description='"Research" & more')["changed"] is False


def test_an_update_does_not_store_the_escaping_of_the_answer(zpa: TestTenant) -> None:
    zpa.tenant.quirks.escaped_text = True
    zpa.group(name="R&D", description="a & b")
    zpa.group(name="R&D", enabled=True)
    assert (zpa.stored("R&D")["name"], zpa.stored("R&D")["description"]) == ("R&D", "a & b")


def test_a_microtenant_has_its_own_groups(zpa: TestTenant) -> None:
    zpa.group(name="Finance", description="default")
    created = zpa.group(name="Finance", description="sub", microtenant_id=MICROTENANT)
    assert created["changed"]
    assert created["segment_group"]["microtenant_id"] == MICROTENANT
    assert zpa.group(name="Finance", description="sub", microtenant_id=MICROTENANT)["changed"] is False
    assert zpa.group(name="Finance", description="default")["changed"] is False


def test_microtenant_zero_is_the_default_microtenant(zpa: TestTenant) -> None:
    zpa.group(name="Finance")
    assert zpa.group(name="Finance", microtenant_id="0")["changed"] is False


def test_every_request_carries_the_microtenant(zpa: TestTenant) -> None:
    zpa.add_application("Sub app", microtenant_id=MICROTENANT)
    zpa.group(name="G", applications=["Sub app"], microtenant_id=MICROTENANT)
    zpa.group(name="G", enabled=True, microtenant_id=MICROTENANT)
    zpa.group(name="G", applications=[], microtenant_id=MICROTENANT)
    zpa.group(name="G", state="absent", microtenant_id=MICROTENANT)
    assert {entry.method for entry in zpa.calls} == {"GET", "POST", "PUT", "DELETE"}
    assert {entry.query.get("microtenantId") for entry in zpa.calls} == {MICROTENANT}


def test_a_group_of_another_microtenant_is_not_taken_for_ours(zpa: TestTenant) -> None:
    zpa.tenant.quirks.absent_means_all = True
    zpa.add_group("Finance", microtenant_id=MICROTENANT, object_id="55")
    assert zpa.group(check=True, name="Finance", state="absent")["changed"] is False
    assert zpa.group(name="Finance")["segment_group"]["id"] != "55"


def test_a_refused_application_list_is_reported_in_the_words_of_the_api(zpa: TestTenant) -> None:
    zpa.add_group("Finance")
    body = {
        "id": "invalid.resource.argument",
        "reason": "One or more input fields applications are not valid.",
    }
    zpa.fault("status", "PUT .*/segmentGroup", status=400, body=body)
    result = zpa.group(name="Finance", applications=["SAP"])
    assert result["msg"] == (
        "Cannot update segment group 'Finance': One or more input fields applications are not valid "
        "(HTTP 400, invalid.resource.argument)"
    )
    assert (result["status"], result["error_id"], result["method"]) == (
        400,
        "invalid.resource.argument",
        "PUT",
    )


def test_metadata_tells_what_no_option_sets(zpa: TestTenant) -> None:
    group = zpa.add_group("Finance", applications=["SAP"], object_id="42")
    facts = zpa.groups(id="42")["metadata"]["42"]
    assert facts == {
        "application_ids": [zpa.tenant.find("application", "SAP")["id"]],
        "config_space": "DEFAULT",
        "creation_time": int(group["creationTime"]),
        "microtenant_id": "0",
        "microtenant_name": "Default",
        "modified_by": group["modifiedBy"],
        "modified_time": int(group["modifiedTime"]),
        "restricted": False,
    }


class TestInfo:
    @pytest.fixture
    def listed(self, zpa: TestTenant) -> TestTenant:
        zpa.add_group("Web shop", object_id="1", description="sells")
        zpa.add_group("Intranet", object_id="2", enabled=False)
        zpa.add_group("Web mail", object_id="3", enabled=False)
        return zpa

    @staticmethod
    def ids(result: dict) -> list[str]:
        return [group["id"] for group in result["segment_groups"]]

    def test_lists_all_groups_in_the_order_of_the_api(self, listed: TestTenant) -> None:
        result = listed.groups()
        assert self.ids(result) == ["2", "3", "1"]
        assert result["changed"] is False

    @pytest.mark.parametrize(
        ("options", "ids"),
        [
            ({"id": "2"}, ["2"]),
            ({"id": "2", "name": "Intranet"}, ["2"]),
            ({"id": "2", "name": "Web shop"}, []),
            ({"id": "99"}, []),
            ({"name": "Web mail"}, ["3"]),
            ({"name": "web mail"}, []),
            ({"name": "Nobody"}, []),
            ({"enabled": True}, ["1"]),
            ({"enabled": False}, ["2", "3"]),
            ({"search": "name LIKE web"}, ["3", "1"]),
            ({"search": "enabled EQ true"}, ["1"]),
            ({"search": "description EQ sells"}, ["1"]),
            ({"search": "name STARTSWITH web", "enabled": False}, ["3"]),
            ({"name": "Web mail", "enabled": True}, []),
        ],
    )
    def test_finds_what_is_asked_for(self, listed: TestTenant, options: dict, ids: list[str]) -> None:
        assert self.ids(listed.groups(**options)) == ids

    def test_reads_a_thousand_groups_in_pages_of_five_hundred(self, zpa: TestTenant) -> None:
        for number in range(1001):
            zpa.add_group("Group %d" % number)
        assert len(zpa.groups()["segment_groups"]) == 1001
        assert [entry.query["pagesize"] for entry in zpa.calls] == ["500"] * 3

    def test_finds_one_of_a_thousand_with_one_request(self, zpa: TestTenant) -> None:
        for number in range(1001):
            zpa.add_group("Group %d" % number)
        zpa.group(name="Group 777", enabled=True)
        assert len(zpa.calls) == 1

    def test_runs_the_same_in_check_mode(self, listed: TestTenant) -> None:
        assert self.ids(listed.run("zpa_segment_group_info", True)) == ["2", "3", "1"]

    def test_a_search_that_is_no_search_is_refused(self, listed: TestTenant) -> None:
        assert "search: 'web' is not of the form" in listed.groups(search="web")["msg"]

    def test_a_list_of_nothing_is_empty(self, zpa: TestTenant) -> None:
        assert zpa.groups()["segment_groups"] == []
