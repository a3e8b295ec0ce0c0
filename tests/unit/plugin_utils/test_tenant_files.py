# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The configuration of a tenant as YAML files: which, with what in them, and when nothing is written."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.zerotrust.zpa.plugins.module_utils import _files
from ansible_collections.zerotrust.zpa.plugins.module_utils._files import NotWritten
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_yaml import FolderError
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_files import (
    files_to_write,
    rendered,
    write_all,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_folder import read_folder
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._yaml_plain import UNSAFE
from hypothesis import given
from hypothesis import strategies as st

CONFIG: dict[str, Any] = {
    "segment_groups": [{"name": "Finance", "enabled": True, "applications": ["Payroll", "SAP"]}],
    "policy_rules": {"access": [{"name": "B"}, {"name": "A"}], "siem": []},
}


def groups(text: str) -> str:
    """The YAML of a group with a description."""
    return rendered({"segment_groups": [{"description": text}]})["segment_groups.yml"]


class OfAnsible(yaml.SafeLoader):
    """YAML 1.1 with the one tag that an export has."""


def in_yaml_1_2(text: str) -> Any:
    reader = pytest.importorskip("ruamel.yaml").YAML(typ="safe", pure=True)
    reader.constructor.add_constructor(UNSAFE, lambda loader, node: loader.construct_scalar(node))
    return reader.load(text)


OfAnsible.add_constructor(UNSAFE, lambda loader, node: loader.construct_scalar(node))
READERS: dict[str, Callable[[str], Any]] = {
    "YAML 1.1": lambda text: yaml.load(text, OfAnsible),  # noqa: S506  (a safe one)
    "YAML 1.2": in_yaml_1_2,
}
readers = pytest.mark.parametrize("read", READERS.values(), ids=READERS)


def write(folder: Path, config: dict[str, Any], kinds: list[str] | None = None) -> list[str]:
    files = files_to_write(str(folder), config, kinds)
    write_all(files)
    return [file.name for file in files]


def problems(folder: Path, kinds: list[str] | None = None) -> list[str]:
    with pytest.raises(FolderError) as caught:
        files_to_write(str(folder), CONFIG, kinds)
    return caught.value.problems


class TextOfAnsible(str):
    """What ansible-core makes of a text, to remember where it is from."""


class NumberOfAnsible(int):
    """What it makes of a whole number."""


class DecimalsOfAnsible(float):
    """What it makes of another one."""


def test_numbers_and_texts_are_written_whatever_ansible_knows_of_them() -> None:
    group = {"latitude": DecimalsOfAnsible(37.5), "longitude": NumberOfAnsible(5), "name": TextOfAnsible("A")}
    content = rendered({"app_connector_groups": [group]})["app_connector_groups.yml"]
    assert content.endswith("  - latitude: 37.5\n    longitude: 5\n    name: A\n")


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
    *("yes", "Off", "NO", "y", "true", "null", "~", "=", "<<", ".inf", "-.INF", "+.inf", ".NaN", "tRuE", "n"),
    *("+.5", "-.5e3", ".5", ".", "1.", "0.", "1e3", "1E-3", "12e03", "+12.3", "-0", "+5", "1,000", "1_000"),
    *("1.0", "1.10", "0x1", "0x1F", "0o14", "0o17", "0b11", "007", "1:30", "1:30.5", "12:30:45", "190:20:30"),
    *("2024-05-01", "2024-05-01 10:00:00", "2024-05-01T10:00:00Z", "0", "12345678901234567890", "1__0."),
]


@pytest.mark.parametrize("text", WORDS)
def test_what_looks_like_another_type_is_quoted(text: str) -> None:
    assert groups(text).endswith("  - description: '%s'\n" % text)


@readers
def test_names_of_any_form_come_back(read: Callable[[str], Any]) -> None:
    entries = [{"name": word, "applications": WORDS} for word in WORDS]
    texts = list(rendered({"segment_groups": entries}).values())
    assert [read(text) for text in texts] == [{"segment_groups": entries}]


def test_names_of_any_form_are_read_from_the_folder(tmp_path: Path) -> None:
    config = {
        "segment_groups": [{"name": word, "applications": WORDS} for word in WORDS],
        "policy_rules": {"access": [{"name": word, "description": word} for word in WORDS]},
    }
    write(tmp_path, config)
    assert config_in(tmp_path) == config


TEMPLATES = ["{{ 1 + 1 }}", "a {% if b", "{#", "#jinja2: variable_start_string: '<<'\n<< 1 >>", "{{\n}}\n"]


@pytest.mark.parametrize("text", TEMPLATES)
def test_what_ansible_would_take_for_a_template_is_marked(text: str) -> None:
    assert "description: !unsafe " in groups(text)


@pytest.mark.parametrize("text", ["}}", "{ {", "{a: b}", "% }", "# jinja2:", "a #jinja2: b", "!unsafe a"])
def test_nothing_else_is(text: str) -> None:
    assert "description: !unsafe " not in groups(text)


