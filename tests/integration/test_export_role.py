# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role that exports a tenant as a folder of files, with real ``ansible-playbook``."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from support.cases import OBJECTS
from support.cases.object_types import OBJECT_TYPE_CASES
from support.playbooks import FLAGS_OF_PATHS, Run, run_playbook
from support.policies import OF_TYPE, add_rule, furnish, rules_in_order
from support.tenant_roles import TEMPLATE, apply, changed, content, role, write
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator
from zpa_emulator.policy_seeds import add_deception_rule

LINES = "First line\nsecond: line # no comment\n\n  - indented {{ braces }}\n"

# Names that YAML or Ansible could take for something else.
NAMES = [
    *("yes", "null", "1.0", "0x1", "216196257331299999", "2024-05-01", "~", "12:30:00", "- a", "a: b # c"),
    *(
        "Zürich 東京 😀",
        'O\'Neill "& sons"',
        "{{ braces }}",
        "{% raw %}",
        "!vault",
        "*star",
        "%percent",
        "@at",
    ),
    "back\\slash\\n",
]
CLIENTS = {"access": "zpn_client_type_zapp", "isolation": "zpn_client_type_exporter"}


def export(zpa: TestTenant, folder: Path, at: Path, *flags: str, **variables: Any) -> Run:
    zpa.forget()
    return run_playbook(zpa, [role("zpa_export", zpa_export_dir=str(folder), **variables)], at, *flags)


def condition(object_type: str, *pairs: tuple[str, str]) -> dict[str, Any]:
    operands = [{"objectType": object_type, "lhs": lhs, "rhs": rhs} for lhs, rhs in pairs]
    return {"operator": "OR", "operands": operands}


def fill(zpa: TestTenant) -> TestTenant:
    """Add rules of every policy type, with conditions about every object type, and difficult names."""
    for policy_type in OF_TYPE:
        for number in (2, 1):
            add_rule(zpa, "Rule %d" % number, policy_type)
    for object_type, cases in OBJECT_TYPE_CASES.items():
        conditions = [condition(object_type, *cases.stored)]
        if cases.policy_type in CLIENTS and object_type != "CLIENT_TYPE":
            conditions.append(condition("CLIENT_TYPE", ("id", CLIENTS[cases.policy_type])))
        add_rule(zpa, "By " + object_type, cases.policy_type, conditions=conditions)
    for name in NAMES:
        zpa.add_group(name, description=LINES)
        zpa.add_connector_group(name)
        add_rule(
            zpa,
            name,
            action="DENY",
            customMsg=TEMPLATE,
            description=LINES,
            # A name of digits alone is told as an ID, which another tenant does not know.
            conditions=[condition("APP_GROUP", ("id", name))] if not name.isdigit() else [],
        )
    add_deception_rule(zpa.tenant)
    return zpa


def furnished(emulator: Emulator, cache: Path) -> TestTenant:
    zpa = new_tenant(emulator, cache)
    zpa.add_application("SAP", "Payroll", "Expenses", "Jira", "Git")
    return furnish(zpa)


class Exported(NamedTuple):
    """A full tenant, and its export."""

    zpa: TestTenant
    folder: Path
    run: Run


