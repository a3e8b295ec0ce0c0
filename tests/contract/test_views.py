# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The items of a loop, which share what they read: each is a run of its module in one process."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue import viewing
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._views import Views
from support import modules
from support.cases import SUBJECTS, Subject
from support.policies import add_rule, rules_in_order
from support.tenants import SUBSIDIARY, TestTenant
from zpa_emulator.enrolment import show_code
from zpa_emulator.state import APPS_IN_LISTS

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
    # Only in one process there is something to share.
    monkeypatch.setattr(modules, "runs_apart", False)
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

    @pytest.mark.parametrize("state", ["present", "absent"])
    def test_of_changes_are_those_without_a_view(self, zpa: TestTenant, loop: Loop, state: str) -> None:
        zpa.add_group("Web")
        zpa.add_server_group("Berlin")

        def items(word: str) -> list[dict[str, Any]]:
            names = {"segment_group": "Web", "server_groups": ["Berlin"], "tcp_ports": [443]}
            return [
                {
                    "name": "%s %d" % (word, number),
                    "domain_names": ["%s%d.example.com" % (word, number)],
                    **names,
                }
                for number in range(6)
            ]

        def alone(module: str, each: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return [zpa.run(module, **item) for item in each]

        counts = []
        for run, word in ((loop, "viewed"), (alone, "alone")):
            if state == "absent":
                for item in items(word):
                    zpa.add_application_segment(item["name"])
            zpa.forget()
            found = [{"name": item["name"], "state": "absent"} for item in items(word)]
            results = run("zpa_application_segment", found if state == "absent" else items(word))
            assert changed(results) == [True] * 6
            counts.append(len(zpa.calls))
        assert counts[0] == counts[1]


class TestWhatAnotherWriterDoes:
    """Between the reading of a view and a write nothing of it is lost."""

    @pytest.mark.parametrize(
        "subject", [one for one in SUBJECTS if one.can_change and not one.resource.revealed], ids=str
    )
    def test_to_the_object_is_kept(self, zpa: TestTenant, loop: Loop, subject: Subject) -> None:
        subject.prepare(zpa)
        names = ["First", "Second"] if subject.resource.has_names else [""]
        ids = [subject.add(zpa, name)["id"] for name in names]
        items = [{**subject.where, **subject.called(name)} for name in names]
        if subject.resource.kind.is_nameless:
            items = [{"id": ids[0]}]
        loop("zpa_" + subject.key, items)
        stored = zpa.tenant.table(subject.path)[ids[-1]]
        stored["somethingNew"] = "by another"
        zpa.forget()
        assert loop("zpa_" + subject.key, [{**items[-1], **subject.touched}])[0]["changed"] is True
        assert zpa.tenant.table(subject.path)[ids[-1]]["somethingNew"] == "by another"

    def test_is_found_where_the_view_would_write_it_again(self, zpa: TestTenant, loop: Loop) -> None:
        add_groups(zpa, 3)
        loop("zpa_segment_group", named(3))
        for name in ("Group 001", "Group 002"):
            zpa.stored(name)["description"] = "New"
        zpa.forget()
        assert changed(loop("zpa_segment_group", named(2, description="New"))) == [True, False]
        # What was seen of the other groups is not believed any more either.
        assert changed(loop("zpa_segment_group", named(3, description="")[2:])) == [True]
        assert [entry.method for entry in zpa.writes] == ["PUT", "PUT"]

    def test_as_a_deletion_lets_the_object_be_created(self, zpa: TestTenant, loop: Loop) -> None:
        add_groups(zpa, 3)
        loop("zpa_segment_group", named(3))
        del zpa.tenant.table("segmentGroup")[zpa.stored("Group 001")["id"]]
        assert changed(loop("zpa_segment_group", named(3, description="New"))) == [True] * 3
        assert [entry.method for entry in zpa.writes] == ["PUT", "POST", "PUT"]

    def test_to_the_order_of_rules_is_seen_before_one_is_moved(self, zpa: TestTenant, loop: Loop) -> None:
        for name in "ABC":
            add_rule(zpa, name)
        assert changed(loop("zpa_policy_rule", [{"name": name} for name in "ABC"])) == [False] * 3
        zpa.run("zpa_policy_rule_order", rules=["C", "B", "A"])
        assert changed(loop("zpa_policy_rule", [{"name": "A", "rule_order": 2}])) == [True]
        assert rules_in_order(zpa)[:3] == ["C", "A", "B"]

    def test_as_a_creation_is_found_by_its_id(self, zpa: TestTenant, loop: Loop) -> None:
        add_groups(zpa, 3)
        loop("zpa_segment_group", named(3))
        new = {"id": zpa.add_group("New")["id"], "state": "absent"}
        assert changed(loop("zpa_segment_group", [new])) == [True]


class TestItsOwnWrites:
    def test_are_known_at_once(self, zpa: TestTenant, loop: Loop) -> None:
        add_groups(zpa, 3)
        items = [
            *named(4),
            {"name": "Group 000", "description": "New"},
            {"name": "Group 000", "description": "New"},
            {"id": zpa.stored("Group 001")["id"], "name": "Renamed"},
            {"name": "Renamed"},
            {"name": "Group 002", "state": "absent"},
            {"name": "Group 002", "state": "absent"},
        ]
        wanted = [False, False, False, True, True, False, True, False, True, False]
        assert changed(loop("zpa_segment_group", items)) == wanted

    @pytest.mark.parametrize("fault", ["cut_after", "cut_before"])
    def test_of_which_the_answer_is_lost_are_done_once(self, zpa: TestTenant, loop: Loop, fault: str) -> None:
        add_groups(zpa, 2)
        loop("zpa_segment_group", named(2))
        zpa.fault(fault, "POST .*/segmentGroup")
        assert changed(loop("zpa_segment_group", [*named(3), *named(3)])) == [
            False,
            False,
            True,
            *[False] * 3,
        ]
        assert (
            len([one for one in zpa.tenant.table("segmentGroup").values() if one["name"] == "Group 002"]) == 1
        )

    def test_that_are_refused_leave_no_doubt(self, zpa: TestTenant, loop: Loop) -> None:
        add_groups(zpa, 2)
        loop("zpa_segment_group", named(2))
        body = {"id": "invalid.input", "reason": "No."}
        zpa.fault("status", "PUT .*/segmentGroup", status=400, body=body)
        refused = loop("zpa_segment_group", named(1, description="New"))[0]
        assert refused["failed"] and "No (HTTP 400" in refused["msg"]
        assert changed(loop("zpa_segment_group", named(2, description="New"))) == [True, True]
        assert changed(loop("zpa_segment_group", named(2, description="New"))) == [False, False]

    def test_of_which_a_refusal_is_not_true_are_looked_at_again(self, zpa: TestTenant, loop: Loop) -> None:
        add_groups(zpa, 2)
        loop("zpa_segment_group", named(2))

        def refused(status: int, body: Any) -> tuple[int, Any]:
            return 400, {"id": "invalid.input", "reason": "No."}

        zpa.fault("changed", "PUT .*/segmentGroup", change=refused)
        assert loop("zpa_segment_group", named(1, description="New"))[0]["failed"]
        assert zpa.stored("Group 000")["description"] == "New"
        assert changed(loop("zpa_segment_group", named(1, description=""))) == [True]

    def test_of_one_group_are_seen_in_another_that_lost_what_it_got(
        self, zpa: TestTenant, loop: Loop
    ) -> None:
        zpa.add_application("Expenses 2")
        add_groups(zpa, 2)
        first, second = ({"name": "Group %03d" % number, "applications": ["Expenses 2"]} for number in (0, 1))
        assert changed(loop("zpa_segment_group", [first, first, second, second])) == [
            True,
            False,
            True,
            False,
        ]
        assert changed(loop("zpa_segment_group", [first])) == [True]


class TestWritesOfAnotherConnection:
    """Two connections can be to one place."""

    @pytest.mark.parametrize("other", [{"timeout": 31}, {"microtenant_id": "0"}], ids=str)
    def test_of_a_loop_are_known(self, zpa: TestTenant, loop: Loop, other: dict[str, Any]) -> None:
        add_groups(zpa, 2)
        was = {"name": "Group 000", "description": ""}
        items = [was, {**was, "description": "New", **other}, was]
        assert changed(loop("zpa_segment_group", items)) == [False, True, True]
        created, gone = {"name": "New"}, {"name": "New", "state": "absent"}
        assert changed(loop("zpa_segment_group", [{**created, **other}, gone])) == [True, True]

    def test_in_a_loop_of_rules_are_known(self, zpa: TestTenant, loop: Loop) -> None:
        for name in "ABC":
            add_rule(zpa, name)
        first = {"name": "A", "rule_order": 1}
        items = [first, {"name": "A", "rule_order": 2, "microtenant_id": "0"}, first]
        assert changed(loop("zpa_policy_rule", items)) == [False, True, True]


class TestAsWithoutAView:
    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_a_name_in_another_letter_case_is_no_new_one(
        self, zpa: TestTenant, loop: Loop, check: bool
    ) -> None:
        zpa.add_group("Finance")
        items: list[dict[str, Any]] = [{"name": "finance"}, {"name": "FINANCE", "state": "absent"}]
        viewed = loop("zpa_segment_group", items, check)
        alone = [zpa.run("zpa_segment_group", check, **item) for item in items]
        assert "is not spelled like" in alone[0]["msg"]
        assert viewed == alone

    @pytest.mark.parametrize("fault", [{"kind": "status", "status": 503}, {"kind": "cut_before"}], ids=str)
    def test_a_request_that_fails_once_takes_no_name_away(
        self, zpa: TestTenant, loop: Loop, fault: dict[str, Any]
    ) -> None:
        certificate = zpa.stored("Connector", "enrollmentCert")["id"]
        for name in ("Zurich", "Berlin"):
            zpa.add_connector_group(name, enrollmentCertId=certificate)
        zpa.fault(where="GET .*enrollmentCert", **fault)
        items = [{"name": name, "enrollment_cert": "Connector"} for name in ("Zurich", "Berlin")]
        for result in loop("zpa_app_connector_group", items):
            assert result["app_connector_group"]["enrollment_cert"] == "Connector"
            assert "warnings" not in result

    def test_a_token_that_may_have_ended_is_renewed(self, zpa: TestTenant, loop: Loop) -> None:
        add_groups(zpa, 3)
        # Where nothing says that it is the token, the right may be missing as well.
        zpa.fault("status", "GET .*/segmentGroup", status=403, skip=2)
        assert changed(loop("zpa_segment_group", named(3, description="New"))) == [True] * 3

    def test_a_token_that_cannot_be_kept_is_told_to_each_item(
        self, zpa: TestTenant, loop: Loop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "open").mkdir(mode=0o777)
        (tmp_path / "open").chmod(0o777)
        add_groups(zpa, 2)
        monkeypatch.setattr(zpa, "cache", tmp_path / "open")
        results = loop("zpa_segment_group", named(2))
        alone = zpa.run("zpa_segment_group", **named(1)[0])
        assert alone["warnings"]
        assert [result["warnings"] for result in results] == [alone["warnings"]] * 2


class TestTheEndOfAView:
    def test_is_its_age(self, zpa: TestTenant, loop: Loop, clock: Clock) -> None:
        add_groups(zpa, 2)
        loop("zpa_segment_group", named(2))
        zpa.stored("Group 001")["description"] = "New"
        items = named(2, description="")
        assert changed(loop("zpa_segment_group", items)) == [False, False]
        clock.now = 60.0
        assert changed(loop("zpa_segment_group", items)) == [False, True]

    @pytest.mark.parametrize("option", ["microtenant_id", "access_token", "timeout"])
    def test_is_another_connection(self, zpa: TestTenant, loop: Loop, option: str) -> None:
        add_groups(zpa, 2)
        loop("zpa_segment_group", named(2))
        token = zpa.emulator.api.tokens.issue(zpa.client_id, oneapi=False)
        other = {"microtenant_id": SUBSIDIARY, "access_token": token, "timeout": 31}[option]
        zpa.forget()
        assert not loop("zpa_segment_group", named(1, **{option: other}), check=True)[0].get("failed")
        assert [entry.method for entry in zpa.calls] == ["GET"]

    def test_is_a_list_that_does_not_hold_still(self, zpa: TestTenant, loop: Loop) -> None:
        add_groups(zpa, 2000)

        def move() -> None:
            del zpa.tenant.table("segmentGroup")[zpa.stored("Group %03d" % next(gone))["id"]]

        gone = itertools.count(100)
        zpa.fault("slow", "GET .*/segmentGroup", times=1000, on_strike=move)
        results = loop("zpa_segment_group", named(10))
        assert changed(results) == [False] * 10
        assert not any("warnings" in result for result in results)

    def test_is_an_api_in_trouble_which_no_item_waits_for_twice(self, zpa: TestTenant, loop: Loop) -> None:
        zpa.fault("status", "GET .*/segmentGroup", status=503, body={}, times=1000)
        (item,) = named(1, max_wait=1)
        alone = zpa.run("zpa_segment_group", check=True, **item)
        tries = len(zpa.calls)
        zpa.forget()
        results = loop("zpa_segment_group", [item, item], check=True)
        assert [result["msg"] for result in results] == [alone["msg"]] * 2
        # The view has asked once, for the first one.
        assert len(zpa.calls) == 1 + 2 * tries


class TestWhatSharesNothing:
    def test_is_a_move_to_another_microtenant(self, zpa: TestTenant, loop: Loop) -> None:
        zpa.add_group("Web", object_id="41")
        zpa.add_group("Their web", object_id="42", microtenant_id=SUBSIDIARY)
        zpa.add_server_group("Berlin", object_id="31")
        zpa.add_server_group("Theirs", object_id="32", microtenant_id=SUBSIDIARY)
        zpa.add_application_segment("Books", segmentGroupId="41", serverGroups=[{"id": "31"}])
        there = {"microtenant": "Subsidiary", "segment_group": "Their web", "server_group": "Theirs"}
        books, moved = {"name": "Books"}, {"name": "Books", "move_to": there}
        assert changed(loop("zpa_application_segment", [books, moved, moved])) == [False, True, False]
        (gone,) = loop("zpa_application_segment", [{**books, "state": "absent"}])
        assert gone["changed"] is False

    def test_are_user_codes_which_are_asked_for_once(self, zpa: TestTenant, loop: Loop) -> None:
        certificate = zpa.stored("Connector", "enrollmentCert")["id"]
        names = ["Zurich", "Berlin"]
        for name in names:
            zpa.add_connector_group(name, enrollmentCertId=certificate)
        loop("zpa_app_connector_group", [{"name": name} for name in names])
        zpa.forget()
        codes = {name: [show_code(zpa.tenant, "CONNECTOR_GRP")] for name in names}
        items = [{"name": name, "user_codes": codes[name]} for name in names]
        assert changed(loop("zpa_app_connector_group", items)) == [True, True]
        assert len([entry for entry in zpa.calls if entry.is_question]) == 2

    def test_is_a_key_that_one_item_reveals(self, zpa: TestTenant, loop: Loop) -> None:
        zpa.add_connector_group("Zurich")
        key = {
            "name": "New",
            "association_type": "app_connector_group",
            "app_connector_group": "Zurich",
            "max_usage": 2,
        }
        told, untold = loop("zpa_provisioning_key", [{**key, "reveal": True}, key])
        assert told["key"]
        assert "key" not in untold


def test_what_each_item_is_warned_of_it_is_warned_of_by_a_view(zpa: TestTenant, loop: Loop) -> None:
    zpa.add_group("A B")
    items = [{"name": "A  B"}] * 2
    results = loop("zpa_segment_group", items)
    assert changed(results) == [False, False]
    alone = zpa.run("zpa_segment_group", **items[0])
    assert "ZPA stores the name as 'A B'" in str(alone["warnings"])
    assert [result["warnings"] for result in results] == [alone["warnings"]] * 2


def test_of_half_a_character_the_item_is_warned_that_shows_it(zpa: TestTenant, loop: Loop) -> None:
    add_groups(zpa, 3)
    zpa.stored("Group 001")["description"] = "Cut \ud83d"
    results = loop("zpa_segment_group", named(3) + named(3))
    assert changed(results) == [False] * 6
    assert [len(result.get("warnings", ())) for result in results] == [0, 1, 0] * 2


@pytest.mark.parametrize("listed", APPS_IN_LISTS)
def test_of_a_segment_is_told_what_a_search_for_it_shows(zpa: TestTenant, loop: Loop, listed: str) -> None:
    zpa.tenant.quirks.apps_in_lists = listed
    console = {"domain": "a.example.com", "applicationPort": "22", "applicationProtocol": "SSH"}
    zpa.add_application_segment("Consoles", praApps=[console])
    zpa.add_application_segment("Plain")
    plain = {"name": "Plain"}
    closer: list[dict[str, Any]] = [{"pra_apps": []}, {"load_balancing": []}, {"shared_with": []}]
    items = [plain, {"name": "Consoles"}]
    for more in closer:
        items += [{**plain, **more}, plain]
    viewed = loop("zpa_application_segment", items)
    alone = [zpa.run("zpa_application_segment", **item) for item in items]
    assert [one["application_segment"] for one in viewed] == [one["application_segment"] for one in alone]


def test_a_limit_that_is_reached_ends_no_view(zpa: TestTenant, loop: Loop) -> None:
    add_groups(zpa, 20)
    zpa.fault("throttle", "GET .*/segmentGroup", retry_after="1")
    assert changed(loop("zpa_segment_group", named(20))) == [False] * 20
    assert len(zpa.calls) <= 5


def test_lists_that_are_long_are_read_once_enough_was_looked_for(zpa: TestTenant, loop: Loop) -> None:
    add_groups(zpa, 4000)
    loop("zpa_segment_group", named(2))
    # A page and a search, and a search.
    assert len(zpa.calls) == 3
    zpa.forget()
    loop("zpa_segment_group", named(30))
    assert len(zpa.calls) <= 8 + 1


def test_a_loop_of_changes_costs_hardly_more_than_without(zpa: TestTenant, loop: Loop) -> None:
    for number in range(30):
        add_rule(zpa, "Rule %d" % number)
    items = [{"name": "Rule %d" % number, "description": "New"} for number in range(30)]
    assert sum(changed(loop("zpa_policy_rule", items))) == 30
    viewed = len(zpa.calls)
    zpa.forget()
    for item in items:
        zpa.run("zpa_policy_rule", **{**item, "description": "Newer"})
    assert viewed <= len(zpa.calls) + 3
