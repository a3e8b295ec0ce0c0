# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The laws of zpa_config, for every kind of configuration: what is planned is done, once."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from typing import Any, NamedTuple

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import SECTIONS
from support.cases import SUBJECTS, Subject
from support.configurations import (
    BERLIN,
    DECEPTION,
    DEFAULT,
    FINANCE,
    PLACE,
    RULE_A,
    TABLES,
    UNKNOWN,
    UNUSED,
    about,
    access,
    furnish_estate,
    in_short,
    new,
    run,
)
from support.policies import rules_in_order
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator, LogEntry

pytestmark = pytest.mark.generated


class Scenario(NamedTuple):
    """What is declared on the estate, and the steps in short."""

    config: dict[str, Any]
    steps: list[str]
    options: dict[str, Any] = {}  # noqa: RUF012


GROUP, SITE = "segment_group", "app_connector_group"

# What results say of the objects of each list.
LISTS_IN_ORDER = [(section.resource.key, section.tags.get("policy_type")) for section in SECTIONS]
SUMMED = {"create": "created", "update": "updated", "delete": "deleted", "reorder": "reordered"}
ACCESS_ORDER, TIMEOUT_ORDER = "reorder access access", "reorder timeout timeout"
SCENARIOS = {
    "create": Scenario(
        {
            "segment_groups": [{"name": "New", "enabled": True, "applications": ["Jira"]}],
            "app_connector_groups": [{"name": "Site", **PLACE}],
            "policy_rules": {
                "timeout": [{"name": "t3", "action": "RE_AUTH", "reauth_timeout": "8 Hours"}],
                "access": [new("n", conditions=about("SAP", object_type="APP"))],
            },
        },
        [f"create {GROUP} New", f"create {SITE} Site", "create access n", "create timeout t3"],
    ),
    "update": Scenario(
        {
            "segment_groups": [
                {"name": "Finance", "description": "New", "applications": ["SAP", "Git"]},
                {"name": "Unused", "enabled": False},
            ],
            "app_connector_groups": [{"name": "Berlin", "description": "", **PLACE}],
            "policy_rules": {
                "access": [
                    {"name": "a", "action": "deny", "custom_msg": "No."},
                    {"name": "b", "conditions": []},
                ],
                "timeout": [{"name": "t2", "reauth_idle_timeout": "20 Minutes"}],
            },
        },
        [
            f"update {GROUP} Finance",
            f"update {GROUP} Unused",
            f"update {SITE} Berlin",
            "update access a",
            "update access b",
            "update timeout t2",
        ],
    ),
    "leave alone": Scenario(
        {
            "segment_groups": [
                {"name": "Finance", "description": "Old", "applications": ["Payroll", "SAP"]},
                {"id": UNUSED},
            ],
            "app_connector_groups": [{"id": BERLIN, "name": "Berlin", "enabled": "yes"}],
            "policy_rules": {
                "access": [{"name": "b", "conditions": about("Web apps", "Finance")}, {"name": "c"}],
                "timeout": [],
                "isolation": [],
            },
        },
        [],
    ),
    "empty lists": Scenario(
        {"segment_groups": [], "app_connector_groups": [], "policy_rules": {"access": [], "timeout": []}}, []
    ),
    "delete": Scenario(
        {
            "segment_groups": [{"name": "Unused", "state": "absent"}, {"name": "Nobody", "state": "absent"}],
            "app_connector_groups": [{"id": BERLIN, "state": "absent"}],
            "policy_rules": {
                "access": [{"name": "d", "state": "absent"}, {"id": "4711", "state": "absent"}],
                "timeout": [{"name": "t1", "state": "absent"}],
            },
        },
        ["delete timeout t1", "delete access d", f"delete {SITE} Berlin", f"delete {GROUP} Unused"],
    ),
    "rename": Scenario(
        {
            "segment_groups": [{"id": FINANCE, "name": "Treasury"}],
            "app_connector_groups": [{"id": BERLIN, "name": "Potsdam"}],
            **access({"id": RULE_A, "name": "alpha"}),
        },
        [f"update {GROUP} Finance", f"update {SITE} Berlin", "update access a"],
    ),
    "take the name of what is renamed": Scenario(
        {"segment_groups": [{"id": FINANCE, "name": "Treasury"}, {"name": "Finance"}]},
        [f"update {GROUP} Finance", f"create {GROUP} Finance"],
    ),
    "refer to what is created": Scenario(
        {
            "segment_groups": [{"name": "New"}],
            "app_connector_groups": [{"name": "Site", **PLACE}],
            **access(
                new("n", conditions=about("New", "Finance"), app_connector_groups=["Site"]),
                {"name": "c", "app_connector_groups": ["Zurich", "Site"]},
            ),
        },
        [f"create {GROUP} New", f"create {SITE} Site", "create access n", "update access c", ACCESS_ORDER],
    ),
    "refer to what is renamed": Scenario(
        {
            "segment_groups": [{"id": UNUSED, "name": "Used"}],
            "app_connector_groups": [{"id": BERLIN, "name": "Potsdam"}],
            **access(
                new("n", conditions=about("Used"), app_connector_groups=["Potsdam"]),
            ),
        },
        [f"update {GROUP} Unused", f"update {SITE} Berlin", "create access n"],
    ),
    "change rules that name what is renamed": Scenario(
        {
            "segment_groups": [{"id": FINANCE, "name": "Treasury"}],
            "app_connector_groups": [{"id": BERLIN, "name": "Potsdam"}],
            **access(
                {"name": "b", "description": "x", "conditions": about("Web apps", "Treasury")},
                {"name": "d", "description": "x", "app_connector_groups": ["Potsdam"]},
            ),
        },
        [f"update {GROUP} Finance", f"update {SITE} Berlin", "update access b", "update access d"],
    ),
    "move an application": Scenario(
        {
            "segment_groups": [
                {"name": "Finance", "applications": ["Payroll"]},
                {"name": "N", "applications": ["SAP"]},
            ]
        },
        [f"update {GROUP} Finance", f"create {GROUP} N"],
    ),
    "move all applications to a group that is declared before": Scenario(
        {
            "segment_groups": [
                {"name": "Lab apps", "applications": ["SAP", "Payroll"]},
                {"name": "Finance", "applications": [], "description": "Empty"},
            ]
        },
        [f"update {GROUP} Lab apps", f"update {GROUP} Finance"],
    ),
    "exchange applications": Scenario(
        {
            "segment_groups": [
                {"name": "Lab apps", "applications": ["SAP", "Git"]},
                {"name": "Finance", "applications": ["Jira"]},
            ]
        },
        [f"update {GROUP} Lab apps", f"update {GROUP} Finance"],
    ),
    "move applications away from what is deleted": Scenario(
        {
            "segment_groups": [
                {"name": "Finance", "state": "absent"},
                {"name": "New", "applications": ["SAP", "Payroll"]},
            ],
            **access({"name": "b", "conditions": about("New", "Web apps")}),
        },
        [f"create {GROUP} New", "update access b", f"delete {GROUP} Finance"],
    ),
    "order": Scenario(access("d", "c", "b", "a"), [ACCESS_ORDER]),
    "order some": Scenario(access("d", "a"), [ACCESS_ORDER]),
    "order as it is": Scenario(access(DECEPTION, "a", "c"), []),
    "order rules that are named by id": Scenario(access("d", {"id": RULE_A}), [ACCESS_ORDER]),
    "put new rules in the middle": Scenario(
        access("a", new("n"), "b", new("m"), "c", "d"), ["create access n", "create access m", ACCESS_ORDER]
    ),
    "order several policies": Scenario(
        {
            "policy_rules": {
                "access": [{"name": "b"}, {"name": "a"}],
                "timeout": [{"name": "t2"}, {"name": "t1"}],
            }
        },
        [ACCESS_ORDER, TIMEOUT_ORDER],
    ),
    "order with the default rule": Scenario(
        {"policy_rules": {"timeout": [{"name": "t2"}, {"name": "t1"}, {"name": DEFAULT}]}}, [TIMEOUT_ORDER]
    ),
    "change the default rule": Scenario(
        {"policy_rules": {"timeout": [{"name": DEFAULT, "custom_msg": "Sign in again."}]}},
        [f"update timeout {DEFAULT}"],
    ),
    "override": Scenario(
        {
            "segment_groups": [{"name": name} for name in ("Finance apps", "Web apps", "Finance", "New")],
            **access("c", new("n"), {"name": "b", "description": "kept"}),
        },
        [
            f"create {GROUP} New",
            "create access n",
            "update access b",
            ACCESS_ORDER,
            "delete access a",
            "delete access d",
            f"delete {GROUP} Lab apps",
            f"delete {GROUP} Unused",
        ],
        {"state": "overridden"},
    ),
    "override with nothing": Scenario(
        {"policy_rules": {"access": [], "timeout": []}},
        ["delete timeout t1", "delete timeout t2", *("delete access " + name for name in "abcd")],
        {"state": "overridden"},
    ),
}


