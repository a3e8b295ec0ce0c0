# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a user does: real ``ansible-playbook`` against the emulator."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
import run_picture
import yaml
from ansible_collections.zerotrust.zpa.plugins.module_utils._version import VERSION
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from support import randomly, tally
from support.playbooks import ROOT, run_playbook
from support.tenants import TestTenant
from zpa_emulator import Emulator
from zpa_emulator.certificate_texts import made
from zpa_emulator.policy_seeds import (
    add_deception_rule,
    add_extranet_partner,
    add_idp,
    add_isolation_profile,
    add_look_up,
    add_policy_rule,
    add_posture_profile,
    add_trusted_network,
)
from zpa_emulator.seeds import add_app_connector, add_service_edge, add_service_edge_group

pytestmark = pytest.mark.usefixtures("both_paths")
TARGETS = sorted(path.name for path in (ROOT / "tests" / "integration" / "targets").iterdir())
MODULES = sorted((ROOT / "plugins" / "modules").glob("*.py"))
ONE_APART_IN = 4
GROUP = "zerotrust.zpa.zpa_segment_group"
RULE = "zerotrust.zpa.zpa_policy_rule"


def examples(module: Path) -> list[dict[str, Any]]:
    for node in ast.parse(module.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "EXAMPLES":
            return yaml.safe_load(ast.literal_eval(node.value))
    raise LookupError(module)


# The microtenant that a tenant has beside the Default one.
SUBSIDIARY = "216196257331290001"


def let_enrol(zpa: TestTenant, *names: str) -> None:
    """Let machines have enrolled, and one be gone for long."""
    zpa.add_connector_group("Machines")
    add_service_edge_group(zpa.tenant, "Machines")
    for add in (add_app_connector, add_service_edge):
        for name in names:
            add(zpa.tenant, name, "Machines")
        add(zpa.tenant, "Gone", "Machines", disconnected_for="40d")


def furnish(zpa: TestTenant) -> None:
    """Add what rules name."""
    zpa.add_application("Intranet")
    zpa.add_connector_group("Frankfurt", connectors=[{"id": "8", "name": "Frankfurt-1"}])
    zpa.add_connector_group("Singapore")
    zpa.add_application_server("ERP")
    add_idp(
        zpa.tenant,
        "Okta",
        saml_attributes=["Email"],
        scim_attributes={"department": ["Finance"]},
        scim_groups=["Finance", "Engineering"],
    )
    add_extranet_partner(zpa.tenant, "Supplier", locations=["Frankfurt plant"])
    for name in ("Disk encrypted", "Jailbroken"):
        add_posture_profile(zpa.tenant, name)
    add_isolation_profile(zpa.tenant, "Safe browsing")
    add_trusted_network(zpa.tenant, "Headquarters")
    add_service_edge_group(zpa.tenant, "Frankfurt edge")
    named = {
        "inspectionProfile": "OWASP Top 10",
        "credential": "root",
        "praConsole": "Lab",
        "praPortal": "Administration",
    }
    for path, name in named.items():
        add_look_up(zpa.tenant, path, name)
    add_for_isolation(zpa, "regions", "Frankfurt", "Paris")


def add_for_isolation(zpa: TestTenant, path: str, *names: str) -> None:
    for name in names:
        zpa.tenant.add(path, {"name": name}, object_id=zpa.tenant.new_uuid())


# What the examples of a module name that is there already.
LOOKED_UP = {
    "zpa_application_segment": {"certificate": ("books.example.com",)},
    "zpa_pra_console": {"certificate": ("pra.corp.example.com",)},
    "zpa_pra_portal": {"certificate": ("pra.corp.example.com",)},
    "zpa_user_portal": {"certificate": ("partners.corp.example.com",)},
    "zpa_user_portal_link": {
        "certificate": ("partners.corp.example.com",),
        "userPortal": ("Staff", "Partners"),
    },
}
# What warnings are about that the examples lead to on purpose.
WARNED_OF = ("recreate: ", "update_secret=always")


def write_certificates(folder: Path, module: str) -> None:
    """Let files be beside a playbook about certificates that it reads."""
    if module != "zpa_browser_access_certificate":
        return
    (folder / "certificates").mkdir()
    for host in ("books.example.com", "lab.example.com"):
        pair = made(host)
        (folder / "certificates" / (host + ".pem")).write_text(pair.certificate, "utf-8")
        (folder / "certificates" / (host + ".key")).write_text(pair.key, "utf-8")


def write_secrets(folder: Path, module: str) -> None:
    """Let files be beside a playbook about credentials that it reads."""
    if module not in ("zpa_pra_credential", "zpa_pra_credential_pool"):
        return
    (folder / "secrets").mkdir()
    for name in ("netadmin.password", "bastion.key", "first.password", "second.password"):
        (folder / "secrets" / name).write_text("that of %s\n" % name, "utf-8")


def on_paths(name: str, values: list[Any]) -> pytest.MarkDecorator:
    """Each in process, and apart as well: in an exhaustive run each, in an ordinary one some."""
    apart = values if randomly.is_full else values[::ONE_APART_IN]
    pairs = [("in_process", value) for value in values] + [("apart", value) for value in apart]
    ids = ["%s-%s" % (path, getattr(value, "stem", value)) for path, value in pairs]
    return pytest.mark.parametrize(("path", name), pairs, ids=ids, indirect=["path"], scope="module")


@pytest.mark.generated
@on_paths("target", TARGETS)
def test_the_target_passes(zpa: TestTenant, tmp_path: Path, target: str) -> None:
    if target.startswith("zpa_policy_rule"):
        furnish(zpa)
        zpa.add_group("Finance")
        add_deception_rule(zpa.tenant)
    let_enrol(zpa, "Key-1")
    write_certificates(tmp_path, target)
    if target == "zpa_isolation_profile":
        add_for_isolation(zpa, "regions", "Frankfurt", "Paris")
    run = run_playbook(zpa, [{"ansible.builtin.import_role": {"name": target}}], tmp_path)
    assert run.code == 0, run.output


@pytest.mark.generated
@on_paths("module", MODULES)
def test_the_examples_of_the_documentation_run(zpa: TestTenant, tmp_path: Path, module: Path) -> None:
    playbook = tmp_path / "examples.yml"
    playbook.write_text(yaml.safe_dump(examples(module)), "utf-8")
    furnish(zpa)
    if module.stem.startswith(("zpa_application_segment", "zpa_policy_rule", "zpa_pra_console")):
        zpa.add_group("Finance")
    if module.stem == "zpa_pra_console":
        zpa.add_server_group("Finance servers")
    let_enrol(zpa, "Frankfurt key-1")
    for path, names in LOOKED_UP.get(module.stem.removesuffix("_info"), {}).items():
        for name in names:
            add_look_up(zpa.tenant, path, name)
    if module.stem.startswith("zpa_application_segment"):
        zpa.add_group("Treasury")
        for name in ("Finance servers", "Branch servers", "Old servers"):
            zpa.add_server_group(name)
        zpa.add_group("Finance of the subsidiary", microtenant_id=SUBSIDIARY)
        zpa.add_server_group("Servers of the subsidiary", microtenant_id=SUBSIDIARY)
    write_certificates(tmp_path, module.stem)
    write_secrets(tmp_path, module.stem)
    if module.stem == "zpa_inspection_profile":
        control = {"name": "Long headers", "type": "REQUEST", "severity": "INFO"}
        zpa.tenant.add("inspectionControls/custom", control)
    if module.stem == "zpa_isolation_profile":
        add_for_isolation(zpa, "banners", "Corporate")
    if module.stem in ("zpa_access_analysis", "zpa_config"):
        for folder in (tmp_path / "main" / "tenant", tmp_path / "tenant"):
            folder.mkdir(parents=True)
            lists = {"application_segments": [], "policy_rules": {"access": []}}
            (folder / "tenant.yml").write_text(yaml.safe_dump(lists), "utf-8")
    rules = {
        "zpa_policy_rule_order": ("Everybody", "Engineering", "Break glass"),
        "zpa_config": ("Break glass",),
    }
    for name in rules.get(module.stem, ()):
        add_policy_rule(zpa.tenant, "access", name, action="DENY")
    run = run_playbook(zpa, playbook, tmp_path)
    assert run.code == 0, run.output
    # Who deletes what others may have is told so.
    warned = [line for line in run.output.splitlines() if "[WARNING]" in line]
    assert [line for line in warned if not any(of in line for of in WARNED_OF)] == []
    tally.add("EXAMPLES of modules/" + module.stem, "tasks", len(examples(module)[0]["tasks"]))


def test_the_example_that_deletes_what_is_gone_for_30_days_does_so_by_one_request(
    zpa: TestTenant, tmp_path: Path
) -> None:
    """Check mode tells of the same, and deletes nothing."""
    (module,) = [path for path in MODULES if path.stem == "zpa_app_connector_info"]
    (play,) = examples(module)
    play["tasks"] = play["tasks"][-2:]
    playbook = tmp_path / "gone.yml"
    playbook.write_text(yaml.safe_dump([play]), "utf-8")
    let_enrol(zpa, "Up")
    for name, gone in (("Away", "29d"), ("Older", "31d")):
        add_app_connector(zpa.tenant, name, "Machines", disconnected_for=gone)
    checked = run_playbook(zpa, playbook, tmp_path, "--check", "--diff")
    assert checked.code == 0, checked.output
    assert "app connector 'Gone' (delete)" in checked.output
    assert zpa.writes == []
    run = run_playbook(zpa, playbook, tmp_path)
    assert run.code == 0, run.output
    assert sorted(one["name"] for one in zpa.tenant.table("connector").values()) == ["Away", "Up"]
    assert len(zpa.writes) == 1
    assert "changed=0" in run_playbook(zpa, playbook, tmp_path).output


def test_the_picture_of_the_readme_shows_what_its_playbook_prints(emulator: Emulator, tmp_path: Path) -> None:
    picture = run_picture.PICTURE.read_text("utf-8")
    printed = run_picture.svg(run_picture.output_of_readme(emulator, tmp_path))
    assert run_picture.lines_of(picture) == run_picture.lines_of(printed), "run python3 tools/dev.py picture"
    shown = "\n".join(run_picture.lines_of(picture))
    assert '-        "Expenses",\n+        "Payroll",' in shown
    assert "changed=1 " in shown


def test_a_playbook_run_signs_in_once_for_all_its_tasks(zpa: TestTenant, tmp_path: Path) -> None:
    tasks = [{GROUP: {"name": "Group %d" % number, "enabled": True}} for number in range(3)]
    run_playbook(zpa, tasks, tmp_path)
    assert len([entry for entry in zpa.tenant.log if entry.is_token_request]) == 1
    assert len(zpa.calls) == 3 * 3


def test_hosts_that_start_at_once_sign_in_once(zpa: TestTenant, tmp_path: Path) -> None:
    hosts = ["tenant%d" % number for number in range(6)]
    inventory = tmp_path / "hosts.yml"
    variables = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    inventory.write_text(yaml.safe_dump({"all": {"hosts": dict.fromkeys(hosts, None), "vars": variables}}))
    play = {
        "hosts": "all",
        "gather_facts": False,
        "tasks": [{GROUP + "_info": {}}],
    }
    playbook = tmp_path / "play.yml"
    playbook.write_text(yaml.safe_dump([play]), "utf-8")
    run = run_playbook(zpa, playbook, tmp_path, "-i", str(inventory), "--forks", "6")
    assert run.code == 0, run.output
    assert len(zpa.calls) == len(hosts)
    assert len([entry for entry in zpa.tenant.log if entry.is_token_request]) == 1


def test_check_and_diff_show_what_would_change_and_write_nothing(zpa: TestTenant, tmp_path: Path) -> None:
    zpa.add_group("Finance", applications=["SAP"])
    tasks = [{GROUP: {"name": "Finance", "enabled": False, "applications": ["Git"]}}]
    run = run_playbook(zpa, tasks, tmp_path, "--check", "--diff")
    assert '-        "SAP"' in run.output
    assert '+        "Git"' in run.output
    assert '-    "enabled": true' in run.output
    assert zpa.writes == []


def test_a_failed_task_prints_one_readable_message(zpa: TestTenant, tmp_path: Path) -> None:
    run = run_playbook(zpa, [{GROUP: {"name": "G", "applications": ["Sap", "Gti"]}}], tmp_path)
    assert run.code == 2
    assert "no application segment has the name or id 'Gti'. Near matches: 'Git'." in run.output
    assert "Traceback" not in run.output


def test_the_user_agent_names_collection_and_ansible(zpa: TestTenant, tmp_path: Path) -> None:
    run_playbook(zpa, [{GROUP + "_info": {}}], tmp_path)
    agents = {entry.user_agent for entry in zpa.tenant.log}
    assert len(agents) == 1
    assert agents.pop().startswith("zerotrust.zpa/%s ansible-core/2." % VERSION)


def test_a_throttled_request_is_repeated_when_the_api_says(zpa: TestTenant, tmp_path: Path) -> None:
    zpa.fault("throttle", retry_after="1s")
    run = run_playbook(zpa, [{GROUP: {"name": "Finance"}}], tmp_path)
    assert run.code == 0, run.output
    assert [entry.status for entry in zpa.calls] == [429, 200, 201, 200]


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class TestSecrets:
    """At the highest verbosity no credential is in any output, or in any file but the token cache."""

    @staticmethod
    def pem(key: rsa.RSAPrivateKey) -> str:
        form = serialization.PrivateFormat.PKCS8
        return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()

    @staticmethod
    def tasks(connection: dict[str, str]) -> list[dict[str, Any]]:
        options: list[dict[str, Any]] = [
            {"name": "Finance", "enabled": True, "applications": ["SAP"]},
            {"name": "Finance", "enabled": True, "applications": ["SAP"]},
            {"name": "Finance", "applications": ["Nothing like it"]},
            {"name": "Finance", "state": "absent"},
            {"name": "", "cloud": "MOON"},
        ]
        rule: dict[str, Any] = {
            "name": "Finance",
            "action": "ALLOW",
            "conditions": [{"operands": [{"object_type": "APP", "objects": ["SAP"]}]}],
        }
        given = [
            *((GROUP, group) for group in options),
            (RULE, rule),
            (RULE, {**rule, "rule_order": 7, "reauth_timeout": "soon"}),
            (RULE + "_info", {}),
            (RULE + "_order", {"rules": ["Finance", "Nobody"]}),
        ]
        return [
            {module: {**connection, **one}, "diff": True, "ignore_errors": True, "register": "result"}
            for module, one in given
        ] + [{"ansible.builtin.debug": {"var": "result"}}]

    @staticmethod
    def assert_hidden(run_output: str, folder: Path, cache: Path, secrets: list[str]) -> None:
        texts = {"the output": run_output}
        for path in folder.rglob("*"):
            if path.is_file() and cache not in path.parents:
                texts[str(path)] = path.read_text("utf-8", "replace")
        for where, text in texts.items():
            for secret in secrets:
                assert secret not in text, where

    @staticmethod
    def kept_tokens(zpa: TestTenant) -> list[str]:
        kept = [path for path in zpa.cache.glob("*") if path.suffix != ".lock"]
        return [json.loads(path.read_text("utf-8"))["access_token"] for path in kept]

    @pytest.mark.parametrize("secret_is_right", [True, False], ids=["right", "wrong"])
    def test_of_the_api_keys_sign_in(self, zpa: TestTenant, tmp_path: Path, secret_is_right: bool) -> None:
        secret = zpa.client_secret if secret_is_right else "wRoNg-secret-for-the-test="
        run = run_playbook(zpa, self.tasks({}), tmp_path, "-vvvv", ZPA_CLIENT_SECRET=secret)
        tokens = self.kept_tokens(zpa)
        assert len(tokens) == secret_is_right
        assert ("The sign-in was refused" in run.output) is not secret_is_right
        self.assert_hidden(run.output, tmp_path, zpa.cache, [secret, *tokens])

    @pytest.mark.parametrize("as_path", [True, False], ids=["path", "text"])
    @pytest.mark.parametrize("key_is_right", [True, False], ids=["right", "wrong"])
    def test_of_a_private_key(
        self, zpa: TestTenant, tmp_path: Path, key: rsa.RSAPrivateKey, key_is_right: bool, as_path: bool
    ) -> None:
        if key_is_right:
            public = key.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            zpa.tenant.clients[zpa.client_id].public_key = public.decode()
        text = self.pem(key)
        folder = tmp_path / "run"
        folder.mkdir()
        (tmp_path / "key.pem").write_text(text, "ascii")
        oneapi = {
            "ZSCALER_CLIENT_ID": zpa.client_id,
            "ZSCALER_PRIVATE_KEY": str(tmp_path / "key.pem") if as_path else text,
            "ZSCALER_VANITY_DOMAIN": "acme",
        }
        run = run_playbook(zpa, self.tasks({}), folder, "-vvvv", **oneapi)
        tokens = self.kept_tokens(zpa)
        assert len(tokens) == key_is_right
        assert ("changed: [localhost]" in run.output) is key_is_right
        lines = [line for line in text.splitlines() if "-----" not in line]
        self.assert_hidden(run.output, folder, zpa.cache, [*lines, *tokens, "client_assertion="])
