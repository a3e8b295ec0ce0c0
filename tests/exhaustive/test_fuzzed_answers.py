# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever the API answers, a module says so or does what is right, and never writes what nobody told."""

from __future__ import annotations

import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from support.cases import Subject, objects_but
from support.exhaustive.fuzz_explain import Truth, Write, complaints, untrue
from support.exhaustive.fuzz_specs import APP, BROWSER, PEOPLE, PLACE
from support.exhaustive.fuzz_tenant import Snapshot, defect_of, failed, fill
from support.exhaustive.fuzz_wire import ERRORS, IDS, LIES, SAME, Case, Path, Wire, cases_of, lied
from support.policies import Id, with_ids
from support.tenants import TestTenant


class Run(NamedTuple):
    module: str
    options: dict[str, Any]
    check: bool = False


GROUP, SITE, RULE = "zpa_segment_group", "zpa_app_connector_group", "zpa_policy_rule"
CONFIG: dict[str, Any] = {
    "segment_groups": [{"name": "New", "applications": ["SAP"]}, {"name": "Finance", "enabled": False}],
    "app_connector_groups": [{"name": "Zurich", "enabled": False}],
    "policy_rules": {
        "access": [
            {"name": "Guests"},
            {"name": "New", "action": "ALLOW", "conditions": APP},
            {"name": "Web"},
        ],
        "timeout": [{"name": "Finance", "state": "absent"}],
    },
}
REQUEST: dict[str, Any] = {
    "host": "sap.example.com",
    "port": 443,
    "who": {"idp": "Okta", "scim_groups": ["Engineering"], "posture": {"Disk encrypted": True}},
}


def life(subject: Subject) -> dict[str, Run]:
    """What is run of each kind, beside what is below."""
    module, noun, where = "zpa_" + subject.key, subject.noun, subject.where
    return {
        "make one: " + noun: Run(module, {**where, "name": "New", **subject.required}),
        "change one: " + noun: Run(module, {**where, "name": "Main", **subject.touched}),
        "delete one: " + noun: Run(module, {**where, "name": "Unused", "state": "absent"}),
        "list: " + noun: Run(module + "_info", {}),
    }


