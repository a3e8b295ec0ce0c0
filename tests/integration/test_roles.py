# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The roles and guides: a tenant as a folder of files, applied with real ``ansible-playbook``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from support.guides import GUIDES, Reader, blocks_of
from support.playbooks import ROOT, run_playbook
from support.policies import add_rule, rules_in_order
from support.tenant_roles import TEMPLATE, apply, changed, role, write
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator, Tenant
from zpa_emulator.state import ApiClient

PLAYBOOKS = ROOT / "playbooks"

FINANCE = "Everything that the finance department uses"


def tenant_with_id(emulator: Emulator, cache: Path, customer_id: str) -> TestTenant:
    zpa = new_tenant(emulator, cache)
    return replace(zpa, tenant=emulator.add(Tenant(customer_id)))


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
