# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""zpa_config: what a plan that breaks off leaves behind, and tells."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support.cases import CREATED, Subject
from support.configurations import (
    DECEPTION,
    DEFAULT,
    TABLES,
    about,
    access,
    apply,
    names_of,
    new,
    run,
    written,
)
from support.policies import rules_in_order
from support.tenants import TestTenant

pytestmark = pytest.mark.generated


def created_at(subject: Subject) -> str:
    """The path at which an object is created, with its root where others are created under the same name."""
    path, version = subject.resource.created_at
    return "%s/.*/%s" % ("cbiconfig" if version == "cbi" else "mgmtconfig", path) if path else subject.path


SIX_STEPS: dict[str, Any] = {
    "segment_groups": [
        {"name": "New", "applications": ["Jira"]},
        {"name": "Finance", "description": "New"},
        {"name": "Unused", "state": "absent"},
    ],
    **access(new("n", conditions=about("New")), "b", {"name": "d", "state": "absent"}, "a"),
}
WRITES = "(POST|PUT|DELETE) .*/mgmtconfig/"
BREAKDOWNS: dict[str, dict[str, Any]] = {
    "500 until it is given up": {"status": 500},
    "403": {"status": 403, "body": {"id": "authz.denied", "reason": "You may not."}},
    "400": {"status": 400, "body": {"id": "some.error", "reason": "No such thing.", "params": ["x"]}},
}


def test_the_diff_of_a_long_plan_names_what_is_written_kind_by_kind(estate: TestTenant) -> None:
    names = ["Group %03d" % number for number in range(500)]
    changed = {"name": "Finance", "description": "Of many"}
    config = {
        "segment_groups": [changed, *({"name": name} for name in names)],
        **access("b", "a", {"name": "n", "action": "DENY"}),
    }
    predicted, real = apply(estate, config, True), apply(estate, config)
    assert predicted["diff"] == real["diff"]
    groups, rules = (block["prepared"].splitlines() for block in real["diff"])
    assert groups[0] == "segment groups: create 500, update 1"
    assert rules[:2] == ["access rules: create 1, reorder 1", "+ n"]
    (record,) = (one for one in estate.tenant.table("segmentGroup").values() if one["name"] == "Finance")
    assert '+     description: "%s"' % record["description"] in groups
    created = {entry.body["name"] for entry in estate.writes if entry.path.endswith("/segmentGroup")}
    assert created == set(names) == {line[2:] for line in groups if line.startswith("+ Group")}


