# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tenant of a large company: told, made again elsewhere, audited, made smaller. A small one every day."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from support.company import (
    Config,
    apply,
    company,
    count_of,
    created_twice,
    ids_in,
    most_requests,
    portrait,
    reads_of_one,
    told,
    with_passwords,
    without_a_third,
)
from support.exhaustive.killing import EFFECTS, Mourner, run_killed
from support.exhaustive.secret_counts import Counts, counting
from support.tenants import TestTenant
from zpa_emulator import Emulator
from zpa_emulator.company import LARGE, CompanySize, drift
from zpa_emulator.site_rules import MACHINES
from zpa_emulator.state import Throttle

SMALL = LARGE.scaled(0.01)
SUBSIDIARIES = tuple("Subsidiary %d" % number for number in range(1, LARGE.microtenants + 1))
ALL_GONE = {"max_deletions": 100000}


class Exported(NamedTuple):
    """A company, what an export has of it, and an empty tenant with what is not managed of the same."""

    source: TestTenant
    config: Config
    target: TestTenant


@pytest.fixture(scope="module")
def size(exhaustive: bool) -> CompanySize:
    return LARGE if exhaustive else SMALL


@pytest.fixture(scope="module")
def counts(exhaustive: bool) -> Iterator[Counts]:
    yield from counting(exhaustive, "A large company", "what", "requests", "at most", "writes")


@pytest.fixture(scope="module")
def mourner() -> Mourner:
    return Mourner()


@pytest.fixture(scope="module")
def own_emulator(mourner: Mourner) -> Iterator[Emulator]:
    with Emulator(on_log=mourner.log) as running:
        yield running


@pytest.fixture
def exported(own_emulator: Emulator, tmp_path: Path, size: CompanySize) -> Exported:
    source = company(own_emulator, tmp_path / "source", size)
    config = told(source)
    return Exported(source, config, company(own_emulator, tmp_path / "target", size, bare=True))


def test_an_export_applied_to_an_empty_tenant_makes_the_same_tenant(
    exported: Exported, counts: Counts
) -> None:
    source, config, target = exported
    assert ids_in(config, source.tenant) == set()
    counts.add("export", len(source.calls), most_requests(source), 0)
    # No export has them.
    unmade = apply(target, config)
    assert unmade["failed"] and target.writes == []
    assert "config.pra_credentials[0].password" in unmade["msg"]
    # ZPA refuses what refers to something that is not there yet.
    first = apply(target, with_passwords(config))
    assert first["summary"]["created"] == len(target.writes) - shares(target), first.get("msg")
    assert [str(entry) for entry in target.writes if entry.status >= 300] == []
    counts.add("creation", len(target.calls), "", len(target.writes))
    for name in SUBSIDIARIES:
        apply(target, told(source, microtenant_id=name), microtenant_id=name)
    assert told(target) == config
    assert portrait(target.tenant) == portrait(source.tenant)
    again = apply(target, config)
    assert (again["changed"], target.writes) == (False, [])
    assert again["summary"]["unchanged"] == count_of(config)
    counts.add("again", len(target.calls), most_requests(target), 0)


def shares(zpa: TestTenant) -> int:
    return sum(entry.path.endswith("/share") for entry in zpa.writes)


def test_a_third_that_is_taken_out_is_deleted_in_order_and_only_if_the_brake_allows_it(
    exported: Exported, counts: Counts
) -> None:
    source, config, _target = exported
    for path in MACHINES:
        # A group is not deleted as long as there are machines in it.
        source.tenant.table(path).clear()
    smaller, gone = without_a_third(config)
    assert gone >= count_of(config) // 3
    refused = apply(source, smaller, state="overridden")
    assert refused["msg"].startswith("max_deletions: %d objects would be deleted, and at most 10" % gone)
    assert source.writes == []
    # ZPA refuses to delete what others refer to.
    done = apply(source, smaller, state="overridden", **ALL_GONE)
    assert done["summary"]["deleted"] == gone, done.get("msg")
    assert [str(entry) for entry in source.writes if entry.status >= 300] == []
    assert told(source) == smaller
    counts.add("a third deleted", len(source.calls), "", len(source.writes))


def test_a_company_is_read_in_pages_and_not_in_objects(exported: Exported) -> None:
    source, config, _target = exported
    assert reads_of_one(source) == []
    assert len(source.calls) <= most_requests(source)
    result = apply(source, config, check=True)
    assert result["summary"]["unchanged"] == count_of(config), result
    assert reads_of_one(source) == []
    assert len(source.calls) <= most_requests(source)


def test_drift_is_found_in_pages_as_well(exported: Exported) -> None:
    source, config, _target = exported
    drifted = drift(source.tenant, 0.05)
    result = apply(source, config, check=True)
    assert 0 < result["summary"]["updated"] <= drifted
    assert source.writes == []
    assert len(source.calls) <= most_requests(source) + len(reads_of_one(source))
    # Only what changes is read by itself.
    assert len(reads_of_one(source)) <= drifted


def test_a_creation_that_is_killed_again_and_again_is_completed_by_the_last_run(
    exported: Exported, mourner: Mourner, exhaustive: bool, counts: Counts
) -> None:
    source, config, target = exported
    kills, reads = (10, len(source.calls)) if exhaustive else (3, len(source.calls))
    places = random.Random(count_of(config))
    share = 2 * count_of(config) // (kills + 1)
    options = {"config": with_passwords(config), "read_limit": 100000, "write_limit": 100000}
    for kill in range(kills):
        kind = tuple(EFFECTS.values())[kill % 2]
        number = reads + places.randrange(share)
        assert run_killed(target, mourner, "zpa_config", options, kind, number) == -signal.SIGKILL
        target.tenant.faults.clear()
        assert created_twice(target) == []
    left = apply(target, with_passwords(config))
    assert 0 < left["summary"]["created"] < count_of(config), left.get("msg")
    counts.add("after %d kills" % kills, len(target.calls), "", len(target.writes))
    assert created_twice(target) == []
    assert told(target) == config
    assert apply(target, config)["changed"] is False


def test_an_audit_under_rate_limits_is_never_throttled(exported: Exported, exhaustive: bool) -> None:
    if not exhaustive:
        pytest.skip("waits for the windows of the limits")
    source, config, _target = exported
    source.tenant.throttle = Throttle()
    told(source, read_limit=20, write_limit=10)
    result = apply(source, config, check=True, read_limit=20, write_limit=10)
    assert result["changed"] is False
    assert {entry.status for entry in source.calls} == {200}
