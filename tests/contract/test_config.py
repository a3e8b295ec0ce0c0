# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The whole tenant in one task: what is planned, what is written and in which order, what never is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.pages import Listing
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import (
    SECTIONS,
    config_argument_spec,
)
from support.cases import CREATED, NAMED, OBJECTS, RESOURCES, SUBJECTS, Subject
from support.modules import run_module
from support.policies import add_rule, furnish, rules_in_order, stored_operands
from support.tenants import SUBSIDIARY, TestTenant, new_tenant
from zpa_emulator import Emulator, LogEntry
from zpa_emulator.policies import PolicySet
from zpa_emulator.policy_seeds import add_deception_rule
from zpa_emulator.policy_types import POLICY_TYPES
from zpa_emulator.state import DEFAULT_MICROTENANT

DECEPTION, DEFAULT = "Zscaler Deception", "Default_Rule"
MICROTENANT = "216196257331290001"
PLACE = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich, Switzerland"}
FINANCE, UNUSED, BERLIN, RULE_A = "216196257331299942", "216196257331299943", "216196257331299944", "45"
UNKNOWN = {"somethingNew": {"kept": [1, 2]}, "anotherNewThing": "x"}
TABLES = tuple(subject.path for subject in RESOURCES)
KINDS = {subject.key + "s": subject.path for subject in NAMED}
ADD = {subject.key + "s": subject.add for subject in NAMED}
TAKEN_OVER = {subject.key + "s": subject.path for subject in CREATED}
LEFT_OUT = {subject.key + "s" for subject in OBJECTS if not subject.is_created}
# These name others, which then cannot be deleted.
NAMING = ("provisioning_keys", "pra_consoles", "pra_credential_pools")
PLAIN = {kind: path for kind, path in KINDS.items() if kind not in NAMING}


def created_at(subject: Subject) -> str:
    """The path at which an object is created."""
    return subject.resource.created_at[0] or subject.path


def entries(kind: str, *declared: dict[str, Any]) -> dict[str, Any]:
    """A configuration of a kind alone, with what says where its objects are."""
    (subject,) = [subject for subject in OBJECTS if subject.key + "s" == kind]
    return subject.config(*declared)


NOTHING_FOUND = {"totalPages": "0", "totalCount": "0"}


