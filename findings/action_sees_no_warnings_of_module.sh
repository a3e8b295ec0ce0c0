#!/usr/bin/env bash
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Since ansible-core 2.21 an action plugin does not get the warnings of the module that it runs, and the user does.
#
# Package: ansible-core 2.20.10 and 2.21.5, from the Python package index.
# Expected: what _execute_module() returns has what the module returned, its warnings as well, so that an action plugin
#   can pass them on, word them anew or leave them out.
# Behaviour: with 2.20 the list has the warning, and it is lost if the plugin returns a result of its own. With 2.21 the
#   list is there and empty, and the task has the warning whatever the plugin returns: it went past the plugin when the
#   output of the module was parsed. A plugin that reads the list finds nothing wrong, and one that wants to change a
#   warning cannot.
# Source: ansible/plugins/action/__init__.py, ActionBase._parse_returned_data, and ansible/_internal/_task.py,
#   UnifiedTaskResult.from_module_result_dict.
# Output seen (what the plugin finds, and what the result of the task has that it returned without any):
#   2.20.10 the action sees 1, the task has 0
#   2.21.5 the action sees 0, the task has 1
#
# Needs Python 3.12 to 3.14 as python3, or as the first argument. Exits with 1 if the output is another one.
set -eu
python="${1:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
play="$folder/play"
mkdir -p "$play/library" "$play/action_plugins"
cat > "$play/library/tell.py" <<'MODULE'
from ansible.module_utils.basic import AnsibleModule

module = AnsibleModule(argument_spec={})
module.warn("The disk is nearly full.")
module.exit_json(changed=False)
MODULE
# A name is an action if there is a module of that name.
touch "$play/library/ask.py"
cat > "$play/action_plugins/ask.py" <<'ACTION'
from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        result = self._execute_module(module_name="tell", task_vars=task_vars)
        return {"changed": False, "msg": "the action sees %d" % len(result.get("warnings", []))}
ACTION
cat > "$play/site.yml" <<'PLAY'
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - ask:
      register: asked
    - ansible.builtin.copy:
        content: "{{ asked.msg }}, the task has {{ asked.warnings | default([]) | length }}"
        dest: "{{ playbook_dir }}/told"
PLAY
for version in 2.20.10 2.21.5; do
    "$python" -m venv "$folder/$version"
    "$folder/$version/bin/pip" --quiet --disable-pip-version-check install "ansible-core==$version"
    (cd "$play" && "$folder/$version/bin/ansible-playbook" site.yml > "$folder/log" 2>&1) || { cat "$folder/log"; exit 1; }
    echo "$version $(cat "$play/told")"
done > "$folder/seen"
cat "$folder/seen"
diff - "$folder/seen" <<'EXPECTED'
2.20.10 the action sees 1, the task has 0
2.21.5 the action sees 0, the task has 1
EXPECTED
