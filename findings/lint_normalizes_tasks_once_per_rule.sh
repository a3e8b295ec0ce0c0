#!/usr/bin/env bash
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# ansible-lint copies and normalizes each task of a file forty times: once for each rule, not once for all rules.
#
# Package: ansible-lint 26.10.1 with ansible-core 2.21.5, from the Python package index.
# Expected: a task is normalized when its file is read, and all rules look at the outcome.
# Behaviour: each rule goes through the tasks anew, and each task makes a deep copy of its data for that. A playbook of
#   10 tasks has 400 of them made, one of 40 tasks 1600.
# Source: AnsibleLintRule.matchtasks in rules/__init__.py, which calls task_in_list of utils.py for each rule, and Task
#   and _sanitize_task there, which normalize and copy.
# Output seen (tasks, exit code, normalizations):
#   10 0 400
#   40 0 1600
#
# Needs Python 3.12 or newer as python3, or as the first argument. Exits with 1 if the output is another one.
set -eu
python="${1:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ansible-lint==26.10.1 ansible-core==2.21.5
cat > "$folder/drive.py" <<'DRIVE'
import contextlib
import io
import sys
from pathlib import Path

from ansiblelint import __main__, utils

number = int(sys.argv[1])
tasks = "".join(
    "    - name: Say number %d\n      ansible.builtin.debug:\n        msg: Number %d\n" % (one, one)
    for one in range(number)
)
Path("play.yml").write_text(
    "---\n- name: Say\n  hosts: localhost\n  gather_facts: false\n  tasks:\n" + tasks, encoding="utf-8"
)
normalize, calls = utils.normalize_task_v2, []


def counted(*arguments, **options):
    calls.append(1)
    return normalize(*arguments, **options)


utils.normalize_task_v2 = counted
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    try:
        code = __main__.main(["ansible-lint", "--offline", "play.yml"])
    except SystemExit as end:
        code = end.code
print(number, code, len(calls))
DRIVE
cd "$folder"
export HOME="$folder" PATH="$folder/venv/bin:$PATH"
seen="$(for number in 10 40; do "$folder/venv/bin/python" "$folder/drive.py" "$number"; done)"
echo "$seen"
test "$seen" = "10 0 400
40 0 1600"
