#!/usr/bin/env bash
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A job event of ansible-runner says nothing of a task with a large result, not even that it changed something.
#
# Package: ansible-runner 2.4.3 with ansible-core 2.21.5, from the Python package index.
# Expected: an event of a task has its result. One that is too large is cut, or says that it was left out; whether
#   the task changed something is a few bytes and stays.
# Behaviour: where the text that Python makes of a result is longer than 700,000 characters, "res" of the event is an
#   empty object, and nothing says so. The event is runner_on_ok as before, so that who reads "changed" there reads
#   of a task that changed nothing. Only the counts at the end of the run know of it.
# Source: ansible_runner/display_callback/callback/awx_display.py, MAX_EVENT_RES.
# Output seen (the characters that the task prints, "changed" in its event, and that count at the end):
#   300000 changed in the event: True, changed at the end: 1
#   400000 changed in the event: None, changed at the end: 1
#
# Needs Python 3.12 or newer as python3, or as the first argument. Exits with 1 if the output is another one.
set -eu
python="${1:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install ansible-core==2.21.5 ansible-runner==2.4.3
cat > "$folder/drive.py" <<'DRIVE'
import sys
import tempfile

import ansible_runner

for count in (300000, 400000):
    # The result has what a command prints twice, as a text and as lines.
    command = [sys.executable, "-c", "print('x' * %d)" % count]
    task = {"name": "Print", "ansible.builtin.command": {"argv": command}}
    play = [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [task]}]
    with tempfile.TemporaryDirectory() as private:
        run = ansible_runner.run(private_data_dir=private, playbook=play, quiet=True)
        assert run.rc == 0
        (event,) = (one for one in run.events if one["event"] == "runner_on_ok")
        told, counted = event["event_data"]["res"].get("changed"), run.stats["changed"]["localhost"]
    print("%d changed in the event: %s, changed at the end: %d" % (count, told, counted))
DRIVE
export PATH="$folder/venv/bin:$PATH"
"$folder/venv/bin/python" "$folder/drive.py" 2>/dev/null | tee "$folder/seen"
sed -n 's/^#   \([0-9]* changed in .*\)/\1/p' "$0" | diff - "$folder/seen"