class Task(NamedTuple):
    """What one run returned and which requests it sent."""

    result: dict[str, Any]
    sent: list[LogEntry]

    @property
    def writes(self) -> list[LogEntry]:
        return [entry for entry in self.sent if entry.is_write]


class Story(NamedTuple):
    """A scenario from beginning to end.

    ``before``, ``after``: the tables of the emulator. ``read``: what a fresh read shows in the place of
    what each step of the plan promises.
    """

    before: dict[str, Any]
    predicted: Task
    untouched: dict[str, Any]
    real: Task
    after: dict[str, Any]
    read: list[dict[str, Any]]
    again: Task
    secret: str


def subject_of(step: dict[str, Any]) -> Subject:
    def is_it(subject: Subject) -> bool:
        return subject.key == step["kind"] and subject.where.get("policy_type") == step.get("policy_type")

    return next(subject for subject in SUBJECTS if is_it(subject))


def read_afresh(zpa: TestTenant, step: dict[str, Any]) -> dict[str, Any]:
    """What a module that only reads shows of what a step promises, as a diff tells it."""
    if step["operation"] == "reorder":
        return {"rules": rules_in_order(zpa, step["policy_type"])}
    subject = subject_of(step)
    found = [subject.in_diff(zpa, entry) for entry in subject.listed(zpa, id=step["id"])]
    return {key: found[0][key] for key in step["after"]} if found else {}