def run(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module without its pauses between requests; only requests of this run are in the log."""
    zpa.forget()
    return zpa.run("zpa_config", check, **{"read_limit": 100000, "write_limit": 100000, **options})


def apply(zpa: TestTenant, config: dict[str, Any], check: bool = False, **options: Any) -> dict[str, Any]:
    """The same where it must succeed."""
    result = run(zpa, check, config=config, **options)
    assert "failed" not in result, result["msg"]
    return result


def override(zpa: TestTenant, config: dict[str, Any], check: bool = False, **options: Any) -> dict[str, Any]:
    return run(zpa, check, config=config, state="overridden", **options)


def gather(zpa: TestTenant, *kinds: str, **options: Any) -> dict[str, Any]:
    result = run(zpa, state="gathered", kinds=list(kinds) or None, **options)
    assert "failed" not in result, result["msg"]
    return result


def access(*rules: dict[str, Any] | str) -> dict[str, Any]:
    """A configuration with access rules; of one that is there its name will do."""
    return {"policy_rules": {"access": [{"name": rule} if isinstance(rule, str) else rule for rule in rules]}}


def new(name: str, **options: Any) -> dict[str, Any]:
    return {"name": name, "action": "DENY", **options}


def about(*groups: str, object_type: str = "APP_GROUP") -> list[dict[str, Any]]:
    return [{"operands": [{"object_type": object_type, "objects": list(groups)}]}]


def in_short(steps: list[dict[str, Any]]) -> list[str]:
    return [
        " ".join((step["operation"], step.get("policy_type", step["kind"]), step["name"])) for step in steps
    ]


def written(zpa: TestTenant) -> list[str]:
    """The writes of the last run: ``POST segmentGroup``, without ids."""
    paths = [entry.path.split("/customers/")[1].split("/", 1)[1] for entry in zpa.writes]
    return [
        "%s %s" % (entry.method, re.sub(r"/\d+", "", path))
        for entry, path in zip(zpa.writes, paths, strict=True)
    ]


def names_of(zpa: TestTenant, path: str = "segmentGroup") -> list[str]:
    """Return what is called how, but for the microtenants that every tenant has."""
    table = zpa.tenant.table(path)
    return sorted(table[key]["name"] for key in table.keys() - {DEFAULT_MICROTENANT, SUBSIDIARY})


def furnish_estate(zpa: TestTenant) -> TestTenant:
    """A tenant with something of every kind; Deception is above the rules a, b, c and d."""
    furnish(zpa)
    zpa.add_group("Finance", description="Old", applications=["SAP", "Payroll"], object_id=FINANCE)
    zpa.add_group("Unused", object_id=UNUSED)
    zpa.add_connector_group("Berlin", object_id=BERLIN, description="Old")
    add_deception_rule(zpa.tenant)
    add_rule(zpa, "a", object_id=RULE_A)
    add_rule(
        zpa, "b", conditions=[{"operands": [{"objectType": "APP_GROUP", "values": ["Finance", "Web apps"]}]}]
    )
    add_rule(zpa, "c", appConnectorGroups=["Zurich"])
    add_rule(zpa, "d", description="Old", appConnectorGroups=["Berlin"])
    for name in ("t1", "t2"):
        add_rule(zpa, name, "timeout")
    for policy_type in POLICY_TYPES:  # made by the first look, otherwise
        PolicySet.of_type(zpa.tenant, policy_type.name, None)
    for path in TABLES:
        for entry in zpa.tenant.table(path).values():
            entry.update(UNKNOWN)
    return zpa


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody waits: the pauses that would have been made."""
    made: list[float] = []
    monkeypatch.setattr("time.sleep", made.append)
    return made


@pytest.fixture
def estate(zpa: TestTenant) -> TestTenant:
    return furnish_estate(zpa)


# -- The laws, for every kind of configuration -----------------------------------------------------------


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


# -- References ------------------------------------------------------------------------------------------


class TestReferences:
    def test_to_a_new_segment_group_are_by_its_id(self, estate: TestTenant) -> None:
        apply(estate, {"segment_groups": [{"name": "New"}], **access(new("n", conditions=about("New")))})
        (condition,) = estate.stored("n", "policyRule")["conditions"]
        assert [one["rhs"] for one in condition["operands"]] == [estate.stored("New")["id"]]

    def test_to_a_new_connector_group_are_by_its_id(self, estate: TestTenant) -> None:
        site = {"name": "Site", **PLACE}
        apply(
            estate,
            {"app_connector_groups": [site], **access({"name": "a", "app_connector_groups": ["Site"]})},
        )
        found = estate.stored("a", "policyRule")["appConnectorGroups"]
        assert [one["id"] for one in found] == [estate.stored("Site", "appConnectorGroup")["id"]]

    def test_to_a_renamed_group_are_by_its_id(self, estate: TestTenant) -> None:
        renamed = {"id": UNUSED, "name": "Used"}
        apply(estate, {"segment_groups": [renamed], **access({"name": "a", "conditions": about("Used")})})
        (condition,) = estate.stored("a", "policyRule")["conditions"]
        assert [one["rhs"] for one in condition["operands"]] == [UNUSED]

    def test_to_the_name_that_a_group_loses_are_refused(self, estate: TestTenant) -> None:
        renamed = {"id": UNUSED, "name": "Used"}
        result = run(
            estate,
            config={"segment_groups": [renamed], **access({"name": "a", "conditions": about("Unused")})},
        )
        path = "config.policy_rules.access[0].conditions[0].operands[0].objects[0]"
        assert path + ": no segment group has the name or id 'Unused'. Near matches: 'Used'" in result["msg"]
        assert estate.writes == []

    def test_to_a_new_group_are_shown_by_its_name_in_check_mode(self, estate: TestTenant) -> None:
        result = apply(
            estate, {"segment_groups": [{"name": "New"}], **access(new("n", conditions=about("New")))}, True
        )
        assert result["plan"][1]["after"]["conditions"] == [{"any of": ["APP_GROUP is New"]}]
        assert "warnings" not in result

    @pytest.mark.parametrize(
        "policy_type", ["access", "timeout", "client_forwarding", "isolation", "inspection"]
    )
    def test_to_a_new_group_are_possible_from_every_policy(
        self, estate: TestTenant, policy_type: str
    ) -> None:
        actions = {
            "access": "DENY",
            "timeout": "RE_AUTH",
            "client_forwarding": "BYPASS",
            "isolation": "BYPASS_ISOLATE",
            "inspection": "BYPASS_INSPECT",
        }
        client = about("zpn_client_type_exporter", object_type="CLIENT_TYPE")
        rule = {"name": "n", "action": actions[policy_type], "conditions": about("New") + client}
        apply(estate, {"policy_rules": {policy_type: [rule]}, "segment_groups": [{"name": "New"}]})
        assert "n" in rules_in_order(estate, policy_type)

    def test_of_rules_that_name_a_renamed_group_change_nothing(self, estate: TestTenant) -> None:
        result = apply(
            estate,
            {
                "segment_groups": [{"id": FINANCE, "name": "Treasury"}],
                **access({"name": "b", "conditions": about("Treasury", "Web apps")}),
            },
        )
        assert in_short(result["plan"]) == ["update segment_group Finance"]

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_to_what_neither_the_tenant_nor_the_plan_has_are_an_error(
        self, estate: TestTenant, check: bool
    ) -> None:
        config = {
            **access(new("n", conditions=about("Not there", "New"))),
            "segment_groups": [{"name": "New"}],
        }
        (problem,) = run(estate, check, config=config)["problems"]
        assert problem.startswith("config.policy_rules.access[0].conditions[0].operands[0].objects[0]: no ")
        assert estate.writes == []


class TestResults:
    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_have_the_same_keys_whatever_happens(self, estate: TestTenant, check: bool) -> None:
        for config in ({"segment_groups": [{"name": "New"}]}, {"segment_groups": [{"name": "Finance"}]}):
            result = apply(estate, config, check)
            assert set(result) - {"invocation"} == {"changed", "plan", "plan_summary", "summary", "diff"}
        assert set(run(estate, check, state="gathered")) - {"invocation"} == {
            "changed",
            "plan",
            "config",
            "not_carried",
        }

    def test_count_what_is_declared_and_as_it_shall_be(self, estate: TestTenant) -> None:
        config = {"segment_groups": [{"name": "Finance"}, {"name": "New"}, {"name": "x", "state": "absent"}]}
        assert apply(estate, {**config, **access("a", "b")}, True)["summary"] == {
            "created": 1,
            "updated": 0,
            "deleted": 0,
            "reordered": 0,
            "unchanged": 4,
        }

    @pytest.mark.parametrize("option", ["access_token", "private_key"])
    def test_never_show_a_secret_of_the_connection(self, estate: TestTenant, option: str) -> None:
        secret = "a-very-secret-thing-from-elsewhere"
        result = run(estate, state="gathered", **{option: secret})
        assert result["failed"]
        assert secret not in str(result)


# -- The order of rules ----------------------------------------------------------------------------------


class TestOrder:
    def test_is_as_declared_with_new_rules_in_the_middle(self, estate: TestTenant) -> None:
        apply(estate, access("d", new("n"), "c", new("m"), "b", "a"))
        assert rules_in_order(estate) == [DECEPTION, "d", "n", "c", "m", "b", "a"]

    def test_leaves_rules_that_are_not_listed_in_their_places(self, estate: TestTenant) -> None:
        apply(estate, access("d", "a"))
        assert rules_in_order(estate) == [DECEPTION, "d", "b", "c", "a"]

    def test_takes_one_write_for_each_policy(self, estate: TestTenant) -> None:
        apply(
            estate,
            {
                "policy_rules": {
                    "access": [{"name": x} for x in "dcba"],
                    "timeout": [{"name": "t2"}, {"name": "t1"}],
                }
            },
        )
        assert ["reorder" in line for line in written(estate)] == [True, True]

    def test_is_looked_after_before_anything_is_deleted(self, estate: TestTenant) -> None:
        apply(estate, access("d", {"name": "b", "state": "absent"}, "a"))
        assert [line.split()[0] for line in written(estate)] == ["PUT", "DELETE"]
        assert rules_in_order(estate) == [DECEPTION, "d", "c", "a"]

    def test_of_renamed_rules_is_by_their_new_names(self, estate: TestTenant) -> None:
        result = apply(estate, access("d", {"id": RULE_A, "name": "alpha"}))
        assert result["plan"][-1]["after"] == {"rules": [DECEPTION, "d", "b", "c", "alpha"]}
        assert rules_in_order(estate) == [DECEPTION, "d", "b", "c", "alpha"]

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_that_puts_a_rule_above_deception_is_refused(self, estate: TestTenant, check: bool) -> None:
        result = run(estate, check, config={**access("a", DECEPTION), "segment_groups": [{"name": "New"}]})
        assert "config.policy_rules.access: 'Zscaler Deception' is listed after 'a'" in result["msg"]
        assert estate.writes == []

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_that_puts_a_rule_below_the_default_rule_is_refused(
        self, estate: TestTenant, check: bool
    ) -> None:
        config = {"policy_rules": {"timeout": [{"name": DEFAULT}, {"name": "t1"}]}}
        result = run(estate, check, config=config)
        assert "config.policy_rules.timeout: 'Default_Rule' is listed before 't1'" in result["msg"]
        assert estate.writes == []

    def test_that_puts_a_new_rule_above_a_restricted_one_is_refused(self, estate: TestTenant) -> None:
        add_rule(estate, "Decoy", flags={"restrictedEntity": True})
        result = run(estate, config=access(new("n"), "d"))
        assert "config.policy_rules.access: 'n' would go above 'Decoy'" in result["msg"]
        assert estate.writes == []

    def test_is_none_of_the_business_of_a_rule_that_changes(self, estate: TestTenant) -> None:
        apply(estate, access({"name": "c", "description": "x"}))
        assert rules_in_order(estate) == [DECEPTION, *"abcd"]
        assert written(estate) == ["PUT policySet/rule"]

    def test_of_a_new_rule_that_is_listed_last_takes_no_write_of_its_own(self, estate: TestTenant) -> None:
        apply(estate, access("a", new("n")))
        assert written(estate) == ["POST policySet/rule"]
        assert rules_in_order(estate) == [DECEPTION, *"abcd", "n"]

    def test_holds_before_the_default_rule_for_new_rules(self, estate: TestTenant) -> None:
        rule = {"name": "t0", "action": "RE_AUTH"}
        apply(estate, {"policy_rules": {"timeout": [rule, {"name": "t1"}, {"name": DEFAULT}]}})
        assert rules_in_order(estate, "timeout") == ["t0", "t2", "t1", DEFAULT]

    def test_of_hundreds_of_rules_takes_one_write(self, zpa: TestTenant) -> None:
        names = ["Rule %03d" % number for number in range(300)]
        for name in names:
            add_rule(zpa, name)
        apply(zpa, access(*reversed(names)))
        assert written(zpa) == ["PUT policySet/reorder"]
        assert rules_in_order(zpa) == names[::-1]


# -- What is deleted -------------------------------------------------------------------------------------


class TestOverridden:
    @pytest.fixture
    def plain(self, zpa: TestTenant) -> TestTenant:
        """Groups, connector groups and rules that nothing refers to."""
        zpa.tenant.tables["application"].clear()
        zpa.tenant.table("microtenants")[SUBSIDIARY]["readOnly"] = True
        for name in ("One", "Two", "Three"):
            for kind in PLAIN:
                ADD[kind](zpa, name)
            add_rule(zpa, name)
            add_rule(zpa, name, "timeout")
        add_deception_rule(zpa.tenant)
        return zpa

    @pytest.fixture
    def three(self, plain: TestTenant, request: pytest.FixtureRequest) -> TestTenant:
        """The same, with three of the kind of a test where those are no plain ones."""
        kind = request.node.callspec.params["kind"]
        for subject in NAMED:
            if subject.key + "s" == kind and kind not in PLAIN:
                subject.furnish(plain)
                for name in ("One", "Two", "Three"):
                    subject.add(plain, name)
        return plain

    @pytest.mark.parametrize("kind", PLAIN)
    def test_deletes_of_the_kinds_that_are_given_only(self, plain: TestTenant, kind: str) -> None:
        assert override(plain, entries(kind, {"name": "Two"}))["summary"]["deleted"] == 2
        for each, path in PLAIN.items():
            assert names_of(plain, path) == (["Two"] if each == kind else ["One", "Three", "Two"])
        assert len(rules_in_order(plain)) == 4

    def test_deletes_of_the_policies_that_are_given_only(self, plain: TestTenant) -> None:
        override(plain, access("Two"))
        assert rules_in_order(plain) == [DECEPTION, "Two"]
        assert rules_in_order(plain, "timeout") == ["One", "Two", "Three", DEFAULT]
        assert len(names_of(plain)) == 3

    @pytest.mark.parametrize("given", [None, {"policy_rules": None}, {"policy_rules": {}}, {}])
    def test_deletes_nothing_where_no_list_is_given(self, plain: TestTenant, given: Any) -> None:
        result = run(plain, config=given, state="overridden")
        assert "config: names no kind of object." in result["msg"]
        assert plain.tenant.log == []

    @pytest.mark.parametrize("kind", KINDS)
    def test_takes_an_empty_list_at_its_word(self, three: TestTenant, kind: str) -> None:
        assert override(three, {kind: []})["changed"]
        assert names_of(three, KINDS[kind]) == []

    def test_never_deletes_deception_or_default_rules(self, plain: TestTenant) -> None:
        override(
            plain, {"policy_rules": {"access": [], "timeout": [], "isolation": [], "client_forwarding": []}}
        )
        assert rules_in_order(plain) == [DECEPTION]
        assert rules_in_order(plain, "timeout") == [DEFAULT]
        assert rules_in_order(plain, "isolation") == [DEFAULT]

    @pytest.mark.parametrize(
        "flags",
        [
            {"restrictedEntity": True},
            {"readOnly": True},
            {"zscalerManaged": True},
            {"restrictionType": "READ_ONLY"},
            {"name": DECEPTION},
        ],
    )
    @pytest.mark.parametrize("kind", KINDS)
    def test_never_deletes_what_zscaler_manages(
        self, three: TestTenant, kind: str, flags: dict[str, Any]
    ) -> None:
        three.stored("Two", KINDS[kind]).update(flags)
        assert override(three, {kind: []})["summary"]["deleted"] == 2
        assert len(names_of(three, KINDS[kind])) == 1

    @pytest.mark.parametrize("pattern", ["Two", "T*", "T?o", "[TU]wo", " Two ", "id"])
    @pytest.mark.parametrize("kind", [*KINDS, "rules"])
    def test_never_deletes_what_is_protected(self, three: TestTenant, kind: str, pattern: str) -> None:
        path = KINDS.get(kind, "policyRule")
        found = [entry for entry in three.tenant.table(path).values() if entry["name"] == "Two"]
        protect = [found[0]["id"] if pattern == "id" else pattern]
        config = {kind: []} if kind in KINDS else access()
        result = override(three, config, protect=protect)
        kept = {"T*": {"Two", "Three"}}.get(pattern, {"Two"})
        left = set(names_of(three, path)) if kind in KINDS else {*rules_in_order(three)} - {DECEPTION}
        assert left == kept
        assert result["summary"]["deleted"] == 3 - len(kept)

    @pytest.mark.parametrize("pattern", ["two", "T", "wo", "Tw", "T?", "[AB]wo"])
    def test_protects_by_whole_names_in_their_letter_case(self, plain: TestTenant, pattern: str) -> None:
        assert override(plain, {"segment_groups": []}, protect=[pattern])["summary"]["deleted"] == 3

    def test_protects_a_name_with_brackets(self, plain: TestTenant) -> None:
        plain.add_group("Break glass [DO NOT DELETE]")
        override(plain, {"segment_groups": []}, protect=["Break glass [DO NOT DELETE]"])
        assert names_of(plain) == ["Break glass [DO NOT DELETE]"]

    def test_keeps_protected_rules_where_they_are(self, plain: TestTenant) -> None:
        add_rule(plain, "Four")
        override(plain, access("Four", "Two"), protect=["Three"])
        assert rules_in_order(plain) == [DECEPTION, "Four", "Three", "Two"]

    @pytest.mark.parametrize("state", ["merged", "overridden"])
    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_refuses_to_delete_what_is_protected_and_declared_absent(
        self, plain: TestTenant, state: str, check: bool
    ) -> None:
        config = {"segment_groups": [{"name": "New"}, {"name": "Two", "state": "absent"}]}
        result = run(plain, check, config=config, state=state, protect=["Tw*"])
        assert "config.segment_groups[1]: 'Two' is protected and never deleted." in result["msg"]
        assert plain.writes == []

    def test_changes_what_is_protected_and_declared(self, plain: TestTenant) -> None:
        override(plain, {"segment_groups": [{"name": "Two", "description": "d"}]}, protect=["*"])
        assert plain.stored("Two")["description"] == "d"
        assert len(names_of(plain)) == 3

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_refuses_more_deletions_than_max_deletions_and_names_them(
        self, plain: TestTenant, check: bool
    ) -> None:
        config = {"segment_groups": [{"name": "New"}], **access("Two")}
        result = override(plain, config, check, max_deletions=4)
        assert "max_deletions: 5 objects would be deleted, and at most 4 may be: " in result["msg"]
        named = "segment group 'One', segment group 'Two', segment group 'Three'"
        assert set(named.split(", ")) <= set(re.findall(r"segment group '\w+'", result["msg"]))
        assert set(re.findall(r"access rule '(\w+)'", result["msg"])) == {"One", "Three"}
        assert plain.writes == []

    def test_deletes_exactly_as_many_as_max_deletions(self, plain: TestTenant) -> None:
        assert override(plain, {"segment_groups": []}, max_deletions=3)["summary"]["deleted"] == 3

    def test_deletes_ten_objects_at_most_unless_told_otherwise(self, plain: TestTenant) -> None:
        for number in range(8):
            plain.add_group("More %d" % number)
        assert "at most 10 may be" in override(plain, {"segment_groups": []})["msg"]
        assert override(plain, {"segment_groups": [{"name": "One"}]})["summary"]["deleted"] == 10

    @pytest.mark.parametrize("state", ["merged", "overridden"])
    def test_deletes_nothing_at_all_with_max_deletions_zero(self, plain: TestTenant, state: str) -> None:
        three = [{"name": name} for name in ("One", "Two", "Three")]
        result = run(plain, config={"segment_groups": three}, state=state, max_deletions=0)
        assert result["changed"] is False
        three[1] = {"name": "Two", "state": "absent"}
        result = run(plain, config={"segment_groups": three}, state=state, max_deletions=0)
        assert "max_deletions: 1 objects would be deleted" in result["msg"]
        assert plain.writes == []

    @pytest.mark.parametrize("sees_all", [True, False])
    def test_never_deletes_objects_of_other_microtenants(self, plain: TestTenant, sees_all: bool) -> None:
        plain.tenant.quirks.absent_means_all = sees_all
        for add in (plain.add_group, plain.add_connector_group):
            add("Theirs", microtenant_id=MICROTENANT)
        add_rule(plain, "Theirs", microtenant_id=MICROTENANT)
        override(plain, {"segment_groups": [], "app_connector_groups": [], **access()})
        assert names_of(plain) == names_of(plain, "appConnectorGroup") == ["Theirs"]
        assert rules_in_order(plain, microtenant=MICROTENANT) == ["Theirs"]

    def test_of_a_microtenant_deletes_its_own_objects_only(self, plain: TestTenant) -> None:
        for add in (plain.add_group, plain.add_connector_group):
            add("Theirs", microtenant_id=MICROTENANT)
        add_rule(plain, "Theirs", microtenant_id=MICROTENANT)
        config = {"segment_groups": [], "app_connector_groups": [], **access()}
        assert override(plain, config, microtenant_id=MICROTENANT)["summary"]["deleted"] == 3
        assert names_of(plain) == names_of(plain, "appConnectorGroup") == ["One", "Three", "Two"]
        assert len(rules_in_order(plain)) == 4

    def test_keeps_what_is_declared_by_its_id_or_renamed(self, plain: TestTenant) -> None:
        ids = {entry["name"]: entry["id"] for entry in plain.tenant.table("segmentGroup").values()}
        config = {"segment_groups": [{"id": ids["One"]}, {"id": ids["Two"], "name": "Second"}]}
        override(plain, config)
        assert names_of(plain) == ["One", "Second"]

    def test_deletes_none_of_several_with_a_declared_name(self, plain: TestTenant) -> None:
        other = plain.add_group("One copy")
        other["name"] = "One"
        result = override(plain, {"segment_groups": [{"name": "One"}]})
        assert "config.segment_groups[0].name: 2 segment groups are named 'One'" in result["msg"]
        assert plain.writes == []

    @pytest.mark.parametrize("by_id", [False, True])
    def test_takes_what_is_declared_wrongly_for_declared(self, plain: TestTenant, by_id: bool) -> None:
        two = {"id": plain.stored("Two")["id"]} if by_id else {"name": "Two"}
        config = {"segment_groups": [{"name": "One"}, {**two, "applications": ["x"]}, {"name": "Three"}]}
        result = override(plain, config, max_deletions=0)
        (problem,) = result["problems"]
        assert problem.startswith("config.segment_groups[1].applications[0]: no application segment")

    def test_deletes_one_of_two_with_the_same_name_by_id(self, plain: TestTenant) -> None:
        other = plain.add_group("One copy")
        other["name"] = "One"
        config = {
            "segment_groups": [
                {"name": "One", "id": plain.stored("One")["id"]},
                {"id": other["id"], "name": "One", "state": "absent"},
            ]
        }
        assert apply(plain, config)["changed"] is True
        assert names_of(plain) == ["One", "Three", "Two"]
        assert apply(plain, config)["changed"] is False

    def test_deletes_one_of_two_rules_with_the_same_name_by_id(self, zpa: TestTenant) -> None:
        add_rule(zpa, "One", object_id="71")
        add_rule(zpa, "One", object_id="72")
        config = access({"name": "One", "id": "72"}, {"id": "71", "name": "One", "state": "absent"})
        assert apply(zpa, config)["changed"] is True
        assert list(zpa.tenant.table("policyRule")) == ["72"]
        assert apply(zpa, config)["changed"] is False

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_does_not_delete_by_id_what_has_another_name_than_the_entry(
        self, zpa: TestTenant, check: bool
    ) -> None:
        add_rule(zpa, "One", object_id="71")
        add_rule(zpa, "Two", object_id="72")
        result = run(zpa, check, config=access("One", {"id": "72", "name": "One", "state": "absent"}))
        assert (
            "config.policy_rules.access[1].name: 'One' is not what is to be deleted by its id 72, which is "
            "policy rule 'Two'." in result["msg"]
        )
        assert zpa.writes == []


# -- What is refused -------------------------------------------------------------------------------------

OPERAND = "conditions[0].operands[0]"
TWELVE = tuple(new("n%d" % number) for number in range(12))
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "unknown application": (
        {"segment_groups": [{"name": "A"}, {"name": "B", "applications": ["SAP", "Jirra"]}]},
        "config.segment_groups[1].applications[1]: no application segment has the name or id 'Jirra'. "
        "Near matches: 'Jira'",
    ),
    "unknown id": (
        {"segment_groups": [{"id": "4711", "name": "X"}]},
        "config.segment_groups[0].id: no segment group has the id 4711.",
    ),
    "unknown rule id": (
        access({"id": "4711"}),
        "config.policy_rules.access[0].id: no policy rule has the id",
    ),
    "same name twice": (
        {"segment_groups": [{"name": "New"}, {"name": "Web apps"}, {"name": " New "}]},
        "config.segment_groups[2].name: ' New ' is declared already, as config.segment_groups[0].",
    ),
    "same id twice": (
        access({"id": RULE_A}, {"id": RULE_A, "name": "z"}),
        "config.policy_rules.access[1].id: '45' is declared already, as config.policy_rules.access[0].",
    ),
    "name and id of the same group": (
        {"segment_groups": [{"name": "Finance"}, {"id": FINANCE, "description": "x"}]},
        "config.segment_groups[1]: is 'Finance' (id %s), which config.segment_groups[0] is already."
        % FINANCE,
    ),
    "id and name of the same rule": (
        access({"id": RULE_A}, "b", "a"),
        "config.policy_rules.access[2]: is 'a' (id 45), which config.policy_rules.access[0] is already.",
    ),
    "name of another group": (
        {"segment_groups": [{"id": FINANCE, "name": "Unused"}]},
        "config.segment_groups[0].name: 'Unused' is the name of another segment group",
    ),
    "name of another rule": (
        access({"id": RULE_A, "name": "b"}),
        "config.policy_rules.access[0].name: 'b' is the name of another policy rule",
    ),
    "new name that another rule gets": (
        access({"id": RULE_A, "name": "z"}, new("z")),
        "config.policy_rules.access[1]",
    ),
    "new name that two rules get": (
        access({"id": RULE_A, "name": "z"}, {"name": "b"}, {"name": "z", "action": "ALLOW"}),
        "config.policy_rules.access[2]",
    ),
    "name of what is absent that another rule gets": (
        access({"id": RULE_A, "name": "z"}, {"name": "z", "state": "absent"}),
        "config.policy_rules.access[0].name: 'z' is declared to be absent, as config.policy_rules.access[1].",
    ),
    "name of what is absent that another group gets": (
        {"segment_groups": [{"id": FINANCE, "name": "z"}, {"name": "z", "state": "absent"}]},
        "config.segment_groups[1]",
    ),
    "new name that two groups get": (
        {"segment_groups": [{"id": FINANCE, "name": "z"}, {"id": UNUSED, "name": "z"}]},
        "config.segment_groups[1].name: 'z' is",
    ),
    "name of a rule that is deleted only later": (
        access({"id": RULE_A, "state": "absent"}, new("a")),
        "config.policy_rules.access[1]: is 'a' (id 45), which config.policy_rules.access[0] is already.",
    ),
    "name of a connector group that is deleted only later": (
        {"app_connector_groups": [{"id": BERLIN, "state": "absent"}, {"name": "Berlin", **PLACE}]},
        "config.app_connector_groups[1]",
    ),
    "name of a group that is deleted only later": (
        {"segment_groups": [{"id": UNUSED, "state": "absent"}, {"name": "Unused", "description": "x"}]},
        "config.segment_groups[1]",
    ),
    "new name of a group that is deleted only later": (
        {"segment_groups": [{"name": "Unused", "state": "absent"}, {"id": FINANCE, "name": "Unused"}]},
        "config.segment_groups[1]",
    ),
    "application in two groups": (
        {
            "segment_groups": [
                {"name": "A", "applications": ["Git"]},
                {"name": "B", "applications": ["Jira", "Git"]},
            ]
        },
        "config.segment_groups[1].applications: 'Git' belongs to config.segment_groups[0] as well",
    ),
    "deletion of what a declared rule names": (
        {
            "segment_groups": [{"name": "Unused", "state": "absent"}],
            **access("a", {"name": "c", "conditions": about("Web apps", UNUSED)}),
        },
        "config.policy_rules.access[1]",
    ),
    "deletion of what a rule that stays names": (
        {"segment_groups": [{"name": "Web apps", "state": "absent"}], **access("a")},
        "access rule 'b' (id ",
    ),
    "deletion of a group with applications": (
        {
            "segment_groups": [{"name": "Finance", "state": "absent"}],
            **access({"name": "b", "conditions": []}),
        },
        "config.segment_groups[0]: Cannot delete segment group 'Finance' (id %s): it is named by Application "
        "'Payroll' (id " % FINANCE,
    ),
    "deletion of a group some applications of which stay": (
        {
            "segment_groups": [
                {"name": "Finance", "state": "absent"},
                {"name": "New", "applications": ["SAP"]},
            ],
            **access({"name": "b", "conditions": []}),
        },
        "Cannot delete segment group 'Finance' (id %s): it is named by Application 'Payroll' (id " % FINANCE,
    ),
    "deletion of a connector group with server groups": (
        {"app_connector_groups": [{"name": "Paris", "state": "absent"}]},
        "it is named by Server Group 'Paris servers' (id ",
    ),
    "deletion of a connector group that a rule names": (
        {"app_connector_groups": [{"name": "Zurich", "state": "absent"}], **access("c")},
        ", config.policy_rules.access[0])",
    ),
    "deletion of a connector group that a new rule names": (
        {
            "app_connector_groups": [{"name": "Berlin", "state": "absent"}],
            **access({"name": "n", "action": "ALLOW", "app_connector_groups": ["Berlin"]}),
        },
        "access rule 'n' (config.policy_rules.access[0])",
    ),
    "deletion of the default rule": (
        {"policy_rules": {"timeout": [{"name": DEFAULT, "state": "absent"}]}},
        "config.policy_rules.timeout[0]: Cannot delete policy rule 'Default_Rule': it is the default rule",
    ),
    "deletion of what zscaler manages": (
        access({"name": DECEPTION, "state": "absent"}),
        "config.policy_rules.access[0]: Cannot delete policy rule 'Zscaler Deception'",
    ),
    "change of what zscaler manages": (
        access({"name": DECEPTION, "description": "x"}),
        "config.policy_rules.access[0]: Cannot update policy rule 'Zscaler Deception'",
    ),
    "rule without an action": (access({"name": "n"}), "config.policy_rules.access[0].action: is missing."),
    "group without a place": (
        {"app_connector_groups": [{"name": "n", "latitude": 1}]},
        "config.app_connector_groups[0].longitude: is missing.",
    ),
    "rule that lacks what its policy demands": (
        {"policy_rules": {"isolation": [{"name": "n", "action": "BYPASS_ISOLATE"}]}},
        "config.policy_rules.isolation[0].conditions: isolation rules need an operand about CLIENT_TYPE.",
    ),
    "unknown option value": (
        access({"name": "a", "operator": "XOR"}),
        "config.policy_rules.access[0].operator: 'XOR' is not one of AND, OR.",
    ),
    "neither name nor id": (
        {"segment_groups": [{"name": "A"}, {"description": "x"}]},
        "config.segment_groups[1].name: give the name of the segment group, or its id.",
    ),
    "name as id": (access({"id": "a"}), "config.policy_rules.access[0].id: 'a' is not an id of ZPA"),
    "unknown platform": (
        access(*TWELVE, {"name": "a", "conditions": about("beos", object_type="PLATFORM")}),
        "config.policy_rules.access[12].%s.objects[0]: 'beos' is nothing that PLATFORM can be." % OPERAND,
    ),
    "condition without operands": (
        access({"name": "a", "conditions": [{"operands": []}]}),
        "config.policy_rules.access[0].conditions[0].operands: is empty.",
    ),
    "empty application": (
        {"segment_groups": [{"name": "A", "applications": [" "]}]},
        "config.segment_groups[0].applications[0]: is empty.",
    ),
    "latitude beyond the pole": (
        {"app_connector_groups": [{"name": "Berlin", "latitude": 91}]},
        "config.app_connector_groups[0].latitude: ",
    ),
    "unknown name in a condition": (
        access(*TWELVE, new("n", conditions=about("Finance", "Finnance"))),
        "config.policy_rules.access[12].%s.objects[1]: no segment group has the name or id 'Finnance'"
        % OPERAND,
    ),
    "unknown connector group": (
        access({"name": "a", "app_connector_groups": ["Zürich"]}),
        "config.policy_rules.access[0].app_connector_groups[0]: no App Connector group has the name or id",
    ),
}


