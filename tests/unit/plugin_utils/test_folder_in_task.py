# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What becomes of a folder in a task. With ansible-playbook: tests/integration/test_folder_and_ansible.py."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _folder_in_task
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_in_task import (
    HIDDEN,
    UNREADABLE,
    TakesFolder,
    UnreadableFolder,
    handed_over,
    remember,
    secrets_in,
    unreadable,
    without_short,
)


class Core:
    """How ansible-core finalizes an argument that has an error for its template."""

    @classmethod
    def finalize_task_arg(cls, name: str, value: Any, **more: Any) -> Any:
        if isinstance(value, Exception):
            try:
                raise value
            except Exception as error:
                raise RuntimeError("Finalization of task args failed.") from error
        return "%s is %s" % (name, value)


class Action(TakesFolder, Core):
    pass


@pytest.fixture(autouse=True)
def decrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_folder_in_task, "_decrypted", set())


def test_a_folder_that_cannot_be_read_is_told_without_words_around() -> None:
    option = Action.finalize_task_arg("config", UnreadableFolder("a.yml, line 2: no."), context=None)
    assert unreadable(option) == {"failed": True, "changed": False, "msg": "a.yml, line 2: no."}


def test_other_arguments_and_errors_are_as_ansible_has_them() -> None:
    assert Action.finalize_task_arg("config", "A") == "config is A"
    assert unreadable({"segment_groups": []}) is unreadable(None) is None


def test_all_folders_of_a_task_are_told_of_at_once_and_each_complaint_once() -> None:
    first = {UNREADABLE: "a.yml, line 2: no.\na.yml, line 3: no."}
    second = {UNREADABLE: "a.yml, line 3: no.\nb.yml, line 1: no."}
    result = unreadable(first, {"segment_groups": []}, second)
    assert result is not None
    assert result["msg"].splitlines() == ["a.yml, line 2: no.", "a.yml, line 3: no.", "b.yml, line 1: no."]
    with pytest.raises(RuntimeError, match="Finalization"):
        Action.finalize_task_arg("config", ValueError("no"))


def test_a_text_that_was_decrypted_alone_is_a_secret_wherever_it_is() -> None:
    remember("word")
    remember("")
    assert secrets_in({"a": [{"b": "word"}, "other", ("word",)], "c": 1, "d": ""}) == {"word"}


def test_a_short_secret_is_hidden_where_it_is_alone() -> None:
    result = {"plan": [{"after": {"name": "no", "x": 0}, "n": "no no"}], "changed": True}
    assert without_short({"no", "long enough"}, result) == {
        "plan": [{"after": {"name": HIDDEN, "x": 0}, "n": "no no"}],
        "changed": True,
    }


FOLDER: dict[str, Any] = {"segment_groups": []}


class Templar:
    """How ansible-core finalizes an argument that is a template: with all that a lookup returns."""

    @classmethod
    def finalize_task_arg(cls, name: str, value: str, context: Any = None) -> Any:
        found = handed_over(FOLDER)
        made = {"[": [found], "~": "%s or so" % (found,)}
        return next((made[sign] for sign in made if sign in value), found)


class Task(TakesFolder, Templar):
    pass


LOOKUP = "lookup('zerotrust.zpa.tenant_folder', %s)"


def test_a_task_gets_what_a_folder_has_as_it_is() -> None:
    for words in ("dir", "'tenant'", '"a" if b else c'):
        assert Task.finalize_task_arg("config", "{{ %s }}" % (LOOKUP % words)) is FOLDER


@pytest.mark.parametrize("made", [" ~ 'x'", "['segment_groups']"])
def test_what_a_template_makes_of_a_folder_is_made_of_the_folder(made: str) -> None:
    template = "{{ %s%s }}" % (LOOKUP % "dir", made)
    assert Task.finalize_task_arg("config", template) == Templar.finalize_task_arg("config", template)
    inside = "{{ %s }}" % (LOOKUP % ("dir" + made))
    assert Task.finalize_task_arg("config", inside) == Templar.finalize_task_arg("config", inside)


def test_a_folder_that_no_task_takes_is_returned_by_the_lookup() -> None:
    assert handed_over(FOLDER) is FOLDER
