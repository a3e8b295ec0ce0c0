# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A folder of YAML files as the configuration of a tenant: what is refused."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _folder_yaml, _tenant_folder
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_listing import MEND, list_folder
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_yaml import FolderError
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_folder import read_folder
from support.folders import KEYS, group, names, problems, read, unseal, write


class TestWhatCannotBeRead:
    """It could declare what would then be deleted, so nothing is read at all."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return write(tmp_path / "tenant", a=group("A"), sub__b=group("B"))

    @pytest.mark.parametrize("name", ["sub/more", "more.yml", "more.yaml", "README"])
    def test_a_link_to_nothing(self, folder: Path, name: str) -> None:
        (folder / name).symlink_to(folder / "gone")
        assert problems(folder) == ["FOLDER/%s: cannot be read: it is a link to nothing. %s" % (name, MEND)]

    @pytest.mark.parametrize("name", ["loop", "loop.yml"])
    def test_links_in_a_circle(self, folder: Path, name: str) -> None:
        (folder / name).symlink_to(folder / "back")
        (folder / "back").symlink_to(folder / name)
        assert {problem.split(" cannot ")[0] for problem in problems(folder)} == {
            "FOLDER/back:",
            "FOLDER/%s:" % name,
        }

    def test_a_folder_that_cannot_be_listed(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        listed = os.listdir

        def refuse(path: str) -> list[str]:
            if path.endswith("sub"):
                raise PermissionError(13, "Permission denied", path)
            return listed(path)

        monkeypatch.setattr(os, "listdir", refuse)
        assert problems(folder) == ["FOLDER/sub: cannot be listed: Permission denied. " + MEND]

    def test_a_file_in_the_place_of_the_folder(self, folder: Path) -> None:
        file = folder / "here.yml"
        file.write_text("", "utf-8")
        assert list_folder(str(file)).problems == ["%s: is no folder. Correct the path." % file]

    def test_what_cannot_be_looked_at(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        looked = os.stat

        def refuse(path: Any, *words: Any, **keywords: Any) -> os.stat_result:
            if str(path).endswith("sub"):
                raise OSError(116, "Stale file handle", path)
            return looked(path, *words, **keywords)

        monkeypatch.setattr(os, "stat", refuse)
        assert problems(folder) == ["FOLDER/sub: cannot be read: Stale file handle. " + MEND]

    def test_a_pipe(self, folder: Path) -> None:
        os.mkfifo(folder / "pipe.yml")
        os.mkfifo(folder / "other")
        assert problems(folder) == ["FOLDER/pipe.yml: is no file, but a pipe or a device. " + MEND]

    def test_a_file_that_vanishes(self, folder: Path) -> None:
        def read_file(path: str) -> str:
            Path(path).unlink()
            return Path(path).read_text("utf-8")

        with pytest.raises(FolderError) as caught:
            read_folder(str(folder), read_file, unseal)
        assert [problem.rpartition(": ")[2] for problem in caught.value.problems] == [
            "No such file or directory. " + MEND
        ] * 2

    def test_an_empty_folder_in_which_something_may_be_missing(self, folder: Path) -> None:
        (folder / "submodule").mkdir()
        (folder / "kept").mkdir()
        (folder / "kept" / ".gitkeep").touch()
        assert problems(folder) == [
            "FOLDER/submodule: is empty. Remove it, or bring back what belongs there, such as a submodule or "
            "a mounted folder."
        ]

    @pytest.mark.parametrize(
        "name",
        [
            *("more.YML", "sub/more.Yaml", "more.yml.bak", "more.yaml~", "#more.yml#", "more.yml.disabled"),
            *(
                "segment_groups.json",
                "sub/access.JSON",
                "b.json",
                "package.json",
                "b.json~",
                "b.jsonc",
                "b.json5",
            ),
            *("b.yam", "b.ymlx", "b.yamls", "b.yl", "b.ymal", "b.YLM", "b.eyaml", "b.yml1", "b.ml", "b.aml"),
            *("sub/access", "segment_groups", "Policy_Rules", "App_connector_groups"),
        ],
    )
    def test_a_name_that_is_almost_that_of_a_yaml_file(self, folder: Path, name: str) -> None:
        (folder / name).write_text(group("C"))
        (problem,) = problems(folder)
        assert problem.startswith("FOLDER/%s: is not read, since its name does not end in .yml" % name)

    @pytest.mark.parametrize(
        "name",
        [
            *("a.yml~", "a.yml.bak", "#a.yml#", "sub/b.yml.orig", ".a.yml.swp", ".more.yml", ".gitignore"),
            *("notes.md", "access.md", "README", "README.txt", "Makefile", "myml", "diagram.xml", "run.py"),
        ],
    )
    def test_but_copies_hidden_files_and_others_do_not_count(self, folder: Path, name: str) -> None:
        (folder / name).write_text(group("C"))
        assert names(folder) == ["A", "B"]

    def test_is_told_together_with_everything_else(self, folder: Path) -> None:
        (folder / "more").symlink_to(folder / "gone")
        write(folder, c="- x", d=group("yes"))
        assert len(problems(folder)) == 3


@pytest.mark.parametrize("text", ["segment_groups: [&a [*a]]", "&a {segment_groups: [*a]}"])
def test_an_alias_inside_of_what_it_stands_for_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path, a=text)
    (problem,) = problems(tmp_path)
    assert "an alias is inside of what it stands for" in problem


def test_names_of_files_and_keys_are_told_as_they_can_be_seen(tmp_path: Path) -> None:
    write(tmp_path, **{"a\x1b]0;x\x07": '"b\\u202e": []', "c\x9b": "segment_groups: [{name: C}]"})
    assert problems(tmp_path) == [
        r"FOLDER/a\u001b]0;x\u0007.yml: unknown key 'b\u202e'. Keys can be %s." % KEYS
    ]
    (tmp_path / "a\x1b]0;x\x07.yml").unlink()
    located = read(tmp_path).located("config.segment_groups[0]: is wrong.").replace(str(tmp_path), "FOLDER")
    assert located == r"FOLDER/c\u009b.yml, line 1: segment_groups[0]: is wrong."


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    assert problems(tmp_path / "none") == ["FOLDER: does not exist. Correct the path."]
    assert problems(write(tmp_path, a="") / "a.yml") == ["FOLDER: is no folder. Correct the path."]


def test_a_folder_without_yaml_files_is_refused(tmp_path: Path) -> None:
    write(tmp_path, **{".hidden": group("A")})
    assert problems(tmp_path) == ["FOLDER: has no YAML file. Their names end in .yml or .yaml."]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is no mapping. Its keys can be %s." % KEYS),
        ("# only this", "is no mapping. Its keys can be %s." % KEYS),
        ("- a", "is no mapping. Its keys can be %s." % KEYS),
        (
            "policy_rule: []",
            "unknown key 'policy_rule'. Keys can be %s. Near matches: 'policy_rules'." % KEYS,
        ),
        ("segment_groups: {name: A}", "segment_groups is no list. Begin each entry with a dash."),
        ("segment_groups:", "segment_groups is no list. [] is an empty one."),
        ("policy_rules: {access: x}", "policy_rules.access is no list. Begin each entry with a dash."),
        (
            "a: b: c",
            "line 1, column 5 is no YAML that can be read: mapping values are not allowed in this context. "
            "Indent it as the lines beside it. Quote a text with a colon in it.",
        ),
        (
            "segment_groups:\n  - name: A\n    name: B",
            "line 3, column 5 is no YAML that can be read: the key 'name' is there twice. Keep one of them.",
        ),
        (
            "segment_groups: []\nsegment_groups: []",
            "line 2, column 1 is no YAML that can be read: the key 'segment_groups' is there twice. "
            "Keep one of them.",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_name(tmp_path: Path, text: str, problem: str) -> None:
    assert problems(write(tmp_path, a=text)) == ["FOLDER/a.yml: " + problem]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("policy_rules: [a]", "policy_rules is no mapping. Its keys can be access, timeout, "),
        ("policy_rules:", "policy_rules is no mapping. Its keys can be access, timeout, "),
        ("policy_rules: {acces: []}", "unknown policy type 'acces' in policy_rules. It can be access, "),
        ("segment_groups: [!!timestamp 2024-05-01]", "line 1, column 18 is no YAML that can be read: "),
        ("segment_groups: []\n---\n", "line 2, column 1 is no YAML that can be read: expected a single "),
        ("segment_groups: ['\x07']", "is no YAML: "),
    ],
)
def test_of_long_messages_the_start_says_it(tmp_path: Path, text: str, start: str) -> None:
    (problem,) = problems(write(tmp_path, a=text))
    assert problem.startswith("FOLDER/a.yml: " + start)
    assert "\n" not in problem


class InPython(yaml.SafeLoader):
    """What reads a file where libyaml is missing. It says the same in other words."""

    yaml_implicit_resolvers = _folder_yaml.Loader.yaml_implicit_resolvers
    yaml_constructors = _folder_yaml.Loader.yaml_constructors


@pytest.mark.parametrize("loader", [_folder_yaml.Loader, InPython])
@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        (
            "segment_groups: {{ groups }}",
            "needs quotes. Templates are not filled in here.",
        ),
        ("segment_groups:\n\t- name: A", "Indent with blanks, not with tabs."),
        ("segment_groups:\n  - name: @A", "Quote what begins with @, ` or %."),
        (
            "segment_groups:\n  - name: A\n   id: 7",
            "Look at the indentation and the quotes",
        ),
        ("segment_groups:\n  - name: [A", "Look at the indentation and the quotes"),
        ("segment_groups:\n  - name: 'A", "The quote that closes a text is missing."),
        ("segment_groups: []\n---\n", "Remove the line ---, or make two files of it."),
        ("segment_groups: [*A]", "A text that begins with * needs quotes."),
        (
            "segment_groups: [!secret A]",
            "Tags can be !unsafe and !vault.",
        ),
        ("segment_groups: &a [*a]", "Write out what the alias stands for."),
        ("segment_groups: ['\x07']", r"Write it as an escape in double quotes, such as \x1b, or remove it."),
        (r'segment_groups: ["C:\dir"]', "A backslash in double quotes is written twice."),
    ],
)
def test_what_is_no_yaml_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loader: type, text: str, remedy: str
) -> None:
    monkeypatch.setattr(_tenant_folder, "Loader", loader)
    (told,) = problems(write(tmp_path, a=text))
    assert remedy in told


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_bytes("segment_groups: [{name: Zürich}]".encode("latin-1"))
    assert problems(tmp_path) == ["FOLDER/a.yml: is not UTF-8. Save it in that encoding."]


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    folder = write(tmp_path, a="- x", b="segment_groups: 1\npolicy_rules: 2", c=group("fine"))
    assert [problem.split(": ")[0] for problem in problems(folder)] == ["FOLDER/a.yml"] + ["FOLDER/b.yml"] * 2
    with pytest.raises(FolderError, match=r"^3 problems were found in the files:\n- "):
        read(folder)
