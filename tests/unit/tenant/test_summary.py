# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant import summary
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.summary import diff_of, plan_summary


def step(
    kind: str, operation: str, name: str, before: Any = None, after: Any = None, **tags: Any
) -> dict[str, Any]:
    return {
        "kind": kind,
        "operation": operation,
        "name": name,
        "before": before or {},
        "after": after or {},
        **tags,
    }


PLAN = [
    step("segment_group", "create", "New", after={"name": "New", "enabled": True}),
    step(
        "segment_group",
        "update",
        "Sales",
        {"name": "Sales", "enabled": False, "applications": ["a", "b"], "description": "old"},
        {"name": "Sales", "enabled": True, "applications": ["b", "c"], "description": "old"},
    ),
    step("policy_rule", "update", "Staff", {"action": "ALLOW"}, {"action": "DENY"}, policy_type="access"),
    step(
        "policy_rule",
        "reorder",
        "access",
        {"rules": ["a", "b", "c"]},
        {"rules": ["c", "a", "b"]},
        policy_type="access",
    ),
    step("policy_rule", "delete", "Night", {"action": "RE_AUTH"}, policy_type="timeout"),
    step("segment_group", "delete", "Old\x1b\n+ Fake", {"name": "Old\x1b\n+ Fake"}),
]
IN_WORDS = [
    "segment groups: create 1, update 1, delete 1\n"
    "+ New\n"
    "~ Sales\n"
    "-     enabled: false\n"
    "+     enabled: true\n"
    '-     applications: ["a"]\n'
    '+     applications: ["c"]\n'
    "- Old\\u001b\\n+ Fake\n\n",
    "access rules: update 1, reorder 1\n"
    "~ Staff\n"
    '-     action: "ALLOW"\n'
    '+     action: "DENY"\n'
    "~ order\n"
    "+     1. c\n"
    "-     3. c\n\n",
    "timeout rules: delete 1\n- Night\n\n",
]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "MOST_BLOCKS", len(PLAN) - 1)


def test_the_diff_of_a_long_plan_is_told_list_by_list(few: None) -> None:
    assert [block["prepared"] for block in diff_of(PLAN)] == IN_WORDS
    assert {key for block in diff_of(PLAN) for key in block} == {"prepared"}


def test_the_diff_of_a_plan_that_is_not_longer_has_a_block_for_each_step() -> None:
    blocks = diff_of(PLAN)
    assert [block["after_header"].partition(" (")[0] for block in blocks][:2] == [
        "segment group 'New'",
        "segment group 'Sales'",
    ]
    assert len(blocks) == len(PLAN)
    assert summary.MOST_BLOCKS == 500


def test_the_counts_are_by_kind_and_operation_without_zeros() -> None:
    assert plan_summary(reversed(PLAN)) == {
        "segment_group": {"create": 1, "update": 1, "delete": 1},
        "policy_rule": {"update": 1, "delete": 1, "reorder": 1},
    }
    assert list(plan_summary(reversed(PLAN))) == ["segment_group", "policy_rule"]
    assert plan_summary([]) == {}


def test_a_list_in_another_order_and_an_option_of_one_side_are_told_whole(few: None) -> None:
    changed = step("server_group", "update", "One", {"a": [1, 2], "b": None}, {"a": [2, 1], "c": []})
    (block,) = diff_of([changed] * len(PLAN))
    lines = block["prepared"].splitlines()
    assert lines[1:6] == ["~ One", "-     a: [1, 2]", "+     a: [2, 1]", "+     c: []", "~ One"]
