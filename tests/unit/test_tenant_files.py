# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The configuration of a tenant as YAML files: which, with what in them, and when nothing is written."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _tenant_files
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_files import (
    files_to_write,
    rendered,
    write_file,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_folder import FolderError, read_folder
from hypothesis import given
from hypothesis import strategies as st

CONFIG: dict[str, Any] = {
    "segment_groups": [{"name": "Finance", "enabled": True, "applications": ["Payroll", "SAP"]}],
    "policy_rules": {"access": [{"name": "B"}, {"name": "A"}], "siem": []},
}


def groups(text: str) -> str:
    """The YAML of a group with a description."""
    return rendered({"segment_groups": [{"description": text}]})["segment_groups.yml"]


def write(folder: Path, config: dict[str, Any], kinds: list[str] | None = None) -> list[str]:
    files = files_to_write(str(folder), config, kinds)
    for file in files:
        write_file(file)
    return [file.name for file in files]


def problems(folder: Path, kinds: list[str] | None = None) -> list[str]:
    with pytest.raises(FolderError) as caught:
        files_to_write(str(folder), CONFIG, kinds)
    return caught.value.problems


def test_each_list_has_its_file_empty_ones_as_well() -> None:
    assert list(rendered(CONFIG)) == [
        "segment_groups.yml",
        "policy_rules/access.yml",
        "policy_rules/siem.yml",
    ]


def test_a_file_is_plain_yaml_below_a_comment() -> None:
    assert rendered(CONFIG)["segment_groups.yml"] == (
        "---\n"
        "# The segment groups of a ZPA tenant.\n"
        "# Written by the role zerotrust.zpa.zpa_export, read by zerotrust.zpa.zpa_tenant.\n"
        "segment_groups:\n"
        "  - name: Finance\n"
        "    enabled: true\n"
        "    applications:\n"
        "      - Payroll\n"
        "      - SAP\n"
    )
    assert rendered(CONFIG)["policy_rules/siem.yml"].endswith("\npolicy_rules:\n  siem: []\n")


def test_lines_of_a_text_are_lines_of_the_file() -> None:
    assert groups("One\n\n  Two\n").endswith("  - description: |\n      One\n\n        Two\n")


# Texts that a version of YAML takes for something else, or a program that knows none of them well.
WORDS = [
    *("yes", "Off", "NO", "y", "true", "null", "~", "=", "<<", ".inf", "-.INF", ".NaN", "+.5", "-.5e3"),
    *("1.0", "1.10", "1e3", "0x1", "0o14", "007", "1_000", "+5", "1:30", "1:30.5", "2024-05-01", "12e03"),
    *("2024-05-01 10:00:00", "2024-05-01T10:00:00Z", "-0"),
]


@pytest.mark.parametrize("text", WORDS)
def test_what_looks_like_another_type_is_quoted(text: str) -> None:
    assert groups(text).endswith("  - description: '%s'\n" % text)


def test_names_of_any_form_come_back(tmp_path: Path) -> None:
    config = {
        "segment_groups": [{"name": word, "applications": WORDS} for word in WORDS],
        "policy_rules": {"access": [{"name": word, "description": word} for word in WORDS]},
    }
    write(tmp_path, config)
    assert read_folder(str(tmp_path), lambda path: Path(path).read_text("utf-8")).config == config


def test_long_lines_are_not_folded() -> None:
    assert groups("word " * 100 + "end").count("\n") == 5


def test_what_is_there_twice_is_written_twice() -> None:
    shared = {"name": "A"}
    assert "&" not in rendered({"segment_groups": [shared, shared]})["segment_groups.yml"]


CHARACTERS = st.characters(exclude_categories=()) | st.sampled_from(
    "\n\n\t\r #:-'\"{}[]|>%@`\\\x85\u2028\ufeff😀"
)


@given(st.text(CHARACTERS))
def test_every_text_comes_back(text: str) -> None:
    written = groups(text).encode("utf-8").decode("utf-8")
    assert yaml.safe_load(written) == {"segment_groups": [{"description": text}]}


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    write(tmp_path, CONFIG)
    found = read_folder(str(tmp_path), lambda path: Path(path).read_text("utf-8")).config
    assert found == {**CONFIG, "policy_rules": CONFIG["policy_rules"]}


def test_only_files_that_differ_are_written(tmp_path: Path) -> None:
    write(tmp_path, CONFIG)
    assert write(tmp_path, CONFIG) == []
    assert write(tmp_path, {**CONFIG, "segment_groups": []}) == ["segment_groups.yml"]


def test_files_and_folders_can_be_read_by_all(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write(tmp_path / "new" / "folder", CONFIG)
    finally:
        os.umask(before)
    modes = {
        str(path.relative_to(tmp_path)): stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")
    }
    assert modes["new"] == modes["new/folder"] == modes["new/folder/policy_rules"] == 0o755
    assert modes["new/folder/segment_groups.yml"] == modes["new/folder/policy_rules/siem.yml"] == 0o644


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "kept.yml").touch()
    (tmp_path / "a" / "segment_groups.yml").symlink_to(tmp_path / "kept.yml")
    write(tmp_path / "a", CONFIG)
    assert (tmp_path / "a" / "segment_groups.yml").is_symlink()
    assert "Finance" in (tmp_path / "kept.yml").read_text()


def test_a_write_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, CONFIG)
    before = (tmp_path / "segment_groups.yml").read_bytes()

    def fail(*words: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(_tenant_files.os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write(tmp_path, {**CONFIG, "segment_groups": []})
    assert (tmp_path / "segment_groups.yml").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["policy_rules", "segment_groups.yml"]


def test_other_yaml_files_are_refused(tmp_path: Path) -> None:
    write(tmp_path, CONFIG)
    for name in ("mine.yml", "policy_rules/more.yaml", "segment_groups.yaml", ".hidden.yml", "README.md"):
        (tmp_path / name).touch()
    (problem,) = problems(tmp_path)
    assert "does not write: mine.yml, policy_rules/more.yaml, segment_groups.yaml. " in problem


def test_a_kind_that_the_tenant_has_no_longer_is_refused(tmp_path: Path) -> None:
    write(tmp_path, CONFIG)
    (tmp_path / "policy_rules" / "isolation.yml").touch()
    assert "policy_rules/isolation.yml" in problems(tmp_path)[0]


def test_files_of_kinds_that_are_not_asked_for_stay(tmp_path: Path) -> None:
    write(tmp_path, CONFIG)
    assert write(tmp_path, {"segment_groups": []}, ["segment_groups"]) == ["segment_groups.yml"]
    assert write(tmp_path, {"policy_rules": {"access": []}}, ["policy_rules.access"]) == [
        "policy_rules/access.yml"
    ]
    (tmp_path / "mine.yml").touch()
    assert "mine.yml" in problems(tmp_path, ["segment_groups"])[0]


def test_an_encrypted_file_is_not_written_in_the_clear(tmp_path: Path) -> None:
    (tmp_path / "segment_groups.yml").write_text("$ANSIBLE_VAULT;1.1;AES256\n3139\n")
    assert "segment_groups.yml: is encrypted" in problems(tmp_path)[0]


def test_what_cannot_be_read_keeps_the_export_from_writing(tmp_path: Path) -> None:
    (tmp_path / "policy_rules").mkdir()
    (tmp_path / "old").symlink_to(tmp_path / "gone")
    (tmp_path / "old.yml.bak").touch()
    os.mkfifo(tmp_path / "segment_groups.yml")
    found = [problem.replace(str(tmp_path), "FOLDER").split(":")[0] for problem in problems(tmp_path)]
    assert found == ["FOLDER/old", "FOLDER/old.yml.bak", "FOLDER/segment_groups.yml"]


def test_what_a_killed_export_leaves_is_no_part_of_the_tenant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_tenant_files.os, "replace", lambda *words: os._exit(9))
    killed = os.fork()
    if killed == 0:
        write(tmp_path, CONFIG)
    os.waitpid(killed, 0)
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] != []
    assert write(tmp_path, CONFIG) == [
        "segment_groups.yml",
        "policy_rules/access.yml",
        "policy_rules/siem.yml",
    ]