LIVING = objects_but("segment_group", "app_connector_group")
RUNS: dict[str, Run] = {
    **{
        name: run
        for subject in objects_but("segment_group", "app_connector_group")
        for name, run in life(subject).items()
    },
    "create a segment group": Run(GROUP, {"name": "New", "description": "n", "applications": ["Jira"]}),
    "update a segment group": Run(GROUP, {"name": "Finance", "enabled": False, "applications": ["Payroll"]}),
    "rename a segment group": Run(GROUP, {"id": Id("segmentGroup", "Finance"), "name": "Renamed"}),
    "keep a segment group": Run(GROUP, {"name": "Finance", "description": "d", "applications": ["SAP"]}),
    "delete a segment group": Run(GROUP, {"name": "Web apps", "state": "absent"}),
    "predict a segment group": Run(GROUP, {"name": "Finance", "description": "n"}, True),
    "create a connector group": Run(
        SITE,
        {"name": "New", **PLACE, "override_version_profile": True, "version_profile": "Previous Default"},
    ),
    "update a connector group": Run(SITE, {"name": "Zurich", "description": "n", "upgrade_day": "monday"}),
    "update a connector group by id": Run(SITE, {"id": Id("appConnectorGroup", "Paris"), "enabled": False}),
    "keep a connector group": Run(SITE, {"name": "Zurich", "enabled": True}),
    "delete a connector group": Run(SITE, {"name": "Unused", "state": "absent"}),
    "create a rule": Run(RULE, {"name": "New", "action": "ALLOW", "conditions": APP + PEOPLE}),
    "update a rule": Run(RULE, {"name": "Web", "custom_msg": "No."}),
    "change conditions": Run(RULE, {"name": "Web", "conditions": APP}),
    "change connector groups": Run(RULE, {"name": "Web", "app_connector_groups": ["Paris"]}),
    "keep a rule": Run(RULE, {"name": "Guests", "action": "DENY", "custom_msg": "No."}),
    "move a rule": Run(RULE, {"name": "Web", "rule_order": 2}),
    "delete a rule": Run(RULE, {"name": "Guests", "state": "absent"}),
    "predict a rule": Run(RULE, {"name": "Web", "conditions": PEOPLE}, True),
    "create an isolation rule": Run(
        RULE,
        {
            "name": "New",
            "policy_type": "isolation",
            "action": "ISOLATE",
            "isolation_profile": "Safe browsing",
            "conditions": BROWSER,
        },
    ),
    "update a timeout rule": Run(
        RULE, {"name": "Finance", "policy_type": "timeout", "reauth_timeout": "8 Hours"}
    ),
    "update a credential rule": Run(
        RULE, {"name": "Finance", "policy_type": "credential", "description": "n"}
    ),
    "update a capabilities rule": Run(
        RULE, {"name": "Finance", "policy_type": "capabilities", "description": "n"}
    ),
    "update a redirection rule": Run(
        RULE, {"name": "Finance", "policy_type": "redirection", "description": "n"}
    ),
    "update an isolation rule": Run(
        RULE, {"name": "Finance", "policy_type": "isolation", "description": "n"}
    ),
    "order all rules": Run("zpa_policy_rule_order", {"rules": ["Guests", "Web", "Finance"]}),
    "order one rule": Run("zpa_policy_rule_order", {"rules": ["Web", "Finance"]}),
    "merge": Run("zpa_config", {"config": CONFIG}),
    "predict a merge": Run("zpa_config", {"config": CONFIG}, True),
    "override": Run(
        "zpa_config",
        {"config": {"policy_rules": {"access": [{"name": "Web"}]}}, "state": "overridden"},
    ),
    "gather": Run("zpa_config", {"state": "gathered", "kinds": ["segment_groups", "policy_rules.access"]}),
    "analyse a tenant": Run("zpa_access_analysis", {"explain": [REQUEST]}),
    "analyse a plan": Run(
        "zpa_access_analysis",
        {
            "config": {"policy_rules": {"access": [{"name": "New", "action": "ALLOW", "conditions": APP}]}},
            "access_tests": [
                {"who": REQUEST["who"], "what": {"segment_groups": ["Finance"]}, "expect": "block"}
            ],
        },
    ),
    "list segment groups": Run(GROUP + "_info", {}),
    "find a segment group": Run(GROUP + "_info", {"name": "Finance"}),
    "search segment groups": Run(GROUP + "_info", {"search": "name LIKE in"}),
    "list connector groups": Run(SITE + "_info", {}),
    "find a connector group": Run(SITE + "_info", {"id": Id("appConnectorGroup", "Zurich")}),
    "list rules": Run(RULE + "_info", {}),
    "list rules by action": Run(RULE + "_info", {"action": "DENY"}),
    **{
        "list references: " + kind: Run("zpa_reference_info", {"kind": kind, **more})
        for kind, more in {
            "application": {},
            "client_type": {},
            "idp": {"name": "Okta"},
            "platform": {},
            "policy_set": {},
            "posture_profile": {},
            "risk_score": {},
            "saml_attribute": {"idp": "Okta"},
            "scim_attribute": {"idp": "Okta"},
            "scim_group": {"idp": "Okta"},
            "version_profile": {},
        }.items()
    },
}
FULL, SAMPLE = 30, 1500  # one in so many of all cases
OUTCOMES = ("told", "right", "wrote otherwise")
SIGN_IN = "sign in"
COUNTS: Counter[tuple[str, str]] = Counter()
# What people cannot understand.
PYTHON = re.compile(r"NoneType|object is not|has no attribute|KeyError|not iterable|indices must|unhashable")


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    """After a run that shows its output, tell how many cases there were of each kind."""
    yield
    row = "%-40s" + "%18s" * len(OUTCOMES)
    print("\n" + row % ("mutated answers: cases", *OUTCOMES))
    for name in (*RUNS, SIGN_IN):
        print(row % (name, *(COUNTS[name, outcome] for outcome in OUTCOMES)))
    print("in all: %d" % COUNTS.total())