def of_list(step: dict[str, Any]) -> tuple[str, str | None]:
    return step["kind"], step.get("policy_type")


def tables(zpa: TestTenant) -> dict[str, Any]:
    return deepcopy({path: zpa.tenant.table(path) for path in (*TABLES, "policySet", "application")})


@pytest.fixture(scope="module", params=SCENARIOS.values(), ids=SCENARIOS.keys())
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return request.param


@pytest.fixture(scope="module")
def story(
    scenario: Scenario, emulator: Emulator, tmp_path_factory: pytest.TempPathFactory, no_proxy: None
) -> Story:
    """Live through a scenario on an estate of its own, with a token in the cache."""
    zpa = new_tenant(emulator, tmp_path_factory.mktemp("tokens"))
    zpa.add_application("SAP", "Payroll", "Expenses", "Jira", "Git")
    furnish_estate(zpa)

    def task(check: bool) -> Task:
        zpa.forget()
        result = run(zpa, check, config=scenario.config, **scenario.options)
        return Task(result, list(zpa.calls))

    before = tables(zpa)
    predicted = task(True)
    untouched = tables(zpa)
    real = task(False)
    after = tables(zpa)
    read = [read_afresh(zpa, step) for step in real.result.get("plan", [])]
    return Story(before, predicted, untouched, real, after, read, task(False), zpa.client_secret)


