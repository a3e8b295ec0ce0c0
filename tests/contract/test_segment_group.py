# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``zpa_segment_group`` and ``zpa_segment_group_info`` do beyond the laws."""

from __future__ import annotations

import pytest
from support.tenants import TestTenant

MICROTENANT = "216196257331290001"


@pytest.mark.parametrize("check", [True, False])
def test_deleting_a_referenced_group_names_what_refers_to_it(zpa: TestTenant, check: bool) -> None:
    zpa.add_group("Finance", applications=["SAP"])
    result = zpa.group(check, name="Finance", state="absent")
    assert result["failed"]
    assert result["error_id"] == "resource.referenced"
    assert "Cannot delete segment group 'Finance'" in result["msg"]
    assert "SAP" in result["msg"]


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


def test_unknown_applications_are_foreseen_in_check_mode_but_for_ids(zpa: TestTenant) -> None:
    result = zpa.group(True, name="Finance", applications=["SAP", "Payrol", "99"])
    assert [problem.split(":")[0] for problem in result["problems"]] == ["applications[2]"]
    foreseen = zpa.group(True, name="Finance", applications=["SAP", "Payrol"])
    assert "Payrol (does not exist yet)" in foreseen["segment_group"]["applications"]
    assert "applications[1]: no application segment has the name or id 'Payrol'" in str(foreseen["warnings"])
    assert zpa.writes == []


def test_unknown_applications_are_listed_together_with_near_matches(zpa: TestTenant) -> None:
    result = zpa.group(name="Finance", applications=["SAP", "Payrol", "99", "jira"])
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


def test_a_creation_always_says_whether_the_group_is_enabled(zpa: TestTenant) -> None:
    zpa.group(name="New")
    assert zpa.writes[0].body == {"name": "New", "enabled": False}


def test_every_request_carries_the_microtenant(zpa: TestTenant) -> None:
    zpa.add_application("Sub app", microtenant_id=MICROTENANT)
    zpa.group(name="G", applications=["Sub app"], microtenant_id=MICROTENANT)
    zpa.group(name="G", enabled=True, microtenant_id=MICROTENANT)
    zpa.group(name="G", applications=[], microtenant_id=MICROTENANT)
    zpa.group(name="G", state="absent", microtenant_id=MICROTENANT)
    assert {entry.method for entry in zpa.calls} == {"GET", "POST", "PUT", "DELETE"}
    assert {entry.query.get("microtenantId") for entry in zpa.calls} == {MICROTENANT}


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
