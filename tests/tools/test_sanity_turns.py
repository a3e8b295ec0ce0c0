# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What everyday runs have of sanity: all tests, and in the course of a few commits all files and Pythons."""

from __future__ import annotations

import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
import sanity_turns

FILES = ["plugins/modules/zpa_%d.py" % number for number in range(50)]
PYTHONS = {(3, 9): "python3.9", (3, 13): "python3.13", (3, 15): "python3.15"}


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    monkeypatch.setattr(sanity_turns, "ansible_test", lambda _root, _venv, *how: found.append(how))
    return found


def test_each_file_is_looked_at_in_one_of_five_commits() -> None:
    samples = [list(sanity_turns.sample(FILES, [], turn)) for turn in range(sanity_turns.ONE_FILE_IN)]
    assert sorted(file for sample in samples for file in sample) == sorted(FILES)
    assert all(samples)


def test_what_was_changed_lately_is_looked_at_with_each_commit(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=Tester", "-c", "user.email=tester@example.com"]
        command = ["git", *who, *words]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    git("init")
    for name in ("old.py", "gone.py", "new.py"):
        (tmp_path / name).write_text("")
        git("add", name)
        git("commit", "--message", name)
        for _number in range(sanity_turns.LATEST_COMMITS // 2 if name == "gone.py" else 0):
            git("commit", "--allow-empty", "--message", "nothing")
    git("rm", "gone.py")
    for turn in range(sanity_turns.ONE_FILE_IN):
        assert "new.py" in sanity_turns.files_of(tmp_path, turn)
        assert "gone.py" not in sanity_turns.files_of(tmp_path, turn)


def test_each_python_has_its_turn_and_none_that_sanity_does_not_know(ran: list[tuple[object, ...]]) -> None:
    for turn in range(2):
        sanity_turns.everyday(Path(), Path(), PYTHONS, turn)
    assert [how[0] for how in ran] == [{(3, 9): "python3.9"}, {(3, 13): "python3.13"}]


def test_no_test_of_sanity_is_left_out(ran: list[tuple[object, ...]]) -> None:
    sanity_turns.everyday(Path(), Path(), PYTHONS, 0)
    ((_pythons, quick, slow),) = ran
    assert isinstance(quick, list)
    assert isinstance(slow, list)
    skipped = {name for word, name in pairwise(quick) if word == "--skip-test"}
    chosen = {name for word, name in pairwise(slow) if word == "--test"}
    assert skipped == chosen == {*sanity_turns.SLOW}
