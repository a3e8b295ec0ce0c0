# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The items of a loop, which share what they read: each is a run of its module in one process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue import viewing
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._views import Views
from support.tenants import TestTenant

Loop = Callable[..., list[dict[str, Any]]]


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def loop(zpa: TestTenant, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loop]:
    """Runs a module for each item of one loop, or of the next part of it."""
    views = Views(60, clock)

    def run(module: str, items: list[dict[str, Any]], check: bool = False) -> list[dict[str, Any]]:
        monkeypatch.setattr(viewing, "given", views)
        try:
            return [zpa.run(module, check, **item) for item in items]
        finally:
            monkeypatch.setattr(viewing, "given", None)

    yield run


def changed(results: list[dict[str, Any]]) -> list[bool]:
    assert not [result["msg"] for result in results if result.get("failed")]
    return [result["changed"] for result in results]


def named(count: int, **options: Any) -> list[dict[str, Any]]:
    return [{"name": "Group %03d" % number, **options} for number in range(count)]


def add_groups(zpa: TestTenant, count: int) -> None:
    for number in range(count):
        zpa.add_group("Group %03d" % number)


class TestRequests:
    def test_of_unchanged_groups_are_the_pages_of_their_list(self, zpa: TestTenant, loop: Loop) -> None:
        add_groups(zpa, 200)
        assert changed(loop("zpa_segment_group", named(200))) == [False] * 200
        assert len(zpa.calls) <= 3

    def test_of_changed_groups_are_three_more_each(self, zpa: TestTenant, loop: Loop) -> None:
        add_groups(zpa, 200)
        items = named(200)
        for number in range(0, 200, 20):
            items[number]["description"] = "New"
        assert sum(changed(loop("zpa_segment_group", items))) == 10
        assert len(zpa.calls) <= 3 + 3 * 10
        assert [entry.method for entry in zpa.writes] == ["PUT"] * 10

    def test_of_some_groups_of_many_are_few(self, zpa: TestTenant, loop: Loop) -> None:
        add_groups(zpa, 2000)
        assert changed(loop("zpa_segment_group", named(40))) == [False] * 40
        assert len(zpa.calls) <= 7

    def test_of_rules_with_names_are_few(self, zpa: TestTenant, loop: Loop, clock: Clock) -> None:
        items = []
        for number in range(50):
            group, application = "Group %d" % number, "Application %d" % number
            zpa.add_group(group)
            zpa.add_application(application)
            operands = [{"object_type": "APP_GROUP", "objects": [group]}]
            operands.append({"object_type": "APP", "objects": [application]})
            items.append(
                {"name": "Rule %d" % number, "action": "ALLOW", "conditions": [{"operands": operands}]}
            )
        assert sum(changed(loop("zpa_policy_rule", items))) == 50
        zpa.forget()
        clock.now += 100
        assert changed(loop("zpa_policy_rule", items)) == [False] * 50
        assert len(zpa.calls) <= 5

    def test_of_segments_with_names_are_few(self, zpa: TestTenant, loop: Loop, clock: Clock) -> None:
        items = []
        zpa.add_group("Group")
        zpa.add_connector_group("Connectors")
        for number in range(30):
            zpa.run(
                "zpa_server_group",
                name="Servers %d" % number,
                dynamic_discovery=True,
                app_connector_groups=["Connectors"],
            )
            items.append(
                {
                    "name": "Segment %d" % number,
                    "domain_names": ["%d.example.com" % number],
                    "tcp_ports": [443],
                    "segment_group": "Group",
                    "server_groups": ["Servers %d" % number],
                }
            )
        assert sum(changed(loop("zpa_application_segment", items))) == 30
        zpa.forget()
        clock.now += 100
        assert changed(loop("zpa_application_segment", items)) == [False] * 30
        assert len(zpa.calls) <= 5
