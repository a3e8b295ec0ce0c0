# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the callback makes of the events of a run. Real runs are in ``tests/integration``."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.callback.drift_report import CallbackModule
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.sources import VARIABLES
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _journal
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.tasks import PLACES, module_of, written_at

MISSING = {"changed": True, "diff": {"before": {}, "after": {"name": "A"}}}


def event(
    result: dict[str, Any],
    action: str = "zerotrust.zpa.zpa_segment_group",
    check_mode: Any = True,
    uuid: str = "1",
    name: str = "Keep it",
    environment: Any = None,
    **args: Any,
) -> SimpleNamespace:
    """What a callback gets to see of a task that has ended."""
    task = SimpleNamespace(
        action=action.rpartition(".")[2],
        resolved_action=action,
        check_mode=check_mode,
        args=args,
        environment=environment,
        _uuid=uuid,
        get_name=lambda: name,
        get_path=lambda: "/elsewhere/site.yml:3",
    )
    host = SimpleNamespace(get_name=lambda: "alpha")
    return SimpleNamespace(_task=task, _host=host, _result=result)


class Screen:
    """Keeps what is shown."""

    verbosity = 0

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.errors: list[str] = []

    def display(self, line: str, stderr: bool) -> None:
        assert stderr
        self.lines.append(line)

    def error(self, line: str, wrap_text: bool) -> None:
        assert not wrap_text
        self.errors.append(line)


@pytest.fixture
def callback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CallbackModule:
    made = CallbackModule(display=Screen())
    options = {"report_dir": str(tmp_path / "drift"), "unmanaged_is_drift": False}
    monkeypatch.setattr(made, "get_option", options.__getitem__)
    return made


def objects(callback: CallbackModule, at: Path) -> list[tuple[str, str]]:
    """The names and what is known of them, in the report at the end of the run."""
    callback.v2_playbook_on_stats(None)
    assert callback._display.errors == []
    (tenant,) = json.loads((at / "drift" / "drift.json").read_text("utf-8"))["tenants"]
    return [(one["name"], one["operation"] or one["status"]) for one in tenant["objects"]]


def test_items_of_a_loop_count_and_their_summary_does_not(callback: CallbackModule, tmp_path: Path) -> None:
    callback.v2_runner_item_on_ok(event(MISSING))
    callback.v2_runner_item_on_failed(event({"msg": "no"}, name="B"))
    callback.v2_runner_on_failed(event({"results": []}))
    callback.v2_runner_on_ok(event(MISSING))
    assert objects(callback, tmp_path) == [("A", "create"), ("A", "create"), ("B", "error")]


def test_a_host_that_is_not_reached_is_an_error(callback: CallbackModule, tmp_path: Path) -> None:
    callback.v2_runner_on_unreachable(event({"msg": "no", "unreachable": True}, name="Keep it", id="7"))
    assert objects(callback, tmp_path) == [("7", "error")]


def test_nothing_is_kept_of_a_task_but_what_the_report_needs(callback: CallbackModule) -> None:
    callback.v2_runner_on_ok(
        event({**MISSING, "invocation": {"module_args": {}}}, client_secret="x", state="absent")
    )
    (kept,) = callback._results
    assert kept.options == {"state": "absent"}
    assert "invocation" not in kept.result


@pytest.mark.parametrize(
    ("check_mode", "why"),
    [
        (False, "no task that declares something of zerotrust.zpa ran in check mode"),
        (None, "no task that declares something of zerotrust.zpa ran"),
    ],
)
def test_without_a_check_nothing_is_written(
    callback: CallbackModule, tmp_path: Path, check_mode: Any, why: str
) -> None:
    callback.v2_runner_on_ok(event(MISSING, "ansible.builtin.copy"))
    callback.v2_runner_on_ok(event(MISSING, "zerotrust.zpa.zpa_segment_group_info"))
    if check_mode is not None:
        callback.v2_runner_on_ok(event(MISSING, check_mode=check_mode))
    callback.v2_playbook_on_stats(None)
    assert callback._display.lines == ["Drift report: not written, since %s." % why]
    assert list(tmp_path.iterdir()) == []


def test_what_was_no_check_is_noted(callback: CallbackModule, tmp_path: Path) -> None:
    callback.v2_runner_on_ok(event(MISSING))
    callback.v2_runner_on_ok(event(MISSING, check_mode=False))
    assert objects(callback, tmp_path) == [("A", "create")]
    (tenant,) = json.loads((tmp_path / "drift" / "drift.json").read_text("utf-8"))["tenants"]
    assert tenant["notes"] == ["Not in this report are results of tasks that did not run in check mode: 1."]


ENDED_WELL = SimpleNamespace(failures={}, dark={})


def test_what_goes_wrong_at_the_end_is_an_error_and_ends_the_run_badly(
    callback: CallbackModule, tmp_path: Path
) -> None:
    (tmp_path / "drift").touch()
    callback.v2_runner_on_ok(event(MISSING))
    with pytest.raises(SystemExit, match="1"):
        callback.v2_playbook_on_stats(ENDED_WELL)
    (error,) = callback._display.errors
    assert error == (
        "The drift report is not written: %s/drift/drift.json: cannot be written: what should be a folder "
        "above it is none. Move that away, or choose another folder. All files are as they were before."
        % tmp_path
    )


@pytest.mark.parametrize("bad", ["failures", "dark"])
def test_a_run_that_ended_badly_keeps_its_exit_code(
    callback: CallbackModule, tmp_path: Path, bad: str
) -> None:
    (tmp_path / "drift").touch()
    callback.v2_runner_on_ok(event(MISSING))
    callback.v2_playbook_on_stats(SimpleNamespace(**{**vars(ENDED_WELL), bad: {"alpha": 1}}))
    assert len(callback._display.errors) == 1


