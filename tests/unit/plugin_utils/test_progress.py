# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How far a module is: what it writes, when that is told, and that nothing of it can hurt a task."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.progress import FILE, HowFar, ProgressFile
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _progress
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._progress import (
    DEFAULT_INTERVAL,
    POLL,
    PaceMeter,
    Pacer,
    interval_of,
    line_of,
    progress_of,
    telling,
)
from support.tenants import TestTenant


class Work:
    """Work on a clock of its own. ``told``: when the pacer had news, and which."""

    def __init__(self, interval: float = 10.0) -> None:
        self.now, self.reads = 1000.0, 0
        self.numbers: HowFar | None = None
        self.told: list[tuple[float, tuple[int, int]]] = []
        self.pacer = Pacer(interval, self.read, lambda: self.now)

    def read(self) -> HowFar | None:
        self.reads += 1
        return self.numbers

    def go_on(self, seconds: float, done: int | None = None, total: int = 300) -> None:
        """Let time pass as the thread does it, and have ``done`` steps done from now on."""
        if done is not None:
            self.numbers = HowFar(done, total, self.now - 1000, "rules")
        end = self.now + seconds
        while self.now + self.pacer.pause() <= end:
            self.now += self.pacer.pause()
            news = self.pacer.news()
            if news:
                self.told.append((self.now - 1000, news[:2]))
        self.now = end


def test_nothing_is_told_of_short_work_and_nothing_read() -> None:
    work = Work()
    work.go_on(9.9, done=299)
    assert work.told == []
    assert work.reads == 0


def test_a_line_comes_every_interval() -> None:
    work = Work()
    for second in range(35):
        work.go_on(1.0, done=second + 1)
    assert work.told == [(10, (10, 300)), (20, (20, 300)), (30, (30, 300))]


def test_only_news_are_told_and_as_soon_as_they_are_there() -> None:
    work = Work()
    work.go_on(15)
    work.go_on(25, done=1)
    work.go_on(1, done=2)
    assert [numbers for when, numbers in work.told] == [(1, 300), (2, 300)]
    assert [when for when, numbers in work.told] == pytest.approx([15.2, 40.2], abs=POLL)


def test_lines_keep_their_distance_after_a_late_one() -> None:
    work = Work()
    work.go_on(15)
    for done in range(1, 20):
        work.go_on(1, done=done)
    assert work.told[1][0] - work.told[0][0] == pytest.approx(10)


def test_a_short_interval_does_not_make_the_thread_run_hot() -> None:
    assert Work(0.001).pacer.pause() == POLL


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, DEFAULT_INTERVAL),
        (3, 3),
        ("0.5", 0.5),
        (" 60 ", 60),
        (0, 0),
        ("0", 0),
        (-1, DEFAULT_INTERVAL),
        ("nan", DEFAULT_INTERVAL),
        ("inf", DEFAULT_INTERVAL),
        (10**400, DEFAULT_INTERVAL),
        ("often", DEFAULT_INTERVAL),
        ("", DEFAULT_INTERVAL),
        (True, DEFAULT_INTERVAL),
        ([5], DEFAULT_INTERVAL),
    ],
)
def test_what_is_no_number_of_seconds_counts_as_not_given(value: Any, seconds: float) -> None:
    assert interval_of(value) == seconds


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = ProgressFile(str(tmp_path))
    assert file.read() is None
    file(1, 300, "rules")
    file(2, 301, "microtenants")
    found = file.read()
    assert found
    assert found == HowFar(2, 301, found.seconds, "microtenants")
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    file.remove()
    file.remove()
    assert file.read() is None


@pytest.mark.parametrize(
    "content",
    [b"", b"1", b"1 ", b"1 2 3", b"1 2 3.0", b"1 2 nan a", b"-1 2 3.0 a", b"\xff\xfe", b"1 2 3.0 \x1b"],
)
def test_rubbish_is_not_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert ProgressFile(str(tmp_path)).read() is None


def test_a_file_that_cannot_be_written_is_let_be(tmp_path: Path) -> None:
    for folder in (None, "", str(tmp_path / "gone")):
        file = ProgressFile(folder)
        file(1, 2, "rules")
        file.remove()
        assert file.read() is None


def test_the_module_writes_into_the_folder_of_the_task_and_makes_none(
    zpa: TestTenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = [{"name": "Group %d" % number} for number in range(3)]
    made = mock.Mock(side_effect=AssertionError)
    monkeypatch.setattr("tempfile.mkdtemp", made)
    without = zpa.run("zpa_config", config={"segment_groups": groups[:1]})
    folder = tmp_path / "task"
    folder.mkdir()
    result = zpa.run("zpa_config", config={"segment_groups": groups}, _ansible_tmpdir=str(folder))
    found = ProgressFile(str(folder)).read()
    assert found
    assert (found[:2], found.what) == ((2, 2), "segment groups")
    assert "msg" not in without
    assert set(result) == set(without)


def test_the_thread_ends_with_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_progress, "POLL", 0.0)
    told, numbers = threading.Event(), iter([HowFar(1, 2, 0.0, "rules")])
    before = threading.active_count()
    with telling(Pacer(0.0, lambda: next(numbers, None)), lambda numbers: told.set()):
        assert told.wait(10)
        assert threading.active_count() == before + 1
    assert threading.active_count() == before