class TestLaws:
    def test_every_run_succeeds(self, story: Story) -> None:
        for task in (story.predicted, story.real, story.again):
            assert "failed" not in task.result, task.result["msg"]

    def test_the_plan_has_the_expected_steps_in_their_order(self, story: Story, scenario: Scenario) -> None:
        assert in_short(story.real.result["plan"]) == scenario.steps

    def test_the_second_run_changes_nothing_and_writes_nothing(self, story: Story) -> None:
        assert (story.again.result["changed"], story.again.writes) == (False, [])
        assert (story.again.result["plan"], story.again.result["diff"]) == ([], [])

    def test_check_mode_writes_nothing(self, story: Story) -> None:
        assert story.predicted.writes == []
        assert story.untouched == story.before

    def test_what_changes_nothing_writes_nothing(self, story: Story, scenario: Scenario) -> None:
        assert bool(story.real.writes) is story.real.result["changed"] is bool(scenario.steps)

    def test_check_mode_tells_what_the_real_run_does(self, story: Story) -> None:
        predicted, real = story.predicted.result, story.real.result
        for key in ("changed", "diff", "summary", "plan_summary"):
            assert predicted[key] == real[key]
        assert predicted.get("warnings") == real.get("warnings")

    def test_check_mode_has_the_plan_of_the_real_run(self, story: Story) -> None:
        def bare(task: Task) -> list[dict[str, Any]]:
            return [{**step, "id": "", "status": ""} for step in task.result["plan"]]

        assert bare(story.predicted) == bare(story.real)

    def test_every_step_tells_whether_it_was_taken(self, story: Story) -> None:
        assert {step["status"] for step in story.predicted.result["plan"]} <= {"planned"}
        assert {step["status"] for step in story.real.result["plan"]} <= {"done"}

    def test_every_step_tells_the_id_once_there_is_one(self, story: Story) -> None:
        for predicted, real in zip(story.predicted.result["plan"], story.real.result["plan"], strict=True):
            if real["operation"] == "reorder":
                assert (predicted["id"], real["id"]) == (None, None)
            else:
                assert real["id"].isdigit()
                assert predicted["id"] == (None if real["operation"] == "create" else real["id"])

    def test_a_fresh_read_shows_what_the_plan_promised(self, story: Story) -> None:
        assert story.read == [step["after"] for step in story.real.result["plan"]]

    def test_the_diff_is_a_block_for_each_step_kind_by_kind(self, story: Story) -> None:
        plan = story.real.result["plan"]
        steps = [step for kind in LISTS_IN_ORDER for step in plan if of_list(step) == kind]
        assert len(steps) == len(plan)
        assert [(block["before"], block["after"]) for block in story.real.result["diff"]] == [
            (step["before"], step["after"]) for step in steps
        ]

    def test_the_summary_counts_the_steps(self, story: Story) -> None:
        summary, plan = story.real.result["summary"], story.real.result["plan"]
        for operation, name in SUMMED.items():
            assert summary[name] == sum(step["operation"] == operation for step in plan)

    def test_the_summary_of_the_plan_counts_its_steps_by_kind_and_operation(self, story: Story) -> None:
        result = story.real.result
        counts = Counter((step["kind"], step["operation"]) for step in result["plan"])
        told = result["plan_summary"]
        assert {
            (kind, operation): told[kind][operation] for kind in told for operation in told[kind]
        } == counts
        kinds = dict.fromkeys(kind for kind, _policy_type in LISTS_IN_ORDER)
        assert list(told) == [kind for kind in kinds if kind in told]

    def test_everything_that_is_not_in_the_plan_is_untouched(self, story: Story) -> None:
        planned = {step["id"] for step in story.real.result["plan"]}
        for path in TABLES:
            # The group of a segment is what a group that lists it says.
            ends = {"segmentGroupId"} if path == "application" else set()
            for object_id, found in story.before[path].items():
                if object_id not in planned:
                    after = story.after[path][object_id]
                    different = {key for key in {*found, *after} if found.get(key) != after.get(key)}
                    assert different <= ends

    def test_what_the_collection_does_not_know_survives(self, story: Story) -> None:
        for path in TABLES:
            for object_id in set(story.before[path]) & set(story.after[path]):
                found = story.after[path][object_id]
                assert {key: found.get(key) for key in UNKNOWN} == UNKNOWN

    def test_writes_go_to_what_is_referred_to_first_and_deletions_are_last_and_in_reverse(
        self, story: Story
    ) -> None:
        def rank(entry: LogEntry) -> tuple[bool, int]:
            kinds = ("/segmentGroup", "/appConnectorGroup", "/policySet/")
            place = next(number for number, kind in enumerate(kinds) if kind in entry.path)
            return (True, -place) if entry.method == "DELETE" else (False, place)

        ranks = [rank(entry) for entry in story.real.writes]
        assert ranks == sorted(ranks)

    def test_there_is_one_write_for_each_step(self, story: Story) -> None:
        assert len(story.real.writes) == len(story.real.result["plan"])

    def test_check_mode_reads_each_list_once(self, story: Story) -> None:
        asked = [(entry.path, tuple(entry.query.items())) for entry in story.predicted.sent]
        assert len(asked) == len(set(asked))

    def test_the_default_rule_is_last_and_deception_is_first(self, story: Story) -> None:
        for policy_set in story.after["policySet"].values():
            rules = [story.after["policyRule"][rule_id]["name"] for rule_id in policy_set["rules"]]
            if policy_set["type"] == "TIMEOUT_POLICY":
                assert rules[-1] == DEFAULT
            if policy_set["type"] == "ACCESS_POLICY":
                assert rules[0] == DECEPTION

    def test_nothing_leaks(self, story: Story) -> None:
        for task in (story.predicted, story.real, story.again):
            assert story.secret not in str(task.result)

    def test_nothing_is_warned_of(self, story: Story) -> None:
        assert "warnings" not in story.real.result
