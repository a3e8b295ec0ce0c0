# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What YAML, templates and surveys make of words, on its whole way through ``ansible-playbook``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.playbooks import FLAGS_OF_PATHS, NO_PACE, ROOT, Run, run_playbook
from support.tenants import TestTenant

TENANT = ROOT / "playbooks" / "tenant.yml"
WORDS = """\
- hosts: localhost
  gather_facts: false
  vars:
    word: off
    moment: 2024-05-01 10:00:00
  tasks:
    - zerotrust.zpa.zpa_segment_group: {name: yes}
      ignore_errors: true
    - zerotrust.zpa.zpa_segment_group: {name: 1:30.5}
      ignore_errors: true
    - zerotrust.zpa.zpa_segment_group: {name: "{{ word }}"}
      ignore_errors: true
    - zerotrust.zpa.zpa_segment_group: {name: "{{ moment }}", description: 2024-05-01 10:00:00}
      ignore_errors: true
    - zerotrust.zpa.zpa_segment_group: {name: 2024-05-01, description: "1.10"}
    - zerotrust.zpa.zpa_segment_group: {name: "yes"}
"""


@pytest.mark.parametrize("path", FLAGS_OF_PATHS)
def test_words_without_quotes_make_no_groups(zpa: TestTenant, tmp_path: Path, path: str) -> None:
    playbook = tmp_path / "words.yml"
    playbook.write_text(WORDS, "utf-8")
    run = run_playbook(zpa, playbook, tmp_path, *FLAGS_OF_PATHS[path])
    assert run.code == 0, run.output
    for words in (
        "name: is true, which YAML makes of words such as On, Yes and true without quotes.",
        "name: is 90.5, a number that YAML makes of texts such as 1.10 and 1:30.5 without quotes.",
        "name: is false, which YAML makes of words such as Off, No and NO without quotes.",
        "description: is a moment, which YAML makes of a date with a time without",
    ):
        assert words in run.output
    groups = zpa.tenant.table("segmentGroup").values()
    assert sorted(group["name"] for group in groups) == ["2024-05-01", "yes"]


class TestASurvey:
    """AWX gives its answers as variables in JSON: texts, also for lists and numbers that are left empty."""

    @pytest.fixture
    def estate(self, zpa: TestTenant, tmp_path: Path) -> TestTenant:
        declared = ["Declared %d" % number for number in range(10)]
        for name in (*declared, "Keep me", "Keep me too", "Goes"):
            zpa.add_group(name)
        folder = tmp_path / "tenant"
        folder.mkdir()
        content = {"segment_groups": [{"name": name} for name in declared]}
        (folder / "groups.yml").write_text(json.dumps(content), "utf-8")
        return zpa

    @staticmethod
    def answer(zpa: TestTenant, at: Path, *flags: str, **answers: Any) -> Run:
        given = {"zpa_tenant_dir": "tenant", "zpa_tenant_state": "overridden", **answers}
        return run_playbook(zpa, TENANT, at, *NO_PACE, "-e", json.dumps(given), *flags)

    @staticmethod
    def kept(zpa: TestTenant) -> list[str]:
        names = [group["name"] for group in zpa.tenant.table("segmentGroup").values()]
        return sorted(name for name in names if not name.startswith("Declared"))

    @pytest.mark.parametrize(
        "protect", ["Keep me\nKeep me too", "['Keep me', 'Keep me too']", '["Keep me", "Keep me too"]']
    )
    def test_with_names_to_protect_in_one_text_keeps_them(
        self, estate: TestTenant, tmp_path: Path, protect: str
    ) -> None:
        answers = {"zpa_tenant_protect": protect, "zpa_tenant_max_deletions": ""}
        predicted = self.answer(estate, tmp_path, "--check", **answers)
        assert "1 to delete" in predicted.output, predicted.output
        assert self.answer(estate, tmp_path, **answers).code == 0
        assert self.kept(estate) == ["Keep me", "Keep me too"]

    def test_with_one_line_in_a_text_area_keeps_the_name_with_a_comma(
        self, estate: TestTenant, tmp_path: Path
    ) -> None:
        for name in ("Sales, EU", "Sales", "EU"):
            estate.add_group(name)
        assert self.answer(estate, tmp_path, zpa_tenant_protect="Sales, EU\n").code == 0
        assert self.kept(estate) == ["Sales, EU"]

    @pytest.mark.parametrize(
        ("answers", "words"),
        [
            ({"zpa_tenant_protect": "[Keep me, Keep me too]"}, "looks like a list in a text"),
            ({"zpa_tenant_protect": ["Keep me\nKeep me too"]}, "has a line break, which no name has"),
            ({"zpa_tenant_max_deletions": "ten"}, "max_deletions"),
            ({"zpa_tenant_max_deletions": True}, "max_deletions"),
            ({"zpa_tenant_max_deletions": -1}, "max_deletions: -1 is less than 0"),
            ({"zpa_tenant_max_deletions": "2", "zpa_tenant_protect": ""}, "at most 2 may be"),
        ],
        ids=str,
    )
    def test_that_is_not_understood_deletes_nothing(
        self, estate: TestTenant, tmp_path: Path, answers: dict[str, Any], words: str
    ) -> None:
        run = self.answer(estate, tmp_path, **answers)
        assert run.code != 0
        assert words in run.output
        assert estate.writes == []

    def test_with_a_name_that_nothing_has_is_warned_about(self, estate: TestTenant, tmp_path: Path) -> None:
        run = self.answer(estate, tmp_path, "--check", zpa_tenant_protect="Keep mee\nDeclared*")
        assert run.code == 0, run.output
        assert "Near matches: 'Keep me', 'Keep me too'." in " ".join(run.output.split())

    def test_of_a_folder_tells_the_words_that_need_quotes(self, estate: TestTenant, tmp_path: Path) -> None:
        (tmp_path / "tenant" / "more.yml").write_text("segment_groups:\n  - name: Off\n", "utf-8")
        (tmp_path / "tenant" / "gone").symlink_to(tmp_path / "nowhere")
        run = self.answer(estate, tmp_path)
        said = " ".join(run.output.split())
        assert "more.yml, line 2: segment_groups[0].name: is written Off, which YAML reads as false." in said
        assert "tenant/gone: cannot be read: it is a link to nothing." in said
        assert estate.tenant.log == []