class TestRefusals:
    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    @pytest.mark.parametrize(("config", "words"), REFUSED.values(), ids=REFUSED.keys())
    def test_come_before_any_write_and_name_the_place(
        self, estate: TestTenant, config: dict[str, Any], words: str, check: bool
    ) -> None:
        result = run(estate, check, config={"app_connector_groups": [{"name": "Site", **PLACE}], **config})
        assert result.get("failed"), result["plan"]
        assert words in result["msg"]
        assert any(words in problem for problem in result["problems"])
        assert estate.writes == []

    def test_list_all_problems_of_the_whole_configuration(self, estate: TestTenant) -> None:
        result = run(
            estate,
            config={
                "segment_groups": [
                    {"name": "Finance", "applications": ["SAPP"]},
                    {"id": FINANCE},
                    {"name": "Lab apps", "state": "absent"},
                    {"id": "4711", "description": "x"},
                ],
                "app_connector_groups": [{"name": "Paris", "state": "absent"}, {"name": "Nowhere"}],
                "policy_rules": {
                    "access": [
                        {"name": "a", "conditions": about("Lab apps", "Nobody"), "app_server_groups": ["x"]},
                        new("n", conditions=about("Nobody", object_type="MACHINE_GRP")),
                        {"name": DECEPTION, "state": "absent"},
                    ],
                    "timeout": [{"name": "t3"}, {"name": DEFAULT, "state": "absent"}],
                },
            },
            protect=["Lab*"],
            max_deletions=1,
        )
        paths = {re.split(r": |\.(?=id|name)", problem)[0] for problem in result["problems"]}
        assert {
            "config.segment_groups[0].applications[0]",
            "config.segment_groups[2]",
            "config.segment_groups[3]",
            "config.app_connector_groups[0]",
            "config.app_connector_groups[1].latitude",
            "config.app_connector_groups[1].longitude",
            "config.app_connector_groups[1].location",
            "config.policy_rules.access[0].%s.objects[1]" % OPERAND,
            "config.policy_rules.access[0].app_server_groups[0]",
            "config.policy_rules.access[1].%s.objects[0]" % OPERAND,
            "config.policy_rules.access[2]",
            "config.policy_rules.timeout[0].action",
            "config.policy_rules.timeout[1]",
            "max_deletions",
        } <= paths, "\n".join(sorted(result["problems"]))
        assert estate.writes == []

    def test_of_options_list_all_of_them_before_any_request(self, estate: TestTenant) -> None:
        result = run(
            estate,
            config={
                "segment_groups": [{"description": "x"}, {"name": "A"}, {"name": "A"}, {"id": "x"}],
                "app_connector_groups": [{"name": "B", "latitude": 100, "upgrade_day": "someday"}],
                "policy_rules": {
                    "access": [
                        {"name": "a", "operator": "X", "conditions": about("x", object_type="PLATFORM")}
                    ],
                    "timeout": [{"name": "t", "reauth_timeout": "ages"}],
                },
            },
            kinds=["segment_groups"],
            protect=["x", " "],
            max_deletions=-1,
            read_limit=0,
            write_limit=0,
            customer_id="a/b",
        )
        for path in (
            "config.segment_groups[0].name",
            "config.segment_groups[2].name",
            "config.segment_groups[3].id",
            "config.app_connector_groups[0].latitude",
            "config.app_connector_groups[0].upgrade_day",
            "config.policy_rules.access[0].operator",
            "config.policy_rules.access[0].%s.objects[0]" % OPERAND,
            "config.policy_rules.timeout[0].reauth_timeout",
            "kinds",
            "protect[1]",
            "max_deletions",
            "read_limit",
            "write_limit",
            "customer_id",
        ):
            assert any(problem.startswith(path + ":") for problem in result["problems"]), path
        assert estate.tenant.log == []

    @pytest.mark.parametrize("kind", KINDS)
    def test_tell_of_names_that_are_ambiguous_with_their_ids(self, zpa: TestTenant, kind: str) -> None:
        first, second = ADD[kind](zpa, "Twin"), ADD[kind](zpa, "other")
        second["name"] = "Twin"
        result = run(zpa, config=entries(kind, {"name": "Twin"}))
        assert "config.%s[0].name: 2 " % kind in result["msg"]
        assert "(ids %s, %s). Set id to choose one." % (first["id"], second["id"]) in result["msg"]
        assert zpa.writes == []

    def test_tell_of_references_that_are_ambiguous_with_their_ids(self, zpa: TestTenant) -> None:
        first, second = zpa.add_group("Twin"), zpa.add_group("other")
        second["name"] = "Twin"
        result = run(zpa, config=access(new("n", conditions=about("Twin"))))
        path = "config.policy_rules.access[0].%s.objects[0]" % OPERAND
        assert "%s: 2 segment groups are named 'Twin'." % path in result["msg"]
        assert "%s, %s" % (first["id"], second["id"]) in result["msg"]

    @pytest.mark.parametrize("state", ["merged", "overridden"])
    def test_spare_what_rules_of_other_policies_name(self, estate: TestTenant, state: str) -> None:
        """Also of those whose list is not given: they stay."""
        conditions = [{"operands": [{"objectType": "APP_GROUP", "values": ["Unused"]}]}]
        add_rule(estate, "names it", "client_forwarding", conditions=conditions)
        config = {"segment_groups": [{"name": "New"}, {"name": "Unused", "state": "absent"}]}
        result = run(estate, config=config, state=state, protect=["F*", "Web*", "Lab*"])
        assert result["failed"]
        assert estate.writes == []

    def test_of_undeclared_objects_say_that_the_task_would_delete_them(self, estate: TestTenant) -> None:
        result = override(estate, {"segment_groups": [], **access("b")}, protect=["Lab apps", "Unused"])
        finance, web = result["problems"]
        said = (
            "config.segment_groups: Cannot delete segment group '%s' (id %s), which is not declared: it is "
        )
        assert finance.startswith(said % ("Finance", FINANCE) + "named by Application 'Payroll' (id ")
        assert ", config.policy_rules.access[0])" in finance
        assert web.startswith(
            said % ("Web apps", estate.stored("Web apps")["id"]) + "named by access rule 'b'"
        )
        assert web.endswith("Take it out of these in the same task, or declare or protect it.")
        assert estate.writes == []

    def test_never_leak_a_secret(self, estate: TestTenant) -> None:
        result = run(estate, config={"segment_groups": [{"name": "A", "applications": ["x"]}]})
        assert estate.client_secret not in str(result)

    def test_name_the_options_that_gathered_does_not_take(self, zpa: TestTenant) -> None:
        result = run(zpa, state="gathered", config={"segment_groups": []})
        assert "config: has no meaning with state=gathered" in result["msg"]
        assert zpa.tenant.log == []


