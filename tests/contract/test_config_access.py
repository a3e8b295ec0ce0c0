# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``zpa_config`` with ``access``: what a plan does to access, and what keeps it from being carried out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from support.closures import closure
from support.policies import furnish
from support.tenants import TestTenant

from .test_access_analysis import DECLARED, SECRET_TEST, members, of_group, rule, segment

Result = dict[str, Any]
# Lets everybody reach everything.
OPENED = {"policy_rules": {"access": [rule("Everybody", "ALLOW")]}}
GUESTS = {"policy_rules": {"access": [rule("Guests", "ALLOW", of_group("Common"), members("Sales"))]}}


@pytest.fixture
def tenant(zpa: TestTenant) -> TestTenant:
    furnish(zpa)
    made = zpa.run("zpa_config", config=DECLARED)
    assert not made.get("failed"), made["msg"]
    zpa.forget()
    return zpa


def applied(tenant: TestTenant, check: bool = False, **options: Any) -> Result:
    return tenant.run("zpa_config", check, **options)


@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
def test_nothing_is_written_where_a_test_breaks_and_check_mode_says_the_same(
    tenant: TestTenant, check: bool
) -> None:
    result = applied(tenant, check, config=OPENED, access_tests=[SECRET_TEST], access="enforce")
    assert result["failed"] and not result["changed"] and not tenant.writes
    assert "test 'Money is for Finance' fails: it expects block" in result["msg"]
    assert "Nothing was written." in result["msg"]
    assert [step["status"] for step in result["plan"]] == ["not_tried"]
    test = result["access"]["tests"][0]
    assert (test["passed"], test["witness"]["rule"]) == (False, "Everybody")
    other = applied(tenant, not check, config=OPENED, access_tests=[SECRET_TEST], access="enforce")
    assert (other["msg"], other["access"]) == (result["msg"], result["access"])


@pytest.mark.parametrize(("most", "is_refused"), [(0, True), (1, False), (None, False)])
def test_access_widens_as_far_as_it_may(tenant: TestTenant, most: int | None, is_refused: bool) -> None:
    result = applied(tenant, config=GUESTS, access="enforce", max_access_gained=most)
    assert bool(result.get("failed")) is is_refused
    assert bool(tenant.writes) is not is_refused
    assert [change["direction"] for change in result["access"]["changes"]] == ["gained"]
    assert ("max_access_gained: 1 change would let somebody in" in result.get("msg", "")) is is_refused


def test_a_report_tells_and_refuses_nothing(tenant: TestTenant) -> None:
    options = {"config": OPENED, "access_tests": [SECRET_TEST], "max_access_gained": 0}
    result = applied(tenant, access="report", **options)
    assert not result.get("failed") and result["changed"] and tenant.writes
    access = result["access"]
    assert access["mode"] == "report" and len(access["refused"]) == 2
    assert access["summary"]["tests_failed"] == 1 and access["summary"]["gained"] > 0
    assert [one["rule"] for one in access["everyone"]] == ["Everybody"]
    assert access["msg"].startswith("Access: gained ")


def test_tests_and_limits_that_are_given_hold_unless_access_says_otherwise(tenant: TestTenant) -> None:
    assert applied(tenant, config=OPENED, access_tests=[SECRET_TEST])["failed"]
    assert applied(tenant, config=OPENED, max_access_gained="0")["failed"]
    assert not tenant.writes
    # In YAML off without quotes is no text.
    for off in (False, "False", "off"):
        result = applied(tenant, True, config=OPENED, access_tests=[SECRET_TEST], access=off)
        assert not result.get("failed") and "access" not in result
    assert "access" not in applied(tenant, True, config=OPENED, access=" ", max_access_gained="")


def test_off_reads_nothing_more(tenant: TestTenant) -> None:
    read = []
    for options in ({}, {"access": "off", "access_tests": [SECRET_TEST]}, {"access": "report"}):
        tenant.forget()
        applied(tenant, True, config=GUESTS, **options)
        read.append(len(tenant.calls))
    assert read[0] == read[1] < read[2]
    # What is judged and what is carried out come of one reading.
    asked = [(call.method, call.path, str(call.query)) for call in tenant.calls]
    assert len(set(asked)) == len(asked)
    assert not [name for name in closure("zpa_config") if "_access." in name]