@pytest.mark.generated
@pytest.mark.parametrize("name", RUNS)
def test_whatever_is_answered_is_told_or_survived(
    zpa: TestTenant, exhaustive: bool, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    snapshot = Snapshot(fill(zpa))
    run = RUNS[name]._replace(options=with_ids(zpa, RUNS[name].options))
    truth, clean = truth_of(zpa, snapshot, run)
    wrong: dict[str, list[str]] = defaultdict(list)
    for case in cases_of(truth.exchanges, truth.wanted, FULL if exhaustive else SAMPLE):
        outcome, found = outcome_of(zpa, snapshot, run, truth, clean, case)
        COUNTS[name, outcome] += 1
        for complaint in found:
            wrong[IDS.sub("...", complaint)].append(str(case))
    assert not wrong, told_of(wrong)


def told_of(wrong: dict[str, list[str]]) -> str:
    """What is wrong, each thing once, with a case in which it is."""
    return "\n".join(
        "%d x %s\n    %s" % (len(cases), complaint, cases[0]) for complaint, cases in sorted(wrong.items())
    )


# What was found: always run. The run, the answer, the place in it, the lie.
FOUND: dict[str, tuple[str, int, Path, str]] = {
    "a text where connector groups are": ("update a rule", 1, ("appConnectorGroups",), "another word"),
    "a number where connector groups are": ("update a rule", 1, ("appConnectorGroups",), "minus one"),
    "an object where conditions are": ("update a rule", 1, ("conditions",), "an empty object"),
    "a number where conditions are": ("update a rule", 1, ("conditions",), "a huge number"),
    "true where a condition is": ("update a rule", 1, ("conditions", 0), "true"),
    "a number where operands are": ("update a rule", 1, ("conditions", 0, "operands"), "minus one"),
    "a list for a right side": ("update a rule", 1, ("conditions", 0, "operands", 0, "rhs"), "in a list"),
    "a list where an operator is": ("update a rule", 1, ("conditions", 0, "operator"), "in a list"),
    "a list where a description is": ("update a timeout rule", 1, ("description",), "in a list"),
    "a text where a credential is": ("update a credential rule", 1, ("credential",), "another word"),
    "a number where edges are": ("update a redirection rule", 1, ("serviceEdgeGroups",), "minus one"),
    "a number where capabilities are": (
        "update a capabilities rule",
        1,
        ("privilegedCapabilities", "capabilities"),
        "minus one",
    ),
    "an object for a location": ("update a connector group", 0, ("list", 0, "location"), "in an object"),
    "an object where a flag is": ("update a segment group", 0, ("list", 0, "enabled"), "an empty object"),
    "a number for applications": ("update a segment group", 0, ("list", 0, "applications"), "minus one"),
    "a number where servers are": ("keep a connector group", 0, ("list", 0, "serverGroups"), "minus one"),
    "true where a name is": ("update a connector group by id", 0, ("list", 1, "name"), "true"),
    "true where the id of a group is": ("update a segment group", 0, ("list", 0, "id"), "true"),
    "a blank id": ("delete a segment group", 0, ("list", 0, "id"), "blanks"),
    "a list where an id is": ("delete a connector group", 0, ("list", 0, "id"), "a list of nulls"),
    "true where the id of an application is": ("create a segment group", 1, ("list", 0, "id"), "true"),
    "an object where a new id is": ("create a segment group", 2, ("id",), "in an object"),
    "true where the id of a policy set is": ("create a rule", 5, ("id",), "true"),
    "an infinite number of pages": ("list segment groups", 0, ("totalPages",), "an infinite number"),
    "a list for a description": ("list segment groups", 0, ("list", 0, "description"), "in a list"),
    "an object where a listed operator is": ("list rules", 0, ("list", 0, "operator"), "in an object"),
    "a word where a time of day is": (
        "list connector groups",
        0,
        ("list", 0, "upgradeTimeInSecs"),
        "another word",
    ),
    "a list where somebody changed it": ("list segment groups", 0, ("list", 0, "modifiedBy"), "in a list"),
    "null where a platform is": ("list references: platform", 0, ("mac",), "null"),
    "a list for a fact": ("list references: version_profile", 0, ("list", 0, "visibilityScope"), "in a list"),
}


@pytest.mark.parametrize(("name", "number", "path", "lie"), FOUND.values(), ids=FOUND.keys())
def test_what_was_found_is_told_or_survived(
    zpa: TestTenant, monkeypatch: pytest.MonkeyPatch, name: str, number: int, path: Path, lie: str
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    snapshot = Snapshot(fill(zpa))
    run = RUNS[name]._replace(options=with_ids(zpa, RUNS[name].options))
    truth, clean = truth_of(zpa, snapshot, run)
    case = Case(number, truth.exchanges[number].line, path, lie, False)
    assert lied(truth.exchanges[number].told, case) is not SAME
    assert outcome_of(zpa, snapshot, run, truth, clean, case)[1] == []


def test_an_answer_nested_without_end_is_told(zpa: TestTenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    zpa.fault("text", status=200, body="[" * 200_000, times=9)
    result = zpa.groups()
    assert failed(result)
    assert list(said_badly(result)) == []


@pytest.mark.parametrize("key", ["", "access_token", "expires_in", "token_type"])
def test_whatever_the_sign_in_answers_is_told_or_survived(
    zpa: TestTenant, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    snapshot = Snapshot(zpa)
    wrong: dict[str, list[str]] = defaultdict(list)
    for lie in (*LIES, *(() if key else ERRORS)):
        case = Case(0, "POST /signin", (key,) if key else (), lie, True)
        for complaint in wrong_sign_in(zpa, snapshot, case):
            wrong[complaint].append(str(case))
        COUNTS[SIGN_IN, "told"] += 1
    assert not wrong, told_of(wrong)


def wrong_sign_in(zpa: TestTenant, snapshot: Snapshot, case: Case) -> Iterator[str]:
    """Run a task that has to sign in, with a lie; yield what is wrong with what became of it."""
    snapshot.restore()
    shutil.rmtree(zpa.cache, ignore_errors=True)

    def change(status: int, body: Any) -> tuple[int, Any]:
        if case.lie in ERRORS:
            return ERRORS[case.lie]
        told = lied(body, case)
        return status, body if told is SAME else told

    zpa.fault("changed", "/signin", times=10**9, change=change)
    yield from said_badly(zpa.group(name="New", description="n"))
    zpa.tenant.faults.clear()
    if failed(zpa.group(name="New", description="n")):
        yield "what the sign-in told is believed for ever"


def truth_of(zpa: TestTenant, snapshot: Snapshot, run: Run) -> tuple[Truth, dict[str, Any]]:
    """Run a task without lies, and return what it does and its result."""
    snapshot.restore()
    wire = Wire(zpa)
    result = zpa.run(run.module, run.check, **run.options)
    assert not failed(result), result["msg"]
    deletes_others = run.options.get("state") == "overridden"
    return Truth(wire.exchanges, writes_of(zpa), set(texts_in(run.options)), deletes_others), result


def outcome_of(
    zpa: TestTenant, snapshot: Snapshot, run: Run, truth: Truth, clean: dict[str, Any], case: Case
) -> tuple[str, list[str]]:
    """Run a task with a lie; return what became of it and what is wrong with that."""
    snapshot.restore()
    wire = Wire(zpa, case)
    result = zpa.run(run.module, run.check, **run.options)
    writes = writes_of(zpa)
    wrong = list(complaints(truth, wire.exchanges, writes))
    if run.check and writes:
        wrong.append("check mode wrote")
    wrong += said_badly(result)
    if not failed(result):
        wrong += untrue(comparable_part(clean), comparable_part(result))
    if writes and not run.check:
        wrong += not_converging(zpa, run)
    otherwise = any(write not in truth.writes for write in writes)
    return "told" if failed(result) else "wrote otherwise" if otherwise else "right", wrong


def said_badly(result: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the message of a failed task."""
    if defect_of(result):
        yield defect_of(result)
    elif failed(result) and PYTHON.search(result["msg"]):
        yield "words that people cannot understand: %s" % result["msg"]


def not_converging(zpa: TestTenant, run: Run) -> Iterator[str]:
    """Run the task twice without lies; yield why that does not bring the tenant to what is declared."""
    zpa.tenant.faults.clear()
    mended = zpa.run(run.module, **run.options)
    if failed(mended):
        yield "cannot be run again: %s" % mended["msg"]
        return
    zpa.forget()
    if zpa.run(run.module, **run.options)["changed"] or zpa.writes:
        yield "running again does not converge"


def comparable_part(result: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in result.items() if key not in ("diff", "invocation", "warnings")}


def writes_of(zpa: TestTenant) -> list[Write]:
    return [Write(entry.method, entry.path, entry.body) for entry in zpa.writes]


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text and number in options, in the letter cases in which it can travel."""
    if isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_in(inner)
    else:
        yield from (str(value), str(value).upper(), str(value).lower())
