# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A folder of YAML files as the configuration of a tenant: what is read."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.collector import MANY
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _tenant_folder
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_yaml import Vaulted
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_folder import EntryPlace, TenantFolder
from support.folders import KEYS, group, names, problems, read, write

TEMPLATE = "Call {{ lookup('ansible.builtin.pipe', 'hostname') }} {% raw %}"


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


def test_python_looks_rarely_for_garbage_while_a_folder_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which takes half of the time of thousands of objects."""
    write(tmp_path, a=group("A"))
    before, seen = gc.get_threshold(), []
    monkeypatch.setattr(_tenant_folder, "_add_file", lambda *_how: seen.append(gc.get_threshold()[0]))
    read(tmp_path)
    assert seen == [MANY]
    assert gc.get_threshold() == before
