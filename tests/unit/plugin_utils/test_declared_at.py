# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a configuration is that of a folder, and where. Reports: integration/test_declared_at.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _declared_at
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._declared_at import remember_places, with_places
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_folder import read_folder

ROW = {"kind": "segment_group", "name": "A", "id": "1", "entry": 0}
CREATED = {**ROW, "operation": "create", "before": {}, "after": {"name": "A"}}
UPDATED = {**CREATED, "operation": "update", "before": {"description": "x", "enabled": False, "name": "A"}}
DELETED = {**CREATED, "operation": "delete", "entry": None}


@pytest.fixture(autouse=True)
def nothing_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_declared_at, "_read", {})
    monkeypatch.chdir(tmp_path)


def folder(path: str, text: str = "segment_groups:\n- name: A\n\n  description: x\n") -> dict[str, Any]:
    """Write a folder, read it as the lookup does, and return what it declares."""
    Path(path).mkdir()
    Path(path, "a.yml").write_text(text, "utf-8")
    found = read_folder(path, lambda file: Path(file).read_text("utf-8"), str)
    remember_places(path, found)
    return found.config


def place(config: Any, row: dict[str, Any]) -> Any:
    """Return what a step of a plan says, ``nothing`` where it does not speak of folders."""
    (shown,) = with_places({"plan": [{**row}]}, config)["plan"]
    return shown.get("declared_at", "nothing")


def test_a_step_has_the_line_of_its_entry() -> None:
    assert place(folder("tenant"), CREATED) == {"file": "tenant/a.yml", "line": 2, "options": {}}


@pytest.mark.parametrize(
    ("after", "line", "options"),
    [
        ({"description": "y", "enabled": False, "name": "A"}, 4, {"description": 4}),
        ({"description": "y", "enabled": True, "name": "A"}, 4, {"description": 4}),
        ({"description": "x", "enabled": True, "name": "A"}, 2, {}),
        ({"description": "y", "enabled": False, "name": "B"}, 2, {"description": 4, "name": 2}),
    ],
    ids=["an option", "two, one of which is written", "none that is written", "two"],
)
def test_an_update_has_the_line_of_the_first_option_that_it_changes(
    after: dict[str, Any], line: int, options: dict[str, int]
) -> None:
    found = place(folder("tenant"), {**UPDATED, "after": after})
    assert found == {"file": "tenant/a.yml", "line": line, "options": options}


def test_what_nobody_declares_has_no_place() -> None:
    config = folder("tenant")
    assert place(config, DELETED) is None
    assert place(config, {**DELETED, "kind": "server_group"}) == "nothing"


def test_an_order_has_the_line_where_its_list_begins() -> None:
    config = folder("tenant", "policy_rules:\n  access:\n  - name: b\n  - name: a\n")
    row = {
        "kind": "policy_rule",
        "policy_type": "access",
        "operation": "reorder",
        "entry": None,
        "before": {},
        "after": {},
    }
    assert place(config, row) == {"file": "tenant/a.yml", "line": 3, "options": {}}


def test_a_list_of_a_folder_that_was_not_touched_is_known_by_itself() -> None:
    both = "segment_groups: [name: A]\nserver_groups: [name: B]\n"
    config = {**folder("tenant", both), "server_groups": [{"name": "B"}, {"name": "C"}]}
    assert place(config, CREATED)["file"] == "tenant/a.yml"
    assert place(config, {**CREATED, "kind": "server_group"}) == "nothing"


@pytest.mark.parametrize(
    "config",
    [
        None,
        "text",
        {},
        {"segment_groups": None},
        {"segment_groups": ["A"]},
        {"segment_groups": [{"name": "B"}]},
    ],
    ids=repr,
)
def test_another_configuration_than_that_of_the_folder_has_no_places(config: Any) -> None:
    folder("tenant")
    assert place(config, CREATED) == "nothing"


def test_two_folders_that_could_be_meant_are_told_apart_or_not_guessed() -> None:
    config = folder("one")
    folder("two", "segment_groups: [name: B]")
    assert place(config, CREATED)["file"] == "one/a.yml"
    folder("three")
    assert place(config, CREATED) == "nothing"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("tenant", "tenant/a.yml"),
        ("./tenant/", "tenant/a.yml"),
        ("{here}/tenant", "tenant/a.yml"),
        ("../t", "../t/a.yml"),
    ],
)
def test_files_are_relative_to_where_ansible_was_started(tmp_path: Path, given: str, shown: str) -> None:
    assert place(folder(given.format(here=tmp_path)), CREATED)["file"] == shown


def test_a_file_elsewhere_is_named_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    given = str(tmp_path / "tenant")
    assert place(folder(given), CREATED)["file"] == given + "/a.yml"


def test_a_number_that_is_hidden_since_it_is_a_secret_as_well_is_no_place() -> None:
    assert place(folder("tenant"), {**CREATED, "entry": "********"}) is None


def test_a_refusal_tells_the_file_in_place_of_the_configuration() -> None:
    sentence = "config.segment_groups[0].description: no."
    result = {"failed": True, "msg": "1 problem: %s" % sentence, "problems": ["protect[0]: no.", sentence]}
    assert with_places(result, folder("tenant")) == {
        "failed": True,
        "msg": "1 problem: tenant/a.yml, line 4: segment_groups[0].description: no.",
        "problems": ["protect[0]: no.", "tenant/a.yml, line 4: segment_groups[0].description: no."],
        "declared_at": {"file": "tenant/a.yml", "line": 4, "options": {"description": 4}},
    }


def test_a_failure_that_is_about_no_entry_has_no_place() -> None:
    assert with_places({"failed": True, "msg": "HTTP 403"}, folder("tenant")) == {
        "failed": True,
        "msg": "HTTP 403",
        "declared_at": None,
    }