class TestWarnings:
    def test_tell_of_a_group_that_loses_an_application_unasked(self, estate: TestTenant) -> None:
        config = {"segment_groups": [{"name": "New", "applications": ["SAP"]}]}
        for check in (True, False):
            result = apply(estate, config, check)
            assert "config.segment_groups[0].applications: 'SAP' leaves segment group 'Finance'" in str(
                result["warnings"]
            )
        assert estate.members("Finance") == ["Payroll"]

    def test_have_the_place_of_what_they_are_about(self, estate: TestTenant) -> None:
        rule = {"name": "n", "action": "BYPASS_ISOLATE"}
        rule["conditions"] = about("zpn_client_type_vdi", object_type="CLIENT_TYPE")
        result = apply(estate, {"policy_rules": {"isolation": [rule]}}, True)
        assert "config.policy_rules.isolation[0].conditions: isolation rules are known to take" in str(
            result["warnings"]
        )

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_come_once_although_each_step_is_planned_twice(self, estate: TestTenant, check: bool) -> None:
        rule = {"name": "n", "action": "BYPASS_ISOLATE"}
        rule["conditions"] = about("zpn_client_type_vdi", object_type="CLIENT_TYPE")
        result = run(estate, check, config={"policy_rules": {"isolation": [rule]}})
        assert str(result["warnings"]).count("isolation rules are known to take") == 1

    def test_come_once(self, estate: TestTenant) -> None:
        result = apply(
            estate,
            {"segment_groups": [{"name": "New", "applications": ["SAP"]}], **access(new("n"), new("m"))},
        )
        told = [str(warning) for warning in result["warnings"]]
        assert len(told) == len(set(told)) == 1


