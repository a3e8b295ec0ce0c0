# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every fault at every request: the tenant is as before, as wanted or what the result says, and heals."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import pytest
from support.exhaustive.fault_counts import Counts
from support.exhaustive.fault_scenarios import SCENARIOS, Scenario
from support.exhaustive.fault_stage import Seam, Stage, strike
from support.exhaustive.fault_troubles import TROUBLES, Trouble
from zpa_emulator import Emulator

ONCE, FROM_HERE_ON = "once", "from here on"
CASES = [
    pytest.param(scenario, trouble, lasting, id="%s, %s, %s" % (scenario.name, trouble.name, lasting))
    for scenario in SCENARIOS
    for trouble in TROUBLES
    for lasting in ((ONCE, FROM_HERE_ON) if trouble.can_last else (ONCE,))
]
SAMPLE = 25


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """All cases, or one in so many."""
    if "trouble" in metafunc.fixturenames:
        is_full = metafunc.config.getoption("exhaustive")
        chosen = [case for case in CASES if is_full or checksum(str(case.id)) % SAMPLE == 0]
        metafunc.parametrize(("scenario", "trouble", "lasting"), chosen)


def checksum(name: str) -> int:
    return zlib.crc32(name.encode())


@pytest.fixture(scope="module")
def own_emulator() -> Iterator[Emulator]:
    """One whose port nobody else minds to be closed."""
    with Emulator() as running:
        yield running


@pytest.fixture(scope="module")
def stages() -> dict[str, Stage]:
    return {}


@pytest.fixture
def seam(code_patch: pytest.MonkeyPatch) -> Seam:
    return Seam.into(code_patch)


@pytest.fixture(scope="module")
def counts(exhaustive: bool) -> Iterator[list[Counts]]:
    """By what is run, and by what goes wrong."""
    both = [Counts(), Counts()]
    yield both
    if exhaustive:
        for one, title in zip(both, ("Runs, by what they do", "Runs, by what goes wrong"), strict=True):
            print(one.table(title))


@pytest.mark.generated
def test_trouble_at_any_request_leaves_the_tenant_as_the_result_says_and_the_next_run_heals_it(
    own_emulator: Emulator,
    stages: dict[str, Stage],
    seam: Seam,
    counts: list[Counts],
    exhaustive: bool,
    tmp_path_factory: pytest.TempPathFactory,
    scenario: Scenario,
    trouble: Trouble,
    lasting: str,
) -> None:
    if scenario.name not in stages:
        stages[scenario.name] = Stage(own_emulator, scenario, tmp_path_factory.mktemp("stage") / "tokens")
    stage = stages[scenario.name]
    clean = stage.clean(seam)
    numbers = range(len(clean.requests))
    name = "%s, %s, %s" % (scenario.name, trouble.name, lasting)
    chosen = numbers if exhaustive else [checksum(name) // SAMPLE % len(numbers)]
    wrong = []
    for number in chosen:
        verdict = strike(stage, seam, trouble, number, lasting == FROM_HERE_ON)
        counts[0].add(scenario.module, scenario.kind, end=verdict.end)
        counts[1].add(trouble.name, lasting, end=verdict.end)
        wrong += ["%d, %s: %s" % (number, clean.requests[number], words) for words in verdict.complaints]
    assert wrong == [], "\n".join(wrong)
