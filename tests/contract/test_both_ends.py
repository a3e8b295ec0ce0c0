# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Segment groups list application segments, and these say their segment group: one link with two ends."""

from __future__ import annotations

from typing import Any

import pytest
from support.both_ends import bring_about, config, new
from support.policies import add_rule
from support.tenants import TestTenant

APPS = ["App %02d" % number for number in range(10)]


@pytest.fixture
def bare(zpa: TestTenant) -> TestTenant:
    """A tenant without application segments."""
    zpa.tenant.table("application").clear()
    return zpa


@pytest.fixture
def moving(bare: TestTenant) -> TestTenant:
    """A tenant with ten segments in the group Old, and a group New without any."""
    bare.add_application(*APPS)
    bare.add_group("Old", applications=APPS)
    bare.add_group("New")
    return bare


def problems_of(zpa: TestTenant, state: str = "merged", **lists: Any) -> list[str]:
    """What check mode and the real run complain of alike; nothing is written."""
    found = []
    for check in (True, False):
        result = config(zpa, check, state, **lists)
        assert result.get("failed"), result
        assert zpa.writes == []
        found.append(result["problems"])
    assert found[0] == found[1]
    return list(found[0])


def in_group(group: str | None, *names: str, **options: Any) -> list[dict[str, Any]]:
    said = {} if group is None else {"segment_group": group}
    return [{"name": name, **said, **options} for name in names]


def groups(*rows: tuple[str, list[str] | None], **options: Any) -> list[dict[str, Any]]:
    return [
        {"name": name, **({} if apps is None else {"applications": apps}), **options} for name, apps in rows
    ]


