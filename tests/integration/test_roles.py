# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The roles, playbooks and guides: a tenant as a folder of files, with real ``ansible-playbook``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from support.cases import OBJECTS
from support.cases.object_types import OBJECT_TYPE_CASES
from support.guides import GUIDES, Reader, blocks_of
from support.playbooks import FLAGS_OF_PATHS, ROOT, Run, run_playbook
from support.policies import OF_TYPE, add_rule, furnish, rules_in_order
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator, Tenant
from zpa_emulator.policy_seeds import add_deception_rule
from zpa_emulator.state import ApiClient

PLAYBOOKS = ROOT / "playbooks"
UNPACED = {"zpa_tenant_read_limit": 100000, "zpa_tenant_write_limit": 100000}
TEMPLATE = "{{ lookup('ansible.builtin.pipe', 'touch templated') }} {% if %}"
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
FINANCE = "Everything that the finance department uses"
CHANGED = re.compile(r"changed=(\d+)")


def role(name: str, **variables: Any) -> dict[str, Any]:
    return {"ansible.builtin.import_role": {"name": "zerotrust.zpa." + name}, "vars": variables}


def apply(zpa: TestTenant, folder: Path, at: Path, *flags: str, **variables: Any) -> Run:
    """Run the role zpa_tenant, without its pauses; only requests of this run are in the log."""
    zpa.forget()
    return run_playbook(
        zpa, [role("zpa_tenant", zpa_tenant_dir=str(folder), **UNPACED, **variables)], at, *flags
    )


def export(zpa: TestTenant, folder: Path, at: Path, *flags: str, **variables: Any) -> Run:
    zpa.forget()
    return run_playbook(zpa, [role("zpa_export", zpa_export_dir=str(folder), **variables)], at, *flags)


def changed(run: Run) -> bool:
    assert run.code == 0, run.output
    counts = CHANGED.findall(run.output)
    assert counts, run.output
    return any(map(int, counts))