class TestFailures:
    @pytest.fixture(params=BREAKDOWNS.values(), ids=BREAKDOWNS.keys())
    def breakdown(self, request: pytest.FixtureRequest) -> dict[str, Any]:
        return request.param

    def test_the_steps_are_six(self, estate: TestTenant) -> None:
        result = apply(estate, SIX_STEPS)
        assert len(result["plan"]) == len(estate.writes) == 6

    @pytest.mark.parametrize("number", range(6))
    def test_tell_of_each_step_whether_it_was_taken(
        self, estate: TestTenant, breakdown: dict[str, Any], number: int
    ) -> None:
        estate.fault("status", WRITES, skip=number, times=99, **breakdown)
        result = run(estate, config=SIX_STEPS)
        statuses = [step["status"] for step in result["plan"]]
        assert statuses == ["done"] * number + ["failed"] + ["not_tried"] * (5 - number)
        assert result["failed"]
        # After a 5xx nobody knows whether the write took effect.
        assert result["changed"] is (number > 0 or breakdown["status"] == 500)
        assert (
            "Of 6 steps %d were taken before that, and %d were not tried." % (number, 5 - number)
            in result["msg"]
        )
        assert result["plan"][number]["error"] in result["msg"]
        assert [step for step in result["plan"] if "error" in step] == [result["plan"][number]]
        assert len(result["diff"]) == number
        assert sum(count for name, count in result["summary"].items() if name != "unchanged") == number
        assert sum(sum(counts.values()) for counts in result["plan_summary"].values()) == 6

    @pytest.mark.parametrize("number", range(6))
    def test_tell_what_the_api_said(self, estate: TestTenant, breakdown: dict[str, Any], number: int) -> None:
        estate.fault("status", WRITES, skip=number, times=99, **breakdown)
        result = run(estate, config=SIX_STEPS)
        said = breakdown.get("body", {})
        assert result["status"] == breakdown["status"]
        assert result.get("error_id") == said.get("id")
        assert result["reason"] == said.get("reason", "Internal Server Error")
        assert result["method"] == ["POST", "PUT", "POST", "PUT", "DELETE", "DELETE"][number]

    @pytest.mark.parametrize("number", range(6))
    def test_are_mended_by_running_again(
        self, estate: TestTenant, breakdown: dict[str, Any], number: int
    ) -> None:
        estate.fault("status", WRITES, skip=number, times=99, **breakdown)
        run(estate, config=SIX_STEPS)
        estate.tenant.faults.clear()
        assert len(apply(estate, SIX_STEPS)["plan"]) == 6 - number
        assert rules_in_order(estate) == [DECEPTION, "n", "b", "c", "a"]
        assert names_of(estate) == sorted(["Finance", "Finance apps", "Lab apps", "New", "Web apps"])
        assert estate.stored("Finance")["description"] == "New"
        assert apply(estate, SIX_STEPS)["changed"] is False
        assert estate.writes == []

    def test_write_nothing_after_the_step_that_failed(self, estate: TestTenant) -> None:
        estate.fault("status", "PUT .*/segmentGroup", status=400, body={"id": "x", "reason": "No."})
        run(estate, config=SIX_STEPS)
        assert written(estate) == ["POST segmentGroup", "PUT segmentGroup"]

    @pytest.mark.parametrize("where", ["GET .*/segmentGroup", "GET .*/ACCESS_POLICY", "GET .*/application"])
    def test_to_read_come_before_any_write(self, estate: TestTenant, where: str) -> None:
        estate.fault("status", where, status=503, times=99)
        result = run(estate, config=SIX_STEPS)
        assert (result["failed"], result["status"], estate.writes) == (True, 503, [])

    @pytest.mark.parametrize("kind", ["cut_after", "cut_before", "truncated"])
    @pytest.mark.parametrize("where", [*map(created_at, CREATED), "policySet/[0-9]+/rule"])
    def test_to_hear_of_a_creation_never_make_two(self, estate: TestTenant, where: str, kind: str) -> None:
        estate.fault(kind, "POST .*/%s$" % where)
        config = dict(SIX_STEPS)
        for subject in CREATED:
            subject.furnish(estate)
            if subject.path != "segmentGroup":
                config.update(subject.config({"name": "Site", **subject.required}))
        result = apply(estate, config)
        assert len(result["plan"]) == 5 + len(CREATED)
        for path in TABLES:
            objects = estate.tenant.table(path).values()
            names = [(one["name"], one.get("microtenantId")) for one in objects if one["name"] != DEFAULT]
            assert len(names) == len(set(names))
        assert len([entry for entry in estate.writes if re.search(where + "$", entry.path)]) == (
            2 if kind == "cut_before" else 1
        )
        assert rules_in_order(estate) == [DECEPTION, "n", "b", "c", "a"]
        assert apply(estate, config)["changed"] is False

    @pytest.mark.parametrize("number", range(6))
    @pytest.mark.parametrize("kind", ["cut_after", "cut_before", "truncated", "throttle", "expired"])
    def test_that_pass_change_nothing_in_the_end(self, estate: TestTenant, kind: str, number: int) -> None:
        estate.fault(kind, WRITES, skip=number)
        result = apply(estate, SIX_STEPS)
        assert [step["status"] for step in result["plan"]] == ["done"] * 6
        assert rules_in_order(estate) == [DECEPTION, "n", "b", "c", "a"]
        assert apply(estate, SIX_STEPS)["changed"] is False

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_never_leak_a_secret(self, estate: TestTenant, check: bool) -> None:
        body = {"id": "x", "reason": "no client has the secret " + estate.client_secret}
        estate.fault("status", "GET .*/ACCESS_POLICY" if check else WRITES, status=400, body=body, times=99)
        result = run(estate, check, config=SIX_STEPS)
        assert result["failed"]
        assert estate.client_secret not in str(result)