class TestBothEndsThatAgree:
    def test_write_each_of_ten_segments_once_and_no_group(self, moving: TestTenant) -> None:
        done = bring_about(
            moving,
            segment_groups=groups(("Old", []), ("New", APPS)),
            application_segments=in_group("New", *APPS),
        )
        assert [(step["kind"], step["operation"]) for step in done["plan"]] == [
            ("application_segment", "update")
        ] * 10
        assert done["methods"] == ["PUT"] * 10
        assert (moving.members("Old"), moving.members("New")) == ([], APPS)

    def test_are_as_declared_where_nothing_moves(self, moving: TestTenant) -> None:
        done = bring_about(
            moving, segment_groups=groups(("Old", APPS)), application_segments=in_group("Old", *APPS)
        )
        assert (done["changed"], done["summary"]["unchanged"]) == (False, 11)

    def test_leave_to_a_group_what_else_is_declared_of_it(self, moving: TestTenant) -> None:
        done = bring_about(
            moving,
            segment_groups=groups(("Old", APPS[3:]), ("New", APPS[:3]), description="x"),
            application_segments=in_group("New", *APPS[:3]),
        )
        by_kind = [step["kind"] for step in done["plan"]]
        assert by_kind == ["segment_group"] * 2 + ["application_segment"] * 3
        assert [step["after"] for step in done["plan"][:2]] == [
            {"name": name, "description": "x"} for name in ("Old", "New")
        ]
        assert (moving.members("Old"), moving.members("New")) == (APPS[3:], APPS[:3])

    def test_say_at_the_group_only_what_no_segment_says(self, moving: TestTenant) -> None:
        moving.add_application("Free")
        done = bring_about(
            moving,
            segment_groups=groups(("Old", APPS[2:]), ("New", [*APPS[:2], "Free"])),
            application_segments=in_group("New", *APPS[:2]),
        )
        group, *_segments = done["plan"]
        assert (group["before"]["applications"], group["after"]["applications"]) == ([], [*APPS[:2], "Free"])
        assert (moving.members("Old"), moving.members("New")) == (APPS[2:], [*APPS[:2], "Free"])

    @pytest.mark.parametrize("by", ["name", "id"])
    def test_agree_by_names_and_by_ids(self, moving: TestTenant, by: str) -> None:
        ids = [moving.stored(name, "application")["id"] for name in APPS]
        group = moving.stored("New")["id"] if by == "name" else "New"
        bring_about(
            moving,
            segment_groups=groups(("New", ids if by == "id" else APPS)),
            application_segments=in_group(group, *APPS),
        )
        assert moving.members("New") == APPS

    def test_follow_new_names_of_groups_and_segments(self, moving: TestTenant) -> None:
        ids = {name: moving.stored(name, "application")["id"] for name in APPS}
        renamed = [name + "!" for name in APPS]
        done = bring_about(
            moving,
            segment_groups=[
                {
                    "id": moving.stored("New")["id"],
                    "name": "Newer",
                    "applications": [n + "!" for n in APPS[:2]],
                },
                {
                    "id": moving.stored("Old")["id"],
                    "name": "Older",
                    "applications": [n + "!" for n in APPS[2:]],
                },
            ],
            application_segments=[
                {
                    "id": ids[name],
                    "name": name + "!",
                    **({"segment_group": "Newer"} if name in APPS[:1] else {}),
                }
                for name in APPS
            ],
        )
        assert [step["operation"] for step in done["plan"]] == ["update"] * 12
        assert (moving.members("Newer"), moving.members("Older")) == (renamed[:2], renamed[2:])

    def test_bring_new_segments_into_new_groups(self, bare: TestTenant) -> None:
        done = bring_about(
            bare,
            segment_groups=groups(("HR", ["Payroll", "Wiki"]), ("IT", ["Git"]), enabled=True),
            application_segments=[new("Payroll", segment_group="HR"), new("Wiki"), new("Git")],
        )
        assert done["methods"] == ["POST"] * 5
        assert [step["after"].get("segment_group") for step in done["plan"]] == [None, None, "HR", "HR", "IT"]
        assert (bare.members("HR"), bare.members("IT")) == (["Payroll", "Wiki"], ["Git"])

    def test_delete_segments_before_their_groups(self, moving: TestTenant) -> None:
        done = bring_about(
            moving,
            segment_groups=[{"name": "Old", "state": "absent"}, *groups(("New", APPS[:5]))],
            application_segments=[
                *in_group("New", *APPS[:5]),
                *({"name": name, "state": "absent"} for name in APPS[5:]),
            ],
        )
        kinds = [(step["kind"], step["operation"]) for step in done["plan"]]
        assert kinds == [("application_segment", "update")] * 5 + [("application_segment", "delete")] * 5 + [
            ("segment_group", "delete")
        ]

    def test_take_no_notice_of_members_that_go(self, moving: TestTenant) -> None:
        done = bring_about(
            moving,
            segment_groups=groups(("Old", [])),
            application_segments=[{"name": name, "state": "absent"} for name in APPS],
        )
        assert done["methods"] == ["DELETE"] * 10

    def test_take_no_notice_of_members_that_nobody_declares_and_that_go(self, moving: TestTenant) -> None:
        done = bring_about(
            moving,
            "overridden",
            segment_groups=groups(("Old", APPS[:2]), ("New", None)),
            application_segments=in_group(None, *APPS[:2]),
        )
        assert done["methods"] == ["DELETE"] * 8

    def test_add_to_a_list_that_only_adds(self, moving: TestTenant) -> None:
        bring_about(
            moving,
            segment_groups=groups(("New", APPS[:1]), purge_applications=False),
            application_segments=in_group("New", *APPS[1:3]),
        )
        assert (moving.members("Old"), moving.members("New")) == (APPS[3:], APPS[:3])


