# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One emulator for a test process, a fresh tenant on it for every test; how modules run in it."""

from __future__ import annotations

import importlib
import itertools
import os
import subprocess
import zlib
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from support import modules, randomly, sampling, spending, tally, tenants
from support.cases import Subject
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

ROOT = Path(__file__).resolve().parent
# These folders say what is covered, by the first rows of each test, but for what is done at random in them,
# which comes after examples. Coverage doubles the time of a test.
COVERING = ("unit", "contract", "exhaustive")
MEASURED_ROWS = 4
# Folders whose tests take long, one row like another.
COSTLY = ("integration", "exhaustive")
# Of these each run has all: the two commands that a newcomer is told.
EACH_RUN = ("integration/test_commands.py",)
# What is made once for all tests of these files takes a minute.
TOGETHER = ("integration/test_site.py",)
IS_MEASURED = pytest.StashKey[bool]()
# From so many tests on, the end of a run tells where its time went.
MANY = 1000
# What had been spent when the test began that is run.
begun = 0.0
NOT_APART = "changes code of the collection, which a module in a process of its own does not see"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("zerotrust.zpa")
    group.addoption("--apart", action="store_true", help="run each module in a process of its own")
    group.addoption("--results", metavar="FOLDER", help="write the result of each module into this folder")
    group.addoption("--exhaustive", action="store_true", help="run in full what is sampled otherwise")
    group.addoption("--sampled", action="store_true", help="leave out what takes turns")
    group.addoption("--code-blocks", action="store_true", help="tell of each guide what was run of it")
    group.addoption("--one-in", type=int, default=1, metavar="N", help="run one in N tests")
    group.addoption("--one-file-in", type=int, default=1, metavar="M", help="of one in M files")
    group.addoption("--turn", type=int, default=0, metavar="K", help="which one in N, and which rows")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "generated: a test with a row for each of a table, which is sampled")
    randomly.is_full = config.getoption("exhaustive")
    if measuring(config):
        import_plugins()