def write(folder: Path, files: dict[str, Any]) -> Path:
    """Write files; what is no text becomes YAML."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False)
        path.write_text(text, "utf-8")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.y*ml"))}


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


def tenant_with_id(emulator: Emulator, cache: Path, customer_id: str) -> TestTenant:
    zpa = new_tenant(emulator, cache)
    return replace(zpa, tenant=emulator.add(Tenant(customer_id)))


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


@pytest.mark.usefixtures("both_paths")
class TestApply:
    def test_what_is_declared_is_created_and_the_rest_is_left_alone(
        self, zpa: TestTenant, tmp_path: Path
    ) -> None:
        zpa.add_group("Other")
        zpa.add_group("Old", description="before")
        files = {
            "a.yml": {"segment_groups": [{"name": "Old", "description": TEMPLATE}]},
            "apps/b.yaml": {"segment_groups": [{"name": "New"}], "app_connector_groups": []},
            "rules/1.yml": {"policy_rules": {"access": [{"name": "First", "action": "DENY"}]}},
            "rules/2.yml": {"policy_rules": {"access": [{"name": "Second", "action": "DENY"}]}},
        }
        folder = write(tmp_path / "tenant", files)
        # Encrypted files are read as any others.
        vault = VaultLib([("default", VaultSecret(b"password"))])
        (folder / "rules" / "2.yml").write_bytes(vault.encrypt((folder / "rules" / "2.yml").read_bytes()))
        (tmp_path / "password").write_text("password")
        flags = ["--vault-password-file", str(tmp_path / "password")]
        planned = apply(zpa, folder, tmp_path, "--check", "--diff", *flags)
        assert changed(planned)
        assert zpa.writes == []
        assert '"3 to create, 1 to update, 0 to delete, 0 to reorder, 0 unchanged"' in planned.output
        assert '-    "description": "before"' in planned.output
        done = apply(zpa, folder, tmp_path, *flags)
        assert '"3 created, 1 updated, 0 deleted, 0 reordered, 0 unchanged"' in done.output
        assert zpa.stored("Old")["description"] == TEMPLATE
        assert zpa.stored("Other")
        assert rules_in_order(zpa) == ["First", "Second"]
        assert not (tmp_path / "templated").exists()

    def test_overridden_deletes_what_is_neither_declared_nor_protected(
        self, zpa: TestTenant, tmp_path: Path
    ) -> None:
        for name in ("Kept", "Break glass 1", "Gone 1", "Gone 2"):
            zpa.add_group(name)
        zpa.add_connector_group("Not declared")
        folder = write(tmp_path / "tenant", {"a.yml": {"segment_groups": [{"name": "Kept"}]}})
        variables = {"zpa_tenant_state": "overridden", "zpa_tenant_protect": ["Break glass*"]}
        refused = apply(zpa, folder, tmp_path, zpa_tenant_max_deletions=1, **variables)
        assert refused.code == 2
        assert "Gone 2" in refused.output
        assert zpa.writes == []
        run = apply(zpa, folder, tmp_path, **variables)
        assert '"0 created, 0 updated, 2 deleted, 0 reordered, 1 unchanged"' in run.output
        assert {group["name"] for group in zpa.tenant.table("segmentGroup").values()} == {
            "Kept",
            "Break glass 1",
        }
        assert zpa.stored("Not declared", "appConnectorGroup")

    def test_its_result_is_there_for_the_tasks_that_follow(self, zpa: TestTenant, tmp_path: Path) -> None:
        write(tmp_path / "tenant", {"a.yml": {"segment_groups": [{"name": "{{ braces }}"}]}})
        that = [
            "zpa_tenant_result is changed",
            "zpa_tenant_result.plan[0].operation == 'create'",
            "zpa_tenant_result.plan[0].name == '{' + '{ braces }' + '}'",
        ]
        tasks = [role("zpa_tenant", zpa_tenant_dir="tenant"), {"ansible.builtin.assert": {"that": that}}]
        run = run_playbook(zpa, tasks, tmp_path)
        assert run.code == 0, run.output

    def test_problems_are_told_with_file_and_line(self, zpa: TestTenant, tmp_path: Path) -> None:
        files = {
            "a.yml": "segment_groups:\n  - name: Fine\n",
            "b.yml": "segment_groups:\n\n  - name: Wrong\n    applications: [SAPP]\n",
        }
        folder = write(tmp_path / "tenant", files)
        run = apply(zpa, folder, tmp_path)
        assert run.code == 2
        place = "%s, line 4: segment_groups[0].applications[0]: no application segment" % (folder / "b.yml")
        assert place in run.output
        assert zpa.writes == []

    def test_wrong_credentials_are_told_and_not_shown(self, zpa: TestTenant, tmp_path: Path) -> None:
        folder = write(tmp_path / "tenant", {"a.yml": {"segment_groups": [{"name": "A"}]}})
        secret = "wRoNg-secret-for-the-test="
        tasks = [role("zpa_tenant", zpa_tenant_dir=str(folder))]
        run = run_playbook(zpa, tasks, tmp_path, "-vvvv", ZPA_CLIENT_SECRET=secret)
        assert run.code == 2
        assert "The sign-in was refused" in run.output
        assert secret not in run.output
        assert secret not in (tmp_path / "ansible.log").read_text("utf-8")


class TestApplyWithoutAModule:
    """What is refused before a module runs, which is so on both paths."""

    def test_files_that_cannot_be_read_are_named(self, zpa: TestTenant, tmp_path: Path) -> None:
        folder = write(tmp_path / "tenant", {"a.yml": "- no mapping", "b.yml": {"segment_group": []}})
        run = apply(zpa, folder, tmp_path)
        assert run.code == 2
        assert "%s: is no mapping." % (folder / "a.yml") in run.output
        assert "%s: unknown key 'segment_group'." % (folder / "b.yml") in run.output
        assert zpa.calls == []

    def test_a_folder_that_is_missing_is_named(self, zpa: TestTenant, tmp_path: Path) -> None:
        run = apply(zpa, tmp_path / "none", tmp_path)
        assert run.code == 2
        assert "%s: does not exist." % (tmp_path / "none") in run.output

    def test_an_empty_answer_of_a_survey_counts_as_not_given(self, zpa: TestTenant, tmp_path: Path) -> None:
        folder = write(tmp_path / "tenant", {"a.yml": {"segment_groups": [{"name": "New"}]}})
        names = ("max_deletions", "protect", "read_limit", "write_limit")
        empty = dict.fromkeys(map("zpa_tenant_{}".format, names), "")
        run = run_playbook(
            zpa,
            [role("zpa_tenant", zpa_tenant_dir=str(folder), zpa_tenant_state="overridden", **empty)],
            tmp_path,
        )
        assert '"1 created, 0 updated, 0 deleted, 0 reordered, 0 unchanged"' in run.output, run.output

    def test_a_wrong_variable_is_refused(self, zpa: TestTenant, tmp_path: Path) -> None:
        run = apply(zpa, tmp_path, tmp_path, zpa_tenant_state="gathered")
        assert run.code == 2
        assert "value of zpa_tenant_state must be one of: merged, overridden, got: gathered" in run.output
        assert zpa.tenant.log == []


@pytest.fixture
def tenants(emulator: Emulator, tmp_path: Path) -> dict[str, TestTenant]:
    return {name: new_tenant(emulator, tmp_path / "tokens") for name in ("alpha", "beta", "gamma")}


@pytest.mark.usefixtures("both_paths")
class TestManyTenants:
    @staticmethod
    def connection(zpa: TestTenant) -> dict[str, str]:
        """What comes from the environment for all tenants alike."""
        own = {"ZPA_CLIENT_ID": "", "ZPA_CLIENT_SECRET": "", "ZPA_CUSTOMER_ID": ""}
        return {**zpa.environment, **own}

    @staticmethod
    def inventory(at: Path, tenants: dict[str, TestTenant]) -> str:
        hosts = {
            name: {
                "zpa_customer_id": zpa.tenant.customer_id,
                "zpa_client_id": zpa.client_id,
                "zpa_client_secret": zpa.client_secret,
            }
            for name, zpa in tenants.items()
        }
        variables = {"zpa_tenant_dir": "{{ inventory_dir }}/tenants/{{ inventory_hostname }}"}
        write(at, {"hosts.yml": {"all": {"hosts": hosts, "vars": variables}}})
        return str(at / "hosts.yml")

    def test_each_gets_its_own_folder_and_no_request_goes_astray(
        self, tenants: dict[str, TestTenant], tmp_path: Path
    ) -> None:
        for name in tenants:
            group = {"name": "Group of " + name}
            write(tmp_path / "tenants" / name, {"a.yml": {"segment_groups": [group]}})
        hosts = self.inventory(tmp_path, tenants)
        flags = ["-i", hosts, "--forks", "2", "-vvv"]
        zpa = tenants["alpha"]
        run = run_playbook(zpa, PLAYBOOKS / "tenants.yml", tmp_path, *flags, **self.connection(zpa))
        assert run.code == 0, run.output
        assert run.output.count("1 created, 0 updated") == 3
        for name, one in tenants.items():
            assert [entry.body["name"] for entry in one.writes] == ["Group of " + name]
            assert len([entry for entry in one.tenant.log if entry.is_token_request]) == 1
            assert {entry.status for entry in one.tenant.log} == {200, 201}
            assert one.client_secret not in run.output

    def test_sign_in_each_its_own_way_whatever_the_environment_has(
        self, tenants: dict[str, TestTenant], tmp_path: Path
    ) -> None:
        for name in tenants:
            write(tmp_path / "tenants" / name, {"a.yml": {"segment_groups": [{"name": name}]}})
        hosts = Path(self.inventory(tmp_path, tenants))
        beta = "zpa_client_id: %s" % tenants["beta"].client_id
        hosts.write_text(hosts.read_text().replace(beta, beta + "\n      zpa_vanity_domain: beta"))
        oneapi = {
            "ZSCALER_VANITY_DOMAIN": "acme",
            "ZSCALER_CLIENT_ID": "of-another-tool",
            "ZSCALER_CLIENT_SECRET": "the-secret-of-another-tool",
            "ZSCALER_CLOUD": "beta",
        }
        zpa = tenants["alpha"]
        environment = {**self.connection(zpa), **oneapi}
        flags = ["-i", str(hosts), "-e", '{"zpa_tenants_serial": ""}']
        run = run_playbook(zpa, PLAYBOOKS / "tenants.yml", tmp_path, *flags, **environment)
        assert run.code == 0, run.output
        assert {
            name: [entry.path for entry in one.tenant.log if entry.is_token_request]
            for name, one in tenants.items()
        } == {"alpha": ["/signin"], "beta": ["/oauth2/v1/token"], "gamma": ["/signin"]}

    def test_what_is_wrong_with_one_does_not_stop_the_others(
        self, tenants: dict[str, TestTenant], tmp_path: Path
    ) -> None:
        for name in tenants:
            write(tmp_path / "tenants" / name, {"a.yml": {"segment_groups": [{"name": name}]}})
        gamma = tenants["gamma"]
        write(tmp_path / "tenants" / "alpha", {"a.yml": "segment_groups: 1"})
        hosts = Path(self.inventory(tmp_path, tenants))
        # The ID of a tenant is never that of the environment.
        hosts.write_text(hosts.read_text().replace("zpa_customer_id: '%s'" % gamma.tenant.customer_id, ""))
        run = run_playbook(gamma, PLAYBOOKS / "tenants.yml", tmp_path, "-i", str(hosts))
        assert run.code == 2
        assert {name: len(one.writes) for name, one in tenants.items()} == {"alpha": 0, "beta": 1, "gamma": 0}


# What an inventory can say of a microtenant without meaning it, and what is told.
NO_MICROTENANTS = {
    "an_id": ({"zpa_microtenant": {"name": "216196257331290001"}}, "name: 216196257331290001 is an ID"),
    "digits": ({"zpa_microtenant": {"name": 0}}, "name: 0 is an ID"),
    "absent": (
        {"zpa_microtenant": {"name": "Retail", "state": "absent"}},
        "zpa_microtenant.state: there is no such option of a microtenant in an inventory. Choose from name, ",
    ),
    "misspelled": (
        {"zpa_microtenant": {"name": "Retail", "password_des": "x", "reveal": True}},
        "zpa_microtenant.password_des, zpa_microtenant.reveal: there is no such option of a microtenant",
    ),
    "a_text": ({"zpa_microtenant": "Retail"}, "zpa_microtenant: is no mapping of options."),
    "nothing": ({"zpa_microtenant": None}, "zpa_microtenant: is no mapping of options."),
    "nobody": ({"zpa_microtenant": {"enabled": True}}, "zpa_microtenant.name: is missing."),
    "empty": ({"zpa_microtenant_id": ""}, "zpa_microtenant_id: is empty, which would be the Default"),
}


@pytest.mark.parametrize("playbook", ["tenants.yml", "audit.yml"])
def test_what_is_no_microtenant_is_refused_before_any_request(
    zpa: TestTenant, tmp_path: Path, playbook: str
) -> None:
    own = {"zpa_customer_id": zpa.tenant.customer_id}
    hosts = {name: {**own, **variables} for name, (variables, _said) in NO_MICROTENANTS.items()}
    write(tmp_path, {"hosts.yml": {"all": {"hosts": hosts}}})
    folder = write(tmp_path / "tenant", {"a.yml": {"segment_groups": []}})
    flags = ["-i", "hosts.yml", "-e", "zpa_audit_hosts=all zpa_tenant_dir=%s" % folder]
    run = run_playbook(zpa, PLAYBOOKS / playbook, tmp_path, *flags, "-e", "zpa_audit_tenant_dir=%s" % folder)
    assert run.code == 2
    for name, (_variables, said) in NO_MICROTENANTS.items():
        (told,) = [line for line in run.output.splitlines() if "[%s]" % name in line and "FAILED" in line]
        at = run.output.index(told)
        assert said in run.output[at : at + 500], run.output
    assert zpa.tenant.log == []


@pytest.mark.parametrize("content", [None, {"a.yml": "segment_groups: 1"}], ids=["missing", "wrong"])
def test_no_microtenant_is_made_for_a_folder_that_cannot_be_applied(
    zpa: TestTenant, tmp_path: Path, content: dict[str, Any] | None
) -> None:
    folder = tmp_path / "tenant"
    if content:
        write(folder, content)
    variables = {
        "zpa_customer_id": zpa.tenant.customer_id,
        "zpa_microtenant": {"name": "Retail"},
        "zpa_tenant_dir": str(folder),
    }
    write(tmp_path, {"hosts.yml": {"all": {"hosts": {"retail": variables}}}})
    run = run_playbook(zpa, PLAYBOOKS / "tenants.yml", tmp_path, "-i", "hosts.yml")
    assert run.code == 2
    assert str(folder) in run.output
    assert zpa.writes == []


def run_as_told(at: Path, zpa: TestTenant) -> subprocess.CompletedProcess[str]:
    """Run the script of the guide as cron would, though not in the folder for which it is written."""
    given = ["export %s='%s'" % one for one in zpa.environment.items()]
    (at / "credentials").write_text("\n".join(given), "utf-8")
    script = (at / "audit.sh").read_text("utf-8")
    assert script.count("/srv/zpa") == 1
    return subprocess.run(
        ["/bin/sh", "-c", script.replace("/srv/zpa", str(at))],
        env={
            "HOME": str(at),
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.defpath]),
            "ANSIBLE_COLLECTIONS_PATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
            "LC_ALL": "C.UTF-8",
        },
        capture_output=True,
        text=True,
        check=False,
    )


class TestGuides:
    """What the guides on roles show is done as they say: files written, commands run, outputs compared.

    In process alone: the tests above run each role on both paths.
    """

    def test_on_concepts(self, zpa: TestTenant, tmp_path: Path) -> None:
        runs = Reader(zpa, tmp_path).follow("guide_concepts.rst")
        assert [changed(run) for run in runs] == [True, True, True, False, False]
        assert "WARNING" not in runs[0].output + runs[2].output

    def test_on_git(self, zpa: TestTenant, tmp_path: Path) -> None:
        zpa.add_group("Finance apps", applications=["Payroll", "SAP"], description=FINANCE)
        zpa.add_connector_group("Frankfurt")
        zpa.add_server_group("ERP servers", app_connector_groups=["Frankfurt"])
        zpa.add_application_server("ERP 1")
        zpa.add_service_edge_group("Zurich")
        zpa.add_provisioning_key("Frankfurt", "Frankfurt")
        zpa.add_microtenant("Subsidiary")
        add_rule(zpa, "Nobody else", action="DENY")
        runs = Reader(zpa, tmp_path).follow("guide_gitops.rst")
        assert rules_in_order(zpa) == ["Finance", "Nobody else"]
        assert [changed(run) for run in runs] == [True, *[False] * 5, True, True, True]
        # The last export brings what the change left out.
        pipeline = yaml.safe_load((tmp_path / ".gitlab-ci.yml").read_text("utf-8"))
        shown = [block.content for block in blocks_of(GUIDES / "guide_gitops.rst")]
        for job in ("check", "apply"):
            assert pipeline[job]["script"][0] + "\n" in shown

    def test_on_many_tenants(self, emulator: Emulator, tmp_path: Path) -> None:
        tenants, environment = (
            {},
            dict.fromkeys(("ZPA_CLIENT_ID", "ZPA_CLIENT_SECRET", "ZPA_CUSTOMER_ID"), ""),
        )
        for number, name in enumerate(("alpha", "beta", "gamma"), start=1):
            zpa = tenant_with_id(emulator, tmp_path / "tokens", "21619625733128100%d" % number)
            zpa.tenant.clients["client-of-" + name] = ApiClient("client-of-" + name, zpa.client_secret)
            environment["ZPA_SECRET_" + name.upper()] = zpa.client_secret
            tenants[name] = zpa
        environment["ZPA_BASE_URL"] = emulator.base_url
        runs = Reader(tenants["alpha"], tmp_path, **environment).follow("guide_many_tenants.rst")
        assert [changed(run) for run in runs] == [
            True,
            True,
            True,
            False,
            True,
            True,
            False,
            True,
            True,
            False,
        ]
        assert [len(zpa.writes) for zpa in tenants.values()] == [3, 1, 2]
        # What the Default microtenant has is not in the folder of the other one.
        retail = tmp_path / "tenants" / "alpha_retail"
        assert "Shops" in (retail / "segment_groups.yml").read_text("utf-8")
        assert not (retail / "microtenants.yml").exists()
        alpha = tenants["alpha"]
        shops = alpha.stored("Shops")
        assert shops["microtenantId"] == alpha.stored("Retail", "microtenants")["id"]
        (password,) = alpha.tenant.first_passwords.values()
        file = tmp_path / "retail.password"
        assert (file.read_text("utf-8"), file.stat().st_mode & 0o777) == (password, 0o600)
        assert not any(password in run.output for run in runs)
        for name in tenants:
            assert (tmp_path / "tenants" / name / "policy_rules" / "access.yml").exists()

    def test_on_auditing(self, emulator: Emulator, zpa: TestTenant, tmp_path: Path) -> None:
        zpa.add_group("Finance apps", applications=["Expenses"], description=FINANCE)
        for name in ("Guests", "Finance"):
            add_rule(zpa, name, action="DENY")
        zpa.add_connector_group("Frankfurt")
        zpa.add_group("Old intranet")
        others = [
            tenant_with_id(emulator, tmp_path / "tokens", "21619625733128100%d" % number) for number in (1, 2)
        ]
        for other in others:
            other.tenant.clients[zpa.client_id] = ApiClient(zpa.client_id, zpa.client_secret)
            other.add_application("Payroll", "SAP")
            for name in ("Guests", "Finance"):
                add_rule(other, name, action="DENY")
        Reader(zpa, tmp_path).follow("guide_auditing.rst")
        assert [one.writes for one in (zpa, *others)] == [[], [], []]
        assert all(other.calls for other in others)
        told = run_as_told(tmp_path, zpa)
        assert told.returncode == 1
        assert "1 missing, 1 different" in told.stdout

    @pytest.mark.parametrize("name", ["zpa_tenant", "zpa_export", "zpa_audit"])
    def test_on_a_role_name_its_variables_and_defaults(self, name: str) -> None:
        text = (ROOT / "roles" / name / "README.md").read_text("utf-8")
        specification = yaml.safe_load(
            (ROOT / "roles" / name / "meta" / "argument_specs.yml").read_text("utf-8")
        )
        options = specification["argument_specs"]["main"]["options"]
        rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", text, re.MULTILINE))
        assert rows.keys() == options.keys()
        for option, given in options.items():
            if given.get("required"):
                assert rows[option] == "required"
            elif "default" in given:
                default = given["default"]
                assert rows[option] == "`%s`" % (
                    str(default).lower() if default in (True, False) else default
                )