class TestKept:
    """What workers keep, since ansible-core masks what it hands to callbacks."""

    @pytest.fixture(autouse=True)
    def begun(self, callback: CallbackModule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(_journal.constants, "DEFAULT_LOCAL_TMP", str(tmp_path / "run"))
        monkeypatch.setattr(_journal, "is_reported", False)
        callback.v2_playbook_on_start(None)

    def ran(self, result: dict[str, Any], masked: dict[str, Any], **more: Any) -> SimpleNamespace:
        """A task that ran in a worker, with what the callback gets to see of it."""
        told = event(masked, **more)
        told._task.vars, told._task.no_log = {}, False
        told.is_changed = lambda: bool(result.get("changed"))
        _journal._reported(told._task, "alpha", lambda: result)
        return told

    def test_the_report_tells_what_was_found_and_not_what_is_masked(
        self, callback: CallbackModule, tmp_path: Path
    ) -> None:
        masked = {"changed": True, "diff": {"$REDACTED$": {}, "after": "$REDACTED$"}}
        callback.v2_runner_on_ok(self.ran(MISSING, masked))
        assert objects(callback, tmp_path) == [("A", "create")]

    def test_counts_that_are_masked_stop_nothing(self, callback: CallbackModule, tmp_path: Path) -> None:
        result = {"changed": False, "plan": [], "summary": {"unchanged": 3}}
        masked = {**result, "summary": {"unchanged": "$REDACTED$"}}
        callback.v2_runner_on_ok(self.ran(result, masked, action="zerotrust.zpa.zpa_config"))
        assert objects(callback, tmp_path) == []
        document = json.loads((tmp_path / "drift" / "drift.json").read_text("utf-8"))
        assert document["summary"]["as_declared"] == 3

    def test_what_a_task_could_not_keep_is_missed(
        self, callback: CallbackModule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(path: str, line: str) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(_journal, "_append", full)
        callback.v2_runner_on_ok(self.ran(MISSING, MISSING))
        with pytest.raises(SystemExit):
            callback.v2_playbook_on_stats(ENDED_WELL)
        (error,) = callback._display.errors
        assert "what a task on alpha found out could not be kept: is the disk full?" in error
        assert not (tmp_path / "drift").exists()

    def test_of_a_task_that_is_tried_again_and_does_not_begin_nothing_old_counts(
        self, callback: CallbackModule, tmp_path: Path
    ) -> None:
        told = self.ran(MISSING, {"msg": "no route"}, name="A")

        def fail() -> dict[str, Any]:
            raise OSError("no route")

        with pytest.raises(OSError, match="no route"):
            _journal._reported(told._task, "alpha", fail)
        callback.v2_runner_on_failed(told)
        assert objects(callback, tmp_path) == [("A", "error")]


@pytest.mark.parametrize("place", PLACES)
def test_a_task_for_another_tenant_says_for_which(
    callback: CallbackModule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (variable, *_others) = VARIABLES[place]
    for name in sum(VARIABLES.values(), ()):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, "1")
    callback.v2_runner_on_ok(event(MISSING))
    callback.v2_runner_on_ok(event(MISSING, environment=[{variable: "2"}]))
    callback.v2_runner_on_ok(event(MISSING, environment={variable: "2"}, **{place: 3}))
    callback.v2_runner_on_ok(event(MISSING, environment={"OTHER": "2"}))
    callback.v2_playbook_on_stats(None)
    document = json.loads((tmp_path / "drift" / "drift.json").read_text("utf-8"))
    found = [one["connection"] for one in document["tenants"][0]["objects"]]
    assert found == [{place: "1"}, {place: "2"}, {place: "3"}, {place: "1"}]
    for name in ("drift.html", "drift.md", "drift.xml"):
        text = (tmp_path / "drift" / name).read_text("utf-8").replace("&#95;", "_")
        assert "%s 3" % place in text


def test_no_secret_of_an_environment_is_shown(callback: CallbackModule, tmp_path: Path) -> None:
    environment = {"ZPA_CLIENT_SECRET": "hush-hush", "ZPA_BASE_URL": "https://me:pAsS@zpa.example.com/"}
    callback.v2_runner_on_ok(event({"msg": "not hush-hush"}, environment=environment, name="hush-hush"))
    callback.v2_runner_on_ok(event(MISSING))
    callback.v2_playbook_on_stats(None)
    text = (tmp_path / "drift" / "drift.json").read_text("utf-8")
    assert "https://zpa.example.com/" in text
    assert "hush-hush" not in text
    assert "pAsS" not in text


def test_a_module_is_known_by_what_its_name_stands_for() -> None:
    assert module_of(event({})._task) == "zpa_segment_group"
    assert module_of(SimpleNamespace(resolved_action=None, action="zerotrust.zpa.zpa_config")) == "zpa_config"
    assert module_of(event({}, "other.zpa.zpa_segment_group")._task) == ""


def test_places_below_the_working_directory_are_relative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert written_at(SimpleNamespace(get_path=lambda: "%s/a/site.yml:3" % tmp_path)) == "a/site.yml:3"
    assert written_at(SimpleNamespace(get_path=lambda: "/elsewhere/site.yml:3")) == "/elsewhere/site.yml:3"
    assert written_at(SimpleNamespace(get_path=lambda: None)) == ""


def test_a_task_in_the_background_is_an_error_that_says_so(callback: CallbackModule, tmp_path: Path) -> None:
    callback.v2_runner_on_ok(event({"ansible_job_id": "j1.2", "started": 1, "changed": True}, name="A"))
    assert objects(callback, tmp_path) == [("A", "error")]
    assert "in the background" in (tmp_path / "drift" / "drift.md").read_text("utf-8")
