# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever is given as options, a module refuses it in plain words, or does it and keeps the laws."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.cases import OBJECTS
from support.exhaustive.fuzz_specs import HALF_CHARACTERS, PLACE, SURROGATES, TASKS, Options, options_of
from support.exhaustive.fuzz_tenant import Snapshot, defect_of, failed, fill, write_lines
from support.modules import run_module
from support.policies import with_ids
from support.randomly import executed
from support.specs import Spec, spec_inside
from support.tenants import TestTenant

# How many cases a full run has of each module, 20,000 in all beside those of kinds that are not named.
CASES = {
    **{"zpa_%s%s" % (subject.key, info): 800 for subject in OBJECTS for info in ("", "_info")},
    "zpa_access_analysis": 4000,
    "zpa_app_connector_group": 2600,
    "zpa_app_connector_group_info": 800,
    "zpa_config": 6000,
    "zpa_policy_rule": 5000,
    "zpa_policy_rule_info": 800,
    "zpa_policy_rule_order": 1200,
    "zpa_reference_info": 800,
    "zpa_segment_group": 2000,
    "zpa_segment_group_info": 800,
}
SAMPLE = 100  # one in so many in an ordinary run
COUNTS: Counter[tuple[str, str]] = Counter()
OUTCOMES = ("refused", "refused by the API", "changed", "unchanged")

MASK = "*" * 8
_OPTION = re.compile(r"([a-z_]+(?:\[\d+\]|\.[a-z_]+)*)(?: or [a-z_]+)*: (.+)", re.DOTALL)


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    """After a run that shows its output, tell how many cases there were of each kind."""
    yield
    row = "%-30s" + "%20s" * len(OUTCOMES)
    print("\n" + row % ("bad input: cases", *OUTCOMES))
    for module in sorted({module for module, _outcome in COUNTS}):
        print(row % (module, *(COUNTS[module, outcome] for outcome in OUTCOMES)))
    print("in all: %d" % COUNTS.total())


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)