def import_plugins() -> None:
    """Import the whole collection, so that what that executes is measured, whichever test needs it first."""
    for file in sorted((ROOT.parent / "plugins").rglob("*.py")):
        words = file.relative_to(ROOT.parent).with_suffix("").parts
        importlib.import_module(".".join(("ansible_collections.zerotrust.zpa", *words)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logstart(nodeid: str) -> None:
    global begun
    begun = spending.spent()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Let the report of a test tell what it cost, and did of the code that documentation shows."""
    if call.when == "call":
        item.user_properties += tally.taken()
    if call.when == "teardown":
        item.user_properties.append((spending.PROPERTY, spending.spent() - begun))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    reports = terminalreporter.stats.get("passed", [])
    told = tally.table(report.user_properties for report in reports)
    if told:
        terminalreporter.section("code of the documentation that was run")
        for line in told if config.getoption("code_blocks") else told[-1:]:
            terminalreporter.write_line(line)
    ended = [report for report in terminalreporter.stats.get("", []) if report.when == "teardown"]
    costs = [(report.nodeid, dict(report.user_properties).get(spending.PROPERTY, 0.0)) for report in ended]
    if len(costs) >= MANY:
        terminalreporter.section("seconds of processor, by folder and of the files that cost most")
        for line in spending.table(costs):
            terminalreporter.write_line(line)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out files that are not of the sample before they cost anything."""
    number = config.getoption("one_file_in")
    if number == 1 or not collection_path.name.startswith("test_"):
        return None
    drawn = zlib.crc32(collection_path.relative_to(ROOT).as_posix().encode())
    # With --one-in, the next files come when each test of these had its turn.
    return (drawn + config.getoption("turn") // config.getoption("one_in")) % number != 0 or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    number, turn = config.getoption("one_in"), config.getoption("turn")
    if config.getoption("sampled"):
        pools = {item: pool for item in items if (pool := pool_of(item))}
        left_out = sampling.left_out(list(pools.values()), turn)
        keep(config, items, set(items) - set(itertools.compress(pools, left_out)))
    if number > 1:
        keep(config, items, {item for item in items if (drawn_as(item) + turn) % number == 0})
    seen = Counter[str]()
    for item in filter(covers, items):
        item.stash[IS_MEASURED] = seen[test_of(item)] < MEASURED_ROWS
        seen[test_of(item)] += 1
    if config.getoption("apart"):
        for item in items:
            if "code_patch" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.skip(reason=NOT_APART))


def keep(config: pytest.Config, items: list[pytest.Item], kept: set[pytest.Item]) -> None:
    """Run these tests and no others."""
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


def place_of(item: pytest.Item) -> str:
    """The file of a test, under ``tests``."""
    return str(item.path)[len(str(ROOT)) + 1 :].replace(os.sep, "/")


def folder_of(item: pytest.Item) -> str:
    return place_of(item).partition("/")[0]


def pool_of(item: pytest.Item) -> sampling.Pool | None:
    """What a test takes turns with, None for one that each run has."""
    if place_of(item) in EACH_RUN:
        return None
    if place_of(item) in TOGETHER:
        return sampling.Pool(place_of(item), sampling.ONE_COSTLY_TEST_IN, together=True)
    is_slow = folder_of(item) in COSTLY
    one_row_in = sampling.ONE_COSTLY_ROW_IN if is_slow else sampling.ONE_ROW_IN
    if is_run_again(item):
        return sampling.Pool("again", one_row_in)
    if is_generated(item):
        return sampling.Pool(test_of(item), one_row_in)
    return sampling.Pool(folder_of(item), sampling.ONE_COSTLY_TEST_IN) if is_slow else None


def is_generated(item: pytest.Item) -> bool:
    """Whether a test is a row of a table: one over kinds, one that says so, or one that takes long."""
    if not hasattr(item, "callspec"):
        return False
    return bool(item.get_closest_marker("generated") or subjects_of(item) or is_costly(item))


def is_costly(item: Any) -> bool:
    """Whether a test works on a tenant for each row of a table, with playbooks or more than once."""
    parameters = item.callspec.params.keys() - {"path"}
    return folder_of(item) in COSTLY and "emulator" in item.fixturenames and bool(parameters)


def is_run_again(item: pytest.Item) -> bool:
    """Whether a test of playbooks is run for the second time, with its modules in processes of their own."""
    return "both_paths" in getattr(item, "fixturenames", ()) and test_path(item) == "apart"


def test_path(item: Any) -> str:
    return str(item.callspec.params.get("path", ""))


def test_of(item: pytest.Item) -> str:
    """The test that an item is a row of."""
    return item.nodeid.partition("[")[0]


def measuring(config: pytest.Config) -> Any:
    """Return what measures coverage, None where nothing does."""
    return getattr(config.pluginmanager.getplugin("_cov"), "cov_controller", None)


def pause(config: pytest.Config) -> None:
    controller = measuring(config)
    if controller:
        controller.pause()


@pytest.hookimpl(wrapper=True)
def pytest_sessionstart(session: pytest.Session) -> Generator[None, object, object]:
    """Measure no coverage while tests are collected.

    In a process of pytest-xdist, pytest-cov begins before it knows that it is in one, and then once more: the
    first would go on where the second pauses.
    """
    pause(session.config)
    result = yield
    pause(session.config)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure coverage in tests that say something of it, and while their fixtures are made."""
    controller = measuring(item.config)
    if controller is None or not item.stash.get(IS_MEASURED, False):
        return (yield)
    controller.resume()
    try:
        return (yield)
    finally:
        controller.pause()


def covers(item: pytest.Item) -> bool:
    """Whether a test says something of coverage."""
    return folder_of(item) in COVERING and not item.path.name.endswith("_at_random.py")


def drawn_as(item: pytest.Item) -> int:
    """A number that a test has in every run, and that all have in common that look at one story.

    Drawn one by one they would have nearly every story told, for one of them.
    """
    if "story" in getattr(item, "fixturenames", ()):
        return zlib.crc32(("%s %s" % (item.path.name, item.callspec.id)).encode())  # type: ignore[attr-defined]
    return checksum(item)


def checksum(item: pytest.Item) -> int:
    """A number that a test has in every run."""
    return zlib.crc32(item.nodeid.encode())


@pytest.fixture(autouse=True)
def way_of_modules(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules run where the options say, and their results are written down if they are wanted."""
    monkeypatch.setattr(modules, "runs_apart", request.config.getoption("apart"))
    folder = request.config.getoption("results")
    if folder:
        file = Path(folder) / ("%s.jsonl" % os.environ.get("PYTEST_XDIST_WORKER", "results"))
        monkeypatch.setattr(modules, "results", modules.Results(file, request.node.nodeid))
        # Some things are in the order of ids that are made from that of the tenant.
        monkeypatch.setattr(tenants, "serial", itertools.count(checksum(request.node) * 1000))


@pytest.fixture(scope="session")
def exhaustive(request: pytest.FixtureRequest) -> bool:
    """Whether to run in full what is sampled otherwise."""
    return bool(request.config.getoption("exhaustive"))


@pytest.fixture
def code_patch(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Changes code of the collection for a test, which is for modules in this process."""
    return monkeypatch


@pytest.fixture(scope="session", autouse=True)
def no_proxy() -> Iterator[None]:
    """Nothing goes through a proxy of this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in [name for name in os.environ if name.lower().endswith("_proxy")]:
            patch.delenv(variable)
        yield


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with Emulator() as running:
        yield running


@pytest.fixture
def zpa(emulator: Emulator, tmp_path: Path, request: pytest.FixtureRequest) -> TestTenant:
    """A fresh tenant with a token cache of its own, and a few applications.

    It has what a new object must name of the kind that a test over kinds is about, and no other one of it.
    """
    tenant = new_tenant(emulator, tmp_path / "tokens")
    subjects = subjects_of(request.node)
    if all(subject.path != "application" for subject in subjects):
        tenant.add_application("SAP", "Payroll", "Expenses", "Jira", "Git")
    for subject in subjects:
        subject.furnish(tenant)
    return tenant


def subjects_of(node: Any) -> list[Subject]:
    """Return the kinds that a test is about."""
    arguments = node.callspec.params.values() if hasattr(node, "callspec") else ()
    return [argument for argument in arguments if isinstance(argument, Subject)]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of 256 KiB."""
    at = tmp_path / "disk"
    at.mkdir()
    mounted = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(at)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("only root can mount a file system here")
    yield at
    subprocess.run(["/bin/umount", str(at)], check=True)