def test_a_template_is_marked_wherever_it_is(tmp_path: Path) -> None:
    config = {"segment_groups": [{"name": one, "applications": TEMPLATES} for one in TEMPLATES]}
    text = rendered(config)["segment_groups.yml"]
    assert text.count("!unsafe") == len(TEMPLATES) * (1 + len(TEMPLATES))
    write(tmp_path, config)
    assert config_in(tmp_path) == config


def test_lines_with_a_template_stay_lines() -> None:
    assert groups("{{ a }}\nb\n").endswith("  - description: !unsafe |\n      {{ a }}\n      b\n")


def test_a_key_is_no_template_either() -> None:
    text = rendered({"segment_groups": [{"{{ a }}": 1}]})["segment_groups.yml"]
    assert text.endswith("  - !unsafe '{{ a }}': 1\n")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\x1b]0;b\x07", r"a\x1B]0;b\x07"),
        ("a\x00\x7f\x85\x9bb", r"a\x00\x7F\x85\x9Bb"),
        ("a\u202eb\u2066\u200f\u061c", r"a\u202Eb\u2066\u200F\u061C"),
        ("a\u200b\u200c\u200d\u2060\ufeff\xad", r"a\u200B\u200C\u200D\u2060\uFEFF\xAD"),
        ("a\U000e0041\U000e007f\ufe0f", r"a\U000E0041\U000E007F\uFE0F"),
        ("a\xa0b\u3000\u2028\u2029", r"a\xA0b\u3000\u2028\u2029"),
        ('a\tb\r\n"c" \\d \xad', r"a\tb\x0D\n\"c\" \\d \xAD"),
        ("Zürich 東京 😀 \u202e", r"Zürich 東京 😀 \u202E"),
        ("👩\u200d💻", r"👩\u200D💻"),
    ],
)
def test_what_nobody_would_see_is_written_as_an_escape(text: str, written: str) -> None:
    assert groups(text).endswith('  - description: "%s"\n' % written)


def test_so_it_is_beside_a_template() -> None:
    assert groups("{{ \u202e }}").endswith('  - description: !unsafe "{{ \\u202E }}"\n')


@pytest.mark.parametrize("text", ["Zürich", "東京", "😀", "مرحبا", "שלום", "e\u0301", "\ufffd", "a—b…c"])
def test_what_can_be_seen_is_written_as_it_is(text: str) -> None:
    assert groups(text).endswith("  - description: %s\n" % text)


def test_no_hidden_character_is_left_in_a_file() -> None:
    every = "".join(chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in HIDDEN)
    shown = groups("a %s b" % every)
    assert {one for one in shown if unicodedata.category(one) in HIDDEN} == {"\n"}


def test_long_lines_are_not_folded() -> None:
    assert groups("word " * 100 + "end").count("\n") == 5


def test_what_is_there_twice_is_written_twice() -> None:
    shared = {"name": "A"}
    assert "&" not in rendered({"segment_groups": [shared, shared]})["segment_groups.yml"]


# Categories of characters: those that control, form, part or are half of others.
HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
CHARACTERS = st.characters(exclude_categories=()) | st.sampled_from(
    "\n\n\t\r #:-'\"{}[]|>%@`\\\x85\u2028\ufeff\u200d\u202e😀.0123456789eE_+"
)


@readers
@given(st.text(CHARACTERS))
def test_every_text_comes_back(read: Callable[[str], Any], text: str) -> None:
    written = groups(text).encode("utf-8").decode("utf-8")
    assert read(written) == {"segment_groups": [{"description": text}]}


def config_in(folder: Path) -> dict[str, Any]:
    return read_folder(str(folder), lambda path: Path(path).read_text("utf-8"), str).config


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    write(tmp_path, CONFIG)
    assert config_in(tmp_path) == CONFIG


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


@pytest.mark.parametrize("number", [1, 2])
def test_a_write_that_fails_leaves_every_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    write(tmp_path, CONFIG)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    written, calls = os.fsync, iter(range(1, 10))

    def fail(descriptor: int) -> None:
        if next(calls) == number:
            raise OSError(28, "No space left on device")
        written(descriptor)

    monkeypatch.setattr(_files.os, "fsync", fail)
    with pytest.raises(NotWritten) as caught:
        write(tmp_path, {"segment_groups": [], "policy_rules": {"access": [], "siem": []}})
    name = ("segment_groups.yml", "policy_rules/access.yml")[number - 1]
    assert str(caught.value) == (
        "%s/%s: cannot be written: the disk is full. Make room on it, or choose another folder. All files "
        "are as they were before." % (tmp_path, name)
    )
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


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
    assert "segment_groups.yml: is encrypted, and the export would write" in problems(tmp_path)[0]


def test_nor_is_a_file_with_an_encrypted_value(tmp_path: Path) -> None:
    (tmp_path / "segment_groups.yml").write_text(
        "segment_groups:\n- name: !vault |\n    $ANSIBLE_VAULT;1.1\n"
    )
    assert "segment_groups.yml: has values that are encrypted, and" in problems(tmp_path)[0]
    (tmp_path / "segment_groups.yml").write_text(
        "segment_groups:\n- name: '!vault'\n  description: a !vault |\n"
    )
    assert files_to_write(str(tmp_path), CONFIG, None)


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
    monkeypatch.setattr(_files.os, "replace", lambda *words: os._exit(9))
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
