# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the released ansible-lint finds in a playbook that uses the collection."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.tenants import TestTenant

ANSIBLE_LINT = Path(sys.executable).parent / "ansible-lint"
PLAYBOOK = """\
---
- name: Declare a tenant
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/zerotrust.zpa.all:
      customer_id: "{{ customer }}"
  tasks:
    - name: Mistype an option
      zerotrust.zpa.zpa_segment_group:
        nmae: Finance
    - name: Mistype a value
      zerotrust.zpa.zpa_config:
        state: mergd
        config: {}
    - name: Let templates decide
      zerotrust.zpa.zpa_config:
        state: "{{ wanted_state }}"
        config: "{{ wanted }}"
        max_deletions: "{{ most }}"
        list_objects: "{{ all_of_them }}"
        kinds: ["{{ kind }}"]
    - name: Let templates decide in a list
      zerotrust.zpa.zpa_policy_rule:
        name: "{{ item.name }}"
        reauth_timeout: "{{ item.timeout }}"
        conditions:
          - negated: "{{ item.negated }}"
            operator: "{{ item.operator }}"
            operands: "{{ item.operands }}"
      loop: "{{ rules }}"
    - name: Name nothing but what module_defaults do not say
      zerotrust.zpa.zpa_segment_group:
        name: Finance
        enabled: "{{ finance_enabled }}"
    - name: Take all arguments from a variable
      zerotrust.zpa.zpa_segment_group: "{{ group }}"

- name: Use short names
  hosts: localhost
  gather_facts: false
  collections:
    - zerotrust.zpa
  tasks:
    - name: Keep a group
      zpa_segment_group:  # noqa: fqcn
        name: Finance
        enabled: "{{ finance_enabled }}"
"""


@pytest.mark.skipif(not ANSIBLE_LINT.exists(), reason="this environment has no ansible-lint")
def test_ansible_lint_finds_two_typing_mistakes_and_complains_of_no_template(
    zpa: TestTenant, tmp_path: Path
) -> None:
    (tmp_path / "playbook.yml").write_text(PLAYBOOK, "utf-8")
    command = [str(ANSIBLE_LINT), "--offline", "--format", "json", "--enable-list", "args", "playbook.yml"]
    path = "%s%s%s" % (ANSIBLE_LINT.parent, os.pathsep, os.environ["PATH"])
    environment = {**os.environ, **zpa.environment, "PATH": path, "ANSIBLE_HOME": str(tmp_path / "ansible")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    found = [one for one in json.loads(done.stdout) if one["check_name"] == "args[module]"]
    assert [one["location"]["lines"]["begin"] for one in found] == [9, 12], done.stdout
    assert "nmae" in found[0]["description"]
    assert "mergd" in found[1]["description"]
    assert "Ignored exception" not in done.stderr
    assert zpa.calls == []
