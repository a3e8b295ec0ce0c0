# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Access in the roles: what keeps ``zpa_tenant`` from writing, and what ``zpa_audit`` tells of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.playbooks import Run, run_playbook
from support.policies import furnish
from support.tenants import TestTenant

GUESTS = "Contractors of {{ braces }} <b>"
ACCESS_TESTS = """---
access_tests:
  - name: Only finance reaches money
    who:
      idp: Okta
      scim_groups: []
    what:
      segment_groups: [Money]
    expect: block
"""


def rule(name: str, *groups: str, apps: str = "Money", **more: Any) -> dict[str, Any]:
    operands = [{"object_type": "APP_GROUP", "objects": [apps]}]
    members = [{"object_type": "SCIM_GROUP", "entries": [{"lhs": "Okta", "rhs": one} for one in groups]}]
    conditions = [{"operands": operands}, *([{"operands": members}] if groups else [])]
    return {"name": name, "action": "ALLOW", "conditions": conditions, **more}


def declared(*rules: dict[str, Any]) -> dict[str, Any]:
    return {
        "segment_groups": [{"name": "Money", "enabled": True}],
        "application_segments": [
            {
                "name": "Ledger",
                "enabled": True,
                "segment_group": "Money",
                "server_groups": ["Zurich servers"],
                "domain_names": ["ledger.corp.example"],
                "tcp_ports": ["443"],
            }
        ],
        "policy_rules": {"access": [rule("Finance", "Finance"), *rules]},
    }


def folder_of(tmp_path: Path, config: dict[str, Any], tests: str = ACCESS_TESTS) -> str:
    folder = tmp_path / "tenant"
    folder.mkdir(exist_ok=True)
    (folder / "all.yml").write_text(yaml.safe_dump(config), "utf-8")
    (folder / "access_tests.yml").write_text(tests, "utf-8")
    return "tenant"


@pytest.fixture
def tenant(zpa: TestTenant) -> TestTenant:
    furnish(zpa)
    made = zpa.run("zpa_config", config=declared())
    assert not made.get("failed"), made["msg"]
    zpa.forget()
    return zpa


def role(zpa: TestTenant, tmp_path: Path, name: str, *flags: str, **variables: Any) -> Run:
    zpa.forget()
    given = {"%s_%s" % (name, key): value for key, value in variables.items()}
    tasks = [{"ansible.builtin.import_role": {"name": "zerotrust.zpa." + name}, "vars": given}]
    return run_playbook(zpa, tasks, tmp_path, *flags)


def test_a_test_of_the_folder_that_breaks_keeps_everything_from_being_written(
    tenant: TestTenant, tmp_path: Path
) -> None:
    """The file and the line of the test are told, in check mode as in the real run."""
    folder = folder_of(tmp_path, declared(rule("Everybody")))
    said = (
        "tenant/access_tests.yml, line 3: test 'Only finance reaches money' fails: it expects block, but "
        "ledger.corp.example:443"
    )
    for flags in ((), ("--check",)):
        run = role(tenant, tmp_path, "zpa_tenant", *flags, dir=folder)
        assert run.code == 2 and said in run.output and "is allowed by rule 'Everybody'" in run.output
        assert "Nothing was written." in run.output and not tenant.writes
    matrix = tmp_path / "matrix.html"
    told = role(tenant, tmp_path, "zpa_tenant", dir=folder, access="report", access_matrix=str(matrix))
    assert told.code == 0 and "Access: gained 1. Tests: 0 of 1 pass." in told.output
    assert tenant.writes and matrix.exists()


def test_access_can_be_left_out_and_narrowed(tenant: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, declared(rule("Sales too", "Sales")), "access_tests: []\n")
    run = role(tenant, tmp_path, "zpa_tenant", dir=folder, max_access_gained=0)
    assert run.code == 2 and not tenant.writes
    assert "max_access_gained: 1 change would let somebody in, and at most 0 may." in run.output
    # YAML takes off for false.
    variables = {"access": False, "max_access_gained": "", "access_matrix": ""}
    run = role(tenant, tmp_path, "zpa_tenant", dir=folder, **variables)
    assert run.code == 0 and tenant.writes and "Access:" not in run.output


def report_of(tmp_path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((tmp_path / "drift/localhost/drift.json").read_text("utf-8"))
    return document


def test_an_audit_tells_who_reaches_more_than_is_declared_and_which_test_breaks(
    tenant: TestTenant, tmp_path: Path
) -> None:
    """Somebody has let everybody in by hand."""
    opened = tenant.run("zpa_config", config=declared(rule(GUESTS)), write_limit=1000)
    assert opened["changed"]
    folder = folder_of(tmp_path, declared())
    variables = {"tenant_dir": folder, "state": "overridden", "kinds": [], "read_limit": 1000}
    run = role(tenant, tmp_path, "zpa_audit", fail_on_drift=False, access_matrix=True, **variables)
    assert run.code == 2 and not tenant.writes, run.output
    assert "Access is not as it has to be." in run.output
    assert "access: 1 gained, 0 lost, 0 of 1 tests pass" in run.output
    document = report_of(tmp_path)
    (access,) = document["tenants"][0]["access"]
    assert (document["verdict"], document["summary"]["access_refused"]) == ("drifted", 1)
    assert access["changes"][0]["witness"]["rule_after"] == GUESTS
    assert access["tests"][0]["place"] == "tenant/access_tests.yml, line 3"
    assert (tmp_path / "drift/localhost/access_matrix.html").exists()
    # What is only told fails nothing, and with off nobody looks.
    for given, analyses in (("report", 1), (False, 0)):
        run = role(tenant, tmp_path, "zpa_audit", fail_on_drift=False, access=given, **variables)
        assert run.code == 0, run.output
        assert report_of(tmp_path)["summary"]["access_analyses"] == analyses


def test_a_merge_request_is_judged_without_a_connection_and_has_a_report(
    zpa: TestTenant, tmp_path: Path
) -> None:
    folder_of(tmp_path, declared(rule("Everybody")))
    lookup = "{{ lookup('zerotrust.zpa.tenant_folder', 'tenant'%s) }}"
    options = {
        "before": declared(),
        "after": lookup % "",
        "access_tests": lookup % ", access_tests=true",
        "enforce": True,
    }
    flags = ("-e", json.dumps({"nothing": 1}))
    reported = {
        "ANSIBLE_CALLBACKS_ENABLED": "zerotrust.zpa.drift_report",
        "ZPA_CLIENT_ID": "",
        "ZPA_CLIENT_SECRET": "",
        "ZPA_CUSTOMER_ID": "",
    }
    run = run_playbook(zpa, [{"zerotrust.zpa.zpa_access_analysis": options}], tmp_path, *flags, **reported)
    assert run.code == 2 and not zpa.calls
    (document,) = tmp_path.rglob("drift.json")
    made = json.loads(document.read_text("utf-8"))
    assert (made["verdict"], made["summary"]["access_tests_failed"]) == ("drifted", 1)
    assert 'name="test: Only finance reaches money"' in document.with_suffix(".xml").read_text("utf-8")