# -- Gathering -------------------------------------------------------------------------------------------

ALL_KINDS = config_argument_spec()["kinds"]["choices"]


def flattened(config: dict[str, Any]) -> set[str]:
    rules = {"policy_rules." + name for name in config.get("policy_rules", {})}
    return {name for name in config if name != "policy_rules"} | rules


class TestGathered:
    @pytest.mark.parametrize("kind", [kind for kind in ALL_KINDS if kind != "policy_rules"])
    def test_returns_one_kind(self, estate: TestTenant, kind: str) -> None:
        result = gather(estate, kind)
        assert flattened(result["config"]) == {kind}
        assert (result["changed"], result["plan"], estate.writes) == (False, [], [])

    def test_returns_the_rules_of_all_policies(self, estate: TestTenant) -> None:
        config = gather(estate, "policy_rules")["config"]
        assert flattened(config) == {kind for kind in ALL_KINDS if kind.startswith("policy_rules.")}

    def test_returns_everything_unless_told_otherwise(self, estate: TestTenant) -> None:
        everything = set(ALL_KINDS) - {"policy_rules"}
        assert flattened(gather(estate)["config"]) == everything - LEFT_OUT

    def test_returns_some_kinds(self, estate: TestTenant) -> None:
        kinds = ("policy_rules.timeout", "segment_groups", "policy_rules.access")
        assert flattened(gather(estate, *kinds)["config"]) == set(kinds)

    def test_in_check_mode_returns_the_same(self, estate: TestTenant) -> None:
        assert run(estate, True, state="gathered")["config"] == gather(estate)["config"]

    def test_returns_names_in_place_of_ids(self, estate: TestTenant) -> None:
        result = gather(estate)
        assert not re.search(r"\d{10}", str(result["config"]))
        groups = {entry["name"]: entry for entry in result["config"]["segment_groups"]}
        assert "applications" not in groups["Finance"]
        segments = result["config"]["application_segments"]
        assert [one["name"] for one in segments if one.get("segment_group") == "Finance"] == [
            "Payroll",
            "SAP",
        ]
        rules = {entry["name"]: entry for entry in result["config"]["policy_rules"]["access"]}
        assert rules["b"]["conditions"][0]["operands"] == about("Finance", "Web apps")[0]["operands"]
        assert rules["c"]["app_connector_groups"] == ["Zurich"]

    def test_orders_groups_by_name_and_rules_as_they_are(self, estate: TestTenant) -> None:
        config = gather(estate)["config"]
        for kind in TAKEN_OVER:
            names = [entry["name"] for entry in config[kind]]
            assert names == sorted(names, key=str.casefold)
        assert [entry["name"] for entry in config["policy_rules"]["access"]] == list("abcd")
        assert [entry["name"] for entry in config["policy_rules"]["timeout"]] == ["t1", "t2", DEFAULT]

    def test_is_in_the_same_order_whatever_that_of_the_tenant_is(self, estate: TestTenant) -> None:
        once = gather(estate)["config"]
        estate.tenant.quirks.shuffled_conditions = True
        for path in (*TABLES, "application"):
            table = estate.tenant.table(path)
            estate.tenant.tables[path] = dict(reversed(table.items()))
        again = gather(estate)["config"]
        assert again == once
        assert str(again) == str(once)

    def test_returns_only_options_that_can_be_declared(self, estate: TestTenant) -> None:
        spec = config_argument_spec()["config"]["options"]
        config = gather(estate)["config"]
        lists = [(config[kind], spec[kind]["options"]) for kind in TAKEN_OVER]
        for name, entries in config["policy_rules"].items():
            lists.append((entries, spec["policy_rules"]["options"][name]["options"]))
        for entries, options in lists:
            for entry in entries:
                assert set(entry) <= set(options) - {"state"}
                assert None not in entry.values()

    @pytest.mark.parametrize("state", ["merged", "overridden"])
    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_applied_to_its_own_tenant_changes_nothing(
        self, estate: TestTenant, state: str, check: bool
    ) -> None:
        config = gather(estate)["config"]
        result = apply(estate, config, check, state=state, max_deletions=0)
        assert (result["changed"], result["plan"], estate.writes) == (False, [], [])
        assert "warnings" not in result

    def test_gives_ids_to_those_with_the_same_name_and_tells(self, estate: TestTenant) -> None:
        add_rule(estate, "a", object_id="46")
        twin = estate.add_group("x")
        twin["name"] = "Finance"
        result = gather(estate)
        rules = result["config"]["policy_rules"]["access"]
        assert [entry.get("id") for entry in rules] == ["45", None, None, None, "46"]
        groups = [entry for entry in result["config"]["segment_groups"] if entry["name"] == "Finance"]
        assert {entry["id"] for entry in groups} == {FINANCE, twin["id"]}
        told = "policy_rules.access[4] ('a').id: 46 tells it from others with the same name, on this tenant."
        assert told in result["not_carried"]
        assert apply(estate, result["config"], state="overridden")["changed"] is False

    def test_leaves_out_what_zscaler_manages_and_tells(self, estate: TestTenant) -> None:
        estate.stored("Unused")["readOnly"] = True
        result = gather(estate)
        assert (
            "policy_rules.access: '%s' is left out: Zscaler manages it." % DECEPTION in result["not_carried"]
        )
        assert "segment_groups: 'Unused' is left out: Zscaler manages it." in result["not_carried"]
        assert "Unused" not in [entry["name"] for entry in result["config"]["segment_groups"]]

    @pytest.mark.parametrize("kind", [*KINDS, "rules"])
    def test_gives_an_id_to_what_has_the_name_of_something_that_is_left_out(
        self, estate: TestTenant, kind: str
    ) -> None:
        if kind == "rules":
            add_rule(estate, "a", flags={"restrictedEntity": True})
        else:
            ADD[kind](estate, "Twin")
            ADD[kind](estate, "Twin", readOnly=True)
        result = gather(estate)
        for check in (True, False):
            assert apply(estate, result["config"], check)["changed"] is False

    @pytest.mark.parametrize(
        ("policy_type", "wire", "option"),
        [
            ("timeout", {"reauthTimeout": "300"}, "reauth_timeout"),
            ("timeout", {"reauthIdleTimeout": "1"}, "reauth_idle_timeout"),
            (
                "capabilities",
                {"privilegedCapabilities": {"capabilities": ["FILE_UPLOAD", "TELEPORT"]}},
                "privileged_capabilities",
            ),
            ("access", {"action": "SHRUG"}, "action"),
        ],
    )
    def test_tells_a_rule_with_what_no_document_has_as_it_is(
        self, estate: TestTenant, policy_type: str, wire: dict[str, Any], option: str
    ) -> None:
        """With all that it has, and so that it can be compared and made again."""
        condition = {"operands": [{"objectType": "APP", "values": ["SAP"]}]}
        rule = add_rule(estate, "odd", policy_type, conditions=[condition])
        rule.update(wire)
        result = gather(estate)
        assert [said for said in result["not_carried"] if "('odd')" in said] == []
        (entry,) = (one for one in result["config"]["policy_rules"][policy_type] if one["name"] == "odd")
        assert entry["conditions"][0]["operands"] == [{"object_type": "APP", "objects": ["SAP"]}]
        for state in ("merged", "overridden"):
            assert apply(estate, result["config"], state=state)["changed"] is False
        kept = rule.pop("conditions")
        rule["conditions"] = []
        assert [step["name"] for step in apply(estate, result["config"], True)["plan"]] == ["odd"]
        rule["conditions"] = kept
        before = stored_operands(rule)
        estate.run("zpa_policy_rule", policy_type=policy_type, name="odd", state="absent")
        again = apply(estate, result["config"])
        assert "config.policy_rules.%s" % policy_type in str(again["warnings"])
        made = estate.stored("odd", "policyRule")
        assert {key: made[key] for key in wire} == wire
        assert stored_operands(made) == before

    def test_tells_of_a_group_what_no_document_allows_and_that_it_is_bound_to_the_tenant(
        self, estate: TestTenant
    ) -> None:
        site = estate.stored("Berlin", "appConnectorGroup")
        site["upgradeTimeInSecs"] = "100"
        result = gather(estate)
        place, entry = next(
            (place, one)
            for place, one in enumerate(result["config"]["app_connector_groups"])
            if one["name"] == "Berlin"
        )
        assert entry["upgrade_time_in_secs"] == 100
        path = "app_connector_groups[%d] ('Berlin').upgrade_time_in_secs: 100 is not a number" % place
        (said,) = (said for said in result["not_carried"] if said.startswith(path))
        assert said.endswith("Only where the object is so already can this be applied.")
        for state in ("merged", "overridden"):
            assert apply(estate, result["config"], state=state)["changed"] is False
        assert site["upgradeTimeInSecs"] == "100"

    @pytest.mark.parametrize("status", [400, 403, 404])
    def test_leaves_out_a_policy_that_the_tenant_does_not_have_and_tells(
        self, estate: TestTenant, status: int
    ) -> None:
        body = {"id": "x", "reason": "No licence."}
        estate.fault("status", "GET .*/SIEM_POLICY", status=status, body=body, times=9)
        result = gather(estate)
        assert "siem" not in result["config"]["policy_rules"]
        (said,) = (one for one in result["not_carried"] if one.startswith("policy_rules.siem:"))
        assert "left out, since the API does not list it" in said
        assert apply(estate, result["config"])["changed"] is False

    @pytest.mark.parametrize("status", [401, 403])
    def test_leaves_out_a_policy_that_is_not_licensed_whatever_the_status(
        self, estate: TestTenant, status: int
    ) -> None:
        body = {"id": "authz.featureflag.permission.denied", "reason": "Feature flag ui.waf disabled."}
        estate.fault("status", "GET .*/INSPECTION_POLICY", status=status, body=body, times=9)
        result = gather(estate)
        assert "inspection" not in result["config"]["policy_rules"]
        assert "Feature flag ui.waf disabled" in str(result["not_carried"])

    def test_fails_for_a_policy_that_is_asked_for_by_name(self, estate: TestTenant) -> None:
        body = {"id": "x", "reason": "No licence."}
        estate.fault("status", "GET .*/SIEM_POLICY", status=404, body=body, times=9)
        result = run(estate, state="gathered", kinds=["policy_rules.siem"])
        assert "No licence (HTTP 404, x)" in result["msg"]
        assert "left out" in str(gather(estate, "policy_rules")["not_carried"])

    # A tenant can lack some lists of a kind that has several.
    @pytest.mark.parametrize(
        "path",
        [
            *(one.path for one in OBJECTS if not (one.resource.kind.parents or one.resource.kind.can_lack)),
            "ACCESS_POLICY",
        ],
    )
    def test_fails_where_every_tenant_has_a_list(self, estate: TestTenant, path: str) -> None:
        estate.fault("status", "GET .*/" + path, status=404, body={"id": "x", "reason": "No."}, times=9)
        assert run(estate, state="gathered")["failed"]

    @pytest.mark.parametrize("status", [500, 503])
    def test_fails_where_the_api_is_in_trouble(self, estate: TestTenant, status: int) -> None:
        estate.fault("status", "GET .*/SIEM_POLICY", status=status, times=99)
        assert run(estate, state="gathered")["failed"]

    def test_tells_of_ids_that_mean_nothing_elsewhere(self, estate: TestTenant) -> None:
        estate.stored("Berlin", "appConnectorGroup")["siteId"] = "72057594037928001"
        result = gather(estate, "app_connector_groups")
        (entry,) = (one for one in result["config"]["app_connector_groups"] if one["name"] == "Berlin")
        assert entry["site_id"] == "72057594037928001"
        assert [
            said for said in result["not_carried"] if "('Berlin').site_id: 72057594037928001 is an ID" in said
        ]

    def test_of_a_microtenant_returns_what_belongs_to_it(self, estate: TestTenant) -> None:
        estate.add_group("Theirs", microtenant_id=MICROTENANT)
        add_rule(estate, "theirs", microtenant_id=MICROTENANT)
        config = gather(estate, microtenant_id=MICROTENANT)["config"]
        assert [entry["name"] for entry in config["segment_groups"]] == ["Theirs"]
        assert [entry["name"] for entry in config["policy_rules"]["access"]] == ["theirs"]
        estate.tenant.quirks.absent_means_all = True
        assert "Theirs" not in [entry["name"] for entry in gather(estate)["config"]["segment_groups"]]

    def test_orders_conditions_by_what_they_say_and_not_by_ids(
        self, zpa: TestTenant, emulator: Emulator, tmp_path: Path
    ) -> None:
        twin = new_tenant(emulator, tmp_path / "twin")
        twin.add_application("Git", "Jira", "Expenses", "Payroll", "SAP")
        names = ("SAP", "Git", "Jira", "Payroll")
        for tenant in (zpa, twin):
            conditions = [{"operands": [{"objectType": "APP", "values": [name]}]} for name in names]
            add_rule(tenant, "r", conditions=conditions)
        ours, theirs = (gather(tenant, "policy_rules.access")["config"] for tenant in (zpa, twin))
        assert theirs == ours

    def test_applied_to_an_empty_tenant_makes_it_the_same(
        self, estate: TestTenant, emulator: Emulator, tmp_path: Path
    ) -> None:
        twin = new_tenant(emulator, tmp_path / "twin")
        twin.add_application("Unrelated", "SAP", "Payroll", "Expenses", "Jira", "Git")
        furnish(twin)
        config = gather(estate)["config"]
        apply(twin, config)
        other = gather(twin)["config"]
        found = other["application_segments"]
        other["application_segments"] = [one for one in found if one["name"] != "Unrelated"]
        assert other == config


