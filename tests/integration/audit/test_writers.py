# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``zpa_audit`` and what would write, or keep it from its end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from support.audits import GROUP, HANDLER, PREFIX, audit, role, tasks_of
from support.playbooks import run_playbook
from support.tenants import TestTenant


@pytest.mark.parametrize(
    "tasks",
    [
        [{GROUP: {"name": "New"}, "notify": "Fix it"}],
        [{GROUP: {"name": "New"}, "notify": "Fix it"}, {"ansible.builtin.meta": "flush_handlers"}],
        [{"ansible.builtin.command": "true", "check_mode": False, "notify": "Fix it"}],
    ],
    ids=["at the end", "at once", "by a task of others"],
)
def test_handlers_do_not_write(estate: TestTenant, tmp_path: Path, tasks: list[dict[str, Any]]) -> None:
    found = audit(
        estate,
        tmp_path,
        play={"handlers": [HANDLER]},
        tasks_file=tasks_of(tmp_path, *tasks, {GROUP: {"name": "Same"}}),
        fail_on_drift=False,
    )
    assert found.run.code == 0, found.run.output
    assert found.objects["segment_group Same"] == "as_declared"


def test_what_a_task_would_change_is_no_news_to_handlers_of_others(
    estate: TestTenant, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    handler = {"name": "Tell others", "ansible.builtin.command": {"argv": ["touch", str(told)]}}
    tasks = tasks_of(tmp_path, {GROUP: {"name": "New"}, "notify": "Tell others"})
    found = audit(estate, tmp_path, play={"handlers": [handler]}, tasks_file=tasks, fail_on_drift=False)
    assert found.objects == {"segment_group New": "create"}
    assert not told.exists()


def test_a_handler_that_was_notified_before_does_its_work(zpa: TestTenant, tmp_path: Path) -> None:
    zpa.add_group("Stranger")
    before = {"ansible.builtin.command": "true", "notify": "Fix it"}
    tasks = [before, *role(tasks_file=tasks_of(tmp_path, {GROUP: {"name": "New"}}), fail_on_drift=False)]
    play = [{"hosts": "localhost", "gather_facts": False, "handlers": [HANDLER], "tasks": tasks}]
    (tmp_path / "play.yml").write_text(yaml.safe_dump(play), "utf-8")
    run = run_playbook(zpa, tmp_path / "play.yml", tmp_path)
    assert run.code == 0, run.output
    assert [call.method for call in zpa.writes] == ["DELETE"]


def test_a_task_after_the_audit_does_its_work(zpa: TestTenant, tmp_path: Path) -> None:
    tasks = role(tasks_file=tasks_of(tmp_path, {GROUP: {"name": "New"}}), fail_on_drift=False)
    play = [{"hosts": "localhost", "gather_facts": False, "tasks": [*tasks, {GROUP: {"name": "Next"}}]}]
    (tmp_path / "play.yml").write_text(yaml.safe_dump(play), "utf-8")
    run = run_playbook(zpa, tmp_path / "play.yml", tmp_path)
    assert run.code == 0, run.output
    assert [call.body["name"] for call in zpa.writes] == ["Next"]


def test_a_task_in_the_background_is_looked_at_as_any_other(estate: TestTenant, tmp_path: Path) -> None:
    background = {GROUP: {"name": "New"}, "async": 20, "poll": 0}
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, background))
    assert found.objects == {"segment_group New": "create"}


def test_what_would_write_files_writes_none(estate: TestTenant, tmp_path: Path) -> None:
    files = {"dir": str(tmp_path / "export"), "config": {"segment_groups": [{"name": "Same"}]}}
    export = {PREFIX + "zpa_config_files": files, "check_mode": False}
    audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, export, {GROUP: {"name": "Same"}}))
    assert not (tmp_path / "export").exists()


def test_tasks_of_others_run_in_check_mode(estate: TestTenant, tmp_path: Path) -> None:
    path = tmp_path / "note"
    note = {"ansible.builtin.copy": {"dest": str(path), "content": "x", "mode": "0600"}}
    audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, note, {"block": [note]}, {GROUP: {"name": "Same"}}))
    assert not path.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "cannot be read"),
        ("- name: [\n", "cannot be read"),
        ("name: Same\n", "has to be a list of tasks"),
        ("- block:\n    - ansible.builtin.meta: end_host\n", "there is meta: end_host"),
        ("- ansible.builtin.include_tasks: more.yml\n", "there is meta: end_play"),
    ],
    ids=["missing", "not YAML", "no list", "ends the play", "includes what ends the play"],
)
def test_a_file_of_tasks_that_cannot_be_audited_is_told_in_output_and_report(
    estate: TestTenant, tmp_path: Path, text: str | None, told: str
) -> None:
    (tmp_path / "more.yml").write_text("- ansible.builtin.import_tasks: last.yml\n", "utf-8")
    (tmp_path / "last.yml").write_text("- ansible.builtin.meta: end_play\n", "utf-8")
    if text is not None:
        (tmp_path / "tasks.yml").write_text(text, "utf-8")
    found = audit(estate, tmp_path, tasks_file=str(tmp_path / "tasks.yml"))
    assert found.run.code == 2
    assert told in found.errors[0]
    assert told in found.run.output


@pytest.mark.parametrize(
    "tasks",
    ["- nobody.knows.this: {}\n", "- ansible.builtin.include_tasks: \"{{ 'more.yml' }}\"\n"],
    ids=["an unknown module", "the play of the host ends"],
)
def test_an_audit_that_does_not_come_to_its_end_leaves_a_report_that_says_so(
    estate: TestTenant, tmp_path: Path, tasks: str
) -> None:
    (tmp_path / "tasks.yml").write_text(tasks, "utf-8")
    (tmp_path / "more.yml").write_text("- ansible.builtin.meta: end_host\n", "utf-8")
    found = audit(estate, tmp_path, tasks_file=str(tmp_path / "tasks.yml"))
    assert found.errors == ["The audit has begun, and did not come to its end."]
    assert found.document["verdict"] == "incomplete"