@pytest.mark.generated
@pytest.mark.parametrize("module", sorted(CASES))
def test_whatever_is_given_is_refused_in_plain_words_or_done(
    zpa: TestTenant, exhaustive: bool, module: str
) -> None:
    snapshot = Snapshot(fill(zpa))
    spec = spec_inside(module)

    @executed(CASES[module] if exhaustive else CASES[module] // SAMPLE)
    @given(st.data())
    def every_case(data: st.DataObject) -> None:
        options = data.draw(options_of(module, spec))
        COUNTS[module, outcome_of(zpa, snapshot, module, spec, options)] += 1

    every_case()


# What was found, each in its shortest form: always run, and refused.
FOUND: dict[str, tuple[str, Options]] = {
    "a configuration that is a number": ("zpa_config", {"config": 1}),
    "a configuration that is a boolean": ("zpa_config", {"config": False}),
    "policies that are a number": ("zpa_config", {"config": {"policy_rules": 5}}),
    "an infinite number": ("zpa_segment_group", {"name": "New", "max_wait": math.inf}),
    "an infinite number as a text": ("zpa_segment_group", {"name": "New", "max_wait": "inf"}),
    "an infinite number of a field": ("zpa_app_connector_group", {**PLACE, "upgrade_time_in_secs": math.inf}),
    "an infinite number in a list": (
        "zpa_config",
        {"config": {"app_connector_groups": [{"name": "New", "upgrade_time_in_secs": -math.inf}]}},
    ),
    "a place that is true": ("zpa_policy_rule", {"name": "Web", "rule_order": True}),
    "a time of day that is false": (
        "zpa_app_connector_group",
        {"name": "Zurich", "upgrade_time_in_secs": False},
    ),
    "a place beyond all lists": ("zpa_policy_rule", {"name": "Web", "rule_order": 2**64}),
    "an infinite place": ("zpa_policy_rule", {"name": "Web", "rule_order": math.inf}),
    "a timeout that no socket can have": ("zpa_segment_group", {"name": "New", "timeout": 10**30}),
    "a timeout with very many digits": ("zpa_segment_group", {"name": "New", "timeout": "9" * 1000}),
    "a number of more digits than Python writes": ("zpa_access_analysis", {"max_steps": "9" * 5000}),
    "a wait of more digits than Python writes": (
        "zpa_segment_group",
        {"name": "New", "max_wait": "9" * 5000},
    ),
    "a timeout that no system call can have": ("zpa_segment_group", {"name": "New", "timeout": 2**31}),
    "a timeout that is true": ("zpa_segment_group", {"name": "New", "timeout": True}),
    "a limit of reads that no list can have": ("zpa_config", {"state": "gathered", "read_limit": 2**63}),
    "a limit of writes that no list can have": ("zpa_config", {"state": "gathered", "write_limit": 2**63}),
}


# How much of a problem is compared.
BEGINNING = 1000
# Half a character, which only older releases of ansible-core let through.
HALVES: list[tuple[str, Options]] = [
    (module, options)
    for half in HALF_CHARACTERS[:1]
    for module, options in (
        ("zpa_segment_group", {"name": half}),
        ("zpa_segment_group", {"name": "New", "client_id": half}),
        ("zpa_segment_group", {"name": "New", "customer_id": half}),
        ("zpa_segment_group", {"name": "New", "ca_path": half}),
        ("zpa_segment_group_info", {"search": "name LIKE " + half}),
        ("zpa_policy_rule_info", {"action": half}),
        ("zpa_reference_info", {"kind": "scim_group", "idp": half}),
    )
]


@pytest.mark.skipif(not SURROGATES, reason="this ansible-core lets none through to a module")
@pytest.mark.parametrize(("module", "options"), HALVES)
def test_half_a_character_is_refused(zpa: TestTenant, module: str, options: Options) -> None:
    assert outcome_of(zpa, Snapshot(fill(zpa)), module, spec_inside(module), options) == "refused"


@pytest.mark.parametrize(
    "variable", ["ZPA_BASE_URL", "ZPA_CA_PATH", "ZPA_CLIENT_ID", "ZPA_CUSTOMER_ID", "ZPA_MICROTENANT_ID"]
)
def test_a_variable_that_is_no_text_is_refused(zpa: TestTenant, variable: str) -> None:
    """Python makes halves of characters of bytes that are not UTF-8."""
    environment = {**zpa.environment, variable: "a\udcffb"}
    result = run_module("zpa_segment_group", {"name": "New"}, False, environment)
    assert result["problems"]
    assert not zpa.writes


@pytest.mark.parametrize(("module", "options"), FOUND.values(), ids=FOUND.keys())
def test_what_was_found_is_refused(zpa: TestTenant, module: str, options: Options) -> None:
    assert outcome_of(zpa, Snapshot(fill(zpa)), module, spec_inside(module), options) == "refused"


@pytest.mark.parametrize("secret", ["access_token", "client_secret", "private_key"])
def test_a_secret_that_is_blank_is_not_given_and_masks_nothing(zpa: TestTenant, secret: str) -> None:
    zpa.add_group("Finance apps")
    options = {"base_url": zpa.emulator.base_url, secret: " "}
    result = run_module("zpa_segment_group_info", options, False, zpa.environment)
    assert [group["name"] for group in result["segment_groups"]] == ["Finance apps"]


def test_every_module_has_tasks_to_begin_with() -> None:
    assert sorted(TASKS) == sorted(CASES)


def outcome_of(zpa: TestTenant, snapshot: Snapshot, module: str, spec: Spec, given: Options) -> str:
    """Run a task with ``--check``, really, and again; check what must hold, and return what became of it."""
    snapshot.restore()
    options = with_ids(zpa, given)
    predicted = zpa.run(module, True, **options)
    assert not write_lines(zpa), "check mode wrote"
    assert not defect_of(predicted), defect_of(predicted)
    zpa.forget()
    real = zpa.run(module, False, **options)
    assert not defect_of(real), defect_of(real)
    for problem in real.get("problems", ()):
        assert_names_an_option(spec, problem)
    if "problems" in real:
        assert not write_lines(zpa), "something was written although the options are refused"
    if failed(real):
        assert_foretold(predicted, real)
        return "refused" if "problems" in real else "refused by the API"
    assert not failed(predicted), predicted["msg"]
    assert predicted["changed"] == real["changed"], "check mode predicted something else"
    assert predicted.get("diff") == real.get("diff"), "check mode showed another diff"
    zpa.forget()
    again = zpa.run(module, False, **options)
    assert_nothing_left(zpa, real, again)
    return "changed" if real["changed"] else "unchanged"


def assert_names_an_option(spec: Spec, problem: str) -> None:
    """Check that a refusal begins with the path of an option, or is a sentence about one, and says more."""
    found = _OPTION.match(problem)
    while found:
        path = re.sub(r"\[\d+\]", "", found[1]).split(".")
        if found[2].startswith("there is no such option."):
            assert not is_option(spec, path), "%s is an option: %s" % (found[1], problem)
            return
        assert is_option(spec, path), "%s is no option: %s" % (found[1], problem)
        if found[2].startswith(("is ", "has ")):
            return
        found = _OPTION.match(found[2])
        if found is None:
            return
    names = set(re.findall(r"[a-z_]+", problem))
    assert names & every_name(spec), "names no option: %s" % problem


def is_option(spec: Spec | None, path: list[str]) -> bool:
    if not path:
        return True
    return bool(spec) and path[0] in spec and is_option(spec[path[0]].get("options"), path[1:])


def every_name(spec: Spec) -> set[str]:
    inside = [every_name(option["options"]) for option in spec.values() if option.get("options")]
    return set(spec).union(*inside)


def assert_foretold(predicted: dict[str, Any], real: dict[str, Any]) -> None:
    """Check that check mode refuses what a real run refuses, or warns of it where a task could create it."""
    if "problems" not in real:
        assert failed(predicted), "check mode promised what the API refuses: %s" % real["msg"]
        return
    refused = predicted.get("problems", ())
    said = [*refused, *map(text_of, predicted.get("warnings", ()))]
    # What does not exist yet is there twice for check mode, and not at all for a real run.
    places = {problem.partition(":")[0] for problem in refused}
    # What looks like a secret that is given is masked, which differs with what is quoted how.
    for problem in (problem for problem in real["problems"] if MASK not in problem):
        # Very long ones are cut, where other words stand beside them elsewhere.
        begun = problem[:BEGINNING]
        foretold = any(begun in sentence for sentence in said) or problem.partition(":")[0] in places
        assert foretold, "check mode did not say: %s" % problem


def text_of(warning: Any) -> str:
    """What a warning says, in the form of any ansible-core."""
    return str(warning["event"]["msg"] if isinstance(warning, dict) else warning)


def assert_nothing_left(zpa: TestTenant, real: dict[str, Any], again: dict[str, Any]) -> None:
    """Check that a second run found nothing to do.

    It may refuse what the first one warned of: what ZPA works out of an object is known once it exists.
    """
    assert not write_lines(zpa), "a second run writes"
    warned = list(map(text_of, real.get("warnings", ())))
    if failed(again) and set(again.get("problems", ("",))) <= set(warned):
        return
    assert not failed(again), again["msg"]
    assert again["changed"] is False, "a second run changes something"
