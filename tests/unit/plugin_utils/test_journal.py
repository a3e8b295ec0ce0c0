# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an audit keeps of its tasks, and where. Tests of the role are in tests/integration/audit."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.playbook.block import Block
from ansible.playbook.play import Play
from ansible.playbook.task_include import TaskInclude
from ansible_collections.zerotrust.zpa.plugins.module_utils._files import NotWritten
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _journal


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of one run of Ansible, which others can read."""
    monkeypatch.setattr(_journal.constants, "DEFAULT_LOCAL_TMP", str(tmp_path))
    tmp_path.chmod(0o755)
    return tmp_path


def a_task(**options: Any) -> SimpleNamespace:
    """A task in a block of a play, as an action gets to see it."""
    block = Block(play=Play())
    block._ds = {"block": []}
    return SimpleNamespace(
        action="zerotrust.zpa.zpa_segment_group",
        resolved_action=None,
        args=options,
        environment={},
        no_log=False,
        _uuid="of the task",
        _parent=block,
        _role=None,
        get_name=lambda: "Look",
        get_path=lambda: "audit.yml:7",
    )


def written(parent: Any, role: str = "") -> Any:
    """A task that stands in a block or an include."""
    task = a_task()
    task._parent = parent
    task._role = SimpleNamespace(get_role_path=lambda: role) if role else None
    return task


def a_block(parent: Any, **keywords: Any) -> Any:
    """A block that somebody has written into another one or an include."""
    block = Block(play=parent._play, parent_block=parent, **keywords)
    block._ds = {"block": []}
    return block


def test_only_the_user_can_read_a_journal_whatever_folder_it_is_in(temporary: Path) -> None:
    _journal.open_journal("tenant", a_task())
    (folder,) = temporary.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("function", ["open", "write"])
def test_a_journal_that_cannot_be_written_is_told_in_a_sentence(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    def full(*words: Any) -> None:
        raise OSError(28, "No space left on device")

    _journal.open_journal("tenant", a_task())
    monkeypatch.setattr(os, function, full)
    with pytest.raises(NotWritten) as caught:
        look(a_task(name="Finance"), changed=False)
    assert str(caught.value).startswith("%s/zpa-audit/" % temporary)
    assert str(caught.value).endswith(
        ": the disk is full. Make room on it, or let ANSIBLE_LOCAL_TEMP name another folder."
    )


def test_a_host_is_audited_from_the_begin_of_its_audit_to_the_end() -> None:
    assert not _journal.has_begun("tenant")
    _journal.open_journal("tenant", a_task())
    assert _journal.has_begun("tenant")
    assert not _journal.has_begun("another")
    _journal.close_journal("tenant")
    assert not _journal.has_begun("tenant")


def test_a_report_belongs_to_one_host(tmp_path: Path) -> None:
    assert _journal.may_report("tenant", str(tmp_path / "drift"))
    assert _journal.may_report("tenant", str(tmp_path / "x" / ".." / "drift"))
    assert _journal.may_report("another", str(tmp_path / "other"))
    assert not _journal.may_report("another", str(tmp_path / "drift"))


def look(task: SimpleNamespace, **result: Any) -> None:
    """Run a task for an audit."""
    _journal.run_in_forced_check_mode(SimpleNamespace(_task=task), "tenant", lambda: result)


def test_of_a_task_that_is_tried_again_the_last_try_counts() -> None:
    _journal.open_journal("tenant", a_task())
    task = a_task(name="Finance", client_secret="first")
    look(task, failed=True, msg="no")
    task.args = {"name": "Finance", "client_secret": "second"}
    look(task, changed=False, diff={})
    (kept,) = _journal.results_of("tenant")
    assert kept.result == {"changed": False, "diff": {}, "failed": False}


def test_tasks_that_say_the_same_count_each() -> None:
    _journal.open_journal("tenant", a_task())
    for _item in range(3):
        look(a_task(name="Finance"), changed=False, diff={})
    assert len(_journal.results_of("tenant")) == 3


class OutOfTime(BaseException):
    """As the timeout of a task is in Ansible."""


def test_a_task_that_is_ended_from_outside_is_an_error() -> None:
    _journal.open_journal("tenant", a_task())

    def run() -> dict[str, Any]:
        raise OutOfTime("Timed out after 1 second.")

    with pytest.raises(OutOfTime):
        _journal.run_in_forced_check_mode(SimpleNamespace(_task=a_task()), "tenant", run)
    (kept,) = _journal.results_of("tenant")
    assert kept.result == {"failed": True, "msg": "Timed out after 1 second."}


def test_what_stands_beside_the_begin_of_an_audit_or_in_blocks_beside_it_can_end_it() -> None:
    begin = a_task()
    _journal.open_journal("tenant", begin)
    assert _journal.can_end(written(begin._parent), "tenant")
    assert _journal.can_end(written(a_block(begin._parent)), "tenant")
    assert not _journal.can_end(written(begin._parent), "another")


@pytest.mark.parametrize("is_static", [False, True], ids=["included", "imported"])
def test_what_is_brought_in_cannot_end_what_began_outside_of_it(is_static: bool) -> None:
    begin = a_task()
    _journal.open_journal("tenant", begin)
    include = TaskInclude(block=begin._parent)
    include.statically_loaded = is_static
    inner = Block(play=begin._parent._play, task_include=include)
    assert not _journal.can_end(written(inner), "tenant")
    _journal.open_journal("tenant", written(inner))
    assert _journal.can_end(written(inner), "tenant")


def test_no_other_block_role_or_handler_can_end_an_audit() -> None:
    play = Play()
    begin = written(a_block(Block(play=play)), "/roles/one")
    _journal.open_journal("tenant", begin)
    assert not _journal.can_end(written(a_block(Block(play=play)), "/roles/one"), "tenant")
    assert not _journal.can_end(written(begin._parent, "/roles/other"), "tenant")
    assert not _journal.can_end(written(begin._parent), "tenant")
    assert not _journal.can_end(written(Block(play=play, use_handlers=True), "/roles/one"), "tenant")
    _journal.open_journal("tenant", written(Block(play=play)))
    assert _journal.can_end(written(a_block(Block(play=play))), "tenant")
    assert not _journal.can_end(written(Block(play=play, use_handlers=True)), "tenant")
    assert not _journal.can_end(written(Block(play=Play())), "tenant")


def test_handlers_of_its_play_may_belong_to_an_audit_that_was_cut_short_whatever_began_since() -> None:
    play = Play()
    handler, task = written(Block(play=play, use_handlers=True)), written(a_block(Block(play=play)))
    _journal.open_journal("tenant", task)
    _journal.drop_journal("tenant")
    assert not _journal.has_begun("tenant")
    assert _journal.standing_in_audit(handler, "tenant") == "unclear"
    assert _journal.standing_in_audit(task, "tenant") == "outside"
    assert _journal.standing_in_audit(written(Block(play=Play(), use_handlers=True)), "tenant") == "outside"