class TestOneEnd:
    def test_of_the_segments_writes_these_alone(self, moving: TestTenant) -> None:
        done = bring_about(moving, application_segments=in_group("New", *APPS))
        assert done["methods"] == ["PUT"] * 10
        assert moving.members("New") == APPS

    def test_of_the_group_writes_the_group_once(self, moving: TestTenant) -> None:
        done = bring_about(
            moving, segment_groups=groups(("New", APPS)), application_segments=in_group(None, *APPS)
        )
        assert [step["kind"] for step in done["plan"]] == ["segment_group"]
        assert done["methods"] == ["PUT"]
        assert moving.members("New") == APPS

    def test_of_the_group_is_kept_by_what_else_is_written_of_its_segments(self, moving: TestTenant) -> None:
        done = bring_about(
            moving,
            segment_groups=groups(("New", APPS[:2])),
            application_segments=in_group(None, *APPS[:2], description="x"),
        )
        assert done["methods"] == ["PUT"] * 3
        assert moving.members("New") == APPS[:2]

    def test_of_a_group_that_loses_its_segments_lets_it_go(self, moving: TestTenant) -> None:
        done = bring_about(
            moving,
            segment_groups=[*groups(("New", APPS)), {"name": "Old", "state": "absent"}],
            application_segments=in_group(None, *APPS[:2], description="x"),
        )
        assert [step["operation"] for step in done["plan"]] == ["update"] * 3 + ["delete"]

    def test_of_a_group_that_a_segment_stays_in_does_not_let_it_go(self, moving: TestTenant) -> None:
        (problem,) = problems_of(
            moving,
            segment_groups=[*groups(("New", APPS[1:])), {"name": "Old", "state": "absent"}],
            application_segments=in_group("Old", APPS[0]),
        )
        assert "it is named by application segment 'App 00' (id " in problem
        assert "config.application_segments[0]). Take it out" in problem


class TestBothEndsThatDoNotAgree:
    def test_are_refused_with_both_places(self, moving: TestTenant) -> None:
        assert problems_of(
            moving,
            segment_groups=groups(("Old", None), ("New", ["App 01", "App 03"])),
            application_segments=[*in_group(None, *APPS[:3]), *in_group("Old", "App 03")],
        ) == [
            "config.segment_groups[1].applications[1]: 'App 03' is listed here, but "
            "config.application_segments[3].segment_group says segment group 'Old'. Let both say the same, "
            "or leave one of them out."
        ]

    def test_are_refused_where_the_group_does_not_list_what_says_it(self, moving: TestTenant) -> None:
        assert problems_of(
            moving,
            segment_groups=groups(("New", ["App 01"])),
            application_segments=in_group("New", "App 01", "App 02"),
        ) == [
            "config.segment_groups[0].applications: does not list 'App 02', but "
            "config.application_segments[1].segment_group says this segment group. Let both say the same, or "
            "leave one of them out."
        ]

    def test_are_refused_of_what_does_not_exist_yet(self, bare: TestTenant) -> None:
        (problem,) = problems_of(
            bare,
            segment_groups=groups(("HR", ["Payroll"]), ("IT", [])),
            application_segments=[new("Payroll", segment_group="IT")],
        )[:1]
        assert problem.startswith("config.segment_groups[0].applications[0]: 'Payroll' is listed here, but ")

    def test_are_refused_where_two_groups_list_a_new_segment(self, bare: TestTenant) -> None:
        assert problems_of(
            bare,
            segment_groups=groups(("HR", ["Payroll"]), ("IT", ["Payroll"])),
            application_segments=[new("Payroll")],
        ) == [
            "config.segment_groups[1].applications: 'Payroll' belongs to config.segment_groups[0] as well, "
            "and to one segment group only it can belong. List it once."
        ]

    def test_are_refused_where_the_segment_goes(self, moving: TestTenant) -> None:
        assert problems_of(
            moving,
            segment_groups=groups(("New", ["App 00", "App 01"])),
            application_segments=[{"name": "App 01", "state": "absent"}],
        ) == [
            "config.segment_groups[0].applications[1]: 'App 01' is listed here, but "
            "config.application_segments[0] declares it to be absent. Decide on one of them."
        ]

    def test_are_refused_where_the_segment_goes_since_nobody_declares_it(self, moving: TestTenant) -> None:
        assert problems_of(
            moving,
            "overridden",
            segment_groups=groups(("New", ["App 01"]), ("Old", None)),
            application_segments=in_group(None, *APPS[2:]),
        ) == [
            "config.segment_groups[0].applications[0]: 'App 01' is listed here, but it is not declared in "
            "config.application_segments and would be deleted. Decide on one of them."
        ]

    def test_are_told_with_all_other_problems(self, moving: TestTenant) -> None:
        found = problems_of(
            moving,
            segment_groups=groups(("New", ["Nobody", "App 01"]), ("Old", ["No one"])),
            application_segments=in_group("Old", "App 01") + in_group("Nowhere", "App 02"),
        )
        assert [problem.partition(":")[0] for problem in found] == [
            "config.segment_groups[0].applications[0]",
            "config.segment_groups[0].applications[1]",
            "config.segment_groups[1].applications[0]",
            "config.segment_groups[1].applications",
            "config.application_segments[1].segment_group",
        ]


