# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""User codes, by which machines join a group where ZPA takes no provisioning keys. No answer lists them."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from support.tenants import TestTenant
from zpa_emulator.enrolment import show_code

PLACE: dict[str, Any] = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich"}
GIVEN = "POST .*/usercodes$"
MICROTENANT = "216196257331290001"


class Sort(NamedTuple):
    """A sort of groups: its key, what paths call it, where its machines are, and the stock certificate."""

    key: str
    association: str
    machines: str
    certificate: str

    def run(self, zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
        return zpa.run("zpa_" + self.key, check, **options)

    def add(self, zpa: TestTenant, **details: Any) -> dict[str, Any]:
        certificate = zpa.stored(self.certificate, "enrollmentCert")["id"]
        add = zpa.add_connector_group if self.key.startswith("app") else zpa.add_service_edge_group
        return add("Zurich", **{"enrollmentCertId": certificate, **details})

    def code(self, zpa: TestTenant) -> str:
        """Start a machine, and return the code that it shows."""
        return show_code(zpa.tenant, self.association)

    def enrolled(self, zpa: TestTenant) -> int:
        return len(zpa.tenant.table(self.machines))


CONNECTORS = Sort("app_connector_group", "CONNECTOR_GRP", "connector", "Connector")
EDGES = Sort("service_edge_group", "SERVICE_EDGE_GRP", "serviceEdge", "Service Edge")


@pytest.fixture(params=[CONNECTORS, EDGES], ids=["connectors", "edges"])
def sort(request: pytest.FixtureRequest) -> Sort:
    found: Sort = request.param
    return found


def given(zpa: TestTenant) -> list[list[str]]:
    """The codes of every request that gives some."""
    return [entry.body["userCodes"] for entry in zpa.writes if entry.path.endswith("/usercodes")]


def succeeded(result: dict[str, Any]) -> dict[str, Any]:
    assert not result.get("failed"), result["msg"]
    return result


def test_machines_join_a_group_that_is_created(zpa: TestTenant, sort: Sort) -> None:
    codes = [sort.code(zpa), sort.code(zpa)]
    options = {"name": "New", **PLACE, "user_codes": codes}
    predicted = succeeded(sort.run(zpa, check=True, **options))
    assert zpa.writes == []
    result = succeeded(sort.run(zpa, **options))
    assert (predicted["changed"], predicted["diff"]) == (True, result["diff"])
    assert result["diff"]["after"]["user_codes"] == sorted(codes)
    assert "user_codes" not in result[sort.key]
    assert (sort.enrolled(zpa), given(zpa)) == (2, [sorted(codes)])
    zpa.forget()
    assert succeeded(sort.run(zpa, **options))["changed"] is False
    assert zpa.writes == []


def test_only_codes_that_a_group_was_not_given_are_given_to_it(zpa: TestTenant, sort: Sort) -> None:
    sort.add(zpa)
    first, second = sort.code(zpa), sort.code(zpa)
    succeeded(sort.run(zpa, name="Zurich", user_codes=[first]))
    zpa.forget()
    options = {"name": "Zurich", "user_codes": [" %s " % second, first]}
    result = succeeded(sort.run(zpa, **options))
    assert result["diff"]["before"] == {"name": "Zurich", "user_codes": [first]}
    assert (given(zpa), len(zpa.writes)) == ([[second]], 1)


def test_a_group_without_a_certificate_gets_that_of_the_tenant_first(zpa: TestTenant, sort: Sort) -> None:
    sort.add(zpa, enrollmentCertId=None)
    options = {"name": "Zurich", "user_codes": [sort.code(zpa)]}
    assert succeeded(sort.run(zpa, check=True, **options))["changed"] is True
    result = succeeded(sort.run(zpa, **options))
    assert result[sort.key]["enrollment_cert"] == sort.certificate
    assert sort.enrolled(zpa) == 1
    assert succeeded(sort.run(zpa, **options))["changed"] is False


def test_a_certificate_that_cannot_be_had_is_told(zpa: TestTenant) -> None:
    CONNECTORS.add(zpa, enrollmentCertId=None)
    certificate = zpa.stored("Connector", "enrollmentCert")
    certificate["name"] = "Ours"
    said = CONNECTORS.run(zpa, name="Zurich", user_codes=[CONNECTORS.code(zpa)])["msg"]
    assert "This tenant asks for enrollment_cert, and 'Connector', which is sent where it is left out" in said


def test_check_mode_asks_by_no_post_and_says_what_it_cannot_know(zpa: TestTenant, sort: Sort) -> None:
    sort.add(zpa)
    options = {"name": "Zurich", "user_codes": [sort.code(zpa)]}
    succeeded(sort.run(zpa, **options))
    zpa.forget()
    predicted = succeeded(sort.run(zpa, check=True, **options))
    assert {entry.method for entry in zpa.calls} == {"GET"}
    assert predicted["changed"] is True
    assert "'Zurich': check mode does not ask ZPA which of them it was given" in str(predicted["warnings"])


def test_the_group_is_written_first_if_it_changes(zpa: TestTenant, sort: Sort) -> None:
    sort.add(zpa)
    result = succeeded(sort.run(zpa, name="Zurich", description="New", user_codes=[sort.code(zpa)]))
    assert [entry.method for entry in zpa.writes] == ["PUT", "POST"]
    assert "userCodes" not in zpa.writes[0].body
    assert result[sort.key]["description"] == "New"


def test_a_group_of_a_microtenant_gets_them_there(zpa: TestTenant, sort: Sort) -> None:
    options = {"name": "New", **PLACE, "microtenant_id": MICROTENANT, "user_codes": [sort.code(zpa)]}
    succeeded(sort.run(zpa, **options))
    assert zpa.writes[-1].query == {"microtenantId": MICROTENANT}
    assert succeeded(sort.run(zpa, **options))["changed"] is False


@pytest.mark.parametrize(
    "quirks",
    [
        {"user_codes_at": "associationType", "user_codes_key": "userCodes"},
        {"user_codes_at": "none", "user_codes_key": "user_codes", "plain_user_codes": True},
    ],
    ids=["like one SDK", "like the other"],
)
def test_servers_like_either_sdk_understand_it(zpa: TestTenant, quirks: dict[str, Any]) -> None:
    for quirk, value in quirks.items():
        setattr(zpa.tenant.quirks, quirk, value)
    options = {"name": "New", **PLACE, "user_codes": [CONNECTORS.code(zpa)]}
    succeeded(CONNECTORS.run(zpa, **options))
    assert CONNECTORS.enrolled(zpa) == 1
    assert succeeded(CONNECTORS.run(zpa, **options))["changed"] is False


def test_codes_of_which_nobody_tells_are_given_in_every_run(zpa: TestTenant) -> None:
    zpa.tenant.quirks.silent_code_status = True
    EDGES.add(zpa)
    options = {"name": "Zurich", "user_codes": [EDGES.code(zpa)]}
    succeeded(EDGES.run(zpa, **options))
    assert EDGES.run(zpa, check=True, **options)["changed"] is True
    refused = EDGES.run(zpa, **options)
    assert "Correct user_codes, which the API calls userCodes" in refused["msg"]
    assert "wrong, expired, used already, or of another kind of machine: " in refused["msg"]


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_question_that_is_refused_keeps_no_code_back(zpa: TestTenant, status: int) -> None:
    zpa.fault(
        "status", "POST .*/usercodes/status", status=status, body={"id": "x.y", "reason": "No."}, times=9
    )
    EDGES.add(zpa)
    assert succeeded(EDGES.run(zpa, name="Zurich", user_codes=[EDGES.code(zpa)]))["changed"] is True
    assert EDGES.enrolled(zpa) == 1


@pytest.mark.parametrize("is_new", [True, False], ids=["created", "there"])
def test_a_lost_answer_gives_no_code_twice(zpa: TestTenant, is_new: bool) -> None:
    place = PLACE if is_new else {}
    if not is_new:
        CONNECTORS.add(zpa)
    zpa.fault("cut_after", GIVEN)
    code = CONNECTORS.code(zpa)
    succeeded(CONNECTORS.run(zpa, name="Zurich", **place, user_codes=[code]))
    assert (given(zpa), CONNECTORS.enrolled(zpa)) == ([[code]], 1)


def test_a_code_that_nobody_shows_is_refused_and_the_group_is_there(zpa: TestTenant, sort: Sort) -> None:
    refused = sort.run(zpa, name="New", **PLACE, user_codes=["NOBODY"])
    assert "Correct user_codes, which the API calls userCodes" in refused["msg"]
    assert "wrong, expired, used already, or of another kind of machine: " in refused["msg"]
    assert "The creation itself was accepted: run the task again to complete it" in refused["msg"]
    succeeded(sort.run(zpa, name="New", user_codes=[sort.code(zpa)]))


def test_zpa_config_gives_them_and_no_export_has_them(zpa: TestTenant, sort: Sort) -> None:
    code = sort.code(zpa)
    config = {sort.key + "s": [{"name": "New", **PLACE, "user_codes": [code]}]}
    succeeded(zpa.run("zpa_config", config=config))
    assert sort.enrolled(zpa) == 1
    assert succeeded(zpa.run("zpa_config", config=config))["changed"] is False
    exported = succeeded(zpa.run("zpa_config", state="gathered"))["config"][sort.key + "s"]
    assert all("user_codes" not in entry for entry in exported)


@pytest.mark.parametrize("codes", [[""], ["ABCD", " "]])
def test_an_empty_code_is_refused_before_anything_is_asked(zpa: TestTenant, codes: list[str]) -> None:
    refused = CONNECTORS.run(zpa, name="New", **PLACE, user_codes=codes)
    assert "user_codes[%d]: is empty. Give a text" % (len(codes) - 1) in refused["msg"]
    assert zpa.calls == []