def test_an_audit_of_a_folder_with_a_link_to_nothing_is_not_complete(zpa: TestTenant, tmp_path: Path) -> None:
    (tmp_path / "tenant").mkdir()
    (tmp_path / "tenant" / "groups.yml").write_text("segment_groups: []\n", "utf-8")
    (tmp_path / "tenant" / "shared").symlink_to(tmp_path / "nowhere")
    run = run_playbook(zpa, ROOT / "playbooks" / "audit.yml", tmp_path, "-e", "zpa_audit_tenant_dir=tenant")
    assert run.code != 0
    report = json.loads((tmp_path / "drift" / "localhost" / "drift.json").read_text("utf-8"))
    assert "tenant/shared: cannot be read: it is a link to nothing." in json.dumps(report)
    assert report["summary"]["errors"] == 1


TEXTS = """\
- hosts: localhost
  gather_facts: false
  tasks:
    - zerotrust.zpa.zpa_policy_rule: {name: J, action: ALLOW, conditions: "{{ conditions }}"}
      ignore_errors: true
    - zerotrust.zpa.zpa_app_connector_group: {name: A, latitude: "48,8", longitud: 2.3, location: Paris}
      ignore_errors: true
    - zerotrust.zpa.zpa_config:
        config:
          segment_groups: "{{ groups_to_be }}"
      vars:
        groups_to_be: '[{"name": "From text"}]'
    - zerotrust.zpa.zpa_config_files: {dir: [here], config: nothing, kind: [segment_groups]}
      ignore_errors: true
    - zerotrust.zpa.zpa_audit_report: {phase: beginn, notes: {a: b}}
      ignore_errors: true
"""


@pytest.mark.parametrize("path", FLAGS_OF_PATHS)
def test_texts_from_the_command_line_are_lists_or_one_complaint(
    zpa: TestTenant, tmp_path: Path, path: str
) -> None:
    playbook = tmp_path / "texts.yml"
    playbook.write_text(TEXTS, "utf-8")
    run = run_playbook(zpa, playbook, tmp_path, "-e", "conditions=Engineering,Finance", *FLAGS_OF_PATHS[path])
    assert run.code == 0, run.output
    said = " ".join(run.output.split())
    for words in (
        "conditions: is 'Engineering,Finance', and the option takes a list of dictionaries with operator, "
        "negated, operands.",
        "latitude: is '48,8', and the option takes a number. Write the decimals behind a point: 48.8.",
        "longitud: there is no such option. Near matches: 'longitude'",
        "dir: is the list ['here'], and the option takes a text.",
        "config: is 'nothing', and the option takes a dictionary.",
        "kind: there is no such option. Write kinds.",
        "phase: 'beginn' is not one of begin, end. Near matches: 'begin'.",
        "dir: is missing, and nothing goes without it.",
        "notes: is a dictionary (a), and the option takes a list of texts.",
    ):
        assert words in said, run.output
    assert [group["name"] for group in zpa.tenant.table("segmentGroup").values()] == ["From text"]


def test_a_file_of_a_folder_with_a_wrong_option_is_told_with_its_line(
    zpa: TestTenant, tmp_path: Path
) -> None:
    (tmp_path / "tenant").mkdir()
    (tmp_path / "tenant" / "groups.yml").write_text(
        "segment_groups:\n  - name: A\n  - name: [Finance]\n  - nmae: B\n  - name: C\n    enabeld: true\n"
        "policy_rules:\n  access:\n    - name: R\n      action: ALLOW\n      conditions:\n"
        '        - operands: [{object_type: APP, lhs: id, rhs: "72"}]\n',
        "utf-8",
    )
    run = run_playbook(zpa, TENANT, tmp_path, "-e", "zpa_tenant_dir=tenant", *NO_PACE)
    assert run.code != 0
    said = " ".join(run.output.split())
    for words in (
        "groups.yml, line 3: segment_groups[1].name: is the list ['Finance'], and the option takes a text.",
        "groups.yml, line 4: segment_groups[2].nmae: there is no such option. Near matches: 'name'.",
        "groups.yml, line 6: segment_groups[3].enabeld: there is no such option. Near matches: 'enabled'.",
        "groups.yml, line 11: policy_rules.access[0].conditions[0].operands[0].lhs and rhs: there are no",
    ):
        assert words in said, run.output
    assert "give the name of the segment group" not in said
    assert zpa.writes == []