class TestWhatIsGathered:
    def test_says_where_segments_belong_at_their_end_alone(self, moving: TestTenant) -> None:
        gathered = moving.run("zpa_config", state="gathered")
        assert all("applications" not in entry for entry in gathered["config"]["segment_groups"])
        assert {one["segment_group"] for one in gathered["config"]["application_segments"]} == {"Old"}

    def test_says_it_at_the_groups_where_no_segments_are_told(self, moving: TestTenant) -> None:
        gathered = moving.run("zpa_config", state="gathered", kinds=["segment_groups"])
        told = {one["name"]: one["applications"] for one in gathered["config"]["segment_groups"]}
        assert told == {"Old": APPS, "New": []}

    def test_changes_nothing_where_it_comes_from(self, moving: TestTenant) -> None:
        gathered = moving.run("zpa_config", state="gathered")
        assert config(moving, state="overridden", **gathered["config"])["changed"] is False
        assert moving.writes == []


class TestRules:
    def test_name_segments_of_the_same_plan(self, bare: TestTenant) -> None:
        operands = [
            {"object_type": "APP", "objects": ["Payroll"]},
            {"object_type": "APP_GROUP", "objects": ["HR"]},
        ]
        bring_about(
            bare,
            segment_groups=groups(("HR", None)),
            application_segments=[new("Payroll", segment_group="HR")],
            policy_rules={
                "access": [{"name": "a", "action": "ALLOW", "conditions": [{"operands": operands}]}]
            },
        )
        payroll = bare.stored("Payroll", "application")["id"]
        assert payroll in str(bare.stored("a", "policyRule")["conditions"])

    def test_let_go_of_segments_that_are_deleted_in_the_same_plan(self, moving: TestTenant) -> None:
        operand = {"objectType": "APP", "values": ["App 00"]}
        add_rule(moving, "a", conditions=[{"operands": [operand]}])
        done = bring_about(
            moving,
            application_segments=[{"name": "App 00", "state": "absent"}],
            policy_rules={"access": [{"name": "a", "conditions": []}]},
        )
        assert [step["operation"] for step in done["plan"]] == ["update", "delete"]


class TestSingleTasks:
    """A playbook of single tasks, on a tenant that has nothing of what they name."""

    def tasks(self) -> list[tuple[str, dict[str, Any]]]:
        about = [{"operands": [{"object_type": "APP", "objects": ["Payroll"]}]}]
        return [
            ("zpa_segment_group", {"name": "HR", "enabled": True}),
            ("zpa_segment_group", {"name": "IT", "enabled": True}),
            ("zpa_application_segment", new("Payroll", segment_group="HR")),
            ("zpa_segment_group", {"name": "IT", "applications": ["Payroll"]}),
            ("zpa_policy_rule", {"name": "a", "action": "ALLOW", "conditions": about}),
        ]

    def test_check_mode_foresees_what_the_tasks_before_create(self, bare: TestTenant) -> None:
        for module, options in self.tasks():
            result = bare.run(module, True, **options)
            assert "failed" not in result, result["msg"]
        assert bare.writes == []

    def test_each_finds_what_the_ones_before_created(self, bare: TestTenant) -> None:
        for module, options in self.tasks():
            result = bare.run(module, **options)
            assert "failed" not in result, result["msg"]
        assert (bare.members("HR"), bare.members("IT")) == ([], ["Payroll"])