# -- Failures --------------------------------------------------------------------------------------------

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


class TestOtherWriters:
    """Another client changes something after the lists were read: when the first object is created."""

    @pytest.fixture
    def meanwhile(self, code_patch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
        def install(act: Callable[[], Any]) -> None:
            post, pending = Client.post, [act]

            def interrupted(client: Client, *arguments: Any, **keywords: Any) -> Any:
                if pending:
                    pending.pop()()
                return post(client, *arguments, **keywords)

            code_patch.setattr(Client, "post", interrupted)

        return install

    def test_what_they_did_before_its_turn_is_not_told_as_done_here(
        self, zpa: TestTenant, meanwhile: Callable[[Callable[[], Any]], None]
    ) -> None:
        unused = zpa.add_group("Unused")
        meanwhile(lambda: zpa.tenant.table("segmentGroup").pop(unused["id"]))
        entries = [{"name": "New"}, {"name": "Unused", "state": "absent"}]
        result = run(zpa, config={"segment_groups": entries})
        assert [step["name"] for step in result["plan"]] == ["New"]
        assert [entry.method for entry in zpa.writes] == ["POST"]

    @pytest.mark.parametrize(
        ("entries", "state", "unchanged"),
        [
            ([{"name": "New"}, {"name": "Unused", "state": "absent"}], "merged", 1),
            ([{"name": "New"}], "overridden", 0),
        ],
        ids=["declared as absent", "not declared"],
    )
    def test_what_they_deleted_counts_as_unchanged_where_it_was_declared(
        self,
        zpa: TestTenant,
        meanwhile: Callable[[Callable[[], Any]], None],
        entries: list[dict[str, Any]],
        state: str,
        unchanged: int,
    ) -> None:
        unused = zpa.add_group("Unused")
        meanwhile(lambda: zpa.tenant.table("segmentGroup").pop(unused["id"]))
        result = run(zpa, config={"segment_groups": entries}, state=state)
        assert result["summary"] == {
            "created": 1,
            "updated": 0,
            "deleted": 0,
            "reordered": 0,
            "unchanged": unchanged,
        }

    def test_names_that_no_search_finds_cost_the_list_once_and_not_each(self, zpa: TestTenant) -> None:
        for number in range(510):
            zpa.add_group("Group %03d" % number)
        entries = [{"name": "Büro (%d)" % number} for number in range(8)]
        result = run(zpa, config={"segment_groups": entries})
        assert result["summary"]["created"] == 8
        assert len([call for call in zpa.calls if call.method == "GET"]) <= 4 + 8

    @pytest.mark.parametrize("change", [{"description": "Theirs"}, {"somethingNew": "theirs"}])
    @pytest.mark.parametrize(
        ("path", "name", "config"),
        [
            (
                "segmentGroup",
                "Finance",
                {"segment_groups": [{"name": "New"}, {"name": "Finance", "enabled": False}]},
            ),
            (
                "appConnectorGroup",
                "Berlin",
                {
                    "segment_groups": [{"name": "New"}],
                    "app_connector_groups": [{"name": "Berlin", "enabled": False}],
                },
            ),
            (
                "policyRule",
                "a",
                {"segment_groups": [{"name": "New"}], **access({"name": "a", "action": "DENY"})},
            ),
        ],
    )
    def test_keep_what_they_changed_of_what_is_not_declared(
        self,
        estate: TestTenant,
        meanwhile: Callable[..., None],
        path: str,
        name: str,
        config: dict[str, Any],
        change: dict[str, Any],
    ) -> None:
        meanwhile(lambda: estate.stored(name, path).update(change))
        assert apply(estate, config)["summary"]["updated"] == 1
        found = estate.stored(name, path)
        assert {key: found[key] for key in change} == change
        assert found.get("enabled") is False or found["action"] == "DENY"

    def test_keep_applications_that_they_added(
        self, estate: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        def act() -> None:
            estate.stored("Git", "application")["segmentGroupId"] = FINANCE

        meanwhile(act)
        apply(estate, {"segment_groups": [{"name": "New"}, {"name": "Finance", "description": "x"}]})
        assert estate.members("Finance") == ["Git", "Payroll", "SAP"]

    def test_who_did_it_already_are_no_problem(
        self, estate: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        meanwhile(lambda: estate.stored("Finance").update(description="New"))
        assert apply(estate, {"segment_groups": [{"name": "New"}, {"name": "Finance", "description": "New"}]})
        assert written(estate) == ["POST segmentGroup"]

    def test_who_deleted_what_is_to_be_deleted_are_no_problem(
        self, estate: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        meanwhile(lambda: estate.tenant.table("segmentGroup").pop(UNUSED))
        apply(estate, {"segment_groups": [{"name": "New"}, {"name": "Unused", "state": "absent"}]})
        assert "Unused" not in names_of(estate)

    def test_who_deleted_what_is_to_be_changed_are_told_of(
        self, estate: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        meanwhile(lambda: estate.tenant.table("segmentGroup").pop(UNUSED))
        config = {"segment_groups": [{"name": "New"}, {"name": "Unused", "description": "x"}]}
        result = run(estate, config=config)
        assert [step["status"] for step in result["plan"]] == ["done", "failed"]
        assert UNUSED in result["plan"][1]["error"]
        assert apply(estate, config)["summary"]["created"] == 1

    def test_who_had_zscaler_manage_an_object_keep_it_from_being_changed(
        self, estate: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        meanwhile(lambda: estate.stored("Finance").update(restrictedEntity=True))
        config = {"segment_groups": [{"name": "New"}, {"name": "Finance", "description": "x"}]}
        result = run(estate, config=config)
        assert "it is managed by Zscaler" in result["plan"][1]["error"]
        assert written(estate) == ["POST segmentGroup"]

    @pytest.mark.parametrize("is_late", [False, True], ids=["shown", "shown late"])
    def test_who_created_the_same_are_planned_from(
        self, estate: TestTenant, meanwhile: Callable[..., None], is_late: bool
    ) -> None:
        meanwhile(lambda: estate.add_group("Second"))
        if is_late:
            estate.fault("status", "GET .*segmentGroup", status=200, body=NOTHING_FOUND, skip=2)
        config = {"segment_groups": [{"name": "First"}, {"name": "Second", "description": "x"}]}
        result = apply(estate, config)
        assert in_short(result["plan"]) == ["create segment_group First", "update segment_group Second"]
        assert result["plan"][1]["before"] == {"description": "", "name": "Second"}
        assert result["plan"][1]["id"] == estate.stored("Second")["id"]
        assert result["summary"] == {"created": 1, "updated": 1, "deleted": 0, "reordered": 0, "unchanged": 0}
        assert "segment_groups[1].name: somebody else has created" in str(result["warnings"])
        assert written(estate).count("POST segmentGroup") == (2 if is_late else 1)
        assert apply(estate, config)["changed"] is False
        assert names_of(estate).count("Second") == 1

    @pytest.mark.parametrize("is_late", [False, True], ids=["shown", "shown late"])
    def test_who_did_all_of_it_first_leave_nothing_to_do(
        self, estate: TestTenant, code_patch: pytest.MonkeyPatch, is_late: bool
    ) -> None:
        listed = Listing.all

        def then_created(listing: Listing) -> Any:
            found = listed(listing)
            if "Second" not in names_of(estate):
                estate.add_group("Second")
            return found

        code_patch.setattr(Listing, "all", then_created)
        if is_late:
            estate.fault("status", "GET .*segmentGroup", status=200, body=NOTHING_FOUND, skip=1)
        result = apply(estate, {"segment_groups": [{"name": "Second", "enabled": True}]})
        assert (result["changed"], result["plan"], result["summary"]["unchanged"]) == (False, [], 1)
        assert len(estate.writes) == (1 if is_late else 0)

    def test_what_a_list_lost_while_it_moved_is_not_created_again(
        self, estate: TestTenant, code_patch: pytest.MonkeyPatch
    ) -> None:
        listing_of = Client.listing

        def lossy(client: Client, path: str, term: Any = None, *arguments: Any, **keywords: Any) -> Any:
            listing = listing_of(client, path, term, *arguments, **keywords)
            listed = listing.all
            if not term:
                code_patch.setattr(
                    listing, "all", lambda: [one for one in listed() if one["name"] != "Finance"]
                )
            return listing

        code_patch.setattr(Client, "listing", lossy)
        result = apply(estate, {"segment_groups": [{"name": "Finance", "description": "Old"}]})
        assert (result["changed"], written(estate)) == (False, [])

    @pytest.mark.parametrize("is_late", [False, True], ids=["before", "at the same time"])
    def test_who_created_the_same_rules_leave_the_order_as_declared(
        self, estate: TestTenant, meanwhile: Callable[..., None], is_late: bool
    ) -> None:
        """The group comes first; the rules are created when it is, or when the first rule is."""
        config = {
            "segment_groups": [{"name": "New"}] if not is_late else [],
            **access("d", new("m"), new("n"), "a"),
        }
        meanwhile(lambda: [add_rule(estate, name, action="DENY") for name in ("n", "m")])
        apply(estate, config)
        found = [name for name in rules_in_order(estate) if name in ("d", "m", "n", "a")]
        assert found == ["d", "m", "n", "a"]
        assert apply(estate, config)["changed"] is False

    def test_a_stale_hit_of_a_search_is_not_taken_for_what_this_run_renamed(self, estate: TestTenant) -> None:
        stale = {"totalPages": "1", "totalCount": "1", "list": [{"id": FINANCE, "name": "Finance"}]}
        estate.fault("status", "GET .*segmentGroup$", status=200, body=stale, skip=1)
        config = [{"id": FINANCE, "name": "Treasury"}, {"name": "Finance", "description": "New"}]
        apply(estate, {"segment_groups": config})
        assert {"Finance", "Treasury"} <= set(names_of(estate))
        assert estate.stored("Treasury")["id"] == FINANCE

    def test_who_added_a_rule_leave_the_order_as_declared(
        self, estate: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        meanwhile(lambda: add_rule(estate, "theirs"))
        apply(estate, access("d", new("n"), "a"))
        found = [name for name in rules_in_order(estate) if name in ("d", "n", "a")]
        assert found == ["d", "n", "a"]
        assert "theirs" in rules_in_order(estate)

    def test_who_added_a_rule_do_not_keep_a_new_one_from_its_place(
        self, estate: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        """A new rule that is listed last would be in its place without another write, but for them."""
        meanwhile(lambda: add_rule(estate, "theirs"))
        config = access("a", new("n"), new("m"))
        apply(estate, config)
        assert apply(estate, config)["changed"] is False


# -- Few calls -------------------------------------------------------------------------------------------


class TestBudgets:
    GROUPS, SITES, RULES = 200, 50, 100

    @pytest.fixture
    def large(self, zpa: TestTenant) -> TestTenant:
        furnish(zpa)
        names = ["App %03d" % number for number in range(self.GROUPS)]
        zpa.add_application(*names)
        for number in range(self.GROUPS):
            zpa.add_group("Group %03d" % number, applications=["App %03d" % number])
        for number in range(self.SITES):
            zpa.add_connector_group("Site %02d" % number)
        conditions = [
            {"objectType": "APP_GROUP", "values": ["Group 000", "Group 001"]},
            {"objectType": "APP", "values": ["App 000"]},
            {"objectType": "SAML", "entryValues": [{"lhs": "Email_Okta", "rhs": "jdoe@example.com"}]},
            {"objectType": "SCIM_GROUP", "entryValues": [{"lhs": "Okta", "rhs": "Finance"}]},
        ]
        for number in range(self.RULES):
            rule = {"conditions": [{"operands": [conditions[number % 4]]}, {"operands": conditions[:2]}]}
            add_rule(zpa, "Rule %03d" % number, appConnectorGroups=["Site 00"], **rule)
        zpa.run("zpa_segment_group_info", name="-")
        return zpa

    @pytest.fixture
    def config(self, large: TestTenant) -> dict[str, Any]:
        return gather(large, "segment_groups", "app_connector_groups", "policy_rules.access")["config"]

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_an_audit_without_drift_takes_eight_requests_at_most(
        self, large: TestTenant, config: dict[str, Any], check: bool
    ) -> None:
        result = apply(large, config, check)
        assert result["changed"] is False
        assert result["summary"]["unchanged"] == self.GROUPS + 3 + self.SITES + 3 + self.RULES
        assert len(large.calls) <= 8, [str(entry) for entry in large.calls]

    def test_an_audit_with_drift_takes_eight_requests_at_most(
        self, large: TestTenant, config: dict[str, Any]
    ) -> None:
        for number, rule in enumerate(large.tenant.table("policyRule").values()):
            rule["description"] = "drifted"
            if number % 2:
                rule["conditions"] = []
        for group in large.tenant.table("segmentGroup").values():
            group["enabled"] = False
        result = apply(large, config, True)
        assert result["summary"]["updated"] == self.GROUPS + 3 + self.RULES
        assert len(large.calls) <= 8, [str(entry) for entry in large.calls]

    def test_a_gathering_takes_a_request_for_each_list(self, large: TestTenant) -> None:
        gather(large, "segment_groups", "app_connector_groups", "policy_rules.access")
        assert len(large.calls) <= 8, [str(entry) for entry in large.calls]

    def test_many_groups_take_their_pages(self, zpa: TestTenant) -> None:
        for number in range(1200):
            zpa.add_group("Group %04d" % number)
        zpa.run("zpa_segment_group_info", name="-")
        config = gather(zpa, "segment_groups")["config"]
        assert [entry.query["page"] for entry in zpa.calls] == ["1", "2", "3"]
        assert apply(zpa, config, state="overridden")["summary"]["unchanged"] == 1200
        assert [entry.query["page"] for entry in zpa.calls] == ["1", "2", "3"]

    def test_an_update_takes_three_requests_and_a_creation_two_and_a_look_for_all(
        self, estate: TestTenant
    ) -> None:
        apply(estate, {"segment_groups": [{"name": "Finance", "description": "x"}, {"name": "New"}]})
        update, creation, look = ["GET", "PUT", "GET"], ["GET", "POST"], ["GET"]
        assert [entry.method for entry in estate.calls] == ["GET", *update, *creation, *look]
        assert estate.calls[4].query["search"] == "name EQ New"

    def test_new_rules_take_two_looks_at_all_rules_and_one_at_the_policy_set(
        self, estate: TestTenant
    ) -> None:
        apply(estate, access(*(new("n%d" % number) for number in range(4))))
        assert [entry.method for entry in estate.calls] == ["GET", "GET", "GET", *["POST"] * 4, "GET"]

    def test_only_what_is_given_is_listed(self, estate: TestTenant) -> None:
        apply(estate, {"segment_groups": [{"name": "Finance"}]})
        assert len(estate.calls) == 1


class TestPace:
    def test_writes_wait_for_their_turn(self, zpa: TestTenant, pauses: list[float]) -> None:
        config = {"segment_groups": [{"name": "Group %d" % number} for number in range(5)]}
        apply(zpa, config, write_limit=2)
        assert len(zpa.writes) == 5
        assert len(pauses) == 3
        assert all(9 < pause <= 10 for pause in pauses)

    def test_reads_wait_for_their_turn(self, estate: TestTenant, pauses: list[float]) -> None:
        gather(estate, "segment_groups", "app_connector_groups", "policy_rules.timeout", read_limit=2)
        assert len(pauses) == len(estate.calls) - 2 == 1

    @staticmethod
    def gather_two(zpa: TestTenant, environment: dict[str, str], **options: Any) -> dict[str, Any]:
        lists = {"state": "gathered", "kinds": ["segment_groups", "app_connector_groups"]}
        environment = {"ZPA_TOKEN_CACHE_DIR": str(zpa.cache), **environment}
        return run_module("zpa_config", {**zpa.connection, **lists, **options}, environment=environment)

    def test_the_environment_says_the_limits_that_no_option_says(
        self, estate: TestTenant, pauses: list[float]
    ) -> None:
        self.gather_two(estate, {"ZPA_READ_LIMIT": "1"}, read_limit=2)
        assert pauses == []
        self.gather_two(estate, {"ZPA_READ_LIMIT": "1"})
        assert len(pauses) == 1

    def test_a_limit_of_the_environment_is_checked_as_one_of_an_option(self, estate: TestTenant) -> None:
        assert "write_limit: " in self.gather_two(estate, {"ZPA_WRITE_LIMIT": "many"})["msg"]
        assert estate.calls == []

    @pytest.mark.parametrize(("count", "waits"), [(10, 0), (11, 1)])
    def test_ten_writes_in_ten_seconds_are_the_most_unless_told_otherwise(
        self, zpa: TestTenant, pauses: list[float], count: int, waits: int
    ) -> None:
        config = {"segment_groups": [{"name": "Group %d" % number} for number in range(count)]}
        apply(zpa, config, read_limit=None, write_limit=None)
        assert len(pauses) == waits

    def test_twenty_reads_in_ten_seconds_are_the_most_unless_told_otherwise(
        self, zpa: TestTenant, pauses: list[float]
    ) -> None:
        for number in range(8):
            zpa.add_group("Group %d" % number)
        config = {
            "segment_groups": [{"name": "Group %d" % number, "description": "x"} for number in range(8)]
        }
        apply(zpa, config, read_limit=None)
        assert len(zpa.calls) - len(zpa.writes) == 17
        assert pauses == []
        for entry in config["segment_groups"]:
            entry["description"] = "y"
        config["segment_groups"] += [{"name": "New", "applications": ["SAP"]}]
        zpa.add_group("Group 8")
        zpa.add_group("Group 9")
        config["segment_groups"] += [{"name": "Group %d" % number, "description": "x"} for number in (8, 9)]
        apply(zpa, config, read_limit=None)
        assert len(pauses) == len(zpa.calls) - len(zpa.writes) - 20 > 0

    def test_a_tenant_with_rate_limits_never_has_to_refuse(
        self, zpa: TestTenant, code_patch: pytest.MonkeyPatch
    ) -> None:
        """The limits of the emulator are those that ZPA documents. Time passes only while somebody waits."""
        now = [0.0]

        class Clock:
            def __init__(self, limit: int) -> None:
                self.windows: list[float] = []
                self.limit = limit

            def hit(self) -> None:
                self.windows.append(now[0])
                assert sum(now[0] - when < 10.0 for when in self.windows) <= self.limit

        reads, writes = Clock(20), Clock(10)
        call = Client._call

        def timed(client: Client, method: str, *arguments: Any, **keywords: Any) -> Any:
            if client.pace is not None:
                client.pace._clock = lambda: now[0]
            answer = call(client, method, *arguments, **keywords)
            (reads if method == "GET" else writes).hit()
            return answer

        def pass_time(seconds: float) -> None:
            now[0] += seconds

        code_patch.setattr(Client, "_call", timed)
        code_patch.setattr("time.sleep", pass_time)
        for number in range(12):
            zpa.add_group("Old %d" % number)
        config = {
            "segment_groups": [{"name": "Old %d" % number, "description": "x"} for number in range(12)]
            + [{"name": "New %d" % number} for number in range(12)]
        }
        apply(zpa, config, read_limit=None, write_limit=None)
        assert now[0] >= 20.0
