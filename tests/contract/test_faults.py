# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Law 8: whatever happens to one request, the tenant ends as declared and nothing is made twice."""

from __future__ import annotations

from typing import Any

import pytest
from support.tenants import TestTenant

PASSING = {
    "429 with a unit": {"kind": "throttle", "retry_after": "4s"},
    "429 without a word": {"kind": "throttle"},
    "500": {"kind": "status", "status": 500},
    "502 with a page": {"kind": "status", "status": 502, "body": "<html>Bad gateway</html>"},
    "503 with Retry-After": {"kind": "status", "status": 503, "retry_after": "2"},
    "cut before it took effect": {"kind": "cut_before"},
    "cut after it took effect": {"kind": "cut_after"},
    "half an answer": {"kind": "truncated"},
    "a page instead of JSON": {"kind": "text", "body": "<html>Welcome to the hotel</html>"},
    "an expired token": {"kind": "expired"},
    "simultaneous changes": {
        "kind": "status",
        "status": 400,
        "body": {"id": "api.concurrent.access.error", "reason": "Unable to modify the resource."},
    },
}
TASKS = {
    "create": {"name": "New", "applications": ["Jira"], "enabled": True},
    "update": {"name": "Finance", "applications": ["SAP", "Git"], "description": "new"},
    "rename": {"id": "42", "name": "Treasury"},
    "delete": {"name": "Unused", "state": "absent"},
}


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody waits: the pauses that would have been made."""
    made: list[float] = []
    monkeypatch.setattr("time.sleep", made.append)
    return made


@pytest.fixture
def tenant(zpa: TestTenant) -> TestTenant:
    zpa.add_group("Finance", applications=["SAP", "Payroll"], object_id="42")
    zpa.add_group("Unused")
    return zpa


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("options", TASKS.values(), ids=TASKS.keys())
@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_one_fault_at_any_request_changes_nothing_in_the_end(
    tenant: TestTenant, fault: dict[str, Any], options: dict[str, Any], number: int
) -> None:
    tenant.fault(**fault, skip=number)
    result = tenant.group(**options)
    assert result.get("changed") is True, result.get("msg")
    tenant.tenant.faults.clear()
    names = [group["name"] for group in tenant.tenant.table("segmentGroup").values()]
    assert len(names) == len(set(names))
    tenant.forget()
    assert tenant.group(**options)["changed"] is False
    assert tenant.writes == []


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_a_lost_creation_is_looked_for_before_it_is_sent_again(tenant: TestTenant, kind: str) -> None:
    tenant.fault(kind, "POST .*/segmentGroup")
    tenant.group(name="New")
    sent = [entry.method for entry in tenant.calls]
    assert sent == (["GET", "POST", "GET", "POST"] if kind == "cut_before" else ["GET", "POST", "GET"])


def test_a_lost_update_is_planned_again_from_what_is_there(tenant: TestTenant) -> None:
    tenant.fault("cut_after", "PUT ")
    result = tenant.group(name="Finance", applications=["SAP", "Git"])
    assert result["segment_group"]["applications"] == ["Git", "SAP"]
    assert len(tenant.writes) == 1


def test_a_write_that_never_gets_through_is_reported_with_its_doubt(tenant: TestTenant) -> None:
    tenant.fault("cut_before", "POST .*/segmentGroup", times=100)
    message = tenant.group(name="New")["msg"]
    assert message.startswith("Cannot create segment group 'New': the connection broke")
    assert "run the task again" in message


def test_a_server_that_is_down_is_given_up_in_time(tenant: TestTenant, pauses: list[float]) -> None:
    tenant.fault("status", status=503, times=1000)
    result = tenant.group(name="New")
    assert result["status"] == 503
    assert sum(pauses) < 60


def test_a_wait_beyond_the_limit_is_not_begun(tenant: TestTenant, pauses: list[float]) -> None:
    tenant.fault("throttle", retry_after="593s")
    result = tenant.group(name="New")
    assert "The API wants 593 s more after 0 s, the limit being max_wait=300" in result["msg"]
    assert pauses == []


def test_a_token_that_is_refused_twice_is_an_error(tenant: TestTenant) -> None:
    tenant.fault("expired", times=10)
    result = tenant.group(name="New")
    assert result["status"] == 401
    assert len(tenant.tenant.log) == 4


def test_the_pause_is_at_least_what_the_api_asks_for(tenant: TestTenant, pauses: list[float]) -> None:
    tenant.fault("throttle", retry_after="4s")
    tenant.group(name="New")
    assert 4.0 <= pauses[0] <= 5.0


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_faults_do_not_make_check_mode_write(tenant: TestTenant, fault: dict[str, Any]) -> None:
    tenant.fault(**fault)
    assert tenant.group(True, name="New")["changed"] is True
    assert tenant.writes == []


@pytest.mark.parametrize("answer", [{}, {"message": "ok"}, [1], "text"])
def test_an_answer_that_is_no_list_is_never_an_empty_list(tenant: TestTenant, answer: Any) -> None:
    tenant.fault("status", "GET ", status=200, body=answer, times=10)
    assert tenant.group(name="Finance", state="absent")["failed"]
    assert tenant.group(name="Finance")["failed"]
    assert tenant.writes == []


@pytest.mark.parametrize("pages", ["pages_as_count", "no_total_count"])
def test_odd_page_counts_do_no_harm(tenant: TestTenant, pages: str) -> None:
    setattr(tenant.tenant.quirks, pages, True)
    assert tenant.group(name="Finance", enabled=True)["changed"] is False
    assert len(tenant.groups()["segment_groups"]) == 2


def test_an_object_that_disappears_meanwhile_is_no_error_when_it_should(tenant: TestTenant) -> None:
    tenant.fault("cut_after", "DELETE ")
    assert tenant.group(name="Unused", state="absent")["changed"] is True
