# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a folder declares what differs, in all that tells of it. What is read: tests/unit/plugin_utils."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from ansible.parsing.vault import VaultLib, VaultSecret
from support.guides import GUIDES
from support.playbooks import run_playbook
from support.policies import add_rule
from support.tenants import TestTenant

PASSWORD = ("--vault-password-file", "password")
SEALED = VaultLib([("default", VaultSecret(b"password"))]).encrypt("Sealed text").decode()
GROUPS = """\
---
# Two of them are alike.
segment_groups:
  - &same
    name: Same
    description: As declared
    enabled: true

  - <<: *same
    name: Other

  - name: Enabled
    description: As declared
    enabled: true
"""
MORE = """\
{
  "segment_groups": [
    {"name": "Missing"},
    {
      "name": "Gone", "state": "absent"
    }
  ]
}
"""
VAULTED = """\
segment_groups:
  - name: Vaulted
    enabled: true
    description: !vault |
%s
""" % textwrap.indent(SEALED.strip(), " " * 6)
RULES = """\
policy_rules:
  access:
    - name: b
      action: ALLOW
    - name: a
      action: DENY
  siem:
    - {name: logs, action: LOG}
"""
FILES = {
    "groups.yml": GROUPS.replace("\n", "\r\n"),
    "more/json.yaml": MORE,
    "more/vaulted.yml": VAULTED,
    "rules.yml": RULES,
}
# What differs, with the file and the line of what has to be looked at.
PLACES = {
    "Other": "groups.yml:6",
    "Enabled": "groups.yml:14",
    "Missing": "more/json.yaml:3",
    "Gone": "more/json.yaml:4",
    "Vaulted": "more/vaulted.yml:4",
    "a": "rules.yml:6",
    "access": "rules.yml:3",
    "logs": "rules.yml:8",
    "Stranger": "",
    "Same": "groups.yml:4",
    "b": "rules.yml:3",
}
PLACES = {name: place and "tenant/" + place for name, place in PLACES.items()}


@pytest.fixture
def estate(zpa: TestTenant, tmp_path: Path) -> TestTenant:
    """A tenant that differs from the folder ``tenant`` beside it."""
    for name, text in FILES.items():
        path = tmp_path / "tenant" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    (tmp_path / "password").write_text("password", "utf-8")
    zpa.add_group("Same", description="As declared")
    zpa.add_group("Other", description="Changed")
    zpa.add_group("Enabled", description="As declared", enabled=False)
    for name in ("Gone", "Vaulted", "Stranger"):
        zpa.add_group(name)
    for name in ("a", "b"):
        add_rule(zpa, name, action="ALLOW")
    return zpa


def role(name: str, **variables: Any) -> dict[str, Any]:
    return {"ansible.builtin.import_role": {"name": "zerotrust.zpa." + name}, "vars": variables}


@pytest.mark.usefixtures("both_paths")
def test_every_form_of_a_report_says_where_a_folder_declares_what_it_tells_of(
    estate: TestTenant, tmp_path: Path
) -> None:
    audit = role(
        "zpa_audit",
        zpa_audit_tenant_dir="tenant",
        zpa_audit_report_dir="drift",
        zpa_audit_state="overridden",
        zpa_audit_fail_on_drift=False,
    )
    run = run_playbook(estate, [audit], tmp_path, *PASSWORD)
    assert run.code == 0, run.output
    forms = {path.suffix: path.read_text("utf-8") for path in (tmp_path / "drift").iterdir()}
    document = json.loads(forms[".json"])
    schema = json.loads((GUIDES / "drift_report.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)
    objects = {one["name"]: one for one in document["tenants"][0]["objects"]}
    assert {name: one["place"] for name, one in objects.items()} == PLACES
    told = {name: one["declared_at"] or {} for name, one in objects.items()}
    assert {name: "%(file)s:%(line)d" % at if at else "" for name, at in told.items()} == PLACES
    assert {name: at["options"] for name, at in told.items() if at.get("options")} == {
        "Other": {"description": 6},
        "Enabled": {"enabled": 14},
        "Vaulted": {"description": 4},
        "a": {"action": 6},
    }
    page = ElementTree.fromstring(forms[".xml"])  # noqa: S314  (it was made here)
    cases = {one.get("name"): one for one in page.iter("testcase")}
    cases["access"] = cases.pop("order of the access rules")
    assert {
        name: "%s:%s" % (case.get("file"), case.get("line"))
        for name, case in cases.items()
        if case.get("file")
    } == {name: place for name, place in PLACES.items() if place}
    differing = [place for name, place in PLACES.items() if place and name not in ("Same", "b")]
    for name in (".md", ".html"):
        assert [place for place in differing if place not in forms[name].replace("&#58;", ":")] == [], name
    assert not re.search(r"roles[/.]zpa_audit", "".join(forms.values()))


@pytest.mark.usefixtures("both_paths")
def test_the_plan_of_a_folder_says_where_each_step_is_declared_and_nothing_of_it_is_sent(
    estate: TestTenant, tmp_path: Path
) -> None:
    keep = {"content": "{{ zpa_tenant_result.plan | to_json }}", "dest": str(tmp_path / "plan.json")}
    tasks = [
        role("zpa_tenant", zpa_tenant_dir=str(tmp_path / "tenant"), zpa_tenant_state="overridden"),
        {"ansible.builtin.copy": keep},
    ]
    run = run_playbook(estate, tasks, tmp_path, *PASSWORD)
    assert run.code == 0, run.output
    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    told = {one["name"]: one["declared_at"] for one in plan}
    assert {name: "%(file)s:%(line)d" % at if at else "" for name, at in told.items()} == {
        name: place for name, place in PLACES.items() if name not in ("Same", "b")
    }
    assert "tenant/" not in json.dumps([call.body for call in estate.calls], default=str)


def test_what_is_wrong_in_a_folder_is_told_where_it_is_by_any_task(
    estate: TestTenant, tmp_path: Path
) -> None:
    (tmp_path / "tenant" / "wrong.yml").write_text("segment_groups:\n- name: A\n\n  applications: [nope]\n")
    lookup = "{{ lookup('zerotrust.zpa.tenant_folder', 'tenant') }}"
    tasks = [{"zerotrust.zpa.zpa_config": {"config": lookup}}]
    callback = {"ANSIBLE_CALLBACKS_ENABLED": "zerotrust.zpa.drift_report"}
    run = run_playbook(estate, tasks, tmp_path, "--check", *PASSWORD, **callback)
    said = "tenant/wrong.yml, line 4: segment_groups[0].applications[0]: no application segment"
    assert said in run.output
    (finding,) = json.loads((tmp_path / "drift" / "drift.json").read_text())["tenants"][0]["objects"]
    assert (finding["status"], finding["place"]) == ("error", "tenant/wrong.yml:4")
    assert said in finding["message"]
