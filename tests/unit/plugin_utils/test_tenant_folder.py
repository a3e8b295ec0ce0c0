# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A folder of YAML files as the configuration of a tenant: what is read, and what is refused."""

from __future__ import annotations

import json
import os
import textwrap
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import yaml
from ansible.errors import AnsibleError
from ansible.parsing import vault
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.zerotrust.zpa.plugins.lookup.tenant_folder import LookupModule
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.registry import (
    MANAGED,
    in_write_order,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _folder_yaml, _tenant_folder
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_in_task import secrets_in
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_listing import MEND
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_yaml import FolderError, Vaulted
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_folder import (
    EntryPlace,
    TenantFolder,
    read_folder,
)

SECRET = VaultSecret(b"password")
KEYS = ", ".join(resource.list_key for resource in in_write_order(MANAGED)) + ", policy_rules or access_tests"
TEMPLATE = "Call {{ lookup('ansible.builtin.pipe', 'hostname') }} {% raw %}"


def write(folder: Path, **files: str) -> Path:
    """Write files; in names, two underscores stand for a folder."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".yml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def unseal(text: str) -> str:
    """Stand in for Ansible Vault: what is encrypted is written backwards."""
    if not text.startswith("$"):
        raise FolderError(["is no secret."])
    return text[:0:-1]


def read(folder: Path) -> TenantFolder:
    return read_folder(str(folder), lambda path: Path(path).read_bytes().decode("utf-8"), unseal)


def problems(folder: Path) -> list[str]:
    with pytest.raises(FolderError) as caught:
        read(folder)
    return [problem.replace(str(folder), "FOLDER") for problem in caught.value.problems]


def names(folder: Path, kind: str = "segment_groups") -> list[str]:
    return [entry["name"] for entry in read(folder).config[kind]]


def group(*names: str) -> str:
    return "segment_groups:\n" + "".join("  - name: %s\n" % name for name in names)


def test_lists_are_joined_in_the_order_of_the_paths(tmp_path: Path) -> None:
    write(
        tmp_path, b=group("third"), a__z=group("second"), a=group("first"), c__a__a=group("fourth", "fifth")
    )
    assert names(tmp_path) == ["first", "second", "third", "fourth", "fifth"]


def test_rules_of_each_policy_type_are_joined(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="policy_rules:\n  access: [{name: A}]\n  siem: []\n",
        b="policy_rules:\n  access: [{name: B}]\nsegment_groups: []\n",
    )
    assert read(tmp_path).config == {
        "policy_rules": {"access": [{"name": "A"}, {"name": "B"}], "siem": []},
        "segment_groups": [],
    }


def test_hidden_files_and_files_of_other_kinds_do_not_count(tmp_path: Path) -> None:
    write(tmp_path, a=group("A"), **{".hidden": "- no", ".git__config": "- no"})
    (tmp_path / "README.md").write_text("- no")
    (tmp_path / "b.yaml").write_text(group("B"))
    assert names(tmp_path) == ["A", "B"]


def test_links_are_followed_but_not_in_circles(tmp_path: Path) -> None:
    shared, own = write(tmp_path / "shared", s=group("Shared")), write(tmp_path / "own", a=group("Own"))
    (own / "link").symlink_to(shared, target_is_directory=True)
    (own / "circle").symlink_to(own, target_is_directory=True)
    assert names(own) == ["Own", "Shared"]


def test_anchors_and_merges_are_understood(tmp_path: Path) -> None:
    text = "segment_groups:\n  - &base {name: A, enabled: true}\n  - {<<: *base, name: B}\n"
    found = read(write(tmp_path, a=text)).config["segment_groups"]
    assert found == [{"name": "A", "enabled": True}, {"name": "B", "enabled": True}]


def test_keys_that_begin_with_x_declare_nothing_and_hold_what_anchors_stand_for(tmp_path: Path) -> None:
    text = """\
x-common: &common {enabled: true, description: !vault $dneirf}
x-finance: &finance [Payroll, SAP]
segment_groups:
  - {<<: *common, name: A, applications: *finance}
policy_rules:
  x-windows: &windows {object_type: PLATFORM, objects: [windows]}
  access:
    - {name: R, action: DENY, conditions: [operands: [*windows]]}
"""
    assert read(write(tmp_path, a=text)).config == {
        "segment_groups": [
            {"name": "A", "enabled": True, "description": "friend", "applications": ["Payroll", "SAP"]}
        ],
        "policy_rules": {
            "access": [
                {
                    "name": "R",
                    "action": "DENY",
                    "conditions": [{"operands": [{"object_type": "PLATFORM", "objects": ["windows"]}]}],
                }
            ]
        },
    }


@pytest.mark.parametrize("value", ["[{name: A}]", "", "text", "{access: [{name: A}]}", "[yes, 1.10, ~]"])
@pytest.mark.parametrize("kind", ["segment_groups", "segment-groups", "policy_rules", "access", ""])
def test_keys_that_begin_with_x_are_never_taken_for_a_kind(tmp_path: Path, kind: str, value: str) -> None:
    text = "x-%s: %s\npolicy_rules:\n  x-%s: %s\n" % (kind, value, kind, value)
    assert read(write(tmp_path, a=text)).config == {}


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("x_hours", "x-hours"),
        ("X-hours", "x-hours"),
        ("x.hours", "x-hours"),
        (".hours", "x-hours"),
        ("_hours", "x-hours"),
        ("-x-hours", "x-hours"),
        ("xhours", ""),
        ("hours", ""),
        ("x", ""),
        ("x_", ""),
    ],
)
def test_an_unknown_key_is_an_error_that_knows_what_may_be_meant(
    tmp_path: Path, key: str, meant: str
) -> None:
    hint = " A key that declares nothing begins with x-, for example '%s'." % meant if meant else ""
    first, second = problems(write(tmp_path, a="%s: 1\npolicy_rules: {%s: 1}" % (key, key)))
    assert first == "FOLDER/a.yml: unknown key '%s'. Keys can be %s.%s" % (key, KEYS, hint)
    assert second.startswith(
        "FOLDER/a.yml: unknown policy type '%s' in policy_rules. It can be access," % key
    )
    assert second.endswith("or privileged_portal." + hint)


def test_what_an_anchor_stands_for_is_checked_where_it_is_written(tmp_path: Path) -> None:
    text = "x-names: &names\n  - Off\n  - =\nsegment_groups:\n  - {name: A, applications: *names}\n"
    assert problems(write(tmp_path, a=text)) == [
        "FOLDER/a.yml, line 3: x-names[1]: is written =, which YAML reads as the key of a default value. "
        "Put it in quotes.",
        "FOLDER/a.yml, line 2: segment_groups[0].applications[0]: is written Off, which YAML reads as false. "
        "Put it in quotes.",
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-05-01", "2024-05-01"),
        ("2024-05-01 10:00:00", "2024-05-01 10:00:00"),
        ('"1.0"', "1.0"),
        ("'%s'" % TEMPLATE.replace("'", "''"), TEMPLATE),
        ("!!str yes", "yes"),
        ("München 😀", "München 😀"),
    ],
)
def test_texts_are_taken_as_they_are(tmp_path: Path, text: str, value: str) -> None:
    assert names(write(tmp_path, a=group(text))) == [value]


@pytest.mark.parametrize("text", ["010", "18:30:00", "1_000", "0x1F", "2026-11-21"])
def test_what_only_looks_like_a_number_is_a_text(tmp_path: Path, text: str) -> None:
    write(tmp_path, a=group(text))
    assert names(tmp_path) == [text]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "true"),
        ("NO", "false"),
        ("Off", "false"),
        ("1.10", "1.1"),
        ("1:30.5", "90.5"),
        (".inf", "inf"),
        ("+5", "5"),
        ("-0", "0"),
        ("~", "nothing"),
        ("Null", "nothing"),
    ],
)
def test_a_text_that_yaml_takes_for_something_else_is_refused_as_it_is_written(
    tmp_path: Path, text: str, value: str
) -> None:
    assert problems(write(tmp_path, a="---\n" + group("A", text))) == [
        "FOLDER/a.yml, line 4: segment_groups[1].name: is written %s, which YAML reads as %s. "
        "Put it in quotes." % (text, value)
    ]
    assert names(write(tmp_path, a=group('"%s"' % text))) == [text]


@pytest.mark.parametrize(
    ("text", "value"), [("=", "the key of a default value"), ("<<", "the key of a merge")]
)
def test_a_sign_of_yaml_is_such_a_text_and_hides_nothing_else(tmp_path: Path, text: str, value: str) -> None:
    rest = "    applications: [SAP, %s]\n  - &base {name: no}\n  - {<<: *base, =: 1}\n" % text
    start = "FOLDER/a.yml, line %d: segment_groups[%d].%s: is written %s, which YAML reads as %s. "
    assert problems(write(tmp_path, a=group("A", text) + rest)) == [
        (start + "Put it in quotes.") % words
        for words in (
            (3, 1, "name", text, value),
            (4, 1, "applications[1]", text, value),
            (5, 2, "name", "no", "false"),
            (5, 3, "name", "no", "false"),
        )
    ]
    assert names(write(tmp_path, a=group('"%s"' % text))) == [text]


def test_every_such_text_is_told_with_its_line(tmp_path: Path) -> None:
    rules = """\
segment_groups:
  - &base
    name: A
    applications: [SAP, no, ~, 1.0]
    description: null
  - {<<: *base, name: B}
policy_rules:
  access:
    - name: R
      conditions:
        - operands:
            - {object_type: COUNTRY_CODE, values: [DE, NO]}
            - object_type: SAML
              idp: off
              entry_values: {lhs: Email, rhs: true}
            - object_type: POSTURE
              entries: [{lhs: 1.5, rhs: yes}]
"""
    found = problems(write(tmp_path, a=rules))
    assert [problem.split(": is written ")[0] for problem in found] == [
        "FOLDER/a.yml, line 4: segment_groups[0].applications[1]",
        "FOLDER/a.yml, line 4: segment_groups[0].applications[2]",
        "FOLDER/a.yml, line 4: segment_groups[0].applications[3]",
        "FOLDER/a.yml, line 4: segment_groups[1].applications[1]",
        "FOLDER/a.yml, line 4: segment_groups[1].applications[2]",
        "FOLDER/a.yml, line 4: segment_groups[1].applications[3]",
        "FOLDER/a.yml, line 12: policy_rules.access[0].conditions[0].operands[0].objects[1]",
        "FOLDER/a.yml, line 15: policy_rules.access[0].conditions[0].operands[1].entries[0].rhs",
        "FOLDER/a.yml, line 14: policy_rules.access[0].conditions[0].operands[1].idp",
        "FOLDER/a.yml, line 17: policy_rules.access[0].conditions[0].operands[2].entries[0].lhs",
    ]


def test_what_takes_no_text_can_be_written_as_yaml_has_it(tmp_path: Path) -> None:
    text = "app_connector_groups: [{name: A, enabled: yes, latitude: 47.0, upgrade_time_in_secs: +900}]"
    (entry,) = read(write(tmp_path, a=text)).config["app_connector_groups"]
    assert entry == {"name": "A", "enabled": True, "latitude": 47.0, "upgrade_time_in_secs": 900}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!unsafe '%s'" % TEMPLATE.replace("'", "''"), TEMPLATE),
        ("!unsafe 1.10", "1.10"),
        ("!unsafe yes", "yes"),
        ("!unsafe =", "="),
        ("!unsafe |-\n      One {{\n      Two", "One {{\nTwo"),
        ("!vault $tluaV", "Vault"),
        ("!vault-encrypted $tluaV", "Vault"),
        ("!vault |-\n      $01.1", "1.10"),
        ("!vault $", ""),
    ],
)
def test_tags_of_ansible_are_read_and_give_a_text(tmp_path: Path, text: str, value: str) -> None:
    assert names(write(tmp_path, a=group("A", text))) == ["A", value]


def test_whatever_is_tagged_unsafe_is_what_it_is_without_the_tag(tmp_path: Path) -> None:
    text = "? !unsafe segment_groups\n: !unsafe [!unsafe {!unsafe name: A, enabled: yes}]"
    assert read(write(tmp_path, a=text)).config == {"segment_groups": [{"name": "A", "enabled": True}]}


def test_what_was_encrypted_alone_is_told_apart(tmp_path: Path) -> None:
    text = "segment_groups:\n  - {name: &name !vault $tluaV, description: *name, applications: [B]}"
    (entry,) = read(write(tmp_path, a=text)).config["segment_groups"]
    kinds = {key: isinstance(value, Vaulted) for key, value in entry.items()}
    assert kinds == {"name": True, "description": True, "applications": False}
    assert entry["name"].sealed == "Vault"


def test_each_secret_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    text = (
        "segment_groups:\n  - name: !vault x\n    description: !vault [x]\n    applications: [A, !vault y]\n"
        "  - !vault name: B\n"
    )
    assert problems(write(tmp_path, a=text)) == [
        "FOLDER/a.yml, line 2: segment_groups[0].name: is no secret.",
        "FOLDER/a.yml, line 3: segment_groups[0].description: has the tag !vault and is no text. Encrypt "
        "each text in it, or the whole file.",
        "FOLDER/a.yml, line 4: segment_groups[0].applications[1]: is no secret.",
        "FOLDER/a.yml, line 5: segment_groups[1]: a key is encrypted. Encrypt its value alone, or the whole "
        "file.",
    ]


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


class TestPlaces:
    """The module tells places in the configuration; the user looks for them in files."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> TenantFolder:
        rules = "# A comment\npolicy_rules:\n  access:\n    - name: A\n\n    - name: B\n"
        write(tmp_path, a=rules, b=rules)
        folder = read(tmp_path)
        return folder._replace(
            places={
                name: [place._replace(file=Path(place.file).name) for place in places]
                for name, places in folder.places.items()
            }
        )

    @pytest.mark.parametrize(
        ("sentence", "located"),
        [
            ("config.policy_rules.access[1].name: no.", "a.yml, line 6: policy_rules.access[1].name: no."),
            ("config.policy_rules.access[2].name: no.", "b.yml, line 4: policy_rules.access[0].name: no."),
            (
                "config.policy_rules.access[3].name: as config.policy_rules.access[0] is.",
                "b.yml, line 6: policy_rules.access[1].name: as a.yml, line 4: policy_rules.access[0] is.",
            ),
            ("config.policy_rules.access[4]: no.", "config.policy_rules.access[4]: no."),
            ("config.segment_groups[0]: no.", "config.segment_groups[0]: no."),
            ("max_deletions: no.", "max_deletions: no."),
        ],
    )
    def test_are_told_with_file_and_line(self, folder: TenantFolder, sentence: str, located: str) -> None:
        assert folder.located(sentence) == located

    def test_are_known_of_what_is_merged(self, tmp_path: Path) -> None:
        text = "policy_rules:\n  <<: {access: [{name: A}]}\n  siem:\n    - name: B\n"
        places = read(write(tmp_path, a=text)).places
        assert [places[name][0].line for name in ("policy_rules.access", "policy_rules.siem")] == [2, 4]

    def test_say_the_line_of_an_option_where_a_sentence_is_about_one(self, tmp_path: Path) -> None:
        text = "segment_groups:\n  - name: A\n\n    applications: [B]\n"
        folder = read(write(tmp_path, a=text))
        assert folder.located("config.segment_groups[0].applications[0]: no.") == (
            "%s/a.yml, line 4: segment_groups[0].applications[0]: no." % tmp_path
        )

    @pytest.mark.parametrize(
        ("text", "line", "options"),
        [
            ("segment_groups:\n- name: A\n  enabled: true\n", 2, {"name": 2, "enabled": 3}),
            (
                "# One\r\n\r\nsegment_groups:\r\n- name: A\r\n  enabled: true\r\n",
                4,
                {"name": 4, "enabled": 5},
            ),
            ('{"segment_groups": [\n{"name": "A",\n"enabled": true}]}', 2, {"name": 2, "enabled": 3}),
            ("segment_groups:\n- {name: A,\n   enabled: true}\n", 2, {"name": 2, "enabled": 3}),
            ("segment_groups:\n- name: |\n    A\n    B\n  enabled: true\n", 2, {"name": 2, "enabled": 5}),
            (
                "segment_groups:\n-\n  # Two\n  name: !vault $A\n  enabled: true\n",
                4,
                {"name": 4, "enabled": 5},
            ),
            ("segment_groups:\n- name: A\n  <<: &more\n    enabled: true\n", 2, {"name": 2, "enabled": 4}),
            (
                "segment_groups:\n- <<: {enabled: false}\n  name: A\n  enabled: true\n",
                2,
                {"name": 3, "enabled": 4},
            ),
            ("segment_groups: &all\n- &first\n  name: A\n  enabled: true\n", 2, {"name": 3, "enabled": 4}),
        ],
        ids=["plain", "crlf", "json", "flow", "block", "vault", "merged", "overridden", "anchor"],
    )
    def test_are_known_of_each_option_however_it_is_written(
        self, tmp_path: Path, text: str, line: int, options: dict[str, int]
    ) -> None:
        (tmp_path / "a.yml").write_bytes(text.encode())
        assert read(tmp_path).places == {
            "segment_groups": [EntryPlace(str(tmp_path / "a.yml"), line, 0, options)],
        }

    def test_of_what_an_anchor_of_a_key_of_its_own_has_are_those_of_the_anchor(self, tmp_path: Path) -> None:
        text = "x-all: &all\n  enabled: true\nsegment_groups:\n- <<: *all\n  name: A\n"
        (spot,) = read(write(tmp_path, a=text)).places["segment_groups"]
        assert (spot.line, dict(spot.options)) == (4, {"enabled": 2, "name": 5})

    def test_of_what_an_alias_stands_for_are_those_of_its_anchor(self, tmp_path: Path) -> None:
        text = "segment_groups:\n- &a\n  name: A\nserver_groups:\n- *a\n- name: B\n  description: B\n"
        spots = read(write(tmp_path, a=text)).places["server_groups"]
        assert [(spot.line, dict(spot.options)) for spot in spots] == [
            (2, {"name": 3}),
            (6, {"name": 6, "description": 7}),
        ]


class TestLookup:
    """``lookup('zerotrust.zpa.tenant_folder', ...)``"""

    @staticmethod
    def run(*folders: object, **options: Any) -> list[Any]:
        plugin = LookupModule(loader=DataLoader())
        with mock.patch.multiple(plugin, set_options=mock.DEFAULT, get_option=options.get):
            return plugin.run([str(folder) for folder in folders], {})

    def test_returns_the_configuration_of_each_folder(self, tmp_path: Path) -> None:
        one, two = write(tmp_path / "one", a=group("A")), write(tmp_path / "two", a=group("B"))
        assert self.run(one, two) == [
            {"segment_groups": [{"name": "A"}]},
            {"segment_groups": [{"name": "B"}]},
        ]

    def test_takes_a_path_from_where_ansible_was_started(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HOME", str(tmp_path))
        write(tmp_path / "one", a=group("A"))
        assert self.run("one") == self.run("~/one") == self.run("./one/")

    def test_returns_sentences_with_files(self, tmp_path: Path) -> None:
        write(tmp_path, a=group("A"))
        assert self.run(tmp_path, sentences=["config.segment_groups[0]: no."]) == [
            "%s/a.yml, line 2: segment_groups[0]: no." % tmp_path
        ]

    def test_tells_what_is_wrong(self, tmp_path: Path) -> None:
        with pytest.raises(AnsibleError, match="does not exist"):
            self.run(tmp_path / "none")

    def test_a_file_that_cannot_be_read_is_told_in_the_words_of_the_system(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path, a=group("A"))
        monkeypatch.setattr("builtins.open", mock.Mock(side_effect=PermissionError(13, "Permission denied")))
        with pytest.raises(AnsibleError) as caught:
            self.run(tmp_path)
        assert str(caught.value) == "%s/a.yml: cannot be read: Permission denied. %s" % (tmp_path, MEND)


class TestVault:
    """What is encrypted, by the file or alone, as ansible-core decrypts it."""

    @pytest.fixture(autouse=True)
    def passwords(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, VaultSecret]]:
        """Those that are given to this run of Ansible."""
        given: list[tuple[str, VaultSecret]] = []
        context = getattr(vault, "VaultSecretsContext", None)
        if context is not None:  # ansible-core 2.19 and newer
            monkeypatch.setattr(context, "_current", context(given))
        return given

    @staticmethod
    def sealed(text: str) -> str:
        return str(VaultLib([("default", SECRET)]).encrypt(text).decode())

    @classmethod
    def folder(cls, path: Path) -> Path:
        """Two files, one of them encrypted, and one with an encrypted text."""
        alone = "  - name: !vault |\n%s" % textwrap.indent(cls.sealed("Ada"), " " * 6)
        return write(path, alone="segment_groups:\n" + alone, file=cls.sealed(group("Bob")))

    @staticmethod
    def run(folder: Path, passwords: list[tuple[str, VaultSecret]]) -> Any:
        loader = DataLoader()
        loader.set_vault_secrets(passwords)
        plugin = LookupModule(loader=loader)
        with mock.patch.multiple(plugin, set_options=mock.DEFAULT, get_option={}.get):
            return plugin.run([str(folder)], {})[0]

    def test_is_decrypted(self, tmp_path: Path, passwords: list[tuple[str, VaultSecret]]) -> None:
        passwords += [("other", VaultSecret(b"other")), ("default", SECRET)]
        groups = self.run(self.folder(tmp_path), passwords)["segment_groups"]
        assert [str(one["name"]) for one in groups] == ["Ada", "Bob"]

    def test_what_was_encrypted_alone_is_still_known_as_a_secret(
        self, tmp_path: Path, passwords: list[tuple[str, VaultSecret]]
    ) -> None:
        passwords.append(("default", SECRET))
        assert secrets_in(self.run(self.folder(tmp_path), passwords)) == {"Ada"}

    @pytest.mark.parametrize(
        ("given", "reason"),
        [
            (
                [],
                "is encrypted with Ansible Vault, and no vault password was given. Give it, for example with "
                "--vault-password-file or --ask-vault-pass.",
            ),
            (
                [b"wrong"],
                "is encrypted with Ansible Vault, and no vault password that was given decrypts it.",
            ),
        ],
    )
    def test_without_the_password_every_secret_is_named(
        self, tmp_path: Path, passwords: list[tuple[str, VaultSecret]], given: list[bytes], reason: str
    ) -> None:
        passwords += [("default", VaultSecret(one)) for one in given]
        with pytest.raises(AnsibleError) as caught:
            self.run(self.folder(tmp_path), passwords)
        assert str(caught.value).splitlines()[1:] == [
            "- %s/alone.yml, line 2: segment_groups[0].name: %s" % (tmp_path, reason),
            "- %s/file.yml: %s" % (tmp_path, reason),
        ]

    @pytest.mark.parametrize(
        "text", ["", "no secret", "$ANSIBLE_VAULT;1.1;AES256\n3139\n", "$ANSIBLE_VAULT;9;X\nzz\n"]
    )
    def test_what_nobody_encrypted_is_no_secret(
        self, tmp_path: Path, passwords: list[tuple[str, VaultSecret]], text: str
    ) -> None:
        passwords.append(("default", SECRET))
        write(tmp_path, a="segment_groups:\n  - name: !vault %s" % json.dumps(text))
        with pytest.raises(AnsibleError, match=r"a\.yml, line 2: segment_groups\[0\]\.name: is no text that"):
            self.run(tmp_path, passwords)
