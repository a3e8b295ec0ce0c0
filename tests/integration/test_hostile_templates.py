# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant whose names and descriptions are templates: nothing on their whole way evaluates one.

That way is from the tenant to results, to files, to another tenant and to reports. The tenant has some of
every kind. What is evaluated leaves a file behind.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.registry import MANAGED
from support.company import MADE, company
from support.playbooks import NO_PACE, Run, run_playbook
from support.tenants import TestTenant
from zpa_emulator import Emulator
from zpa_emulator.certificate_texts import made
from zpa_emulator.company import LARGE
from zpa_emulator.policy_types import RULES

SIZE = LARGE.scaled(0.002)
# What every tenant has, and nobody can rename.
OF_ZPA = ("Default", "Default_Rule")
PREFIX = "zerotrust.zpa."
# What enrols by itself is created by no task.
KINDS = [kind for kind in MANAGED if not kind.not_created]


# What the objects of a list have, by its path.
KEYS = {
    **{path: {"name"} for path in MADE if path.endswith("/provisioningKey")},
    **{kind.kind.path: {field.wire for field in kind.fields} for kind in KINDS if kind.kind.path in MADE},
    RULES: {"name", "description"},
}
INFO = [*(kind.module + "_info" for kind in MANAGED), "zpa_policy_rule_info"]


class Hostile(NamedTuple):
    """A tenant, an empty one beside it, the texts of the first, and the file that an evaluated one leaves."""

    source: TestTenant
    target: TestTenant
    texts: Sequence[str]
    mark: Path


@pytest.fixture
def hostile(emulator: Emulator, tmp_path: Path) -> Hostile:
    mark = tmp_path / "evaluated"
    texts = templates(mark)
    source = company(emulator, tmp_path / "source", SIZE)
    for path, entry, text in objects(source, texts):
        if "description" in KEYS[path]:
            entry["description"] = text
        # Rules name an isolation profile as another list has it.
        if "name" in KEYS[path] and path != "profiles":
            entry["name"] = "%s %s" % (entry["name"], text.replace("\n", " "))
    return Hostile(source, company(emulator, tmp_path / "target", SIZE, bare=True), texts, mark)


def objects(zpa: TestTenant, texts: Sequence[str]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield what people have made on a tenant, each with the path of its list and one of the texts."""
    for path in KEYS:
        made = [entry for entry in zpa.tenant.table(path).values() if entry.get("name") not in OF_ZPA]
        for number, entry in enumerate(made):
            yield path, entry, texts[number % len(texts)]


def templates(mark: Path) -> list[str]:
    """Texts of which each leaves a file behind, wherever Ansible takes it for what it could be."""
    touch = "lookup('ansible.builtin.pipe', 'touch %s')" % mark
    return [
        "{{ %s }}" % touch,
        "{%% if %s %%}x{%% endif %%}" % touch,
        '!unsafe "{{ %s }}"' % touch,
        "#jinja2: variable_start_string: '<<', variable_end_string: '>>'\n<< %s >>" % touch,
    ]


def role(name: str, **variables: Any) -> dict[str, Any]:
    return {"ansible.builtin.import_role": {"name": PREFIX + name}, "vars": variables}


def audit(**variables: Any) -> dict[str, Any]:
    given = {"zpa_audit_tenant_dir": "tenant", "zpa_audit_report_dir": "drift", "zpa_audit_read_limit": 10**6}
    return role("zpa_audit", **given, **variables)


def played(zpa: TestTenant, tasks: list[dict[str, Any]], at: Path, *flags: str, **environment: str) -> Run:
    run = run_playbook(zpa, tasks, at, *NO_PACE, *flags, **environment)
    assert run.code == 0, run.output[-5000:]
    return run


def export(zpa: TestTenant, at: Path, folder: str) -> dict[str, str]:
    """Write a tenant to files, and return their texts."""
    played(zpa, [role("zpa_export", zpa_export_dir=folder)], at)
    return {
        str(path.relative_to(at / folder)): path.read_text("utf-8") for path in (at / folder).rglob("*.yml")
    }


def exported(hostile: Hostile, at: Path) -> dict[str, str]:
    """Write the tenant to files, with the passwords and keys that another tenant asks for."""
    texts = export(hostile.source, at, "tenant")
    given = texts["pra_credentials.yml"].replace("\n  - ", "\n  - password: Seldom-1\n    ")
    (at / "tenant" / "pra_credentials.yml").write_text(given, "utf-8")
    certificates = yaml.safe_load(texts["browser_access_certificates.yml"])
    for one in certificates["browser_access_certificates"]:
        one["private_key"] = made(one["name"]).key
    (at / "tenant" / "browser_access_certificates.yml").write_text(yaml.safe_dump(certificates), "utf-8")
    return texts


def test_a_template_that_somebody_writes_into_a_playbook_leaves_the_file(
    zpa: TestTenant, tmp_path: Path
) -> None:
    mark = tmp_path / "evaluated"
    for number in (0, 1):
        played(zpa, [{"ansible.builtin.debug": {"msg": templates(mark)[number]}}], tmp_path)
        assert mark.exists()
        mark.unlink()


def test_results_of_every_kind_are_shown_and_given_back_without_being_evaluated(
    hostile: Hostile, tmp_path: Path
) -> None:
    tasks: list[dict[str, Any]] = [{PREFIX + name: {}, "register": name} for name in INFO]
    tasks += [{"ansible.builtin.debug": {"var": name}} for name in INFO]
    gathered = {PREFIX + "zpa_config": {"state": "gathered"}, "register": "gathered"}
    given_back = {PREFIX + "zpa_config": {"config": "{{ gathered.config }}"}, "register": "given_back"}
    asserted = {"ansible.builtin.assert": {"that": ["given_back is not changed"]}}
    run = played(hostile.source, [*tasks, gathered, given_back, asserted], tmp_path, "--diff", "-v")
    assert not hostile.mark.exists()
    assert "touch %s" % hostile.mark in run.output
    assert hostile.source.writes == []


def test_an_export_makes_the_same_tenant_elsewhere_and_evaluates_nothing(
    hostile: Hostile, tmp_path: Path
) -> None:
    texts = exported(hostile, tmp_path)
    played(hostile.target, [role("zpa_tenant", zpa_tenant_dir="tenant")], tmp_path, "--diff")
    assert not hostile.mark.exists()
    again = export(hostile.target, tmp_path, "again")
    # The other tenant has microtenants of its own, with plain names.
    own, copied = texts.pop("microtenants.yml"), again.pop("microtenants.yml")
    assert copied.count(str(hostile.mark)) == own.count(str(hostile.mark)) > 0
    assert again == texts


def test_reports_of_every_kind_evaluate_nothing(hostile: Hostile, tmp_path: Path) -> None:
    exported(hostile, tmp_path)
    for path, entry, text in objects(hostile.source, hostile.texts[::-1]):
        if "description" in KEYS[path]:
            entry["description"] = text
    tasks = [audit(zpa_audit_access_matrix=True, zpa_audit_fail_on_drift=False)]
    played(hostile.source, tasks, tmp_path, "--diff")
    assert not hostile.mark.exists()
    (tenant,) = json.loads((tmp_path / "drift" / "drift.json").read_text("utf-8"))["tenants"]
    different = [one for one in tenant["objects"] if one["differences"]]
    described = [kind.key for kind in KINDS if "description" in KEYS.get(kind.kind.path, ())]
    assert {one["kind"] for one in different} == {*described, "policy_rule"}
    assert {each["declared"] for one in different for each in one["differences"]} == set(hostile.texts)
