# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a report says of access: its first part, in each of its forms."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.as_html import as_html
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.as_junit import as_junit
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.as_markdown import as_markdown
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.findings import (
    Finding,
    TaskResult,
    Tenant,
    tenants_of,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.report import report
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.words import in_words, verdict_of
from support.drift import NOON, about, access_about

SAME = Finding("segment_group", None, "Same", "1", "as_declared", host="production")
DRIFT = SAME._replace(name="Other", status="drifted", operation="update")


def document(compared: str = "tenant", is_enforced: bool = True, *found: Finding) -> dict[str, Any]:
    analysis = access_about("x", compared, is_enforced)
    return report([Tenant("production", list(found), [], ["a note"], access=[analysis])], NOON)


@pytest.mark.parametrize(
    ("is_enforced", "found", "verdict", "sentence"),
    [
        (True, [SAME], "drifted", "Access is not as it has to be."),
        (
            True,
            [DRIFT],
            "drifted",
            "Access is not as it has to be. The tenant differs from what is declared.",
        ),
        (False, [SAME], "as_declared", "Everything is as declared."),
        (False, [], "as_declared", "Nothing is against what has to hold of access."),
    ],
)
def test_what_has_to_hold_is_part_of_the_verdict_where_it_is_enforced(
    is_enforced: bool, found: list[Finding], verdict: str, sentence: str
) -> None:
    made = document("tenant", is_enforced, *found)
    assert (made["verdict"], verdict_of(made)) == (verdict, sentence)


def test_the_counts_tell_of_access_where_somebody_has_looked() -> None:
    said = "1 as declared; access: 1 gained, 1 lost, 1 otherwise, 1 of 4 tests pass"
    assert in_words(document("tenant", True, SAME)["summary"]).endswith(said)
    assert "access" not in in_words(report([Tenant("production", [SAME], [], [])], NOON)["summary"])


@pytest.mark.parametrize(
    ("compared", "is_enforced", "gained", "lost"),
    [
        ("tenant", False, "failure", "failure"),
        ("plan", True, "failure", "skipped"),
        ("plan", False, "skipped", "skipped"),
    ],
)
def test_each_test_and_each_change_is_a_case(
    compared: str, is_enforced: bool, gained: str, lost: str
) -> None:
    """What a plan changes is no failure, unless it is more than may be gained."""
    root = ElementTree.fromstring(as_junit(document(compared, is_enforced)))  # noqa: S314  (it was made here)
    cases = [(case.get("name"), [one.tag for one in case]) for case in root.iter("testcase")]
    assert cases == [
        ("test: x", []),
        ("test: x (no. 2)", ["failure"]),
        ("test: x (no. 3)", ["failure"]),
        ("test: x (no. 4)", ["error"]),
        ("gained: x", [gained]),
        ("lost: x", [lost]),
        ("other: x", ["failure" if compared == "tenant" else "skipped"]),
    ]
    text = "".join(root.itertext())
    assert "But: x:443 for idp x; scim_groups x; posture x=true is allowed by rule 'x'" in text
    assert "Rule 'x' (access) never matches: 'x' above it decides all that it is about." in text


def test_a_change_says_who_what_and_why_on_both_sides() -> None:
    text = as_html(document("tenant", True, DRIFT))
    for shown in (
        "<dt>Declared</dt><dd>blocked: no rule matches</dd>",
        "<dt>On the tenant</dt><dd>allowed by rule &#x27;x&#x27;</dd>",
        "<dt>What</dt><dd>x (tcp 443; icmp all)</dd>",
        "<dt>Depends on</dt><dd>x</dd>",
        "<dt>Not understood</dt><dd>x</dd>",
    ):
        assert shown in text
    places = [text.index(one) for one in (">Access</h3>", "a note", ">Drift (1)</h3>")]
    assert places == sorted(places)
    plan = as_html(document("plan"))
    assert "<dt>On the tenant</dt><dd>blocked: no rule matches</dd>" in plan
    assert "<dt>With the plan</dt><dd>allowed" in plan


def test_a_pull_request_is_told_the_worst_first_and_what_is_left_out() -> None:
    rows = [row for row in as_markdown(document()).splitlines() if row.startswith("| `")]
    assert [row.split("|")[1].strip() for row in rows] == [
        *["`!` test fails"] * 2,
        "`?` test not decided",
        "`+` access gained",
        "`\u2212` access lost",
        "`\u2260` other way",
    ]
    assert "more are left out here. drift.html has them all." in as_markdown(document(), longest=900)


@pytest.mark.parametrize("form", [as_html, as_junit, as_markdown])
def test_each_form_tells_what_can_go_at_once_where_that_are_several_rules(
    form: Callable[[dict[str, Any]], str],
) -> None:
    text = html.unescape(form(document()))
    assert "2 rules (access) can all be removed at once, and every answer stays the same: 'x', 'x'." in text
    assert "rules (timeout)" not in text


def test_data_has_what_can_go_at_once() -> None:
    (analysis,) = document()["tenants"][0]["access"]
    assert [one["policy_type"] for one in analysis["removable_together"]] == ["access", "access", "timeout"]


def test_an_analysis_on_its_own_is_a_report_and_one_that_fails_an_error() -> None:
    told = access_about("x").results
    result = {**told, "failed": True}
    (tenant,) = tenants_of([TaskResult("zpa_access_analysis", result, {}, about())])
    made = report([tenant], NOON)
    assert made["tenants"][0]["access"][0]["compared"] == "configurations"
    assert (made["verdict"], made["summary"]["errors"]) == ("drifted", 0)
    wrong = {"failed": True, "msg": "access_tests[0].expect: is missing"}
    (tenant,) = tenants_of([TaskResult("zpa_access_analysis", wrong, {}, about())])
    assert [(one.status, one.message) for one in tenant.findings] == [("error", wrong["msg"])]
    hidden = {"censored": True, "failed": True, "changed": False}
    assert tenants_of([TaskResult("zpa_access_analysis", hidden, {}, about())])[0].access == []