def test_an_audit_tells_what_the_tenant_has_beyond_what_is_declared(tenant: TestTenant) -> None:
    """Somebody has opened it by hand: that is more than is declared, and the test is held against that."""
    assert applied(tenant, config=OPENED)["changed"]
    options = {"access": "audit", "state": "overridden", "access_tests": [SECRET_TEST]}
    result = applied(tenant, True, config=DECLARED, **options)
    access = result["access"]
    assert not result.get("failed")
    assert {change["direction"] for change in access["changes"]} == {"gained"}
    assert {change["witness"]["rule_after"] for change in access["changes"]} == {"Everybody"}
    assert access["tests"][0]["passed"] is False


def test_what_is_not_decided_is_not_applied(tenant: TestTenant) -> None:
    options = {"config": OPENED, "access": "enforce", "max_access_gained": 5, "max_access_steps": 1}
    result = applied(tenant, **options)
    assert result["failed"] and not tenant.writes
    assert "not everything is decided" in result["msg"] and "Raise max_access_steps." in result["msg"]
    test = {**SECRET_TEST, "who": {}}
    result = applied(tenant, config=OPENED, access_tests=[test], max_access_steps=1)
    assert result["failed"] and not tenant.writes
    assert "Raise max_access_steps." in result["msg"]


def test_everything_that_is_wrong_with_tests_is_told_before_anything_is_written(tenant: TestTenant) -> None:
    wrong = {"who": {"scim_group": ["A"]}, "what": {"port": "http"}, "expect": "no"}
    result = applied(tenant, config=GUESTS, access_tests=[wrong], max_access_gained=-1, max_access_steps=0)
    starts = sorted(problem.partition(": ")[0] for problem in result["problems"])
    assert starts == [
        "access_tests[0].expect",
        "access_tests[0].what.port",
        "access_tests[0].who.scim_group",
        "max_access_gained",
        "max_access_steps",
    ]
    unknown = {"what": {"segments": ["Ledgr"]}, "expect": "block", "place": "a.yml, line 3"}
    result = applied(tenant, config=GUESTS, access_tests=[unknown])
    assert result["problems"] == [
        "a.yml, line 3: access_tests[0].what.segments: no application segment is called 'Ledgr'. Near "
        "matches: 'Ledger'. The others are 'Expenses', 'Git', 'Jira', 'Payroll', 'SAP', 'Wiki'."
    ]
    assert not tenant.writes


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"state": "gathered", "access": "report"}, "access: has no meaning with state=gathered"),
        (
            {"list_objects": True, "kinds": ["segment_groups"], "access": "report"},
            "access: is about what config brings about",
        ),
        ({"config": GUESTS, "access": "on"}, "access: "),
    ],
)
def test_access_needs_something_to_be_about(tenant: TestTenant, options: Result, problem: str) -> None:
    assert [one[: len(problem)] for one in applied(tenant, **options)["problems"]] == [problem]


def test_a_test_of_what_the_plan_creates_is_run_on_the_plan(tenant: TestTenant) -> None:
    config = {
        "segment_groups": [{"name": "Labs", "enabled": True}],
        "application_segments": [segment("Bench", "Labs", "22")],
        "policy_rules": {"access": [rule("Labs", "ALLOW", of_group("Labs"), members("Engineering"))]},
    }
    test = {"who": {"scim_groups": ["Engineering"]}, "what": {"segments": ["Bench"]}, "expect": "allow"}
    result = applied(tenant, config=config, access_tests=[test])
    assert not result.get("failed"), result["msg"]
    assert result["access"]["tests"][0]["passed"] is True


def test_the_matrix_is_a_page_with_nothing_that_could_run(tenant: TestTenant, tmp_path: Path) -> None:
    file = tmp_path / "new" / "matrix.html"
    name = "</script><script>alert(1)</script>\u202e"
    config = {"policy_rules": {"access": [rule(name, "ALLOW", of_group("Common"), members("Sales"))]}}
    result = applied(tenant, True, config=config, access_matrix=str(file))
    assert not result.get("failed"), result["msg"]
    assert result["access"]["mode"] == "report" and not tenant.writes
    page = file.read_text("utf-8")
    assert page.count("<script") == 2 and "\u202e" not in page
    data = json.loads(re.findall(r'id="data">(.*?)</script>', page)[0])
    row, column = data["who"].index("SCIM group Sales (Okta)"), data["what"].index(["Wiki"])
    usual, others = data["columns"][column]
    value = dict(zip(others[::2], others[1::2], strict=True)).get(row, usual)
    number, outcome, needs_more = data["values"][value]
    assert (data["rules"][number].startswith("</script>"), outcome, needs_more) == (True, "ALLOW", False)
