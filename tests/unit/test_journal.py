# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an audit keeps of its tasks, and where. Tests of the role are in tests/integration/test_audit.py."""

from __future__ import annotations

import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _journal


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of one run of Ansible, which others can read."""
    monkeypatch.setattr(_journal.constants, "DEFAULT_LOCAL_TMP", str(tmp_path))
    tmp_path.chmod(0o755)
    return tmp_path


def test_only_the_user_can_read_a_journal_whatever_folder_it_is_in(temporary: Path) -> None:
    _journal.open_journal("tenant")
    path = Path(_journal.journal_of("tenant"))
    assert path.is_relative_to(temporary)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_host_is_audited_from_the_begin_of_its_audit_to_the_end() -> None:
    assert _journal.journal_of("tenant") == ""
    _journal.open_journal("tenant")
    assert _journal.journal_of("tenant") != ""
    assert _journal.journal_of("another") == ""
    _journal.close_journal("tenant")
    assert _journal.journal_of("tenant") == ""


def look(secret: str, **options: Any) -> None:
    """Run a task for an audit, which finds nothing to do."""
    task = SimpleNamespace(
        action="zerotrust.zpa.zpa_segment_group",
        resolved_action=None,
        args={"client_secret": secret, **options},
        no_log=False,
        _uuid="of the task",
        get_name=lambda: "Look",
        get_path=lambda: "audit.yml:7",
    )
    _journal.audited(SimpleNamespace(_task=task), "tenant", lambda: {"changed": False, "diff": {}})


def test_a_task_that_is_tried_again_with_another_secret_counts_once() -> None:
    _journal.open_journal("tenant")
    look("first", name="Finance")
    look("second", name="Finance")
    look("second", name="Other")
    assert [one.options for one in _journal.results_of("tenant")] == [{"name": "Finance"}, {"name": "Other"}]


@pytest.mark.parametrize("place", _journal.PLACES)
def test_tasks_for_other_tenants_count_each(place: str) -> None:
    _journal.open_journal("tenant")
    look("the same", name="Finance", **{place: "1"})
    look("the same", name="Finance", **{place: "2"})
    assert len(_journal.results_of("tenant")) == 2