def test_what_goes_wrong_in_the_thread_stays_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_progress, "POLL", 0.0)
    tried = threading.Event()

    def fail() -> None:
        tried.set()
        raise ValueError

    with telling(Pacer(0.0, fail), lambda numbers: None):
        assert tried.wait(10)


def test_a_task_does_not_need_the_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading.Thread, "start", mock.Mock(side_effect=RuntimeError))
    with telling(Pacer(0.0, lambda: None), lambda numbers: None):
        pass


def action(folder: Path, **changes: Any) -> Any:
    """A stand-in for an action plugin on a local connection."""
    parts = {
        "_connection": SimpleNamespace(transport="local", _shell=SimpleNamespace(tmpdir=None)),
        "_task": SimpleNamespace(async_val=0),
        "_templar": SimpleNamespace(template=lambda value: value),
        "_make_tmp_path": mock.Mock(return_value=str(folder)),
        "_is_become_unprivileged": lambda: False,
        "_display": mock.Mock(),
    }
    return SimpleNamespace(**{**parts, **changes})


VARIABLES = {"inventory_hostname": "tenant-100%", "zpa_progress_interval": 0.001}


def test_a_line_says_of_which_host_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_progress, "POLL", 0.001)
    ProgressFile(str(tmp_path))(300, 300, "rules")  # of a task before this one
    plugin, told = action(tmp_path), threading.Event()
    plugin._display.display.side_effect = lambda *line, **how: told.set()
    clock = iter([0.0, 5.0, 65.0])
    with progress_of(plugin, VARIABLES):
        file = ProgressFile(str(tmp_path), lambda: next(clock))
        file(0, 300, "")
        file(120, 300, "segment groups")
        assert told.wait(10)
    made = "zpa_config [tenant-100%]: 120 of 300 changes made, the latest in segment groups"
    line = made + ", about 90 seconds left"
    plugin._display.display.assert_called_once_with(line, stderr=True)


def test_what_is_left_is_told_from_the_pace_of_the_last_minute() -> None:
    pace = PaceMeter()
    # At first what the limit allows at once, then one in a second, and rules take two of them.
    done = [(10, 20), (20, 30), (60, 70), (100, 90), (120, 100), (180, 130)]
    left = [pace.seconds_left(HowFar(count, 190, float(seconds), "")) for seconds, count in done]
    assert left == [85, 107, 103, 200, 180, 120]


def test_nobody_knows_what_is_left_before_anything_took_time_and_nothing_is_at_the_end() -> None:
    assert PaceMeter().seconds_left(HowFar(3, 9, 0.0, "rules")) is None
    assert line_of("a", HowFar(3, 9, 0.0, "rules"), None) == (
        "zpa_config [a]: 3 of 9 changes made, the latest in rules"
    )
    assert line_of("a", HowFar(9, 9, 5.0, "rules"), 0) == (
        "zpa_config [a]: 9 of 9 changes made, the latest in rules"
    )


def test_a_folder_that_the_task_has_is_used(tmp_path: Path) -> None:
    there = SimpleNamespace(transport="local", _shell=SimpleNamespace(tmpdir=str(tmp_path)))
    plugin = action(tmp_path, _connection=there)
    with progress_of(plugin, VARIABLES):
        assert not plugin._make_tmp_path.called


@pytest.mark.parametrize(
    "changes",
    [
        {"_connection": SimpleNamespace(transport="ssh", _shell=SimpleNamespace(tmpdir=None))},
        {"_task": SimpleNamespace(async_val=60)},
        {"_is_become_unprivileged": lambda: True},
        {"_make_tmp_path": mock.Mock(side_effect=OSError)},
        {"_is_become_unprivileged": mock.Mock(side_effect=KeyError)},
        {"_templar": SimpleNamespace(template=lambda value: 0)},
        {"_templar": SimpleNamespace(template=mock.Mock(side_effect=ValueError))},
    ],
    ids=["remote", "async", "become", "no folder", "no become", "turned off", "template"],
)
def test_without_the_means_the_task_just_runs(tmp_path: Path, changes: dict[str, Any]) -> None:
    plugin = action(tmp_path, **changes)
    before = threading.active_count()
    with progress_of(plugin, VARIABLES):
        assert threading.active_count() == before