@pytest.fixture(scope="module")
def exported(path: str, emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    at = tmp_path_factory.mktemp("exported")
    zpa = fill(furnished(emulator, at / "tokens"))
    before = os.umask(0o077)
    try:
        run = export(zpa, at / "new" / "tenant", at, "-vvv", *FLAGS_OF_PATHS[path])
    finally:
        os.umask(before)
    assert run.code == 0, run.output
    return Exported(zpa, at / "new" / "tenant", run)


@pytest.mark.usefixtures("both_paths")
class TestExport:
    def test_writes_a_file_for_each_kind_and_policy_type(self, exported: Exported) -> None:
        rules = ["policy_rules/%s.yml" % policy_type for policy_type in OF_TYPE]
        objects = [subject.resource.list_key + ".yml" for subject in OBJECTS if subject.is_created]
        assert sorted(content(exported.folder)) == sorted([*objects, *rules])

    def test_writes_what_everybody_can_read_whatever_the_umask(self, exported: Exported) -> None:
        modes = {path.stat().st_mode & 0o777 for path in exported.folder.rglob("*.yml")}
        folders = [exported.folder.parent, exported.folder, exported.folder / "policy_rules"]
        assert modes == {0o644}
        assert {path.stat().st_mode & 0o777 for path in folders} == {0o755}

    def test_writes_yaml_that_a_linter_and_a_reader_like(self, exported: Exported) -> None:
        linter = pytest.importorskip("yamllint.linter")
        rules = pytest.importorskip("yamllint.config").YamlLintConfig(
            "{extends: default, rules: {line-length: disable}}"
        )
        for name, data in content(exported.folder).items():
            assert list(linter.run(data, rules, name)) == []
        text = (exported.folder / "segment_groups.yml").read_text("utf-8")
        assert "  - name: Zürich 東京 😀\n    description: !unsafe |-\n      First line\n" in text

    def test_names_come_first_and_no_id_is_in_it(self, exported: Exported) -> None:
        for name, data in content(exported.folder).items():
            # A tag that YAML does not know, before texts that it would know without.
            found = yaml.safe_load(data.replace(b" !unsafe ", b" "))
            for entry in found.get("policy_rules", found).values():
                first = {next(iter(one)) for one in entry}
                assert first <= {"name", "kind", "association_type"}, name
                assert not any("id" in one for one in entry), name

    def test_tells_what_another_tenant_cannot_take_over(self, exported: Exported) -> None:
        objects = [subject for subject in OBJECTS if subject.is_created]
        assert "%d files written" % len([*objects, *OF_TYPE]) in exported.run.output
        assert "'Zscaler Deception' is left out: Zscaler manages it." in exported.run.output

    def test_only_reads_the_tenant(self, exported: Exported) -> None:
        assert exported.zpa.writes == []

    def test_holds_and_prints_no_secret(self, exported: Exported) -> None:
        texts = [exported.run.output, *(data.decode() for data in content(exported.folder).values())]
        assert not [text for text in texts if exported.zpa.client_secret in text or "Bearer" in text]

    def test_a_second_one_gives_the_same_bytes_and_no_change(
        self, exported: Exported, tmp_path: Path
    ) -> None:
        before = content(exported.folder)
        assert not changed(export(exported.zpa, exported.folder, tmp_path))
        assert content(exported.folder) == before

    def test_check_mode_and_diff_show_what_would_change_in_the_files(
        self, exported: Exported, tmp_path: Path
    ) -> None:
        kept = content(exported.folder)
        del kept["policy_rules/siem.yml"]
        folder = tmp_path / "tenant"
        for name, data in kept.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data.replace(b"{{ braces }}", b"{{ before }}"))
        before = content(folder)
        run = export(exported.zpa, folder, tmp_path, "--check", "--diff")
        assert changed(run)
        assert '"4 files to write"' in run.output
        assert "+  - name: !unsafe '{{ braces }}'" in run.output
        assert "-  - name: !unsafe '{{ before }}'" in run.output
        assert "+++ after: %s\n@@ -0,0" % (folder / "policy_rules" / "siem.yml") in run.output
        assert "timeout.yml" not in run.output
        assert content(folder) == before

    def test_kinds_that_are_not_asked_for_stay_as_they_are(self, zpa: TestTenant, tmp_path: Path) -> None:
        files = {"policy_rules/access.yml": "mine", "app_connector_groups.yml": "mine"}
        folder = write(tmp_path / "tenant", files)
        assert changed(export(zpa, folder, tmp_path, zpa_export_kinds=["segment_groups"]))
        assert {name: data for name, data in content(folder).items() if data != b"mine"}.keys() == {
            "segment_groups.yml"
        }

    @pytest.mark.parametrize("empty", ["", " "])
    def test_an_empty_answer_of_a_survey_means_all_kinds(
        self, zpa: TestTenant, tmp_path: Path, empty: str
    ) -> None:
        run = export(zpa, tmp_path / "tenant", tmp_path, zpa_export_kinds=empty)
        assert run.code == 0, run.output
        assert {"segment_groups.yml", "policy_rules"} <= {
            path.name for path in (tmp_path / "tenant").iterdir()
        }

    def test_a_folder_with_other_yaml_files_is_left_alone(self, zpa: TestTenant, tmp_path: Path) -> None:
        folder = write(tmp_path / "tenant", {"finance/groups.yaml": "segment_groups: []"})
        run = export(zpa, folder, tmp_path)
        assert run.code == 2
        assert "has YAML files that this export does not write: finance/groups.yaml." in run.output
        assert list(content(folder)) == ["finance/groups.yaml"]

    def test_its_result_is_there_for_the_tasks_that_follow(self, zpa: TestTenant, tmp_path: Path) -> None:
        add_deception_rule(zpa.tenant)
        that = [
            "zpa_export_result.changed",
            "zpa_export_result.dir == '%s'" % (tmp_path / "tenant"),
            "zpa_export_result.files == ['policy_rules/access.yml']",
            "zpa_export_result.not_carried | length == 1",
        ]
        # A relative folder is one of where Ansible was started.
        exporting = role("zpa_export", zpa_export_dir="tenant", zpa_export_kinds=["policy_rules.access"])
        run = run_playbook(zpa, [exporting, {"ansible.builtin.assert": {"that": that}}], tmp_path)
        assert run.code == 0, run.output


@pytest.mark.usefixtures("both_paths")
class TestRoundTrip:
    def test_a_tenant_is_as_its_export_says(self, exported: Exported, tmp_path: Path) -> None:
        run = apply(
            exported.zpa, exported.folder, tmp_path, "--check", "--diff", zpa_tenant_state="overridden"
        )
        assert not changed(run)
        assert re.search(
            r'"0 to create, 0 to update, 0 to delete, 0 to reorder, [1-9]\d+ unchanged"', run.output
        )
        assert "WARNING" not in run.output
        assert exported.zpa.writes == []

    def test_another_tenant_becomes_the_same(
        self, exported: Exported, emulator: Emulator, tmp_path: Path
    ) -> None:
        other = furnished(emulator, tmp_path / "tokens")
        assert changed(apply(other, exported.folder, tmp_path, zpa_tenant_state="overridden"))
        assert not changed(export(other, exported.folder, tmp_path))
        assert not (tmp_path / "templated").exists()
        expected = [name for name in rules_in_order(exported.zpa) if name != "Zscaler Deception"]
        assert rules_in_order(other) == expected
